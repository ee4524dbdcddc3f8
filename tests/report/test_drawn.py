"""Pictures, read back from their axes: under each label stands the curve of the quantity that the label names, at the numbers asked."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import pytest
from scipy.stats import norm

from uccheck.answers.answer import answer
from uccheck.answers.definitions.figure import draw as draw_board
from uccheck.answers.definitions.rows import definitions
from uccheck.answers.skew import GrowthPoint, Pictured, SkewPoint, growth, skew
from uccheck.linear.events import probability
from uccheck.linear.setting import Event, LinearSetting
from uccheck.report.experiments import KeptRun, kept_run
from uccheck.report.pictures import draw, draw_run

OWN = {"s": 3, "b": 15}


@pytest.fixture(scope="module", name="theorem")
def fixture_theorem() -> Pictured:
    return growth(3, ["4", "40"], delta="0.1", trials=90, seed=5, level="0.97", **OWN)


@pytest.fixture(scope="module", name="curves")
def fixture_curves() -> Pictured:
    return skew(3, [12, 60], trials=80, seed=5, level="0.97", **OWN)


def lines(axes: Any) -> dict[str, Any]:
    """The curves by their labels in the legend."""
    handles, labels = axes.get_legend_handles_labels()
    assert sorted(text.get_text() for text in axes.get_legend().get_texts()) == sorted(labels)
    return dict(zip(labels, handles, strict=True))


def bars(axes: Any) -> list[tuple[str, list[tuple[float, float, float]]]]:
    """(colour, (x, low, high) of each bar) of every set of error bars."""
    found = []
    for container in axes.containers:
        data, _, (segments,) = container.lines
        found.append((data.get_color(), [(low[0], low[1], high[1]) for low, high in segments.get_segments()]))
    return found


def misses(setting: LinearSetting, rho: Fraction) -> float:
    """The chance of an error at correlation -rho, by the event."""
    return float(probability(Event("one-flipped", rho=rho), setting).lower)


#: What each label of the upper half names, as a chance of the setting: for S itself, that the training margin is negative.
CHANCES = {
    "flip": lambda at: misses(at, Fraction(1)),
    "fresh": lambda at: misses(at, Fraction(0)),
    "of $S$ (training": None,
}


def test_above_each_curve_is_the_chance_that_its_label_names(theorem: Pictured) -> None:
    above = draw(theorem).axes[0]
    points: list[GrowthPoint] = list(theorem.points)
    settings = [LinearSetting(p.m, p.D, **OWN) for p in points]
    drawn = lines(above)
    named = {key: next(label for label in drawn if key in label) for key in CHANCES}
    assert len(set(named.values())) == len(drawn) == 3
    for key, chance in CHANCES.items():
        curve = drawn[named[key]]
        assert list(curve.get_xdata()) == [p.D / p.m for p in points]
        expected = [chance(at) for at in settings] if chance else [float(sum(p.own)) / 2 for p in points]
        assert list(curve.get_ydata()) == pytest.approx(expected, abs=1e-8)
    assert all(
        low < high for low, high in zip(drawn[named["of $S$ (training"]].get_ydata(), drawn[named["fresh"]].get_ydata(), strict=True)
    )
    by_colour = dict(bars(above))
    for key, name in (("flip", "flipped"), ("fresh", "fresh"), ("of $S$ (training", "own")):
        raw = [(p.D / p.m, p.raw[name]) for p in points if p.raw is not None]
        limits = [(x, float(found.lower), float(found.upper)) for x, found in raw]
        assert [value for bar in by_colour[drawn[named[key]].get_color()] for value in bar] == pytest.approx(
            [v for bar in limits for v in bar]
        )
    title = draw(theorem)._suptitle.get_text()  # type: ignore[attr-defined]
    assert title == "$m = 3$; lines: the law, by balls; bars: 90 raw trials each, all together at 0.97"


def test_below_each_bar_is_a_bracket_and_each_line_the_end_that_the_theorem_speaks_of(theorem: Pictured) -> None:
    below = draw(theorem).axes[1]
    drawn, points = lines(below), list(theorem.points)
    found = [answer(p.m, p.D, "0.1", **OWN) for p in points]
    for name, meaning, side in (("e_unif_alg", r"unif-alg", "lower"), ("e_gen", r"{gen}", "upper")):
        (label,) = (label for label in drawn if meaning in label)
        assert label.startswith(r"$\epsilon_{") and "$(m, 0.1)$" in label
        assert ("bound" in label) == (name == "e_unif_alg")
        ends = [getattr(each, name) for each in found]
        assert list(drawn[label].get_ydata()) == [float(getattr(bracket, side).value) for bracket in ends]
        colour = drawn[label].get_color()
        segments = [c.get_segments() for c in below.collections if len(c.get_segments()) and same(c.get_colors()[0], colour)]
        assert [(low[1], high[1]) for low, high in segments[0]] == [(float(b.lower.value), float(b.upper.value)) for b in ends]
    assert below.get_xlabel().startswith("$D/m$") and below.get_ylabel() == "certified brackets"


def same(rgba: Any, colour: str) -> bool:
    from matplotlib.colors import to_rgb

    return tuple(rgba[:3]) == pytest.approx(to_rgb(colour))


def test_each_curve_of_the_skew_is_that_of_its_dimension_with_its_bars(curves: Pictured) -> None:
    (axes,) = draw(curves).axes
    drawn, by_colour = lines(axes), dict(bars(axes))
    for label, curve in drawn.items():
        D, ratio = re.fullmatch(r"\$D = (\d+)\$ \(\$D/m = (\d+)\$\)", label).groups()  # type: ignore[union-attr]
        points: list[SkewPoint] = [p for p in curves.points if int(D) == p.D]
        assert Fraction(ratio) == Fraction(int(D), 3)
        assert list(curve.get_xdata()) == [float(p.rho) for p in points]
        some = points[:: len(points) // 4]
        values = dict(zip(curve.get_xdata(), curve.get_ydata(), strict=True))
        assert [values[float(p.rho)] for p in some] == pytest.approx(
            [misses(LinearSetting(3, int(D), **OWN), p.rho) for p in some], abs=1e-8
        )
        raw = [(float(p.rho), float(p.raw.lower), float(p.raw.upper)) for p in points if p.raw is not None]
        assert [value for bar in by_colour[curve.get_color()] for value in bar] == pytest.approx([value for bar in raw for value in bar])
    assert len(drawn) == 2
    assert axes.get_title() == "$m = 3$; lines: the law, by balls; bars: 80 raw trials each, all together at 0.97"


def test_the_ends_of_the_axis_and_the_mark_on_it_are_where_they_say(curves: Pictured) -> None:
    """At 0 a fresh point, at 1 a flipped one: the texts at the ticks; s/b at the mark."""
    (axes,) = draw(curves).axes
    ticks = dict(zip(axes.get_xticks(), [text.get_text() for text in axes.get_xticklabels()], strict=True))
    assert all(float(text.splitlines()[0]) == at for at, text in ticks.items())
    assert "fresh point" in ticks[0.0] and "test error" in ticks[0.0] and "flipped" in ticks[1.0]
    assert "at correlation $-\\rho$ from a training point" in axes.get_xlabel() and "misclassifies" in axes.get_ylabel()
    (mark,) = (line for line in axes.lines if len(set(line.get_xdata())) == 1)
    (told,) = (text for text in axes.texts if "rho" in text.get_text())
    assert told.get_text() == "$\\rho = s/b = 0.2$" and set(mark.get_xdata()) == {0.2} == {told.xy[0]}


def test_the_tradeoff_of_gibbs_classifiers_names_its_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit by its own formula; the certified gaps under their name; the horizontal line at the end that its label rounds."""
    monkeypatch.setattr("uccheck.answers.definitions.figure.gaps", lambda ask, taus: [1 / (9 + tau) for tau in taus])
    board = definitions(300, 90_000, "0.05", "0.01", s="3", b="30", only=("gibbs-every",))
    (axes,) = draw_board(board).axes
    m, D, s, b, drawn = 300, 90_000, 3.0, 30.0, lines(axes)
    (training,), (population,), (gap,), (every,) = (
        [curve for label, curve in drawn.items() if label.startswith(words)]
        for words in ("training error of", "population error", "two-sided gap, certified from below", "training error + gap, every")
    )
    taus = list(training.get_xdata())
    errors = {tau: (norm.sf((s + b) / (tau * math.sqrt(b))), norm.sf(s / math.sqrt(b * b * m / D + tau * tau * b))) for tau in taus}
    assert list(training.get_ydata()) == pytest.approx([errors[tau][0] for tau in taus])
    assert list(population.get_ydata()) == pytest.approx([errors[tau][1] for tau in taus])
    assert list(gap.get_ydata()) == [1 / (9 + tau) for tau in taus]
    least = board.row("gibbs-every").bracket.lower.value
    (label,) = (label for label, curve in drawn.items() if curve is every)
    assert set(every.get_ydata()) == {float(least)} and label.endswith(f": at least {float(least):.3f}")
    assert axes.get_xlabel() == "$\\tau$" and axes.get_title() == "m = 300, D = 90000, $\\delta$ = 0.05"


@pytest.mark.parametrize("name", ["hypersphere-quick", "null-unflipped"])
def test_a_kept_run_is_drawn_under_the_names_of_its_counts(name: str) -> None:
    run: KeptRun = kept_run(name)
    (axes,) = draw_run(run).axes
    drawn = lines(axes)
    shown = {"partner": "error on $S'$, all of it counted", "test": "error on test points"}
    for key, label in shown.items():
        shares = [float(share) for cell in run.cells for share in getattr(cell, key)]
        assert list(drawn.pop(label).get_ydata()) == shares
    for key, relation, sign in (("e_unif_alg_lower", r"\geq", "unif-alg"), ("e_gen_upper", r"\leq", "gen")):
        ends = [float(getattr(cell, key)) for cell in run.cells]
        for label in [label for label in drawn if f"text{{{sign}}}" in label]:
            assert relation in label and rf"\delta = {run.delta}$" in label
            assert list(drawn.pop(label).get_ydata()) == ends
    assert not drawn and axes.get_xlabel() == run.vary.replace("_", " ") and axes.get_ylabel() == "error"
    assert [text.get_text() for text in axes.get_xticklabels()] == [cell.value for cell in run.cells]
