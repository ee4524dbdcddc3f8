"""sqrt(D) >= 8 z sqrt(m) + sqrt(2 ln(1/theta)) gives e_gen(m, delta) <= Q(z) for theta <= delta: the sharp constant."""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import E_GEN, ChiTail, D, Q, delta, e2, m, r, theta, w, x, y, z
from uccheck.rules.catalogue.theorems.generalization import X
from uccheck.rules.catalogue.theorems.theorem_b import P2
from uccheck.rules.claim import Claim, Domain, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Named, Through

MONOTONE = "human: `pi` increases with `T`, so `pi(T) > e_2 >= pi(t)` needs `T > t`"


def hypothesis(constant: int = 8, *, dropped: str = "") -> Relation:
    """sqrt(D) >= 8 z sqrt(m) + sqrt(2 ln(1/theta)), or a false neighbour of it."""
    size = sp.Integer(1) if dropped == "m" else sp.sqrt(m)
    tail = sp.Integer(0) if dropped == "theta" else sp.sqrt(2 * sp.log(1 / theta))
    return Relation(sp.sqrt(D), ">=", constant * z * size + tail)


def statement() -> Statement:
    """T exceeds (sqrt(D) + sqrt(2 ln(1/theta)))^2 with probability at most theta; there pi is at most Q(z)."""
    spread, large = sp.sqrt(2 * sp.log(1 / theta)), hypothesis()
    root = sp.sqrt(D) + spread
    tail = ChiTail(D, root**2)
    threshold = D / (8 * sp.sqrt(m) * root)
    eighth = sp.Rational(1, 8)
    where = (*counts(m, D), Domain(z, 0), *units(theta, delta, e2))
    given = (large, Relation(theta, "<=", delta), Relation(Q(z), "<=", e2))
    then = (Relation(tail, "<=", theta), Relation(E_GEN, "<=", Q(z)), Relation(P2, "<=", theta))
    claim = Claim(then, where, given, partial(points, 8))
    concentration = Known("chi2-root-tail", {y: spread / sp.sqrt(D)}, which=1)
    solved = Through(x, Q(x), Relation(threshold, ">=", z), Known("root-threshold", {r: eighth, w: spread}), increasing=False)
    proofs = (
        Derivation(
            (
                Step(
                    tail,
                    "<=",
                    theta,
                    "the root of chi-square concentrates, with `y = sqrt(2 ln(1/theta)/D)`",
                    concentration,
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_GEN,
                    "<=",
                    Q(threshold),
                    "the population error at this quantile",
                    Known("generalization", {r: eighth, X: root}, using=weaker(tail)),
                ),
                Step(Q(threshold), "<=", Q(z), "solve for the dimension; `Q` decreases", solved),
            )
        ),
        Derivation(
            (
                Step(
                    P2,
                    "<=",
                    tail,
                    "beyond `e_2` only if `T` is beyond the quantile",
                    Named(MONOTONE, (large.slack, e2 - Q(z))),
                ),
                Step(tail, "<=", theta, "as before", Form(sp.Integer(0), {theta - tail: sp.Integer(1)})),
            )
        ),
    )
    return Statement(
        id="generalization-root",
        section=5,
        title="A sharp sufficient dimension for generalization",
        says="Here `s = 4` and `b = 32`. Let `theta` be at most `delta`, and let `e_2` be at least `Q(z)`.",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("4 for 8", Claim(claim.then, where, (hypothesis(4), *given[1:]), points(4))),
            Mutant(
                "factor m dropped",
                Claim(claim.then, where, (hypothesis(dropped="m"), *given[1:]), partial(points, 8, dropped="m")),
            ),
            Mutant(
                "theta dropped",
                Claim(claim.then, where, (hypothesis(dropped="theta"), *given[1:]), partial(points, 8, dropped="theta")),
            ),
            Mutant("a tenth of the error", changed(claim, 1, rhs=Q(z) / 10)),
        ),
        source="this kit, theorem B (sharp constant)",
        uses=("generalization", "chi2-root-tail", "root-threshold"),
    )


def weaker(tail: sp.Expr) -> dict[sp.Expr, dict[sp.Expr, sp.Expr]]:
    """P(T >= t) <= theta <= delta."""
    return {delta - tail: {theta - tail: sp.Integer(1), delta - theta: sp.Integer(1)}}


@cache
def points(constant: int, *, dropped: str = "") -> tuple[dict[object, object], ...]:
    """The least D that meets the hypothesis, or its neighbour, with every quantity enclosed."""
    from fractions import Fraction
    from math import log, sqrt

    from flint import arb, ctx

    from uccheck.rules.catalogue._instances import e_gen, exceeds, least_root, normal_tail

    found = []
    for p, at, rare in (
        (1, Fraction(1), Fraction(1, 4)),
        (1, Fraction(4), Fraction(1, 10**9)),
        (50, Fraction(2), Fraction(1, 4)),
        (1000, Fraction(3), Fraction(1, 100)),
    ):
        size = 1.0 if dropped == "m" else sqrt(p)
        q = least_root(constant * float(at) * size + (0 if dropped == "theta" else sqrt(2 * log(1 / rare))))
        with ctx.workprec(128):
            level = Fraction(float(normal_tail(arb(int(at))))) * Fraction(1000001, 1000000)
        found.append({m: p, D: q, z: at, theta: rare, delta: rare, e2: level, E_GEN: e_gen(p, q, rare), P2: exceeds(p, q, level)})
    return tuple(found)
