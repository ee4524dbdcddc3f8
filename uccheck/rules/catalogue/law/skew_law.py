"""Where the skew lives: a point at correlation -rho from a training point, from a fresh one (rho = 0) to the flipped one."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, T, b, m, named, r, s, t
from uccheck.rules.claim import Claim, Domain, counts, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, loss
from uccheck.rules.sentences.normals import misclassified
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.residue import Residue

RHO = named("rho", "\\rho", nonnegative=True)


def statement() -> Statement:
    """Given T the margin is normal with mean s - rho sigma^2 T and variance sigma^4 mT (1 - rho^2/m); at rho = 0 it is a fresh one's."""
    spread = sp.sqrt(m * T) * sp.sqrt(1 - RHO**2 / m)
    score = (RHO * T - s / b * D) / sp.sqrt(T * (m - RHO**2))
    start = Q((s - RHO * (b / D) * T) / ((b / D) * spread))
    normal = misclassified(mean=s - RHO * (b / D) * T, variance=(b / D) ** 2 * m * T * (1 - RHO**2 / m))
    slope = sp.Derivative((RHO * T - r * D) / sp.sqrt(T * (m - RHO**2)), RHO)
    steep = (m * T - RHO * r * D) / (sp.sqrt(T) * (m - RHO**2) ** sp.Rational(3, 2))
    where = (*counts(m, samples=(2, 3, 50)), *counts(D), *positives(s, b, r, T), Domain(RHO, 0, 1, open_high=True))
    at = ((2, 7, 0), (5, 40, sp.Rational(1, 3)), (9, 16, sp.Rational(3, 5)))
    points = tuple({m: p, D: 30, s: 4, b: 32, r: sp.Rational(1, 8), T: v, RHO: q} for p, v, q in at)
    then = (eq(start, Q(-score)), eq(Q(-score.subs(RHO, 0)), loss(*X, ZERO, T)), eq(slope, steep))
    claim = Claim(then, where, points=points)
    return Statement(
        id="skew-law",
        section=2,
        title="Where the skew lives",
        says="Let a point have the label of training point 1, and noise at correlation minus {strength} from it in every coordinate. Given"
        " {T} "
        "its margin is normal. The chance that it is misclassified, below, is the population error at the correlation 0, and its argument"
        " grows "
        "with {strength} where {T} is large:",
        terms={"strength": RHO},
        claim=claim,
        proofs=(
            chain(
                start,
                ("==", Q(-score), Residue()),
                (
                    "==",
                    Q(-score),
                    "the chance that a normal variable is at most 0",
                    normal,
                ),
            ),
            chain(
                then[1].lhs,
                ("==", Q(s / b * D / sp.sqrt(m * T)), Residue()),
                ("==", then[1].rhs, Known("population-error", {t: T})),
            ),
            chain(slope, ("==", steep, Residue())),
        ),
        mutants=(
            Mutant("variance of a fresh point", changed(claim, rhs=Q(-(RHO * T - s / b * D) / sp.sqrt(T * m)))),
            Mutant("sign of rho", changed(claim, rhs=Q((RHO * T + s / b * D) / sp.sqrt(T * (m - RHO**2))))),
            Mutant("rho lost on T", changed(claim, rhs=Q(-(T - s / b * D) / sp.sqrt(T * (m - RHO**2))))),
            Mutant("Q for Phi", changed(claim, 1, lhs=Q(score.subs(RHO, 0)))),
            Mutant("m dropped from the slope", changed(claim, 2, rhs=(T - RHO * r * D) / (sp.sqrt(T) * (m - RHO**2) ** sp.Rational(3, 2)))),
        ),
        source="this kit, exact law",
        remark="The law of the margin itself is that of the correlated flip.",
    )
