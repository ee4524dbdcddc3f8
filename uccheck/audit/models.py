"""One frozen, strict model a kind of claim; what does not fit is refused with field, value and mend.

Glossary
    Claim         the union of all kinds, told apart by `kind`.
    Exactly       a number of a claim file: an integer, or a decimal string; becomes a Fraction.
    WrittenFloat  a TOML float with its digits kept, so that the mend can show them in quotation marks.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)

from uccheck.core.errors import UccheckError
from uccheck.core.exact import exact
from uccheck.expressions import grammar

MAX_TEXT, MAX_POINTS, MAX_VARIABLES = 4000, 1000, 8
LARGEST_INTEGER = 10**15


class WrittenFloat:
    """A TOML float as it was written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _number(value: Any) -> Fraction:
    if isinstance(value, WrittenFloat):
        raise ValueError(f'{value.text[:40]} is a binary float; write it in quotation marks: "{value.text[:40]}"')
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f'{_shown(value)} is not a number; write an integer or a decimal string such as "0.05"')
    try:
        return exact(value, "the number")
    except UccheckError as problem:
        raise ValueError(str(problem)) from None


def _whole(value: Any) -> int:
    number = _number(value)
    if number.denominator != 1 or abs(number) > LARGEST_INTEGER:
        raise ValueError(f"{_shown(value)} must be a whole number of at most {len(str(LARGEST_INTEGER)) - 1} digits")
    return int(number)


def _shown(value: Any) -> str:
    text = ascii(value) if isinstance(value, str | int) and not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 60 else text[:57] + "..."


