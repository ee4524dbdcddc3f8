"""Where some coordinate is unseen the empirical minimiser fails: e_gen(m, delta) >= 1/2 - 4 d m eta^2."""

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import L, delta, m, v
from uccheck.rules.catalogue.convex._facts import BLANK, COUNTS, EXACT, MISSED, PAIRS, d, e_gen, eta, lam, reach, unseen
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.unfolded import gen_at_least
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean

NORM = (
    "human: the minimiser over the ball has coordinates that are not negative, norm 1 if some coordinate is unseen, and cannot be bettered "
    "by moving its seen coordinates to the unseen ones; without the term `eta |w - 1|^2` it is the unseen `e_j`"
)


def statement() -> Statement:
    """There L = 1/2 and Lhat <= 4 d m eta^2."""
    some, loss = unseen(m, d), 4 * d * m * eta**2
    value = HALF - loss
    where = tuple(domain for domain in PAIRS if domain.symbol != lam)
    made = e_gen(*EXACT, delta)
    claim = Claim((le(value, made),), where, (lt(delta, some),), points)
    facts = (
        Fact(outcome("sco_risk")(*EXACT), "==", HALF, NORM, (), MISSED).of(COUNTS),
        Fact(outcome("sco_training")(*EXACT), "<=", loss, NORM, ("sco-left-over",), MISSED).of(COUNTS),
    )
    cases = Mean(
        {BLANK: outcome("blank")(m, d), L: outcome("sco_risk")(*EXACT), v: outcome("sco_training")(*EXACT)},
        facts=facts,
        by=(Form(using={L - HALF: 1, loss - v: 1, lt(L - v, value): 1}),),
    )
    proofs = (
        chain(
            delta,
            ("<", some, Given()),
            ("<=", reach(*EXACT, value), "where a coordinate is unseen the gap is at least that", cases),
        ),
        chain(value, ("<=", made, "unfold the definition", gen_at_least((*EXACT, delta), value, "sco_"))),
    )
    return Statement(
        id="sco-erm-fails",
        section=8,
        title="The empirical minimiser fails",
        says="Some coordinate is unseen with more than the chance `delta`.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("more than 1/2", changed(claim, lhs=value + HALF / 4)),
            Mutant("half of delta", under(claim, 0, lt(delta / 2, some))),
            Mutant("no pull", changed(claim, lhs=HALF)),
        ),
        source="this kit, convex optimization; ours; Shalev-Shwartz et al. 2010",
    )
