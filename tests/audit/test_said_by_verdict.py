"""Sentences whose truth another library knows: the claim that is proposed for one is upheld, the one for its opposite refuted."""

from __future__ import annotations

from itertools import product

import pytest
from scipy import stats

from tests.audit.asking import decided
from uccheck.audit.said.propose import propose


def verdict(text: str) -> str:
    """What the audit finds of the claim that is proposed for the sentence."""
    found = propose(text)
    assert found is not None, text
    table = dict(found.table)
    return decided(str(table.pop("kind")), **table).verdict.name


LAWS = {
    "X": (stats.norm(), " for a standard normal X"), "N(0, 1)": (stats.norm(), ""), "chi2_5": (stats.chi2(5), ""),
    "chi^2_5": (stats.chi2(5), ""),
}  # fmt: skip


@pytest.mark.parametrize(("law", "sign", "at"), [*product(LAWS, (">", ">=", "<", "<="), ("0.7", "1.5"))])
def test_a_tail_holds_just_above_its_value_and_not_just_below(law: str, sign: str, at: str) -> None:
    known, after = LAWS[law]
    true = float(known.sf(float(at)) if sign[0] == ">" else known.cdf(float(at)))
    for shift, word in ((1e-6, "UPHELD"), (-1e-6, "REFUTED")):
        value = true + shift
        for bound in (f"<= {value:.9f}", f"< {value:.9f}", f"<= {100 * value:.7f}%"):
            assert verdict(f"P({law} {sign} {at}) {bound}{after}") == word, bound


@pytest.mark.parametrize(("count", "level"), [(3, 95), (60, 90), (97, 99)])
def test_a_limit_of_a_proportion_is_the_end_that_is_said(count: int, level: int) -> None:
    """The exact limit of one side by the beta law holds, the limit of the other side does not."""
    alpha = 1 - level / 100
    low = float(stats.beta(count, 101 - count).ppf(alpha))
    high = float(stats.beta(count + 1, 100 - count).ppf(1 - alpha))
    for side, end, other in (("least", low, high), ("most", high, low)):
        assert verdict(f"{count} of 100 runs: at {side} {end:.4f} with {level}% confidence") == "UPHELD"
        assert verdict(f"{count} of 100 runs: at {side} {100 * end:.2f}% at {level}% confidence") == "UPHELD"
        assert verdict(f"{count} of 100 runs: at {side} {other:.4f} with {level}% confidence") == "REFUTED"


TESTS = {"t(17)": stats.t(17), "z": stats.norm()}


@pytest.mark.parametrize(("test", "value"), [*product(TESTS, ("1.90", "2.60"))])
def test_the_sides_of_a_test_are_those_that_its_p_fits(test: str, value: str) -> None:
    """A p of one tail fits a test of one side, twice that one of two."""
    tail = float(TESTS[test].sf(float(value)))
    for sides, factor in (("one", 1), ("two", 2)):
        for word in ("sided", "tailed"):
            assert verdict(f"{test} = {value}, p = {factor * tail:.4f}, {sides}-{word}") == "UPHELD"
            assert verdict(f"{test} = {value}, p = {(3 - factor) * tail:.4f}, {sides}-{word}") == "REFUTED"


@pytest.mark.parametrize("test", ["t(17)", "z"])
def test_the_relation_of_a_p_is_the_one_that_is_said(test: str) -> None:
    p = 2 * float(TESTS[test].sf(2.2))
    for sign, near in product(("<", "<=", ">", ">="), (0.9, 1.1)):
        holds = (p < near * p) == (sign[0] == "<")
        assert verdict(f"{test} = 2.2000, p {sign} {near * p:.5f}, two-sided") == ("UPHELD" if holds else "REFUTED")
        assert verdict(f"{test} = 2.2000, p {sign} {100 * near * p:.3f}%, two-sided") == ("UPHELD" if holds else "REFUTED")


@pytest.mark.parametrize(
    ("word", "sign"),
    [("at least", 1), ("more than", 1), ("above", 1), (">=", 1), (">", 1), ("at most", -1), ("less than", -1), ("below", -1), ("<", -1)],
)
def test_a_probability_is_on_the_side_that_is_said(word: str, sign: int) -> None:
    """At m = 3, D = 1500 the whole flipped sample is wrong nearly always, at D = 3 nearly never."""
    for D, near in ((1500, 1), (3, -1)):
        text = f"All flipped points are misclassified with probability {word} 50% for m = 3 and D = {D}"
        assert verdict(text) == ("UPHELD" if near == sign else "REFUTED"), D


ENDS = [("(0, 1)", "< 1", "UPHELD"), ("(0, 1]", "< 1", "REFUTED"), ("[0, 1)", "> 0", "REFUTED"), ("(0, 1)", "> 0", "UPHELD"),
        ("[0, 1]", "<= 1", "UPHELD"), ("[0, 1]", ">= 0", "UPHELD"), ("(0, 2)", "<= 1", "REFUTED")]  # fmt: skip


@pytest.mark.parametrize(("ends", "bound", "word"), ENDS)
def test_an_end_belongs_to_a_domain_where_it_is_said(ends: str, bound: str, word: str) -> None:
    """x^2 reaches its bound at the end that is left out, and only there."""
    low, high = ends[1:-1].split(", ")
    chain = f"{low} {'<' if ends[0] == '(' else '<='} x {'<' if ends[-1] == ')' else '<='} {high}"
    for domain in (f"x in {ends}", chain):
        assert verdict(f"x^2 {bound} for all {domain}") == word
