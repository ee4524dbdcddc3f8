"""The search for the upper side: a lower bound of e_gen, upper bounds of e_unif-alg; floating point, untrusted, as in `search`.

The formulas are those of `floored`, `overfitting` and `drowned` in proofs/coq/Constants.v.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from uccheck.certificates.kernel.search import (
    NORMALISER,
    NORMALISER_ABOVE,
    SLACK,
    Instance,
    aimed,
    best_tilt,
    cap,
    decimal,
    excess,
    gap,
    rate,
    scale,
    terms,
)


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A lower bound (1 - c) Q(x) of the population loss where |w2|^2 >= b m (1 - alpha), and how Coq is to prove it.

    shape   tail: Birnbaum's bound; middle: 1/2 minus an integral up to y, by `terms` terms of its series.
    """

    shape: str
    alpha: Fraction
    c: Fraction
    value: Fraction
    y: Fraction = Fraction(0)
    terms: int = 0


@dataclass(frozen=True, kw_only=True)
class Overfitting:
    """Rationals for e_gen >= floor.value: the tilt of a training margin and the caps of the two exponents."""

    floor: Floor
    tau: Fraction
    cap_thin: Fraction
    cap_right: Fraction

    @property
    def value(self) -> Fraction:
        """The bound on e_gen."""
        return self.floor.value


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Rationals for e_unif-alg <= 1 - floor.value."""

    floor: Floor
    cap_thin: Fraction

    @property
    def value(self) -> Fraction:
        """The bound on e_unif-alg."""
        return 1 - self.floor.value


@dataclass(frozen=True, kw_only=True)
class Drowned:
    """Rationals for e_gen <= value and e_unif-alg <= value where gamma is far above every margin."""

    alpha: Fraction
    beta: Fraction
    reach: Fraction
    value: Fraction
    cap_long: Fraction
    cap_total: Fraction


def overfitting(instance: Instance) -> Overfitting | None:
    """The greatest lower bound of e_gen that the kernel's bounds reach; None when there is none above 0.

    P(a training margin <= gamma) is bounded as P(a flipped margin > 0) is, with (gamma - s)/b for s/b; a single point's margin is
    never below s, which every tilt shows.
    """
    r = float((instance.gamma - instance.s) / instance.b)
    tilt = best_tilt("flip", instance.m, r) if instance.m > 1 or r > 0 else 4.0
    if rate("flip", instance.m, tilt, r) >= 0:
        return None
    tau = decimal(tilt, up=False)
    cap_right = cap(max(instance.D * rate("flip", instance.m, float(tau), r), -40 - math.log(instance.m)))
    rest = float(1 - instance.delta) - instance.m * math.exp(float(cap_right))
    found = _floor(instance, aimed(rest)) if rest > 0 else None
    return None if found is None else Overfitting(floor=found, tau=tau, cap_thin=cap(aimed(rest)), cap_right=cap_right)


def spread(instance: Instance) -> Spread | None:
    """The least upper bound of e_unif-alg for gamma < s; None when it is not below 1."""
    if instance.gamma >= instance.s:
        return None
    ln_p = aimed(float(instance.delta))
    found = _floor(instance, ln_p)
    return None if found is None else Spread(floor=found, cap_thin=cap(ln_p))


def deficiency(D: int, ln_p: float) -> float:
    """The alpha at which Chernoff's bound on P(|w2|^2 < b m (1 - alpha)) is exp(ln_p), from above; at least 1 where there is none."""
    need = -2 * ln_p / D
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if middle < 1 and gap(-middle) < need else (low, middle)
    return high * (1 + SLACK)


def _floor(instance: Instance, ln_p: float) -> Floor | None:
    """The greatest (1 - c) Q((s - c gamma)/...) over a grid of c."""
    size = deficiency(instance.D, ln_p)
    if size >= 0.999:
        return None
    alpha = decimal(size, up=True)
    steps = (0.0,) if instance.gamma == 0 else tuple(k / 20 for k in range(20) if k / 20 * instance.gamma <= instance.s)
    best = max((_floor_at(instance, alpha, Fraction(str(c))) for c in steps), key=lambda found: found.value)
    return best if best.value > 0 else None


def _floor_at(instance: Instance, alpha: Fraction, c: Fraction) -> Floor:
    moved = Instance(m=instance.m, D=instance.D, delta=instance.delta, gamma=c * instance.gamma, s=instance.s, b=instance.b)
    x = scale(moved, -float(alpha))
    tail = 2 / (x + math.sqrt(x * x + 4)) * math.exp(-min(x * x / 2, 700.0)) / NORMALISER_ABOVE
    y = Fraction(math.ceil(x * (1 + SLACK / 10) * 10**12) + 1, 10**12)
    most = Fraction(math.ceil(math.sqrt(math.pi / 2) * math.erf(float(y) / math.sqrt(2)) * (1 + SLACK / 10) * 10**12) + 1, 10**12)
    middle = Fraction(1, 2) - most / Fraction(str(NORMALISER))
    if tail >= middle:
        value = (1 - c) * decimal(tail * (1 - SLACK), up=False) * (1 - Fraction(1, 10**8)) if x < 24 else Fraction(0)
        return Floor(shape="tail", alpha=alpha, c=c, value=_nine_below(value))
    return Floor(shape="middle", alpha=alpha, c=c, value=_nine_below((1 - c) * middle), y=y, terms=terms(float(y)))


def _nine_below(value: Fraction) -> Fraction:
    """A decimal of about nine digits, not above `value`."""
    if value <= 0:
        return Fraction(0)
    unit = Fraction(10) ** (math.floor(math.log10(value)) - 9)
    return math.floor(value / unit) * unit


def drowned(instance: Instance) -> Drowned | None:
    """The least upper bound of both quantities for a large gamma; None when it is not below 1."""
    if instance.gamma <= instance.s or instance.D < 3:
        return None
    found = [_drowned(instance, share) for share in (0.5, 0.8, 0.9, 0.97, 0.99)]
    best = min(found, key=lambda one: one.value)
    return best if best.value < 1 else None


def _drowned(instance: Instance, share: float) -> Drowned:
    """Long weights take a share of delta, long samples the rest."""
    ln_long, ln_total = (aimed(float(instance.delta) * part) for part in (share, 1 - share))
    alpha = decimal(excess(instance.D, ln_long), up=True)
    beta = decimal(excess(instance.m * instance.D, ln_total), up=True)
    reach = decimal(float(instance.b) * math.sqrt(instance.m * float((1 + alpha) * (1 + beta))) * (1 + SLACK), up=True)
    value = decimal(float((instance.s + reach) / instance.gamma) * (1 + SLACK), up=True)
    return Drowned(alpha=alpha, beta=beta, reach=reach, value=value, cap_long=cap(ln_long), cap_total=cap(ln_total))
