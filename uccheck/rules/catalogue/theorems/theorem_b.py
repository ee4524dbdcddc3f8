"""Theorem B: p_1/e1 + P(pi(T) > e2) < 1 - 2 delta gives e_unif-alg(m, delta) >= 1 - e1 - e2, with no log m."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, e1, e2, quantity, v
from uccheck.rules.catalogue._models import IN, P_GAP, PARTNER_IN
from uccheck.rules.claim import Claim, Domain, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_derivation, by_models, changed
from uccheck.rules.steps import Form, Known, Named

P1 = quantity("p_1", r"\mathbb{P}(N_1>0)", nonnegative=True)
P2 = quantity("p_2", r"\mathbb{P}(\pi(T)>e_2)", nonnegative=True)
P_G = quantity("P_split", r"\mathbb{P}(G\ge 1-e_1-e_2)", nonnegative=True)
MARKOV = Named("human: Markov's inequality for the fraction of flipped points classified correctly, and a union bound")


def statement() -> Statement:
    """The mean fraction of flipped points that are classified correctly is p_1."""
    half = sp.Rational(1, 2)
    room = Relation(P1 / e1 + P2, "<", 1 - 2 * delta)
    where = (*units(e1, e2), Domain(delta, 0, half, True, True))
    then = (Relation(P_G, ">=", 1 - P1 / e1 - P2), Relation(P_G, ">", 2 * delta), Relation(E_UNIF, ">=", 1 - e1 - e2))
    claim = Claim(then, where, (room,), _models)
    markov = P_G - (1 - P1 / e1 - P2)
    proofs = (
        Derivation(
            (
                Step(
                    P_G,
                    ">=",
                    1 - P1 / e1 - P2,
                    "the fraction of flipped points classified correctly has mean `p_1`",
                    MARKOV,
                ),
            )
        ),
        Derivation(
            (
                Step(
                    P_G,
                    ">",
                    2 * delta,
                    "add the hypothesis",
                    Form(sp.Integer(0), {markov: sp.Integer(1), room.slack: sp.Integer(1)}),
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - e1 - e2,
                    "the swap lemma",
                    Known("swap-lemma", {P_GAP: P_G, PARTNER_IN: IN, v: 1 - e1 - e2}),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-b",
        section=5,
        title="Theorem B (no logarithm of `m`)",
        says=("Only the margin of one flipped point and the population error enter; the sample size enters through `T` alone."),
        claim=claim,
        checks=(by_derivation(*proofs), by_models()),
        derivations=proofs,
        mutants=(
            Mutant("Markov without 1/e1", changed(claim, 0, rhs=1 - P1 - P2)),
            Mutant("e1 lost", changed(claim, 2, rhs=1 - e2)),
            Mutant(
                "1 - delta for 1 - 2 delta",
                Claim(claim.then, where, (Relation(P1 / e1 + P2, "<", 1 - delta),), claim.points),
            ),
        ),
        source="this kit, theorem B",
        uses=("swap-lemma", "flip-law", "one-flipped-law", "population-error"),
    )


@cache
def _models() -> tuple[dict[object, object], ...]:
    """Samples S_0..S_n-1 in pairs, each with an error F on its partner and a population error; all from the
    definitions.
    """
    from uccheck.rules.catalogue._split import split_models

    return tuple({delta: p.delta, e1: p.e1, e2: p.e2, P1: p.p1, P2: p.p2, P_G: p.gap, E_UNIF: p.unif} for p in split_models())
