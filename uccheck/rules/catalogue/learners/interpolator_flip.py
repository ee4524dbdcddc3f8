"""P(r D <= V < t) > 2 delta gives e_unif-alg(m, delta) >= 1 - Q(r D/sqrt(m t)) for the minimum-norm interpolator."""

from uccheck.quantities.symbols import D, F, L, T, b, delta, m, s, t
from uccheck.rules.catalogue.learners._errors import FLIPPED, NOW, SEEN, error, flipped, more
from uccheck.rules.catalogue.learners._errors import missed as all_missed
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR, WHERE, flips
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, X, interpolator_below, interpolator_e_unif_alg, meet, tail
from uccheck.rules.sentences.unfolded import pair_of_interpolators
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Both, Mean


def statement() -> Statement:
    """A set of chance 1 - delta holds some S with its flip on which V lies between; the gap is the whole error of the flip."""
    made, missed = interpolator_e_unif_alg(*X, delta), tail(DEGREES, s * D / b)
    fits, often = le(m, D), lt(2 * delta, missed - tail(DEGREES, t))
    claim = Claim((le(1 - ERROR, made),), WHERE, (fits, often), flips)
    below, both, less = interpolator_below(*X, 1 - ERROR), meet(*X, ONE, delta), lt(T, t)
    upper, fair = more(True, less), missed - tail(DEGREES, t)
    form = Form(using={upper[0]: 1, NOW - L: 1, F - 1: 1, lt(F - L, 1 - ERROR): 1})
    seen = Mean({**SEEN, **FLIPPED}, (error(), *flipped()), lines=(upper, all_missed()), by=(form,))
    proofs = (
        chain(
            below,
            ("<=", 1 - fair, "otherwise the flip is missed, and the population error is that at most", seen),
            ("<", 1 - 2 * delta, Form(using={often: 1})),
            ("<=", both, "`S` and its flip lie in the set, each but for the chance `delta`", Both()),
        ),
        chain(1 - ERROR, ("<=", made, "so some pair of the set has that gap", pair_of_interpolators(X, delta, 1 - ERROR))),
    )
    return Statement(
        id="interpolator-flip",
        section=9,
        title="The minimum-norm interpolator fails on the flip",
        says="If the variable of the law above lies between {flip} and {t} with more than twice the chance {delta}, then",
        terms={"flip": s * D / b},
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("delta for 2 delta", under(claim, 1, lt(delta, missed - tail(DEGREES, t)))),
            Mutant("whatever the flip", under(claim, 1, lt(2 * delta, 1 - tail(DEGREES, t)))),
            Mutant("whatever the error", under(claim, 1, lt(2 * delta, missed))),
            Mutant("the whole of it", changed(claim, lhs=1 - ERROR / 2)),
        ),
        source="this kit, other learners",
    )
