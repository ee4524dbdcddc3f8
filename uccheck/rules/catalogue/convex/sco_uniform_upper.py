"""Where no coordinate is spoiled the losses are near: e_unif(m, delta) <= 1/2 - k/m."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import delta, k, m
from uccheck.rules.catalogue.convex._facts import RARE, SIZES, SUP, beyond, d, e_unif, spoiled, supremum
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, ge, gt, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.unfolded import unif_at_most
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Then every c_j lies between k/m and 1 - k/m."""
    some, value = spoiled(m, d, k), HALF - k / m
    claim = Claim((le(e_unif(m, d, delta), value),), (*SIZES, *counts(k), *units(delta)), (le(some, delta),), points)
    cases = Mean(
        {RARE: outcome("rare")(m, d), SUP: outcome("sco_sup")(m, d)},
        facts=(supremum(),),
        by=(Form(using={ge(RARE, k): 1 / m, HALF - RARE / m - SUP: 1, gt(SUP, value): 1}),),
    )
    proofs = (
        chain(
            beyond(m, d, value),
            ("<=", some, "a greater difference needs a spoiled coordinate", cases),
            ("<=", delta, Given()),
        ),
        chain(e_unif(m, d, delta), ("<=", value, "unfold the definition", unif_at_most(m, d, delta, value))),
    )
    return Statement(
        id="sco-uniform-upper",
        section=8,
        title="Uniform convergence over the ball, from above",
        says="No coordinate is spoiled, but for the chance `delta`.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point more", changed(claim, rhs=HALF - (k + 1) / m)),
            Mutant("twice delta", under(claim, 0, le(some, 2 * delta))),
            Mutant("reversed", under(claim, 0, le(delta, some))),
        ),
        source="this kit, convex optimization; ours",
    )
