"""`inequality`: lhs relation rhs at every point of a closed box, by branch and bound over rational intervals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from uccheck.audit.deciders.compare import near, outward
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.models import Inequality
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions import branch_and_bound as branch
from uccheck.expressions.grammar import Expression, Operation, parse
from uccheck.expressions.intervals import Box, Undefined, enclose, fraction, interval, point

FLINT = ("flint", "uccheck.expressions.intervals")


def decide(claim: Inequality, deadline: float) -> Decision:
    """CERTIFIED for all points, REFUTED at a rational point, else INCONCLUSIVE with the box that remains."""
    names = frozenset(claim.where)
    lhs, rhs = parse(claim.lhs, names), parse(claim.rhs, names)
    domain = {n: interval(low, high) for n, (low, high) in claim.where.items()}
    findings = []
    for left, right, strict in _directions(lhs, rhs, claim.relation):
        problem = branch.Problem(Operation("-", (left, right)), strict)
        found = branch.search(problem, domain, deadline=deadline)
        findings.append(found)
        if not found.proved:
            return _not_shown(claim, found, (lhs, rhs))
    boxes = sum(f.boxes for f in findings)
    detail = f"{claim.lhs} {claim.relation} {claim.rhs}{_everywhere(claim, boxes)}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=FLINT, explain=_method(boxes))


def _directions(lhs: Expression, rhs: Expression, relation: str) -> list[tuple[Expression, Expression, bool]]:
    """The differences that must be nonnegative (or positive, where strict)."""
    if relation == "==":
        return [(lhs, rhs, False), (rhs, lhs, False)]
    larger = (rhs, lhs) if relation.startswith("<") else (lhs, rhs)
    return [(*larger, len(relation) == 1)]


def _not_shown(claim: Inequality, found: branch.Finding, sides: tuple[Expression, Expression]) -> Decision:
    if found.witness is not None:
        at = found.witness.at
        values = " and ".join(f"{n} = {_value(e, at)}" for n, e in zip(("lhs", "rhs"), sides, strict=True))
        detail = f"false{' at ' if at else ''}{show_point(at)}: {values}"
        return decided(Verdict.REFUTED, Kind.BALL, detail, trusts=FLINT, explain=(f"domain: {_domain(claim)}",))
    if found.undefined is not None:
        at, why = found.undefined
        return undecided(f"a side has no value at {show_point(at)} ({why}); restrict the domain to where both are defined")
    box = found.undecided or {}
    where = ", ".join(f"{n} in {outward(a, b, 6)}" for n, (a, b) in box.items())
    mend = 'a strict inequality, a smaller domain, or kind = "identity" if the sides are equal, would decide it'
    return undecided(f"undecided near {where} after {found.boxes} boxes; {mend}", explain=_method(found.boxes))


def show_point(at: Mapping[str, Fraction]) -> str:
    """A point for reading, exactly: `a = 1, x = 1/3`."""
    return ", ".join(f"{n} = {as_written(v)}" for n, v in sorted(at.items()))


def _value(e: Expression, at: Mapping[str, Fraction]) -> str:
    box: Box = {n: point(v) for n, v in at.items()}
    try:
        value = enclose(e, box, bits=branch.POINT_BITS)
    except Undefined:
        return "undefined"
    return near(fraction(value.lower)) if value.is_point else outward(fraction(value.lower), fraction(value.upper))


def _everywhere(claim: Inequality, boxes: int) -> str:
    counted = f"{boxes} box" + ("es" if boxes != 1 else "")
    return f" at every point of {_domain(claim)} ({counted})" if claim.where else ""


def _domain(claim: Inequality) -> str:
    sides = (f"{n} in [{as_written(a)}, {as_written(b)}]" for n, (a, b) in claim.where.items())
    return ", ".join(sides) or "no variables"


def _method(boxes: int) -> tuple[str, ...]:
    return (
        f"{boxes} boxes, each enclosed by rational intervals rounded outward (flint ball arithmetic for functions)",
        "boxes not decided at once are sharpened by the signs of derivatives, then split at a simple rational",
    )
