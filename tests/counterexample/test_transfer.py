from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from uccheck.certificates.language import evaluate, table
from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.transfer import sign_threshold, swap_from_draws, swap_threshold
from uccheck.statistics.estimate import lower_limit

ALPHA = Fraction(1, 10**6)  # of every statistical test of this file
DELTAS = (Fraction(1, 20), Fraction(1, 8), Fraction(1, 4), Fraction(2, 5), Fraction(12, 25))


def room(rule: str, delta: Fraction, **at: Fraction | int) -> Fraction:
    """The right side of the rule's inequality in the frozen table: what a transfer lemma leaves to {G < v}."""
    said = table()["rules"][rule]["hypotheses"][-1]
    return evaluate(said[2], {"delta": delta, **{name: Fraction(value) for name, value in at.items()}}, {})[0]


@dataclass(frozen=True)
class FiniteSpace:
    """A finite space on which e_unif-alg is computed from its definition, subset by subset.

    n equally likely samples; deviation[i][j] = Lhat_{S_j}(h_{S_i}) - L_D(h_{S_i})."""

    deviation: tuple[tuple[Fraction, ...], ...]

    @property
    def n(self) -> int:
        return len(self.deviation)

    def e_unif_alg(self, delta: Fraction) -> Fraction:
        """The least e such that a set A of probability >= 1 - delta has |deviation| <= e on A x A."""
        worst = [[abs(x) for x in row] for row in self.deviation]
        size = next(k for k in range(1, self.n + 1) if Fraction(k, self.n) >= 1 - delta)
        return min(max(worst[i][j] for i in A for j in A) for A in combinations(range(self.n), size))

    def swap_bound(self, partner: np.ndarray, level: Fraction) -> Fraction:
        """sup{v >= 0 : P(G >= v) > level}, G the gap of S and its partner; 0 if there is none."""
        gaps = [self.deviation[i][partner[i]] for i in range(self.n)]
        return self._reached(gaps, lambda v: Fraction(sum(g >= v for g in gaps), self.n) > level)

    def simplex_bound(self, partners: list[np.ndarray], threshold: Fraction) -> Fraction:
        """sup{v >= 0 : P(min over a < c of the gap < v) < threshold}, S_a = partners[a](S)."""
        pairs = list(combinations(range(len(partners)), 2))
        gaps = [min(self.deviation[partners[a][i]][partners[c][i]] for a, c in pairs) for i in range(self.n)]
        return self._reached(gaps, lambda v: Fraction(sum(g < v for g in gaps), self.n) < threshold)

    @staticmethod
    def _reached(gaps: list[Fraction], holds: Callable[[Fraction], bool]) -> Fraction:
        return max((v for v in gaps if v > 0 and holds(v)), default=Fraction(0))


def random_space(rng: np.random.Generator, partners: list[np.ndarray]) -> FiniteSpace:
    """Small deviations everywhere except, mostly, at the pairs (partners[a](i), partners[c](i)), a < c."""
    n = len(partners[0])
    deviation = rng.integers(-2, 3, size=(n, n))
    for a, c in combinations(range(len(partners)), 2):
        for i in range(n):
            if rng.random() < 0.9:
                deviation[partners[a][i], partners[c][i]] = rng.integers(5, 10)
    return FiniteSpace(tuple(tuple(Fraction(int(x), 10) for x in row) for row in deviation))


def spaces(stream: int, k: int, count: int = 150) -> list[tuple[FiniteSpace, list[np.ndarray]]]:
    rng = np.random.default_rng(np.random.SeedSequence([stream, k]))
    found = []
    for _ in range(count):
        n = int(rng.integers(3, 9))
        partners = [np.arange(n), *(rng.permutation(n) for _ in range(k - 1))]
        found.append((random_space(rng, partners), partners))
    return found


def test_the_swap_lemma_on_finite_spaces_and_its_mutant() -> None:
    reached = broken = 0
    for space, (_, partner) in spaces(1, 2):
        for delta in DELTAS:
            truth = space.e_unif_alg(delta)
            bound = space.swap_bound(partner, 1 - swap_threshold(delta))
            assert bound <= truth
            reached += bound == truth
            broken += space.swap_bound(partner, delta) > truth  # the mutant: P(G >= v) > delta, not 2 delta
    assert reached > 50
    assert broken > 0


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_simplex_lemma_on_finite_spaces_and_its_mutants(k: int) -> None:
    reached = broken = 0
    for space, partners in spaces(2, k):
        for delta in (*DELTAS, Fraction(3, 5), Fraction(7, 10)):
            truth, threshold = space.e_unif_alg(delta), room("theorem-simplex", delta, k=k)
            bound = space.simplex_bound(partners, threshold)
            assert bound <= truth
            reached += bound == truth > 0
            broken += space.simplex_bound(partners, k * (1 - delta) / (k - 1)) > truth  # the 1 forgotten
    assert reached > 20
    assert broken > 0


def test_strictness_matters() -> None:
    """P(G >= v) = 2 delta exactly is not enough: half of each bad pair may be left out."""
    high, low = Fraction(9, 10), Fraction(1, 10)
    pairs = {(0, 1), (1, 0), (2, 3), (3, 2)}
    space = FiniteSpace(tuple(tuple(high if (i, j) in pairs else low for j in range(8)) for i in range(8)))
    assert space.e_unif_alg(Fraction(1, 4)) == low
    assert space.swap_bound(np.array([1, 0, 3, 2, 4, 5, 6, 7]), 1 - swap_threshold("1/4")) == low
    assert space.swap_bound(np.array([1, 0, 3, 2, 4, 5, 6, 7]), 1 - swap_threshold("1/4") - Fraction(1, 100)) == high


