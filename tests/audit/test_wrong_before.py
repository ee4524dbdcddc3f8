"""What an earlier audit got wrong: each sentence is one way in which a report seemed to endorse, or to refute, what it had not decided."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uccheck.audit import engine, sentences
from uccheck.audit import files as claims
from uccheck.audit import report as render
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.models import adapter
from uccheck.audit.worker import decide


def decided(**table: object) -> Decision:
    return decide({"id": "c", "says": "s", **table}, 30)


def findings(text: str, name: str = "claims.toml") -> list[engine.Finding]:
    return sorted(engine.findings(claims.parse_text(text, name)), key=lambda f: f.order)


def cli(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-m", "uccheck", "audit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=cwd, env=environment, input=stdin)


UNBOUND = """[[claim]]
id = "u"
says = "Every deep network's generalization is explained by uniform convergence, in 99% of cases."
kind = "identity"
lhs = "1"
rhs = "1"
where = {}
"""


@pytest.mark.parametrize("format", ["text", "md", "html", "sarif", "junit", "json"])
def test_a_verdict_stands_beside_the_sentence_decided_and_never_beside_says(format: str) -> None:
    (found,) = findings(UNBOUND)
    assert (found.verdict, found.sentence) == ("PROVED", "1 = 1")
    shown = render.render([found], format)
    if format == "sarif":
        assert json.loads(shown)["runs"][0]["results"] == []
        return
    assert "1 = 1" in shown
    at, quoted = shown.index("PROVED"), shown.index("Every deep network")
    assert shown.index("1 = 1", at) < quoted
    if format != "json":
        assert "not checked" in shown[:quoted].lower()[-120:]


def test_numbers_of_says_that_no_field_has_are_named() -> None:
    (found,) = findings(UNBOUND)
    assert any("99%" in note for note in found.notes)
    assert any("'Every'" in note for note in found.notes)
    fine = "With 1000 samples in dimension 400000 the flipped set is misclassified with probability 0.999."
    formal = "P(h_S misclassifies every flipped training point) >= 0.999 in the linear setting, m = 1000, D = 400000"
    assert sentences.unmatched(fine, formal) == []
    assert sentences.unmatched(fine.replace("0.999", "0.9999"), formal) == ["0.9999"]
    assert sentences.unmatched("with probability 95%, at 1e-3 or 10^4", "delta = 0.05, 0.001, 10000") == []


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        (
            {"kind": "vacuous", "m": 7, "D": 900, "delta": "0.03", "at_least": "0.8", "gamma": "0.5"},
            ["m = 7", "D = 900", "delta = 0.03", "0.8", "gamma = 0.5", "s = 4, b = 32"],
        ),
        (
            {"kind": "generalizes", "m": 7, "D": 900, "delta": "0.03", "at_most": "0.2"},
            ["m = 7", "D = 900", "delta = 0.03", "0.2", "0-1 loss"],
        ),
        (
            {"kind": "event", "event": "population-error", "m": 7, "D": 900, "epsilon": "0.1", "relation": ">=", "value": "0.9"},
            ["m = 7", "epsilon = 0.1", ">= 0.9"],
        ),
        (
            {"kind": "suffices", "D": "9*m", "delta": [0, "0.25"]},
            ["for every integer m >= 1", "delta in (0, 0.25]", "epsilon in (0, 1)", "every integer D >= 9*m"],
        ),
        (
            {"kind": "inequality", "lhs": "x", "relation": "<", "rhs": "y", "where": {"x": [0, 1], "y": [2, "inf"]}},
            ["x in [0, 1]", "y in [2, oo)", "x < y"],
        ),
        (
            {"kind": "statement", "ref": "theorem-b-simple", "holds": True},
            ["512*m*log(4/epsilon)", "delta in (0, 1/4]", "e_unif_alg(m, D, 4, 32, 0, delta) >= 1 - epsilon"],
        ),
        ({"kind": "statement", "ref": "one-flipped-moments", "holds": True}, ["b**2*(m + 1)/D", "-b + s"]),
    ],
)
def test_the_sentence_has_every_parameter_and_constant(table: dict[str, object], parts: list[str]) -> None:
    formal = sentences.sentence(adapter().validate_python({"id": "c", "says": "s", **table}))
    for part in parts:
        assert part in formal, formal


def test_a_wrong_mean_is_refuted_when_it_is_claimed() -> None:
    assert decided(kind="moment", of="flipped margin", what="mean", equals="s - b").word == "CERTIFIED"
    assert decided(kind="moment", of="flipped margin", what="mean", equals="s + b").word == "REFUTED"
    assert decided(kind="moment", of="flipped margin", what="variance", equals="b**2*m/D").word == "REFUTED"


def test_an_inequality_for_all_x_is_decided_there() -> None:
    def tail(rhs: str, low: object, high: object) -> Decision:
        return decided(kind="inequality", lhs="Q(x)", relation="<=", rhs=rhs, where={"x": [low, high]})

    assert tail("exp(-x**2/2)/2", 0, "inf").word == "CERTIFIED"
    assert tail("exp(-x**2/2)/2", 0, 10).word == "CERTIFIED"
    beyond = "exp(-x**2/2)/2 + 0.001 - max(x - 11, 0)"  # false beyond 11 only
    assert tail(beyond, 0, 10).word == "CERTIFIED"
    assert tail(beyond, 0, "inf").word == "REFUTED"
    assert tail("1e-25", 10, "inf").word == "REFUTED"


def test_bounds_that_grow_exponentially_with_depth_are_not_refuted_by_a_proof_about_something_else() -> None:
    found = decided(kind="statement", ref="construction-shows", holds=True, under={"grows": "norm-based bounds", "with": "depth"})
    assert found.word == "INCONCLUSIVE" and found.needs == ("evidence",)
    found = decided(kind="statement", ref="uniform-convergence-vacuous", holds=True, under={"setting": "hypersphere"})
    assert found.word == "INCONCLUSIVE" and "sidedness" in found.needs


def test_rounding_of_y_never_confirms_noise() -> None:
    """y = 1.0, 1.0, 1.0 is what any slope near 0 looks like after rounding."""
    generator = np.random.default_rng(5)
    x = [100, 200, 400]
    for _ in range(20):
        slope = float(generator.uniform(-0.02, 0.02))
        y = [f"{(v / 200) ** slope:.1f}" for v in x]
        assert y == ["1.0", "1.0", "1.0"]
        for relation, value in (("<", f"{slope - 1e-4:.6f}"), (">", f"{slope + 1e-4:.6f}"), ("==", "0")):
            table = {"kind": "exponent", "x": x, "y": y, "relation": relation, "value": value, "level": "0.95"}
            assert decided(**table).word == "INCONCLUSIVE"


def test_the_interval_covers_the_slope_of_rounded_values() -> None:
    """Exact power laws, rounded to two decimals: the true slope is never excluded."""
    generator = np.random.default_rng(11)
    for _ in range(40):
        slope = float(generator.uniform(-0.5, 0.5))
        y = [f"{3 * (v / 400) ** slope:.2f}" for v in (100, 200, 400, 800)]
        table = {"kind": "exponent", "x": [100, 200, 400, 800], "y": y, "relation": "==", "value": f"{slope:.9f}", "level": "0.95"}
        assert decided(**table).word == "INCONCLUSIVE", (slope, y)


def test_a_level_below_four_fifths_is_no_confidence() -> None:
    body = 'kind = "exponent"\nx = [1, 2, 3]\ny = [1, 2, 3]\nrelation = ">"\nvalue = 0\nlevel = "1e-9"\n'
    (item,) = claims.parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{body}', "c.toml")
    assert isinstance(item, claims.Malformed) and "level" in item.reason


def test_a_total_alpha_of_one_is_said_to_be_worth_nothing() -> None:
    found = [engine.Finding(id=f"c{i}", verdict="CONFIRMED(0.8)", kind="statistical", detail="d", alpha="1/5", order=i) for i in range(5)]
    for format in ("text", "md", "html", "json"):
        assert "carry no confidence" in render.render(found, format)
        assert "carry no confidence" not in render.render(found[:4], format)
        assert "with confidence 0.2 only" in render.render(found[:4], format)


BIB = """@inproceedings{nk, title={Uniform convergence may be unable to explain generalization in deep learning},
  author={Nagarajan, Vaishnavh and Kolter, J. Zico}, booktitle={NeurIPS}, year={2019}}"""
RIGHT = {"kind": "citation", "title": "Uniform convergence may be unable to explain generalization in deep learning"}


@pytest.mark.parametrize(
    "table",
    [
        {**RIGHT, "authors": ["Vaishnavh Nagarajan", "J. Zico Kolter"], "year": 2019},
        {**RIGHT, "title": "{U}niform {C}onvergence may be unable to explain generalisation in deep learning", "year": 2019},
        {**RIGHT, "authors": ["Nagarajan V", "Kolter JZ"]},
        {**RIGHT, "authors": ["Nagarajan, V.", "et al."]},
        {**RIGHT, "authors": ["NAGARAJAN", "KOLTER"], "venue": "Advances in Neural Information Processing Systems 32"},
        {**RIGHT, "venue": "NeurIPS'19"},
        {**RIGHT, "arxiv": "https://arxiv.org/abs/1902.04742v4"},
        {
            "kind": "citation",
            "arxiv": "2105.03491",
            "title": "Uniform Convergence, Adversarial Spheres and a Simple Remedy",
            "authors": ["Gregor Bachmann", "Seyed-Mohsen Moosavi-Dezfooli", "Thomas Hofmann"],
            "year": 2021,
        },
        {"kind": "citation", "arxiv": "2105.03491", "authors": ["Bachmann", "Moosavi Dezfooli", "Hofmann"]},
        {
            "kind": "citation",
            "title": "Max-Margin Works while Large Margin Fails",
            "authors": ["Glasgow", "Wei", "Wootters", "Ma"],
            "year": 2023,
        },
        {
            "kind": "citation",
            "title": "Max–Margin Works While Large Margin Fails: Generalization without Uniform Convergence",
            "year": 2022,
        },
        {
            "kind": "citation",
            "doi": "https://doi.org/10.1073/pnas.1903070116",
            "authors": ["M. Belkin", "D. Hsu", "S. Ma", "S. Mandal"],
            "year": 2019,
        },
        {"kind": "citation", "doi": "10.48550/arXiv.1902.04742", "year": 2019},
        {"kind": "citation", "bib": BIB},
    ],
)
def test_right_citations_are_not_refuted(table: dict[str, object]) -> None:
    found = decided(**table)
    assert found.word == "MEASURED", found.detail


@pytest.mark.parametrize(
    "table",
    [
        {**RIGHT, "authors": ["Nagarajan", "Zhang"]},
        {**RIGHT, "year": 2017},
        {**RIGHT, "venue": "ICML"},
        {**RIGHT, "arxiv": "1901.01672"},
        {
            "kind": "citation",
            "title": "Max-Margin Works while Large Margin Fails",
            "authors": ["Glasgow", "Zhang", "Wootters", "Ma"],
            "year": 2023,
        },
        {"kind": "citation", "doi": "10.1073/pnas.1903070116", "authors": ["Belkin", "Ma", "Mandal"], "year": 2019},
    ],
)
def test_wrong_citations_are_refuted(table: dict[str, object]) -> None:
    found = decided(**table)
    assert found.word == "REFUTED", found.detail


def test_which_paper_of_nagarajan_and_kolter_is_asked() -> None:
    found = decided(kind="citation", authors=["Nagarajan", "Kolter"], year=2019)
    assert found.word == "INCONCLUSIVE" and "1902.04742" in found.detail and "1901.01672" in found.detail
    pages = decided(**RIGHT, pages="11611-11622")
    assert pages.needs == ("edition of the proceedings",)
    near = decided(kind="citation", title=f"{RIGHT['title']}".replace("in deep learning", "of deep nets"), authors=["Nagarajan", "Kolter"])
    assert near.word != "REFUTED"


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
    for format in ("text", "json", "md", "html", "sarif", "junit"):
        for target in (str(folder / "a.toml"), str(folder)):
            for cwd in (tmp_path, elsewhere):
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
    found = engine.audit([tmp_path])
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
    found = list(engine.findings(claims.parse_text(text, "c.toml"), total=1e-6))
    assert [f.verdict for f in found] == ["INCONCLUSIVE"] * 3
    assert all("total time" in f.detail for f in found)


def test_a_witness_prints_numbers_that_differ() -> None:
    for kind in ({"kind": "identity", "where": {"x": "positive"}}, {"kind": "inequality", "relation": ">=", "where": {"x": [0, 1]}}):
        found = decided(lhs="exp(x)", rhs="exp(x) + 1e-40", **kind)
        assert found.word == "REFUTED"
        left, right = (ends(part) for part in found.detail.split("lhs = ")[1].split(" and rhs = "))
        assert left[1] < right[0], found.detail


def ends(printed: str) -> tuple[Fraction, Fraction]:
    """The ends of what is printed as [a, b], or as a number."""
    numbers = [Fraction(n) for n in printed.strip("[]~").split(", ")]
    return numbers[0], numbers[-1]


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


@pytest.mark.parametrize(
    ("lhs", "relation", "rhs", "where", "expected"),
    [
        ("Q(x)", "<", "phi(x)/x", {"x": ["0.001", "inf"]}, "CERTIFIED"),
        ("Q(x)", "<", "0.999*phi(x)/x", {"x": ["1", "inf"]}, "REFUTED"),
        ("x*y", "<=", "(x**2 + y**2)/2", {"x": [0, "inf"], "y": [0, "inf"]}, "PROVED"),
        ("x*y", "<", "(x**2 + y**2)/2", {"x": [0, "inf"], "y": [0, "inf"]}, "REFUTED"),
        ("x*y", "<=", "1000000 + x + y", {"x": [0, "inf"], "y": [0, "inf"]}, "REFUTED"),
        ("x*y*z", "<=", "(x**3 + y**3 + z**3)/3", {"x": [0, "inf"], "y": [0, "inf"], "z": [0, "inf"]}, "PROVED"),
    ],
)
def test_inequalities_that_hold_or_fail_far_out(lhs: str, relation: str, rhs: str, where: dict[str, Any], expected: str) -> None:
    """Mills' bound ran through 6483 boxes without an answer; polynomials in several unbounded variables had none."""
    claim = {"id": "c", "says": "s", "kind": "inequality", "lhs": lhs, "relation": relation, "rhs": rhs, "where": where}
    assert decide(claim, 40).word == expected
