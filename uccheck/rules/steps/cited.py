"""A step that is taken from elsewhere: another statement, or a sentence that no machine checks here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.outcomes import require_sentence
from uccheck.rules.algebra.binders import captures
from uccheck.rules.algebra.residues import is_zero, on_positive_symbols, sign_of
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import PROVED, Context, StepResult, gives
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import certain, hypothesis, slack_of, supplied


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
        given = hypothesis(slack, context)
        if given is not None and (given or not strict):
            return True
        found = sign_of(slack, context.where)
        if found is not None and (found > 0 or not strict):
            return True
        wanted = Relation(slack, ">" if strict else ">=", sp.Integer(0))
        return any(
            Form(using=factors).prove(wanted, context).proved for target, factors in self.using.items() if is_zero(slack_of(target) - slack)
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
    lacks one of them, with these very arguments, does not get the step, unless its domains show it. `laws` are the statements that the
    sentence draws on.
    """

    trust: str
    grants: Relation
    needs: tuple[Any, ...] = ()
    laws: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_sentence(self.trust)

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Granted under those restrictions, and always named among what is given."""
        missing = [need for need in self.needs if not (supplied(need, context) or certain(need, context))]
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