def test_the_deviation_is_that_of_one_order_of_each_pair() -> None:
    """The simplex lemma needs G >= v for a < c only: reversed pairs may be good."""
    n, partners = 3, [np.array([0, 1, 2]), np.array([1, 2, 0])]
    high, low = Fraction(9, 10), Fraction(0)
    space = FiniteSpace(tuple(tuple(high if j == (i + 1) % n else low for j in range(n)) for i in range(n)))
    assert space.simplex_bound(partners, room("theorem-simplex", Fraction(1, 4), k=2)) == high == space.e_unif_alg(Fraction(1, 4))


def test_thresholds() -> None:
    assert swap_threshold("0.05") == Fraction(9, 10) == room("theorem-simplex", Fraction(1, 20), k=2) == room("swap-lemma", Fraction(1, 20))
    assert room("theorem-simplex", Fraction(4, 5), k=8) == Fraction(3, 35)
    assert room("theorem-simplex", Fraction(7, 8), k=8) == 0  # the border is excluded
    assert sign_threshold("0.9") == Fraction(1, 10**4) == room("sign-lemma", Fraction(9, 10))
    power = Fraction(1, 10) ** 4  # at rho = 1/2 the exponent is 4
    assert power * (1 - Fraction(1, 10**30)) < room("theorem-c", Fraction(9, 10), rho=Fraction(1, 2)) <= power
    odd = room("theorem-c", Fraction(9, 10), rho=Fraction(123456789, 10**9))
    assert float(odd) == pytest.approx(0.1 ** (2 / (1 - 0.123456789)), rel=1e-12)


@pytest.mark.parametrize("rho", [0.2, 0.5, 0.8])
def test_the_cited_inequality_on_the_cube_and_its_mutant(rho: float) -> None:
    """For bits of correlation -rho, P(x in A, y in A) >= P(A)^(2/(1 - rho)) for each A in {-1, 1}^3."""
    points = np.array([[1 - 2 * (i >> b & 1) for b in range(3)] for i in range(8)])
    joint = np.prod((1 - rho * points[:, None, :] * points[None, :, :]) / 4, axis=2)
    broken = 0
    for size in range(1, 9):
        for A in combinations(range(8), size):
            both, one = joint[np.ix_(A, A)].sum(), size / 8
            assert both >= one ** (2 / (1 - rho)) * (1 - 1e-12)
            broken += both < one ** (2 / (1 + rho))  # the mutant: the sign of rho
    assert broken > 0


@pytest.mark.parametrize("rho", [0.2, 0.5, 0.8])
def test_the_cited_inequality_on_gaussian_half_lines(rho: float) -> None:
    from scipy.stats import multivariate_normal, norm

    for t in (-2.0, -1.0, -0.3, 0.5, 1.5):
        both = multivariate_normal.cdf([t, t], mean=[0, 0], cov=[[1, -rho], [-rho, 1]])
        assert both >= norm.cdf(t) ** (2 / (1 - rho)) * (1 - 1e-6)


def test_values_from_draws_fail_at_most_at_their_rate() -> None:
    """G uniform on (0, 1): sup{v : P(G >= v) > 2 delta} = 1 - 2 delta."""
    rng = np.random.default_rng(np.random.SeedSequence([4, 0]))
    delta, alpha, runs = Fraction(1, 8), Fraction(1, 10), 3000
    wrong = mutant = 0
    for _ in range(runs):
        gaps = [float(g) for g in rng.random(60)]
        wrong += swap_from_draws(gaps, delta, alpha).value > 1 - 2 * delta
        mutant += swap_from_draws(gaps, delta / 2, alpha).value > 1 - 2 * delta  # 2 delta -> delta
    assert lower_limit(wrong, runs, ALPHA) <= alpha
    assert lower_limit(mutant, runs, ALPHA) > alpha


def test_gaps_that_are_limits_themselves_cost_their_rate() -> None:
    """A draw passes its G with probability beta: then the order of the quantile must drop by beta."""
    rng = np.random.default_rng(np.random.SeedSequence([4, 1]))
    delta, beta, alpha, runs = Fraction(1, 8), Fraction(1, 5), Fraction(1, 10), 3000
    wrong = mutant = 0
    for _ in range(runs):
        true = rng.random(60)
        # The worst case: the least gaps of all are those that are overstated.
        gaps = [float(g) for g in np.where(true < float(beta), 1.0, true)]
        wrong += swap_from_draws(gaps, delta, alpha, gap_alpha=beta).value > 1 - 2 * delta
        mutant += swap_from_draws(gaps, delta, alpha).value > 1 - 2 * delta
    assert lower_limit(wrong, runs, ALPHA) <= alpha
    assert lower_limit(mutant, runs, ALPHA) > alpha


def test_the_result_keeps_its_inputs() -> None:
    gaps = [Fraction(i, 100) for i in range(1, 101)]
    found = swap_from_draws(gaps, "0.1", "0.01")
    assert (found.value, found.draws, found.rank) == (gaps[found.rank - 1], 100, 70)
    assert found.threshold == Fraction(4, 5)
    few = swap_from_draws(gaps[:2], "0.1", "0.01")
    assert (few.value, few.rank) == (0, 0)
    assert swap_from_draws([Fraction(-1, 2)] * 50, "0.1", "0.01").value == 0


def test_misuse() -> None:
    for call, message in [
        (lambda: swap_threshold("1/2"), "needs delta < 1/2, got 0.5"),
        (lambda: swap_threshold(0.05), "got the float"),  # type: ignore[arg-type]
        (lambda: swap_from_draws([0.5], "0.4", "0.01", gap_alpha="0.2").value, "lower gap_alpha"),
    ]:
        with pytest.raises(InvalidParameter, match=message):
            call()
