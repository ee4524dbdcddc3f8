"""Coverage of every interval and error rate of every test, computed exactly where n is small: no draw, no tolerance.

Beside each rate stands a rule without the guarantee, whose rate exceeds the level: the computation would see an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, partial
from itertools import product
from math import comb

import pytest
from flint import arb, ctx, fmpq

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.statistics import estimate
from uccheck.statistics.binomial import mixture_at_most, upper_tail_at_most
from uccheck.statistics.estimate import (
    confidence_sequence,
    interval,
    lower_limit,
    quantile_lower_limit,
    quantile_upper_limit,
    tail_rank,
    upper_limit,
)
from uccheck.statistics.sequential import FIRST_LOOK, SequentialDecision, decide_at_least

ALPHAS = (Fraction(1, 100), Fraction(1, 20), Fraction(3, 10))


def mass(n: int, k: int, p: Fraction) -> Fraction:
    return comb(n, k) * p**k * (1 - p) ** (n - k) if 0 <= k <= n else Fraction(0)


def tail(n: int, k: int, p: Fraction) -> Fraction:
    return sum((mass(n, j, p) for j in range(max(k, 0), n + 1)), Fraction(0))


def missed(limits: Callable[[int], tuple[Fraction, Fraction]], n: int) -> Fraction:
    """The greatest probability, over proportions, that the limits miss: it is reached beside the limits themselves."""
    found = [limits(k) for k in range(n + 1)]
    sides = {end + shift for pair in found for end in pair for shift in (Fraction(-1, 10**12), 0, Fraction(1, 10**12))}
    proportions = [q for q in sides | {Fraction(i, 40) for i in range(41)} if 0 <= q <= 1]
    return max(sum((mass(n, k, q) for k in range(n + 1) if not found[k][0] <= q <= found[k][1]), Fraction(0)) for q in proportions)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("alpha", ALPHAS)
def test_limits_of_proportions_miss_at_their_rate_and_not_less_than_they_must(n: int, alpha: Fraction) -> None:
    below = missed(lambda k: (lower_limit(k, n, alpha), Fraction(1)), n)
    above = missed(lambda k: (Fraction(0), upper_limit(k, n, alpha)), n)
    assert below <= alpha and above <= alpha
    assert min(below, above) > alpha * (1 - Fraction(1, 10**6))  # the sup is alpha itself, up to the grid
    assert missed(lambda k: interval(k, n, alpha), n) <= alpha
    if n >= 7:  # with each side at alpha both sides are missed, too often; fewer trials cannot miss on both
        assert missed(lambda k: (lower_limit(k, n, alpha), upper_limit(k, n, alpha)), n) > alpha


def test_a_limit_at_a_point_of_the_grid_is_reached_though_no_ball_decides_the_tie() -> None:
    """P(Bin(n, 1/2) >= n) = 2^-n exactly: at that alpha the best point of the grid is 1/2 itself, on either side."""
    for n in (1, 2, 3, 7, 30):
        assert lower_limit(n, n, Fraction(1, 2**n)) == Fraction(1, 2) == upper_limit(0, n, Fraction(1, 2**n))
    for n in (3, 7, 30):  # (n + 1) 2^-n <= alpha: the mixture refutes 1/2 as well
        assert confidence_sequence(n, n, Fraction(n + 1, 2**n))[0] == Fraction(1, 2) == confidence_sequence(0, n, Fraction(n + 1, 2**n))[1]


def test_the_search_for_the_last_point_asks_inside_its_range_only_and_finds_it_from_any_guess() -> None:
    def holds(i: int, last: int, top: int) -> bool:
        assert 0 <= i <= top
        return i <= last

    for top, guess in product(range(7), range(-3, 12)):
        for last in range(top + 1):
            assert estimate._last(partial(holds, last=last, top=top), guess, top) == last


def test_as_many_trials_as_are_said_are_taken_and_no_more() -> None:
    assert lower_limit(0, estimate.MAX_TRIALS, "1/10") == 0
    with pytest.raises(InvalidParameter, match="at most"):
        lower_limit(0, estimate.MAX_TRIALS + 1, "1/10")


def test_a_wald_interval_would_be_caught() -> None:
    def wald(k: int) -> tuple[Fraction, Fraction]:
        p = k / 10
        half = 1.96 * math.sqrt(p * (1 - p) / 10)
        return Fraction(max(0.0, p - half)), Fraction(min(1.0, p + half))

    assert missed(wald, 10) > Fraction(1, 2)


@pytest.mark.parametrize("exactly", [True, False])
def test_tails_and_mixtures_over_all_small_cases(exactly: bool) -> None:
    """Certain at both ends of k and of p, ties included; balls may leave a tie open and nothing else."""
    for n, p in product((1, 2, 3, 5), (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(6, 7), Fraction(1))):
        for k in range(-1, n + 2):
            truth = tail(n, k, p) if k <= n else Fraction(0)
            for alpha in {Fraction(0), Fraction(1, 9), truth, truth / 2, truth + Fraction(1, 50), Fraction(1)}:
                expected = Verdict.UPHELD if truth <= alpha else Verdict.REFUTED
                found = upper_tail_at_most(n, k, p, alpha, exactly=exactly)
                assert found is expected or (not exactly and found is Verdict.UNDECIDED and truth == alpha)
            if 0 <= k <= n:
                value = (n + 1) * mass(n, k, p)
                for alpha in {Fraction(1, 9), value, value / 2, value + Fraction(1, 50)}:
                    expected = Verdict.UPHELD if value <= alpha else Verdict.REFUTED
                    found = mixture_at_most(n, k, p, alpha, exactly=exactly)
                    assert found is expected or (not exactly and found is Verdict.UNDECIDED and value == alpha)


def test_integers_decide_up_to_their_limit_and_balls_beyond() -> None:
    from uccheck.statistics.binomial import EXACT_UP_TO

    p, n = Fraction(1, 2), EXACT_UP_TO
    tie = Fraction(1, 2**n)  # P(Bin(n, 1/2) >= n)
    assert upper_tail_at_most(n, n, p, tie) is Verdict.UPHELD
    assert upper_tail_at_most(n + 1, n + 1, p, tie / 2) is Verdict.UNDECIDED
    assert mixture_at_most(n, n, p, (n + 1) * tie) is Verdict.UPHELD
    assert mixture_at_most(n + 1, n + 1, p, (n + 2) * tie / 2) is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("n", "k", "p"), [(300, 130, "0.4"), (300, 90, "0.4"), (2000, 40, "0.01"), (60, 60, "0.99"), (60, 59, "0.2"), (900, 1, "1e-6")]
)
def test_balls_decide_close_to_the_tail(n: int, k: int, p: str) -> None:
    """Within a millionth of a billionth of the exact tail, on both sides of the bulk."""
    q, unit = Fraction(p), Fraction(1, 10**24)
    truth = tail(n, k, q)
    assert upper_tail_at_most(n, k, q, truth * (1 + unit), exactly=False) is Verdict.UPHELD
    assert upper_tail_at_most(n, k, q, truth * (1 - unit), exactly=False) is Verdict.REFUTED
    value = (n + 1) * mass(n, k, q)
    assert mixture_at_most(n, k, q, value * (1 + unit), exactly=False) is Verdict.UPHELD
    assert mixture_at_most(n, k, q, value * (1 - unit), exactly=False) is Verdict.REFUTED


def test_the_remainder_of_a_tail_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sum broken off as soon as the rest is a tenth of it, the ball is wide and must still hold the exact tail."""
    import uccheck.statistics.binomial as module

    monkeypatch.setattr(module, "_NEGLIGIBLE", arb("0.1"))
    for n, k, p in ((300, 130, "0.4"), (50, 30, "0.5"), (2000, 40, "0.01"), (300, 100, "0.4")):
        q = Fraction(p)
        exact = tail(n, k, q)
        with ctx.workprec(192):
            found = module._tail_ball(n, k, q)
            truth = arb(fmpq(exact.numerator, exact.denominator))
            assert found.contains(truth)
            assert found.rad() < arb("0.051") * truth.max(1 - truth)


