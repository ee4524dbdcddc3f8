"""Steps by calculus: the sign of a derivative carries a slack from one end of a domain to the other.

Glossary
    Monotone        the slack is nonnegative at an anchor and its derivative has one sign from there on.
    Vanishing       the slack tends to zero at infinity and decreases.
    Arch            the slack is zero at both ends, the right one infinite, and its derivative changes sign once, from + to -.
    Convex          the slack is convex, and it and its derivative vanish at one point.
    Concave         the slack is concave on an interval and zero at both ends.
    Limit           a limit taken by machine.
    Antiderivative  an integral, by a function whose derivative is the integrand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.quantities.enclosed.evaluator import sign
from uccheck.rules.algebra.residues import is_zero, limit_of, on_positive_symbols, sign_of
from uccheck.rules.algebra.smooth import closed, opened, smooth
from uccheck.rules.algebra.steady import uniform
from uccheck.rules.claim import Domain, Relation
from uccheck.rules.derivation import NOT_STRICT, PROVED, Context, OfInequalities, Rule, StepResult
from uccheck.rules.steps.forms import from_signs


@dataclass(frozen=True)
class Monotone(OfInequalities):
    """slack >= 0 at variable = anchor, and d slack/d variable == derivative has the sign that carries it on.

    Upward: variable >= anchor and derivative >= 0. Downward: variable <= anchor and derivative <= 0.
    """

    variable: Any
    anchor: Any
    derivative: Any
    start: Rule | None = None
    upward: bool = True
    slope: Rule | None = None

    def shows(self, step: Relation, context: Context) -> StepResult:
        """The value at the anchor is proved by `start`, or read off as zero or by balls when it is a number."""
        slack, along = step.slack, _along(self.variable, context)
        if not smooth(slack, self.variable, closed(along.where, self.variable, self.anchor)):
            return StepResult(False, detail=JUMPS)
        if not is_zero(sp.diff(slack, self.variable) - self.derivative):
            return StepResult(False, detail="the derivative is not the one given")
        direction, trusts = self._direction(self.derivative if self.upward else -self.derivative, along)
        low, high = _ends(self.variable, context)
        if direction is None or self.anchor != (low if self.upward else high):
            return StepResult(False, detail="the sign of the derivative is not certain, or the anchor is not the end of the domain")
        rising = direction > 0 and not self._reached(context)
        found = _at_anchor(slack.subs(self.variable, self.anchor), self.start, step, context, rising)
        return replace(found, trusts=tuple(sorted({*found.trusts, *trusts})))

    def _reached(self, context: Context) -> bool:
        """Whether the variable may be at the anchor itself."""
        own = next(domain for domain in context.where if domain.symbol == self.variable)
        return not (own.open_low if self.upward else own.open_high)

    def _direction(self, expr: Any, along: Context) -> tuple[int | None, tuple[str, ...]]:
        """The sign of the derivative, read off or proved by `slope`, and what that rests on."""
        found = sign_of(expr, along.where)
        if found is None and self.slope is not None:
            shown = self.slope.prove(Relation(expr, ">=", sp.S.Zero), along)
            return (0, shown.trusts) if shown.proved else (None, ())
        return found, ()


JUMPS = "the slack may have a pole or a jump on the way"


def _along(variable: Any, context: Context) -> Context:
    """The context on the whole way of the variable through its domain: what is known at its end only is left out."""

    def free(domain: Domain) -> Domain:
        low, high = (None if end is not None and sp.sympify(end).has(variable) else end for end in (domain.low, domain.high))
        return replace(domain, low=low, high=high)

    own = tuple(domain for domain in context.where if domain.symbol == variable)
    others = tuple(free(domain) for domain in context.claim.where if domain.symbol != variable)
    given = tuple(relation for relation in context.claim.given if not relation.slack.has(variable))
    kept = Context(replace(context.claim, where=others, given=given)).where
    return replace(context, claim=replace(context.claim, where=(*own, *kept), given=given))


@dataclass(frozen=True)
class Concave(OfInequalities):
    """The variable runs over [low, high], the slack is zero at both ends, and its second derivative == -`bend` with bend >= 0."""

    variable: Any
    bend: Any

    def shows(self, step: Relation, context: Context) -> StepResult:
        """A concave function lies above its chord, which is zero here."""
        low, high = _ends(self.variable, context)
        along = _along(self.variable, context).where
        first = sp.diff(step.slack, self.variable)
        inside = opened(along, self.variable)
        if not smooth(step.slack, self.variable, closed(along, self.variable, low, high)) or not smooth(first, self.variable, inside):
            return StepResult(False, detail=JUMPS)
        if low in (None, sp.nan) or high is None or step.strict:
            return StepResult(False, detail="a closed interval is needed, and only a weak inequality follows")
        if not all(is_zero(step.slack.subs(self.variable, end)) for end in (low, high)):
            return StepResult(False, detail="the slack is not zero at both ends")
        if not is_zero(sp.diff(first, self.variable) + self.bend):
            return StepResult(False, detail="the second derivative is another")
        return from_signs([sign_of(self.bend, along)], strict=False)


def _ends(variable: Any, context: Context) -> tuple[Any, Any]:
    """The declared interval of the variable, as sympy numbers; an undeclared variable has no usable end."""
    for domain in context.where:
        if domain.symbol == variable:
            return tuple(None if end is None else sp.sympify(end) for end in (domain.low, domain.high))  # type: ignore[return-value]
    return sp.nan, sp.nan


def _at_anchor(value: Any, start: Rule | None, step: Relation, context: Context, rising: bool) -> StepResult:
    if start is not None:
        return start.prove(Relation(value, ">" if step.strict else ">=", sp.Integer(0)), context)
    if is_zero(value):
        return PROVED if not step.strict or rising else StepResult(False, detail="only a weak inequality follows")
    if not value.free_symbols and sign(value, {}) == 1:
        return StepResult(True, ("flint",))
    return StepResult(False, detail=f"the value {value} at the anchor is not certainly nonnegative")


@dataclass(frozen=True)
class Vanishing(OfInequalities):
    """slack -> 0 as variable -> oo and d slack/d variable == derivative < 0: then slack > 0 wherever it is defined."""

    variable: Any
    derivative: Any

    def shows(self, step: Relation, context: Context) -> StepResult:
        """The limit is taken by sympy, with Q written as erfc, where it is the same for all values of the other symbols."""
        slack, along = step.slack, _along(self.variable, context).where
        if not smooth(slack, self.variable, along):
            return StepResult(False, detail=JUMPS)
        if _ends(self.variable, context)[1] is not None or _limit(slack, self.variable, along) != 0:
            return StepResult(False, detail="the slack does not vanish at infinity")
        if not is_zero(sp.diff(slack, self.variable) - self.derivative):
            return StepResult(False, detail="the derivative is not the one given")
        return from_signs([sign_of(-self.derivative, along)], strict=True)


@dataclass(frozen=True)
class Arch(OfInequalities):
    """slack is 0 at `low` and tends to 0 at oo; its derivative is weight * core with weight > 0 and core decreasing.

    Then the slack first rises and then falls, so that it never goes below its ends.
    """

    variable: Any
    low: Any
    weight: Any
    core: Any

    def shows(self, step: Relation, context: Context) -> StepResult:
        """Zero ends, a zero residue for the derivative, weight > 0 and core' < 0 on the domain."""
        slack, along = step.slack, _along(self.variable, context).where
        if not smooth(slack, self.variable, closed(along, self.variable, self.low)) or not smooth(self.core, self.variable, along):
            return StepResult(False, detail=JUMPS)
        covered = _ends(self.variable, context) == (self.low, None)
        ends = covered and is_zero(slack.subs(self.variable, self.low)) and _limit(slack, self.variable, along) == 0
        if not ends or step.strict:
            return StepResult(False, detail="the slack is not zero at both ends (or a strict inequality is asked for)")
        if not is_zero(sp.diff(slack, self.variable) - self.weight * self.core):
            return StepResult(False, detail="the derivative is not weight * core")
        signs = [sign_of(self.weight, along), sign_of(-sp.diff(self.core, self.variable), along)]
        return from_signs(signs, strict=False)


