"""The population ramp loss in closed form by phi and Q."""

import sympy as sp

from uccheck.quantities.symbols import D, Phi, Q, b, gamma, m, phi, s, t, tau, u
from uccheck.rules.claim import Claim, counts, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, loss
from uccheck.rules.sentences.normals import fresh_ramp
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Antiderivative
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.residue import Residue

DEVIATION = b / D * sp.sqrt(m * t)
AREA = (u - s) * Phi((u - s) / tau) + tau * phi((u - s) / tau)  # its derivative is Phi((u - s)/tau)
EDGE = tau / gamma * (phi((gamma - s) / tau) - phi(s / tau))
VALUE = (1 - s / gamma) * Phi((gamma - s) / tau) + s / gamma * Q(s / tau) + EDGE


def statement() -> Statement:
    """gamma L^gamma = int_0^gamma P(X <= u) du, since the ramp loss averages the losses at thresholds in (0, gamma)."""
    average, made = sp.Integral(Phi((u - s) / tau), (u, 0, gamma)) / gamma, loss(*X, gamma, t)
    scale = eq(tau, DEVIATION)
    ends = (AREA.subs(u, gamma) - AREA.subs(u, 0)) / gamma
    points = tuple({m: 1, D: 32, b: 32, t: k * k, gamma: p, s: q, tau: k} for p in (1, 4, 9) for q in (1, 4) for k in (1, 3))
    where = (*counts(m, D), *positives(s, b, gamma, t, tau))
    claim = Claim((eq(average, VALUE), eq(made, VALUE)), where, (scale,), points)
    proofs = (
        chain(average, ("==", ends, Antiderivative(u, AREA)), ("==", VALUE, Residue())),
        chain(
            made,
            ("==", average, "a fresh margin is normal with standard deviation {tau}", fresh_ramp(X, gamma, t, tau, u)),
            ("==", VALUE, Given()),
        ),
    )
    return Statement(
        id="population-ramp",
        section=2,
        title="The population ramp loss",
        says=(
            "The ramp loss at margin {gamma} averages over thresholds {u} in `(0, gamma)` the loss that counts margins up to {u}. For a "
            "margin that is normal with mean {s} and standard deviation {given[0]},"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("densities swapped", changed(claim, rhs=VALUE - 2 * EDGE)),
            Mutant("Q for Phi", changed(claim, rhs=(1 - s / gamma) * Q((gamma - s) / tau) + s / gamma * Q(s / tau) + EDGE)),
            Mutant("density terms dropped", changed(claim, rhs=VALUE - EDGE)),
            Mutant("no signal", changed(claim, 1, rhs=VALUE.subs(s, 2 * s))),
        ),
        source="this kit, exact law",
    )
