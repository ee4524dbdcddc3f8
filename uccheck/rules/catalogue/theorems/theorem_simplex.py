"""Simplex form: k(k-1)/2 (p_1/e1 + p_2) < (k(1 - delta) - 1)/(k - 1) gives e_unif-alg >= 1 - e1 - e2, delta up to
7/8.
"""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, e1, e2, k, quantity
from uccheck.rules.catalogue.theorems.theorem_b import P1, P2
from uccheck.rules.catalogue.transfer.simplex_count import P2 as N2
from uccheck.rules.claim import Claim, Domain, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_balls, by_derivation, changed
from uccheck.rules.steps import Form, Named

FAIL = quantity("q_pairs", r"\mathbb{P}(\text{some pair has } G<1-e_1-e_2)", nonnegative=True)
MARKOV = "human: Markov's inequality for each pair, and a union bound over the `k(k - 1)/2` pairs"
UNFOLD = "human: unfolding the definition of `e_unif-alg` (a pair of samples exists where likely events meet)"


def statement() -> Statement:
    """Two of the k samples lie in the set with a probability that exceeds the probability of any failing pair."""
    pairs, room = k * (k - 1) / 2, (k * (1 - delta) - 1) / (k - 1)
    small = Relation(pairs * (P1 / e1 + P2), "<", room)
    total = Relation(N2, ">=", room)
    where = (Domain(k, 2), *units(delta, e1, e2))
    then = (
        Relation(FAIL, "<=", pairs * (P1 / e1 + P2)),
        Relation(N2 - FAIL, ">", sp.Integer(0)),
        Relation(E_UNIF, ">=", 1 - e1 - e2),
    )
    claim = Claim(then, where, (small, total), _points)
    union = pairs * (P1 / e1 + P2) - FAIL
    proofs = (
        Derivation((Step(FAIL, "<=", pairs * (P1 / e1 + P2), "one order of each pair is enough", Named(MARKOV)),)),
        Derivation(
            (
                Step(
                    N2 - FAIL,
                    ">",
                    sp.Integer(0),
                    "compare",
                    Form(sp.Integer(0), {union: sp.Integer(1), small.slack: sp.Integer(1), total.slack: sp.Integer(1)}),
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - e1 - e2,
                    "a pair with a large gap lies in the set",
                    Named(UNFOLD, (Relation(N2 - FAIL, ">", sp.Integer(0)),)),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-simplex",
        section=5,
        title="Theorem B for a simplex of `k` samples",
        says=(
            "Let `S_1, ..., S_k` form the simplex, `p_1` and `p_2` as in theorem B for the flip of "
            "strength `1/(k - 1)`. The second hypothesis is the count of samples in the set."
        ),
        claim=claim,
        checks=(by_derivation(*proofs), by_balls()),
        derivations=proofs,
        mutants=(
            Mutant("pairs not counted", changed(claim, 0, rhs=P1 / e1 + P2)),
            Mutant("Markov without 1/e1", changed(claim, 0, rhs=pairs * (P1 + P2))),
            Mutant(
                "count without -1",
                Claim(then, where, (Relation(pairs * (P1 / e1 + P2), "<", k * (1 - delta) / (k - 1)), total), claim.points),
            ),
        ),
        source="this kit, theorem C (elementary range)",
        uses=("simplex-count", "simplex-law", "simplex-range"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """Disjoint failures, the worst case of the union bound: P(some pair fails) = k(k-1)/2 (p_1/e1 + p_2), k = 3
    and 4.
    """
    found = []
    for size in (3, 4):
        for denominator in (60, 30, 12):
            p1, p2, share, rare = (
                sp.Rational(1, 20 * denominator),
                sp.Rational(1, denominator),
                sp.Rational(1, 4),
                sp.Rational(1, 2),
            )
            fail = sp.Rational(size * (size - 1), 2) * (p1 / share + p2)
            two = (size * (1 - rare) - 1) / (size - 1)
            values = {P1: p1, P2: p2, FAIL: fail, N2: two}
            found.append({k: size, delta: rare, e1: share, e2: sp.Rational(1, 8), E_UNIF: sp.Rational(7, 8), **values})
    return tuple(found)
