"""The numbers of a figure, and Coq's word as JSON: each under its own name, whatever the format; a library's fault is the exit status."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.commands.said import ran
from uccheck.answers.universes import counterexamples
from uccheck.certificates.kernel.instance import KernelResult
from uccheck.certificates.kernel.library import Library
from uccheck.commands.figure import _json, content
from uccheck.commands.kernels.proof import record
from uccheck.commands.universes.answers import as_dict
from uccheck.core.exact import exact
from uccheck.core.verdict import Kind, Verdict, word


class Made:
    """Numbers of a figure none of which are alike."""

    name, trusts, given = "theorem", ("flint", "numpy"), ("human: a sentence",)
    asked: ClassVar = {"m": 20, "seed": 3}

    def records(self) -> list[dict[str, Any]]:
        return [{"D": 100, "low": "0.1", "high": "0.2"}, {"D": 200, "low": "0.3", "high": None}]


def test_the_numbers_of_a_figure_are_the_same_in_each_format() -> None:
    made: Any = Made()
    body = json.loads(_json(made))
    assert body == {
        "figure": "theorem", "asked": Made.asked, "points": made.records(), "trusts": ["flint", "numpy"], "given": ["human: a sentence"],
    }  # fmt: skip
    assert json.loads(content(made, "json")) == body
    rows = list(csv.DictReader(io.StringIO(content(made, "csv").decode())))
    assert rows == [{name: "" if value is None else str(value) for name, value in point.items()} for point in made.records()]


def test_each_end_that_coq_proved_stands_under_its_own_name() -> None:
    ends = {name: Fraction(k, 17) for k, name in enumerate(("e_gen_lower", "e_gen", "e_unif_alg", "e_unif_alg_upper"), 2)}
    proof = KernelResult(verdict=Verdict.UPHELD, detail="said", source_text="text", trusts=("coq",), **ends)
    told = record(proof)
    assert {name: exact(told[name], name) for name in ends} == ends
    assert (told["verdict"], told["detail"], told["trusts"]) == ("PROVED", "said", ["coq"])
    only = KernelResult(verdict=Verdict.UNDECIDED, detail="", e_gen=Fraction(1, 3))
    assert {name: record(only)[name] for name in ends} == {**dict.fromkeys(ends), "e_gen": "1/3"}
    assert (told["source_sha256"], record(only)["source_sha256"]) == (hashlib.sha256(b"text").hexdigest(), None)


@pytest.mark.parametrize("faults", [(), ("coqchk: a loop",), ("a", "b")])
def test_a_library_that_a_gate_refuses_is_refused_by_word_and_status(faults: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(folder="there", sha256="7" * 64, coq="coq 8.16.1", axioms=("an axiom",), faults=faults)
    for name, value in (("inspected", lambda folder: library), ("library_folder", Path), ("headlines", lambda folder: ("theorem_A",))):
        monkeypatch.setattr(f"uccheck.certificates.kernel.library.{name}", value)
    status, text = ran("kernel", "status")
    assert status == (1 if faults else 0) and text.startswith("REFUSED  " if faults else "ACCEPTED  ")
    assert [line.strip() for line in text.splitlines()[2:]] == [*(f"refused: {fault}" for fault in faults), "axiom: an axiom"]
    again, body = ran("kernel", "status", "--json")
    assert again == status and json.loads(body)["faults"] == list(faults) and json.loads(body)["axioms"] == ["an axiom"]


@pytest.mark.parametrize(
    ("name", "more"),
    [("exponential", {}), ("sco", {}), ("sco", {"learner": "gradient-descent", "eta": "0.0001"}), ("linear", {"learner": "minimum-norm"})],
)
def test_each_end_of_another_counterexample_stands_under_its_own_name(name: str, more: dict[str, str]) -> None:
    """No two ends of its brackets are alike; an end of a range is none that was found."""
    found: Any = counterexamples.certify(20, 3000, "0.05", "0.1", counterexample=name, **more)
    told = as_dict(found)
    for key, bracket in found.brackets.items():
        assert {side: exact(told[key][side], side) for side in ("lower", "upper")} == {
            "lower": bracket.lower.value,
            "upper": bracket.upper.value,
        }
    for key, end in (("e_gen_upper", found.e_gen.upper), ("e_unif_alg_lower", found.e_unif_alg.lower)):
        assert (None if told[key] is None else exact(told[key], key)) == (None if end.node is None else end.value)
    assert (told["m"], told["D"], told["delta"], told["epsilon"], told["counterexample"]) == (20, 3000, "0.05", "0.1", name)
    assert told["halves"] == {key: word(half.verdict, Kind.BALL) for key, half in found.halves.items()} and told["verdict"] == found.word
