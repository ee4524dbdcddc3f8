"""The search for the witnesses of a kernel certificate: floating point, untrusted, rounded to rationals at the end.

The formulas are those of proofs/coq/Constants.v; nothing here is believed, Coq checks what it finds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

#: Relative slack between what the search finds and what Coq is asked to prove.
SLACK = 1e-7
#: Where exp(-x^2/2) is below exp(FAR) the population loss Q(x) is bounded by that.
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

    shape   tail: Sampford's bound; middle: 1/2 minus an integral up to y, by `terms` terms of its series;
            far: an exponential with argument -far.
    """

    shape: str
    value: Fraction
    y: Fraction = Fraction(0)
    terms: int = 0
    far: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Rare:
    """P(|w2|^2 > b m (1 + alpha)) <= p and how Coq is to prove it, its exponent below cap.

    shape   chernoff; sharp: Chernoff's bound times E exp(mu (T - D))/(e mu D alpha), T ~ chi2_D, of ChiReal.v.
    """

    shape: str
    alpha: Fraction
    p: Fraction
    cap: Fraction
    mu: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Generalizing:
    """Rationals for e_gen <= loss.value: the tolerated excess of |w2|^2, exceeded with probability at most delta."""

    long: Rare
    loss: LossBound


@dataclass(frozen=True, kw_only=True)
class Vacuity:
    """Rationals for e_unif-alg >= 1 - value, by the flip (kappa = 1 - 2 delta) or by signs ((1 - delta)^4).

    e1 m = right + 1, so that at most `right` flipped points are right; none: theorem A.
    """

    pair: str
    tau: Fraction
    e1: Fraction
    long: Rare
    loss: LossBound
    cap_flip: Fraction
    right: int

    @property
    def value(self) -> Fraction:
        """What is lost of 1."""
        return self.loss.value + self.e1 * self.right / (self.right + 1)


def rare(D: int, p: Fraction) -> Rare:
    """The least alpha at which one of the two bounds on P(|w2|^2 > b m (1 + alpha)) is p, from above."""
    mu = decimal(1 / (1 + math.sqrt(1 + 2 * D)), up=False)
    rise = D / 2 * gap(-2 * float(mu)) - 1
    alpha = decimal(excess(D, aimed(float(p)), rise - math.log(float(mu) * D)), up=True)
    chernoff = -D / 2 * gap(float(alpha))
    if cap(chernoff) <= math.log(float(p)):
        return Rare(shape="chernoff", alpha=alpha, p=p, cap=cap(chernoff))
    return Rare(shape="sharp", alpha=alpha, p=p, cap=cap(chernoff + rise), mu=mu)


def excess(D: int, ln_p: float, ln_factor: float = math.inf) -> float:
    """The least alpha at which Chernoff's bound on P(|w2|^2 > b m (1 + alpha)), or exp(ln_factor)/alpha times it, is exp(ln_p)."""
    need = -2 * ln_p / D
    low, high = 0.0, need + 2 * math.sqrt(need)
    for _ in range(100):
        middle = (low + high) / 2
        enough = gap(middle) + max(0.0, math.log(middle) - ln_factor) * 2 / D >= need
        low, high = (low, middle) if enough else (middle, high)
    return high


def gap(alpha: float) -> float:
    """alpha - ln(1 + alpha), without cancellation for small alpha."""
    if abs(alpha) > 0.01:
        return alpha - math.log1p(alpha)
    return sum((-alpha) ** k / k for k in range(2, 10))


def scale(instance: Instance, alpha: float) -> float:
    """x with population loss <= Q(x) where |w2|^2 <= b m (1 + alpha)."""
    return float(instance.s - instance.gamma) / float(instance.b) * math.sqrt(instance.D / (instance.m * (1 + alpha)))


def ln_sampford(x: float) -> float:
    """ln of Sampford's bound on Q(x)."""
    return math.log(4 / (3 * x + math.sqrt(x * x + 8)) / NORMALISER) - x * x / 2


def _middle(x: float) -> float:
    return 0.5 - math.sqrt(math.pi / 2) * math.erf(x / math.sqrt(2)) / NORMALISER_ABOVE


def loss(instance: Instance, alpha: Fraction) -> LossBound:
    """That bound as rationals."""
    x = scale(instance, float(alpha))
    if -x * x / 2 * (1 - SLACK) < FAR:
        return LossBound(shape="far", value=decimal(math.exp(FAR), up=True), far=Fraction(-int(FAR)))
    if math.exp(ln_sampford(x)) <= _middle(x):
        return LossBound(shape="tail", value=decimal(math.exp(ln_sampford(x)) * (1 + SLACK), up=True))
    y = Fraction(math.floor(x * (1 - SLACK) * 10**12), 10**12)
    return LossBound(shape="middle", value=decimal(_middle(x) + SLACK, up=True), y=y, terms=terms(float(y)))


