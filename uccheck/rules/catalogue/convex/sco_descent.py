"""Gradient descent from 0 stays near 0: e_unif-alg(m, delta) <= d (2 eta tau)^2/2."""

from uccheck.rules.catalogue.convex._facts import DESCENTS, ZG, G, d, eta, gd_e_unif_alg, spans, square_at_most, tau
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, by_models, changed

STEPS = (
    "human: by induction over the steps each coordinate lies between 0 and `2 eta` times the sum of the steps; the projection onto the "
    "ball shrinks them"
)


def statement() -> Statement:
    """Each coordinate is at most 2 eta tau."""
    bound = d * (2 * eta * tau) ** 2
    claim = Claim((le(gd_e_unif_alg(*ZG), bound / 2),), DESCENTS, points=points)
    inside = spans("sco_gd", G, (square_at_most("sco_gd", G, bound, STEPS, ("sco-step",)),))
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
