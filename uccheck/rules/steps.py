"""The rules by which a step of a derivation is proved; every one leaves a zero residue and certain signs.

Glossary
    Residue    an equality: lhs - rhs has normal form zero.
    Form       slack = form + sum of factor * hypothesis: a zero residue, and certain signs of form and factors.
    Compact    the slack is positive on a compact box: branch and bound with flint balls.
    Through    both sides are images of an inner step under one monotone function.
    Given      a hypothesis, or an earlier line.
    By         a chain of steps.
    AtZero     two cases: a variable is 0, or positive.
    Known      another statement, with its declared variables replaced.
    Named      a sentence that no machine checks here; it is named among what is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.enclosed.evaluator import positive_on_box
from uccheck.quantities.outcomes import require_sentence
from uccheck.rules.binders import binders, bound, captures, masked
from uccheck.rules.claim import Claim, Domain, Relation, sort_of
from uccheck.rules.derivation import NO_EQUALITY, NOT_STRICT, Context, Derivation, Rule, StepResult, gives
from uccheck.rules.residues import at_closed_ends, is_zero, normal_form, on_domains, on_positive_symbols, sign_of
from uccheck.rules.smooth import smooth

PROVED = StepResult(True)


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
    ranges = {domain.symbol: (domain.low, domain.high) for domain in context.claim.where}
    for one in binders(expr):
        for symbol in bound(one) & set().union(*(sp.sympify(side).free_symbols for side in sides)):
            plain = [sp.sympify(side).replace(lambda e: isinstance(e, sp.Indexed), lambda e: sp.Dummy()) for side in sides]
            same = isinstance(one, sp.Sum) and (symbol, *ranges.get(symbol, ())) in [tuple(limits) for limits in one.limits]
            if not same or any(side.has(symbol) for side in plain):
                return True
    return False


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


@dataclass(frozen=True)
class Form:
    """slack == form + sum_h using[h] * h with h >= 0 hypotheses (relations, or their slacks): then slack >= 0, and > 0 if some part is."""

    form: Any = None
    using: Mapping[Any, Any] = field(default_factory=dict)

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Every factor and the form must have a certain sign on the domains of the claim."""
        if step.relation == "==":
            return NO_EQUALITY
        domains = context.where
        parts = [(_slack(key), sp.sympify(factor)) for key, factor in self.using.items()]
        form = self.form if self.form is not None else sp.expand(step.slack - sum(factor * slack for slack, factor in parts))
        combination = form + sum(factor * slack for slack, factor in parts)
        if not is_zero(step.slack - combination):
            return StepResult(False, detail="the combination does not leave a zero residue")
        signs = [0 if form == 0 else sign_of(form, domains)]
        for slack, factor in parts:
            strict = _hypothesis(slack, context)
            if strict is None:
                return StepResult(False, detail=f"{slack} >= 0 is not a hypothesis")
            found = sign_of(factor, domains)
            signs.append(None if found is None else int(found > 0 and strict))
        return from_signs(signs, step.strict)


def _slack(key: Any) -> Any:
    return key.slack if isinstance(key, Relation) else sp.sympify(key)


def _hypothesis(slack: Any, context: Context) -> bool | None:
    """Whether it is one, and strict if any that says the same is; None where it is none."""
    found = None
    for given, strict in sorted(context.claim.hypotheses, key=lambda one: one[0] != slack):  # the same words first: nothing to prove
        if (found is None or strict > found) and (given == slack or is_zero(given - slack)):
            found = strict
    return found


def is_given(relation: Relation, context: Context) -> bool:
    """Whether a relation is a hypothesis or an earlier line: a strict one asks for a strict one, an equality for both inequalities."""
    found = _hypothesis(relation.slack, context)
    if relation.relation == "==":
        return found is not None and _hypothesis(-relation.slack, context) is not None
    return found is not None and (found or not relation.strict)


@dataclass(frozen=True)
class Given:
    """A hypothesis or an earlier line, as it stands."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Looked up by its slack; an equality by either sign of it."""
        return PROVED if is_given(step, context) else StepResult(False, detail="this is neither a hypothesis nor an earlier line")


