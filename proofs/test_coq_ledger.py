"""The ledger of the kernel-checked core: each sentence was written for the statement that stands there, and so was each of its numbers."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from proofs.compiled import COQ
from uccheck.certificates.kernel.gates import sentences


def test_the_ledger_names_theorems_that_exist() -> None:
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    for row in ledger["checked"]:
        assert statement(row["file"], row["theorem"]), row
    ids = [row["id"] for part in ("checked", "unchecked") for row in ledger[part]]
    assert len(ids) == len(set(ids))


def statement(file: str, theorem: str) -> str:
    """A theorem as its source states it, after the variables and hypotheses of the sections that are open there; empty if there is none."""
    opened: list[list[str]] = [[]]
    for sentence in sentences((COQ / file).read_text(encoding="utf-8")):
        first, _, rest = sentence.partition(" ")
        if first == "Section":
            opened.append([])
        elif first == "End":
            opened.pop()
        elif first in ("Variable", "Variables", "Hypothesis", "Hypotheses"):
            opened[-1].append(sentence)
        elif first in ("Theorem", "Lemma", "Corollary") and re.match(rf"{theorem}(?![\w'])", rest):
            return " ".join([*(one for section in opened for one in section), rest])
    return ""


def definition(name: str) -> str:
    """`File.name`: the sentence that defines it, or the statement of a lemma."""
    file, _, word = name.partition(".")
    every = sentences((COQ / f"{file}.v").read_text(encoding="utf-8"))
    kinds = "Definition|Fixpoint|Record|Local Notation"
    return next((one for one in every if re.match(rf"(?:{kinds}) {word}\b", one)), "") or statement(f"{file}.v", word)


def digest(row: dict[str, Any]) -> str:
    """Of the sentence and of the statement, with what it is told to read."""
    parts = [row["title"], statement(row["file"], row["theorem"]), *map(definition, row.get("reads", ()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def test_each_sentence_of_the_ledger_was_written_for_the_statement_that_stands_there() -> None:
    """Whoever changes a statement, a hypothesis of its section or a sentence reads both again, and renews the row's `statement`."""
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    assert {row["id"]: digest(row) for row in ledger["checked"] if row["statement"] != digest(row)} == {}


NUMERAL = re.compile(r"(?<![\w.^_])\d+(?:\.\d+)?(?!\w)|(?<=\^)\d+|(?<![\w.])\d+(?=[a-z])")


#: names with a digit in them
NAMES = re.compile(r"\b(?:w[12]|x2|N_1|chi2_D|e1|e2)\b")


def numerals(text: str) -> set[str]:
    """The numbers that a text writes; `250662 / 100000` is 2.50662."""
    plain = re.sub(r"\b(\d{6}) / 100000\b", lambda hit: f"{hit[0]} {int(hit[1]) / 100000}", NAMES.sub("", text))
    return set(NUMERAL.findall(re.sub(r"(\d+)%:[RE]", r"\1", plain)))


def foreign(row: dict[str, Any]) -> set[str]:
    """The numbers of a sentence that its statement, hypotheses included, and what it reads do not write."""
    text = " ".join([statement(row["file"], row["theorem"]), *map(definition, row.get("reads", ()))])
    return numerals(row["title"]) - numerals(text) - {said for one in row.get("derived", ()) if (said := derived(one, numerals(text)))}


def derived(line: str, known: set[str]) -> str:
    """The number that a line such as `128 = 2048 / 4^2` or `512 >= 160` derives from the statement's numbers and 1, or nothing."""
    number, sign, formula = line.split(" ", 2)
    value = eval(formula.replace("^", "**"), {"__builtins__": {}})  # of this repository's own file
    holds = {"=": Fraction(number) == value, ">=": Fraction(number) >= value}[sign]
    return number if holds and numerals(formula) and numerals(formula) <= known | {"1"} else ""


def test_each_number_of_a_ledgers_sentence_stands_in_its_statement() -> None:
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    assert {row["id"]: foreign(row) for row in ledger["checked"] if foreign(row)} == {}


@pytest.mark.parametrize("line", ["127 = 2048 / 4^2", "128 = 2047 / 4^2", "128 = 128", "159 >= 160", "64 = 2048 / 2^5"])
def test_a_wrong_constant_does_not_hide_behind_what_is_derived(line: str) -> None:
    known = {"1", "0", "2048", "160", "2", "16", "4", "75"}
    assert derived("128 = 2048 / 4^2", known) == "128" and derived("512 >= 160", known) == "512"
    assert derived(line, known) == ""


@pytest.mark.parametrize("wrong", [lambda n: n + 1, lambda n: 10 * n + 7])
def test_a_number_changed_in_any_sentence_of_the_ledger_is_seen(wrong: Callable[[int], int]) -> None:
    """Each number of each sentence in turn: the digest moves, and a number that the statement has nowhere is named."""
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    planted = [
        row | {"title": row["title"][: hit.start()] + str(wrong(int(hit[0]))) + row["title"][hit.end() :]}
        for row in ledger["checked"]
        for hit in NUMERAL.finditer(NAMES.sub(lambda name: "_" * len(name[0]), row["title"]))
        if "." not in hit[0]
    ]
    assert len(planted) > 150 and all(row["statement"] != digest(row) for row in planted)
    assert wrong(0) == 1 or [row["title"] for row in planted if not foreign(row)] == []


def test_every_row_of_the_ledger_is_a_theorem_whose_axioms_each_inspection_prints() -> None:
    """The names stand in the file that Coq reads, so that a row that is no theorem, or rests on more, is a fault of the library."""
    rows = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))["checked"]
    (ledger,) = (one for one in sentences((COQ / "Assumptions.v").read_text(encoding="utf-8")) if one.startswith("Definition ledger := ("))
    named = ledger.removeprefix("Definition ledger := (").removesuffix(")").split(", ")
    assert sorted(named) == sorted(f"@{row['file'].removesuffix('.v')}.{row['theorem']}" for row in rows)


def test_what_is_printed_is_everything_that_the_file_defines() -> None:
    text = (COQ / "Assumptions.v").read_text(encoding="utf-8")
    *defined, last = re.findall(r"^Definition (\w+) :=", text, re.MULTILINE)
    assert text.endswith(f"Definition {last} := ({', '.join(defined)}).\nPrint Assumptions {last}.\n")