def _limit(expr: Any, variable: Any, domains: tuple[Domain, ...]) -> Any:
    """The limit at infinity, where it is known."""
    others = tuple(one for one in domains if one.symbol != variable)
    return _taken(sp.Limit(on_positive_symbols(expr, others), variable, sp.oo), ())


def _taken(limit: Any, domains: tuple[Domain, ...]) -> Any:
    """The limit; None where it may be another for some values of the other symbols, of which sympy takes any, or where it has none."""
    try:
        return limit_of(limit) if uniform(limit, domains) else None
    except NotImplementedError:  # sympy does not know the sign of something with another symbol
        return None


@dataclass(frozen=True)
class Convex(OfInequalities):
    """slack and d slack/d variable are 0 at `anchor`, and the second derivative == `second` is nonnegative."""

    variable: Any
    anchor: Any
    second: Any

    def shows(self, step: Relation, context: Context) -> StepResult:
        """A convex function lies above its tangent, which is zero here."""
        slack, along = step.slack, _along(self.variable, context).where
        first, whole = sp.diff(slack, self.variable), closed(along, self.variable, self.anchor)
        if not smooth(slack, self.variable, whole) or not smooth(first, self.variable, whole):
            return StepResult(False, detail=JUMPS)
        within = all(end is None or sign_of(gap, context.where) is not None for end, gap in self._gaps(context))
        flat = within and is_zero(slack.subs(self.variable, self.anchor)) and is_zero(first.subs(self.variable, self.anchor))
        if not flat or not is_zero(sp.diff(first, self.variable) - self.second) or step.strict:
            return StepResult(False, detail="the slack is not flat at the anchor, or its second derivative is another")
        return from_signs([sign_of(self.second, along)], strict=False)

    def _gaps(self, context: Context) -> list[tuple[Any, Any]]:
        low, high = _ends(self.variable, context)
        return [(low, None if low is None else self.anchor - low), (high, None if high is None else high - self.anchor)]


