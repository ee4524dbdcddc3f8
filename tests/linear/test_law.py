from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import chi2, ks_2samp, norm

import uccheck.linear.law as law
from uccheck.core.errors import InvalidParameter
from uccheck.linear.sample import Array, correlated_flip, draw, learn, margins, raw_trials
from uccheck.linear.sample import population_loss as loss_of_weights
from uccheck.linear.setting import Event, LinearSetting
from uccheck.statistics.estimate import interval

ALPHA = Fraction(1, 10**4)  # of each family of two-sample tests below, shared equally by its members
CASES = [(20, 200, 2000), (50, 800, 800), (200, 6000, 100)]


def generator(*key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(key))


def statistics(M: Array, N: Array, loss: Array) -> dict[str, Array]:
    """Functions of the joint law of the margins (n, m), the flipped margins (n, m) and the loss (n,)."""
    return {
        "first margin": M[:, 0],
        "mean margin": M.mean(axis=1),
        "least margin": M.min(axis=1),
        "difference of two": M[:, 0] - M[:, -1],
        "first flipped": N[:, 0],
        "greatest flipped": N.max(axis=1),
        "share flipped": (N <= 0).mean(axis=1),
        "margin and its flip": M[:, 0] + N[:, 0],
        "margin and another's flip": M[:, 0] + N[:, -1],
        "spread": M.std(axis=1),
        "loss": loss,
        "loss and mean margin": loss * M.mean(axis=1),
    }


def from_data(setting: LinearSetting, n: int, rho: float, rng: np.random.Generator) -> dict[str, Array]:
    M, N, loss = [], [], []
    for _ in range(n):
        sample = draw(setting, rng)
        w = learn(sample)
        M.append(margins(w, sample))
        N.append(margins(w, correlated_flip(setting, sample, rho, rng)))
        loss.append(loss_of_weights(w, setting))
    return statistics(np.array(M), np.array(N), np.array(loss))


def from_law(setting: LinearSetting, n: int, rho: float, rng: np.random.Generator, mutant: str = "none") -> dict[str, Array]:
    T = 2 * rng.standard_gamma(setting.D / 2, size=n)
    zeta, eta = rng.standard_normal((2, n, setting.m))
    if mutant == "T has 1.1 D degrees of freedom":
        T = 2 * rng.standard_gamma(1.1 * setting.D / 2, size=n)
    if mutant == "zeta is not centred":
        zeta = np.concatenate([zeta, -zeta], axis=1)  # whose mean is zero
    if mutant == "the fresh noise is the old":
        eta = zeta
    fresh = None if rho == 1 or mutant == "no fresh noise" else eta
    M, N = law.margins(setting, T, zeta)[:, : setting.m], law.flipped_margins(setting, T, zeta, rho=rho, eta=fresh)
    return statistics(M, N[:, : setting.m], law.population_loss(setting, T))


def rejected(first: dict[str, Array], second: dict[str, Array]) -> list[str]:
    """The statistics whose two-sample Kolmogorov-Smirnov test rejects, at ALPHA over the family.

    Rounded first: what is constant in theory must not differ by its last bits.
    """
    level = float(ALPHA) / len(first)
    tests = {name: ks_2samp(first[name].round(9), second[name].round(9), method="asymp").pvalue for name in first}
    return [name for name, p in tests.items() if p < level]


@pytest.mark.parametrize(("m", "D", "n"), CASES)
@pytest.mark.parametrize("rho", [1.0, 0.5])
def test_the_exact_law_agrees_with_data(m: int, D: int, n: int, rho: float) -> None:
    setting = LinearSetting(m, D)
    raw = from_data(setting, n, rho, generator(20, m, int(10 * rho)))
    exact = from_law(setting, 5 * n, rho, generator(21, m, int(10 * rho)))
    assert rejected(raw, exact) == []


@pytest.mark.parametrize(
    ("mutant", "rho"),
    [
        ("T has 1.1 D degrees of freedom", 1.0),
        ("zeta is not centred", 1.0),
        ("the fresh noise is the old", 0.5),
        ("no fresh noise", 0.5),
        ("none", 1.0),
        ("none", 0.5),
    ],
)
def test_wrong_laws_are_rejected_and_the_right_one_is_not(mutant: str, rho: float) -> None:
    setting = LinearSetting(6, 40)
    raw = from_data(setting, 3000, rho, generator(22, int(10 * rho)))
    exact = from_law(setting, 15_000, rho, generator(23, int(10 * rho)), mutant)
    assert (rejected(raw, exact) == []) is (mutant == "none")


