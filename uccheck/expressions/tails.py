"""Inequalities on unbounded intervals: e(x) >= 0 (or > 0) for all x >= a, by the sign of the derivative and the limit at infinity.

    e' <= 0 on [a, oo) and lim e >= 0  gives  e >= 0 (e > 0 if e' < 0);      e' >= 0 on [a, oo) and e(a) >= 0  gives  e >= 0.
The derivative is written as a product by sympy (which is trusted for that), and each factor gets its sign from extended intervals; where a
factor's sign stays open it is decided in the same way, its own derivative at hand.

Glossary
    Extended     an interval whose ends may be infinite; `extended` evaluates over a box of them.
    nonnegative  whether the tail holds: True, or None; never False, since a counterexample is the business of branch and bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from uccheck.core.effort import Steps
from uccheck.expressions.derivatives import derivative
from uccheck.expressions.grammar import FUNCTIONS, Call, Expression, Number, Operation, Variable, to_sympy, walk
from uccheck.expressions.intervals import Interval, Undefined, enclose, fraction, point

MAX_DEPTH, MAX_STEPS = 4, 60  # a step is a derivative, factored by sympy


class Unknown(ArithmeticError):  # noqa: N818 - an indeterminate form is no error
    """The value or sign is not settled by extended intervals."""


@dataclass(frozen=True)
class Extended:
    """[lower, upper] with rational or infinite ends; None is minus infinity below, plus infinity above."""

    lower: Fraction | None
    upper: Fraction | None

    @property
    def positive(self) -> bool:
        """Whether every number is > 0."""
        return self.lower is not None and self.lower > 0

    @property
    def nonnegative(self) -> bool:
        """Whether every number is >= 0."""
        return self.lower is not None and self.lower >= 0


def nonnegative(e: Expression, name: str, start: Fraction, *, strict: bool, deadline: float, steps: int = MAX_STEPS) -> bool | None:
    """True if e >= 0 (e > 0 where strict) for all values of `name` >= start, None where this method does not tell in `steps` steps."""
    effort = Steps(steps, deadline)
    try:
        return True if _defined(e, name, start, effort) and _holds(e, name, start, strict, 0, effort) else None
    except (Unknown, Undefined, RecursionError):
        return None


def _defined(e: Expression, name: str, start: Fraction, effort: Steps) -> bool:
    """Whether e has a value everywhere on the ray: algebra may cancel a part that has none."""

    def sure(part: Expression, strict: bool) -> bool:
        return _holds(part, name, start, strict, 1, effort)

    for part in walk(e):
        if isinstance(part, Call) and part.function in ("log", "sqrt") and not sure(part.arguments[0], part.function == "log"):
            return False
        if not isinstance(part, Operation) or part.operator not in ("/", "**"):
            continue
        below = part.operands[1] if part.operator == "/" else part.operands[0]
        power = part.operands[1] if part.operator == "**" else Number(Fraction(-1))
        if isinstance(power, Number) and power.value >= 0 and power.value.denominator == 1:
            continue
        whole = isinstance(power, Number) and power.value.denominator == 1
        if not sure(below, True) and not (whole and sure(Operation("neg", (below,)), True)):
            return False
    return True


def _holds(e: Expression, name: str, start: Fraction, strict: bool, depth: int, effort: Steps) -> bool:
    ray = _ray(e, name, start)
    if ray is not None and (ray.positive if strict else ray.nonnegative):
        return True
    if depth >= MAX_DEPTH or not effort.step():
        return False
    slope = derivative(e, name)
    if slope is None:
        return False
    if _sign_of_product(slope, name, start, +1, depth, effort):
        return _compare(enclose(e, {name: point(start)}, bits=256), strict) or (not strict and _vanishes(e, name, start))
    if _sign_of_product(slope, name, start, -1, depth, effort):
        limit = limit_at_infinity(e, name)
        if limit is None or limit < 0:
            return False
        # e decreases to its limit; where that is 0, a strict inequality needs that it never arrives: e' < 0 at every point
        return not strict or limit > 0 or _sign_of_product(slope, name, start, -1, depth, effort, strict=True)
    return False


def _compare(value: Interval, strict: bool) -> bool:
    return bool(value.lower > 0) if strict else bool(value.lower >= 0)


def _vanishes(e: Expression, name: str, start: Fraction) -> bool:
    """Whether e is exactly 0 at the end, as log(2) - log(1 + 1) is: a ball around an irrational value cannot tell."""
    import sympy as sp

    value = to_sympy(e, {name: sp.Rational(start.numerator, start.denominator)})
    return value.is_zero is True


def holds_on(e: Expression, box: dict[str, Extended], *, strict: bool) -> bool:
    """Whether one evaluation over a box of several, perhaps unbounded, sides shows e >= 0 (e > 0 where strict)."""
    try:
        found = extended(e, box)
    except (Unknown, Undefined):
        return False
    return found.positive if strict else found.nonnegative


def _sign_of_product(e: Expression, name: str, start: Fraction, sign: int, depth: int, effort: Steps, *, strict: bool = False) -> bool:
    """Whether sign * e >= 0 (> 0 where strict) on the ray, factor by factor."""
    negative = sign < 0
    for factor in _factors(e, name):
        if _positive(factor, name, start) or _holds(factor, name, start, strict, depth + 1, effort):
            continue
        if not _holds(Operation("neg", (factor,)), name, start, strict, depth + 1, effort):
            return False
        negative = not negative
    return not negative


def _positive(e: Expression, name: str, start: Fraction) -> bool:
    """Whether e > 0 at every point of the ray, though its infimum may be 0."""
    if isinstance(e, Operation) and e.operator == "**" and isinstance(e.operands[1], Number):
        base = _ray(e.operands[0], name, start)
        return base is not None and base.positive
    return isinstance(e, Call) and e.function in ("exp", "phi", "cosh", "Phi", "Q", "erfc")


def _factors(e: Expression, name: str) -> list[Expression]:
    """Factors of e, as sympy finds them; e itself where the result is outside the grammar."""
    import sympy as sp

    symbol = sp.Symbol(name, real=True)
    written = sp.factor(to_sympy(e, {name: symbol}))
    try:
        return [_from_sympy(part) for part in sp.Mul.make_args(written)]
    except Unknown:
        return [e]


def _from_sympy(x: object) -> Expression:
    """A sympy expression of the grammar's operations, read back."""
    import sympy as sp

    if isinstance(x, sp.Rational):
        return Number(Fraction(int(x.p), int(x.q)))
    if isinstance(x, sp.Symbol) or x is sp.pi:
        return Variable(str(x))
    if isinstance(x, sp.Add | sp.Mul):
        parts = [_from_sympy(a) for a in x.args]
        found = parts[0]
        for part in parts[1:]:
            found = Operation("+" if isinstance(x, sp.Add) else "*", (found, part))
        return found
    if isinstance(x, sp.Pow):
        if x.base is sp.E:
            return Call("exp", (_from_sympy(x.exp),))
        return Operation("**", (_from_sympy(x.base), _from_sympy(x.exp)))
    if isinstance(x, sp.Function) and type(x).__name__ in FUNCTIONS:
        return Call(type(x).__name__, tuple(_from_sympy(a) for a in x.args))
    raise Unknown(str(x))


