"""`inequality` on a domain without one of its ends, such as x > 0: from closed domains.

upheld   on the closure, where both sides have values there; or, in one variable, piecewise: with x = a + 1/u the points beyond a and up to
         c are u >= 1/(c - a), a ray that closes at infinity; with x = b - 1/u those before b.
refuted  on a closed domain inside, which ends a little before the ends that are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from uccheck.audit.deciders.decision import Decision, undecided
from uccheck.audit.kinds.formulas import Beyond, Inequality
from uccheck.audit.sentences import domain
from uccheck.core.exact import as_written
from uccheck.core.verdict import Verdict

Closed = Callable[[Inequality, float], Decision]
End = Fraction | str
GAPS = (Fraction(1, 1000), Fraction(1, 10**6), Fraction(1, 10**12))


def decide(claim: Inequality, closed: Closed, deadline: float) -> Decision:
    """The decision of `closed` on the closure, on parts that cover the domain, or on domains inside."""
    closure = closed(_on(claim, {n: [_plain(low), _plain(high)] for n, (low, high) in claim.where.items()}), deadline)
    if closure.verdict is Verdict.UPHELD:
        return closure
    inner = closure
    for gap in GAPS:
        inner = closed(_on(claim, {n: _inside(ends, gap) for n, ends in claim.where.items()}), deadline)
        if inner.verdict is Verdict.REFUTED:
            return inner
    lost = f"it is not shown up to the ends that are left out; {float(GAPS[-1]):g} within them: {inner.word}, {inner.detail}"
    return _in_pieces(claim, closed, deadline) or undecided(lost)


def _in_pieces(claim: Inequality, closed: Closed, deadline: float) -> Decision | None:
    """One variable: the domain in pieces, those at an end left out as rays."""
    if len(claim.where) != 1:
        return None
    parts = [closed(piece, deadline) for piece in _pieces(claim)]
    if any(p.verdict is not Verdict.UPHELD for p in parts):
        return None
    name = next(iter(claim.where))
    shown = f"{claim.lhs} {claim.relation} {claim.rhs} at every point of {domain(claim)}"
    detail = f"{shown}: in {len(parts)} piece(s), each by itself; at an end left out {name} is that end and 1/u, u beyond a number"
    evidence = tuple(e for p in parts for e in p.evidence)
    return Decision(verdict=Verdict.UPHELD, detail=detail, evidence=evidence, explain=tuple(p.detail for p in parts))


def _pieces(claim: Inequality) -> Iterator[Inequality]:
    ((name, (low, high)),) = claim.where.items()
    first, last = _middle(low, high)
    if isinstance(low, Beyond):
        yield _ray(claim, name, f"({as_written(low)}+1/{name})", 1 / (first - low))
    if isinstance(high, Beyond):
        yield _ray(claim, name, f"({as_written(high)}-1/{name})", 1 / (high - last))
    if first != last or not (isinstance(low, Beyond) and isinstance(high, Beyond)):
        left, right = (first if isinstance(low, Beyond) else low), (last if isinstance(high, Beyond) else high)
        yield _on(claim, {name: [left, right]})


def _middle(low: End, high: End) -> tuple[Fraction, Fraction]:
    """Where the pieces at the lower and at the upper end stop: one beyond an end, or the middle."""
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return (low + high) / 2, (low + high) / 2
    return (low + 1 if isinstance(low, Fraction) else Fraction(0)), (high - 1 if isinstance(high, Fraction) else Fraction(0))


def _ray(claim: Inequality, name: str, inside: str, start: Fraction) -> Inequality:
    """The claim in u, which stands for the variable: x = a + 1/u."""
    sides = {side: re.sub(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_]| *\()", inside, getattr(claim, side)) for side in ("lhs", "rhs")}
    return claim.model_copy(update={**sides, "where": {name: [start, "inf"]}})


def _on(claim: Inequality, where: dict[str, list[End]]) -> Inequality:
    return claim.model_copy(update={"where": where})


def _plain(end: End) -> End:
    return Fraction(end) if isinstance(end, Fraction) else end


def _inside(ends: Sequence[End], gap: Fraction) -> list[End]:
    low, high = ends
    width = high - low if isinstance(low, Fraction) and isinstance(high, Fraction) else Fraction(1)
    left = low + gap * width if isinstance(low, Beyond) else _plain(low)
    return [left, high - gap * width if isinstance(high, Beyond) else _plain(high)]
