"""Quantities carry their arguments: the false chain, in five spellings, is refused by them; so is a statement that hides something."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from uccheck.core.verdict import Verdict
from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, b, delta, e, e1, e2, epsilon, gamma, k, m, named, rho, s, t, theta, v, x
from uccheck.rules.catalogue import get, load
from uccheck.rules.checks import by_derivation
from uccheck.rules.claim import Claim, Domain, Relation, le, lt, nonnegatives, reals, shares, units
from uccheck.rules.derivation import Context, Derivation, chain
from uccheck.rules.letters import CLASSIC, HALF, ONE, PAIRS, PAPER, ZERO, X, Z, e_gen, e_unif_alg, exceed, gap_below, loss, tail, unflipped
from uccheck.rules.sentences.unfolded import gen_at_most
from uccheck.rules.statement import Statement, examine
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given

AT = {s: sp.Integer(4), b: sp.Integer(32)}


def outcome(claim: Claim, *proofs: Derivation) -> tuple[Verdict, str]:
    """What the derivations make of the claim when every statement may be cited."""
    known = {name: one.claim for name, one in load().items()}
    found = by_derivation(*proofs).decide(claim, known)
    return found.verdict, found.detail


def false_claim(level: sp.Expr, share: sp.Expr) -> tuple[Claim, sp.Expr, Relation]:
    """P(L_D > 1/2) <= theta would give e_unif-alg >= 1 - epsilon, if it could stand for P(L_D > epsilon/4)."""
    missed = unflipped(*X, ONE) / share
    rare, room = le(exceed(*X, gamma, HALF), theta), lt(missed + theta, 1 - 2 * delta)
    where = (*PAIRS, *units(epsilon, theta))
    return Claim((le(1 - share - level, e_unif_alg(*Z)),), where, (rare, room)), missed, room


SHARE, LEVEL = 3 * epsilon / 4, epsilon / 4


@pytest.mark.parametrize("spelling", ["as it stands", "renamed", "by its tail", "half for a quarter", "by a variable"])
def test_the_false_chain_is_refused(spelling: str) -> None:
    """Once upheld, because both chances were the one symbol p_2."""
    claim, missed, room = false_claim(LEVEL, SHARE)
    half, quarter = exceed(*X, gamma, HALF), exceed(*X, gamma, LEVEL)
    split = Known("theorem-b", {e1: SHARE, e2: LEVEL})
    lines = {
        "as it stands": (half, Given()),
        "renamed": (quarter, Given()),  # P(L_D > epsilon/4) <= theta, said to be the hypothesis
        "by its tail": (quarter, Known("exceed-tail", {e: HALF})),
        "half for a quarter": (half, Known("exceed-tail", {e: LEVEL})),
        "by a variable": (quarter, Known("small-loss", {quarter: half})),
    }
    over, by = lines[spelling]
    add = Form(using={le(over, theta): 1, room: 1})
    proofs = (
        chain(over, ("<=", theta, "the hypothesis", by)),
        chain(missed + over, ("<", 1 - 2 * delta, "add", add)),
        chain(1 - SHARE - LEVEL, ("<=", e_unif_alg(*Z), "theorem B", split)),
    )
    verdict, detail = outcome(claim, *proofs)
    assert verdict is Verdict.UNDECIDED
    assert any(word in detail for word in ("neither a hypothesis", "another relation", "is not shown", "no variable")), detail


def test_the_true_chain_is_upheld() -> None:
    """The same with P(L_D > epsilon/4) in the hypothesis: the refusals above are due to the arguments alone."""
    claim, missed, room = false_claim(LEVEL, SHARE)
    over = exceed(*X, gamma, LEVEL)
    true = replace(claim, given=(le(over, theta), room))
    proofs = (
        chain(missed + over, ("<", 1 - 2 * delta, "add", Form(using={le(over, theta): 1, room: 1}))),
        chain(1 - SHARE - LEVEL, ("<=", e_unif_alg(*Z), "theorem B", Known("theorem-b", {e1: SHARE, e2: LEVEL}))),
    )
    assert outcome(true, *proofs)[0] is Verdict.UPHELD


@pytest.mark.parametrize(
    ("strength", "at"),
    [(HALF, {}), (1 / (k - 1), {}), (ONE / 3, {rho: ONE})],
)
def test_another_strength_of_the_flip_is_another_quantity(strength: sp.Expr, at: dict[sp.Symbol, sp.Expr]) -> None:
    value, room = 1 - e1 - e2, 1 - 2 * delta
    small = lt(unflipped(*X, strength) / e1 + exceed(*X, gamma, e2), room)
    where = (*PAIRS, *shares(e1), *nonnegatives(e2), Domain(k, 2))
    proof = chain(value, ("<=", e_unif_alg(*Z), "theorem B", Known("theorem-b", at)))
    assert outcome(Claim((le(value, e_unif_alg(*Z)),), where, (small,)), proof)[0] is Verdict.UNDECIDED


def test_arguments_meet_when_they_are_equal() -> None:
    assert tail(D, D * (1 + x) ** 2) == tail(D, D + 2 * D * x + D * x**2)
    assert gap_below(*X, gamma, ONE, v) != gap_below(*X, gamma, HALF, v)
    with pytest.raises(TypeError):
        tail(D)


def statement(**parts: object) -> Statement:
    """small-loss with some parts replaced."""
    return replace(get("small-loss"), **parts)  # type: ignore[arg-type]


def examined(**parts: object) -> object:
    """What its checks find of its own claim then; it must be sound before one of them is asked."""
    made = statement(**parts)
    return examine(made, made.claim, {})


def test_every_symbol_needs_a_domain() -> None:
    claim = get("small-loss").claim
    with pytest.raises(ValueError, match="no domain is given for e"):
        statement(claim=replace(claim, where=PAIRS))
    with pytest.raises(ValueError, match="no domain is given for e_gen"):  # an opaque symbol is a variable like any other
        statement(claim=replace(claim, then=(le(sp.Symbol("e_gen", real=True), e),)))


def test_a_domain_must_bear_out_what_sympy_assumes() -> None:
    claim = get("small-loss").claim
    with pytest.raises(ValueError, match="wider than what sympy assumes"):
        examined(claim=replace(claim, where=(*claim.where[:-2], *reals(delta), *reals(e))))


@pytest.mark.parametrize(
    "idle",
    [le(e_gen(*Z), 1), le(0, e_unif_alg(*Z)), le(exceed(*X, gamma, e), 1 + delta), lt(-2, e_gen(*Z)), le(loss(*X, gamma, 1) / 2, HALF)],
    ids=str,
)
def test_what_holds_for_every_value_of_a_quantity_says_nothing(idle: Relation) -> None:
    claim = get("small-loss").claim
    with pytest.raises(ValueError, match="holds for every value in the range"):
        examined(claim=replace(claim, then=(idle,)))
    with pytest.raises(ValueError, match="holds for every value in the range"):
        examined(claim=replace(claim, given=(idle,)))


def test_a_relation_is_no_bool() -> None:
    with pytest.raises(TypeError, match="no bool"):
        bool(le(x, 1))


def test_only_declared_variables_may_be_replaced() -> None:
    rare = exceed(*X, gamma, e)
    step, where = le(e_gen(*Z), e), (*PAIRS, *reals(e))
    context = Context(Claim((), where, (le(rare, delta),)), {"small-loss": get("small-loss").claim})
    assert Known("small-loss").prove(step, context).proved
    assert not Known("small-loss", {rare: rare / 2}).prove(step, context).proved
    assert not Known("small-loss", {t: x}).prove(step, context).proved


def test_whole_variables_stay_whole_and_domains_are_checked_at_the_values() -> None:
    known = {"theorem-simplex": get("theorem-simplex").claim}
    for size, good in ((3, True), (sp.Rational(5, 2), False), (1, False)):
        put = {k: sp.sympify(size)}
        instance = get("theorem-simplex").claim
        given = tuple(relation.at(put) for relation in instance.given)
        where = (*PAIRS, *shares(e1), *nonnegatives(e2))
        context = Context(Claim((), where, given), known)
        assert Known("theorem-simplex", put).prove(instance.then[0].at(put), context).proved is good


def test_a_named_sentence_needs_its_hypotheses_with_their_arguments() -> None:
    fact = gen_at_most(Z, e)
    step, where = le(e_gen(*Z), e), (*PAIRS, *reals(e))
    assert fact.prove(step, Context(Claim((), where, (le(quantity("overshoot")(*X, gamma, e), delta),)))).proved
    assert not fact.prove(step, Context(Claim((), where, (le(quantity("overshoot")(*X, gamma, 2 * e), delta),)))).proved


def test_uses_are_read_off_the_proofs() -> None:
    assert set(get("theorem-b").uses) == {"markov", "swap-lemma"}
    assert "loss-increases" in get("exceed-tail").uses and "population-error" in get("exceed-tail").uses
    for one in load().values():
        assert set(one.uses) <= set(load()) and one.id not in one.uses


def test_no_statement_at_the_papers_constants_hides_them() -> None:
    assert CLASSIC[:4] == PAPER and PAPER[2:] == (4, 32) and CLASSIC[4] == ZERO
    assert get("theorem-b-root").claim.then[0].lhs == e_gen(m, D, 4, 32, 0, delta)


def test_a_variable_with_the_name_of_a_quantity_is_not_that_quantity() -> None:
    fake = named("exceed", "p_2", nonnegative=True)
    claim = Claim((le(e_gen(*Z), e),), (*PAIRS, *reals(e), *nonnegatives(fake)), (le(fake, delta),))
    proof = chain(e_gen(*Z), ("<=", e, "small loss", Known("small-loss")))
    assert outcome(claim, proof)[0] is Verdict.UNDECIDED


def test_a_mutant_may_not_borrow_another_argument() -> None:
    """A neighbour that differs in one argument only is refused by every derivation of the statement."""
    for name, change in (("exceed-tail", (gamma, gamma / 2)), ("markov", (rho, rho / 2)), ("spread", (delta, delta / 2))):
        one = get(name)
        then = tuple(Relation(r.lhs.xreplace(dict([change])), r.relation, r.rhs) for r in one.claim.then)
        assert then != one.claim.then, "the change touches no argument of the conclusion"
        found = by_derivation(*one.proofs).decide(replace(one.claim, then=then), {n: o.claim for n, o in load().items()})
        assert found.verdict is Verdict.UNDECIDED, name
