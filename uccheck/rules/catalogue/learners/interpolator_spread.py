"""P(V < t) <= delta gives e_unif-alg(m, delta) <= 1 - Q(r D/sqrt(m t)) for the minimum-norm interpolator."""

from uccheck.quantities.symbols import D, delta, m, t
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR, LAW, WHERE, flips
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, interpolator_e_unif_alg, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named

SPREAD = (
    "human: on the samples with `V` at least `t` the population error of the interpolator lies between `Q(s D/(b sqrt(m t)))` and 1/2, and "
    "no empirical error is negative or above 1"
)


def statement() -> Statement:
    """All gaps of the set of the samples with V >= t."""
    made, fits, rare = interpolator_e_unif_alg(*X, delta), le(m, D), le(1 - tail(DEGREES, t), delta)
    claim = Claim((le(made, 1 - ERROR),), WHERE, (fits, rare), flips)
    return Statement(
        id="interpolator-spread",
        section=9,
        title="The losses of the minimum-norm interpolator differ by less than 1",
        says="If the variable of the law above is below {t} with at most the chance {delta}, then",
        claim=claim,
        proofs=(chain(made, ("<=", 1 - ERROR, "on the set of the other samples", Named(SPREAD, (fits, rare), LAW))),),
        support=(by_models(),),
        mutants=(
            Mutant("the other tail", under(claim, 1, le(tail(DEGREES, t), delta))),
            Mutant("twice delta", under(claim, 1, le(1 - tail(DEGREES, t), 2 * delta))),
            Mutant("one step's D for V", under(claim, 1, le(1 - tail(D, t), delta))),
            Mutant("half of it", changed(claim, rhs=(1 - ERROR) / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, other learners",
    )
