"""D >= 512 (m ln(4/eps) + ln(1/delta)) suffices, for all m, eps and delta <= 1/4."""

from functools import cache, partial
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import D, delta, epsilon, eta, m
from uccheck.rules.claim import Claim, Domain, counts, ge, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, RATIO, e_gen, e_unif_alg
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.cited import Known


def statement() -> Statement:
    """The linear form with eta = 3 asks for less."""
    large = ge(D, 512 * (m * sp.log(4 / epsilon) + sp.log(1 / delta)))
    where = (*counts(m, D), *units(epsilon), Domain(delta, 0, sp.Rational(1, 4), open_low=True))
    then = (le(e_gen(*CLASSIC), epsilon), ge(e_unif_alg(*CLASSIC), 1 - epsilon))
    claim = Claim(then, where, (large,), partial(simple_points, 512, 4))
    slack = D - 512 * m * sp.log(2 / epsilon) - sp.Rational(8, 3) * sp.log(1 / delta)
    using = {slack: {large.slack: sp.Integer(1)}}
    proofs = tuple(
        (
            chain(
                lhs,
                (
                    relation,
                    rhs,
                    Known("theorem-b-linear", {eta: sp.Integer(3)}, which, using),
                ),
            )
            for which, (lhs, relation, rhs) in ((0, (e_gen(*CLASSIC), "<=", epsilon)), (1, (e_unif_alg(*CLASSIC), ">=", 1 - epsilon)))
        )
    )
    return Statement(
        id="theorem-b-simple",
        section=5,
        title="The theorem with one simple constant",
        says="One constant serves all terms.",
        origins=(
            Origin(512, "the linear form with its free parameter at 3", 2 * RATIO**2 * (1 + 3)),
            Origin(4, "the logarithm of 4 over {epsilon} is that of 2 over {epsilon} and the logarithm of 2 more"),
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("8 for 512", Claim(then, where, (ge(D, large.rhs / 64),), simple_points(8, 4))),
            Mutant(
                "factor m dropped",
                Claim(then, where, (ge(D, 512 * (sp.log(4 / epsilon) + sp.log(1 / delta))),), partial(simple_points, 512, 4, 1)),
            ),
            Mutant("vacuous generalization error", changed(claim, 0, relation=">=")),
        ),
        source="this kit, theorem B; ours",
    )


@cache
def simple_points(constant: int, inside: int, size: int = 0) -> tuple[dict[Any, Any], ...]:
    """The least D at several parameters (with m replaced by `size` where that is given), with both errors enclosed."""
    from fractions import Fraction
    from math import log

    from uccheck.quantities.enclosed.instances import least_root

    found = []
    for p, eps, rare in (
        (1, Fraction(999, 1000), Fraction(1, 4)),
        (10, Fraction(1, 10), Fraction(1, 100)),
        (1000, Fraction(1, 20), Fraction(1, 4)),
        (10000, Fraction(1, 1000), Fraction(1, 4)),
    ):
        q = least_root((constant * ((size or p) * log(inside / float(eps)) - log(float(rare)))) ** 0.5)
        found.append(
            {
                m: p,
                D: q,
                epsilon: eps,
                delta: rare,
            }
        )
    return tuple(found)
