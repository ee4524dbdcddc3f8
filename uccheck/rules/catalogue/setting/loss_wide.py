"""For gamma >= 2s the population loss lies between 1/2 and 1 - s/gamma; for gamma <= 2s it is at most 1/2."""

import sympy as sp

from uccheck.quantities.symbols import D, b, gamma, m, s, t, tau
from uccheck.rules.catalogue.setting.population_ramp import VALUE
from uccheck.rules.claim import Claim, ge, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, SETTING, X, loss
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known


def statement() -> Statement:
    """Thresholds u and 2s - u are exceeded with chances that add up to 1."""
    made, where, wide = loss(*X, gamma, t), (*SETTING, *positives(t)), ge(gamma, 2 * s)
    scale = b / D * sp.sqrt(m * t)
    value = VALUE.subs(tau, scale)
    claim = Claim((le(HALF, made), le(made, 1 - s / gamma)), where, (wide,), _points)
    proofs = (
        chain(
            HALF,
            ("<=", value, Known("ramp-wide", {tau: scale}, 0, factor=1 / gamma)),
            ("==", made, Known("population-ramp", {tau: scale}, 1)),
        ),
        chain(
            made,
            ("==", value, Known("population-ramp", {tau: scale}, 1)),
            ("<=", 1 - s / gamma, Known("ramp-wide", {tau: scale}, 1, factor=1 / gamma)),
        ),
    )
    return Statement(
        id="loss-wide",
        section=2,
        title="The population loss of wide margins",
        says="For the ramp loss with {given[0]},",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("smaller gamma", under(claim, 0, ge(gamma, s))),
            Mutant("more than a half", changed(claim, 0, lhs=HALF + s / (100 * gamma))),
            Mutant("twice the signal", changed(claim, 1, rhs=1 - 2 * s / gamma)),
        ),
        source="this kit, exact law",
    )


def _points() -> tuple[dict[object, object], ...]:
    return tuple({m: p, D: q, s: 4, b: 32, gamma: g, t: q} for p in (1, 100) for q in (2, 3000) for g in (5, 9, 30))
