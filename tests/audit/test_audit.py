"""The audit as a whole: bounded workers, exit status, and four formats that escape what they print."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.audit.asking import cli
from uccheck.audit import engine as audit
from uccheck.audit import files as claims
from uccheck.audit import process
from uccheck.audit.reports import report as render

GOOD = """[[claim]]
id = "good"
says = "The square of a sum."
kind = "identity"
lhs = "(a + b)**2"
rhs = "a**2 + 2*a*b + b**2"
where = { a = "real", b = "real" }
"""
BAD = GOOD.replace("good", "bad").replace("2*a*b", "a*b")
BROKEN = GOOD.replace("good", "broken").replace("rhs", "rsh")
NASTY = """[[claim]]
id = "nasty"
says = "<script>alert('x')</script> \\u001b[31mred\\u202e {{ 7*7 }}"
source = "https://example.org/?q=<b>&r=\\"x\\""
kind = "proportion"
k = 1
n = 3
"""


def found_in(text: str) -> list[audit.Finding]:
    return list(audit.findings(claims.parse_text(text, "dir/a b.toml")))


@pytest.fixture(scope="module")
def found() -> list[audit.Finding]:
    return found_in(GOOD + BAD + BROKEN + NASTY)


def test_verdicts_in_order(found: list[audit.Finding]) -> None:
    assert [(f.id, f.verdict) for f in found] == [
        ("good", "PROVED"), ("bad", "REFUTED"), ("broken", "INVALID"), ("nasty", "PROVED"),
    ]  # fmt: skip
    assert not audit.all_upheld(found) and audit.all_upheld([found[0], found[3]])


def test_json_has_the_keys_of_the_contract(found: list[audit.Finding]) -> None:
    body = json.loads(render.render(found, "json"))
    for record in body["claims"]:
        assert {"id", "verdict", "kind", "sentence", "detail", "evidence", "trusts", "given", "alpha"} <= set(record)
        assert "explain" not in record
    assert body["alpha_total"] == "0"
    assert "explain" in json.loads(render.render(found, "json", explain=True))["claims"][0]


def test_text_has_no_control_characters(found: list[audit.Finding]) -> None:
    text = render.render(found, "text", explain=True)
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "4 claims: 2 PROVED, 1 REFUTED, 1 INVALID; total alpha 0" in text


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_html_escapes_and_loads_nothing(found: list[audit.Finding]) -> None:
    page = render.render(found, "html", explain=True)
    reader = Tags()
    reader.feed(page)
    assert not {"script", "img", "link", "iframe", "b"} & set(reader.tags)
    assert not [a for a in reader.attributes if a[0] == "src" or a[0].startswith("on")]
    assert {v for k, v in reader.attributes if k == "href"} == {"#claim-1", "#claim-2", "#claim-3", "#claim-4"}
    assert "&lt;script&gt;" in page and "{{ 7*7 }}" in page
    assert "url(" not in page


#: The parts of the SARIF 2.1.0 schema that these logs use, written from the specification; the whole OASIS schema was
#: applied to the examples by hand (docs/audit.md).
_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}
_RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "shortDescription": _TEXT},
    "additionalProperties": False,
}
_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/:@!$&'()*+,;=-]+$"}},
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}
_RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": _TEXT,
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "locations": {"type": "array", "items": _LOCATION},
        "properties": {"type": "object"},
    },
    # a level other than none goes with the kind fail only
    "if": {"properties": {"kind": {"not": {"const": "fail"}}}},
    "then": {"properties": {"level": {"const": "none"}}},
}
_DRIVER = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "semanticVersion": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": _RULE},
    },
}
_RUN = {
    "type": "object",
    "required": ["tool"],
    "additionalProperties": False,
    "properties": {
        "tool": {
            "type": "object",
            "required": ["driver"],
            "additionalProperties": False,
            "properties": {"driver": _DRIVER},
        },
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": _RESULT},
    },
}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": _RUN},
    },
}


def test_sarif_is_valid_and_its_mutants_are_not(found: list[audit.Finding]) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(SARIF)
    log = json.loads(render.render(found, "sarif", explain=True))
    assert list(validator.iter_errors(log)) == []
    results = log["runs"][0]["results"]
    assert [(r["properties"]["id"], r["kind"], r["level"]) for r in results] == [("bad", "fail", "error"), ("broken", "fail", "error")]
    assert all(re.fullmatch("[0-9a-f]{32}", r["partialFingerprints"]["uccheckClaim/v1"]) for r in results)
    assert all(log["runs"][0]["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    for path, value in ((("level",), "bad"), (("kind",), "bad"), (("ruleIndex",), "0"), (("extra",), 1)):
        mutant = json.loads(json.dumps(log))
        mutant["runs"][0]["results"][0][path[0]] = value
        assert not validator.is_valid(mutant), path


def test_exit_status_and_streams(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text(GOOD + BAD)
    fine = cli("good.toml", cwd=tmp_path)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert cli("bad.toml", "--json", cwd=tmp_path).returncode == 1
    for arguments, complaint in (
        (["none.toml"], "no such file"),
        ([], "needs a claim file"),
        (["good.toml", "--limit", "0"], "time limit"),
        (["good.toml", "--total", "0"], "total time limit"),
        (["good.toml", "-o", "none/x.html"], "does not exist"),
    ):
        misuse = cli(*arguments, cwd=tmp_path)
        assert misuse.returncode == 2 and misuse.stdout == ""
        assert re.fullmatch(rf"uccheck audit: .*{complaint}.*\n", misuse.stderr), misuse.stderr


def test_a_module_beside_the_claim_file_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "sympy.py").write_text("open('trace', 'w').close()\n")
    (tmp_path / "json.py").write_text("open('trace', 'w').close()\n")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    command = [sys.executable, "-P", "-m", "uccheck", "audit", "good.toml"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "trace").exists()


def test_the_schema_is_printed() -> None:
    done = cli("--schema")
    assert done.returncode == 0 and json.loads(done.stdout)["title"] == "uccheck claim file"


HANGING = """
import json, sys, time
print("ready", flush=True)
for line in sys.stdin:
    if "hang" in line:
        while True: time.sleep(1)
    if "die" in line:
        sys.exit(3)
    answer = {"verdict": "PROVED", "kind": "exact", "detail": "d", "alpha": "0", "sentence": "s", "given": [], "needs": []}
    print(json.dumps({**answer, "evidence": [], "trusts": [], "explain": []}), flush=True)
