"""What is said of a hypothesis that fails holds the numbers of its sides, rounded outward; domains keep their ends."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from uccheck.certificates.check_rules import TABLE
from uccheck.certificates.tree import Work, _inside, apply, shown

THIRD, SEVENTH = Fraction(1, 3), Fraction(-1, 7)


def test_sides_are_shown_outward() -> None:
    tail = ("tail", Fraction(3), Fraction(1))
    said = shown(["<=", "x", ["tail", "3", "1"]], {"x": THIRD}, {tail: (THIRD, Fraction(2, 3))})
    ends = [Fraction(number) for number in re.findall(r"[-0-9.e]+", said)]
    assert said.count("<=") == 1 and len(ends) == 3
    assert THIRD - Fraction(1, 10**5) < ends[0] <= THIRD and THIRD - Fraction(1, 10**5) < ends[1] < THIRD
    assert Fraction(2, 3) < ends[2] < Fraction(2, 3) + Fraction(1, 10**5)
    low, high = (Fraction(x) for x in re.findall(r"[-0-9.e]+", shown(["<", ["tail", "3", "1"], "1"], {}, {tail: (SEVENTH, THIRD)}))[:2])
    assert low < SEVENTH < THIRD < high


@pytest.mark.parametrize("name", ["m", "D", "s", "delta", "gamma"])
def test_a_rule_is_applied_inside_of_its_domains_only(name: str) -> None:
    right = {"m": Fraction(5), "D": Fraction(7), "s": Fraction(4), "b": Fraction(32), "gamma": Fraction(9), "delta": THIRD}
    work = Work()
    assert apply("wide-margin", work, **right) is not None and work.notes == []
    domain = TABLE["rules"]["wide-margin"]["where"][name]
    end = Fraction(domain["low"])
    assert _inside(domain, end) is not domain["open_low"]
    outside = end if domain["open_low"] else end - 1
    assert apply("wide-margin", work, **right | {name: outside}) is None
    assert domain["whole"] is (name in "mD") and (not domain["whole"] or not _inside(domain, end + THIRD))
    assert any(f"{name} in its domain" in note or "needs" in note for note in work.notes)
