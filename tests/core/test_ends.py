"""The last number that is accepted and the first that is not; decimals as they are written, digit by digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import (
    MAX_BITS,
    MAX_CHARACTERS,
    MAX_EXPONENT,
    as_written,
    at_most,
    decimal_above,
    decimal_below,
    exact,
    positive_integer,
    shown,
    shown_above,
    shown_below,
)


def test_the_longest_numbers_are_read_and_longer_ones_refused() -> None:
    for top in (2 ** (MAX_BITS - 1), 2**MAX_BITS - 1):
        assert exact(top, "x") == top and exact(Fraction(1, top), "x") == Fraction(1, top)
    for wrong in (2**MAX_BITS, Fraction(1, 2**MAX_BITS)):
        with pytest.raises(InvalidParameter, match="bits"):
            exact(wrong, "x")
    assert exact("7".rjust(MAX_CHARACTERS, "0"), "x") == 7
    with pytest.raises(InvalidParameter, match="characters"):
        exact("7".rjust(MAX_CHARACTERS + 1, "0"), "x")
    assert exact(f"1e{MAX_EXPONENT}", "x") == 10**MAX_EXPONENT
    assert exact(f"1e-{MAX_EXPONENT}", "x") == Fraction(1, 10**MAX_EXPONENT)
    for wrong in (f"1e{MAX_EXPONENT + 1}", f"1e-{MAX_EXPONENT + 1}"):
        with pytest.raises(InvalidParameter, match="exponent"):
            exact(wrong, "x")
    assert positive_integer(1, "m") == 1 and positive_integer(5, "m", 5) == 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1/5", "0.2"), ("1/25", "0.04"), ("1/125", "0.008"), ("1/2", "0.5"), ("3/40", "0.075"), ("7/250", "0.028"), ("-9/16", "-0.5625"),
        ("12", "12"), ("-3", "-3"), ("1/3", "1/3"), ("7/30", "7/30"),
    ],
)  # fmt: skip
def test_terminating_decimals_are_written_out(value: str, text: str) -> None:
    assert as_written(Fraction(value)) == text


def test_what_is_too_long_as_a_decimal_is_a_ratio_and_read_back() -> None:
    """1/2^1000 has 1000 places and 699 digits, more than `exact` reads; as a ratio it has 304 characters."""
    assert as_written(Fraction(1, 10**MAX_EXPONENT)) == "1e-1000"
    assert as_written(Fraction(1, 10**MAX_EXPONENT * 2)).startswith("1/")
    for value in (
        Fraction(1, 2**MAX_EXPONENT),
        Fraction(1, 2 ** (MAX_EXPONENT + 1)),
        Fraction(1, 2**500),
        Fraction(3, 5**560),
        Fraction(3, 5**570),
    ):
        assert exact(as_written(value), "x") == value
    longest = as_written(Fraction(10 ** (MAX_CHARACTERS - 2) + 1, 10 ** (MAX_CHARACTERS - 2)))
    assert len(longest) == MAX_CHARACTERS and "/" not in longest


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1e-7", "0.0000001"), ("1e-8", "1e-8"), ("-1.5e-7", "-0.00000015"), ("-1.5e-8", "-1.5e-8"), ("1e20", "100000000000000000000"),
        ("1e21", "1e21"), ("-2.5e20", "-250000000000000000000"), ("-2.5e21", "-2.5e21"), ("1e30", "1e30"), ("12.5", "12.5"), ("0", "0"),
        ("1234", "1234"), ("1000", "1000"), ("0.001", "0.001"),
    ],
)  # fmt: skip
def test_decimals_have_an_exponent_from_eight_places_on(value: str, text: str) -> None:
    assert decimal_below(Fraction(value), 6) == text == decimal_above(Fraction(value), 6)


def test_exactly_so_many_digits() -> None:
    for value in (Fraction(2, 3), Fraction(200, 3), Fraction(2, 3 * 10**40), Fraction(2 * 10**40, 3)):
        for digits in (1, 2, 5):
            below, above = decimal_below(value, digits), decimal_above(value, digits)
            assert below.partition("e")[0].replace(".", "").strip("0") == "6" * digits
            assert above.partition("e")[0].replace(".", "").strip("0") == "6" * (digits - 1) + "7"
    assert (decimal_below(Fraction(999, 1000), 2), decimal_above(Fraction(999, 1000), 2)) == ("0.99", "1")


def read(shown_text: str) -> Fraction:
    """The number that `1 - x` or `x` stands for."""
    whole, _, rest = shown_text.partition("1 - ")
    return 1 - exact(rest, "x") if rest else exact(whole, "x")


@pytest.mark.parametrize("rest", ["1e-2", "0.3", "1e-5", "3e-6", "1.23456789012e-9", "7e-40", "1e-400"])
@pytest.mark.parametrize("digits", [2, 8])
def test_numbers_close_to_one_are_shown_by_their_complement_and_on_their_side(rest: str, digits: int) -> None:
    value = 1 - Fraction(rest)
    below, above = shown_below(value, digits), shown_above(value, digits)
    assert read(below) <= value <= read(above)
    assert read(above) - read(below) <= max(Fraction(rest), Fraction(1, 2)) * Fraction(10) ** (1 - digits)
    if Fraction(rest) < Fraction(1, 10**6):
        assert below.startswith("1 - ") and above.startswith("1 - ")
        assert read(above) - read(below) <= Fraction(rest) * Fraction(10) ** (1 - digits)
    assert read(shown(value)) == value


def test_other_numbers_are_shown_as_they_are() -> None:
    for value in (Fraction(1), Fraction(0), Fraction(1, 3), Fraction(5, 2), Fraction(-1, 7)):
        assert shown_below(value) == decimal_below(value, 8) and shown_above(value) == decimal_above(value, 8)
        assert shown(value) == as_written(value)
    assert shown(1 - Fraction(1, 10**40)) == "1 - 1e-40" and shown(Fraction(1, 10**40)) == "1e-40"
    assert shown(Fraction(999, 1000)) == "0.999"
    edge = 1 - Fraction(1, 10**6)  # the last number that is not close to one
    assert shown_below(edge) == shown_above(edge) == "0.999999"
    assert shown_below(edge + Fraction(1, 10**9)) == "1 - 0.000000999" == shown_above(edge + Fraction(1, 10**9))
    assert at_most(Fraction(5), 5, "gamma") == 5
    with pytest.raises(InvalidParameter, match="gamma must be at most 5"):
        at_most(Fraction(51, 10), 5, "gamma")


def test_which_of_the_two_texts_is_shown() -> None:
    """The complement where the number has more than 24 characters and the complement fewer than 24."""
    for places, by_complement in ((22, False), (23, True), (30, True), (60, True)):
        value = 1 - Fraction(1, 10**places)
        assert shown(value) == (f"1 - {as_written(1 - value)}" if by_complement else as_written(value))
    for figures, by_complement in ((19, True), (20, False), (30, False)):
        rest = Fraction(int("1" * figures), 10 ** (figures + 8))
        assert len(as_written(rest)) == figures + 4 and len(as_written(1 - rest)) > 24
        assert shown(1 - rest).startswith("1 - ") is by_complement
