from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from uccheck.core.errors import InvalidParameter
from uccheck.linear.events import one_flipped
from uccheck.linear.sample import (
    correlated_flip,
    direction,
    draw,
    empirical_loss,
    flip,
    gradient,
    learn,
    margins,
    objective,
    population_loss,
    ramp_loss,
    raw_errors,
    raw_trials,
    simplex,
)
from uccheck.linear.setting import Event, LinearSetting
from uccheck.statistics.estimate import interval

ALPHA = Fraction(1, 10**6)  # of every statistical test of this file


def generator(*key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(key))


def test_a_sample_is_the_papers_distribution() -> None:
    setting = LinearSetting(5000, 7, K=3, s="2.5", b=14)
    u = direction(setting)
    assert u @ u == pytest.approx(1 / setting.m)
    sample = draw(setting, generator(1))
    assert set(sample.y) == {-1.0, 1.0}
    assert np.allclose(sample.x1, np.sqrt(2.5) * sample.y[:, None] * u)
    # Each coordinate of sqrt(D/b) x2 is N(0, 1): its sum of squares is chi-square, at a level shared by the two sides.
    squares = np.sum(sample.x2**2) * 7 / 14
    spread = 6 * np.sqrt(2 * setting.m * 7)  # Bernstein: beyond six deviations with probability below 1e-6
    assert abs(squares - setting.m * 7) < spread
    assert sample.x.shape == (5000, 10)


@pytest.mark.parametrize("K", [1, 3])
def test_the_gradient_is_that_of_the_loss(K: int) -> None:
    """Central differences of sum_i y_i h(x_i), at zero and elsewhere; a wrong gradient is caught."""
    setting = LinearSetting(6, 9, K=K)
    rng = generator(2, K)
    sample = draw(setting, rng)
    for w in (np.zeros(K + 9), rng.standard_normal(K + 9)):
        steps = np.eye(K + 9) * 1e-3
        numeric = np.array([objective(w + e, sample) - objective(w - e, sample) for e in steps]) / 2e-3
        assert np.allclose(gradient(w, sample), numeric, rtol=1e-9, atol=1e-9)
        assert not np.allclose(gradient(w, sample) / 6, numeric, rtol=1e-3)  # the mean, not the sum
    assert np.allclose(learn(sample), numeric, rtol=1e-9, atol=1e-9)  # linear: the same gradient everywhere


def test_the_step_gives_the_stated_weights() -> None:
    setting = LinearSetting(8, 5, K=2)
    sample = draw(setting, generator(3))
    w = learn(sample)
    assert np.allclose(w[:2], setting.m * 2 * direction(setting))
    assert np.allclose(w[2:], (sample.y[:, None] * sample.x2).sum(axis=0))


def test_flips() -> None:
    setting = LinearSetting(8, 5)
    sample = draw(setting, generator(4))
    back = flip(flip(sample))
    assert np.array_equal(back.x2, sample.x2)
    assert np.array_equal(flip(sample).x2, -sample.x2)
    assert np.array_equal(correlated_flip(setting, sample, 1, generator(5)).x2, -sample.x2)
    w = learn(sample)
    assert np.allclose(margins(w, sample) + margins(w, flip(sample)), 2 * float(setting.s))


@pytest.mark.parametrize("case", ["correlated", "simplex"])
def test_partners_have_the_law_of_the_noise_and_the_correlation(case: str) -> None:
    setting, rho = LinearSetting(400, 500), 0.5
    rng = generator(6)
    if case == "correlated":
        first = draw(setting, rng)
        pairs = [(first, correlated_flip(setting, first, rho, rng))]
    else:
        a, b, c = simplex(setting, 3, rng)  # pairwise correlation -1/2
        pairs = [(a, b), (b, c), (a, c)]
    n, scale = 400 * 500, setting.D / 32
    for one, other in pairs:
        assert np.array_equal(one.y, other.y)
        assert np.array_equal(one.x1, other.x1)
        # n products of correlated normals: mean -rho, variance 1 + rho^2; five deviations are far below 1e-6
        assert np.sum(one.x2 * other.x2) * scale / n == pytest.approx(-rho, abs=5.2 * np.sqrt((1 + rho**2) / n))
        assert np.sum(other.x2**2) * scale / n == pytest.approx(1, abs=5.2 * np.sqrt(2 / n))


def test_ramp_loss_and_ties() -> None:
    margin = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
    assert ramp_loss(margin, 0).tolist() == [1, 1, 0, 0, 0, 0]
    assert ramp_loss(margin, 2).tolist() == [1, 1, 0.75, 0.5, 0, 0]
    setting = LinearSetting(4, 50)
    sample = draw(setting, generator(7))
    w = learn(sample)
    assert empirical_loss(w, sample, 3) == pytest.approx(np.mean(ramp_loss(margins(w, sample), 3)))


