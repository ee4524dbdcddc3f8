"""For gamma >= 2s, e_unif-alg(m, delta) <= 1 - s/gamma."""

from uccheck.quantities.outcomes import outcome, risk_is_loss
from uccheck.quantities.symbols import D, H, L, T, gamma, s, t
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, PAIRS, X, Z, e_unif_alg, loss
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """1/2 <= L_D <= 1 - s/gamma, while 0 <= Lhat <= 1; every sample will do."""
    wide, most, now = ge(gamma, 2 * s), 1 - s / gamma, loss(*X, gamma, T)
    claim = Claim((le(e_unif_alg(*Z), most),), PAIRS, (wide,), _points)
    lower, upper = le(HALF, now), le(now, most)
    inside = OnSet(
        (),
        0,
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)},
        facts=(risk_is_loss(X, gamma),),
        lines=((lower, Known("loss-wide", {t: T})), (upper, Known("loss-wide", {t: T}, 1))),
        by=(Form(using={upper: 1, now - L: 1, H: 1}), Form(using={wide: 1 / (2 * gamma), lower: 1, L - now: 1, 1 - H: 1})),
    )
    return Statement(
        id="wide-margin",
        section=6,
        title="Uniform convergence over wide margins",
        says="For the ramp loss with {given[0]} no pair of samples has a gap of 1:",
        claim=claim,
        proofs=(chain(e_unif_alg(*Z), ("<=", most, "the population loss lies between 1/2 and this", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice the signal", changed(claim, rhs=1 - 2 * s / gamma)),
            Mutant("a half", changed(claim, rhs=HALF)),
            Mutant("every gamma", under(claim, 0, ge(2 * gamma, s))),
        ),
        source="this kit, theorem I",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Ramps with gamma >= 2s, and narrower ones, which the hypothesis excludes."""
    from uccheck.rules.catalogue._spaces import points, wide_points

    return (*wide_points(), *points(draws=2))
