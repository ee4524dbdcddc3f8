"""Exit statuses: 0 where everything is upheld, 1 where something is refuted or undecided, whatever the command that says so."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.commands.said import asked, ran
from uccheck.article.ledger import Record
from uccheck.certificates.check import digest
from uccheck.commands import derive
from uccheck.core.verdict import Verdict

CLAIM = (
    '[[claim]]\nid = "{}"\nsays = "s"\nkind = "inequality"\nlhs = "x*(1-x)"\n'
    'relation = "<="\nrhs = "{}"\nwhere = {{ x = ["0", "1"] }}\n{}\n'
)


def audited(tmp_path: Path, *claims: str) -> tuple[int, str]:
    """The status and the text of an audit of these claims."""
    (tmp_path / "claims.toml").write_text("\n".join(claims))
    return ran("audit", str(tmp_path / "claims.toml"))


UP, NO = CLAIM.format("a", "0.3", ""), CLAIM.format("b", "0.2", "")
OPEN = '[[claim]]\nid = "c"\nsays = "s"\nkind = "generalizes"\nm = 30\nD = 4\ndelta = "0.1"\nat_most = "0.3"\n'
BAD = '[[claim]]\nid = "d"\nsays = "s"\nkind = "tail"\n'
EXPECTED = {
    "upheld": ((UP,), 0), "refuted": ((NO,), 1), "undecided": ((OPEN,), 1), "malformed": ((UP, BAD), 3),
    "malformed among false": ((NO, BAD), 3),
    "one of two": ((UP, NO), 1), "refuted as expected": ((UP, CLAIM.format("b", "0.2", 'expect = "REFUTED"')), 0),
    "upheld against expectation": ((CLAIM.format("b", "0.3", 'expect = "REFUTED"'),), 1),
    "open as expected": ((OPEN + 'expect = "INCONCLUSIVE"\n',), 0), "open, expected refuted": ((OPEN + 'expect = "REFUTED"\n',), 1),
}  # fmt: skip


@pytest.mark.parametrize("name", list(EXPECTED))
def test_an_audit_ends_as_its_words_say(name: str, tmp_path: Path) -> None:
    claims, status = EXPECTED[name]
    found, text = audited(tmp_path, *claims)
    words = re.findall(r"^(CERTIFIED|PROVED|REFUTED|INCONCLUSIVE|INVALID)  ", text, re.MULTILINE)
    assert len(words) == len(claims) and found == status
    if "expect" not in name:
        assert status == (3 if "INVALID" in words else 1 if {"REFUTED", "INCONCLUSIVE"} & set(words) else 0)


@pytest.mark.parametrize(
    ("numbers", "sought", "why"),
    [
        ("--D 1 --delta 0.3 --epsilon 0.01 --theorem A", "m", "no m was found"),
        ("--m 60 --D 2 --epsilon 0.01 --counterexample sco", "delta", "no delta was found"),
        ("--m 60 --delta 0.05 --epsilon 0.01 --counterexample sco", "D", "no D up to 1000000000000 certifies"),
        ("--m 50 --D 3 --delta 0.05 --theorem A", "epsilon", "no epsilon below 1"),
    ],
)
def test_a_search_that_finds_nothing_decides_nothing(numbers: str, sought: str, why: str) -> None:
    status, text = ran("threshold", *numbers.split())
    assert status == 1 and text.startswith(f"INCONCLUSIVE  {why}") and text.count("\n") == 1
    made = asked("threshold", *numbers.split()).made
    assert (made["sought"], made[sought], made["verdict"], made["below"]) == (sought, None, "INCONCLUSIVE", "undecided")
    assert made["below_detail"] == text.removeprefix("INCONCLUSIVE  ").rstrip("\n")


@pytest.fixture(scope="module", name="document")
def fixture_document() -> dict[str, Any]:
    found: dict[str, Any] = asked("certify", "--m", "20", "--D", "1000", "--delta", "0.07", "--epsilon", "0.03").made["certificate"]
    return found


@pytest.mark.parametrize("broken", [(False, False), (False, True), (True, True)])
def test_one_certificate_that_fails_is_enough(broken: tuple[bool, ...], document: dict[str, Any], tmp_path: Path) -> None:
    """A loss that is too small, with the digest of the changed file."""
    files = []
    for number, false in enumerate(broken):
        made = json.loads(json.dumps(document))
        if false:
            made["roots"] = [{**root, "at": {**root["at"], **({"e": "1/1000"} if "e" in root["at"] else {})}} for root in made["roots"]]
            made["sha256"] = digest(made)
        files.append(str(tmp_path / f"{number}.json"))
        Path(files[-1]).write_text(json.dumps(made))
    (status, text), (same, found) = ran("check", *files), ran("check", *files, "--json")
    words = [row["verdict"] for row in json.loads(found)["files"]]
    assert [word != "CERTIFIED" for word in words] == list(broken) and [text.count(f"{word}  /") for word in set(words)] == [
        words.count(word) for word in set(words)
    ]
    assert status == same == int(any(broken)) and (json.loads(found)["verdict"] == "CERTIFIED") == (status == 0)
    assert [row["file"] for row in json.loads(found)["files"]] == files


SOUND = Record("swap-lemma", "PROVED", True, "symbolic", 3, 3, ("sympy",), (), Fraction(0), (), ())


@pytest.mark.parametrize("change", [{}, {"upheld": False, "word": "REFUTED"}, {"refuted": 2}, {"mutants": 99}])
def test_a_statement_that_fails_or_a_mutant_that_survives_is_status_1(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uccheck.article.ledger.record", lambda name: replace(SOUND, **change))
    assert ran("verify", SOUND.id)[0] == ran("verify", SOUND.id, "--json")[0] == int(bool(change))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_derivation_of_what_is_not_upheld_is_status_1(verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    def finding(name: str) -> Any:
        return SimpleNamespace(verdict=verdict if name == SOUND.id else Verdict.UPHELD)

    monkeypatch.setattr("uccheck.rules.catalogue.finding", finding)
    assert (derive._status((SOUND.id, "rotation")) == 0) == (verdict is Verdict.UPHELD)


def test_what_is_not_found_is_status_1() -> None:
    assert [ran("statements", "--search", words)[0] for words in ("swap", "zzqqxx")] == [0, 1]
    readable = "With 1000 samples in dimension 400000 every flipped point is misclassified with probability at least 0.999."
    assert [ran("claim", words)[0] for words in (readable, "The weather is nice.")] == [0, 1]


def test_a_threshold_that_no_search_finds_is_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uccheck.answers.threshold.MAX_D", 500)
    assert [ran("table", "threshold", "--m", "10", "--epsilon", epsilon)[0] for epsilon in ("0.3", "0.3,0.01")] == [0, 1]


@pytest.mark.parametrize(("delta", "status"), [("0.05", 0), ("0.9", 1)])
def test_a_board_with_a_row_of_which_nothing_is_known_is_status_1(delta: str, status: int) -> None:
    numbers = ("--m", "20", "--D", "900", "--delta", delta, "--epsilon", "0.1", "--only", "vc,gibbs")
    assert ran("definitions", *numbers)[0] == status


@pytest.mark.parametrize("change", [{}, {"upheld": False, "word": "REFUTED"}, {"refuted": 2}])
def test_a_report_of_a_statement_that_fails_is_status_1(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One of two is enough; the page is written all the same."""
    found = SimpleNamespace(records=[SOUND, replace(SOUND, id="other", **change)])
    monkeypatch.setattr("uccheck.report.collect.collect", lambda names, **more: found)
    monkeypatch.setattr("uccheck.report.page.page", lambda one: "the page")
    status, text = ran("report", "swap-lemma", "-o", str(tmp_path / "page.html"), "--workers", "1")
    assert status == int(bool(change)) and (tmp_path / "page.html").read_text() == "the page" and "page.html" in text
