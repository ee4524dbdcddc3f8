"""`suffices`, `necessary`: a dimension given by a formula in m, delta, epsilon, for all of their values in ranges.

Upheld  by a theorem with constants: with L = ln(1/epsilon), M = ln(1/delta), N = ln m both the formula and what a theorem asks for
        are polynomials; their difference, expanded at the least m, L, M, N of the ranges, has nonnegative coefficients only: so it is
        nonnegative at every point of the unbounded domain.
Refuted by a certified counterexample: an instance of the ranges, at the least D that the formula allows (suffices), or at a D below the
        formula at which the conclusion holds (necessary).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from uccheck.audit.deciders.decision import Decision, decided, needs_scope, undecided
from uccheck.audit.deciders.linear import few_dimensions, necessity
from uccheck.audit.deciders.linear.corners import beyond_a_corner, cases, polynomials
from uccheck.audit.deciders.linear.defined import always
from uccheck.audit.kinds.linear import VARIABLES, Generalizes, Necessary, Suffices, Vacuous
from uccheck.core.effort import watch
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions.grammar import parse
from uccheck.expressions.intervals import Undefined, enclose, fraction, point

if TYPE_CHECKING:
    import sympy

Family = Suffices | Necessary
Point = tuple[int, Fraction, Fraction]  # m, delta, epsilon
LARGEST_D, LARGEST_M = 10**12, 10**9
TRIED = 14
TINIEST = 1e-300
CLEARLY = {"suffices": 0.95, "necessary": -1.5}


def decide(claim: Family, deadline: float) -> Decision:
    """CERTIFIED by a theorem, REFUTED by an instance, NEEDS SCOPE where delta is unsaid and matters, else INCONCLUSIVE."""
    if claim.delta is None:
        return _every_delta(claim, deadline)
    if not always(parse(claim.D, VARIABLES)):
        found = _by_instance(claim, deadline)
        mend = "write each log, sqrt and division of what is positive by its form, such as log(4/epsilon)"
        lost = undecided(f"{claim.D} need not have a value everywhere on these ranges, and no instance at their edges refutes it; {mend}")
        return found if found.verdict is Verdict.REFUTED else lost
    shown = _by_theorem(claim) if isinstance(claim, Suffices) else _by_spread(claim, deadline)
    return shown or _by_instance(claim, deadline)


def _every_delta(claim: Family, deadline: float) -> Decision:
    """Delta unsaid: e_gen grows as delta falls, so that an instance at 1/4 with e_gen > epsilon refutes for every delta <= 1/4."""
    quarter = Fraction(1, 4)
    if isinstance(claim, Suffices) and claim.conclusion != "e_unif-alg":
        at = decide(claim.model_copy(update={"delta": [quarter, quarter], "conclusion": "e_gen"}), deadline)
        if at.verdict is Verdict.REFUTED:
            return _counterexample(f"for every delta <= 1/4, since e_gen grows as delta falls: {at.detail}", [at])
    found = decide(claim.model_copy(update={"delta": [Fraction(0), quarter]}), deadline)
    return needs_scope(("delta",), f"for delta in (0, 1/4]: {found.word}, {found.detail}; above, the theorems with constants differ")


@dataclass(frozen=True)
class Theorem:
    """D >= needed(m, L, M) suffices for both halves when delta <= largest."""

    name: str
    largest: Fraction
    needed: Callable[[sympy.Symbol, sympy.Symbol, sympy.Symbol], sympy.Expr]
    trusts: tuple[str, ...]


def _theorems(claim: Suffices) -> Iterator[Theorem]:
    """The theorems with constants that reach the largest delta of the claim."""
    assert claim.delta is not None and isinstance(claim.delta[1], Fraction)  # as the model has it
    largest = claim.delta[1]
    yield from (theorem for theorem in _catalogue() if largest <= theorem.largest)


def _catalogue() -> Iterator[Theorem]:
    """The theorems with constants; the squares of sums of roots are bounded by AM-GM with weight eta."""
    import sympy as sp

    kernel = ("statement theorem_C_half of proofs/coq, compiled apart from this audit",)
    yield Theorem("160 m ln(4/epsilon) + 75 ln(1/delta)", Fraction(1, 2), lambda m, L, M: 160 * m * (L + sp.log(4)) + 75 * M, kernel)
    step = ("human: the passage from docs/theory.md 3-4 to these inequalities", "flint", "sympy")
    for eta in (Fraction(1, 32), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(3), Fraction(8)):
        yield Theorem(f"theorem-b-root, eta = {eta}", Fraction(1, 4), _rooted(eta, sp.log(2), sp.Integer(0)), step)
        yield Theorem(f"theorem-half, eta = {eta}", Fraction(1, 2), _rooted(eta, sp.log(4), sp.log(24)), step)


def _rooted(eta: Fraction, signal: sympy.Expr, tail: sympy.Expr) -> Callable[..., sympy.Expr]:
    import sympy as sp

    weight = sp.Rational(eta.numerator, eta.denominator)
    return lambda m, L, M: 128 * m * (L + signal) * (1 + weight) + 2 * (M + tail) * (1 + 1 / weight)


def _by_theorem(claim: Suffices) -> Decision | None:
    """Whether the formula asks for at least what some theorem asks for, everywhere on the ranges: in each case of its minima."""
    import sympy as sp

    symbols = sp.symbols("m L M N", nonnegative=True)
    used: list[Theorem] = []
    for forms in polynomials(claim.D, symbols):
        theorem = next(
            (t for form in forms for t in _theorems(claim) if beyond_a_corner(form - t.needed(*symbols[:3]), *_corners(claim, symbols))),
            None,
        )
        if theorem is None:
            return None
        used.append(theorem)
    names = " or ".join(dict.fromkeys(f"{t.name}, which suffices for delta <= {as_written(t.largest)}" for t in used))
    where = "at the ends of the ranges of m, ln(1/epsilon), ln(1/delta)"
    detail = f"{claim.D} is at least {names}: the difference, expanded {where}, has no negative coefficient"
    trusts = tuple(dict.fromkeys((*(x for t in used for x in t.trusts), "flint", "sympy")))
    return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=trusts)


def _by_spread(claim: Necessary, deadline: float) -> Decision | None:
    """Whether the formula asks for at most what the spread of the losses makes necessary, everywhere on the ranges."""
    import sympy as sp

    found = necessity.factor(claim, deadline)
    if found is None:
        return None
    factor, told = found
    m, L, M, N = sp.symbols("m L M N", nonnegative=True)
    least, most = _corners(claim, (m, L, M, N))
    needed = sp.Rational(factor.numerator, factor.denominator) * m * L

    def small(formula: sympy.Expr) -> bool:
        return beyond_a_corner(needed - formula, least, most)

    every = cases(claim.D, (m, L, M, N))
    return necessity.upheld(claim, told) if every and all(small(formula) for formula in every) else None


def _corners(claim: Family, symbols: tuple[sympy.Symbol, ...]) -> tuple[dict[sympy.Symbol, sympy.Expr], dict[sympy.Symbol, sympy.Expr]]:
    """The least values of m, L, M, N on the ranges, and the largest where the ranges have one."""
    import sympy as sp

    def logarithm(x: Fraction) -> sympy.Expr:
        return sp.log(sp.Rational(x.denominator, x.numerator))

    m, L, M, N = symbols
    assert claim.delta is not None
    (first, last), (rare, delta), (small, epsilon) = claim.m, claim.delta, claim.epsilon
    assert isinstance(first, Fraction) and isinstance(rare, Fraction) and isinstance(delta, Fraction)  # "inf" is for the last m alone
    assert isinstance(small, Fraction) and isinstance(epsilon, Fraction)
    start = sp.Integer(math.ceil(first))
    most = {letter: logarithm(end) for letter, end in ((L, small), (M, rare)) if end > 0}
    if last != "inf":
        largest = sp.Integer(math.floor(last))
        most |= {m: largest, N: sp.log(largest)}
    return {m: start, L: logarithm(epsilon), M: logarithm(delta), N: sp.log(start)}, most


def _by_instance(claim: Family, deadline: float) -> Decision:
    few = _in_few_dimensions(claim) if isinstance(claim, Necessary) and claim.conclusion == "e_gen" else None
    if few is not None:
        return few
    tried = 0
    for at, D in itertools.islice(_instances(claim), TRIED):
        watch(deadline)
        tried += 1
        found = _refuting(claim, at, D, deadline)
        if found is not None:
            return found
    what = "sufficient" if isinstance(claim, Suffices) else "necessary"
    mend = "narrower ranges, larger constants" if isinstance(claim, Suffices) else "a least delta above 0, a larger or a smaller formula"
    if isinstance(claim, Necessary) and claim.conclusion == "e_gen":
        mend = "training errors count in few dimensions, and e_gen is known for m up to about 12, or above about 10/epsilon^2; such a range"
    return undecided(
        f"no theorem here shows {claim.D} {what} on these ranges, and {tried} instances at their edges do not refute it; {mend}, "
        "or an instance (kinds vacuous, generalizes) would decide"
    )


def _in_few_dimensions(claim: Necessary) -> Decision | None:
    """D = 1 below the formula, with m so large that e_gen <= epsilon there: the training error is then as large as the test error."""
    assert claim.delta is not None
    formula, last = parse(claim.D, VARIABLES), claim.m[1]
    epsilons = sorted(_inside(claim.epsilon), key=lambda e: (e >= Fraction(1, 2), -e))[:4]
    for delta, epsilon in itertools.product(_inside(claim.delta)[::-1][:2], epsilons):
        m = max(few_dimensions.enough(1, delta, epsilon), math.ceil(Fraction(claim.m[0])))
        if last != "inf" and m > Fraction(last):
            continue
        try:
            least = fraction(enclose(formula, {"m": point(Fraction(m)), "delta": point(delta), "epsilon": point(epsilon)}, bits=256).lower)
        except Undefined:
            continue
        shown = few_dimensions.generalizes(m, 1, delta, epsilon) if least > 1 else None
        if shown is not None:
            where = f"at m = {m}, delta = {as_written(delta)}, epsilon = {as_written(epsilon)}, D = 1, below the formula"
            more = "where the training error is 0, e_gen <= epsilon needs D >= 64 m z^2, z the quantile of epsilon (conclusion = both)"
            return decided(Verdict.REFUTED, Kind.BALL, f"false {where}: {shown}; {more}", trusts=few_dimensions.TRUSTS)
    return None


def _refuting(claim: Family, at: Point, D: int, deadline: float) -> Decision | None:
    m, delta, epsilon = at
    place: dict[str, Any] = {**_SAID, "m": m, "D": D, "delta": delta}
    halves: dict[str, Callable[[], Decision]] = {
        "e_gen": lambda: _linear(Generalizes.model_construct(kind="generalizes", at_most=epsilon, **place), deadline),
        "e_unif-alg": lambda: _linear(Vacuous.model_construct(kind="vacuous", at_least=1 - epsilon, **place), deadline),
    }
    wanted = [h for name, h in halves.items() if claim.conclusion in ("both", name)]
    where = f"m = {m}, delta = {as_written(delta)}, epsilon = {as_written(epsilon)}, D = {D}"
    if isinstance(claim, Suffices):
        failing = next((d for d in (h() for h in wanted) if d.verdict is Verdict.REFUTED), None)
        return _counterexample(f"at {where}, which the formula allows: {failing.detail}", [failing]) if failing else None
    decisions = [h() for h in wanted]
    if all(d.verdict is Verdict.UPHELD for d in decisions):
        return _counterexample(f"at {where}, below the formula: {'; '.join(d.detail for d in decisions)}", decisions)
    return None


_SAID: dict[str, Any] = {"id": "instance", "says": "an instance", "gamma": Fraction(0)}


def _linear(claim: Generalizes | Vacuous, deadline: float) -> Decision:
    from uccheck.audit.deciders.linear.instance import decide as linear

    return linear(claim, deadline)


def _counterexample(detail: str, rests_on: list[Decision]) -> Decision:
    trusts = tuple(dict.fromkeys(t for d in rests_on for t in d.trusts))
    return decided(Verdict.REFUTED, Kind.BALL, f"false {detail}", trusts=trusts)


def _instances(claim: Family) -> Iterator[tuple[Point, int]]:
    """Instances of the ranges, the most endangered first: where the formula is small (suffices) or large (necessary) beside 64 m z^2.

    Three clear ones of ordinary numbers come before all: an author has more use for them than for delta = 1e-9.
    """
    formula = parse(claim.D, VARIABLES)
    scored = []
    for m, delta, epsilon in _grid(claim):
        box = {"m": point(Fraction(m)), "delta": point(delta), "epsilon": point(epsilon)}
        try:
            value = enclose(formula, box, bits=256)
        except Undefined:
            continue
        below = math.ceil(fraction(value.lower)) - 1  # the largest integer below the formula
        D = max(1, math.ceil(fraction(value.upper))) if isinstance(claim, Suffices) else below
        if 1 <= D <= LARGEST_D:
            slack = D / _wanted(m, delta, epsilon)
            scored.append((slack if isinstance(claim, Suffices) else -slack, (m, delta, epsilon), D))
    ordered = sorted(scored, key=lambda entry: entry[0])
    far = CLEARLY[claim.kind]
    plain = [entry for entry in ordered if entry[0] < far and entry[1][0] >= 10 and min(entry[1][1:]) >= Fraction(1, 1000)][:3]
    for _, at, D in (*plain, *(entry for entry in ordered if entry not in plain)):
        yield at, D


def _wanted(m: int, delta: Fraction, epsilon: Fraction) -> float:
    """About the D from which on L_D <= epsilon but with probability delta: 64 m z^2, and more where T is above D; never 0."""
    z = max(-NormalDist().inv_cdf(max(float(epsilon), TINIEST)), 1e-3)
    return 64 * m * z * z + 20 * z * math.sqrt(m * _log_inverse(delta))


def _log_inverse(x: Fraction) -> float:
    """ln(1/x) of a number that may be too small for a float."""
    return math.log(x.denominator) - math.log(x.numerator)


def _grid(claim: Family) -> Iterator[Point]:
    low, high = claim.m
    assert isinstance(low, Fraction) and claim.delta is not None
    first = math.ceil(low)
    last = max(first, 10**4) if high == "inf" else math.floor(high)
    sizes = {min(max(n, first), last) for n in (1, 2, 3, 10, 30, 100, 300, 1000, 10_000, last)}
    ms = sorted(n for n in sizes if n <= LARGEST_M)
    deltas, epsilons = _inside(claim.delta), _inside(claim.epsilon)
    yield from ((m, d, e) for m in ms for d in deltas for e in epsilons)


def _inside(ends: Sequence[Fraction | str]) -> list[Fraction]:
    """Values of a range, both ends among them but 0 and 1."""
    low, high = (e for e in ends if isinstance(e, Fraction))
    spread = [low + (high - low) * Fraction(s) for s in ("1/10", "1/2", "9/10")]
    fixed = [Fraction(s) for s in ("1e-9", "1e-6", "0.001", "0.01", "0.05", "0.1", "0.25", "0.4", "0.5", "0.75", "0.9", "0.99")]
    found = {low, high, *spread, *(min(max(x, low), high) for x in fixed)}
    return sorted(x for x in found if 0 < x < 1)