_NUMBER_SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?(/[0-9]+)?\s*$"}]}
Exactly = Annotated[Fraction, BeforeValidator(_number), WithJsonSchema(_NUMBER_SCHEMA)]
Positive = Annotated[Exactly, Field(gt=0)]
NotNegative = Annotated[Exactly, Field(ge=0)]
Probability = Annotated[Exactly, Field(ge=0, le=1)]
Open = Annotated[Exactly, Field(gt=0, lt=1)]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema(_NUMBER_SCHEMA)]
Count = Annotated[Whole, Field(ge=1)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Formula = Annotated[str, Field(min_length=1, max_length=grammar.MAX_LENGTH)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
Relation = Literal["<=", "<", ">=", ">", "=="]
Event = Literal["all-flipped", "one-flipped", "training-margin", "population-error", "all-flipped-and-population-error"]
Assumption = Literal[
    "real", "positive", "nonnegative", "negative", "nonzero", "integer", "positive integer", "nonnegative integer"
]  # fmt: skip


class Common(BaseModel):
    """What every claim has: an id, the sentence as its author wrote it, and perhaps its source."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)
    id: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/+-]*$")]
    says: Text
    source: Text | None = None


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
        _check_formulas(self.lhs, self.rhs, frozenset(self.where))
        return self


class Inequality(Common):
    """lhs relation rhs at every point of the closed box that `where` gives."""

    kind: Literal["inequality"]
    lhs: Formula
    relation: Relation
    rhs: Formula
    where: Annotated[dict[Name, Annotated[list[Exactly], Field(min_length=2, max_length=2)]], Field(max_length=MAX_VARIABLES)]

    @model_validator(mode="after")
    def _parses(self) -> Inequality:
        for name, (low, high) in self.where.items():
            if low > high:
                raise ValueError(f'field "where": the domain of {name} is empty; give its lower end first')
        _check_formulas(self.lhs, self.rhs, frozenset(self.where))
        return self


class Proportion(Common):
    """k of n (or a rate rounded to `decimals` places), and perhaps its interval [lower, upper] at `level`."""

    kind: Literal["proportion"]
    k: Annotated[Whole, Field(ge=0)] | None = None
    rate: Probability | None = None
    decimals: Annotated[Whole, Field(ge=0, le=15)] | None = None
    n: Annotated[Whole, Field(ge=1, le=10_000_000)]
    lower: Exactly | None = None
    upper: Exactly | None = None
    level: Open | None = None

    @model_validator(mode="after")
    def _complete(self) -> Proportion:
        if (self.k is None) == (self.rate is None):
            raise ValueError('field "k": give either k, or rate with decimals')
        if (self.rate is None) != (self.decimals is None):
            raise ValueError('field "decimals": it goes with rate, and rate needs it')
        if self.rate is not None and self.decimals is not None and (self.rate * 10**self.decimals).denominator != 1:
            raise ValueError(f'field "decimals": the rate has more than {self.decimals} decimals')
        given = [self.lower, self.upper, self.level]
        if any(x is None for x in given) and any(x is not None for x in given):
            raise ValueError('field "level": lower, upper and level go together')
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError('field "lower": it is above upper')
        return self


class Exponent(Common):
    """The slope of log y against log x stands in `relation` to `value`, at confidence `level`."""

    kind: Literal["exponent"]
    x: Annotated[list[Positive], Field(min_length=3, max_length=MAX_POINTS)]
    y: Annotated[list[Positive], Field(min_length=3, max_length=MAX_POINTS)]
    relation: Relation
    value: Exactly
    level: Open

    @model_validator(mode="after")
    def _paired(self) -> Exponent:
        if len(self.x) != len(self.y):
            raise ValueError(f'field "y": {len(self.y)} values for {len(self.x)} values of x')
        if len(set(self.x)) < 2:
            raise ValueError('field "x": all values are equal, so there is no slope')
        return self


class Citation(Common):
    """The paper `arxiv` has this title, these authors (surnames) and this year."""

    kind: Literal["citation"]
    arxiv: Annotated[str, Field(pattern=r"^(arXiv:)?[0-9]{4}\.[0-9]{4,5}(v[0-9]{1,2})?$")]
    title: Text
    authors: Annotated[list[Text], Field(min_length=1, max_length=50)]
    year: Annotated[Whole, Field(ge=1900, le=2100)]


class Statement(Common):
    """The statement `ref` of the ledger holds (or does not), under the named scope."""

    kind: Literal["statement"]
    ref: Annotated[str, Field(min_length=1, max_length=120)]
    holds: bool
    under: Annotated[dict[Name, Text], Field(max_length=20)] = Field(default_factory=dict)


KINDS: dict[str, type[Common]] = {
    "vacuous": Vacuous, "generalizes": Generalizes, "event": EventClaim, "tail": Tail, "identity": Identity,
    "inequality": Inequality, "proportion": Proportion, "exponent": Exponent, "citation": Citation,
    "statement": Statement,
}  # fmt: skip


def _kind_of(table: Any) -> str | None:
    kind = table.get("kind") if isinstance(table, dict) else getattr(table, "kind", None)
    return kind if isinstance(kind, str) and kind in KINDS else None


Claim = Annotated[
    Annotated[Vacuous, Tag("vacuous")]
    | Annotated[Generalizes, Tag("generalizes")]
    | Annotated[EventClaim, Tag("event")]
    | Annotated[Tail, Tag("tail")]
    | Annotated[Identity, Tag("identity")]
    | Annotated[Inequality, Tag("inequality")]
    | Annotated[Proportion, Tag("proportion")]
    | Annotated[Exponent, Tag("exponent")]
    | Annotated[Citation, Tag("citation")]
    | Annotated[Statement, Tag("statement")],
    Discriminator(_kind_of),
]


@cache
def adapter() -> TypeAdapter[Claim]:
    """The validator of claims, built once."""
    return TypeAdapter(Claim)


def _check_formulas(lhs: str, rhs: str, variables: frozenset[str]) -> None:
    for field, text in (("lhs", lhs), ("rhs", rhs)):
        try:
            grammar.parse(text, variables)
        except UccheckError as problem:
            raise ValueError(f'field "{field}": {problem}') from None


def describe(error: Any, table: dict[str, Any]) -> tuple[str, str]:
    """(field, one line: the field, its value, the mend) of one complaint of the validation."""
    path = [str(part) for part in error["loc"]]
    path = path[1:] if path and path[0] == table.get("kind") else path  # the tag of the union comes first
    field = next((part for part in path if part in table), path[0] if path else "")
    message = str(error["msg"]).removeprefix("Value error, ")
    if message.startswith('field "'):
        return message.split('"')[1], message
    if error["type"].startswith("union_tag"):
        given = _shown(table["kind"]) if "kind" in table else "missing"
        return "kind", f'field "kind" is {given}; it is one of {", ".join(KINDS)}'
    if error["type"] == "missing":
        return "", f'field "{field}" is missing; a claim of kind {table.get("kind")!a} needs it'
    if error["type"] == "extra_forbidden":
        return field, f"unknown key {field!a}; a claim of kind {table.get('kind')!a} knows {_fields(table)}"
    return field, f'field "{".".join(path)}": {_with_value(message, error.get("input"))}'


def _with_value(message: str, value: Any) -> str:
    shown = _shown(value)
    text = message[0].lower() + message[1:]
    return text if shown in message else f"{text}, not {shown}"


def _fields(table: dict[str, Any]) -> str:
    return ", ".join(KINDS[table["kind"]].model_fields)
