"""Derivations: chains of steps (lhs, relation, rhs, why), each proved by a zero residue or by a rule that leaves one.

Glossary
    residue   lhs - rhs brought to normal form; only an exact zero proves an equality.
    rule      a frozen record with `prove(step, context)`; an inequality for all values is reduced to a zero
              residue, finitely many signs that sympy reads off a form, and values that flint certifies.
    Outcome   what a rule found: proved or not, the facts that a reader must believe, one line of detail.
    Context   the claim with what is known so far as hypotheses, and the statements that may be cited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Protocol

import sympy as sp

from uccheck.quantities.applied import opaque
from uccheck.quantities.symbols import Q, phi
from uccheck.rules.claim import Claim, Domain, Relation


@dataclass(frozen=True)
class StepResult:
    """Whether a rule proved its step, what that rests on beyond sympy, and why not if it did not."""

    proved: bool
    trusts: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Context:
    """What a step may use: domains, hypotheses and earlier lines of the claim; the claims of the statements it cites."""

    claim: Claim
    known: Mapping[str, Claim] = field(default_factory=dict)

    @cached_property
    def where(self) -> tuple[Domain, ...]:
        """The domains, with the lower ends that hypotheses of the form gamma > 0 or gamma >= 2 s give."""
        return tuple(_sharpened(domain, self.claim) for domain in self.claim.where)


def _sharpened(domain: Domain, claim: Claim) -> Domain:
    for relation in claim.given:
        low = sp.sympify(domain.symbol - relation.slack)
        simple = low.is_number or (low.is_Mul and len(low.args) == 2 and low.args[0].is_positive and low.args[1].is_positive)
        known = low == 0 and domain.open_low and not relation.strict
        usable = simple and low.is_nonnegative and domain.low == 0 and domain.symbol not in low.free_symbols
        if relation.relation != "==" and usable and not known:
            return replace(domain, low=low, open_low=relation.strict)
    return domain


NO_EQUALITY = StepResult(False, detail="an inequality is shown, which is no equality")
NOT_STRICT = StepResult(False, detail="an equality is shown, from which no strict inequality follows")


class Rule(Protocol):
    """A way to prove one step."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Proved only when the rule leaves a zero residue and every sign it needs is certain."""
        ...


@dataclass(frozen=True)
class Step:
    """One step of a derivation: a relation, words that introduce it (none as a rule), and the rule that proves it and says why."""

    lhs: Any
    relation: str
    rhs: Any
    why: str
    by: Rule

    @property
    def stated(self) -> Relation:
        """The relation that the step asserts."""
        return Relation(self.lhs, self.relation, self.rhs)


@dataclass(frozen=True)
class Derivation:
    """Steps whose sides meet: they compose to one relation from the first left side to the last right side."""

    steps: tuple[Step, ...]

    def composed(self) -> Relation | None:
        """The relation that the chain establishes, or None when neighbours do not meet or directions clash."""
        if not self.steps:
            return None
        meets = all(p.rhs == q.lhs or is_zero(p.rhs - q.lhs) for p, q in zip(self.steps, self.steps[1:], strict=False))
        relation = compose([step.relation for step in self.steps])
        return Relation(self.steps[0].lhs, relation, self.steps[-1].rhs) if meets and relation else None

    def prove(self, context: Context) -> StepResult:
        """Whether every step is proved and neighbours meet."""
        if self.composed() is None:
            return StepResult(False, detail="the steps do not form a chain")
        outcomes = []
        for number, step in enumerate(self.steps, 1):
            if foreign := replace(context.claim, given=(), then=(step.stated,)).undeclared():
                return StepResult(False, detail=f"step {number}: {', '.join(sorted(foreign))} is not declared")
            outcomes.append(step.by.prove(step.stated, context))
            if not outcomes[-1].proved:
                return StepResult(False, detail=f"step {number}{f' ({step.why})' if step.why else ''}: {outcomes[-1].detail}")
        return StepResult(True, _merge(outcomes))


Link = tuple[str, Any, str, Rule] | tuple[str, Any, Rule]


