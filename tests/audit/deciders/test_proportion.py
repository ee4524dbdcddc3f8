"""Proportions: named intervals against roots of their definitions, rates against enumeration, coverage by the exact law of the count."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import mpmath as mp
import pytest
from scipy import stats

from tests.audit.asking import decided, word
from uccheck.audit.deciders.numbers.approximate import Ends, Undercoverage, _verified, undercoverage
from uccheck.audit.deciders.numbers.intervals import METHODS, clip, clipped, enclosed
from uccheck.core.verdict import Verdict
from uccheck.statistics import estimate


def z_of(level: float) -> Any:
    return mp.sqrt(2) * mp.erfinv(level)


def root(f: Callable[[Any], Any], low: float, high: float) -> Any:
    """The zero of an increasing function, by bisection."""
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return low


def reference(method: str, k: int, n: int, level: Any, quantile: Any = None) -> tuple[Any, Any]:
    """Both ends of a named interval from its definition, clipped."""
    z, p, tail = quantile or z_of(level), mp.mpf(k) / n, (1 - mp.mpf(level)) / 2
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
        centre = (mp.mpf(k) + more[0]) / size
        half = z * mp.sqrt(centre * (1 - centre) / size) + (mp.mpf(1) / (2 * n) if "continuity" in method else 0)
        low, high = centre - half, centre + half
    return max(mp.mpf(0), low), min(mp.mpf(1), mp.mpf(high))


@pytest.mark.parametrize("method", [*METHODS, "Clopper-Pearson"])
@pytest.mark.parametrize(
    ("k", "n", "level"), [(3, 17, "0.9"), (10, 40, "0.95"), (0, 12, "0.8"), (12, 12, "0.99"), (11, 12, "0.9"), (1, 12, "0.9")]
)
def test_named_intervals_are_those_of_their_definitions(method: str, k: int, n: int, level: str) -> None:
    """To seven digits with their own ends and with no end moved by a unit; the floats that name a method are the same ends."""
    low, high = map(float, reference(method, k, n, float(level)))
    said = {"k": k, "n": n, "level": level, "method": method}
    ends = (f"{low:.7f}", f"{high:.7f}")
    assert decided("proportion", lower=ends[0], upper=ends[1], **said).verdict is Verdict.UPHELD
    for side, end in itertools.product((-1e-7, 1e-7), (0, 1)):
        if 0 < (low, high)[end] < 1:
            moved = [f"{value + (side if i == end else 0):.7f}" for i, value in enumerate((low, high))]
            assert decided("proportion", lower=moved[0], upper=moved[1], **said).verdict is Verdict.REFUTED
    if method != "Clopper-Pearson":
        assert clipped(method, k, n, Fraction(level)) == pytest.approx((low, high), abs=1e-9)
    if method in METHODS[:-1]:
        with mp.workdps(60):
            ends = reference(method, k, n, mp.mpf(level))
            exact = [Fraction(mp.nstr(end, 55)) for end in ends]
        for (least, most), value in zip(map(clip, enclosed(method, k, n, Fraction(level))), exact, strict=True):
            assert least - Fraction(1, 10**50) <= value <= most + Fraction(1, 10**50) and most - least < Fraction(1, 10**35)


def mass(n: int, k: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k)


@pytest.mark.parametrize("name", list(METHODS))
def test_a_witness_of_undercoverage_undercovers_exactly(name: str) -> None:
    """By the exact law of the count, for every count of a small n."""
    found = 0
    for n, level in itertools.product((5, 12), (Fraction(4, 5), Fraction(19, 20))):
        ends = [clipped(name, j, n, level) for j in range(n + 1)]
        for k in range(0, n + 1, 3):
            witness = undercoverage(ends.__getitem__, k, n, level)
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

    def exactly(n: int, alpha: Fraction) -> Ends:
        return [(float(estimate.lower_limit(k, n, alpha)), float(estimate.upper_limit(k, n, alpha))) for k in range(n + 1)].__getitem__

    for n in (4, 9):
        assert all(undercoverage(exactly(n, Fraction(1, 20)), k, n, Fraction(9, 10)) is None for k in range(n + 1))
    assert undercoverage(exactly(4, Fraction(11, 100)), 0, 4, Fraction(9, 10)) is not None


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
        found = decided("proportion", k=k, n=n, level="0.9", **said)
        assert found.word == expected, (part, side)
        shown = [float(end) for end in re.findall(r"\[([\d.]+), ([\d.]+)\]", found.detail)[-1]]
        assert shown == pytest.approx(reference("Clopper-Pearson", k, n, 0.9), rel=1e-7)
    whole, inward = reference("Clopper-Pearson", k, n, 0.8)[side == "upper"], math.floor if side == "upper" else math.ceil
    printed = next(f"{one:.{d}f}" for d in range(2, 9) if 0.05 < abs((one := inward(whole * 10**d) / 10**d) - whole) * 10**d < 0.45)
    assert word("proportion", k=k, n=n, level="0.9", **{side: printed, other: widest}) == "INCONCLUSIVE"  # not all that round to it err
