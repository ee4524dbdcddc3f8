"""A population loss without training loss bounds the zero-error quantity from below."""

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, L, N, T, delta, e, gamma, m, s, t, u, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.claim import Claim, ge, le, lt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, clean, e_zero_error, loss, misfit, tail
from uccheck.rules.means import Mean
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Form, Given, Known, Named


def statement() -> Statement:
    """Where T >= t and no training margin is below gamma."""
    at, fair, seen = loss(*X, gamma, t), tail(D, t) - m * misfit(*X, gamma), clean(*X, gamma, gamma, e)
    large, often = le(e, at), lt(delta, fair)
    claim = Claim((le(e, e_zero_error(*Z)),), (*PAIRS, *positives(t), *reals(e)), (le(gamma, 2 * s), large, often), points)
    upper, now, clear = le(at, loss(*X, gamma, T)), loss(*X, gamma, T), le(v, 0)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(risk_is_loss(X, gamma), training_loss(X, gamma)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-increases", {u: t, t: T})),),
        by=(
            Form(using={ge(N, 1): 1}),
            Form(using={large: 1, upper: 1, L - now: 1, lt(L, e): 1}),
            Form(using={N / m - v: 1, -N: 1 / m, -clear.slack: 1}),
        ),
    )
    unfold = Named(
        "definition: a set of probability at least `1 - delta` holds a sample of every event of more than the chance `delta`; with "
        "`S' = S`",
        (lt(delta, seen),),
    )
    proofs = (
        chain(delta, ("<", fair, Given()), ("<=", seen, "where {T} is at least {t} and no margin is small", cases)),
        chain(e, ("<=", e_zero_error(*Z), "unfold the definition", unfold)),
    )
    return Statement(
        id="zero-error-overfit",
        section=6,
        title="The population loss of a classifier without training loss",
        says=(
            "If the loss at `T = t` is at least {e}, and {T} of at least {t} without a small training margin has "
            "more than the chance {delta}, then"
        ),
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 2, lt(delta, tail(D, t) - misfit(*X, gamma)))),
            Mutant("the loss from above", under(claim, 1, le(at, e))),
            Mutant("twice the loss", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem D",
    )
