"""The phase diagram as a picture: filled regions, the certified boundaries, the paper's order and our constants.

Regions are rectangles around the points of the grid, halfway to the next on the logarithmic scale: they colour points, and claim nothing
between them. A boundary runs through the least points of the grid from which on everything is certified.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from statistics import NormalDist
from typing import Any

from uccheck.core.drawing import BLUE, ORANGE, SETTINGS, new_figure, rendered
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written
from uccheck.core.files import write_bytes
from uccheck.diagram.columns import Column, Panel
from uccheck.diagram.grid import Grid

KINDS, MOST_PANELS = (".pdf", ".svg", ".png"), 12
_GEN = "$\\epsilon_{\\mathrm{gen}}\\leq\\epsilon$"
_UNIF = "$\\epsilon_{\\mathrm{unif\\text{-}alg}}\\geq 1-\\epsilon$"
#: Okabe and Ito's colours, lightened, told apart by hatching too; {first} and {second} are the halves.
REGIONS = {
    "both certified": ("#7fceb9", ""),
    "only {first} certified": ("#a9d9f4", "..."),
    "only {second} certified": ("#f7f1a0", "\\\\\\\\"),
    "refuted": ("#eaae80", "////"),
    "inconclusive": ("#d9d9d9", "xxxx"),
}
_CURVES = {
    "both": ("both certified from here", {"color": "black", "ls": "-", "lw": 2.6, "alpha": 0.45}),
    "e_gen": ("{first} certified from here", {"color": BLUE, "ls": "--", "marker": "o", "ms": 3.0, "lw": 1.0}),
    "e_unif_alg": ("{second} certified from here", {"color": "#a0447f", "ls": ":", "marker": "s", "ms": 2.6, "lw": 1.3}),
}
_SPACED = (0.0, 0.06)  # of the diagonal: markers stay apart where the columns are many

#: A curve over m: its label, its dashes, the value of D.
Order = tuple[str, Any, Callable[[float], float]]


def _no_order(panel: Panel) -> list[Order]:
    del panel
    return []


@dataclass(frozen=True)
class Chart:
    """What a picture shows besides its columns: the panels with their titles, both halves in TeX, whether D is over m, curves over m."""

    panels: tuple[Panel, ...]
    title: Callable[[Panel], str]
    shared: bool
    first: str = _GEN
    second: str = _UNIF
    orders: Callable[[Panel], list[Order]] = _no_order

    def named(self, label: str) -> str:
        """A label with the halves put in."""
        return label.replace("{first}", self.first).replace("{second}", self.second)


def linear_chart(made: Grid) -> Chart:
    """The chart of a grid of the linear setting: the paper's order and our constants are drawn in."""
    return Chart(tuple(made.panels()), partial(_title, made), shared=not made.D, orders=_orders)


def require_picture(chart: Chart, path: Path) -> None:
    """Refuse what cannot be drawn, before the first point.  Raises: InvalidParameter."""
    if path.suffix not in KINDS:
        raise InvalidParameter(f"a picture is {', '.join(KINDS)}, got {path.suffix or path.name!r}: name such a file")
    if (count := len(chart.panels)) > MOST_PANELS:
        raise InvalidParameter(f"a picture has at most {MOST_PANELS} panels, this grid has {count}: give fewer values besides m and D")
    if not path.parent.is_dir():
        raise InvalidParameter(f"there is no folder {path.parent} to draw into: make it first")


def draw(chart: Chart, found: Iterable[Column], path: Path) -> None:
    """One picture for all panels, by the suffix of the path.  Raises: InvalidFile when it cannot be written."""
    from matplotlib import rc_context

    panels, columns = chart.panels, list(found)
    across = min(3, math.ceil(math.sqrt(len(panels))))
    down = math.ceil(len(panels) / across)
    figure = new_figure(max(6.9, 1.2 + 3.9 * across), 1.9 + 3.1 * down)
    with rc_context({**SETTINGS, "hatch.linewidth": 0.35}):
        places = list(figure.subplots(down, across, squeeze=False, sharex=True, sharey=True).flat)
        for place, panel in zip(places, panels, strict=False):
            _panel(place, chart, panel, [column for column in columns if column.panel == panel])
            place.tick_params(labelbottom=True, labelleft=True)
        for place in places[len(panels) :]:
            place.set_axis_off()
        _legend(figure, chart)
    write_bytes(path, rendered(figure, path.suffix[1:]))


