"""Samples of one class have the population error 1/2: where they are not rare, e_gen(m, delta) >= 1/2."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import L, delta, m, v
from uccheck.rules.catalogue.exponential._facts import FEW, PAIRS, ZE, e_gen, one_class, reach, scarce
from uccheck.rules.catalogue.exponential._lines import lines
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, X
from uccheck.rules.sentences.unfolded import gen_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """There f has one sign, so that the training error is 0 and the population error 1/2."""
    alone = scarce(m, 1)
    claim = Claim((le(HALF, e_gen(*ZE)),), PAIRS, (lt(delta, alone),), lines)
    cases = Mean(
        {FEW: outcome("few")(m), L: outcome("exp_risk")(*X), v: outcome("exp_training")(*X)},
        facts=one_class(X),
        by=(Form(using={L - HALF: 1, -v: 1, lt(L - v, HALF): 1}),),
    )
    proofs = (
        chain(
            delta,
            ("<", alone, Given()),
            ("<=", reach(*X, HALF), "where all labels agree the gap is 1/2", cases),
        ),
        chain(HALF, ("<=", e_gen(*ZE), "unfold the definition", gen_at_least(ZE, HALF, "exp_"))),
    )
    return Statement(
        id="exp-one-class-gen",
        section=7,
        title="Samples of one class do not generalize",
        says="All labels of the sample agree with the chance on the right of the hypothesis.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("more than 1/2", changed(claim, lhs=3 * HALF / 2)),
            Mutant("half of delta", under(claim, 0, lt(delta / 2, alone))),
            Mutant("at most 1/2 of delta", under(claim, 0, lt(delta**2, alone))),
        ),
        source="this kit, exponential network",
    )
