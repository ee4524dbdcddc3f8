"""The regularised minimiser stays near 0 whatever the sample: e_unif-alg(m, delta) <= d (eta/lam)^2/2."""

from uccheck.quantities.symbols import delta, m
from uccheck.rules.catalogue.convex._facts import OWN, PAIRS, ZW, W, d, e_unif_alg, eta, lam, spans, square_at_most
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """Each coordinate is at most eta/lam."""
    bound, some = d * (eta / lam) ** 2, lt(0, lam)
    claim = Claim((le(e_unif_alg(*ZW), bound / 2),), PAIRS, (some,), points)
    inside = spans("sco", W, (square_at_most("sco", W, bound, OWN, ("sco-pull",), (some,)),))
    return Statement(
        id="sco-regularised",
        section=8,
        title="The regularised minimiser",
        says="Each coordinate of the minimiser is at most `eta` divided by `lam`; at `eta = 0` it is 0.",
        claim=claim,
        proofs=(chain(e_unif_alg(*ZW), ("<=", bound / 2, "on every pair the losses differ by at most half of the squared norm", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("a thousandth", changed(claim, rhs=bound / 1000)),
            Mutant("strictly", changed(claim, relation="<")),
            Mutant("not regularised", changed(claim, lhs=e_unif_alg(m, d, eta, ZERO, delta))),
        ),
        source="this kit, convex optimization; ours",
    )
