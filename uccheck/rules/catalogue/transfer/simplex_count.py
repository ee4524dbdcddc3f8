"""Of k samples with the same law, two lie in a set of probability 1 - delta with probability >= (k(1 - delta) -
1)/(k - 1).
"""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import delta, k, named
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Domain, eq, ge, nonnegatives, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form

P0 = named("P_none", "\\mathbb{P}(N=0)", nonnegative=True)
P1 = named("P_one", "\\mathbb{P}(N=1)", nonnegative=True)
P2 = named("P_two", "\\mathbb{P}(N\\ge 2)", nonnegative=True)


def statement() -> Statement:
    """k(1 - delta) <= E N <= P(N = 1) + k P(N >= 2)."""
    bound = (k * (1 - delta) - 1) / (k - 1)
    total = eq(P0 + P1 + P2, sp.Integer(1))
    mean = ge(P1 + k * P2, k * (1 - delta))
    where = (Domain(k, 2), *units(delta), *nonnegatives(P0, P1, P2))
    claim = Claim((ge(P2, bound),), where, (total, mean), _spaces)
    using = {mean.slack: 1 / (k - 1), -total.slack: 1 / (k - 1)}
    proof = chain(P2, (">=", bound, "the mean of {N} is at least {given[1].rhs} and at most {given[1].lhs}", Form(None, using)))
    return Statement(
        id="simplex-count",
        section=4,
        title="Two of `k` samples in one set",
        says=(
            "Let {k} samples each have the law of {S} and let {N} be the number of them in a set of probability at least `1 - delta`. The "
            "second hypothesis holds because the mean of {N} is at least {given[1].rhs} and at most {given[1].lhs}."
        ),
        claim=claim,
        proofs=(proof,),
        support=(by_models(),),
        mutants=(
            Mutant("no -1", changed(claim, rhs=k * (1 - delta) / (k - 1))),
            Mutant("k for k - 1", changed(claim, rhs=(k * (1 - delta) - 1) / (k - 1) + 1 / k**2)),
            Mutant("swap bound for all k", changed(claim, rhs=1 - delta)),
        ),
        source="this kit, simplex lemma",
    )


@cache
def _spaces() -> tuple[dict[object, object], ...]:
    """Laws of (N = 0, N = 1, N >= 2) on a grid of tenths, with N at most k."""
    tenth = sp.Rational(1, 10)
    return tuple(
        {P0: p * tenth, P1: q * tenth, P2: (10 - p - q) * tenth, k: size, delta: step * tenth}
        for p in range(0, 11, 2)
        for q in range(0, 11 - p, 2)
        for size in (2, 3, 8)
        for step in (1, 3, 5, 8)
    )
