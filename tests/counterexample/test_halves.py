"""Both halves from one set of draws: ranks, joint validity by simulation, the sign lemma on finite spaces, mutants."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample.halves import SIGN, SWAP, carried, certify_halves, demand, lemma_for
from uccheck.counterexample.transfer import sign_from_draws, sign_threshold, swap_from_draws
from uccheck.statistics.estimate import lower_limit

RARE = Fraction(1, 10**6)  # of every statistical test of this file


def test_theory_counts_of_replicates() -> None:
    """theory.md 7: without test error, alpha = 0.01 a half: 90 at delta = 0.05, 17 at 1/4; three rows, both halves: 24."""
    assert demand("0.05", "0.02", 0, lemma=SWAP).upper == 90
    assert demand("1/4", "0.02", 0, lemma=SWAP).upper == 17
    assert demand("1/4", "1/300", "0.01", lemma=SWAP).both == 24
    assert demand("1/4", "1/300", "0.01", lemma=SWAP, both=False).upper == 0
    assert Fraction(1, 4) in carried(24, "1/300", "0.01") and Fraction(1, 4) not in carried(23, "1/300", "0.01")


def test_the_lemma_depends_on_delta_alone() -> None:
    assert [lemma_for(d) for d in ("0.05", "0.45", "0.46", "0.5", "0.9")] == [SWAP, SWAP, SIGN, SIGN, SIGN]


def test_gap_alpha_may_use_everything_up() -> None:
    with pytest.raises(InvalidParameter, match=r"use up what delta = 0\.01 leaves e_gen"):
        demand("0.01", "0.01", "0.01", lemma=SWAP)
    with pytest.raises(InvalidParameter, match=r"use up what delta = 0\.9 leaves the sign lemma"):
        demand("0.9", "0.01", "0.01", lemma=SIGN)


def test_too_few_replicates_certify_what_is_always_true() -> None:
    few = certify_halves([Fraction(9, 10)] * 2, [Fraction(1, 10)] * 2, delta="1/4", alpha="0.01", gap_alpha="0.01", lemma=SWAP)
    assert (few.e_unif_alg_lower, few.e_gen_upper, few.e_gen_rank) == (0, 1, 0)
    assert few.exceeds is Verdict.UNDECIDED


def test_vacuous_needs_both_halves() -> None:
    def halves(v: str, u: str | None) -> Verdict:
        gens = None if u is None else [Fraction(u)] * 40
        found = certify_halves([Fraction(v)] * 40, gens, delta="1/4", alpha="0.01", gap_alpha="0.01", lemma=SWAP)
        return found.vacuous_beside(Fraction(1, 2))

    assert halves("0.8", "0.2") is Verdict.UPHELD
    assert halves("0.512", None) is Verdict.UNDECIDED  # v >= 1/2 alone says nothing of the learner
    assert halves("0.512", "0.5") is Verdict.UNDECIDED  # the learner itself is not certified to beat a coin
    assert halves("0.4", "0.2") is Verdict.UNDECIDED


@pytest.mark.parametrize("lemma", [SWAP, SIGN])
def test_the_halves_hold_together_at_their_level(lemma: str) -> None:
    """G and the generalization gap have atoms just beyond their quantiles, and limits fail at gap_alpha: joint errors <= alpha."""
    delta, alpha, slack, R, runs = Fraction(1, 4), Fraction(1, 10), Fraction(1, 10), 60, 3000
    q = 2 * delta if lemma == SWAP else 1 - sign_threshold(delta)
    rng = np.random.default_rng(np.random.SeedSequence([7, len(lemma)]))
    wrong = mutant = 0
    for _ in range(runs):
        failed = rng.random(R) < float(slack)  # one test sample: both limits fail together
        big, wide = rng.random(R) < float(q), rng.random(R) < float(delta) + 1e-9
        gaps = np.where(big | failed, 0.9, 0.1)  # P(G >= 0.9) = q is not more than q: v = 0.9 is false
        gens = np.where(wide & ~failed, 0.5, 0.1)  # P(gen > 0.1) > delta: u = 0.1 is false
        found = certify_halves(list(gaps), list(gens), delta=delta, alpha=alpha, gap_alpha=slack, lemma=lemma)
        wrong += found.e_unif_alg_lower > Fraction(1, 2) or (found.e_gen_upper or 0) < Fraction(1, 2)
        forgot = certify_halves(list(gaps), list(gens), delta=delta, alpha=alpha, gap_alpha=0, lemma=lemma)
        mutant += forgot.e_unif_alg_lower > Fraction(1, 2) or (forgot.e_gen_upper or 0) < Fraction(1, 2)
    assert lower_limit(wrong, runs, RARE) <= alpha
    assert lower_limit(mutant, runs, RARE) > alpha  # the mutant takes the limits for the gaps


def test_the_square_lemma_for_every_set_of_the_cube_and_its_mutants() -> None:
    """u uniform on {-1, 1}^3, v_j = -u_j with probability 3/4: P(u in A, v in A) >= P(A)^4 for all 255 sets."""
    points = list(product((0, 1), repeat=3))
    flip = Fraction(3, 4)
    kernel = {(u, v): Fraction(1, 8) * _weight(u, v, flip) for u in points for v in points}
    always = {(u, v): Fraction(1, 8) * _weight(u, v, Fraction(1)) for u in points for v in points}
    broken = too_strong = 0
    for size in range(1, 9):
        for chosen in combinations(points, size):
            share = Fraction(size, 8)
            both = sum(kernel[u, v] for u in chosen for v in chosen)
            assert both >= share**4
            broken += sum(always[u, v] for u in chosen for v in chosen) < share**4  # the mutant: flip all
            too_strong += both < share**2  # the mutant: independent copies
    assert broken > 0 and too_strong > 0


def _weight(u: tuple[int, ...], v: tuple[int, ...], flip: Fraction) -> Fraction:
    weight = Fraction(1)
    for a, b in zip(u, v, strict=True):
        weight *= flip if a != b else 1 - flip
    return weight


def test_the_sign_lemma_from_probabilities_and_draws() -> None:
    assert sign_threshold("1/2") == Fraction(1, 16)
    need = demand("1/2", "0.01", "0.001", lemma=SIGN, both=False).lower
    gaps = [Fraction(7, 10)] * need
    assert sign_from_draws(gaps, "1/2", "0.01", gap_alpha="0.001").value == Fraction(7, 10)
    assert sign_from_draws(gaps[1:], "1/2", "0.01", gap_alpha="0.001").value == 0


@pytest.mark.parametrize("gap", [2.0, -1.5, float("nan"), float("inf"), Fraction(11, 10), "0.5", True])
def test_a_gap_outside_its_range_is_refused(gap: object) -> None:
    with pytest.raises(InvalidParameter, match=r"gap 1 is .*: it must be a number of \[-1, 1\]"):
        swap_from_draws([0.5, gap], "0.05", "0.01")  # type: ignore[list-item]


def test_the_demand_is_the_least_number_whose_equal_limits_certify() -> None:
    """q^R <= level: at powers that are met exactly, at the least R itself, and for every delta of a grid."""
    for q, R in product((Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(97, 100)), (1, 2, 7, 29, 140)):
        delta = 1 - q
        less = (Fraction(999_999, 1_000_000), 1 - Fraction(1, 2**250))  # the second is not told from 1 in the balls that count
        for alpha, wanted in ((q**R, R), *((q**R * share, R + 1) for share in less)):
            assert demand(delta, 2 * alpha, 0, lemma=SIGN).upper == wanted if 2 * alpha < 1 else True
    one = demand("1/4", "0.02", "0.01", lemma=SWAP)
    for R, level in ((one.upper, Fraction(1, 10)), (one.upper - 1, Fraction(1))):
        found = certify_halves([Fraction(9, 10)] * R, [Fraction(1, 10)] * R, delta="1/4", alpha="0.02", gap_alpha="0.01", lemma=SWAP)
        assert found.e_gen_upper == level and found.e_gen_rank == (R if level < 1 else 0)
    for R, alpha, slack in ((24, Fraction(1, 300), Fraction(1, 100)), (90, Fraction(1, 50), Fraction(0))):
        deltas = [Fraction(n, 40) for n in range(1, 40)]
        rooms = {d: max(1 - 2 * d, (1 - d) ** 4) for d in deltas}
        enough = [
            d for d in deltas if max(1 - rooms[d] + slack, 1 - d + slack) ** R <= alpha / 2 and 1 - d + slack < 1 > 1 - rooms[d] + slack
        ]
        assert carried(R, alpha, slack, grid=40) == enough != []


def test_a_level_that_is_met_exactly_is_carried() -> None:
    """At delta = 1/2 the sign lemma leaves q = 15/16: ten replicates carry (15/16)^10, and less they do not."""
    level = Fraction(15, 16) ** 10
    assert carried(10, level, 0, both=False, grid=2) == [Fraction(1, 2)]
    assert carried(10, level * Fraction(999, 1000), 0, both=False, grid=2) == carried(9, level, 0, both=False, grid=2) == []


def test_limits_that_use_up_delta_exactly_are_refused() -> None:
    gaps = [Fraction(1, 2)] * 40
    with pytest.raises(InvalidParameter, match="use up what delta"):
        certify_halves(gaps, gaps, delta="1/10", alpha="0.02", gap_alpha="1/10", lemma=SWAP)
    assert certify_halves(gaps, gaps, delta="1/10", alpha="0.02", gap_alpha="0.0999", lemma=SWAP).e_gen_rank == 0


@pytest.mark.parametrize(("gap", "u"), [(None, Fraction(1)), (0.0, Fraction(0)), (0.25, Fraction(1, 4))])
def test_a_certified_limit_of_zero_is_no_missing_one(gap: float | None, u: Fraction) -> None:
    """What is said of e_gen is the limit, or 1 where none was asked for."""
    several = None if gap is None else [gap] * 40
    found = certify_halves([0.5] * 40, several, delta="1/4", alpha="0.005", gap_alpha="0.005", lemma=SWAP)
    assert found.e_gen_at_most == u and (found.e_gen_upper is None) is (gap is None)
