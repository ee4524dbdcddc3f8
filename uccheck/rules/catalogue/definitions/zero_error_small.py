"""A population loss that is small with probability at least 1 - delta bounds the gaps of classifiers without training loss."""

from uccheck.quantities.symbols import delta, e, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import on_small_losses
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.letters import PAIRS, X, Z, e_unif_alg, e_zero_error, exceed
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    large, made = exceed(*X, gamma, e), e_zero_error(*Z)
    claim = Claim((le(made, e),), (*PAIRS, *reals(e)), (le(large, delta),), points)
    return Statement(
        id="zero-error-small",
        section=6,
        title="Uniform convergence of zero-error classifiers is small",
        says="If the population loss exceeds `e` at most with the chance `delta`, then over the outputs without loss on the sample",
        claim=claim,
        proofs=on_small_losses(made, gamma),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(large, 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("two-sided", changed(claim, lhs=e_unif_alg(*Z))),
        ),
        source="this kit, theorem D; Zhou, Sutherland and Srebro 2020",
    )
