"""Gradient descent from 0 stays near 0: e_unif-alg(m, delta) <= d (2 eta tau)^2/2."""

from uccheck.rules.catalogue.convex._facts import DESCENTS, ZG, G, d, eta, gd_e_unif_alg, gd_top, spans, square_at_most, tau
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known

COORDINATES = "definition: `|w|^2` is the sum of the `d` squares of its coordinates, of which none is negative"


def statement() -> Statement:
    """Each coordinate is at most 2 eta tau."""
    bound = d * (2 * eta * tau) ** 2
    claim = Claim((le(gd_e_unif_alg(*ZG), bound / 2),), DESCENTS, points=points)
    top, least = gd_top(*G), le(gd_top(*G), 2 * eta * tau)
    squares = square_at_most("sco_gd", G, d * top**2, COORDINATES, ("sco-step",))
    also = {least: d * (2 * eta * tau + top) / 2}
    inside = spans("sco_gd", G, (squares,), lines=((least, Known("sco-iterates")),), also=also)
    return Statement(
        id="sco-descent",
        section=8,
        title="Gradient descent",
        says="After steps that add up to `tau` each coordinate of the iterate is at most twice `eta` times that; at `eta = 0` it is 0.",
        claim=claim,
        proofs=(
            chain(gd_e_unif_alg(*ZG), ("<=", bound / 2, "on every pair the losses differ by at most half of the squared norm", inside)),
        ),
        support=(by_models(),),
        mutants=(
            Mutant("a thousandth", changed(claim, rhs=bound / 1000)),
            Mutant("strictly", changed(claim, relation="<")),
            Mutant("a quarter of it", changed(claim, rhs=bound / 8)),
        ),
        source="this kit, convex optimization; ours",
    )
