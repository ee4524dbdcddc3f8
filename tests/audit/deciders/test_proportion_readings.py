"""Proportions at the edges of what was printed: ties, clipped ends, one-sided limits, several counts, and what each sentence says."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest
from scipy import stats

from tests.audit.asking import decided, word
from tests.audit.deciders.test_proportion import mass, reference
from uccheck.audit.deciders.decision import Decision, undecided
from uccheck.audit.deciders.decision import decided as made
from uccheck.audit.deciders.numbers import approximate, proportion
from uccheck.audit.deciders.numbers.approximate import Ends, Undercoverage, undercoverage
from uccheck.audit.deciders.numbers.intervals import METHODS, clip, clipped, enclosed
from uccheck.audit.deciders.numbers.proportion import Reported
from uccheck.core.verdict import Kind, Verdict
from uccheck.statistics import estimate

F = Fraction


@pytest.mark.parametrize("n", [1, 2, 5])
def test_each_end_is_held_to_its_own_tail(n: int) -> None:
    """P_lower(X >= k) and P_upper(X <= k) against sums of exact masses: at equality and a little below; ends beyond [0, 1] do not err."""
    grid = [F(-1, 3), F(0), F(1, 7), F(1, 2), F(5, 6), F(1), F(4, 3)]
    for k, lower, upper in itertools.product(range(n + 1), grid, grid):
        low = F(0) if lower <= 0 else sum((mass(n, j, min(lower, F(1))) for j in range(k, n + 1)), F(0))
        high = F(0) if upper >= 1 else sum((mass(n, j, max(upper, F(0))) for j in range(k + 1)), F(0))
        for alpha in {low, high, low - F(1, 10**9), high - F(1, 10**9), F(1, 20)}:
            if 0 < alpha < 1:
                assert proportion._misses_at_most(k, n, (lower, upper), alpha) is (max(low, high) <= alpha), (k, lower, upper, alpha)


def test_an_end_agrees_with_what_was_printed_as_its_points_do() -> None:
    """All of its whole points within the window, none, or some."""
    for a, b, value, half in itertools.product(range(-3, 4), range(-3, 4), range(-2, 3), range(3)):
        if a <= b:
            end, window = set(range(a, b + 1)), set(range(value - half, value + half + 1))
            wanted = Verdict.UPHELD if end <= window else Verdict.UNDECIDED if end & window else Verdict.REFUTED
            assert proportion._agrees((F(a), F(b)), F(value), F(half)) is wanted


def test_an_end_beyond_zero_and_one_is_printed_as_it_is_or_cut() -> None:
    upheld, open_, refuted = Verdict.UPHELD, Verdict.UNDECIDED, Verdict.REFUTED
    for low, high, value, half, wanted in (
        ("-0.02", "-0.02", "-0.02", "0.001", upheld), ("-0.02", "-0.02", "0", "0.001", upheld), ("-0.02", "-0.02", "0.5", "0.001", refuted),
        ("-0.03", "-0.01", "-0.02", "0.001", open_), ("1.02", "1.03", "1", "0.001", upheld), ("0.2", "0.4", "0.3", "0.01", open_),
        ("0.3", "0.3", "0.3", "0.01", upheld),
    ):  # fmt: skip
        assert proportion._printed((F(low), F(high)), F(value), F(half)) is wanted
    assert clip((F(-1, 2), F(3, 2))) == (0, 1) and clip((F(1, 5), F(2, 5))) == (F(1, 5), F(2, 5)) and clip((F(2), F(3))) == (1, 1)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Limits that a test chooses, in place of the exact ones."""
    chosen: dict[str, Any] = {}
    for name in ("upper_limit", "lower_limit", "interval"):
        right = getattr(estimate, name)
        monkeypatch.setattr(estimate, name, lambda *rest, name=name, right=right: chosen[name] if name in chosen else right(*rest))
    return chosen


