"""What a paper is said to show, and what is said to follow from it: attributions and inferences, true, false and open."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided, word
from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.deciders.literature import inference

NK = "Nagarajan and Kolter 2019"
NEAR = {"algorithm": "near-max-margin"}
FAILS = {"finding": "uniform-convergence-fails", "sidedness": "two-sided"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"paper": "1902.04742", **FAILS, "setting": "linear", "status": "proved"}, "MEASURED"),
        ({"paper": NK, **FAILS, "setting": "linear model", "status": "proved"}, "MEASURED"),
        ({"paper": "1902.04742", **FAILS, "setting": "SGD-trained ReLU network", "status": "measured"}, "MEASURED"),
        ({"paper": "1902.04742", **FAILS, "setting": "SGD-trained ReLU network", "status": "proved"}, "REFUTED"),
        ({"paper": "1902.04742", **FAILS, "setting": "linear"}, "INCONCLUSIVE"),
        ({"paper": "1902.04742", "finding": "one-sided-fails"}, "REFUTED"),
        ({"paper": "1902.04742", "finding": "one-sided-works"}, "MEASURED"),
        ({"paper": "2206.07892", "finding": "one-sided-fails", "setting": "linear", "status": "proved"}, "INCONCLUSIVE"),
        ({"paper": "2206.07892", "finding": "one-sided-fails", "setting": "linear", "under": NEAR}, "MEASURED"),
        ({"paper": "1611.03530", "finding": "uniform-convergence-fails"}, "REFUTED"),
        ({"paper": "1611.03530", "finding": "random-labels-fit"}, "MEASURED"),
        ({"paper": NK, "finding": "distance-restricts-capacity"}, "MEASURED"),
        ({"paper": NK, "finding": "norm-bounds-vacuous"}, "INCONCLUSIVE"),
        ({"paper": "1706.08498", "finding": "uniform-convergence-fails", **FAILS, "setting": "linear", "status": "proved"}, "OUT-OF-SCOPE"),
        ({"paper": "2010.08479", "finding": "any-bound-fails", "only": True}, "INCONCLUSIVE"),
        ({"paper": "1912.04265", "finding": "uniform-convergence-variant-fails", "first": True}, "INCONCLUSIVE"),
        ({"paper": "2006.05942", "finding": "uniform-convergence-variant-fails", "first": True}, "REFUTED"),
        ({"paper": ["2010.08479", "1912.04265"], "finding": "uniform-convergence-variant-fails"}, "MEASURED"),
        ({"paper": ["2010.08479", "1902.04742"], "finding": "one-sided-fails"}, "REFUTED"),
        ({"paper": "9999.99999", "finding": "one-sided-fails"}, "OUT-OF-SCOPE"),
        ({"paper": "1902.04742", "finding": "weather"}, "OUT-OF-SCOPE"),
        ({"paper": "1902.04742", **FAILS, "setting": "quantum", "status": "proved"}, "OUT-OF-SCOPE"),
    ],
)
def test_attributions(table: dict[str, object], expected: str) -> None:
    found = decided("attribution", **table)
    assert found.word == expected, found.detail


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (["Nagarajan", "Kolter"], "MEASURED"),
        (["Kolter", "Nagarajan"], "REFUTED"),
        (["J. Z. Kolter", "V. Nagarajan"], "REFUTED"),
        (["Vaishnavh Nagarajan", "Zico Kolter"], "MEASURED"),
        (["Nagarajan, V.", "Kolter, J. Z."], "MEASURED"),
        (["Nagarajan V", "Kolter JZ"], "MEASURED"),
        (["Nagarajan, K.", "Kolter, J. Z."], "REFUTED"),
        (["V. Nagarajan", "A. Kolter"], "REFUTED"),
        (["Nagarajan", "et al."], "MEASURED"),
        (["Kolter", "et al."], "REFUTED"),
    ],
)
def test_the_order_and_the_initials_of_authors_are_part_of_a_reference(authors: list[str], expected: str) -> None:
    found = decided("citation", arxiv="1902.04742", authors=authors)
    assert found.word == expected, found.detail
    resolved = decided("attribution", paper="Kolter and Nagarajan 2019", finding="one-sided-works")
    assert resolved.word == "MEASURED", resolved.detail


def test_what_is_recalled_neither_upholds_nor_refutes(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.audit.deciders.literature import attribution

    rows, against = attribution.results(), attribution.contradictions()
    monkeypatch.setattr(attribution, "results", lambda: [{**r, "read": "[recalled]"} for r in rows])
    monkeypatch.setattr(attribution, "contradictions", lambda: [{**c, "read": "[recalled]"} for c in against])
    assert word("attribution", paper="1902.04742", finding="one-sided-works") == "INCONCLUSIVE"
    assert word("attribution", paper="1902.04742", finding="one-sided-fails") == "OUT-OF-SCOPE"


def test_the_ledger_of_attributions_is_well_formed() -> None:
    from uccheck.audit.deciders.literature import attribution
    from uccheck.audit.deciders.literature.citation import literature

    known = {f["id"] for f in attribution.findings()}
    papers = {p["arxiv"] or p["title"] for p in literature()}
    assert known and attribution.results() and attribution.contradictions()
    for row in attribution.results():
        assert set(row["findings"]) <= known and row["paper"] in papers and row["read"], row
    for row in attribution.contradictions():
        assert row["finding"] in known and row["paper"] in papers and row["read"] and row["because"], row


@pytest.mark.parametrize(
    ("premises", "conclusion", "rule", "expected"),
    [
        (["class-fits-arbitrary-labels"], "class-wide-bound-vacuous", "implies", "MEASURED"),
        (["class-fits-arbitrary-labels"], "projected-set-misclassified", "implies", "REFUTED"),
        (["class-fits-arbitrary-labels"], "two-sided-bound-vacuous", "implies", "REFUTED"),
        (["class-fits-arbitrary-labels"], "two-sided-bound-vacuous", "therefore", "INCONCLUSIVE"),
        (["weight-norm-grows"], "norm-bound-grows", "implies", "REFUTED"),
        (["bad-set-misclassified", "training-error-zero", "learner-generalizes"], "two-sided-bound-vacuous", "implies", "CERTIFIED"),
        (["bad-set-misclassified"], "learner-generalizes", "implies", "REFUTED"),
        (["bad-set-misclassified"], "two-sided-bound-vacuous", "implies", "REFUTED"),
        (["norm-bound-grows"], "learner-generalizes", "implies", "INCONCLUSIVE"),
        (["weather"], "learner-generalizes", "implies", "OUT-OF-SCOPE"),
    ],
)
def test_inferences_of_facts(premises: list[str], conclusion: str, rule: str, expected: str) -> None:
    found = decided("inference", 80, premises=premises, conclusion=conclusion, rule=rule)
    assert found.word == expected, found.detail


def test_a_non_sequitur_names_its_model() -> None:
    found = decided("inference", premises=["class-fits-arbitrary-labels"], conclusion="two-sided-bound-vacuous")
    assert "non sequitur" in found.detail and "little noise" in found.detail


TAIL = '[[claim]]\nid = "{}"\nsays = "s"\nkind = "tail"\ndistribution = "normal"\nside = "upper"\nat = "{}"\nat_most = "{}"\n'
SO = '[[claim]]\nid = "so"\nsays = "s"\nkind = "inference"\npremises = ["a"]\nconclusion = "{}"\n'


@pytest.mark.parametrize(
    ("second", "conclusion", "expected"),
    [
        (("b", "1.96", "0.03"), "b", "PROVED"),  # the same tail, a weaker bound
        (("b", "1.96", "0.01"), "b", "REFUTED"),  # the premise true, the conclusion false
        (("b", "3", "0.01"), "b", "INCONCLUSIVE"),  # both true, and nothing follows here
        (("b", "3", "0.01"), "z", "OUT-OF-SCOPE"),
    ],
)
def test_inferences_of_claims(second: tuple[str, str, str], conclusion: str, expected: str) -> None:
    text = SO.format(conclusion) + TAIL.format("a", "1.96", "0.025") + TAIL.format(*second)
    found = sorted(engine.findings(claims.parse_text(text, "c.toml")), key=lambda f: f.order)
    assert [f.id for f in found] == ["so", "a", "b"]
    assert found[0].verdict == expected, found[0].detail


@pytest.mark.parametrize(
    ("kind", "field", "weaker"),
    [
        ("vacuous", "at_least", -1),
        ("vacuous", "delta", -1),
        ("generalizes", "at_most", 1),
        ("generalizes", "delta", 1),
        ("tail", "at_most", 1),
    ],
)
def test_a_claim_gets_weaker_on_the_one_side_of_each_of_its_values(kind: str, field: str, weaker: int) -> None:
    """e_unif-alg and e_gen fall as delta grows: a lower bound is kept by a smaller delta, an upper one by a larger."""
    values = {"at_least": "0.5", "delta": "0.1", "at_most": "0.2"}
    fields = {"vacuous": ("at_least", "delta"), "generalizes": ("at_most", "delta"), "tail": ("at_most",)}[kind]
    premise = {"kind": kind, **{name: values[name] for name in fields}}
    for side in (-1, 1):
        moved = premise | {field: str(float(values[field]) * (1 + side / 4))}
        assert inference._weaker(premise, moved) is (side == weaker)
