"""Chains built at random from instances of true rules: none is upheld that a finite model refutes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from uccheck.core.verdict import Verdict
from uccheck.quantities.symbols import delta, e, e1, e2, rho, t, v
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_derivation
from uccheck.rules.claim import Claim, Relation, nonnegatives, positives, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ONE, PAIRS
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form

POOL: Mapping[Any, tuple[Any, ...]] = {
    delta: (delta, delta / 2, delta / 3),
    e: (e, e / 2, HALF, ONE / 8),
    e1: (e1, e1 / 2, e1 / 3),
    e2: (e2, e2 / 2, 3 * e2, ONE / 8),
    rho: (rho, HALF, ONE),
    t: (t, 2 * t, sp.Integer(3)),
    v: (v, v / 2, 1 - e1 - e2, 1 - e1 / 2 - e2),
}
WHERE = (*PAIRS, *reals(e, v), *shares(e1, rho), *nonnegatives(e2), *positives(t))
LINKS = (("exceed-tail", "small-loss"), ("markov", "swap-lemma"), ("markov-signs", "sign-lemma"), ("markov", "correlated-swap-lemma"))
Put = Mapping[Any, Any]


def instance(name: str, put: Put) -> tuple[tuple[Relation, ...], Relation, dict[Any, Any]]:
    """Hypotheses, conclusion and substitution of a rule at the values, as far as they are its variables."""
    claim = get(name).claim
    at = {domain.symbol: put[domain.symbol] for domain in claim.where if domain.symbol in put}
    return tuple(relation.at(at) for relation in claim.given), claim.then[0].at(at), at


def built(link: tuple[str, str], puts: tuple[Put, Put, Put]) -> tuple[Claim, Verdict]:
    """Rule one at the first values, rule two at the second, joined by a bound at the third; what the derivations make of it."""
    first, second = link
    hypotheses, bound, at_first = instance(first, puts[0])
    (needed, *_), conclusion, at_second = instance(second, puts[1])
    (limit, *_), _, _ = instance(second, puts[2])
    joint = Relation(bound.rhs, limit.relation, limit.rhs)
    claim = Claim((conclusion,), WHERE, (*hypotheses, joint))
    proofs = (
        chain(bound.lhs, (bound.relation, bound.rhs, "the first rule", Known(first, at_first))),
        chain(needed.lhs, (needed.relation, needed.rhs, "put together", Form(using={bound: 1, joint: 1}))),
        chain(conclusion.lhs, (conclusion.relation, conclusion.rhs, "the second rule", Known(second, at_second))),
    )
    return claim, by_derivation(*proofs).decide(claim, {name: one.claim for name, one in load().items()}).verdict


def refuted(claim: Claim) -> bool:
    """Whether some finite model meets the hypotheses and not the conclusion."""
    return any(claim.admissible(point) and claim.then[0].holds(point) is False for point in points(draws=1)[::2])


def draw(choose: random.Random) -> Put:
    return {symbol: choose.choice(values) for symbol, values in POOL.items()}


@settings(max_examples=30, deadline=None, derandomize=True)
@given(link=st.sampled_from(LINKS), choose=st.randoms(use_true_random=False))
def test_no_wrong_chain_is_upheld(link: tuple[str, str], choose: random.Random) -> None:
    claim, verdict = built(link, (draw(choose), draw(choose), draw(choose)))
    assert not (verdict is Verdict.UPHELD and refuted(claim))


def test_the_chains_are_of_both_kinds() -> None:
    """The property is not empty: right chains are upheld, and many of the wrong ones are false in some model."""
    choose, seen = random.Random(7), Counter[str]()
    for link in LINKS[:3] * 5:
        put, other = draw(choose), draw(choose)
        joined = {**put, v: 1 - put[e1] - put[e2], rho: ONE}
        claim, verdict = built(link, (joined, joined, joined))
        seen["right"] += verdict is Verdict.UPHELD
        claim, verdict = built(link, (joined, {**other, v: joined[v], rho: ONE}, joined))
        seen["wrong and false"] += verdict is not Verdict.UPHELD and refuted(claim)
        assert not (verdict is Verdict.UPHELD and refuted(claim))
    assert seen["right"] >= 12 and seen["wrong and false"] >= 3, seen


@pytest.mark.parametrize("link", LINKS[:3])
def test_a_bound_at_another_delta_is_another_bound(link: tuple[str, str]) -> None:
    plain = {symbol: values[0] for symbol, values in POOL.items()}
    joined = {**plain, v: 1 - e1 - e2, rho: ONE}
    assert built(link, (joined, joined, joined))[1] is Verdict.UPHELD
    smaller = {**joined, delta: delta / 2}
    wrong, right = ((smaller, joined), (joined, smaller)) if link[1] == "small-loss" else ((joined, smaller), (smaller, joined))
    assert built(link, (joined, *wrong))[1] is Verdict.UNDECIDED
    assert built(link, (joined, *right))[1] is Verdict.UPHELD  # e_gen and e_unif-alg do not increase with delta
