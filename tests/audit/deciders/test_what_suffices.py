"""What suffices, for a range of instances: true claims, false neighbours, and what stays open."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from tests.audit.asking import decided, word
from uccheck.audit.deciders.linear.corners import polynomials
from uccheck.audit.deciders.linear.families import _catalogue
from uccheck.quantities import symbols as letters
from uccheck.rules.catalogue import get


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


def test_where_delta_is_unsaid_e_gen_refutes_no_claim_about_the_other_half() -> None:
    small = {"D": "2*m*log(1/epsilon)", "m": [20, 20], "epsilon": ["0.1", "0.1"]}
    assert decided("suffices", **small, conclusion="e_gen").word == "REFUTED"
    other = decided("suffices", **small, conclusion="e_unif-alg")
    assert other.needs == ("delta",) and other.word != "REFUTED"


@pytest.mark.parametrize("text", ["max(3*m, log(1/epsilon))", "max(m, 2*log(1/epsilon), 5) + m", "7 - max(m, log(1/delta))"])
def test_what_a_maximum_is_opened_to_is_never_beyond_it(text: str) -> None:
    """Without slack a form is an argument, or their mean: where the maximum counts for more the formula is above it, else below."""
    symbols = sp.symbols("m L M N", nonnegative=True)
    for values in ((1, 2, 3), (5, 1, 2), (2, 30, 1), (4, 4, 40)):
        at = dict(zip(symbols[:3], values, strict=True))
        numbers = {"m": values[0], "epsilon": math.exp(-values[1]), "delta": math.exp(-values[2])}
        true = eval(text, {"max": max, "log": math.log}, numbers)
        for form in polynomials(text, symbols)[0]:
            slack = next(iter(form.free_symbols - {*symbols}))
            rest = float(form.subs(slack, 0).subs(at))
            assert (true - rest) * float(form.coeff(slack)) >= -1e-9


def test_a_counterexample_is_an_instance_that_the_formula_allows() -> None:
    found = decided("suffices", D="64*m*log(1/epsilon)", delta=["0.01", "0.25"], m=[100, 100], epsilon=["0.001", "0.1"])
    assert found.word == "REFUTED" and "m = 100" in found.detail


@pytest.mark.parametrize("name", ["theorem-b-root", "theorem-half"])
def test_what_a_theorem_is_said_to_need_is_at_least_what_its_record_asks_for(name: str) -> None:
    """And hardly more: the best of the weights loses less than an eighth."""
    wanted = get(name).claim.given[0]
    assert wanted.lhs == sp.sqrt(letters.D)
    needed = [one.needed for one in _catalogue() if one.name.startswith(f"{name},")]
    for m, L, M in ((1, 0.7, 0.7), (1, 30.0, 0.7), (3, 0.7, 40.0), (1000, 4.6, 3.0), (10**6, 1.0, 1e6)):
        at = {letters.m: m, letters.epsilon: math.exp(-L), letters.delta: sp.exp(-sp.Float(M, 40))}
        root = float(sp.N(wanted.rhs.xreplace(at), 20))
        said = [float(one(sp.Integer(m), sp.Float(L, 20), sp.Float(M, 20))) for one in needed]
        assert root**2 * (1 - 1e-9) <= min(said) <= root**2 * 1.125


def test_what_the_kernels_theorem_is_said_to_need_is_its_hypothesis_at_gamma_zero() -> None:
    (one,) = (one for one in _catalogue() if one.trusts[0].startswith("statement theorem_C_half"))
    page = (Path(__file__).parents[3] / "proofs" / "coq" / "Challenge.v").read_text()
    over, tail = re.search(
        r"theorem_C_half : .*?\(2560 / (.*?) \* INR m \* ln \(4 / eps\) \+ (\d+) \* ln \(1 / delta\)", page, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    m, L, M = sp.symbols("m L M", positive=True)
    assert over == "(4 - gamma) ^ 2" and sp.expand(one.needed(m, L, M) - (sp.Rational(2560, 16) * m * (L + sp.log(4)) + int(tail) * M)) == 0
    assert one.largest == Fraction(1, 2)


def test_few_dimensions_speak_of_the_zero_one_loss_alone() -> None:
    claim = {"m": 10**6, "D": 2, "delta": "0.1", "at_most": "0.1"}
    counted, ramp = decided("generalizes", **claim), decided("generalizes", **claim, gamma="7")
    assert counted.word == "CERTIFIED" and "nearly as large as the test error" in counted.detail
    assert "nearly as large" not in ramp.detail
