"""What a reason says of signs, ends and directions is true at points of the statement: the words are read back and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sympy as sp

from uccheck.article.reason_page import Page
from uccheck.article.reasons import reason
from uccheck.article.reasons_calculus import writers
from uccheck.quantities.enclosed.evaluator import sign
from uccheck.quantities.symbols import x, y
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import Context, Step
from uccheck.rules.neighbours.columns import VALUELESS
from uccheck.rules.neighbours.field import Field, hypotheses
from uccheck.rules.steps.calculus import Arch, Concave, Convex, Monotone, Vanishing
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form

SIGNS = {"nonnegative": {0, 1, None}, "positive": {1}, "nonpositive": {0, -1, None}, "negative": {-1}, "zero": {0, None}}
RULES = (Monotone, Concave, Convex, Vanishing, Arch)


@dataclass(frozen=True)
class Told(Page):
    """A page that shows each expression as [[number]] and keeps it."""

    shown: list[Any] = field(default_factory=list)

    def show(self, expr: Any) -> str:
        self.shown.append(sp.sympify(expr))
        return f"[[{len(self.shown) - 1}]]"


def told(rule: Any, step: Relation, claim: Claim) -> tuple[str, list[Any]]:
    page = Told(claim, (), {}, lambda name, which: name, str)
    return writers(lambda inner, relation, where: "so.")[type(rule)](rule, step, page), page.shown


def of_catalogue() -> Iterator[tuple[str, Claim, Step]]:
    for name, one in load().items():
        for proof in one.proofs:
            yield from ((name, one.claim, step) for step in proof.steps if isinstance(step.by, RULES))


#: Kinds that no statement has: downwards to an anchor, and a convex difference.
MADE = (
    ("down", Claim((), (Domain(x, 0, 1),)), Step(sp.exp(-x), ">=", sp.exp(-1), "", Monotone(x, 1, -sp.exp(-x), upward=False))),
    ("square", Claim((), (Domain(x, 1, 2),)), Step(4 - x**2, ">=", sp.S.Zero, "", Monotone(x, 2, -2 * x, upward=False))),
    ("bowl", Claim((), (Domain(y, 0, 3),)), Step(2 * y - 1, "<=", y**2, "", Convex(y, 1, sp.Integer(2)))),
)


def faults(rule: Any, step: Relation, claim: Claim, text: str, shown: list[Any]) -> list[str]:
    """What the sentence says and a point denies."""
    places = Field(claim)
    points = [places.points[n] for n in places.meeting(hypotheses(claim), 60)]
    assert len(points) > 10
    said = [(int(n), word) for n, word in re.findall(r"\[\[(\d+)\]\](?:, which)? is (\w+)", text)]
    said += [(int(n), word) for word, n in re.findall(r"the (positive|negative) \[\[(\d+)\]\]", text)]
    wrong = [f"[[{n}]] is no {word}" for n, word in said for point in points if sign(shown[n], point) not in SIGNS[word]]
    for word, n in re.findall(r"the (decreasing|increasing) \[\[(\d+)\]\]", text):
        slope = sp.diff(shown[int(n)], rule.variable) * (1 if word == "increasing" else -1)
        wrong += [f"[[{n}]] is not {word}" for point in points if sign(slope, point) == -1]
    order = 2 if "second derivative" in " ".join(text.split()) else 1
    made = sp.diff(step.slack, rule.variable, order)
    parts = [sp.Mul(*shown)] if isinstance(rule, Arch) else shown[-1:]
    wrong += ["another derivative" for expr in parts for point in points if sign(made - expr, point) in (1, -1)]
    for end, way, value in re.findall(r"for \$(.+?)(\\ge|\\le) (.+?)\$", text):
        assert str(sp.Symbol(end)) and value
        beyond = (rule.variable - rule.anchor) * (1 if way == r"\ge" else -1)
        wrong += [f"{way} {value} leaves the domain out" for point in points if sign(beyond, point) == -1]
    if start := re.search(r"difference of the two sides is (\w+)", text):
        value = step.slack.subs(rule.variable, rule.anchor)
        wrong += [f"not {start[1]} at the anchor" for point in points if sign(value, point) not in SIGNS[start[1]]]
    if end := re.search(r"so it is (\w+)", text):
        wrong += [f"not {end[1]}" for point in points if sign(step.slack, point) not in SIGNS[end[1]]]
    return wrong


CASES = [*of_catalogue(), *MADE]


@pytest.mark.parametrize(("name", "claim", "step"), CASES, ids=[f"{name} {number}" for number, (name, _, _) in enumerate(CASES)])
def test_what_a_reason_says_of_signs_is_true_at_points(name: str, claim: Claim, step: Step) -> None:
    text, shown = told(step.by, step.stated, claim)
    assert shown and not faults(step.by, step.stated, claim, text, shown)


@pytest.mark.parametrize(("name", "claim", "step"), MADE, ids=[name for name, _, _ in MADE])
def test_the_made_ones_are_proofs(name: str, claim: Claim, step: Step) -> None:
    assert step.by.prove(step.stated, Context(claim)).proved


TURNED = {"nonnegative": "nonpositive", "nonpositive": "nonnegative", "negative": "positive", "positive": "negative",
          "decreasing": "increasing", r"\ge": r"\le", r"\le": r"\ge", "zero": "positive"}  # fmt: skip


@pytest.mark.parametrize(("name", "claim", "step"), CASES, ids=[f"{name} {number}" for number, (name, _, _) in enumerate(CASES)])
def test_a_word_turned_round_is_seen(name: str, claim: Claim, step: Step) -> None:
    text, shown = told(step.by, step.stated, claim)
    for word, other in TURNED.items():
        for found in re.finditer(rf"(?<=[\s$\]\w]){re.escape(word)}(?=[\s.,:;])", text):
            if text[found.start() - 3 : found.end()].endswith(f"is {word}") or "]]" in text[found.end() : found.end() + 4] or "\\" in word:
                turned = f"{text[: found.start()]}{other}{text[found.end() :]}"
                assert faults(step.by, step.stated, claim, turned, shown), turned


def combined() -> Iterator[tuple[str, Claim, Step]]:
    for name, one in load().items():
        for proof in one.proofs:
            yield from ((name, one.claim, step) for step in proof.steps if isinstance(step.by, (Form, Through)))


COMBINED = list(combined())


@pytest.mark.parametrize("name", sorted({name for name, _, _ in COMBINED}))
def test_what_is_left_of_a_combination_has_the_sign_that_is_said(name: str) -> None:
    """What a combination leaves is nonnegative or positive, and what is said to increase with a letter does, wherever balls can tell."""
    claim = load()[name].claim
    places = Field(claim)
    points = [places.points[n] for n in places.meeting(hypotheses(claim), 12)]
    for step in (step for other, _, step in COMBINED if other == name):
        page = Told(claim, (), {**{key: one.claim for key, one in load().items()}}, lambda id, which: id, str)
        text = reason(step.by, step.stated, page)
        said = re.findall(r"\[\[(\d+)\]\], (?:which )?is (\w+)", text)
        if isinstance(step.by, Form) and not step.by.using:
            assert [word for _, word in said] == ["positive" if step.stated.strict else "nonnegative"], text
        ways = re.findall(r"\[\[(\d+)\]\] (increases|decreases) with", text)
        for n, way in ways if isinstance(step.by, Through) else []:
            low, high = (page.shown[int(n)].subs(step.by.variable, value) for value in (sp.Rational(3, 2), 2))
            assert sign(high - low, {}) == (1 if way == "increases" else -1), text
        for point in (point for point in points if isinstance(step.by, Form)):
            assert all(signed(page.shown[int(n)], point) not in ({-1} if word == "nonnegative" else {0, -1}) for n, word in said), text


def signed(expr: Any, point: Any) -> int | None:
    """The sign at the point, None where it gives no value."""
    try:
        return sign(expr, point)
    except VALUELESS:
        return None
