"""Log-log pictures of an experiment on growth: mean and range over replicates, the authors' values overlaid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from torch_bridge.data.published import Curves
from torch_bridge.growth.summary import Growth
from uccheck.core.drawing import minor_ticks, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: One colour for one quantity in every panel, and a marker with it so that colour is not needed.
STYLES = {
    "bft17": ("#1b6ca8", "o", "Bartlett et al. 2017"),
    "nbs18": ("#d1495b", "s", "Neyshabur et al. 2018"),
    "n19": ("#2e8b57", "^", "Neyshabur et al. 2019"),
    "golowich18": ("#7b5ea7", "v", "Golowich et al. 2018"),
    "parameters": ("#8a8a8a", "D", "parameter count"),
    "test error": ("#222222", "o", "test error"),
    "distance from initialisation": ("#1b6ca8", "o", "distance from start"),
    "distance between two solutions": ("#e08e0b", "x", "between two solutions"),
    "product of spectral norms": ("#d1495b", "s", "product of spectral norms"),
}
BOUNDS = ("bft17", "nbs18", "n19", "golowich18", "parameters")
NORMS = ("distance from initialisation", "distance between two solutions", "product of spectral norms")


def plot(growths: Sequence[Growth], rule: str, stem: Path, title: str, *, theirs: Curves) -> list[Path]:
    """Write the picture as PDF and SVG: bounds, test error and norms against m, one row a batch size.

    `theirs` are the authors' values, which stand beside the same experiment only; their batch size is 1.
    Raises: InvalidFile if the disk refuses.
    """
    batches = sorted({g.batch_size for g in growths})
    figure = new_figure(13, 5.6 * len(batches))
    axes = figure.subplots(len(batches), 3, squeeze=False)
    for row, batch in zip(axes, batches, strict=True):
        here = {g.name: g for g in growths if g.batch_size == batch}
        beside = theirs if batch == 1 else {}
        names = [n if n == "parameters" else f"{n}, {rule}" for n in BOUNDS]
        _panel(row[0], [here[n] for n in names if n in here], beside, f"bounds, {rule}, batch size {batch}")
        _panel(row[1], [here["test error"]] if "test error" in here else [], beside, f"test error, batch size {batch}")
        _panel(row[2], [here[n] for n in NORMS if n in here], beside, f"norms, batch size {batch}")
    figure.suptitle(f"{title}\nshaded: the range of the replicates; exponents with their intervals", fontsize=10)
    return save(figure, stem)


def _panel(axis: Axes, growths: Sequence[Growth], theirs: Curves, title: str) -> None:
    for one in growths:
        colour, marker, label = STYLES[one.name.split(",")[0]]
        _curve(axis, one, colour, marker, label)
        if one.name in theirs:
            axis.plot(*theirs[one.name], color=colour, linestyle=":", linewidth=1.2, marker="*", markersize=9, alpha=0.75)
    if any(one.name in theirs for one in growths):
        axis.plot([], [], color="#555555", linestyle=":", marker="*", label="the authors' values (one run)")
    axis.set(xscale="log", yscale="log", xlabel="training set size m", title=title)
    if growths:
        shown = sorted({*growths[0].ms, *(m for g in growths for m in (theirs.get(g.name) or [[]])[0])})
        axis.set_xticks(shown, [str(m) for m in shown], rotation=45)
        axis.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.22), frameon=False)
    minor_ticks(axis)
    axis.tick_params(axis="x", which="minor", labelbottom=False)
    axis.grid(alpha=0.25)


def _curve(axis: Axes, one: Growth, colour: str, marker: str, label: str) -> None:
    """The mean over replicates with the whole range shaded; the exponent and its limits stand in the legend."""
    if not len(one.curves):
        return
    with np.errstate(divide="ignore"):
        centre: Any = np.exp(np.log(one.curves).mean(axis=0))
    if one.exponent is not None:
        e = one.exponent
        label = f"{label}: $m^{{{e.slope:.2f}}}$ [{e.lower:.2f}, {e.upper:.2f}]"
    axis.plot(one.ms, centre, color=colour, marker=marker, markersize=5, linewidth=1.6, label=label)
    axis.fill_between(one.ms, one.curves.min(axis=0), one.curves.max(axis=0), color=colour, alpha=0.18, linewidth=0)