def chain(lhs: Any, *links: Link) -> Derivation:
    """lhs R_1 x_1 R_2 x_2 ...: one link (relation, right side, rule) a step, with words before the rule where it needs some."""
    sides = [sp.sympify(lhs), *(sp.sympify(link[1]) for link in links)]
    words = [link[2] if len(link) == 4 else "" for link in links]
    return Derivation(tuple(Step(sides[i], link[0], sides[i + 1], words[i], link[-1]) for i, link in enumerate(links)))


def compose(relations: list[str]) -> str | None:
    """The relation of a chain: strict if any step is, equality if all are; None when <= and >= are mixed."""
    rest = {relation for relation in relations if relation != "=="}
    for weak, strict in (("<=", "<"), (">=", ">")):
        if rest <= {weak, strict}:
            return "==" if not rest else strict if strict in rest else weak
    return None


def gives(made: Relation, goal: Relation) -> bool:
    """Whether one relation is the other, or a stronger one with the same slack."""
    if made.strict < goal.strict or (goal.relation == "==") > (made.relation == "=="):
        return False
    if made.slack == goal.slack:
        return True
    if made.slack.atoms(*_UNDONE) != goal.slack.atoms(*_UNDONE):
        return False  # the same integral or limit stands on both sides, or they are different relations
    turned = made.relation == "==" and not made.slack.has(*_UNDONE)
    return is_zero(made.slack - goal.slack) or (turned and is_zero(made.slack + goal.slack))


_UNDONE = (sp.Integral, sp.Limit, sp.Sum, sp.Derivative)


def normal_form(expr: Any) -> Any:
    """The expression with phi written out and everything expanded and simplified; Q stays opaque."""
    expr = sp.sympify(expr).doit().rewrite(phi, sp.exp)
    plain = sp.powsimp(sp.expand(expr, power_base=True, power_exp=True))
    return plain if plain == 0 else sp.simplify(plain)


@cache
def is_zero(expr: Any) -> bool:
    """Whether the normal form is the integer zero; False says nothing about the value."""
    expr = sp.sympify(expr)
    if expr == 0:
        return True
    expr, _ = opaque(expr)
    if _plainly_nonzero(expr):
        return False
    return any(attempt(expr) == 0 for attempt in _ATTEMPTS)


def _plainly_nonzero(expr: Any) -> bool:
    """A quick look at one point: it can only save the work of simplifying, never prove anything."""
    if expr.has(sp.Sum, sp.Derivative, sp.Indexed, sp.Integral, sp.Limit, sp.KroneckerDelta, sp.I):
        return False
    values = {
        v: (sp.Integer(index + 2) if v.is_integer else sp.Rational(2 * index + 3, 29))
        for index, v in enumerate(sorted(expr.free_symbols, key=str))
    }
    value = expr.xreplace(values).rewrite(phi, sp.exp).rewrite(sp.erfc).evalf(30)
    return bool(value.is_Number and value.is_finite and abs(value) > sp.Float("1e-12"))


def limit_of(limit: Any) -> Any:
    """The value of a sympy Limit, with Q written as erfc and phi as exp."""
    expr, variable, point, *_ = limit.args
    return sp.limit(expr.rewrite(sp.erfc).rewrite(phi, sp.exp), variable, point)


def _rational(expr: Any) -> Any:
    return sp.cancel(sp.together(sp.expand(_written_out(expr))))


def _logarithms(expr: Any) -> Any:
    return sp.simplify(sp.expand_log(sp.powdenest(_written_out(expr), force=False)))


def _exponents(expr: Any) -> Any:
    """Logarithms of factors taken apart and every exponent expanded, so that equal exponentials cancel."""
    apart = _written_out(expr).replace(sp.log, lambda at: sp.expand_log(sp.log(sp.factor(at))))
    return sp.expand(apart.replace(sp.exp, lambda at: sp.exp(sp.expand(sp.cancel(sp.together(at))))))


def _merged(expr: Any) -> Any:
    """The same, with products of exponentials brought under one exponent."""
    merged = sp.powsimp(_exponents(expr), combine="exp")
    return sp.expand(merged.replace(sp.exp, lambda at: sp.exp(sp.expand(sp.cancel(sp.together(at))))))


def _written_out(expr: Any) -> Any:
    return expr.doit().rewrite(phi, sp.exp) if expr.has(phi) else expr.doit()


_ATTEMPTS: tuple[Callable[[Any], Any], ...] = (sp.expand, _rational, _exponents, _merged, normal_form, _logarithms)


