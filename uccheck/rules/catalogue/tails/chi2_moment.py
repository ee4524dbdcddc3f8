"""E exp(x T) = (1 - 2x)^(-D/2) for T chi-square with D degrees of freedom and x < 1/2."""

from fractions import Fraction
from functools import partial
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, x
from uccheck.rules.claim import Claim, counts, eq, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.independence import chi_transform
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """A product of D means of exp(x z^2) = exp((1 - theta^2) z^2/2) with theta^2 = 1 - 2x."""
    made, value, small = quantity("chi_moment")(D, x), sp.exp(-D * sp.log(1 - 2 * x) / 2), lt(x, HALF)
    claim = Claim((eq(made, value),), (*counts(D), *reals(x)), (small,), _points)
    return Statement(
        id="chi2-moment",
        section=3,
        title="The transform of chi-square",
        says="For a chi-square variable `T` with `D` degrees of freedom, a sum of `D` independent squares, and `x < 1/2`,",
        claim=claim,
        proofs=(chain(made, ("==", value, "the transform of a squared normal, `D` times", chi_transform(D, x))),),
        mutants=(
            Mutant("x for 2x", changed(claim, rhs=sp.exp(-D * sp.log(1 - x) / 2))),
            Mutant("power D", changed(claim, rhs=sp.exp(-D * sp.log(1 - 2 * x)))),
            Mutant("sign of x", changed(claim, rhs=sp.exp(-D * sp.log(1 + 2 * x) / 2))),
        ),
        source="this kit, tail tools",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The mean over the density by rigorous quadrature, for even D: no power of t but whole ones."""
    from math import factorial

    from flint import acb, arb, ctx

    found: list[dict[object, object]] = []
    for df in (2, 4, 6):
        for at in (Fraction(-1), Fraction(1, 8), Fraction(1, 4)):
            rate, power = Fraction(1, 2) - at, df // 2 - 1
            with ctx.workprec(96):
                scale = arb(2) ** (df // 2) * factorial(power)
                body = acb.integral(partial(_density, rate, power), 0, 400).real
                rest = (-arb(400) * rate.numerator / rate.denominator / 2).exp()  # t^n exp(-r t) <= exp(-r t/2) there, r >= 1/4
                value = (body + arb(0).union(rest * 8)) / scale
            found.append({D: df, x: at, quantity("chi_moment"): partial(_value, value)})
    return tuple(found)


def _density(rate: Fraction, power: int, t: Any, analytic: bool) -> Any:
    """t^n exp(-rate t)."""
    del analytic
    return t**power * (-t * rate.numerator / rate.denominator).exp()


def _value(value: Any, *at: Any) -> Any:
    return value
