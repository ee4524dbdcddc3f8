"""From a sentence to a formal claim: what the words and formulas seem to say, to be read back and edited by a person.

A proposal decides nothing. Readers are tried from the most specific to the ledger's questions; the first that fits is proposed. What the
sentence leaves unsaid stays out of the table, so that the audit asks for it; what was not understood is named; and a sentence that says
the opposite of what a kind of claim can say is not proposed as that kind.

Glossary
    propose   the first reading that fits, or None
    refusal   why there is none: a negation, or no reader; with the nearest entries of the ledgers
    unheard   the words of the sentence that the proposal does not have
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from uccheck.audit.kinds.reading import ascii_text
from uccheck.audit.said import formulas as formulas_said
from uccheck.audit.said import inequalities as inequalities_said
from uccheck.audit.said import words
from uccheck.audit.said.words import Proposal, Table
from uccheck.core.errors import InvalidParameter

LONGEST = 6000
Reader = Callable[[str], Proposal | None]
#: Readers of what a "not" would turn round; no kind of claim states the opposite of these.
POSITIVE: tuple[Reader, ...] = (
    formulas_said.family, formulas_said.order, formulas_said.tail, formulas_said.instance, formulas_said.event, formulas_said.threshold,
)  # fmt: skip
REPORTED: tuple[Reader, ...] = (formulas_said.statistic, formulas_said.mean, formulas_said.proportion)


def propose(text: str) -> Proposal | None:
    """The first reading that fits, or None."""
    entry = words.bib(text)
    plain = powers_of_ten(ascii_text(text))
    if len(plain) > LONGEST:
        raise InvalidParameter(f"the sentence has {len(plain)} characters when its signs are written out; give at most {LONGEST}")
    positive = not words.negated(plain)
    readers: tuple[Reader, ...] = (
        *REPORTED[:2], *(POSITIVE if positive else ()), *REPORTED[2:], *((words.inference, words.attribution) if positive else ()),
        words.citation, *((inequalities_said.inequality,) if positive else ()), words.statement,
    )  # fmt: skip
    return entry or next((found for reader in readers if (found := reader(plain)) is not None), None)


def powers_of_ten(text: str) -> str:
    """6.3 x 10^-3 as 6.3e-3, which the readers take for one number."""
    power = r"10\s*\^\s*(?:\{([-+]?\d{1,3})\}|\(([-+]?\d{1,3})\)|([-+]?\d{1,3})(?!\.?\d))"

    def one(found: re.Match[str]) -> str:
        *before, braced, bracketed, bare = found.groups()
        return f"{before[0] if before else 1}e{braced or bracketed or bare}"

    return re.sub(rf"(?<![\w.]){power}", one, re.sub(rf"(?<![\w.])(\d+(?:\.\d+)?)\s*(?:x|\*)\s*{power}", one, text))


def refusal(text: str) -> str:
    """Why nothing is proposed, in one sentence."""
    plain = ascii_text(text)
    turned = words.negated(plain)
    if turned:
        return f'the sentence has {turned!a}: write the claim that it denies, and expect = "REFUTED"'
    from uccheck.audit.deciders.literature.statement import questions

    near = "; ".join(words.nearest(plain, {q["id"]: q["says"] for q in questions()}, 2))
    return f"no reading was found{f'; near it: {near}' if near else ''}"


#: Words that a table of this kind says without having them.
_SAID_BY_KIND = {
    "suffices": "implies whenever when suffices sufficient enough dimension generalization uniform convergence vacuous guarantee",
    "necessary": "least necessary needed required requires needs dimension generalization uniform convergence vacuous",
    "order": "fixed constant suffices enough dimension order grows growth increases decreases scales sample size",
    "event": "probability flipped set sample samples points training misclassified dimension least most",
    "approx": "probability flipped set sample samples points training misclassified dimension about approximately",
    "generalizes": "least most samples points examples dimension", "vacuous": "least most samples points examples dimension",
    "tail": "standard normal variable chance probability degrees freedom exceeds most",
    "threshold": "least smallest minimal threshold dimension about approximately roughly most theorem holds",
    "inequality": "real satisfies normal tail density function holds", "identity": "real equals identity holds",
    "proportion": "confidence interval error rate points", "statistic": "tailed mean standard deviation test",
    "citation": "conference advances proceedings neural information processing systems arxiv preprint journal pages",
    "attribution": "paper result", "inference": "soon then hence therefore",
}  # fmt: skip


def unheard(text: str, table: Table, formal: str) -> list[str]:
    """The words of a sentence that carry meaning and occur neither in the table nor in its formal sentence."""
    if "bib" in table:
        return []
    heard = f"{as_toml({k: v for k, v in table.items() if k != 'says'})} {formal} {_SAID_BY_KIND.get(table['kind'], '')}"
    if table["kind"] == "attribution":
        heard += " " + " ".join(match[1] for match in re.finditer(words.VERB, text))
        heard += " Nagarajan Kolter" if table["paper"] == words.PAPER else ""
    return words.lost_words(ascii_text(text), heard)


def as_toml(table: Table) -> str:
    """A [[claim]] table."""
    lines = ["[[claim]]"]
    for key, value in table.items():
        lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{k if re.fullmatch('[A-Za-z_-]+', k) else _value(k)} = {_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
