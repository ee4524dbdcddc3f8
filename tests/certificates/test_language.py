"""The language of the rules: every interval holds the value at every point inside, and no relation holds that fails at one of them."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx, fmpq

from uccheck.certificates.language import BEYOND, _end, _monotone, _power, evaluate, ground, holds, quantities, quantity_range, table

F = Fraction
A, B = ("tail", F(3), F(1)), ("tail", F(5), F(2))
LEFT, RIGHT = ["tail", "3", "1"], ["tail", "5", "2"]
ENDS = [F(-2), F(-1, 3), F(0), F(1, 2), F(3)]
PAIRS = [(low, high) for low, high in itertools.combinations_with_replacement(ENDS, 2)]
SPAN = 1100


def exact(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def inside(low: Fraction, high: Fraction) -> list[Fraction]:
    return [low + share * (high - low) for share in (F(0), F(1, 7), F(1, 2), F(1))]


# ----- sums, products, powers in rationals -------------------------------------------------------


@pytest.mark.parametrize("head", ["+", "*"])
def test_sums_and_products_have_the_corners_of_their_parts(head: str) -> None:
    """Of two intervals with an exact number before, between or behind them, which is multiplied on a shorter way."""
    for one, other, number in itertools.product(PAIRS, PAIRS, (F(-5, 3), F(0), F(1), F(7))):
        corners = [x + y + number if head == "+" else x * y * number for x in one for y in other]
        wanted = min(corners), max(corners)
        for parts in itertools.permutations((LEFT, RIGHT, "x")):
            assert evaluate([head, *parts], {"x": number}, {A: one, B: other}) == wanted
    assert evaluate([head, "x", "x", "-3"], {"x": F(2, 3)}, {}) == ((F(-5, 3),) * 2 if head == "+" else (F(-4, 3),) * 2)


def test_whole_powers_hold_all_values_and_no_others() -> None:
    for (low, high), p in itertools.product(PAIRS, (1, 2, 3, 4, 7, 16)):
        values = [x**p for x in (low, high, *([F(0)] if low < 0 < high else []))]
        assert _power((low, high), (F(p), F(p))) == (min(values), max(values))
        if low <= 0 <= high:
            with pytest.raises(ArithmeticError, match="an interval around zero"):
                _power((low, high), (F(-p), F(-p)))
        else:
            inverse = [1 / x**p for x in (low, high)]
            assert _power((low, high), (F(-p), F(-p))) == (min(inverse), max(inverse))


def test_a_zeroth_power_is_one_and_an_exponent_is_exact() -> None:
    for pair in PAIRS:
        assert _power(pair, (F(0), F(0))) == (1, 1)
        with pytest.raises(ArithmeticError, match="exponent"):
            _power(pair, (F(1), F(2)))


def test_powers_up_to_the_sixty_fourth_are_exact_and_of_negative_numbers_too() -> None:
    for x in (F(2, 3), F(-2, 3), F(-1), F(11, 10)):
        for p in (63, 64, -64):
            assert _power((x, x), (F(p), F(p))) == (x**p, x**p)
    for bad, p in ((F(-1), F(65)), (F(-1, 2), F(1, 2)), (F(-1), F(-1, 3)), (F(-3), F(131, 2))):
        with pytest.raises(ArithmeticError, match="negative"):
            _power((bad, F(1, 4)) if p > 0 else (bad, bad), (p, p))


# ----- roots and functions: rounded outward, and hardly more -------------------------------------


def test_roots_and_high_powers_are_rounded_outward() -> None:
    with ctx.workprec(600):
        for (low, high), p in itertools.product(
            ((F(1, 7), F(9, 10)), (F(5, 3), F(41)), (F(1, 3), F(1, 3))), (F(1, 2), F(7, 3), F(67), F(-1, 2), F(-70), F(-1, 3))
        ):
            found = _power((low, high), (p, p))
            truth = sorted(((exact(x).log() * exact(p)).exp() for x in (low, high)), key=float)
            assert exact(found[0]) < truth[0] and truth[1] < exact(found[1])
            assert exact(found[0]) > truth[0] * (1 - arb("1e-60")) and exact(found[1]) < truth[1] * (1 + arb("1e-60"))
        assert _power((F(0), F(0)), (F(1, 2), F(1, 2))) == (0, 0) and _power((F(0), F(4)), (F(1, 2), F(1, 2))) == (0, 2)


#: Values to twenty digits from tables: exp(-1/2), exp(2), ln 2, ln 10, Q(0), Q(1), Q(-1).
TABLED = (
    ("exp", F(-1, 2), "0.60653065971263342360"),
    ("exp", F(2), "7.38905609893065022723"),
    ("ln", F(2), "0.69314718055994530941"),
    ("ln", F(10), "2.30258509299404568401"),
    ("Q", F(0), "0.5"),
    ("Q", F(1), "0.15865525393145705141"),
    ("Q", F(-1), "0.84134474606854294858"),
)


@pytest.mark.parametrize(("head", "x", "value"), TABLED)
def test_functions_have_their_tabled_values(head: str, x: Fraction, value: str) -> None:
    low, high = evaluate([head, "x"], {"x": x}, {})
    assert F(value) - F(1, 10**19) < low <= high < F(value) + F(1, 10**19) and high - low < F(1, 10**60)


@pytest.mark.parametrize("head", ["exp", "ln", "Q"])
def test_functions_are_rounded_outward_at_both_ends(head: str) -> None:
    reference = {"exp": lambda x: x.exp(), "ln": lambda x: x.log(), "Q": lambda x: (x / arb(2).sqrt()).erfc() / 2}[head]
    with ctx.workprec(700):
        for low, high in ((F(1, 9), F(2, 3)), (F(5, 7), F(11, 4)), (F(1, 3), F(1, 3))):
            found = _monotone(head, (low, high))
            ends = [reference(exact(x)) for x in ((high, low) if head == "Q" else (low, high))]
            assert exact(found[0]) < ends[0] and ends[1] < exact(found[1])
            assert exact(found[0]) > ends[0] - arb("1e-60") and exact(found[1]) < ends[1] + arb("1e-60")


def test_a_logarithm_is_of_positive_numbers_and_the_others_of_all() -> None:
    for low in (F(0), F(-1)):
        with pytest.raises(ArithmeticError, match="may not be positive"):
            _monotone("ln", (low, F(2)))
        for head in ("exp", "Q"):
            first, last = _monotone(head, (low, F(2)))
            assert 0 < first < last


def test_an_end_is_the_ball_s_own_or_that_least_number_which_lies_outward() -> None:
    """Up to 2^1100 either way exact dyadic numbers are their own ends; below 2^-1100 they are told from 0 on the outer side only."""
    least, most = F(1, 2**SPAN), F(2) ** SPAN
    for value in (least, F(3, 2**SPAN), F(1), F(5, 8), most):
        for sign, up in itertools.product((1, -1), (True, False)):
            assert _end(lambda v=sign * value: exact(v), up=up) == sign * value
    for tiny in (least / 2, least * 3 / 4, F(1, 2 ** (2 * SPAN))):
        assert (_end(lambda v=tiny: exact(v), up=False), _end(lambda v=tiny: exact(v), up=True)) == (0, least)
        assert (_end(lambda v=tiny: exact(-v), up=False), _end(lambda v=tiny: exact(-v), up=True)) == (-least, 0)
    assert _end(lambda: arb(0), up=True) == _end(lambda: arb(0), up=False) == 0
    wide = arb(0, arb(2) ** -1200)
    assert _end(lambda: wide, up=False) == -least and _end(lambda: wide, up=True) == least


@pytest.mark.parametrize("bits", [20, 53, 1000])
def test_ends_do_not_depend_on_the_precision_that_a_caller_works_with(bits: int) -> None:
    """A caller's own precision would write other certificates; the ends have about 250 bits everywhere."""
    root, small = ["**", "2", "1/2"], ["exp", "-1000/7"]
    plain = [evaluate(e, {}, {}) for e in (root, small)]
    with ctx.workprec(bits):
        assert [evaluate(e, {}, {}) for e in (root, small)] == plain
    assert all(0 < high - low < high * F(1, 2**240) for low, high in plain)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "beyond", "-beyond"])
