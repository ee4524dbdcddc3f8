"""Neighbours are made from the record alone, refuted by a definite witness or shown to be true; the kept rows speak of today's records."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

from uccheck.quantities.applied import known_in
from uccheck.quantities.symbols import Q, m, phi, s, sigma, x, y
from uccheck.rules.catalogue import get, known_to, load
from uccheck.rules.checks import by_balls, established
from uccheck.rules.claim import Claim, Domain, counts, eq, ge, gt, le, lt, positives, reals, shares
from uccheck.rules.derivation import Context, chain
from uccheck.rules.letters import PAIRS, Z, e_gen, e_unif_alg, exceed
from uccheck.rules.neighbours import kept
from uccheck.rules.neighbours.columns import Columns
from uccheck.rules.neighbours.decide import Trial, certain, contrary, follows, implied, tried
from uccheck.rules.neighbours.field import Field, holds, remembered
from uccheck.rules.neighbours.generate import neighbours, siblings
from uccheck.rules.neighbours.limits import infinite, resolved, same
from uccheck.rules.neighbours.places import drawn, solved, tight
from uccheck.rules.neighbours.reasons import SHARPER, UNMET, UNSIGNED, UNTOUCHED, UNVALUED, reason
from uccheck.rules.statement import Statement, changed
from uccheck.rules.steps.cited import Named
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue
from uccheck.rules.survey import survey

QUICK = ("mills-upper", "fourth-power", "root-below", "flip-margin")


def test_every_relation_of_every_statement_has_neighbours_of_its_own() -> None:
    for name, one in load().items():
        found = neighbours(one.claim)
        assert len({n.id for n in found}) == len(found) and all(n.claim != one.claim for n in found), name
        places = Counter(n.id.split()[0] for n in found)
        wanted = [f"given{i + 1}" for i in range(len(one.claim.given))] + [f"then{i + 1}" for i in range(len(one.claim.then))]
        assert not set(wanted) - set(places), name
        assert {n.operator for n in found} & {"strictness", "weakened", "turned"}, name


def test_the_operators_of_one_record() -> None:
    found = {n.id for n in neighbours(get("swap-lemma").claim)}
    few, unif = "gap_below(m, D, s, b, gamma, 1, v)", "e_unif_alg(m, D, s, b, gamma, delta)"
    assert found >= {
        f"given1 hypothesis dropped: {few} < 1 - 2*delta",
        "given1 strictness: < to <=",
        f"given1 complement: {few} to 1 - {few}",
        f"given1 square: {few} to {few}**2",
        f"given1 another argument: {few} to gap_below(m, D, s, b, gamma, 1, 2*v)",
        "given1 constant: -2 to -3/2 in -2*delta",
        "given1 constant: -2 to -5/2 in -2*delta",
        "given1 term dropped: 1 - 2*delta to 1",
        "where delta hypothesis dropped: delta < 1",
        "then1 turned: <= to >=",
        f"then1 another quantity: {unif} to e_gen(m, D, s, b, gamma, delta)",
    }


def test_a_record_has_one_kind_of_quantifier() -> None:
    """For all values of the domains: there is no second one to exchange."""
    assert set(Claim.__dataclass_fields__) == {"then", "where", "given", "points"}


@pytest.mark.parametrize("name", QUICK)
def test_the_kept_row_is_what_a_run_finds(name: str) -> None:
    one = get(name)
    found = kept.row(one.claim, tried(one, known_to(one)))
    assert found == kept.kept()[name]


def test_kept_rows_speak_of_today_s_records() -> None:
    stale = [name for name in kept.kept() if name not in load() or kept.current(name, load()[name].claim) is None]
    assert not stale, f"python -m uccheck.rules.neighbours {' '.join(stale)}"


def test_rows_add_up_and_name_what_is_open() -> None:
    rows = kept.kept()
    assert len(rows) >= 15
    for name, row in rows.items():
        ids = {n.id for n in neighbours(get(name).claim)}
        assert row.generated == len(ids) == sum(sum(count.values()) for count in row.places.values()), name
        assert len(row.open) == row.count("open") and set(row.open) | set(row.stronger) <= ids, name
        assert row.count("refuted") > 0, name
    assert json.loads(kept.KEPT.read_text(encoding="utf-8")).keys() == rows.keys()


def test_the_page_shows_the_kept_rows_and_counts_them() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "proofs.md").read_text(encoding="utf-8")
    rows = kept.kept()
    assert kept.table(rows) in page
    assert f"All {len(rows)} statements have one, and of their" in " ".join(page.split())


def test_a_neighbour_that_is_refuted_and_derived_is_an_error() -> None:
    """A named sentence that grants too much is seen by the witnesses against what it grants."""
    claim = Claim((le(exceed(*Z[:-1], x), sp.Rational(1, 4)),), (*PAIRS, *reals(x)), (le(x, 0), le(1, x)), get("markov").claim.points)
    too_much = chain(claim.then[0].lhs, ("<=", claim.then[0].rhs, "granted", Named("human: anything", claim.then[0])))
    statement = Statement("false", 1, "t", "s", claim, (too_much,), (), "")
    point = {**get("markov").claim.grid()[0], x: -1}
    trial = Trial(replace(statement, claim=replace(claim, points=(point,))), {})
    open_claim = next(n for n in neighbours(claim) if n.id.startswith("given2 hypothesis dropped"))
    with pytest.raises(AssertionError, match="refuted"):
        trial.fate(open_claim)


def test_an_inequality_is_no_equality() -> None:
    """Found by neighbours: a hypothesis x <= y once let a derivation put y for x, and granted facts that need x == y."""
    step = eq(x, y)
    for given, good in ((eq(x, y), True), (le(x, y), False), (ge(x, y), False)):
        context = Context(Claim((), reals(x, y), (given,)))
        assert Residue(replace=((x, y),)).prove(step, context).proved is good
        assert Named("human: f", eq(x, x), (eq(x, y),)).prove(eq(x, x), context).proved is good


def test_what_is_implied() -> None:
    where = positives(x, y)
    claim = Claim((le(x, y),), where, (lt(x, 1),))
    for other, found in (
        (Claim((le(x, y),), where, (lt(x, sp.Rational(3, 4)),)), True),
        (Claim((le(x, y),), where, (lt(x, sp.Rational(5, 4)),)), False),
        (Claim((le(x, 2 * y),), where, (lt(x, 1),)), True),
        (Claim((le(x, y - 1),), where, (lt(x, 1),)), False),
        (Claim((lt(x, y),), where, (lt(x, 1),)), True),  # the claim at y/2
        (Claim((le(2 * x, y),), where, (lt(x, -1),)), True),  # no values meet the hypothesis
    ):
        assert implied(claim, other) is found
    assert follows(lt(x, y), le(x, y), where) and not follows(le(x, y), lt(x, y), where) and follows(le(x, y), lt(x, y + 1), where)
    assert contrary(claim, replace(claim, then=(gt(x, y),))) and not contrary(claim, replace(claim, then=(ge(x, y),)))


def test_quantities_are_ordered_by_definition_only() -> None:
    smaller, larger = e_unif_alg(*Z), e_unif_alg(*Z[:-1], Z[-1] / 2)
    assert certain(larger - smaller, False, PAIRS) and not certain(smaller - larger, False, PAIRS)
    assert not certain(larger - smaller, True, PAIRS)
    assert not certain(e_unif_alg(*Z[:-2], 2 * Z[-2], Z[-1]) - smaller, False, PAIRS)  # nothing is known of the ramp


def test_floats_agree_with_balls_wherever_balls_are_certain() -> None:
    """What is looked at first never decides; but where it were wrong, a witness would be passed over."""
    tau = sp.Symbol("tau", positive=True)
    own = le(x * Q(x / tau) + phi(x), sp.exp(-(x**2)) / (1 + sp.Abs(x)))
    relations = [*get("ramp-half").claim.then, *get("mills-lower").claim.then, own]
    for relation in relations:
        where = tuple(Domain(symbol, None if symbol == x else 0, open_low=True) for symbol in relation.slack.free_symbols)
        points = drawn(where, 60)
        slack, near = Columns(points).slack(relation)
        found = [relation.holds(point) for point in points]
        wrong = [n for n, value in enumerate(found) if value is not None and abs(slack[n]) > near[n] and bool(slack[n] > 0) is not value]
        assert not wrong, [(relation, points[n], slack[n]) for n in wrong[:2]]
        assert sum(value is not None and abs(slack[n]) > near[n] for n, value in enumerate(found)) > 20


def test_drawn_points_lie_in_their_domains() -> None:
    where = (*counts(m), *positives(s), Domain(x, 0, 2 * s, open_low=True), *shares(y))
    points = drawn(where, 200)
    assert all(one.admissible(point) for one in [Claim((), where)] for point in points)
    assert {point[y] == 1 for point in points} == {True, False} and all(point[m] >= 1 for point in points)


def test_an_equality_is_met_by_roots_that_are_no_rationals() -> None:
    relation = eq(y**2, sp.Rational(3, 4))
    points = solved(relation, {y: 1})
    assert {point[y] for point in points} == {sp.sqrt(3) / 2, -sp.sqrt(3) / 2}
    assert all(holds(relation, point) is True for point in points)
    assert holds(eq(y**2, sp.Rational(4, 5)), points[0]) is False and holds(gt(y**2, sp.Rational(3, 4)), points[0]) is False


def test_a_complex_residue_is_told_from_zero() -> None:
    transform = get("extreme-deviate").claim
    goal, point = transform.then[0], transform.grid()[3]
    assert holds(goal, point) is None  # never proved so
    assert holds(eq(goal.lhs, goal.rhs * sp.Rational(5, 4)), point) is False


def test_a_model_answers_only_where_it_follows_the_arguments() -> None:
    """Found by a neighbour that was refuted and derived: e_gen of a point stood for e_gen at another delta."""
    delta, unif = Z[-1], e_unif_alg(*Z)
    claim = Claim((le(unif, delta),), PAIRS)
    place = {**get("swap-lemma").claim.grid()[0], delta: sp.Rational(1, 4)}
    for function, at_half in ((lambda *at: sp.Rational(1, 2), None), (known_in(lambda *at: at[-1], "delta"), True)):
        (point,) = remembered([{**place, type(unif): function}], claim)
        assert holds(claim.then[0], point) is (at_half is True)
        assert holds(le(e_unif_alg(*Z[:-1], delta / 2), delta), point) is at_half
        assert holds(le(e_unif_alg(*Z[:-2], 2 * Z[-2] + 1, delta), delta), point) is None  # another gamma
    (point,) = remembered([{**place, type(e_gen(*Z)): known_in(lambda *at: at[-1], "delta")}], claim)
    assert holds(le(e_gen(*Z), delta), point) is True  # a sibling, at the arguments of the claim


def test_limits_are_taken() -> None:
    claim = get("kl-of-one").claim
    for factor in (sp.Integer(2), 1 + s):
        other = changed(claim, 0, rhs=factor * claim.then[0].rhs)
        goals = resolved(claim, other)
        assert goals is not None and not same(goals, other)
    other = changed(claim, 0, rhs=-sp.log(1 / claim.then[0].rhs.args[0]))
    goals = resolved(claim, other)
    assert goals is not None and same(goals, other)
    for slope, steady in ((x**2, False), (x**2 + 1, True)):  # the limit is 0 but where x is
        other = Claim((eq(sp.Limit(1 / (1 + slope * y), y, sp.oo), 0),), reals(x))
        goals = resolved(claim, other)
        assert goals == (eq(0, 0),) and same(goals, other) is steady
    assert infinite((eq(sp.oo, x),)) is not None and infinite((eq(y, x),)) is None


def test_what_is_said_of_a_neighbour_that_stays_undecided() -> None:
    claim = Claim((le(x**2, x),), (Domain(x, 0, 1),))
    field = Field(claim)
    for other, kind in (
        (Claim((le(x**3, x),), claim.where), UNTOUCHED),
        (Claim((le(x**2, x / 2),), claim.where, (le(x, -1),)), UNMET),
        (Claim((le(sp.Limit(x**2 / y, y, 1), x),), claim.where), UNVALUED),
    ):
        found, text = reason(field, other, False, "line 1: stops")
        assert found == kind and "line 1: stops" in text
    assert reason(field, Claim((le(x**3, x),), claim.where), True, "")[0] == SHARPER
    assert reason(field, Claim((le(sp.erf(x) + sp.erfc(x), 1),), claim.where), False, "")[0] == UNSIGNED
    assert reason(field, Claim((le(e_unif_alg(*Z), x + 1),), claim.where), False, "")[0] == UNVALUED


def test_there_is_no_neighbour_of_which_nothing_is_known() -> None:
    rows = kept.kept()
    assert not [name for name, row in rows.items() if row.open]
    for name, row in rows.items():
        assert len(row.reasons) == row.count("reasoned") and not set(row.reasons) & {*row.stronger, *row.open}, name
        assert all("derivation" in text and ": " in text for text in row.reasons.values()), name


def test_every_statement_has_a_kept_row() -> None:
    """The table is not empty, and no new statement escapes it."""
    rows = kept.kept()
    assert set(rows) == set(load())
    assert sum(row.generated for row in rows.values()) > 5000 and all(row.generated > 0 for row in rows.values())


def test_quantities_with_other_quantifiers_are_siblings() -> None:
    """The quantifiers stand in the quantities: one sample or all of a set, one point or all, the learned classifier or a set of them."""
    names = {str(made.func) for _, made in siblings(e_unif_alg(*Z)) if hasattr(made, "about")}
    assert names >= {"e_gen", "e_own", "e_one_sided", "e_flip", "e_path", "e_unif_alg"}


def test_a_point_is_moved_to_where_a_hypothesis_only_just_holds() -> None:
    relation = le(x**2, 2)
    moved = tight(relation, {x: sp.Rational(1, 2)}, x)
    assert moved is not None and 0 < 2 - moved[x] ** 2 < sp.Rational(1, 10**6)
    assert tight(ge(x**2, -1), {x: sp.Rational(1, 2)}, x) is None
    field = Field(Claim((le(x, 1),), reals(x), (relation,)))
    start = field.extend(field.claim, relation)
    found = field.witness(field.claim, start=start)
    assert found is not None and found[1] == le(x, 1) and found[0][x] > 1
    assert any(found[0] is point for point in field.points[start:])  # one of the points that were made for the hypothesis


def test_instances_are_counted_for_each_conclusion() -> None:
    """A conclusion that is decided nowhere is not upheld by the instances of another."""
    limit = sp.Limit(x, x, 0)
    claim = Claim((le(0, s), ge(limit, 0)), positives(s))
    assert survey(claim).instances[0] > 3 and survey(claim).instances[1] == 0
    assert by_balls().decide(claim, {}).verdict.name == "UNDECIDED"
    assert by_balls().decide(replace(claim, then=claim.then[:1]), {}).verdict.name == "UPHELD"


def test_lines_are_established_without_the_conclusions() -> None:
    claim = Claim((le(0, sigma),), (*positives(sigma), *counts(sp.Symbol("n", positive=True, integer=True))))
    found = established((chain(sigma, (">=", 0, "positive", Form(sigma))),), claim, {})
    assert not found.stopped and found.lines == (ge(sigma, 0),)