def _panel(axes: Any, chart: Chart, panel: Panel, columns: Sequence[Column]) -> None:
    shared = chart.shared
    sizes = sorted({column.m for column in columns})
    for column, (left, right) in zip(sorted(columns, key=lambda one: one.m), _around(sizes), strict=True):
        heights = _around([D / column.m if shared else D for D in column.D])
        cells = [(_region(word), height) for word, height in zip(column.words, heights, strict=True)]
        for region, run in groupby(cells, key=lambda one: one[0]):
            ends = [end for _, pair in run for end in pair]
            colour, hatch = REGIONS[region]
            axes.fill_between([left, right], ends[0], ends[-1], fc=colour, ec="#00000055", hatch=hatch, lw=0, label=chart.named(region))
    _curves(axes, chart, columns)
    fine = [m for a, c in pairwise(sizes) for m in (a, math.sqrt(a * c))] + [sizes[-1]]
    for (label, dashes, of), shade in zip(chart.orders(panel), (ORANGE, "#444444", "#004d38"), strict=False):
        axes.plot(fine, [of(m) / m if shared else of(m) for m in fine], ls=dashes, lw=1.1, color=shade, label=label, zorder=2.5)
    axes.set(xscale="log", yscale="log", xlabel="$m$", ylabel="$D/m$" if shared else "$D$", title=chart.title(panel))
    axes.set_xlim(_around(sizes)[0][0], _around(sizes)[-1][1])
    every = [end for column in columns for pair in _around([D / column.m if shared else D for D in column.D]) for end in pair]
    axes.set_ylim(min(every, default=1), max(every, default=10))
    axes.tick_params(which="both", direction="in")


def _around(values: Sequence[float]) -> list[tuple[float, float]]:
    """The cell around each of rising positive values: halfway to its neighbours on the logarithmic scale."""
    if len(values) == 1:
        return [(values[0] / 1.5, values[0] * 1.5)]
    inner = [math.sqrt(a) * math.sqrt(b) for a, b in pairwise(values)]
    ends = [values[0] ** 2 / inner[0], *inner, values[-1] ** 2 / inner[-1]]
    return list(pairwise(ends))


def _region(words: str) -> str:
    gen, unif, both = tuple(words)
    names = list(REGIONS)
    if gen == "C" or unif == "C":
        return names[0] if gen == unif else names[1] if gen == "C" else names[2]
    return names[3] if both == "R" else names[4]


def _curves(axes: Any, chart: Chart, columns: Sequence[Column]) -> None:
    for question, (label, style) in _CURVES.items():
        found = sorted((column.m, column.turn(question)[1]) for column in columns if column.turn(question)[1] is not None)
        points = [(m, D / m if chart.shared else D) for m, D in found if D is not None]
        if points:
            axes.plot([m for m, _ in points], [D for _, D in points], label=chart.named(label), zorder=3, markevery=_SPACED, **style)


def _orders(panel: Panel) -> list[Order]:
    """The order that the paper asks for, and the constants of our statements where they apply."""
    s, b, gamma, delta, epsilon = map(float, panel)
    z = NormalDist().inv_cdf(1 - epsilon)
    order = "order of the paper, constant 1: $\\max(m\\ln(m/\\delta),\\ m\\ln(1/\\epsilon))$"
    curves: list[Order] = [(order, "-.", lambda m: m * max(math.log(m / delta), -math.log(epsilon)))]
    if gamma == 0 and z > 0:
        alone = "$z_\\epsilon^2 m/r^2$: where $\\epsilon_{\\mathrm{gen}}$ alone puts $D$"
        curves.append((alone, (0, (1, 1)), lambda m: m * (z * b / s) ** 2))
    if (s, b, gamma) == (4, 32, 0) and delta <= 0.25:
        ours, rest = "our constants: $(\\sqrt{128\\,m\\ln(2/\\epsilon)}+\\sqrt{2\\ln(1/\\delta)})^2$", math.sqrt(-2 * math.log(delta))
        curves.append((ours, (0, (6, 2)), lambda m: (math.sqrt(128 * m * math.log(2 / epsilon)) + rest) ** 2))
    return curves


def _title(made: Grid, panel: Panel) -> str:
    letters = {"s": "s", "b": "b", "gamma": "\\gamma", "delta": "\\delta", "epsilon": "\\epsilon"}
    shown = [(name, value) for name, value in zip(letters, panel, strict=True) if _matters(made, name, value)]
    return ", ".join(f"${letters[name]}={as_written(value)}$" for name, value in shown)


def _matters(made: Grid, name: str, value: Any) -> bool:
    usual = {"s": 4, "b": 32, "gamma": 0}
    return len(getattr(made, name)) > 1 or value != usual.get(name)


def _legend(figure: Any, chart: Chart) -> None:
    """The regions in their order, then the curves; each once, below the panels."""
    found = {label: handle for place in figure.axes for handle, label in zip(*place.get_legend_handles_labels(), strict=True)}
    unique = list(dict.fromkeys(name for name in (*map(chart.named, REGIONS), *found) if name in found))
    figure.legend([found[name] for name in unique], unique, loc="outside lower center", ncols=2, frameon=False)
