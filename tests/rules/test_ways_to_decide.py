"""What each way to decide a claim finds, and what it may not say: derivations line by line, balls at points, finite models, limits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.core.verdict import Kind, Verdict
from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import delta
from uccheck.rules.checks import Check, by_balls, by_derivation, by_limits, by_models, established, leads_to
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt
from uccheck.rules.derivation import Derivation, chain
from uccheck.rules.letters import Z, e_unif_alg
from uccheck.rules.steps.calculus import Limit
from uccheck.rules.steps.cited import Known, Named
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.residue import Residue

x, y, z = sp.symbols("x y z", real=True)
UP, LINE = (Domain(x, 0),), (Domain(x), Domain(y), Domain(z))
STEP, FALSE = chain(x, ("<=", x + 1, Form())), chain(x, ("<=", x - 1, Form()))
ROOT = sp.sqrt(x + 1) * sp.sqrt(x + 2) - sp.sqrt((x + 1) * (x + 2))  # 0, which no ball tells


def found(check: Check, claim: Claim, **known: Claim) -> tuple[Verdict, Kind]:
    made = check.decide(claim, known)
    return made.verdict, made.kind


def test_a_claim_is_upheld_by_lines_that_lead_to_it() -> None:
    claim = Claim((le(x, x + 2), lt(0, x + 1)), UP)
    first, second = chain(x, ("<=", x + 2, Form())), chain(0, ("<", x + 1, Form()))
    assert found(by_derivation(first, second), claim) == (Verdict.UPHELD, Kind.SYMBOLIC)
    assert by_derivation(first, second).decide(claim, {}).detail == "2 steps, each by a zero residue or a named rule"
    assert by_derivation(first).decide(Claim((le(x, x + 2),), UP), {}).detail == "1 step, each by a zero residue or a named rule"
    for lines in ((first,), (second,), (), (STEP, second)):
        made = by_derivation(*lines).decide(claim, {})
        assert (made.verdict, made.detail) == (Verdict.UNDECIDED, "the lines do not lead to the claim")
    assert by_derivation(first).whole and by_derivation(first).name == "derivation"


def test_no_line_after_one_that_is_not_proved_counts() -> None:
    broken = Derivation((*STEP.steps, *chain(x + 2, ("<=", x + 3, Form())).steps))
    for wrong, why in ((FALSE, "line 1: step 1: a sign is not certain"), (broken, "line 1: the steps do not form a chain")):
        made = by_derivation(wrong, STEP).decide(Claim((le(x, x + 1),), UP), {})
        assert (made.verdict, made.detail) == (Verdict.UNDECIDED, why)
        made = by_derivation(STEP, wrong).decide(Claim((le(x, x + 1),), UP), {})
        assert (made.verdict, made.detail) == (Verdict.UNDECIDED, why.replace("line 1", "line 2"))
        assert established((STEP, wrong, STEP), Claim((), UP), {}).lines == (le(x, x + 1),)
    assert found(by_derivation(FALSE), Claim((le(x, x - 1),), UP))[0] is Verdict.UNDECIDED
    made = by_derivation(chain(x, ("<=", x + y**2, Form()))).decide(Claim((le(x, x + 1),), UP), {})
    assert made.verdict is Verdict.UNDECIDED and "y is not declared" in made.detail


def test_a_line_may_use_the_hypotheses_and_the_lines_before_it() -> None:
    claim = Claim((le(x, z),), LINE, (le(x, y), le(y, z)))
    first, second = chain(x, ("<=", y, Given())), chain(x, ("<=", z, Form(using={le(x, y): 1, le(y, z): 1})))
    assert found(by_derivation(second), claim)[0] is Verdict.UPHELD and found(by_derivation(first, second), claim)[0] is Verdict.UPHELD
    shown = chain(2 * x, ("<=", 2 * y, Form(using={le(x, y): 2})))
    again = chain(2 * x, ("<=", 2 * z, Form(using={le(2 * x, 2 * y): 1, le(y, z): 2})))
    goal = Claim((le(2 * x, 2 * z),), LINE, claim.given)
    assert found(by_derivation(shown, again), goal)[0] is Verdict.UPHELD
    assert found(by_derivation(again, shown), goal)[0] is Verdict.UNDECIDED  # not the lines after it
    assert found(by_derivation(shown, again), Claim(goal.then, LINE, claim.given[1:]))[0] is Verdict.UNDECIDED
    own = chain(x, ("<=", z, Given()))  # nor the conclusion
    assert found(by_derivation(own), claim)[0] is Verdict.UNDECIDED
    assert established((shown, again), goal, {}).lines == (le(2 * x, 2 * y), le(2 * x, 2 * z))


def test_what_a_derivation_trusts_is_that_of_all_its_lines() -> None:
    box = chain(0, ("<", x + 1, Compact({x: (Fraction(0), Fraction(1))})))
    unit = (Domain(x, 0, 1), Domain(delta, 0, 1, True, True))
    for lines in ((STEP, box), (box, STEP), (STEP, box, STEP), (box,)):
        made = by_derivation(*lines).decide(Claim((lt(0, x + 1),) if lines == (box,) else (le(x, x + 1),), unit), {})
        assert (made.verdict, made.kind, made.trusts) == (Verdict.UPHELD, Kind.BALL, ("flint", "sympy"))
    assert by_derivation(STEP).decide(Claim((le(x, x + 1),), unit), {}).trusts == ("sympy",)
    at = tuple(Domain(symbol, 0) for symbol in Z[:-1])
    said = chain(e_unif_alg(*Z), ("<=", quantity("e_gen")(*Z), Named("human: for this test", le(e_unif_alg(*Z), quantity("e_gen")(*Z)))))
    made = by_derivation(said).decide(Claim((said.steps[0].stated,), (*at, unit[1])), {})
    assert (made.verdict, made.kind, made.trusts) == (Verdict.UPHELD, Kind.SYMBOLIC, ("human: for this test", "sympy"))
    law = Claim((le(x, x + 1),), UP)
    assert found(by_derivation(chain(x, ("<=", x + 1, Known("law")))), law, law=law)[0] is Verdict.UPHELD
    assert found(by_derivation(chain(x, ("<=", x + 1, Known("law")))), law)[0] is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("lines", "then", "leads"),
    [
        ((), (), True),
        ((), (le(x, y),), False),
        ((le(x, y),), (le(x, y),), True),
        ((lt(x, y), le(z, y)), (le(x, y),), True),
        ((le(z, y), lt(x, y)), (le(x, y),), True),
        ((le(x, y),), (lt(x, y),), False),
        ((eq(x, y),), (le(x, y), le(y, x)), True),
        ((le(x, y),), (le(x, y), le(y, x)), False),
        ((le(x, y),), (le(y, x), le(x, y)), False),
        ((le(x, y), le(y, z)), (le(x, z),), False),
    ],
)
def test_lines_lead_to_a_claim_that_one_of_them_gives_each_part_of(lines: Any, then: tuple[Relation, ...], leads: bool) -> None:
    assert leads_to(lines, Claim(then, LINE)) is leads


def at(*values: Any) -> tuple[dict[sp.Symbol, Any], ...]:
    return tuple({x: value} for value in values)


@pytest.mark.parametrize(
    ("then", "points", "least", "verdict"),
    [
        ((ge(x**2, 0),), at(0, 1, 2), 3, Verdict.UPHELD),
        ((ge(x**2, 0),), at(0, 1), 3, Verdict.UNDECIDED),
        ((ge(x**2, 0),), at(0, 1), 2, Verdict.UPHELD),
        ((ge(x**2, 0),), at(-1, 0, 1), 3, Verdict.UNDECIDED),  # -1 is not of its domain
        ((ge(x, 1),), at(1, 2, 3, Fraction(1, 2)), 3, Verdict.REFUTED),
        ((gt(x, 0),), at(1, 2, 3, 0), 3, Verdict.REFUTED),
        ((ge(x, 0), ge(x, 3)), at(3, 4, 5), 3, Verdict.UPHELD),
        ((ge(x, 0), ge(x, 3)), at(3, 4, 2), 3, Verdict.REFUTED),
        ((ge(x, 0), le(ROOT, 0)), at(1, 2, 4), 3, Verdict.UNDECIDED),
        ((le(ROOT, 0), ge(x, 0)), at(1, 2, 4), 3, Verdict.UNDECIDED),
        ((le(ROOT, 1), ge(x, 0)), at(1, 2, 4), 3, Verdict.UPHELD),
        ((eq(2 * x, x + x),), at(1, 2, 3, 4), 3, Verdict.UNDECIDED),  # an equality
        ((eq(ROOT, 0), eq(x, x)), at(1, 2, 3, 4), 3, Verdict.UNDECIDED),
        ((eq(x, 2 * x),), at(1,), 3, Verdict.REFUTED),
        ((eq(x, x), ge(x, 0)), at(1, 2, 3), 3, Verdict.UPHELD),
        ((ge(x, 0), eq(x, x)), at(1, 2), 3, Verdict.UNDECIDED),
        ((), at(1, 2, 3), 3, Verdict.UNDECIDED),
    ],
)  # fmt: skip
def test_balls_decide_at_the_points_that_are_admissible(then: Any, points: Any, least: int, verdict: Verdict) -> None:
    check = by_balls(least=least)
    made = check.decide(Claim(then, UP, points=points), {})
    assert (made.verdict, made.kind, made.trusts, check.whole) == (verdict, Kind.BALL, ("flint",), False)
    if verdict is Verdict.REFUTED:
        assert made.detail.startswith("at x = ")
    if verdict is Verdict.UPHELD:
        assert "certified instances, 0 within rounding" in made.detail
    if then and all(one.relation == "==" for one in then) and verdict is Verdict.UNDECIDED:
        assert made.detail == f"no contradiction at {len(points) * len(then)} points; balls cannot prove an equality"


@pytest.mark.parametrize(
    ("then", "points", "verdict"),
    [
        ((eq(2 * x, x + x),), at(1,), Verdict.UPHELD),
        ((eq(2 * x, x + x), ge(x, 0)), at(1, 2), Verdict.UPHELD),
        ((ge(x, 1), ge(x, 0)), at(1, 2, 0), Verdict.REFUTED),
        ((ge(x, 0), le(ROOT, 0)), at(1, 2), Verdict.UNDECIDED),
        ((le(ROOT, 0), ge(x, 0)), at(1, 2), Verdict.UNDECIDED),
        ((eq(ROOT, 0),), at(1,), Verdict.UNDECIDED),
        ((ge(x, 0),), at(-1, -2), Verdict.UNDECIDED),
        ((), at(1), Verdict.UNDECIDED),
    ],
)  # fmt: skip
def test_models_decide_where_nothing_is_open(then: Any, points: Any, verdict: Verdict) -> None:
    made = by_models().decide(Claim(then, UP, points=points), {})
    assert (made.verdict, made.kind, by_models().whole) == (verdict, Kind.BALL, False)
    assert made.detail.startswith("finite model: at x = ") is (verdict is Verdict.REFUTED)


LIMIT = sp.Limit((z * x + 1) / x, x, sp.oo)


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        ((eq(LIMIT, z),), Verdict.UPHELD),
        ((eq(LIMIT, 2 * z),), Verdict.REFUTED),
        ((eq(LIMIT, -z),), Verdict.REFUTED),
        ((eq(LIMIT, z), eq(LIMIT, z + 1)), Verdict.REFUTED),
        ((eq(LIMIT, z + 1), eq(LIMIT, z)), Verdict.REFUTED),
        ((eq(sp.Limit(x, x, sp.oo), z),), Verdict.REFUTED),
        ((eq(sp.Limit(1 / x, x, sp.oo), 0), ge(x, 0)), Verdict.UPHELD),
        ((eq(sp.Limit(1 / x, x, sp.oo), Fraction(1, 10**40)),), Verdict.REFUTED),
        ((le(LIMIT, z + 1), ge(LIMIT, z - 1)), Verdict.UPHELD),  # which a limit of another value does not refute
        ((eq(LIMIT, z * (sp.sqrt(2) + sp.sqrt(3)) ** 2 / (5 + 2 * sp.sqrt(6))),), Verdict.UPHELD),
    ],
)
def test_limits_are_those_that_are_claimed(then: Any, verdict: Verdict) -> None:
    made = by_limits().decide(Claim(then, (Domain(x), Domain(z, 1)), points=({x: 1, z: 1}, {x: 1, z: 3})), {})
    assert (made.verdict, made.kind, made.trusts, by_limits().whole) == (verdict, Kind.SYMBOLIC, ("sympy",), False)
    assert made.detail.startswith("the limit is ") is (verdict is Verdict.REFUTED)


def test_a_limit_is_refuted_at_a_point_of_the_claim_alone() -> None:
    """Of z and |z| at z >= 1 nothing differs; what sympy cannot simplify is open, and so is what differs outside of the domain."""
    even = eq(LIMIT, sp.Abs(z))
    for where, points, verdict in (
        ((Domain(x), Domain(z, 1)), ({x: 1, z: 2},), Verdict.UNDECIDED),
        ((Domain(x), Domain(z, 1)), ({x: 1, z: -2},), Verdict.UNDECIDED),
        ((Domain(x), Domain(z)), ({x: 1, z: 2}, {x: 1, z: -2}), Verdict.REFUTED),
    ):
        assert by_limits().decide(Claim((even,), where, points=points), {}).verdict is verdict
    assert (
        by_limits().decide(Claim((even, eq(LIMIT, z + 1)), (Domain(x), Domain(z, 1)), points=({x: 1, z: 2},)), {}).verdict
        is Verdict.REFUTED
    )
    assert (
        by_limits().decide(Claim((even, eq(LIMIT, z)), (Domain(x), Domain(z, 1)), points=({x: 1, z: 2},)), {}).verdict is Verdict.UNDECIDED
    )
    assert (
        by_derivation(chain(LIMIT, ("==", z, Limit())), chain(x + x, ("==", 2 * x, Residue())))
        .decide(Claim((eq(LIMIT, z),), (Domain(x), Domain(z, 1))), {})
        .verdict
        is Verdict.UPHELD
    )
