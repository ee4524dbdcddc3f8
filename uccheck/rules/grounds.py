"""What prose may say: every object and number of a record's sentences occurs in its claim and proofs, or is decided by them.

Glossary
    Ground     the expressions, relations and numbers of a record besides its prose
    unfounded  objects of a sentence that the record does not bear out
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from uccheck.quantities import symbols
from uccheck.quantities.applied import Applied
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Domain, Relation
from uccheck.rules.prose import NAMES, PLACE, Tied, pieces

if TYPE_CHECKING:
    from uccheck.rules.statement import Statement


def told(statement: Statement) -> dict[str, str]:
    """The sentences of a record by field."""
    found = {"title": statement.title, "says": statement.says, "remark": statement.remark}
    found |= {f"origin {number}": origin.words for number, origin in enumerate(statement.origins)}
    steps = [step for proof in statement.proofs for step in proof.steps]
    return found | {f"step {number}": step.why for number, step in enumerate(steps)}


def unfounded(statement: Statement) -> list[str]:
    """The objects in the record's prose that neither occur in it nor are decided, by field; spellings that are not understood, too."""
    bad, ground = [], Ground(statement)
    bad += [f"origin of {one.value}: it is none of the record, or not its formula" for one in statement.origins if not _from(one, ground)]
    for where, text in told(statement).items():
        try:
            objects = list(pieces(text, statement.claim, statement.terms))[1::2]
        except ValueError as problem:
            bad.append(f"{where}: {problem}")
            continue
        bad += [f"{where}: the number {one} is none of the record" for one in _numbers(text) if one not in ground.numbers]
        bad += [f"{where}: {one} is borne out by nothing in the record" for one in objects if not ground.bears(one)]
    return bad


def _from(origin: Any, ground: Ground) -> bool:
    """Whether the constant is one of the record and its formula has that value at the paper's s and b."""
    value = sp.sympify(origin.value)
    at = {symbols.s: sp.Integer(4), symbols.b: sp.Integer(32)}
    return value in ground.numbers and (origin.formula is None or is_zero(sp.sympify(origin.formula).subs(at) - value))


def _numbers(text: str) -> list[Any]:
    """The numbers above 2 and the fractions that stand in words; a year is none."""
    words = PLACE.sub(" ", text)
    found = [sp.Rational(one) for one in re.findall(r"(?<![\w.-])\d+(?:/\d+)?(?![\w.])", words)]
    return [one for one in found if one not in (0, 1, 2) and not 1900 < one < 2100]


class Ground:
    """What a record says besides its prose: every expression and relation of the claim and the proofs."""

    def __init__(self, statement: Statement) -> None:
        self.claim = statement.claim
        self.relations = [*_relations((statement.claim, statement.proofs))]
        sides = [sp.sympify(side) for one in self.relations for side in (one.lhs, one.rhs)]
        sides += [sp.sympify(value) for value in _values((statement.claim.where, statement.proofs))]
        self.parts = {part for side in sides for part in sp.preorder_traversal(side)}
        computed = [one.shown for one in _flat(statement.terms.values()) if isinstance(one, Tied) and one.holds]
        told_ = [side for one in computed for side in ((one.lhs, one.rhs) if isinstance(one, Relation) else (one,))]
        seen = {*self.parts, *(part for side in told_ for part in sp.preorder_traversal(sp.sympify(side)))}
        self.numbers = {part for part in seen if getattr(part, "is_Number", False)} | {_under_root(part) for part in seen}

    def bears(self, one: Any) -> bool:
        """Whether the object occurs, follows from the ranges, or is an identity."""
        if isinstance(one, Tied):
            return one.holds
        if isinstance(one, Domain):
            return one in self.claim.where
        if isinstance(one, Relation):
            return self._relation(one)
        one = sp.sympify(one)
        if isinstance(one, sp.Tuple):  # a pair, or an open interval
            return all(part.is_number or self.bears(part) for part in one)
        if one.is_Symbol:
            return one in self.parts or one in set(NAMES.values()) or one in vars(symbols).values()
        return self._occurs(one)

    def _occurs(self, one: Any) -> bool:
        """As a part, as some factors or terms of one, up to expansion and sign, or as the complement 1 - x of a letter."""
        if one in self.parts or sp.expand(one) in self.parts or (isinstance(one, Applied) and all(at.is_Symbol for at in one.args)):
            return True
        if (1 - one).is_Symbol or (one.is_Number and -one in self.numbers):
            return True
        alike = [part for part in self.parts if part.free_symbols == one.free_symbols and not part.is_Symbol and isinstance(part, sp.Expr)]
        return any(_within(one, part) or sp.expand(part - one) == 0 or sp.expand(part + one) == 0 for part in alike)

    def _relation(self, one: Relation) -> bool:
        same = [known for known in self.relations if known.relation == one.relation or "==" in (known.relation, one.relation)]
        slack = sp.sympify(one.slack)
        if any(sp.expand(known.slack - slack) == 0 or (known.relation == "==" and sp.expand(known.slack + slack) == 0) for known in same):
            return True
        left, right = sp.sympify(one.lhs), sp.sympify(one.rhs)
        if one.relation == "==":
            new = left.is_Symbol and (left in NAMES.values() or left not in self._free())
            number = left.is_Symbol and right.is_number and right in self.numbers
            return number or (new and self.bears(right)) or (left.is_Symbol and right.is_Symbol) or is_zero(slack)
        if any(sp.expand(end - slack) == 0 for domain in self.claim.where for end, _ in domain.slacks()):
            return True
        found = None if slack.has(Applied) else sign_of(slack, self.claim.where)
        spare = sign_of(slack - sp.Rational(1, 10**6), self.claim.where) is not None  # a range wider than the record's says more than it
        return found is not None and (found > 0 or not one.strict) and not spare

    def _free(self) -> set[Any]:
        return {domain.symbol for domain in self.claim.where}


def _under_root(part: Any) -> Any:
    """128 of 8 sqrt(2) m, which is printed under the root; 0 of anything else."""
    roots = (
        [one.base for one in part.args if one.is_Pow and one.exp == sp.Rational(1, 2) and one.base.is_Integer]
        if isinstance(part, sp.Mul)
        else []
    )
    return roots[0] * sp.Mul(*(one for one in part.args if one.is_Integer)) ** 2 if roots else sp.S.Zero


def _within(one: Any, part: Any) -> bool:
    """m T of sigma^2 m T, m + 1 of 1 + m + s: some factors of a product, some terms of a sum."""
    return any(isinstance(part, kind) and set(kind.make_args(one)) <= set(part.args) for kind in (sp.Mul, sp.Add))


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _relations(part: Any) -> Iterator[Relation]:
    if isinstance(part, Relation):
        yield part
    elif isinstance(part, Mapping):
        for inner in (*part.keys(), *part.values()):
            yield from _relations(inner)
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _relations(inner)
    elif is_dataclass(part) and not isinstance(part, type):
        stated = getattr(part, "stated", None)
        if isinstance(stated, Relation):
            yield stated
        for one in fields(part):
            if one.name != "points":
                yield from _relations(getattr(part, one.name))


def _values(part: Any) -> Iterator[Any]:
    """The expressions inside rules and domains: forms, derivatives, what is put in the place of letters."""
    if isinstance(part, sp.Basic):
        yield part
    elif isinstance(part, Mapping):
        for inner in (*part.keys(), *part.values()):
            yield from _values(inner)
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _values(inner)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from _values(getattr(part, one.name))
