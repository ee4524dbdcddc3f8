"""Theorem C: p_1(rho)/e1 + P(pi(T) > e2) < (1 - delta)^(2/(1 - rho)) gives e_unif-alg >= 1 - e1 - e2 for every
delta < 1.
"""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, e1, e2, quantity, rho, v
from uccheck.rules.catalogue.theorems.theorem_b import P1, P2
from uccheck.rules.catalogue.transfer.correlated_swap_lemma import P_LESS
from uccheck.rules.claim import Claim, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_balls, by_derivation, changed
from uccheck.rules.steps import Known, Named

P_BAD = quantity("P_split_less", r"\mathbb{P}(G<1-e_1-e_2)", nonnegative=True)
MARKOV = "human: Markov's inequality for the fraction of flipped points classified correctly, and a union bound"


def statement() -> Statement:
    """The split of theorem B, with the correlated swap lemma in the place of the swap lemma."""
    room = Relation(P1 / e1 + P2, "<", (1 - delta) ** (2 / (1 - rho)))
    where = units(delta, rho, e1, e2)
    then = (Relation(P_BAD, "<=", P1 / e1 + P2), Relation(E_UNIF, ">=", 1 - e1 - e2))
    claim = Claim(then, where, (room,), _points)
    power = (1 - delta) ** (2 / (1 - rho)) - P_BAD
    using = {power: {room.slack: sp.Integer(1), P1 / e1 + P2 - P_BAD: sp.Integer(1)}}
    proofs = (
        Derivation(
            (
                Step(
                    P_BAD,
                    "<=",
                    P1 / e1 + P2,
                    "the fraction of flipped points classified correctly has mean `p_1`",
                    Named(MARKOV),
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - e1 - e2,
                    "the correlated swap lemma",
                    Known("correlated-swap-lemma", {P_LESS: P_BAD, v: 1 - e1 - e2}, 2, using),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-c",
        section=5,
        title="Theorem C (every `delta < 1`)",
        says="Here `p_1` and `p_2` are those of the correlated flip with parameter `rho`.",
        claim=claim,
        checks=(by_derivation(*proofs), by_balls()),
        derivations=proofs,
        mutants=(
            Mutant("Markov without 1/e1", changed(claim, 0, rhs=P1 + P2)),
            Mutant("reversed", changed(claim, 0, relation=">")),
            Mutant("e1 lost", changed(claim, 1, rhs=1 - e2)),
        ),
        source="this kit, theorem C",
        uses=("correlated-swap-lemma", "correlated-flip-margin", "population-error"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """Models: in every sample the partner has error 1 - c at population error e2, or (second) 1 at zero; delta
    small.
    """
    found = []
    for share, part in (
        (sp.Rational(1, 4), sp.Rational(1, 2)),
        (sp.Rational(1, 8), sp.Rational(1, 3)),
        (sp.Rational(1, 2), sp.Rational(1, 4)),
    ):
        level = sp.Rational(1, 16)
        correct = part * share  # the fraction classified correctly, the same in every sample
        base = {delta: sp.Rational(1, 10), rho: sp.Rational(1, 5), e1: share, e2: level}
        found.append({**base, P1: correct, P2: sp.Integer(0), P_BAD: sp.Integer(0), E_UNIF: 1 - correct - level})
        rare = sp.Rational(1, 100)  # with probability 1/100 exactly a little more than e1 is classified correctly
        over = share * sp.Rational(101, 100)
        found.append({**base, P1: rare * over, P2: sp.Integer(0), P_BAD: rare, E_UNIF: sp.Integer(1)})
    return tuple(found)
