"""For gamma <= 2s the population loss increases with T."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, gamma, m, s, t, tau, u, w, x
from uccheck.rules.catalogue.setting.population_ramp import VALUE
from uccheck.rules.claim import Claim, Domain, ge, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, ZERO, X, loss
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import AtZero, By, Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """Its derivative in the deviation of a fresh margin has the sign of phi((gamma - s)/tau) - phi(s/tau)."""
    where, given = (*SETTING, Domain(t, 0, open_low=True), Domain(u, 0, open_low=True)), (le(u, t), le(gamma, 2 * s))
    claim = Claim((le(loss(*X, gamma, u), loss(*X, gamma, t)),), where, given, lambda: _points())
    low, high = b / D * sp.sqrt(m * u), b / D * sp.sqrt(m * t)
    first, last = loss(*X, gamma, u), loss(*X, gamma, t)
    root = {high - low: {given[0]: b * sp.sqrt(m) / (D * (sp.sqrt(t) + sp.sqrt(u)))}}
    ramp = chain(
        first,
        ("==", VALUE.subs(tau, low), Known("population-ramp", {t: u, tau: low}, 1)),
        ("<=", VALUE.subs(tau, high), Known("ramp-increases", {tau: low, w: high}, using=root)),
        ("==", last, Known("population-ramp", {tau: high}, 1)),
    )
    near, far = (s * D / (b * sp.sqrt(m * at)) for at in (u, t))
    apart = s * D / (b * sp.sqrt(m * t * u) * (sp.sqrt(t) + sp.sqrt(u)))
    error = chain(
        first.xreplace({gamma: ZERO}),
        ("==", Q(near), Known("population-error", {t: u})),
        ("<=", Q(far), Through(x, Q(x), ge(near, far), Form(using={given[0]: apart}), increasing=False)),
        ("==", last.xreplace({gamma: ZERO}), Known("population-error")),
    )
    proof = chain(first, ("<=", last, AtZero(gamma, By(error), By(ramp))))
    return Statement(
        id="loss-increases",
        section=2,
        title="The population loss increases with `T`",
        says="For the ramp loss with {given[1]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("every gamma", Claim(claim.then, where, given[:1], claim.points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("the other order", under(claim, 0, le(t, u))),
        ),
        source="this kit, exact law",
    )


def _points() -> tuple[dict[object, object], ...]:
    places = ((5, 7), (7, 5), (Fraction(1, 3), 40))
    return tuple({m: p, D: 20, s: 4, b: 32, gamma: g, u: low, t: high} for p in (1, 10) for g in (0, 1, 7, 9, 30) for low, high in places)
