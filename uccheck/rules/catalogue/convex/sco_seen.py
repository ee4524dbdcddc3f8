"""Where every coordinate is seen the minimiser stays near 0."""

from uccheck.quantities.symbols import delta, m
from uccheck.rules.catalogue.convex._facts import EXACT, OWN, PAIRS, SEEN, d, e_unif_alg, eta, lam, spans, square_at_most, unseen
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Each coordinate is at most eta m."""
    some, bound = unseen(m, d), d * (eta * m) ** 2
    rare = le(some, delta)
    where = tuple(domain for domain in PAIRS if domain.symbol != lam)
    made = e_unif_alg(*EXACT, delta)
    claim = Claim((le(made, bound / 2),), where, (rare,), points)
    near = square_at_most("sco", EXACT, bound, OWN, ("sco-pull",), SEEN)
    inside = spans("sco", EXACT, (near,), SEEN, some)
    return Statement(
        id="sco-seen",
        section=8,
        title="The empirical minimiser, every coordinate seen",
        says=(
            "Some coordinate is unseen with a chance of at most `delta`; elsewhere each coordinate of the minimiser is at most `m` "
            "times `eta`."
        ),
        claim=claim,
        proofs=(chain(made, ("<=", bound / 2, "on the set all losses are at most half of `d (eta m)^2` apart", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice delta", under(claim, 0, le(some, 2 * delta))),
            Mutant("whatever is seen", Claim(claim.then, claim.where, (), points)),
            Mutant("a thousandth", changed(claim, rhs=bound / 1000)),
        ),
        source="this kit, convex optimization; ours",
    )
