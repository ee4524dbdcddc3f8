"""A sweep of another counterexample: certify at every point of a grid, in order, over any number of processes, kept in a store.

Glossary
    UniverseGrid    the values of every number of the counterexample; those left out take certify's own
"""

from __future__ import annotations

import itertools
import json
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from uccheck.answers.answer import MAX_D, MAX_M, level
from uccheck.answers.universes.counterexamples import certify
from uccheck.answers.universes.universe import UniverseOutcome, refuse
from uccheck.certificates.check_rules import DIGEST
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written, nonnegative, positive_integer, probability
from uccheck.diagram.batches import Job, records
from uccheck.diagram.columns import Panel
from uccheck.diagram.grid import Axis, axis_values, whole_values
from uccheck.diagram.picture import Chart

MOST_POINTS = 10**5
#: The revision of what is kept of a point.
_REVISION = 1
#: A function of the outcome at a point that gives JSON values; a worker finds it by its name.
Told = Callable[[UniverseOutcome], dict[str, Any]]
_NUMBERS = ("s", "b", "eta", "lam", "tau")


@dataclass(frozen=True)
class UniverseGrid:
    """The axes of a grid in the order in which they vary, m slowest; D is given itself, or as D/m and rounded up."""

    counterexample: str
    m: tuple[int, ...]
    D: tuple[int, ...]
    per_sample: tuple[Fraction, ...]
    axes: Mapping[str, tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.m) * (len(self.D) or len(self.per_sample)) * math.prod(map(len, self.axes.values()))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for m in self.m:
            for D in self.dimensions(m):
                for values in itertools.product(*self.axes.values()):
                    yield {"counterexample": self.counterexample, "m": m, "D": D, **dict(zip(self.axes, values, strict=True))}

    def dimensions(self, m: int) -> tuple[int, ...]:
        """The values of D at this m."""
        return self.D or tuple(math.ceil(m * ratio) for ratio in self.per_sample)

    @property
    def varying(self) -> tuple[str, ...]:
        """The names besides m and D that have several values."""
        return tuple(name for name, values in self.axes.items() if len(values) > 1)


def field_of(
    counterexample: str, m: Axis, D: Axis | None, per_sample: Axis | None, delta: Axis, epsilon: Axis, options: Mapping[str, Any]
) -> UniverseGrid:
    """The grid of these axes; an option is a number, a list, or a range, a learner or theorem one name or several.

    Raises: InvalidParameter for a value outside its domain, an option that the counterexample does not have, and too many points.
    """
    refuse(counterexample, options)
    if (D is None) == (per_sample is None):
        raise InvalidParameter("give either D or D per sample, and not both")
    axes: dict[str, tuple[Any, ...]] = {
        "delta": axis_values(delta, "delta", lambda x, name: level(x)),
        "epsilon": axis_values(epsilon, "epsilon", probability),
    }
    for name, value in options.items():
        if value is not None:
            axes[name] = axis_values(value, name, nonnegative) if name in _NUMBERS else tuple(str(value).replace(" ", "").split(","))
    made = UniverseGrid(
        counterexample,
        whole_values(m, "m", MAX_M),
        () if D is None else whole_values(D, "D", MAX_D),
        () if per_sample is None else axis_values(per_sample, "per-sample", nonnegative),
        axes,
    )
    if len(made) > MOST_POINTS:
        raise InvalidParameter(f"the grid has {len(made)} points, more than {MOST_POINTS}: give shorter ranges, or several sweeps")
    for size in made.m:
        positive_integer(max(made.dimensions(size)), "D", MAX_D)
        if counterexample == "linear" and min(made.dimensions(size)) < size:
            raise InvalidParameter(f"the interpolator needs D >= m, got m = {size}, D = {min(made.dimensions(size))}: leave that out")
    for point in _corners(axes):
        _decide({"counterexample": counterexample, "m": 1, "D": 1, **point})
    return made


def _corners(axes: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Points that between them have every value of every axis, and every pair of a name with a delta: what a single number may violate."""
    first = {name: values[0] for name, values in axes.items()}
    yield from (first | {name: value} for name, values in axes.items() for value in values)
    named = [name for name in axes if name not in (*_NUMBERS, "epsilon")]
    for values in itertools.product(*(axes[name] for name in named)):
        yield first | dict(zip(named, values, strict=True))


def rows(
    made: UniverseGrid, told: Told, *, workers: int = 1, store: Path | None = None, warn: Callable[[str], None] = warnings.warn
) -> Iterator[dict[str, Any]]:
    """What `told` says of certify's outcome at every point, in order; a store keeps that, and `told` must be known by its name.

    Guarantee: the rows do not depend on the number of workers, nor on what was taken up from the store.
    """
    about = {"universe sweep": _REVISION, "rules": DIGEST, "told": f"{told.__module__}.{told.__qualname__}"}
    job = Job(_name, _decided, (told,))
    found = records(([point] for point in made), job, about, workers=workers, store=store, warn=warn)
    return (record["told"] for record in found)


def _decided(points: list[dict[str, Any]], told: Told) -> list[str]:
    return [json.dumps({"point": _name(point), "told": told(_decide(point))}, separators=(",", ":")) for point in points]


def _name(point: Mapping[str, Any]) -> str:
    """The point's own numbers and names, in one order."""
    return " ".join(f"{name}={value if isinstance(value, str) else as_written(value)}" for name, value in sorted(point.items()))


def _decide(point: Mapping[str, Any]) -> UniverseOutcome:
    given = dict(point)
    found: UniverseOutcome = certify(given.pop("m"), given.pop("D"), given.pop("delta"), given.pop("epsilon"), **given)
    return found


#: Both halves in TeX, by the counterexample.
_HALVES = {"sco": ("$\\epsilon_{\\mathrm{gen}}\\leq\\epsilon$", "$\\epsilon_{\\mathrm{unif}}\\geq 1/2-\\epsilon$")}
_LETTERS = {"delta": "\\delta", "epsilon": "\\epsilon", "eta": "\\eta", "lam": "\\lambda", "tau": "\\tau"}


def chart_of(made: UniverseGrid) -> Chart:
    """The chart of a grid: no order is drawn in, since none was claimed of these."""
    first, second = _HALVES.get(made.counterexample, (Chart.first, Chart.second))
    return Chart(tuple(itertools.product(*made.axes.values())), partial(_title, made), shared=not made.D, first=first, second=second)


def _title(made: UniverseGrid, panel: Panel) -> str:
    shown = [
        f"{name} = {value}" if isinstance(value, str) else f"${_LETTERS.get(name, name)}={as_written(value)}$"
        for name, value in zip(made.axes, panel, strict=True)
    ]
    return ", ".join([made.counterexample, *shown])
