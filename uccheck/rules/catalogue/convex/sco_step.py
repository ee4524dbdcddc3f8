"""One step of gradient descent raises a coordinate by at most 2 a eta, and never below 0."""

import sympy as sp

from uccheck.quantities.symbols import c, named
from uccheck.rules.catalogue.convex._facts import eta
from uccheck.rules.claim import Claim, Domain, ge, le, nonnegatives, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form

STEP = named("alpha", r"\alpha", positive=True)
NOW = named("w_t", "w_t", nonnegative=True)


def statement() -> Statement:
    """w - a (2 c w + 2 eta (w - 1)) = (1 - 2 a (c + eta)) w + 2 a eta."""
    after = NOW - STEP * (2 * c * NOW + 2 * eta * (NOW - 1))
    short = le(2 * STEP * (1 + eta), 1)
    where = (*positives(STEP), *nonnegatives(NOW, eta), Domain(c, 0, 1))
    points = tuple(
        {STEP: a, NOW: x, eta: e, c: z}
        for a in (sp.Rational(1, 4), sp.Rational(2, 5), sp.Rational(4, 5)) for x in (0, sp.Rational(1, 2), 1)
        for e in (sp.Rational(1, 4), sp.Rational(1, 2), 2)
        for z in (0, sp.Rational(1, 2), 1)
    )  # fmt: skip
    claim = Claim((ge(after, 0), le(after, NOW + 2 * STEP * eta)), where, (short,), points)
    proofs = (
        chain(after, (">=", sp.S.Zero, "a factor that is not negative", Form(2 * STEP * (1 - c) * NOW + 2 * STEP * eta, {short: NOW}))),
        chain(after, ("<=", NOW + 2 * STEP * eta, "the other parts only lower it", Form(2 * STEP * (c + eta) * NOW))),
    )
    return Statement(
        id="sco-step",
        section=8,
        title="One step of gradient descent",
        says=(
            "A coordinate `w_t`, not negative, after a step `alpha` on `c` times its square plus `eta` times the square of its distance "
            "from 1:"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("half the step", changed(claim, 1, rhs=NOW + STEP * eta)),
            Mutant("a long step", under(claim, 0, le(STEP * (1 + eta) / 2, 1))),
            Mutant("no pull", changed(claim, 1, rhs=NOW)),
        ),
        source="this kit, convex optimization",
    )
