"""Every delta <= 1/2 without a cited lemma: sqrt(D) >= sqrt(128 m ln(4/eps)) + sqrt(2 ln(24/delta))."""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import E_GEN, E_UNIF, D, Q, a, delta, e1, e2, epsilon, k, m, r, rho, theta, x, z
from uccheck.rules.catalogue.theorems.theorem_b import P1, P2
from uccheck.rules.catalogue.transfer.simplex_count import P2 as N2
from uccheck.rules.claim import Claim, Domain, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Monotone, Through

ONE, HALF, EIGHTH = sp.Integer(1), sp.Rational(1, 2), sp.Rational(1, 8)


def hypothesis(constant: int = 128, *, dropped: str = "") -> Relation:
    """The condition on D, or a false neighbour."""
    size = ONE if dropped == "m" else m
    tail = sp.Integer(0) if dropped == "delta" else sp.sqrt(2 * sp.log(24 / delta))
    return Relation(sp.sqrt(D), ">=", sp.sqrt(constant * size * sp.log(4 / epsilon)) + tail)


def statement() -> Statement:
    """k = 3, rho = 1/2, e_2 = eps/8, e_1 = 7 eps/8, and P(pi(T) > e_2) <= delta/24."""
    large, ratio = hypothesis(), sp.log(4 / epsilon)
    where = (*counts(m, D), *units(epsilon), Domain(delta, 0, HALF, open_low=True))
    level, share, at = epsilon / 8, 7 * epsilon / 8, sp.sqrt(2 * ratio)
    missed, bound = P1 / share, sp.Rational(1, 25)
    two = Relation(N2, ">=", (2 - 3 * delta) / 2)
    then = (
        Relation(Q(at), "<=", level),
        Relation(E_GEN, "<=", epsilon),
        Relation(P2, "<=", delta / 24),
        Relation(missed, "<=", bound),
        Relation(E_UNIF, ">=", 1 - epsilon),
    )
    claim = Claim(then, where, (large, two), partial(points, 128))
    put = {z: at, theta: delta / 24, e2: level}
    room = (2 - 3 * delta) / 2 - 3 * (missed + P2)
    using = {room: {bound - missed: sp.Integer(3), delta / 24 - P2: sp.Integer(3), HALF - delta: sp.Rational(13, 8)}}
    proofs = (
        Derivation((Step(Q(at), "<=", level, "the normal tail at `sqrt(2 ln(4/epsilon))`", Known("normal-tail-half", {x: at})),)),
        Derivation(
            (
                Step(
                    E_GEN,
                    "<=",
                    Q(at),
                    "the sharp sufficient dimension, with `theta = delta/24`",
                    Known("generalization-root", put, which=1),
                ),
                Step(Q(at), "<=", epsilon, "as before", Form(7 * epsilon / 8, {level - Q(at): ONE})),
            )
        ),
        Derivation((Step(P2, "<=", delta / 24, "the same, with `e_2 = epsilon/8`", Known("generalization-root", put, which=2)),)),
        _missed(large, missed, share, bound),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - epsilon,
                    "the simplex of three samples",
                    Known("theorem-simplex", {k: sp.Integer(3), e1: share, e2: level}, 2, using),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-half",
        section=5,
        title="The theorem for every `delta <= 1/2`, elementary",
        says=(
            "Here `s = 4` and `b = 32`, from three samples with pairwise correlation `-1/2`; `p_1` is "
            "that of the flip of strength `1/2`, and the second hypothesis is the count of samples in "
            "the set (a statement above, for `k = 3`)."
        ),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("32 for 128", Claim(then, where, (hypothesis(32), two), points(32))),
            Mutant("factor m dropped", Claim(then, where, (hypothesis(dropped="m"), two), partial(points, 128, dropped="m"))),
            Mutant("a thousandth of the error", changed(claim, 1, rhs=epsilon / 10**4)),
        ),
        source="this kit, theorem C (elementary range); ours",
        uses=("theorem-simplex", "generalization-root", "one-flipped-tail", "normal-tail-half"),
    )


def _missed(large: Relation, missed: sp.Expr, share: sp.Expr, bound: sp.Expr) -> Derivation:
    """p_1 <= exp(-D/16) + exp(-D/(64 m))/2 at rho = a = 1/2, and D >= 128 m ln(4/eps)."""
    ratio, factor = sp.log(4 / epsilon), 1 / share
    first, second = sp.exp(-D / 16), sp.exp(-D / (64 * m)) / 2
    power8, power2 = (epsilon / 4) ** 8, (epsilon / 4) ** 2 / 2
    more = sp.sqrt(D) + sp.sqrt(128 * m * ratio)
    rest = sp.sqrt(2 * sp.log(24 / delta)) * more
    inner8, inner2 = Relation(-D / 16, "<=", -8 * ratio), Relation(-D / (64 * m), "<=", -2 * ratio)
    large8 = Form(rest / 16 + 8 * ratio * (m - 1), {large.slack: more / 16})
    large2 = Form(rest / (64 * m), {large.slack: more / (64 * m)})
    total8, total = (power8 + second) * factor, (power8 + power2) * factor
    tail = Known("one-flipped-tail", {a: HALF, rho: HALF, r: EIGHTH}, factor=factor)
    slope = sp.factor(sp.diff(bound - total, epsilon))
    return Derivation(
        (
            Step(missed, "<=", (first + second) * factor, "one flipped point, with `a = rho = 1/2`", tail),
            Step(
                (first + second) * factor,
                "<=",
                total8,
                "`D >= 128 m ln(4/epsilon)`",
                Through(x, sp.exp(x), inner8, large8, factor=factor),
            ),
            Step(total8, "<=", total, "the same", Through(x, sp.exp(x), inner2, large2, factor=factor / 2)),
            Step(
                total,
                "<=",
                bound,
                "the left side increases with `epsilon`; at 1 it is `0.0358...`",
                Monotone(epsilon, ONE, slope, upward=False),
            ),
        )
    )


@cache
def points(constant: int, *, dropped: str = "") -> tuple[dict[object, object], ...]:
    """The least D that meets the hypothesis, or its neighbour, with every quantity enclosed; e_unif-alg is not
    known above 1/2.
    """
    from fractions import Fraction
    from math import log

    from flint import arb

    from uccheck.rules.catalogue._instances import e_gen, exceeds, least_root, one_flipped, root_of

    found = []
    for p, eps, rare in (
        (1, Fraction(999, 1000), Fraction(1, 2)),
        (3, Fraction(1, 100), Fraction(1, 3)),
        (1000, Fraction(1, 20), Fraction(1, 2)),
        (1000, Fraction(1, 10**6), Fraction(1, 4)),
    ):
        log_delta = 0.0 if dropped == "delta" else log(24 / float(rare))
        q = least_root(root_of(1 if dropped == "m" else p, log(4 / float(eps)), log_delta, constant))
        values = {
            E_GEN: e_gen(p, q, rare),
            E_UNIF: arb(0).union(arb(1)),
            P1: one_flipped(p, q, Fraction(1, 2)),
            P2: exceeds(p, q, eps / 8),
        }
        found.append({m: p, D: q, epsilon: eps, delta: rare, N2: 1 - Fraction(3, 2) * rare, **values})
    return tuple(found)
