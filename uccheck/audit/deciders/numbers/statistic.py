"""`statistic`: do the reported numbers of one test agree with each other to their rounding?

mean             Of whole numbers (items = 1), or averages of `items` of them. GRIM: some whole total T over n * items units gives the
                 mean to its digits. GRIMMER: for such a T, some whole numbers of that sum give the standard deviation to its digits
                 (`whole` finds them, or shows that there are none). DEBIT, for items of two values: the deviation is a function of the
                 mean. Integers throughout. For values that need not be whole only the scale refutes.
t, F, chi2, z    the p value of the statistic, for every statistic within its rounding, meets the reported p; tails by scipy, so MEASURED
                 where they agree, and REFUTED only where they differ by more than a millionth.
two-proportions  z of k1/n1 against k2/n2, pooled or not, and its p value.

Source: Brown and Heathers 2017 (GRIM), Anaya 2016 (GRIMMER), Heathers and Brown 2019 (DEBIT), names from memory; derived here anew.
"""

from __future__ import annotations

import math
from fractions import Fraction

from uccheck.audit.deciders.decision import Decision, decided, needs_scope, undecided
from uccheck.audit.deciders.numbers.whole import STEPS, Budget, exists, scale_of
from uccheck.audit.kinds.fields import Reading
from uccheck.audit.kinds.numbers import Statistic
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict

SCIPY = ("scipy: tails of the distribution",)
MAX_TOTALS = 20_000
TINY = 1e-290  # below, floats lose digits of a tail and then all of it
Pair = tuple[float, float]


def decide(claim: Statistic, deadline: float) -> Decision:
    """PROVED possible or REFUTED (mean, sd); MEASURED or REFUTED (p values); NEEDS SCOPE where sides is unsaid and matters."""
    del deadline
    if claim.test == "mean":
        return _mean(claim)
    if claim.test == "two-proportions":
        return _two_proportions(claim)
    assert claim.value is not None and claim.p is not None  # the model requires them
    value, half = float(claim.value.value), float(claim.value.half)
    return _p_values(claim, (value - half, value + half))


def _mean(claim: Statistic) -> Decision:
    """GRIM and GRIMMER where `items` says that the values are whole numbers, or averages of them; else only what no real numbers are."""
    beyond = _off_the_scale(claim)
    if beyond is not None:
        return beyond
    if claim.items is not None:
        return _of_whole_numbers(claim)
    found = _of_whole_numbers(claim.model_copy(update={"items": 1}))
    if found.verdict is not Verdict.REFUTED:
        return found
    told = "any mean and deviation are possible for values that need not be whole, such as accuracies"
    return needs_scope(("items",), f"items = 1 for whole numbers, k for averages of k: with items = 1, {found.detail}; {told}")


def _off_the_scale(claim: Statistic) -> Decision | None:
    """A mean outside [low, high], or a deviation above the largest of values there: sd^2 <= (mean - low)(high - mean) n/(n - 1)."""
    assert claim.n is not None and claim.mean is not None
    if claim.low is None:
        return None
    assert claim.high is not None  # they go together
    first, last = claim.mean.value - claim.mean.half, claim.mean.value + claim.mean.half
    scale = f"[{as_written(claim.low)}, {as_written(claim.high)}]"
    if last < claim.low or first > claim.high:
        return decided(Verdict.REFUTED, Kind.EXACT, f"a mean of {_w(claim.mean)} lies outside {scale}")
    if claim.sd is None or claim.n == 1:
        return None
    at = min(max((claim.low + claim.high) / 2, first), last)
    largest = (at - claim.low) * (claim.high - at) * Fraction(claim.n, claim.n - 1)
    if max(Fraction(0), claim.sd.value - claim.sd.half) ** 2 <= largest:
        return None
    detail = f"no {claim.n} numbers of {scale} with a mean of {_w(claim.mean)} have a standard deviation above {math.sqrt(largest):.6g}"
    return decided(Verdict.REFUTED, Kind.EXACT, detail)


def _of_whole_numbers(claim: Statistic) -> Decision:
    assert claim.n is not None and claim.mean is not None
    units = claim.n * (claim.items or 1)
    first, last = claim.mean.value - claim.mean.half, claim.mean.value + claim.mean.half
    totals = _whole_between(first * units, last * units)
    if not totals:
        below = math.floor(claim.mean.value * units)
        around = " and ".join(f"{k}/{units} = {float(Fraction(k, units)):.6g}" for k in (below, below + 1))
        detail = f"GRIM: no whole total of {units} units rounds to a mean of {_w(claim.mean)}: {around}"
        return decided(Verdict.REFUTED, Kind.EXACT, detail)
    if claim.sd is None:
        detail = f"GRIM: a total of {totals[0]} over {units} units gives this mean ({len(totals)} totals do)"
        return decided(Verdict.UPHELD, Kind.EXACT, detail)
    return _deviation(claim, totals)


