"""For all m, eps, delta <= 1/4: sqrt(D) >= sqrt(128 m ln(2/eps)) + sqrt(2 ln(1/delta)) suffices for both
conclusions.
"""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import E_GEN, E_UNIF, D, Q, a, delta, e1, e2, epsilon, m, r, rho, theta, x, z
from uccheck.rules.catalogue.theorems.theorem_b import P1, P2
from uccheck.rules.claim import Claim, Domain, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Monotone, Through

ONE, QUARTER = sp.Integer(1), sp.Rational(1, 4)


def hypothesis(constant: int = 128, *, dropped: str = "") -> Relation:
    """sqrt(D) >= sqrt(128 m ln(2/eps)) + sqrt(2 ln(1/delta)), or a false neighbour of it."""
    size = sp.Integer(1) if dropped == "m" else m
    tail = sp.Integer(0) if dropped == "delta" else sp.sqrt(2 * sp.log(1 / delta))
    return Relation(sp.sqrt(D), ">=", sp.sqrt(constant * size * sp.log(2 / epsilon)) + tail)


def statement() -> Statement:
    """e_2 = eps/4 and e_1 = 3 eps/4 in theorem B; p_1 is a power of eps so high that it does not matter."""
    large, ratio = hypothesis(), sp.log(2 / epsilon)
    where = (*counts(m, D), *units(epsilon), Domain(delta, 0, QUARTER, open_low=True))
    level, share = epsilon / 4, 3 * epsilon / 4
    missed = P1 / share
    then = (
        Relation(Q(sp.sqrt(2 * ratio)), "<=", level),
        Relation(E_GEN, "<=", epsilon),
        Relation(P2, "<=", delta),
        Relation(missed, "<=", sp.Rational(1, 100)),
        Relation(E_UNIF, ">=", 1 - epsilon),
    )
    claim = Claim(then, where, (large,), partial(points, 128))
    at = {z: sp.sqrt(2 * ratio), theta: delta, e2: level}
    proofs = (
        Derivation(
            (
                Step(
                    Q(sp.sqrt(2 * ratio)),
                    "<=",
                    level,
                    "the normal tail at `sqrt(2 ln(2/epsilon))`",
                    Known("normal-tail-half", {x: sp.sqrt(2 * ratio)}),
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_GEN,
                    "<=",
                    Q(sp.sqrt(2 * ratio)),
                    "the sharp sufficient dimension, with `theta = delta`",
                    Known("generalization-root", at, which=1),
                ),
                Step(
                    Q(sp.sqrt(2 * ratio)),
                    "<=",
                    epsilon,
                    "as before",
                    Form(3 * epsilon / 4, {level - Q(sp.sqrt(2 * ratio)): ONE}),
                ),
            )
        ),
        Derivation((Step(P2, "<=", delta, "the same, with `e_2 = epsilon/4`", Known("generalization-root", at, which=2)),)),
        _missed(large, missed, share),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - epsilon,
                    "theorem B with `e_1 = 3 epsilon/4` and `e_2 = epsilon/4`",
                    _split(missed, share, level),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-b-root",
        section=5,
        title="The theorem for all `m`, `epsilon` and `delta <= 1/4`",
        says=(
            "Here `s = 4` and `b = 32`. The conclusions are the second and the last line; the others are "
            "what theorem B needs for `e_1 = 3 epsilon/4` and `e_2 = epsilon/4`."
        ),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("32 for 128", Claim(then, where, (hypothesis(32),), points(32))),
            Mutant("factor m dropped", Claim(then, where, (hypothesis(dropped="m"),), partial(points, 128, dropped="m"))),
            Mutant("delta dropped", Claim(then, where, (hypothesis(dropped="delta"),), partial(points, 128, dropped="delta"))),
            Mutant("a hundredth of the error", changed(claim, 1, rhs=epsilon / 100)),
        ),
        source="this kit, theorem B; ours",
        uses=("theorem-b", "generalization-root", "one-flipped-tail", "normal-tail-half"),
    )


