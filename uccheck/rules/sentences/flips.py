"""What is said of flips: two sets meet, a classifier of a larger class errs as that of a flip does, a step without a point."""

from __future__ import annotations

from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.rules.claim import eq, ge, gt, le, lt
from uccheck.rules.sentences.words import REVERSE, REVERSED, WITHOUT
from uccheck.rules.steps.cited import Named


def two_sets(X: tuple[Any, ...], rho: Any, delta: Any) -> Named:
    """S and its rho-flip lie in a set of measure 1 - delta = exp(-a^2/2) with at least Borell's chance for two sets of that measure."""
    square = -2 * sp.log(1 - delta)  # a^2
    rate = sp.cancel((1 + 2 * rho + 1) / (2 * (1 - rho**2)))  # of a^2, at equal measures
    needs = (gt(rho, 0), lt(rho, 1), gt(delta, 0), lt(delta, 1))
    chance = sp.powsimp(sp.exp(-rate * square))
    return Named(REVERSE, le(chance, quantity("meet")(*X, rho, delta)), needs, ("reverse-exponent", "correlated-flip-law"))


def _gap(X: tuple[Any, ...], gamma: Any, p: Any, q: Any, v: Any) -> Any:
    """P(the gap of (p w_1, -q w_2) < v): that of the flip at the signal s p/q and the ramp gamma/q."""
    m, D, s, b = X
    return quantity("gap_below")(m, D, s * p / q, b, gamma / q, 1, v)


def _held(made: Any, below: Any, needs: tuple[Any, ...] = (), laws: tuple[str, ...] = ("flip-law", "flip-margin")) -> Named:
    """v <= made: with more than the chance delta the classifier's own gap is at least v."""
    return Named(REVERSED, le(below.args[-1], made), (*needs, lt(below, 1 - made.args[-1])), laws)


def in_ball(X: tuple[Any, ...], gamma: Any, q: Any, kappa: Any, v: Any, delta: Any) -> Named:
    """The ball of relative radius kappa about w_2 holds -q w_2."""
    made = quantity("e_ball")(*X, gamma, kappa, delta)
    return _held(made, _gap(X, gamma, 1, q, v), (le(1 + q, kappa),))


def in_closed(Z: tuple[Any, ...], v: Any) -> Named:
    """A class that is closed under the flip holds (w_1, -w_2)."""
    return _held(quantity("e_flip")(*Z), _gap(Z[:4], Z[4], 1, 1, v), laws=("flip-law",))


def in_linear(X: tuple[Any, ...], q: Any, v: Any, delta: Any) -> Named:
    """The linear classifiers hold (q w_1, -w_2), at any q > 0, for the 0-1 loss."""
    return _held(quantity("e_linear")(*X, delta), _gap(X, sp.S.Zero, q, 1, v), (gt(q, 0),))


def without_a_point(X: tuple[Any, ...]) -> Named:
    """The error on the point left out is that of m - 1 points on a fresh one, whose signal is that of the remaining share."""
    m, D, s, b = X
    rest = m - 1
    error = 1 - quantity("unflipped")(rest, D, s * rest / m, b, 0)
    return Named(WITHOUT, eq(quantity("left_out")(*X), error), (ge(m, 2),), ("leave-one-out", "skew-law", "population-error"))
