"""The least D of a claim: the blocks of dimensions that fail, and what a relation to a number asks for, by mpmath."""

from __future__ import annotations

import itertools
import math
import random
import time
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest
from scipy import stats

from tests.audit.asking import decided as asked
from tests.audit.asking import word
from uccheck.audit.deciders.decision import decided, undecided
from uccheck.audit.deciders.linear import threshold
from uccheck.audit.kinds.linear import ThresholdClaim
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


def test_a_block_fails_by_its_spread_exactly_up_to_delta_and_by_its_margin_exactly_beyond() -> None:
    """Limits within three percent of each of the two equalities, from one dimension on and for levels about a half."""
    r, seen = Fraction(1, 8), {True: 0, False: 0}
    for a, m, delta, part in itertools.product((1, 2, 3, 60, 900), (1, 2, 7), ("0.02", "0.3", "0.5", "0.6"), (0.97, 1.03)):
        margin = m * stats.norm.sf(2 * math.sqrt(a / 8 / m))
        beyond = (float(delta) + margin) * part
        for at in (stats.chi2.ppf(float(delta) * part, a), stats.chi2.isf(beyond, a) if beyond < 1 else 1.0):
            limit = Fraction(float(at)).limit_denominator(10**9)
            below = float(mp.gammainc(mp.mpf(a) / 2, 0, mp.mpf(limit.numerator) / limit.denominator / 2, regularized=True))
            gap = max(float(delta) - below, 1 - below - float(delta) - margin)
            if abs(gap) > 1e-8:
                assert threshold._fails(m, Fraction(delta), r, a, limit) == (gap > 0), (a, m, delta, part)
                seen[gap > 0] += 1
    assert min(seen.values()) > 60


def test_a_spread_may_have_the_probability_delta_and_a_margin_must_be_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """P(T_a <= limit) = delta fails, P(T_a > limit) = delta + m Q does not: at equality, and a trifle beside it."""
    monkeypatch.setattr(threshold, "bounded", lambda *rest: (Fraction(0), Fraction(1, 10)))
    small = Fraction(1, 10**30)
    for above, fails in ((Fraction(3, 4), True), (Fraction(3, 4) - small, True), (Fraction(9, 20), False), (Fraction(9, 20) + small, True)):
        monkeypatch.setattr(threshold, "bounds", lambda name, at, above=above: (above, Fraction(1)))
        assert threshold._fails(2, Fraction(1, 4), Fraction(1, 8), 5, Fraction(3)) is fails
    monkeypatch.setattr(threshold, "bounded", lambda *rest: (Fraction(0), Fraction(1)))
    for above, fails in ((Fraction(3, 4), True), (Fraction(3, 4) - small, False)):
        monkeypatch.setattr(threshold, "bounds", lambda name, at, above=above: (above, Fraction(1)))
        assert threshold._fails(2, Fraction(1, 4), Fraction(1, 8), 5, Fraction(3)) is fails


@pytest.mark.parametrize(("m", "delta", "epsilon"), [(5, "0.05", "0.1"), (2, "0.3", "0.3"), (20, "0.01", "0.05"), (3, "0.6", "0.2")])
@pytest.mark.parametrize("last", [1, 2, 12, 40, 120])
def test_a_block_is_the_longest_that_is_shown_to_fail(m: int, delta: str, epsilon: str, last: int) -> None:
    """Start by start; what floats propose is only believed if balls agree."""
    c, r = threshold._slope(Fraction(1, 8), m, Fraction(epsilon)), Fraction(1, 8)
    assert c is not None
    shown = [a for a in range(1, last + 1) if threshold._fails(m, Fraction(delta), r, a, c * last**2)]
    assert shown == list(range(min(shown, default=last + 1), last + 1))
    assert threshold._block(m, Fraction(delta), r, c, last) == (min(shown) if shown else None)


