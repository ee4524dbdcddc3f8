"""What the one-sided definitions share: a loss that is small on a likely set, and a loss without training loss on a likely enough event.

`scale` is the margin of the ramp at which the population loss is meant: gamma, or 0 for the error.
"""

from __future__ import annotations

from typing import Any

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, H, L, N, T, delta, e, gamma, m, t, u, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Relation, ge, le, lt, reals
from uccheck.rules.derivation import Derivation, chain
from uccheck.rules.letters import PAIRS, ZERO, X, Z, clean, e_unif_alg, exceed, loss, misfit, tail
from uccheck.rules.sentences.unfolded import some_sample
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.on_sets import OnSet

UNCLEAN = exceed(*X, gamma, e) + m * misfit(*X, gamma)  # a bound on the chance of the others, and that of one point for m
ONE_POINT = exceed(*X, gamma, e) + misfit(*X, gamma)


def on_small_losses(made: Any, scale: Any, *also: Any) -> tuple[Derivation, ...]:
    """made <= e on the set of the samples with a population loss of at most e; `also` are the further nonnegative parts of its gap."""
    few = le(L, e)
    losses = {L: outcome("risk")(*X, scale), H: outcome("other")(*X, gamma)}
    inside = OnSet((few,), exceed(*X, scale, e), losses, by=(Form(using={few: 1, **dict.fromkeys(also, 1)}),))
    return (chain(made, ("<=", e, "on the set of the samples with a population loss of at most `e`", inside)),)


def small(id: str, title: str, says: str, made: Any, scale: Any, *also: Any, source: str = "this kit, theorem D") -> Statement:
    """If the population loss exceeds e at most with the chance delta, made <= e."""
    large = exceed(*X, scale, e)
    claim = Claim((le(made, e),), (*PAIRS, *reals(e)), (le(large, delta),), points)
    return Statement(
        id=id,
        section=6,
        title=title,
        says=says,
        claim=claim,
        proofs=on_small_losses(made, scale, *also),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(large, 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("two-sided", changed(claim, lhs=e_unif_alg(*Z))),
        ),
        source=source,
    )


def on_clean(made: Any, *forms: Form) -> tuple[Derivation, ...]:
    """made <= e on the set of the samples with a population loss of at most e and no training margin below gamma."""
    few, none = le(L, e), le(N, 0)
    losses = {L: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)}
    inside = OnSet((few, none), UNCLEAN, losses, facts=(training_loss(X, gamma),), by=(*forms, Form(using={ge(N, 1): 1})))
    return (chain(made, ("<=", e, "on the set of the samples with a small population loss and no small margin", inside)),)


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
        chain(e, ("<=", made, "unfold the definition", some_sample(made.about.name, Z, e))),
    )
