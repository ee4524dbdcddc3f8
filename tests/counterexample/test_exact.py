"""Ranks, counts and levels of the certificates by exact binomials, and what each passes on, at ties and at ends."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import comb
from types import SimpleNamespace

import numpy as np
import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample import own
from uccheck.counterexample.halves import SIGN, SWAP, Halves, certify_halves, demand, threshold
from uccheck.counterexample.linear_halves import _STREAM, linear_halves
from uccheck.counterexample.own import Counterexample, evidence_that_reaches, honest_gap, linear_counterexample, replicate
from uccheck.counterexample.transfer import Reached, sign_from_draws, swap_from_draws, swap_threshold
from uccheck.linear.sample import draw, empirical_loss, flip, learn, population_loss
from uccheck.linear.setting import LinearSetting
from uccheck.statistics.estimate import lower_limit, upper_limit

F = Fraction


def tail(n: int, k: int, p: Fraction) -> Fraction:
    return sum((comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1)), F(0))


def least(n: int, p: Fraction, alpha: Fraction) -> int:
    return next(j for j in range(1, n + 2) if tail(n, j, p) <= alpha)


@pytest.mark.parametrize("lemma", [SWAP, SIGN])
@pytest.mark.parametrize(("R", "delta", "slack"), [(60, "1/4", "0"), (60, "1/4", "1/50"), (90, "1/10", "1/100"), (40, "1/3", "1/20")])
def test_both_halves_are_the_order_statistics_of_the_exact_binomial(lemma: str, R: int, delta: str, slack: str) -> None:
    """Each half at alpha/2 when both are asked for, at alpha alone; G < v is rarer than the lemma allows, less what limits fail."""
    alpha, d, a = F(1, 10), F(delta), F(slack)
    draws = [F(i, R) for i in range(R)]
    q = 2 * d if lemma == SWAP else 1 - (1 - d) ** 4
    assert threshold(lemma, d) == 1 - q
    for both in (True, False):
        level = alpha / 2 if both else alpha
        found = certify_halves(draws, draws if both else None, delta=d, alpha=alpha, gap_alpha=a, lemma=lemma)
        j, i = least(R, q + a, level), least(R, 1 - d + a, level)
        assert found.reached.value == (draws[R - j] if j <= R else 0) and found.reached.rank == R - j + 1
        assert (found.e_gen_upper, found.e_gen_rank) == (((draws[i - 1], i) if i <= R else (1, 0)) if both else (None, 0))
        alone = (swap_from_draws if lemma == SWAP else sign_from_draws)(draws, d, level, gap_alpha=a)
        assert (alone.value, alone.alpha) == (found.reached.value, level)


def test_the_number_of_replicates_is_the_least_that_certifies() -> None:
    for lemma, delta, slack, both in product((SWAP, SIGN), ("1/20", "1/4"), ("0", "1/100"), (True, False)):
        d, a, alpha = F(delta), F(slack), F(1, 50)
        q, level = 1 - threshold(lemma, d) + a, alpha / 2 if both else alpha
        found = demand(d, alpha, a, lemma=lemma, both=both)
        assert q**found.lower <= level < q ** (found.lower - 1)
        upper = 1 - d + a
        assert upper**found.upper <= level < upper ** (found.upper - 1) if both else found.upper == 0
        assert found.both == max(found.lower, found.upper)
    assert demand("1/8", "1/2", 0, lemma=SWAP, both=False).lower == 1  # q = 1/4
    assert demand("1/4", "1/4", 0, lemma=SWAP, both=False).lower == 2  # (1/2)^2 = 1/4: equality serves


def halves(v: Fraction, u: Fraction | None) -> Halves:
    reached = Reached(value=v, lemma=SWAP, delta=F(1, 4), alpha=F(1, 100), threshold=F(1, 2), draws=9, rank=1)
    return Halves(reached=reached, e_gen_upper=u, e_gen_rank=1, alpha=F(1, 100), gap_alpha=F(0))


def test_ties_uphold_no_strict_relation() -> None:
    half, less = F(1, 2), F(49, 100)
    assert halves(half, less).exceeds is Verdict.UPHELD and halves(half, half).exceeds is Verdict.UNDECIDED
    assert halves(half, less).vacuous_beside(half) is Verdict.UPHELD
    assert halves(half, half).vacuous_beside(half) is halves(less, less).vacuous_beside(half) is Verdict.UNDECIDED
    assert evidence_that_reaches(halves(half, None).reached, "1/2").verdict is Verdict.UPHELD
    assert evidence_that_reaches(halves(half, None).reached, "0.5001").verdict is Verdict.UNDECIDED


def test_limits_below_zero_certify_zero_and_ends_are_accepted_or_refused() -> None:
    assert swap_from_draws([F(-1, 2)] * 50, "1/4", "1/10").value == 0
    swap_from_draws([F(-1), F(1)] * 20, "1/4", "1/10")
    for gap in (F(-1001, 1000), F(1001, 1000)):
        with pytest.raises(InvalidParameter):
            swap_from_draws([gap] * 50, "1/4", "1/10")
    assert swap_threshold("499/1000") == F(2, 1000)
    with pytest.raises(InvalidParameter):
        swap_threshold("1/2")


def test_an_honest_gap_pays_for_what_it_estimates() -> None:
    counts = {"wrong_on_partner": 30, "partner_size": 40, "wrong_on_test": 7, "test_size": 90}
    assert honest_gap(**counts, alpha="1/10") == F(3, 4) - upper_limit(7, 90, "1/10")
    part = honest_gap(**counts, alpha="1/10", whole_partner=False)
    assert part == lower_limit(30, 40, "1/20") - upper_limit(7, 90, "1/20")


def test_a_counterexample_of_the_linear_setting_passes_its_gaps_and_their_rate_on() -> None:
    setting = LinearSetting(4, 30)
    plain = linear_counterexample(setting)
    found = replicate(plain, replicates=40, delta="1/4", alpha="1/10", seed=3)
    rng = np.random.default_rng(np.random.SeedSequence(3, spawn_key=(own._STREAM_REPLICATES, 0)))
    sample = draw(setting, rng)
    w = learn(sample)
    assert found.gaps[0] == pytest.approx(empirical_loss(w, flip(sample)) - population_loss(w, setting))
    rated = Counterexample(draw=plain.draw, learn=plain.learn, partner=plain.partner, gap=plain.gap, gap_alpha=F(1, 10))
    slack = replicate(rated, replicates=40, delta="1/4", alpha="1/10", seed=3)
    assert slack.gaps == found.gaps and slack.reached == swap_from_draws(found.gaps, "1/4", "1/10", gap_alpha="1/10") != found.reached


def test_evidence_of_partners_and_points_refutes_at_its_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kolmogorov-Smirnov at alpha itself; three tests of points that share it in equal parts."""
    twice = Counterexample(
        draw=lambda rng: (np.zeros((2, 1)), np.zeros(2)), learn=len, partner=lambda S, rng: S, gap=partial(lambda h, S, rng: F(0))
    )
    for p, verdict in ((0.0625, Verdict.REFUTED), (0.0626, Verdict.UNDECIDED)):
        with monkeypatch.context() as patched:
            patched.setattr("scipy.stats.ks_2samp", lambda *rest, value=p: SimpleNamespace(pvalue=value))
            assert own.partner_evidence(twice, lambda S: 0.0, draws=2, alpha="1/16", seed=0).verdict is verdict
    for p, verdict in ((0.03125, Verdict.REFUTED), (0.0313, Verdict.UNDECIDED)):
        monkeypatch.setattr(own, "point_tests", lambda *rest, value=p: {"points": 1.0, "repeats": value, "order": 1.0})
        assert own.points_evidence(twice, draws=2, alpha="3/32", seed=0).verdict is verdict


