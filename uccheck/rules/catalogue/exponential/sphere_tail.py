"""P(w_1 >= t) <= exp(-D t^2/2) for w uniform on the unit sphere of R^D."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, t, v, x
from uccheck.rules.claim import Claim, counts, ge, le, shares
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """Chernoff's method with tilt D t."""
    made, bound = quantity("cap")(D, t), sp.exp(-D * t**2 / 2)
    weight, at = sp.exp(-D * t**2), ge(v, t)
    markov = Mean({v: outcome("turn")(D)}, by=(Through(x, sp.exp(x), le(0, D * t * (v - t)), Form(using={at: D * t})),))
    claim = Claim((le(made, bound),), (*counts(D, samples=(1, 2, 3, 10, 300)), *shares(t)))
    proof = chain(
        made,
        ("<=", weight * quantity("cap_moment")(D, D * t), "Markov's inequality for the exponential of `D t` times the coordinate", markov),
        ("<=", weight * sp.exp(D * t**2 / 2), "the transform", Known("sphere-moment", {x: D * t}, which=1, factor=weight)),
        ("==", bound, "collect the exponents", Residue()),
    )
    return Statement(
        id="sphere-tail",
        section=3,
        title="A cap of the sphere",
        says="For every D and every t in (0, 1],",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("exponent twice as large", changed(claim, rhs=sp.exp(-D * t**2))),
            Mutant("linear exponent", changed(claim, rhs=sp.exp(-D * t / 2))),
            Mutant("the other side", changed(claim, lhs=1 - made)),
        ),
        source="this kit, tail tools",
    )
