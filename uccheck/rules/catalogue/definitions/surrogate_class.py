"""The class {(w_1, 0)} is a point, on which uniform convergence is exact."""

from uccheck.quantities.symbols import delta, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, ZERO, X, Z, e_by_surrogate, e_flip, e_own, e_surrogate
from uccheck.rules.sentences.unfolded import constant_margins
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """Its margin is s at every point, so that its loss is the same number everywhere."""
    claim = Claim((le(e_surrogate(*Z), ZERO),), PAIRS, points=points)
    return Statement(
        id="surrogate-class",
        section=6,
        title="The class of the surrogate is one point",
        says="For every margin `gamma` of the ramp loss, and every `delta`,",
        claim=claim,
        proofs=(chain(e_surrogate(*Z), ("<=", ZERO, "the margin of `(w_1, 0)` is `s` everywhere", constant_margins(Z))),),
        support=(by_models(),),
        mutants=(
            Mutant("the learned classifier", changed(claim, lhs=e_own(*Z))),
            Mutant("the flip", changed(claim, lhs=e_flip(*X, gamma, delta))),
            Mutant("the way back", changed(claim, lhs=e_by_surrogate(*Z))),
            Mutant("strict", changed(claim, relation="<")),
        ),
        source="this kit, theorem D; Negrea, Dziugaite and Roy 2020",
    )