@pytest.mark.parametrize("change", ["root", "variance", "loss"])
def test_wrong_constants_are_rejected(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting, rng = LinearSetting(6, 40), generator(24)
    raw = from_data(setting, 3000, 1, rng)
    if change == "root":
        monkeypatch.setattr(law, "_root", lambda setting, T: np.sqrt((setting.m - 1) * T))
    if change == "variance":
        monkeypatch.setattr(law, "_noise_variance", lambda setting: 1.05 * float(setting.noise_variance))
    if change == "loss":
        monkeypatch.setattr(law, "population_loss", lambda setting, T: norm.sf(setting.D / 7.5 / np.sqrt(setting.m * T)))
    assert rejected(raw, from_law(setting, 15_000, 1, rng)) != []


def test_the_false_alarm_rate_of_the_comparison() -> None:
    """Twenty other seeds pass: were the law wrong or the test too strict, this would not hold."""
    setting = LinearSetting(6, 40)
    for seed in range(20):
        raw = from_data(setting, 200, 1, generator(25, seed))
        assert rejected(raw, from_law(setting, 1000, 1, generator(26, seed))) == []


@pytest.mark.parametrize("rho", [1.0, 0.5])
def test_the_sampler_is_the_law(rho: float) -> None:
    """`law_trials` keeps minima and means only; `margins` keeps everything."""
    setting, n = LinearSetting(30, 300), 4000
    trials = law.law_trials(setting, n, generator(27, int(10 * rho)), rho=rho)
    rng = generator(28, int(10 * rho))
    T = 2 * rng.standard_gamma(setting.D / 2, size=n)
    zeta, eta = rng.standard_normal((2, n, setting.m))
    M = law.margins(setting, T, zeta)
    N = law.flipped_margins(setting, T, zeta, rho=rho, eta=None if rho == 1 else eta)
    pairs = {
        "least": (trials.least_margin, M.min(axis=1)),
        "greatest": (trials.greatest_flipped, N.max(axis=1)),
        "first": (trials.first_flipped, N[:, 0]),
        "least and greatest": (trials.least_margin + trials.greatest_flipped, M.min(axis=1) + N.max(axis=1)),
        "first in the greatest": (
            trials.greatest_flipped - trials.first_flipped,
            N.max(axis=1) - N[:, 0],
        ),
        "loss": (trials.population_loss, law.population_loss(setting, T)),
        "loss and first": (
            trials.population_loss * trials.first_flipped,
            law.population_loss(setting, T) * N[:, 0],
        ),
    }
    assert rejected({k: v[0] for k, v in pairs.items()}, {k: v[1] for k, v in pairs.items()}) == []


def test_blocks_of_deviates_do_not_change_the_extremes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn in slices of columns, mean, minima and first deviate are those of the whole row."""
    rng = generator(29)
    mean, least, mixed, first = law._extremes(1000, 3, 1.0, rng)
    whole = generator(29).standard_normal((3, 1000))
    assert np.allclose([mean, least, mixed, first], [whole.mean(1), whole.min(1), whole.min(1), whole[:, 0]])
    monkeypatch.setattr(law, "_BLOCK", 64)
    mean, least, mixed, first = law._extremes(1000, 1, 0.6, generator(30))
    rng, parts, mixes = generator(30), [], []
    for start in range(0, 1000, 64):
        zeta = rng.standard_normal(min(64, 1000 - start))
        parts.append(zeta)
        mixes.append(0.6 * zeta - 0.8 * rng.standard_normal(len(zeta)))
    zeta, xi = np.concatenate(parts), np.concatenate(mixes)
    assert np.allclose([mean[0], least[0], mixed[0], first[0]], [zeta.mean(), zeta.min(), xi.min(), xi[0]])


@pytest.mark.parametrize("rho", [1, "0.5"])
def test_both_samplers_agree_on_every_event(rho: int | str) -> None:
    """At (20, 200) no event but the first is rare: the exact intervals of raw and law overlap, each at ALPHA/20."""
    setting, n = LinearSetting(20, 200), 2000
    options = {"rho": float(Fraction(rho)), "gamma": 4.0}
    raw = raw_trials(setting, n, generator(31, int(10 * options["rho"])), **options)
    exact = law.law_trials(setting, 5 * n, generator(32, int(10 * options["rho"])), **options)
    for event in (
        Event("all-flipped", rho=rho),
        Event("one-flipped", rho=rho),
        Event("training-margin", gamma=4),
        Event("population-error", epsilon="0.42", gamma=4),
        Event("all-flipped-and-population-error", epsilon="0.43", gamma=4, rho=rho),
    ):
        k, more = int(raw.occurs(event).sum()), int(exact.occurs(event).sum())
        low, high = interval(k, n, ALPHA / 20)
        below, above = interval(more, 5 * n, ALPHA / 20)
        assert max(low, below) <= min(high, above)
        assert 0 < more < 5 * n


def test_losses_given_T_against_quadrature() -> None:
    """The closed form for gamma > 0 against E L^gamma(X), X ~ N(s, tau^2), over widths on both sides of its switch."""
    for m, D, gamma in product((1, 40, 3000), (30, 5000), (1e-3, 0.1, 1.0, 4.0, 8.0, 9.0, 50.0, 1e4)):
        setting = LinearSetting(m, D)
        for T in (0.5 * D, float(D), 1.7 * D):
            tau = 32 / D * np.sqrt(m * T)
            knots = sorted({float(np.clip(4 + j * tau, 0, gamma)) for j in (-8, -2, 0, 2, 8)} - {0.0, gamma})
            ramp, _ = quad(lambda t, g=gamma, tau=tau: (1 - t / g) * norm.pdf(t, 4, tau), 0, gamma, points=knots or None, limit=200)
            expected = norm.cdf(0, 4, tau) + ramp
            assert law.population_loss(setting, np.array([T]), gamma)[0] == pytest.approx(expected, rel=1e-8, abs=1e-13)


def test_the_ramp_loss_at_small_probabilities_keeps_its_digits() -> None:
    """Against the same closed form at 60 digits."""
    import mpmath

    def phi_integral(x: mpmath.mpf) -> mpmath.mpf:
        return x * mpmath.ncdf(x) + mpmath.npdf(x)

    for m, D, gamma in product((10, 100, 1000), (3000, 60_000), (0.01, 0.5, 2.0, 3.9, 4.1)):
        setting = LinearSetting(m, D)
        with mpmath.workdps(400):
            tau = mpmath.mpf(32) / D * mpmath.sqrt(m * D)
            expected = tau / gamma * (phi_integral((gamma - 4) / tau) - phi_integral(-4 / tau))
            expected = float(expected)
        if expected > 1e-290:
            assert law.population_loss(setting, np.array([float(D)]), gamma)[0] == pytest.approx(expected, rel=1e-10)


def test_the_loss_rises_with_T_up_to_twice_the_signal() -> None:
    setting = LinearSetting(50, 400)
    T = np.linspace(100, 1000, 300)
    for gamma in ("0", "1", "7.9", "8.1", "20", "500"):
        slope = np.diff(law.population_loss(setting, T, float(gamma)))
        assert np.all(slope > 0) if law.population_loss_increases(setting, gamma) else np.all(slope < 0)
    assert np.allclose(law.population_loss(setting, T, 8.0), 0.5, atol=1e-14)
    assert law.population_loss_increases(setting, 8)


@pytest.mark.parametrize("gamma", ["0", "3", "40"])
def test_quantiles_of_the_population_loss_against_data(gamma: str) -> None:
    setting, n = LinearSetting(20, 100), 3000
    losses = raw_trials(setting, n, generator(33), gamma=float(gamma)).population_loss
    for delta in ("0.1", "0.5"):
        within = int(np.sum(losses <= law.e_gen_upper(setting, delta, gamma)))
        low, high = interval(within, n, ALPHA / 10)
        assert float(low) <= 1 - float(delta) <= float(high)
    if gamma == "0":
        quantile = law.population_loss_quantile(setting, "0.9")
        assert quantile == pytest.approx(norm.sf(100 / 8 / np.sqrt(20 * chi2.ppf(0.9, 100))))
    with pytest.raises(InvalidParameter):
        law.e_gen_upper(setting, 0.1)  # type: ignore[arg-type]


def test_any_size_is_sampled_in_bounded_memory() -> None:
    trials = law.law_trials(LinearSetting(10**6, 10**9), 2, generator(34), rho=0.5)
    assert np.all(np.isfinite(trials.greatest_flipped))
    assert np.all(trials.least_margin > 0)
    assert law.law_trials(LinearSetting(3, 5), 0, generator(34)).least_margin.shape == (0,)
    one = law.law_trials(LinearSetting(1, 50), 100, generator(34))
    assert np.allclose(one.least_margin + one.greatest_flipped, 8)


@pytest.mark.parametrize("D", [1, 2, 7, 400])
@pytest.mark.parametrize("tail", ["1e-30", "0.001", "0.3", "0.5"])
def test_quantiles_of_T_keep_their_digits_in_both_tails(D: int, tail: str) -> None:
    """The smaller tail beyond the quantile is the one asked for, also where 1 - share is 1 to double precision."""
    import mpmath

    with mpmath.workdps(40):
        low, high = (mpmath.mpf(law._chi2_quantile(D, share)) / 2 for share in (Fraction(tail), 1 - Fraction(tail)))
        below = mpmath.gammainc(mpmath.mpf(D) / 2, 0, low, regularized=True)
        above = mpmath.gammainc(mpmath.mpf(D) / 2, high, mpmath.inf, regularized=True)
        assert float(below) == pytest.approx(float(tail), rel=1e-9, abs=0)
        assert float(above) == pytest.approx(float(tail), rel=1e-9, abs=0)
