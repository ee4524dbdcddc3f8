"""Where the skew lives, and S against its flip as D grows: laws by enclosures that the checker confirms, counts from raw data beside them.

Glossary
    misclassified   the chance that h_S errs on a point at correlation -rho from a training point: rho = 0 is the test error (the mean
                    of L_D(h_S)), rho = 1 the flipped point
    Counted         k errors in n raw trials in R^(K + D) that share no formula with the law, and exact limits; all limits of one
                    picture hold together at its level
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from uccheck.answers.answer import Bracket, answer
from uccheck.certificates.check_integrals import confirm
from uccheck.certificates.check_rules import Refused
from uccheck.certificates.language import rests_on
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below, exact, positive, positive_integer, probability
from uccheck.core.verdict import union_of_trusts
from uccheck.linear.sample import raw_errors
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import Interval, bounds
from uccheck.statistics.estimate import interval

#: Numbers that all raw trials of one picture may draw.
MOST_DRAWN = 10**11
#: Correlations at which raw points are counted.
COUNTED_AT = (Fraction(0), Fraction(1, 16), Fraction(1, 8), Fraction(3, 16), Fraction(1, 4), Fraction(1, 2), Fraction(1))
_STEPS = 80
_GENERATOR = "numpy's generator"
_STREAMS = {"skew": 21, "theorem": 22}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """k of n raw trials, with limits of the chance."""

    k: int
    n: int
    lower: Fraction
    upper: Fraction


@dataclass(frozen=True, kw_only=True)
class SkewPoint:
    """The chance of an error at correlation -rho, lower <= chance <= upper, with raw counts at some."""

    m: int
    D: int
    rho: Fraction
    chance: Interval
    raw: Counted | None


@dataclass(frozen=True, kw_only=True)
class GrowthPoint:
    """Chances of an error on a point of S, on a fresh point and on a flipped one, and the brackets of both errors, at one D."""

    m: int
    D: int
    own: Interval
    fresh: Interval
    flipped: Interval
    e_gen: Interval
    e_unif_alg: Interval
    trusts: tuple[str, ...]
    given: tuple[str, ...]
    raw: dict[str, Counted] | None


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """The numbers of one picture, with what it was asked and what it trusts."""

    name: str
    asked: dict[str, Any]
    points: tuple[Any, ...]
    trusts: tuple[str, ...]
    given: tuple[str, ...]

    def records(self) -> list[dict[str, Any]]:
        """One record a point; ends as decimals rounded outward."""
        return [_record(point) for point in self.points]


def skew(
    m: Exact = 20,
    dimensions: Sequence[Exact] = (160, 1000, 8000),
    *,
    trials: Exact = 1000,
    seed: int = 0,
    level: Exact = "0.99",
    s: Exact = 4,
    b: Exact = 32,
    notice: Callable[[str], None] = lambda text: None,
) -> Pictured:
    """The chance of an error at correlation -rho from a training point, from rho = 0 to rho = 1, one curve a dimension.

    Raises: InvalidParameter for numbers outside their domain, and for more raw numbers than MOST_DRAWN.
    """
    settings = [LinearSetting(m, D, s=s, b=b) for D in dimensions]
    n, alpha = _affordable(settings, trials), 1 - probability(level, "level")
    points: list[SkewPoint] = []
    for setting in settings:
        notice(f"D = {setting.D}")
        raw = _counts("skew", setting, n, seed, [-rho for rho in COUNTED_AT], alpha / (len(COUNTED_AT) * len(settings)))
        counted = dict(zip(COUNTED_AT, raw, strict=True))
        for rho in sorted({*COUNTED_AT, *(Fraction(j, _STEPS) for j in range(_STEPS + 1)), *_near(setting.r)}):
            chance = misclassified(setting, rho)
            points.append(SkewPoint(m=setting.m, D=setting.D, rho=rho, chance=chance, raw=counted.get(rho)))
    asked = _asked(settings[0], n, seed, level) | {"D": [setting.D for setting in settings]}
    trusts, given = rests_on("unflipped")
    return Pictured(name="skew", asked=asked, points=tuple(points), trusts=(*trusts, _GENERATOR), given=given)


def growth(
    m: Exact = 20,
    per_sample: Sequence[Exact] | None = None,
    *,
    delta: Exact = "0.05",
    trials: Exact = 400,
    seed: int = 0,
    level: Exact = "0.99",
    s: Exact = 4,
    b: Exact = 32,
    notice: Callable[[str], None] = lambda text: None,
) -> Pictured:
    """S against its flip at growing D/m: three chances of an error, and the brackets of e_gen(m, delta) and e_unif-alg(m, delta).

    Raises: InvalidParameter for numbers outside their domain, and for more raw numbers than MOST_DRAWN.
    """
    ratios = _ratios() if per_sample is None else [positive(value, "per-sample") for value in per_sample]
    size = positive_integer(m, "m")
    settings = [LinearSetting(size, D, s=s, b=b) for D in sorted({ceil(size * ratio) for ratio in ratios})]
    settings[0].require_flip()
    counted = settings[:: 2 if len(settings) > 8 else 1]
    n, alpha = _affordable(counted, trials), 1 - probability(level, "level")
    points = []
    for setting in settings:
        notice(f"D = {setting.D}")
        raw = None
        if setting in counted:
            found = _counts("theorem", setting, n, seed, (1, 0, -1), alpha / (3 * len(counted)))
            raw = dict(zip(("own", "fresh", "flipped"), found, strict=True))
        points.append(_at(setting, delta, raw))
    asked = _asked(settings[0], n, seed, level) | {"delta": as_written(exact(delta, "delta")), "D": [setting.D for setting in settings]}
    trusts, given = rests_on("unflipped", "misfit")
    return Pictured(
        name="theorem",
        asked=asked,
        points=tuple(points),
        trusts=union_of_trusts([(*trusts, _GENERATOR), *(point.trusts for point in points)]),
        given=union_of_trusts([given, *(point.given for point in points)]),
    )


def misclassified(setting: LinearSetting, rho: Fraction) -> Interval:
    """The chance that h_S errs on a point at correlation -rho from a training point, 0 <= rho <= 1; the checker's integrals confirm it."""
    low, high = _confirmed("unflipped", (*_numbers(setting), rho))
    return 1 - high, 1 - low


