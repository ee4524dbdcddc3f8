"""P(X >= t, X' >= t) for standard normals with correlation -rho, enclosed: the worst sets are half-lines."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp
from flint import acb, arb, ctx


@cache
def half_lines() -> tuple[tuple[Any, Any, Any], ...]:
    """(delta, rho, P(both in {x >= t})) with delta = P(X < t), as balls, for t in {-1, 0, 1} and three rho."""
    points = []
    for numerator in (-1, 0, 1):
        for rho in (sp.Rational(1, 4), sp.Rational(1, 2), sp.Rational(4, 5)):
            with ctx.workprec(128):
                points.append((_below(numerator), rho, _both(numerator, arb(int(rho.p)) / int(rho.q))))
    return tuple(points)


def _below(t: int) -> Any:
    return 1 - (arb(t) / arb(2).sqrt()).erfc() / 2


def _both(t: int, rho: Any) -> Any:
    """int_t^12 phi(x) Q((t + rho x)/sqrt(1 - rho^2)) dx, plus a remainder below 1e-30."""
    scale = (2 * (1 - rho * rho)).sqrt()

    def integrand(x: Any, _: bool) -> Any:
        density = (-x * x / 2).exp() / (2 * acb(arb.pi())).sqrt()
        return density * ((acb(t) + acb(rho) * x) / acb(scale)).erfc() / 2

    value = acb.integral(integrand, acb(t), acb(12)).real
    return value + arb(0).union(arb("1e-30"))
