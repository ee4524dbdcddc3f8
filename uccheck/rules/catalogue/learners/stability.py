"""Stability bounds e_gen: beta <= delta e gives e_gen(m, delta) <= e."""

from fractions import Fraction
from typing import Any

from uccheck.quantities.symbols import D, b, delta, e, m, s
from uccheck.rules.catalogue.learners._stability import MARKOV, SEVERAL, Point, law
from uccheck.rules.claim import Claim, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, e_gen, left_out
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named


def statement() -> Statement:
    """Markov's inequality for the population error, whose mean is at most the leave-one-out error."""
    made, few = e_gen(*X, ZERO, delta), le(left_out(*X), delta * e)
    claim = Claim((le(made, e),), (*SEVERAL, *positives(e), *units(delta)), (few,), _points)
    mean = Named(MARKOV, (few,), laws=("leave-one-out", "population-error"))
    return Statement(
        id="stability",
        section=9,
        title="Stability bounds the generalization error",
        says="If the leave-one-out error is at most {share}, then",
        terms={"share": delta * e},
        claim=claim,
        proofs=(chain(made, ("<=", e, "by Markov's inequality", mean)),),
        support=(by_models(),),
        mutants=(
            Mutant("without delta", under(claim, 0, le(left_out(*X) * delta, e))),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("a tenth of it", changed(claim, rhs=e / 10)),
            Mutant("from the other side", under(claim, 0, lt(delta * e, left_out(*X)))),
        ),
        source="this kit, stability",
    )


def _points() -> tuple[Point, ...]:
    """e_gen by its enclosures; Markov's inequality loses a factor, so that levels far below beta/delta are needed to refute."""
    levels = (Fraction(1, 10**4), Fraction(1, 50), Fraction(1, 5), Fraction(1, 2), Fraction(9, 10), Fraction(4))
    settings = ((100, 3000, 4, 32), (1000, 20000, 4, 32))
    deltas = (Fraction(1, 20), Fraction(1, 2), Fraction(19, 20))
    at: list[tuple[Any, ...]] = [(*x, u, o) for x in settings for u in levels for o in deltas]
    at += [(30, 600, Fraction(56, 5), 32, Fraction(k, 500), Fraction(1, 100)) for k in (31, 33)]  # a little below e_gen
    return tuple({m: n, D: df, s: p, b: q, e: u, delta: o, left_out: law} for n, df, p, q, u, o in at)
