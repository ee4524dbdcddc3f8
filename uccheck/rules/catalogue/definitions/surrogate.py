"""The surrogate (w_1, 0) does not depend on the sample and has population error 0: its class is a point."""

from collections.abc import Callable

import sympy as sp

from uccheck.quantities.symbols import K, k, m, s
from uccheck.rules.claim import Claim, counts, eq, gt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue

U = sp.IndexedBase("u", real=True)


def statement() -> Statement:
    """Its margin is s > 0 at every point."""
    signal = sp.Sum(m * sp.sqrt(s) * U[k] * (sp.sqrt(s) * U[k]), (k, 1, K))
    length = sp.Sum(U[k] ** 2, (k, 1, K))
    given = (eq(length, 1 / m),)
    points = tuple({m: q * q, s: t, K: 1, U: _constant(sp.Rational(1, q))} for q in (1, 2, 4) for t in (1, 4))
    claim = Claim((eq(signal, s), gt(s, sp.Integer(0))), (*counts(m, K), *positives(s), *reals(U)), given, points)
    proofs = (
        chain(signal, ("==", s, Residue(((length, 1 / m),)))),
        chain(s, (">", sp.Integer(0), Form(s))),
    )
    return Statement(
        id="surrogate",
        section=6,
        title="A surrogate class with one element",
        says=(
            "The classifier with weights `(w_1, 0)` is the same for every sample; its margin at every point is {s}, so that its errors are"
            " zero and uniform convergence over its class is trivial."
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor m kept", changed(claim, rhs=m * s + s)),
            Mutant("margin 1/m", changed(claim, rhs=s / (m + 1))),
            Mutant("negative margin", changed(claim, 1, relation="<")),
        ),
        source="this kit, theorem D; Negrea, Dziugaite and Roy 2020",
    )


def _constant(value: sp.Rational) -> Callable[[int], sp.Rational]:
    """The vector with all coordinates equal to `value`."""
    return lambda index: value
