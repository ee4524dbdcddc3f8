"""What a notebook shows of an answer, read back: ends, relations and words of `repr`, TeX and HTML follow from the brackets."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

import uccheck
from tests.commands.said import Asked, Inequality, inequalities, number
from uccheck.answers.tables.certified import Table
from uccheck.answers.tables.layout import Layout
from uccheck.commands.table import _footnotes
from uccheck.core.verdict import Kind, word
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import simulate
from uccheck.linear.simulation import Simulation

OUTCOMES = ("CERTIFIED", "REFUTED", "INCONCLUSIVE")


@cache
def certified(name: str) -> uccheck.Outcome:
    """An outcome with that word."""
    match name:
        case "CERTIFIED":
            return uccheck.certify(20, 9000, "0.07", "0.03", gamma="0.5", s=3, b=30)
        case "REFUTED":
            return uccheck.certify(20, 1000, "0.07", "0.04")
        case _:
            return uccheck.certify(30, 4, "0.1", "0.9")


def brackets(outcome: Any) -> Asked:
    """The brackets of an outcome as JSON has them."""
    ends = {name: {"lower": str(found.lower.value), "upper": str(found.upper.value)} for name, found in outcome.known.items()}
    return Asked({}, "", ends, (0, 0))


def whole(outcome: Any, said: list[Inequality]) -> bool:
    """Whether what is said is each end of each bracket, once, and follows from it."""
    ends = {(name, relation) for name, relation, _ in said}
    return len(said) == len(ends) == 4 and all(map(brackets(outcome).is_sharp, said))


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_in_a_line_and_in_tex(name: str) -> None:
    outcome = certified(name)
    shown, tex = repr(outcome), outcome._repr_latex_()
    assert whole(outcome, list(inequalities(shown))) and whole(outcome, list(inequalities(tex)))
    a = outcome.answer.setting
    asked = dict(re.findall(r"(\w+)=([\d./]+)", shown))
    assert {key: Fraction(value) for key, value in asked.items()} == {
        "m": a.m, "D": a.D, "delta": a.delta, "epsilon": outcome.epsilon,
    }  # fmt: skip
    assert shown.startswith(f"<{name}: ") and tex.endswith(f"({name})")


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_as_a_table(name: str) -> None:
    outcome = certified(name)
    head, *rows = (re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", outcome._repr_html_()))
    relation = {"at least": ">=", "at most": "<="}
    assert head[0] == name and head[3] == "half"
    said = [(row[0], relation[column], number(cell)) for row in rows for column, cell in zip(head[1:3], row[1:3], strict=True)]
    assert whole(outcome, said)
    halves = [word(half.verdict, Kind.BALL) for half in outcome.halves.values()]
    assert [row[3] for row in rows] == halves and [row[0] for row in rows] == ["e_gen", "e_unif-alg"]


@pytest.mark.parametrize("ask", [lambda: uccheck.threshold(20, "0.07", "0.03"), lambda: uccheck.least_epsilon(20, 9000, "0.07")])
def test_a_threshold_in_a_line_and_in_tex(ask: Any) -> None:
    found = ask()
    (name, value), (tex, same) = (re.search(r"(\w+) = ([\d.]+)", text).groups() for text in (repr(found), found._repr_latex_()))  # type: ignore[union-attr]
    assert name == tex == found.name and Fraction(value) == Fraction(same) == found.value
    assert found.theorem in ("A", "B", "C")
    assert repr(found).endswith(f"CERTIFIED by theorem {found.theorem}>") and found._repr_latex_().endswith(f"(theorem {found.theorem})")


def test_a_setting_in_tex_has_its_numbers() -> None:
    setting = LinearSetting(20, 600, s="3.5", b=30, K=2)
    assert dict(re.findall(r"(\w) = ([\d.]+)", setting._repr_latex_())) == {"m": "20", "D": "600", "K": "2", "s": "3.5", "b": "30"}


@pytest.mark.parametrize("counterexample", ["sco", "exponential"])
def test_an_outcome_of_another_counterexample_in_a_line(counterexample: str) -> None:
    outcome: Any = uccheck.certify(10, 300, "0.05", "0.2", counterexample=counterexample)
    shown = repr(outcome)
    said = list(inequalities(shown))
    assert len(said) == 2 * len(outcome.known) and all(map(brackets(outcome).is_sharp, said))
    asked = dict(re.findall(r"(\w+)=([\d./]+)", shown))
    numbers = {name: value for name, value in outcome.parameters.items() if not isinstance(value, str)} | {"epsilon": outcome.epsilon}
    assert {name: Fraction(value) for name, value in asked.items()} == numbers
    assert shown.startswith(f"<{outcome.word}: {counterexample}, ")


def test_an_enclosure_and_a_count_in_tex_hold_what_they_enclose() -> None:
    found = uccheck.probability("one-flipped", LinearSetting(6, 90, s=3, b=30))
    for text in (repr(found), found._repr_latex_()):
        low, high = map(number, re.findall(r"\d[\d.]*", text))
        assert low <= found.lower <= found.upper <= high and high - low < Fraction(1, 10**7)
    plan = Simulation(LinearSetting(6, 90), Event("one-flipped", rho="0.5"), trials=400, seed=3)
    counted = simulate(plan, level="0.95")
    said = re.fullmatch(
        r"\$\\Pr\[\\text\{one-flipped\}\] \\in \[(.*),\\ (.*)\]\$ at confidence 0.95: (\d+) of 400 trials", counted._repr_latex_()
    )
    assert said is not None and int(said[3]) == counted.k
    assert number(said[1]) <= counted.lower <= Fraction(counted.k, 400) <= counted.upper <= number(said[2])
    assert number(said[2]) - number(said[1]) < counted.upper - counted.lower + Fraction(1, 10**5)


HEADS = {
    r"\$?m\$?": "m", r"\$?D\$?": "D", r"delta|\$\\delta\$": "delta", r"epsilon|eps|\$\\epsilon\$": "epsilon", "verdict": "verdict",
    r"(?:e_)?gen (?:at least|>=)": "e_gen >=", r"(?:e_)?gen (?:at most|<=)": "e_gen <=",
    r"(?:e_)?unif(?:-alg)? (?:at least|>=)": "e_unif-alg >=", r"(?:e_)?unif(?:-alg)? (?:at most|<=)": "e_unif-alg <=",
}  # fmt: skip


def table_columns(layout: Layout, text: str) -> list[str]:
    """The heads of a table of brackets, in one set of names."""
    if layout is not Layout.latex:
        split = {Layout.csv: ",", Layout.markdown: r" *\| *", Layout.text: "  +"}[layout]
        heads = [head for head in re.split(split, text.splitlines()[0].strip()) if head]
    else:
        above, _, below = (line.strip().removesuffix(r"\\").split(" & ") for line in text.split(r"\toprule")[1].strip().splitlines()[:3])
        spanned = [name for name, tex in (("e_gen", "{gen}"), ("e_unif-alg", "unif")) for cell in above if tex in cell for _ in range(2)]
        heads = [*below[:4], *(f"{n} {below[4 + k].strip()}" for k, n in enumerate(spanned)), below[-1]]
        heads = [head.strip().replace(r"$\ge$", ">=").replace(r"$\le$", "<=") for head in heads]
    return [next(name for tex, name in HEADS.items() if re.fullmatch(tex, head)) for head in heads]


@pytest.mark.parametrize("layout", list(Layout))
def test_each_column_of_a_table_of_brackets_is_what_its_head_says(layout: Layout) -> None:
    made = Table((certified("REFUTED"),), digits=8)
    text = made.written(layout)
    row = next(line for line in text.splitlines() if "REFUTED" in line)
    cells = [cell.strip() for cell in re.split(r" *[|&,] *|  +", row.strip().removesuffix(r"\\").strip("| ")) if cell.strip()]
    found = dict(zip(table_columns(layout, text), cells, strict=True))
    assert found.pop("verdict") == "REFUTED"
    said = [(*name.split(), number(found.pop(name))) for name in list(found) if " " in name]
    assert whole(certified("REFUTED"), said)  # type: ignore[arg-type]
    assert {name: Fraction(value) for name, value in found.items()} == {
        "m": 20, "D": 1000, "delta": Fraction(7, 100), "epsilon": Fraction(4, 100),
    }  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_below_a_table_stands_what_any_of_its_rows_is_given(order: tuple[int, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Each sentence once, wherever its row stands; definitions are no footnotes."""
    given = [("human: a",), ("cited: b", "human: a", "definition: d"), ("human: c",)]
    rows: Any = tuple(SimpleNamespace(given=given[place]) for place in order)
    found = Table(rows)
    assert sorted(found.given) == ["cited: b", "definition: d", "human: a", "human: c"]
    _footnotes(Layout.text, (), found.given)
    assert sorted(capsys.readouterr().out.splitlines()) == ["given: cited: b", "given: human: a", "given: human: c"]
    for layout, stream, mark in ((Layout.latex, "out", "% "), (Layout.csv, "err", ""), (Layout.markdown, "out", "")):
        _footnotes(layout, ("a note",), found.given)
        told = capsys.readouterr()
        assert getattr(told, stream).startswith(f"{mark}a note\n") and getattr(told, stream).count(f"{mark}given: ") == 3
        assert (told.err if stream == "out" else told.out) == ""
