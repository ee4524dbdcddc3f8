"""A population loss that is small with probability at least 1 - delta bounds the one-sided quantity over the outputs."""

from uccheck.quantities.symbols import H, delta, e, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import on_small_losses
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.letters import PAIRS, X, Z, e_one_sided, e_unif_alg, exceed
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    large, made = exceed(*X, gamma, e), e_one_sided(*Z)
    claim = Claim((le(made, e),), (*PAIRS, *reals(e)), (le(large, delta),), points)
    return Statement(
        id="one-sided-small",
        section=6,
        title="One-sided uniform convergence is small with the population loss",
        says="If the population loss exceeds `e` at most with the chance `delta`, then",
        claim=claim,
        proofs=on_small_losses(made, gamma, H),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(large, 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("two-sided", changed(claim, lhs=e_unif_alg(*Z))),
        ),
        source="this kit, theorem D",
    )