@dataclass(frozen=True)
class Limit:
    """lhs is a sympy Limit, evaluated by the Gruntz algorithm after Q is written as erfc."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Proved when the evaluated limit minus rhs is zero."""
        if step.strict:
            return NOT_STRICT
        if not isinstance(step.lhs, sp.Limit):
            return StepResult(False, detail="the left side is no limit")
        value = _taken(step.lhs, context.where)
        if value is None:
            return StepResult(False, detail="the limit may be another where something with a parameter vanishes")
        return PROVED if is_zero(value - step.rhs) else StepResult(False, detail=f"the limit is {value}")


@dataclass(frozen=True)
class Antiderivative:
    """lhs contains one Integral of f from p to q; rhs is lhs with it replaced by area(q) - area(p), where area'
    == f.
    """

    variable: Any
    area: Any

    def prove(self, step: Relation, context: Context) -> StepResult:
        """A zero residue for the derivative of the area, and another for the ends; the area must be smooth
        between them.
        """
        integrals = step.lhs.atoms(sp.Integral)
        if step.strict or len(integrals) != 1:
            return NOT_STRICT if step.strict else StepResult(False, detail="the left side has not one integral")
        (integral,) = integrals
        if [limits[0] for limits in integral.limits] != [self.variable] or len(integral.limits[0]) != 3:
            return StepResult(False, detail=f"the integral is not one over {self.variable} from one end to another")
        _, low, high = integral.limits[0]
        if not self._smooth(low, high, context):
            return StepResult(False, detail="the area may have a pole or a jump between the ends")
        if not is_zero(sp.diff(self.area, self.variable) - integral.function):
            return StepResult(False, detail="the derivative of the area is not the integrand")
        value = self.area.subs(self.variable, high) - self.area.subs(self.variable, low)
        return PROVED if is_zero(step.lhs.subs(integral, value) - step.rhs) else StepResult(False, detail="the ends do not match")

    def _smooth(self, low: Any, high: Any, context: Context) -> bool:
        """Whether the area is smooth between the ends, each of which may be infinite."""
        u = sp.Dummy(real=True)
        between = Domain(u, None if low == -sp.oo else low, None if high == sp.oo else high)
        others = tuple(domain for domain in context.where if domain.symbol != self.variable)
        return smooth(self.area.xreplace({self.variable: u}), u, (between, *others))
