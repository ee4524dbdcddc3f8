"""The population error minus the ramp loss on any sample is at most the population error."""

from uccheck.quantities.symbols import H, delta, e
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import on_small_losses
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.letters import PAIRS, ZERO, X, Z, e_margin, e_unif_alg, exceed
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    large, made = exceed(*X, ZERO, e), e_margin(*Z)
    claim = Claim((le(made, e),), (*PAIRS, *reals(e)), (le(large, delta),), points)
    return Statement(
        id="margin-small",
        section=6,
        title="One-sided margin losses are small with the population error",
        says="If the population error exceeds `e` at most with the chance `delta`, then for every margin",
        claim=claim,
        proofs=on_small_losses(made, ZERO, H),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(large, 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("two-sided", changed(claim, lhs=e_unif_alg(*Z))),
        ),
        source="this kit, theorem D",
    )