def test_what_is_beyond_the_span_has_no_end(value: str) -> None:
    ball = arb(value) if "beyond" not in value else arb(-1 if value[0] == "-" else 1) * arb(2) ** SPAN * (1 + arb(2) ** -30)
    for up in (True, False):
        with pytest.raises(ArithmeticError, match="beyond"):
            _end(lambda: ball, up=up)


# ----- whole expressions and relations ------------------------------------------------------------


def tree(draw: random.Random, depth: int) -> Any:
    if depth == 0:
        return draw.choice([LEFT, RIGHT, "x", "-1", "2/3"])
    head = draw.choice(["+", "*", "**", "exp", "ln", "Q"])
    if head == "**":
        return ["**", tree(draw, depth - 1), draw.choice(["2", "3", "-1", "-2", "1/2", "-3/2", "0"])]
    return [head, *(tree(draw, depth - 1) for _ in range(2 if head in "+*" else 1))]


def at_a_point(e: Any, values: dict[Any, Fraction]) -> arb:
    """The value by balls of 400 bits, written apart from the language."""
    if isinstance(e, str):
        return exact(values["x"] if e == "x" else F(e))
    if e[0] == "tail":
        return exact(values[A if e == LEFT else B])
    if e[0] == "**":
        base, p = at_a_point(e[1], values), F(e[2])
        return base ** int(p) if p.denominator == 1 else base.sqrt() ** int(2 * p)
    parts = [at_a_point(part, values) for part in e[1:]]
    if e[0] in "+*":
        return parts[0] + parts[1] if e[0] == "+" else parts[0] * parts[1]
    return parts[0].exp() if e[0] == "exp" else parts[0].log() if e[0] == "ln" else (parts[0] / arb(2).sqrt()).erfc() / 2


