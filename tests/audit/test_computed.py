"""What deciders compute, by another route: mpmath for p values, roots for intervals, exact sums for tails, corners for slopes."""

from __future__ import annotations

import itertools
import math
import random
import re
import time
from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.linear import threshold
from uccheck.audit.deciders.linear.order import LETTERS, Term
from uccheck.audit.deciders.numbers.approximate import METHODS, Method, Undercoverage, _verified, clipped, undercoverage
from uccheck.audit.deciders.numbers.exponent import widened
from uccheck.audit.deciders.numbers.intervals import clip, enclosed
from uccheck.audit.deciders.tails import chi2, normal_upper
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.worker import decide
from uccheck.core.verdict import Kind, Verdict
from uccheck.statistics import estimate
from uccheck.statistics.slopes import slope_interval


def verdict(kind: str, **table: Any) -> Decision:
    return decide({"id": "c", "says": "s", "kind": kind, **table}, 20)


def word(kind: str, **table: Any) -> str:
    return verdict(kind, **table).word


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
        found = verdict("statistic", p=f"{p * refuted:.7f}", p_relation=relation, **said)
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
        assert verdict("statistic", p=f"{p / 2:.7f}", **said).needs == ("sides",)


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
        found = verdict("statistic", test="mean", n=n, items=1, mean=near[0], sd=near[1], low=1, high=4)
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


def z_of(level: float) -> Any:
    return mp.sqrt(2) * mp.erfinv(level)


def root(f: Callable[[Any], Any], low: float, high: float) -> Any:
    """The zero of an increasing function, by bisection."""
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return low


def reference(method: str, k: int, n: int, level: float) -> tuple[float, float]:
    """Both ends of a named interval from its definition, clipped."""
    z, p, tail = z_of(level), mp.mpf(k) / n, (1 - mp.mpf(level)) / 2
    if method == "Wilson":  # |k/n - p| = z sqrt(p (1 - p)/n)
        roots = mp.polyroots([1 + z * z / n, -(2 * p + z * z / n), p * p], maxsteps=200, extraprec=100)
        low, high = sorted(mp.re(one) for one in roots)
    elif method == "Jeffreys":
        low = root(lambda x: mp.betainc(k + 0.5, n - k + 0.5, 0, x, regularized=True) - tail, 0, 1) if k else mp.mpf(0)
        high = root(lambda x: mp.betainc(k + 0.5, n - k + 0.5, 0, x, regularized=True) - 1 + tail, 0, 1) if k < n else mp.mpf(1)
    elif method == "Clopper-Pearson":
        low = root(lambda x: sum(mp.binomial(n, j) * x**j * (1 - x) ** (n - j) for j in range(k, n + 1)) - tail, 0, 1) if k else mp.mpf(0)
        high = root(lambda x: tail - sum(mp.binomial(n, j) * x**j * (1 - x) ** (n - j) for j in range(k + 1)), 0, 1) if k < n else 1
    elif method == "arcsine":
        angle = mp.atan(mp.sqrt(p / (1 - p))) if k < n else mp.pi / 2
        low, high = (mp.sin(min(max(angle + side * z / mp.sqrt(4 * n), 0), mp.pi / 2)) ** 2 for side in (-1, 1))
    else:
        more = {"plus four": (2, 4), "Agresti-Coull": (z * z / 2, z * z)}.get(method, (0, 0))
        size = n + more[1]
        centre = (k + more[0]) / size
        half = z * mp.sqrt(centre * (1 - centre) / size) + (mp.mpf(1) / (2 * n) if "continuity" in method else 0)
        low, high = centre - half, centre + half
    return max(0.0, float(low)), min(1.0, float(high))


