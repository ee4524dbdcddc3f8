"""Thirty real statements against the verdicts of a careful expert, and what the kit proposes for sentences as they are written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.audit.asking import findings
from tests.forked import uccheck
from uccheck.audit import engine
from uccheck.audit.deciders.decision import INVALID
from uccheck.audit.kinds.models import adapter
from uccheck.audit.kinds.reading import ascii_text, formula
from uccheck.audit.said.propose import as_toml, propose

STATEMENTS = Path(__file__).resolve().parents[2] / "examples" / "statements.toml"

REFERENCE = (
    "V. Nagarajan and J. Z. Kolter. Uniform convergence may be unable to explain generalization in deep learning. arXiv 1902.04742, 2019."
)
#: What a careful expert says of each sentence.
EXPERT = {
    "UPHELD": ["D18", "E4", "E18", "E22", "E24", "N1", "N15"],
    "REFUTED": ["D3", "D4", "D5", "D6", "E1", "E7", "E9", "E10", "E11", "E12", "E19"],
    "INCONCLUSIVE": ["D10", "D19", "E2", "E3", "E5", "E14", "N7", "N11", "N14"],
    "OUT-OF-SCOPE": ["N4", "N9", "N10"],
}


@pytest.fixture(scope="module")
def found() -> list[engine.Finding]:
    return engine.audit_files([STATEMENTS], limit=90)


def of_sentence(parts: list[engine.Finding]) -> str:
    """The verdict of a sentence from those of its parts: refuted if one is, upheld if all are."""
    words = ["UPHELD" if f.upheld else f.verdict for f in parts]
    for decisive in (INVALID, "REFUTED", "OUT-OF-SCOPE", "INCONCLUSIVE"):
        if decisive in words:
            return decisive
    return "UPHELD"


def test_at_least_27_of_the_30_are_right_and_none_is_falsely_upheld_or_refuted(found: list[engine.Finding]) -> None:
    expected = {id: word for word, ids in EXPERT.items() for id in ids}
    assert len(expected) == 30
    parts: dict[str, list[engine.Finding]] = {}
    for f in found:
        parts.setdefault(f.id.split(".")[0], []).append(f)
    assert set(parts) == set(expected)
    verdicts = {id: of_sentence(p) for id, p in parts.items()}
    wrong = {id: (word, expected[id]) for id, word in verdicts.items() if word != expected[id]}
    assert not [id for id, (word, _) in wrong.items() if word in ("UPHELD", "REFUTED")], wrong
    assert len(wrong) <= 3, wrong


def test_every_claim_has_the_verdict_that_the_file_expects(found: list[engine.Finding]) -> None:
    assert [f.id for f in found if not f.as_expected] == []


def test_a_sentence_left_open_says_what_is_missing(found: list[engine.Finding]) -> None:
    missing = {f.id: set(f.needs) for f in found}
    for id, words in {
        "D10": {"sidedness", "quantifier"},
        "D19": {"status", "sidedness"},
        "E2": {"delta range", "training error"},
        "E3": {"tolerance", "m"},
        "E5": {"value", "m"},
        "E14": {"sidedness", "status"},
        "N7": {"sidedness"},
        "N11": {"edition of the proceedings"},
        "N14": {"gamma", "model"},
    }.items():
        assert words <= missing[id], (id, missing[id])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"$D \ge 64\, m \ln(1/\epsilon)$", "D >= 64 m ln(1/epsilon)"),
        ("ε_unif‑alg ≥ 1 − ε", "e_unif-alg >= 1 - epsilon"),
        (r"\epsilon_{\text{gen}} \le \frac{1}{8}", "e_gen <= ((1)/(8))"),
    ],
)
def test_tex_and_unicode_are_read(text: str, read: str) -> None:
    assert ascii_text(text).replace(" ", "") == read.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("64 m ln(1/eps)", "64*m*log(1/epsilon)"),
        ("m log m", "m*log(m)"),
        ("160 m ln(4/epsilon) + 75 ln(1/delta) suffices", "160*m*log(4/epsilon)+75*log(1/delta)"),
        ("2(m+1)^2", "2*(m+1)**2"),
        ("sqrt m", "sqrt(m)"),
        ("nothing", None),
    ],
)
def test_formulas_get_their_stars(text: str, written: str | None) -> None:
    assert formula(text, frozenset({"m", "delta", "epsilon"})) == written


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("D >= 64 m ln(1/eps) suffices for e_gen <= eps and e_unif-alg >= 1 - eps", {"kind": "suffices", "D": "64*m*log(1/epsilon)"}),
        (r"$D \ge 64 m \ln(1/\epsilon)$ is necessary for $\delta \le 1/4$", {"kind": "necessary", "delta": [0, "1/4"]}),
        ("e_unif-alg(m, delta) >= 0.99 at m = 1000, D = 400000, delta = 0.05", {"kind": "vacuous", "m": 1000, "at_least": "0.99"}),
        ("e_gen is about 0.0063 at m = 1000, D = 400000, delta = 0.05", {"kind": "approx", "about": "0.0063", "D": 400000}),
        (
            "The test error is 1.83% of 8192 points (95% Wilson interval 1.54% to 2.12%)",
            {"kind": "proportion", "rate": "0.0183", "method": "Wilson"},
        ),
        ("t(28) = 2.20, p = 0.04", {"kind": "statistic", "test": "t", "df": 28, "p": "0.04"}),
        ("M = 3.44, SD = 2.47, n = 18", {"kind": "statistic", "test": "mean", "sd": "2.47"}),
        ("D = Omega(m log m) is needed", {"kind": "order", "quantity": "dimension", "of": "m*log(m)"}),
        ("Q(x) <= exp(-x^2/2)/2 for all x >= 0", {"kind": "inequality", "where": {"x": ["0", "inf"]}}),
        (
            "Nagarajan and Kolter (2019) proved that uniform convergence fails for SGD-trained ReLU networks",
            {"kind": "attribution", "finding": "uniform-convergence-fails", "setting": "SGD-trained ReLU network", "status": "proved"},
        ),
        (REFERENCE, {"kind": "citation", "arxiv": "1902.04742", "authors": ["V. Nagarajan", "J. Z. Kolter"], "year": 2019}),
        ("@article{x, title={A}, year={2019}}", {"kind": "citation"}),
        ("no uniform convergence bound, however clever, can explain this", {"kind": "statement", "ref": "uniform-convergence-vacuous"}),
    ],
)
def test_sentences_are_read(text: str, table: dict[str, object]) -> None:
    found = propose(text)
    assert found is not None
    assert table.items() <= found.table.items(), found.table
    whole = {"id": "c", "says": text, **found.table}
    adapter().validate_python(whole)
    (again,) = tomllib.loads(as_toml(whole))["claim"]
    assert again == whole


def test_what_is_not_understood_is_not_invented() -> None:
    assert propose("The weather was fine.") is None


def test_the_claim_command_reads_a_sentence_back() -> None:
    done = uccheck("claim", "D >= 64 m ln(1/eps) suffices for e_gen <= eps and e_unif-alg >= 1 - eps")
    assert done.returncode == 0 and "reads as: for every integer m >= 1" in done.stdout
    assert "[[claim]]" in done.stdout and "check: the sentence does not say for which delta" in done.stdout
    assert json.loads(uccheck("claim", "t(28) = 2.20, p = 0.04", "--json").stdout)["claim"]["kind"] == "statistic"
    assert uccheck("claim", "The weather was fine.").returncode == 1
    assert uccheck("claim", " ").returncode == 2


def test_the_statements_command_lists_and_searches() -> None:
    body = json.loads(uccheck("statements", "--json").stdout)["statements"]
    kinds = {e["kind"] for e in body}
    assert kinds == {"statement", "attribution", "inference", "order", "moment", "run"} and len(body) > 100
    near = uccheck("statements", "--search", "surrogate")
    assert near.returncode == 0 and "surrogate" in near.stdout
    assert uccheck("statements", "--search", "qqqqqqqq").returncode == 1


def test_an_inference_that_is_refuted_trusts_what_its_claims_do() -> None:
    """Certified by balls, and refuted by balls: whoever believes that the one does not give the other believes both."""
    numbers = 'm = 20\nD = 3000\ndelta = "0.05"\n'
    inference = '[[claim]]\nid = "i"\nsays = "s"\nkind = "inference"\npremises = ["p"]\nconclusion = "q"\n'
    claims = [
        f'[[claim]]\nid = "{name}"\nsays = "s"\nkind = "vacuous"\nat_least = "{least}"\n{numbers.replace("3000", size)}'
        for name, least, size in (("p", "0.3", "3000"), ("q", "0.9", "30"))
    ]
    found = {one.id: one for one in findings("\n".join((inference, *claims)))}
    assert (found["p"].verdict, found["q"].verdict, found["i"].verdict) == ("CERTIFIED", "REFUTED", "REFUTED")
    assert found["p"].trusts and found["q"].trusts
    assert set(found["i"].trusts) == {*found["p"].trusts, *found["q"].trusts}
