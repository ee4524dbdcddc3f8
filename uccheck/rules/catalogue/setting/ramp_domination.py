"""gamma L_D^gamma <= gamma Q((s - gamma)/tau): the ramp loss is at most the loss that counts margins below gamma."""

import sympy as sp

from uccheck.quantities.symbols import Phi, gamma, phi, s, tau, u
from uccheck.rules.claim import Claim, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Antiderivative, Monotone


def statement() -> Statement:
    """The difference is zero at gamma = 0 and has the derivative gamma phi((gamma - s)/tau)/tau."""
    total = sp.Integral(Phi((u - s) / tau), (u, 0, gamma))
    bound = gamma * Phi((gamma - s) / tau)
    points = tuple({gamma: p, s: q, tau: t} for p in (1, 4, 9) for q in (1, 4) for t in (1, 3))
    claim = Claim((le(total, bound),), positives(gamma, s, tau), points=points)
    area = (u - s) * Phi((u - s) / tau) + tau * phi((u - s) / tau)
    ends = area.subs(u, gamma) - area.subs(u, 0)
    slope = gamma * phi((gamma - s) / tau) / tau
    proof = chain(
        total,
        ("==", ends, Antiderivative(u, area)),
        ("<=", bound, Monotone(gamma, sp.Integer(0), slope)),
    )
    return Statement(
        id="ramp-domination",
        section=2,
        title="The ramp loss costs at most `gamma` of signal",
        says=(
            "The population ramp loss is at most {bound}, so that, where {gamma} is below {s}, every bound on the population error below "
            "carries over with {rest} in the place of {s}. Multiplied by {gamma}:"
        ),
        terms={"bound": claim.then[0].rhs / gamma, "rest": s - gamma},
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("no signal spent", changed(claim, rhs=gamma * Phi(-s / tau))),
            Mutant("half of gamma", changed(claim, rhs=gamma * Phi((gamma / 2 - s) / tau))),
        ),
        source="this kit, exact law",
    )
