"""False statements by kinks, poles, equal numbers of boxes and points that are no whole numbers; each with a witness."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb

from tests.rules.test_attacks import RAY, UNIT, WHERE, examined, shown, upheld
from uccheck.quantities.enclosed.evaluator import enclose, positive_on_box, sign
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import A, D, H, L, N, gamma, m, w
from uccheck.rules.algebra.smooth import smooth
from uccheck.rules.claim import Claim, Domain, counts, ge, gt, le, lt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ONE, ZERO, X, Z, e_zero_error, one_swollen, swollen
from uccheck.rules.steps.calculus import Concave, Convex, Monotone
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.on_sets import OnSet
from uccheck.rules.survey import survey

x, y = sp.symbols("x y", real=True)
AWAY = sp.sqrt(x**2 - 2 * x + 1)  # |x - 1|, which sympy does not see
MIDDLE = sp.sqrt(x**2 - x + ONE / 4)  # |x - 1/2|


def test_a_kink_is_no_bend() -> None:
    """x - 1 - |x - 1| is flat at 3 with a second derivative 0, and -2 at 0; |x - 1/2| - 1/2 is 0 at 0 and 1, and -1/2 between."""
    assert smooth(AWAY, x, RAY) and not smooth(sp.diff(AWAY, x), x, RAY)
    assert not shown(ge(x - 1 - AWAY, 0), Convex(x, sp.Integer(3), ZERO), RAY)
    assert not shown(ge(MIDDLE - HALF, 0), Concave(x, ZERO), UNIT)
    assert shown(ge((x - 3) ** 2, 0), Convex(x, sp.Integer(3), sp.Integer(2)), RAY)
    assert shown(ge(sp.sqrt(x) - x, 0), Concave(x, x ** (-3 * HALF) / 4), (Domain(x, 0, 1, True, True),))  # steep at 0


@pytest.mark.parametrize("function", [-sp.atan(1 / y), -1 / y, sp.tan(y), y - sp.floor(y), sp.sign(y) - y])
def test_a_function_with_a_pole_or_a_jump_is_not_monotone(function: sp.Expr) -> None:
    """-atan(1/y) has a positive derivative, and falls from pi/4 at -1 to -pi/4 at 1."""
    step = le(function.subs(y, -1), function.subs(y, 1))
    assert not shown(step, Through(y, function, le(-1, 1), Form()))
    assert shown(le(sp.log(2), sp.log(3)), Through(A, sp.log(A), le(2, 3), Form()))


def test_equal_numbers_are_known_to_be() -> None:
    """Two boxes that are no integers once counted as equal, and a box with the integer 1 as unequal to 1."""
    same, square = sp.KroneckerDelta(x, y), (*UNIT, Domain(y, 0, 1))
    box = {symbol: (Fraction(0), Fraction(1)) for symbol in (x, y)}
    assert not shown(ge(same, HALF), Compact(box), square)  # x = 0, y = 1: 0
    assert not shown(ge(HALF, sp.KroneckerDelta(x, 1)), Compact(box), UNIT)  # x = 1: 1
    assert positive_on_box(HALF - sp.KroneckerDelta(x, 2), {x: box[x]})[0]
    assert sign(same, {x: Fraction(1, 2), y: Fraction(1, 4)}) == 0 and sign(same, {x: 3, y: 3}) == 1
    wide = enclose(same, {x: arb(0).union(arb(2)), y: 1})
    assert wide.contains(0) and wide.contains(1)


def test_no_witness_is_outside_of_the_domain() -> None:
    """(m - 1)(m - 2) >= 0 for whole m; at 3/2 it is -1/4."""
    claim = Claim((ge((m - 1) * (m - 2), 0),), (Domain(m, 1),), points=({m: Fraction(3, 2)}, {m: sp.Rational(4, 3)}))
    assert survey(claim).witness is None and not any(map(claim.admissible, claim.grid())) and claim.admissible({m: 2})
    assert survey(replace(claim, then=(ge((m - 1) * (m - 3), 0),), points=({m: 2},))).witness


def test_a_whole_number_without_a_least_value_may_be_negative() -> None:
    for symbol in (N, m):
        with pytest.raises(ValueError, match="wider than what sympy assumes"):
            examined(Claim((ge(symbol, 0),), (Domain(symbol),)))


def test_the_empty_subset_is_never_swollen() -> None:
    """At m = 1 the one subset that is not empty is swollen with the chance of one, not half of it."""
    where, N_, seen = (*counts(D), *positives(w)), sp.Symbol("N", integer=True, nonnegative=True), outcome("subsets")(1, D, w)
    swell = sp.Symbol("S", real=True)
    every = gt(outcome("swell")(1, D), w)
    facts = (
        Fact(seen, "<=", 1, "definition: one point has one subset that is not empty", needs=(every,)),
        Fact(seen, "<=", 0, "definition: none is swollen where the greatest is not", needs=(le(outcome("swell")(1, D), w),)),
    )
    by = (Form(using={le(N_, 1): 1}), Form(using={le(N_, 1): HALF}), Form(using={le(N_, 0): 1}), Form(using={le(N_, 0): HALF}))
    mean = Mean({N_: seen, swell: outcome("swell")(1, D)}, facts=facts, by=by)
    for share, good in ((ONE, True), (HALF, False)):
        step = le(one_swollen(1, D, w), share * swollen(1, D, w))
        assert upheld(Claim((step,), where), chain(step.lhs, ("<=", step.rhs, mean))) is good


def test_a_strict_step_has_a_strict_reason() -> None:
    """5 < 5 by a constant; gamma < 2 gamma at gamma = 0; x > 0 at x = 0, where the way begins."""
    assert not shown(lt(5, 5), Through(A, sp.Integer(5), lt(1, 2), Form()))
    for open_end in (False, True):
        where = (Domain(gamma, 0, open_low=open_end),)
        factor = Through(A, A, lt(1, 2), Form(), factor=gamma)
        assert shown(lt(gamma, 2 * gamma), factor, where) is open_end and shown(le(gamma, 2 * gamma), factor, where)
        assert shown(gt(x, 0), Monotone(x, ZERO, ONE), (Domain(x, 0, open_low=open_end),)) is open_end
        assert shown(lt(x, 1), Monotone(x, ONE, -ONE, upward=False), (Domain(x, 0, 1, open_high=open_end),)) is open_end
    assert shown(gt(x + 1, 0), Monotone(x, ZERO, ONE), RAY)


def test_the_least_value_that_is_not_negative_is_not() -> None:
    """Where no classifier is without loss on a sample the bound on those that are is 0, not -1."""
    seen = {L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)}
    never = Fact(seen[H], ">=", HALF, "definition: for this test no classifier is without loss")
    for value, good in ((-ONE, False), (ZERO, True)):
        by = (Form(), Form(using={le(H, 0): 4, ge(H, HALF): 4, ge(1, L): 1}))
        rule = OnSet((), 0, seen, facts=(never,), by=by)
        assert shown(le(e_zero_error(*Z), value), rule, WHERE) is good
