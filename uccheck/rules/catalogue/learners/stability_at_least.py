"""The leave-one-out error from below."""

from uccheck.quantities.symbols import D, b, e, m, s
from uccheck.rules.catalogue.learners._stability import ERROR, SEVERAL, points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, X, left_out, unflipped
from uccheck.rules.sentences.flips import without_a_point
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """It is the chance that the step on m - 1 points errs on a fresh one."""
    made, often = left_out(*X), le(e, ERROR)
    claim = Claim((le(e, made),), (*SEVERAL, *reals(e)), (often,), points)
    return Statement(
        id="stability-at-least",
        section=9,
        title="The leave-one-out error from below",
        says="If the step on `m - 1` points errs on a fresh one with at least the chance {e}, then",
        claim=claim,
        proofs=(chain(e, ("<=", ERROR, Given()), ("==", made, "a point of `S` is a fresh one for the others", without_a_point(X))),),
        support=(by_models(),),
        mutants=(
            Mutant("a point of half the flip", under(claim, 0, le(e, 1 - unflipped(m - 1, D, s * (m - 1) / m, b, HALF)))),
            Mutant("half the signal", under(claim, 0, le(e, 1 - unflipped(m - 1, D, s * (m - 1) / (2 * m), b, 0)))),
            Mutant("the chance of no error", under(claim, 0, le(e, 1 - ERROR))),
            Mutant("twice as much", changed(claim, lhs=2 * e)),
        ),
        source="this kit, stability",
    )
