"""The losses of h_S differ little from those of the surrogate (w_1, 0), on the population and on the sample."""

from uccheck.quantities.symbols import L, N, delta, e, gamma, m, s, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import ONE_POINT, UNCLEAN, on_clean
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.letters import PAIRS, Z, e_by_surrogate
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The set of the samples of a small population loss without a small training margin."""
    claim = Claim((le(e_by_surrogate(*Z), e),), (*PAIRS, *reals(e)), (le(gamma, s), le(UNCLEAN, delta)), points)
    return Statement(
        id="by-surrogate-small",
        section=6,
        title="The way by the surrogate and back",
        says="If `gamma <= s`, and a population loss above `e` and a small training margin have their shares of `delta`, then",
        claim=claim,
        proofs=on_clean(e_by_surrogate(*Z), Form(using={le(L, e): 1, N / m - v: 1, -N: 1 / m})),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 1, le(UNCLEAN, 2 * delta))),
            Mutant("one point for m", under(claim, 1, le(ONE_POINT, delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem D; Negrea, Dziugaite and Roy 2020",
    )
