"""The trade-off of Gibbs classifiers N(w_S, tau^2 I): certified gap and sum, beside the errors in the limit of large m and D, |x|^2 = b."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.answers.definitions import gibbs
from uccheck.answers.definitions.rows import Asking, Switchboard
from uccheck.core.drawing import BLUE, GREEN, ORANGE, new_figure
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import decimal_below

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def gaps(ask: Asking, taus: list[float]) -> list[float]:
    """The certified lower end of the two-sided gap at each tau, as node after node concludes it."""
    depths, found = gibbs.points(ask.classic), []
    for tau in taus:
        nodes = gibbs.gap_at(ask.classic, depths, Fraction(decimal_below(Fraction(1 / tau), 6))) if depths is not None else ()
        found.append(max((float(low) for node in nodes for low, _ in node.concludes.values()), default=0.0))
    return found


def draw(board: Switchboard) -> Figure:
    """The figure of the trade-off.

    Raises: InvalidParameter for a switchboard of another counterexample.
    """
    if (ask := board.asking) is None:
        raise InvalidParameter("the trade-off is drawn for the linear setting alone")
    a = ask.a
    s, b = float(a.s), float(a.b)
    taus = [10 ** (-1.2 + 3.4 * k / 60) for k in range(61)]
    noise = float((a.b / a.D) ** 2 * a.m * a.D)

    def tail(x: float) -> float:
        return math.erfc(x / math.sqrt(2)) / 2

    training = [tail((s + b) / (tau * math.sqrt(b))) for tau in taus]
    population = [tail(s / math.sqrt(noise + tau * tau * b)) for tau in taus]
    every = float(board.row("gibbs-every").bracket.lower.value)
    figure = new_figure(6.4, 4.2)
    axes = figure.subplots()
    axes.plot(taus, training, "--", color=GREEN, label="training error of $N(w_S,\\tau^2I)$ (limit)")
    axes.plot(taus, population, ":", color=BLUE, label="population error (limit)")
    axes.plot(taus, gaps(ask, taus), "-", color=ORANGE, label="two-sided gap, certified from below")
    axes.axhline(every, color="black", linewidth=1, label=f"training error + gap, every $\\tau$: at least {every:.3f}")
    axes.set(xscale="log", xlabel="$\\tau$", ylim=(0, 1.02), title=f"m = {a.m}, D = {a.D}, $\\delta$ = {float(a.delta):g}")
    axes.legend(loc="upper right")
    return figure
