"""After steps that add up to tau no coordinate of gradient descent exceeds 2 eta tau."""

from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb

from uccheck.quantities.applied import known_everywhere
from uccheck.quantities.symbols import m
from uccheck.rules.catalogue.convex._facts import SIZES, G, d, eta, gd_top, tau
from uccheck.rules.catalogue.convex._small import descent
from uccheck.rules.catalogue.convex.sco_step import NOW, STEP
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, nonnegatives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.iterates import Iterates


def statement() -> Statement:
    """By induction over the steps."""
    top, bound = gd_top(*G), 2 * eta * tau
    claim = Claim((le(top, bound),), (*SIZES, *nonnegatives(eta, tau)), points=_points)
    return Statement(
        id="sco-iterates",
        section=8,
        title="The coordinates of gradient descent",
        says="From 0 on, a step of length alpha raises a coordinate by at most 2 eta alpha, so that after steps that add up to tau",
        claim=claim,
        proofs=(chain(top, ("<=", bound, Iterates(NOW, STEP))),),
        support=(by_models(),),
        mutants=(
            Mutant("half of it", changed(claim, rhs=bound / 2)),
            Mutant("strictly", changed(claim, relation="<")),
            Mutant("no pull", changed(claim, rhs=2 * eta**2 * tau)),
        ),
        source="this kit, convex optimization; ours",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The coordinate that is never seen rises most: one step of it, and two."""

    def value(m: Fraction, d: Fraction, eta: Fraction, tau: Fraction) -> Any:
        square = descent((Fraction(0),), eta, tau)[0]
        return arb(square.numerator).sqrt() / arb(square.denominator).sqrt()

    pulls = (Fraction(0), Fraction(1, 4), Fraction(1, 2))
    return tuple({m: 1, d: 1, eta: x, tau: y, gd_top: known_everywhere(value)} for x, y in product(pulls, (Fraction(1, 8), Fraction(1, 2))))
