"""Every delta < 1: sqrt(D) >= sqrt(128 m ln(2/(eps (1 - delta)^2))) + sqrt(2 ln(2/(delta (1 - delta)^4))) suffices."""

from functools import cache, partial

import sympy as sp

from uccheck.quantities.symbols import E_GEN, E_UNIF, D, Q, a, delta, e1, e2, epsilon, m, r, rho, theta, x, z
from uccheck.rules.catalogue.theorems.theorem_b import P1, P2
from uccheck.rules.claim import Claim, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Through

ONE, HALF, EIGHTH = sp.Integer(1), sp.Rational(1, 2), sp.Rational(1, 8)
RATIO = sp.log(2 / (epsilon * (1 - delta) ** 2))
FAIL = delta * (1 - delta) ** 4 / 2


def hypothesis(constant: int = 128, *, dropped: str = "") -> Relation:
    """The condition on D, or a false neighbour."""
    size = ONE if dropped == "m" else m
    tail = sp.Integer(0) if dropped == "delta" else sp.sqrt(2 * sp.log(1 / FAIL))
    return Relation(sp.sqrt(D), ">=", sp.sqrt(constant * size * RATIO) + tail)


def statement() -> Statement:
    """rho = a = 1/2 in theorem C, whose exponent is then 4; e_2 = eps/4 and e_1 = 3 eps/4."""
    large = hypothesis()
    where = (*counts(m, D), *units(epsilon, delta))
    level, share, at = epsilon / 4, 3 * epsilon / 4, sp.sqrt(2 * RATIO)
    missed, power = P1 / share, (1 - delta) ** 4
    then = (
        Relation(Q(at), "<=", level),
        Relation(E_GEN, "<=", epsilon),
        Relation(P2, "<=", FAIL),
        Relation(missed, "<=", power / 4),
        Relation(E_UNIF, ">=", 1 - epsilon),
    )
    claim = Claim(then, where, (large,), partial(points, 128))
    put = {z: at, theta: FAIL, e2: level}
    half_power = epsilon * (1 - delta) ** 2 / 4
    using = {power - missed - P2: {power / 4 - missed: ONE, FAIL - P2: ONE}}
    proofs = (
        Derivation(
            (
                Step(Q(at), "<=", half_power, "the normal tail", Known("normal-tail-half", {x: at})),
                Step(half_power, "<=", level, "`1 - delta` is less than 1", Form(epsilon * (1 - (1 - delta) ** 2) / 4)),
            )
        ),
        Derivation(
            (
                Step(
                    E_GEN,
                    "<=",
                    Q(at),
                    "the sharp sufficient dimension, with `theta = delta (1 - delta)^4/2`",
                    Known("generalization-root", put, which=1),
                ),
                Step(Q(at), "<=", epsilon, "as before", Form(3 * epsilon / 4, {level - Q(at): ONE})),
            )
        ),
        Derivation((Step(P2, "<=", FAIL, "the same, with `e_2 = epsilon/4`", Known("generalization-root", put, which=2)),)),
        _missed(large, missed, share, power / 4),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    1 - epsilon,
                    "theorem C with `rho = 1/2`",
                    Known("theorem-c", {e1: share, e2: level, rho: HALF}, 1, using),
                ),
            )
        ),
    )
    return Statement(
        id="theorem-every-delta",
        section=5,
        title="The theorem for every `delta < 1`",
        says=("Here `s = 4` and `b = 32`; `p_1` is that of the correlated flip with `rho = 1/2`. This rests on the cited lemma."),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("32 for 128", Claim(then, where, (hypothesis(32),), points(32))),
            Mutant("factor m dropped", Claim(then, where, (hypothesis(dropped="m"),), partial(points, 128, dropped="m"))),
            Mutant("a millionth of the error", changed(claim, 1, rhs=epsilon / 10**6)),
        ),
        source="this kit, theorem C; ours",
        uses=("theorem-c", "generalization-root", "one-flipped-tail", "normal-tail-half"),
    )


def _missed(large: Relation, missed: sp.Expr, share: sp.Expr, bound: sp.Expr) -> Derivation:
    """p_1 <= exp(-D/16) + exp(-D/(64 m))/2, and D >= 128 m ln(2/(eps (1 - delta)^2))."""
    factor, inside = 1 / share, epsilon * (1 - delta) ** 2 / 2
    first, second = sp.exp(-D / 16), sp.exp(-D / (64 * m)) / 2
    more = sp.sqrt(D) + sp.sqrt(128 * m * RATIO)
    rest = sp.sqrt(2 * sp.log(1 / FAIL)) * more
    inner8, inner2 = Relation(-D / 16, "<=", -8 * RATIO), Relation(-D / (64 * m), "<=", -2 * RATIO)
    large8 = Form(rest / 16 + 8 * RATIO * (m - 1), {large.slack: more / 16})
    large2 = Form(rest / (64 * m), {large.slack: more / (64 * m)})
    total8, total = (inside**8 + second) * factor, (inside**8 + inside**2 / 2) * factor
    tail = Known("one-flipped-tail", {a: HALF, rho: HALF, r: EIGHTH}, factor=factor)
    last = "both `epsilon` and `1 - delta` are less than 1"
    return Derivation(
        (
            Step(missed, "<=", (first + second) * factor, "one flipped point, with `a = rho = 1/2`", tail),
            Step(
                (first + second) * factor,
                "<=",
                total8,
                "`D >= 128 m ln(2/(epsilon (1 - delta)^2))`",
                Through(x, sp.exp(x), inner8, large8, factor=factor),
            ),
            Step(total8, "<=", total, "the same", Through(x, sp.exp(x), inner2, large2, factor=factor / 2)),
            Step(total, "<=", bound, last, Form(sp.factor(bound - total))),
        )
    )


@cache
def points(constant: int, *, dropped: str = "") -> tuple[dict[object, object], ...]:
    """The least D that meets the hypothesis, or its neighbour, with every quantity enclosed."""
    from fractions import Fraction
    from math import log

    from flint import arb

    from uccheck.rules.catalogue._instances import e_gen, exceeds, least_root, one_flipped, root_of

    found = []
    for p, eps, rare in (
        (1, Fraction(999, 1000), Fraction(9, 10)),
        (3, Fraction(1, 100), Fraction(1, 3)),
        (1000, Fraction(1, 20), Fraction(1, 20)),
        (1000, Fraction(1, 10**6), Fraction(1, 20)),
    ):
        fail, left = float(FAIL.subs(delta, sp.Rational(rare))), float(1 - rare)
        q = least_root(root_of(1 if dropped == "m" else p, log(2 / (float(eps) * left**2)), -log(fail), constant))
        values = {
            E_GEN: e_gen(p, q, rare),
            E_UNIF: arb(0).union(arb(1)),
            P1: one_flipped(p, q, Fraction(1, 2)),
            P2: exceeds(p, q, eps / 4),
        }
        found.append({m: p, D: q, epsilon: eps, delta: rare, **values})
    return tuple(found)
