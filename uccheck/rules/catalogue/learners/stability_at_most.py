"""The leave-one-out error from above."""

from uccheck.quantities.symbols import D, b, e, m, s
from uccheck.rules.catalogue.learners._stability import ERROR, SEVERAL, points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, left_out, unflipped
from uccheck.rules.sentences.flips import without_a_point
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """It is the chance that the step on m - 1 points errs on a fresh one."""
    made, few = left_out(*X), le(ERROR, e)
    claim = Claim((le(made, e),), (*SEVERAL, *reals(e)), (few,), points)
    return Statement(
        id="stability-at-most",
        section=9,
        title="The leave-one-out error from above",
        says="If the step on `m - 1` points errs on a fresh one at most with the chance {e}, then",
        claim=claim,
        proofs=(chain(made, ("==", ERROR, "a point of `S` is a fresh one for the others", without_a_point(X)), ("<=", e, Given())),),
        support=(by_models(),),
        mutants=(
            Mutant("after all m points", under(claim, 0, le(1 - unflipped(*X, ZERO), e))),
            Mutant("the setting of m - 1 points", under(claim, 0, le(1 - unflipped(m - 1, D, s, b, ZERO), e))),
            Mutant("twice the signal", under(claim, 0, le(1 - unflipped(m - 1, D, 2 * s * (m - 1) / m, b, ZERO), e))),
            Mutant("half of it", changed(claim, rhs=e / 2)),
        ),
        source="this kit, stability",
    )
