"""A kept decision is repeated for what it was made for alone: what can change it, and all that it speaks of, are of its key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.cache import Cache
from uccheck.audit.kinds.fields import Common
from uccheck.audit.kinds.models import KINDS
from uccheck.audit.worker import decide

TOLD = set(Common.model_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_of_its_key(kind: str, tmp_path: Path) -> None:
    """All but those that every claim has, which are printed and decide nothing."""
    with Cache(tmp_path / "kept") as kept:
        table: dict[str, Any] = {"kind": kind, "id": "a", "says": "s"}
        for field in KINDS[kind].model_fields:
            keys = {kept.key(table | more, {}) for more in ({}, {field: "1"}, {field: "2"}, {field: ["1", "2"]}, {field: {"x": "1"}})}
            assert len(keys) == (1 if field in TOLD else 5), field


DECIDED: list[dict[str, Any]] = [
    {"kind": "tail", "distribution": "normal", "side": "upper", "at": "3", "at_most": "0.01"},
    {"kind": "proportion", "k": 7, "n": 30, "lower": "0.1", "upper": "0.4", "level": "0.9"},
    {"kind": "vacuous", "m": 20, "D": 3000, "delta": "0.05", "at_least": "0.3"},
    {"kind": "attribution", "paper": "1902.04742", "finding": "key-lemma"},
]


@pytest.mark.parametrize("table", DECIDED, ids=lambda table: str(table["kind"]))
def test_what_every_claim_has_decides_nothing(table: dict[str, Any]) -> None:
    plain = decide(table | {"id": "a", "says": "s"}, 60).record()
    words = {"id": "b", "says": "REFUTED: at most 3 of 5", "source": "p. 3", "speaks_of": "images", "decided_on": "the line"}
    assert set(words) | {"expect"} == TOLD
    assert decide(table | words | {"expect": "REFUTED"}, 60).record() == plain


RUN = '[[claim]]\nid = "a"\nsays = "s"\nkind = "run"\nrecord = "result.json"\nquantity = "test-error"\nrelation = "<="\nvalue = "0.25"\n'


def test_a_decision_on_a_record_is_made_anew_where_the_record_changed(tmp_path: Path) -> None:
    """Another count, another way to stop, another parameter, and a record that is gone."""
    (tmp_path / "claims.toml").write_text(RUN)

    def found(errors: int | None) -> tuple[str, bool]:
        run = {"cell": "8", "m": 8, "replicate": 0, "seed": 0, "stop": "reached", "test_errors": errors, "test_points": 100}
        if errors is None:
            (tmp_path / "result.json").unlink()
        else:
            (tmp_path / "result.json").write_text(json.dumps({"parameters": {"vary": "m"}, "records": [run]}))
        with Cache(tmp_path / "kept") as kept:
            (one,) = engine.findings(claims.read([tmp_path / "claims.toml"]), cache=kept)
        return one.verdict, "the cache of kept decisions" in one.trusts

    assert [found(20), found(20), found(30), found(30), found(20)] == [
        ("MEASURED", False), ("MEASURED", True), ("REFUTED", False), ("REFUTED", True), ("MEASURED", True),
    ]  # fmt: skip
    assert found(None)[0] not in ("MEASURED", "REFUTED")


def test_an_inference_is_decided_anew_where_a_premise_changed(tmp_path: Path) -> None:
    """From a premise that is refuted nothing follows here, whatever followed from it before."""
    numbers = 'm = 1000\nD = 400000\ndelta = "0.05"\n'
    premise = '[[claim]]\nid = "p"\nsays = "s"\nkind = "{}"\n' + numbers
    text = '[[claim]]\nid = "i"\nsays = "s"\nkind = "inference"\npremises = ["p"]\nconclusion = "q"\n' + premise.format("vacuous")
    other = '[[claim]]\nid = "q"\nsays = "s"\nkind = "vacuous"\nat_least = "0.5"\n' + numbers

    def found(least: str) -> dict[str, tuple[str, bool]]:
        with Cache(tmp_path / "kept") as kept:
            every = engine.findings(claims.parse_text(f'{text}at_least = "{least}"\n{other}', "c.toml"), cache=kept)
            return {one.id: (one.verdict, "the cache of kept decisions" in one.trusts) for one in every}

    first, again, weaker = found("0.9"), found("0.9"), found("0.1")
    assert not first["i"][1] and not weaker["i"][1] and weaker["q"][1] and again["q"][1], (first, again, weaker)
