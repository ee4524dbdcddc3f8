"""Every delta < 1: sqrt(D) >= sqrt(128 m ln(2/(eps (1 - delta)^2))) + sqrt(2 ln(2/(delta (1 - delta)^4))) suffices."""

from fractions import Fraction
from functools import partial

from uccheck.quantities.symbols import D, delta, e1, e2, epsilon, gamma, m, rho
from uccheck.rules.catalogue.theorems._constants import Constants, least
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import Claim, counts, ge, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, HALF, ONE, RATIO, ZERO, e_gen, e_unif_alg
from uccheck.rules.statement import Mutant, Origin, Statement, changed, under
from uccheck.rules.steps import Form, Known

POWER = (1 - delta) ** 4
BY = Constants(epsilon * (1 - delta) ** 2 / 2, delta * POWER / 2, epsilon / 4, 3 * epsilon / 4, HALF)
#: What is left of (1 - delta)^4/4 for the missed points.
REST = POWER * (48 - 32 * epsilon - epsilon**7 * (1 - delta) ** 12) / 192
CASES = (
    (1, Fraction(999, 1000), Fraction(9, 10)),
    (3, Fraction(1, 100), Fraction(1, 3)),
    (1000, Fraction(1, 20), Fraction(1, 20)),
    (1000, Fraction(1, 10**6), Fraction(1, 20)),
)


def statement() -> Statement:
    """rho = 1/2 in theorem C, whose exponent is then 4; e_2 = eps/4 and e_1 = 3 eps/4."""
    where = (*counts(m, D), *units(epsilon, delta))
    then = (le(e_gen(*CLASSIC), epsilon), ge(e_unif_alg(*CLASSIC), 1 - epsilon))
    claim = Claim(then, where, (BY.hypothesis(),), partial(least, BY, CASES))
    using = {POWER - BY.missed - BY.beyond: {POWER / 4 - BY.missed: ONE, BY.fail - BY.beyond: ONE}}
    correlated = Known("theorem-c", {**AT, gamma: ZERO, e1: BY.share, e2: BY.level, rho: HALF}, using=using)
    proofs = (
        *BY.loss_lines(),
        BY.missed_line(POWER / 4, lambda _: Form(REST)),
        chain(e_unif_alg(*CLASSIC), (">=", 1 - epsilon, correlated)),
    )

    def neighbour(constant: int = 128, dropped: str = "") -> Claim:
        return under(claim, 0, BY.hypothesis(constant, dropped=dropped), points=partial(least, BY, CASES, constant, dropped))

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
            Mutant("32 for 128", neighbour(32)),
            Mutant("factor m dropped", neighbour(dropped="m")),
            Mutant("a millionth of the error", changed(claim, 0, rhs=epsilon / 10**6)),
        ),
        source="this kit, theorem C; ours",
    )