@pytest.mark.parametrize("method", [*METHODS, "Clopper-Pearson"])
@pytest.mark.parametrize(("k", "n", "level"), [(3, 17, "0.9"), (10, 40, "0.95"), (0, 12, "0.8"), (12, 12, "0.99")])
def test_named_intervals_are_those_of_their_definitions(method: str, k: int, n: int, level: str) -> None:
    """To seven digits with their own ends and with no end moved by a unit; the floats that name a method are the same ends."""
    low, high = reference(method, k, n, float(level))
    said = {"k": k, "n": n, "level": level, "method": method}
    ends = (f"{low:.7f}", f"{high:.7f}")
    assert verdict("proportion", lower=ends[0], upper=ends[1], **said).verdict is Verdict.UPHELD
    for side, end in itertools.product((-1e-7, 1e-7), (0, 1)):
        if 0 < (low, high)[end] < 1:
            moved = [f"{value + (side if i == end else 0):.7f}" for i, value in enumerate((low, high))]
            assert verdict("proportion", lower=moved[0], upper=moved[1], **said).verdict is Verdict.REFUTED
    if method != "Clopper-Pearson":
        assert clipped(METHODS[method], k, n, float(level)) == pytest.approx((low, high), abs=1e-9)
        balls = enclosed(method, k, n, Fraction(level))
        assert balls is None or [float(clip(end)[0]) for end in balls] == pytest.approx([low, high], abs=1e-12)


