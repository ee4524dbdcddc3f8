"""The population ramp loss in closed form by phi and Q."""

import sympy as sp

from uccheck.quantities.symbols import Phi, Q, gamma, phi, s, tau, u
from uccheck.rules.claim import Claim, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps import Antiderivative, Residue


def statement() -> Statement:
    """gamma L^gamma = int_0^gamma P(X <= u) du, since the ramp loss averages the losses at thresholds in (0, gamma)."""
    value = (1 - s / gamma) * Phi((gamma - s) / tau) + s / gamma * Q(s / tau) + tau / gamma * (phi((gamma - s) / tau) - phi(s / tau))
    average = sp.Integral(Phi((u - s) / tau), (u, 0, gamma)) / gamma
    points = tuple({gamma: p, s: q, tau: t} for p in (1, 4, 9) for q in (1, 4) for t in (1, 3))
    claim = Claim((eq(average, value),), positives(gamma, s, tau), points=points)
    area = (u - s) * Phi((u - s) / tau) + tau * phi((u - s) / tau)
    ends = (area.subs(u, gamma) - area.subs(u, 0)) / gamma
    why = "the derivative of `(u - s) Phi((u - s)/tau) + tau phi((u - s)/tau)` is `Phi((u - s)/tau)`"
    proof = chain(average, ("==", ends, why, Antiderivative(u, area)), ("==", value, "`Phi(-x) = Q(x)`", Residue()))
    edge = tau / gamma * (phi((gamma - s) / tau) - phi(s / tau))
    return Statement(
        id="population-ramp",
        section=2,
        title="The population ramp loss",
        says=(
            "The ramp loss at margin `gamma` is the average over thresholds `u` in `(0, gamma)` of the loss that counts margins below "
            "`u`. For a margin that is normal with mean `s` and standard deviation `tau`,"
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("densities swapped", changed(claim, rhs=value - 2 * edge)),
            Mutant("Q for Phi", changed(claim, rhs=(1 - s / gamma) * Q((gamma - s) / tau) + s / gamma * Q(s / tau) + edge)),
            Mutant("density terms dropped", changed(claim, rhs=value - edge)),
        ),
        source="this kit, exact law",
    )