"""


def test_a_claim_that_hangs_or_kills_its_worker_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hanging_worker.py").write_text(HANGING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    start = time.monotonic()
    with process.Worker(0.5, module="hanging_worker") as worker:
        verdicts = [worker.decide({"id": name})["verdict"] for name in ("fine", "hang", "fine", "die", "fine")]
    assert verdicts == ["PROVED", "INCONCLUSIVE", "PROVED", "INCONCLUSIVE", "PROVED"]
    assert time.monotonic() - start < 20


def test_the_time_limit_holds_inside_algebra() -> None:
    body = '[[claim]]\nid = "slow"\nsays = "s"\nkind = "identity"\nlhs = "(a+b+c+d)**200*(a-b+c-d)**200"\n'
    body += 'rhs = "((a+c)**2-(b+d)**2)**200"\nwhere = { a = "real", b = "real", c = "real", d = "real" }\n'
    start = time.monotonic()
    (slow, fine) = list(audit.findings(claims.parse_text(body + GOOD, "c.toml"), limit=3))
    assert time.monotonic() - start < 40
    assert slow.verdict in ("INCONCLUSIVE", "PROVED") and fine.verdict == "PROVED"


def test_an_interrupted_audit_prints_what_it_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from uccheck.cli import main

    def interrupted(*arguments: Any, **options: Any) -> Iterator[audit.Finding]:
        yield audit.Finding(id="good", verdict="PROVED", kind="exact", detail="d")
        raise KeyboardInterrupt

    (tmp_path / "c.toml").write_text(GOOD + BAD)
    monkeypatch.setattr(audit, "findings", interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(tmp_path / "c.toml"), "--json"])
    shown = capsys.readouterr()
    assert ended.value.code == 130 and "1 of 2 claims" in shown.err
    assert [c["id"] for c in json.loads(shown.out)["claims"]] == ["good"]


def test_findings_are_printed_when_they_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    os.mkfifo(tmp_path / "taken")  # seen before any claim is decided
    refused = cli("good.toml", "-o", "taken", cwd=tmp_path)
    assert refused.returncode == 2 and "it is no regular file" in refused.stderr and not refused.stdout
    long = "x" * 250  # a name that leaves none for the file written aside: seen only when it is written
    done = cli("good.toml", "-o", long, cwd=tmp_path)
    assert done.returncode == 2 and "printed instead" in done.stderr and "PROVED  good" in done.stdout
    assert cli("good.toml", "-o", "x.txt", cwd=tmp_path).returncode == 0
    assert "PROVED  good" in (tmp_path / "x.txt").read_text()