def outcomes(n: int, law: dict[int, Fraction]) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Every sample of n draws with its probability."""
    for draws in product(law, repeat=n):
        weight = Fraction(1)
        for x in draws:
            weight *= law[x]
        yield draws, weight


def quantile(law: dict[int, Fraction], beta: Fraction) -> int:
    total = Fraction(0)
    for x in sorted(law):
        total += law[x]
        if total >= beta:
            return x
    raise AssertionError


LAWS = [
    {1: Fraction(1, 5), 2: Fraction(1, 2), 3: Fraction(3, 10)},
    {1: Fraction(1, 10), 2: Fraction(1, 10), 3: Fraction(4, 5)},
    {1: Fraction(7, 10), 2: Fraction(1, 5), 3: Fraction(1, 10)},
]


@pytest.mark.parametrize("beta", ["0.2", "0.5", "0.7", "0.9"])
@pytest.mark.parametrize("law", LAWS)
def test_limits_of_quantiles_miss_at_most_at_their_rate(law: dict[int, Fraction], beta: str) -> None:
    """All 3^6 samples of six draws, ties among them; one rank further in, some law is missed too often."""
    n, q = 6, quantile(law, Fraction(beta))
    for alpha in ALPHAS:
        above = sum((w for draws, w in outcomes(n, law) if quantile_lower_limit(draws, beta, alpha) > q), Fraction(0))
        below = sum((w for draws, w in outcomes(n, law) if quantile_upper_limit(draws, beta, alpha) < q), Fraction(0))
        assert above <= alpha and below <= alpha


@pytest.mark.parametrize("beta", [Fraction(1, 5), Fraction(1, 2), Fraction(7, 10)])
def test_the_rank_of_a_quantile_s_limit_is_the_sharpest(beta: Fraction) -> None:
    """Draws 1 with probability 1 - beta + 0, 0 otherwise: the j-th largest exceeds 0 iff j draws are 1."""
    for n, alpha in product((4, 9, 15), ALPHAS):
        for rank, wrong in ((tail_rank(n, 1 - beta, alpha), True), (tail_rank(n, beta, alpha), False)):
            share = 1 - beta if wrong else beta
            assert tail(n, rank, share) <= alpha
            assert rank == 1 or tail(n, rank - 1, share) > alpha
        for ones in range(n + 1):
            draws = [1.0] * ones + [0.0] * (n - ones)
            lower = quantile_lower_limit(draws, beta, alpha)  # the quantile is 0 when P(1) = 1 - beta
            assert (lower > 0) == (ones >= tail_rank(n, 1 - beta, alpha))
            upper = quantile_upper_limit(draws, beta, alpha)
            assert (upper < 1) == (n - ones >= tail_rank(n, beta, alpha))


@cache
def _outside(n: int, k: int, alpha: Fraction, rule: str) -> tuple[Fraction, Fraction]:
    return confidence_sequence(k, n, alpha) if rule == "sequence" else interval(k, n, alpha)


def crossing(p: Fraction, alpha: Fraction, horizon: int, rule: str) -> Fraction:
    """The exact probability that the interval misses p after some n <= horizon trials: a walk over k, absorbed when missed."""
    alive, crossed = {0: Fraction(1)}, Fraction(0)
    for n in range(1, horizon + 1):
        step: dict[int, Fraction] = {}
        for k, weight in alive.items():
            step[k] = step.get(k, Fraction(0)) + weight * (1 - p)
            step[k + 1] = step.get(k + 1, Fraction(0)) + weight * p
        alive = {}
        for k, weight in step.items():
            low, high = _outside(n, k, alpha, rule)
            if low <= p <= high:
                alive[k] = weight
            else:
                crossed += weight
    return crossed


@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(1, 10), Fraction(49, 50)])
def test_looking_after_every_trial_costs_nothing_with_a_confidence_sequence(p: Fraction) -> None:
    """Exactly, to 40 trials: the sequence is left with probability at most alpha; fixed-n limits, looked at thus, are not."""
    alpha = Fraction(1, 10)
    assert crossing(p, alpha, 40, "sequence") <= alpha
    assert crossing(p, alpha, 40, "fixed") > alpha


def test_a_confidence_sequence_excludes_what_is_false_in_time() -> None:
    """The alternative: at p = 1/2 the value 1/10 is excluded within 60 trials with probability 0.99, by the exact binomial."""
    alpha, n, p = Fraction(1, 20), 60, Fraction(1, 2)
    power = sum((mass(n, k, p) for k in range(n + 1) if confidence_sequence(k, n, alpha)[0] > Fraction(1, 10)), Fraction(0))
    assert power > Fraction(99, 100)


HALF = Fraction(1, 2)


def scripted(k1: int, k2: int, alpha: Fraction) -> SequentialDecision:
    """The decision on P >= 1/2 after k1 successes in the first look and k2 in the second."""
    draws = iter([True] * k1 + [False] * (FIRST_LOOK - k1) + [True] * k2 + [False] * (FIRST_LOOK - k2))
    return decide_at_least(lambda g: next(draws), HALF, alpha, (1,), limit=2 * FIRST_LOOK)


def test_sequential_decisions_are_wrong_at_most_at_their_rate() -> None:
    """All counts of two looks: the exact rate of the wrong side, at and near the bound, and the power beside it."""
    alpha = Fraction(1, 10)
    decided = {pair: scripted(*pair, alpha) for pair in product(range(FIRST_LOOK + 1), repeat=2)}
    for p in (Fraction(49, 100), HALF, Fraction(1, 5), Fraction(99, 100)):
        rates = dict.fromkeys(Verdict, Fraction(0))
        for (k1, k2), found in decided.items():
            rates[found.verdict] += mass(FIRST_LOOK, k1, p) * mass(FIRST_LOOK, k2, p)
        assert rates[Verdict.REFUTED if p >= HALF else Verdict.UPHELD] <= alpha
        if p in (Fraction(1, 5), Fraction(99, 100)):
            assert rates[Verdict.REFUTED if p < HALF else Verdict.UPHELD] > Fraction(9, 10)
    assert {found.n for found in decided.values()} == {FIRST_LOOK, 2 * FIRST_LOOK}


def test_sequential_decisions_use_their_level() -> None:
    """What decides is the intersection of the confidence sequences at the looks, at alpha and no other, and the first that does."""
    alpha = Fraction(1, 10)
    for k1, k2 in product(range(FIRST_LOOK + 1), (0, 9, 16, 22, FIRST_LOOK)):
        found = scripted(k1, k2, alpha)
        looks = [confidence_sequence(k1, FIRST_LOOK, alpha)]
        assert (found.n == FIRST_LOOK) == (looks[0][0] >= HALF or looks[0][1] < HALF)
        if found.n > FIRST_LOOK:
            looks.append(confidence_sequence(k1 + k2, 2 * FIRST_LOOK, alpha))
        low, high = max(low for low, _ in looks), min(high for _, high in looks)
        assert found.interval == (low, high)
        assert found.verdict is (Verdict.UPHELD if low >= HALF else Verdict.REFUTED if high < HALF else Verdict.UNDECIDED)
        assert (found.k, found.alpha) == (k1 if found.n == FIRST_LOOK else k1 + k2, alpha)


@pytest.mark.parametrize("name", ["_proposal", "_rank_proposal", "_sequence_proposal"])
def test_proposals_steer_only(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search from a bad guess ends at the same limit, also from one below 0 or beyond the top."""
    import uccheck.statistics.estimate as module

    def everything() -> list[object]:
        found: list[object] = [lower_limit(k, 9, "0.05") for k in range(10)]
        found += [confidence_sequence(k, 9, "0.05") for k in range(10)]
        return found + [tail_rank(n, p, "0.05") for n in (1, 9, 30) for p in ("0.1", "0.9")]

    right, proposal = everything(), getattr(module, name)
    for share in (-1.0, 0.0, 0.4, 3.0):
        monkeypatch.setattr(module, name, lambda *arguments, share=share: int(share * proposal(*arguments)))
        assert everything() == right
