"""Over the ball the losses never differ by more than 1/2."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import delta, m
from uccheck.rules.catalogue.convex._facts import RARE, SIZES, SUP, beyond, d, e_unif, supremum
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ZERO
from uccheck.rules.sentences.unfolded import unif_at_most
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Fractions lie between 0 and 1."""
    claim = Claim((le(e_unif(m, d, delta), HALF),), (*SIZES, *units(delta)), points=points)
    cases = Mean(
        {RARE: outcome("rare")(m, d), SUP: outcome("sco_sup")(m, d)},
        facts=(supremum(),),
        by=(Form(using={HALF - RARE / m - SUP: 1, RARE: 1 / m, gt(SUP, HALF): 1}),),
    )
    proofs = (
        chain(beyond(m, d, HALF), ("<=", ZERO, "no fraction is farther from 1/2", cases), ("<=", delta, "", Form())),
        chain(e_unif(m, d, delta), ("<=", HALF, "unfold the definition", unif_at_most(m, d, delta, HALF))),
    )
    return Statement(
        id="sco-uniform-range",
        section=8,
        title="The losses differ by 1/2 at most",
        says="Whatever `m`, `d` and `delta`,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
            Mutant("strictly", changed(claim, relation="<")),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, convex optimization",
    )
