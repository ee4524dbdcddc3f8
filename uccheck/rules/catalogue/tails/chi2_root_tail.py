"""P(sqrt(T) >= sqrt(D) (1 + y)) <= exp(-D y^2/2)."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, a, x, y
from uccheck.rules.claim import Claim, counts, eq, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """The upper tail at 1 + a = (1 + y)^2, and ln(1 + y) <= y."""
    tail, bound = (quantity("tail")(D, D * (1 + y) ** 2), sp.exp(-D * y**2 / 2))
    at = 2 * y + y**2
    root = sp.sqrt(D) + sp.sqrt(2 * a)
    exponent = -D * (at - 2 * sp.log(1 + y)) / 2
    chernoff = sp.exp(-D * (at - sp.log(1 + at)) / 2)
    claim = Claim((le(sp.log(1 + y), y), le(tail, bound)), (*counts(D, samples=(1, 2, 10, 300)), *positives(y)))
    hypothesis = y - sp.log(1 + y)
    squeeze = Through(x, sp.exp(x), le(exponent, -D * y**2 / 2), Form(sp.Integer(0), {hypothesis: D}))
    proofs = (
        chain(sp.log(1 + y), ("<=", y, Known("log-bound"))),
        chain(
            tail,
            ("<=", chernoff, Known("chi2-upper-tail", {a: at})),
            ("==", sp.exp(exponent), Residue()),
            ("<=", bound, squeeze),
        ),
    )
    return Statement(
        id="chi2-root-tail",
        section=3,
        title="The root of chi-square concentrates",
        says="For every {D} and {where[y]} (so that the root of {T} exceeds {root} with probability at most {chance}),",
        terms={
            "root": tied(root, eq(tail.args[1].subs(y, sp.sqrt(2 * a / D)), root**2)),
            "chance": tied(sp.exp(-a), eq(bound.subs(y, sp.sqrt(2 * a / D)), sp.exp(-a))),
        },
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("exponent twice as large", changed(claim, 1, rhs=sp.exp(-2 * D * y**2))),
            Mutant("T for its root", changed(claim, 1, lhs=quantity("tail")(D, D * (1 + y)))),
            Mutant("the other tail", changed(claim, 1, lhs=1 - tail)),
        ),
        source="this kit, tail tools; Laurent and Massart 2000 in another form",
    )
