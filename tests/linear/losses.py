"""The population loss of the linear setting in floats, by routes of its own: a closed form and an integral."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import integrate, special


def loss(m: float, D: float, t: Any, s: float = 4, gamma: float = 0, b: float = 32) -> Any:
    """The mean ramp loss of N(s, tau^2), tau = (b/D) sqrt(m t), for numbers and arrays of t."""
    tau = b / D * np.sqrt(m * t)
    if gamma == 0:
        return special.ndtr(-s / tau)
    z, y = s / tau, (gamma - s) / tau
    spread = tau / gamma * (np.exp(-y * y / 2) - np.exp(-z * z / 2)) / math.sqrt(2 * math.pi)
    return (1 - s / gamma) * special.ndtr(y) + s / gamma * special.ndtr(-z) + spread


def mean_ramp(s: float, tau: float, gamma: float) -> float:
    """The mean of P(margin < x) over x from 0 to gamma, the margin being N(s, tau^2)."""
    if gamma == 0:
        return float(special.ndtr(-s / tau))
    points = [s] if s < gamma else None
    return float(integrate.quad(lambda x: float(special.ndtr((x - s) / tau)) / gamma, 0, gamma, points=points, epsabs=0)[0])
