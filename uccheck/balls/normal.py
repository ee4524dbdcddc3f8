"""The normal law: cdf, tail, density, quantile and ramp loss as balls, and fast floats that only propose."""

from __future__ import annotations

import math
from collections.abc import Callable

from flint import acb, arb, ctx

from uccheck.balls.basic import hull


def normal_cdf(x: arb) -> arb:
    """Phi(x)."""
    return (-x / arb(2).sqrt()).erfc() / 2


def normal_tail(x: arb) -> arb:
    """Q(x) = 1 - Phi(x), without cancellation for large x."""
    return (x / arb(2).sqrt()).erfc() / 2


def normal_density(x: arb) -> arb:
    """phi(x) = exp(-x^2/2) / sqrt(2 pi)."""
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()  # flint's x**2 is no number for a ball around 0


def complex_tail(z: acb) -> acb:
    """Q(z), the entire continuation of the normal tail."""
    return (z / acb(2).sqrt()).erfc() / 2


def normal_quantile(p: arb) -> arb:
    """Q^-1(p) for 0 < p < 1: bracketed by values of Q, so it rests on the tail's enclosure alone.

    Raises ArithmeticError when the bracket cannot be closed at the precision in force.
    """
    return invert(normal_tail, p, _float_tail_inverse(p), decreasing=True)


def invert(function: Callable[[arb], arb], target: arb, guess: arb, *, decreasing: bool) -> arb:
    """The solution x of function(x) = target for a strictly monotone function, bracketed around a guess.

    Guarantee: the ends of the returned ball were compared with the target in ball arithmetic.
    """
    step = (guess.abs_upper() + 1) * arb(2) ** (8 - ctx.prec)
    for _ in range(ctx.prec):
        low, high = (guess - step).mid(), (guess + step).mid()
        below, above = function(low) - target, function(high) - target
        if decreasing:
            below, above = -below, -above
        if below < 0 and above > 0:
            return hull(low, high)
        step *= 4
    raise ArithmeticError(f"no bracket for the solution near {guess.mid()}")


def _float_tail_inverse(p: arb) -> arb:
    """A sharp but unverified Q^-1(p), by Newton's iteration on log Q."""
    log_p = p.mid().log()
    x = arb(_start(float(log_p))) if p < 0.5 else -arb(_start(float((1 - p.mid()).log())))
    for _ in range(12):
        if not x.is_finite():
            raise ArithmeticError("the quantile's iteration diverged")
        tail = normal_tail(x)
        x = (x + tail / normal_density(x) * (tail.log() - log_p)).mid()
    return x


def _start(log_p: float) -> float:
    """A rough z with log Q(z) = log_p for p <= 1/2."""
    if log_p > -1.0:
        return 0.3
    z = math.sqrt(-2 * log_p)
    return max(0.1, z - math.log(max(z, 1.0) * 2.5) / z)


def ramp_loss(s: arb, tau: arb, gamma: arb) -> arb:
    """E[clip(1 - X/gamma, 0, 1)] for X ~ N(s, tau^2), gamma > 0: (tau/gamma) (psi((gamma-s)/tau) - psi(-s/tau)).

    Here psi(z) = z Phi(z) + phi(z) is an antiderivative of Phi.  Source: theory.md 3.
    """
    return tau / gamma * (_psi((gamma - s) / tau) - _psi(-s / tau))


def _psi(z: arb) -> arb:
    """z Phi(z) + phi(z); for negative z phi(z) - |z| Q(|z|), where the two nearly cancel and precision is spent."""
    return z * normal_cdf(z) + normal_density(z)


# ---- floats that propose, never decide -------------------------------------------------------------------------------


def log_tail(x: float) -> float:
    """log Q(x) in floats, for searches only."""
    if x < -5:
        return math.log1p(-0.5 * math.erfc(-x / math.sqrt(2)))
    if x < 25:
        return math.log(0.5 * math.erfc(x / math.sqrt(2)))
    return -x * x / 2 - math.log(x * math.sqrt(2 * math.pi)) + math.log1p(-1 / (x * x))


def hazard(x: float) -> float:
    """phi(x) / Q(x) in floats, for searches only."""
    return math.exp(-x * x / 2 - 0.5 * math.log(2 * math.pi) - log_tail(x)) if x < 1e8 else x
