"""Other learners on the same data: weights from a kept solver, each solution checked, and the exact law of one of them.

Glossary
    Learner            a name, the weights that it learns from S, what it trusts, and whether it needs D >= m.
    one-step           the paper's: one gradient step of size 1 from w = 0.
    gradient-descent   STEPS steps of size 1/mean |x_i|^2 from w = 0 on the mean of log(1 + exp(-y_i w.x_i)).
    logistic           that loss, minimised from w = 0 until its gradient is below TOLERANCE; where S is separable no minimiser exists.
    max-margin         the least |w| with y_i w.x_i >= 1 for all i: the hard-margin support vector machine, without bias.
    minimum-norm       the least |w| with y_i w.x_i = 1 for all i: least squares of minimum norm.

The law of minimum-norm. With N = (z_1, .., z_m)' as in `law`, W = N N' and e = (1, .., 1): the signed data have the Gram matrix
G = (s/m) e e' + sigma^2 W, and w is the combination G^-1 e of them. With q = e' W^-1 e/sigma^2, Sherman and Morrison give
e' G^-1 e = q/(1 + q s/m), so that the signal's part of every margin is c = (q s/m)/(1 + q s/m), and |w2|^2 = q/(1 + q s/m)^2. W is
Wishart, hence m/(e' W^-1 e) = V ~ chi^2_{D - m + 1}, and q s/m = r D/V. Therefore

    every training margin is 1, every flipped one 2 c - 1: all of S^- is misclassified if and only if V >= r D,
    L_D(h_S) = Q(r D/sqrt(m V)),

the law of one step with T ~ chi^2_D replaced by V, and without its deviations zeta. `twin` says the same as two linear settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import minimize, nnls
from scipy.special import expit

from uccheck.core.errors import InvalidParameter
from uccheck.linear import law
from uccheck.linear.sample import Array, Sample, Trials, correlated_flip, draw, learn, margins, population_loss
from uccheck.linear.setting import LinearSetting

#: The names of the learners.
LearnerName = Literal["one-step", "gradient-descent", "logistic", "max-margin", "minimum-norm"]
STEPS = 10
TOLERANCE = 1e-6  # of the logistic loss's gradient; relative, of a margin that a solver was to reach
_SHORT = TOLERANCE**2  # of a margin of the separator: its weights are then right to 2 TOLERANCE of their length
MAX_LEARNED = 2**26  # numbers of a sample that a solver is given: half a gigabyte
_MOST_ITERATIONS = 10_000


class Unsolved(InvalidParameter):
    """A solver's answer is not what its learner is defined to be, so that nothing can be counted."""


@dataclass(frozen=True)
class Learner:
    """A deterministic function from samples to weights (K + D,)."""

    name: LearnerName
    fit: Callable[[Sample], Array]
    trusts: tuple[str, ...] = ()
    needs_full_rank: bool = False

    def require(self, setting: LinearSetting) -> None:
        """Refuse a setting in which the learner need not exist."""
        if self.needs_full_rank and setting.m > setting.D:
            raise InvalidParameter(
                f"the learner {self.name} needs D >= m, where the noises are independent and S is separable; "
                f"got m = {setting.m}, D = {setting.D}: take D >= {setting.m}, or another learner"
            )

    def require_drawable(self, setting: LinearSetting) -> None:
        """Refuse that, and a sample too large for a solver."""
        self.require(setting)
        numbers = setting.m * (setting.K + setting.D)
        if numbers > MAX_LEARNED:
            raise InvalidParameter(
                f"the learner {self.name} would be given m (K + D) = {numbers} numbers, more than {MAX_LEARNED}: take smaller m and D"
            )


def descend(sample: Sample) -> Array:
    """STEPS steps of gradient descent on the mean logistic loss, of size 1/mean |x_i|^2: scaling all x scales w inversely."""
    z = _signed(sample)
    size, w = 1 / float(np.mean(np.sum(z * z, axis=1))), np.zeros(z.shape[1])
    for _ in range(STEPS):
        w = w + size * (expit(-(z @ w)) @ z) / len(z)
    return w


def logistic(sample: Sample) -> Array:
    """The mean logistic loss minimised by L-BFGS from w = 0.  Raises: Unsolved if its gradient ends above TOLERANCE.

    Gradients lie in the span of the data, where L-BFGS works in orthonormal coordinates: it commutes with rotations.
    """
    basis, coordinates = np.linalg.qr(_signed(sample).T)
    z = coordinates.T

    def loss(v: Array) -> tuple[float, Array]:
        at = z @ v
        return float(np.mean(np.logaddexp(0, -at))), -(expit(-at) @ z) / len(z)

    options = {"gtol": TOLERANCE / 10, "ftol": 0, "maxiter": _MOST_ITERATIONS}
    v = np.asarray(minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options=options).x)
    ended = float(np.linalg.norm(loss(v)[1]))
    if not ended <= TOLERANCE:
        raise Unsolved(f"L-BFGS ended with a gradient of norm {ended:.3g}, above {TOLERANCE:g}: take another m, D or learner")
    return np.asarray(basis @ v)


