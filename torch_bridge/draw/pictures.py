"""Pictures of a run: errors against what is varied, 2-D slices of the decision regions, histograms of the margins.

Each is drawn from the run directory's own data (records and slices) and written beside it as PDF and SVG. The error on S' has
no bar: all of S' is classified, so it is known; and given S its points are no independent trials. That of the test error is
the exact (Clopper-Pearson) interval of each replicate by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from torch_bridge.data.published import poster_errors
from torch_bridge.runs.plan import Certified, Plan
from torch_bridge.runs.records import Record
from uccheck.core.drawing import minor_ticks, new_figure, save
from uccheck.core.exact import probability
from uccheck.statistics.estimate import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: One colour and one name for one quantity in every picture.
COLOURS = {"test": "#222222", "partner": "#d1495b", "sign": "#d1495b", "train": "#1b6ca8", "lower": "#2e8b57", "upper": "#8a5a00"}
#: The authors' values: of "test" and "partner", by the row's value as written.
Authors = Mapping[str, Mapping[str, float]]
INNER, OUTER = "#dbe9f6", "#fbe3e0"


def draw_all(plan: Plan, records: Sequence[Record], found: Sequence[Certified], directory: Path, stem: Path | None = None) -> list[Path]:
    """Draw every picture of a finished run into its directory, or as `stem`-NAME; the paths."""
    pictures = {"errors": errors(plan, records, found, poster(plan)), "margins": margins(plan, records)}
    if kept := sorted_slices(plan, directory):
        pictures["slices"] = slices(plan, kept)
    stems = {name: directory / name if stem is None else stem.with_name(f"{stem.name}-{name}") for name in pictures}
    return [path for name, figure in pictures.items() for path in save(figure, stems[name])]


def poster(plan: Plan) -> Authors | None:
    """The values of the authors' poster, where the plan is its experiment."""
    cell = plan.base
    same = (cell.d, cell.width, cell.depth, cell.inner, cell.outer) == (1000, 100_000, 1, 1.0, 1.1)
    return poster_errors() if same and plan.vary == "m" and cell.partner.value == "projected" else None


def errors(plan: Plan, records: Sequence[Record], found: Sequence[Certified], authors: Authors | None = None) -> Figure:
    """Each replicate's errors, the certified halves, and the authors' single runs where given, against what is varied."""
    figure = new_figure(6.4, 4.4)
    axes = figure.subplots()
    positions = [float(i) for i in range(len(plan.values))]  # values double, or are no numbers: equal steps
    for name, offset in (("test", -1), (plan.shown, 1)):
        _points(axes, plan, records, positions, name, offset)
    _certified(axes, plan, found, positions)
    if authors is not None:
        _authors(axes, plan, positions, authors)
    axes.set(ylim=(-0.02, 1.04), ylabel="error", xlabel=_axis_name(plan), title=_title(plan))
    axes.set_xticks(positions, plan.values)
    minor_ticks(axes, x=False)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=1, frameon=False)
    return figure


def margins(plan: Plan, records: Sequence[Record]) -> Figure:
    """The margins of training, test and partner points, pooled over the replicates of each cell."""
    figure = new_figure(max(7.0, 3.4 * len(plan.values)), 3.4)
    row = figure.subplots(1, len(plan.values), squeeze=False, sharey=True)[0]
    for axes, (value, cell) in zip(row, plan.cells().items(), strict=True):
        edges = np.linspace(-2, 2, 81) * abs(cell.stop_margin or 1.0)
        for name in ("train", "test", "partner"):
            counts = _pooled(records, value, name)
            axes.stairs(counts / max(1, counts.sum()), edges, color=COLOURS[name], lw=1.4, label=_margin_name(plan, name))
        axes.axvline(0, color="#999999", lw=0.8)
        axes.axvline(cell.stop_margin, color="#999999", lw=0.8, ls="--")
        axes.set(title=f"{plan.vary} = {value}", xlabel="margin", yscale="log")
        minor_ticks(axes)
    row[0].set_ylabel("fraction of the points")
    row[0].legend(frameon=False, fontsize=8, loc="upper left")
    figure.suptitle("replicates pooled; dashed: the stopping margin; the ends collect what lies outside", fontsize=9)
    return figure


def slices(plan: Plan, kept: Sequence[tuple[str, Any]]) -> Figure:
    """Decision regions on the planes of two training points (top) and of two test points (bottom)."""
    figure = new_figure(max(5.0, 3.3 * len(kept)), 7.2)
    grid = figure.subplots(2, len(kept), squeeze=False)
    for column, (value, data) in enumerate(kept):
        for row, name in enumerate(("train", "test")):
            _slice(grid[row][column], data, name)
        grid[0][column].set_title(f"{plan.vary} = {value}\nthrough two training points", fontsize=9)
        grid[1][column].set_title("through two test points", fontsize=9)
    figure.suptitle(
        "Decision regions in the plane of two points and the origin (blue: inner, red: outer)\n"
        "filled: the point, hollow: its projection; circle: label inner, square: label outer",
        fontsize=9,
    )
    return figure


