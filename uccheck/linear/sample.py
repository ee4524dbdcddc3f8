"""Data of the linear setting in R^(K + D): draw, learn, flip, measure; and the sampler `raw` made of nothing else.

Glossary
    Sample             y: (m,), x1: (m, K), x2: (m, D).
    draw, learn        S, and h_S: one gradient step of size 1 from w = 0 on sum_i y_i h(x_i).
    flip               S^-: every x2_i becomes -x2_i.
    correlated_flip    every x2_i becomes -rho x2_i + sqrt(1 - rho^2) g_i.
    raw_trials         the statistics of `Trials`, from data alone: no formula is shared with `law`.
    raw_errors         whether h_S errs on points at given correlations with a training point, from data alone.

A weight vector w: (K + D,) is h(x) = w.x; a margin is y h(x).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.linear.setting import Event, LinearSetting

Array = NDArray[np.float64]

MAX_DRAWN = 2**31  # numbers that one sample may have in memory
MAX_RAW = 10**11  # numbers that one raw trial may draw
_BLOCK = 2**18  # numbers drawn at a time by `raw_trials`: about what fits in a core's cache
_KEPT = 2**25  # numbers that `raw_trials` keeps between its two passes; more are drawn again


@dataclass(frozen=True, eq=False)
class Sample:
    """m labelled points: y: (m,) of -1 and +1, x1: (m, K) the signal, x2: (m, D) the noise."""

    y: Array
    x1: Array
    x2: Array

    @property
    def x(self) -> Array:
        """The points x: (m, K + D)."""
        return np.hstack([self.x1, self.x2])


@dataclass(frozen=True, eq=False)
class Trials:
    """n independent trials, each statistic an array (n,).

    The least training margin, the greatest flipped margin, the flipped margin of the first point, and L_D^gamma(h_S).
    """

    least_margin: Array
    greatest_flipped: Array
    first_flipped: Array
    population_loss: Array

    def occurs(self, event: Event) -> NDArray[np.bool_]:
        """In which trials the event occurred; a flipped margin of 0 is an error."""
        if event.name == "one-flipped":
            return self.first_flipped <= 0
        if event.name == "training-margin":
            return self.least_margin >= float(event.gamma)
        flipped, small = self.greatest_flipped <= 0, np.ones(len(self.least_margin), dtype=bool)
        if event.epsilon is not None:
            small = self.population_loss <= float(event.epsilon)
        return flipped & small if event.about_flip else small


def direction(setting: LinearSetting) -> Array:
    """u: (K,) with |u|^2 = 1/m, all coordinates equal."""
    return np.full(setting.K, (setting.m * setting.K) ** -0.5)


def draw(setting: LinearSetting, rng: np.random.Generator, points: int | None = None) -> Sample:
    """S: m points (or `points` of them) of the linear setting.

    Raises: InvalidParameter if they do not fit in memory.
    """
    n = setting.m if points is None else points
    if n * (setting.K + setting.D) > MAX_DRAWN:
        raise InvalidParameter(f"{n} points in R^{setting.K + setting.D} do not fit in memory: use the sampler `law`, or smaller m and D")
    y: Array = 2.0 * rng.integers(0, 2, size=n).astype(np.float64) - 1.0
    x1 = float(setting.s) ** 0.5 * np.outer(y, direction(setting))
    return Sample(y, x1, _noise(setting, rng, n))


def objective(w: Array, sample: Sample) -> float:
    """sum_i y_i h_w(x_i), which the learner's step increases."""
    return float(np.sum(margins(w, sample)))


def gradient(w: Array, sample: Sample) -> Array:
    """The gradient of `objective` at w: (K + D,), by the chain rule through the margins y_i w.x_i."""
    upstream = np.ones_like(margins(w, sample))  # of the sum, with respect to each margin
    signed = upstream * sample.y  # with respect to each h(x_i)
    return np.concatenate([signed @ sample.x1, signed @ sample.x2])


