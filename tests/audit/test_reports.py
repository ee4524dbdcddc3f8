"""What reports show and what an audit reads: no escapes, no paths of the machine, claim files among other files, its exit status."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from tests.audit.asking import UNBOUND, cli, findings
from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.reports import report as render

NASTY = """[[claim]]
id = "n"
says = "\\u001b[31mred \\u202e reversed"
source = "\\u2066hidden"
kind = "proportion"
k = 1
n = 3
"""


@pytest.mark.parametrize("format", ["text", "md", "html", "sarif", "junit", "json"])
def test_no_format_keeps_escapes_or_direction_marks(format: str) -> None:
    found = findings(NASTY + NASTY.replace('"n"', '"m"').replace("k = 1", "k = 4"))
    shown = render.render(found, format, explain=True)
    for mark in ("\x1b", "\u202e", "\u2066", "\\u001b", "\\u202e"):
        assert mark not in shown
    (broken,) = findings(NASTY.replace('"n"', '"b\\u001b\\u202e"'))
    assert broken.verdict == "INVALID" and broken.id == "b"
    assert not [c for c in render.render([broken], format) if c in "\x1b\u202e\u2066"]


def test_names_of_files_reach_the_terminal_without_escapes(tmp_path: Path) -> None:
    name = "a\x1b[31m.toml"
    (tmp_path / name).write_text(UNBOUND)
    done = cli(name, cwd=tmp_path)
    assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr
    missing = cli("b\x1b[31m.toml", cwd=tmp_path)
    assert missing.returncode == 2 and "\x1b" not in missing.stderr


def test_no_report_holds_an_absolute_path(tmp_path: Path) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "a.toml").write_text(UNBOUND.replace('rhs = "1"', 'rhs = "2"'))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    places = itertools.cycle(itertools.product((str(folder / "a.toml"), str(folder)), (tmp_path, elsewhere)))
    for format, (target, cwd) in zip(("text", "json", "md", "html", "sarif", "junit", "text", "html"), places, strict=False):
        done = cli(target, "--format", format, cwd=cwd)
        assert done.returncode == 1 and str(tmp_path) not in done.stdout, done.stdout
    log = json.loads(cli(str(folder / "a.toml"), "--format", "sarif", cwd=tmp_path).stdout)
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "sub/a.toml"


def test_neighbours_of_claim_files_are_not_claims(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A project\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe not text")
    (tmp_path / "claims.toml").write_text(UNBOUND)
    found = engine.audit_files([tmp_path])
    assert [(f.id, f.verdict) for f in found] == [("u", "PROVED")]


@pytest.mark.parametrize("fence", ["uccheck", "toml uccheck", "uccheck toml", "{.toml .uccheck}", "TOML uccheck"])
def test_a_fence_that_names_the_kit_is_read(fence: str) -> None:
    text = f"text\n\n```{fence}\n{UNBOUND}```\n"
    assert [f.verdict for f in findings(text, "a.md")] == ["PROVED"]


def test_a_block_inside_a_comment_is_not_claimed() -> None:
    hidden = f"text\n<!-- \n```uccheck\n{UNBOUND}```\n-->\n"
    (item,) = claims.parse_text(hidden, "a.md")
    assert isinstance(item, claims.Malformed) and "no claim" in item.reason
    shown = f"<!-- a note -->\n```uccheck\n{UNBOUND}```\n<!-- ``` -->\n"
    assert [f.verdict for f in findings(shown, "a.md")] == ["PROVED"]
    inside = f"```uccheck\n{UNBOUND.replace('Every', '<!-- Every')}```\n"
    assert [f.verdict for f in findings(inside, "a.md")] == ["PROVED"]


def test_the_whole_audit_has_a_time_limit() -> None:
    text = "".join(UNBOUND.replace('"u"', f'"u{i}"') for i in range(3))
    for total in (1e-6, 0.02):  # the second is over while the deciding process starts
        found = list(engine.findings(claims.parse_text(text, "c.toml"), total=total))
        assert [f.verdict for f in found] == ["INCONCLUSIVE"] * 3
        assert all("total time" in f.detail for f in found)


def test_exit_status_tells_refuted_from_malformed_and_expected(tmp_path: Path) -> None:
    false = UNBOUND.replace('rhs = "1"', 'rhs = "2"')
    (tmp_path / "false.toml").write_text(false)
    (tmp_path / "known.toml").write_text(false + 'expect = "REFUTED"\n')
    (tmp_path / "surprise.toml").write_text(UNBOUND + 'expect = "REFUTED"\n')
    (tmp_path / "broken.toml").write_text(UNBOUND.replace("lhs", "lsh"))
    status = {name: cli(f"{name}.toml", cwd=tmp_path).returncode for name in ("false", "known", "surprise", "broken")}
    assert status == {"false": 1, "known": 0, "surprise": 1, "broken": 3}
    assert cli("-", cwd=tmp_path, stdin=UNBOUND).returncode == 0
    assert cli("-", cwd=tmp_path, stdin=f"```uccheck\n{false}```\n").returncode == 1