@pytest.mark.parametrize("wrong", [True, False])
def test_a_wrong_proposal_shortens_blocks_and_claims_nothing(wrong: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    m, delta, r = 20, Fraction(1, 100), Fraction(1, 8)
    c = threshold._slope(r, m, Fraction(1, 20))
    assert c is not None
    right = {last: threshold._block(m, delta, r, c, last) for last in (40, 120, 300)}
    monkeypatch.setattr(threshold, "_seems", lambda *rest: wrong)
    assert {last: threshold._block(m, delta, r, c, last) for last in right} == {
        40: 1 if wrong and right[40] == 1 else 40,
        120: 120,
        300: 300,
    }
    monkeypatch.setattr(threshold, "_fails", lambda *rest: False)
    assert threshold._block(m, delta, r, c, 40) is None


@pytest.mark.parametrize(("m", "delta", "epsilon"), [(5, "0.05", "0.1"), (2, "0.3", "0.3"), (20, "0.01", "0.05")])
def test_one_half_fails_at_every_dimension_of_a_block(m: int, delta: str, epsilon: str) -> None:
    """D by D, with T_D and c D^2 themselves: the losses spread, or e_gen is exceeded."""
    c, level, checked = threshold._slope(Fraction(1, 8), m, Fraction(epsilon)), float(delta), 0
    assert c is not None
    for last in (12, 40, 120, 300):
        first = threshold._block(m, Fraction(delta), Fraction(1, 8), c, last)
        for D in range(first or last + 1, last + 1):
            below = mp.gammainc(mp.mpf(D) / 2, 0, mp.mpf(float(c)) * D * D / 2, regularized=True)
            margin = m * mp.erfc(2 * mp.sqrt(mp.mpf(D) / 8 / m) / mp.sqrt(2)) / 2
            assert below <= level + 1e-12 or 1 - below > level + margin - 1e-12, (last, D)
            checked += 1
    assert checked > 5


@pytest.mark.parametrize(("m", "epsilon"), [(1, "0.1"), (7, "0.3"), (100, "0.01"), (3, "0.49"), (2, "1e-40"), (5, "0.49999999999")])
def test_the_slope_is_the_least_at_which_the_population_error_exceeds_epsilon(m: int, epsilon: str) -> None:
    """Q(r/sqrt(m c)) > epsilon, and not so for a c that is smaller by a part in 10^18."""
    c = threshold._slope(Fraction(1, 8), m, Fraction(epsilon))
    assert c is not None
    with mp.workdps(60):
        value = mp.mpf(c.numerator) / c.denominator
        error = [mp.erfc(mp.mpf(1) / 8 / mp.sqrt(m * value * f) / mp.sqrt(2)) / 2 for f in (1, 1 - mp.mpf(10) ** -18)]
        assert error[0] > mp.mpf(epsilon) > error[1]


def test_no_slope_makes_the_error_exceed_a_half() -> None:
    for epsilon in (Fraction(1, 2), Fraction(1, 2) + Fraction(1, 2**400), Fraction(3, 5), Fraction(99, 100)):
        assert threshold._slope(Fraction(1, 8), 5, epsilon) is None
    assert threshold._slope(Fraction(1, 8), 5, Fraction(1, 2) - Fraction(1, 2**400)) is not None


def test_dimensions_that_are_shown_to_fail_are_all_of_those_below_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks cover 1 .. bound - 1 without a hole, each ending where the last one began; one that does not fail leaves all open."""
    asked: list[tuple[int, int]] = []
    m, delta, epsilon, r = 5, Fraction(1, 20), Fraction(1, 10), Fraction(1, 8)

    def block(*given: Any) -> int | None:
        assert given[:4] == (m, delta, r, threshold._slope(r, m, epsilon))
        asked.append((max(1, given[4] - 3), given[4]))
        return max(1, given[4] - 3)

    def found(bound: int) -> threshold.Failing:
        return threshold.fails_below(m, delta, epsilon, bound, time.monotonic() + 9)

    monkeypatch.setattr(threshold, "_block", block)
    assert found(12) == threshold.Failing(True, "one half fails at every D from 1 to 11, in 3 blocks")
    assert sorted(D for first, last in asked for D in range(first, last + 1)) == list(range(1, 12))
    assert found(2) == threshold.Failing(True, "one half fails at every D from 1 to 1, in 1 blocks")
    assert not threshold.fails_below(m, delta, Fraction(1, 2), 12, time.monotonic() + 9).complete  # nothing exceeds a half
    for most, complete in ((3, True), (2, False)):
        monkeypatch.setattr(threshold, "MAX_BLOCKS", most)
        assert found(12).complete is complete
    monkeypatch.setattr(threshold, "_block", lambda *rest: None if rest[-1] < 5 else rest[-1])
    monkeypatch.setattr(threshold, "MAX_BLOCKS", 100)
    assert found(12) == threshold.Failing(False, "D = 5 .. 11 fail, D = 4 was not shown to fail")
    assert found(4) == threshold.Failing(False, "D = 3 was not shown to fail")


@pytest.mark.parametrize("epsilon", ["0.1", "0.5", "0.9"])
@pytest.mark.parametrize(("relation", "value", "word"), [(">=", 1, True), (">", "0.5", True), ("<", 1, False), ("<=", "0.9", False)])
def test_no_dimension_lies_below_one_whatever_epsilon(epsilon: str, relation: str, value: object, word: bool) -> None:
    found = asked("threshold", m=10, delta="0.1", epsilon=epsilon, relation=relation, value=value)
    assert found.verdict is (Verdict.UPHELD if word else Verdict.REFUTED) and "there is no smaller D" in found.detail


@pytest.mark.parametrize(("small", "large"), list(itertools.product(Verdict, Verdict)))
def test_a_dimension_holds_where_both_halves_are_certified(small: Verdict, large: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    """e_gen at most epsilon and e_unif-alg at least 1 - epsilon, at this m, D and delta, without a margin."""
    claims: list[Any] = []

    def linear(claim: Any, deadline: float) -> Any:
        claims.append(claim)
        return decided(small if claim.kind == "generalizes" else large, Kind.BALL, claim.kind, trusts=("flint", claim.kind))

    monkeypatch.setattr("uccheck.audit.deciders.linear.instance.decide", linear)
    table = {"kind": "threshold", "id": "c", "says": "s", "m": 10, "delta": Fraction(1, 5), "epsilon": Fraction(1, 16)}
    found = threshold._holds(ThresholdClaim.model_construct(**table), 77, 9.0)  # type: ignore[arg-type]
    if small is large is Verdict.UPHELD:
        assert found is not None and found.verdict is Verdict.UPHELD and found.trusts == ("flint", "generalizes", "vacuous")
        assert found.detail == "at D = 77: generalizes; vacuous"
    else:
        assert found is None
    assert {(c.m, c.D, c.delta, c.gamma) for c in claims} == {(10, 77, Fraction(1, 5), 0)}
    assert claims[0].at_most == Fraction(1, 16) and all(c.at_least == Fraction(15, 16) for c in claims[1:])


@pytest.mark.parametrize(
    ("relation", "value", "asked"),
    [("<=", "7", (7, 8)), ("<=", "1", (1, 2)), ("<=", "15/2", (7, 8)), ("<", "7", (6, 7)), ("<", "15/2", (7, 8)),
        (">=", "7", (6, 7)), (">=", "15/2", (7, 8)),        (">", "7", (7, 8)), (">", "15/2", (7, 8))],
)  # fmt: skip
def test_a_relation_about_a_whole_number_asks_for_the_right_dimensions(
    relation: str, value: str, asked: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The least D stands in the relation iff both halves hold at asked[0] (or not), and fail at every D < asked[1]."""
    seen: dict[str, int] = {}

    def holds(claim: object, D: int, deadline: float) -> None:
        seen["holds"] = D

    def fails_below(m: int, delta: Fraction, epsilon: Fraction, bound: int, deadline: float) -> threshold.Failing:
        assert (m, delta, epsilon) == (10, Fraction(1, 10), Fraction(1, 5))
        seen["bound"] = bound
        return threshold.Failing(False, "")

    monkeypatch.setattr(threshold, "_holds", holds)
    monkeypatch.setattr(threshold, "fails_below", fails_below)
    assert word("threshold", m=10, delta="0.1", epsilon="0.2", relation=relation, value=value) == "INCONCLUSIVE"
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
