"""If P(S not in A) <= delta, P(S' not in A) <= delta and P(G >= v) > 2 delta, the three good events meet."""

import itertools
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import delta, named
from uccheck.rules.catalogue._spaces import flips
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, eq, ge, gt, le, nonnegatives, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement
from uccheck.rules.steps.forms import Form

ATOMS = {
    bits: named("p" + "".join(map(str, bits)), "p_{" + "".join(map(str, bits)) + "}", nonnegative=True)
    for bits in itertools.product((0, 1), repeat=3)
}


def parts() -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
    """P(S not in A), P(S' not in A), P(G >= v) and the total mass, as sums of atoms."""

    def mass(keep: Callable[[tuple[int, ...]], object]) -> sp.Expr:
        return sum((p for bits, p in ATOMS.items() if keep(bits)), sp.Integer(0))

    return (mass(lambda x: not x[0]), mass(lambda x: not x[1]), mass(lambda x: x[2]), mass(lambda x: True))


def statement() -> Statement:
    """The eight atoms are nonnegative, and the claim is a nonnegative combination of the hypotheses."""
    first, second, gap, total = parts()
    meet = ATOMS[1, 1, 1]
    outside, partner, bad = (le(first, delta), le(second, delta), gt(gap, 2 * delta))
    mass = eq(total, sp.Integer(1))
    claim = Claim((gt(meet, sp.Integer(0)),), (*units(delta), *nonnegatives(*ATOMS.values())), (mass, outside, partner, bad), spaces)
    free = partial(spaces, preserving=False)
    using = {outside.slack: sp.Integer(1), partner.slack: sp.Integer(1), bad.slack: sp.Integer(1)}
    proof = chain(meet, (">", sp.Integer(0), Form(None, using)))
    return Statement(
        id="three-events",
        section=4,
        title="Three likely events meet",
        says=(
            "Let `p_ijk` be the probabilities of the eight atoms: `i = 1` if `S` lies in the set, `j = 1` if `S'` does, `k = 1` if the "
            "gap is at least `v`."
        ),
        claim=claim,
        proofs=(proof,),
        support=(by_models(),),
        mutants=(
            Mutant("delta for 2 delta", Claim(claim.then, claim.where, (mass, outside, partner, gt(gap, delta)), claim.points)),
            Mutant("<= for <", Claim(claim.then, claim.where, (mass, outside, partner, ge(gap, 2 * delta)), _ties)),
            Mutant("partner with another law", Claim(claim.then, claim.where, (mass, outside, bad), free)),
        ),
        source="this kit, swap lemma",
    )


@cache
def spaces(*, preserving: bool = True) -> tuple[dict[Any, Any], ...]:
    """Finite models with a set of samples, their flip (or a constant map, which does not preserve the law) and gaps of at least 1/2."""
    found = []
    for space in (space for space in flips() if space.size <= 4):
        size = space.size
        image = [size - 1 - p if preserving else 0 for p in range(size)]
        good = [not preserving or space.cross[p][image[p]] - space.risk[p] >= Fraction(1, 2) for p in range(size)]
        for level in (Fraction(2 * step + 1, 4 * size) for step in range(2 * size)):
            for members in itertools.combinations(range(size), next(k for k in range(size + 1) if Fraction(k, size) >= 1 - level)):
                law: Counter[tuple[int, ...]] = Counter((int(p in members), int(image[p] in members), int(good[p])) for p in range(size))
                found.append({delta: level, **{atom: Fraction(law[bits], size) for bits, atom in ATOMS.items()}})
    return tuple(found)


@cache
def _ties() -> tuple[dict[Any, Any], ...]:
    half = sp.Rational(1, 2)
    zero = dict.fromkeys(ATOMS.values(), sp.Integer(0))
    return ({**zero, ATOMS[1, 0, 1]: half, ATOMS[0, 1, 1]: half, delta: half},)
