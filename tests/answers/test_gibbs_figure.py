"""The trade-off of Gibbs classifiers as it is drawn: curves by closed forms and by raw data, the certified gap, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from uccheck.answers.definitions import figure
from uccheck.answers.proposals import Setting
from uccheck.core.errors import InvalidParameter

F = Fraction


def board(m: int, D: int, s: str, b: str) -> Any:
    """A board whose row of every tau ends at 0.3125."""
    asking = SimpleNamespace(a=Setting(*map(F, (m, D, s, b, "0", "1/8"))), classic="classic")
    row = SimpleNamespace(bracket=SimpleNamespace(lower=SimpleNamespace(value=F(5, 16))))
    return SimpleNamespace(asking=asking, row={"gibbs-every": row}.__getitem__)


@pytest.fixture(name="drawn", params=[(20, 6000, "4", "32"), (3, 50, "1/2", "3"), (1, 7, "1/3", "1/2"), (500, 40, "5", "11")])
def fixture_drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[Any, ...], Any]:
    """An instance and its axes; the certified gap at tau is tau/1000."""
    monkeypatch.setattr(figure, "gaps", lambda ask, taus: [tau / 1000 for tau in taus])
    return request.param, figure.draw(board(*request.param)).axes[0]


def test_deviations_go_from_a_sixteenth_to_a_hundred_and_fifty_eight_by_equal_factors(drawn: Any) -> None:
    for line in drawn[1].lines[:3]:
        taus = line.get_xdata()
        assert len(taus) == 61 and (taus[0], taus[-1]) == pytest.approx((0.0630957, 158.489), rel=1e-5)
        assert np.diff(np.log(taus)) == pytest.approx([np.log(158.489 / 0.0630957) / 60] * 60, rel=1e-5)


def test_curves_are_the_errors_of_a_normal_margin(drawn: Any) -> None:
    """On the sample s + b over tau sqrt(b); of a fresh point s over the root of m b^2/D + tau^2 b."""
    (m, D, *scales), axes = drawn
    s, b = (float(F(scale)) for scale in scales)
    training, population, gap, every = axes.lines
    taus = training.get_xdata()
    assert training.get_ydata() == pytest.approx(stats.norm.sf(s + b, scale=taus * b**0.5), rel=1e-9)
    assert population.get_ydata() == pytest.approx(stats.norm.sf(s, scale=(m * b**2 / D + taus**2 * b) ** 0.5), rel=1e-9)
    assert gap.get_ydata() == pytest.approx(taus / 1000) and [float(y) for y in every.get_ydata()] == [0.3125] * 2
    assert [line.get_label().split()[0] for line in axes.lines] == ["training", "population", "two-sided", "training"]
    assert f"m = {m}, D = {D}, $\\delta$ = 0.125" == axes.get_title()


def test_curves_are_near_the_errors_on_raw_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """N(w, tau^2 I) errs at (x, y) with the chance Q(y w.x/(tau |x|)), here with w_1 x_1 = s, |x_1|^2 = s/m and noise of variance b/D.

    Q changes by at most 0.2420 times the relative change of its argument: six standard deviations of margins and norms, and s/m.
    """
    m, D, s, b = 25, 100_000, 4.0, 32.0
    monkeypatch.setattr(figure, "gaps", lambda ask, taus: taus)
    training, population = (line.get_ydata() for line in figure.draw(board(m, D, "4", "32")).axes[0].lines[:2])
    taus = figure.draw(board(m, D, "4", "32")).axes[0].lines[0].get_xdata()
    z = np.random.default_rng(20190204).standard_normal((m, D)) * (b / D) ** 0.5
    w = z.sum(axis=0)
    sizes = (s / m + (z**2).sum(axis=1)) ** 0.5
    own = stats.norm.sf((s + z @ w) / (taus[:, None] * sizes)).mean(axis=1)
    fresh = stats.norm.sf(s / (w @ w * b / D + taus**2 * (b + s / m)) ** 0.5)
    room = 0.2420 * (6 * (b * ((m + 1) / D) ** 0.5 / (s + b) + (2 / D) ** 0.5) + s / m / b)
    assert np.abs(own - training).max() < room and np.abs(fresh - population).max() < room < 0.03


def test_the_certified_gap_is_the_best_that_a_node_concludes(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 1/tau, rounded down to six digits; nothing where the flip leaves no depths or no node is found."""
    asked: list[tuple[Any, ...]] = []

    def gap_at(*args: Any) -> Any:
        asked.append(args)
        lows = {F(1, 2): (), F(333333, 10**6): (F(1, 3), F(2, 5), F(1, 8)), F(4): (F(1, 7),)}[args[-1]]
        yield from (SimpleNamespace(concludes={"e_gibbs": (low, F(1))}) for low in lows)

    ask: Any = board(20, 6000, "4", "32").asking
    monkeypatch.setattr(figure.gibbs, "gap_at", gap_at)
    monkeypatch.setattr(figure.gibbs, "points", lambda classic: "depths")
    assert figure.gaps(ask, [2.0, 3.0, 0.25]) == [0.0, 0.4, 1 / 7]
    assert asked == [("classic", "depths", F(1, 2)), ("classic", "depths", F(333333, 10**6)), ("classic", "depths", F(4))]
    monkeypatch.setattr(figure.gibbs, "points", lambda classic: None)
    assert figure.gaps(ask, [2.0, 3.0]) == [0.0, 0.0] and len(asked) == 3


def test_another_counterexample_has_no_such_figure() -> None:
    with pytest.raises(InvalidParameter, match="the trade-off is drawn for the linear setting alone"):
        figure.draw(SimpleNamespace(asking=None))  # type: ignore[arg-type]