def from_signs(signs: list[int | None], strict: bool) -> StepResult:
    """Proved where every part has a certain sign, and one is positive if a strict inequality is asked for."""
    if None in signs:
        return StepResult(False, detail="a sign is not certain")
    if strict and not any(found for found in signs):
        return StepResult(False, detail="only a weak inequality follows")
    return PROVED


@dataclass(frozen=True)
class Compact:
    """slack > 0 on a compact box that contains every admissible point, by branch and bound."""

    box: Mapping[Any, tuple[Fraction, Fraction]]

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The box must contain the declared domains; flint is trusted."""
        if step.relation == "==":
            return NO_EQUALITY
        declared = {domain.symbol: domain for domain in context.where}
        for symbol in sorted(step.slack.free_symbols, key=str):
            if symbol not in declared or not _contains(self.box, declared[symbol]):
                return StepResult(False, detail=f"the box does not contain the domain of {symbol}")
        done, boxes = positive_on_box(step.slack, self.box)
        return StepResult(done, ("flint",) if done else (), f"{boxes} boxes")


def _contains(box: Mapping[Any, tuple[Fraction, Fraction]], domain: Any) -> bool:
    if domain.symbol not in box or domain.low is None or domain.high is None:
        return False
    low, high = box[domain.symbol]
    return bool(sp.Rational(low) <= domain.low and domain.high <= sp.Rational(high))


@dataclass(frozen=True)
class Through:
    """slack = factor * |f(p) - f(q)|, f monotone, factor > 0: the step follows from p R q (reversed if f decreases).

    Slacks are compared, so that one summand of a step may be estimated while the rest stays. The variable is the function's own: any
    real number, or a positive one (for logarithms and roots), which asks for inner sides that are certainly nonnegative.
    """

    variable: Any
    function: Any
    inner: Relation
    by: Rule
    increasing: bool = True
    factor: Any = sp.S.One

    def prove(self, step: Relation, context: Context) -> StepResult:
        """A zero residue of the slacks, certain signs of f' and of the factor, and a proof of the inner relation."""
        if (step.relation == "==") != (self.inner.relation == "=="):
            return NO_EQUALITY
        if sort_of(self.variable) not in _FREE or any(domain.symbol == self.variable for domain in context.where):
            return StepResult(False, detail=f"{self.variable} is not any real number, and not any positive one")
        oriented = self.inner.relation if self.increasing else _reverse(self.inner.relation)
        images = [self.function.subs(self.variable, side) for side in (self.inner.lhs, self.inner.rhs)]
        if not is_zero(step.slack - self.factor * Relation(images[0], oriented, images[1]).slack):
            return StepResult(False, detail="the slack is not that of the images of the inner sides")
        slope = sp.diff(self.function, self.variable) * (1 if self.increasing else -1)
        domains = context.where
        sides = [sign_of(side, domains) for side in (self.inner.lhs, self.inner.rhs)] if self.variable.is_positive else []
        if not smooth(self.function, self.variable, (*domains, *self._values(sides))):
            return StepResult(False, detail="the function may have a pole or a jump")
        rates = [sign_of(slope, domains), sign_of(self.factor, domains)]
        if None in (*rates, *sides) or (step.strict and not (self.inner.strict and all(rates))):  # a strict step needs both positive
            return StepResult(False, detail="the function is not certainly monotone in the direction needed")
        return self.by.prove(self.inner, context)

    def _values(self, sides: list[int | None]) -> tuple[Domain, ...]:
        """The domain of a function of positive numbers, with 0 where a side may be 0."""
        return (Domain(self.variable, 0, open_low=0 not in sides),) if sides else ()


_FREE = (("any", False), ("real", False), ("positive", False))


def _reverse(relation: str) -> str:
    return {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "=="}[relation]


