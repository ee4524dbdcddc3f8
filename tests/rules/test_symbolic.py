"""The rules of derivations: each proves what it should and refuses a false neighbour or a broken precondition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.quantities.enclosed.evaluator import positive_on_box, sign
from uccheck.quantities.symbols import A, Q, phi, x, y
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.catalogue import finding, get, load, ordered
from uccheck.rules.checks import Check, by_balls
from uccheck.rules.claim import Claim, Domain, Relation, ge
from uccheck.rules.derivation import NO_EQUALITY, Context, Derivation, OfInequalities, Rule, Step, chain, compose
from uccheck.rules.statement import Statement, folded, mutant_verdict
from uccheck.rules.steps.calculus import Arch, Convex, Limit, Monotone, Vanishing
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known, Named, read
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.residue import Residue
from uccheck.rules.survey import survey

UP, LINE = Domain(x, 0), Domain(x)
UNIT = Domain(x, 0, 1)


def proved(rule: Rule, lhs: object, relation: str, rhs: object, *where: Domain, given: tuple[Relation, ...] = ()) -> bool:
    """Whether the rule proves the relation on the domains."""
    return rule.prove(Relation(sp.sympify(lhs), relation, sp.sympify(rhs)), Context(Claim((), where, given))).proved


def test_only_a_zero_residue_is_an_equality() -> None:
    assert proved(Residue(), (x + 1) ** 2, "==", x**2 + 2 * x + 1, LINE)
    assert not proved(Residue(), (x + 1) ** 2, "==", x**2 + 1, LINE)
    assert not proved(Residue(((x, y),)), x, "==", y, LINE)  # x = y is not a hypothesis
    assert proved(Residue(((x, y),)), x**2, "==", y**2, LINE, given=(Relation(x, "==", y),))
    for weaker in (Relation(x, ">=", y), Relation(x, "<=", y), Relation(x, "<", y)):  # an inequality is no equality
        assert not proved(Residue(((x, y),)), x**2, "==", y**2, LINE, given=(weaker,))


def test_form_needs_the_domain() -> None:
    assert proved(Form(x), 2 * x, ">=", x, UP)
    assert not proved(Form(x), 2 * x, ">=", x, LINE)
    assert not proved(Form(x), 2 * x, ">", x, UP)  # equal at 0
    assert not proved(Form(x), 3 * x, ">=", x, UP)  # the form is not the slack


def test_monotone_needs_its_anchor_at_the_end() -> None:
    rule = Monotone(x, sp.Integer(0), x / (1 + x))
    assert proved(rule, sp.log(1 + x), "<=", x, UP)
    assert not proved(rule, sp.log(1 + x), "<=", x, Domain(x, sp.Rational(-1, 2)))
    assert not proved(rule, sp.log(1 + x), "<=", x / 2, UP)
    assert not proved(Monotone(x, sp.Integer(1), x / (1 + x)), sp.log(1 + x), "<=", x, UP)


def test_vanishing_needs_an_unbounded_domain() -> None:
    rule, positive = Vanishing(x, -phi(x) / x**2), Domain(x, 0, open_low=True)
    assert proved(rule, Q(x), "<", phi(x) / x, positive)
    assert not proved(rule, Q(x), "<", phi(x) / x, Domain(x, 0, 1, open_low=True))
    assert not proved(rule, Q(x), "<", 2 * phi(x) / x, positive)


def test_arch_and_convex() -> None:
    gauss = sp.exp(-(x**2) / 2)
    arch = Arch(x, sp.Integer(0), gauss, 1 / sp.sqrt(2 * sp.pi) - x / 2)
    assert proved(arch, Q(x), "<=", gauss / 2, UP)
    assert not proved(arch, Q(x), "<=", gauss / 2, LINE)
    assert not proved(arch, Q(x), "<=", gauss / 3, UP)
    assert proved(Convex(x, sp.Integer(0), sp.exp(x)), 1 + x, "<=", sp.exp(x), LINE)
    assert not proved(Convex(x, sp.Integer(0), sp.exp(x)), 1 + 2 * x, "<=", sp.exp(x), LINE)


def test_compact_is_branch_and_bound_on_the_whole_domain() -> None:
    box = {x: (Fraction(0), Fraction(1))}
    assert proved(Compact(box), x * (1 - x), "<", sp.Rational(26, 100), UNIT)
    assert not proved(Compact(box), x * (1 - x), "<", sp.Rational(24, 100), UNIT)
    assert not proved(Compact(box), x * (1 - x), "<", sp.Rational(26, 100), Domain(x, 0, 2))
    assert positive_on_box(x**2 - 2, {x: (Fraction(0), Fraction(1))}, boxes=50)[0] is False


def test_through_needs_a_monotone_function() -> None:
    inner = Relation(x, "<=", 2 * x)
    assert proved(Through(y, sp.exp(y), inner, Form(x)), sp.exp(x), "<=", sp.exp(2 * x), UP)
    assert not proved(Through(y, y**2, inner, Form(x)), x**2, "<=", 4 * x**2, LINE)
    assert not proved(Through(A, sp.log(A), Relation(x, "<=", 2 * x), Form(x)), sp.log(x), "<=", sp.log(2 * x), LINE)


def test_known_needs_the_hypotheses_of_the_statement() -> None:
    known = {"half": Claim((Relation(Q(x), "<=", sp.exp(-(x**2) / 2) / 2),), (UP,))}
    step = Relation(Q(y), "<=", sp.exp(-(y**2) / 2) / 2)
    assert Known("half", {x: y}).prove(step, Context(Claim((), (Domain(y, 1),)), known)).proved
    assert not Known("half", {x: y}).prove(step, Context(Claim((), (Domain(y),)), known)).proved
    assert not Known("other", {x: y}).prove(step, Context(Claim((), (Domain(y, 1),)), known)).proved


def test_a_named_fact_may_not_replace_a_computation() -> None:
    assert not proved(Named("human: trust me", Relation(x, "<=", x + 1)), x, "<=", x + 1, UP)
    assert proved(read("human: x is a length", x), x, "==", x, UP)
    assert not proved(read("human: x is a length", x), 2 * x, "==", 2 * x, UP)
    assert not proved(read("human: needs it", x, (x - 5,)), x, "==", x, UP)


def test_limits_are_taken_by_machine() -> None:
    assert proved(Limit(), sp.Limit(sp.sin(x) / x, x, 0), "==", 1, LINE)
    assert not proved(Limit(), sp.Limit(sp.sin(x) / x, x, 0), "==", 2, LINE)


def test_a_chain_must_meet_and_must_not_turn() -> None:
    assert compose(["==", "<=", "<"]) == "<"
    assert compose(["<=", ">="]) is None
    broken = Derivation((Step(x, "<=", 2 * x, "", Form(x)), Step(3 * x, "<=", 4 * x, "", Form(x))))
    assert broken.composed() is None


def test_signs_are_certain_or_none() -> None:
    assert sign_of(x * (1 - x), (Domain(x, 0, 1, True, True),)) == 1
    assert sign_of(x * (1 - x), (UNIT,)) == 0
    assert sign_of(x - sp.Rational(1, 2), (UNIT,)) is None
    assert sign_of(sp.log(1 / A), (Domain(A, 0, 1, True, True),)) == 1


def test_balls_do_not_prove_equalities() -> None:
    claim = Claim((Relation(sp.sqrt(2) ** 2 * x, "==", 2 * x + sp.Rational(1, 10**400)),), (UP,))
    assert by_balls().decide(claim, {}).verdict is not Verdict.UPHELD
    assert sign(sp.sqrt(x) ** 2 - sp.Integer(2), {x: 2}) in (0, None)
    assert not is_zero(sp.Rational(1, 10**400))


def test_a_survey_finds_a_witness_and_shows_it() -> None:
    found = survey(Claim((Relation(x**2, ">=", x),), (UNIT,)))
    assert found.witness is not None
    assert "at x = " in found.witness


def test_strength_is_folded_over_uses() -> None:
    proof = chain(2 * x, (">=", x, "", Form(x)))
    statement = Statement("one", 1, "One", "", Claim((ge(2 * x, x),), (UP,)), (proof,), (), "")
    own = tuple((check, check.decide(statement.claim, {})) for check in statement.checks)
    alone = folded(statement, own, ())
    assert alone.word == "PROVED" and alone.trusts == ("sympy",) and alone.given == ()
    defined = replace(alone, given=("definition: of something",))
    assert folded(statement, own, (defined,)).word == "PROVED"
    for sentence in ("cited: somebody", "human: somebody says so"):
        found = folded(statement, own, (defined, replace(alone, given=(sentence,))))
        assert found.word == "ARGUED" and found.given == tuple(sorted((sentence, "definition: of something")))
    assert folded(statement, own, (replace(alone, kind=Kind.BALL),)).word == "CERTIFIED"
    assert folded(statement, own, (replace(alone, kind=Kind.STATISTICAL),)).kind is Kind.STATISTICAL
    assert folded(statement, own, (replace(alone, verdict=Verdict.UNDECIDED),)).verdict is Verdict.UNDECIDED


def test_a_statement_whose_own_step_is_a_sentence_is_argued() -> None:
    """Fourteen such printed CERTIFIED once."""
    for name in ("correlated-swap-lemma", "rotation", "flip-law", "extreme-deviate"):
        assert finding(name).word == "ARGUED", name
    assert finding("theorem-c").word == "ARGUED" and any(one.startswith("cited:") for one in finding("theorem-c").given)
    assert not any(one.startswith("cited:") for one in finding("theorem-signs").given)
    assert finding("markov").word == "PROVED" and all(one.startswith("definition:") for one in finding("markov").given)


def test_a_fooled_check_is_not_a_refuted_mutant() -> None:
    yes = Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UPHELD, detail="")
    no = Evidence(kind=Kind.BALL, verdict=Verdict.REFUTED, detail="")
    whole, part = Check("a", lambda claim, known: yes, whole=True), Check("b", lambda claim, known: no)
    assert mutant_verdict(((whole, yes), (part, no))) is Verdict.UPHELD
    assert mutant_verdict(((part, no),)) is Verdict.REFUTED


def test_a_bad_catalogue_cannot_be_loaded() -> None:
    one = get("log-bound")

    def citing(name: str, other: str) -> Statement:
        return replace(one, id=name, proofs=(chain(sp.log(1 + y), ("<=", y, "", Known(other))),))

    with pytest.raises(ValueError, match="which no file defines"):
        ordered({"a": citing("a", "missing")})
    with pytest.raises(ValueError, match="circle"):
        ordered({"a": citing("a", "b"), "b": citing("b", "a")})


def test_no_claim_is_a_tautology() -> None:
    """sympy simplifies at construction: a relation whose sides came out equal would check nothing."""
    empty = [(one.id, number) for one in load().values() for number, r in enumerate(one.claim.then) if r.lhs == r.rhs]
    assert empty == []


def test_what_shows_inequalities_shows_no_equality() -> None:
    """Whatever their fields are: the relation is looked at first."""
    rules = OfInequalities.__subclasses__()
    assert {rule.__name__ for rule in rules} == {"Monotone", "Concave", "Vanishing", "Arch", "Convex", "Form", "Compact"}
    for rule in rules:
        assert rule.__new__(rule).prove(Relation(x, "==", x), Context(Claim((), (UP,)))) == NO_EQUALITY
