"""A ball whose supremum is below 1 - epsilon is at most as large as the critical one."""

from uccheck.quantities.symbols import delta, epsilon, gamma, kappa
from uccheck.rules.catalogue.sets._radius import squares
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, e_ball, radius
from uccheck.rules.sentences.suprema import radius_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """The supremum increases with the ball."""
    ball, critical = e_ball(*X, gamma, kappa, delta), radius(*X, gamma, epsilon, delta)
    inside, reached = le(kappa, 2), lt(ball, 1 - epsilon)
    claim = Claim((le(kappa, critical),), (*PAIRS, *positives(kappa), *units(epsilon)), (inside, reached), squares)
    return Statement(
        id="radius-below",
        section=6,
        title="The critical radius from below",
        says="If the supremum over the ball of radius `kappa <= 2` is below `1 - epsilon`, then",
        claim=claim,
        proofs=(chain(kappa, ("<=", critical, "unfold the definition", radius_at_least(X, gamma, epsilon, delta, kappa))),),
        support=(by_models(),),
        mutants=(
            Mutant("the other side", changed(claim, relation=">=")),
            Mutant("twice epsilon", under(claim, 1, lt(ball, 1 - epsilon / 2))),
            Mutant("half of it", changed(claim, rhs=critical / 2)),
        ),
        source="this kit, theorem J",
    )
