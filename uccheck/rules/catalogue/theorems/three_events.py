"""If P(S not in A) <= delta, P(S' not in A) <= delta and P(G >= v) > 2 delta, the three good events meet."""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import delta
from uccheck.rules.catalogue._models import ATOMS, swap_models
from uccheck.rules.claim import Claim, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_derivation, by_models
from uccheck.rules.steps import Form


def parts() -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
    """P(S not in A), P(S' not in A), P(G >= v) and the total mass, as sums of atoms."""

    def mass(keep: object) -> sp.Expr:
        return sum((p for bits, p in ATOMS.items() if keep(bits)), sp.Integer(0))  # type: ignore[operator]

    return mass(lambda x: not x[0]), mass(lambda x: not x[1]), mass(lambda x: x[2]), mass(lambda x: True)


def statement() -> Statement:
    """The eight atoms are nonnegative, and the claim is a nonnegative combination of the hypotheses."""
    first, second, gap, total = parts()
    meet = ATOMS[1, 1, 1]
    outside, partner, bad = Relation(first, "<=", delta), Relation(second, "<=", delta), Relation(gap, ">", 2 * delta)
    mass = Relation(total, "==", sp.Integer(1))
    claim = Claim((Relation(meet, ">", sp.Integer(0)),), units(delta), (mass, outside, partner, bad), swap_models)
    free = partial(swap_models, preserving=False)
    using = {outside.slack: sp.Integer(1), partner.slack: sp.Integer(1), bad.slack: sp.Integer(1)}
    proof = Derivation(
        (
            Step(
                meet,
                ">",
                sp.Integer(0),
                "add the three hypotheses; what is left over is a sum of atoms",
                Form(None, using),
            ),
        )
    )
    return Statement(
        id="three-events",
        section=4,
        title="Three likely events meet",
        says=(
            "Let `p_ijk` be the probabilities of the eight atoms: `i = 1` if `S` lies in the set, `j = "
            "1` if `S'` does, `k = 1` if the gap is at least `v`."
        ),
        claim=claim,
        checks=(by_derivation(proof), by_models()),
        derivations=(proof,),
        mutants=(
            Mutant(
                "delta for 2 delta",
                Claim(claim.then, claim.where, (mass, outside, partner, Relation(gap, ">", delta)), claim.points),
            ),
            Mutant(
                "<= for <",
                Claim(claim.then, claim.where, (mass, outside, partner, Relation(gap, ">=", 2 * delta)), _ties),
            ),
            Mutant("partner with another law", Claim(claim.then, claim.where, (mass, outside, bad), free)),
        ),
        source="this kit, swap lemma",
    )


@cache
def _ties() -> tuple[dict[object, object], ...]:
    half = sp.Rational(1, 2)
    zero = dict.fromkeys(ATOMS.values(), sp.Integer(0))
    return ({**zero, ATOMS[1, 0, 1]: half, ATOMS[0, 1, 1]: half, delta: half},)
