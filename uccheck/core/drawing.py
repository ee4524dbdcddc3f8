"""What every picture shares: vector files with TrueType fonts that are the same bytes each time, minor ticks, one hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uccheck.core.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Fonts stay text in PDF (type 42) and become outlines in SVG, whose identifiers come from a fixed salt.
SETTINGS: Any = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "uccheck",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "legend.fontsize": 8,
    "axes.linewidth": 0.7,
}
#: No date in a file: the same data give the same bytes.
METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
#: Of Okabe and Ito, told apart by every kind of colour vision; a mark or a dash tells the lines apart too.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of that many inches, with the backend that needs no screen."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def minor_ticks(axes: Axes, *, x: bool = True) -> None:
    """Minor ticks on both axes, or on the second alone where the first has names and no numbers."""
    axes.minorticks_on()
    if not x:
        axes.tick_params(axis="x", which="minor", bottom=False)
    axes.tick_params(which="both", direction="in")


def rendered(figure: Figure, kind: str) -> bytes:
    """The figure as the bytes of a pdf, svg or png file."""
    from matplotlib import rc_context

    stream = BytesIO()
    with rc_context(SETTINGS):
        figure.savefig(stream, format=kind, metadata=METADATA[kind], dpi=200)
    return stream.getvalue()


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write the figure as PDF and SVG; their paths.

    Raises: InvalidFile if the disk refuses.
    """
    paths = []
    for kind in ("pdf", "svg"):
        path = stem.with_suffix(f".{kind}")
        write_bytes(path, rendered(figure, kind))
        paths.append(path)
    return paths
