"""Theorem A: P(all N_i <= 0 and pi(T) <= eps) > 2 delta gives e_unif-alg(m, delta) >= 1 - eps."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, epsilon, quantity, v
from uccheck.rules.catalogue._models import IN, P_GAP, PARTNER_IN, swap_models
from uccheck.rules.claim import Claim, Domain, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_derivation, by_models, changed
from uccheck.rules.steps import Form, Known, Named

P_A = quantity("P_A", r"\mathbb{P}\bigl(\max_i N_i\le 0,\ \pi(T)\le\varepsilon\bigr)", nonnegative=True)
P_G = quantity("P_1_minus_eps", r"\mathbb{P}(G\ge 1-\varepsilon)", nonnegative=True)
CONTAINED = Named("human: on this event the flipped sample has error 1 and the population error is at most `epsilon`")


def statement() -> Statement:
    """On the event the gap is at least 1 - eps; apply the swap lemma to the flip."""
    half = sp.Rational(1, 2)
    event = Relation(P_A, ">", 2 * delta)
    where = (*units(epsilon), Domain(delta, 0, half, True, True))
    then = (Relation(P_G, ">=", P_A), Relation(P_G, ">", 2 * delta), Relation(E_UNIF, ">=", 1 - epsilon))
    claim = Claim(then, where, (event,), _models)
    proofs = (
        Derivation((Step(P_G, ">=", P_A, "the gap is at least `1 - epsilon` on the event", CONTAINED),)),
        Derivation(
            (
                Step(P_G, ">=", P_A, "as before", Form(sp.Integer(0), {P_G - P_A: sp.Integer(1)})),
                Step(P_A, ">", 2 * delta, "the hypothesis", Form(sp.Integer(0), {event.slack: sp.Integer(1)})),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - epsilon,
                    "the swap lemma with `v = 1 - epsilon`",
                    Known("swap-lemma", {P_GAP: P_G, PARTNER_IN: IN, v: 1 - epsilon}),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-a",
        section=5,
        title="Theorem A (complete flip)",
        says="Let `N_i` be the flipped margins and `pi(T)` the population error.",
        claim=claim,
        checks=(by_derivation(*proofs), by_models()),
        derivations=proofs,
        mutants=(
            Mutant("delta for 2 delta", Claim(claim.then, where, (Relation(P_A, ">", delta),), claim.points)),
            Mutant("error epsilon lost", changed(claim, 2, rhs=1 - epsilon / 2)),
            Mutant("reversed", changed(claim, 2, relation="<")),
        ),
        source="this kit, theorem A; N&K, main theorem",
        uses=("swap-lemma", "flip-law", "all-flipped-event", "population-error"),
        remark=(
            "The version for the `gamma`-loss needs only that its population value is at most `epsilon` "
            "on the same event, because the ramp loss of a margin that is not positive is 1."
        ),
    )


@cache
def _models() -> tuple[dict[object, object], ...]:
    """The finite models with v = 1 - eps: a quarter, a half or all of the gap."""
    return tuple({**point, epsilon: 1 - point[v], P_A: point[P_GAP], P_G: point[P_GAP]} for point in swap_models() if point[v] < 1)
