"""Claims about formulas: tails, identities, inequalities."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from uccheck.audit.kinds.fields import (
    MAX_VARIABLES,
    NUMBER_SCHEMA,
    Assumption,
    Common,
    Count,
    Exactly,
    Formula,
    Name,
    Relation,
    check_formulas,
    number,
    shown,
)


class Beyond(Fraction):
    """An end that does not belong to the domain: "> 0" below, "< 1" above."""


def _end(value: Any) -> Any:
    """An end of a domain: a number, "inf", "-inf", or "> a" (first) and "< b" (last) for an end left out."""
    found = re.fullmatch(r"\s*([<>])\s*([^<>=]+)", value) if isinstance(value, str) else None
    if found is not None:
        return found[1], Beyond(number(found[2].strip()))
    return value if value in ("inf", "-inf") else number(value)


def _ends(values: Any) -> Any:
    """Both ends, "> a" only the first and "< b" only the last."""
    if not isinstance(values, list) or len(values) != 2:
        return values
    ends = []
    for mark, value in zip("><", map(_end, values), strict=True):
        if isinstance(value, tuple) and value[0] != mark:
            raise ValueError(f'an end left out is written "> a" for the first and "< b" for the last, not {shown(values)}')
        ends.append(value[1] if isinstance(value, tuple) else value)
    return ends


_END = {"anyOf": [*NUMBER_SCHEMA["anyOf"], {"enum": ["inf", "-inf"]}, {"type": "string", "pattern": r"^\s*[<>]\s*[+-]?[0-9.]+"}]}
DOMAIN = 'the domain of each variable: two numbers, "inf", "-inf", or "> 0" and "< 1" for an end left out'
Domain = Annotated[
    list[Fraction | Literal["inf", "-inf"]],
    Field(min_length=2, max_length=2),
    BeforeValidator(_ends),
    WithJsonSchema({"type": "array", "items": _END, "minItems": 2, "maxItems": 2}),
]


class Tail(Common):
    """P(X > at) (upper) or P(X < at) (lower) is at most at_most, X normal or chi-square with df degrees of freedom."""

    kind: Literal["tail"]
    distribution: Literal["normal", "chi2"]
    df: Count | None = None
    side: Literal["upper", "lower"]
    at: Exactly
    at_most: Exactly

    @model_validator(mode="after")
    def _degrees(self) -> Tail:
        if (self.distribution == "chi2") != (self.df is not None):
            verb = "needs" if self.df is None else "does not take"
            raise ValueError(f'field "df": the distribution {self.distribution} {verb} it')
        return self


class Identity(Common):
    """lhs = rhs wherever both sides are defined, for all values that `where` allows."""

    kind: Literal["identity"]
    lhs: Formula
    rhs: Formula
    where: Annotated[dict[Name, Assumption], Field(max_length=MAX_VARIABLES)]

    @model_validator(mode="after")
    def _parses(self) -> Identity:
        check_formulas(frozenset(self.where), lhs=self.lhs, rhs=self.rhs)
        return self


class Inequality(Common):
    """lhs relation rhs at every point of the domain of `where`: a box, closed but for ends with < or >, unbounded where one is inf."""

    kind: Literal["inequality"]
    lhs: Formula
    relation: Relation
    rhs: Formula
    where: Annotated[
        dict[Name, Domain],
        Field(max_length=MAX_VARIABLES, description=DOMAIN),
    ]

    @model_validator(mode="after")
    def _parses(self) -> Inequality:
        for name, (low, high) in self.where.items():
            if low == "inf" or high == "-inf" or (isinstance(low, Fraction) and isinstance(high, Fraction) and low > high):
                raise ValueError(f'field "where": the domain of {name} is empty; give its lower end first')
            if low == high and (isinstance(low, Beyond) or isinstance(high, Beyond)):
                raise ValueError(f'field "where": the domain of {name} is empty: its only point is left out')
        check_formulas(frozenset(self.where), lhs=self.lhs, rhs=self.rhs)
        return self