def test_population_losses_of_given_weights_against_fresh_points() -> None:
    """Fresh labelled points classified one by one: k errors of n must leave the 0-1 loss in its exact interval."""
    setting = LinearSetting(30, 400)
    rng = generator(8)
    w = learn(draw(setting, rng))
    fresh = margins(w, draw(setting, rng, 40_000))
    low, high = interval(int(np.sum(fresh <= 0)), 40_000, ALPHA)
    assert float(low) <= population_loss(w, setting) <= float(high)
    other = np.concatenate([1.2 * w[:1], w[1:]])  # other weights, another loss
    assert not float(low) <= population_loss(other, setting) <= float(high)
    for gamma in (1.0, 8.0, 20.0):
        losses = ramp_loss(fresh, gamma)  # Hoeffding, at ALPHA
        assert population_loss(w, setting, gamma) == pytest.approx(losses.mean(), abs=np.sqrt(np.log(2e6) / 8e4))


def test_the_population_ramp_loss_is_the_expected_loss() -> None:
    """E L^gamma(X) from its definition, X normal, in place of the integral of tail probabilities."""
    setting = LinearSetting(30, 40)
    w = learn(draw(setting, generator(9)))
    tau = np.sqrt(32 / 40) * np.linalg.norm(w[1:])
    for gamma in (0.3, 4.0, 30.0):
        ramp, _ = quad(lambda t, g=gamma: (1 - t / g) * norm.pdf(t, 4, tau), 0, gamma)
        assert population_loss(w, setting, gamma) == pytest.approx(norm.cdf(0, 4, tau) + ramp, rel=1e-9)


def test_raw_trials_do_not_depend_on_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks drawn twice are the same blocks; block by block is the same as all at once, up to rounding."""
    import uccheck.linear.sample as module

    setting = LinearSetting(50, 30)
    kept = raw_trials(setting, 4, generator(10), rho=0.5, gamma=2)
    monkeypatch.setattr(module, "_KEPT", 0)
    again = raw_trials(setting, 4, generator(10), rho=0.5, gamma=2)
    assert np.array_equal(kept.least_margin, again.least_margin)
    assert np.array_equal(kept.greatest_flipped, again.greatest_flipped)
    monkeypatch.setattr(module, "_BLOCK", 31 * 7)
    blocks = module._Blocks(setting, generator(11))
    assert [len(block.y) for block, _ in blocks] == [7] * 7 + [1]
    first, second = ([block.x2.sum() for block, _ in blocks] for _ in range(2))
    assert first == second


def test_raw_trials_are_the_statistics_of_their_samples() -> None:
    setting = LinearSetting(12, 30)
    found = raw_trials(setting, 1, generator(12), gamma=3)
    import uccheck.linear.sample as module

    block, _ = next(iter(module._Blocks(setting, generator(12).spawn(1)[0])))
    w = learn(block)
    assert found.least_margin[0] == pytest.approx(margins(w, block).min())
    assert found.first_flipped[0] == pytest.approx(margins(w, flip(block))[0])
    assert found.greatest_flipped[0] == pytest.approx(margins(w, flip(block)).max())
    assert found.population_loss[0] == pytest.approx(population_loss(w, setting, 3))
    assert raw_trials(setting, 0, generator(12)).least_margin.shape == (0,)


def test_events_of_trials() -> None:
    import uccheck.linear.sample as module

    trials = module.Trials(
        least_margin=np.array([2.0, 1.9, 5.0]),
        greatest_flipped=np.array([0.0, -1.0, 1e-9]),
        first_flipped=np.array([-1.0, 0.0, 0.1]),
        population_loss=np.array([0.1, 0.11, 0.0]),
    )
    occurred = {
        "all-flipped": [True, True, False],
        "one-flipped": [True, True, False],
        "training-margin": [True, False, True],
        "population-error": [True, False, True],
        "all-flipped-and-population-error": [True, False, False],
    }
    for name, expected in occurred.items():
        options = {"epsilon": "0.1"} if "population" in name else {"gamma": 2} if name == "training-margin" else {}
        assert trials.occurs(Event(name, **options)).tolist() == expected  # type: ignore[arg-type]


def test_errors_at_given_correlations_are_those_of_their_points() -> None:
    """Trial by trial with the same draws: c x2 + sqrt(1 - c^2) g in place of x2, with x1 and y as they are."""
    import uccheck.linear.sample as module

    setting, correlations = LinearSetting(3, 11, K=2), (-1.0, -0.8, -0.3, 0.0, 0.3, 0.8, 1.0)
    found = raw_errors(setting, 200, generator(14), correlations)
    assert found.shape == (200, 7) and 0 < found.sum() < found.size
    for row, child in zip(found, generator(14).spawn(200), strict=True):
        blocks = module._Blocks(setting, child)
        block = next(iter(blocks))[0]
        w, fresh = learn(block), module._noise(setting, child, 1)[0]
        for erred, c in zip(row, correlations, strict=True):
            moved = module.Sample(block.y[:1], block.x1[:1], (c * block.x2[0] + np.sqrt(1 - c**2) * fresh)[None])
            assert erred == (margins(w, moved)[0] <= 0)
    assert raw_errors(setting, 0, generator(14), correlations).shape == (0, 7)


@pytest.mark.parametrize("m", [1, 2, 5])
def test_errors_at_given_correlations_have_the_exact_law(m: int) -> None:
    """Correlation -rho is one flipped point; counts lie in exact intervals around its enclosure, and errors fall with c."""
    setting, n, rhos = LinearSetting(m, 10), 2000, ("1", "0.8", "0.3", "0")
    counts = raw_errors(setting, n, generator(15, m), [-float(rho) for rho in rhos] + [1.0]).sum(axis=0)
    for rho, k in zip(rhos, counts, strict=False):
        low, high = interval(int(k), n, ALPHA)
        value, _ = one_flipped(setting, Fraction(rho)).enclose(40)
        assert float(low) <= float(value.upper()) and float(value.lower()) <= float(high)
    assert counts[-1] < counts[0]


def test_limits_of_memory_and_of_work_count_every_coordinate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly the stated number of numbers is allowed, and one less is not: points times K + D."""
    import uccheck.linear.sample as module

    setting = LinearSetting(4, 7, K=3)
    tried = {
        "MAX_DRAWN": lambda: draw(setting, generator(16)),
        "MAX_RAW": lambda: (raw_trials(setting, 1, generator(16)), raw_errors(setting, 1, generator(16), [0.0])),
    }
    for limit, attempt in tried.items():
        monkeypatch.setattr(module, limit, 4 * 10)
        attempt()
        monkeypatch.setattr(module, limit, 4 * 10 - 1)
        with pytest.raises(InvalidParameter):
            attempt()
        monkeypatch.undo()
    monkeypatch.setattr(module, "MAX_DRAWN", 9 * 10)
    assert len(draw(setting, generator(16), 9).y) == 9
    with pytest.raises(InvalidParameter, match="10 points"):
        draw(setting, generator(16), 10)


