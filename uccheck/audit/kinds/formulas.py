"""Claims about formulas: tails, identities, inequalities."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from uccheck.audit.kinds.fields import MAX_VARIABLES, Assumption, Common, Count, Exactly, Formula, Name, Relation, check_formulas

End = Exactly | Literal["inf", "-inf"]


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
    """lhs relation rhs at every point of the domain that `where` gives: a closed box, unbounded where an end is inf."""

    kind: Literal["inequality"]
    lhs: Formula
    relation: Relation
    rhs: Formula
    where: Annotated[
        dict[Name, Annotated[list[End], Field(min_length=2, max_length=2)]],
        Field(max_length=MAX_VARIABLES, description='the domain of each variable: two numbers, or "inf" and "-inf"'),
    ]

    @model_validator(mode="after")
    def _parses(self) -> Inequality:
        for name, (low, high) in self.where.items():
            if low == "inf" or high == "-inf" or (isinstance(low, Fraction) and isinstance(high, Fraction) and low > high):
                raise ValueError(f'field "where": the domain of {name} is empty; give its lower end first')
        check_formulas(frozenset(self.where), lhs=self.lhs, rhs=self.rhs)
        return self
