"""Files, JSON, tables and last lines of a sweep, read back: each column is the number of its head, at cells whose numbers all differ."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from uccheck.answers.proposals import Setting
from uccheck.certificates.check import check
from uccheck.cli import build_app
from uccheck.commands.universes.sweep import row as universe_row
from uccheck.core.exact import exact
from uccheck.core.verdict import vouched
from uccheck.diagram import universes
from uccheck.diagram.columns import Column
from uccheck.diagram.grid import grid
from uccheck.diagram.picture import linear_chart
from uccheck.diagram.place import CLOSED, INTEGRALS, WHOLE, Cell
from uccheck.diagram.rows import RowFile, Summary, as_dict, fitted, fixed_line, header, panel_line, row, turns_header, turns_row
from uccheck.diagram.run import SENTENCES, _name, as_cell, as_record, sweep
from uccheck.diagram.universes import chart_of, field_of

PARTS = ("e_gen", "e_unif_alg")
LAWS, CITED = (next(one for one in SENTENCES if one.startswith(kind)) for kind in ("human:", "cited:"))
DEFINED = next((one for one in SENTENCES if one.startswith("definition:")), "definition: of something")


def cell(number: int, words: tuple[str, str, str], ways: tuple[str | None, str | None], **more: Any) -> Cell:
    """A cell of which no two numbers, words or names are alike."""
    numbers = iter(Fraction(prime, 100) for prime in (7, 3, 11, 13, 17, 19, 23))
    axes = {name: next(numbers) + number for name in ("s", "b", "gamma")}
    axes |= {name: next(numbers) / 70001 for name in ("delta", "epsilon")}
    made: dict[str, Any] = {
        "m": 10 + number, "D": 100 + number, **axes, "verdict": words[2], "halves": dict(zip(PARTS, words, strict=False)), "theorem": "B",
        "e_gen": (Fraction(1, 3), Fraction(2, 3)), "e_unif_alg": (Fraction(2, 7), Fraction(6, 7)),
        "rules": {"e_gen": "rule-of-e-gen", "e_unif_alg": "rule-of-e-unif"}, "ways": dict(zip(PARTS, ways, strict=True)),
        "trusts": ("flint", "sympy"), "given": (CITED, LAWS),
    }  # fmt: skip
    return Cell(**(made | more))


CELLS = [
    cell(0, ("CERTIFIED", "REFUTED", "REFUTED"), (CLOSED, INTEGRALS)),
    cell(1, ("REFUTED", "CERTIFIED", "REFUTED"), (INTEGRALS, WHOLE), trusts=("flint",), given=(LAWS,), theorem=None),
    cell(2, ("CERTIFIED", "CERTIFIED", "CERTIFIED"), (CLOSED, CLOSED)),
    cell(3, ("INCONCLUSIVE", "CERTIFIED", "INCONCLUSIVE"), (None, "range")),
]


def flat(one: Cell) -> dict[str, str]:
    """What a row of CSV must hold, from the fields of the cell."""
    made = {name: str(getattr(one, name)) for name in ("m", "D", "verdict")} | {"theorem": one.theorem or ""}
    made |= {name: one.halves[name] for name in PARTS}
    return made | {f"{name}_{kind}": getattr(one, f"{kind}s")[name] or "" for name in PARTS for kind in ("rule", "way")}


def test_each_column_of_a_file_and_each_key_of_json_is_that_of_the_cell(tmp_path: Path) -> None:
    files = [RowFile(tmp_path / name) for name in ("a.csv", "a.jsonl")]
    for one in CELLS:
        for file in files:
            file.write(one)
    for file in files:
        file.close()
    table = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    for one, columns, keys in zip(CELLS, table, lines, strict=True):
        numbers = {name: getattr(one, name) for name in ("s", "b", "gamma", "delta", "epsilon")}
        ends = {(name, side): getattr(one, name)[k] for name in PARTS for k, side in enumerate(("lower", "upper"))}
        assert {name: Fraction(columns[name]) for name in numbers} == numbers == {name: Fraction(keys[name]) for name in numbers}
        assert {at: Fraction(columns["_".join(at)]) for at in ends} == ends == {at: Fraction(keys[at[0]][at[1]]) for at in ends}
        rest = flat(one)
        assert {name: columns[name] for name in rest} == rest and len(columns) == len(rest) + len(numbers) + len(ends)
        assert keys == as_dict(one) and {name: keys[name] for name in ("m", "D", "verdict", "theorem", "halves", "rules", "ways")} == {
            name: getattr(one, name) for name in ("m", "D", "verdict", "theorem", "halves", "rules", "ways")
        }
        assert (tuple(keys["trusts"]), tuple(keys["given"])) == (one.trusts, one.given)


def test_a_kept_cell_is_the_cell(tmp_path: Path) -> None:
    for one in CELLS:
        kept = json.loads(json.dumps(as_record(one)))
        assert as_cell(kept) == one
        for name in ("e_gen", "e_unif_alg"):  # what is kept is in the order of the names
            swapped = as_record(replace(one, **{name: getattr(one, name)[::-1]}))
            assert swapped["ends"] != kept["ends"] and sorted(swapped["ends"]) == sorted(kept["ends"])


def test_points_of_any_two_numbers_have_records_of_their_own() -> None:
    """A store knows a point by this name: it changes with every number of the setting and with epsilon."""
    at = Setting(*(Fraction(n) for n in (10, 20, 4, 32, 1)), Fraction(1, 20))
    others = [replace(at, **{one.name: getattr(at, one.name) / 2}) for one in fields(at) if one.init]
    names = [_name((one, Fraction(1, 10))) for one in (at, *others)] + [_name((at, Fraction(1, 20)))]
    assert len(others) == 6 and len(set(names)) == 8


def test_what_was_decided_without_brackets_is_not_taken_up_with_them(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"m": 2, "D": 900, "delta": "0.1", "epsilon": "0.3"}
    (loose,), (sharp,) = (list(sweep(**asked, brackets=brackets, store=tmp_path / "s")) for brackets in (False, True))
    assert sharp == next(sweep(**asked, brackets=True)) != loose and sharp.e_gen[1] < loose.e_gen[1]


def columns_of(head: str, line: str) -> dict[str, str]:
    """The text below each word of a head that ends where it does; heads of two words stand for one."""
    ends = [word.end() for word in re.finditer(r"e_gen <= eps|e_unif-alg >= 1-eps|\S+", head)]
    starts = [0, *ends]
    return {head[a:b].strip(): line[a:b].strip() for a, b in zip(starts, ends, strict=False)}


def test_each_end_of_a_printed_row_stands_below_its_name() -> None:
    names = ("gamma", "delta", "epsilon")
    for one in CELLS:
        found = columns_of(header(names), row(one, names))
        assert (found["m"], found["D"]) == (str(one.m), str(one.D)) and row(one, names).split("  ")[-1].strip().endswith(
            one.verdict + (" B" if one.verdict == "CERTIFIED" else "")
        )
        for name in names:
            value, shown = getattr(one, name), found[name]
            assert Fraction(shown) == value if "~" not in shown else float(shown[1:]) == pytest.approx(float(value), rel=0.05), name
        for name, shown in (("e_gen", found["e_gen"]), ("e_unif_alg", found["e_unif-alg"])):
            low, high = getattr(one, name)
            upper = (one.halves[name] == "CERTIFIED") == (name == "e_gen")
            relation, _, value = shown.partition(" ")
            if one.halves[name] == "INCONCLUSIVE":
                assert shown == "?"
                continue
            assert relation == ("<=" if upper else ">=")
            assert 0 <= (Fraction(value) - high if upper else low - Fraction(value)) < Fraction(1, 1000)


@pytest.mark.parametrize(
    ("value", "width", "shown"),
    [("0.05", 7, "0.05"), ("13/70001", 7, "~1.9e-4"), ("1/300", 7, "1/300"), ("0.00000123", 7, "~1.2e-6"), ("2/30000001", 7, "~6.7e-8"),
     ("13/7000", 6, "~0.002"), ("1234567891", 7, "~1.23e9"), ("1.23e-400", 7, "~1e-400"), ("99/100000007", 18, "99/100000007"),
     ("0", 7, "0")],
)  # fmt: skip
def test_a_number_is_written_exactly_or_said_to_be_near(value: str, width: int, shown: str) -> None:
    """Cut off at seven characters, 2/30000001 would be another number."""
    assert fitted(exact(value, "it"), width) == shown


def test_each_turn_of_a_column_stands_below_its_question() -> None:
    """Refuted up to the first number, certified from the second: e_gen at 1 and 3, e_unif-alg at 2 and 4, both nowhere and at 5."""
    words = ("RCI", "ICI", "CRI", "CCI", "CCC")
    made = Column((), 77, (1, 2, 3, 4, 5), ("RCI", "IRI", "CII", "CCI", "CCC"))
    assert columns_of(turns_header(), turns_row(made)) == {
        "m": "77", "e_gen <= eps": "1 .. 3", "e_unif-alg >= 1-eps": "2 .. 4", "both": "- .. 5",
    }  # fmt: skip
    assert columns_of(turns_header(), turns_row(replace(made, words=words)))["e_unif-alg >= 1-eps"] == "3 .. 4"


def test_each_number_is_printed_with_its_name() -> None:
    made = grid("10", "100", None, "0.07", "0.03", gamma="0.5", s="3", b="31", theorem="auto")
    (panel,) = made.panels()
    expected = {"s": Fraction(3), "b": Fraction(31), "gamma": Fraction(1, 2), "delta": Fraction(7, 100), "epsilon": Fraction(3, 100)}
    for text in (fixed_line(made), panel_line(panel)):
        assert {name: Fraction(value) for name, value in (part.split(" = ") for part in text.split(", "))} == expected
    title = linear_chart(made).title(panel)
    letters = {"s": "s", "b": "b", "gamma": r"\gamma", "delta": r"\delta", "epsilon": r"\epsilon"}
    assert {part.strip("$").split("=")[0]: Fraction(part.strip("$").split("=")[1]) for part in title.split(", ")} == {
        letters[name]: value for name, value in expected.items() if (name, value) != ("b", 32)
    }


def test_the_last_lines_count_what_the_cells_say() -> None:
    summary = Summary()
    for one in CELLS:
        summary.add(one)
    lines = list(summary.lines())
    assert lines[0] == "4 points: 1 CERTIFIED, 2 REFUTED, 1 INCONCLUSIVE"
    assert lines[1] == "halves decided: 3 by bounds in closed form, 2 by integrals, 1 by the whole search of certify, 1 by the range"
    assert lines[3] == "trusts: flint; sympy"
    assert [line.removeprefix("given: ") for line in lines[4:]] == sorted(vouched((LAWS, CITED))) == sorted((LAWS, CITED))
    summary.add(replace(CELLS[0], given=(DEFINED,), trusts=("another",)))
    assert not [line for line in summary.lines() if "definition:" in line]
    made = summary.as_dict()
    assert made["trusts"] == ["another", "flint", "sympy"] and set(made["given"]) == {LAWS, CITED, DEFINED}
    assert made["points"] == 5 and made["verdicts"] == {"CERTIFIED": 1, "INCONCLUSIVE": 1, "REFUTED": 3}
    assert made["ways"] == {CLOSED: 4, INTEGRALS: 3, WHOLE: 1, "range": 1}


def test_a_certificate_is_about_the_point_that_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    words = ["--m", "1000", "--D", "700000", "--delta", "0.07", "--epsilon", "0.02", "--s", "5", "--b", "41"]
    made = CliRunner().invoke(build_app(), ["sweep", *words, "--certificate", "epsilon=0.03", "-o", str(file), "--json"])
    assert made.exit_code == 0, made.output
    found = json.loads(made.stdout)
    asked = {"m": 1000, "D": 700000, "delta": "7/100", "epsilon": "3/100", "gamma": "0", "s": "5", "b": "41"}
    assert {name: Fraction(found[name]) for name in asked} == {name: Fraction(value) for name, value in asked.items()}
    quantities = {end.quantity for end in check(json.loads(file.read_text())).conclusions if end.quantity[0] in PARTS}
    assert len(quantities) == 2
    for _, *numbers in quantities:
        assert sorted(map(Fraction, numbers)) == sorted(Fraction(asked[name]) for name in ("m", "D", "delta", "gamma", "s", "b"))


@pytest.mark.parametrize(("m", "ratio", "D"), [(3, "1.1", 4), (7, "16/7", 16), (10, "0.35", 4)])
def test_dimensions_per_sample_are_rounded_up(m: int, ratio: str, D: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(universes, "_decide", lambda point: None)
    one = grid(m, None, ratio, "0.1", "0.1", gamma=0, s=4, b=32, theorem="auto")
    other = field_of("sco", m, None, ratio, "0.1", "0.1", {})
    assert one.dimensions(m) == other.dimensions(m) == (D,)


def test_a_row_of_another_counterexample_shows_the_ends_that_decide() -> None:
    ends = {"e_gen": {"lower": "1/3", "upper": "2/3"}, "e_unif": {"lower": "2/7", "upper": "6/7"}}
    shown = {("e_gen", "CERTIFIED"): "<= 0.6667", ("e_gen", "REFUTED"): ">= 0.3333", ("e_gen", "INCONCLUSIVE"): "?",
             ("e_unif", "CERTIFIED"): ">= 0.2857", ("e_unif", "REFUTED"): "<= 0.8572", ("e_unif", "INCONCLUSIVE"): "?"}  # fmt: skip
    for first, second in (("CERTIFIED", "REFUTED"), ("REFUTED", "CERTIFIED"), ("INCONCLUSIVE", "CERTIFIED"), ("REFUTED", "INCONCLUSIVE")):
        each = {"m": 5, "D": 9, "verdict": "REFUTED", "learner": "erm", "halves": {"e_gen": first, "e_unif": second}, **ends}
        found = universe_row(each, ("learner",))
        assert found.split() == f"5 9 erm {shown['e_gen', first]} {shown['e_unif', second]} REFUTED".split()


def test_a_picture_of_another_counterexample_says_what_its_axes_and_panels_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(universes, "_decide", lambda point: None)
    asked = {"learner": "regularised", "lam": "0.3", "eta": "0.2"}
    for D, ratio in (("40", None), (None, "4")):
        made = field_of("sco", "5", D, ratio, "0.07", "0.03", asked)
        chart = chart_of(made)
        assert chart.shared == (D is None) and (chart.first, chart.second) == (
            r"$\epsilon_{\mathrm{gen}}\leq\epsilon$", r"$\epsilon_{\mathrm{unif}}\geq 1/2-\epsilon$",
        )  # fmt: skip
        letters = {"delta": r"\delta", "epsilon": r"\epsilon", "lam": r"\lambda", "eta": r"\eta"}
        parts = chart.title(chart.panels[0]).split(", ")
        found = {part.strip("$").split("=")[0]: part.strip("$").split("=")[1] for part in parts if part.startswith("$")}
        assert found == {letters["delta"]: "0.07", letters["epsilon"]: "0.03", letters["lam"]: "0.3", letters["eta"]: "0.2"}
        assert parts[0] == "sco" and "learner = regularised" in parts
    linear = chart_of(field_of("linear", "5", "40", None, "0.07", "0.03", {"learner": "minimum-norm"}))
    assert linear.second == r"$\epsilon_{\mathrm{unif\text{-}alg}}\geq 1-\epsilon$"