def _deviation(claim: Statistic, totals: range) -> Decision:
    """Whole numbers with the total T and the sum of squares Q, (Q - T^2/n)/(n - 1) = sd^2 to the digits."""
    assert claim.n is not None and claim.sd is not None and claim.mean is not None
    n = claim.n
    if n == 1:
        return undecided("one value has no standard deviation")
    if len(totals) > MAX_TOTALS:
        return undecided(f"{len(totals)} totals give this mean; more digits would decide the standard deviation")
    budget = Budget()
    found = {divisor: _squares(claim, totals, divisor, budget) for divisor in (n - 1, n)}
    given = f"mean {_w(claim.mean)} and standard deviation {_w(claim.sd)}"
    usual, other = found[n - 1], found[n]
    if isinstance(usual, tuple):
        detail = f"GRIMMER: whole numbers of total {usual[0]} and sum of squares {usual[1]} exist, and give over n = {n} {given}"
        return decided(Verdict.UPHELD, Kind.EXACT, detail)
    if usual is None or other is None:
        return undecided(f"neither an example of {n} whole numbers of {given} was found in {STEPS} steps, nor a proof that there is none")
    if isinstance(other, tuple):
        return needs_scope(("divisor of the variance",), f"possible with n = {n}, and not with n - 1: {given}")
    whole = "whole numbers" if claim.items in (None, 1) else f"averages of {claim.items} whole numbers"
    scale = "" if claim.low is None else f" on the scale [{as_written(claim.low)}, {as_written(claim.high or 0)}]"
    ends = f"totals {totals[0]} to {totals[-1]}, divisors n - 1 and n"
    return decided(Verdict.REFUTED, Kind.EXACT, f"GRIMMER: no {n} {whole}{scale} have {given} ({ends})")


def _squares(claim: Statistic, totals: range, divisor: int, budget: Budget) -> tuple[int, int] | bool | None:
    """A total and a sum of squares of some whole numbers that give the deviation to its digits; False if none do, None if open."""
    assert claim.n is not None and claim.sd is not None
    items = claim.items or 1  # the sum of the items of a unit is whole
    low, high = items * max(Fraction(0), claim.sd.value - claim.sd.half), items * (claim.sd.value + claim.sd.half)
    scale, still_open = scale_of(*(None if end is None else items * end for end in (claim.low, claim.high))), False
    for total in totals:
        square = Fraction(total * total, claim.n)
        for q in _whole_between(low**2 * divisor + square, high**2 * divisor + square):
            found = exists((claim.n, total, q), scale, budget)
            if found:
                return total, q
            budget.left -= 1
            still_open = still_open or found is None
            if budget.left <= 0:
                return None
    return None if still_open else False


def _two_proportions(claim: Statistic) -> Decision:
    """Pooled or not as said; unsaid, both are tried, and the word is asked for where they differ."""
    if claim.pooled is not None:
        return _z_of_proportions(claim)
    readings = {pooled: _z_of_proportions(claim.model_copy(update={"pooled": pooled})) for pooled in (True, False)}
    if readings[True].verdict is readings[False].verdict:
        return readings[True]
    told = "; ".join(f"{'pooled' if pooled else 'unpooled'}: {d.detail}" for pooled, d in readings.items())
    return needs_scope(("pooled",), told)


def _z_of_proportions(claim: Statistic) -> Decision:
    assert claim.k1 is not None and claim.k2 is not None and claim.n1 is not None and claim.n2 is not None
    a, b = claim.k1 / claim.n1, claim.k2 / claim.n2
    both = (claim.k1 + claim.k2) / (claim.n1 + claim.n2)
    variance = both * (1 - both) * (1 / claim.n1 + 1 / claim.n2) if claim.pooled else a * (1 - a) / claim.n1 + b * (1 - b) / claim.n2
    if variance == 0:
        return undecided("both proportions are 0 or both are 1: z is not defined")
    z = (a - b) / math.sqrt(variance)
    if claim.value is not None:
        off = abs(abs(z) - abs(float(claim.value.value))) - float(claim.value.half)
        if off > 1e-9:
            return decided(Verdict.REFUTED, Kind.MEASURED, f"z = {z:.6g}, not {_w(claim.value)}", trusts=("floating point",))
    if claim.p is None:
        return decided(Verdict.UPHELD, Kind.MEASURED, f"z = {z:.6g}", trusts=("floating point",))
    return _p_values(claim, (z, z))


