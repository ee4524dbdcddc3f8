"""Sentences that relate two formulas, on the domain that they name, read as the table of an inequality or identity."""

from __future__ import annotations

import re

from uccheck.audit.kinds.reading import formula
from uccheck.audit.said.formulas import NUM
from uccheck.audit.said.words import Proposal, Table


def inequality(text: str) -> Proposal | None:
    """A relation between two formulas, on the domain that is said."""
    every = r"\bfor (?:all |every |any |each )?"
    closed = re.search(rf"{every}(?:real )?([a-z]) in ([\[(])({NUM}|-inf(?:ty)?), ?({NUM}|inf(?:ty)?)([\])])", text, re.IGNORECASE)
    between = re.search(rf"{every}{NUM}\s*(<=?)\s*([a-z])\s*(<=?)\s*{NUM}", text, re.IGNORECASE)
    half = re.search(rf"{every}(?:real )?([a-z])\s*(>=?|<=?)\s*{NUM}", text, re.IGNORECASE)
    line = re.search(r"\bfor (?:all|every|any|each) (?:real )?([a-z])\b(?! in\b)|\bfor real ([a-z])\b(?! in\b)", text, re.IGNORECASE)
    said = closed or between or half or line
    rest = (text[: said.start()] + ": " + text[said.end() :]) if said else text
    found = re.search(r"(.{1,200}?)(<=|>=|<|>|=)(.{1,200})", rest)
    if found is None or re.search(r"suffic|enough|\b(?:necessary|needed|required)\b", text):
        return None  # what suffices or is needed is more than a relation
    name = (said[3] if said is between else said[1] or said[2]) if said else "x"
    names = frozenset({name, "x", "a", "m", "D", "s", "b", "n", "k"})
    start = re.split(r"[:,]\s|that\s|satisfies\s|have\s|has\s|tail\s", found[1])[-1]
    lhs, rhs = formula(start.strip(), names, whole=True), formula(found[3].strip(), names)
    used = sorted(n for n in names if re.search(rf"\b{n}\b", f"{lhs} {rhs}"))
    if lhs is None or rhs is None or not used:
        return None  # two numbers, as in a list of reported ones
    if found[2] == "=" and (lhs in names and not re.search("[a-zA-Z]", rhs)):
        return None  # a value, m = 1000, and no identity
    if found[2] == "=":
        table: Table = {"kind": "identity", "lhs": lhs, "rhs": rhs, "where": dict.fromkeys(used, "positive" if said is None else "real")}
        return Proposal(table, ("the assumptions of `where` are a guess",))
    ends = _ends_said(closed, between, half)
    domain = {n: ends if n == name or said is None else ["0", "inf"] for n in used}
    guessed = said is None or used != [name]
    remarks = ["the sentence does not say for which values: the domain is a guess"] if guessed else []
    if re.search("[<>]", found[3]):
        remarks.append("a chain of relations: this is its first, make each a claim")
    return Proposal({"kind": "inequality", "lhs": lhs, "relation": found[2], "rhs": rhs, "where": domain}, tuple(remarks))


def _ends_said(closed: re.Match[str] | None, between: re.Match[str] | None, half: re.Match[str] | None) -> list[str]:
    """The ends of a domain as where has them: "> 0" for an end left out."""
    if closed:
        first, last = closed[3] if closed[4] else "-inf", closed[5] if closed[6] else "inf"
        return [("> " if closed[2] == "(" and closed[4] else "") + first, ("< " if closed[7] == ")" and closed[6] else "") + last]
    if between:
        return [("" if "=" in between[2] else "> ") + between[1], ("" if "=" in between[4] else "< ") + between[5]]
    if half:
        end = half[3] if "=" in half[2] else f"{half[2]} {half[3]}"
        return [end, "inf"] if half[2].startswith(">") else ["-inf", end]
    return ["-inf", "inf"]
