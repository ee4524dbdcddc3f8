"""Closed forms against the same rules with integrals: true, weaker, and by little."""

from __future__ import annotations

from fractions import Fraction

import pytest

from uccheck.answers import closed, finders
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.check import check
from uccheck.certificates.document import document
from uccheck.certificates.tree import Node, Work
from uccheck.core.verdict import Verdict

RULES = tuple(rule for rules in THEOREMS.values() for rule in rules)


def setting(m: int, D: int, delta: str, gamma: str = "0") -> Setting:
    return Setting(*map(Fraction, (m, D, 4, 32, gamma, delta)))


def ends(find: object, m: int, D: int, delta: str) -> list[Node]:
    return list(find(Inquiry(setting(m, D, delta), Work())))  # type: ignore[operator]


PAIRS = [
    (closed.generalizes, finders.generalizes, 1, -1),
    (closed.overfits, finders.overfits, 0, 1),
    (closed.overfits_beside_misfits, finders.overfits, 0, 1),
    (closed.spread, finders.spread, 1, -1),
]


@pytest.mark.parametrize(("m", "D", "delta"), [(1000, 400_000, "0.05"), (30, 3_000, "0.3"), (10**6, 4 * 10**8, "0.9"), (2, 400, "0.01")])
def test_closed_forms_are_confirmed_and_weaker_than_integrals_by_little(m: int, D: int, delta: str) -> None:
    for loose, sharp, at, sign in PAIRS:
        made = ends(loose, m, D, delta)
        assert made and check(document(made)).verdict is Verdict.UPHELD
        (near,), (best,) = ([value[at] for value in node.concludes.values()] for node in (made[0], ends(sharp, m, D, delta)[0]))
        assert 0 <= sign * (best - near) <= Fraction(1, 20)


def test_the_theorems_in_closed_form_are_confirmed_and_weaker_than_with_integrals() -> None:
    for m, D, delta in ((1000, 400_000, "0.05"), (100, 60_000, "0.7"), (100, 60_000, "0.95")):
        made = list(closed.splits(Inquiry(setting(m, D, delta), Work()), RULES, lambda value: False))
        sharp = list(finders.splits(Inquiry(setting(m, D, delta), Work()), RULES, lambda value: False))
        lows = [max(low for node in nodes for low, _ in node.concludes.values()) for nodes in (made, sharp)]
        assert Fraction(97, 100) < lows[0] < lows[1]
        assert check(document(made)).verdict is Verdict.UPHELD
        assert not any(rule == "theorem-c" for node in made for rule in node.rules)


def test_a_closed_form_asks_for_no_integral() -> None:
    work = Work()
    assert list(closed.generalizes(Inquiry(setting(1000, 400_000, "0.05"), work)))
    assert not list(closed.overfits(Inquiry(setting(1000, 9_000, "0.05"), work)))  # at D = 9 m the closed bound of a misfit is no use
    assert {name for name, *_ in work.known} == {"loss"}
    assert ends(closed.overfits_beside_misfits, 1000, 30_000, "0.05")
