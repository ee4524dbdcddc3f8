"""For gamma <= 2s the population loss is at most 1/2."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, gamma, m, s, t, tau, x
from uccheck.rules.catalogue.setting.population_ramp import VALUE
from uccheck.rules.claim import Claim, ge, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, SETTING, ZERO, X, loss
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import AtZero, By, Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The integral of the loss over the thresholds is convex in gamma, 0 at 0 and s at 2s."""
    made, narrow = loss(*X, gamma, t), le(gamma, 2 * s)
    claim = Claim((le(made, HALF),), (*SETTING, *positives(t)), (narrow,), _points)
    scale, far = b / D * sp.sqrt(m * t), s * D / (b * sp.sqrt(m * t))
    ramp = chain(
        made,
        ("==", VALUE.subs(tau, scale), Known("population-ramp", {tau: scale}, 1)),
        ("<=", HALF, Known("ramp-half", {tau: scale}, factor=1 / gamma)),
    )
    error = chain(
        made.xreplace({gamma: ZERO}),
        ("==", Q(far), Known("population-error")),
        ("<=", HALF, Through(x, Q(x), ge(far, 0), Form(far), increasing=False)),
    )
    proof = chain(made, ("<=", HALF, AtZero(gamma, By(error), By(ramp))))
    return Statement(
        id="loss-half",
        section=2,
        title="The population loss is at most a half",
        says="For the ramp loss with {given[0]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("every gamma", Claim(claim.then, claim.where, (), _points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
        ),
        source="this kit, exact law",
    )


def _points() -> tuple[dict[object, object], ...]:
    return tuple({m: p, D: q, s: 4, b: 32, gamma: g, t: q} for p in (1, 100) for q in (2, 3000) for g in (0, 4, 7, 9, 30))