def _same(expr: Any) -> Any:
    return expr


def _one_fraction(expr: Any) -> Any:
    return sp.factor(sp.together(sp.expand(expr)))


def _split_logarithms(expr: Any) -> Any:
    return sp.expand(sp.expand_log(sp.expand(expr)))


_REWRITES: tuple[tuple[Callable[[Any], Any], Callable[[Any], Any]], ...] = (
    (_same, _same),
    (sp.factor, sp.factor),
    (_one_fraction, _one_fraction),
    (_split_logarithms, _same),
)


def on_domains(expr: Any, domains: tuple[Domain, ...]) -> Any:
    """The expression with each bounded symbol written by a positive one, so that roots and logarithms simplify."""
    return on_positive_symbols(sp.sympify(expr), domains)


@cache
def sign_of(expr: Any, domains: tuple[Domain, ...]) -> int | None:
    """+1 if expr > 0 throughout the domains, 0 if expr >= 0, None if sympy cannot tell.

    A bounded symbol is written as low + t or low + (high - low) t/(1 + t) with t > 0; then signs are read off factors.
    """
    expr = sp.sympify(expr)
    closed = [d for d in domains if d.symbol in expr.free_symbols and d.low is not None and d.high is not None and not d.open_high]
    for before, after in _REWRITES:
        found = _read_sign(after(on_positive_symbols(before(expr), domains)))
        if found is not None:
            ends = [sign_of(expr.subs(d.symbol, d.high), tuple(o for o in domains if o != d)) for d in closed]
            return None if None in ends else min([found, *(end or 0 for end in ends)])  # the substitution leaves out a closed end
    return None


def on_positive_symbols(expr: Any, domains: tuple[Domain, ...]) -> Any:
    """The expression with every bounded symbol written by a positive or nonnegative one, those bounded by other symbols first."""
    for domain in sorted(domains, key=lambda domain: not any(end.free_symbols for end in _bounds(domain))):
        if domain.symbol in expr.free_symbols and not (domain.symbol.is_integer and domain.low in (None, 1)):
            expr = expr.subs(domain.symbol, _parametrised(domain))
    return expr


def _bounds(domain: Domain) -> list[Any]:
    return [sp.sympify(end) for end in (domain.low, domain.high) if end is not None]


def _parametrised(domain: Domain) -> Any:
    open_end = domain.open_low if domain.low is not None else domain.open_high
    inner = {"positive": True} if open_end else {"nonnegative": True}
    t = sp.Dummy(**inner)  # a name could meet another symbol's
    if domain.low is not None and domain.high is not None:
        return domain.low + (domain.high - domain.low) * t / (1 + t)
    if domain.low is not None:
        return domain.low + t
    return domain.high - t if domain.high is not None else domain.symbol


def _read_sign(expr: Any) -> int | None:
    expr = _logarithms_as_symbols(expr)
    if expr.is_positive:
        return 1
    if expr.is_nonnegative:
        return 0
    expanded = sp.expand(expr)
    if expanded.is_positive:
        return 1
    return 0 if expanded.is_nonnegative else None


def _logarithms_as_symbols(expr: Any) -> Any:
    """ln A replaced by a positive symbol where A > 1 is certain, by minus one where A < 1 is."""
    for log in sorted((log for log in expr.atoms(sp.log) if log.free_symbols), key=sp.count_ops):
        inside = sp.factor(log.args[0])
        above, below = (sp.factor(sp.together(gap)) for gap in (inside - 1, 1 - inside))
        if above.is_positive or sp.expand(above).is_positive:
            expr = expr.subs(log, sp.Dummy(positive=True))
        elif below.is_positive or sp.expand(below).is_positive:
            expr = expr.subs(log, -sp.Dummy(positive=True))
    return expr


def _merge(outcomes: list[StepResult]) -> tuple[str, ...]:
    return tuple(sorted({trust for outcome in outcomes for trust in outcome.trusts}))


__all__ = [
    "NOT_STRICT",
    "NO_EQUALITY",
    "Context",
    "Derivation",
    "Q",
    "Rule",
    "Step",
    "StepResult",
    "compose",
    "gives",
    "is_zero",
    "limit_of",
    "normal_form",
    "on_domains",
    "sign_of",
]
