"""Claims about reported numbers: proportions, exponents, test statistics, runs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from uccheck.audit.kinds.fields import (
    MAX_POINTS,
    NO_DIGITS,
    WIDE,
    Common,
    Count,
    Exactly,
    Level,
    NotNegative,
    Open,
    Positive,
    PositivePrinted,
    Printed,
    Probability,
    Relation,
    Scope,
    Whole,
    Word,
    all_at_once,
)
from uccheck.core.exact import as_written

Method = Literal[
    "Clopper-Pearson", "Wald", "Wald with continuity correction", "Wilson", "Agresti-Coull", "plus four", "Jeffreys", "arcsine",
    "bootstrap", "unknown",
]  # fmt: skip


class Proportion(Common):
    """k of n (or a rate rounded to `decimals` places), and perhaps its interval [lower, upper], or one limit, at `level`."""

    kind: Literal["proportion"]
    k: Annotated[Whole, Field(ge=0)] | None = None
    rate: Probability | None = None
    decimals: Annotated[Whole, Field(ge=0, le=15)] | None = None
    n: Annotated[Whole, Field(ge=1, le=10_000_000)]
    lower: Printed | None = None
    upper: Printed | None = None
    level: Annotated[Open, Field(ge=Fraction(1, 2))] | None = None
    method: Annotated[Method, Field(description="how the interval was made; without it the interval is held to its level")] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Proportion:
        all_at_once(self._problems())
        return self

    def _problems(self) -> Iterator[str]:
        if (self.k is None) == (self.rate is None):
            yield 'field "k": give either k, or rate with decimals'
        if (self.rate is None) != (self.decimals is None):
            yield 'field "decimals": it goes with rate, and rate needs it'
        if self.rate is not None and self.decimals is not None and (self.rate * 10**self.decimals).denominator != 1:
            yield f'field "decimals": the rate has more than {self.decimals} decimals'
        ends = [self.lower, self.upper]
        if (self.level is None) != (ends == [None, None]):
            yield 'field "level": it goes with lower and upper, or with one of them for a one-sided limit'
        if self.lower is not None and self.upper is not None and self.lower.value > self.upper.value:
            yield 'field "lower": it is above upper'
        if self.method is not None and None in ends:
            yield 'field "method": it goes with lower, upper and level'
        ends_said = [r for r in (self.lower, self.upper) if r is not None]
        if ends_said and all(r.half >= WIDE for r in ends_said):
            yield f'field "{"lower" if self.lower is not None else "upper"}": {as_written(ends_said[0].value)} {NO_DIGITS}'


class Exponent(Common):
    """The slope of log y against log x stands in `relation` to `value`, at confidence `level`."""

    kind: Literal["exponent"]
    x: Annotated[list[Positive], Field(min_length=3, max_length=MAX_POINTS)]
    y: Annotated[list[PositivePrinted], Field(min_length=3, max_length=MAX_POINTS)] | None = None
    log10_y: Annotated[list[Printed], Field(min_length=3, max_length=MAX_POINTS, description="log10 of y, instead of y")] | None = None
    error: (
        Annotated[
            NotNegative | Annotated[list[NotNegative], Field(max_length=MAX_POINTS)],
            Field(description="half width of y (or log10_y), one for all or one each, instead of half its last digit; 0: exact"),
        ]
        | None
    ) = None
    relation: Relation
    value: Exactly
    level: Level

    @model_validator(mode="after")
    def _paired(self) -> Exponent:
        if (self.y is None) == (self.log10_y is None):
            raise ValueError('field "y": give either y or log10_y')
        values = self.y or self.log10_y or []
        if len(self.x) != len(values):
            raise ValueError(f'field "y": {len(values)} values for {len(self.x)} values of x')
        if len(set(self.x)) < 2:
            raise ValueError('field "x": all values are equal, so there is no slope')
        if isinstance(self.error, list) and len(self.error) != len(values):
            raise ValueError(f'field "error": {len(self.error)} values for {len(values)} values of y')
        if self.y is not None and any(r.value <= e for r, e in zip(values, self.errors(), strict=True)):
            raise ValueError('field "error": some y could be 0 or less; give more digits, or a smaller error')
        return self

    def errors(self) -> list[Fraction]:
        """The half width of each value."""
        values = self.y or self.log10_y or []
        if isinstance(self.error, list):
            return self.error
        return [r.half if self.error is None else self.error for r in values]


class Statistic(Common):
    """Reported numbers of one test agree with each other to their rounding."""

    kind: Literal["statistic"]
    test: Literal["mean", "t", "F", "chi2", "z", "two-proportions"]
    n: Count | None = None
    items: (
        Annotated[Count, Field(description="1 for whole numbers, k for averages of k whole numbers (of k test points); unsaid: any values")]
        | None
    ) = None
    mean: Printed | None = None
    sd: Printed | None = None
    low: Annotated[Exactly, Field(description="least possible value of an item")] | None = None
    high: Annotated[Exactly, Field(description="greatest possible value of an item")] | None = None
    value: Annotated[Printed, Field(description="the statistic as printed")] | None = None
    df: Annotated[Positive, Field(description="degrees of freedom (of the numerator for F)")] | None = None
    df2: Annotated[Positive, Field(description="degrees of freedom of the denominator of F")] | None = None
    sides: Annotated[Whole, Field(ge=1, le=2)] | None = None
    p: Printed | None = None
    p_relation: Literal["==", "<", "<=", ">", ">="] = "=="
    k1: Annotated[Whole, Field(ge=0)] | None = None
    n1: Count | None = None
    k2: Annotated[Whole, Field(ge=0)] | None = None
    n2: Count | None = None
    pooled: Annotated[bool, Field(description="two-proportions: whether the variance is pooled")] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Statistic:
        all_at_once(self._problems())
        return self

    def _problems(self) -> Iterator[str]:
        for name in NEEDED[self.test]:
            if getattr(self, name) is None:
                yield f'field "{name}": the test {self.test} needs it'
        if self.test == "two-proportions" and (self.value is None and self.p is None):
            yield 'field "value": give the z that was reported, or p'
        if self.k1 is not None and self.n1 is not None and self.k1 > self.n1:
            yield 'field "k1": more than n1'
        if self.k2 is not None and self.n2 is not None and self.k2 > self.n2:
            yield 'field "k2": more than n2'
        if (self.low is None) != (self.high is None) or (self.low is not None and self.high is not None and self.low >= self.high):
            yield 'field "low": low < high go together'
        if self.sd is not None and self.sd.value < 0:
            yield 'field "sd": a standard deviation is not negative'
        if self.test in ("F", "chi2") and self.value is not None and self.value.value < 0:
            yield f'field "value": {self.test} is not negative'
        if self.p is not None and self.p_relation == "==" and self.p.half >= WIDE:
            yield f'field "p": {as_written(self.p.value)} {NO_DIGITS}'


NEEDED = {
    "mean": ("n", "mean"), "t": ("value", "df", "p"), "F": ("value", "df", "df2", "p"), "chi2": ("value", "df", "p"),
    "z": ("value", "p"), "two-proportions": ("k1", "n1", "k2", "n2"),
}  # fmt: skip


class Run(Common):
    """A recorded quantity of training runs stands in `relation` to `value`, in every run that `under` selects."""

    kind: Literal["run"]
    record: Annotated[Word, Field(description="a records.jsonl or result.json beside the claim file, or kit:NAME for a shipped one")]
    quantity: Literal[
        "test-error", "partner-error", "train-error", "gap", "e_gen", "e_unif-alg", "stopped", "replicates", "measured", "exponent",
        "ratio",
    ]  # fmt: skip
    of: (
        Annotated[Word, Field(description='for measured, exponent, ratio: "bft17, fixed 10" or another bound, distance, test-error')] | None
    ) = None
    between: (
        Annotated[list[Count], Field(min_length=2, max_length=2, description="for ratio: two m, the second value over the first")] | None
    ) = None
    relation: Relation | None = None
    value: Exactly | None = None
    delta: Annotated[Open, Field(description="for e_gen and e_unif-alg")] | None = None
    level: Annotated[Level, Field(description="confidence, for a statement about the law rather than about the runs recorded")] | None = (
        None
    )
    under: Annotated[
        Scope, Field(description='which runs: m, d, width, outer, stop_margin, ... as text, such as m = "1024"; "every" for the varied one')
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _paired(self) -> Run:
        all_at_once(self._problems())
        return self

    def _problems(self) -> Iterator[str]:
        if self.relation is None and self.value is not None:
            yield 'field "relation": it goes with value'
        if (self.quantity in ("measured", "exponent", "ratio")) != (self.of is not None):
            needs = "does not take it" if self.of else "needs it: a bound, or distance"
            yield f'field "of": the quantity {self.quantity} {needs}'
        if (self.quantity == "ratio") != (self.between is not None):
            yield 'field "between": two m, such as [1024, 4096], go with the quantity ratio, and it needs them'
        if self.between is not None and self.between[0] == self.between[1]:
            yield 'field "between": give two different m'
        if self.quantity in ("measured", "ratio") and self.level is not None:
            yield 'field "level": a measured value is that of the runs; leave level out, or ask for the exponent'
