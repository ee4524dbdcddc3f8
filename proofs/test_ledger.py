"""The ledger's sentences are tied by numbers: the constants of a title, of the frozen page and of the kit's record agree, or a test fails.

Three texts say each condition on D: the title in LEDGER.toml, Challenge.v, and, where the id is a record's, the claim of the catalogue.
All three are read as formulas and evaluated; a constant that is changed in one of them alone is seen.
"""

from __future__ import annotations

import math
import operator
import random
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from uccheck.article.kernel import theorems
from uccheck.quantities.symbols import delta, epsilon, eta, gamma, m
from uccheck.rules.catalogue import get, load

COQ = Path(__file__).parent / "coq"
#: id of the ledger: the theorem of the frozen page that says it, with the letters that the id fixes
TIES: dict[str, tuple[str, dict[str, float]]] = {
    "theorem-a-constants": ("theorem_A", {}),
    "theorem-b-margin": ("theorem_B", {"eta": 0.25}),
    "theorem-b-eta": ("theorem_B", {}),
    "theorem-b-simple": ("theorem_B", {"eta": 0.25, "gamma": 0.0}),
    "theorem-c-eta": ("theorem_C", {}),
    "theorem-h-constants": ("theorem_H", {}),
    "theorem-i-constants": ("theorem_I", {}),
    "theorem-g-constants": ("theorem_G", {}),
    "no-margin": ("no_margin", {}),
}
#: ids whose title or record asks for more than Coq does
WEAKER = {"theorem-b-simple"}
#: records of the same id as a row, with the letters that are theirs
RECORDS = {"theorem-b-simple": {}, "theorem-half-constants": {}, "theorem-a-constants": {}}
Point = Mapping[str, float]


def points(fixed: Point) -> list[dict[str, float]]:
    """Numbers for the letters, the same on every machine."""
    draw = random.Random(12)
    found = []
    for _ in range(12):
        at = {"m": float(draw.randint(1, 2000)), "gamma": draw.uniform(0, 3.5), "eps": draw.uniform(0.001, 0.2), "c": draw.uniform(0, 0.7)}
        found.append(at | {"delta": draw.uniform(0.001, 0.24), "eta": draw.uniform(0.02, 0.25)} | fixed)
    return found


def value(formula: str, at: Point) -> float:
    """A formula in Python's signs at a point."""
    return float(eval(formula, {"__builtins__": {}, "ln": math.log, "sqrt": math.sqrt}, dict(at)))  # of this repository's own files


def of_title(text: str) -> str:
    """`2560/(4-gamma)^2 m ln(4/eps)` in Python's signs: letters side by side are a product."""
    joined = re.sub(r"(?<=[\w)])\s+(?=[\w(])", "*", text.strip().replace("epsilon", "eps"))
    return re.sub(r"(\d)(?=[a-z])", r"\1*", joined).replace("^", "**")


def of_coq(text: str) -> str:
    """A real of the page in Python's signs."""
    plain = re.sub(r"\s+", " ", text).replace("INR ", "").replace("Rpower.", "").replace("^", "**")
    return re.sub(r"\bk\b", "ln(1 / (1 - delta))", plain)


def conditions_of_title(title: str) -> list[tuple[str, str]]:
    """The conditions on D of a title: `>=` or `<=`, with the formula."""
    ends = r"(?=;| and D| suffices|, 0 <| both|: e_unif|$| gives|: the clause)"
    return [(sign, of_title(formula)) for sign, formula in re.findall(rf"D (>=|<=) (.+?){ends}", title)]


def scoped(text: str) -> list[str]:
    """What stands in brackets under %coqR."""
    found = []
    for end in (hit.start() for hit in re.finditer(r"\)%coqR", text)):
        depth, at = 1, end
        while depth:
            at -= 1
            depth += (text[at] == ")") - (text[at] == "(")
        found.append(text[at + 1 : end])
    return found


def conditions_of_page(text: str) -> list[tuple[str, str]]:
    """The conditions on D of a theorem of the page, hypotheses of its sections included."""
    inside = [re.sub(r"\s+", " ", one) for one in scoped(text)]
    low = [(">=", of_coq(one.removesuffix(" <= INR D"))) for one in inside if one.endswith(" <= INR D")]
    return low + [("<=", of_coq(one.removeprefix("INR D <= "))) for one in inside if one.startswith("INR D <= ")]


