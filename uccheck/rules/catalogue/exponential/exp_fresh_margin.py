"""A class of n >= c points decides for a fresh point of its label."""

import sympy as sp

from uccheck.quantities.symbols import A, B, b, c, m, n, s, t
from uccheck.rules.catalogue.exponential._facts import fresh
from uccheck.rules.claim import Claim, counts, ge, gt, le, lt, positives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """e^(2s) n e^(-tb) >= (m - n) e^(tb) where n >= c."""
    same, other, size = gt(A, n * sp.exp(-t * b)), le(B, (m - n) * sp.exp(t * b)), ge(n, c)
    margin = sp.exp(2 * s) * A - B
    where = (*counts(m, n), *positives(s, b, c, A, B), *shares(t))
    claim = Claim((lt(0, margin),), where, (same, other, size, fresh()), _points())
    weight = sp.exp(2 * s - t * b)
    using = {same: sp.exp(2 * s), other: sp.S.One, size: weight + sp.exp(t * b), fresh(): weight}
    return Statement(
        id="exp-fresh-margin",
        section=7,
        title="The margin of a fresh point",
        says=(
            "A training point counts by the exponential of the product of its noise with the fresh point's. Let `A` be the sum over the "
            "`n` training points of the fresh point's label, each product being above `-t b`, and `B` the sum over the others, each "
            "product being below `t b`. Up to a positive factor the margin of the fresh point is"
        ),
        claim=claim,
        proofs=(chain(sp.S.Zero, ("<", margin, "insert the least `A`, the greatest `B` and `n >= c`", Form(using=using))),),
        mutants=(
            Mutant("no balance", Claim(claim.then, claim.where, (same, other, fresh()), _points())),
            Mutant("half the signal", changed(claim, rhs=sp.exp(s) * A - B)),
            Mutant("t for 2 t", under(claim, 3, le((m - c) * sp.exp(t * b - 2 * s), c))),
        ),
        source="this kit, exponential network",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Least A and greatest B, with a little room."""
    found = []
    for size, few, least, signal, height in (
        (100, 38, 38, 1, "1/10"),
        (100, 25, 25, 1, "1/50"),
        (3, 1, 1, 2, "1/9"),
        (100, 2, 38, 1, "1/10"),
    ):
        at = {m: size, n: few, c: least, s: signal, b: 7, t: sp.Rational(height)}
        low, high = sp.exp(-at[t] * 7), sp.exp(at[t] * 7)
        found.append(
            {
                **at,
                A: sp.Rational(float(few * low)) * sp.Rational(1001, 1000),
                B: sp.Rational(float((size - few) * high)) * sp.Rational(999, 1000),
            }
        )
    at = {
        m: 100,
        n: 25,
        c: 25,
        s: 1,
        b: 14,
        t: sp.Rational(1, 10),
    }  # 3 exp(1.4 - 2) > 1, 3 exp(2.8 - 2) > 1: only the halved hypothesis holds
    at = {m: 100, n: 50, c: 50, s: 1, b: 15, t: sp.Rational(1, 10)}
    return (
        *found,
        {
            **at,
            A: sp.Rational(float(50 * sp.exp(-1.5))) * sp.Rational(1001, 1000),
            B: sp.Rational(float(50 * sp.exp(1.5))) * sp.Rational(999, 1000),
        },
    )
