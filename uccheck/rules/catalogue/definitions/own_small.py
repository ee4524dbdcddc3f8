"""The gap of h_S on its own sample, both ways."""

from uccheck.quantities.symbols import L, N, delta, e, m, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import ONE_POINT, UNCLEAN, on_clean
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.letters import PAIRS, Z, e_flip, e_own
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The set of the samples of a small population loss without a small training margin."""
    few = le(L, e)
    claim = Claim((le(e_own(*Z), e),), (*PAIRS, *reals(e)), (le(UNCLEAN, delta),), points)
    return Statement(
        id="own-small",
        section=6,
        title="The set of the learned classifier alone",
        says="If a population loss above `e` and a small training margin have their shares of `delta`, then",
        claim=claim,
        proofs=on_clean(e_own(*Z), Form(using={few: 1, v: 1}), Form(using={few: 1, N / m - v: 1, -N: 1 / m, L: 2})),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(UNCLEAN, 2 * delta))),
            Mutant("one point for m", under(claim, 0, le(ONE_POINT, delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("with the flip", changed(claim, lhs=e_flip(*Z))),
        ),
        source="this kit, theorem J",
    )
