"""For gamma <= 2s the ramp loss of a normal margin is at most 1/2."""

from uccheck.quantities.symbols import gamma, phi, s, tau, u
from uccheck.rules.catalogue.setting.population_ramp import AREA
from uccheck.rules.claim import Claim, Domain, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Concave

TOTAL = AREA.subs(u, gamma) - AREA.subs(u, 0)  # gamma times the ramp loss


def statement() -> Statement:
    """gamma times the loss is convex in gamma, 0 at 0 and s at 2s."""
    where = (*positives(s, tau), Domain(gamma, 0, 2 * s))
    points = tuple({gamma: p, s: 2, tau: q} for p in (0, 1, 2, 3, 4, 9) for q in (1, 5))
    claim = Claim((le(TOTAL, gamma / 2),), where, (), points)
    return Statement(
        id="ramp-half",
        section=2,
        title="The ramp loss up to `2s`",
        says="For {where[gamma]}, multiplied by {gamma},",
        claim=claim,
        proofs=(chain(TOTAL, ("<=", gamma / 2, Concave(gamma, phi((gamma - s) / tau) / tau))),),
        mutants=(
            Mutant("every gamma", Claim(claim.then, (*positives(s, tau), Domain(gamma, 0)), (), points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("a quarter", changed(claim, rhs=gamma / 4)),
        ),
        source="this kit, exact law",
    )
