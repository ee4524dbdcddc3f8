"""`identity`: equality by algebra; a rational point with different values refutes it first."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.audit.deciders.compare import apart
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.formulas.inequality import FLINT, show_point
from uccheck.audit.kinds.formulas import Identity
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions.grammar import Expression, parse, to_sympy
from uccheck.expressions.intervals import Interval, Undefined, enclose, fraction, point

if TYPE_CHECKING:
    import sympy

TRIALS, BITS = 200, 512

_VALUES: dict[str, tuple[Fraction, ...]] = {
    "real": tuple(map(Fraction, ("0", "1", "-1", "2", "1/3", "-7/5", "5/2", "-1/7", "11/4", "-3"))),
    "integer": tuple(map(Fraction, (0, 1, -1, 2, 3, -2, 5, -7, 10))),
}
_ALLOWED: dict[str, Callable[[Fraction], bool]] = {
    "real": lambda v: True,
    "positive": lambda v: v > 0,
    "nonnegative": lambda v: v >= 0,
    "negative": lambda v: v < 0,
    "nonzero": lambda v: v != 0,
}
_SYMPY = {
    "nonzero": {"real": True, "nonzero": True},
    "positive integer": {"integer": True, "positive": True},
    "nonnegative integer": {"integer": True, "nonnegative": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "integer": {"integer": True},
    "real": {"real": True},
}


def decide(claim: Identity, deadline: float) -> Decision:
    """PROVED by an exact zero residue, REFUTED at a rational point, else INCONCLUSIVE."""
    del deadline  # algebra cannot be interrupted from within; the process that runs it is
    names = frozenset(claim.where)
    lhs, rhs = parse(claim.lhs, names), parse(claim.rhs, names)
    defined, witness = _search(lhs, rhs, claim.where)
    if witness is not None:
        return _refuted(witness)
    if defined == 0:
        return undecided("no sample point was found at which both sides are defined; state where they are")
    residue = _residue(lhs, rhs, claim.where)
    scope = "wherever both sides are defined"
    if residue is not None and residue.is_zero is True and residue == 0:
        detail = f"{claim.lhs} = {claim.rhs} {scope}: the difference simplifies to 0"
        return decided(Verdict.UPHELD, Kind.SYMBOLIC, detail, trusts=("sympy",), explain=_steps(defined, "0"))
    shown = _shorten(str(residue))
    mend = "an intermediate form, or stronger assumptions in `where`, may decide it"
    return undecided(
        f"the difference did not simplify to 0 and vanished at all {defined} sample points; {mend}",
        explain=_steps(defined, shown),
    )


Point = Mapping[str, Fraction]


def sample_points(where: Mapping[str, str]) -> Iterator[dict[str, Fraction]]:
    """Rational points allowed by the assumptions: small ones first, then `TRIALS` pseudo-random ones (fixed seed)."""
    choices = {n: _choices(a) for n, a in where.items()}
    longest = max((len(c) for c in choices.values()), default=1)
    for i in range(longest):
        yield {n: c[(i + j) % len(c)] for j, (n, c) in enumerate(choices.items())}
    generator = random.Random(20191208)
    for _ in range(TRIALS if where else 0):
        yield {n: _draw(a, generator) for n, a in where.items()}


def _choices(assumption: str) -> tuple[Fraction, ...]:
    sign = assumption.removesuffix(" integer").removesuffix("integer") or "real"
    pool = _VALUES["integer" if "integer" in assumption else "real"]
    return tuple(v for v in pool if _ALLOWED[sign](v))


def _draw(assumption: str, generator: random.Random) -> Fraction:
    sign = assumption.removesuffix(" integer").removesuffix("integer") or "real"
    while True:
        value = Fraction(generator.randint(-60, 60), 1 if "integer" in assumption else generator.randint(1, 13))
        if _ALLOWED[sign](value):
            return value


def _search(lhs: Expression, rhs: Expression, where: Mapping[str, str]) -> tuple[int, tuple[Point, Interval, Interval] | None]:
    """(number of points where both sides are defined, a point where they certainly differ)."""
    defined = 0
    for at in itertools.islice(sample_points(where), TRIALS + 20):
        box = {n: point(v) for n, v in at.items()}
        try:
            left, right = enclose(lhs, box, bits=BITS), enclose(rhs, box, bits=BITS)
        except Undefined:
            continue
        defined += 1
        if left.upper < right.lower or right.upper < left.lower:
            return defined, (at, left, right)
    return defined, None


def _refuted(witness: tuple[Point, Interval, Interval]) -> Decision:
    at, left, right = witness
    exact = left.is_point and right.is_point
    shown = apart((fraction(left.lower), fraction(left.upper)), (fraction(right.lower), fraction(right.upper)))
    detail = f"false{' at ' if at else ''}{show_point(at)}: lhs = {shown[0]} and rhs = {shown[1]}"
    trusts = ("uccheck.expressions.intervals",) if exact else FLINT
    return decided(Verdict.REFUTED, Kind.EXACT if exact else Kind.BALL, detail, trusts=trusts)


def _residue(lhs: Expression, rhs: Expression, where: Mapping[str, str]) -> sympy.Expr | None:
    """The difference after algebra: the first of a few simplifications that gives 0, else the last."""
    import sympy

    symbols = {n: sympy.Symbol(n, **_SYMPY[a]) for n, a in where.items()}
    difference = to_sympy(lhs, symbols) - to_sympy(rhs, symbols)
    found = difference
    steps = (sympy.expand, sympy.cancel, sympy.powsimp, lambda e: sympy.expand_log(sympy.expand(e)), sympy.simplify)
    for step in steps:
        try:
            found = step(difference)
        except (sympy.PolynomialError, NotImplementedError, ValueError, TypeError, AttributeError):
            continue
        if found == 0:
            return found
    return found


def _steps(defined: int, residue: str) -> tuple[str, ...]:
    return (
        f"both sides were evaluated at {defined} rational points (512 bits); no difference was found",
        "lhs - rhs through sympy: expand, cancel, powsimp, expand_log, simplify",
        f"residue: {residue}",
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
