"""e_gen(m, delta) <= e_unif-alg(m, delta)."""

from uccheck.quantities.symbols import delta, gamma
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_gen, e_unif_alg
from uccheck.rules.sentences.unfolded import same_sample
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    claim = Claim((le(e_gen(*Z), e_unif_alg(*Z)),), PAIRS, points=points)
    return Statement(
        id="diagonal",
        section=4,
        title="Uniform convergence covers generalization",
        says="Taking the second sample of the definition equal to {S},",
        claim=claim,
        proofs=(chain(e_gen(*Z), ("<=", e_unif_alg(*Z), "the pairs of a set include those with `S' = S`", same_sample("", Z))),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, lhs=e_unif_alg(*Z), rhs=e_gen(*Z))),
            Mutant("strict", changed(claim, relation="<")),
            Mutant("half", changed(claim, rhs=e_unif_alg(*Z) / 2)),
            Mutant("at half of delta", changed(claim, lhs=e_gen(*X, gamma, delta / 2))),
        ),
        source="definitions",
    )
