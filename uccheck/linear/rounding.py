"""Whether an event occurred in simulated trials, as far as double precision decides it.

Statistics that lie nearer to a threshold than rounding may have moved them are undecided there: they are counted for neither side. Errors
of single operations are allowed to add up to 2^9 units in the last place of what the terms of a margin reach; quadratures have the
tolerance that they are asked for. Sums of many rounded terms are taken to stay below that, as they do unless all round one way.

Glossary
    Count    certain: trials in which the event occurred; open: those in which double precision does not tell
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import shown
from uccheck.linear.sample import Array, Trials
from uccheck.linear.setting import Event, LinearSetting

UNIT = 2.0**-44
_QUADRATURE = 2e-8  # absolute, of an integral that is then divided by gamma
_NEAREST_RHO = Fraction(1, 10**8)  # to 1: sqrt(1 - rho^2) of a rounded rho is right to 2^-44 beyond
_DEVIATES = 16.0  # how far a normal deviate reaches, but for a chance of 1e-57


@dataclass(frozen=True)
class Count:
    """Of some trials those in which the event occurred, and those in which that is undecided."""

    certain: int
    open: int


def counted(trials: Trials, event: Event, setting: LinearSetting, *, quadrature: bool, tolerance: float = 0.0) -> Count:
    """How often the event occurred in the trials.

    `quadrature`: whether a loss with gamma > 0 is an integral of `sample`'s; `tolerance`: how far off a solver may have left the weights.
    """
    unit = max(UNIT, tolerance)
    margin, loss = margin_error(trials, setting, event, unit), loss_error(trials, event, unit, quadrature=quadrature)
    certain = _moved(trials, margin, loss).occurs(event)
    possible = _moved(trials, -margin, -loss).occurs(event)
    return Count(int(np.count_nonzero(certain)), int(np.count_nonzero(possible & ~certain)))


def _moved(trials: Trials, margin: Array, loss: Array) -> Trials:
    """The trials with every statistic moved against the event by so much."""
    return replace(
        trials,
        least_margin=trials.least_margin - margin,
        greatest_flipped=trials.greatest_flipped + margin,
        first_flipped=trials.first_flipped + margin,
        population_loss=trials.population_loss + loss,
    )


def margin_error(trials: Trials, setting: LinearSetting, event: Event, unit: float) -> Array:
    """How far off margins, and gamma beside them, may be: (n,); a solver's weights are right to `unit` of what their own margins reach."""
    found = np.maximum.reduce([np.abs(trials.least_margin), np.abs(trials.greatest_flipped), np.abs(trials.first_flipped)])
    return np.asarray(unit * (found + float(event.gamma)) + UNIT * reach(setting))


def reach(setting: LinearSetting) -> float:
    """s + sigma^2 (T + 2 sqrt(m T) x) at the greatest T and deviate x that a run will see: what the terms of a margin add up to."""
    T = setting.D + 2 * _DEVIATES * math.sqrt(setting.D) + 2 * _DEVIATES**2
    deviate = _DEVIATES + math.sqrt(2 * math.log(setting.m))
    return float(setting.s) + float(setting.noise_variance) * (T + 2 * math.sqrt(setting.m * T) * deviate)


def loss_error(trials: Trials, event: Event, unit: float, *, quadrature: bool) -> Array:
    """How far off the population loss, and epsilon beside it, may be: (n,).

    A relative error u of x makes one of about (1 + x^2) u of Q(x), and x^2 <= 2 ln(1/epsilon) where Q(x) is near epsilon.
    """
    if event.epsilon is None:
        return np.zeros_like(trials.population_loss)
    digits = math.log(event.epsilon.denominator) - math.log(event.epsilon.numerator)
    relative = unit * (4 + 2 * digits) * (trials.population_loss + float(event.epsilon))
    return np.asarray(relative + (_QUADRATURE / float(event.gamma) if quadrature and event.gamma else 0.0))


def require_floats(event: Event) -> None:
    """Refuse what floats would turn into another event.  Raises: InvalidParameter."""
    for name, value in (("gamma", event.gamma), ("rho", event.rho), ("epsilon", event.epsilon)):
        if value and not Fraction(1, 10**300) <= value <= 10**300:
            raise InvalidParameter(f"{name} = {shown(value)} is beyond double precision: ask `uccheck probability`")
    if 0 < 1 - event.rho < _NEAREST_RHO:
        raise InvalidParameter("rho is nearer to 1 than double precision tells in sqrt(1 - rho^2): take 1, or ask `uccheck probability`")
