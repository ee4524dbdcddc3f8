"""The formal sentence beside a verdict tells every number and word of the claim that it decides, and the formula the same relation."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import Any

import pytest

from uccheck.audit.kinds.fields import Common, Reading
from uccheck.audit.kinds.models import KINDS, adapter
from uccheck.audit.reports.tex import formula
from uccheck.audit.sentences import sentence
from uccheck.core.exact import as_written, exact

NUMBERS: dict[str, Any] = {"m": 137, "D": 90210, "delta": "0.073"}
ABOUT = {"population-error", "all-flipped-and-population-error"}
MARGIN = {"gamma": "1.57"}
EVENTS = [
    {"event": event, **({"epsilon": "0.019"} if event in ABOUT else {}), **more}
    for event in ("all-flipped", "one-flipped", "training-margin", *sorted(ABOUT))
    for more in ({}, MARGIN)
    if event not in ("all-flipped", "one-flipped") or not more
]
Y = {"x": [11, 23, 47], "relation": "<=", "value": "-0.31", "level": "0.93"}
#: Claims of every kind; each number stands in one field alone.
CLAIMS: list[dict[str, Any]] = [
    {"kind": "vacuous", **NUMBERS, "at_least": "0.83"},
    {"kind": "vacuous", **NUMBERS, **MARGIN, "at_least": "0.83"},
    {"kind": "generalizes", **NUMBERS, **MARGIN, "at_most": "0.17"},
    *({"kind": "event", "m": 137, "D": 90210, "relation": ">", "value": "0.61", **one} for one in EVENTS),
    {"kind": "suffices", "D": "61*m", "m": [59, 71], "delta": ["0.011", "0.23"], "epsilon": ["0.013", "0.29"], "conclusion": "both"},
    {"kind": "necessary", "D": "67*m", "m": [59, "inf"], "delta": ["0.011", "0.23"], "conclusion": "e_gen"},
    {"kind": "threshold", "m": 137, "delta": "0.073", "epsilon": "0.019", "relation": ">=", "value": 4567},
    {"kind": "approx", "quantity": "e_gen", "about": "0.41", "within": "0.02", **NUMBERS, **MARGIN},
    {"kind": "approx", "quantity": "population-error", "about": "0.41", "m": 137, "D": 90210, "epsilon": "0.019", **MARGIN},
    {"kind": "moment", "of": "training margin", "what": "variance", "equals": "61*b*s/D"},
    {"kind": "order", "quantity": "dimension", "order": "Theta", "of": "m*log(m/delta)", "vary": ["m", "delta"]},
    *(
        {"kind": "tail", "distribution": name, "side": side, "at": "3.7", "at_most": "0.083", **({"df": 29} if name == "chi2" else {})}
        for name, side in itertools.product(("normal", "chi2"), ("upper", "lower"))
    ),
    {"kind": "identity", "lhs": "(u + v)**2", "rhs": "u**2 + 2*u*v + v**2", "where": {"u": "real", "v": "positive"}},
    {"kind": "inequality", "lhs": "u*v", "relation": "<", "rhs": "19", "where": {"u": ["0.7", "1.9"], "v": ["> 2.3", "4.1"]}},
    {"kind": "proportion", "k": 17, "n": 231, "lower": "0.041", "upper": "0.119", "level": "0.93", "method": "Wilson"},
    {"kind": "proportion", "rate": "0.37", "decimals": 2, "n": 231},
    {"kind": "proportion", "k": 17, "n": 231, "upper": "0.119", "level": "0.93"},
    {"kind": "exponent", **Y, "y": ["0.91", "0.72", "0.53"], "error": "0.0017"},
    {"kind": "exponent", **Y, "log10_y": ["1.91", "1.72", "1.53"], "error": ["0.0017", "0.0018", "0.0019"]},
    {"kind": "statistic", "test": "mean", "n": 29, "items": 3, "mean": "2.71", "sd": "0.62", "low": 1, "high": 7},
    {"kind": "statistic", "test": "F", "value": "4.51", "df": 3, "df2": 57, "p": "0.0066"},
    {"kind": "statistic", "test": "t", "value": "2.31", "df": 57, "p": "0.025", "p_relation": "<", "sides": 2},
    {"kind": "statistic", "test": "two-proportions", "k1": 13, "n1": 101, "k2": 29, "n2": 107, "value": "2.6", "pooled": True},
    {"kind": "run", "record": "a/result.json", "quantity": "test-error", "relation": "<=", "value": "0.21", "under": {"width": "512"}},
    {"kind": "run", "record": "kit:a", "quantity": "e_gen", "delta": "0.073", "relation": "<=", "value": "0.21", "level": "0.93"},
    {"kind": "run", "record": "kit:a", "quantity": "ratio", "of": "distance", "between": [137, 541], "relation": ">", "value": "1.3"},
    {"kind": "citation", "arxiv": "1902.04742", "title": "A title", "authors": ["A. One", "B. Two"], "year": 2019, "pages": "17--29"},
    {"kind": "attribution", "paper": "1902.04742", "finding": "key-lemma", "setting": "linear", "status": "proved",
     "sidedness": "two-sided", "quantifier": "every", "under": {"width": "512"}},
    {"kind": "inference", "premises": ["one", "two"], "conclusion": "three"},
    {"kind": "statement", "ref": "swap-lemma", "holds": True, "under": {"width": "512"}},
]  # fmt: skip
#: Fields whose value is told by words of its own.
WORDED = {
    "kind", "event", "conclusion", "distribution", "side", "finding", "only", "first", "ref", "holds", "sides", "pooled", "order", "test",
    "quantity", "what", "items", "about", "within", "factor",
}  # fmt: skip


def claim(table: dict[str, Any]) -> Any:
    return adapter().validate_python({"id": "c", "says": "s", **table})


def parts(value: Any) -> list[str]:
    """A field's numbers and words as they would be printed."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in (name, *parts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in parts(inner)]
    if isinstance(value, Reading):
        return [as_written(value.value)]
    return [value] if isinstance(value, str) else [as_written(Fraction(value))]


