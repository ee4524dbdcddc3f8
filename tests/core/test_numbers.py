from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import (
    as_written,
    decimal_above,
    decimal_below,
    exact,
    nonnegative,
    positive,
    positive_integer,
    probability,
)

rationals = st.fractions(max_denominator=10**30)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.05", Fraction(1, 20)),
        ("1e-3", Fraction(1, 1000)),
        ("1/8", Fraction(1, 8)),
        ("-2.5E+2", Fraction(-250)),
        (".5", Fraction(1, 2)),
        ("3.", Fraction(3)),
        (" 7 ", Fraction(7)),
        (7, Fraction(7)),
        (Fraction(2, 3), Fraction(2, 3)),
        (np.int64(5), Fraction(5)),
        ("1e-300", Fraction(1, 10**300)),
    ],
)
def test_what_is_written_is_what_is_read(written: int | Fraction | str, value: Fraction) -> None:
    found = exact(written, "x")
    assert found == value
    assert type(found.numerator) is int


@pytest.mark.parametrize(
    "wrong",
    [
        0.05, 1.0, float("nan"), float("inf"), np.float64(0.5), True, np.True_, None, [], 1j, b"1",
        "1e-2x", "", ".", "e5", "nan", "inf", "0x10", "1_000", "1/0", "1/-2", "1e", "--1", "1 2", "٣", "²",
        "1e1001", "1e-999999999", "1e" + "9" * 30, "9" * 401, 10**3000, Fraction(1, 10**3000),
        "0.05\nx", "1,5", "1/2/3", "1.5/2",
    ],
)  # fmt: skip
def test_what_is_not_an_exact_number_is_refused_in_one_line(wrong: object) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        exact(wrong, "epsilon")  # type: ignore[arg-type]
    assert str(refusal.value).startswith("epsilon ")
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_float_is_told_how_to_mend_it() -> None:
    with pytest.raises(InvalidParameter, match=r'got the float 0.05: pass a string such as "0.05"'):
        exact(0.05, "epsilon")  # type: ignore[arg-type]
    with pytest.raises(InvalidParameter, match=r'got the float 0.05: pass a string such as "0.05"'):
        exact(np.float64(0.05), "epsilon")  # type: ignore[arg-type]


def test_ranges() -> None:
    assert positive_integer("1e6", "m", 10**6) == 10**6
    for wrong in (0, -3, "2.5", "1000001", Fraction(1, 2), "0"):
        with pytest.raises(InvalidParameter, match=r"^m must be"):
            positive_integer(wrong, "m", 10**6)
    for wrong in (0, 1, "1.0", "-0.1", "2"):
        with pytest.raises(InvalidParameter, match="strictly between 0 and 1"):
            probability(wrong, "delta")
    assert probability("0.999", "delta") == Fraction(999, 1000)
    with pytest.raises(InvalidParameter, match="must be positive, got 0"):
        positive(0, "s")
    assert nonnegative(0, "gamma") == 0
    with pytest.raises(InvalidParameter, match="not be negative"):
        nonnegative("-1/8", "gamma")


@settings(deadline=None)
@given(rationals, st.integers(1, 30))
def test_decimals_lie_on_their_side_and_close(value: Fraction, digits: int) -> None:
    below, above = exact(decimal_below(value, digits), "x"), exact(decimal_above(value, digits), "x")
    assert below <= value <= above
    assert above - below <= 2 * abs(value) * Fraction(10) ** (1 - digits)


@settings(deadline=None)
@given(st.integers(-(10**25), 10**25), st.integers(-60, 60))
def test_a_number_that_fits_is_printed_exactly(mantissa: int, exponent: int) -> None:
    value = mantissa * Fraction(10) ** exponent
    assert exact(decimal_below(value, 26), "x") == value == exact(decimal_above(value, 26), "x")


@settings(deadline=None)
@given(rationals)
def test_as_written_is_read_back(value: Fraction) -> None:
    assert exact(as_written(value), "x") == value


def test_decimals_as_a_reader_sees_them() -> None:
    assert decimal_below(Fraction(1, 3), 4) == "0.3333"
    assert decimal_above(Fraction(1, 3), 4) == "0.3334"
    assert decimal_below(Fraction(-1, 3), 4) == "-0.3334"
    assert decimal_above(Fraction(2, 3) * Fraction(1, 10**30), 3) == "6.67e-31"
    assert decimal_above(Fraction(99999, 100000), 3) == "1"
    assert as_written(Fraction(1, 20)) == "0.05"
    assert as_written(Fraction(1, 3)) == "1/3"
