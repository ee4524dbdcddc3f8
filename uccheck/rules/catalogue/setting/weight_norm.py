"""|w_2|^2 = sigma^2 m T, with mean b m."""

import sympy as sp

from uccheck.quantities.symbols import D, T, b, j, m, named
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

R = sp.IndexedBase("r", real=True)
MEAN = named("mean_T", "\\mathbb{E}\\,T", positive=True)


def statement() -> Statement:
    """w_2 = sigma sqrt(m) r and |r|^2 = T, whose mean is D."""
    norm = b / D * m * T
    squared = sp.Sum((sp.sqrt(b / D) * sp.sqrt(m) * R[j]) ** 2, (j, 1, D))
    length, mean = (sp.Sum(R[j] ** 2, (j, 1, D)), b / D * m * MEAN)
    given = (eq(length, T), eq(MEAN, D))
    points = tuple({m: p, D: 4, b: q, T: 30, MEAN: 4, R: lambda index: index} for p in (1, 5) for q in (1, 32))
    claim = Claim((eq(squared, norm), eq(mean, b * m)), (*counts(m, D), *positives(b, T, MEAN), *reals(R)), given, points)
    proofs = (
        chain(squared, ("==", norm, Residue(((length, T),)))),
        chain(mean, ("==", b * m, Residue(((MEAN, D),)))),
    )
    return Statement(
        id="weight-norm",
        section=2,
        title="The norm of the learned noise weights",
        says="Since {w_2} is {scale} times {r} with {given[0]}, its squared norm and the mean of that are",
        terms={"scale": tied(sp.sqrt(m * b / D), eq(squared.function, (sp.sqrt(m * b / D) * R[j]) ** 2))},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=b / D * T)),
            Mutant("m squared", changed(claim, rhs=b / D * m**2 * T)),
            Mutant("mean without m", changed(claim, 1, rhs=b)),
        ),
        source="this kit, exact law",
    )
