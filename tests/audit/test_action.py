"""The GitHub action and the pre-commit hook, run as those programs run them: the shell scripts and the entry of the files themselves."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parents[2]
FALSE = '[[claim]]\nid = "u"\nsays = "s"\nkind = "identity"\nlhs = "1"\nrhs = "2"\nwhere = {}\n'
KNOWN = FALSE.replace('"u"', '"known"') + 'expect = "REFUTED"\n'
UNREADABLE = FALSE.replace('"u"', '"odd"').replace("lhs", "lsh")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")


def program(folder: Path) -> dict[str, str]:
    """The environment of a job in which `uccheck` is installed."""
    shim = folder / "bin" / "uccheck"
    shim.parent.mkdir(parents=True)
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m uccheck "$@"\n')
    shim.chmod(0o755)
    return {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}"}


def steps(**given: str) -> list[dict[str, Any]]:
    """The steps that a job runs, with the inputs put in: a composite action knows no more of expressions than this file uses."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: given.pop(name, str(about["default"])) for name, about in action["inputs"].items()}
    assert not given and action["runs"]["using"] == "composite"

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{\s*inputs\.(\w+)\s*\}\}", lambda found: inputs[found[1]], text)

    def wanted(step: dict[str, Any]) -> bool:
        condition = re.fullmatch(r"inputs\.(\w+) == '(\w+)'", step.get("if", ""))
        assert ("if" in step) == (condition is not None)
        return condition is None or inputs[condition[1]] == condition[2]

    return [step | {"env": {k: filled(v) for k, v in step.get("env", {}).items()}} for step in action["runs"]["steps"] if wanted(step)]


def test_the_kit_is_installed_from_the_actions_own_checkout_unless_told_otherwise() -> None:
    first, *_ = steps()
    assert first["run"] == 'python -m pip install --quiet "$GITHUB_ACTION_PATH"' and first["shell"] == "bash"
    assert len(steps(install="false")) == len(steps()) - 1


@needs_bash
@pytest.mark.parametrize(
    ("text", "status", "alerts"),
    [(KNOWN, 0, []), (KNOWN + FALSE, 1, ["u"]), (KNOWN + FALSE + UNREADABLE, 3, ["u", "odd"])],
)
def test_the_action_writes_alerts_and_a_summary_and_ends_with_the_status(tmp_path: Path, text: str, status: int, alerts: list[str]) -> None:
    (tmp_path / "my claims").mkdir()
    (tmp_path / "claims.toml").write_text(text)
    summary = tmp_path / "summary.md"
    environment = program(tmp_path) | {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(ROOT)}
    (step,) = steps(install="false", sarif="found.sarif")
    script = tmp_path / "step.sh"
    script.write_text(step["run"])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]  # what `shell: bash` stands for
    done = subprocess.run(command, cwd=tmp_path, env=environment | step["env"], capture_output=True, text=True, timeout=200)
    assert done.returncode == status, done.stderr
    results = json.loads((tmp_path / "found.sarif").read_text())["runs"][0]["results"]
    assert len(results) == len(alerts) and all(any(id in json.dumps(r) for r in results) for id in alerts)
    assert {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results} <= {"claims.toml"}
    assert "known" in summary.read_text() and (tmp_path / ".uccheck-cache").exists()


@needs_bash
def test_the_files_of_the_action_are_several_and_no_pattern_is_expanded(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(KNOWN)
    (tmp_path / "b.toml").write_text(FALSE)
    environment = program(tmp_path) | {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    for files, status in (("a.toml", 0), ("a.toml b.toml", 1), ("*.toml", 2)):
        (step,) = steps(install="false", files=files)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=tmp_path, env=environment | step["env"], capture_output=True, text=True, timeout=200)
        assert done.returncode == status, (files, done.stderr)


def test_the_hook_decides_the_claim_files_that_are_committed(tmp_path: Path) -> None:
    """pre-commit gives the entry the names of the staged files that `files` fits, from the root of the repository."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    environment = program(tmp_path)
    (tmp_path / "docs").mkdir()
    staged = {"docs/claims.toml": KNOWN, "review.claims.md": f"```uccheck\n{KNOWN}```\n", "pyproject.toml": "", "README.md": "# x\n"}
    for name, text in staged.items():
        (tmp_path / name).write_text(text)
    fitting = [name for name in staged if re.search(hook["files"], name)]
    assert fitting == ["docs/claims.toml", "review.claims.md"]
    command = [*shlex.split(hook["entry"]), *fitting]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0 and "2 claims: 2 REFUTED" in done.stdout, done.stdout
    (tmp_path / "docs/claims.toml").write_text(FALSE)
    assert subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200).returncode == 1
