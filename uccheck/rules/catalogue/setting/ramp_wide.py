"""For gamma >= 2s the ramp loss of a normal margin lies between 1/2 and 1 - s/gamma."""

from uccheck.quantities.symbols import Q, gamma, s, tau, x
from uccheck.rules.catalogue.setting.ramp_half import TOTAL
from uccheck.rules.claim import Claim, Domain, ge, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """Beyond 2s every threshold adds between 1/2 and 1."""
    far = (gamma - s) / tau
    where = (*positives(s, tau), Domain(gamma, 2 * s))
    points = tuple({gamma: p, s: 2, tau: q} for p in (4, 5, 9, 3) for q in (1, 5))
    claim = Claim((le(gamma / 2, TOTAL), le(TOTAL, gamma - s)), where, (), points)
    above = Through(x, Q(x), ge(far, 0), Form(far), increasing=False)
    proofs = (
        chain(gamma / 2, ("<=", TOTAL, Monotone(gamma, 2 * s, HALF - Q(far), slope=above))),
        chain(TOTAL, ("<=", gamma - s, Monotone(gamma, 2 * s, Q(far)))),
    )
    return Statement(
        id="ramp-wide",
        section=2,
        title="The ramp loss beyond `2s`",
        says="For {where[gamma]}, multiplied by {gamma},",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("every gamma", Claim(claim.then, (*positives(s, tau), Domain(gamma, 0)), (), points)),
            Mutant("more than a half", changed(claim, 0, lhs=2 * gamma / 3)),
            Mutant("twice the signal", changed(claim, 1, rhs=gamma - 2 * s)),
        ),
        source="this kit, exact law",
    )
