"""What each rule of calculus and of cases asks before it proves: false statements that it would uphold without the asking."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from tests.rules.test_attacks import HALF, RAY, UNIT, ZERO, shown, x
from tests.rules.test_means import spread
from uccheck.certificates.language import _end
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import H, L, T, gamma, t
from uccheck.rules.algebra.residues import sign_of
from uccheck.rules.claim import Claim, Domain, Relation, ge, gt, le, lt
from uccheck.rules.derivation import Context, Rule
from uccheck.rules.letters import X, Z, e_unif_alg, loss
from uccheck.rules.steps.calculus import Arch, Concave, Convex, Monotone, Vanishing
from uccheck.rules.steps.cases import AtZero
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue

LOW, TWO = sp.Symbol("x", real=True), sp.Integer(2)
#: Weak statements that a rule upholds, with a place where both sides are equal: their strict forms are false there.
TOUCHING: dict[str, tuple[Rule, tuple[Domain, ...], sp.Expr, sp.Expr]] = {
    "Convex": (Convex(x, HALF, TWO), UNIT, (x - HALF) ** 2, HALF),
    "Concave": (Concave(x, TWO), UNIT, x * (1 - x), ZERO),
    "Arch": (Arch(x, ZERO, sp.exp(-x), 1 - x), RAY, x * sp.exp(-x), ZERO),
    "Monotone": (Monotone(x, ZERO, 2 * x), RAY, x**2, ZERO),
}


@pytest.mark.parametrize("name", TOUCHING)
def test_where_both_sides_meet_only_a_weak_statement_is_upheld(name: str) -> None:
    rule, where, left, place = TOUCHING[name]
    assert left.subs(x, place) == 0
    assert shown(ge(left, 0), rule, where) and not shown(gt(left, 0), rule, where)


def test_what_is_zero_everywhere_vanishes_and_is_not_positive() -> None:
    assert shown(gt(sp.exp(-x), 0), Vanishing(x, -sp.exp(-x)), RAY)
    assert not shown(gt(x - x + 0 * x, 0), Vanishing(x, ZERO), RAY) and not shown(gt(sp.exp(-x), sp.exp(-x)), Vanishing(x, ZERO), RAY)


def test_a_tangent_is_taken_at_a_point_of_the_domain() -> None:
    """x^3 - 3x - 2 = (x + 1)^2 (x - 2) is flat at -1, convex for x >= 0 and negative at 1; so is its mirror image."""
    cubic = x**3 - 3 * x - 2
    assert cubic.subs(x, 1) < 0
    assert not shown(ge(cubic, 0), Convex(x, sp.Integer(-1), 6 * x), RAY)
    assert not shown(ge(cubic.subs(x, -x), 0), Convex(x, sp.Integer(1), -6 * x), (Domain(x, None, 0),))
    wide = (Domain(x, 2),)
    assert shown(ge((x - 3) ** 2, 0), Convex(x, sp.Integer(3), TWO), wide)


@pytest.mark.parametrize("low", [-1, None, Fraction(-1, 10)])
def test_a_variable_that_may_be_negative_has_more_than_two_cases(low: object) -> None:
    """x >= 0 holds at 0 and where x > 0."""
    rule = AtZero(x, Residue(), Form(using={gt(x, 0): 1}))
    assert shown(ge(x, 0), rule, (Domain(x, 0),)) and not shown(ge(x, 0), rule, (Domain(x, low),))


def test_a_member_of_a_set_is_told_by_one_random_variable() -> None:
    """Two of them may be those of two samples: nothing says that a set with `T >= t L` holds both."""
    several = spread(members=(ge(T, t * L),)), spread(members=(ge(T, t), ge(T + L + H, t)))
    for rule in several:
        found = rule.prove(le(e_unif_alg(*Z), 1 - loss(*X, gamma, t)), Context(Claim((), ())))
        assert not found.proved and "more than one random variable" in found.detail
    assert outcome("risk") is not outcome("other")


@pytest.mark.parametrize(
    ("inside", "domain", "signs"),
    [
        (1 + LOW, Domain(LOW, 0), (0,)),
        (1 + LOW, Domain(LOW, 0, open_low=True), (0, 1)),
        (2 + LOW, Domain(LOW, 0), (0, 1)),
    ],
)
def test_a_logarithm_of_what_may_be_one_may_be_zero(inside: sp.Expr, domain: Domain, signs: tuple[int, ...]) -> None:
    above, below = sign_of(sp.log(inside), (domain,)), sign_of(-sp.log(1 / inside), (domain,))
    assert {above, below} <= {None, *signs} and above in signs
    if signs == (0,):
        strictly = Relation(sp.log(inside), ">", ZERO)
        assert not shown(strictly, Form(), (domain,)) and not shown(lt(sp.log(1 / inside), 0), Form(), (domain,))


def test_ends_that_are_too_small_to_be_told_are_rounded_outward() -> None:
    """2^-1200 lies below what a dyadic end tells: its upper end is positive, its lower end 0, and the same below 0."""
    from flint import arb

    tiny = arb(2) ** -1200
    up, down = (_end(lambda: tiny, up=end) for end in (True, False))
    assert down == 0 < Fraction(1, 2**1200) < up < Fraction(1, 2**1000)
    up, down = (_end(lambda: -tiny, up=end) for end in (True, False))
    assert up == 0 > Fraction(-1, 2**1200) > down > Fraction(-1, 2**1000)
    assert _end(lambda: arb(0), up=True) == _end(lambda: arb(0), up=False) == 0