def _p_values(claim: Statistic, at: Pair) -> Decision:
    """The p value over all statistics within the rounding, for the sides said, or for both readings."""
    two_sided = claim.test in ("t", "z", "two-proportions")
    if claim.sides is None and two_sided:
        readings = {sides: _p_for(claim, at, sides) for sides in (1, 2)}
        if readings[1].verdict is not readings[2].verdict:
            told = "; ".join(f"{'two' if s == 2 else 'one'}-sided: {d.detail}" for s, d in readings.items())
            return needs_scope(("sides",), told)
        found = readings[2]
    else:
        found = _p_for(claim, at, claim.sides or 1 if two_sided else 1)  # F and chi2 have one tail
    other = _read_otherwise(claim, at, two_sided) if found.verdict is Verdict.REFUTED else None
    return found if other is None else other


def _read_otherwise(claim: Statistic, at: Pair, two_sided: bool) -> Decision | None:
    """NEEDS SCOPE where p fits the other one-sided alternative, or twice the smaller tail of F or chi2; None where it fits neither."""
    low, high = _tail(claim, at, 1)
    other = (1 - high, 1 - low)
    doubled = (2 * min(low, other[0]), 2 * min(high, other[1]))
    readings = []
    if claim.sides != 2:
        readings.append(("direction", "against the other alternative", other))
    elif not two_sided:
        readings.append(("sides", "twice the smaller tail", doubled))
    for word, name, p in readings:
        found = _compared(claim, p, name)
        if found.verdict is Verdict.UPHELD:
            return needs_scope((word,), f"{_p_for(claim, at, 1).detail}; {found.detail}")
    return None


def _p_for(claim: Statistic, at: Pair, sides: int) -> Decision:
    assert claim.p is not None
    return _compared(claim, _tail(claim, at, sides), f"{'two' if sides == 2 else 'one'}-sided")


def _compared(claim: Statistic, at: Pair, name: str) -> Decision:
    """A range of p values against the reported p."""
    assert claim.p is not None
    low, high = at
    if max(low, float(claim.p.value)) < TINY:
        return undecided(f"p lies below {TINY:g} ({name}), and so does what is reported: these tails are not told apart here")
    shown = f"p lies in [{low:.6g}, {high:.6g}] ({name})" if high >= TINY else f"p lies below {TINY:g} ({name})"
    first, last = float(claim.p.value - claim.p.half), float(claim.p.value + claim.p.half)
    agrees = {
        "==": low <= last * (1 + 1e-6) and high >= first * (1 - 1e-6), "<": low < float(claim.p.value), "<=": low <= float(claim.p.value),
        ">": high > float(claim.p.value), ">=": high >= float(claim.p.value),
    }[claim.p_relation]  # fmt: skip
    asked = f"p {claim.p_relation} {_w(claim.p)}"
    if agrees:
        return decided(Verdict.UPHELD, Kind.MEASURED, f"{shown}, which agrees with {asked}", trusts=SCIPY)
    return decided(Verdict.REFUTED, Kind.MEASURED, f"{shown}, which excludes {asked}", trusts=SCIPY)


def _tail(claim: Statistic, at: Pair, sides: int) -> Pair:
    """The least and the greatest p value over the statistics of `at`; one-sided p is the tail in the direction of the sign."""
    from scipy import stats

    first, last = max(0.0, at[0], -at[1]), max(-at[0], at[1])  # the least and the greatest modulus
    df, df2 = float(claim.df or 1), float(claim.df2 or 1)
    if claim.test == "t":
        low, high = stats.t.sf(last, df), stats.t.sf(first, df)
    elif claim.test == "F":
        low, high = stats.f.sf(last, df, df2), stats.f.sf(first, df, df2)
    elif claim.test == "chi2":
        low, high = stats.chi2.sf(last, df), stats.chi2.sf(first, df)
    else:
        low, high = stats.norm.sf(last), stats.norm.sf(first)
    return float(low) * sides, float(high) * sides


def _whole_between(low: Fraction, high: Fraction) -> range:
    """The integers of [low, high]; ties of rounding count either way."""
    return range(math.ceil(low), math.floor(high) + 1)


def _w(reading: Reading) -> str:
    return as_written(reading.value)
