"""Intervals with infinite ends are the hulls of what each operation takes on them, computed again from ends, limits and turning points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product

import mpmath
import pytest

from uccheck.expressions.grammar import Expression, Number, Operation, Variable, parse
from uccheck.expressions.intervals import Undefined
from uccheck.expressions.tails import Extended, Unknown, extended, holds_on

INF = float("inf")
NAMES = frozenset({"x", "y"})
#: Both signs, one sign, zero at an end, one point; unbounded on either side, on both, on none.
SHAPES = [
    (-INF, INF), (-INF, -2), (-INF, 0), (-INF, 3), (-3, INF), (0, INF), (2, INF),
    (-3, -2), (-3, 0), (-3, 2), (0, 0), (0, 2), (2, 5),
]  # fmt: skip
UNBOUNDED = [shape for shape in SHAPES if INF in (-shape[0], shape[1])]
Ends = tuple[float, float]


def interval(ends: Ends) -> Extended:
    low, high = (None if abs(x) == INF else Fraction(x) for x in ends)
    return Extended(low, high)


def ends_of(what: str | Expression, x: Ends, y: Ends = (0, 0)) -> Ends | None:
    """What the kit finds, or None where it does not tell."""
    try:
        found = extended(read(what) if isinstance(what, str) else what, {"x": interval(x), "y": interval(y)})
    except (Unknown, Undefined):
        return None
    return (-INF if found.lower is None else found.lower, INF if found.upper is None else found.upper)  # type: ignore[return-value]


@cache
def read(text: str) -> Expression:
    return parse(text, NAMES)


def same(found: Ends | None, hull: Ends) -> bool:
    """The hull, rounded outward in its last digits."""
    if found is None:
        return False
    with mpmath.workdps(40):
        return all(_close(sign * _mp(a), sign * _mp(b)) for sign, a, b in zip((1, -1), found, hull, strict=True))


def _mp(x: object) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mpmath.mpf(x)


def _close(outer: mpmath.mpf, inner: mpmath.mpf) -> bool:
    if abs(inner) == INF or abs(outer) == INF:
        return bool(outer == inner)
    return bool(-mpmath.mpf("1e-33") * abs(inner) <= inner - outer <= mpmath.mpf("1e-30") * (1 + abs(inner)))


def times(a: float, b: float) -> float:
    """Zero times infinity is the limit 0: what is multiplied never arrives at infinity."""
    return 0.0 if 0 in (a, b) else a * b


def hull(values: list[float]) -> Ends:
    return min(values), max(values)


def both_signs(x: Ends) -> bool:
    return x[0] < 0 < x[1]


@pytest.mark.parametrize("x", SHAPES)
def test_sums_and_products_are_hulls_of_those_of_the_ends(x: Ends) -> None:
    """Products of which both factors have both signs are not told where one is unbounded."""
    assert same(ends_of("-x", x), (-x[1], -x[0]))
    for y in SHAPES:
        assert same(ends_of("x + y", x, y), (x[0] + y[0], x[1] + y[1]))
        assert same(ends_of("x - y", x, y), (x[0] - y[1], x[1] - y[0]))
        products = hull([times(a, b) for a, b in product(x, y)])
        found = ends_of("x*y", x, y)
        if both_signs(x) and both_signs(y) and (x in UNBOUNDED or y in UNBOUNDED):
            assert found is None
        elif (0, 0) in (x, y) and (both_signs(x) or both_signs(y)):
            assert found is not None and found[0] <= 0 <= found[1]
        else:
            assert same(found, products)


@pytest.mark.parametrize("y", SHAPES)
def test_quotients_are_told_where_the_divisor_is_never_zero(y: Ends) -> None:
    for x in SHAPES:
        found = ends_of("x/y", x, y)
        if y[0] <= 0 <= y[1]:
            assert found is None
            continue
        with mpmath.workdps(40):
            assert x == (0, 0) or same(found, hull([times(a, mpmath.mpf(1) / b) for a, b in product(x, y)]))


@pytest.mark.parametrize("power", ["-3", "-2", "-1", "-1/2", "0", "1/3", "1/2", "3/2", "1", "2", "3", "4"])
def test_powers_are_hulls_of_those_of_the_ends_and_of_zero(power: str) -> None:
    k = Fraction(power)
    for x in UNBOUNDED:
        found = ends_of(Operation("**", (Variable("x"), Number(k))), x)
        whole, odd = k.denominator == 1, k.denominator == 1 and k % 2 == 1
        if (not whole and x[0] < 0) or (k < 0 and x[0] <= 0 <= x[1]) or (odd and both_signs(x)) or (k == 0 and x[0] <= 0 <= x[1]):
            assert found is None or (k == 0 and same(found, (1, 1)))
        else:
            assert same(found, hull([_power(a, k) for a in (*x, *([0.0] if both_signs(x) else []))]))


def _power(a: float, k: Fraction) -> mpmath.mpf:
    if abs(a) == INF:
        return mpmath.mpf(0 if k < 0 else 1 if k == 0 else -INF if a < 0 and k % 2 == 1 else INF)
    with mpmath.workdps(40):
        return mpmath.mpf(a) ** (int(k) if k.denominator == 1 else mpmath.mpf(k.numerator) / k.denominator)


FUNCTIONS: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "exp": mpmath.exp, "erf": mpmath.erf, "erfc": mpmath.erfc, "tanh": mpmath.tanh, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "abs": abs,
    "Phi": lambda u: mpmath.erfc(-u / mpmath.sqrt(2)) / 2, "Q": lambda u: mpmath.erfc(u / mpmath.sqrt(2)) / 2,
    "phi": lambda u: mpmath.exp(-u * u / 2) / mpmath.sqrt(2 * mpmath.pi), "sqrt": mpmath.sqrt, "log": mpmath.log,
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_hulls_of_their_values_at_ends_and_turning_points(name: str) -> None:
    with mpmath.workdps(40):
        for x in UNBOUNDED:
            found = ends_of(f"{name}(x)", x)
            if name in ("log", "sqrt") and (x[0] < 0 or (name == "log" and x[0] == 0)):
                assert found is None
            else:
                assert same(found, hull([FUNCTIONS[name](mpmath.mpf(u)) for u in (*x, *([0.0] if both_signs(x) else []))])), x
    assert name == "log" or ends_of("log(x)", (-3, -2)) is None


@pytest.mark.parametrize("x", SHAPES)
def test_the_least_and_the_greatest_of_two_or_three(x: Ends) -> None:
    assert x not in UNBOUNDED or (same(ends_of("sin(x)", x), (-1, 1)) and same(ends_of("cos(x)", x), (-1, 1)))
    for y in SHAPES:
        for name, of in (("min", min), ("max", max)):
            assert same(ends_of(f"{name}(x, y)", x, y), (of(x[0], y[0]), of(x[1], y[1])))
            assert same(ends_of(f"{name}(1, x, y)", x, y), (of(1, x[0], y[0]), of(1, x[1], y[1])))


def test_operands_keep_their_places_where_all_are_finite() -> None:
    """A number stays itself (an exponent must), pi is between its digits, and each part has its own interval."""
    assert same(ends_of("x**3 - y/4", (2, 3), (-2, -1)), (8.25, 27.5))
    assert same(ends_of("min(x, y, 5/2)", (2, 3), (2, 7)), (2, 2.5))
    with mpmath.workdps(40):
        assert same(ends_of("pi*x", (2, INF)), (2 * mpmath.pi, INF))
        assert same(ends_of("exp(-x) + y", (0, 2), (-1, 2)), (mpmath.exp(-2) - 1, mpmath.mpf(3)))


def test_a_box_shows_a_relation_where_its_least_value_does() -> None:
    box = {"x": interval((0, INF)), "y": interval((2, INF))}
    cases = (("x + y", True, True), ("x*y", False, True), ("y - 2", False, True), ("x - y", False, False), ("y - 2.1", False, False))
    for text, positive, nonnegative in (
        *cases,
        ("1/x", False, False),
        ("log(x)", False, False),
        ("1/y", False, True),
        ("log(y)", True, True),
    ):
        e = parse(text, NAMES)
        assert (holds_on(e, box, strict=True), holds_on(e, box, strict=False)) == (positive, nonnegative)
