"""For gamma >= 2s the population loss is at least 1/2: without training loss e_gen is too."""

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, L, N, T, delta, gamma, m, s, t, v
from uccheck.rules.catalogue._spaces import points, wide_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, PAIRS, X, Z, e_gen, loss, misfit, reach
from uccheck.rules.sentences.unfolded import gen_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Where no training margin is below gamma the gap is the population loss itself."""
    fair = 1 - m * misfit(*X, gamma)
    wide, often = ge(gamma, 2 * s), lt(delta, fair)
    claim = Claim((le(HALF, e_gen(*Z)),), PAIRS, (wide, often), wide_points)
    upper, below = le(HALF, loss(*X, gamma, T)), lt(L - v, HALF)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(risk_is_loss(X, gamma), training_loss(X, gamma)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-wide", {t: T})),),
        by=(Form(using={ge(N, 1): 1}), Form(using={upper: 1, L - loss(*X, gamma, T): 1, below: 1, N / m - v: 1, -N: 1 / m})),
    )
    proofs = (
        chain(
            delta,
            ("<", fair, Given()),
            ("<=", reach(*X, gamma, HALF), "where no training margin is below `gamma` the gap is at least 1/2", cases),
        ),
        chain(HALF, ("<=", e_gen(*Z), gen_at_least(Z, HALF))),
    )
    return Statement(
        id="overfit-wide",
        section=5,
        title="Wide margins without training loss",
        says="No {given[0]} has a population loss below {then[0].lhs}, so that",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 1, lt(delta, 1 - misfit(*X, gamma)))),
            Mutant("every gamma", Claim(claim.then, PAIRS, (often,), points)),
            Mutant("three quarters", changed(claim, lhs=3 * HALF / 2)),
        ),
        source="this kit, theorem I",
    )
