"""A flipped point's own term outweighs the class that it joins, unless a point of that class is near."""

import sympy as sp

from uccheck.quantities.symbols import A, B, b, c, m, n, s, u
from uccheck.rules.catalogue.exponential._facts import turned
from uccheck.rules.claim import Claim, counts, ge, le, positives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """e^(2s) n e^(ub) <= e^b where n <= m - c."""
    joined, own, size = le(A, n * sp.exp(u * b)), ge(B, sp.exp(b)), le(n, m - c)
    margin = sp.exp(2 * s) * A - B
    where = (*counts(m, n), *positives(s, b, c, A, B), *shares(u))
    claim = Claim((le(margin, 0),), where, (joined, own, size, turned()), _points())
    using = {joined: sp.exp(2 * s), own: sp.S.One, size: sp.exp(2 * s + u * b), turned(): sp.exp(b)}
    return Statement(
        id="exp-flipped-margin",
        section=7,
        title="The margin of a flipped point",
        says=(
            "The flip gives a training point the other label and keeps its noise. A training point counts by the exponential of the "
            "product of its noise with that. Let `A` be the sum over the `n` training points of the new label, each product being below "
            "`u b`, and `B` the sum over the others, the point itself among them. Its margin is, up to the factor `exp(b)`,"
        ),
        claim=claim,
        proofs=(chain(margin, ("<=", sp.S.Zero, "insert the greatest `A`, the least `B` and `n <= m - c`", Form(using=using))),),
        mutants=(
            Mutant("not itself", under(claim, 1, ge(B, 1))),
            Mutant("twice the signal", changed(claim, lhs=sp.exp(4 * s) * A - B)),
            Mutant("no signal", under(claim, 3, le((m - c) * sp.exp(u * b - b), 1))),
        ),
        source="this kit, exponential network",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Greatest A and least B, with a little room."""
    found = []
    for size, few, signal, noise, height in ((100, 38, 1, 8, "1/5"), (100, 25, 1, 13, "1/2"), (3, 1, 1, 9, "1/4"), (100, 38, 1, 6, "1/5")):
        at = {m: size, n: size - few, c: few, s: signal, b: noise, u: sp.Rational(height)}
        greatest = sp.Rational(float((size - few) * sp.exp(noise * at[u]))) * sp.Rational(999, 1000)
        found += [
            {**at, A: greatest, B: sp.Rational(float(sp.exp(noise))) * sp.Rational(1001, 1000)},
            {**at, A: greatest, B: sp.Integer(2)},
        ]
    return tuple(found)
