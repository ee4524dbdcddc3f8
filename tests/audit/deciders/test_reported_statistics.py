"""Reported statistics at the edges of their rounding: ranges of p values, scales, budgets, and every reading that is left open."""

from __future__ import annotations

import itertools
import math
import random
import re
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest

from tests.audit.asking import decided, word
from tests.audit.deciders.test_statistic import rounded, upper_tail
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.deciders.numbers import statistic
from uccheck.audit.deciders.numbers.whole import Budget
from uccheck.audit.kinds.fields import Reading
from uccheck.audit.kinds.numbers import Statistic
from uccheck.core.verdict import Verdict


def claim(test: str, **fields: Any) -> Statistic:
    """A claim with these fields, unread."""
    return Statistic.model_construct(kind="statistic", id="c", says="s", test=test, **fields)


def printed(value: str) -> Reading:
    half = Fraction(1, 2 * 10 ** len(value.partition(".")[2]))
    return Reading(Fraction(value), half, half)


def shown(found: Decision, name: str) -> list[float]:
    """The range of p values that the sentence gives for this reading."""
    (ends,) = re.findall(rf"p lies in \[([^,]+), ([^,]+)\] \({name}\)", found.detail)
    return [float(end) for end in ends]


CASES = [("z", {}), ("t", {"df": 3}), ("t", {"df": 11}), ("chi2", {"df": 2}), ("chi2", {"df": 5}), ("F", {"df": 2, "df2": 9}),
    ("F", {"df": 7, "df2": 4})]  # fmt: skip


@pytest.mark.parametrize(("test", "more"), CASES)
@pytest.mark.parametrize("value", ["1.3", "-1.3", "0.0", "0.04", "-0.04", "2", "0"])
def test_p_ranges_over_every_statistic_that_rounds_to_the_reported_one(test: str, more: dict[str, int], value: str) -> None:
    """From the tail at the largest modulus to that at the least, which is 0 where the rounding reaches it; both sides, by mpmath."""
    if value.startswith("-") and test in ("F", "chi2"):
        return
    half = 0.5 * 10.0 ** -len(value.partition(".")[2])
    ends = float(value) - half, float(value) + half
    near, far = (0.0 if ends[0] < 0 < ends[1] else min(map(abs, ends))), max(map(abs, ends))
    for sides in (1, 2) if test in ("z", "t") else (1,):
        found = decided("statistic", test=test, value=value, sides=sides, p="0.5", p_relation="<=", **more)
        name = "two-sided" if sides == 2 else "one-sided"
        expected = [float(sides * upper_tail(test, at, **more)) for at in (far, near)]
        assert shown(found, name) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("test", "more"), CASES)
@pytest.mark.parametrize(("value", "share"), [("0.31", 1), ("2.74", 1), ("0.31", 2), ("2.74", 2)])
def test_a_p_value_that_fits_another_reading_is_asked_back(test: str, more: dict[str, int], value: str, share: int) -> None:
    """The tail against the other alternative; twice the smaller tail, where F or chi2 has two sides; on both sides of the median."""
    tails = sorted(float(upper_tail(test, float(value) + side, **more)) for side in (-0.005, 0.005))
    other = [1 - tails[1], 1 - tails[0]]
    ranges = {1: other, 2: [2 * min(tails[0], other[0]), 2 * min(tails[1], other[1])]}[share]
    name = {1: "against the other alternative", 2: "twice the smaller tail"}[share]
    p = f"{sum(ranges) / 2:.4f}"
    for sides in (None, 1, 2):
        said = {"test": test, "value": value, "p": p, **more} | ({} if sides is None else {"sides": sides})
        asked = [r for r in (tails, [2 * v for v in tails]) if r[0] - 1e-4 < float(p) < r[1] + 1e-4]
        found = decided("statistic", **said)
        needed = (share == 1 and sides != 2) if test in ("z", "t") else (sides == 2) == (share == 2)
        if needed and not asked:
            assert found.needs == ({1: "direction", 2: "sides"}[share],), found.detail
            assert shown(found, name) == pytest.approx(ranges, rel=1e-4)
        elif not asked:
            assert found.verdict is Verdict.REFUTED and not found.needs, (said, found.detail)


def test_sides_are_asked_for_where_they_matter_and_named() -> None:
    p = float(upper_tail("z", 1.31))
    found = decided("statistic", test="z", value="1.31", p=f"{p:.3f}")
    assert found.needs == ("sides",) and "two-sided: p lies" in found.detail and "one-sided: p lies" in found.detail
    either = decided("statistic", test="z", value="1.31", p="0.4", p_relation="<")
    assert either.word == "MEASURED" and "(two-sided)" in either.detail and "agrees with" in either.detail
    assert "excludes" in decided("statistic", test="z", value="1.31", p="0.01", sides=2).detail


