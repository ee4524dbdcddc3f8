"""For every m: D >= 10 (b/s)^2 (ln m + ln(1/epsilon)) with b >= 4 s + 2 ln m suffices: polylogarithmically many dimensions."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import A, D, b, c, delta, e, epsilon, m, s, t, u, x
from uccheck.rules.catalogue.exponential._facts import ZE, cap, e_gen, e_unif_alg, exceed, fresh, scarce, turned
from uccheck.rules.claim import Claim, Domain, counts, ge, le, lt, positives, units
from uccheck.rules.derivation import Derivation, chain
from uccheck.rules.letters import HALF, X
from uccheck.rules.statement import Mutant, Statement
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.residue import Residue

LOGS = sp.log(m) + sp.log(1 / epsilon)
WIDE = ge(b, 4 * s + 2 * sp.log(m))
MANY = ge(m, 8 * sp.log(2 / delta))
T0 = 9 * s / (20 * b)


LARGE = ge(D, 10 * (b / s) ** 2 * LOGS)
LN3, LN2, EXP1 = le(sp.log(3), sp.Rational(11, 10)), le(HALF, sp.log(2)), lt(sp.exp(-1), HALF)


def statement() -> Statement:
    """Heights t = 9 s/(20 b) and u = 1/2, classes of at least m/4 points."""
    where = (Domain(m, 2), *counts(D), Domain(s, 1), *positives(b), *units(epsilon), Domain(delta, 0, sp.Rational(1, 4), open_low=True))
    then = (le(e_gen(*ZE), epsilon), ge(e_unif_alg(*ZE), 1 - epsilon))
    claim = Claim(then, where, (WIDE, MANY, LARGE), _points)
    return Statement(
        id="exp-theorem",
        section=7,
        title="The exponential network, for every m",
        says=(
            "With signals of squared norm `s` of at least 1, and noises of squared norm `b` that grows like the logarithm of `m`, the "
            "cube of a logarithm of dimensions suffices: both halves hold together, for every `m` that `delta` allows."
        ),
        claim=claim,
        proofs=(*_loss(), *_classes(), *_near(), *_conclusions()),
        mutants=(
            Mutant("few dimensions", Claim(then, where, (WIDE, MANY), _points)),
            Mutant("few samples", Claim(then, where, (WIDE, LARGE), _points)),
            Mutant("little noise", Claim(then, where, (MANY, LARGE), _points)),
        ),
        source="this kit, exponential network; ours",
    )


def _loss() -> tuple[Derivation, ...]:
    """m caps of height T0 amount to at most epsilon, and a quarter of the points decides."""
    far = sp.exp(-D * T0**2 / 2)
    many = le(-D * T0**2 / 2, sp.log(epsilon) - sp.log(m))
    shape = Form(using={LARGE: T0**2 / 2})
    tail = Known("sphere-tail", {t: T0}, factor=m, using={1 - T0: {WIDE: 1 / b}})
    balance = le(-sp.Rational(11, 10) * s, -sp.log(3))
    decided = fresh().at({c: m / 4, t: T0})
    return (
        chain(LN3.lhs, ("<=", LN3.rhs, "a number", Form())),
        chain(
            m * cap(D, T0),
            ("<=", m * far, "a cap of the sphere", tail),
            ("<=", epsilon, "insert `D`", Through(x, sp.exp(x), many, shape, factor=m)),
        ),
        chain(
            decided.lhs,
            ("<=", decided.rhs, "ln 3 is below 11/10", Through(x, sp.exp(x), balance, Form(using={LN3: 1}), factor=3 * m / 4)),
        ),
    )


def _classes() -> tuple[Derivation, ...]:
    """Scarce classes have a chance of at most delta, and a flipped point's own term outweighs the other class."""
    rare = le(-m / 8, sp.log(delta / 2))
    own = turned().at({c: m / 4, u: HALF})
    heavy = le(2 * s - b / 2, -sp.log(m))
    return (
        chain(
            scarce(m, m / 4),
            ("<=", 2 * sp.exp(-m / 8), "the classes", Known("class-quarter")),
            ("<=", delta, "insert `m`", Through(x, sp.exp(x), rare, Form(using={MANY: sp.Rational(1, 8)}), factor=sp.Integer(2))),
        ),
        chain(
            own.lhs,
            ("<=", sp.Rational(3, 4), "insert `b`", Through(x, sp.exp(x), heavy, Form(using={WIDE: HALF}), factor=3 * m / 4)),
            ("<=", sp.Integer(1), "", Form()),
        ),
    )


