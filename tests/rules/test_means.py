"""Inequalities between means are shown outcome by outcome: what is true at every outcome passes, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.core.verdict import Verdict
from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, flipped_loss, outcome, risk_is_loss
from uccheck.quantities.symbols import D, F, H, L, N, T, delta, e, e1, e2, gamma, k, m, rho, s, t, u, v
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue._models import Model, models, sharp
from uccheck.rules.checks import by_derivation
from uccheck.rules.claim import Claim, Domain, Relation, ge, gt, le, lt, nonnegatives, positives, reals, shares
from uccheck.rules.derivation import Context
from uccheck.rules.letters import HALF, PAIRS, SETTING, X, Z, e_unif_alg, exceed, gap_below, loss, tail, unflipped
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Both, Inside, Mean
from uccheck.rules.steps.on_sets import OnSet

WHERE = (*SETTING, *shares(rho, e1), *nonnegatives(e2), *positives(t), *reals(e))


def proved(rule: Mean | OnSet, step: Relation, *given: Relation) -> bool:
    known = {name: one.claim for name, one in load().items()}
    return rule.prove(step, Context(Claim((), (*WHERE, *PAIRS[-1:]), given), known)).proved


def markov(e2_: sp.Expr = e2, strength: sp.Expr = rho) -> Mean:
    hypotheses = {H - 1 + F: 1 / e1, lt(H - L, 1 - e1 - e2): 1 / e1, le(L, e2_): 1 / e1}
    outcomes = {F: outcome("kept")(*X, strength), H: outcome("partner")(*X, gamma, rho), L: outcome("risk")(*X, gamma)}
    return Mean(outcomes, (flipped_loss(X, gamma, rho),), by=(Form(using=hypotheses),))


def test_markov_and_its_neighbours() -> None:
    few, missed, large = gap_below(*X, gamma, rho, 1 - e1 - e2), unflipped(*X, rho), exceed(*X, gamma, e2)
    assert proved(markov(), le(few, missed / e1 + large))
    assert not proved(markov(), le(few, missed + large))  # without 1/e1
    assert not proved(markov(), le(few, missed / e1))  # the population loss lost
    assert not proved(markov(), le(few, missed / e1 + exceed(*X, gamma, 2 * e2)))  # another level
    assert not proved(markov(), le(few, unflipped(*X, HALF) / e1 + large))  # another strength of the flip
    assert not proved(markov(strength=HALF), le(few, unflipped(*X, HALF) / e1 + large))
    assert not proved(markov(), lt(few, missed / e1 + large))  # means of weak inequalities are weak
    assert not proved(markov(), le(few**2, missed / e1 + large))  # a power of a chance is no chance
    assert not proved(replace(markov(), facts=()), le(few, missed / e1 + large))  # the ramp loss is needed


def test_a_whole_number_is_below_one_only_at_zero() -> None:
    deviates, one = quantity("deviates")(m, t), quantity("one_deviates")(m, t)
    union = Mean({N: outcome("above")(m, t)}, by=(Form(using={N - 1: 1}),))
    assert proved(union, ge(deviates, 1 - m * one))
    assert not proved(union, ge(deviates, 1 - m * one / 2))
    with pytest.raises(ValueError, match="whole number"):
        proved(Mean({F: outcome("above")(m, t)}), ge(deviates, 1 - m * one))


def test_a_symbol_must_not_assume_more_than_its_random_variable_has() -> None:
    with pytest.raises(ValueError, match="assumes more"):
        proved(Mean({t: outcome("risk")(*X, gamma)}), le(exceed(*X, gamma, e), 1 - e))


def test_a_variable_of_the_claim_is_no_outcome() -> None:
    assert not proved(Mean({e: outcome("risk")(*X, gamma)}), le(exceed(*X, gamma, e2), exceed(*X, gamma, e2 / 2)))
    assert proved(
        Mean({L: outcome("risk")(*X, gamma)}, by=(Form(using={gt(L, e2): 1, le(L, e2 / 2): 1}),)),
        le(exceed(*X, gamma, e2), exceed(*X, gamma, e2 / 2)),
    )
    assert not proved(
        Mean({L: outcome("risk")(*X, gamma)}, by=(Form(using={gt(L, e2): 1}),)), le(exceed(*X, gamma, e2 / 2), exceed(*X, gamma, e2))
    )


def spread(**parts: object) -> OnSet:
    at, now = loss(*X, gamma, t), loss(*X, gamma, T)
    rule = OnSet(
        (ge(T, t),),
        1 - tail(D, t),
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)},
        facts=(risk_is_loss(X, gamma),),
        lines=((le(at, now), Known("loss-increases", {u: t, t: T})), (le(now, HALF), Known("loss-half", {t: T}))),
        by=(Form(using={HALF - now: 1, now - L: 1, H: 1}), Form(using={now - at: 1, L - now: 1, 1 - H: 1})),
    )
    return replace(rule, **parts)  # type: ignore[arg-type]


def test_a_set_needs_its_chance_and_its_losses() -> None:
    bound = 1 - loss(*X, gamma, t)
    given = (le(gamma, 2 * s), le(1 - tail(D, t), delta), le(HALF, bound))
    rule = spread(by=(*spread().by, Form(using={le(HALF, bound): 1, HALF - loss(*X, gamma, T): 1, loss(*X, gamma, T) - L: 1, H: 1})))
    step = le(e_unif_alg(*Z), bound)
    assert proved(rule, step, *given)
    assert not proved(rule, step, given[0], given[2])  # its chance is not known
    assert not proved(rule, step, given[0], le(1 - tail(D, t), 2 * delta), given[2])  # of another delta
    assert not proved(rule, step, *given[1:])  # gamma may be wide
    assert not proved(spread(members=(ge(T, 2 * t),)), step, *given)  # the chance is that of another set
    assert not proved(spread(members=()), step, *given)  # every sample: T may be small
    assert not proved(rule, le(e_unif_alg(*Z), bound / 2), *given)
    assert not proved(rule, le(quantity("e_gen")(*Z), bound), *given)


def test_two_likely_events_meet() -> None:
    meet = quantity("meet")(*X, 1, delta)
    context = Context(Claim((), PAIRS))
    assert Both().prove(le(1 - 2 * delta, meet), context).proved and Both().prove(le(1 - 3 * delta, meet), context).proved
    assert not Both().prove(le(1 - delta, meet), context).proved
    assert not Both().prove(le(1 - 2 * delta, quantity("meet")(*X, HALF, delta)), context).proved
    assert not Both().prove(le(1 - 2 * delta, quantity("meet")(*X, 1, 2 * delta)), context).proved


@pytest.mark.parametrize(
    "name", ["markov", "markov-signs", "small-loss", "exceed-tail", "overfit-bound", "spread", "swap-lemma", "diagonal"]
)
def test_the_rules_hold_in_other_models(name: str) -> None:
    """Finite spaces that no record was made with: a rule that fails in one is false."""
    one, held = get(name), 0
    for model in models(seed=11)[:12]:
        meaning = model.interpretation()
        for level in (Fraction(1, 8), Fraction(3, 8), Fraction(5, 8)):
            for share in (Fraction(1, 3), Fraction(1)):
                point = {
                    **PLAIN,
                    delta: level,
                    e1: share,
                    e2: Fraction(1, 16),
                    rho: HALF,
                    t: 2,
                    e: Fraction(1, 8),
                    v: Fraction(1, 2),
                    **meaning,
                }
                if one.claim.admissible(point):
                    held += 1
                    assert all(relation.holds(point) for relation in one.claim.then)
    assert held


PLAIN = {m: 4, D: 3, s: 4, X[3]: 32, gamma: 0}


def test_models_compute_from_the_definitions() -> None:
    """Two samples whose flips are classified wrongly by half: by hand."""
    half = Fraction(1, 2)
    model = Model((Fraction(0), Fraction(0)), (Fraction(1), Fraction(2)), ((Fraction(0), half), (half, Fraction(0))))
    assert model.kept(Fraction(1)) == half and model.kept(half) == half * Fraction(3, 4) + Fraction(1, 4)
    assert model.below(Fraction(1), half) == 0 and model.below(Fraction(1), Fraction(3, 4)) == 1
    assert model.e_unif_alg(Fraction(1, 4)) == half and model.e_unif_alg(half) == 0 and model.e_gen(Fraction(1, 4)) == 0
    assert len(sharp()) + len(sharp(simplex=True)) > 8


def test_every_record_with_means_is_refused_without_its_facts() -> None:
    """The facts carry the argument: without them no derivation of these records goes through."""
    known = {name: one.claim for name, one in load().items()}
    for name in ("markov", "exceed-tail", "spread", "overfit-bound", "theorem-a"):
        one = get(name)
        bare = tuple(
            replace(
                proof,
                steps=tuple(replace(step, by=replace(step.by, facts=())) if hasattr(step.by, "facts") else step for step in proof.steps),
            )
            for proof in one.proofs
        )
        assert by_derivation(*bare).decide(one.claim, known).verdict is Verdict.UNDECIDED, name


def test_an_equality_of_means_is_one_at_every_outcome() -> None:
    near, pair = quantity("exp_near")(m, D, u), quantity("mixed")(D, u)
    each = Mean({v: outcome("pair")(D, u)})
    assert proved(each, Relation(near, "==", m * (m - 1) * pair))
    assert not proved(each, Relation(near, "==", m**2 * pair)) and not proved(each, Relation(near, "==", m * (m - 1) * pair / 2))
    assert not proved(Mean({v: outcome("pair")(D, u / 2)}), Relation(near, "==", m * (m - 1) * pair))
    assert not proved(Mean({L: outcome("risk")(*X, gamma)}), Relation(exceed(*X, gamma, e), "==", exceed(*X, gamma, e2)))


def test_a_union_over_the_pairs_of_a_simplex_and_its_neighbours() -> None:
    """Each part of the record is needed: the pairs, the classifiers, the strength of the flip that a pair is, the facts."""
    claim = get("simplex-union").claim
    (step,), rule = claim.then, get("simplex-union").proofs[0].steps[0].by
    assert isinstance(rule, Mean)

    def shown(rule: Mean, step: Relation) -> bool:
        return rule.prove(step, Context(claim)).proved

    assert shown(rule, step)
    pairs, missed, large = k * (k - 1) / 2, unflipped(*X, 1 / (k - 1)), exceed(*X, gamma, e2)
    assert not shown(rule, replace(step, rhs=pairs * unflipped(*X, 1 / k) / e1 + (k - 1) * large))  # another strength
    assert not shown(rule, replace(step, rhs=(pairs - 1) * missed / e1 + (k - 1) * large))
    assert not shown(rule, replace(step, rhs=pairs * missed / e1 + (k - 2) * large))
    one = replace(claim, where=tuple(Domain(k, 1) if domain.symbol == k else domain for domain in claim.where))
    assert not rule.prove(step, Context(one)).proved  # a single sample has no pairs
    assert not any(shown(replace(rule, facts=rule.facts[:n] + rule.facts[n + 1 :]), step) for n in range(3))


def test_what_lines_give_opens_further_facts() -> None:
    """A fact that needs a line is used, one whose need is not shown is not."""
    risk, other = outcome("risk")(*X, gamma), outcome("other")(*X, gamma)
    facts = (Fact(other, ">=", 1, "definition: for this test", (), (le(L, HALF),)),)
    line = (le(L, HALF), Form(using={le(L, HALF / 2): 1}))
    rule = Mean({L: risk, H: other}, facts, lines=(line,), by=(Form(using={gt(L, HALF): 1, H - 1: 1, le(L, HALF / 2): 1}),))
    inside = Inside(rule, Context(Claim((), WHERE)), le(0, 1))
    assert facts_in(inside, le(L, HALF / 2)) and not facts_in(inside, le(L, 1))


def facts_in(inside: Inside, *more: Relation) -> bool:
    return ge(H, 1) in inside.known(more).claim.given


def test_a_model_knows_chi_square_of_its_own_dimension_only() -> None:
    """Found by a neighbour that was refuted and derived: the variable of D - 1 degrees of freedom was taken for that of D."""
    meaning = models()[0].interpretation(5)
    for name in ("tail", "head"):
        function = meaning[quantity(name)]
        assert 0 <= function(5, 1) <= 1 and function(4, 1).is_nan() and function(10, 1).is_nan()
