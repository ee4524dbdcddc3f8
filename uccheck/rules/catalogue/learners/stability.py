"""Stability bounds e_gen: beta <= delta e gives e_gen(m, delta) <= e."""

from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome, risk_is_loss
from uccheck.quantities.symbols import A, D, H, L, Q, T, b, delta, e, gamma, m, s, t, x
from uccheck.rules.catalogue.learners._stability import SEVERAL, Point, law
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, e_gen, exceed, left_out, loss
from uccheck.rules.sentences.words import WITHOUT
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import By, Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Markov's inequality for the population error, whose mean is at most the leave-one-out error."""
    made, few = e_gen(*X, ZERO, delta), le(left_out(*X), delta * e)
    claim = Claim((le(made, e),), (*SEVERAL, *positives(e), *units(delta)), (few,), _points)
    over = exceed(*X, ZERO, e)
    proofs = (
        chain(over, ("<=", left_out(*X) / e, "Markov's inequality", _markov()), ("<=", delta, Form(using={few: 1 / e}))),
        chain(made, ("<=", e, Known("small-loss", {gamma: ZERO}))),
    )
    return Statement(
        id="stability",
        section=9,
        title="Stability bounds the generalization error",
        says="If the leave-one-out error is at most {share}, then",
        terms={"share": delta * e},
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("without delta", under(claim, 0, le(left_out(*X) * delta, e))),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("a tenth of it", changed(claim, rhs=e / 10)),
            Mutant("from the other side", under(claim, 0, lt(delta * e, left_out(*X)))),
        ),
        source="this kit, stability",
    )


def _markov() -> Mean:
    """Given T, the step on m - 1 points errs more often: its margins have a mean of fewer deviations."""
    total, without = outcome("chi")(D), (m - 1, D, s * (m - 1) / m, b)
    given = Fact(outcome("miss_given")(*X), "==", loss(*without, ZERO, total), WITHOUT, ("leave-one-out", "skew-law"))
    now, then = loss(*X, ZERO, T), loss(*without, ZERO, T)
    score, other = s * D / (b * sp.sqrt(m * T)), s * (m - 1) / m * D / (b * sp.sqrt((m - 1) * T))
    fewer = By(chain(other, ("<=", score, Through(A, sp.sqrt(A), le((m - 1) / m, 1), Form(1 / m), factor=score))))
    more = By(
        chain(
            now,
            ("==", Q(score), Known("population-error", {t: T})),
            ("<=", Q(other), Through(x, Q(x), le(other, score), fewer, increasing=False)),
            ("==", then, Known("population-error", {m: m - 1, s: s * (m - 1) / m, t: T})),
        )
    )
    larger = le(now, then)
    return Mean(
        {T: total, L: outcome("risk")(*X, ZERO), H: outcome("miss_given")(*X)},
        facts=(risk_is_loss(X, ZERO), given),
        lines=((larger, more),),
        by=(Form(using={gt(L, e): 1 / e, now - L: 1 / e, larger: 1 / e, H - then: 1 / e}),),
    )


def _points() -> tuple[Point, ...]:
    """e_gen by its enclosures; Markov's inequality loses a factor, so that levels far below beta/delta are needed to refute."""
    levels = (Fraction(1, 10**4), Fraction(1, 50), Fraction(1, 5), Fraction(1, 2), Fraction(9, 10), Fraction(4))
    settings = ((100, 3000, 4, 32), (1000, 20000, 4, 32))
    deltas = (Fraction(1, 20), Fraction(1, 2), Fraction(19, 20))
    at: list[tuple[Any, ...]] = [(*x, u, o) for x in settings for u in levels for o in deltas]
    at += [(30, 600, Fraction(56, 5), 32, Fraction(k, 500), Fraction(1, 100)) for k in (31, 33)]  # a little below e_gen
    return tuple({m: n, D: df, s: p, b: q, e: u, delta: o, left_out: law} for n, df, p, q, u, o in at)
