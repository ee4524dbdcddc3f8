"""A spoiled coordinate makes the losses differ: e_unif(m, delta) >= 1/2 - (k - 1)/m."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import delta, k, m
from uccheck.rules.catalogue.convex._facts import RARE, SIZES, SUP, d, e_unif, spoiled, spread, supremum
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, ge, le, lt, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.unfolded import unif_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """At e_j with c_j at most (k - 1)/m, or at least 1 - (k - 1)/m."""
    some, value = spoiled(m, d, k), HALF - (k - 1) / m
    claim = Claim((le(value, e_unif(m, d, delta)),), (*SIZES, *counts(k), *units(delta)), (lt(delta, some),), points)
    cases = Mean(
        {RARE: outcome("rare")(m, d), SUP: outcome("sco_sup")(m, d)},
        facts=(supremum(),),
        split=(le(RARE, k - 1),),
        by=(
            Form(using={ge(RARE, k): 1, lt(RARE, k): 1}),
            Form(using={le(RARE, k - 1): 1 / m, SUP - HALF + RARE / m: 1, lt(SUP, value): 1}),
        ),
    )
    proofs = (
        chain(
            delta,
            ("<", some, Given()),
            ("<=", spread(m, d, value), "at the corner of the spoiled coordinate", cases),
        ),
        chain(value, ("<=", e_unif(m, d, delta), "unfold the definition", unif_at_least(m, d, delta, value))),
    )
    return Statement(
        id="sco-uniform-lower",
        section=8,
        title="Uniform convergence over the ball, from below",
        says="Some coordinate is spoiled with more than the chance `delta`.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point more", changed(claim, lhs=HALF - (k - 2) / m)),
            Mutant("half of delta", under(claim, 0, lt(delta / 2, some))),
            Mutant("reversed", under(claim, 0, lt(some, delta))),
        ),
        source="this kit, convex optimization; ours",
    )