def terms(y: float) -> int:
    """How many terms y^(2j + 1)/(1 3 ... (2j + 1)) sum to the integral over [0, y], over exp(-y^2/2), but for a part in 10^11.

    From there on they are halved, as `bell_series_le` of BellSeries.v asks.
    """
    n, term = 0, 1.0
    while term > 1e-11 or 2 * y * y > 2 * n + 3:
        n += 1
        term *= y * y / (2 * n + 1)
    return n


def rate(pair: str, m: int, tau: float, r: float = 0.125) -> float:
    """ln of Chernoff's bound on P(a flipped margin > 0), per dimension."""
    plus, minus = -2 * tau - tau * tau * (m - 1), 2 * tau - tau * tau * (m - 1)
    if pair == "flip":
        return tau * r - math.log1p(minus) / 2
    mix = math.expm1(-math.log1p(plus) / 2) / 4 + 3 * math.expm1(-math.log1p(minus) / 2) / 4
    return tau * r + math.log1p(mix)


def best_tilt(pair: str, m: int, r: float = 0.125) -> float:
    """The tilt with the least rate: for the flip the root of the derivative, for signs by golden section, as the rate is convex."""
    if pair == "flip":
        return max(0.0, 2 * (1 - r) / (2 * r + m - 1 + math.hypot(m - 1, 2 * r * math.sqrt(m))))
    low, high = 0.0, 1 / (1 + math.sqrt(m))
    for _ in range(200):
        left, right = low + 0.382 * (high - low), high - 0.382 * (high - low)
        low, high = (low, right) if rate(pair, m, left, r) < rate(pair, m, right, r) else (left, high)
    return (low + high) / 2


def generalizing(instance: Instance) -> Generalizing:
    """The least e_gen that the kernel's bounds reach."""
    long = rare(instance.D, instance.delta)
    return Generalizing(long=long, loss=loss(instance, long.alpha))


#: How each theorem of the kit is proved: the pair of samples, and whether the whole second sample is lost.
WAYS = {"A": (("flip", True),), "B": (("flip", False),), "C": (("sign", False),)}


def vacuous(instance: Instance, theorem: str = "auto") -> Vacuity | None:
    """The greatest e_unif-alg that the kernel's bounds reach, by the theorem named or by the best; None when they do not reach 0."""
    ways = WAYS.get(theorem) or [way for ways in WAYS.values() for way in ways]
    found = [plan for pair, complete in ways for plan in _pair(instance, pair, complete) if plan.value < 1]
    return min(found, key=lambda plan: plan.value, default=None)


def _pair(instance: Instance, pair: str, complete: bool) -> Iterator[Vacuity]:
    """By one pair of samples: as few flipped points right as kappa pays for, and more of them by steps that grow by a quarter.

    A point more costs 1/m and leaves more of kappa for long weights, of which the loss depends by a logarithm alone.
    """
    kappa = float(1 - 2 * instance.delta if pair == "flip" else (1 - instance.delta) ** 4)
    tilt = best_tilt(pair, instance.m, instance.r)
    if kappa <= 0 or rate(pair, instance.m, tilt, instance.r) >= 0:
        return
    tau = decimal(tilt, up=False)
    cap_flip = cap(max(instance.D * rate(pair, instance.m, float(tau), instance.r), -40 - math.log(instance.m)))
    least = math.floor(instance.m * math.exp(float(cap_flip)) / kappa)
    for more in {0, *(math.floor(1.25**j) for j in range(4 * instance.m.bit_length()))}:
        right = least + more
        e1 = Fraction(right + 1, instance.m)
        rest = kappa - math.exp(float(cap_flip)) / float(e1)
        if right < (1 if complete else instance.m) and rest > 1e-9:
            long = rare(instance.D, decimal(rest * (1 - 1e-6), up=False))
            yield Vacuity(pair=pair, tau=tau, e1=e1, long=long, loss=loss(instance, long.alpha), cap_flip=cap_flip, right=right)


def aimed(p: float) -> float:
    """An exponent so far below ln p that its `cap` is below ln p as well."""
    ln_p = math.log(p)
    return ln_p - 1e-6 - 2 * SLACK * abs(ln_p)


def cap(exponent: float) -> Fraction:
    """A rational above the exponent by at least a part in 10^7."""
    return Fraction(math.ceil((exponent + abs(exponent) * SLACK + SLACK) * 10**9), 10**9)


def decimal(value: float, *, up: bool) -> Fraction:
    """A rational of nine significant digits beside `value`, above it if `up`."""
    scale = Fraction(10) ** (8 - math.floor(math.log10(value)))
    scaled = Fraction(value) * scale
    return Fraction(math.ceil(scaled) if up else round(scaled)) / scale
