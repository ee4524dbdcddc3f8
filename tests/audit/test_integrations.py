"""Claim files in other tools: pytest, JSON schema for editors, GitHub Actions, pre-commit; and the cache of decisions."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from uccheck.audit import engine, process
from uccheck.audit import files as claims
from uccheck.audit.cache import Cache
from uccheck.audit.reports import report as render
from uccheck.core.errors import InvalidFile

ROOT = Path(__file__).resolve().parents[2]
FALSE = '[[claim]]\nid = "u"\nsays = "s"\nkind = "identity"\nlhs = "1"\nrhs = "2"\nwhere = {}\n'


def test_pytest_collects_claims_and_fails_on_those_not_as_expected(tmp_path: Path) -> None:
    known = FALSE.replace('"u"', '"known"') + 'expect = "REFUTED"\n'
    (tmp_path / "claims.toml").write_text(known + FALSE + FALSE.replace('"u"', '"w"').replace("lhs", "lsh"))
    (tmp_path / "other.toml").write_text(FALSE)
    (tmp_path / "review.claims.md").write_text(f"```uccheck\n{known}```\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=tmp_path, env=environment)
    assert "2 failed, 2 passed" in done.stdout, done.stdout
    assert "REFUTED: 1 = 2" in done.stdout and "INVALID" in done.stdout
    named = subprocess.run([*command, "other.toml"], capture_output=True, text=True, timeout=200, cwd=tmp_path, env=environment)
    assert "1 failed" in named.stdout, named.stdout


def test_the_schema_accepts_the_examples_and_describes_every_kind() -> None:
    schema = claims.schema()
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for file in (ROOT / "examples").glob("*.toml"):
        assert validator.is_valid(tomllib.loads(file.read_text(encoding="utf-8"))), file
    kinds = [d for d in schema["$defs"].values() if "kind" in d.get("properties", {})]
    assert len(kinds) == 20 and all(d.get("description") for d in kinds)
    assert "not checked" in kinds[0]["properties"]["says"]["description"]


def test_junit_counts_failures_errors_and_skips() -> None:
    text = FALSE + FALSE.replace('"u"', '"ok"').replace('rhs = "2"', 'rhs = "1"') + FALSE.replace('"u"', '"bad"').replace("lhs", "lsh")
    text += '[[claim]]\nid = "open"\nsays = "s"\nkind = "approx"\nquantity = "e_gen"\nabout = "0.5"\n'
    found = sorted(engine.findings(claims.parse_text(text, "c.toml")), key=lambda f: f.order)
    suite = ElementTree.fromstring(render.render(found, "junit")).find("testsuite")
    assert suite is not None
    assert {k: suite.get(k) for k in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4", "failures": "1", "errors": "1", "skipped": "1",
    }  # fmt: skip


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    def prints(text: str) -> list[str]:
        found = list(engine.findings(claims.parse_text(text, "c.toml")))
        return [r["partialFingerprints"]["uccheckClaim/v1"] for r in json.loads(render.render(found, "sarif"))["runs"][0]["results"]]

    assert prints(FALSE) == prints("# a comment\n\n" + FALSE)
    assert prints(FALSE) != prints(FALSE.replace('"u"', '"v"'))


def test_the_action_and_the_hook_call_commands_that_exist() -> None:
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"--[a-z-]+", " ".join(re.findall(r"uccheck audit .*", action))))
    helped = subprocess.run(
        [sys.executable, "-m", "uccheck", "audit", "--help"], capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
    ).stdout  # fmt: skip
    assert used and all(option in helped for option in used), used
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    pattern = re.search(r"files: (.*)", hook)
    assert pattern is not None and "entry: uccheck audit" in hook
    assert re.search(pattern[1], "docs/claims.toml") and re.search(pattern[1], "a.claims.md")
    assert not re.search(pattern[1], "pyproject.toml")


def test_the_cache_returns_what_was_decided_and_decides_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def verdicts(text: str) -> list[str]:
        with Cache(tmp_path / "cache") as kept:
            return [f.verdict for f in engine.findings(claims.parse_text(text, "c.toml"), cache=kept)]

    assert verdicts(FALSE) == ["REFUTED"]
    calls: list[object] = []
    real = process.Worker.decide
    monkeypatch.setattr(process.Worker, "decide", lambda self, *a, **k: calls.append(a) or real(self, *a, **k))
    assert verdicts(FALSE.replace('"s"', '"another sentence"').replace('"u"', '"v"')) == ["REFUTED"] and not calls
    assert verdicts(FALSE.replace('rhs = "2"', 'rhs = "1"')) == ["PROVED"] and len(calls) == 1
    (tmp_path / "odd").write_text("not a database")
    with pytest.raises(InvalidFile, match="as a cache"):
        Cache(tmp_path / "odd")
