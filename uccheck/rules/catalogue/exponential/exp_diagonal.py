"""e_gen(m, delta) <= e_unif-alg(m, delta), for the exponential network."""

from uccheck.quantities.symbols import D, b, delta, m, s
from uccheck.rules.catalogue.exponential._facts import PAIRS, ZE, e_gen, e_unif_alg, spaces
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.unfolded import same_sample
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    claim = Claim((le(e_gen(*ZE), e_unif_alg(*ZE)),), PAIRS, points=spaces)
    return Statement(
        id="exp-diagonal",
        section=7,
        title="Uniform convergence covers generalization (exponential network)",
        says="Taking `S' = S` in the definition,",
        claim=claim,
        proofs=(chain(e_gen(*ZE), ("<=", e_unif_alg(*ZE), "the pairs of a set include those with `S' = S`", same_sample("exp_", ZE))),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, lhs=e_unif_alg(*ZE), rhs=e_gen(*ZE))),
            Mutant("half", changed(claim, rhs=e_unif_alg(*ZE) / 2)),
            Mutant("at half of delta", changed(claim, lhs=e_gen(m, D, s, b, delta / 2))),
        ),
        source="definitions",
    )
