"""A witness is read back: its point lies in the domain, the difference that it names is the one of its relation, and has that value."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.survey import survey

x, m = sp.Symbol("x", real=True), sp.Symbol("m", integer=True, positive=True)
SAID = re.compile(r"(?:at (?P<point>.*)|always): (?P<first>left|right) side minus (?P<second>left|right) side is \[?(?P<value>-?[\d.e-]+)")
#: Both sides, and where; which relations fail there is for the numbers to say.
SIDES = [
    (x**2, sp.Rational(1, 2), {x: Fraction(1, 3)}),
    (sp.exp(-x), x + 1, {x: Fraction(-5, 2)}),
    (m * x, 7 * m, {x: Fraction(9, 4), m: 12}),
    (sp.sqrt(m + x), x, {m: 3, x: Fraction(1)}),
]
#: Of the difference of both sides, which signs fail it.
FAILS = {"==": (-1, 1), "<=": (1,), "<": (1, 0), ">=": (-1,), ">": (-1, 0)}


@pytest.mark.parametrize("relation", FAILS)
@pytest.mark.parametrize("sides", range(len(SIDES)))
@pytest.mark.parametrize("turned", [False, True])
def test_a_witness_names_the_difference_that_it_gives(sides: int, relation: str, turned: bool) -> None:
    left, right, point = SIDES[sides]
    left, right = (right, left) if turned else (left, right)
    where = (Domain(x, -10, 10), Domain(m, 1))
    found = survey(Claim((Relation(left, relation, right),), tuple(d for d in where if d.symbol in point), points=(point,)))
    values = {"left": float(left.subs(point)), "right": float(right.subs(point))}
    sign = (values["left"] > values["right"]) - (values["left"] < values["right"])
    assert (found.witness is not None) is (sign in FAILS[relation])
    if found.witness is None:
        assert found.upheld == 1
        return
    said = SAID.match(found.witness)
    assert said is not None, found.witness
    assert float(said["value"]) == pytest.approx(values[said["first"]] - values[said["second"]], rel=1e-6)
    assert said["first"] != said["second"] and (relation == "==" or float(said["value"]) <= 0)  # a slack that is not there
    assert {name: Fraction(value) for name, value in re.findall(r"(\w+) = ([-\d/]+)", said["point"])} == {
        str(k): v for k, v in point.items()
    }
