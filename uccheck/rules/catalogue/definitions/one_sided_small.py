"""A population loss that is small with probability at least 1 - delta bounds the one-sided quantity over the outputs."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import H, L, delta, e, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_one_sided, e_unif_alg, exceed
from uccheck.rules.means import OnSet
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Form


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    large = exceed(*X, gamma, e)
    rare, few = le(large, delta), le(L, e)
    claim = Claim((le(e_one_sided(*Z), e),), (*PAIRS, *reals(e)), (rare,), points)
    inside = OnSet((few,), large, {L: outcome("risk")(*X, gamma), H: outcome("other")(*X, gamma)}, by=(Form(using={few: 1, H: 1}),))
    return Statement(
        id="one-sided-small",
        section=6,
        title="One-sided uniform convergence is small with the population loss",
        says="If the population loss exceeds `e` at most with the chance `delta`, then",
        claim=claim,
        proofs=(chain(e_one_sided(*Z), ("<=", e, "on the set of the samples with a population loss of at most `e`", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(large, 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("two-sided", changed(claim, lhs=e_unif_alg(*Z))),
        ),
        source="this kit, theorem D",
    )