@pytest.mark.parametrize(
    ("relation", "low", "high", "agrees"),
    [
        ("==", 0.055 * (1 + 1e-6), 0.2, True), ("==", 0.0, 0.045 * (1 - 1e-6), True),
        ("==", 0.055 * (1 + 5e-7), 0.2, True), ("==", 0.055 * (1 + 2e-6), 0.2, False), ("==", 0.0, 0.045 * (1 - 5e-7), True),
        ("==", 0.0, 0.045 * (1 - 2e-6), False), ("==", 0.051, 0.052, True), ("<", 0.05, 0.2, False), ("<", 0.0499, 0.2, True),
        ("<=", 0.05, 0.2, True), ("<=", 0.0501, 0.2, False), (">", 0.01, 0.05, False), (">", 0.01, 0.0501, True),
        (">=", 0.01, 0.05, True), (">=", 0.01, 0.0499, False),
    ],
)  # fmt: skip
def test_a_range_of_p_values_agrees_with_the_reported_one_to_a_millionth(relation: str, low: float, high: float, agrees: bool) -> None:
    found = statistic._compared(claim("z", p=printed("0.05"), p_relation=relation), (low, high), "as said")
    assert found.verdict is (Verdict.UPHELD if agrees else Verdict.REFUTED)


def test_proportions_without_a_spread_or_without_a_word_for_it() -> None:
    """Both 0 or both 1 have no z; pooled and unpooled are told apart where they differ, and not asked for where they agree."""
    said = {"test": "two-proportions", "n1": 20, "n2": 20, "value": "2.0"}
    for pooled in ({"pooled": True}, {"pooled": False}, {}):
        for k1, k2 in ((0, 0), (20, 20)):
            assert decided("statistic", k1=k1, k2=k2, **said, **pooled).detail.endswith("z is not defined")
    assert decided("statistic", k1=0, k2=20, pooled=False, **said).detail.endswith("z is not defined")
    assert word("statistic", k1=0, k2=20, pooled=True, **said) == "REFUTED"
    said = {"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100}
    pooled, apart = -0.15 / math.sqrt(0.275 * 0.725 * 0.02), -0.15 / math.sqrt(0.2 * 0.8 / 100 + 0.35 * 0.65 / 100)
    for sign, z in itertools.product((1, -1), (pooled, apart)):
        found = decided("statistic", value=f"{sign * z:.4f}", **said)
        refuted = [f"z = {one:.6g}, not" in found.detail for one in (pooled, apart)]
        assert found.needs == ("pooled",) and refuted == [z is apart, z is pooled]
        assert f"pooled. pooled: z = {pooled:.6g}" in found.detail and f"; unpooled: z = {apart:.6g}" in found.detail
    assert word("statistic", value="2.4", **said) == "MEASURED" and word("statistic", value="2.5", **said) == "REFUTED"
    assert f"z = {pooled:.6g}" in decided("statistic", value="2.4", **said).detail
    del said["test"]
    for off, verdict in ((0.8e-9, Verdict.UPHELD), (1.5e-9, Verdict.REFUTED)):  # floats may err by a billionth
        value = Reading(Fraction(-pooled) + Fraction(off), Fraction(0), Fraction(0))
        assert statistic._z_of_proportions(claim("two-proportions", value=value, pooled=True, **said)).verdict is verdict


@pytest.mark.parametrize("mean", ["1.5", "3.00", "2.25", "4.5"])
@pytest.mark.parametrize("n", [2, 3, 7])
def test_what_numbers_of_a_scale_do_is_never_off_it(mean: str, n: int) -> None:
    """Random numbers of [1.5, 4.5], their mean and deviation as printed: the scale alone refutes none."""
    generator = random.Random(n)
    for _ in range(60):
        values = [generator.choice((1.5, 4.5, generator.uniform(1.5, 4.5))) for _ in range(n)]
        m = sum(values) / n
        sd = math.sqrt(sum((v - m) ** 2 for v in values) / (n - 1))
        for digits in (1, 3):
            said = claim(
                "mean", n=n, mean=printed(f"{m:.{digits}f}"), sd=printed(f"{sd:.{digits}f}"), low=Fraction("1.5"), high=Fraction("4.5")
            )
            assert statistic._off_the_scale(said) is None


@pytest.mark.parametrize("scale", [(0, 1), (Fraction(-5, 2), Fraction(1, 2)), (3, 11)])
@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_largest_deviation_is_that_of_numbers_at_both_ends(scale: tuple[Fraction, Fraction], n: int) -> None:
    """j numbers at one end and n - j at the other: their deviation is on the scale, and one that is larger by a thousandth is not."""
    low, high = map(Fraction, scale)
    for j in range(1, n):
        m = float((j * low + (n - j) * high) / n)
        sd = math.sqrt((j * (float(low) - m) ** 2 + (n - j) * (float(high) - m) ** 2) / (n - 1))
        for more, off in ((0.0, False), (0.001 * sd, True)):
            found = statistic._off_the_scale(
                claim("mean", n=n, mean=printed(f"{m:.7f}"), sd=printed(f"{sd + more:.7f}"), low=low, high=high)
            )
            assert (found is not None) is off
            if found is not None:
                assert found.verdict is Verdict.REFUTED and f"a standard deviation above {sd:.4f}"[:-2] in found.detail


def test_the_rounding_of_a_mean_and_of_a_deviation_count_on_the_side_that_saves_them() -> None:
    """2 (last - low)(high - last) = (sd - half)^2 with equality is on the scale; so is a mean that touches an end."""
    for low, high, mean in (("-0.025", "1.7", "0.5"), ("-1.7", "0.025", "-0.5")):
        for sd, off in (("1.2", False), ("1.3", True)):
            said = claim("mean", n=2, mean=printed(mean), sd=printed(sd), low=Fraction(low), high=Fraction(high))
            assert (statistic._off_the_scale(said) is not None) is off
        less = claim(
            "mean",
            n=2,
            mean=printed(mean),
            sd=printed("1.2"),
            low=Fraction(low) * Fraction("0.999"),
            high=Fraction(high) * Fraction("0.999"),
        )
        assert statistic._off_the_scale(less) is not None
    middle = claim("mean", n=2, mean=printed("1.5"), sd=printed("0.8"), low=Fraction(1), high=Fraction("2.061"))
    assert statistic._off_the_scale(middle) is None  # 2 * 0.5305^2 > 0.75^2, and at no end of the mean
    for mean, off in (("0.94", True), ("0.95", False), ("3.05", False), ("3.06", True)):
        said = claim("mean", n=1000, mean=printed(mean), low=Fraction("0.955"), high=Fraction("3.045"))
        found = statistic._off_the_scale(said)
        assert (found is not None) is off and (found is None or "lies outside [0.955, 3.045]" in found.detail)
    assert statistic._off_the_scale(claim("mean", n=1, mean=printed("1.0"), sd=printed("9.0"), low=Fraction(0), high=Fraction(2))) is None
    assert statistic._off_the_scale(claim("mean", n=2, mean=printed("1.0"), sd=printed("0"), low=Fraction(0), high=Fraction(2))) is None


def test_values_that_need_not_be_whole_are_asked_about() -> None:
    found = decided("statistic", test="mean", n=3, mean="2.10")
    assert found.needs == ("items",) and "3 units rounds to a mean of 2.1: 6/3 = 2 and 7/3 = 2.33333" in found.detail
    assert word("statistic", test="mean", n=3, mean="2.33") == "PROVED"
    assert "a total of 7 over 3 units gives this mean (1 totals do)" in decided("statistic", test="mean", n=3, mean="2.33").detail
    assert (
        word("statistic", test="mean", n=3, mean="2.33", low=3, high=4)
        == word("statistic", test="mean", n=3, mean="2.10", items=1)
        == "REFUTED"
    )
    assert decided("statistic", test="mean", n=1, mean="2", sd="0.5").detail == "one value has no standard deviation"


@pytest.mark.parametrize(("items", "n", "scale"), [(2, 3, (1, 2)), (3, 2, (0, 1)), (2, 2, (-1, 1))])
def test_deviations_of_averages_against_enumeration(items: int, n: int, scale: tuple[int, int]) -> None:
    """Every n averages of so many whole numbers of the scale, over n - 1 and over n; and deviations beside them."""
    averages = [Fraction(k, items) for k in range(items * scale[0], items * scale[1] + 1)]
    usual, other = set[tuple[str, str]](), set[tuple[str, str]]()
    for values in itertools.combinations_with_replacement(averages, n):
        mean = sum(values, Fraction(0)) / n
        squares = sum((v - mean) ** 2 for v in values)
        for divisor, found in ((n - 1, usual), (n, other)):
            found |= {(m, sd) for m in rounded(mean) for sd in rounded(Fraction(math.sqrt(squares / divisor)).limit_denominator(10**12))}
    for (mean, sd), shift in itertools.product(sorted(usual | other), (0, 0.02)):
        near = (mean, f"{float(sd) + shift:.2f}")
        found = decided("statistic", test="mean", n=n, items=items, mean=near[0], sd=near[1], low=scale[0], high=scale[1])
        assert found.word == ("PROVED" if near in usual else "INCONCLUSIVE" if near in other else "REFUTED"), near


@pytest.mark.parametrize(("usual", "other"), list(itertools.product(((5, 9), False, None), repeat=2)))
def test_the_two_divisors_are_weighed(usual: Any, other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example over n - 1 upholds; an open search leaves all open; an example over n alone asks; none at all refutes."""
    monkeypatch.setattr(statistic, "_squares", lambda claim, totals, divisor, budget: {3: usual, 4: other}[divisor])
    for items, whole in ((None, "whole numbers"), (1, "whole numbers"), (2, "averages of 2 whole numbers")):
        said = claim("mean", n=4, mean=printed("1.5"), sd=printed("0.9"), items=items, low=Fraction(0), high=Fraction(3))
        found = statistic._deviation(said, range(5, 8))
        if usual:
            assert found.verdict is Verdict.UPHELD and "of total 5 and sum of squares 9" in found.detail
        elif usual is None or other is None:
            assert found.verdict is Verdict.UNDECIDED and not found.needs
        elif other:
            assert found.needs == ("divisor of the variance",)
        else:
            assert found.verdict is Verdict.REFUTED and f"no 4 {whole} on the scale [0, 3] have" in found.detail
            assert "totals 5 to 7" in found.detail


def test_so_many_totals_are_tried_and_so_many_steps() -> None:
    """At the limit of totals a deviation is decided, beyond it not; a search that its budget ends is open, and so is one of many."""
    said = claim("mean", n=4, mean=printed("1.5"), sd=printed("9.9"))
    with pytest.MonkeyPatch.context() as patched:
        for most, is_open in ((3, False), (2, True)):
            patched.setattr(statistic, "MAX_TOTALS", most)
            assert ("totals give this mean; more digits" in statistic._deviation(said, range(5, 8)).detail) is is_open
    with pytest.MonkeyPatch.context() as patched:
        tried: list[Any] = []

        def exists(state: Any, scale: Any, budget: Any) -> Any:
            tried.append(state)
            return answers.get(len(tried), False)

        patched.setattr(statistic, "exists", exists)
        answers: dict[int, Any] = {}
        assert statistic._squares(said, range(5, 8), 3, Budget()) is False
        number = len(tried)
        assert number > 3 and len({state[1] for state in tried}) == 3
        for steps in (1, number - 1, number, number + 1):
            tried.clear()
            assert statistic._squares(said, range(5, 8), 3, Budget(steps)) is (False if steps > number else None)
            assert len(tried) == min(steps, number)
        for at, answer, expected in ((2, None, None), (2, True, True), (number, None, None)):
            tried.clear()
            answers = {at: answer}
            found = statistic._squares(said, range(5, 8), 3, Budget())
            assert found == tuple(tried[at - 1][1:]) if expected else found is None


def test_one_sided_tails_of_mpmath_are_those_used_here() -> None:
    assert float(upper_tail("z", 1.96)) == pytest.approx(0.0249979, rel=1e-5) and mp.mp.dps >= 15


FAR = [
    {"test": "z", "value": "40.000", "sides": 1},
    {"test": "chi2", "value": "1600.0", "df": 2},
    {"test": "two-proportions", "k1": 0, "n1": 1000, "k2": 1000, "n2": 1000, "pooled": True, "sides": 2},
    {"test": "t", "value": "1e200", "df": 2},
]


@pytest.mark.parametrize("said", FAR, ids=lambda said: str(said["test"]))
def test_tails_below_every_float_are_told_from_large_numbers_and_from_no_other(said: dict[str, Any]) -> None:
    """Tails of about 1e-350, 1e-348, 1e-437 and 1e-400: floats call them 0, and 0 is below 1e-340 and above nothing."""
    for p, relation in itertools.product(("1e-340", "1e-400", "1e-295"), ("==", "<", "<=", ">", ">=")):
        assert decided("statistic", **said, p=p, p_relation=relation).verdict is Verdict.UNDECIDED
    for relation, verdict in (("<", Verdict.UPHELD), ("<=", Verdict.UPHELD), ("==", Verdict.REFUTED)):
        found = decided("statistic", **said, p="0.001", p_relation=relation)
        assert found.verdict is verdict and "p lies below 1e-290" in found.detail and "[0, 0]" not in found.detail


def test_a_tail_that_floats_hold_is_above_every_number_that_they_do_not() -> None:
    for relation, verdict in (("<", Verdict.REFUTED), ("==", Verdict.REFUTED), (">", Verdict.UPHELD)):
        assert decided("statistic", test="z", value="20.0", sides=1, p="1e-340", p_relation=relation).verdict is verdict
