"""The audit as a whole: verdicts in order, bounded workers, exit status, and what is printed when it is broken off."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audit.asking import cli
from tests.audit.mixed import BAD, GOOD
from uccheck.audit import engine as audit
from uccheck.audit import files as claims
from uccheck.audit import process
from uccheck.cli import main


def test_verdicts_in_order(found: list[audit.Finding]) -> None:
    assert [(f.id, f.verdict) for f in found] == [
        ("good", "PROVED"), ("bad", "REFUTED"), ("broken", "INVALID"), ("nasty", "PROVED"),
    ]  # fmt: skip
    assert not audit.all_upheld(found) and audit.all_upheld([found[0], found[3]])


def test_exit_status_and_streams(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text(GOOD + BAD)
    fine = cli("good.toml", cwd=tmp_path)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert cli("bad.toml", "--json", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["none.toml"], "no such file"),
        ([], "needs a claim file"),
        (["good.toml", "--limit", "0"], "time limit"),
        (["good.toml", "--total", "0"], "total time limit"),
        (["good.toml", "-o", "none/x.html"], "does not exist"),
    ],
)
def test_misuse_is_one_line(
    arguments: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["audit", *arguments])
    shown = capsys.readouterr()
    assert ended.value.code == 2 and shown.out == ""
    assert re.fullmatch(rf"uccheck audit: .*{complaint}.*\n", shown.err), shown.err


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
    def interrupted(*arguments: Any, **options: Any) -> Iterator[audit.Finding]:
        yield audit.Finding(id="good", verdict="PROVED", kind="exact", detail="d")
        raise KeyboardInterrupt

    (tmp_path / "c.toml").write_text(GOOD + BAD)
    monkeypatch.setattr(audit, "findings", interrupted)
    for more, kept in (([], "nothing is kept without --cache"), (["--cache", str(tmp_path / "k")], f"and kept in {tmp_path / 'k'}")):
        with pytest.raises(SystemExit) as ended:
            main(["audit", str(tmp_path / "c.toml"), "--json", *more])
        shown = capsys.readouterr()
        assert ended.value.code == 130 and "1 of 2 claims" in shown.err and kept in shown.err
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
