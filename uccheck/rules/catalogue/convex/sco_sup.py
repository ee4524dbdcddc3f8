"""One coordinate of the difference of the losses: (1/2 - c) w^2 lies between -v w^2 and v w^2."""

import sympy as sp

from uccheck.quantities.symbols import c, q, v
from uccheck.rules.claim import Claim, Domain, ge, le, nonnegatives, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps import Form


def statement() -> Statement:
    """Where c is within v of 1/2."""
    made = (HALF - c) * q
    low, high = ge(c, HALF - v), le(c, HALF + v)
    points = tuple({c: sp.Rational(p, 8), q: x, v: sp.Rational(n, 8)} for p in (0, 1, 4, 7, 8) for x in (1, 3) for n in (0, 3, 4))
    where = (*positives(q), *nonnegatives(v), Domain(c, 0, 1))
    claim = Claim((le(made, v * q), ge(made, -v * q)), where, (low, high), points)
    return Statement(
        id="sco-sup",
        section=8,
        title="The losses of one coordinate",
        says=(
            "Points x are uniform on {0, 1}^d, the loss of a w of the unit ball is the sum of x_j w_j^2; c is the fraction of "
            "the sample with x_j = 1 and q = w_j^2. Summed over the coordinates, whose q add up to at most 1, the two bounds say "
            "that the losses differ by at most v; at w = e_j they differ by the distance of c from 1/2."
        ),
        claim=claim,
        proofs=(
            chain(made, ("<=", v * q, "c is at least 1/2 - v", Form(using={low: q}))),
            chain(made, (">=", -v * q, "c is at most 1/2 + v", Form(using={high: q}))),
        ),
        mutants=(
            Mutant("half of it", changed(claim, rhs=v * q / 2)),
            Mutant("one-sided", changed(claim, 1, rhs=sp.S.Zero)),
            Mutant("the wrong centre", changed(claim, lhs=(1 - c) * q)),
        ),
        source="this kit, convex optimization; Shalev-Shwartz et al. 2010",
    )
