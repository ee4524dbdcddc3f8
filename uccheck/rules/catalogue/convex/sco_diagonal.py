"""e_gen(m, delta) <= e_unif-alg(m, delta), for the minimiser."""

from uccheck.quantities.symbols import delta, m
from uccheck.rules.catalogue.convex._facts import PAIRS, ZW, d, e_gen, e_unif_alg, eta, lam
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.catalogue.transfer.diagonal import SAME
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, by_models, changed


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    claim = Claim((le(e_gen(*ZW), e_unif_alg(*ZW)),), PAIRS, points=points)
    return Statement(
        id="sco-diagonal",
        section=8,
        title="Uniform convergence covers generalization (the minimiser)",
        says="Taking S' = S in the definition,",
        claim=claim,
        proofs=(chain(e_gen(*ZW), ("<=", e_unif_alg(*ZW), "the pairs of a set include those with S' = S", SAME)),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("half", changed(claim, rhs=e_unif_alg(*ZW) / 2)),
            Mutant("a third of it", changed(claim, rhs=e_unif_alg(m, d, eta, lam, delta) / 3)),
        ),
        source="definitions",
    )