def untied(ledger: Path, page: Path) -> set[str]:
    """The ids whose title does not ask what the page asks: a condition of it must be one of the page's, at every point."""
    titles = {row["id"]: row["title"] for row in tomllib.loads(ledger.read_text(encoding="utf-8"))["checked"]}
    texts = {one.name: one.text for one in theorems(page)}
    return {name for name in TIES if not tied(titles[name], texts[TIES[name][0]], TIES[name][1], weaker=name in WEAKER)}


def tied(title: str, text: str, fixed: Point, *, weaker: bool) -> bool:
    said, asked = conditions_of_title(title), conditions_of_page(text)
    agree: Callable[[float, float], bool] = operator.ge if weaker else (lambda one, other: math.isclose(one, other, rel_tol=1e-9))
    return bool(said) and all(
        any(sign == other and all(agree(value(formula, at), value(page, at)) for at in points(fixed)) for other, page in asked)
        for sign, formula in said
    )


def test_each_titles_condition_is_the_pages() -> None:
    assert untied(COQ / "LEDGER.toml", COQ) == set()


CONSTANTS = ["2560", "2048", "200 ", "75/(16", " 75 ", "3 m ln", "+ 4 ln", "16/eta", "2 m ln", "512"]


@pytest.mark.parametrize("constant", CONSTANTS)
def test_a_constant_changed_in_a_title_alone_is_seen(tmp_path: Path, constant: str) -> None:
    """512 is more than Coq's 160 and 75, so there it is a smaller constant that is seen."""
    text = (COQ / "LEDGER.toml").read_text(encoding="utf-8")
    number = re.search(r"\d+", constant)
    assert number is not None
    other = "60" if constant == "512" else str(int(number[0]) - 1)
    changed = constant.replace(number[0], other, 1)
    lines = [line.replace(constant, changed) if line.startswith("title") else line for line in text.splitlines()]
    (tmp_path / "LEDGER.toml").write_text("\n".join(lines), encoding="utf-8")
    assert untied(tmp_path / "LEDGER.toml", COQ)


PAGE = [
    *("2560 / (4", "2048 * (1 + eta)", "2048 * (1 - eta)", "200 * INR m", "75 / 16 / eta", "75 * ln", "3 * INR m", "4 * k"),
    *("16 / eta ^ 2 * ln (2", "ln (2 / delta)"),
]


@pytest.mark.parametrize("constant", PAGE)
def test_a_constant_changed_on_the_page_alone_is_seen(tmp_path: Path, constant: str) -> None:
    text = (COQ / "Challenge.v").read_text(encoding="utf-8")
    assert constant in text
    number = re.search(r"\d+", constant)
    assert number is not None
    (tmp_path / "Challenge.v").write_text(text.replace(constant, constant.replace(number[0], str(int(number[0]) + 1), 1)), encoding="utf-8")
    (tmp_path / "LEDGER.toml").write_text((COQ / "LEDGER.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert untied(COQ / "LEDGER.toml", tmp_path)


# ----- the records of the kit -----------------------------------------------------------------------


def record_condition(name: str) -> Any:
    """What the claim of a record asks of D."""
    (found,) = (one for one in get(name).claim.given if str(one.lhs) == "D" and one.relation == ">=")
    return found.rhs


def asked_by_coq(name: str, at: Point) -> float:
    """What the page asks for the same id."""
    text = {one.name: one.text for one in theorems(COQ)}[{"theorem-half-constants": "theorem_C_half"}.get(name) or TIES[name][0]]
    (page,) = (formula for sign, formula in conditions_of_page(text) if sign == ">=")
    return value(page, at)


def test_coq_asks_no_more_than_the_records_of_the_same_id() -> None:
    compared = [name for name in RECORDS if name in load()]
    assert "theorem-b-simple" in compared
    for name in compared:
        for at in points({"eta": 0.25, "gamma": 0.0}):
            put = {m: at["m"], gamma: at["gamma"], epsilon: at["eps"], delta: at["delta"], eta: at["eta"]}
            assert asked_by_coq(name, at) <= float(record_condition(name).subs(put)) * (1 + 1e-9), name


def test_a_record_with_a_smaller_constant_is_seen() -> None:
    at = points({"eta": 0.25, "gamma": 0.0})[0]
    put = {m: at["m"], epsilon: at["eps"], delta: at["delta"]}
    assert asked_by_coq("theorem-b-simple", at) > float(record_condition("theorem-b-simple").subs(put)) * 75 / 512
