"""The signal part of the learned weights is w_1 = m sqrt(s) u, whatever the labels."""

import sympy as sp

from uccheck.quantities.symbols import i, m, named, s, u
from uccheck.rules.claim import Claim, Domain, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

Y = sp.IndexedBase("y", real=True)


X1 = named("x1", "x_{1,i}")


def statement() -> Statement:
    """Every sample adds the same vector, because y_i^2 = 1."""
    weight, value = (sp.Sum(Y[i] * (sp.sqrt(s) * Y[i] * u), (i, 1, m)), m * sp.sqrt(s) * u)
    points = tuple({m: p, s: 4, u: q, i: 1, Y: lambda i: (-1) ** (i * i // 2)} for p in (1, 2, 5, 30) for q in (1, 7))
    given = (eq(Y[i] ** 2, sp.Integer(1)),)
    claim = Claim((eq(weight, value),), (*counts(m), Domain(i, 1, m), *positives(s), *reals(u, Y)), given, points)
    proof = chain(weight, ("==", value, Residue(((Y[i] ** 2, sp.Integer(1)),))))
    return Statement(
        id="signal-weight",
        section=1,
        title="The signal weight",
        says="With the signal {signal}, the first block of the learned weights is, coordinate by coordinate,",
        terms={"signal": tied(eq(X1, sp.sqrt(s) * Y[i] * u), eq(weight.function, Y[i] * (sp.sqrt(s) * Y[i] * u)))},
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=sp.sqrt(s) * u)),
            Mutant("s for its root", changed(claim, rhs=m * s * u)),
            Mutant("root of m", changed(claim, rhs=sp.sqrt(m) * sp.sqrt(s) * u)),
        ),
        source="N&K, linear example (construction)",
    )
