"""Rational intervals: the values of a grammar expression over a box, rounded outward, exact where exactness is free.

Glossary
    Interval    [lower, upper] with rational ends (flint `fmpq`).
    enclose     an interval that contains every value of an expression over a box.
    derivative  the partial derivative as an expression of the same grammar, or None (abs, min, max).
    Undefined   the expression has no value somewhere on the box; `certain` at a point means at that point.

Rational operations stay exact until they grow beyond `bits`; functions are evaluated by `arb` at the two ends, so that
monotone functions are enclosed tightly and exp(0) = 1, log(1) = 0, sqrt(4) = 2 are points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

from uccheck.expressions.grammar import Call, Expression, Number, Variable

#: Magnitudes outside 2**(+-LARGEST) are rounded outward to that power, or refused.
LARGEST = 1 << 14


class Undefined(ArithmeticError):  # noqa: N818 - a value that does not exist is no error
    """No value (or none that can be bounded) somewhere on the box; `certain`: no value at any point of it."""

    def __init__(self, what: str, *, certain: bool = False) -> None:
        super().__init__(what)
        self.certain = certain


@dataclass(frozen=True)
class Interval:
    """All reals between two rationals, ends included."""

    lower: fmpq
    upper: fmpq

    @property
    def is_point(self) -> bool:
        """Whether the interval is a single exactly known number."""
        return bool(self.lower == self.upper)

    def contains_zero(self) -> bool:
        """Whether 0 lies in the interval."""
        return bool(self.lower <= 0 <= self.upper)


Box = Mapping[str, Interval]


def point(value: Fraction) -> Interval:
    """The interval {value}."""
    q = fmpq(value.numerator, value.denominator)
    return Interval(q, q)


def interval(lower: Fraction, upper: Fraction) -> Interval:
    """The interval [lower, upper]."""
    return Interval(point(lower).lower, point(upper).upper)


def fraction(q: fmpq) -> Fraction:
    """A flint rational as a Fraction."""
    return Fraction(int(q.p), int(q.q))


def bounded(ball: arb, floor: Fraction, ceiling: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a ball of a number known to lie in [floor, ceiling]; those where the ball says nothing."""
    try:
        found = _ends(ball, ball)
    except Undefined:
        return floor, ceiling
    return max(floor, fraction(found.lower)), min(ceiling, fraction(found.upper))


def enclose(expression: Expression, box: Box, *, bits: int = 128) -> Interval:
    """An interval containing every value that `expression` takes on `box`.

    Guarantee: each operation is rounded outward; the result is exact when it is a point.
    Raises Undefined where a division by zero, a root or logarithm of a negative number, or a huge number is met.
    """
    with ctx.workprec(bits):
        return _Enclosure(box, bits).of(expression)


class _Enclosure:
    """One evaluation; subtrees that occur twice (as in derivatives) are evaluated once."""

    def __init__(self, box: Box, bits: int) -> None:
        self.box, self.bits = box, bits
        self.known: dict[int, Interval] = {}

    def of(self, e: Expression) -> Interval:
        found = self.known.get(id(e))
        if found is None:
            found = self.known[id(e)] = self.round(self.compute(e))
        return found

    def compute(self, e: Expression) -> Interval:
        if isinstance(e, Number):
            return point(e.value)
        if isinstance(e, Variable):
            return self.box[e.name] if e.name in self.box else _ends(arb.pi(), arb.pi())
        if isinstance(e, Call):
            return _FUNCTIONS[e.function](*map(self.of, e.arguments))
        if e.operator == "**" and isinstance(e.operands[1], Number) and e.operands[1].value.denominator == 1:
            return _integer_power(self.of(e.operands[0]), e.operands[1].value.numerator)
        return _OPERATIONS[e.operator](*map(self.of, e.operands))

    def round(self, x: Interval) -> Interval:
        if max(_size(x.lower), _size(x.upper)) <= 2 * self.bits:
            return x
        if x.is_point and _size(x.lower) <= 8 * self.bits:
            return x
        return _ends(arb(x.lower), arb(x.upper))


def _size(q: fmpq) -> int:
    return int(q.p).bit_length() + int(q.q).bit_length()


def _ends(low: arb, high: arb) -> Interval:
    """From a ball around the lower end and a ball around the upper end."""
    if not (low.is_finite() and high.is_finite()):
        raise Undefined("a value that cannot be bounded")
    return Interval(_dyadic(low.lower(), down=True), _dyadic(high.upper(), down=False))


def _dyadic(x: arb, *, down: bool) -> fmpq:
    mantissa, exponent = (int(n) for n in x.man_exp())
    top = exponent + abs(mantissa).bit_length()
    if top > LARGEST:
        raise Undefined("a number beyond 2**16384")
    if mantissa and top < -LARGEST:
        towards_zero = (mantissa > 0) == down
        return fmpq(0) if towards_zero else fmpq(1 if mantissa > 0 else -1, 1 << LARGEST)
    return fmpq(mantissa << exponent) if exponent >= 0 else fmpq(mantissa, 1 << -exponent)


def _add(x: Interval, y: Interval) -> Interval:
    return Interval(x.lower + y.lower, x.upper + y.upper)


def _negative(x: Interval) -> Interval:
    return Interval(-x.upper, -x.lower)


def _subtract(x: Interval, y: Interval) -> Interval:
    return Interval(x.lower - y.upper, x.upper - y.lower)


def _multiply(x: Interval, y: Interval) -> Interval:
    products = [a * b for a in (x.lower, x.upper) for b in (y.lower, y.upper)]
    return Interval(min(products), max(products))


def _divide(x: Interval, y: Interval) -> Interval:
    if y.contains_zero():
        raise Undefined("a division by zero", certain=y.is_point)
    return _multiply(x, Interval(1 / y.upper, 1 / y.lower))


