"""The fields that claims are made of: exact numbers, names, texts, and what every claim has.

Glossary
    Exactly       a number of a claim file: an integer, or a decimal string; becomes a Fraction.
    Reading       a number as it was printed somewhere, with half a unit of its last digit.
    WrittenFloat  a TOML float with its digits kept, so that the mend can show them in quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from uccheck.core.errors import UccheckError
from uccheck.core.exact import as_written, exact
from uccheck.expressions import grammar

#: Between the complaints of one validator, so that a claim hears all of them at once.
BREAK = "\n"
#: Half a unit of a whole number: it says nothing of a quantity that lies between 0 and 1.
WIDE = Fraction(1, 2)
NO_DIGITS = (
    'is a whole number, known to half a unit, and says nothing of a number between 0 and 1; write the digits printed, such as "0.00"'
)
MAX_TEXT, MAX_POINTS, MAX_VARIABLES = 4000, 1000, 8
LARGEST_INTEGER = 10**15


class WrittenFloat:
    """A TOML float as it was written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Reading:
    """A printed number: `value`, half a unit of its last digit (0 for a ratio such as 1/3, which is exact), and of its last digit that is
    not a trailing zero of a whole number: 350000 may be known to a unit, or to ten thousand."""

    value: Fraction
    half: Fraction
    widest: Fraction


def number(value: Any) -> Fraction:
    """The exact number; a float is refused with its mend."""
    if isinstance(value, WrittenFloat):
        raise ValueError(f'{value.text[:40]} is a binary float; write it in quotation marks: "{value.text[:40]}"')
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f'{shown(value)} is not a number; write an integer or a decimal string such as "0.05"')
    try:
        return exact(value, "the number")
    except UccheckError as problem:
        meant = written_out(value) if isinstance(value, str) else None
        told = f"; did you mean {meant!a}?" if meant else ""
        if isinstance(value, str) and re.match(r"\s*[<>=\u2264\u2265]", value):
            told = "; a relation has a field of its own (relation, p_relation)"
        raise ValueError(f"{problem}{told}") from None


_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a", "0123456789-+")
_PLAIN = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"


