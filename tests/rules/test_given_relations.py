"""A relation is given by hypotheses that say as much, in whatever words; nothing else that is true of them gives it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
import sympy as sp

from uccheck.rules.claim import RELATIONS, Claim, Domain, Relation, eq, ge, gt, le, lt, reals
from uccheck.rules.derivation import Context
from uccheck.rules.steps.hypotheses import Given, certain, hypothesis, is_given, slack_of, supplied

x, y, z = sp.symbols("x y z", real=True)
LEFT, RIGHT = x**2 + y, z * (x + 1)
FREE = reals(x, y, z)
TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "=="}
#: What each relation of hypotheses says of the difference: at least 0, at most 0, and that it is not 0.
SAYS = {"==": {"low", "high"}, ">=": {"low"}, ">": {"low", "low strict"}, "<=": {"high"}, "<": {"high", "high strict"}}
#: What is asked for before a relation counts as given.
ASKED = {"==": {"low", "high"}, ">=": {"low"}, ">": {"low strict"}, "<=": {"high"}, "<": {"high strict"}}
SETS = [chosen for size in (0, 1, 2) for chosen in combinations(RELATIONS, size)]


def told(relation: Relation, *given: Relation, where: tuple[Domain, ...] = FREE) -> bool:
    """Whether it is given, whoever asks."""
    context = Context(Claim((), where, given))
    found = is_given(relation, context)
    assert Given().prove(relation, context).proved is supplied(relation, context) is found
    return bool(found)


@pytest.mark.parametrize("chosen", SETS, ids=str)
def test_a_relation_is_given_by_what_says_as_much(chosen: tuple[str, ...]) -> None:
    """Turned round, expanded or with terms on the other side, and beside hypotheses on something else."""
    known = set().union(*(SAYS[one] for one in chosen))
    beside = (ge(x, 3), gt(LEFT - RIGHT, 1), lt(LEFT + RIGHT, 0), eq(2 * LEFT, RIGHT))
    spellings = (
        lambda one: Relation(LEFT, one, RIGHT),
        lambda one: Relation(RIGHT, TURNED[one], LEFT),
        lambda one: Relation(sp.expand(RIGHT - LEFT), TURNED[one], sp.S.Zero),
        lambda one: Relation(x**2, one, sp.expand(RIGHT) - y),
    )
    for number, spelt in enumerate(spellings):
        given = tuple(spelt(one) for one in chosen)
        for relation in RELATIONS:
            asked = spellings[(number + relation.count("=")) % 4](relation)
            assert told(asked, *given) is told(asked, *beside, *given) is told(asked, *given, *beside) is (ASKED[relation] <= known)


def test_a_weaker_or_stronger_number_is_another_relation() -> None:
    """Nothing is concluded: x >= 2 gives neither x >= 1 nor 2 x >= 4, and a hypothesis on a sum none on its terms."""
    for relation in (ge(x, 1), ge(2 * x, 4), ge(x, 3), ge(-x, 2), ge(x + y, 2), le(x, 2), eq(x, 2), gt(x, 2)):
        assert not told(relation, ge(x, 2)) and told(relation, ge(x, 2), relation)
    assert told(ge(x - 2, 0), ge(x, 2)) and not told(ge(x, y), ge(x, z), ge(z, y)) and not told(ge(x, 0), eq(x + y, y + 1))


def test_domains_are_hypotheses() -> None:
    """Each end, as strict as it is open."""
    where = (Domain(x, 0, 1), Domain(y, 0, x, True, True), Domain(z))
    for relation, good in (
        (ge(x, 0), True), (gt(x, 0), False), (le(x, 1), True), (lt(x, 1), False), (gt(y, 0), True), (ge(y, 0), True), (lt(y, x), True),
        (le(y, x), True), (ge(z, 0), False), (le(y, 1), False), (eq(x, 0), False), (eq(x, 1), False), (ge(x - 1 + 1, 0), True),
    ):  # fmt: skip
        assert told(relation, where=where) is good


def test_of_several_hypotheses_the_strict_one_counts() -> None:
    """In whatever order and words they stand."""
    for given in ((ge(x, y), gt(x - y, 0)), (gt(x - y, 0), ge(x, y)), (gt(x * (x + 1) - x**2 - y, 0), ge(x, y)), (lt(y, x), eq(x, y))):
        context = Context(Claim((), FREE, given))
        assert hypothesis(x - y, context) is True and hypothesis(x * (x + 1) - x**2 - y, context) is True
        assert hypothesis(x - z, context) is None and hypothesis(x + y, context) is None
    context = Context(Claim((), FREE, (ge(x, y), gt(x, z))))
    assert hypothesis(x - y, context) is False and hypothesis(x - z, context) is True and hypothesis(y - x, context) is None


def test_what_is_to_be_nonnegative_is_its_own_slack() -> None:
    assert slack_of(le(x, y)) == y - x and slack_of(x - y) == x - y and slack_of(3) == 3 and slack_of(eq(x, y)) == x - y
    context = Context(Claim((), FREE, (gt(x, y), ge(z, 0))))
    assert supplied(x - y, context) and supplied(z, context) and not supplied(-z, context) and not supplied(y - x, context)


CERTAIN = {
    ge(x, 0): (True, True), gt(x, 0): (True, False), gt(x + 1, 0): (True, True), le(x, 0): (False, False), lt(x, 1): (True, False),
    le(x, 1): (True, True), le(x, 2): (True, True), lt(x, Fraction(1, 2)): (False, False), eq(x, x): (False, False), ge(x, x): (True, True),
    gt(x, x): (False, False), ge(y, 0): (False, False), eq(x, 0): (False, False),
}  # fmt: skip


@pytest.mark.parametrize("relation", CERTAIN, ids=str)
def test_the_domains_alone_make_a_relation_certain(relation: Relation) -> None:
    """On (0, 1) and on [0, 1]; no equality is read off a sign."""
    for where, good in zip((Domain(x, 0, 1, True, True), Domain(x, 0, 1)), CERTAIN[relation], strict=True):
        context = Context(Claim((), (where, *reals(y))))
        assert bool(certain(relation, context)) is good
        if relation.relation == ">=":
            assert bool(certain(relation.slack, context)) is good
