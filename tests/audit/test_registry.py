"""The published statements, the examples and the ledger: verdicts are computed here and compared with what is documented."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from uccheck.audit import engine as audit
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.deciders.literature.statement import questions
from uccheck.audit.files import Malformed, Stated, parse_text
from uccheck.audit.worker import decide
from uccheck.rules import catalogue as statements

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REGISTRY = Path(str(files("uccheck").joinpath("data", "claims")))

PUBLISHED = {
    "01a": "REFUTED", "01b": "REFUTED", "01c": "INCONCLUSIVE", "01d": "REFUTED", "02": "REFUTED", "03": "REFUTED", "04": "REFUTED",
    "04b": "REFUTED",
    "05a": "INCONCLUSIVE", "05b": "REFUTED", "05c": "CERTIFIED", "06a": "CERTIFIED", "06b": "REFUTED", "06c": "REFUTED",
    "07a": "MEASURED", "07b": "MEASURED",
    "08a": "REFUTED", "08b": "CERTIFIED", "09a": "REFUTED", "09b": "REFUTED", "10a": "CERTIFIED", "10b": "MEASURED",
    "10c": "INCONCLUSIVE", "11a": "CERTIFIED", "11b": "REFUTED", "12": "REFUTED",
    "13a": "CERTIFIED", "13b": "CERTIFIED", "13c": "CERTIFIED", "13d": "MEASURED", "13e": "MEASURED", "13f": "MEASURED", "13g": "REFUTED",
    "13h": "MEASURED",
}  # fmt: skip


def test_the_verdicts_on_published_statements() -> None:
    found = {f.id: f.verdict for f in audit.audit_files([REGISTRY], limit=60)}
    assert {k: v for k, v in found.items() if k in PUBLISHED} == PUBLISHED
    assert set(found) == set(PUBLISHED)


def test_every_published_statement_names_its_source_and_how_it_was_seen() -> None:
    """By the day of a stored copy, in the source of the claim itself or of the one before it; two files say that they have none."""
    published = {file.name: parse_text(file.read_text(encoding="utf-8"), file.name) for file in sorted(REGISTRY.glob("*.toml"))}
    assert len(published) > 10
    assert not [name for name, items in published.items() if not items or any(isinstance(i, Malformed) for i in items)]
    seen = {name: [how_seen(item) for item in items] for name, items in published.items()}
    assert {name for name, ways in seen.items() if ways[0] != "copy"} == {"04-negated-inputs.toml", "11-all-margins.toml"}
    assert seen.pop("04-negated-inputs.toml") == ["not seen"] * 2
    assert seen.pop("11-all-margins.toml") == ["our own"] * 2
    assert {way for ways in seen.values() for way in ways} == {"copy", "as before"}


def how_seen(item: object) -> str:
    """What the source of a claim says of how it was seen; "?" where it does not say."""
    assert isinstance(item, Stated)
    source = str(item.claim.source)
    if re.search(r", as seen in a stored copy, 20\d\d-\d\d-\d\d$", source):
        return "copy"
    if source.endswith("; page not seen"):
        return "not seen"
    if source in ("the specification of this kit", "the theorem's last clause, restated from memory"):
        return "our own"
    return "as before" if re.match(r"the same |the two sentences above|a misreading of arXiv", source) else "?"


def test_the_review_has_four_wrong_claims_of_ten() -> None:
    found = audit.audit_files([EXAMPLES / "review.md"], limit=60)
    assert len(found) == 10
    assert [f.id for f in found if f.verdict == "REFUTED"] == ["R1.3", "R1.5", "R1.8", "R1.9"]
    assert all(f.upheld for f in found if f.verdict != "REFUTED")


def test_the_ledger_of_the_original_work() -> None:
    found = audit.audit_files([EXAMPLES / "authors-ledger.toml"], limit=60)
    refuted = [f.id for f in found if f.verdict == "REFUTED"]
    assert refuted == [
        "FT-margin-1-256", "TC-margin", "C-noise-index", "TC-width", "TC-n-train", "TC-margin-help", "TC-fifth-value",
        "CC-norm-21", "F-B17-mnist-rate",
    ]  # fmt: skip
    assert all(f.upheld for f in found if f.id not in refuted)
    page = (EXAMPLES.parent / "docs" / "audit.md").read_text(encoding="utf-8")
    assert counted(page, f"{len(found)} claims: ") == Counter(f.verdict.split("(")[0] for f in found)


def counted(page: str, before: str) -> dict[str, int]:
    """The counts of verdicts that the sentence goes on with after the text, by their word."""
    told = " ".join(page.split()).partition(before)[2].partition(". ")[0]
    return {word: int(count) for count, word in re.findall(r"(\d+) ([A-Z]+)", told)}


STATEMENT = 'kind = "statement"\nref = "uniform-convergence-vacuous"\nholds = {}\nunder = {{ {} }}'
WHOLE = {
    "sidedness": "two-sided", "class": "outputs", "loss": "0-1", "setting": "linear", "algorithm": "one gradient step",
    "quantifier": "some distributions",
}  # fmt: skip


def under(**changed: str) -> str:
    """The whole scope of the linear example with some words changed, and left out where empty."""
    said = {k: v for k, v in {**WHOLE, **changed}.items() if v}
    return ", ".join(f'{k} = "{v}"' for k, v in said.items())


def scoped(holds: str, scope: str) -> Decision:
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{STATEMENT.format(holds, scope)}\n', "c.toml")
    assert not isinstance(item, Malformed)
    return decide(item.table, 60)


@pytest.mark.parametrize(
    ("holds", "scope", "expected"),
    [
        ("true", under(), "CERTIFIED"),
        ("true", under(sidedness="one-sided"), "REFUTED"),
        ("false", under(sidedness="one-sided"), "CERTIFIED"),
        ("true", under(**{"class": "surrogate"}), "REFUTED"),
        ("false", under(**{"class": "outputs of zero training error"}), "CERTIFIED"),
        ("false", under(loss="ramp of large gamma"), "CERTIFIED"),
        ("true", under(sidedness="one-sided", algorithm="near-max-margin"), "MEASURED"),
        ("true", under(quantifier="every distribution"), "REFUTED"),
        ("true", under(sidedness="three-sided"), "OUT-OF-SCOPE"),
        ("true", 'weather = "fine"', "OUT-OF-SCOPE"),
    ],
)
def test_scope_decides(holds: str, scope: str, expected: str) -> None:
    assert scoped(holds, scope).word == expected


@pytest.mark.parametrize("word", list(WHOLE))
def test_every_word_left_unsaid_is_asked_for_with_both_answers(word: str) -> None:
    found = scoped("true", under(**{word: ""}))
    assert found.word == "INCONCLUSIVE" and word in found.needs
    assert f"NEEDS SCOPE: {', '.join(found.needs)}" in found.detail
    assert "it holds under" in found.detail
    assert "it fails under" in found.detail or "not known here" in found.detail


PARAMETER = {"kind": "statement", "ref": "experiment-parameter", "holds": True}


@pytest.mark.parametrize(
    ("experiment", "parameter", "value", "expected"),
    [
        ("paper hypersphere", "outer radius", "1.1", "MEASURED"),
        ("paper hypersphere", "outer radius", "1.10", "MEASURED"),
        ("paper hypersphere", "outer radius", "1.2", "REFUTED"),
        ("notebook part 1", "stopping margin", "1", "REFUTED"),
        ("notebook part 1", "optimizer", "Adam", "OUT-OF-SCOPE"),
    ],
)
def test_parameters_of_the_experiments(experiment: str, parameter: str, value: str, expected: str) -> None:
    under = {"experiment": experiment, "parameter": parameter, "value": value}
    assert decide({"id": "c", "says": "s", **PARAMETER, "under": under}, 20).word == expected
    unsaid = decide({"id": "c", "says": "s", **PARAMETER, "under": {"parameter": "outer radius", "value": "1.2"}}, 20)
    assert "experiment" in unsaid.needs


def test_words_of_a_scope_may_be_written_otherwise() -> None:
    said = under(sidedness="one sided", quantifier="there exists", setting="linear model", loss="0-1 loss")
    assert scoped("true", said).word == "REFUTED"
    found = decide({"id": "c", "says": "s", **PARAMETER, "under": {"experimnt": "paper MNIST"}}, 20)
    assert "did you mean 'experiment'" in found.detail


def test_an_unknown_statement_is_out_of_scope_with_its_neighbour() -> None:
    (item,) = parse_text('[[claim]]\nid = "c"\nsays = "s"\nkind = "statement"\nref = "authors-cod"\nholds = true\n', "c.toml")
    assert not isinstance(item, Malformed)
    found = decide(item.table, 20)
    assert found.word == "OUT-OF-SCOPE" and "authors-code" in found.detail


def test_the_ledger_is_well_formed_and_its_claims_are_decided_as_it_says() -> None:
    keys = {"under", "holds", "because", "claims", "refuted", "statements", "human", "cited", "definitions"}
    for question in questions():
        assert set(question) - {"exclusive"} == {"id", "says", "case"}
        whole = {frozenset(case["under"]) for case in question["case"]}
        assert len(whole) == 1, f"the cases of {question['id']} must speak of the same words, or say any"
        for case in question["case"]:
            assert set(case) <= keys and isinstance(case["holds"], bool), question["id"]
            assert any(case.get(k) for k in ("claims", "refuted", "statements", "human", "cited", "definitions"))
            assert set(case.get("statements", [])) <= set(statements.load())


def test_a_case_whose_support_fails_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.audit.deciders.literature import statement

    bad = {"kind": "identity", "lhs": "1", "rhs": "2", "where": {}}
    question = {"id": "q", "says": "s", "case": [{"under": {}, "holds": True, "because": "b", "claims": [bad]}]}
    monkeypatch.setattr(statement, "questions", lambda: (question,))
    (item,) = parse_text('[[claim]]\nid = "c"\nsays = "s"\nkind = "statement"\nref = "q"\nholds = true\n', "c.toml")
    assert not isinstance(item, Malformed)
    assert decide(item.table, 20).word == "INCONCLUSIVE"
