"""If S' = phi(S) preserves the law and P(G >= v) > 2 delta, then e_unif-alg(m, delta) >= v."""

from fractions import Fraction
from functools import cache, partial
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, v
from uccheck.rules.catalogue._models import IN, P_GAP, PARTNER_IN, swap_models, uniform_error
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_derivation, by_models, changed
from uccheck.rules.steps import Named

UNFOLD = "human: unfolding the definition of `e_unif-alg` (a pair of samples exists where likely events meet)"

TIGHT = Fraction(3, 8)


def statement() -> Statement:
    """Every admissible set contains a pair S, S' with gap at least v."""
    bad = Relation(P_GAP, ">", 2 * delta)
    law = Relation(PARTNER_IN, "==", IN)
    where = (Domain(delta, 0, sp.Rational(1, 2), True, True), Domain(v))
    claim = Claim((Relation(E_UNIF, ">=", v),), where, (bad, law), _all)
    why = "every set of samples of probability at least `1 - delta` contains `S` and `S'` with a gap of at least `v`"
    proof = Derivation((Step(E_UNIF, ">=", v, why, Named(UNFOLD, (Relation(P_GAP, ">", 2 * delta), law.slack))),))
    free = partial(swap_models, preserving=False)
    return Statement(
        id="swap-lemma",
        section=4,
        title="The swap lemma",
        says=(
            "Let `S'` be the image of `S` under a measure-preserving map: `S'` lies in any set of "
            "samples as often as `S` does. Let `G` be the empirical error of `h_S` on `S'` minus its "
            "population error."
        ),
        claim=claim,
        checks=(by_derivation(proof), by_models()),
        derivations=(proof,),
        mutants=(
            Mutant("delta for 2 delta", Claim(claim.then, where, (Relation(P_GAP, ">", delta), law), _crossed())),
            Mutant("<= for <", Claim(claim.then, where, (Relation(P_GAP, ">=", 2 * delta), law), claim.points)),
            Mutant("more than the gap", changed(claim, rhs=v + sp.Rational(1, 4))),
            Mutant("reversed", changed(claim, relation="<=")),
            Mutant("phi does not preserve the law", Claim(claim.then, where, (bad,), free)),
        ),
        source="this kit, swap lemma; N&K, proof of the main theorem",
        uses=("three-events",),
    )


def _all() -> tuple[dict[Any, Any], ...]:
    """The random models, and the one where the hypothesis holds with equality and the conclusion fails."""
    return (*swap_models(), *_crossed(Fraction(1, 4)))


@cache
def _crossed(level: Fraction = TIGHT) -> tuple[dict[Any, Any], ...]:
    """Two pairs {0, 1} and {2, 3}; the gap is 1 on the first, 0 on the second: the set {0, 2, 3} will do for delta >= 1/4."""
    table = [[Fraction(int({p, q} == {0, 1})) for q in range(4)] for p in range(4)]
    unif = uniform_error(4, table, level)
    half = Fraction(1, 2)
    return ({delta: level, v: Fraction(1), E_UNIF: unif, P_GAP: half, IN: half, PARTNER_IN: half},)
