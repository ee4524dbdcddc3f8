import math
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uccheck.core.errors import BudgetExceeded, InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.statistics.binomial import EXACT_UP_TO, mixture_at_most, upper_tail_at_most
from uccheck.statistics.estimate import (
    AlphaBudget,
    confidence_sequence,
    interval,
    lower_limit,
    quantile_lower_limit,
    quantile_upper_limit,
    tail_rank,
    upper_limit,
)

ALPHA = Fraction(1, 10**6)  # of every statistical test of this file
ALPHAS = (Fraction(1, 1000), Fraction(1, 40), Fraction(1, 20), Fraction(1, 3), Fraction(9, 10))


def tail(n: int, k: int, p: Fraction) -> Fraction:
    """P(Bin(n, p) >= k), term by term."""
    return sum((comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(max(k, 0), n + 1)), Fraction(0))


@pytest.mark.parametrize("n", range(1, 13))
def test_every_limit_of_small_n_is_the_best_of_its_grid(n: int) -> None:
    unit = Fraction(1, 2 ** (32 + n.bit_length()))
    for k, alpha in product(range(n + 1), ALPHAS):
        low, high = lower_limit(k, n, alpha), upper_limit(k, n, alpha)
        assert (low == 0) == (k == 0)
        assert (high == 1) == (k == n)
        if k > 0:
            assert tail(n, k, low) <= alpha < tail(n, k, low + unit)
        if k < n:
            assert 1 - tail(n, k + 1, high) <= alpha < 1 - tail(n, k + 1, high - unit)


def test_coverage_is_exact_over_a_grid_of_proportions() -> None:
    n, alpha = 15, Fraction(1, 20)
    limits = [lower_limit(k, n, alpha) for k in range(n + 1)]
    naive = [Fraction(k, n) * Fraction(3, 4) for k in range(n + 1)]  # a limit without a guarantee must be caught
    missed, missed_naive = Fraction(0), Fraction(0)
    for q in (Fraction(i, 200) for i in range(1, 200)):
        mass = [comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n + 1)]
        missed = max(missed, sum((w for w, low in zip(mass, limits, strict=True) if low > q), Fraction(0)))
        missed_naive = max(missed_naive, sum((w for w, low in zip(mass, naive, strict=True) if low > q), Fraction(0)))
    assert alpha * Fraction(9, 10) < missed <= alpha
    assert missed_naive > alpha


def test_a_float_library_breaks_the_inequality_that_ours_keeps() -> None:
    from scipy.stats import beta

    broken = 0
    for n, k in [*product([10], range(1, 11)), *product([50], range(1, 51))]:
        proposal = Fraction(float(beta.ppf(0.05, k, n - k + 1)))
        broken += tail(n, k, proposal) > Fraction(1, 20)
        assert tail(n, k, lower_limit(k, n, "0.05")) <= Fraction(1, 20)
    assert broken > 0  # the check can fail, and does for unrounded floats


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_integers_and_balls_agree_with_the_sum(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 60))
    k = data.draw(st.integers(0, n + 1))
    p = data.draw(st.fractions(0, 1, max_denominator=10**6))
    alpha = data.draw(st.fractions(0, 1, max_denominator=10**6))
    expected = Verdict.UPHELD if tail(n, k, p) <= alpha else Verdict.REFUTED
    assert upper_tail_at_most(n, k, p, alpha, exactly=True) is expected
    assert upper_tail_at_most(n, k, p, alpha, exactly=False) in (expected, Verdict.UNDECIDED)
    if k <= n:
        term = (n + 1) * comb(n, k) * p**k * (1 - p) ** (n - k)
        expected = Verdict.UPHELD if term <= alpha else Verdict.REFUTED
        assert mixture_at_most(n, k, p, alpha, exactly=True) is expected
        assert mixture_at_most(n, k, p, alpha, exactly=False) in (expected, Verdict.UNDECIDED)