def _missed(large: Relation, missed: sp.Expr, share: sp.Expr) -> Derivation:
    """Insert the tail of one flipped point, then D >= 128 m ln(2/eps), then eps < 1."""
    ratio, factor = sp.log(2 / epsilon), 1 / share
    first, second = sp.exp(-D / 16), sp.exp(-9 * D / (64 * m)) / 2
    power8, power18 = (epsilon / 2) ** 8, (epsilon / 2) ** 18 / 2
    signal, spread = sp.sqrt(128 * m * ratio), sp.sqrt(2 * sp.log(1 / delta))
    more, rest = sp.sqrt(D) + signal, spread * (sp.sqrt(D) + signal)
    inner8, inner18 = Relation(-D / 16, "<=", -8 * ratio), Relation(-9 * D / (64 * m), "<=", -18 * ratio)
    large8 = Form(rest / 16 + 8 * ratio * (m - 1), {large.slack: more / 16})
    large18 = Form(9 * rest / (64 * m), {large.slack: 9 * more / (64 * m)})
    total8, total = (power8 + second) * factor, (power8 + power18) * factor
    tail = Known("one-flipped-tail", {a: sp.Rational(1, 2), rho: ONE, r: sp.Rational(1, 8)}, factor=factor)
    slope = sp.diff(sp.Rational(1, 100) - total, epsilon)
    return Derivation(
        (
            Step(missed, "<=", (first + second) * factor, "one flipped point, with `a = 1/2`", tail),
            Step(
                (first + second) * factor,
                "<=",
                total8,
                "`D >= 128 m ln(2/epsilon)`",
                Through(x, sp.exp(x), inner8, large8, factor=factor),
            ),
            Step(total8, "<=", total, "the same", Through(x, sp.exp(x), inner18, large18, factor=factor / 2)),
            Step(
                total,
                "<=",
                sp.Rational(1, 100),
                "the left side increases with `epsilon`; at 1 it is `0.0052...`",
                Monotone(epsilon, ONE, sp.factor(slope), upward=False),
            ),
        )
    )


def _split(missed: sp.Expr, share: sp.Expr, level: sp.Expr) -> Known:
    room = 1 - 2 * delta - P2 - missed
    using = {room: {sp.Rational(1, 100) - missed: ONE, delta - P2: ONE, QUARTER - delta: sp.Integer(3)}}
    return Known("theorem-b", {e1: share, e2: level}, which=2, using=using)


@cache
def points(constant: int, *, dropped: str = "") -> tuple[dict[object, object], ...]:
    """The least D that meets the hypothesis, or its neighbour, at m = 1 .. 1000 and eps = 1e-9 .. 0.999, all
    quantities enclosed.
    """
    from fractions import Fraction
    from math import log

    from uccheck.rules.catalogue._instances import e_gen, e_unif, exceeds, least_root, one_flipped, root_of

    found = []
    cases = (
        (1, Fraction(999, 1000), Fraction(1, 4)),
        (1, Fraction(1, 10**9), Fraction(1, 10**90)),
        (3, Fraction(1, 2), Fraction(1, 10)),
        (1000, Fraction(1, 20), Fraction(1, 4)),
        (1000, Fraction(999, 1000), Fraction(1, 1000)),
    )
    for p, eps, rare in cases:
        log_delta = 0.0 if dropped == "delta" else -log(float(rare))
        q = least_root(root_of(1 if dropped == "m" else p, log(2 / float(eps)), log_delta, constant))
        values = {
            E_GEN: e_gen(p, q, rare),
            E_UNIF: e_unif(p, q, rare),
            P1: one_flipped(p, q),
            P2: exceeds(p, q, eps / 4),
        }
        found.append({m: p, D: q, epsilon: eps, delta: rare, **values})
    return tuple(found)
