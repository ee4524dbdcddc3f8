"""The sentence behind a verdict, read back: its numbers and its relation give the verdict that is printed, and are those of the claim."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from scipy import stats

from tests.audit.asking import stated
from uccheck.answers.certify import certify
from uccheck.certificates.language import table
from uccheck.core.exact import as_written, decimal_below
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting

NUMBER = r"-?\d[\d.]*(?:e-?\d+)?"
SAYS = {"CERTIFIED": "so {}", "PROVED": "so {}", "REFUTED": "which excludes {}", "INCONCLUSIVE": "which does not decide {}"}


def compared(low: Fraction, high: Fraction, relation: str, value: Fraction) -> str:
    """What an enclosure says of the relation."""
    holds = {"<=": high <= value, "<": high < value, ">=": low >= value, ">": low > value, "==": low == high == value}
    never = {"<=": low > value, "<": low >= value, ">=": high < value, ">": high <= value, "==": value < low or high < value}
    return "CERTIFIED" if holds[relation] else "REFUTED" if never[relation] else "INCONCLUSIVE"


def ends(text: str) -> tuple[Fraction, Fraction]:
    """The first interval of the text."""
    found = re.search(rf"\[({NUMBER}), ({NUMBER})\]", text)
    assert found is not None, text
    return Fraction(found[1]), Fraction(found[2])


@pytest.mark.parametrize(("relation", "value"), [*product(("<=", "<", ">=", ">", "=="), ("0.5", "0.9999", "near", "within"))])
def test_an_event_is_told_with_the_enclosure_that_decides_it(relation: str, value: str) -> None:
    """A value next to the enclosure is told with the digits that it takes, one inside is not decided."""
    exact = probability("one-flipped", LinearSetting(6, 40))
    asked = {"near": as_written(exact.upper + Fraction(1, 10**17)), "within": decimal_below((exact.lower + exact.upper) / 2, 24)}.get(
        value, value
    )
    found = stated(f'kind = "event"\nevent = "one-flipped"\nm = 6\nD = 40\nrelation = "{relation}"\nvalue = "{asked}"')
    low, high = ends(found.detail)
    assert found.detail.startswith("P(one-flipped) lies in ") and low <= exact.lower <= exact.upper <= high < low + Fraction(1, 10**13)
    word = compared(low, high, relation, Fraction(asked))
    ending = {"CERTIFIED": ", so it is {}", "REFUTED": ", which excludes {}", "INCONCLUSIVE": ", which does not decide {}"}
    assert found.word == word and ending[word].format(f"{relation} {asked}") in found.detail
    assert (word == "INCONCLUSIVE") == (value == "within" and relation != "==") or relation == "=="
    assert word == "INCONCLUSIVE" or found.explain == ("linear setting: m = 6, D = 40, s = 4, b = 32",)


HALF = re.compile(
    rf"(?P<low>{NUMBER}) <= (?P<name>e_gen|e_unif-alg) <= (?P<high>{NUMBER})"
    rf"(?P<how>, so|, which excludes| does not decide) (?P=name) (?P<relation><=|>=) (?P<value>{NUMBER})"
    rf"(?:; by (?P<rule>[a-z0-9-]+): (?P<title>.*?))?(?:; a value .*)?"
)
HOW = {", so": "CERTIFIED", ", which excludes": "REFUTED", " does not decide": "INCONCLUSIVE"}
INSTANCES = ((20, 900, "0.07"), (30, 4, "0.1"), (20, 9000, "0.9"))


def test_a_value_that_rounding_would_swallow_is_told_with_more_digits() -> None:
    """Next to the end of a bracket, and next to a tail: what is printed decides as what was found."""
    upper = certify(20, 900, "0.07", "0.5").e_gen.upper.value
    for value in (upper, upper + Fraction(1, 10**18)):
        found = stated(f'kind = "generalizes"\nm = 20\nD = 900\ndelta = "0.07"\nat_most = "{as_written(value)}"')
        told = HALF.fullmatch(found.detail)
        assert told is not None and compared(Fraction(told["low"]), Fraction(told["high"]), "<=", value) == found.word == "CERTIFIED"
    for sign, word in ((1, "CERTIFIED"), (-1, "REFUTED")):
        limit = decimal_below(Fraction("0.0227501319481792072") + sign * Fraction(1, 10**17), 20)
        found = stated(f'kind = "tail"\ndistribution = "normal"\nside = "upper"\nat = "2"\nat_most = "{limit}"')
        assert found.word == word == compared(*ends(found.detail), "<=", Fraction(limit))


@pytest.mark.parametrize(("at", "kind", "value"), [*product(INSTANCES, ("generalizes", "vacuous"), ("0.02", "0.3", "0.7", "0.97"))])
def test_a_half_is_told_with_the_bracket_that_decides_it(at: tuple[int, int, str], kind: str, value: str) -> None:
    (m, D, delta), key = at, {"generalizes": "at_most", "vacuous": "at_least"}[kind]
    found = stated(f'kind = "{kind}"\nm = {m}\nD = {D}\ndelta = "{delta}"\n{key} = "{value}"')
    if "the training error is nearly as large" in found.detail:
        return
    told = HALF.fullmatch(found.detail)
    assert told is not None, found.detail
    low, high = Fraction(told["low"]), Fraction(told["high"])
    assert (told["name"], told["relation"]) == (("e_gen", "<=") if kind == "generalizes" else ("e_unif-alg", ">="))
    assert Fraction(told["value"]) == Fraction(value)
    assert found.word == HOW[told["how"]] == compared(low, high, told["relation"], Fraction(value))
    exact = certify(m, D, delta, "0.5").known[told["name"].replace("-", "_")]
    assert low <= exact.upper.value and exact.lower.value <= high
    assert (told["rule"] is None) == (found.word == "INCONCLUSIVE")
    if told["rule"]:
        assert told["title"] == table()["rules"][told["rule"]]["title"].replace("`", "")
        side = "<=" if (kind == "generalizes") == (found.word == "CERTIFIED") else ">="
        (checked,) = found.explain
        assert f"{told['name']} {side} " in checked and f"at m = {m}, D = {D}, s = 4, b = 32, gamma = 0, delta = {delta}" in checked
        assert told["rule"] in checked


@pytest.mark.parametrize(
    ("quantity", "about"), [*product(("e_gen", "e_unif-alg", "one-flipped", "sqrt(2)/2"), ("0.1", "0.2", "0.5", "0.7", "0.99"))]
)
def test_what_lies_inside_or_outside_is_told_with_both_ends(quantity: str, about: str) -> None:
    """Each half sentence holds, and together they give the word: inside needs both sides, outside one."""
    at = {"m": 20, "D": 900, "delta": '"0.07"'} if quantity.startswith("e_") else {"m": 20, "D": 900} if quantity[0] == "o" else {}
    body = "\n".join(f"{name} = {number}" for name, number in at.items())
    found = stated(f'kind = "approx"\nquantity = "{quantity}"\nabout = "{about}"\nwithin = "0.1"\n{body}')
    first, last = Fraction(about) - Fraction(1, 10), Fraction(about) + Fraction(1, 10)
    sides: list[tuple[str, Fraction, str]] = []
    for part in re.split(r"; (?=-?\d|P\()", re.sub(r"^(?:inside|outside) \[.*?\]: ", "", found.detail)):
        if told := HALF.fullmatch(part):
            low, high = Fraction(told["low"]), Fraction(told["high"])
            assert HOW[told["how"]] == compared(low, high, told["relation"], Fraction(told["value"]))
            sides.append(
                (told["relation"] if told["how"] == ", so" else {"<=": ">=", ">=": "<="}[told["relation"]], Fraction(told["value"]), part)
            )
        elif told := re.fullmatch(rf".* lies in (\[.*?\])(, so it is|, which excludes) (<=|>=) ({NUMBER})", part):
            word = {", so it is": "CERTIFIED", ", which excludes": "REFUTED"}[told[2]]
            assert compared(*ends(told[1]), told[3], Fraction(told[4])) == word
            sides.append((told[3] if word == "CERTIFIED" else {"<=": ">=", ">=": "<="}[told[3]], Fraction(told[4]), part))
        elif told := re.fullmatch(r".* lies in (\[.*?\]), (inside|outside) (\[.*?\])", part):
            (low, high), (begins, ends_at) = ends(told[1]), ends(told[3])
            assert (begins, ends_at) == (first, last) and (told[2] == "inside") == (begins <= low and high <= ends_at)
            sides += [(">=", low, part), ("<=", high, part)]
        else:
            least = re.fullmatch(rf"(e_gen|e_unif-alg) (<=|>=) ({NUMBER}) by definition", part)
            assert least is not None, part
            assert {"<=": Fraction(1), ">=": Fraction(-1 if least[1] == "e_gen" else 0)}[least[2]] == Fraction(least[3])
            sides.append((least[2], Fraction(least[3]), part))
    lower = max((value for relation, value, _ in sides if relation == ">="), default=Fraction(-9))
    upper = min((value for relation, value, _ in sides if relation == "<="), default=Fraction(9))
    strict = any("which excludes" in part for *_, part in sides)
    assert found.word == (
        "CERTIFIED"
        if first <= lower and upper <= last
        else "REFUTED"
        if upper < first or lower > last or (strict and (upper == first or lower == last))
        else "INCONCLUSIVE"
    )
    assert found.detail.startswith(("inside", "outside")) == (
        quantity.startswith("e_") or (quantity[0] == "o" and found.word == "CERTIFIED")
    )


@pytest.mark.parametrize(("law", "side"), [*product(("normal", "chi2"), ("upper", "lower"))])
def test_a_tail_is_told_with_its_law_its_side_and_what_follows(law: str, side: str) -> None:
    at: Any = {"normal": 1.25, "chi2": 7}[law]
    known: Any = {"normal": stats.norm, "chi2": stats.chi2(9)}[law]
    value = float(known.sf(at) if side == "upper" else known.cdf(at))
    df = "df = 9\n" if law == "chi2" else ""
    for limit in (round(value + 0.01, 4), round(value - 0.01, 4)):
        found = stated(f'kind = "tail"\ndistribution = "{law}"\n{df}side = "{side}"\nat = "{at}"\nat_most = "{limit}"')
        name, sign = {"normal": "N(0, 1)", "chi2": "chi2(9)"}[law], {"upper": ">", "lower": "<"}[side]
        low, high = ends(found.detail)
        assert found.detail.startswith(f"P({name} {sign} {at}) lies in [") and float(low) == pytest.approx(value, rel=1e-9) == float(high)
        holds = high <= Fraction(str(limit))
        assert found.word == ("CERTIFIED" if holds else "REFUTED") and found.detail.endswith(f", so it is {'<=' if holds else '>'} {limit}")


@pytest.mark.parametrize(("relation", "value"), [("<=", 3000), ("<=", 800), (">=", 800), ("==", 900)])
def test_a_least_dimension_is_told_by_what_certify_finds(relation: str, value: int) -> None:
    """What is certified at a D is; of what is excluded below a D the ends are refuted."""
    found = stated(f'kind = "threshold"\nm = 20\ndelta = "0.07"\nepsilon = "0.1"\nrelation = "{relation}"\nvalue = "{value}"')
    if at := re.match(r"at D = (\d+): (.*)", found.detail):
        assert found.word == "CERTIFIED" and certify(20, int(at[1]), "0.07", "0.1").word == "CERTIFIED" and int(at[1]) <= value
        return
    told = re.match(r"no D (<=|<) (\d+) has both halves.*one half fails at every D from 1 to (\d+)", found.detail)
    assert told is not None and int(told[2]) == value and int(told[3]) == value - (told[1] == "<")
    assert all(certify(20, D, "0.07", "0.1").word == "REFUTED" for D in (1, int(told[3]) // 2, int(told[3])))
    assert found.word == ("CERTIFIED" if relation == ">=" else "REFUTED")
    assert ("so the least D exceeds" in found.detail) == (told[1] == "<=")
