"""A population error without margin loss bounds the one-sided margin quantity from below."""

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, L, N, T, delta, e, gamma, m, t, u, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.claim import Claim, ge, le, lt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, ZERO, X, Z, clean, e_margin, loss, misfit, tail
from uccheck.rules.means import Mean
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Form, Given, Known, Named


def statement() -> Statement:
    """Where T >= t and no training margin is below gamma."""
    at, fair, seen = loss(*X, ZERO, t), tail(D, t) - m * misfit(*X, gamma), clean(*X, ZERO, gamma, e)
    large, often = le(e, at), lt(delta, fair)
    claim = Claim((le(e, e_margin(*Z)),), (*PAIRS, *positives(t), *reals(e)), (large, often), points)
    upper, now, clear = le(at, loss(*X, ZERO, T)), loss(*X, ZERO, T), le(v, 0)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, ZERO), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(risk_is_loss(X, ZERO), training_loss(X, gamma)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-increases", {u: t, t: T, gamma: ZERO})),),
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
        chain(e, ("<=", e_margin(*Z), "unfold the definition", unfold)),
    )
    return Statement(
        id="margin-overfit",
        section=6,
        title="The population error without margin loss",
        says=(
            "If the error at `T = t` is at least {e}, and {T} of at least {t} without a training margin below "
            "{gamma} exceeds the chance {delta},"
        ),
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 1, lt(delta, tail(D, t) - misfit(*X, gamma)))),
            Mutant("the loss from above", under(claim, 0, le(at, e))),
            Mutant("twice the loss", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem D",
    )
