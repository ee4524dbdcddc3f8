"""Nair's integral F_m(c) = sqrt(m/2pi) int [exp(-t^2/2) Phi(c - it)]^m dt for the extreme deviate from the mean."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import Q, c, m, phi, x
from uccheck.rules.claim import Claim, Domain, counts, eq, reals
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import inverted
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

t = sp.Symbol("t", real=True)


def formula(size: sp.Expr, reach: sp.Expr) -> sp.Expr:
    """The integral over (-reach, reach)."""
    kernel = sp.exp(-(t**2) / 2) * (1 - Q(c - sp.I * t))
    return sp.sqrt(size / (2 * sp.pi)) * sp.Integral(kernel**size, (t, -reach, reach))


def statement() -> Statement:
    """The transform of the half-line, the ratio of densities at 0, and the value for m = 2."""
    transform = sp.Derivative(sp.exp(-(t**2) / 2) * (1 - Q(x - sp.I * t)), x)
    kernel = phi(x) * sp.exp(sp.I * t * x)
    ratio, constant = (sp.sqrt(m) / (2 * sp.pi * phi(sp.Integer(0))), sp.sqrt(m / (2 * sp.pi)))
    where = (*counts(m), Domain(c, 0, open_low=True), *reals(x, t))
    points = tuple({m: k, c: at, x: at, t: sp.Rational(1, 3)} for k in (1, 2, 7) for at in (sp.Rational(1, 3), 1, sp.Rational(5, 2)))
    claim = Claim((eq(transform, kernel), eq(ratio, constant)), where, points=points)
    proofs = (
        chain(
            transform,
            ("==", kernel, "so {then[0].lhs.expr} is the transform of the normal law below {x}", Residue()),
            (
                "==",
                kernel,
                "its {m}-th power at {c} is the transform of the sum of the {zeta_i} where all of them are below {c}; invert it at 0",
                inverted(x, t),
            ),
        ),
        chain(ratio, ("==", constant, Residue())),
    )
    return Statement(
        id="extreme-deviate",
        section=2,
        title="The law of the extreme deviate",
        says=(
            "The probability {made} that all deviations of {m} standard normals {zeta_i} from their mean are below {c} is {then[1].rhs} "
            "times the integral over {t} of the {m}-th power of {then[0].lhs.expr} with {c} in the place of {x}. The two computations "
            "behind it:"
        ),
        terms={"made": quantity("deviates")(m, c)},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("normalisation inverted", changed(claim, 1, rhs=sp.sqrt(1 / (2 * sp.pi * m)))),
            Mutant("factor m squared", changed(claim, 1, rhs=m / sp.sqrt(2 * sp.pi))),
            Mutant("sign", changed(claim, 1, rhs=-constant)),
        ),
        source="this kit, exact law; Nair 1948",
    )
