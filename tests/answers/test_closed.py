"""Closed forms against the same rules with integrals: true, weaker, and by little."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from tests.linear.losses import loss
from uccheck.answers import closed, finders, proposals
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


@pytest.mark.parametrize("a", [1e-9, 1e-5, 0.00099, 0.00101, 0.3, 5.0, 1e4])
def test_the_excess_is_found_from_its_chance(a: float) -> None:
    """(D/2)(a - ln(1 + a)) = -log p, at fifty digits."""
    with mpmath.workdps(50):
        true = float(mpmath.mpf(a) - mpmath.log1p(mpmath.mpf(a)))
    assert closed._excess(a) == pytest.approx(true, rel=1e-12 if a > 1e-3 else 2e-15, abs=0)
    for D in (1.0, 400_000.0):
        assert closed.upper_excess(D, -D / 2 * true) == pytest.approx(a, rel=1e-9)


@pytest.mark.parametrize("p", ["1e-30", "0.001", "0.3", "0.9"])
def test_a_closed_tail_takes_all_but_a_millionth_of_its_chance(p: str) -> None:
    q = Inquiry(setting(50, 5000, "0.1"), Work())
    ((rare, t),) = closed._rare(q, math.log(float(p)))
    (upper,) = (float(high) for _, high in rare.concludes.values())
    assert float(p) * (1 - 1.1e-6) < upper < float(p) * (1 - 0.9e-6)
    assert math.exp(-5000 / 2 * (float(t) / 5000 - 1 - math.log(float(t) / 5000))) == pytest.approx(float(p), rel=2e-6)
    ((often, t),) = closed._often(q, math.log(float(p)))
    (lower,) = (float(low) for low, _ in often.concludes.values())
    assert 1 - float(p) <= lower < 1 - float(p) * (1 - 1.1e-6) + 1e-12
    assert float(t) == pytest.approx(5000 - 2 * math.sqrt(-5000 * math.log(float(p))), rel=1e-7)


def test_no_closed_bound_where_the_chance_is_too_small_for_the_dimension() -> None:
    q = Inquiry(setting(50, 100, "0.1"), Work())
    assert len(list(closed._often(q, -24.9))) == 1
    assert not list(closed._often(q, -25.1))
    assert not list(closed._often(q, 1e-5))


@pytest.mark.parametrize(("m", "D", "rho"), [(50, 5000, 1.0), (2, 100, 0.5), (1000, 350_000, 1 / 3), (10, 500, 0.2)])
def test_the_two_terms_of_a_flipped_point_have_the_same_exponent(m: int, D: int, rho: float) -> None:
    """D a^2/4 of the length, ((1 - a) rho - r)^2 D/(2 m (1 - a)) of the score; the bound is that of the rule."""
    a, found = closed.flipped_point(setting(m, D, "0.1"), rho)
    assert a**2 / 4 == pytest.approx(((1 - a) * rho - 0.125) ** 2 / (2 * m * (1 - a)), rel=1e-8)
    assert found == pytest.approx(min(0.0, math.log(1.5) - D * a**2 / 4))
    assert closed.flipped_point(setting(m, D, "0.1"), 0.125) == (0.0, 0.0)
    assert closed.flipped_point(setting(m, D, "0.1"), 0.1) == (0.0, 0.0)
    q = Inquiry(setting(m, D, "0.1"), Work())
    for node in q.apply("one-flipped-tail", rho=Fraction(rho), a=closed._written(a)):
        assert float(max(high for _, high in node.concludes.values())) == pytest.approx(math.exp(found), rel=1e-3)


def test_closed_ends_stand_at_their_closed_quantiles() -> None:
    """At m = 50, D = 900, delta = 0.2, where the closed bound of a misfit takes a part of the room."""
    m, D, delta = 50, 900, 0.2
    q = Inquiry(setting(m, D, str(delta)), Work())
    misfit = math.sqrt(1 / m**2 + 2 / m) - 1 / m
    missed = m * 1.5 * math.exp(-D * misfit**2 / 4)
    integral = m * float(q.bounds("misfit", Fraction(0))[1])

    def below(p: float) -> float:
        return D - 2 * math.sqrt(-D * math.log(p))

    (upper,) = (float(high) for node in closed.generalizes(q) for _, high in node.concludes.values())
    assert upper == pytest.approx(loss(m, D, D * (1 + closed.upper_excess(float(D), math.log(delta)))), rel=1e-6)
    (lower,) = (float(low) for node in closed.overfits_beside_misfits(q) for low, _ in node.concludes.values())
    assert lower == pytest.approx(loss(m, D, below(1 - delta - integral)), rel=1e-6)
    (spread,) = (float(high) for node in closed.spread(q) for _, high in node.concludes.values())
    assert spread == pytest.approx(1 - loss(m, D, below(delta)), rel=1e-6)
    (lower,) = (float(low) for node in closed.overfits(q) for low, _ in node.concludes.values())
    assert 0.001 < missed < 0.5 and lower == pytest.approx(loss(m, D, below(1 - delta - missed)), rel=1e-4)


def families(a: Setting) -> list[proposals.Family]:
    return [*closed._complete_flip(a, RULES), *closed._beyond(a, RULES)]


def room_of(rule: str, delta: float, k: float) -> float:
    """What a theorem leaves for its two chances."""
    return {"theorem-b": 1 - 2 * delta, "theorem-signs": (1 - delta) ** 4, "theorem-simplex": (k * (1 - delta) - 1) / (k - 1)}[rule]


@pytest.mark.parametrize("delta", ["0.05", "0.3", "0.49", "0.5", "0.7", "0.95"])
def test_each_family_has_the_room_the_pairs_and_the_learners_of_its_theorem(delta: str) -> None:
    a, rules = setting(100, 60_000, delta), set()
    for family in families(a):
        k = family.extra.get("k", Fraction(2))
        rules.add(family.rule)
        assert family.log_room == pytest.approx(math.log(room_of(family.rule, float(delta), float(k))), rel=1e-9)
        assert (family.pairs, family.learners) == (k * (k - 1) / 2, k - 1)
        chance = proposals.chernoff_point(a)[1] if family.rule == "theorem-signs" else closed.flipped_point(a, float(1 / (k - 1)))[1]
        assert family.log_one == pytest.approx(chance)
    assert ("theorem-b" in rules) is (float(delta) < 0.5) and "theorem-signs" in rules


@pytest.mark.parametrize("delta", ["0.05", "0.3", "0.7"])
def test_e1_is_the_least_that_fits_and_no_room_is_no_theorem(delta: str) -> None:
    q, seen = Inquiry(setting(100, 60_000, delta), Work()), 0
    for family in families(q.a):
        for node in closed._split(q, family, Fraction(1, 3)):
            (small, one), k = node.premises, float(family.extra.get("k", 2))
            chance, long = (max(float(high) for _, high in each.concludes.values()) for each in (one, small.premises[0]))
            room = room_of(family.rule, float(delta), k)
            assert long * (k - 1) == pytest.approx(room / 3, rel=2e-6)
            assert 1 + 0.9e-6 < float(node.at["e1"]) * (room - (k - 1) * long) / (k * (k - 1) / 2 * chance) < 1 + 1.1e-6
            seen += 1
    assert seen
    none = Inquiry(setting(100, 60_000, "0.5"), Work())
    assert not list(closed._split(none, proposals.Family("theorem-b", -50.0, 0.0), Fraction(1, 3)))  # 1 - 2 delta = 0
    assert not list(closed._overfit(none, (1 - none.a.delta) / none.a.m))


@pytest.mark.parametrize("m", [1, 2, 7, 1000])
def test_the_two_terms_of_a_misfit_have_the_same_exponent(m: int) -> None:
    """D a^2/4 and D (1 - a)/(2 m)."""
    (made,) = ends(closed.overfits, m, 40_000, "0.2")
    (a,) = (float(each.at["a"]) for each in made.premises if each.rule == "misfit-tail")
    assert a**2 / 4 == pytest.approx((1 - a) / (2 * m), rel=1e-9)


def best_closed(m: int, D: int, rule: str, delta: float) -> float:
    """The least e1 + e2 of the theorem's instances over a fine grid of shares, with Chernoff's bounds of both chances."""
    a, found = setting(m, D, str(delta)), []
    simplices = [k for k in range(3, 9) if k * (1 - delta) > 1 + 1e-9] if rule == "theorem-simplex" else []
    for k in simplices or [2]:
        room = {"theorem-b": 1 - 2 * delta, "theorem-signs": (1 - delta) ** 4}.get(rule, (k * (1 - delta) - 1) / (k - 1))
        log_one = proposals.chernoff_point(a)[1] if rule == "theorem-signs" else closed.flipped_point(a, 1 / (k - 1))[1]
        for share in np.concatenate([2.0 ** -np.linspace(20, 1, 80), 1 - 2.0 ** -np.linspace(1, 25, 80)]):
            t = D * (1 + closed.upper_excess(float(D), math.log(share * room / (k - 1))))
            found.append(k * (k - 1) / 2 * math.exp(log_one) / (room * (1 - share)) + loss(m, D, t))
    return min(found)


@pytest.mark.parametrize(("m", "D", "delta"), [(1000, 400_000, 0.05), (100, 14_000, 0.3), (100, 60_000, 0.7)])
@pytest.mark.parametrize("rule", ["theorem-b", "theorem-simplex", "theorem-signs"])
def test_each_closed_theorem_is_split_nearly_as_well_as_can_be(m: int, D: int, delta: float, rule: str) -> None:
    found = [
        low for n in closed.splits(Inquiry(setting(m, D, str(delta)), Work()), (rule,), lambda v: False) for low, _ in n.concludes.values()
    ]
    best = best_closed(m, D, rule, delta) if rule != "theorem-b" or delta < 0.5 else math.inf
    if best > 1:
        assert not found
    else:
        assert best * 0.999 < 1 - float(max(found)) < best * 1.05


def test_closed_theorems_end_where_enough_is_found_and_at_twice_the_signal() -> None:
    goal = Fraction(1, 100)
    assert len(list(closed.splits(Inquiry(setting(1000, 400_000, "0.05"), Work()), RULES, lambda value: value >= goal))) == 1
    assert not list(closed.splits(Inquiry(setting(1000, 400_000, "0.05"), Work()), RULES, lambda value: True))
    for gamma, rules in (("7.9", 1), ("8", 1), ("9", 0)):
        q = Inquiry(setting(50, 9000, "0.1", gamma), Work())
        for find in (closed.generalizes, closed.spread, closed.overfits_beside_misfits):
            assert len(list(find(q))) == rules, (find, gamma)
        assert len(list(closed.splits(q, ("theorem-b",), lambda value: False))) == rules
    for gamma, rules in (("4", 1), ("4.1", 0)):
        assert len(list(closed.overfits(Inquiry(setting(50, 9000, "0.1", gamma), Work())))) == rules
