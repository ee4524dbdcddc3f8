"""The margin of a training point is s plus the noise part: M_i = s + w_2 . (y_i x2_i)."""

from collections.abc import Callable

import sympy as sp

from uccheck.quantities.symbols import D, K, j, k, m, named, s
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

U, V, X = (sp.IndexedBase("u", real=True), sp.IndexedBase("w2", real=True), sp.IndexedBase("x2", real=True))
Y = named("y", "y")


def statement() -> Statement:
    """|u|^2 = 1/m cancels the m of w_1, and y^2 = 1."""
    signal = sp.Sum(m * sp.sqrt(s) * U[k] * (sp.sqrt(s) * Y * U[k]), (k, 1, K))
    noise = sp.Sum(V[j] * X[j], (j, 1, D))
    length = sp.Sum(U[k] ** 2, (k, 1, K))
    margin, value = (Y * (signal + noise), s + Y * noise)
    given = (eq(Y**2, sp.Integer(1)), eq(length, 1 / m))
    points = tuple(
        {m: q * q, s: 4, Y: y, K: 1, D: 3, U: _constant(sp.Rational(1, q)), V: lambda j: j, X: lambda j: 2 - j}
        for q in (1, 2, 4)
        for y in (-1, 1)
    )
    claim = Claim((eq(margin, value),), (*counts(m, D, K), *positives(s), *reals(Y, U, V, X)), given, points)
    replace = ((Y**2, sp.Integer(1)), (length, 1 / m))
    proof = chain(margin, ("==", value, Residue(replace)))
    return Statement(
        id="training-margin",
        section=1,
        title="Margins split into signal and noise",
        says="A point with label {y}, signal {signal} and noise {x_2} has the margin",
        terms={"signal": tied(sp.sqrt(s) * Y * U[k], eq(signal.function, m * sp.sqrt(s) * U[k] * (sp.sqrt(s) * Y * U[k])))},
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("factor m kept", changed(claim, rhs=s * m + Y * noise)),
            Mutant("noise without its label", changed(claim, rhs=s + noise)),
            Mutant("root of s", changed(claim, rhs=sp.sqrt(s) + Y * noise)),
        ),
        source="N&K, linear example (proof)",
    )


def _constant(value: sp.Rational) -> Callable[[int], sp.Rational]:
    """The vector with all coordinates equal to `value`."""
    return lambda index: value
