"""On {T >= t} the losses of h_S and of the classifier of the flip differ from the population loss by less than 1."""

from uccheck.quantities.outcomes import outcome, risk_is_loss
from uccheck.quantities.symbols import D, H, L, T, delta, gamma, s, t, u, v, y
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, PAIRS, X, Z, e_flip, loss, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """There loss(t) <= L_D <= 1/2, and (w_1, -w_2) has the same population loss."""
    at, now = loss(*X, gamma, t), loss(*X, gamma, T)
    narrow, often, wide, half = le(gamma, 2 * s), le(1 - tail(D, t), delta), le(1 - at, v), le(HALF, v)
    claim = Claim((le(e_flip(*Z), v),), (*PAIRS, *positives(t), *reals(v)), (narrow, often, wide, half), points)
    lower, upper = le(at, now), le(now, HALF)
    inside = OnSet(
        (ge(T, t),),
        1 - tail(D, t),
        {
            T: outcome("chi")(D),
            L: outcome("risk")(*X, gamma),
            H: outcome("training")(*X, gamma),
            y: outcome("mirror")(*X, gamma),
        },
        facts=(risk_is_loss(X, gamma),),
        lines=((lower, Known("loss-increases", {u: t, t: T})), (upper, Known("loss-half", {t: T}))),
        by=tuple(
            form
            for other in (H, y)
            for form in (
                Form(using={half: 1, upper: 1, now - L: 1, other: 1}),
                Form(using={wide: 1, lower: 1, L - now: 1, 1 - other: 1}),
            )
        ),
    )
    return Statement(
        id="flip-spread",
        section=6,
        title="The flip's gap is below 1",
        says="If `T >= t` has probability at least `1 - delta`, and `v` is at least 1/2 and 1 minus the population loss there, then",
        claim=claim,
        proofs=(chain(e_flip(*Z), ("<=", v, "on `T >= t` the population loss lies between its value there and 1/2", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 1, le(1 - tail(D, t), 2 * delta))),
            Mutant("the loss itself", under(claim, 2, le(at, v))),
            Mutant("half of it", changed(claim, rhs=v / 2)),
        ),
        source="this kit, theorem J",
    )
