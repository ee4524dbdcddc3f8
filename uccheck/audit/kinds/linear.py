"""Claims about the linear setting: one instance, a quantified family, a threshold, an approximate value, a moment."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from uccheck.audit.kinds.fields import (
    Common,
    Count,
    Event,
    Exactly,
    Formula,
    NotNegative,
    Open,
    Positive,
    Printed,
    Probability,
    Relation,
    check_formulas,
)

Variable = Literal["m", "epsilon", "delta"]
VARIABLES = frozenset({"m", "delta", "epsilon"})
Range = Annotated[list[Exactly | Literal["inf"]], Field(min_length=2, max_length=2)]


def _all_sizes() -> list[Fraction | Literal["inf"]]:
    return [Fraction(1), "inf"]


def _unit_interval() -> list[Fraction | Literal["inf"]]:
    return [Fraction(0), Fraction(1)]


class Vacuous(Common):
    """e_unif-alg(m, delta) >= at_least in the linear setting of dimension D at margin gamma."""

    kind: Literal["vacuous"]
    m: Count
    D: Count
    delta: Open
    at_least: Probability
    gamma: NotNegative = Fraction(0)


class Generalizes(Common):
    """e_gen(m, delta) <= at_most in the linear setting of dimension D at margin gamma."""

    kind: Literal["generalizes"]
    m: Count
    D: Count
    delta: Open
    at_most: Probability
    gamma: NotNegative = Fraction(0)


class EventClaim(Common):
    """P(event) relation value, in the linear setting."""

    kind: Literal["event"]
    event: Event
    m: Count
    D: Count
    relation: Relation
    value: Exactly
    epsilon: Open | None = None
    gamma: NotNegative = Fraction(0)

    @model_validator(mode="after")
    def _parameters_fit(self) -> EventClaim:
        needs = "population-error" in self.event
        if needs != (self.epsilon is not None):
            verb = "needs" if needs else "does not take"
            raise ValueError(f'field "epsilon": the event {self.event} {verb} it')
        if self.gamma != 0 and self.event != "training-margin" and not needs:
            raise ValueError(f'field "gamma": the event {self.event} does not take it')
        return self


class _Family(Common):
    """A dimension as a formula in m, delta, epsilon, over ranges of the three."""

    D: Annotated[Formula, Field(description="a formula in m, delta, epsilon, such as 64*m*log(1/epsilon)")]
    conclusion: Annotated[
        Literal["both", "e_gen", "e_unif-alg"],
        Field(description="e_gen <= epsilon, e_unif-alg >= 1 - epsilon, or both together"),
    ] = "both"
    m: Annotated[Range, Field(description='the integers of [low, high]; high may be "inf"')] = Field(default_factory=_all_sizes)
    delta: Annotated[Range, Field(description="the values from low to high that lie in (0, 1)")] | None = None
    epsilon: Annotated[Range, Field(description="the values from low to high that lie in (0, 1)")] = Field(default_factory=_unit_interval)

    @model_validator(mode="after")
    def _ranges(self) -> _Family:
        check_formulas(VARIABLES, D=self.D)
        for name, low, high in (("m", 1, None), ("delta", 0, 1), ("epsilon", 0, 1)):
            if getattr(self, name) is None:
                continue
            first, last = getattr(self, name)
            if first == "inf" or (last == "inf" and high is not None):
                raise ValueError(f'field "{name}": only the upper end of m may be "inf"')
            if last == 0 or (first == last == high):
                raise ValueError(f'field "{name}": no value lies above {first} and up to {last} within ({low}, {high})')
            if first < low or (high is not None and last > high) or (last != "inf" and first > last):
                raise ValueError(f'field "{name}": give low <= high within [{low}, {"inf" if high is None else high}]')
        if self.m[1] != "inf" and self.m[0] != "inf" and math.ceil(self.m[0]) > math.floor(self.m[1]):
            raise ValueError(f'field "m": no whole number lies between {self.m[0]} and {self.m[1]}')
        if self.delta is not None and (self.delta[1] == "inf" or self.delta[1] >= 1):
            raise ValueError('field "delta": its upper end must be below 1')
        return self


class Suffices(_Family):
    """For all m, delta, epsilon of the ranges and every integer D at least the formula, the conclusion holds."""

    kind: Literal["suffices"]


class Necessary(_Family):
    """For all m, delta, epsilon of the ranges and every D, the conclusion holds only if D is at least the formula."""

    kind: Literal["necessary"]


class ThresholdClaim(Common):
    """The least D with e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon, against a value."""

    kind: Literal["threshold"]
    m: Annotated[Count, Field(le=10**7)]
    delta: Open
    epsilon: Open
    relation: Relation | None = None
    value: Positive | None = None
    about: Annotated[Printed, Field(description="the value as printed; its rounding interval is what is claimed")] | None = None
    factor: Annotated[Exactly, Field(gt=1, description="with about: within this factor either way")] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> ThresholdClaim:
        if (self.relation is None) != (self.value is None) or (self.value is None) == (self.about is None):
            raise ValueError('field "about": give either relation and value, or about')
        if self.factor is not None and self.about is None:
            raise ValueError('field "factor": it goes with about')
        return self


class Approx(Common):
    """A quantity of the linear setting, or a constant formula, is about a value: in its rounding interval, or within a tolerance."""

    kind: Literal["approx"]
    quantity: Annotated[str, Field(max_length=400, description="e_gen, e_unif-alg, an event, or a formula without variables")]
    about: Annotated[Printed, Field(description="the value as printed; its rounding interval is what is claimed")]
    within: Annotated[Positive, Field(description="an absolute tolerance instead of the rounding interval")] | None = None
    factor: Annotated[Exactly, Field(gt=1, description="a factor either way instead of the rounding interval")] | None = None
    m: Count | None = None
    D: Count | None = None
    delta: Open | None = None
    epsilon: Open | None = None
    gamma: NotNegative = Fraction(0)

    @model_validator(mode="after")
    def _complete(self) -> Approx:
        if self.within is not None and self.factor is not None:
            raise ValueError('field "factor": give within or factor, not both')
        if self.quantity not in QUANTITIES and self.quantity not in Event.__args__:  # type: ignore[attr-defined]
            check_formulas(frozenset(), quantity=self.quantity)
        return self


QUANTITIES = ("e_gen", "e_unif-alg")


class Moment(Common):
    """The mean or variance of a named variable of the linear setting is a formula in m, D, s, b."""

    kind: Literal["moment"]
    of: Annotated[str, Field(max_length=80, description="training margin, flipped margin, fresh margin, T, |w2|^2, |w1|^2")]
    what: Literal["mean", "variance"]
    equals: Annotated[Formula, Field(description="a formula in m, D, s, b")]

    @model_validator(mode="after")
    def _parses(self) -> Moment:
        check_formulas(frozenset({"m", "D", "s", "b"}), equals=self.equals)
        return self


class Order(Common):
    """A quantity is O, Omega or Theta of a formula, as its variables become large."""

    kind: Literal["order"]
    quantity: Annotated[str, Field(max_length=80, description="a quantity of the ledger of orders, such as dimension")]
    order: Literal["O", "Omega", "Theta"]
    of: Annotated[Formula, Field(description="a sum of products of powers and logarithms of m, 1/epsilon, 1/delta")]
    vary: Annotated[list[Variable], Field(min_length=1, description="which variables grow; the rest is fixed")] | None = None

    @model_validator(mode="after")
    def _parses(self) -> Order:
        check_formulas(frozenset({"m", "D", "epsilon", "delta"}), of=self.of)
        return self
