"""What `uccheck experiment bounds` and `memorize` measured: a bound in every run, its exponent in m over the replicates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from uccheck.audit.deciders.compare import near
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import exact

Run = dict[str, Any]
Found = tuple[Fraction, Fraction, str, tuple[str, ...]]  # the range, how it is shown, what it trusts
ROUNDING = Fraction(1, 10**9)  # of slopes, which are computed in floats


def value(run: Run, name: str) -> Fraction:
    """A measured number of a run; the test error is one too.  Raises InvalidParameter with what was measured."""
    if name == "test-error":
        return Fraction(int(run["test_errors"]), int(run["test_points"]))
    measured = run.get("measured", {})
    if name not in measured:
        known = "; ".join(["test-error", *measured]) if measured else "no bounds: name a record of `uccheck experiment bounds`"
        raise InvalidParameter(f"the run has no {name!a}; it has {known}")
    return exact(measured[name], name)


def measured(runs: Sequence[Run], name: str) -> Found:
    """The least and the greatest value over the runs."""
    found = [value(r, name) for r in runs]
    shown = f"{near(min(found), 6)} to {near(max(found), 6)} in {len(runs)} runs" if len(runs) > 1 else near(found[0], 6)
    return min(found), max(found), shown, ()


def ratio(runs: Sequence[Run], name: str, between: Sequence[int]) -> Found:
    """The value at the second m over that at the first, in every replicate that was run at both."""
    values: dict[Any, dict[int, Fraction]] = {}
    for r in runs:
        if r["m"] in between:
            values.setdefault((r.get("replicate"), r.get("batch_size")), {})[int(r["m"])] = value(r, name)
    first, last = between
    pairs = [(found[first], found[last]) for found in values.values() if len(found) == 2]
    if not pairs or any(a == 0 for a, _ in pairs):
        has = ", ".join(str(m) for m in sorted({int(r["m"]) for r in runs}))
        raise InvalidParameter(f"no ratio of {name!a} between m = {first} and m = {last}: the runs have m = {has}, and 0 divides nothing")
    found = [b / a for a, b in pairs]
    shown = f"{near(min(found), 4)} to {near(max(found), 4)} from m = {first} to m = {last} in {len(found)} replicates"
    return min(found), max(found), shown, ()


def exponent(runs: Sequence[Run], name: str, level: Fraction | None) -> Found:
    """The slopes of the replicates' curves over m, or limits of their law at a level (median by order statistics, else Student)."""
    from uccheck.statistics.slopes import slope_interval

    ms, curves = _curves(runs, name)
    found = slope_interval(ms, curves, str(level) if level is not None else "0.95", method="auto" if level is not None else _any(curves))
    over = f"over m = {ms[0]} to {ms[-1]} in {len(curves)} replicates"
    if level is None:
        low, high = (exact(repr(x), "a slope") for x in (min(found.slopes), max(found.slopes)))
        return low - ROUNDING, high + ROUNDING, f"slopes {near(low, 4)} to {near(high, 4)} {over}", ()
    low, high = (exact(repr(x), "a limit") for x in (found.lower, found.upper))
    shown = f"slope {found.slope:.4f} [{near(low, 4)}, {near(high, 4)}] {over}, limits by {found.method}"
    return low - ROUNDING, high + ROUNDING, shown, ("scipy: Student quantile", f"assumes: {found.assumes}")


def _any(curves: Sequence[Sequence[float]]) -> Any:
    """A method that these curves allow: only the slopes are asked for."""
    return "student" if len(curves) > 1 else "auto"


def _curves(runs: Sequence[Run], name: str) -> tuple[list[int], list[list[float]]]:
    """The m that every replicate has, and a curve a replicate."""
    by_replicate: dict[Any, dict[int, float]] = {}
    for r in runs:
        by_replicate.setdefault(r.get("replicate"), {})[int(r["m"])] = float(value(r, name))
    ms = sorted(set.intersection(*(set(curve) for curve in by_replicate.values())))
    if len(ms) < 2:
        raise InvalidParameter(f"an exponent needs runs at two m at least; every replicate has m = {', '.join(map(str, ms)) or 'none'}")
    return ms, [[curve[m] for m in ms] for curve in by_replicate.values()]