def max_margin(sample: Sample) -> Array:
    """The hard-margin separator, from the point of least norm of the hull of the y_i x_i.  Raises: Unsolved for margins below 1.

    Over p >= 0, |Z'p|^2 + (sum p - 1)^2 is least on the ray of that point (non-negative least squares), and v = Z'p there has
    v.z_i >= |v|^2/sum p. The weights w = v sum p/|v|^2 have |w| = sum p/|v|, which no separator of margin 1 undercuts (weak duality), so
    that margins of at least 1 - e are a proof of optimality up to that factor. The separator w* of least length has w*.(w' - w*) >= 0 for
    w' = w/(1 - e), so that |w' - w*|^2 <= |w'|^2 - |w*|^2, about 2 e |w*|^2: the weights are off by the root of 2 e, not by e.
    """
    basis, triangle = np.linalg.qr(_signed(sample).T)
    target = np.zeros(len(triangle) + 1)
    target[-1] = 1
    p, _ = nnls(np.vstack([triangle, np.ones(triangle.shape[1])]), target, maxiter=100 * len(target))
    v = triangle @ p
    w = np.asarray(basis @ v) * (p.sum() / (v @ v))
    least = float(margins(w, sample).min())
    if not least >= 1 - _SHORT:
        raise Unsolved(f"the support vector machine ended with a margin {1 - least:.3g} short of 1: take a larger D, or another learner")
    return np.asarray(w)


def minimum_norm(sample: Sample) -> Array:
    """The weights of minimum norm that fit every label.  Raises: Unsolved if they do not."""
    w = np.asarray(np.linalg.lstsq(sample.x, sample.y, rcond=None)[0])
    farthest = float(np.max(np.abs(margins(w, sample) - 1)))
    if not farthest <= TOLERANCE:
        raise Unsolved(f"least squares ended with a margin {farthest:.3g} off 1, above {TOLERANCE:g}: take a larger D, or another learner")
    return w


LEARNERS: dict[str, Learner] = {
    learner.name: learner
    for learner in (
        Learner("one-step", learn),
        Learner("gradient-descent", descend),
        Learner("logistic", logistic, ("scipy's L-BFGS, its gradient checked",)),
        Learner("max-margin", max_margin, ("scipy's nnls, its margins checked",), needs_full_rank=True),
        Learner("minimum-norm", minimum_norm, ("numpy's lstsq, its margins checked",), needs_full_rank=True),
    )
}


def learner_named(name: str) -> Learner:
    """The learner of that name.  Raises: InvalidParameter for an unknown one."""
    if name not in LEARNERS:
        raise InvalidParameter(f"unknown learner {name!r}: choose one of {', '.join(LEARNERS)}")
    return LEARNERS[name]


def learned_trials(
    learner: Learner, setting: LinearSetting, n: int, rng: np.random.Generator, *, rho: float = 1, gamma: float = 0
) -> Trials:
    """The statistics of n trials of a learner from data in R^(K + D) alone; L_D^gamma(h_S) is that of a Gaussian margin, given w."""
    learner.require_drawable(setting)
    rows = [_learned_trial(learner, setting, child, rho, gamma) for child in rng.spawn(n)]
    return Trials(*np.array(rows, dtype=np.float64).reshape(n, 4).T)


def minimum_norm_trials(setting: LinearSetting, n: int, rng: np.random.Generator, *, rho: float = 1, gamma: float = 0) -> Trials:
    """The statistics of n trials of minimum-norm from its law, one number a trial.  Raises: InvalidParameter off rho = 1, gamma = 0."""
    require_law(setting, rho=rho, gamma=gamma)
    error, _ = twin(setting)
    V = 2 * rng.standard_gamma(error.D / 2, size=n)
    c = float(error.s) / (float(error.noise_variance) * V + float(error.s))
    return Trials(np.ones(n), 2 * c - 1, 2 * c - 1, law.population_loss(error, V))


def twin(setting: LinearSetting) -> tuple[LinearSetting, LinearSetting]:
    """(error, flip): L_D(h_S) of minimum-norm has the law of one step's in `error`; it misses all of S^- as often as one step in `flip`.

    D' = D - m + 1 and b' = b D'/D, so that r' D' = r D and T' is V; with m = 1 a flipped point is missed if and only if T' >= r' D'.
    Raises: InvalidParameter for D < m.
    """
    LEARNERS["minimum-norm"].require(setting)
    D = setting.D - setting.m + 1
    b = setting.b * D / setting.D
    return LinearSetting(setting.m, D, s=setting.s, b=b), LinearSetting(1, D, s=setting.s, b=b)


def require_law(setting: LinearSetting, *, rho: float, gamma: float) -> None:
    """Refuse what the law of minimum-norm does not speak of here."""
    LEARNERS["minimum-norm"].require(setting)
    if rho != 1 or gamma != 0:
        raise InvalidParameter(
            f"the law of minimum-norm is known here for the complete flip and the 0-1 loss, got rho = {rho:g}, gamma = {gamma:g}: "
            "use the sampler raw"
        )


def _learned_trial(learner: Learner, setting: LinearSetting, rng: np.random.Generator, rho: float, gamma: float) -> tuple[float, ...]:
    data, fresh = rng.spawn(2)
    S = draw(setting, data)
    w = learner.fit(S)
    flipped = margins(w, correlated_flip(setting, S, rho, fresh))
    return float(margins(w, S).min()), float(flipped.max()), float(flipped[0]), population_loss(w, setting, gamma)


def _signed(sample: Sample) -> Array:
    """Z: the rows y_i x_i, (m, K + D)."""
    return np.asarray(sample.y[:, None] * sample.x)
