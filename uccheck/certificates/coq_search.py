"""The search for the witnesses of a kernel certificate: floating point, untrusted, rounded to rationals at the end.

The three exponents are those of proofs/coq/Constants.v; nothing here is believed, Coq checks what it finds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

#: exp(-60) epsilon is nothing beside epsilon, and larger arguments of exp are slow to enclose.
FLOOR = -60.0
SAFETY = 1e-6


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The numbers of the statement, exact."""

    m: int
    D: int
    delta: Fraction
    epsilon: Fraction
    gamma: Fraction


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Rationals for the template: tilt, excess, split, and caps on the three exponents."""

    tau: Fraction
    alpha: Fraction
    e1: Fraction
    e2: Fraction
    cap_flip: Fraction
    cap_long: Fraction
    cap_pop: Fraction


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """No witness was found: `detail` says which bound fails and by how much."""

    detail: str


def flip_exponent(m: int, D: int, tau: float) -> float:
    """ln of Chernoff's bound on P(a flipped margin > 0), up to the factor that the split pays."""
    return D / 2 * (tau / 4 - math.log1p(2 * tau - tau * tau * (m - 1)))


def long_exponent(D: int, alpha: float) -> float:
    """ln of Chernoff's bound on P(|w2|^2 > 32 m (1 + alpha))."""
    return -D / 2 * (alpha - math.log1p(alpha))


def pop_exponent(instance: Instance, alpha: float) -> float:
    """ln of the bound on the population loss where |w2|^2 <= 32 m (1 + alpha)."""
    return -((4 - float(instance.gamma)) ** 2) * instance.D / (2048 * instance.m * (1 + alpha))


def least_exponent(instance: Instance) -> float:
    """Where exponents are capped: far below ln epsilon."""
    return FLOOR + math.log(float(instance.epsilon))


def propose(instance: Instance) -> Witness | Shortfall:
    """A witness that satisfies every condition in floating point with a small margin, or what is missing."""
    if instance.delta >= Fraction(1, 2):
        return Shortfall(detail=f"delta = {instance.delta}: the flip decides delta < 1/2 only")
    tau = best_tilt(instance.m)
    flip = flip_exponent(instance.m, instance.D, tau)
    slack, alpha = max((_slack(instance, flip, alpha), alpha) for alpha in _excesses(instance))
    if slack <= SAFETY:
        return Shortfall(detail=_missing(instance, flip, alpha))
    return _rounded(instance, tau, flip, alpha)


def best_tilt(m: int) -> float:
    """The minimizer of tau/4 - ln(1 + 2 tau - tau^2 (m - 1)): the positive root of a quadratic (7/2 for m = 1)."""
    if m == 1:
        return 3.5
    # (m - 1) tau^2 - (2 + 8 (m - 1)) tau + 7 = 0, its smaller root, written without cancellation
    half = 1 + 4 * (m - 1)
    return 7 / (half + math.sqrt(half * half - 7 * (m - 1)))


def _excesses(instance: Instance) -> list[float]:
    """Candidates alpha: the least that makes |w2|^2 > 32 m (1 + alpha) rarer than delta, and a grid above it."""
    need = max(-math.log(float(instance.delta)), 1e-3) * 2 / instance.D * (1 + 1e-6)
    low, high = 0.0, 4 * (need + math.sqrt(need)) + 1e-9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if middle - math.log1p(middle) < need else (low, middle)
    return [high * 1.0001 * 1.05**k for k in range(200)]


def _split(instance: Instance, flip: float, alpha: float) -> float:
    """The least share e1 of epsilon with exp(flip)/e1 + exp(long) < 1 - 2 delta; infinite if there is none."""
    room = (1 - 2 * float(instance.delta)) * (1 - 1e-4) - math.exp(max(long_exponent(instance.D, alpha), least_exponent(instance)))
    return 1.001 * math.exp(max(flip, least_exponent(instance))) / room if room > 0 else math.inf


def _slack(instance: Instance, flip: float, alpha: float) -> float:
    """ln e2 minus the population exponent: positive when every condition holds; -inf when the split fails."""
    if long_exponent(instance.D, alpha) > math.log(float(instance.delta)):
        return -math.inf
    e2 = float(instance.epsilon) - _split(instance, flip, alpha)
    return math.log(e2) - pop_exponent(instance, alpha) if e2 > 0 else -math.inf


def _missing(instance: Instance, flip: float, alpha: float) -> str:
    """Which bound fails at the best candidate, with the numbers."""
    epsilon, room = float(instance.epsilon), 1 - 2 * float(instance.delta)
    share = math.exp(max(flip, least_exponent(instance))) / room
    if share >= epsilon:
        return f"flipped margins: the bound on P(N_1 > 0)/(1 - 2 delta) is {share:.3g}, not below epsilon = {epsilon:.3g}"
    if not math.isfinite(_slack(instance, flip, alpha)):
        return f"weight norm: no tolerated excess of |w2|^2 is rare enough for delta = {float(instance.delta):.3g} at D = {instance.D}"
    loss = math.exp(pop_exponent(instance, alpha))
    return f"population loss: the bound is {loss:.6g}, above the share {epsilon - _split(instance, flip, alpha):.6g} of epsilon left for it"


def _rounded(instance: Instance, tau: float, flip: float, alpha: float) -> Witness:
    """Rationals with every cap rounded up and every split rounded so that it still closes."""
    e1 = _decimal(_split(instance, flip, alpha), up=True)
    e2 = instance.epsilon - e1
    pop = max(pop_exponent(instance, alpha), least_exponent(instance))
    return Witness(
        tau=Fraction(tau).limit_denominator(10**12),
        alpha=_decimal(alpha, up=False),
        e1=e1,
        e2=e2,
        cap_flip=_cap(max(flip, least_exponent(instance))),
        cap_long=_cap(max(long_exponent(instance.D, alpha), FLOOR + math.log(float(instance.delta)))),
        cap_pop=_cap(pop),
    )


def _cap(exponent: float) -> Fraction:
    """A rational with nine decimals, above the exponent by at least a part in 10^8."""
    return Fraction(math.ceil(exponent * 10**9 + 10 + abs(exponent) * 10), 10**9)


def _decimal(value: float, *, up: bool) -> Fraction:
    """A rational of nine significant digits beside `value`, above it if `up`."""
    scale = Fraction(10) ** (8 - math.floor(math.log10(value)))
    scaled = Fraction(value) * scale
    return Fraction(math.ceil(scaled) if up else round(scaled)) / scale
