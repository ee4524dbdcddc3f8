"""Every step of every proof has a reason that says something, and what it says is read off the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any

import pytest
import sympy as sp

from uccheck.article.part import Part, Reference, part
from uccheck.article.reason_page import Page, tidy
from uccheck.article.reasons import _form, _through
from uccheck.core.verdict import Kind, Verdict
from uccheck.quantities.applied import Applied
from uccheck.quantities.symbols import Q
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.statement import Standing
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form

NO_REASON = re.compile(r"^(compare|taken by machine|as before|the same|insert|insert it|collect|the hypothesis|subtract)\.?$", re.I)


def upheld(name: str, verdict: Verdict = Verdict.UPHELD) -> Standing:
    return Standing(id=name, verdict=verdict, kind=Kind.SYMBOLIC, trusts=("sympy",), given=(), alpha=0)  # type: ignore[arg-type]


def typeset(name: str, verdict: Verdict = Verdict.UPHELD) -> Part:
    return part(load()[name], upheld(name, verdict), Reference(load(), tuple(load()), (), listed=True))


@pytest.mark.parametrize("name", load())
def test_every_reason_says_something(name: str) -> None:
    made = typeset(name)
    reasons = [reason for proof in made.proofs for _, reason in proof.reasons]
    assert reasons and all(len(reason) > 8 and reason.endswith(".") for reason in reasons)
    assert not any(NO_REASON.match(sentence.strip()) for reason in reasons for sentence in re.split(r"(?<=\.) ", reason))
    assert "By the rule " not in " ".join(reasons), "a rule without a writer"
    assert "nan" not in " ".join(reasons) and "Dummy" not in " ".join(reasons)


def test_a_reason_names_the_statement_its_substitution_and_how_the_hypotheses_are_met() -> None:
    (first, second) = typeset("theorem-b").proofs
    assert first.reasons[0] == ("a1", r"By Proposition~\ref{uccheck:markov} with $\rho=1$.")
    assert second.reasons[0][1].startswith(r"By Lemma~\ref{uccheck:swap-lemma} with $v=1 - e_{1} - e_{2}$. Its hypotheses are met:")
    assert "line~(a)" in second.reasons[0][1]


def test_a_monotone_difference_names_its_end_and_its_derivative() -> None:
    ((proof,)) = typeset("log-bound").proofs
    assert "is zero at $y=0$, and its derivative $\\frac{y}{1 + y}$ is nonnegative" in proof.reasons[0][1]


def test_a_combination_names_its_hypotheses_with_their_factors() -> None:
    ((proof,)) = typeset("square-lemma").proofs
    assert r"Add (i) times $\frac{1}{8}$" in proof.reasons[0][1] and r"(iv) times $\frac{3}{8}$" in proof.reasons[0][1]


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.UNDECIDED])
def test_what_is_not_upheld_has_no_proof(verdict: Verdict) -> None:
    made = typeset("markov", verdict)
    assert made.proofs == () and made.kind == ("refuted" if verdict is Verdict.REFUTED else "open")


def through(rule: Any) -> Iterator[Through]:
    """The monotone functions of a rule, and of the rules inside it."""
    if isinstance(rule, Through):
        yield rule
    for inner in vars(rule).values() if is_dataclass(rule) else rule if isinstance(rule, tuple) else ():
        yield from through(inner)


MONOTONE = [(name, one) for name, statement in load().items() for one in through(statement.proofs)]


def value(function: Any, put: dict[Any, Any]) -> float | None:
    found = sp.sympify(function).xreplace({applied: sp.Rational(1, 3) for applied in function.atoms(Applied)}).subs(put)
    found = sp.N(found.replace(Q, lambda x: sp.erfc(x / sp.sqrt(2)) / 2))
    return float(found) if found.is_real and found.is_number else None


@pytest.mark.parametrize(("name", "rule"), MONOTONE)
def test_what_a_reason_says_increases_increases(name: str, rule: Through) -> None:
    """At 1/3 and 2/3, every other letter 1/2 or, if a whole number, 2."""
    claim = load()[name].claim
    known = {other: statement.claim for other, statement in load().items()}
    page = Page(claim, (), known, lambda one, which: one, lambda text: text)
    (word,) = set(re.findall(r"^\S.*?\$ (increases|decreases) with \$", _through(rule, rule.inner, page))[:1])
    others = sp.sympify(rule.function).free_symbols - {rule.variable}
    put = {one: sp.Integer(2) if one.is_integer else sp.S.Half for one in others}
    low, high = (value(rule.function, {**put, rule.variable: sp.Rational(at, 3)}) for at in (1, 2))
    assert low is not None and high is not None and (low < high if word == "increases" else low > high)


A, B, C = sp.symbols("a b c", real=True)
SLACKS = [A - B, B - A, 1 - A * B, A * B - C**2 + 3, -A - B, A + 2 * B, C * (A - B), sp.exp(A) - 1, sp.sqrt(2) * A - B / 3 - C, -(A**2)]


@pytest.mark.parametrize("slack", SLACKS, ids=str)
def test_what_is_to_be_nonnegative_is_printed_as_a_relation_that_says_so(slack: Any) -> None:
    """Its own slack is that, and neither side has a term with a minus sign."""
    shown = tidy(slack)
    assert not shown.strict and sp.expand(shown.slack - slack) == 0
    assert not any(term.could_extract_minus_sign() for side in (shown.lhs, shown.rhs) for term in sp.Add.make_args(sp.sympify(side)))


def test_a_hypothesis_has_the_label_of_itself_and_of_no_other() -> None:
    relations = [Relation(A, "<=", B), Relation(C, "==", A * B), Relation(B * C, ">=", A)]
    page = Page(load()["markov"].claim, tuple(zip(relations, ("(i)", "(ii)", "(iii)"), strict=True)), {}, lambda one, _: one, str)
    for relation, label in page.labels:
        shifted = replace(relation, lhs=relation.lhs + C, rhs=relation.rhs + C)
        assert {page.point(relation), page.point(relation.slack), page.point(shifted)} == {label}
        turned = replace(relation, lhs=relation.rhs, rhs=relation.lhs)
        assert (page.point(turned) == label) is (relation.relation == "==")
    assert page.point(A - B) == r"$b \le a$" and page.point(B - A) == "(i)"


@pytest.mark.parametrize(("low", "strict"), [(0, False), (0, True), (1, True)])
def test_a_reason_says_positive_of_what_is_positive_alone(low: int, strict: bool) -> None:
    """x (x + 1) on the numbers from 0, with that end or without, and from 1: 0 is a value of it exactly where the end is 0 and belongs."""
    where = (Domain(A, low, open_low=strict and low == 0),)
    for lhs, rhs in ((A * (A + 1), sp.S.Zero), (A**2, -A)):
        for relation in (">=", ">")[: 1 + strict]:
            step = Relation(lhs, relation, rhs)
            said = _form(Form(), step, Page(Claim((step,), where), (), {}, lambda one, _: one, str))
            (word,) = re.findall(r"which is (\w+) on the ranges", said)
            assert word == ("positive" if relation == ">" else "nonnegative")


def test_a_citation_of_one_conclusion_has_the_letter_that_stands_before_it() -> None:
    """Where the document holds the statement and where it does not; a whole statement is cited without a letter."""
    several = [name for name, statement in load().items() if len(statement.claim.then) > 1]
    assert len(several) > 10
    for held in ((), tuple(load())):
        refer = Reference(load(), held, (), listed=True)
        for name in several:
            tags = [tag for tag, _ in typeset(name).then]
            assert len(tags) == len(load()[name].claim.then)
            for which, tag in enumerate(tags):
                assert refer.cite(name, which).replace(refer.cite(name), "") == f"({tag})" or f"''({tag}) (" in refer.cite(name, which)