def learn(sample: Sample) -> Array:
    """h_S as weights (K + D,): one full-batch gradient step of size 1 from w = 0."""
    start = np.zeros(sample.x1.shape[1] + sample.x2.shape[1])
    return start + gradient(start, sample)


def margins(w: Array, sample: Sample) -> Array:
    """y_i w.x_i: (m,)."""
    K = sample.x1.shape[1]
    return sample.y * (sample.x1 @ w[:K] + sample.x2 @ w[K:])


def flip(sample: Sample) -> Sample:
    """S^-: the noise reversed; it has the law of S, and flipping twice gives S back."""
    return Sample(sample.y, sample.x1, -sample.x2)


def correlated_flip(setting: LinearSetting, sample: Sample, rho: float, rng: np.random.Generator) -> Sample:
    """x2' = -rho x2 + sqrt(1 - rho^2) g with fresh noise g: it has the law of S; rho = 1 is the flip, exactly."""
    if rho == 1:
        return flip(sample)
    fresh = _noise(setting, rng, len(sample.y))
    return Sample(sample.y, sample.x1, -rho * sample.x2 + (1 - rho * rho) ** 0.5 * fresh)


def simplex(setting: LinearSetting, k: int, rng: np.random.Generator) -> tuple[Sample, ...]:
    """S_1..S_k, each of the law of S, with the same y and x1, and noises of pairwise correlation -1/(k - 1).

    x2^(a) = sqrt(k/(k - 1)) (g^(a) - mean of g over a): any two are a correlated flip of strength 1/(k - 1).
    """
    first = draw(setting, rng)
    fresh = np.stack([_noise(setting, rng, setting.m) for _ in range(k)])
    noises = (k / (k - 1)) ** 0.5 * (fresh - fresh.mean(axis=0))
    return tuple(Sample(first.y, first.x1, noise) for noise in noises)


def ramp_loss(margin: Array, gamma: float) -> Array:
    """L^gamma: 1 for margins <= 0, 1 - margin/gamma on (0, gamma), 0 from gamma on; the 0-1 loss for gamma = 0."""
    if gamma == 0:
        return np.asarray(margin <= 0, dtype=np.float64)
    return np.asarray(np.clip(1 - margin / gamma, 0.0, 1.0))


def empirical_loss(w: Array, sample: Sample, gamma: float = 0) -> float:
    """Lhat_S^gamma(h_w), the mean ramp loss over the sample."""
    return float(np.mean(ramp_loss(margins(w, sample), gamma)))


def population_loss(w: Array, setting: LinearSetting, gamma: float = 0) -> float:
    """L_D^gamma(h_w) for a fixed w: the margin of a fresh point is a Gaussian, since h_w is linear and x2 Gaussian.

    For gamma > 0, E L^gamma(X) = (1/gamma) int_0^gamma P(X <= t) dt by quadrature; `law` has a closed form instead.
    """
    from scipy.integrate import quad
    from scipy.special import ndtr

    mean = float(setting.s) ** 0.5 * float(w[: setting.K] @ direction(setting))
    deviation = (float(setting.noise_variance)) ** 0.5 * float(np.linalg.norm(w[setting.K :]))
    if gamma == 0:
        return float(ndtr(-mean / deviation))
    knots = [t for t in (mean + j * deviation for j in (-6, 0, 6)) if 0 < t < gamma]
    value, _ = quad(lambda t: ndtr((t - mean) / deviation), 0, gamma, points=knots or None, limit=200)
    return float(value / gamma)


def raw_trials(setting: LinearSetting, n: int, rng: np.random.Generator, *, rho: float = 1, gamma: float = 0) -> Trials:
    """The statistics of n trials by drawing all m points of each in R^(K + D), in blocks, so that memory stays bounded.

    Raises: InvalidParameter if one trial would draw more than MAX_RAW numbers.
    """
    _require_raw(setting)
    rows = [_raw_trial(setting, child, rho, gamma) for child in rng.spawn(n)]
    return Trials(*np.array(rows, dtype=np.float64).reshape(n, 4).T)