def _ray(e: Expression, name: str, start: Fraction) -> Extended | None:
    try:
        return extended(e, {name: Extended(start, None)})
    except (Unknown, Undefined):
        return None


def extended(e: Expression, box: dict[str, Extended]) -> Extended:
    """An interval with perhaps infinite ends that contains every value of e over the box.  Raises Unknown, Undefined."""
    if isinstance(e, Number):
        return Extended(e.value, e.value)
    if isinstance(e, Variable):
        if e.name in box:
            return box[e.name]
        found = enclose(e, {}, bits=128)
        return Extended(fraction(found.lower), fraction(found.upper))
    parts = [extended(x, box) for x in (e.arguments if isinstance(e, Call) else e.operands)]
    if all(p.lower is not None and p.upper is not None for p in parts):
        return _finite(e, parts)
    return _call(e, parts) if isinstance(e, Call) else _operation(e, parts)


def _finite(e: Call | Operation, parts: list[Extended]) -> Extended:
    names = [f"x{i}" for i in range(len(parts))]
    variables = tuple(Variable(n) for n in names)
    inner = e.arguments if isinstance(e, Call) else e.operands
    kept = tuple(x if isinstance(x, Number) else v for x, v in zip(inner, variables, strict=True))
    again: Expression = Call(e.function, kept) if isinstance(e, Call) else Operation(e.operator, kept)
    box = {n: Interval(_q(p.lower), _q(p.upper)) for n, p in zip(names, parts, strict=True)}
    found = enclose(again, box, bits=128)
    return Extended(fraction(found.lower), fraction(found.upper))


def _q(x: Fraction | None) -> fmpq:
    assert x is not None
    return fmpq(x.numerator, x.denominator)


def _operation(e: Operation, parts: list[Extended]) -> Extended:
    if e.operator == "neg":
        return _negative(parts[0])
    x, y = parts
    if e.operator == "+":
        return _add(x, y)
    if e.operator == "-":
        return _add(x, _negative(y))
    if e.operator == "*":
        return _times(x, y)
    if e.operator == "/":
        return _times(x, _inverse(y))
    return _power(x, e.operands[1])


def _negative(x: Extended) -> Extended:
    return Extended(None if x.upper is None else -x.upper, None if x.lower is None else -x.lower)


def _add(x: Extended, y: Extended) -> Extended:
    lower = None if x.lower is None or y.lower is None else x.lower + y.lower
    upper = None if x.upper is None or y.upper is None else x.upper + y.upper
    return Extended(lower, upper)


