"""The search for the witnesses of a kernel certificate: floating point, untrusted, rounded to rationals at the end.

The formulas are those of proofs/coq/Constants.v; nothing here is believed, Coq checks what it finds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

#: Relative slack between what the search finds and what Coq is asked to prove.
SLACK = 1e-7
#: Below exp(FAR) the population loss is bounded by an exponential with a capped argument.
FAR = -200.0
#: sqrt(2 pi) from both sides, as TailReal.v proves it.
NORMALISER, NORMALISER_ABOVE = 2.50662, 2.50664


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The numbers that the statement is about, exact."""

    m: int
    D: int
    delta: Fraction
    gamma: Fraction
    s: Fraction = Fraction(4)
    b: Fraction = Fraction(32)

    @property
    def r(self) -> float:
        """s/b, the share of the flip's margin that the signal takes."""
        return float(self.s / self.b)


@dataclass(frozen=True, kw_only=True)
class LossBound:
    """A bound on the population loss and how Coq is to prove it.

    shape   tail: Sampford's bound; middle: 1/2 minus an integral >= c up to y; far: an exponential with argument -far.
    """

    shape: str
    value: Fraction
    y: Fraction = Fraction(0)
    c: Fraction = Fraction(0)
    far: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Generalizing:
    """Rationals for e_gen <= loss.value: the tolerated excess alpha of |w2|^2 and the cap of its exponent."""

    alpha: Fraction
    loss: LossBound
    cap_long: Fraction


@dataclass(frozen=True, kw_only=True)
class Vacuity:
    """Rationals for e_unif-alg >= 1 - e1 - loss.value, by the flip (kappa = 1 - 2 delta) or by signs ((1 - delta)^4).

    `complete`: e1 = 1/m, so that no flipped point is right and e_unif-alg >= 1 - loss.value (theorem A).
    """

    pair: str
    tau: Fraction
    alpha: Fraction
    e1: Fraction
    loss: LossBound
    cap_long: Fraction
    cap_flip: Fraction
    complete: bool = False

    @property
    def value(self) -> Fraction:
        """What is lost of 1."""
        return self.loss.value if self.complete else self.e1 + self.loss.value


def excess(D: int, ln_p: float) -> float:
    """The alpha at which Chernoff's bound on P(|w2|^2 > b m (1 + alpha)) is exp(ln_p), from above."""
    need = -2 * ln_p / D
    low, high = 0.0, need + 2 * math.sqrt(need) + 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _gap(middle) < need else (low, middle)
    return high * (1 + SLACK)


def _gap(alpha: float) -> float:
    """alpha - ln(1 + alpha), without cancellation for small alpha."""
    if alpha > 0.01:
        return alpha - math.log1p(alpha)
    return sum((-alpha) ** k / k for k in range(2, 10))


def scale(instance: Instance, alpha: float) -> float:
    """x with population loss <= Q(x) where |w2|^2 <= b m (1 + alpha)."""
    return float(instance.s - instance.gamma) / float(instance.b) * math.sqrt(instance.D / (instance.m * (1 + alpha)))


def ln_sampford(x: float) -> float:
    """ln of Sampford's bound on Q(x)."""
    return math.log(4 / (3 * x + math.sqrt(x * x + 8)) / NORMALISER) - x * x / 2


def loss_value(instance: Instance, alpha: float) -> float:
    """The least bound on the population loss, of the three shapes."""
    x = scale(instance, alpha)
    return min(math.exp(max(ln_sampford(x), FAR)), _middle(x))


def _middle(x: float) -> float:
    return 0.5 - math.sqrt(math.pi / 2) * math.erf(x / math.sqrt(2)) / NORMALISER_ABOVE


def loss(instance: Instance, alpha: Fraction) -> LossBound:
    """That bound as rationals."""
    x = scale(instance, float(alpha))
    if ln_sampford(x) < FAR:
        return LossBound(shape="far", value=decimal(math.exp(FAR) * (1 + SLACK), up=True), far=Fraction(-int(FAR)))
    if math.exp(ln_sampford(x)) <= _middle(x):
        return LossBound(shape="tail", value=decimal(math.exp(ln_sampford(x)) * (1 + SLACK), up=True))
    y = Fraction(math.floor(x * (1 - SLACK / 10) * 10**12), 10**12)
    c = Fraction(math.floor(math.sqrt(math.pi / 2) * math.erf(float(y) / math.sqrt(2)) * (1 - SLACK / 10) * 10**12), 10**12)
    return LossBound(shape="middle", value=decimal(_middle(x) + SLACK, up=True), y=y, c=c)


def rate(pair: str, m: int, tau: float, r: float = 0.125) -> float:
    """ln of Chernoff's bound on P(a flipped margin > 0), per dimension; infinite outside its domain."""
    plus, minus = -2 * tau - tau * tau * (m - 1), 2 * tau - tau * tau * (m - 1)
    if minus <= -1 or (pair == "sign" and plus <= -1):
        return math.inf
    if pair == "flip":
        return tau * r - math.log1p(minus) / 2
    mix = math.expm1(-math.log1p(plus) / 2) / 4 + 3 * math.expm1(-math.log1p(minus) / 2) / 4
    return tau * r + math.log1p(mix)