@dataclass(frozen=True)
class By:
    """A chain of steps in the place of one."""

    derivation: Derivation

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The chain must give the step."""
        made = self.derivation.composed()
        if made is None or not gives(made, step):
            return StepResult(False, detail="the chain does not lead to the step")
        return self.derivation.prove(context)


@dataclass(frozen=True)
class AtZero:
    """A nonnegative variable is 0, where `zero` proves the step, or positive, where `positive` does."""

    variable: Any
    zero: Rule
    positive: Rule

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Both cases, each with its own hypothesis."""
        if not any(domain.symbol == self.variable and domain.low == 0 for domain in context.claim.where):
            return StepResult(False, detail=f"{self.variable} is not known to be nonnegative")
        if any(captures(side, [self.variable], []) for one in (step, *context.claim.given) for side in (one.lhs, one.rhs)):
            return StepResult(False, detail=f"{self.variable} is also what a sum, an integral, a limit or a derivative runs over")
        at = {self.variable: sp.S.Zero}
        where = tuple(domain for domain in context.claim.where if domain.symbol != self.variable)
        none = Claim((), where, tuple(relation.at(at) for relation in context.claim.given))
        some = replace(context.claim, given=(*context.claim.given, Relation(self.variable, ">", sp.S.Zero)))
        found = [self.zero.prove(step.at(at), replace(context, claim=none)), self.positive.prove(step, replace(context, claim=some))]
        bad = [one for one in found if not one.proved]
        return bad[0] if bad else StepResult(True, tuple(dict.fromkeys(trust for one in found for trust in one.trusts)))


