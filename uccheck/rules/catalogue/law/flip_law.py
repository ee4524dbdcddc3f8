"""The flip preserves the law of the sample: a centred normal is as likely in (-x, 0) as in (0, x)."""

import sympy as sp

from uccheck.quantities.symbols import Q, phi, sigma
from uccheck.rules.claim import Claim, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.independence import same_interval
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Antiderivative

X = sp.Symbol("x", positive=True)

t = sp.Symbol("t", real=True)


def statement() -> Statement:
    """Both probabilities are 1/2 - Q(x/sigma); the labels and signals are untouched, and the flip undoes itself."""
    density = phi(t / sigma) / sigma
    left, right = (sp.Integral(density, (t, -X, 0)), sp.Integral(density, (t, 0, X)))
    value = sp.Rational(1, 2) - Q(X / sigma)
    points = tuple({X: p, sigma: q} for p in (1, 3) for q in (1, 2, 5))
    claim = Claim((eq(left, value), eq(right, value)), positives(X, sigma), points=points)
    area = Antiderivative(t, -Q(t / sigma))
    proofs = (
        chain(left, ("==", value, area)),
        chain(
            right,
            ("==", value, area),
            ("==", value, "so every coordinate of the noise, and the whole sample, keeps its law", same_interval(X, sigma)),
        ),
    )
    skewed = sp.Integral(density.subs(t, t - 1), (t, -X, 0))
    return Statement(
        id="flip-law",
        section=1,
        title="The flip preserves the law of the sample",
        says=(
            "The noise is centred normal, independently of labels and signal, which the flip keeps; the flip undoes itself. One coordinate"
            " of the noise lies in `(-x, 0)` and in `(0, x)` with the same probability:"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("a shifted noise", changed(claim, lhs=skewed)),
            Mutant("a dilated noise", changed(claim, lhs=sp.Integral(density, (t, -2 * X, 0)))),
            Mutant("Q for Phi", changed(claim, 1, rhs=sp.Rational(1, 2) + Q(X / sigma))),
        ),
        source="N&K, linear example (proof); this kit, setting",
    )
