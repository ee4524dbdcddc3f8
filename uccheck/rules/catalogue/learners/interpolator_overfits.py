"""The error of the minimum-norm interpolator at a level that V reaches with more than the chance delta."""

from uccheck.quantities.symbols import D, H, L, T, delta, m, t
from uccheck.rules.catalogue.learners._errors import NOW, SEEN, TRAINED, error, more, trained
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR, WHERE, quantiles
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, interpolator_e_gen, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import Often


def statement() -> Statement:
    """There is no training error, and the population error increases with V."""
    made, fits, often = interpolator_e_gen(*X, delta), le(m, D), lt(delta, tail(DEGREES, t))
    claim = Claim((le(ERROR, made),), WHERE, (fits, often), quantiles)
    least = ge(T, t)
    lower = more(False, least)
    form = Form(using={lower[0]: 1, L - NOW: 1, -H: 1})
    inside = Often((least,), tail(DEGREES, t), {**SEEN, **TRAINED}, (error(), trained()), (lower,), (form,))
    return Statement(
        id="interpolator-overfits",
        section=9,
        title="The error of the minimum-norm interpolator from below",
        says="If the variable of the law above is at least {t} with more than the chance {delta}, then",
        claim=claim,
        proofs=(chain(ERROR, ("<=", made, "the error increases with {T}", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("one step's D for V", under(claim, 1, lt(delta, tail(D, t)))),
            Mutant("the other tail", under(claim, 1, lt(delta, 1 - tail(DEGREES, t)))),
            Mutant("twice the error", changed(claim, lhs=2 * ERROR)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, other learners",
    )