def _at(setting: LinearSetting, delta: Exact, raw: dict[str, Counted] | None) -> GrowthPoint:
    found = answer(setting.m, setting.D, delta, s=setting.s, b=setting.b)
    ends = (found.e_gen.lower, found.e_gen.upper, found.e_unif_alg.lower, found.e_unif_alg.upper)
    reports = [end.report for end in ends if end.report is not None]
    return GrowthPoint(
        m=setting.m,
        D=setting.D,
        own=_confirmed("misfit", (*_numbers(setting), Fraction(0))),
        fresh=misclassified(setting, Fraction(0)),
        flipped=misclassified(setting, Fraction(1)),
        e_gen=_interval(found.e_gen),
        e_unif_alg=_interval(found.e_unif_alg),
        trusts=union_of_trusts(report.trusts for report in reports),
        given=union_of_trusts(report.given for report in reports),
        raw=raw,
    )


def _interval(bracket: Bracket) -> Interval:
    return bracket.lower.value, bracket.upper.value


def _confirmed(name: str, args: tuple[Fraction, ...]) -> Interval:
    """The enclosure of a quantity, each end kept only if the checker's own integrals confirm it."""
    low, high = bounds(name, args)
    try:
        confirm((name, *args), (low, high))
    except Refused:
        return Fraction(0), Fraction(1)
    return low, high


def _numbers(setting: LinearSetting) -> tuple[Fraction, ...]:
    return Fraction(setting.m), Fraction(setting.D), setting.s, setting.b


def _counts(
    name: str, setting: LinearSetting, n: int, seed: int, correlations: Sequence[Fraction | int], alpha: Fraction
) -> Iterator[Counted]:
    """Counts of errors at each correlation; a function of (seed, setting, n) alone."""
    key = (_STREAMS[name], setting.m, setting.D)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
    errors = raw_errors(setting, n, rng, [float(c) for c in correlations])
    for column in errors.T:
        k = int(np.count_nonzero(column))
        lower, upper = interval(k, n, alpha)
        yield Counted(k=k, n=n, lower=lower, upper=upper)


def _affordable(settings: Sequence[LinearSetting], trials: Exact) -> int:
    if not settings or len(set(settings)) < len(settings):
        raise InvalidParameter("give at least one dimension, and each once")
    n = positive_integer(trials, "trials", 10**7)
    drawn = n * sum(setting.m * (setting.K + setting.D) for setting in settings)
    if drawn > MOST_DRAWN:
        raise InvalidParameter(f"the raw trials would draw {drawn} numbers, more than {MOST_DRAWN}: give fewer trials, or smaller m and D")
    return n


def _ratios() -> list[Fraction]:
    """D/m from 1 to 1024 by half octaves, rounded to whole D at the usual m."""
    return [Fraction(round(1000 * 2 ** (j / 2)), 1000) for j in range(21)]


def _near(r: Fraction) -> set[Fraction]:
    """Where the curves are steep: around rho = r = s/b."""
    return {r * j / 8 for j in range(2, 16) if r * j / 8 <= 1}


def _asked(setting: LinearSetting, n: int, seed: int, level: Exact) -> dict[str, Any]:
    numbers = {"s": as_written(setting.s), "b": as_written(setting.b), "level": as_written(exact(level, "level"))}
    return {"m": setting.m, "K": setting.K, **numbers, "trials": n, "seed": seed, "sampler": "raw"}


def _record(point: SkewPoint | GrowthPoint) -> dict[str, Any]:
    if isinstance(point, SkewPoint):
        place: dict[str, Any] = {"m": point.m, "D": point.D, "rho": as_written(point.rho)}
        return {**place, **_ends("chance", point.chance), **_raw("raw", point.raw)}
    names = ("own", "fresh", "flipped", "e_gen", "e_unif_alg")
    ends = {key: value for name in names for key, value in _ends(name, getattr(point, name)).items()}
    raw = {k: v for name in names[:3] for k, v in _raw(f"raw_{name}", None if point.raw is None else point.raw[name]).items()}
    return {"m": point.m, "D": point.D, **ends, **raw}


def _ends(name: str, ends: Interval) -> dict[str, str]:
    return {f"{name}_lower": decimal_below(ends[0], 12), f"{name}_upper": decimal_above(ends[1], 12)}


def _raw(name: str, found: Counted | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys((f"{name}_k", f"{name}_n", f"{name}_lower", f"{name}_upper"))
    return {f"{name}_k": found.k, f"{name}_n": found.n, **_ends(name, (found.lower, found.upper))}
