"""The margin of a training point is s plus the noise part: M_i = s + w_2 . (y_i x2_i)."""

from collections.abc import Callable

import sympy as sp

from uccheck.quantities.symbols import D, K, j, k, m, quantity, s
from uccheck.rules.claim import Claim, Relation, counts, positives, reals
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Residue

U, V, X = sp.IndexedBase("u", real=True), sp.IndexedBase("w2", real=True), sp.IndexedBase("x2", real=True)
Y = quantity("y", "y")


def statement() -> Statement:
    """|u|^2 = 1/m cancels the m of w_1, and y^2 = 1."""
    signal = sp.Sum((m * sp.sqrt(s) * U[k]) * (sp.sqrt(s) * Y * U[k]), (k, 1, K))
    noise = sp.Sum(V[j] * X[j], (j, 1, D))
    length = sp.Sum(U[k] ** 2, (k, 1, K))
    margin, value = Y * (signal + noise), s + Y * noise
    given = (Relation(Y**2, "==", sp.Integer(1)), Relation(length, "==", 1 / m))
    points = tuple(
        {m: q * q, s: 4, Y: y, K: 1, D: 3, U: _constant(sp.Rational(1, q)), V: lambda j: j, X: lambda j: 2 - j}
        for q in (1, 2, 4)
        for y in (-1, 1)
    )
    claim = Claim((Relation(margin, "==", value),), (*counts(m, D, K), *positives(s), *reals(Y)), given, points)
    replace = ((Y**2, sp.Integer(1)), (length, 1 / m))
    proof = Derivation((Step(margin, "==", value, "insert `w_1`, then use `y^2 = 1` and `|u|^2 = 1/m`", Residue(replace)),))
    return Statement(
        id="training-margin",
        section=1,
        title="Margins split into signal and noise",
        says="A point with label `y`, signal `sqrt(s) y u` and noise `x_2` has the margin",
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("factor m kept", changed(claim, rhs=s * m + Y * noise)),
            Mutant("noise without its label", changed(claim, rhs=s + noise)),
            Mutant("root of s", changed(claim, rhs=sp.sqrt(s) + Y * noise)),
        ),
        source="N&K, linear example (proof)",
        uses=("signal-weight",),
    )


def _constant(value: sp.Rational) -> Callable[[int], sp.Rational]:
    """The vector with all coordinates equal to `value`."""
    return lambda index: value
