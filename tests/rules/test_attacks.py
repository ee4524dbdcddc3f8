"""False statements, each with a witness, that steps with a wrong argument, range, sign or symbol once upheld; none is upheld now."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.core.verdict import Verdict
from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import A, D, H, L, delta, e, gamma, m, t
from uccheck.rules.algebra.smooth import smooth
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue.exponential._facts import COUNTS, FEW, population
from uccheck.rules.checks import by_derivation
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt, positives, reals
from uccheck.rules.derivation import Context, Derivation, Rule, chain
from uccheck.rules.letters import HALF, ONE, PAIRS, ZERO, X, Z, e_gen, e_own, e_unif_alg, exceed, head, loss, meet, meet_signs, tail
from uccheck.rules.sentences.unfolded import gen_at_least, gen_at_most, pair_of_flips
from uccheck.rules.statement import Statement, examine
from uccheck.rules.steps.calculus import Antiderivative, Arch, Concave, Convex, Limit, Monotone, Vanishing
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known, Named
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.means import Both, Mean
from uccheck.rules.steps.on_sets import Often, OnSet
from uccheck.rules.steps.residue import Residue
from uccheck.rules.steps.signs import Signs

x, y, z = sp.symbols("x y z", real=True)
UNIT, RAY = (Domain(x, 0, 1),), (Domain(x, 0),)
WHERE = (*PAIRS, *reals(e), *positives(t))


def upheld(claim: Claim, *proofs: Derivation) -> bool:
    known = {name: one.claim for name, one in load().items()}
    return by_derivation(*proofs).decide(claim, known).verdict is Verdict.UPHELD


def shown(step: Relation, rule: Rule, where: tuple[Domain, ...] = UNIT, *given: Relation) -> bool:
    """Whether a statement that has this step alone is upheld."""
    return upheld(Claim((step,), where, given), chain(step.lhs, (step.relation, step.rhs, rule)))


BOX = Compact({x: (Fraction(0), Fraction(1))})
POSITIVE = {
    "a form": (Form(), UNIT, x + 2),
    "a box": (BOX, UNIT, x + 2),
    "a function": (Through(y, y, ge(x + 2, 1), Form()), UNIT, x + 2),
    "a derivative": (Monotone(x, ZERO, ONE), RAY, 1 + x),
    "an arch": (Arch(x, ZERO, sp.exp(-x), 1 - x), RAY, 1 + x * sp.exp(-x)),
    "a bow": (Convex(x, HALF, sp.Integer(2)), UNIT, 1 + (x - HALF) ** 2),
    "a cap": (Concave(x, sp.Integer(2)), UNIT, 1 + x * (1 - x)),
    "a limit": (Vanishing(x, -sp.exp(-x)), RAY, 1 + sp.exp(-x)),
}


@pytest.mark.parametrize("name", POSITIVE)
def test_what_shows_that_something_is_greater_does_not_show_that_it_is_equal(name: str) -> None:
    """Each is above 1 somewhere; the slack of an equality is its residue, and a positive residue is no zero."""
    rule, where, left = POSITIVE[name]
    relation = ">" if name == "a limit" else ">="
    assert shown(Relation(left, relation, ONE), rule, where) and not shown(eq(left, 1), rule, where)


def test_what_shows_that_something_is_equal_does_not_show_that_it_is_greater() -> None:
    assert shown(ge(x + x, 2 * x), Residue()) and not shown(gt(x + x, 2 * x), Residue())
    tends, area = sp.Limit(1 / z, z, sp.oo), sp.Integral(z, (z, 0, 2))
    assert shown(le(tends, 0), Limit()) and not shown(lt(tends, 0), Limit())
    assert shown(le(area, 2), Antiderivative(z, z**2 / 2)) and not shown(lt(area, 2), Antiderivative(z, z**2 / 2))


def test_a_symbol_that_the_statement_has_not_stands_for_one_thing_only() -> None:
    """5 < 6 - z at z = 1/2 and 6 - z < 4 at z = 3; P(L_D > 1/2) <= 2 L = 2 P(T >= t), L being two random variables."""
    low, high = (Compact({z: (Fraction(p), Fraction(q))}) for p, q in ((0, "1/2"), (3, 4)))
    assert not upheld(Claim((lt(5, 4),), UNIT), chain(5, ("<", 6 - z, low), ("<", 4, high)))
    assert not Compact({z: (Fraction(0), Fraction(1))}).prove(lt(z, 2), Context(Claim((), UNIT))).proved
    over, far = exceed(*X, gamma, HALF), 2 * tail(D, t)
    first = Mean({L: outcome("risk")(*X, gamma)}, by=(Form(using={gt(L, HALF): 2}),))
    second = Mean({L: outcome("far")(D, t)})
    assert not upheld(Claim((le(over, far),), WHERE), chain(over, ("<=", 2 * L, first), ("==", far, second)))
    assert not first.prove(le(over, 2 * L), Context(Claim((), WHERE))).proved
    seen = {L: outcome("risk")(*X, gamma), H: outcome("training")(*X, gamma)}
    own = OnSet((), 0, seen, by=(Form(using={L: 1, H: 3}), Form(using={L: 3, H: 1})))
    assert not own.prove(le(e_own(*Z), 2 * L + 2 * H), Context(Claim((), WHERE))).proved


def test_a_symbol_has_one_domain_and_no_more_than_it_says() -> None:
    """x^2 - 6 x is -5 at x = 5; all reals are not at most 0; x = y = -1 lies between itself and itself."""
    with pytest.raises(ValueError, match="two domains"):
        Claim((ge(x**2 - 6 * x, 0),), (Domain(x, 0), Domain(x, y), Domain(y, 5)))
    below, odd, positive = sp.Symbol("q", nonpositive=True), sp.Symbol("q", odd=True), sp.Symbol("q", positive=True)
    for symbol, where in ((below, reals(below)), (odd, (Domain(odd, 1),)), (positive, (Domain(positive, y), Domain(y, positive)))):
        with pytest.raises(ValueError, match="wider than what sympy assumes"):
            examined(Claim((le(symbol, 0),), where))
    with pytest.raises(ValueError, match="two variables have the name x"):
        statement(Claim((le(x, 1),), (*UNIT, *positives(sp.Symbol("x", positive=True)))))


def statement(claim: Claim) -> Statement:
    return replace(get("log-bound"), claim=claim)


def examined(claim: Claim) -> object:
    """What the checks of a statement with that claim find; it must be sound before one of them is asked."""
    return examine(statement(claim), claim, {})


def test_a_random_variable_that_is_no_whole_number_has_no_symbol_that_is() -> None:
    """P(T <= 1) >= 1 - P(T >= 2) leaves out 1 < T < 2."""
    whole = sp.Symbol("w", integer=True)
    step = ge(head(D, 1), 1 - tail(D, 2))
    by = tuple(Form(using={one: 1, other: 1}) for one in (gt(whole, 1), le(whole, 1)) for other in (lt(whole, 2), le(whole, 1)))
    with pytest.raises(ValueError, match="assumes more"):
        shown(step, Mean({whole: outcome("chi")(D)}, by=by), WHERE)


def test_a_number_of_events_has_the_chance_of_each() -> None:
    """P(Bin(3, 1/3) < 1) = 8/27, not 1/8."""
    fewer, count = quantity("fewer"), sp.Symbol("N", integer=True, nonnegative=True)
    for chance in (ONE / 3, x, 2 * ONE / 3):
        for seen in ("class_size", "changed"):
            assert not shown(eq(fewer(m, chance, 1), fewer(m, HALF, 1)), Mean({count: outcome(seen)(m)}), (*WHERE, *UNIT))
    doubled = Mean({count: outcome("class_size")(m)}, by=(Form(using={lt(count, 1): 1, ge(count, 2): 1}),))
    assert shown(le(fewer(m, HALF, 1), fewer(m, HALF, 2)), doubled, WHERE)


def test_two_likely_events_are_those_of_a_flip() -> None:
    """1 - 2 delta is near 1, e_gen and e_unif-alg may be 0; no chance is above 1."""
    for made in ("e_unif_alg", "e_gen", "interpolator_below", "meet_simplex"):
        about = quantity(made)
        at = Z if made.startswith("e_") else (*X, delta) if made == "interpolator_below" else (*X, 2, delta)
        assert not shown(le(1 - 2 * delta, about(*at)), Both(made), WHERE)
    assert shown(le(1 - 2 * delta, quantity("exp_meet")(*X, delta)), Both("exp_meet"), WHERE)
    assert not shown(le(1 + 2 * t, meet(*X, 1, -t)), Both(), WHERE)
    assert not shown(le((1 + t) ** 4, meet_signs(*X, -t)), Signs(), WHERE)


def test_no_set_has_a_probability_above_one() -> None:
    """Every sample is in the set, whose gaps are at most 1; at delta = -1 no set has probability 2, and e_unif-alg is not defined."""
    seen = {L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)}
    every = OnSet((), 0, seen, by=(Form(using={1 - L: 1, H: 1}), Form(using={1 - H: 1, L: 1})))
    assert shown(le(e_unif_alg(*Z), 1), every, WHERE)
    assert not shown(le(e_unif_alg(*X, gamma, -t), 1), every, WHERE)


def test_a_set_of_samples_is_told_by_each_sample_alone() -> None:
    """W <= 2 T of each of two samples says nothing of the W of one and the T of the other."""
    T, W = sp.symbols("T W", positive=True)
    seen = {T: outcome("chi")(D), W: outcome("chi")(m * D), L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)}
    sides = (Form(using={1 - L: 1, H: 1}), Form(using={1 - H: 1, L: 1}))
    far = tail(m * D, 2 * t) + 1 - tail(D, t)
    cases = (Form(using={ge(W, 2 * t): 1}), Form(using={gt(W, 2 * T): 1, ge(T, t): 2, lt(W, 2 * t): 1}))
    both = OnSet((le(W, 2 * T),), far, seen, by=(*sides, *cases))
    assert not both.prove(le(e_unif_alg(*Z), 1), Context(Claim((), WHERE, (le(far, delta),)))).proved
    each = replace(both, members=(lt(W, 2 * t), ge(T, t)), by=(*sides, Form(using={ge(W, 2 * t): 1})))
    assert each.prove(le(e_unif_alg(*Z), 1), Context(Claim((), WHERE, (le(far, delta),)))).proved


def test_what_a_case_rests_on_is_named() -> None:
    """A sentence of a person that is used inside of a mean, and flint under a derivative, once went unnamed."""
    at, human = loss(*X, gamma, t), Named("human: for this test", le(L, loss(*X, gamma, t)))
    line, given = le(L, at), le(at, e)
    seen = Mean({L: outcome("risk")(*X, gamma)}, lines=((line, human),), by=(Form(using={line: 1, given: 1, gt(L, e): 1}),))
    found = seen.prove(le(exceed(*X, gamma, e), 0), Context(Claim((), WHERE, (given,))))
    assert found.proved and found.trusts == ("human: for this test",)
    own = {L: outcome("risk")(*X, gamma), H: outcome("training")(*X, gamma)}
    inside = OnSet(
        (), 0, own, lines=((line, human),), by=(Form(using={line: 1, given: 1, H: 1}), Form(using={1 - H: 1, L: 1, ge(e, 1): 1}))
    )
    found = inside.prove(le(e_own(*Z), e), Context(Claim((), WHERE, (given, ge(e, 1)))))
    assert found.proved and "human: for this test" in found.trusts
    rising = Monotone(x, ZERO, x**2 - x + 3 * ONE / 10, slope=BOX)
    found = rising.prove(ge(x**3 / 3 - x**2 / 2 + 3 * x / 10, 0), Context(Claim((), UNIT)))
    assert found.proved and found.trusts == ("flint",)


def test_a_fact_speaks_of_random_variables_themselves() -> None:
    """P(L_D > e) <= P(one given class has fewer than c points) is false at m = 2, c = 1: the other class may be the empty one."""
    fact = population(X)
    assert not fact.lhs.free_symbols & set(COUNTS) and not any(need.slack.has(*COUNTS) for need in fact.needs)
    loose = Fact(fact.lhs, "<=", fact.rhs, fact.because, needs=(ge(FEW, fact.rhs.args[-1]),))
    claim = get("exp-small-loss").claim
    (proof,) = get("exp-small-loss").proofs
    mean = proof.steps[0].by
    assert isinstance(mean, Mean) and mean.prove(proof.steps[0].stated, Context(claim, {n: o.claim for n, o in load().items()})).proved
    known = {name: one.claim for name, one in load().items()}
    one_class = quantity("fewer")(m, HALF, fact.rhs.args[-1])
    wrong = replace(mean, outcome={FEW: outcome("class_size")(m), L: outcome("exp_risk")(*X)}, facts=(loose,))
    assert not wrong.prove(le(proof.steps[0].lhs, one_class), Context(claim, known)).proved
    assert not replace(wrong, facts=(fact,)).prove(le(proof.steps[0].lhs, one_class), Context(claim, known)).proved


def test_who_vouches_is_said() -> None:
    for wrong in ("obvious", "", "theorem: so it is"):
        with pytest.raises(ValueError, match="who vouches"):
            Fact(L, "<=", 1, wrong)
        with pytest.raises(ValueError, match="who vouches"):
            Named(wrong, le(L, 1))


PATHS = {
    "a hypothesis on the end of the way": (  # x = 5: 25 - 30 < 0
        x**2 - 6 * x, Monotone(x, ZERO, 2 * x - 6, slope=Form(using={ge(2 * x, 10): 1})), RAY, (ge(2 * x, 10),)
    ),
    "a domain that ends where the way does": (x**2 / 2 - x * y, Monotone(x, ZERO, x - y), (*RAY, Domain(y, 0, x)), ()),  # x = y = 1
    "a hypothesis that ends there": (
        x**2 / 2 - x * y, Monotone(x, ZERO, x - y, slope=Form(using={le(y, x): 1})), (*RAY, *reals(y)), (le(y, x),)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
def test_a_derivative_has_its_sign_on_the_whole_way(name: str) -> None:
    slack, rule, where, given = PATHS[name]
    assert not shown(ge(slack, 0), rule, where, *given)


def test_nothing_is_carried_over_a_pole_or_a_jump() -> None:
    assert not shown(ge(-1 / (x - 5), ONE / 5), Monotone(x, ZERO, 1 / (x - 5) ** 2), RAY)  # x = 6
    assert not shown(gt(1 / (x - 5), 0), Vanishing(x, -1 / (x - 5) ** 2), RAY)  # x = 0
    assert not shown(eq(sp.sign(1 - x), 1), Residue()) and not shown(ge(sp.sign(1 - x), HALF), Form())  # x = 1
    whole = sp.Integral(1 / z**2, (z, -1, 1))
    assert not shown(eq(whole, -2), Antiderivative(z, -1 / z))
    half = sp.Integral(x, (z, 0, 1))
    assert not shown(eq(half, HALF), Antiderivative(x, x**2 / 2))  # x, not 1/2
    twice = sp.Integral(z, (z, 0, 1), (y, 0, 2))
    assert not shown(eq(twice, HALF), Antiderivative(z, z**2 / 2))  # 1, not 1/2
    two = sp.Integral(z, (z, 0, 1)) + sp.Integral(z, (z, 0, 2))
    assert not shown(eq(two, 1), Antiderivative(z, z**2 / 2))


def test_what_is_smooth() -> None:
    for expr in (x**2, sp.exp(-x), sp.log(1 + x), sp.sqrt(x), 1 / (1 + x), x**3 * sp.exp(x) / (2 + x)):
        assert smooth(expr, x, RAY)
    for expr in (
        1 / x,
        sp.log(x),
        1 / (x - 5),
        sp.sqrt(x - 1),
        sp.floor(x),
        sp.Abs(x - 1),
        sp.tan(x),
        tail(D, x),
        sp.Piecewise((x, x > 1), (0, True)),
    ):
        assert not smooth(expr, x, RAY)


def test_a_function_is_monotone_where_its_sides_are() -> None:
    """(-2)^2 > 1^2; x^2 - 4 x falls from 0 to 1, though it rises where x >= 3."""
    least = sp.Symbol("w", nonnegative=True)
    assert not shown(le(4, 1), Through(least, least**2, le(-2, 1), Form()))
    assert not shown(le(0, -3), Through(x, x**2 - 4 * x, le(0, 1), Form()), (Domain(x, 3),))
    assert shown(le(1, 9), Through(A, A**2, le(1, 3), Form())) and shown(le(-8, 1), Through(y, y**3, le(-2, 1), Form()))


def test_a_branch_is_taken_where_its_condition_is_known() -> None:
    """The first branch holds for x > 0 only, the hypothesis says x >= 0."""
    step = sp.Piecewise((1, x > 0), (0, True)) + z
    for given, good in ((gt(x, 0), True), (ge(x, 0), False)):
        assert shown(eq(step, 1 + y), Residue(((z, y),)), reals(x, y, z), eq(z, y), given) is good
    equal = sp.Piecewise((1, sp.Eq(x, 0)), (0, True)) + z
    assert not shown(eq(equal, 1 + y), Residue(((z, y),)), reals(x, y, z), eq(z, y), ge(x, 0))


def test_an_index_out_of_range_is_refused() -> None:
    assert (
        not Known("small-loss", which=3)
        .prove(le(e_gen(*Z), e), Context(get("small-loss").claim, {"small-loss": get("small-loss").claim}))
        .proved
    )
    often = Often((), ONE, {H: outcome("basis_sup")(m, D)}, which=2)
    assert not often.prove(le(ZERO, quantity("e_basis")(m, D, delta)), Context(Claim((), WHERE))).proved
    assert not upheld(Claim((le(0, 1),), UNIT), chain(0))


def test_a_definition_says_no_more_than_it_does() -> None:
    """What unfolds e_gen <= e once gave e_gen <= e/2 and e_unif-alg <= e: at e = 1 and a gap of 1 both are false."""
    rare = le(quantity("overshoot")(*X, gamma, e), delta)
    assert shown(le(e_gen(*Z), e), gen_at_most(Z, e), WHERE, rare)
    for step in (le(e_gen(*Z), e / 2), le(e_unif_alg(*Z), e), lt(e_gen(*Z), e), le(e_gen(*X, gamma, delta / 2), e)):
        assert not shown(step, gen_at_most(Z, e), WHERE, rare)
    often = lt(delta, quantity("reach")(*X, gamma, e))
    assert shown(le(e, e_gen(*Z)), gen_at_least(Z, e), WHERE, often) and not shown(le(2 * e, e_gen(*Z)), gen_at_least(Z, e), WHERE, often)
    pair, few = pair_of_flips(Z, ONE, e), lt(quantity("gap_below")(*X, gamma, ONE, e), meet(*X, ONE, delta))
    assert shown(le(e, e_unif_alg(*Z)), pair, WHERE, few) and not shown(le(e + HALF, e_unif_alg(*Z)), pair, WHERE, few)