@dataclass(frozen=True)
class Known:
    """An instance of another statement: its relation number `which`, with its declared variables replaced by `at`.

    Slacks are compared, so that one summand of a step may be estimated while the rest stays; quantities are the same when name and
    arguments are. `using` gives, for a hypothesis of that statement that is not read off, the factors of hypotheses here that add up to it.
    """

    id: str
    at: Mapping[Any, Any] = field(default_factory=dict)
    which: int = 0
    using: Mapping[Any, Mapping[Any, Any]] = field(default_factory=dict)
    factor: Any = sp.S.One

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The instance must give the step by a zero residue; its domains and hypotheses must hold at the values put in."""
        known = context.known.get(self.id)
        if known is None:
            return StepResult(False, detail=f"no statement {self.id} may be cited here")
        if self.which not in range(len(known.then)):
            return StepResult(False, detail=f"{self.id} has no conclusion number {self.which}")
        at = {symbol: sp.sympify(value) for symbol, value in self.at.items()}
        if wrong := [domain for domain in known.where if not _fits(domain, at.get(domain.symbol, domain.symbol), context)]:
            return StepResult(False, detail=f"{self.id} needs other values than {at.get(wrong[0].symbol)} for {wrong[0].symbol}")
        if foreign := set(at) - {domain.symbol for domain in known.where}:
            return StepResult(False, detail=f"{foreign.pop()} is no variable of {self.id}: only declared variables may be replaced")
        if any(captures(side, *_moved(at)) for one in (known.then[self.which], *known.given) for side in (one.lhs, one.rhs)):
            return StepResult(False, detail=f"a value would be caught by a sum, an integral, a limit or a derivative of {self.id}")
        made = known.then[self.which].at(at)
        alike = (made.relation == "==") == (step.relation == "==")
        same = alike and (is_zero(self.factor * made.slack - step.slack) or (step.relation == "==" and is_zero(made.slack + step.slack)))
        positive = sign_of(self.factor, context.where) == 1
        if not (same and positive) or (step.strict and not made.strict):
            return StepResult(False, detail=f"the instance of {self.id} is another relation")
        for slack, strict in known.hypotheses:
            if not self._admitted(sp.sympify(slack).xreplace(at), strict, context):
                return StepResult(False, detail=f"the hypothesis {sp.sympify(slack).xreplace(at)} >= 0 of {self.id} is not shown")
        return PROVED

    def _admitted(self, slack: Any, strict: bool, context: Context) -> bool:
        given = _hypothesis(slack, context)
        if given is not None and (given or not strict):
            return True
        found = sign_of(slack, context.where)
        if found is not None and (found > 0 or not strict):
            return True
        wanted = Relation(slack, ">" if strict else ">=", sp.Integer(0))
        return any(
            Form(using=factors).prove(wanted, context).proved for target, factors in self.using.items() if is_zero(_slack(target) - slack)
        )


def _moved(at: Mapping[Any, Any]) -> tuple[list[Any], list[Any]]:
    """What is replaced by something else, and by what."""
    moved = {symbol: value for symbol, value in at.items() if symbol != value}
    return list(moved), list(moved.values())


def _fits(domain: Domain, value: Any, context: Context) -> bool:
    """Whether the value is of the kind of the domain: whole for whole, real where no bound would show that it is, and finite."""
    if value.has(sp.oo, sp.S.NegativeInfinity, sp.zoo, sp.nan):
        return False
    if domain.whole:
        return bool(value.is_integer)
    bounded = domain.low is not None or domain.high is not None or isinstance(value, sp.IndexedBase)
    return bounded or bool(value.is_real) or bool(on_positive_symbols(value, context.where).is_real)


def cited_by(part: Any) -> tuple[str, ...]:
    """The ids of the statements that a rule, a step or a derivation applies, however deep inside."""
    if isinstance(part, Known):
        return (part.id,)
    laws = getattr(part, "uses", getattr(part, "laws", ()))
    if laws:
        return tuple(dict.fromkeys((*laws, *_inside(part))))
    return _inside(part)


def _inside(part: Any) -> tuple[str, ...]:
    if isinstance(part, (tuple, list)):
        inside: Any = part
    elif isinstance(part, Mapping):
        inside = part.values()
    elif is_dataclass(part) and not isinstance(part, (Relation, Claim)):
        inside = (getattr(part, one.name) for one in fields(part))
    else:
        return ()
    return tuple(dict.fromkeys(name for one in inside for name in cited_by(one)))


@dataclass(frozen=True)
class Named:
    """A step that rests on a sentence which no machine checks here: `human: ...`, `cited: ...`, or `definition: ...`.

    `grants` is all that the sentence says, computed from what it is about: a step that says something else, or more, is refused, and so
    is one that compares expressions which algebra or balls could compare. Where both sides of `grants` are one expression, the sentence
    says what that very expression means. `needs` lists the hypotheses (relations, or slacks) that the sentence rests on: a claim that
    lacks one of them, with these very arguments, does not get the step, unless its domains show it. `laws` are the statements that the sentence draws on.
    """

    trust: str
    grants: Relation
    needs: tuple[Any, ...] = ()
    laws: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_sentence(self.trust)

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Granted under those restrictions, and always named among what is given."""
        missing = [need for need in self.needs if not (supplied(need, context) or _certain(need, context))]
        if missing:
            return StepResult(False, detail=f"the sentence needs the hypothesis {missing[0]}")
        if not (self._reads(step) if self.grants.slack == 0 else gives(self.grants, step)):
            return StepResult(False, detail="the sentence says this of other quantities, or less")
        if self.grants.slack != 0 and not sp.sympify(self.grants.slack).has(Applied):
            return StepResult(False, detail="a sentence may not replace a computation")
        return StepResult(True, (self.trust,))

    def _reads(self, step: Relation) -> bool:
        """Whether both sides are the expression that the sentence is about."""
        return step.relation == "==" and step.lhs == step.rhs and is_zero(step.lhs - self.grants.lhs)


def read(words: str, value: Any, needs: tuple[Any, ...] = (), laws: tuple[str, ...] = ()) -> Named:
    """What the sentence makes of this very value."""
    return Named(words, Relation(sp.sympify(value), "==", sp.sympify(value)), needs, laws)


def supplied(need: Any, context: Context) -> bool:
    """Whether a relation, or a slack that is to be nonnegative, is a hypothesis."""
    return is_given(need if isinstance(need, Relation) else Relation(need, ">=", sp.S.Zero), context)


def _certain(need: Any, context: Context) -> bool:
    """Whether the domains alone show it."""
    relation = need if isinstance(need, Relation) else Relation(need, ">=", sp.S.Zero)
    found = None if relation.relation == "==" else sign_of(relation.slack, context.where)
    return found is not None and (found > 0 or not relation.strict)
