"""One coordinate of the difference of the losses: (1/2 - c) w^2 lies between -v w^2 and v w^2."""

import sympy as sp

from uccheck.quantities.symbols import c, q, v
from uccheck.rules.claim import Claim, Domain, ge, le, nonnegatives, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


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
            "Points have independent fair coordinates 0 and 1; the loss of a member of the unit ball is the sum of the squares of its "
            "coordinates at which the point is 1. Let `c` be the fraction of the sample with a 1 at a given coordinate, and `q` the "
            "square of the member's. Summed over the coordinates, whose `q` add up to at most 1, the two bounds say that the losses "
            "differ by at most `v`; at a vector of the basis they differ by the distance of `c` from 1/2."
        ),
        claim=claim,
        proofs=(
            chain(made, ("<=", v * q, "`c >= 1/2 - v`", Form(using={low: q}))),
            chain(made, (">=", -v * q, "`c <= 1/2 + v`", Form(using={high: q}))),
        ),
        mutants=(
            Mutant("half of it", changed(claim, rhs=v * q / 2)),
            Mutant("one-sided", changed(claim, 1, rhs=sp.S.Zero)),
            Mutant("the wrong centre", changed(claim, lhs=(1 - c) * q)),
        ),
        source="this kit, convex optimization; Shalev-Shwartz et al. 2010",
    )