def _integer_power(x: Interval, n: int) -> Interval:
    if n < 0:
        return _divide(point(Fraction(1)), _integer_power(x, -n))
    if n * max(_size(x.lower), _size(x.upper)) > LARGEST:
        x = _ends(arb(x.lower), arb(x.upper))
        ends = [arb(x.lower) ** n, arb(x.upper) ** n]
        low, high = (_ends(e, e) for e in ends)
    else:
        low, high = (Interval(end**n, end**n) for end in (x.lower, x.upper))
    if n % 2:
        return Interval(low.lower, high.upper)
    floor = fmpq(0) if n and x.contains_zero() else min(low.lower, high.lower)
    return Interval(floor, max(low.upper, high.upper))


def _power(x: Interval, y: Interval) -> Interval:
    """x**y for an exponent that is not an integer constant: exp(y log x), and sqrt where y is 1/2."""
    if y.is_point and y.lower == fmpq(1, 2):
        return _sqrt(x)
    if y.is_point and y.lower.q == 1 and abs(y.lower) <= LARGEST:
        return _integer_power(x, int(y.lower.p))
    if y.is_point and y.lower > 0 and x.lower == 0:
        if x.upper == 0:
            return x
        return Interval(fmpq(0), _power(Interval(x.upper, x.upper), y).upper)
    return _exp(_multiply(y, _log(x)))


def _increasing(function: Callable[[arb], arb], exact: Mapping[int, Fraction]) -> Callable[[Interval], Interval]:
    """Interval extension of an increasing function; `exact` lists integers at which its value is rational."""

    def extension(x: Interval) -> Interval:
        return Interval(_value(function, exact, x.lower).lower, _value(function, exact, x.upper).upper)

    return extension


def _value(function: Callable[[arb], arb], exact: Mapping[int, Fraction], end: fmpq) -> Interval:
    if end.q == 1 and int(end.p) in exact:
        return point(exact[int(end.p)])
    ball = function(arb(end))
    return _ends(ball, ball)


def _decreasing(function: Callable[[arb], arb], exact: Mapping[int, Fraction]) -> Callable[[Interval], Interval]:
    def extension(x: Interval) -> Interval:
        return Interval(_value(function, exact, x.upper).lower, _value(function, exact, x.lower).upper)

    return extension


def _log(x: Interval) -> Interval:
    if x.lower <= 0:
        raise Undefined("a logarithm of a number that is not positive", certain=bool(x.upper <= 0))
    return _increasing(arb.log, {1: Fraction(0)})(x)


def _sqrt(x: Interval) -> Interval:
    if x.lower < 0:
        raise Undefined("a square root of a negative number", certain=bool(x.upper < 0))
    return Interval(_root(x.lower).lower, _root(x.upper).upper)


def _root(q: fmpq) -> Interval:
    top, bottom = fmpz(q.p).isqrt(), fmpz(q.q).isqrt()
    if top * top == q.p and bottom * bottom == q.q:
        return Interval(fmpq(top, bottom), fmpq(top, bottom))
    ball = arb(q).sqrt()
    return _ends(ball, ball)


def _even(increasing_on_positives: Callable[[Interval], Interval]) -> Callable[[Interval], Interval]:
    """Interval extension of an even function from its increasing half."""

    def extension(x: Interval) -> Interval:
        return increasing_on_positives(_abs(x))

    return extension


def _abs(x: Interval) -> Interval:
    if x.contains_zero():
        return Interval(fmpq(0), max(-x.lower, x.upper))
    return x if x.lower > 0 else _negative(x)


def _periodic(function: Callable[[arb], arb], at_zero: Fraction) -> Callable[[Interval], Interval]:
    """Sine and cosine: arb on the whole ball, clipped to [-1, 1]."""

    def extension(x: Interval) -> Interval:
        if x.is_point and x.lower == 0:
            return point(at_zero)
        ball = function(arb(x.lower).union(arb(x.upper)))
        wide = _ends(ball, ball)
        return Interval(max(wide.lower, fmpq(-1)), min(wide.upper, fmpq(1)))

    return extension


def _min(*xs: Interval) -> Interval:
    return Interval(min(x.lower for x in xs), min(x.upper for x in xs))


def _max(*xs: Interval) -> Interval:
    return Interval(max(x.lower for x in xs), max(x.upper for x in xs))


def _tail(x: arb) -> arb:
    return (x / arb(2).sqrt()).erfc() / 2


def _density(x: arb) -> arb:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


_HALF = {0: Fraction(1, 2)}
_exp = _increasing(arb.exp, {0: Fraction(1)})
_OPERATIONS: dict[str, Callable[..., Interval]] = {
    "+": _add, "-": _subtract, "*": _multiply, "/": _divide, "neg": _negative, "**": _power,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Interval]] = {
    "sqrt": _sqrt,
    "exp": _exp,
    "log": _log,
    "abs": _abs,
    "erf": _increasing(arb.erf, {0: Fraction(0)}),
    "erfc": _decreasing(arb.erfc, {0: Fraction(1)}),
    "Phi": _increasing(lambda x: _tail(-x), _HALF),
    "Q": _decreasing(_tail, _HALF),
    "phi": lambda x: _decreasing(_density, {})(_abs(x)),
    "sin": _periodic(arb.sin, Fraction(0)),
    "cos": _periodic(arb.cos, Fraction(1)),
    "tanh": _increasing(arb.tanh, {0: Fraction(0)}),
    "sinh": _increasing(arb.sinh, {0: Fraction(0)}),
    "cosh": _even(_increasing(arb.cosh, {0: Fraction(1)})),
    "min": _min,
    "max": _max,
}
