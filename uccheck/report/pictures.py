"""Pictures for a paper, a lecture and the front page: S against its flip as D grows, and where the skew lives.

Lines join enclosures that are narrower than they are drawn; bars are exact limits from raw data, all of a picture together at its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from uccheck.answers.skew import Counted, GrowthPoint, Pictured, SkewPoint
from uccheck.core.drawing import BLUE, GREEN, ORANGE, PURPLE, SETTINGS, minor_ticks, new_figure
from uccheck.quantities.enclosed.bounds import Interval
from uccheck.report.experiments import KeptRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Of each kind of point: its name, colour, mark and dashes.
KINDS: dict[str, tuple[str, str, str, str]] = {
    "flipped": ("a point of the flip $S^-$", ORANGE, "s", "-"),
    "fresh": ("a fresh point (test error)", BLUE, "o", "--"),
    "own": ("a point of $S$ (training error)", GREEN, "^", "-."),
}
_WIDE, _NARROW = 5.6, 4.3
_LEGEND: dict[str, Any] = {"framealpha": 0.85, "edgecolor": "none"}
_ABOVE: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "borderaxespad": 0.2, "frameon": False}
_BRACKETS = {
    "e_unif_alg": (r"$\epsilon_{\text{unif-alg}}$", "the tightest uniform convergence bound"),
    "e_gen": (r"$\epsilon_{\text{gen}}$", "what it has to explain"),
}
_CURVES = ((PURPLE, "^", "-."), (BLUE, "o", "--"), (ORANGE, "s", "-"), (GREEN, "D", ":"))


def draw(found: Pictured, *, narrow: bool = False) -> Figure:
    """The picture of these numbers; `narrow` for a page with a caption of its own: larger letters, no title."""
    from matplotlib import rc_context

    with rc_context(SETTINGS):
        return {"skew": _skew, "theorem": _theorem}[found.name](found, _NARROW if narrow else _WIDE, None if narrow else _title(found))


def _skew(found: Pictured, width: float, title: str | None) -> Figure:
    """One curve a dimension, against rho."""
    figure = new_figure(width, 4.0)
    axes = figure.subplots()
    dimensions = found.asked["D"]
    for number, D in enumerate(dimensions):
        colour, mark, dashes = _CURVES[number % len(_CURVES)]
        points: list[SkewPoint] = [point for point in found.points if point.D == D]
        name = f"$D = {D}$ ($D/m = {D / found.asked['m']:g}$)"
        axes.plot([float(p.rho) for p in points], [_middle(p.chance) for p in points], dashes, color=colour, lw=1.5, label=name)
        _bars(axes, [(float(p.rho), p.raw) for p in points if p.raw is not None], colour, mark)
    r = _ratio(found)
    if r < 1:  # the curves meet there, near a half
        axes.axvline(r, color="#777777", lw=0.8)
        axes.annotate(f"$\\rho = s/b = {r:g}$", (r, 1.035), textcoords="offset points", xytext=(4, 0), color="#777777", va="center")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.07), ylabel="probability that $h_S$ misclassifies the point")
    axes.set_xlabel("$\\rho$: the point's noise is at correlation $-\\rho$ from a training point's")
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0\nfresh point:\ntest error", "0.2", "0.4", "0.6", "0.8", "1\nthe flipped\npoint"])
    if title is not None:
        axes.set_title(title)
    _finish(axes)
    axes.legend(loc="lower right", **_LEGEND)
    return figure


def _theorem(found: Pictured, width: float, title: str | None) -> Figure:
    """Above, who is misclassified; below, the certified brackets: both against D/m."""
    figure = new_figure(width, 6.2)
    above, below = figure.subplots(2, 1, sharex=True)
    points: list[GrowthPoint] = list(found.points)
    at = [p.D / p.m for p in points]
    for name, (label, colour, mark, dashes) in KINDS.items():
        above.plot(at, [_middle(getattr(p, name)) for p in points], dashes, color=colour, lw=1.5, label=label)
        _bars(above, [(p.D / p.m, p.raw[name]) for p in points if p.raw is not None], colour, mark)
    above.set(ylim=(-0.03, 1.05), ylabel="probability that $h_S$ errs on")
    _finish(above)
    above.legend(**_ABOVE)
    if title is not None:
        figure.suptitle(title, fontsize=9)
    _brackets(below, points, at, found.asked["delta"])
    return figure


def _brackets(axes: Axes, points: Sequence[GrowthPoint], at: list[float], delta: str) -> None:
    """Each bracket is a bar at its D; lines join the ends that the theorem speaks of: a lower and an upper bound."""
    for name, end, colour, mark, dashes in (("e_unif_alg", 0, ORANGE, "s", "-"), ("e_gen", 1, BLUE, "o", "--")):
        brackets: list[Interval] = [getattr(p, name) for p in points]
        label = f"{_BRACKETS[name][0]}$(m, {delta})$: {_BRACKETS[name][1]}"
        axes.vlines(at, [float(b[0]) for b in brackets], [float(b[1]) for b in brackets], color=colour, alpha=0.3, lw=5)
        axes.plot(at, [float(b[end]) for b in brackets], dashes, marker=mark, ms=3, color=colour, lw=1.2, label=label)
    axes.set(ylim=(-0.03, 1.05), ylabel="certified brackets")
    axes.set_xscale("log", base=2)
    axes.set_xlabel("$D/m$: dimensions of noise a sample")
    _finish(axes)
    axes.set_xticks([at[0], *(4**j for j in range(1, 20) if at[0] < 4**j <= at[-1])])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.tick_params(axis="x", which="minor", bottom=False)
    axes.legend(**_ABOVE)


def _bars(axes: Axes, counted: Sequence[tuple[float, Counted | None]], colour: str, mark: str) -> None:
    """Exact limits from raw data, with the share counted."""
    kept = [(x, raw) for x, raw in counted if raw is not None]
    share = [raw.k / raw.n for _, raw in kept]
    low = [s - float(raw.lower) for s, (_, raw) in zip(share, kept, strict=True)]
    high = [float(raw.upper) - s for s, (_, raw) in zip(share, kept, strict=True)]
    style: dict[str, Any] = {"fmt": mark, "ms": 3.5, "color": colour, "lw": 0.9, "capsize": 2, "mfc": "white"}
    axes.errorbar([x for x, _ in kept], share, yerr=[low, high], **style)


def _finish(axes: Axes) -> None:
    minor_ticks(axes)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.set_axisbelow(True)


def _middle(ends: Interval) -> float:
    return float(ends[0] + ends[1]) / 2


def _ratio(found: Pictured) -> float:
    from uccheck.core.exact import exact

    return float(exact(found.asked["s"], "s") / exact(found.asked["b"], "b"))


def _title(found: Pictured) -> str:
    asked = found.asked
    return f"$m = {asked['m']}$; lines: the law, by balls; bars: {asked['trials']} raw trials each, all together at {asked['level']}"


def draw_run(run: KeptRun) -> Figure:
    """The errors of every replicate of a kept run, and the certified halves, against what it varies."""
    from matplotlib import rc_context

    with rc_context(SETTINGS):
        figure = new_figure(_NARROW, 3.4)
        axes = figure.subplots()
        at = [float(j) for j in range(len(run.cells))]
        for name, label, colour, mark, side in (
            ("partner", "error on $S'$, all of it counted", ORANGE, "s", 0.08),
            ("test", "error on test points", BLUE, "o", -0.08),
        ):
            pairs = [(x + side, float(share)) for x, cell in zip(at, run.cells, strict=True) for share in getattr(cell, name)]
            axes.plot(*zip(*pairs, strict=True), mark, ms=3, mfc="none", color=colour, label=label)
        for key, trivial, label, colour, dashes in (
            ("e_unif_alg_lower", 0, rf"$\epsilon_{{\text{{unif-alg}}}} \geq$, $\delta = {run.delta}$", PURPLE, "-"),
            ("e_gen_upper", 1, rf"$\epsilon_{{\text{{gen}}}} \leq$, $\delta = {run.delta}$", GREEN, "--"),
        ):
            ends = [float(getattr(cell, key)) for cell in run.cells]
            if any(end != trivial for end in ends):  # 0 and 1 are always true: nothing was certified
                axes.plot(at, ends, dashes, marker="_", ms=18, mew=1.6, lw=1, color=colour, label=label)
        axes.set(ylim=(-0.03, 1.05), xlim=(-0.5, at[-1] + 0.5), ylabel="error", xlabel=run.vary.replace("_", " "))
        axes.set_xticks(at, [cell.value for cell in run.cells])
        _finish(axes)
        axes.tick_params(axis="x", which="minor", bottom=False)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, columnspacing=1, frameon=False)
    return figure
