"""sqrt(D) >= 8 z sqrt(m) + sqrt(2 ln(1/theta)) gives e_gen(m, delta) <= Q(z) for theta <= delta: the sharp constant."""

from fractions import Fraction
from functools import cache, partial
from math import log, sqrt

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, delta, e, e2, gamma, m, r, s, t, theta, w, x, y, z
from uccheck.rules.catalogue.setting.population_error import ROOT
from uccheck.rules.claim import Claim, Domain, Relation, counts, ge, le, nonnegatives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, PAPER, RATIO, ZERO, e_gen, exceed, loss, tail
from uccheck.rules.statement import Mutant, Origin, Statement, changed, under
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given

AT = {s: sp.Integer(4), b: sp.Integer(32)}


def hypothesis(constant: int = 8, *, dropped: str = "") -> Relation:
    """sqrt(D) >= 8 z sqrt(m) + sqrt(2 ln(1/theta)), or a false neighbour of it."""
    size = sp.Integer(1) if dropped == "m" else sp.sqrt(m)
    spread = ZERO if dropped == "theta" else sp.sqrt(2 * sp.log(1 / theta))
    return ge(sp.sqrt(D), constant * z * size + spread)


def statement() -> Statement:
    """T exceeds (sqrt(D) + sqrt(2 ln(1/theta)))^2 with probability at most theta; there the population error is at most Q(z)."""
    spread, large = sp.sqrt(2 * sp.log(1 / theta)), hypothesis()
    root = sp.sqrt(D) + spread
    rare, threshold, over = tail(D, root**2), D / (8 * sp.sqrt(m) * root), exceed(*PAPER, ZERO, e2)
    where = (*counts(m, D), Domain(z, 0), *units(theta, delta), *nonnegatives(e2))
    given = (large, le(theta, delta), le(Q(z), e2))
    claim = Claim((le(e_gen(*CLASSIC), Q(z)), le(over, theta)), where, given, partial(points, 8))
    concentration = Known("chi2-root-tail", {y: spread / sp.sqrt(D)}, which=1)
    solved = Through(x, Q(x), ge(threshold, z), Known("root-threshold", {r: sp.Rational(1, 8), w: spread}), increasing=False)
    weaker = {delta - rare: {theta - rare: 1, delta - theta: 1}}
    proofs = (
        chain(rare, ("<=", theta, concentration)),
        chain(
            e_gen(*CLASSIC),
            ("<=", Q(threshold), Known("generalization", {**AT, ROOT: root}, using=weaker)),
            ("<=", Q(z), solved),
        ),
        chain(
            loss(*PAPER, ZERO, root**2),
            ("==", Q(threshold), Known("population-error", {**AT, ROOT: root}, 1)),
            ("<=", Q(z), solved),
            ("<=", e2, Given()),
        ),
        chain(
            over,
            ("<=", rare, Known("exceed-tail", {**AT, gamma: ZERO, t: root**2, e: e2})),
            ("<=", theta, Given()),
        ),
    )
    return Statement(
        id="generalization-root",
        section=5,
        title="A sharp sufficient dimension for generalization",
        says="Let {theta} be at most {delta}, and let {e2} be at least {given[2].lhs}.",
        origins=(
            Origin(8, "the population error at {T} is the normal tail at {s} {D} over {b} and the root of {m} {T}", RATIO),
            Origin(2, "the root of a chi-square exceeds its centre by {y} with a chance whose exponent has this denominator"),
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("4 for 8", under(claim, 0, hypothesis(4), points=partial(points, 4))),
            Mutant("factor m dropped", under(claim, 0, hypothesis(dropped="m"), points=partial(points, 8, dropped="m"))),
            Mutant("theta dropped", under(claim, 0, hypothesis(dropped="theta"), points=partial(points, 8, dropped="theta"))),
            Mutant("a tenth of the error", changed(claim, 0, rhs=Q(z) / 10)),
        ),
        source="this kit, theorem B (sharp constant)",
    )


@cache
def points(constant: int, *, dropped: str = "") -> tuple[dict[object, object], ...]:
    """The least D that meets the hypothesis, or its neighbour."""
    from flint import arb, ctx

    from uccheck.quantities.enclosed.instances import least_root, normal_tail

    found = []
    cases = ((1, 1, Fraction(1, 4)), (1, 4, Fraction(1, 10**9)), (50, 2, Fraction(1, 4)), (1000, 3, Fraction(1, 100)))
    for p, at, rare in cases:
        size = 1.0 if dropped == "m" else sqrt(p)
        q = least_root(constant * at * size + (0 if dropped == "theta" else sqrt(2 * log(1 / rare))))
        with ctx.workprec(128):
            level = Fraction(float(normal_tail(arb(at)))) * Fraction(1000001, 1000000)
        found.append({m: p, D: q, z: at, theta: rare, delta: rare, e2: level})
    return tuple(found)
