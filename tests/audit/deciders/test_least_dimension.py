"""The least D of a claim: the blocks of dimensions that fail, and what a relation to a number asks for, by mpmath."""

from __future__ import annotations

import itertools
import math
import random
import time
from fractions import Fraction

import mpmath as mp
import pytest

from tests.audit.asking import decided as asked
from tests.audit.asking import word
from uccheck.audit.deciders.decision import decided, undecided
from uccheck.audit.deciders.linear import threshold
from uccheck.core.verdict import Kind, Verdict


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
        found = asked("threshold", m=10, delta="0.1", epsilon="0.1", relation="==", value=900).verdict
        said = {first, second}
        assert found is (Verdict.REFUTED if "no" in said else Verdict.UNDECIDED if "open" in said else Verdict.UPHELD)
