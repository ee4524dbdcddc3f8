"""What chains compose to, what a relation gives of another, and the lower ends of hypotheses: each against its meaning in numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from operator import eq, ge, gt, le, lt

import pytest
import sympy as sp

from uccheck.rules.claim import RELATIONS, Claim, Domain, Relation
from uccheck.rules.derivation import (
    NO_EQUALITY,
    PROVED,
    Context,
    Derivation,
    OfInequalities,
    Step,
    StepResult,
    chain,
    compose,
    gives,
)
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue

MEANING: dict[str, Callable[[object, object], bool]] = {"==": eq, "<=": le, "<": lt, ">=": ge, ">": gt}
x, y, z = sp.symbols("x y z", real=True)
p, q = sp.symbols("p q", positive=True)
LINE, NONE = (Domain(x), Domain(y), Domain(z)), Context(Claim((), ()))


def follows(relations: tuple[str, ...]) -> set[str]:
    """What the ends of every chain of small numbers with those relations satisfy."""
    ends = []
    for values in itertools.product(range(-4, 5), repeat=len(relations)):
        walk = (0, *values)
        if all(MEANING[r](walk[n], walk[n + 1]) for n, r in enumerate(relations)):
            ends.append((walk[0], walk[-1]))
    return {r for r in RELATIONS if all(MEANING[r](low, high) for low, high in ends)}


def weaker(relation: str) -> set[str]:
    """The relations that hold of all pairs of which this one holds."""
    return follows((relation,))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_chain_says_all_that_its_steps_say_of_its_ends_and_no_more(size: int) -> None:
    for relations in itertools.product(RELATIONS, repeat=size):
        made, true = compose(list(relations)), follows(relations)
        assert (weaker(made) if made else set()) == true, relations


SIDES = (x, y, x * (x + 1), x**2 + x, x + 1, sp.S.Zero)


def pairs() -> Iterator[tuple[Relation, Relation]]:
    """Every relation between two of the sides with every other one."""
    every = [Relation(left, r, right) for left, right in itertools.permutations(SIDES, 2) for r in RELATIONS]
    return itertools.product(every, every)


POINTS = [{x: a, y: b} for a in (-2, -1, sp.Rational(-1, 2), 0, 1, 2) for b in (-3, -1, 0, sp.Rational(1, 2), 1, 2, 3, 6)]


def values() -> dict[object, list[object]]:
    return {side: [side.subs(point) for point in POINTS] for side in SIDES}


def test_what_a_relation_gives_holds_wherever_it_holds() -> None:
    """Of 22500 pairs, at 48 points each."""
    at = values()
    truth = {
        (a, r, b): [bool(MEANING[r](u, v)) for u, v in zip(at[a], at[b], strict=True)] for a in SIDES for b in SIDES for r in RELATIONS
    }
    given = 0
    for made, goal in pairs():
        if gives(made, goal):
            given += 1
            before, after = (truth[one.lhs, one.relation, one.rhs] for one in (made, goal))
            assert all(then for now, then in zip(before, after, strict=True) if now), (made, goal)
    assert given > 400


def test_a_relation_gives_itself_and_all_that_is_weaker_with_the_same_sides() -> None:
    """The sides may be written otherwise, and an equality may be turned."""
    left = {x * (x + 1): (x * (x + 1), x**2 + x), y: (y,)}
    for r, s in itertools.product(RELATIONS, repeat=2):
        for other in left[x * (x + 1)]:
            made = Relation(x * (x + 1), r, y)
            assert gives(made, Relation(other, s, y)) is (s in weaker(r))
            turned = {"==": "==", "<=": ">=", "<": ">", ">=": "<=", ">": "<"}[s]
            assert gives(made, Relation(y, turned, other)) is (s in weaker(r))


def test_an_integral_or_a_limit_is_the_same_one_or_another() -> None:
    """They are compared as they stand; an equality between them is not turned, whose sides need not exist."""
    area, other = (sp.Integral(1 / z, (z, 1, end)) for end in (x, x + 1))
    assert gives(Relation(area * (x + 1), "<", y), Relation(area * x + area, "<=", y))
    assert not gives(Relation(area, "<=", y), Relation(other, "<=", y)) and not gives(Relation(area, "<=", y), Relation(y, "<=", area))
    assert not gives(Relation(sp.Integral(x, (x, 0, 1)), "==", sp.Rational(1, 2)), Relation(sp.Rational(1, 2), "<=", sp.Rational(1, 2)))


def holds(step: Relation) -> Step:
    return Step(step.lhs, step.relation, step.rhs, "", Form() if step.relation != "==" else Residue())


def test_neighbours_meet_where_they_are_equal_however_they_are_written() -> None:
    first, last = Relation(x * (x + 1), "<=", x * (x + 1) + 1), Relation(x**2 + x + 1, "<", x**2 + x + 3)
    joined = Derivation((holds(first), holds(last)))
    assert joined.composed() == Relation(first.lhs, "<", last.rhs) and joined.prove(Context(Claim((), LINE))).proved
    same = chain(x, ("<=", x + 1, Form()), ("<=", x + 2, Form()))
    assert same.composed() == Relation(x, "<=", x + 2) and same.prove(Context(Claim((), LINE))).proved


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Relation(0, "<=", 1), Relation(0, "<=", 1)),
        (Relation(2, ">=", 0), Relation(1, ">=", 0)),  # from 0 to 1
        (Relation(x, "<=", x + 1), Relation(x - 1, "<=", x)),
        (Relation(x, "<=", x + 1), Relation(-x - 1, "<=", 5 - x)),
        (Relation(0, "<=", 1), Relation(1, "<=", 2), Relation(0, "<=", 1)),
        (Relation(0, "<=", 1), Relation(0, "<=", 1), Relation(1, "<=", 2)),
        (Relation(0, "<=", 1), Relation(1, ">=", 0)),
        (Relation(0, "<", 1), Relation(1, ">", 0)),
    ],
    ids=str,
)
def test_steps_that_do_not_meet_or_that_turn_are_no_chain(steps: tuple[Relation, ...]) -> None:
    broken = Derivation(tuple(Step(one.lhs, one.relation, one.rhs, "", Form()) for one in steps))
    assert all(one.by.prove(one.stated, Context(Claim((), LINE))).proved for one in broken.steps)
    assert broken.composed() is None
    found = broken.prove(Context(Claim((), LINE)))
    assert not found.proved and found.detail == "the steps do not form a chain"


def test_every_step_is_proved_or_the_chain_is_not() -> None:
    links = [("<=", x + 1, "a step up", Form()), ("==", 1 + x, Residue()), ("<", x + 3, Form())]
    whole = chain(x, *links)  # type: ignore[arg-type]
    assert [(step.why, step.stated.lhs, step.stated.rhs) for step in whole.steps] == [
        ("a step up", x, x + 1),
        ("", x + 1, x + 1),
        ("", x + 1, x + 3),
    ]
    assert whole.prove(Context(Claim((), LINE))) == StepResult(True) and whole.composed() == Relation(x, "<", x + 3)
    for number, false in enumerate((Relation(x, "<=", x - 1), Relation(x - 1, "==", x), Relation(x, "<", x))):
        steps = [holds(Relation(x - 5, "<=", false.lhs)), holds(false), holds(Relation(false.rhs, "<=", x + 7))]
        found = Derivation(tuple(steps)).prove(Context(Claim((), LINE)))
        assert not found.proved and found.detail.startswith("step 2:"), number


def test_a_step_speaks_of_declared_symbols_only() -> None:
    """A hypothesis on what has no domain says nothing definite, and the domains of the claim are enough."""
    claim = Claim((), (Domain(x),), (Relation(x, "<=", y),))
    found = chain(x, ("<=", y, Form(using={Relation(x, "<=", y): 1}))).prove(Context(claim))
    assert not found.proved and "y is not declared" in found.detail
    assert chain(x, ("<=", y, Form(using={Relation(x, "<=", y): 1}))).prove(Context(Claim((), LINE, claim.given))).proved


def test_a_rule_of_inequalities_is_asked_about_inequalities_alone() -> None:
    """A form shows four relations between x and x + 1; that x is x it does not show, which leaves no sign open."""
    for left, relation, right in ((x, "<", x + 1), (x, "<=", x + 1), (x + 1, ">", x), (x + 1, ">=", x), (x, "<=", x), (x, ">=", x)):
        assert Form().prove(Relation(left, relation, right), NONE) == PROVED
    assert isinstance(Form(), OfInequalities) and Form().prove(Relation(x, "==", x), NONE) == NO_EQUALITY
    assert Form().prove(Relation(x + 1, "==", x), NONE) == NO_EQUALITY


FROM_ZERO, ABOVE_ZERO, FROM_ONE = Domain(x, 0), Domain(x, 0, open_low=True), Domain(x, 1)
GIVEN = [
    Relation(left, r, right)
    for left, right in [
        (x, sp.S.Zero),
        (x, sp.Integer(2)),
        (x, p),
        (x, 2 * p),
        (x, p * q),
        (x, p + q),
        (x, 2 * p * q),
        (x, -1),
        (x, x**2),
        (x, 2 * x),
        (x, 2 * z),
    ]
    for r in RELATIONS
]


@pytest.mark.parametrize("domain", [FROM_ZERO, ABOVE_ZERO, FROM_ONE, Domain(x)], ids=str)
def test_a_lower_end_is_one_that_the_hypotheses_give(domain: Domain) -> None:
    """At every point that meets them the sharpened domain holds the value, and it lies in the declared one."""
    others = (Domain(p, 0, open_low=True), Domain(q, 0, open_low=True), Domain(z))
    for given in GIVEN:
        claim = Claim((), (domain, *others), (given,))
        sharp = Context(claim).where[0]
        for u, v, w, t in itertools.product((-2, 0, sp.Rational(1, 2), 2, 5), (1, 3), (2,), (-1, 1)):
            point = {x: u, p: v, q: w, z: t}
            met = all(bool(slack.subs(point) > 0 if strict else slack.subs(point) >= 0) for slack, strict in claim.hypotheses)
            inside = all(bool(sp.sympify(s).subs(point) > 0 if strict else sp.sympify(s).subs(point) >= 0) for s, strict in sharp.slacks())
            declared = all(bool(s.subs(point) > 0 if strict else s.subs(point) >= 0) for s, strict in domain.slacks())
            assert not met or inside, (given, sharp, point)
            assert not inside or declared, (given, sharp, point)


@pytest.mark.parametrize(
    ("domain", "given", "low", "open_low"),
    [
        (FROM_ZERO, Relation(x, ">", 0), 0, True),
        (FROM_ZERO, Relation(x, ">=", 2), 2, False),
        (ABOVE_ZERO, Relation(x, ">=", 2), 2, False),
        (ABOVE_ZERO, Relation(3, "<", x), 3, True),
        (FROM_ZERO, Relation(x, ">=", 2 * p), 2 * p, False),
        (FROM_ZERO, Relation(x, ">", p * q), p * q, True),
        (ABOVE_ZERO, Relation(x, ">=", 0), 0, True),  # known before, and more
        (FROM_ZERO, Relation(x, ">=", -1), 0, False),
        (FROM_ZERO, Relation(x, "<", 3), 0, False),
        (FROM_ZERO, Relation(x, "==", 2), 0, False),
        (FROM_ZERO, Relation(x, ">=", 2 * z), 0, False),  # 2 z may be negative
        (FROM_ZERO, Relation(x, ">=", p), 0, False),  # too plain to be a product
        (FROM_ZERO, Relation(x, ">=", p + q), 0, False),
        (FROM_ONE, Relation(x, ">", 0), 1, False),
        (FROM_ONE, Relation(x, ">=", 2), 1, False),
    ],
    ids=str,
)
def test_which_lower_ends_are_read(domain: Domain, given: Relation, low: sp.Expr, open_low: bool) -> None:
    sharp = Context(Claim((), (domain,), (given,))).where[0]
    assert (sharp.low, sharp.open_low, sharp.high) == (low, open_low, None)