@pytest.mark.parametrize(("k", "n"), [(3, 20), (1, 7), (19, 31)])
@pytest.mark.parametrize("level", ["0.9", "0.95"])
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_limit_is_upheld_up_to_the_rounding_of_the_exact_one(k: int, n: int, level: str, side: str) -> None:
    """Rounded outward or to the nearest it is upheld, farther inward refuted; the sentence gives the exact limit."""
    exact = float(reference("Clopper-Pearson", k, n, 2 * float(level) - 1)[side == "upper"])
    out = 1 if side == "upper" else -1
    for digits in (2, 5):
        for value in (round(exact, digits), round(exact, digits) + out * 10**-digits, 1.0 * (side == "upper")):
            found = decided("proportion", k=k, n=n, level=level, **{side: f"{value:.{digits}f}"})
            assert found.word == "PROVED" and f"is at {'least' if out > 0 else 'most'} the exact one-sided" in found.detail
            limit = F(re.findall(r"[\d.]+", found.detail.partition("one-sided")[2])[-1])
            assert float(limit) == pytest.approx(exact, abs=1e-7)
            verified = estimate.upper_limit(k, n, 1 - F(level)) if out > 0 else 1 - estimate.upper_limit(n - k, n, 1 - F(level))
            assert 0 < out * (limit - verified) < F(1, 10**8)
        assert word("proportion", k=k, n=n, level=level, **{side: f"{exact - out * 0.51 * 10**-digits:.{digits + 3}f}"}) != "PROVED"
    wrong = decided("proportion", k=k, n=n, level=level, **{side: f"{exact - out * 0.09:.4f}"})
    assert wrong.word == "REFUTED" and f"{float(level) * 100:g}% {side} limit of {k}/{n}" in wrong.detail


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_limit_of_an_approximation_is_asked_about(method: str, side: str) -> None:
    """The end of its two-sided interval of level 2 * 0.9 - 1, where it lies within the exact limit; by the definitions."""
    for k, n in ((3, 20), (9, 40)):
        value = float(reference(method, k, n, 0.8)[side == "upper"])
        exact = float(reference("Clopper-Pearson", k, n, 0.8)[side == "upper"])
        found = decided("proportion", k=k, n=n, level="0.9", **{side: f"{value:.6f}"})
        if abs(value - exact) > 1e-5 and (value < exact) is (side == "upper"):
            assert found.needs == ("method",) and f"is the {method} 90% {side} limit of {k}/{n}, not the exact one" in found.detail
        else:
            assert found.word == "PROVED"


def test_ties_of_limits_count_as_rounding(limits: dict[str, Any]) -> None:
    """A limit of exactly half a unit beyond the printed one; at level 1/2 Wald's limit is k/n, here a tie too."""
    for beyond, expected in ((F(0), True), (F(1, 10**9), False)):
        limits["upper_limit"] = F("0.3005") + beyond
        assert (word("proportion", k=3, n=20, level="0.9", upper="0.300") == "PROVED") is expected
        assert (word("proportion", k=17, n=20, level="0.9", lower="0.700") == "PROVED") is expected
    limits.clear()
    for side, k in (("upper", 1), ("lower", 3)):
        assert "is the Wald 50%" in decided("proportion", k=k, n=4, level="0.5", **{side: {"upper": "0.2", "lower": "0.8"}[side]}).detail


@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_limit_of_a_rate_is_held_by_the_count_that_is_hardest(side: str) -> None:
    """Rate 0.30 of 1000: 295 to 305. Upheld where all have it, refuted where none has, else open; a single count is not open."""
    ends = [float(_beta_limit(k, 1000, 0.95, side)) for k in ((305, 295) if side == "upper" else (295, 305))]
    out = 1 if side == "upper" else -1
    for value, expected in ((ends[0] + out * 1e-4, "PROVED"), (ends[0] - out * 1e-4, "INCONCLUSIVE"), (ends[1] - out * 0.02, "REFUTED")):
        found = decided("proportion", n=1000, rate="0.30", decimals=2, level="0.95", **{side: f"{value:.7f}"})
        assert found.word == expected and (expected != "INCONCLUSIVE" or "11 counts round to this rate" in found.detail)
    assert word("proportion", n=1000, rate="0.300", decimals=3, level="0.95", **{side: f"{ends[1] - out * 0.03:.7f}"}) == "REFUTED"


