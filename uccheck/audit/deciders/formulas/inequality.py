"""`inequality`: lhs relation rhs at every point of a closed box, by branch and bound over rational intervals."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

from uccheck.audit.deciders.compare import apart, outward
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.formulas import open_ends
from uccheck.audit.kinds.formulas import Beyond, Inequality
from uccheck.audit.sentences import domain as domain_of
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions import branch_and_bound as branch
from uccheck.expressions import polynomials, tails
from uccheck.expressions.grammar import Call, Expression, Operation, Variable, parse
from uccheck.expressions.intervals import Box, Undefined, enclose, fraction, interval, point

FLINT = ("flint", "uccheck.expressions.intervals")


def decide(claim: Inequality, deadline: float) -> Decision:
    """CERTIFIED for all points, REFUTED at a rational point, else INCONCLUSIVE with what remains.

    An unbounded side is cut: branch and bound takes the bounded part, and the rest is shown by its derivative and limit, or not at all.
    """
    if any(isinstance(end, Beyond) for ends in claim.where.values() for end in ends):
        return open_ends.decide(claim, decide, deadline)
    names = frozenset(claim.where)
    lhs, rhs = parse(claim.lhs, names), parse(claim.rhs, names)
    unbounded = [n for n, (low, high) in claim.where.items() if "inf" in (low, high) or low == "-inf"]
    if unbounded:
        whole = _by_algebra(claim, (lhs, rhs)) or _by_extension(claim, (lhs, rhs)) or _by_monotony(claim, (lhs, rhs), deadline)
        if whole is not None:
            return whole
    findings: list[branch.Searched] = []
    for cut in CUTS if unbounded else CUTS[:1]:
        domain = {n: interval(*_bounded(low, high, cut)) for n, (low, high) in claim.where.items()}
        findings = []
        for left, right, strict in _directions(lhs, rhs, claim.relation):
            found = branch.search(branch.Problem(Operation("-", (left, right)), strict), domain, deadline=deadline)
            findings.append(found)
            if not found.proved:
                touching = _touching(claim, (lhs, rhs), found, deadline)
                return touching or _not_shown(claim, found, (lhs, rhs))
        if not unbounded or _beyond(claim, (lhs, rhs), unbounded, cut, deadline):
            return _shown(claim, sum(f.boxes for f in findings), bool(unbounded))
    far = _far_witness(claim, (lhs, rhs), unbounded)
    if far is not None:
        return _not_shown(claim, far, (lhs, rhs))
    boxes = sum(f.boxes for f in findings)
    return undecided(
        f"it holds on a bounded part of the domain ({boxes} boxes), and nothing here shows it beyond; a bounded domain, or a "
        "form whose difference is monotone towards infinity, would decide it"
    )


def _by_algebra(claim: Inequality, sides: tuple[Expression, Expression]) -> Decision | None:
    """A polynomial on a product of rays and lines."""
    lower = {n: None if low == "-inf" else Fraction(low) for n, (low, _) in claim.where.items()}
    reasons = [polynomials.nonnegative(Operation("-", (a, b)), lower, strict=s) for a, b, s in _directions(*sides, claim.relation)]
    if None in reasons:
        return None
    shown = f"{claim.lhs} {claim.relation} {claim.rhs} at every point of {_domain(claim)}: the difference is a polynomial, and {reasons[0]}"
    return decided(Verdict.UPHELD, Kind.SYMBOLIC, shown, trusts=("sympy",))


def _by_extension(claim: Inequality, sides: tuple[Expression, Expression]) -> Decision | None:
    """One evaluation over the whole domain, infinite ends included."""
    box = {n: tails.Extended(_finite(low), _finite(high)) for n, (low, high) in claim.where.items()}
    if not all(tails.holds_on(Operation("-", (a, b)), box, strict=s) for a, b, s in _directions(*sides, claim.relation)):
        return None
    detail = f"{claim.lhs} {claim.relation} {claim.rhs} at every point of {_domain(claim)}: one evaluation with infinite ends shows it"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=FLINT)


def _finite(end: Fraction | str) -> Fraction | None:
    return None if isinstance(end, str) else end


def _touching(claim: Inequality, sides: tuple[Expression, Expression], found: branch.Searched, deadline: float) -> Decision | None:
    """Where boxes end at a point of equality, in one variable: the sign of the derivative from that end on, beyond the domain too."""
    if found.undecided is None or len(claim.where) != 1:
        return None
    ((name, (low, high)),) = claim.where.items()
    rays = [(Fraction(low), False)] if not isinstance(low, str) else []
    rays += [(-Fraction(high), True)] if not isinstance(high, str) else []
    if not any(_on_rays(claim, sides, name, [ray], deadline, WHOLE_RAY) for ray in rays):
        return None
    detail = f"{claim.lhs} {claim.relation} {claim.rhs} at every point of {_domain(claim)}: {MONOTONE}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=(*FLINT, "sympy"))


def _by_monotony(claim: Inequality, sides: tuple[Expression, Expression], deadline: float) -> Decision | None:
    """One ray: the sign of the derivative, and the value at the end or the limit at infinity."""
    ((name, (low, high)), *others) = claim.where.items()
    if others or (low == "-inf" and high == "inf"):
        return None
    ray = (-Fraction(high), True) if low == "-inf" else (Fraction(low), False)
    if not _on_rays(claim, sides, name, [ray], deadline, WHOLE_RAY):
        return None
    detail = f"{claim.lhs} {claim.relation} {claim.rhs} at every point of {_domain(claim)}: {MONOTONE}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=(*FLINT, "sympy"))


def _far_witness(claim: Inequality, sides: tuple[Expression, Expression], unbounded: list[str]) -> branch.Searched | None:
    """A counterexample with every unbounded variable far out; the bounded ones at an end."""
    for far, last in itertools.product(FAR, (0, 1)):
        at = {n: _far(ends, far) if n in unbounded else Fraction(ends[last]) for n, ends in claim.where.items()}
        for left, right, strict in _directions(*sides, claim.relation):
            problem = branch.Problem(Operation("-", (left, right)), strict)
            try:
                value = enclose(problem.expression, {n: point(x) for n, x in at.items()}, bits=branch.POINT_BITS)
            except Undefined:
                continue
            if problem.fails(value):
                return branch.Searched(0, witness=branch.Witness(at, value))
    return None


def _far(ends: Sequence[Fraction | str], far: Fraction) -> Fraction:
    low, high = ends
    if high == "inf":
        return far if isinstance(low, str) else Fraction(low) + far
    return Fraction(high) - far


CUTS = (Fraction(8), Fraction(64))
FAR = tuple(Fraction(10) ** k for k in (3, 6, 12, 30))
WHOLE_RAY = 20  # steps
MONOTONE = "by the sign of the derivative, and the value at the end or the limit at infinity"


def _bounded(low: Fraction | str, high: Fraction | str, cut: Fraction) -> tuple[Fraction, Fraction]:
    """The part of a side that branch and bound takes: `cut` beyond its finite end, or from -cut to cut."""
    if isinstance(low, str):
        return (-cut, cut) if isinstance(high, str) else (min(-cut, high - cut), high)
    return low, max(cut, low + cut) if isinstance(high, str) else high


def _beyond(claim: Inequality, sides: tuple[Expression, Expression], unbounded: list[str], cut: Fraction, deadline: float) -> bool:
    """Whether the inequality holds beyond the part taken, for one variable."""
    if len(claim.where) != 1:
        return False
    (low, high), name = claim.where[unbounded[0]], unbounded[0]
    first, last = _bounded(low, high, cut)
    rays = [(last, False)] if high == "inf" else []
    rays += [(-first, True)] if low == "-inf" else []
    return _on_rays(claim, sides, name, rays, deadline)


def _on_rays(
    claim: Inequality,
    sides: tuple[Expression, Expression],
    name: str,
    rays: Sequence[tuple[Fraction, bool]],
    deadline: float,
    steps: int = tails.MAX_STEPS,
) -> bool:
    """Whether it holds for x >= start, or, mirrored, for -x >= start, for every ray."""
    for start, mirrored in rays:
        lhs, rhs = (_mirrored(side, name) for side in sides) if mirrored else sides
        for a, b, strict in _directions(lhs, rhs, claim.relation):
            if tails.nonnegative(Operation("-", (a, b)), name, start, strict=strict, deadline=deadline, steps=steps) is not True:
                return False
    return True


def _mirrored(e: Expression, name: str) -> Expression:
    """e(-x)."""
    if isinstance(e, Variable):
        return Operation("neg", (e,)) if e.name == name else e
    if isinstance(e, Call):
        return Call(e.function, tuple(_mirrored(a, name) for a in e.arguments))
    return Operation(e.operator, tuple(_mirrored(a, name) for a in e.operands)) if isinstance(e, Operation) else e


def _shown(claim: Inequality, boxes: int, beyond: bool) -> Decision:
    trusts = (*FLINT, "sympy") if beyond else FLINT
    tail = ", and beyond by the sign of the derivative and the limit at infinity" if beyond else ""
    detail = f"{claim.lhs} {claim.relation} {claim.rhs}{_everywhere(claim, boxes)}{tail}"
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=trusts, explain=_method(boxes))


def _directions(lhs: Expression, rhs: Expression, relation: str) -> list[tuple[Expression, Expression, bool]]:
    """The differences that must be nonnegative (or positive, where strict)."""
    if relation == "==":
        return [(lhs, rhs, False), (rhs, lhs, False)]
    larger = (rhs, lhs) if relation.startswith("<") else (lhs, rhs)
    return [(*larger, len(relation) == 1)]


def _not_shown(claim: Inequality, found: branch.Searched, sides: tuple[Expression, Expression]) -> Decision:
    if found.witness is not None:
        at = found.witness.at
        detail = f"false{' at ' if at else ''}{show_point(at)}: {_values(sides, at)}"
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


def _values(sides: tuple[Expression, Expression], at: Mapping[str, Fraction]) -> str:
    """Both sides at a witness, with digits that show which is the larger."""
    box: Box = {n: point(v) for n, v in at.items()}
    try:
        left, right = ((fraction(v.lower), fraction(v.upper)) for v in (enclose(e, box, bits=branch.POINT_BITS) for e in sides))
    except Undefined:
        return "their difference has the wrong sign"
    shown = apart(left, right)
    return f"lhs = {shown[0]} and rhs = {shown[1]}"


def _everywhere(claim: Inequality, boxes: int) -> str:
    counted = f"{boxes} box" + ("es" if boxes != 1 else "")
    return f" at every point of {_domain(claim)} ({counted})" if claim.where else ""


def _domain(claim: Inequality) -> str:
    return domain_of(claim) or "no variables"


def _method(boxes: int) -> tuple[str, ...]:
    return (
        f"{boxes} boxes, each enclosed by rational intervals rounded outward (flint ball arithmetic for functions)",
        "boxes not decided at once are sharpened by the signs of derivatives, then split at a simple rational",
    )
