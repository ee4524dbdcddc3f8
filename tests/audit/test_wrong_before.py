"""What an earlier audit got wrong: each sentence is one way in which a report seemed to endorse, or to refute, what it had not decided."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.audit.asking import UNBOUND, decided, findings
from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.kinds.models import adapter
from uccheck.audit.reports import report as render
from uccheck.audit.said.flags import unmatched
from uccheck.audit.sentences import sentence


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
    assert unmatched(fine, formal) == []
    assert unmatched(fine.replace("0.999", "0.9999"), formal) == ["0.9999"]
    assert unmatched("with probability 95%, at 1e-3 or 10^4", "delta = 0.05, 0.001, 10000") == []


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
    formal = sentence(adapter().validate_python({"id": "c", "says": "s", **table}))
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
    assert decided("inequality", lhs=lhs, relation=relation, rhs=rhs, where=where).word == expected
