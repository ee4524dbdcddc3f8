"""What a decision says in words is what its verdict says, for every decider that shows an interval: the interval must bear out the words.

A detail is read as: what, the ends of the interval, how it ends (*so it is*, *which excludes*, ...), relation and number.
"""

from __future__ import annotations

import operator
import re
from fractions import Fraction

import mpmath
import pytest

from tests.audit.asking import stated

NUMBER = r"-?[0-9.]+(?:e[+-]?\d+)?"
LIES = re.compile(
    rf"^(?P<what>.+?) lies in \[(?P<low>{NUMBER}), (?P<high>{NUMBER})\](?: \([^)]*\))?, "
    rf"(?P<how>so it is|which excludes|which agrees with|which does not separate it from|which does not decide)"
    rf" (?:p )?(?P<relation>[<>=]+)? ?(?P<value>{NUMBER})"
)
BETWEEN = re.compile(
    rf"^(?P<low>{NUMBER}) <= (?P<what>\S+) <= (?P<high>{NUMBER}),? (?P<how>so|which excludes|does not decide) "
    rf"(?:\S+ )(?P<relation>[<>=]+) (?P<value>{NUMBER})"
)
HOLDS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq}
OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}


def read(detail: str) -> re.Match[str]:
    found = LIES.match(detail) or BETWEEN.match(detail)
    assert found, detail
    return found


def agrees(detail: str, verdict: str, relation: str, value: str) -> bool:
    """Whether the words end as the verdict does, name the relation and the number of the claim, and follow from the interval."""
    said = read(detail)
    low, high, number = Fraction(said["low"]), Fraction(said["high"]), Fraction(said["value"])
    named = said["relation"] or relation
    truths = {HOLDS[named](end, number) for end in (low, high)}
    if low > high or number != Fraction(value):
        return False
    if said["how"] in ("so it is", "so"):
        wanted = relation if verdict == "UPHELD" else OPPOSITE[relation]
        return verdict != "UNDECIDED" and named == wanted and truths == {True}
    if said["how"] == "which agrees with":
        return verdict == "UPHELD" and named == relation and True in truths
    if said["how"] == "which excludes":
        return verdict == "REFUTED" and named == relation and truths == {False}
    return verdict == "UNDECIDED" and named == relation


@pytest.mark.parametrize(
    ("verdict", "ending"),
    [("UPHELD", "so it is > 0.2"), ("REFUTED", "so it is <= 0.2"), ("UPHELD", "so it is <= 0.3"), ("UPHELD", "which excludes <= 0.2"),
        ("UNDECIDED", "so it is <= 0.2"), ("REFUTED", "which agrees with <= 0.2"), ("REFUTED", "which excludes > 0.2")],
)  # fmt: skip
def test_wrong_words_are_seen(verdict: str, ending: str) -> None:
    assert not agrees(f"P(X) lies in [0.11, 0.12], {ending}", verdict, "<=", "0.2")
    assert agrees("P(X) lies in [0.11, 0.12], so it is <= 0.2", "UPHELD", "<=", "0.2")
    assert agrees("P(X) lies in [0.21, 0.22], so it is > 0.2", "REFUTED", "<=", "0.2")


def tail(distribution: str, df: int, side: str, at: str) -> mpmath.mpf:
    """The tail by the incomplete gamma function."""
    with mpmath.workdps(90):
        x = mpmath.mpf(at)
        if distribution == "normal":
            return mpmath.erfc(x * (1 if side == "upper" else -1) / mpmath.sqrt(2)) / 2
        ends = (x / 2, mpmath.inf) if side == "upper" else (0, x / 2)
        return mpmath.gammainc(mpmath.mpf(df) / 2, *ends, regularized=True)


TAIL = 'kind = "tail"\ndistribution = "{}"\nside = "{}"\nat = "{}"\nat_most = "{}"\n'


@pytest.mark.parametrize("margin", ["0.1", "1e-8", "1e-60"])
@pytest.mark.parametrize(
    ("distribution", "df", "side", "at"),
    [("normal", 0, "upper", "1.5"), ("normal", 0, "lower", "-0.5"), ("chi2", 3, "upper", "4"), ("chi2", 8, "lower", "6")],
)
def test_tails_say_what_they_enclose(distribution: str, df: int, side: str, at: str, margin: str) -> None:
    """On both sides of the true value, also where it is told only by more bits than at first."""
    true, variable = tail(distribution, df, side, at), "N(0, 1)" if distribution == "normal" else f"chi2({df})"
    for sign, verdict in ((1, "UPHELD"), (-1, "REFUTED")):
        with mpmath.workdps(90):
            value = mpmath.nstr(true * (1 + sign * mpmath.mpf(margin)), 80)
        found = stated(TAIL.format(distribution, side, at, value) + (f"df = {df}\n" if df else ""))
        assert found.verdict.name == verdict, found.detail
        said = read(found.detail)
        assert said["what"] == f"P({variable} {'>' if side == 'upper' else '<'} {at})"
        assert Fraction(said["low"]) <= Fraction(mpmath.nstr(true, 80)) + Fraction(1, 10**79)
        assert Fraction(said["high"]) >= Fraction(mpmath.nstr(true, 80)) - Fraction(1, 10**79)
        if margin != "1e-60":  # the printed interval has twelve digits
            assert agrees(found.detail, verdict, "<=", value), found.detail
        else:
            assert said["relation"] == ("<=" if sign > 0 else ">"), found.detail


@pytest.mark.parametrize("relation", ["<=", "<", ">=", ">"])
@pytest.mark.parametrize("event", ["all-flipped", "training-margin"])
def test_events_say_what_they_enclose(event: str, relation: str) -> None:
    for value in ("0.001", "0.999"):
        found = stated(f'kind = "event"\nevent = "{event}"\nm = 3\nD = 1500\nrelation = "{relation}"\nvalue = "{value}"\n')
        assert found.verdict.name in ("UPHELD", "REFUTED") and agrees(found.detail, found.verdict.name, relation, value), found.detail


@pytest.mark.parametrize(("kind", "key", "relation"), [("generalizes", "at_most", "<="), ("vacuous", "at_least", ">=")])
def test_both_halves_say_what_they_enclose(kind: str, key: str, relation: str) -> None:
    seen = set()
    for value in ("1e-300", "0.0001", "0.5", "0.999999"):
        found = stated(f'kind = "{kind}"\nm = 5\nD = 300\ndelta = "0.05"\n{key} = "{value}"\n')
        seen.add(found.verdict.name)
        assert agrees(found.detail, found.verdict.name, relation, value), found.detail
    assert {"UPHELD", "REFUTED"} <= seen
