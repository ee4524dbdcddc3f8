"""2 |w| R/(gamma sqrt m) at the typical norms is 2 sqrt((s + b)(s/m + b))/gamma, which does not decrease to zero."""

from collections.abc import Callable

import sympy as sp

from uccheck.quantities.symbols import A, K, b, gamma, k, m, s
from uccheck.rules.claim import Claim, counts, eq, gt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue

U = sp.IndexedBase("u", real=True)


def statement() -> Statement:
    """|w|^2 = s m + b m and |x|^2 = s/m + b; at the largest useful margin gamma = s the bound exceeds 2."""
    product = sp.sqrt(s * m + b * m) * sp.sqrt(s / m + b)
    bound, value = (2 * product / (gamma * sp.sqrt(m)), 2 * sp.sqrt((s + b) * (s / m + b)) / gamma)
    floor = 2 * sp.sqrt((s + b) * b) / gamma
    weight = sp.Sum((m * sp.sqrt(s) * U[k]) ** 2, (k, 1, K))
    length = sp.Sum(U[k] ** 2, (k, 1, K))
    where = (*counts(m, K), *positives(s, b, gamma), *reals(U))
    claim = Claim(
        (eq(weight, s * m), eq(bound, value), gt(value, floor)),
        where,
        (eq(length, 1 / m),),
        tuple({m: q * q, s: 4, b: p, gamma: 4, K: 1, U: _constant(sp.Rational(1, q))} for q in (1, 4, 32) for p in (32, 5)),
    )
    root = Through(A, sp.sqrt(A), gt((s + b) * (s / m + b), (s + b) * b), Form((s + b) * s / m), factor=2 / gamma)
    proofs = (
        chain(weight, ("==", s * m, Residue(((length, 1 / m),)))),
        chain(bound, ("==", value, Residue())),
        chain(value, (">", floor, root)),
    )
    return Statement(
        id="norm-bound",
        section=6,
        title="The norm bound is constant in `m`",
        says=(
            "With {first} for the squared norm of the first weights, {second} for that of the second (its mean), and {point} for that of a"
            " point, the margin bound {then[1].lhs} does not decrease to zero; at the paper's constants and a margin of {s} it exceeds "
            "{floor}."
        ),
        terms={
            "first": s * m,
            "second": b * m,
            "point": s / m + b,
            "floor": tied(sp.Integer(16), gt(floor.subs({s: 4, b: 32, gamma: 4}), 16)),
        },
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("decreasing in m", changed(claim, 1, rhs=value / m + value / 100)),
            Mutant("factor 2 dropped", changed(claim, 1, rhs=value / 2)),
            Mutant("squared norm without m", changed(claim, 0, rhs=s)),
        ),
        source="this kit, theorem F",
    )


def _constant(value: sp.Rational) -> Callable[[int], sp.Rational]:
    """The vector with all coordinates equal to `value`."""
    return lambda index: value
