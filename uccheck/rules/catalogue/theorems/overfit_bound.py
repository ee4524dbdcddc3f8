"""A large population loss without training loss bounds e_gen from below."""

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, L, N, T, delta, e, gamma, m, s, t, u, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, lt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_gen, loss, misfit, reach, tail
from uccheck.rules.sentences.unfolded import gen_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Where T >= t and no training margin is below gamma the gap is the population loss itself."""
    at, fair = loss(*X, gamma, t), tail(D, t) - m * misfit(*X, gamma)
    narrow, large, often = le(gamma, 2 * s), le(e, at), lt(delta, fair)
    claim = Claim((le(e, e_gen(*Z)),), (*PAIRS, *positives(t), *reals(e)), (narrow, large, often), points)
    upper, below = le(at, loss(*X, gamma, T)), lt(L - v, e)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(risk_is_loss(X, gamma), training_loss(X, gamma)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-increases", {u: t, t: T})),),
        by=(Form(using={ge(N, 1): 1}), Form(using={large: 1, upper: 1, L - loss(*X, gamma, T): 1, below: 1, N / m - v: 1, -N: 1 / m})),
    )
    proofs = (
        chain(
            delta,
            ("<", fair, Given()),
            ("<=", reach(*X, gamma, e), "where {T} is at least {t} and no training margin is below {gamma} the gap is at least {e}", cases),
        ),
        chain(e, ("<=", e_gen(*Z), gen_at_least(Z, e))),
    )
    return Statement(
        id="overfit-bound",
        section=5,
        title="A population loss without training loss",
        says=(
            "If the population loss at `T = t` is at least {e}, and {T} at least {t} without a small training margin has more than the "
            "chance {delta}, then"
        ),
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 2, lt(delta, tail(D, t) - misfit(*X, gamma)))),
            Mutant("the loss from above", under(claim, 1, le(at, e))),
            Mutant("twice the loss", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem I",
    )
