"""Where a reason is printed: labels of hypotheses and earlier lines, citations, names of random variables; and how its parts are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from uccheck.article.tex import relation_tex, tex
from uccheck.rules.claim import Claim, Relation

Labels = tuple[tuple[Relation, str], ...]


@dataclass(frozen=True)
class Page:
    """Where a reason is printed: `cite(id, which)` names a statement, `sentence(text)` a given one; `names` undoes abbreviations."""

    claim: Claim
    labels: Labels
    known: Mapping[str, Claim]
    cite: Callable[[str, int | None], str]
    sentence: Callable[[str], str]
    names: Mapping[Any, Any] = field(default_factory=dict)

    def show(self, expr: Any) -> str:
        """The expression between dollar signs, random variables by their own names."""
        return f"${tex(sp.sympify(expr).xreplace(dict(self.names)))}$"

    def relation(self, relation: Any) -> str:
        """The same for a relation, or for what is to be nonnegative."""
        relation = relation if isinstance(relation, Relation) else Relation(relation, ">=", sp.S.Zero)
        return f"${relation_tex(relation.at(dict(self.names)))}$"

    def point(self, fact: Any) -> str:
        """A hypothesis by its label if it has one, else as a formula; a bare slack x is the relation x >= 0."""
        slack = fact.slack if isinstance(fact, Relation) else sp.sympify(fact)
        for relation, label in self.labels:
            if alike(relation.slack, slack) or (relation.relation == "==" and alike(relation.slack, -slack)):
                return label
        return self.relation(fact if isinstance(fact, Relation) else tidy(slack))


def alike(one: Any, other: Any) -> bool:
    """Equal as they stand or once expanded."""
    return bool(one == other or sp.expand(one - other) == 0)


def tidy(slack: Any) -> Relation:
    """x - y >= 0 as y <= x: the terms with a minus sign on the other side."""
    terms = sp.Add.make_args(sp.expand(slack))
    low = [-term for term in terms if term.could_extract_minus_sign()]
    return Relation(sp.Add(*low), "<=", sp.Add(*(term for term in terms if not term.could_extract_minus_sign())))


def joined(parts: list[str]) -> str:
    """a; a and b; a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def lower(text: str) -> str:
    """The sentence as a clause."""
    return text[:1].lower() + text[1:] if text[:1].isalpha() and text[1:2].islower() else text
