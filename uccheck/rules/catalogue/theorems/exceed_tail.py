"""The population loss exceeds its value at t only where T exceeds t."""

from uccheck.quantities.outcomes import outcome, risk_is_loss
from uccheck.quantities.symbols import D, L, T, e, gamma, s, t, u
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, exceed, loss, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """L_D(h_S) = loss(T), which increases."""
    at = loss(*X, gamma, t)
    narrow, small = le(gamma, 2 * s), le(at, e)
    claim = Claim((le(exceed(*X, gamma, e), tail(D, t)),), (*SETTING, *positives(t), *reals(e)), (narrow, small), points)
    lower = le(loss(*X, gamma, T), at)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma)},
        facts=(risk_is_loss(X, gamma),),
        lines=((lower, Known("loss-increases", {u: T})),),
        by=(Form(using={gt(L, e): 1, small: 1, lower: 1, loss(*X, gamma, T) - L: 1}),),
    )
    return Statement(
        id="exceed-tail",
        section=5,
        title="The population loss exceeds a value with `T`",
        says="If the population loss at `T = t` is at most {e}, then",
        claim=claim,
        proofs=(
            chain(
                exceed(*X, gamma, e),
                ("<=", tail(D, t), "the loss exceeds {e} only where {T} is at least {t}, since it increases with {T}", cases),
            ),
        ),
        support=(by_models(),),
        mutants=(
            Mutant("the loss from below", under(claim, 1, le(e, at))),
            Mutant("a larger t", changed(claim, rhs=tail(D, 3 * t))),
            Mutant("half the chance", changed(claim, rhs=tail(D, t) / 2)),
        ),
        source="this kit, theorem B",
    )
