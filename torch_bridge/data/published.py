"""The values that the authors' notebook and poster display, beside ours: exponents, and whether each looks like our runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from uccheck.statistics.slopes import SlopeInterval, slope_interval

#: Our name of a quantity, and the name of the published list.
PUBLISHED = {
    "test error": "test_error",
    "bft17, fixed 4": "bound_bartlett17",
    "nbs18, fixed 4": "bound_neyshabur18",
    "n19, fixed 4": "bound_neyshabur19",
    "distance from initialisation": "distance_from_initialisation",
    "spectral norm, layer 1": "spectral_norm_hidden",
    "spectral norm, layer 2": "spectral_norm_output",
}

#: The curves of one published run: of each quantity, by our name, the m and the values.
Curves = Mapping[str, tuple[list[int], list[float]]]

#: Exponents that the paper reports for MNIST at batch size 1 [recalled].
RECALLED = {"bounds": 0.68, "test error": -0.43}


@lru_cache(maxsize=1)
def authors() -> dict[str, Any]:
    """Hyperparameters, m, and values as read back from the notebook's vector figures."""
    text = files("uccheck").joinpath("data", "authors_figures.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def poster_errors() -> dict[str, dict[str, float]]:
    """Test error and error on S' of the authors' poster (d = 1000, width 100000), by m as written; read from a raster figure."""
    shown = _poster()["hypersphere"]
    names = {"test": "log10_test_error", "partner": "log10_error_on_projected"}
    return {name: {str(m): 10.0**v for m, v in zip(shown["m"], shown[key], strict=True)} for name, key in names.items()}


def poster_curves() -> Curves:
    """The poster's MNIST curves: one run, m = 128 to 32768, read from a raster figure."""
    shown = _poster()["mnist"]
    names = {"test error": "test_error", "bft17, fixed 10": "bound_bartlett17", "nbs18, fixed 10": "bound_neyshabur18"}
    return {name: (list(shown["m"]), [10.0**v for v in shown[f"log10_{key}"]]) for name, key in names.items()}


@lru_cache(maxsize=1)
def _poster() -> dict[str, Any]:
    text = files("uccheck").joinpath("data", "authors_poster.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def notebook_curves() -> Curves:
    """The notebook's curves on the hypersphere."""
    return {name: (list(authors()["m"]), [float(v) for v in authors()[key]]) for name, key in PUBLISHED.items()}


def published_exponent(curves: Curves, name: str, *, most: int | None = None, level: str = "0.95") -> SlopeInterval | None:
    """The exponent of the published values up to m = `most`, with its regression interval (one run, so residuals are all there is)."""
    if name not in curves:
        return None
    kept = [(m, value) for m, value in zip(*curves[name], strict=True) if most is None or m <= most]
    return slope_interval([m for m, _ in kept], [value for _, value in kept], level)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One published value beside our replicates: their mean, and the interval in which one more run falls."""

    quantity: str
    m: int
    published: float
    mean: float
    lower: float
    upper: float

    @property
    def inside(self) -> bool:
        """Whether the published value lies in the prediction interval."""
        return self.lower <= self.published <= self.upper


def comparisons(
    authors_curves: Curves, name: str, ms: Sequence[int], curves: Sequence[Sequence[float]] | np.ndarray[Any, Any], level: float = 0.95
) -> list[Comparison]:
    """Published against ours at every common m, with the prediction interval for one run (Student, log scale).

    The authors have one run: the question is whether it looks like one more of ours, not whether it is our mean.
    """
    from scipy.stats import t

    found, values = authors_curves.get(name), np.log(np.asarray(curves, dtype=np.float64))
    if found is None or len(values) < 2:
        return []
    theirs: Mapping[int, float] = dict(zip(*found, strict=True))
    half = float(t.ppf((1 + level) / 2, len(values) - 1)) * values.std(axis=0, ddof=1) * np.sqrt(1 + 1 / len(values))
    centre = values.mean(axis=0)
    return [
        Comparison(
            quantity=name,
            m=m,
            published=theirs[m],
            mean=float(np.exp(centre[i])),
            lower=float(np.exp(centre[i] - half[i])),
            upper=float(np.exp(centre[i] + half[i])),
        )
        for i, m in enumerate(ms)
        if m in theirs
    ]
