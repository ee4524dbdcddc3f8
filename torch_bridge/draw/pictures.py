"""Pictures of a run: errors against what is varied, 2-D slices of the decision regions, histograms of the margins.

Each is drawn from the run directory's own data (records and slices) and written beside it as PNG and SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from torch_bridge.runs.plan import Certified, Plan
from torch_bridge.runs.records import Record, write_atomically
from uccheck.core.exact import probability
from uccheck.statistics.estimate import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: One colour and one name for one quantity in every picture.
COLOURS = {"test": "#222222", "partner": "#d1495b", "train": "#1b6ca8", "certified": "#2e8b57"}
NAMES = {
    "test": "test error",
    "partner": "error on S'",
    "train": "training error",
    "certified": "certified e_unif-alg >=",
}
INNER, OUTER = "#dbe9f6", "#fbe3e0"


def draw_all(plan: Plan, records: Sequence[Record], found: Sequence[Certified], directory: Path) -> list[Path]:
    """Draw every picture of a finished run; the paths of the PNGs."""
    pictures = {"errors": errors(plan, records, found), "margins": margins(plan, records)}
    if kept := sorted_slices(plan, directory):
        pictures["slices"] = slices(plan, kept)
    return [path for name, figure in pictures.items() for path in _save(figure, directory / name)]


def errors(plan: Plan, records: Sequence[Record], found: Sequence[Certified]) -> Figure:
    """Each replicate's errors with their exact limits, the certified values, against the varied parameter."""
    figure = _figure(6.4, 4.2)
    axes = figure.subplots()
    positions = [float(i) for i in range(len(plan.values))]  # values double, or are no numbers: equal steps
    for name, offset in (("test", -1), ("partner", 1)):
        _points(axes, plan, records, positions, name, offset)
    values = [float(each.value) for each in found]
    axes.plot(positions, values, color=COLOURS["certified"], marker="_", markersize=18, lw=1, ls=":", label=_certified(plan))
    axes.set(ylim=(-0.02, 1.04), ylabel="error", xlabel=_axis_name(plan), title=_title(plan))
    axes.set_xticks(positions, plan.values)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3, frameon=False, fontsize=8)
    return figure


def margins(plan: Plan, records: Sequence[Record]) -> Figure:
    """The margins of training, test and partner points, pooled over the replicates of each cell."""
    figure = _figure(3.4 * len(plan.values), 3.4)
    row = figure.subplots(1, len(plan.values), squeeze=False, sharey=True)[0]
    for axes, (value, cell) in zip(row, plan.cells().items(), strict=True):
        edges = np.linspace(-2, 2, 81) * abs(cell.stop_margin or 1.0)
        for name in ("train", "test", "partner"):
            counts = _pooled(records, value, name)
            axes.stairs(counts / max(1, counts.sum()), edges, color=COLOURS[name], lw=1.4, label=_margin_name(name))
        axes.axvline(0, color="#999999", lw=0.8)
        axes.axvline(cell.stop_margin, color="#999999", lw=0.8, ls="--")
        axes.set(title=f"{plan.vary} = {value}", xlabel="margin", yscale="log")
    row[0].set_ylabel("fraction of the points")
    row[0].legend(frameon=False, fontsize=8, loc="upper left")
    figure.suptitle("Margins, replicates pooled; dashed: the stopping margin; the ends collect what lies outside", fontsize=9)
    return figure


def slices(plan: Plan, kept: Sequence[tuple[str, Any]]) -> Figure:
    """Decision regions on the planes of two training points (top) and of two test points (bottom)."""
    figure = _figure(3.3 * len(kept), 7.2)
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
    for at, value in zip(positions, plan.values, strict=True):
        own = [record for record in records if record["cell"] == value]
        for number, record in enumerate(own):
            k, n = record[f"{name}_errors"], record[f"{name}_points"]
            low, high = (float(limit) for limit in interval(k, n, alpha))
            x = at + side * 0.06 + 0.16 * (number - (len(own) - 1) / 2) / max(1, len(own))
            style: dict[str, Any] = {"color": COLOURS[name], "ms": 3.5, "lw": 1, "fmt": "o" if name == "test" else "s"}
            label = NAMES[name] if at == positions[0] and number == 0 else None
            axes.errorbar(x, k / n, yerr=[[k / n - low], [high - k / n]], label=label, **style)


def _pooled(records: Sequence[Record], value: str, name: str) -> Any:
    return np.sum([r["margin_histograms"][name] for r in records if r["cell"] == value], axis=0)


def _certified(plan: Plan) -> str:
    return f"{NAMES['certified']} (delta = {plan.delta}, all together at {plan.level})"


def _margin_name(name: str) -> str:
    return {"train": "training points", "test": "test points", "partner": "points of S'"}[name]


def _axis_name(plan: Plan) -> str:
    return "sample size m" if plan.vary == "m" else plan.vary.replace("_", " ")


def _title(plan: Plan) -> str:
    cell = plan.base
    what = "" if cell.partner.value == "projected" else f", null control: S' {cell.partner.value}"
    return f"d = {cell.d}, width {cell.width}, radii {cell.inner:g} and {cell.outer:g}, margin {cell.stop_margin:g}{what}"


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _save(figure: Figure, stem: Path) -> list[Path]:
    paths = []
    for kind in ("png", "svg"):
        stream = BytesIO()
        figure.savefig(stream, format=kind, dpi=130)
        path = stem.with_suffix(f".{kind}")
        write_atomically(path, stream.getvalue())
        paths.append(path)
    return paths[:1]