def raw_errors(setting: LinearSetting, n: int, rng: np.random.Generator, correlations: Sequence[float]) -> NDArray[np.bool_]:
    """(n, len(correlations)): in n trials, whether h_S misclassifies the first point with its noise x2 replaced by c x2 + sqrt(1 - c^2) g.

    g is fresh noise of x2's law, one a trial: c = 1 is the training point, c = 0 a fresh point of its label, c = -1 its flip.
    Raises: InvalidParameter if one trial would draw more than MAX_RAW numbers.
    """
    _require_raw(setting)
    rows = [_raw_error(setting, child, correlations) for child in rng.spawn(n)]
    return np.array(rows, dtype=bool).reshape(n, len(correlations))


def _raw_error(setting: LinearSetting, rng: np.random.Generator, correlations: Sequence[float]) -> NDArray[np.bool_]:
    blocks = _Blocks(setting, rng)
    w = _learned(setting, blocks)
    block, _ = next(iter(blocks))
    own, fresh = block.x2[0], _noise(setting, rng, 1)[0]
    x2 = np.stack([c * own + (1 - c * c) ** 0.5 * fresh for c in correlations])
    first = np.zeros(len(correlations), dtype=int)
    return ramp_loss(margins(w, Sample(block.y[first], block.x1[first], x2)), 0) == 1


def _learned(setting: LinearSetting, blocks: _Blocks) -> Array:
    """h_S as weights, block by block."""
    start = np.zeros(setting.K + setting.D)
    return sum((gradient(start, block) for block, _ in blocks), start=start)


def _raw_trial(setting: LinearSetting, rng: np.random.Generator, rho: float, gamma: float) -> tuple[float, ...]:
    blocks = _Blocks(setting, rng)
    w = _learned(setting, blocks)
    least, greatest, first = np.inf, -np.inf, None
    for block, fresh in blocks:
        flipped = margins(w, correlated_flip(setting, block, rho, fresh))
        least, greatest = min(least, margins(w, block).min()), max(greatest, flipped.max())
        first = flipped[0] if first is None else first
    return least, greatest, float(first or 0.0), population_loss(w, setting, gamma)


def _require_raw(setting: LinearSetting) -> None:
    drawn = setting.m * (setting.K + setting.D)
    if drawn > MAX_RAW:
        raise InvalidParameter(f"the sampler raw would draw {drawn} numbers a trial, too many: use the sampler law")


class _Blocks:
    """The points of one sample, block by block, the same in every pass; kept in memory only if they are few."""

    def __init__(self, setting: LinearSetting, rng: np.random.Generator) -> None:
        width = setting.K + setting.D
        self.setting = setting
        self.size = max(1, _BLOCK // width)
        root = cast(np.random.SeedSequence, rng.bit_generator.seed_seq)
        self.seeds = [seed.spawn(2) for seed in root.spawn(-(-setting.m // self.size))]
        self.kept: list[Sample] | None = [] if setting.m * width <= _KEPT else None

    def __iter__(self) -> Iterator[tuple[Sample, np.random.Generator]]:
        for index, (seed, fresh) in enumerate(self.seeds):
            yield self._block(index, seed), np.random.default_rng(fresh)

    def _block(self, index: int, seed: np.random.SeedSequence) -> Sample:
        if self.kept is not None and index < len(self.kept):
            return self.kept[index]
        count = min(self.size, self.setting.m - index * self.size)
        block = draw(self.setting, np.random.default_rng(seed), count)
        if self.kept is not None:
            self.kept.append(block)
        return block


def _noise(setting: LinearSetting, rng: np.random.Generator, n: int) -> Array:
    noise = rng.standard_normal((n, setting.D))
    noise *= float(setting.noise_variance) ** 0.5
    return noise