def _near() -> tuple[Derivation, ...]:
    """Near pairs have a mean of less than 1/4."""
    ratio, square, least = ge(b / s, 4), ge((b / s) ** 2, 16), ge(sp.log(m), sp.log(2))
    inner = le(-D / 8, -2 * sp.log(m) - 1)
    count = m * (m - 1) / 2
    using = {LARGE: sp.Rational(1, 8), square: sp.Rational(10, 8) * LOGS, least: sp.Integer(18), LN2: sp.Integer(18)}
    return (
        chain(b / s, (">=", sp.Integer(4), "insert `b`", Form(using={WIDE: 1 / s}))),
        chain((b / s) ** 2, (">=", sp.Integer(16), "square it", Form(using={ratio: b / s + 4}))),
        chain(LN2.lhs, ("<=", LN2.rhs, "a number", Form())),
        chain(EXP1.lhs, ("<", EXP1.rhs, "a number", Form())),
        chain(sp.log(m), (">=", sp.log(2), "`m` is at least 2", Through(A, sp.log(A), le(2, m), Form()))),
        chain(
            count * cap(D, HALF),
            ("<=", count * sp.exp(-D / 8), "a cap of the sphere", Known("sphere-tail", {t: HALF}, factor=count)),
            ("<=", count * sp.exp(-2 * sp.log(m) - 1), "insert `D`", Through(x, sp.exp(x), inner, Form(using=using), factor=count)),
            ("==", (m - 1) / (2 * m) * sp.exp(-1), Residue()),
            ("<", sp.Rational(1, 4), "e exceeds 2", Form(using={EXP1: (m - 1) / (2 * m)})),
        ),
    )


def _conclusions() -> tuple[Derivation, ...]:
    """The rules for one instance, at these numbers."""
    near = m * (m - 1) * cap(D, HALF) / 2
    room = scarce(m, m / 4) + near
    at = {c: m / 4, t: T0, e: epsilon}
    height = {1 - T0: {WIDE: 1 / b}}
    return (
        chain(
            exceed(*X, epsilon),
            ("<=", scarce(m, m / 4), "the population error", Known("exp-small-loss", at, using=height)),
            ("<=", delta, "the classes", Given()),
        ),
        chain(e_gen(*ZE), ("<=", epsilon, "a small population error generalizes", Known("exp-generalizes", {e: epsilon}))),
        chain(
            room,
            (
                "<",
                delta + sp.Rational(1, 4),
                "the classes and the near pairs",
                Form(using={lt(near, sp.Rational(1, 4)): 1, le(scarce(m, m / 4), delta): 1}),
            ),
            ("<=", 1 - 2 * delta, "`delta <= 1/4`", Form()),
        ),
        chain(1 - epsilon, ("<=", e_unif_alg(*ZE), "the complete flip", Known("exp-complete", {**at, u: HALF}, using=height))),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """The network on the line: few points of one class, where e_gen is 1/2; and many, where both quantities are 0."""
    from uccheck.rules.catalogue.exponential._lines import crowd, lines

    few = ({**point, epsilon: sp.Rational(1, 10), b: 40, D: 10**5, s: 4} for point in lines() if point[m] > 1)
    tenth = {epsilon: sp.Rational(1, 10), delta: sp.Rational(1, 5)}
    return (*few, *({**crowd(40, signal, noise), **tenth} for signal, noise in ((4, 24), (4, sp.Rational(1, 10)))))
