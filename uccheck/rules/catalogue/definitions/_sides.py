"""What the one-sided definitions share: a loss that is small on a likely set, and a loss without training loss on a likely enough event.

`scale` is the margin of the ramp at which the population loss is meant: gamma, or 0 for the error.
"""

from __future__ import annotations

from typing import Any

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, H, L, N, T, delta, e, gamma, m, t, u, v
from uccheck.rules.claim import Relation, ge, le, lt
from uccheck.rules.derivation import Derivation, chain
from uccheck.rules.letters import ZERO, X, clean, exceed, loss, misfit, tail
from uccheck.rules.means import Mean, OnSet
from uccheck.rules.steps import Form, Given, Known, Named

SAMPLE = (
    "definition: a set of probability at least `1 - delta` holds a sample of every event of more than the chance `delta`; with `S' = S`"
)


def on_small_losses(made: Any, scale: Any, *also: Any) -> tuple[Derivation, ...]:
    """made <= e on the set of the samples with a population loss of at most e; `also` are the further nonnegative parts of its gap."""
    few = le(L, e)
    losses = {L: outcome("risk")(*X, scale), H: outcome("other")(*X, gamma)}
    inside = OnSet((few,), exceed(*X, scale, e), losses, by=(Form(using={few: 1, **dict.fromkeys(also, 1)}),))
    return (chain(made, ("<=", e, "on the set of the samples with a population loss of at most `e`", inside)),)


def overfit(made: Any, scale: Any, large: Relation) -> tuple[Derivation, ...]:
    """e <= made where T >= t without a training margin below gamma has more than the chance delta; `large` says that e <= loss(t)."""
    fair, seen, now = tail(D, t) - m * misfit(*X, gamma), clean(*X, scale, gamma, e), loss(*X, scale, T)
    upper, clear = le(loss(*X, scale, t), now), le(v, 0)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, scale), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(risk_is_loss(X, scale), training_loss(X, gamma)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-increases", {u: t, t: T} | ({gamma: ZERO} if scale == 0 else {}))),),
        by=(
            Form(using={ge(N, 1): 1}),
            Form(using={large: 1, upper: 1, L - now: 1, lt(L, e): 1}),
            Form(using={N / m - v: 1, -N: 1 / m, -clear.slack: 1}),
        ),
    )
    return (
        chain(delta, ("<", fair, Given()), ("<=", seen, "where {T} is at least {t} and no margin is small", cases)),
        chain(e, ("<=", made, "unfold the definition", Named(SAMPLE, (lt(delta, seen),)))),
    )
