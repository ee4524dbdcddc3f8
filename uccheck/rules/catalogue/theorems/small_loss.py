"""A population loss that is small with probability at least 1 - delta bounds e_gen."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import delta, e, gamma, p, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_gen, exceed, overshoot
from uccheck.rules.sentences.unfolded import gen_at_most
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """The training loss is nonnegative."""
    rare, over = le(exceed(*X, gamma, e), delta), overshoot(*X, gamma, e)
    claim = Claim((le(e_gen(*Z), e),), (*PAIRS, *reals(e)), (rare,), points)
    cases = Mean({p: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma)}, by=(Form(using={gt(p - v, e): 1, le(p, e): 1, v: 1}),))
    proofs = (
        chain(
            over,
            ("<=", exceed(*X, gamma, e), "the training loss is nonnegative", cases),
            ("<=", delta, Given()),
        ),
        chain(e_gen(*Z), ("<=", e, gen_at_most(Z, e))),
    )
    return Statement(
        id="small-loss",
        section=5,
        title="A small population loss generalizes",
        says="The generalization gap is at most the population loss.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(exceed(*X, gamma, e), 2 * delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem B",
    )
