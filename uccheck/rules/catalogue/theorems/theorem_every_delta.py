"""Every delta < 1: sqrt(D) >= sqrt(128 m ln(2/(eps (1 - delta)^2))) + sqrt(2 ln(2/(delta (1 - delta)^4))) suffices."""

from fractions import Fraction

from uccheck.quantities.symbols import delta, e1, e2, epsilon, gamma, rho
from uccheck.rules.catalogue.theorems._constants import Constants
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import units
from uccheck.rules.letters import HALF, ONE, RATIO, ZERO
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form

POWER = (1 - delta) ** 4
CASES = (
    (1, Fraction(999, 1000), Fraction(9, 10)),
    (3, Fraction(1, 100), Fraction(1, 3)),
    (1000, Fraction(1, 20), Fraction(1, 20)),
    (1000, Fraction(1, 10**6), Fraction(1, 20)),
)
BY = Constants(epsilon * (1 - delta) ** 2 / 2, delta * POWER / 2, epsilon / 4, 3 * epsilon / 4, HALF, CASES)
#: What is left of (1 - delta)^4/4 for the missed points.
REST = POWER * (48 - 32 * epsilon - epsilon**7 * (1 - delta) ** 12) / 192


def statement() -> Statement:
    """rho = 1/2 in theorem C, whose exponent is then 4; e_2 = eps/4 and e_1 = 3 eps/4."""
    claim = BY.claim(*units(epsilon, delta))
    using = {POWER - BY.missed - BY.beyond: {POWER / 4 - BY.missed: ONE, BY.fail - BY.beyond: ONE}}
    correlated = Known("theorem-c", {**AT, gamma: ZERO, e1: BY.share, e2: BY.level, rho: HALF}, using=using)
    proofs = BY.proofs(POWER / 4, lambda _: Form(REST), correlated)
    return Statement(
        id="theorem-every-delta",
        section=5,
        title="The theorem for every `delta < 1`",
        says="This rests on the cited lemma.",
        origins=(
            Origin(128, "as in the theorem for the complete flip", 2 * RATIO**2),
            Origin(4, "the exponent of the correlated swap lemma at a flip of half strength"),
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("32 for 128", BY.neighbour(claim, 32)),
            Mutant("factor m dropped", BY.neighbour(claim, dropped="m")),
            Mutant("a millionth of the error", changed(claim, 0, rhs=epsilon / 10**6)),
        ),
        source="this kit, theorem C; ours",
    )