def _times(x: Extended, y: Extended) -> Extended:
    """Products where both factors have one sign; zero times infinity is bounded by 0 on that side."""
    if not x.nonnegative:
        if x.upper is not None and x.upper <= 0:
            return _negative(_times(_negative(x), y))
        if y.nonnegative or (y.upper is not None and y.upper <= 0):
            return _times(y, x)
        raise Unknown("a product of unknown sign")
    if not y.nonnegative:  # x >= 0
        if y.upper is not None and y.upper <= 0:
            return _negative(_times(x, _negative(y)))
        lower = None if x.upper is None or y.lower is None else x.upper * y.lower
        upper = None if x.upper is None or y.upper is None else x.upper * y.upper
        return Extended(lower, upper)
    assert x.lower is not None and y.lower is not None
    zero = x.upper == 0 or y.upper == 0
    top = Fraction(0) if zero else None if x.upper is None or y.upper is None else x.upper * y.upper
    return Extended(x.lower * y.lower, top)


def _inverse(x: Extended) -> Extended:
    if x.positive:
        assert x.lower is not None
        return Extended(Fraction(0) if x.upper is None else 1 / x.upper, 1 / x.lower)
    if x.upper is not None and x.upper < 0:
        return _negative(_inverse(_negative(x)))
    raise Unknown("a division by what may be zero")


def _power(x: Extended, exponent: Expression) -> Extended:
    if not isinstance(exponent, Number):
        raise Unknown("a variable exponent")
    k = exponent.value
    if k < 0:
        return _inverse(_power(x, Number(-k)))
    if x.nonnegative:
        assert x.lower is not None
        low = enclose(Operation("**", (Number(x.lower), exponent)), {}, bits=128)
        return Extended(max(Fraction(0), fraction(low.lower)), None if k else Fraction(1))
    if k.denominator == 1 and k.numerator % 2 == 0:
        return _power(_absolute(x), exponent)
    if k.denominator == 1 and x.upper is not None and x.upper <= 0:
        return _negative(_power(_negative(x), exponent))
    raise Unknown("a power of unknown sign")


def _absolute(x: Extended) -> Extended:
    if x.nonnegative:
        return x
    if x.upper is not None and x.upper <= 0:
        return _negative(x)
    return Extended(Fraction(0), None)


#: value at minus infinity, value at plus infinity (None: unbounded), and whether the function increases.
_MONOTONE: dict[str, tuple[Fraction | None, Fraction | None, bool]] = {
    "exp": (Fraction(0), None, True), "erf": (Fraction(-1), Fraction(1), True), "erfc": (Fraction(2), Fraction(0), False),
    "Phi": (Fraction(0), Fraction(1), True), "Q": (Fraction(1), Fraction(0), False), "tanh": (Fraction(-1), Fraction(1), True),
    "sinh": (None, None, True),
}  # fmt: skip


def _call(e: Call, parts: list[Extended]) -> Extended:
    (x, *more) = parts
    if e.function in ("min", "max"):
        return _extreme(e.function, [x, *more])
    if e.function in ("sin", "cos"):
        return Extended(Fraction(-1), Fraction(1))
    if e.function in ("abs", "cosh", "phi"):
        away = _absolute(x)
        if e.function == "abs":
            return away
        at = _end(e.function, away.lower)
        return Extended(at.lower, None) if e.function == "cosh" else Extended(Fraction(0), at.upper)
    if e.function in ("log", "sqrt"):
        if x.lower is None or x.lower < 0 or (e.function == "log" and x.lower == 0):
            raise Unknown(f"{e.function} of what may be negative")
        return Extended(_end(e.function, x.lower).lower, None)
    first, last, increasing = _MONOTONE[e.function]
    low_end, high_end = (x.lower, x.upper) if increasing else (x.upper, x.lower)
    outer_low, outer_high = (first, last) if increasing else (last, first)
    lower = outer_low if low_end is None else _end(e.function, low_end).lower
    upper = outer_high if high_end is None else _end(e.function, high_end).upper
    return Extended(lower, upper)


def _end(function: str, at: Fraction | None) -> Extended:
    assert at is not None
    found = enclose(Call(function, (Number(at),)), {}, bits=128)
    return Extended(fraction(found.lower), fraction(found.upper))


def _extreme(function: str, parts: list[Extended]) -> Extended:
    lows, highs = [p.lower for p in parts], [p.upper for p in parts]
    if function == "max":
        known = [x for x in lows if x is not None]
        return Extended(max(known) if known else None, None if None in highs else max(h for h in highs if h is not None))
    known = [x for x in highs if x is not None]
    return Extended(None if None in lows else min(x for x in lows if x is not None), min(known) if known else None)


def limit_at_infinity(e: Expression, name: str) -> Fraction | None:
    """A rational lower bound of lim e as the variable grows, exact where the limit is rational; None if sympy finds none."""
    import sympy as sp

    symbol = sp.Symbol(name, positive=True)
    try:
        found = sp.limit(to_sympy(e, {name: symbol}), symbol, sp.oo)
    except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    if found is sp.oo:
        return Fraction(1)  # any positive number is below it
    if isinstance(found, sp.Rational):
        return Fraction(int(found.p), int(found.q))
    return None
