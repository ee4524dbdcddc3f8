"""The error of the minimum-norm interpolator at a level that V reaches with at most the chance delta."""

import sympy as sp

from uccheck.quantities.symbols import D, H, L, Q, T, b, delta, m, s, t
from uccheck.rules.catalogue.learners._errors import NOW, SEEN, TRAINED, error, more, trained
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR, WHERE, quantiles
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, interpolator_e_gen, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """There is no training error, and the population error increases with V."""
    made, fits, rare = interpolator_e_gen(*X, delta), le(m, D), le(tail(DEGREES, t), delta)
    claim = Claim((le(made, ERROR),), WHERE, (fits, rare), quantiles)
    less = lt(T, t)
    upper = more(True, less)
    form = Form(using={upper[0]: 1, NOW - L: 1, H: 1})
    inside = OnSet((less,), tail(DEGREES, t), {**SEEN, **TRAINED}, (error(), trained()), (upper,), (form,))
    return Statement(
        id="interpolator-generalizes",
        section=9,
        title="The minimum-norm interpolator generalizes",
        says="If the variable of the law above is at least {t} with at most the chance {delta}, then",
        claim=claim,
        proofs=(chain(made, ("<=", ERROR, "the error increases with {T}", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("the other tail", under(claim, 1, le(1 - tail(DEGREES, t), delta))),
            Mutant("root of m dropped", changed(claim, rhs=Q(s * D / (b * sp.sqrt(t))))),
            Mutant("half the error", changed(claim, rhs=ERROR / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, other learners",
    )
