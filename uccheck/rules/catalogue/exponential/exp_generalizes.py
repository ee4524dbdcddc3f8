"""A population error that is small with probability at least 1 - delta bounds e_gen of the exponential network."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import L, delta, e, v
from uccheck.rules.catalogue.exponential._facts import PAIRS, ZE, e_gen, exceed, overshoot, spaces
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.sentences.unfolded import gen_at_most
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """The training error is nonnegative."""
    rare, over = le(exceed(*X, e), delta), overshoot(*X, e)
    claim = Claim((le(e_gen(*ZE), e),), (*PAIRS, *reals(e)), (rare,), spaces)
    cases = Mean({L: outcome("exp_risk")(*X), v: outcome("exp_training")(*X)}, by=(Form(using={gt(L - v, e): 1, le(L, e): 1, v: 1}),))
    proofs = (
        chain(
            over,
            ("<=", exceed(*X, e), "the training error is nonnegative", cases),
            ("<=", delta, Given()),
        ),
        chain(e_gen(*ZE), ("<=", e, "unfold the definition", gen_at_most(ZE, e, "exp_"))),
    )
    return Statement(
        id="exp-generalizes",
        section=7,
        title="A small population error generalizes",
        says="The generalization gap is at most the population error.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(exceed(*X, e), 2 * delta))),
            Mutant("half the error", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, exponential network",
    )