def stands(text: str, said: str) -> bool:
    """As a whole: 17 does not stand in 0.17."""
    return re.search(rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)", said) is not None


def test_the_table_has_every_kind() -> None:
    assert {table["kind"] for table in CLAIMS} == set(KINDS)


@pytest.mark.parametrize("table", CLAIMS, ids=lambda table: str(table["kind"]))
def test_every_number_and_word_of_a_claim_stands_in_its_sentence(table: dict[str, Any]) -> None:
    made = claim(table)
    said = sentence(made)
    for field in made.model_fields_set - set(Common.model_fields) - WORDED:
        for text in parts(getattr(made, field)):
            assert stands("oo" if text == "inf" and made.kind == "inequality" else text, said) or text == "inf", (field, text, said)


#: How "about" is said: the fields, and the interval that is told.
INTERVALS = [
    ("approx", {"about": "0.41", "within": "0.02"}, "[0.39, 0.43]"), ("approx", {"about": "0.41"}, "[0.405, 0.415]"),
    ("approx", {"about": "0.4", "factor": 2}, "[0.2, 0.8]"), ("approx", {"about": "0.410"}, "[0.4095, 0.4105]"),
    ("threshold", {"about": "4567"}, "[4566.5, 4567.5]"), ("threshold", {"about": "4500", "factor": 3}, "[1500, 13500]"),
    ("threshold", {"about": "4500"}, "[4499.5, 4500.5], or in [4450, 4550] if the zeros"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "interval"), INTERVALS, ids=str)
def test_about_a_value_is_told_as_its_interval(kind: str, fields: dict[str, Any], interval: str) -> None:
    base: dict[str, Any] = {"kind": "threshold", "m": 137, "delta": "0.073", "epsilon": "0.019"}
    said = sentence(claim((base if kind == "threshold" else {"kind": "approx", "quantity": "e_gen", **NUMBERS}) | fields))
    assert f"lies in {interval}" in said and ("rounding" in said) is ("zeros" in interval)


#: What a word of a claim turns: of each field its values with the words of the sentence that are there exactly then.
TURNS: dict[tuple[str, str], dict[Any, str]] = {
    ("attribution", "only"): {True: "no other paper", False: ""},
    ("attribution", "first"): {True: "no earlier paper", False: ""},
    ("statement", "holds"): {False: "it is false that", True: ""},
    ("statistic", "sides"): {1: "one-sided", 2: "two-sided"},
    ("statistic", "pooled"): {True: ", pooled variance", False: "unpooled variance"},
    ("moment", "what"): {"mean": "the mean of", "variance": "the variance of"},
    ("suffices", "conclusion"): {
        "e_gen": "D >= 61*m: e_gen(m, delta) <= epsilon (",
        "e_unif-alg": "D >= 61*m: e_unif-alg(m, delta) >= 1 - epsilon (",
        "both": "D >= 61*m: e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon (",
    },
    ("necessary", "conclusion"): {"e_gen": ": e_gen(m, delta) <= epsilon only", "e_unif-alg": ": e_unif-alg(m, delta) >= 1 - epsilon only"},
}  # fmt: skip


@pytest.mark.parametrize(("kind", "field"), TURNS)
def test_a_word_of_a_claim_turns_its_own_words_of_the_sentence(kind: str, field: str) -> None:
    table = next(one for one in CLAIMS if one["kind"] == kind and one.get("test") in (None, "t"))
    for value in TURNS[kind, field]:
        said = sentence(claim(table | {field: value}))
        assert {words: words in said for words in TURNS[kind, field].values() if words} == {
            words: other == value for other, words in TURNS[kind, field].items() if words
        }, said


RELATIONS = {r"\le": "<=", r"\ge": ">=", "<": "<", ">": ">", "=": "=="}


@pytest.mark.parametrize("table", [one for one in CLAIMS if one["kind"] in ("tail", "event", "vacuous", "generalizes")], ids=str)
def test_the_formula_of_a_chance_or_a_bound_states_the_relation_of_the_sentence(table: dict[str, Any]) -> None:
    """Sides of a tail too: both are read, and compared with what the claim says of itself."""
    for relation in ("<=", ">=", "<", ">", "==") if table["kind"] == "event" else (None,):
        made = claim(table | ({"relation": relation} if relation else {}))
        read = re.fullmatch(r"(.*[)}]) (\\le|\\ge|<|>|=) ([\d.]+)", formula(made))
        assert read is not None, formula(made)
        wanted = relation or {"vacuous": ">=", "generalizes": "<=", "tail": "<="}[made.kind]
        value = exact(table.get("value", table.get("at_most", table.get("at_least", ""))), "value")
        assert (RELATIONS[read[2]], exact(read[3], "value")) == (wanted, value)
        assert f" {wanted} {as_written(value)}" in sentence(made)
        if made.kind == "tail":
            shown = re.fullmatch(r"\\Pr\((.*) ([<>]) ([\d.]+)\)", read[1])
            assert shown is not None and shown[2] == (">" if made.side == "upper" else "<") and shown[3] == "3.7"
            assert f" {shown[2]} 3.7)" in sentence(made) and ("29" in shown[1]) is (made.distribution == "chi2")
