"""The smaller class has fewer than m/4 points with probability at most 2 exp(-m/8)."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import N, m, x
from uccheck.rules.catalogue.exponential._facts import FEW, fewer, scarce
from uccheck.rules.claim import Claim, counts, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.independence import class_transform
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue

POOR = sp.Symbol("N_poor", integer=True, nonnegative=True)


def statement() -> Statement:
    """Chernoff's method with tilt ln 3, at which both classes weigh what the event asks for."""
    tilt, quarter = sp.log(3), m / 4
    one, bound = fewer(m, HALF, quarter), 2 * sp.exp(-m / 8)
    weight, below = sp.exp(tilt * quarter), lt(N, quarter)
    markov = Mean(
        {N: outcome("class_size")(m)},
        by=(Through(x, sp.exp(x), le(0, tilt * (quarter - N)), Form(using={below: tilt}), factor=sp.Integer(2)),),
    )
    either = Fact(
        outcome("poor")(m, quarter), ">=", 1, "definition: the smaller of two classes is one of them", (), (lt(outcome("few")(m), quarter),)
    )
    union = Mean({FEW: outcome("few")(m), POOR: outcome("poor")(m, quarter)}, (either,), by=(Form(using={POOR - 1: 1}),))
    power = sp.exp(m * sp.log((1 + sp.exp(-tilt)) / 2))
    exponent = m * (sp.log(3) / 4 + sp.log(sp.Rational(2, 3)))
    claim = Claim((le(scarce(m, quarter), bound),), counts(m, samples=(1, 2, 4, 10, 100, 1000)))
    moment = quantity("class_moment")(m, tilt)
    labels = chain(moment, ("==", power, "independent labels", class_transform(m, tilt)))
    proof = chain(
        scarce(m, quarter),
        ("<=", 2 * one, "the sum over both classes", union),
        ("<=", 2 * weight * moment, "Markov for exp(-lambda N) at lambda = ln 3", markov),
        ("==", 2 * weight * power, Residue(((moment, power),))),
        ("==", 2 * sp.exp(exponent), "collect the exponents", Residue()),
        (
            "<=",
            bound,
            "the number in the exponent is at least that",
            Through(x, sp.exp(x), le(exponent, -m / 8), Form(), factor=sp.Integer(2)),
        ),
    )
    return Statement(
        id="class-quarter",
        section=3,
        title="A class is hardly ever smaller than a quarter",
        says="Let `m` points belong to two classes by fair signs.",
        claim=claim,
        proofs=(labels, proof),
        mutants=(
            Mutant("one class only", changed(claim, rhs=sp.exp(-m / 8) / 8)),
            Mutant("twice the exponent", changed(claim, rhs=2 * sp.exp(-m / 4))),
            Mutant("half of the points", changed(claim, lhs=scarce(m, m / 2))),
        ),
        source="this kit, tail tools",
    )