def sorted_slices(plan: Plan, directory: Path) -> list[tuple[str, Any]]:
    """The stored slices of the plan's cells, in its order."""
    paths = [(value, directory / "slices" / f"{plan.key(value, 0)}.npz") for value in plan.values]
    return [(value, np.load(path)) for value, path in paths if path.exists()]


def _slice(axes: Axes, data: Any, name: str) -> None:
    from matplotlib.patches import Circle

    reach, radii = float(data["reach"]), data["radii"]
    field = data[f"{name}_grid"].astype(float)
    side = np.linspace(-reach, reach, len(field))
    axes.contourf(side, side, field, levels=[-np.inf, 0, np.inf], colors=[INNER, OUTER])
    if field.min() < 0 < field.max():
        axes.contour(side, side, field, levels=[0], colors="#555555", linewidths=0.8)
    for radius in radii:
        axes.add_patch(Circle((0, 0), radius, fill=False, color="#222222", lw=0.7))
    for point, label in zip(data[f"{name}_points"], data[f"{name}_labels"], strict=True):
        moved = point * radii[1 - label] / radii[label]
        style: dict[str, Any] = {"marker": "os"[label], "markersize": 6, "color": "#222222", "ls": ""}
        axes.plot(*point, **style)
        axes.plot(*moved, **style, markerfacecolor="white")
    axes.set(aspect="equal", xticks=[], yticks=[])


def _points(axes: Axes, plan: Plan, records: Sequence[Record], positions: list[float], name: str, side: int) -> None:
    alpha = probability(plan.gap_alpha, "gap_alpha")
    label: str | None = _names(plan)[name]
    for at, value in zip(positions, plan.values, strict=True):
        own = [record for record in records if record["cell"] == value]
        for number, record in enumerate(own):
            k, n = record[f"{name}_errors"], record[f"{name}_points"]
            x = at + side * 0.06 + 0.3 * side * number / max(1, len(own))
            style: dict[str, Any] = {"color": COLOURS[name], "ms": 2.5, "label": label}
            if name == "test":
                low, high = (float(limit) for limit in interval(k, n, alpha))
                axes.errorbar(x, k / n, yerr=[[k / n - low], [high - k / n]], fmt="o", lw=0.7, **style)
            else:
                axes.plot(x, k / n, "s", **style)
            label = None


def _certified(axes: Axes, plan: Plan, found: Sequence[Certified], positions: list[float]) -> None:
    style: dict[str, Any] = {"marker": "_", "markersize": 20, "lw": 1}
    lower = [float(each.value) for each in found]
    together = f"delta = {plan.delta}, all together at {plan.level}"
    axes.plot(positions, lower, color=COLOURS["lower"], ls=":", label=f"certified e_unif-alg $\\geq$ ({together})", **style)
    if plan.both:
        upper = [float(each.halves.e_gen_at_most) for each in found]
        axes.plot(positions, upper, color=COLOURS["upper"], ls="--", label="certified e_gen $\\leq$ (the same)", **style)


def _authors(axes: Axes, plan: Plan, positions: list[float], authors: Authors) -> None:
    """The authors' single runs at the rows that they share with ours; their S' is all projected."""
    said = {"test": "test error", "partner": "error on S'" + ("" if plan.shown == "partner" else ", all points projected")}
    for name, marker in (("test", "*"), ("partner", "P")):
        shared = [(at, authors[name][value]) for at, value in zip(positions, plan.values, strict=True) if value in authors[name]]
        if shared:
            style: dict[str, Any] = {"ms": 9, "mfc": "none", "color": COLOURS[name], "label": f"authors' poster, one run: {said[name]}"}
            axes.plot(*zip(*shared, strict=True), marker, **style)


def _pooled(records: Sequence[Record], value: str, name: str) -> Any:
    return np.sum([r["margin_histograms"][name] for r in records if r["cell"] == value], axis=0)


def _names(plan: Plan) -> dict[str, str]:
    level = f"{float(100 * (1 - probability(plan.gap_alpha, 'gap_alpha'))):g}%"
    return {
        "test": f"test error, exact {level} interval of each replicate",
        "partner": "error on S' (all of it counted)",
        "sign": "error on S', each point projected with chance 3/4 (all of it counted)",
    }


def _margin_name(plan: Plan, name: str) -> str:
    partner = "points of S'" if plan.shown == "partner" else "all points projected (S' has 3/4 of these)"
    return {"train": "training points", "test": "test points", "partner": partner}[name]


def _axis_name(plan: Plan) -> str:
    return "sample size m" if plan.vary == "m" else plan.vary.replace("_", " ")


def _title(plan: Plan) -> str:
    cell = plan.base
    what = "" if cell.partner.value == "projected" else f", null control: S' {cell.partner.value}"
    return f"d = {cell.d}, width {cell.width}, radii {cell.inner:g} and {cell.outer:g}, margin {cell.stop_margin:g}{what}"
