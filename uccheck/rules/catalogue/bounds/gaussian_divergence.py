"""The mean of ln(dQ/dP) under Q = N(a, tau^2), P = N(0, tau^2) is a^2/(2 tau^2); over coordinates it adds up."""

from uccheck.quantities.symbols import a, named, tau, x
from uccheck.rules.claim import Claim, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

MEAN = named("mean_x", "\\mathbb{E}_Q\\,x")


def statement() -> Statement:
    """The logarithm of the ratio of the densities is linear in x, whose mean under Q is a."""
    ratio = (x**2 - (x - a) ** 2) / (2 * tau**2)
    linear, value = a * (2 * MEAN - a) / (2 * tau**2), a**2 / (2 * tau**2)
    given = (eq(MEAN, a),)
    points = tuple({a: p, MEAN: p, tau: q, x: p + 1} for p in (-2, 1, 3) for q in (1, 2))
    then = (eq(ratio, a * (2 * x - a) / (2 * tau**2)), eq(linear, value))
    claim = Claim(then, (*reals(a, MEAN, x), *positives(tau)), given, points)
    proofs = (
        chain(ratio, ("==", a * (2 * x - a) / (2 * tau**2), "expand the squares", Residue())),
        chain(linear, ("==", value, "the mean of {x} under the first density is {a}", Residue(((MEAN, a),)))),
    )
    return Statement(
        id="gaussian-divergence",
        section=6,
        title="The divergence of two normal laws of one variance",
        says=(
            "The logarithm of the ratio of two normal densities at {x}, of mean {a} and of mean zero, both of deviation {tau}, and its "
            "mean under the first; the terms of independent coordinates add up:"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("twice as much", changed(claim, 1, rhs=a**2 / tau**2)),
            Mutant("linear in the distance", changed(claim, 1, rhs=a / (2 * tau**2))),
            Mutant("the deviation for the variance", changed(claim, 1, rhs=a**2 / (2 * tau))),
            Mutant("sign of the shift", changed(claim, 0, rhs=a * (2 * x + a) / (2 * tau**2))),
        ),
        source="this kit, theorem E",
    )
