"""For the 0-1 loss the gradient path {x w_S : x > 0} is one classifier."""

from uccheck.quantities.symbols import delta, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue._spaces import points as on_spaces
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_own, e_path
from uccheck.rules.sentences.suprema import same_signs
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Its supremum is the gap of h_S."""
    zero = le(gamma, 0)
    claim = Claim((le(e_path(*Z), e_own(*Z)),), PAIRS, (zero,), _points)
    return Statement(
        id="path-point",
        section=6,
        title="The gradient path is one classifier of the 0-1 loss",
        says="For `gamma = 0`,",
        claim=claim,
        proofs=(chain(e_path(*Z), ("<=", e_own(*Z), "all of the path classifies alike", same_signs(Z))),),
        support=(by_models(),),
        mutants=(
            Mutant("half", changed(claim, rhs=e_own(*Z) / 2)),
            Mutant("strict", changed(claim, relation="<")),
            Mutant("at a larger delta", changed(claim, rhs=e_own(*X, gamma, (1 + delta) / 2))),
            Mutant("every gamma", under(claim, 0, le(gamma, 4))),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Models of the 0-1 loss, and spaces with ramps as well, on which the path is more than its end."""
    return (*points(), *on_spaces(draws=2))
