"""Every proof in a kernel certificate, read as coqc reads it, for numbers of every size; and no neighbour of a proof passes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from tests.certificates.proofs import PART, faults, proved
from tests.certificates.test_kernel_lemmas import ASKED, claim
from uccheck.certificates.kernel.instance import stated
from uccheck.certificates.kernel.search import Instance
from uccheck.certificates.kernel.statement import linear_statements
from uccheck.certificates.kernel.template import Goal, full_claim, models, source


def faults_of(goal: Goal, text: str) -> list[str]:
    """Why a file does not prove a claim."""
    read = [] if linear_statements(text) == (stated(goal),) and "instance1" in proved(text) else ["another statement"]
    return read + faults(text)


@pytest.mark.parametrize("asked", ASKED, ids=map(str, range(len(ASKED))))
def test_every_proof_goes_through_by_the_librarys_own_statements(asked: tuple[Any, ...]) -> None:
    goal = claim(*asked)
    assert faults_of(goal, source((goal,))) == []


def test_every_proof_of_the_models_goes_through() -> None:
    text = models()
    assert faults(text) == [] and {f"instance{k}" for k in range(1, 10)} <= set(proved(text))


def drawn(seed: int) -> Goal:
    """A claim at numbers of every size: delta near 0 and near 1, gamma below, at and above s, D from far too few to far too many."""
    r = random.Random(seed)
    m = round(10 ** r.uniform(0, 6))
    D = max(1, round(m ** r.choice([0, 1]) * 10 ** r.uniform(0, 3.5)))
    delta = Fraction(f"{r.choice([10 ** -r.uniform(0.1, 40), 1 - 10 ** -r.uniform(0.1, 11), r.uniform(0.01, 0.99)]):.12g}")
    s = Fraction(f"{10 ** r.uniform(-2, 2):.3g}")
    b, below, above = (s * Fraction(f"{part:.3g}") for part in (10 ** r.uniform(-0.5, 2), r.random(), 10 ** r.uniform(0, 6)))
    gamma = r.choice([Fraction(0), below, s, above])
    return full_claim(Instance(m=m, D=D, delta=delta, gamma=gamma, s=s, b=b), r.choice(["auto", "A", "B", "C"]))


@pytest.mark.parametrize("seed", range(40))
def test_proofs_go_through_whatever_the_numbers(seed: int) -> None:
    goal = drawn(seed)
    if any((goal.generalizing, goal.vacuous, goal.overfitting, goal.ceiling)):
        assert faults_of(goal, source((goal,))) == []


@pytest.mark.parametrize("square", [192, 196, 198, 199, 200, 201, 205])
def test_a_loss_far_out_is_proved_on_both_sides_of_where_it_is_capped(square: int) -> None:
    """x^2/2 = (s/b)^2 D/(2 m (1 + alpha)) about `square`: Sampford's bound is below exp(-200) before the bell is."""
    goal = full_claim(Instance(m=100, D=2 * 64 * 100 * square, delta=Fraction(1, 10), gamma=Fraction(0)))
    assert goal.generalizing is not None
    assert faults_of(goal, source((goal,))) == []


# ----- neighbours --------------------------------------------------------------------------------

GROUP = re.compile(r"\(-?\d+(?: / \d+)?\)")
TURNED = {"<=": "<", "<": "<=", "+": "-", "-": "+", "*": "/", "/": "*"}
#: Where a change may leave a proof that is as good, by the text before it: a precision that is enough too, a longer series, an exponent
#: farther out that is reached as well, and what is assumed of gamma or s in a theorem whose parts do not use it.
AS_GOOD = re.compile(r"i_prec $|_series $|q_bound_far (_ )+\($|assert \((gp|g1|s1) : \([^\n]*$")


def neighbours(part: str, r: random.Random) -> Iterator[str]:
    """Texts with one word, number, sign, relation, branch or sentence changed or lost, or both sides exchanged."""
    start = re.match(r"\w+ \w+", part).end()  # type: ignore[union-attr]
    groups = sorted(set(GROUP.findall(part)))
    words = sorted(set(re.findall(r"\b(?:[A-Za-z]+_\w+|[a-z]+\d)\b", part[start:])) - {"i_prec"})
    for hit in re.finditer(r"<=|(?<= )[-<+*/](?= )", part):
        yield part[: hit.start()] + TURNED[hit[0]] + part[hit.end() :]
    for pattern, choices in ((GROUP, groups), (re.compile("|".join(rf"\b{word}\b" for word in words) or "$^"), words)):
        for hit in pattern.finditer(part, start):
            others = [one for one in choices if one != hit[0]]
            if others:
                yield part[: hit.start()] + r.choice(others) + part[hit.end() :]
    for hit in re.finditer(r"\(-\s?(?=\w)", part):
        yield part[: hit.start()] + "(" + part[hit.end() :]
    for hit in re.finditer(r"(?<![\w/])\d+\b", part):
        yield part[: hit.start()] + str(2 * int(hit[0]) + 1) + part[hit.end() :]
    for hit in re.finditer(r", \w+(?=[,.])| \| [^|\]\[]*|[^|\[\]]* \| ", part):
        yield part[: hit.start()] + part[hit.end() :]
    for hit in re.finditer(r"(?<=[.] )[^.]*\.(?=\s)", part):
        yield part[: hit.start()] + part[hit.end() :]
    if found := re.match(r"(Lemma \w+ : )(.*) (<=|<) (.*)\.\n", part):
        yield f"{found[1]}{found[4]} {found[3]} {found[2]}.\n" + part[found.end() :]


@pytest.mark.parametrize("at", range(len(ASKED)))
def test_no_neighbour_of_a_proof_goes_through(at: int) -> None:
    """One in thirty, drawn; all of them (2,834 of 74 forms of lemmas) were tried when this was written."""
    goal, r = claim(*ASKED[at]), random.Random(at)
    text = source((goal,))
    for part in PART.finditer(text):
        for near in neighbours(part[0], r):
            if part["constant"] or r.random() > 1 / 30:
                continue
            first = next(k for k, (one, other) in enumerate(zip(part[0], near, strict=False)) if one != other)
            wrong = text[: part.start()] + near + text[part.end() :]
            assert AS_GOOD.search(part[0][:first]) or faults_of(goal, wrong), near
