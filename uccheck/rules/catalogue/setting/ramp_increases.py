"""For gamma <= 2s the ramp loss of a normal margin increases with its deviation."""

import sympy as sp

from uccheck.quantities.symbols import gamma, phi, s, tau, w, x
from uccheck.rules.catalogue.setting.population_ramp import VALUE
from uccheck.rules.claim import Claim, Domain, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The derivative is (phi((gamma - s)/w) - phi(s/w))/gamma, and (gamma - s)^2 <= s^2."""
    wider, narrow = VALUE.subs(tau, w), le(gamma, 2 * s)
    where = (*positives(gamma, s, tau), Domain(w, tau))
    points = tuple({gamma: p, s: 2, tau: q, w: 2 * q} for p in (1, 3, 4, 9) for q in (1, 5))
    claim = Claim((le(VALUE, wider),), where, (narrow,), points)
    inner = le(-(s**2) / (2 * w**2), -((gamma - s) ** 2) / (2 * w**2))
    rising = Through(x, sp.exp(x), inner, Form(using={narrow: gamma / (2 * w**2)}), factor=1 / (gamma * sp.sqrt(2 * sp.pi)))
    slope = (phi((gamma - s) / w) - phi(s / w)) / gamma
    return Statement(
        id="ramp-increases",
        section=2,
        title="The ramp loss increases with the deviation",
        says="With the population ramp loss as a function of the deviation, for {where[w]},",
        claim=claim,
        proofs=(chain(VALUE, ("<=", wider, Monotone(w, tau, slope, slope=rising))),),
        mutants=(
            Mutant("every gamma", Claim(claim.then, where, (), points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("by a tenth", changed(claim, lhs=VALUE + sp.Rational(1, 10))),
        ),
        source="this kit, exact law",
    )
