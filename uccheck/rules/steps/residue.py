"""An equality, by a zero residue: the difference of its sides has the normal form zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.rules.algebra.binders import binders, bound, masked
from uccheck.rules.algebra.residues import at_closed_ends, is_zero, normal_form, on_domains
from uccheck.rules.claim import Domain, Relation
from uccheck.rules.derivation import NOT_STRICT, PROVED, Context, StepResult
from uccheck.rules.steps.hypotheses import is_given


@dataclass(frozen=True)
class Residue:
    """lhs == rhs because lhs - rhs is zero, after the equalities `replace` (each a hypothesis, such as y^2 = 1)
    are used.
    """

    replace: tuple[tuple[Any, Any], ...] = ()

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Branches of sums over Kronecker deltas are taken only where a hypothesis decides them."""
        if step.strict:
            return NOT_STRICT
        for old, new in self.replace:
            if not is_given(Relation(old, "==", new), context):
                return StepResult(False, detail=f"{old} = {new} is not a hypothesis")
            if _only_at_one(step.lhs - step.rhs, (old, new), context):
                return StepResult(False, detail=f"{old} = {new} is known at one value of what a sum runs over")
        residue = masked(step.lhs - step.rhs)
        if residue.has(sp.Sum, sp.Derivative) or self.replace:
            residue = _collected(residue, self.replace, context)
        if is_zero(residue) or _zero_on(residue, context.where):
            return PROVED
        return StepResult(False, detail=f"the residue {normal_form(residue)} is not zero")


def _only_at_one(expr: Any, sides: tuple[Any, Any], context: Context) -> bool:
    """Whether a hypothesis has the variable of a sum, unless as an index of the sum's own range: such a hypothesis is one on each term."""
    named = {symbol for side in sides for symbol in sp.sympify(side).free_symbols}
    return any(not _each_term(one, symbol, context) for one in binders(expr) for symbol in bound(one) & named)


def _each_term(one: Any, symbol: Any, context: Context) -> bool:
    """Whether it is a sum over all that the symbol may be: it has the range as its domain, and else only counts what is indexed."""
    claim = context.claim
    own = [(symbol, d.low, d.high) for d in claim.where if d.symbol == symbol and not (d.open_low or d.open_high)]
    ends = [end for d in claim.where for end in (d.low, d.high)]
    sides = [sp.sympify(side) for side in (*ends, *(side for given in claim.given for side in (given.lhs, given.rhs))) if side is not None]
    plain = [side.replace(lambda e: isinstance(e, sp.Indexed), lambda e: sp.Dummy()) for side in sides]
    return isinstance(one, sp.Sum) and any(tuple(limits) in own for limits in one.limits) and not any(side.has(symbol) for side in plain)


def _zero_on(residue: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether it is zero throughout: on the domains without their closed upper ends, and at each of these."""
    ends = at_closed_ends(residue, domains)
    return is_zero(on_domains(residue, domains)) and all(is_zero(end) or _zero_on(end, rest) for end, rest in ends)


def _collected(expr: Any, replace: tuple[tuple[Any, Any], ...], context: Context) -> Any:
    expr = expr.replace(lambda e: isinstance(e, sp.Derivative), lambda e: sp.diff(e.expr, *e.variables))
    expr = sp.expand(sp.factor_terms(sp.expand(expr)))
    for old, new in replace:
        expr = expr.replace(lambda e: isinstance(e, sp.Sum), lambda e, p=old, q=new: e.func(e.function.subs(p, q), *e.limits))
        expr = sp.expand(expr).subs(old, new)
    return sp.expand(sp.factor_terms(_branches(expr.doit(), context)))


def _branches(expr: Any, context: Context) -> Any:
    """Piecewise values replaced by the branch whose condition is a hypothesis."""

    def decided(condition: Any) -> bool:
        parts = condition.args if isinstance(condition, sp.And) else (condition,)
        return all(p == True or (isinstance(p, _ORDERED) and is_given(_ordered(p), context)) for p in parts)  # noqa: E712

    def branch(piecewise: Any) -> Any:
        value, condition = piecewise.args[0]
        return value if decided(condition) else piecewise

    return expr.replace(lambda e: isinstance(e, sp.Piecewise), branch)


_ORDERED = (sp.Ge, sp.Gt, sp.Le, sp.Lt)


def _ordered(condition: Any) -> Relation:
    return Relation(condition.gts, ">" if isinstance(condition, (sp.Gt, sp.Lt)) else ">=", condition.lts)
