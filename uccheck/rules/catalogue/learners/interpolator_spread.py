"""P(V < t) <= delta gives e_unif-alg(m, delta) <= 1 - Q(r D/sqrt(m t)) for the minimum-norm interpolator."""

from uccheck.quantities.symbols import D, H, L, T, delta, m, t
from uccheck.rules.catalogue.learners._errors import CROSSED, NOW, SEEN, error, half, more
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR, WHERE, flips
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, X, interpolator_e_unif_alg, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """All gaps of the set of the samples with V >= t."""
    made, fits, rare = interpolator_e_unif_alg(*X, delta), le(m, D), le(1 - tail(DEGREES, t), delta)
    claim = Claim((le(made, 1 - ERROR),), WHERE, (fits, rare), flips)
    least, least_half = ge(T, t), (le(ERROR, HALF), half(t)[1])
    lower, upper = more(False, least), half()
    forms = (
        Form(using={upper[0]: 1, NOW - L: 1, H: 1, least_half[0]: 1}),
        Form(using={lower[0]: 1, L - NOW: 1, 1 - H: 1}),
    )
    inside = OnSet((least,), 1 - tail(DEGREES, t), {**SEEN, **CROSSED}, (error(),), (lower, upper, least_half), forms)
    return Statement(
        id="interpolator-spread",
        section=9,
        title="The losses of the minimum-norm interpolator differ by less than 1",
        says="If the variable of the law above is below {t} with at most the chance {delta}, then",
        claim=claim,
        proofs=(chain(made, ("<=", 1 - ERROR, "the error increases with {T}, and is at most 1/2", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("the other tail", under(claim, 1, le(tail(DEGREES, t), delta))),
            Mutant("twice delta", under(claim, 1, le(1 - tail(DEGREES, t), 2 * delta))),
            Mutant("one step's D for V", under(claim, 1, le(1 - tail(D, t), delta))),
            Mutant("half of it", changed(claim, rhs=(1 - ERROR) / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, other learners",
    )