def _beta_limit(k: int, n: int, level: float, side: str) -> Any:
    """The exact one-sided limit as a quantile of a beta law."""
    return stats.beta.ppf(level, k + 1, n - k) if side == "upper" else stats.beta.ppf(1 - level, k, n - k + 1)


def test_counts_are_judged_nearest_first_and_one_that_fits_upholds(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    words = {"y": made(Verdict.UPHELD, Kind.EXACT, "y"), "n": made(Verdict.REFUTED, Kind.EXACT, "n"), "o": undecided("o")}

    def judge(said: dict[int, str], counts: range, middle: F) -> Decision:
        tried.clear()
        return proportion._any_count(counts, lambda k: (tried.append(k), words[said.get(k, "n")])[1], middle, time.monotonic() + 9)

    for most in (5, 6):
        monkeypatch.setattr(proportion, "MAX_CANDIDATES", most)
        assert judge({}, range(3, 8), F(26, 5)).detail == "n" and tried == [5, 6, 4, 7, 3]
        assert judge({7: "y"}, range(3, 8), F(26, 5)).detail == "y" and tried == [5, 6, 4, 7]
        assert judge({4: "o", 3: "o"}, range(3, 8), F(26, 5)) is words["o"]
    monkeypatch.setattr(proportion, "MAX_CANDIDATES", 4)
    for middle, nearest in ((F(26, 5), 5), (F(-4), 3), (F(99), 7), (F(58, 10), 6)):
        assert judge({}, range(3, 8), middle).detail.startswith("5 counts round to this rate") and tried == [nearest]
        assert judge({nearest: "y"}, range(3, 8), middle) is words["y"]


def test_what_is_judged_is_what_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The middle of the interval in counts, the finer rounding of the two ends, the level; with a method, that method."""
    seen: list[Any] = []

    def any_count(counts: Any, judged: Any, middle: F, deadline: float) -> Decision:
        seen.append(middle)
        return judged(4)  # type: ignore[no-any-return]

    monkeypatch.setattr(proportion, "_any_count", any_count)
    for name in ("_interval", "_named"):
        monkeypatch.setattr(proportion, name, lambda *rest, name=name: (seen.append((name, *rest)), undecided("o"))[1])
    said = {"k": 4, "n": 9, "lower": "0.1", "upper": "0.744", "level": "0.9"}
    word("proportion", **said)
    word("proportion", method="Wilson", **said)
    reported = Reported((F("0.1"), F("0.744")), F("0.0005"))
    assert seen == [F("0.422") * 9, ("_interval", 4, 9, reported, F("0.9")), F("0.422") * 9, ("_named", "Wilson", 4, 9, reported, F("0.9"))]


@pytest.mark.parametrize(("k", "n", "level"), [(3, 20, "0.9"), (10, 31, "0.95"), (0, 6, "0.8"), (6, 6, "0.8")])
def test_the_exact_interval_is_upheld_to_its_rounding_and_one_that_contains_it_named_so(k: int, n: int, level: str) -> None:
    low, high = (float(end) for end in reference("Clopper-Pearson", k, n, float(level)))
    for digits in (2, 4):
        near = {"lower": f"{low:.{digits}f}", "upper": f"{high:.{digits}f}"}
        found = decided("proportion", k=k, n=n, level=level, **near)
        assert found.word == "PROVED" and f"is the exact (Clopper-Pearson) {float(level) * 100:g}% interval of {k}/{n}" in found.detail
        for side, end in (("lower", low - 2.0 * 10**-digits), ("upper", high + 2.0 * 10**-digits)):
            if 0 < end < 1:
                wide = decided("proportion", k=k, n=n, level=level, **near | {side: f"{end:.{digits}f}"})
                assert wide.word == "PROVED" and "contains the exact" in wide.detail
        for name, wanted in (("exact (Clopper-Pearson)", (low, high)), *((m, reference(m, k, n, float(level))) for m in METHODS)):
            (line,) = (line for line in found.explain if line.startswith(f"{name}: "))
            assert [float(v) for v in re.findall(r"-?\d[\d.]*", line.rpartition(":")[2])] == pytest.approx(
                list(map(float, wanted)), abs=2e-8
            )


def test_a_tie_with_the_exact_interval_contains_no_more_than_it(limits: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proportion, "_misses_at_most", lambda *rest: True)
    said = {"k": 4, "n": 9, "lower": "0.100", "upper": "0.700", "level": "0.9"}
    for lower, upper, wider in (
        ("0.1005", "0.6995", False),
        ("0.1006", "0.6995", True),
        ("0.1005", "0.6994", True),
        ("0.0996", "0.7004", False),
    ):
        limits["interval"] = (F(lower), F(upper))
        assert ("contains the exact" in decided("proportion", **said).detail) is wider


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_without_a_method_is_recognised_by_both_ends(method: str) -> None:
    """Four digits of each named interval, cut to [0, 1] or as it is; one end of it with another end is none of them."""
    for k, n in ((3, 20), (1, 9)):
        low, high = map(float, reference(method, k, n, 0.95))
        if proportion._misses_at_most(k, n, (F(f"{low - 5e-5:.6f}"), F(f"{high + 5e-5:.6f}")), F(1, 40)):
            continue  # it contains the exact one
        found = decided("proportion", k=k, n=n, level="0.95", lower=f"{low:.4f}", upper=f"{high:.4f}")
        assert found.needs == ("method",) and f"is the {method} interval of {k}/{n}, not the exact one" in found.detail
        for lower, upper in ((low + 0.003, high), (low, high - 0.003)):
            other = decided("proportion", k=k, n=n, level="0.95", lower=f"{lower:.4f}", upper=f"{upper:.4f}")
            assert f"is the {method} interval" not in other.detail
    assert "Wald interval" in decided("proportion", k=1, n=9, level="0.95", lower="-0.0942", upper="0.3164").detail


@pytest.mark.parametrize(("k", "n", "level"), [(3, 20, "0.9"), (12, 31, "0.95")])
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_one_sided_limit_with_a_trivial_other_end_is_asked_about(k: int, n: int, level: str, side: str) -> None:
    """[0, u] or [l, 1], to the rounding of the limit; with another trivial end, or a limit farther inward, it is none."""
    exact = float(reference("Clopper-Pearson", k, n, 2 * float(level) - 1)[side == "upper"])
    inward = -1 if side == "upper" else 1
    other, trivial = {"upper": ("lower", "0"), "lower": ("upper", "1")}[side]
    printed = next(d for d in range(2, 9) if 0.05 < abs(exact - _inward(exact, d, inward)) * 10**d < 0.45)
    said = {"k": k, "n": n, "level": level, side: f"{_inward(exact, printed, inward):.{printed}f}"}
    found = decided("proportion", **said, **{other: trivial})
    assert found.needs == ("sides",) and f"for the first leave out {other}" in found.detail
    assert decided("proportion", **said, **{other: {"0": "0.0001", "1": "0.9999"}[trivial]}).needs != ("sides",)
    short = decided("proportion", **said | {side: f"{exact + inward * 0.51 * 10**-printed:.{printed + 1}f}"}, **{other: trivial})
    assert short.verdict is Verdict.REFUTED or short.needs == ("method",)


def _inward(value: float, digits: int, inward: int) -> float:
    return (math.floor if inward < 0 else math.ceil)(value * 10**digits) / 10**digits


def test_the_exact_limits_are_known_to_so_much_and_no_more(limits: dict[str, Any]) -> None:
    """Each verified limit lies within 2^-30 inward of the number: a tie of rounding with it is open, and a little off is decided."""
    said = {"k": 4, "n": 9, "lower": "0.100", "upper": "0.700", "level": "0.9", "method": "Clopper-Pearson"}
    limits["interval"] = (F("0.1"), F("0.7"))
    agree = decided("proportion", **said)
    assert (
        agree.word == "CERTIFIED" and "agree with the Clopper-Pearson 90% interval of 4/9" in agree.detail and "matter" not in agree.detail
    )
    for interval, expected in (
        (("0.1005", "0.7"), "INCONCLUSIVE"), (("0.100499", "0.7"), "CERTIFIED"), (("0.1", "0.6995"), "INCONCLUSIVE"),
        (("0.1006", "0.7"), "REFUTED"), (("0.1", "0.699501"), "CERTIFIED"), (("0.1", "0.6994"), "REFUTED"),
        (("0.0995", "0.7005"), "CERTIFIED"), (("0.09949", "0.7"), "REFUTED"),
    ):  # fmt: skip
        limits["interval"] = (F(interval[0]), F(interval[1]))
        assert word("proportion", **said) == expected, interval
    other = decided("proportion", **said | {"method": "Wilson"})
    assert "differ from the Wilson" in other.detail and other.detail.endswith("; its coverage is a matter of the method")


def test_a_witness_is_told_with_the_counts_that_cover_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    witness: Undercoverage | None = None

    def found(ends: Ends, k: int, n: int, level: F) -> Undercoverage | None:
        asked.append((ends(2), k, n, level))
        return witness

    monkeypatch.setattr(proportion, "undercoverage", found)
    answers = {}
    for first, last in ((3, 5), (3, 3), (4, 3), (0, -1)):
        witness = Undercoverage(F(1, 8), first, last, 0.75) if last >= 0 else None
        answers[first, last] = proportion._approximation("Wilson", (4, 9, F("0.9")), "[a, b]", (F(1, 10), F(1, 2)), ("e",))
    assert set(asked) == {(clipped("Wilson", 2, 9, F("0.9")), 4, 9, F("0.9"))}
    assert answers[0, -1].explain == ("e",) and "no proportion at which it falls short was found" in answers[0, -1].detail
    assert [answers[at].explain[1].split(";")[0] for at in ((3, 5), (3, 3), (4, 3))] == [
        f"at p = 0.125 {covered} cover it" for covered in ("counts 3 to 5", "counts 3 to 3", "no count")
    ]
    assert "at p = 0.125 it covers with probability 0.7500, not 0.9" in answers[3, 5].detail


def test_what_is_possible_and_what_is_not_is_counted_out() -> None:
    assert decided("proportion", n=7, k=3).detail == "possible: 3 of 7, a rate of ~0.428571428571"
    assert "11 counts of 1000 round to it, 295 to 305" in decided("proportion", n=1000, rate="0.30", decimals=2).detail
    assert "3 counts of 40 round to it, 0 to 2" in decided("proportion", n=40, rate="0.0", decimals=1).detail
    assert "3 counts of 40 round to it, 38 to 40" in decided("proportion", n=40, rate="1.0", decimals=1).detail
    assert decided("proportion", n=7, k=8).detail == "8 of 7: more successes than trials" and word("proportion", n=7, k=7) == "PROVED"
    plain, cut = decided("proportion", n=7, rate="0.15", decimals=2).detail, decided("proportion", n=7, rate="0.28", decimals=2).detail
    assert plain.endswith("the nearest are 1/7 = ~0.142857 and 2/7 = ~0.285714") and "0.15 at 2 decimals" in plain
    assert cut.endswith("and 2/7 = ~0.285714; it would be 2/7 cut off rather than rounded")
    assert "cut off" not in decided("proportion", n=7, rate="0.1430", decimals=4).detail


def beside(n: int, k: int, ends: Ends) -> Iterator[float]:
    """Every limit of a count within 200 of 0, k or n, a millionth of 1/n outside of the interval."""
    for j in range(n + 1):
        if j <= 200 or n - j <= 200 or abs(j - k) <= 200:
            yield from (p for p in (ends(j)[0] - 1e-6 / n, ends(j)[1] + 1e-6 / n) if 0 < p < 1)


@pytest.mark.parametrize(("n", "k"), [(5, 2), (1000, 500), (3000, 11), (3000, 2999)])
def test_witnesses_are_sought_just_outside_of_every_limit_nearby(n: int, k: int) -> None:
    ends: Ends = lambda j: clipped("Wilson", j, n, F(19, 20))  # noqa: E731
    found, wanted = sorted(approximate._beside(ends, k, n)), sorted(set(beside(n, k, ends)))
    assert len(found) == len(wanted) and [float(p) for p in found] == pytest.approx(wanted, abs=1e-13)
    assert max(p.denominator for p in found) <= 10**9


def test_the_counts_that_cover_a_point_are_those_whose_interval_holds_it() -> None:
    """At the limits themselves and beside them, with the probability of those counts; none may cover."""
    n, level = 11, F(4, 5)
    for method in METHODS:
        table = [clipped(method, j, n, level) for j in range(n + 1)]
        for p in {F(end) + shift for pair in table for end in pair for shift in (F(-1, 10**9), F(0), F(1, 10**9))}:
            if 0 < p < 1:
                covering = [j for j in range(n + 1) if table[j][0] <= p <= table[j][1]]
                found = approximate._at(table.__getitem__, n, p)
                assert list(range(found.first, found.last + 1)) == covering, (method, p)
                assert found.coverage == pytest.approx(float(sum((mass(n, j, p) for j in covering), F(0))), abs=1e-12)
    gap = approximate._at([(0.0, 0.2), (0.8, 1.0)].__getitem__, 1, F(1, 2))
    assert (gap.first, gap.last) == (1, 0) and approximate._verified(gap, 1, F(1, 2))


def test_the_worst_point_of_the_own_interval_comes_before_worse_ones_elsewhere() -> None:
    """Of Wald's intervals at n = 30 the coverage is least near 0 and 1; a witness for k = 12 lies within its own interval all the same."""
    n, level = 30, F(19, 20)
    table = [clipped("Wald", j, n, level) for j in range(n + 1)]
    points = [approximate._at(table.__getitem__, n, p) for p in approximate._beside(table.__getitem__, 12, n)]
    own = [w for w in points if table[12][0] <= w.p <= table[12][1] and w.coverage < 0.95 - 1e-6]
    found = undercoverage(table.__getitem__, 12, n, level)
    assert found is not None and own and found.coverage == min(w.coverage for w in own) > min(w.coverage for w in points)
    assert table[12][0] <= found.p <= table[12][1]
    narrow = [(0.3, 0.7)] * 5  # k = 2 is covered everywhere in its own interval: then another point serves
    elsewhere = undercoverage(narrow.__getitem__, 2, 4, F(9, 10))
    assert elsewhere is not None and not 0.3 <= elsewhere.p <= 0.7 and elsewhere.coverage == 0.0


def test_beyond_so_many_trials_no_witness_is_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [clipped("Wald", j, 12, F(19, 20)) for j in range(13)].__getitem__
    for most, sought in ((12, True), (11, False)):
        monkeypatch.setattr(approximate, "MAX_N", most)
        assert (undercoverage(ends, 3, 12, F(19, 20)) is not None) is sought


@pytest.mark.parametrize("method", METHODS[:-1])
@pytest.mark.parametrize("digits", [70, 300])
def test_a_level_very_near_to_one_has_its_own_quantile(method: str, digits: int) -> None:
    """At 1 - 10^-70 and 1 - 10^-300, where erf is 1 to the usual precision; both ends to thirty digits."""
    with mp.workdps(digits + 60):
        z = mp.findroot(lambda v: mp.log(mp.erfc(v / mp.sqrt(2))) + digits * mp.log(10), mp.sqrt(2 * digits * mp.log(10)))
        inside = reference(method, 30, 700, 1 - mp.mpf(10) ** -digits, z)
        wanted = [Fraction(mp.nstr(end, 50)) for end in inside]
    for (least, most), value in zip(map(clip, enclosed(method, 30, 700, 1 - F(1, 10**digits))), wanted, strict=True):
        assert least - F(1, 10**45) <= value <= most + F(1, 10**45) and most - least < F(1, 10**30)
