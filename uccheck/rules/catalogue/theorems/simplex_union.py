"""Some pair of the simplex has a small gap with probability at most k(k-1)/2 P(N_1 > 0)/e1 + (k-1) P(L_D > e2)."""

from functools import partial

from uccheck.quantities.symbols import e1, e2, gamma, k
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.claim import Claim, Domain, le, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, exceed, simplex_below, unflipped
from uccheck.rules.statement import Mutant, Statement, by_models, changed
from uccheck.rules.steps import Named

UNION = Named(
    "human: a union bound over the `k(k - 1)/2` pairs `a < c`, Markov's inequality for each, and over the `k - 1` classifiers",
    laws=("markov", "simplex-law"),
)


def statement() -> Statement:
    """One order of each pair is enough."""
    few, pairs = simplex_below(*X, gamma, k, 1 - e1 - e2), k * (k - 1) / 2
    missed, large = unflipped(*X, 1 / (k - 1)), exceed(*X, gamma, e2)
    union = pairs * missed / e1 + (k - 1) * large
    claim = Claim(
        (le(few, union),), (*SETTING, Domain(k, 2), *shares(e1), *nonnegatives(e2)), points=partial(sharp_points, simplex=True, draws=30)
    )
    return Statement(
        id="simplex-union",
        section=5,
        title="All pairs of the simplex",
        says="The pairs of the simplex of {k} samples have the law of a correlated flip of strength {strength}.",
        terms={"strength": 1 / (k - 1)},
        claim=claim,
        proofs=(chain(few, ("<=", union, "one order of each pair is enough", UNION)),),
        support=(by_models(),),
        mutants=(
            Mutant("pairs not counted", changed(claim, rhs=missed / e1 + large)),
            Mutant("Markov without 1/e1", changed(claim, rhs=pairs * missed + (k - 1) * large)),
            Mutant("one classifier", changed(claim, rhs=pairs * missed / e1 + large / 2)),
        ),
        source="this kit, theorem C (elementary range)",
    )
