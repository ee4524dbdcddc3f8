"""What suffices, for a range of instances: true claims, false neighbours, and what stays open."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided, word


@pytest.mark.parametrize(
    ("D", "expected"),
    [
        ("160*m*log(4/epsilon) + 75*log(1/delta)", "CERTIFIED"),
        ("512*(m*log(4/epsilon) + log(1/delta))", "CERTIFIED"),
        ("1000*max(m*log(m/delta), m*log(4/epsilon))", "CERTIFIED"),
        ("64*m*log(1/epsilon)", "REFUTED"),
        ("128*m*log(1/epsilon)", "REFUTED"),
        ("300*log(4/epsilon) + 75*log(1/delta)", "REFUTED"),
        ("max(m*log(m/delta), m*log(1/epsilon))", "REFUTED"),
        ("200*m*log(4/epsilon) + 80*log(1/delta) - max(1, 199*m*log(4/epsilon))", "REFUTED"),  # a maximum with a minus
        ("(200*m*log(4/epsilon) + 80*log(1/delta))/max(1, m)", "REFUTED"),
        ("min(160*m*log(4/epsilon) + 75*log(1/delta), 64*m*log(1/epsilon))", "REFUTED"),  # a minimum suffices where each part does
        ("min(160*m*log(4/epsilon) + 75*log(1/delta), 320*m*log(4/epsilon) + 150*log(1/delta))", "CERTIFIED"),
        ("max(64*m*log(1/epsilon), 160*m*log(4/epsilon) + 75*log(1/delta))", "CERTIFIED"),
    ],
)
def test_what_suffices(D: str, expected: str) -> None:
    assert word("suffices", D=D, delta=[0, "0.25"]) == expected


def test_what_suffices_depends_on_the_range() -> None:
    wide = decided("suffices", D="160*m*log(4/epsilon) + 75*log(1/delta)", delta=[0, "0.9"])
    assert wide.word != "CERTIFIED"
    unsaid = decided("suffices", D="160*m*log(4/epsilon) + 75*log(1/delta)")
    assert unsaid.needs == ("delta",)
    for_all = decided("suffices", D="64*m*log(1/epsilon)")
    assert for_all.word == "REFUTED" and "every delta <= 1/4" in for_all.detail


def test_a_counterexample_is_an_instance_that_the_formula_allows() -> None:
    found = decided("suffices", D="64*m*log(1/epsilon)", delta=["0.01", "0.25"], m=[100, 100], epsilon=["0.001", "0.1"])
    assert found.word == "REFUTED" and "m = 100" in found.detail
