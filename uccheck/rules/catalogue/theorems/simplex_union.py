"""Some pair of the simplex has a small gap with probability at most k(k-1)/2 P(N_1 > 0)/e1 + (k-1) P(L_D > e2)."""

from functools import partial

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import e1, e2, gamma, k
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Domain, ge, gt, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, exceed, simplex_below, unflipped
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean

#: Of the worst pair the loss on `S_c`, the population loss and the fraction kept; of all pairs the sum of the fractions.
H, L, F, KEPT = sp.symbols("H_ac L_a F_ac F_pairs", real=True)
LARGE = sp.Symbol("N_large", integer=True, nonnegative=True)


def statement() -> Statement:
    """One order of each pair is enough."""
    few, pairs = simplex_below(*X, gamma, k, 1 - e1 - e2), k * (k - 1) / 2
    missed, large = unflipped(*X, 1 / (k - 1)), exceed(*X, gamma, e2)
    union = pairs * missed / e1 + (k - 1) * large
    claim = Claim(
        (le(few, union),), (*SETTING, Domain(k, 2), *shares(e1), *nonnegatives(e2)), points=partial(sharp_points, simplex=True, draws=30)
    )
    worst = {name: outcome(f"worst_{name}")(*X, gamma, k) for name in ("partner", "risk", "kept")}
    kept, many = outcome("kept_pairs")(*X, k), outcome("large")(*X, gamma, k, e2)
    seen = {H: worst["partner"], L: worst["risk"], F: worst["kept"], KEPT: kept, LARGE: many}
    laws, pairs_exist = ("simplex-law",), ge(k, 2)
    counted = "definition: the classifier of a pair is one of those that are counted"
    facts = (
        Fact(worst["partner"], ">=", 1 - worst["kept"], "definition: the ramp loss of a margin that is not positive is 1"),
        Fact(kept, ">=", worst["kept"], "definition: no fraction is negative", laws, (pairs_exist,)),
        Fact(many, ">=", 1, counted, laws, (pairs_exist, gt(worst["risk"], e2))),
    )
    markov = Form(using={KEPT - F: 1 / e1, H - 1 + F: 1 / e1, lt(H - L, 1 - e1 - e2): 1 / e1, le(L, e2): 1 / e1, LARGE: 1})
    cases = Mean(seen, facts, split=(le(L, e2),), by=(markov, Form(using={LARGE - 1: 1, KEPT: 1 / e1})))
    return Statement(
        id="simplex-union",
        section=5,
        title="All pairs of the simplex",
        says="The pairs of the simplex of {k} samples have the law of a correlated flip of strength {strength}.",
        terms={"strength": 1 / (k - 1)},
        claim=claim,
        proofs=(chain(few, ("<=", union, "the worst pair keeps more than `e_1`, or its classifier errs beyond `e_2`", cases)),),
        support=(by_models(),),
        mutants=(
            Mutant("pairs not counted", changed(claim, rhs=missed / e1 + large)),
            Mutant("Markov without 1/e1", changed(claim, rhs=pairs * missed + (k - 1) * large)),
            Mutant("one classifier", changed(claim, rhs=pairs * missed / e1 + large / 2)),
        ),
        source="this kit, theorem C (elementary range)",
    )
