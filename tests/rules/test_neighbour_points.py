"""Where a neighbour is looked at, and what is said of it: floats leave no hypothesis out, a space keeps the variables of its samples."""

from __future__ import annotations

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import x, y
from uccheck.rules.catalogue import get
from uccheck.rules.claim import Claim, Domain, le, lt, positives, reals
from uccheck.rules.neighbours.decide import certain
from uccheck.rules.neighbours.field import Field, hypotheses
from uccheck.rules.neighbours.parts import by_parts
from uccheck.rules.neighbours.places import bound
from uccheck.rules.neighbours.reasons import UNSIGNED, UNTOUCHED, reason


def test_multiples_of_the_same_part_are_taken_together() -> None:
    """A larger root before the same logarithm is a stronger hypothesis; other parts, or parts of both signs, give nothing."""
    where = positives(x, y)
    root, other = sp.sqrt(3) * sp.sqrt(x), sp.sqrt(2) * sp.sqrt(x)
    assert by_parts(root - other, where) == 1 and by_parts(root - other + y, where) == 1
    assert by_parts(other - root, where) is None and by_parts(root - sp.sqrt(2) * sp.sqrt(y), where) is None
    assert by_parts(root - other - y, where) is None and by_parts(root - other, reals(x)) is None
    assert by_parts(sp.sqrt(3) * sp.log(x) - sp.sqrt(2) * sp.log(x), where) is None  # the part itself has both signs
    level = (Domain(x, 0, 1, open_low=True),)
    longer = sp.sqrt(sp.Rational(5, 2)) * sp.sqrt(sp.log(1 / x)) - sp.sqrt(2) * sp.sqrt(sp.log(1 / x))
    assert certain(longer, False, level) and not certain(longer, True, level) and not certain(-longer, False, level)


def test_floats_leave_out_no_point_that_meets_the_hypotheses() -> None:
    for name in ("generalization-root", "exp-fresh-margin"):
        claim = get(name).claim
        field, needed = Field(claim), hypotheses(claim)
        for relation in claim.given[:1]:
            field.extend(claim, relation)
        near = set(field._near(needed))
        met = {n for n in range(0, len(field.points), 3) if all(field.truth(one, n) for one in needed)}
        assert met and met <= near and len(near) < len(field.points), name


def test_the_variables_of_the_samples_of_a_space_are_not_moved() -> None:
    """Found by a neighbour that was refuted and derived: samples that are not aligned for one p stood for those of another."""
    claim = get("aligned").claim
    cone = quantity("cone")
    a, p = (next(domain.symbol for domain in claim.where if str(domain.symbol) == name) for name in "ap")
    field = Field(claim)
    assert all({a, p} <= bound(point) for point in field.points)
    before = len(field.points)
    assert field.vary(p) == field.vary(a) == before == len(field.points)
    points = tuple({key: value for key, value in point.items() if not isinstance(key, cone)} for point in claim.grid())
    moved = Field(Claim(claim.then, claim.where, claim.given, points))
    moved.vary(p)
    assert len(moved.points) > before


def test_a_limit_that_did_not_change_does_not_hide_what_holds_at_points() -> None:
    limit = le(sp.Limit(1 / y, y, sp.oo), 0)
    claim = Claim((le(x**2, 1), limit), positives(x, y), (le(x, 1),))
    kind, text = reason(Field(claim), Claim(claim.then, claim.where, (lt(2 * x, 1),)), False, "")
    assert kind == UNTOUCHED and "it holds at" in text and "it holds at 0" not in text
    wrong = Claim((lt(x**2, 1), limit), claim.where, claim.given)
    assert reason(Field(claim), Claim(wrong.then, wrong.where, (le(1, x), le(x, 1))), False, "")[0] == UNSIGNED
