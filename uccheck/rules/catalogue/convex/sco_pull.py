"""A coordinate's own minimum: at eta/p its part of the objective is smaller than at any w with a larger square."""

import sympy as sp

from uccheck.quantities.symbols import w
from uccheck.rules.catalogue.convex._facts import eta
from uccheck.rules.claim import Claim, Domain, gt, lt, nonnegatives, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import AtZero
from uccheck.rules.steps.forms import Form

P, REST = sp.Symbol("p", positive=True), sp.Symbol("g", nonnegative=True)


def statement() -> Statement:
    """The difference is (g + eta) (w^2 - x^2) + p (w - x)^2 at x = eta/p."""
    least = eta / P
    here, there = ((P + REST) * at**2 + eta * (at - 1) ** 2 for at in (w, least))
    far, third = gt(w**2, least**2), sp.Rational(3, 4) * P
    where: tuple[Domain, ...] = (*positives(P), *nonnegatives(eta, REST), *reals(w))
    points = tuple(
        {eta: x, P: y, REST: z, w: x / y * n}
        for x in (sp.Rational(1, 4), sp.Integer(1)) for y in (sp.Rational(1, 4), sp.Integer(1), sp.Integer(2))
        for z in (0, sp.Rational(1, 2)) for n in (-2, 1, sp.Rational(11, 10), 2, sp.Rational(1, 2))
    )  # fmt: skip
    claim = Claim((lt(there, here),), where, (far,), points)
    zero, positive = Form(using={far.at({eta: sp.S.Zero}): P + REST}), Form(P * (w - least) ** 2, {far: REST + eta})
    return Statement(
        id="sco-pull",
        section=8,
        title="A coordinate's own minimum",
        says=(
            "One coordinate's part of what is minimised is `(p + g) w^2 + eta (w - 1)^2`, where `p + g` is its fraction of the sample and "
            "lambda together. It is smaller at `eta/p` than at any `w` with a larger square. Take for `p` lambda, or 1 over the sample "
            "size where the coordinate is seen."
        ),
        claim=claim,
        proofs=(chain(there, ("<", here, AtZero(eta, zero, positive))),),
        mutants=(
            Mutant("half as far", under(claim, 0, gt(w**2, least**2 / 4))),
            Mutant("twice the pull", changed(claim, lhs=there + eta * (least - 1) ** 2)),
            Mutant("a quarter of p", changed(claim, lhs=there - third * least**2, rhs=here - third * w**2)),
        ),
        source="this kit, convex optimization",
    )
