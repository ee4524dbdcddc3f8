"""A ball whose supremum is at least 1 - epsilon is at least as large as the critical one."""

from uccheck.quantities.symbols import delta, epsilon, gamma, kappa
from uccheck.rules.catalogue.sets._radius import squares
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, e_ball, radius
from uccheck.rules.sentences.suprema import radius_at_most
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """The supremum increases with the ball."""
    ball, critical = e_ball(*X, gamma, kappa, delta), radius(*X, gamma, epsilon, delta)
    reached = le(1 - epsilon, ball)
    claim = Claim((le(critical, kappa),), (*PAIRS, *positives(kappa), *units(epsilon)), (reached,), squares)
    return Statement(
        id="radius-above",
        section=6,
        title="The critical radius from above",
        says="If the supremum over the ball of radius `kappa` is at least `1 - epsilon`, then",
        claim=claim,
        proofs=(chain(critical, ("<=", kappa, "unfold the definition", radius_at_most(X, gamma, epsilon, delta, kappa))),),
        support=(by_models(),),
        mutants=(
            Mutant("the other side", changed(claim, relation=">=")),
            Mutant("twice epsilon", under(claim, 0, le(1 - 2 * epsilon, ball))),
            Mutant("half of it", changed(claim, rhs=kappa / 2)),
        ),
        source="this kit, theorem J",
    )