def written_out(text: str) -> str | None:
    """A number as people write it, in the form of claim files: 5%, 6.3 x 10^-3, 400,000, 0,05; None where it is none."""
    if len(text) > 60:
        return None
    raised = re.sub(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207a\u207b]+", lambda m: "^" + m[0].translate(_RAISED), text)
    signs = str.maketrans("\u2044\u2212\u00d7\u00b7\u22c5", "/-***")
    bare = unicodedata.normalize("NFKC", raised).translate(signs).strip(" ~\u2248")
    if found := re.fullmatch(rf"(?:({_PLAIN})\s*[*x]\s*)?10\s*(?:\^|\*\*)\s*\(?([-+]?[0-9]{{1,3}})\)?", bare):
        bare = f"{found[1] or 1}e{found[2]}"
    elif found := re.fullmatch(rf"({_PLAIN})\s*%", bare):
        places = len(found[1].partition(".")[2]) + 2  # 10% is 0.10: its zero is a digit
        whole, _, decimals = as_written(exact(found[1], "") / 100).partition(".")
        bare = f"{whole}.{decimals.ljust(places, '0')}"
    elif re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(?:[, _'][0-9]{3})+(?:\.[0-9]+)?", bare):
        bare = re.sub(r"[, _']", "", bare)
    elif re.fullmatch(r"[-+]?[0-9]+,[0-9]+", bare):
        bare = bare.replace(",", ".")
    try:
        exact(bare, "")
    except UccheckError:
        return None
    return bare


def half_unit(written: int | str) -> Fraction:
    """Half a unit of the last digit of a number as it was written: 1/20 for "1.0", 1/2 for 7, 0 for "1/3"."""
    text = str(written).strip().lower()
    if "/" in text:
        return Fraction(0)
    mantissa, _, power = text.partition("e")
    places = len(mantissa.partition(".")[2]) if "." in mantissa else 0
    return Fraction(10) ** (int(power or 0) - places) / 2


def _trailing_zeros(written: int | str) -> int:
    """10 to the number of zeros that end a whole number written without a point or an exponent: 10000 for 350000, 1 for "350.0" and 0."""
    digits = str(written).strip().lstrip("+-")
    return 10 ** (len(digits) - len(digits.rstrip("0"))) if digits.isdecimal() and int(digits) else 1


def _reading(value: Any) -> Reading:
    found, half = number(value), half_unit(value)
    return Reading(found, half, half * _trailing_zeros(value))


def _positive_reading(value: Any) -> Reading:
    found = _reading(value)
    if found.value <= 0:
        raise ValueError(f"{shown(value)} must be positive")
    return found


def _whole(value: Any) -> int:
    found = number(value)
    if found.denominator != 1 or abs(found) > LARGEST_INTEGER:
        raise ValueError(f"{shown(value)} must be a whole number of at most {len(str(LARGEST_INTEGER)) - 1} digits")
    return int(found)


def shown(value: Any) -> str:
    """A value for an error message, on one line."""
    try:
        text = ascii(value) if isinstance(value, str | int) and not isinstance(value, bool) else str(value).lower()
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "..."


NUMBER_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?(/[0-9]+)?\s*$"}],
    "description": 'an integer, or a decimal string such as "0.05", "1e-3", "1/8"',
}
Exactly = Annotated[Fraction, BeforeValidator(number), WithJsonSchema(NUMBER_SCHEMA)]
Printed = Annotated[Reading, BeforeValidator(_reading), WithJsonSchema(NUMBER_SCHEMA)]
PositivePrinted = Annotated[Reading, BeforeValidator(_positive_reading), WithJsonSchema(NUMBER_SCHEMA)]
Positive = Annotated[Exactly, Field(gt=0)]
NotNegative = Annotated[Exactly, Field(ge=0)]
Probability = Annotated[Exactly, Field(ge=0, le=1)]
Open = Annotated[Exactly, Field(gt=0, lt=1)]
Level = Annotated[Exactly, Field(ge=Fraction(4, 5), lt=1)]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema(NUMBER_SCHEMA)]
Count = Annotated[Whole, Field(ge=1)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
Formula = Annotated[str, Field(min_length=1, max_length=grammar.MAX_LENGTH)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
Scope = Annotated[dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,39}$")], Word], Field(max_length=20)]
Relation = Literal["<=", "<", ">=", ">", "=="]
Event = Literal["all-flipped", "one-flipped", "training-margin", "population-error", "all-flipped-and-population-error"]
Assumption = Literal[
    "real", "positive", "nonnegative", "negative", "nonzero", "integer", "positive integer", "nonnegative integer"
]  # fmt: skip
Expected = Literal["UPHELD", "PROVED", "CERTIFIED", "CONFIRMED", "MEASURED", "REFUTED", "INCONCLUSIVE", "OUT-OF-SCOPE"]

#: What a claim of each kind must say of itself; the id of a claim is a name, never a path.
ID = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9 ._:/+-]*[A-Za-z0-9._:/+-])?$")


class Common(BaseModel):
    """What every claim has: an id, the sentence as its author wrote it, perhaps its source and the verdict expected."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)
    id: Annotated[str, Field(min_length=1, max_length=80, pattern=ID.pattern, description="a short name, unique in its file")]
    says: Annotated[Text, Field(description="the sentence as its author wrote it; it is printed, and not checked")]
    source: Annotated[Text, Field(description="where the sentence stands")] | None = None
    speaks_of: Annotated[Text, Field(description="the setting that the sentence itself speaks of")] | None = None
    decided_on: Annotated[Text, Field(description="the closest setting that the kit can decide, where it differs")] | None = None
    expect: Annotated[Expected, Field(description="the verdict expected; a report in which all are as expected exits 0")] | None = None


def check_formulas(variables: frozenset[str], **formulas: str) -> None:
    """Every formula must parse over the variables; else one line that names the field."""
    found = []
    for field, text in formulas.items():
        try:
            grammar.parse(text, variables)
        except UccheckError as problem:
            found.append(f'field "{field}": {problem}{_rewritten(text, variables)}')
    all_at_once(found)


def all_at_once(complaints: Iterable[str]) -> None:
    """Raises ValueError with every complaint, each to become a line of its own."""
    found = list(complaints)
    if found:
        raise ValueError(BREAK.join(found))


def _rewritten(text: str, variables: frozenset[str]) -> str:
    """A did-you-mean for a formula as people write it: 64 m ln(1/eps)."""
    from uccheck.audit.kinds.reading import ascii_text, formula

    try:
        found = formula(ascii_text(text), variables, whole=True) if len(text) < 400 else None
    except UccheckError:
        return ""
    return f"; did you mean {found}?" if found is not None and found != text else ""
