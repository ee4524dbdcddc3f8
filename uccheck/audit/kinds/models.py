"""The union of all kinds of claim, its validator, and what is said of a claim that does not fit.

Glossary
    Claim     the union of all kinds, told apart by `kind`.
    describe  one complaint of the validation as a line: the field, its value, the mend.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import Discriminator, Tag, TypeAdapter
from rapidfuzz import process

from uccheck.audit.kinds.fields import BREAK, Common, shown
from uccheck.audit.kinds.formulas import Identity, Inequality, Tail
from uccheck.audit.kinds.linear import Approx, EventClaim, Generalizes, Moment, Necessary, Order, Suffices, ThresholdClaim, Vacuous
from uccheck.audit.kinds.literature import Attribution, Citation, Inference, StatementClaim
from uccheck.audit.kinds.numbers import Exponent, Proportion, Run, Statistic

KINDS: dict[str, type[Common]] = {
    "vacuous": Vacuous, "generalizes": Generalizes, "event": EventClaim, "suffices": Suffices, "necessary": Necessary,
    "threshold": ThresholdClaim, "approx": Approx, "moment": Moment, "order": Order, "tail": Tail, "identity": Identity,
    "inequality": Inequality, "proportion": Proportion, "exponent": Exponent, "statistic": Statistic, "run": Run,
    "citation": Citation, "attribution": Attribution, "inference": Inference, "statement": StatementClaim,
}  # fmt: skip


def _kind_of(table: Any) -> str | None:
    kind = table.get("kind") if isinstance(table, dict) else getattr(table, "kind", None)
    return kind if isinstance(kind, str) and kind in KINDS else None


Claim = Annotated[
    Annotated[Vacuous, Tag("vacuous")]
    | Annotated[Generalizes, Tag("generalizes")]
    | Annotated[EventClaim, Tag("event")]
    | Annotated[Suffices, Tag("suffices")]
    | Annotated[Necessary, Tag("necessary")]
    | Annotated[ThresholdClaim, Tag("threshold")]
    | Annotated[Approx, Tag("approx")]
    | Annotated[Moment, Tag("moment")]
    | Annotated[Order, Tag("order")]
    | Annotated[Tail, Tag("tail")]
    | Annotated[Identity, Tag("identity")]
    | Annotated[Inequality, Tag("inequality")]
    | Annotated[Proportion, Tag("proportion")]
    | Annotated[Exponent, Tag("exponent")]
    | Annotated[Statistic, Tag("statistic")]
    | Annotated[Run, Tag("run")]
    | Annotated[Citation, Tag("citation")]
    | Annotated[Attribution, Tag("attribution")]
    | Annotated[Inference, Tag("inference")]
    | Annotated[StatementClaim, Tag("statement")],
    Discriminator(_kind_of),
]


@cache
def adapter() -> TypeAdapter[Claim]:
    """The validator of claims, built once."""
    return TypeAdapter(Claim)


def describe(error: Any, table: dict[str, Any]) -> tuple[str, str]:
    """(field, one line: the field, its value, the mend) of one complaint of the validation."""
    path = [str(part) for part in error["loc"]]
    path = path[1:] if path and path[0] == table.get("kind") else path  # the tag of the union comes first
    field = next((part for part in path if part in table), path[0] if path else "")
    message = re.sub(r"Fraction\((-?\d+), (\d+)\)", r"\1/\2", str(error["msg"]).removeprefix("Value error, "))
    if message.startswith('field "'):
        return message.split('"')[1], message
    if error["type"].startswith("union_tag"):
        given = shown(table["kind"]) if "kind" in table else "missing"
        return "kind", f'field "kind" is {given}{_meant(table.get("kind"), KINDS)}; it is one of {", ".join(KINDS)}'
    if error["type"] == "missing":
        return "", f'field "{field}" is missing; a claim of kind {table.get("kind")!a} needs it'
    if error["type"] in ("too_short", "too_long") and "field_type" in error["ctx"]:
        return field, f'field "{_named(path)}": {_length(error["ctx"])}'
    if error["type"] == "extra_forbidden":
        known = KINDS[table["kind"]].model_fields
        return field, f"unknown key {field!a}{_meant(field, known)}; a claim of kind {table.get('kind')!a} knows {', '.join(known)}"
    return field, f'field "{_named(path)}": {_with_value(message, error.get("input"))}{_mend(error, field)}'


def describe_all(errors: Sequence[Any], table: dict[str, Any]) -> list[tuple[str, str]]:
    """Every complaint about a claim, (field, line) each; the keys that its kind knows are listed once."""
    found: list[tuple[str, str]] = []
    for error in errors:
        field, message = describe(error, table)
        if error["type"] == "extra_forbidden" and any(text.startswith("unknown key") for _, text in found):
            message = message.partition("; a claim of kind")[0]
        found += [(part.split('"')[1] if part.startswith('field "') and field else field, part) for part in message.split(BREAK)]
    return found


def _length(limits: dict[str, Any]) -> str:
    """How many values a list has, and how many it must have."""
    most, least, given = limits.get("max_length"), limits.get("min_length"), limits["actual_length"]
    asked = f"at least {least}" if least is not None else f"at most {most}"
    return f"{given} value{'' if given == 1 else 's'}; write {asked}"


#: How a list of a field is written, where the validator asks for one.
_LISTS = {
    "delta": 'delta = [0, "0.25"] for a range, delta = ["0.05", "0.05"] for one value',
    "epsilon": 'epsilon = [0, "0.1"] for a range, epsilon = ["0.01", "0.01"] for one value',
    "m": 'm = [100, "inf"] for a range, m = [100, 100] for one value',
    "where": 'where = { x = [0, "inf"] }',
}


def _mend(error: Any, field: str) -> str:
    """What to write instead, where the validator's own words do not say it."""
    kind, value = error["type"], error.get("input")
    if kind == "literal_error" and isinstance(value, str) and len(value) < 100:
        from uccheck.audit.kinds.reading import ascii_text

        known = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        plain = {"=": "==", "=<": "<=", "=>": ">="}.get(ascii_text(value), ascii_text(value))
        if value.strip() == "\u221e":
            plain = "inf"
        return f" (did you mean {plain!a}?)" if plain in known else _meant(plain, known)
    if kind == "list_type":
        return f"; write {_LISTS.get(field, f'{field} = [..], values in brackets')}"
    if kind == "bool_type":
        return f"; write {field} = true or {field} = false"
    if kind == "string_type" and not isinstance(value, dict | list):
        return f'; write it in quotation marks: "{shown(value)}"'
    return ""


def _named(path: list[str]) -> str:
    """The path of a field, without the names that the validator gives to the alternatives of a union."""
    return ".".join(part for part in path if not any(c in part for c in "[]()"))


def _meant(word: Any, known: Any) -> str:
    """A did-you-mean where one known word is near."""
    if not isinstance(word, str) or len(word) >= 100:
        return ""
    same = [(k,) for k in known if k.lower() == word.lower() and k != "O"]  # o(m) is not O(m)
    found = same[0] if same else process.extractOne(word, list(known), score_cutoff=60)
    return f" (did you mean {found[0]!a}?)" if found else ""


def _with_value(message: str, value: Any) -> str:
    given = shown(value)
    text = message[0].lower() + message[1:]
    return text if given in message or "; " in message else f"{text}, not {given}"
