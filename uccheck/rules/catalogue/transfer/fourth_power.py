"""x^4 lies above its tangents: E x^4 >= (E x)^4."""

from uccheck.quantities.symbols import named
from uccheck.rules.claim import Claim, ge, nonnegatives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form

SHARE, MEAN = named("x", "x", nonnegative=True), named("p", "p", nonnegative=True)


def statement() -> Statement:
    """The difference is (x - p)^2 (x^2 + 2 x p + 3 p^2)."""
    tangent = MEAN**4 + 4 * MEAN**3 * (SHARE - MEAN)
    claim = Claim((ge(SHARE**4, tangent),), nonnegatives(SHARE, MEAN))
    form = (SHARE - MEAN) ** 2 * (SHARE**2 + 2 * SHARE * MEAN + 3 * MEAN**2)
    return Statement(
        id="fourth-power",
        section=4,
        title="The fourth power above its tangents",
        says="With {x} the conditional chance of a set and {p} its mean, the mean of {then[0].lhs} is at least {power}, because",
        terms={"power": MEAN**4},
        claim=claim,
        proofs=(chain(SHARE**4, (">=", tangent, Form(form))),),
        mutants=(
            Mutant("below the tangent", changed(claim, relation="<=")),
            Mutant("twice the slope", changed(claim, rhs=MEAN**4 + 8 * MEAN**3 * (SHARE - MEAN))),
            Mutant("strict", changed(claim, relation=">")),
        ),
        source="this kit, sign lemma",
    )