def best_tilt(pair: str, m: int, r: float = 0.125) -> float:
    """The tilt with the least rate, by golden section: the rate is convex in tau."""
    low, high = 0.0, 4.0 / m if m > 1 else max(4.0, 1 / r)
    while not math.isfinite(rate(pair, m, high, r)):
        high *= 0.9
    return minimizer(lambda tau: rate(pair, m, tau, r), low, high)


def minimizer(f: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(200):
        left, right = low + 0.382 * (high - low), high - 0.382 * (high - low)
        low, high = (low, right) if f(left) < f(right) else (left, high)
    return (low + high) / 2


def generalizing(instance: Instance) -> Generalizing:
    """The least e_gen that the kernel's bounds reach."""
    alpha = decimal(excess(instance.D, math.log(float(instance.delta)) * (1 + SLACK) - 3 * SLACK), up=True)
    return Generalizing(alpha=alpha, loss=loss(instance, alpha), cap_long=cap(-instance.D / 2 * _gap(float(alpha))))


#: How each theorem of the kit is proved: the pair of samples, and whether the whole second sample is lost.
WAYS = {"A": (("flip", True),), "B": (("flip", False),), "C": (("sign", False),)}


def vacuous(instance: Instance, theorem: str = "auto") -> Vacuity | None:
    """The greatest e_unif-alg that the kernel's bounds reach, by the theorem named or by the best; None when they do not reach 0."""
    ways = WAYS.get(theorem) or [way for ways in WAYS.values() for way in ways]
    found = [plan for pair, complete in ways if (plan := _pair(instance, pair, complete)) is not None]
    return min(found, key=lambda plan: plan.value, default=None)


def _pair(instance: Instance, pair: str, complete: bool) -> Vacuity | None:
    kappa = float(1 - 2 * instance.delta if pair == "flip" else (1 - instance.delta) ** 4)
    tilt = best_tilt(pair, instance.m, instance.r)
    if kappa <= 0 or rate(pair, instance.m, tilt, instance.r) >= 0:
        return None
    tau = decimal(tilt, up=False)
    ln_flip = instance.D * rate(pair, instance.m, float(tau), instance.r)
    if complete:
        return _complete(instance, pair, tau, kappa, ln_flip)
    total, share = min((_total(instance, ln_flip, kappa, share), share) for share in (10 ** (-k / 8) for k in range(1, 80)))
    return _plan(instance, pair, tau, kappa, share, ln_flip) if total < 1 else None


def _complete(instance: Instance, pair: str, tau: Fraction, kappa: float, ln_flip: float) -> Vacuity | None:
    """The whole second sample lost: the m flipped margins take their part of kappa, long weights the rest."""
    cap_flip = cap(max(ln_flip, -40 - math.log(instance.m)))
    rest = kappa - instance.m * math.exp(float(cap_flip)) * (1 + 1e-6)
    if rest <= 0:
        return None
    ln_rest = math.log(rest) - 1e-6
    alpha = decimal(excess(instance.D, ln_rest), up=True)
    return Vacuity(
        pair=pair,
        tau=tau,
        alpha=alpha,
        e1=Fraction(1, instance.m),
        loss=loss(instance, alpha),
        cap_long=cap(ln_rest),
        cap_flip=cap_flip,
        complete=True,
    )


def _total(instance: Instance, ln_flip: float, kappa: float, share: float) -> float:
    """e1 + e2 when long weights take a share of kappa."""
    e1 = math.exp(min(ln_flip, 1.0)) / (kappa * (1 - share))
    return e1 + loss_value(instance, excess(instance.D, math.log(kappa * share)))


def _plan(instance: Instance, pair: str, tau: Fraction, kappa: float, share: float, ln_flip: float) -> Vacuity:
    alpha = decimal(excess(instance.D, math.log(kappa * share)), up=True)
    bound = loss(instance, alpha)
    cap_flip = cap(max(ln_flip, math.log(bound.value) - 40))
    e1 = decimal(math.exp(float(cap_flip)) / (kappa * (1 - share)) * (1 + 1e-5), up=True)
    cap_long = cap(math.log(kappa * share))
    return Vacuity(pair=pair, tau=tau, alpha=alpha, e1=e1, loss=bound, cap_long=cap_long, cap_flip=cap_flip)


def cap(exponent: float) -> Fraction:
    """A rational above the exponent by at least a part in 10^7."""
    return Fraction(math.ceil((exponent + abs(exponent) * SLACK + SLACK) * 10**9), 10**9)


def decimal(value: float, *, up: bool) -> Fraction:
    """A rational of nine significant digits beside `value`, above it if `up`."""
    scale = Fraction(10) ** (8 - math.floor(math.log10(value)))
    scaled = Fraction(value) * scale
    return Fraction(math.ceil(scaled) if up else round(scaled)) / scale
