"""Whatever the minimiser, its losses differ by 1/2 at most."""

from uccheck.rules.catalogue.convex._facts import BALL, PAIRS, ZW, W, e_unif_alg, spans, square_at_most
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ONE
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """|w_S|^2 <= 1."""
    claim = Claim((le(e_unif_alg(*ZW), HALF),), PAIRS, points=points)
    inside = spans("sco", W, (square_at_most("sco", W, ONE, BALL, ()),))
    return Statement(
        id="sco-bounded",
        section=8,
        title="The minimiser's losses differ by 1/2 at most",
        says="The minimiser lies in the ball.",
        claim=claim,
        proofs=(chain(e_unif_alg(*ZW), ("<=", HALF, "on every pair the losses differ by at most half of the squared norm", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
            Mutant("strictly", changed(claim, relation="<")),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, convex optimization",
    )
