"""The tables of docs/proofs.md state the records: every hypothesis, conclusion and constant is read back and compared by algebra."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

from uccheck.quantities import symbols
from uccheck.quantities.applied import quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.symbols import Q, epsilon
from uccheck.rules.catalogue import get
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.letters import CLASSIC, X, Z, e_gen, e_unif_alg

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "proofs.md").read_text(encoding="utf-8")
PARSED = (*standard_transformations, convert_xor, implicit_multiplication)


def rows(heading: str) -> dict[str, list[str]]:
    """The cells of the first table under a heading, by the id in the first."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    table = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in table}


def known(claim: Claim) -> dict[str, Any]:
    letters = {name: value for name, value in vars(symbols).items() if isinstance(value, sp.Symbol)}
    letters |= {str(domain.symbol): domain.symbol for domain in claim.where}
    functions = {name: quantity(name) for name in QUANTITIES}
    return {**letters, **functions, "Q": Q, "sqrt": sp.sqrt, "exp": sp.exp, "ln": sp.log}


def expression(text: str, claim: Claim) -> Any:
    for short, whole in (("(X", X), ("(Z", Z)):
        text = text.replace(short, "(" + ", ".join(map(str, whole)))
    made = re.sub(r"(?<=[0-9A-Za-z)]) (?=[0-9A-Za-z(])", "*", re.sub(r"\b([mkD])\(", r"\1*(", text))
    return parse_expr(re.sub(r"\b(exp|ln|Q|sqrt)\*", r"\1", made), known(claim), PARSED)


def parted(text: str) -> list[str]:
    """The parts between commas that stand in no bracket."""
    depth, found = 0, [""]
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        found = [*found, ""] if sign == "," and depth == 0 else [*found[:-1], found[-1] + sign]
    return [part.strip() for part in found if part.strip()]


def relations(text: str, claim: Claim) -> list[Relation]:
    """`a < b < c` and `a <= b, c < d` as relations; commas inside brackets part arguments."""
    found = []
    for part in parted(text):
        pieces = re.split(r"\s*(<=|>=|<|>)\s*", part)
        for left, sign, right in zip(pieces[::2], pieces[1::2], pieces[2::2], strict=False):
            found.append(Relation(expression(left, claim), sign, expression(right, claim)))
    return found


def said(relation: Relation) -> tuple[Any, bool]:
    return sp.expand(sp.powdenest(sp.sympify(relation.slack), force=True)), relation.strict


def same(one: tuple[Any, bool], other: tuple[Any, bool]) -> bool:
    return one[1] == other[1] and sp.simplify(one[0] - other[0]) == 0


def written(claim: Claim) -> list[tuple[Any, bool]]:
    """What a record supposes: its hypotheses and the ends of its domains."""
    ends = [(sp.expand(slack), strict) for domain in claim.where for slack, strict in domain.slacks()]
    return [*map(said, claim.given), *ends]


def states(name: str, condition: str, delta: str = "", between: str = "") -> str:
    """The texts, if they are the hypothesis of that record and the end of one of its domains; else what they are not."""
    claim = get(name).claim
    right = same(said(relations(condition, claim)[0]), said(claim.given[0]))
    right &= not delta or any(same(said(relations(delta, claim)[0]), other) for other in written(claim))
    return f"{condition}{between}{delta}" if right else f"another condition than that of {name}"


@pytest.mark.parametrize("name", list(rows("The rules at numbers")))
def test_a_rule_of_the_page_is_its_record(name: str) -> None:
    """Each hypothesis stands on the page, or is the end of a domain; nothing else does; the conclusion is the record's."""
    claim = get(name).claim
    given, then = rows("The rules at numbers")[name]
    shown = [said(relation) for relation in relations(given, claim)]
    assert all(any(same(one, other) for other in written(claim)) for one in shown), given
    assert all(any(same(said(one), other) for other in shown) for one in claim.given), given
    (conclusion,) = relations(then, claim)
    assert same(said(conclusion), said(claim.then[0])) and len(claim.then) == 1


def test_a_wrong_row_is_seen() -> None:
    claim = get("theorem-a").claim
    for wrong in ("delta < all_flipped(X, t)", "2 delta <= all_flipped(X, t)", "2 delta < unflipped(X, 1)"):
        assert not any(same(said(relations(wrong, claim)[0]), other) for other in written(claim))


@pytest.mark.parametrize("name", list(rows("The theorem with constants")))
def test_a_theorem_with_constants_of_the_page_is_its_record(name: str) -> None:
    claim = get(name).claim
    range_, condition, _ = rows("The theorem with constants")[name]
    condition, _, ranges = condition.partition(", any ")
    shown = said(relations(condition, claim)[0])
    assert len(claim.given) == 1 and same(shown, said(claim.given[0])), condition
    for end in [f"delta {range_}", *([ranges] if ranges else [])]:
        assert any(same(said(relations(end, claim)[0]), other) for other in written(claim)), end
    assert list(map(said, claim.then)) == [(epsilon - e_gen(*CLASSIC), False), (sp.expand(e_unif_alg(*CLASSIC) - 1 + epsilon), False)]