def mass(n: int, k: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


@pytest.mark.parametrize("name", list(METHODS))
def test_a_witness_of_undercoverage_undercovers_exactly(name: str) -> None:
    """By the exact law of the count, for every count of a small n."""
    found = 0
    for n, level in itertools.product((5, 12), (Fraction(4, 5), Fraction(19, 20))):
        ends = [clipped(METHODS[name], j, n, float(level)) for j in range(n + 1)]
        for k in range(0, n + 1, 3):
            witness = undercoverage(METHODS[name], k, n, level)
            if witness is not None:
                found += 1
                covering = [j for j in range(n + 1) if ends[j][0] <= float(witness.p) <= ends[j][1]]
                assert covering == list(range(witness.first, witness.last + 1))
                coverage = sum((mass(n, j, witness.p) for j in covering), Fraction(0))
                assert coverage < level and float(coverage) == pytest.approx(witness.coverage, abs=1e-9)
    assert found


def test_floats_propose_a_witness_and_integers_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counts 2..7 of 9 cover 1/2 with 0.9609: short of 0.97 and not of 0.96; a float tail too large by a hundredth upholds nothing."""
    inside = Undercoverage(Fraction(1, 2), 2, 7, 0.9609375)
    assert float(sum(mass(9, j, inside.p) for j in range(2, 8))) == inside.coverage
    assert _verified(inside, 9, Fraction(97, 100)) and not _verified(inside, 9, Fraction(96, 100))
    for name in ("sf", "cdf"):
        right = getattr(stats.binom, name)
        with monkeypatch.context() as patched:
            patched.setattr(stats.binom, name, lambda *rest, f=right: f(*rest) * 1.01)
            assert not _verified(inside, 9, Fraction(97, 100))


def test_a_method_that_covers_has_no_witness_and_one_that_barely_fails_has() -> None:
    """Clopper-Pearson never undercovers; with each side's share of the error raised by a tenth it does somewhere."""

    def exactly(share: Fraction) -> Method:
        def ends(k: int, n: int, level: float) -> tuple[float, float]:
            alpha = (1 - Fraction(str(level))) * share
            return float(estimate.lower_limit(k, n, alpha)), float(estimate.upper_limit(k, n, alpha))

        return ends

    for n in (4, 9):
        assert all(undercoverage(exactly(Fraction(1, 2)), k, n, Fraction(9, 10)) is None for k in range(n + 1))
    assert undercoverage(exactly(Fraction(11, 10)), 0, 4, Fraction(9, 10)) is not None


@pytest.mark.parametrize("decimals", [1, 2, 3])
def test_possible_rates_against_enumeration(decimals: int) -> None:
    for n in (3, 7, 8, 16, 40):
        for step in range(10**decimals + 1):
            rate = Fraction(step, 10**decimals)
            possible = any(2 * 10**decimals * abs(Fraction(k, n) - rate) <= 1 for k in range(n + 1))
            found = word("proportion", n=n, rate=f"{float(rate):.{decimals}f}", decimals=decimals)
            assert found == ("PROVED" if possible else "REFUTED"), (n, rate)
    assert word("proportion", n=5, k=5) == "PROVED" and word("proportion", n=5, k=6) == "REFUTED"


@pytest.mark.parametrize(("k", "n"), [(3, 20), (17, 20), (10, 31)])
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_an_unnamed_interval_is_held_to_its_level_side_by_side(k: int, n: int, side: str) -> None:
    """Each end where that side errs with the given part of alpha: half is right, between half and all is open, more than all is wrong."""
    alpha, other = mp.mpf("0.1"), {"lower": "upper", "upper": "lower"}[side]
    widest = {"lower": "0", "upper": "1"}[other]
    for part, expected in (("0.49", "PROVED"), ("0.51", "INCONCLUSIVE"), ("0.99", "INCONCLUSIVE"), ("1.01", "REFUTED")):
        wanted = alpha * mp.mpf(part)
        if side == "lower":
            end = root(lambda x, w=wanted: sum(mp.binomial(n, j) * x**j * (1 - x) ** (n - j) for j in range(k, n + 1)) - w, 0, 1)
        else:
            end = root(lambda x, w=wanted: w - sum(mp.binomial(n, j) * x**j * (1 - x) ** (n - j) for j in range(k + 1)), 0, 1)
        said = {side: f"{float(end):.9f}", other: widest}
        found = verdict("proportion", k=k, n=n, level="0.9", **said)
        assert found.word == expected, (part, side)
        shown = [float(end) for end in re.findall(r"\[([\d.]+), ([\d.]+)\]", found.detail)[-1]]
        assert shown == pytest.approx(reference("Clopper-Pearson", k, n, 0.9), rel=1e-7)
    whole, inward = reference("Clopper-Pearson", k, n, 0.8)[side == "upper"], math.floor if side == "upper" else math.ceil
    printed = next(f"{one:.{d}f}" for d in range(2, 9) if 0.05 < abs((one := inward(whole * 10**d) / 10**d) - whole) * 10**d < 0.45)
    assert word("proportion", k=k, n=n, level="0.9", **{side: printed, other: widest}) == "INCONCLUSIVE"  # not all that round to it err


def test_the_interval_of_a_slope_holds_that_of_every_y_within_its_rounding() -> None:
    """All 3^5 corners and middles of the box of log y; one spread of five is reached, so no less would do."""
    x, y = [1.0, 2.0, 5.0, 9.0, 14.0], [1.1, 1.3, 2.4, 2.9, 4.4]
    spread = [0.05, 0.01, 0.03, 0.02, 0.06]
    logs = [math.log(v) for v in y]
    for level in ("0.8", "0.95"):
        found = slope_interval(x, y, level)
        low, high = widened([math.log(v) for v in x], spread, found)
        ends = []
        for signs in itertools.product((-1, 0, 1), repeat=5):
            moved = slope_interval(x, [math.exp(v + sign * d) for v, sign, d in zip(logs, signs, spread, strict=True)], level)
            ends.append((moved.lower, moved.upper, moved.slope))
        assert low <= min(end[0] for end in ends) and high >= max(end[1] for end in ends)
        assert max(end[2] for end in ends) - found.slope > 0.9 * (max(end[2] for end in ends) - min(end[2] for end in ends)) / 2
        p, centred = 5, np.log(x) - np.mean(np.log(x))
        scale = float(np.sum(centred**2))
        t = float(mp.findroot(lambda v, miss=1 - float(level): mp.betainc(1.5, 0.5, 0, 3 / (3 + v * v), regularized=True) - miss, 3.0))
        wide = float(np.sum(np.abs(centred) * spread)) / scale + t * math.sqrt(sum(d * d for d in spread) / (p - 2) / scale)
        assert (found.lower - low, high - found.upper) == pytest.approx((wide, wide), rel=1e-6)


def test_rounding_of_y_and_of_its_logarithm_reach_the_interval() -> None:
    """y known to a half of its last digit, log10 y to that many decades: the limits are the extreme ones of all corners, by themselves."""
    y, x = ["2.0", "3.0", "5.0", "8.0"], [1, 2, 4, 8]
    plain = verdict("exponent", x=x, y=y, relation="<=", value="9", level="0.9")
    low, high = extreme(x, [(float(v) - 0.05, float(v) + 0.05) for v in y])
    assert f"[{low:.4f}, {high:.4f}]" in plain.detail and plain.alpha == Fraction(1, 10)
    tens = [f"{math.log10(float(v)):.3f}" for v in y]
    low, high = extreme(x, [(10 ** (float(v) - 0.0005), 10 ** (float(v) + 0.0005)) for v in tens])
    assert f"[{low:.4f}, {high:.4f}]" in verdict("exponent", x=x, log10_y=tens, relation="<=", value="9", level="0.9").detail


def extreme(x: list[int], ends: list[tuple[float, float]]) -> tuple[float, float]:
    """The least lower and the greatest upper 90% limit over the corners, each by a regression of its own."""
    found = [slope_interval([float(v) for v in x], list(corner), "0.9") for corner in itertools.product(*ends)]
    return min(f.lower for f in found), max(f.upper for f in found)


def test_many_points_are_widened_and_few_are_tried_at_their_corners() -> None:
    """Of 14 points the wider interval is printed: it holds that of the corners, which 13 of them get."""
    x, y = [2**k for k in range(14)], [f"{1.2**k:.1f}" for k in range(14)]
    many, few = (verdict("exponent", x=x[:n], y=y[:n], relation="<=", value="9", level="0.9") for n in (14, 13))
    ends = [[float(v) for v in re.findall(r"interval \[(-?[\d.]+), (-?[\d.]+)\]", d.detail)[0]] for d in (many, few)]
    steps = [math.log(float(v) / (float(v) - 0.05)) for v in y]
    expected = [slope_interval([float(v) for v in x[:n]], [float(v) for v in y[:n]], "0.9") for n in (14, 13)]
    wide = [widened([math.log(v) for v in x[:n]], steps[:n], found) for n, found in zip((14, 13), expected, strict=True)]
    assert ends[0] == pytest.approx(wide[0], abs=1e-4)
    assert wide[1][0] < ends[1][0] < expected[1].lower and expected[1].upper < ends[1][1] < wide[1][1]


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


def test_a_block_of_dimensions_fails_exactly_where_one_of_its_two_reasons_holds() -> None:
    """spread: P(T_a <= limit) <= delta; e_gen: P(T_a > limit) > delta + m Q(2 sqrt(r a/m)); drawn near equality, by mpmath."""
    generator, seen = random.Random(5), {True: 0, False: 0}
    r = Fraction(1, 8)
    for _ in range(240):
        a, m, delta = generator.choice((3, 10, 40, 200)), generator.choice((1, 2, 5, 20)), Fraction(generator.choice((1, 5, 20, 60)), 100)
        limit = Fraction(max(1, round(a + math.sqrt(2 * a) * generator.uniform(-3, 3))))
        below = mp.gammainc(mp.mpf(a) / 2, 0, mp.mpf(int(limit)) / 2, regularized=True)
        margin = m * mp.erfc(2 * mp.sqrt(mp.mpf(a) / 8 / m) / mp.sqrt(2)) / 2
        gap = max(float(delta) - below, (1 - below) - float(delta) - margin)
        if abs(gap) > 1e-9:
            assert threshold._fails(m, delta, r, a, limit) == (gap > 0), (a, m, delta, limit)
            seen[gap > 0] += 1
    assert min(seen.values()) > 30


@pytest.mark.parametrize(("m", "delta", "epsilon"), [(5, "0.05", "0.1"), (2, "0.3", "0.3"), (20, "0.01", "0.05")])
def test_one_half_fails_at_every_dimension_of_a_block(m: int, delta: str, epsilon: str) -> None:
    """D by D, with T_D and c D^2 themselves: the losses spread, or e_gen is exceeded."""
    c, level, checked = threshold._slope(Fraction(1, 8), m, Fraction(epsilon)), float(delta), 0
    for last in (12, 40, 120, 300):
        first = threshold._block(m, Fraction(delta), Fraction(1, 8), c, last)
        for D in range(first or last + 1, last + 1):
            below = mp.gammainc(mp.mpf(D) / 2, 0, mp.mpf(float(c)) * D * D / 2, regularized=True)
            margin = m * mp.erfc(2 * mp.sqrt(mp.mpf(D) / 8 / m) / mp.sqrt(2)) / 2
            assert below <= level + 1e-12 or 1 - below > level + margin - 1e-12, (last, D)
            checked += 1
    assert checked > 5


def test_the_slope_is_believed_only_after_its_error_was_enclosed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared with epsilon is Q at r/sqrt(m c) or further out; a c whose error does not exceed epsilon is not taken."""
    asked: list[Fraction] = []

    def tail(at: Fraction, bits: int) -> tuple[Fraction, Fraction]:
        asked.append(at)
        return (Fraction(1, 10) if len(asked) < 3 else Fraction(11, 100)), Fraction(1)

    monkeypatch.setattr(threshold, "normal_upper", tail)
    c = threshold._slope(Fraction(1, 8), 5, Fraction(1, 10))
    assert len(asked) == 3 and asked[2] ** 2 >= Fraction(1, 64) / (5 * c) >= asked[2] ** 2 * (1 - Fraction(1, 10**20))
    assert asked[0] > asked[1] > asked[2]


@pytest.mark.parametrize(("m", "epsilon"), [(1, "0.1"), (7, "0.3"), (100, "0.01"), (3, "0.49")])
def test_the_slope_is_the_least_at_which_the_population_error_exceeds_epsilon(m: int, epsilon: str) -> None:
    """Q(r/sqrt(m c)) > epsilon, and not so for a c smaller by a millionth."""
    c = threshold._slope(Fraction(1, 8), m, Fraction(epsilon))
    with mp.workdps(40):
        value = mp.mpf(c.numerator) / c.denominator
        error = [mp.erfc(mp.mpf(1) / 8 / mp.sqrt(m * value * f) / mp.sqrt(2)) / 2 for f in (1, 1 - mp.mpf(10) ** -5)]
    assert error[0] > mp.mpf(epsilon) > error[1]


def test_dimensions_that_are_shown_to_fail_are_all_of_those_below_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks cover 1 .. bound - 1 without a hole, each ending where the last one began; one that does not fail leaves all open."""
    asked: list[tuple[int, int]] = []

    def block(m: int, delta: Fraction, r: Fraction, c: Fraction, last: int) -> int | None:
        asked.append((max(1, last - 3), last))
        return max(1, last - 3)

    monkeypatch.setattr(threshold, "_block", block)
    assert threshold.fails_below(5, Fraction(1, 20), Fraction(1, 10), 12, time.monotonic() + 9).complete
    assert sorted(D for first, last in asked for D in range(first, last + 1)) == list(range(1, 12))
    assert not threshold.fails_below(5, Fraction(1, 20), Fraction(1, 2), 12, time.monotonic() + 9).complete  # nothing exceeds a half
    monkeypatch.setattr(threshold, "_block", lambda *rest: None if rest[-1] < 5 else rest[-1])
    assert not threshold.fails_below(5, Fraction(1, 20), Fraction(1, 10), 12, time.monotonic() + 9).complete


@pytest.mark.parametrize(
    ("relation", "value", "asked"),
    [("<=", "7", (7, 8)), ("<=", "15/2", (7, 8)), ("<", "7", (6, 7)), ("<", "15/2", (7, 8)), (">=", "7", (6, 7)), (">=", "15/2", (7, 8)),
        (">", "7", (7, 8)), (">", "15/2", (7, 8))],
)  # fmt: skip
def test_a_relation_about_a_whole_number_asks_for_the_right_dimensions(
    relation: str, value: str, asked: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The least D stands in the relation iff both halves hold at asked[0] (or not), and fail at every D < asked[1]."""
    seen: dict[str, int] = {}

    def holds(claim: object, D: int, deadline: float) -> None:
        seen["holds"] = D

    def fails_below(m: int, delta: Fraction, epsilon: Fraction, bound: int, deadline: float) -> threshold.Failing:
        seen["bound"] = bound
        return threshold.Failing(False, "")

    monkeypatch.setattr(threshold, "_holds", holds)
    monkeypatch.setattr(threshold, "fails_below", fails_below)
    assert word("threshold", m=10, delta="0.1", epsilon="0.1", relation=relation, value=value) == "INCONCLUSIVE"
    assert (seen["holds"], seen["bound"]) == asked


def test_both_sides_of_an_equality_count_and_a_refuted_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {
        "yes": decided(Verdict.UPHELD, Kind.BALL, "y"),
        "no": decided(Verdict.REFUTED, Kind.BALL, "n"),
        "open": undecided("o"),
    }
    for first, second in itertools.product(made, repeat=2):
        monkeypatch.setattr(threshold, "_at_least", lambda *rest, one=first: made[one])
        monkeypatch.setattr(threshold, "_at_most", lambda *rest, one=second: made[one])
        found = verdict("threshold", m=10, delta="0.1", epsilon="0.1", relation="==", value=900).verdict
        said = {first, second}
        assert found is (Verdict.REFUTED if "no" in said else Verdict.UNDECIDED if "open" in said else Verdict.UPHELD)


def logarithm(term: Term, ln_m: float, L: float, M: float) -> float:
    """ln of the term at ln(1/epsilon) = L, ln(1/delta) = M."""
    values = dict(zip(LETTERS, term.powers, strict=True))
    exact = {"m": ln_m, "N": math.log(ln_m), "L": math.log(L), "M": math.log(M), "E": L, "F": M}
    return sum(power * exact[name] for name, power in values.items())


def test_terms_that_divide_are_at_most_a_constant_times_the_other() -> None:
    """Where a term is said to divide another, ln of their quotient is bounded on a grid that reaches far."""
    grid = list(itertools.product((1.1, 10.0, 140.0), (1.0, 50.0, 1e5), (1.0, 50.0, 1e5)))
    generator, counts = random.Random(3), {True: 0, False: 0}
    for _ in range(600):
        one, other = (Term(tuple(float(generator.choice((-1, 0, 0, 1, 2))) for _ in LETTERS)) for _ in range(2))
        divides = one.divides(other)
        counts[divides] += 1
        if divides:
            assert max(logarithm(one, *at) - logarithm(other, *at) for at in grid) <= 2.0, (one, other)
        if all(p <= q for p, q in zip(one.powers, other.powers, strict=True)):
            assert divides
    m, log_m = (Term(tuple(float(name == letter) for name in LETTERS)) for letter in ("m", "N"))
    assert min(counts.values()) > 5 and log_m.divides(m) and not m.divides(log_m)


@pytest.mark.parametrize("path", [(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1), (2, 0, 1)])
def test_growth_orders_terms_as_their_values_do(path: tuple[int, int, int]) -> None:
    """On m = t^a, L = t^b, M = t^c at t = 10^300, where exponents, then powers, then even ln m outweigh what stays constant."""
    generator, a, b, c = random.Random(8), *path
    at = (a * 300 * math.log(10) or 1.0, 10.0 ** (300 * b), 10.0 ** (300 * c) if c < 2 else math.inf)
    for _ in range(150):
        powers = [float(generator.choice((-1, 0, 0, 1))) for _ in LETTERS]
        other = [power + generator.choice((-1, 0, 0, 0, 0, 0, 1)) for power in powers]
        first, second = (Term(tuple(one)).growth(path) for one in (powers, other))
        apart = logarithm(Term(tuple(powers)), *at) - logarithm(Term(tuple(other)), *at)
        if first != second:
            assert (apart > 0) == (first > second) or abs(apart) < 4, (powers, other)
        else:
            assert abs(apart) < 4, (powers, other)