def test_a_tie_is_decided_by_integers_and_left_open_by_balls() -> None:
    n, k, p = 20, 13, Fraction(1, 3)
    alpha = tail(n, k, p)
    assert upper_tail_at_most(n, k, p, alpha) is Verdict.UPHELD
    assert upper_tail_at_most(n, k, p, alpha - Fraction(1, 10**40)) is Verdict.REFUTED
    assert upper_tail_at_most(n, k, p, alpha, exactly=False) is Verdict.UNDECIDED


@pytest.mark.parametrize(("k", "n"), [(3, 3000), (1500, 3000), (2700, 3000), (2999, 3000)])
def test_balls_lead_to_the_same_limit_as_integers(k: int, n: int) -> None:
    low = lower_limit(k, n, "0.01")
    unit = Fraction(1, 2 ** (32 + n.bit_length()))
    for exactly in (True, False):
        assert upper_tail_at_most(n, k, low, Fraction(1, 100), exactly=exactly) is Verdict.UPHELD
        assert upper_tail_at_most(n, k, low + unit, Fraction(1, 100), exactly=exactly) is Verdict.REFUTED


def test_limits_of_a_million_trials_and_more() -> None:
    n = 10**6
    assert n > EXACT_UP_TO
    low, high = interval(n // 10, n, "0.02")
    assert upper_tail_at_most(n, n // 10, low, Fraction(1, 100), exactly=True) is Verdict.UPHELD  # balls found it
    assert abs(low - Fraction(1, 10)) < Fraction(8, 10**4) > abs(high - Fraction(1, 10))
    assert upper_limit(0, 10**9, "0.05") == pytest.approx(3e-9, rel=2e-3)  # the rule of three
    assert lower_limit(1, n, "0.05") == pytest.approx(0.05129 / n, rel=1e-3)


def test_more_trials_or_more_alpha_never_loosen() -> None:
    assert lower_limit(5, 10, "0.05") < lower_limit(6, 10, "0.05")
    assert lower_limit(5, 10, "0.01") < lower_limit(5, 10, "0.05") < lower_limit(5, 10, "0.5")
    low, high = interval(5, 10, "0.1")
    assert (low, high) == (lower_limit(5, 10, "0.05"), upper_limit(5, 10, "0.05"))
    assert interval(0, 0, "0.1") == (0, 1)


def test_tiny_alpha_is_met() -> None:
    low = lower_limit(40, 50, "1e-400")  # beyond what a float can propose
    assert tail(50, 40, low) <= Fraction(1, 10**400)
    assert low > 0


@pytest.mark.parametrize(
    ("k", "n", "alpha"),
    [
        *[(3, 2, "0.1"), (-1, 2, "0.1"), (1, 10**10, "0.1"), (1.0, 2, "0.1"), (True, 2, "0.1")],
        *[(1, 2, 0.1), (1, 2, 0), (1, 2, 1)],
    ],
)
def test_misuse(k: int, n: int, alpha: str) -> None:
    for limit in (lower_limit, upper_limit, interval, confidence_sequence):
        with pytest.raises(InvalidParameter):
            limit(k, n, alpha)


def test_numpy_counts_are_counts() -> None:
    assert interval(np.int64(3), np.int64(9), "0.1") == interval(3, 9, "0.1")  # type: ignore[arg-type]


def test_tail_rank_is_the_least_rank() -> None:
    for n, p, alpha in product((1, 2, 7, 20), (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)), ALPHAS):
        rank = tail_rank(n, p, alpha)
        assert rank == next(j for j in range(n + 2) if tail(n, j, p) <= alpha)


def test_quantile_limits_cover_at_their_rate() -> None:
    """X uniform on {1..6}, quantile of order 0.7 is 5: the limits pass it at a rate the binomial confirms."""
    rng = np.random.default_rng(np.random.SeedSequence([2, 0]))
    alpha, runs = Fraction(1, 10), 4000
    above = below = mutant = 0
    for _ in range(runs):
        draws = [float(x) for x in rng.integers(1, 7, size=40)]
        above += quantile_lower_limit(draws, "0.7", alpha) > 5
        below += quantile_upper_limit(draws, "0.7", alpha) < 5
        mutant += sorted(draws, reverse=True)[tail_rank(40, "0.2", alpha) - 1] > 4  # P(X > 4) is 1/3, not 1/5
    assert lower_limit(above, runs, ALPHA) <= alpha
    assert lower_limit(below, runs, ALPHA) <= alpha
    assert lower_limit(mutant, runs, ALPHA) > alpha


def test_quantile_limits_of_few_draws_say_nothing() -> None:
    assert quantile_lower_limit([3.0, 4.0], "0.1", "0.01") == -math.inf
    assert quantile_upper_limit([3.0, 4.0], "0.9", "0.01") == math.inf
    assert quantile_lower_limit([Fraction(1, 3)] * 50, "0.9", "0.01") == Fraction(1, 3)
    with pytest.raises(InvalidParameter, match="NaN"):
        quantile_lower_limit([1.0, math.nan] * 30, "0.9", "0.01")


def crossings(p: float, alpha: Fraction, *, runs: int, horizon: int, mutant: bool = False) -> int:
    """How many of `runs` sequences of `horizon` trials are ever outside their interval for p (or the mutant's)."""
    rng = np.random.default_rng(np.random.SeedSequence([3, int(1000 * p)]))
    n = np.arange(1, horizon + 1)
    k = np.cumsum(rng.random((runs, horizon)) < p, axis=1)
    log_choose = np.array([math.lgamma(i + 1) for i in range(horizon + 2)])
    log_term = log_choose[n] - log_choose[k] - log_choose[n - k] + k * math.log(p) + (n - k) * math.log(1 - p)
    if not mutant:
        log_term = log_term + np.log(n + 1)
    return int(np.sum(np.any(log_term <= math.log(alpha), axis=1)))


@pytest.mark.parametrize("p", [0.5, 0.1, 0.01])
def test_the_confidence_sequence_is_crossed_with_probability_at_most_alpha(p: float) -> None:
    alpha, runs = Fraction(1, 10), 2000
    assert lower_limit(crossings(p, alpha, runs=runs, horizon=1500), runs, ALPHA) <= alpha
    mutant = crossings(p, alpha, runs=runs, horizon=1500, mutant=True)  # without the factor n + 1: no martingale
    assert lower_limit(mutant, runs, ALPHA) > alpha


def test_the_confidence_sequence_is_the_set_the_mixture_leaves() -> None:
    for n, k, alpha in ((1, 0, "0.1"), (12, 5, "0.05"), (200, 150, "0.01"), (200, 200, "0.01")):
        low, high = confidence_sequence(k, n, alpha)
        unit, level = Fraction(1, 2 ** (32 + n.bit_length())), Fraction(alpha)
        for p, outside in ((low, True), (low + unit, False), (high, True), (high - unit, False)):
            if 0 < p < 1:
                value = (n + 1) * comb(n, k) * p**k * (1 - p) ** (n - k)
                assert (value <= level) is outside
        assert low <= interval(k, n, alpha)[0]  # looking always costs something
    assert confidence_sequence(0, 0, "0.05") == (0, 1)


def test_the_budget_refuses_to_be_overspent() -> None:
    budget = AlphaBudget("0.05")
    assert budget.spend("0.02", "first") == Fraction(1, 50)
    budget.spend(Fraction(3, 100), "second")
    assert (budget.spent, budget.left) == (Fraction(1, 20), 0)
    with pytest.raises(BudgetExceeded, match=r"third asks for alpha = 0.001, but 0 of 0.05 is left"):
        budget.spend("0.001", "third")
    assert budget.items == (("first", Fraction(1, 50)), ("second", Fraction(3, 100)))
    for total in (0, 1, 0.05):
        with pytest.raises(InvalidParameter):
            AlphaBudget(total)  # type: ignore[arg-type]