def test_blocks_hold_as_many_points_as_fit_and_are_kept_if_all_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    import uccheck.linear.sample as module

    setting = LinearSetting(50, 30, K=2)
    for block, sizes in ((32 * 7, [7] * 7 + [1]), (32 * 8 - 1, [7] * 7 + [1]), (32 * 25, [25, 25]), (31, [1] * 50)):
        monkeypatch.setattr(module, "_BLOCK", block)
        for kept, whether in ((50 * 32, True), (50 * 32 - 1, False)):
            monkeypatch.setattr(module, "_KEPT", kept)
            blocks = module._Blocks(setting, generator(17))
            assert [len(each.y) for each, _ in blocks] == sizes
            assert (blocks.kept is not None) == whether


def test_the_population_ramp_loss_of_a_narrow_and_of_a_wide_margin() -> None:
    """Against the closed form (tau/gamma) (psi((gamma - s)/tau) - psi(-s/tau)), psi(z) = z Phi(z) + phi(z), from steps to near lines."""

    def psi(z: float) -> float:
        return float(z * norm.cdf(z) + norm.pdf(z))

    setting = LinearSetting(30, 40)
    w = learn(draw(setting, generator(18)))
    for shrink in (1e-4, 1e-2, 1.0, 30.0):
        v = np.concatenate([w[:1], shrink * w[1:]])
        tau = np.sqrt(32 / 40) * np.linalg.norm(v[1:])
        for gamma in (1e-3, 3.0, 4.0, 5.0, 400.0):
            truth = tau / gamma * (psi((gamma - 4) / tau) - psi(-4 / tau))
            assert population_loss(v, setting, gamma) == pytest.approx(truth, rel=1e-7, abs=1e-10)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidParameter, match=r"1000000 points in R\^30001 do not fit in memory"):
        draw(LinearSetting(10**6, 30000), generator(13))
    with pytest.raises(InvalidParameter, match="use the sampler law"):
        raw_trials(LinearSetting(10**9, 10**12), 1, generator(13))
