"""D >= 128 (1 + eta) m ln(2/eps) + 2 (1 + 1/eta) ln(1/delta) suffices, for every eta > 0."""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import D, delta, epsilon, eta, m
from uccheck.rules.claim import Claim, Domain, Relation, counts, eq, ge, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, RATIO, e_gen, e_unif_alg
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form


def hypothesis(constant: int = 128, tail: int = 2) -> Relation:
    """D >= 128 (1 + eta) m ln(2/eps) + 2 (1 + 1/eta) ln(1/delta), or a false neighbour."""
    return ge(D, constant * (1 + eta) * m * sp.log(2 / epsilon) + tail * (1 + 1 / eta) * sp.log(1 / delta))


EIGHTH = sp.Rational(1, 8)


def statement() -> Statement:
    """(A + B)^2 = (1 + eta) A^2 + (1 + 1/eta) B^2 - (sqrt(eta) A - B/sqrt(eta))^2."""
    signal, spread = (sp.sqrt(128 * m * sp.log(2 / epsilon)), sp.sqrt(2 * sp.log(1 / delta)))
    large, root = (hypothesis(), sp.sqrt(D))
    where = (*counts(m, D), *units(epsilon), Domain(delta, 0, sp.Rational(1, 4), open_low=True), *positives(eta))
    then = (le(e_gen(*CLASSIC), epsilon), ge(e_unif_alg(*CLASSIC), 1 - epsilon))
    claim = Claim(then, where, (large,), partial(points, 128, 2))
    total = root + signal + spread
    square = (sp.sqrt(eta) * signal - spread / sp.sqrt(eta)) ** 2 / total
    proofs = (
        chain(root, (">=", signal + spread, Form(square, {large.slack: 1 / total}))),
        chain(e_gen(*CLASSIC), ("<=", epsilon, Known("theorem-b-root"))),
        chain(e_unif_alg(*CLASSIC), (">=", 1 - epsilon, Known("theorem-b-root", which=1))),
    )
    return Statement(
        id="theorem-b-linear",
        section=5,
        title="The theorem, linear form",
        says="The constant of the first term may be as close to 128 as one likes; at {at} the condition reads {example}.",
        terms={
            "at": tied(eq(eta, EIGHTH), eq(EIGHTH * 8, 1)),
            "example": tied(large.at({eta: EIGHTH}), eq(large.rhs.subs(eta, EIGHTH), large.at({eta: EIGHTH}).rhs)),
        },
        origins=(Origin(128, "the constant of the theorem; the square of a sum costs a factor more than 1 for each term", 2 * RATIO**2),),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("eta lost", Claim(then, where, (hypothesis(128, 0),), partial(points, 128, 0))),
            Mutant("32 for 128", Claim(then, where, (hypothesis(32),), points(32, 2))),
            Mutant("a hundredth of the error", changed(claim, 0, rhs=epsilon / 100)),
        ),
        source="this kit, theorem B; ours",
    )


@cache
def points(constant: int, tail: int) -> tuple[dict[object, object], ...]:
    """The least D at several parameters, with both errors enclosed."""
    from fractions import Fraction
    from math import log

    from uccheck.quantities.enclosed.instances import least_root

    found = []
    for p, eps, rare, at in (
        (1, Fraction(99, 100), Fraction(1, 10**6), Fraction(1, 8)),
        (1, Fraction(1, 10**9), Fraction(1, 10**90), Fraction(1, 100)),
        (1000, Fraction(1, 20), Fraction(1, 4), Fraction(1, 8)),
        (50, Fraction(1, 10**6), Fraction(1, 100), Fraction(3)),
    ):
        size = constant * (1 + at) * p * log(2 / float(eps)) - tail * (1 + 1 / at) * log(float(rare))
        q = least_root(float(size) ** 0.5)
        found.append({m: p, D: q, epsilon: eps, delta: rare, eta: at})
    return tuple(found)