def test_replicates_of_the_linear_setting_are_apart_and_bound_what_exceeds_the_training_loss() -> None:
    """In few dimensions S itself is not fitted: the generalization gap is the loss less the training loss, replicate by replicate."""
    setting = LinearSetting(10, 2, s="0.1", b=8)
    found = linear_halves(setting, delta="1/4", alpha="1/2", seed=5)
    gaps, excess, missed = [], [], 0.0
    for index in range(found.replicates):
        rng = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(_STREAM, 10, 2, index)))
        sample = draw(setting, rng)
        w = learn(sample)
        gaps.append(empirical_loss(w, flip(sample)) - population_loss(w, setting))
        missed += empirical_loss(w, sample)
        excess.append(population_loss(w, setting) - empirical_loss(w, sample))
    assert found.halves == certify_halves(gaps, excess, delta="1/4", alpha="1/2", gap_alpha=0, lemma=SWAP)
    assert missed > 0 and len(set(excess)) == len(excess) > 3


def test_the_linear_halves_take_as_many_replicates_as_are_named() -> None:
    setting = LinearSetting(1, 3)
    assert linear_halves(setting, delta="1/4", alpha="0.5", seed=1, replicates=40).replicates == 40
    with pytest.raises(InvalidParameter, match="replicates"):
        linear_halves(setting, delta="1/4", alpha="0.5", seed=1, replicates=10**6 + 1)


def test_the_least_level_of_point_tests_is_that_of_their_permutations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tests share it: 2/2000 each, so 3/1000 is carried and less is refused."""
    twice = Counterexample(
        draw=lambda rng: (np.zeros((2, 1)), np.zeros(2)), learn=len, partner=lambda S, rng: S, gap=partial(lambda h, S, rng: F(0))
    )
    monkeypatch.setattr(own, "point_tests", lambda *rest: {"points": 1.0, "repeats": 1.0, "order": 1.0})
    assert own.points_evidence(twice, draws=2, alpha="3/1000", seed=0).alpha == F(3, 1000)
    with pytest.raises(InvalidParameter, match="permutations"):
        own.points_evidence(twice, draws=2, alpha="2999/1000000", seed=0)


def test_a_kept_gap_is_the_number_that_was_kept() -> None:
    for gap in (F(1, 3), F(-2, 7), F(1), 0, 1, 0.1, -0.25, float(np.nextafter(1, 0)), np.float64(0.3)):
        found = own._read(own._written(gap))
        assert found == gap and isinstance(found, F | float) and isinstance(found, F) == isinstance(gap, int | F)


def test_errors_on_the_partner_are_a_part_of_it() -> None:
    def gap(wrong: int, size: int) -> F:
        return honest_gap(wrong_on_partner=wrong, partner_size=size, wrong_on_test=1, test_size=9, alpha="1/10")

    assert gap(0, 3) < gap(1, 3) < gap(3, 3) and gap(1, 1) == gap(3, 3)
    for wrong, size in ((-1, 3), (4, 3), (0, 0), (1, 0), (-1, 0)):
        with pytest.raises(InvalidParameter, match="0 <= wrong <= size"):
            gap(wrong, size)
