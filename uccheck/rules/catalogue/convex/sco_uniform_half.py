"""A constant coordinate has a gap of 1/2: delta < 1 - (1 - 2^(1-m))^d gives e_unif(m, delta) >= 1/2."""

from uccheck.quantities.symbols import delta, k, m
from uccheck.rules.catalogue.convex._facts import SIZES, d, e_unif, spoiled, unseen
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ONE
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """The case k = 1, whose chance is rational."""
    some, value = unseen(m - 1, d), e_unif(m, d, delta)
    claim = Claim((le(HALF, value),), (*SIZES, *units(delta)), (lt(delta, some),), points)
    proofs = (
        chain(
            delta,
            ("<", some, Given()),
            ("==", spoiled(m, d, ONE), "a constant coordinate", Known("sco-unseen", {k: ONE}, which=2)),
        ),
        chain(HALF, ("<=", value, "at its corner the losses differ by 1/2", Known("sco-uniform-lower", {k: ONE}))),
    )
    return Statement(
        id="sco-uniform-half",
        section=8,
        title="Uniform convergence over the ball fails",
        says="Some coordinate is 0 at all points, or 1 at all points, with more than the chance `delta`.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("more than 1/2", changed(claim, lhs=3 * HALF / 2)),
            Mutant("half of delta", under(claim, 0, lt(delta / 2, some))),
            Mutant("one point fewer", under(claim, 0, lt(delta, 2 * some))),
        ),
        source="this kit, convex optimization; Shalev-Shwartz et al. 2010",
    )