def test_expressions_hold_their_value_at_every_point_inside() -> None:
    draw, told = random.Random(12), 0
    for _ in range(300):
        e = tree(draw, 3)
        known = {q: tuple(sorted(F(draw.randint(-6, 6), 5) for _ in range(2))) for q in (A, B)}
        try:
            low, high = evaluate(e, {"x": F(3, 7)}, known)  # type: ignore[arg-type]
        except ArithmeticError:
            continue
        told += 1
        with ctx.workprec(400):
            for a, b in itertools.product(inside(*known[A]), inside(*known[B])):
                value = at_a_point(e, {"x": F(3, 7), A: a, B: b})
                assert not value < exact(low) and not value > exact(high), (e, a, b)
    assert told > 100


def test_a_relation_holds_only_if_it_holds_at_all_points_of_both_sides() -> None:
    for (low, high), (first, last), op in itertools.product(PAIRS, PAIRS, ("<", "<=")):
        known = {A: (low, high), B: (first, last)}
        everywhere = all(x < y if op == "<" else x <= y for x in (low, high) for y in (first, last))
        assert holds([op, LEFT, RIGHT], {}, known) is everywhere


def test_a_quantity_stands_at_exact_arguments_of_rational_expressions() -> None:
    wide = ["Q", "1"]
    for arguments in ([wide, "1"], ["3", wide], [wide, wide]):
        with pytest.raises(ArithmeticError, match="not exact"):
            ground(["tail", *arguments], {})
    assert ground(["tail", ["+", "1", "2"], "x"], {"x": F(1)}) == A
    assert list(quantities(["*", ["+", LEFT, "1"], ["**", ["tail", "5", "x"], "2"], "x"], {"x": F(2)})) == [A, B]
    assert list(quantities("x", {"x": F(2)})) == list(quantities(["+", "1", "2"], {})) == []


def test_numbers_are_those_of_the_variables_and_of_the_text() -> None:
    for word in ("x", "7", "-2/3", "0.25"):
        assert evaluate(word, {"x": F(5)}, {}) == (F(5) if word == "x" else F(word),) * 2
    assert evaluate(LEFT, {}, {A: (F(1, 4), F(1, 3))}) == (F(1, 4), F(1, 3))
    with pytest.raises(KeyError):
        evaluate(RIGHT, {}, {A: (F(0), F(1))})


def test_the_ends_of_a_quantity_are_those_of_the_table() -> None:
    """Probabilities lie in [0, 1], differences of losses in [-1, 1], distances of signs below 2; norms have no upper end but 10^2000."""
    assert quantity_range("tail") == (0, 1) and quantity_range("e_gen") == (-1, 1) and quantity_range("radius") == (0, 2)
    assert quantity_range("norm_value") == (0, F(10) ** 2000) == (0, BEYOND)
    for name, about in table()["quantities"].items():
        low, high = quantity_range(name)
        assert low == F(str(about["low"])) and high == (BEYOND if about["high"] is None else F(str(about["high"])))
