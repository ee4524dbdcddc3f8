"""`proportion`: is the rate possible for that n, and is the reported interval what it is said to be?

With `method` the claim says that [lower, upper] is that method's interval, to the digits printed: the ends decide it.
Without it the claim says that [lower, upper] has confidence at least `level` for k successes in n trials. It is then
    upheld        if it is the exact (Clopper-Pearson) interval to its own rounding, or contains it;
    refuted       if one side alone exceeds the whole error rate;
    undecided     if it is a known approximation: right as that, and not at its level everywhere: NEEDS SCOPE, the method;
    undecided     in between: a valid interval that is not equal-tailed (Blaker, Sterne) could look like it.
One end alone is a one-sided limit: upheld if the exact one is not beyond it, else refuted unless it is a known approximation's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from uccheck.audit.deciders.compare import near, outward
from uccheck.audit.deciders.decision import Decision, decided, needs_scope, undecided
from uccheck.audit.deciders.numbers.approximate import undercoverage
from uccheck.audit.deciders.numbers.intervals import METHODS, clip, clipped, enclosed
from uccheck.audit.kinds.numbers import Proportion
from uccheck.core.effort import watch
from uccheck.core.exact import as_written, decimal_above, decimal_below
from uccheck.core.verdict import Kind, Verdict, conjunction
from uccheck.statistics import estimate
from uccheck.statistics.binomial import upper_tail_at_most

MAX_CANDIDATES = 1000
Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Reported:
    """The ends as printed, and half a unit of their last digit: of the one with more digits, since "0.1" may stand for 0.10."""

    ends: Interval
    half: Fraction


def decide(claim: Proportion, deadline: float) -> Decision:
    """PROVED or REFUTED by integers; INCONCLUSIVE where an interval is neither exact, known, nor impossible."""
    counts = _counts(claim)
    if not counts:
        return _impossible(claim)
    if claim.level is None:
        return decided(Verdict.UPHELD, Kind.EXACT, f"possible: {_count_names(counts, claim.n)}")
    if claim.method in ("bootstrap", "unknown"):
        return undecided(f"the ends of a {claim.method} interval cannot be recomputed from k, n and the level; the data would decide it")
    if claim.lower is None or claim.upper is None:
        return _every_count(claim, counts)
    reported = Reported((claim.lower.value, claim.upper.value), min(claim.lower.half, claim.upper.half))
    n, level, method = claim.n, claim.level, claim.method

    def judged(k: int) -> Decision:
        return _interval(k, n, reported, level) if method is None else _named(method, k, n, reported, level)

    return _any_count(counts, judged, (reported.ends[0] + reported.ends[1]) / 2 * n, deadline)


def _every_count(claim: Proportion, counts: list[int] | range) -> Decision:
    """A one-sided limit: upheld if it is one of the count farthest towards it, refuted if not even of the count farthest from it."""
    first, last = _limit(claim, counts[0]), _limit(claim, counts[-1])
    hardest, easiest = (last, first) if claim.upper is not None else (first, last)
    if hardest.verdict is Verdict.UPHELD or len(counts) == 1:
        return hardest
    if easiest.verdict is Verdict.REFUTED:
        return easiest
    return undecided(f"{len(counts)} counts round to this rate, and some have the limit and some not; give k, or more decimals")


def _limit(claim: Proportion, k: int) -> Decision:
    """A one-sided limit: lower limits are upper limits of the failures."""
    above = claim.upper is not None
    end, level = claim.upper or claim.lower, claim.level
    assert end is not None and level is not None  # the model requires them together
    count, value = (k, end.value) if above else (claim.n - k, 1 - end.value)
    exact = estimate.upper_limit(count, claim.n, 1 - level)
    side, best = ("upper", decimal_above(exact, 8)) if above else ("lower", decimal_below(1 - exact, 8))
    name = f"{as_written(level * 100)}% {side} limit of {k}/{claim.n}"
    if value + end.half >= exact:
        word = "at least" if above else "at most"
        return decided(Verdict.UPHELD, Kind.EXACT, f"{as_written(end.value)} is {word} the exact one-sided {name}, {best}, to its rounding")
    known = [m for m in METHODS if _prints(clipped(m, count, claim.n, 2 * level - 1)[1], value, end.half)]
    if known:
        told = (
            f"{as_written(end.value)} is the {known[0]} {name}, not the exact one, {best}: right as that, and not of guaranteed confidence"
        )
        return needs_scope(("method",), told)
    detail = f"{as_written(end.value)} is no {name}: the exact one is {best}"
    return decided(Verdict.REFUTED, Kind.EXACT, detail)


def _any_count(counts: list[int] | range, judged: Callable[[int], Decision], middle: Fraction, deadline: float) -> Decision:
    """Upheld if one count of those that round to the rate fits the interval; refuted only if none does."""
    nearest = sorted(counts, key=lambda k: abs(k - middle)) if len(counts) <= MAX_CANDIDATES else [_nearest(counts, middle)]
    tried: list[Decision] = []
    for k in nearest:
        tried.append(judged(k))
        if tried[-1].verdict is Verdict.UPHELD:
            return tried[-1]
        watch(deadline)
    if len(tried) == len(counts):
        return next((d for d in tried if d.verdict is Verdict.UNDECIDED), tried[0])
    return undecided(f"{len(counts)} counts round to this rate; give k, or more decimals, to decide the interval")


def _nearest(counts: list[int] | range, middle: Fraction) -> int:
    return min(max(round(middle), counts[0]), counts[-1])


def _counts(claim: Proportion) -> list[int] | range:
    """The counts k of n that are the reported one or round to the reported rate (halves either way)."""
    if claim.k is not None:
        return [claim.k] if claim.k <= claim.n else []
    assert claim.rate is not None and claim.decimals is not None  # the model requires them together
    half = Fraction(1, 2 * 10**claim.decimals)
    return range(max(0, math.ceil((claim.rate - half) * claim.n)), min(claim.n, math.floor((claim.rate + half) * claim.n)) + 1)


def _impossible(claim: Proportion) -> Decision:
    if claim.k is not None:
        return decided(Verdict.REFUTED, Kind.EXACT, f"{claim.k} of {claim.n}: more successes than trials")
    assert claim.rate is not None and claim.decimals is not None
    below = math.floor(claim.rate * claim.n)
    around = (below, below + 1)  # a rate of 0 or 1 is possible
    nearest = " and ".join(f"{k}/{claim.n} = {near(Fraction(k, claim.n), claim.decimals + 4)}" for k in around)
    is_cut = math.floor(Fraction(below + 1, claim.n) * 10**claim.decimals) == claim.rate * 10**claim.decimals
    note = f"; it would be {below + 1}/{claim.n} cut off rather than rounded" if is_cut else ""
    rate = as_written(claim.rate)
    detail = f"no count of {claim.n} rounds to {rate} at {claim.decimals} decimals: the nearest are {nearest}{note}"
    return decided(Verdict.REFUTED, Kind.EXACT, detail)


def _count_names(counts: list[int] | range, n: int) -> str:
    if len(counts) == 1:
        return f"{counts[0]} of {n}, a rate of {near(Fraction(counts[0], n))}"
    return f"{len(counts)} counts of {n} round to it, {counts[0]} to {counts[-1]}"


def _named(method: str, k: int, n: int, reported: Reported, level: Fraction) -> Decision:
    """Whether the printed ends are those of the method, to their rounding."""
    name = f"{method} {as_written(level * 100)}% interval of {k}/{n}"
    if method == "Jeffreys":
        return _jeffreys(name, k, n, reported, level)
    if method == "Clopper-Pearson":
        low, high = estimate.interval(k, n, 1 - level)
        width = Fraction(1, 2**30)  # the limits are verified to this much
        ends = ((low, low + width), (high - width, high))
    else:
        ends = enclosed(method, k, n, level)  # every other name of the model is a closed formula
    agreed = [_printed(end, value, reported.half) for end, value in zip(ends, reported.ends, strict=True)]
    shown = outward(ends[0][0], ends[1][1], 8)
    verdict = conjunction(agreed)
    if verdict is Verdict.UNDECIDED:
        return undecided(f"the {name}, {shown}, agrees with the printed ends only up to a tie of rounding; more digits would decide it")
    word = "agree with" if verdict is Verdict.UPHELD else "differ from"
    note = "; its coverage is a matter of the method" if method != "Clopper-Pearson" else ""
    return decided(verdict, Kind.BALL, f"the printed ends {word} the {name}, {shown}{note}", trusts=("flint",))


def _printed(end: Interval, value: Fraction, half: Fraction) -> Verdict:
    """An end outside [0, 1] is printed as it is, or as 0 or 1."""
    readings = {_agrees(end, value, half), _agrees(clip(end), value, half)}
    return next(iter(readings)) if len(readings) == 1 else Verdict.UPHELD if Verdict.UPHELD in readings else Verdict.UNDECIDED


def _agrees(end: Interval, value: Fraction, half: Fraction) -> Verdict:
    low, high = value - half, value + half
    if low <= end[0] and end[1] <= high:
        return Verdict.UPHELD
    return Verdict.REFUTED if end[1] < low or end[0] > high else Verdict.UNDECIDED


def _jeffreys(name: str, k: int, n: int, reported: Reported, level: Fraction) -> Decision:
    low, high = clipped("Jeffreys", k, n, level)
    agrees = all(_prints(end, value, reported.half) for end, value in zip((low, high), reported.ends, strict=True))
    verdict = Verdict.UPHELD if agrees else Verdict.REFUTED
    detail = f"the printed ends {'agree with' if agrees else 'differ from'} the {name}, [{low:.8f}, {high:.8f}] in floats"
    return decided(verdict, Kind.MEASURED, detail, trusts=("scipy: quantiles of the beta distribution",))


def _interval(k: int, n: int, reported: Reported, level: Fraction) -> Decision:
    alpha = 1 - level
    slack = reported.half
    exact = estimate.interval(k, n, alpha)
    name = f"{as_written(level * 100)}% interval of {k}/{n}"
    explain = _explain(k, n, level, exact)
    lower, upper = reported.ends
    printed = f"[{as_written(lower)}, {as_written(upper)}]"
    if _misses_at_most(k, n, (lower - slack, upper + slack), alpha / 2):
        wider = lower + slack < exact[0] or upper - slack > exact[1]
        what = "contains the exact (Clopper-Pearson)" if wider else "is the exact (Clopper-Pearson)"
        return decided(
            Verdict.UPHELD,
            Kind.EXACT,
            f"{printed} {what} {name} to its rounding, {outward(*exact, 8)}",
            explain=explain,
        )
    for method in METHODS:
        ends = zip(clipped(method, k, n, level), clip(reported.ends), strict=True)
        if all(_prints(end, value, slack) for end, value in ends):
            return _approximation(method, (k, n, level), printed, exact, explain)
    if not _misses_at_most(k, n, (lower - slack, upper + slack), alpha):
        wrong = f"one side alone errs with more than {as_written(alpha)}"
        detail = f"{printed} is no {name}: {wrong}; the exact one is {outward(*exact, 8)}"
        return decided(Verdict.REFUTED, Kind.EXACT, detail, explain=explain)
    one = "lower" if lower == 0 else "upper" if upper == 1 else ""  # the other end errs with at most alpha
    if one:
        told = f"{printed} is a one-sided {name}, and not a two-sided one, which is {outward(*exact, 8)}"
        return needs_scope(("sides",), f"{told}; for the first leave out {one}", explain=explain)
    detail = f"{printed} is neither the exact {name}, {outward(*exact, 8)}, nor one of {', '.join(METHODS)}"
    return undecided(f"{detail}; the name of the method would decide it", explain=explain)


def _misses_at_most(k: int, n: int, limits: Interval, alpha: Fraction) -> bool:
    """P_lower(X >= k) <= alpha and P_upper(X <= k) <= alpha."""
    lower, upper = limits
    low = lower <= 0 or upper_tail_at_most(n, k, min(lower, Fraction(1)), alpha) is Verdict.UPHELD
    return low and (upper >= 1 or upper_tail_at_most(n, n - k, 1 - max(upper, Fraction(0)), alpha) is Verdict.UPHELD)


def _prints(end: float, value: Fraction, half: Fraction) -> bool:
    """Whether the end rounds to the value that was printed."""
    return abs(Fraction(end) - value) <= half


def _approximation(name: str, asked: tuple[int, int, Fraction], printed: str, exact: Interval, explain: tuple[str, ...]) -> Decision:
    k, n, level = asked
    start = f"{printed} is the {name} interval of {k}/{n}, not the exact one, {outward(*exact, 8)}"
    found = undercoverage(lambda j: clipped(name, j, n, level), k, n, level)
    if found is None:
        short = "its coverage is not guaranteed, and no proportion at which it falls short was found"
        return needs_scope(("method",), f"{start}; right if method = {name!a} is meant; {short}", explain=explain)
    covered = f"counts {found.first} to {found.last}" if found.first <= found.last else "no count"
    short = f"at p = {near(found.p, 9)} it covers with probability {found.coverage:.4f}, not {as_written(level)}"
    detail = f"{start}; right if method = {name!a} is meant, wrong as an interval of guaranteed confidence: {short}"
    step = f"at p = {as_written(found.p)} {covered} cover it; the two tails were compared by exact integers"
    return needs_scope(("method",), detail, explain=(*explain, step))


def _explain(k: int, n: int, level: Fraction, exact: Interval) -> tuple[str, ...]:
    lines = [f"exact (Clopper-Pearson): [{decimal_below(exact[0], 10)}, {decimal_above(exact[1], 10)}]"]
    for name in METHODS:
        low, high = clipped(name, k, n, level)
        lines.append(f"{name}: [{low:.8f}, {high:.8f}]")
    return tuple(lines)
