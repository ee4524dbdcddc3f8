"""sqrt(D) >= z sqrt(m)/r + w gives r D/(sqrt(m) (sqrt(D) + w)) >= z."""

import sympy as sp

from uccheck.quantities.symbols import D, m, r, w, z
from uccheck.rules.claim import Claim, Domain, counts, ge, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The slack is a square plus a positive multiple of the hypothesis."""
    value = r * D / (sp.sqrt(m) * (sp.sqrt(D) + w))
    large = ge(sp.sqrt(D), z * sp.sqrt(m) / r + w)
    where = (
        *counts(m, D, samples=(1, 4, 40, 900, 40000)),
        *units(r, samples=(sp.Rational(1, 8), sp.Rational(1, 2))),
        Domain(z, 0),
        Domain(w, 0),
    )
    claim = Claim((ge(value, z),), where, (large,))
    form = r * w**2 / (sp.sqrt(m) * (sp.sqrt(D) + w))
    proof = chain(value, (">=", z, Form(form, {large.slack: r / sp.sqrt(m)})))
    return Statement(
        id="root-threshold",
        section=5,
        title="Solving for the dimension",
        says="A threshold of at least {z} is reached as soon as the root of {D} is large:",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("factor m dropped", Claim(claim.then, where, (ge(sp.sqrt(D), z / r + w),))),
            Mutant("r for 1/r", Claim(claim.then, where, (ge(sp.sqrt(D), z * sp.sqrt(m) * r + w),))),
            Mutant("w dropped", Claim(claim.then, where, (ge(sp.sqrt(D), z * sp.sqrt(m) / r),))),
            Mutant("strict and larger", changed(claim, relation=">", rhs=2 * z)),
        ),
        source="this kit, theorem B",
    )
