"""P(T >= D(1 - a)) >= 1 - exp(-D a^2/4) for T chi-square with D degrees of freedom."""

import sympy as sp

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, T, a
from uccheck.rules.claim import Claim, counts, gt, le, lt, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import head, tail
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """T is at most t or at least t; then the lower tail."""
    at = D * (1 - a)
    rare, often = sp.exp(-D * a**2 / 4), tail(D, at)
    claim = Claim((le(1 - rare, often),), (*counts(D, samples=(1, 2, 10, 300)), *units(a)))
    either = Mean({T: outcome("chi")(D)}, by=(Form(using={gt(T, at): 1, lt(T, at): 1}),))
    proof = chain(
        1 - rare,
        ("<=", 1 - head(D, at), "the lower tail of chi-square", Known("chi2-lower-tail")),
        ("<=", often, "`T` is at most a number or at least it", either),
    )
    return Statement(
        id="chi2-exceeds",
        section=3,
        title="A chi-square variable exceeds a number below its mean",
        says="For every `D` and every `a` in `(0, 1)`,",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("exponent four times as large", changed(claim, lhs=1 - sp.exp(-D * a**2))),
            Mutant("the other side", changed(claim, rhs=1 - often)),
            Mutant("half the chance", changed(claim, rhs=often / 2)),
        ),
        source="this kit, tail tools",
    )
