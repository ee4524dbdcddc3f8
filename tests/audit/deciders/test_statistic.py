"""Reported statistics: p values against mpmath, means and deviations against enumeration."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest

from tests.audit.asking import decided, word
from uccheck.audit.deciders.tails import chi2, normal_upper
from uccheck.audit.files import Malformed, parse_text


def upper_tail(test: str, value: float, df: int = 0, df2: int = 0) -> Any:
    """The one-sided p value, by incomplete beta and gamma functions."""
    v = mp.mpf(value)
    if test == "z":
        return mp.erfc(v / mp.sqrt(2)) / 2
    if test == "t":
        return mp.betainc(mp.mpf(df) / 2, 0.5, 0, df / (df + v * v), regularized=True) / 2
    if test == "chi2":
        return mp.gammainc(mp.mpf(df) / 2, v / 2, mp.inf, regularized=True)
    return mp.betainc(mp.mpf(df2) / 2, mp.mpf(df) / 2, 0, df2 / (df2 + df * v), regularized=True)


CASES = [("z", 1.3, {}), ("t", 1.3, {"df": 3}), ("t", 2.7, {"df": 11}), ("chi2", 5.1, {"df": 2}), ("chi2", 9.3, {"df": 5}),
    ("F", 2.2, {"df": 2, "df2": 9}), ("F", 3.1, {"df": 7, "df2": 4})]  # fmt: skip


@pytest.mark.parametrize(
    ("test", "value", "more", "sides"),
    [(*case, sides) for case in CASES for sides in ((1, 2) if case[0] in ("z", "t") else (1,))],
    ids=str,
)
def test_p_values_are_those_of_the_distribution(test: str, value: float, more: dict[str, int], sides: int) -> None:
    """To five digits with its own p, and with none a hundredth off; strict relations at the fifth digit."""
    p = float(sides * upper_tail(test, value, **more))
    said = {"test": test, "value": f"{value:.7f}", "sides": sides, **more}
    assert word("statistic", p=f"{p:.6f}", **said) == "MEASURED"
    assert word("statistic", p=f"{p * 1.01:.6f}", **said) == word("statistic", p=f"{p * 0.99:.6f}", **said) == "REFUTED"
    for relation, upheld, refuted in (("<", 1.0001, 0.9999), ("<=", 1.0001, 0.9999), (">", 0.9999, 1.0001), (">=", 0.9999, 1.0001)):
        assert word("statistic", p=f"{p * upheld:.7f}", p_relation=relation, **said) == "MEASURED"
        found = decided("statistic", p=f"{p * refuted:.7f}", p_relation=relation, **said)
        complement = sides == 1 and relation in (">", ">=")  # then 1 - p, the tail against the other alternative, is large enough
        assert (found.word, found.needs) == (("INCONCLUSIVE", ("direction",)) if complement else ("REFUTED", ()))


def test_a_strict_relation_at_the_reported_p_itself() -> None:
    """chi2 = 0 to its rounding has p from below 1 up to 1: above 1 is false, the rest is true; any statistic that rounds so serves."""
    for relation, expected in (("<", "MEASURED"), ("<=", "MEASURED"), (">", "REFUTED"), (">=", "MEASURED")):
        assert word("statistic", test="chi2", df=4, value="0.0000", p="1.0", p_relation=relation) == expected
    assert word("statistic", test="z", value="1.6", sides=1, p="0.0559", p_relation="<") == "MEASURED"  # 1.65 has 0.0495
    assert word("statistic", test="z", value="1.6", sides=1, p="0.0494", p_relation="<") == "REFUTED"
    assert word("statistic", test="z", value="1.3148000", sides=1, p="0.09", p_relation="<") == "REFUTED"  # 0.0943 rounds to it


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), [(20, 100, 35, 100), (3, 17, 11, 29), (40, 61, 9, 33)])
def test_z_of_two_proportions(k1: int, n1: int, k2: int, n2: int) -> None:
    """Pooled, z^2 is the chi-square of the fourfold table; unpooled, from the two variances; and p from z on both sides."""
    a, b, c, d = k1, n1 - k1, k2, n2 - k2
    pooled = math.sqrt((n1 + n2) * (a * d - b * c) ** 2 / ((a + b) * (c + d) * (a + c) * (b + d)))
    apart = abs(k1 / n1 - k2 / n2) / math.sqrt(k1 * b / n1**3 + k2 * d / n2**3)
    for z, is_pooled in ((pooled, True), (apart, False)):
        said = {"test": "two-proportions", "k1": k1, "n1": n1, "k2": k2, "n2": n2, "pooled": is_pooled}
        assert word("statistic", value=f"{z:.5f}", **said) == "MEASURED"
        assert word("statistic", value=f"{z + 1.2e-5:.5f}", **said) == word("statistic", value=f"{z - 1.2e-5:.5f}", **said) == "REFUTED"
        p = float(2 * upper_tail("z", z))
        assert word("statistic", p=f"{p:.7f}", sides=2, **said) == "MEASURED"
        assert word("statistic", p=f"{p:.7f}", sides=1, **said) == "REFUTED"
        assert word("statistic", p=f"{p / 2:.7f}", sides=1, **said) == "MEASURED"
        assert decided("statistic", p=f"{p / 2:.7f}", **said).needs == ("sides",)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_means_and_deviations_of_whole_numbers_against_enumeration(n: int) -> None:
    """Every mean and deviation to two digits, over n - 1 and over n, of n whole numbers of 1..4, and none beside them."""
    means, usual, other = set(), set(), set()
    for values in itertools.combinations_with_replacement(range(1, 5), n):
        mean = Fraction(sum(values), n)
        squares = sum((v - mean) ** 2 for v in values)
        means |= rounded(mean)
        for divisor, found in ((n - 1, usual), (n, other)):
            found |= {(m, sd) for m in rounded(mean) for sd in rounded(Fraction(math.sqrt(squares / divisor)).limit_denominator(10**12))}
    for step in range(90, 411):
        mean = f"{step / 100:.2f}"
        assert word("statistic", test="mean", n=n, items=1, mean=mean, low=1, high=4) == ("PROVED" if mean in means else "REFUTED"), mean
    for (mean, sd), shift in itertools.product(sorted(usual | other), (0, 0.01, -0.02)):
        near = (mean, f"{abs(float(sd) + shift):.2f}")
        found = decided("statistic", test="mean", n=n, items=1, mean=near[0], sd=near[1], low=1, high=4)
        wanted = "PROVED" if near in usual else "INCONCLUSIVE" if near in other else "REFUTED"
        assert found.word == wanted and found.needs == (("divisor of the variance",) if wanted == "INCONCLUSIVE" else ()), near


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"test": "mean", "n": 4, "mean": "2.00", "sd": "-0.01"}, "a standard deviation is not negative"),
        ({"test": "chi2", "df": 1, "value": "-3.84", "p": "0.05"}, "chi2 is not negative"),
        ({"test": "F", "df": 2, "df2": 9, "value": "-4.3", "p": "0.05"}, "F is not negative"),
    ],
)
def test_what_cannot_be_negative_is_no_claim(table: dict[str, Any], named: str) -> None:
    body = "\n".join(f"{key} = {value!r}" for key, value in table.items())
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\nkind = "statistic"\n{body}\n', "claims.toml")
    assert isinstance(item, Malformed) and named in item.reason


def rounded(value: Fraction) -> set[str]:
    """The value to two digits, ties either way."""
    below = math.floor(value * 100)
    return {f"{k / 100:.2f}" for k in (below, below + 1) if abs(value - Fraction(k, 100)) <= Fraction(1, 200)}


def test_a_mean_of_items_has_finer_totals() -> None:
    """3 people, 4 items each: twelfths, so 1/12 = 0.08 is a mean and 0.10 is none; of 3 single items neither is."""
    for mean, items, expected in (("2.08", 4, "PROVED"), ("2.10", 4, "REFUTED"), ("2.08", 1, "REFUTED"), ("2.33", 1, "PROVED")):
        assert word("statistic", test="mean", n=3, items=items, mean=mean) == expected


def test_tails_at_low_precision_hold_the_value() -> None:
    """Normal and chi-square tails at 53 bits against mpmath at 40 digits, both sides."""
    with mp.workdps(40):
        for at in ("-3", "0.01", "1.5", "9"):
            low, high = normal_upper(Fraction(at), 53)
            assert low <= Fraction(str(mp.erfc(mp.mpf(at) / mp.sqrt(2)) / 2)) * (1 + Fraction(1, 10**30)) and high > low
            assert float(high) == pytest.approx(float(mp.erfc(mp.mpf(at) / mp.sqrt(2)) / 2), rel=1e-9)
        for df, at in ((1, "0.3"), (2, "5"), (7, "20"), (50, "31")):
            beyond = mp.gammainc(mp.mpf(df) / 2, mp.mpf(at) / 2, mp.inf, regularized=True)
            for side, value in (("upper", beyond), ("lower", 1 - beyond)):
                low, high = chi2(df, side, Fraction(at), 53)
                assert low <= Fraction(str(value)) <= high and float(high - low) <= 1e-9
