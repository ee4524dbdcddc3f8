"""e_gen(m, delta) <= e_unif-alg(m, delta), for gradient descent."""

from uccheck.rules.catalogue.convex._facts import DESCENTS, ZG, gd_e_gen, gd_e_unif_alg
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.catalogue.transfer.diagonal import SAME
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, by_models, changed


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    claim = Claim((le(gd_e_gen(*ZG), gd_e_unif_alg(*ZG)),), DESCENTS, points=points)
    return Statement(
        id="sco-gd-diagonal",
        section=8,
        title="Uniform convergence covers generalization (gradient descent)",
        says="Taking S' = S in the definition,",
        claim=claim,
        proofs=(chain(gd_e_gen(*ZG), ("<=", gd_e_unif_alg(*ZG), "the pairs of a set include those with S' = S", SAME)),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("half", changed(claim, rhs=gd_e_unif_alg(*ZG) / 2)),
            Mutant("a third of it", changed(claim, rhs=gd_e_unif_alg(*ZG) / 3)),
        ),
        source="definitions",
    )
