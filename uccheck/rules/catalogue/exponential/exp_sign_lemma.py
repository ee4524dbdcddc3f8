"""For random labels, P(G < v) < (1 - delta)^4 gives e_unif-alg(m, delta) >= v, for every delta < 1."""

from uccheck.quantities.symbols import delta, v
from uccheck.rules.catalogue.exponential._facts import PAIRS, ZE, e_unif_alg, gap_below_signs, meet_signs, spaces
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, X
from uccheck.rules.sentences.unfolded import pair_of_labels
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.signs import Signs


def statement() -> Statement:
    """Given the noises, S and its partner lie in the set with probability at least the fourth power of its own."""
    few, both, power = gap_below_signs(*X, v), meet_signs(*X, delta), (1 - delta) ** 4
    claim = Claim((le(v, e_unif_alg(*ZE)),), (*PAIRS, *reals(v)), (lt(few, power),), spaces)
    square = Signs("exp_meet_signs")
    proofs = (
        chain(few, ("<", power, Given()), ("<=", both, "the square lemma", square)),
        chain(v, ("<=", e_unif_alg(*ZE), "so some pair of the set has a gap of at least `v`", pair_of_labels(ZE, v, "_signs"))),
    )
    return Statement(
        id="exp-sign-lemma",
        section=7,
        title="The sign lemma, for labels",
        says=(
            "The partner is the sample with every label and its signal changed three times in four, independently; the gap is the error "
            "of the learned classifier on it minus its population error."
        ),
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("square for the fourth power", under(claim, 0, lt(few, (1 - delta) ** 2))),
            Mutant("1 - delta", under(claim, 0, lt(few, 1 - delta))),
            Mutant("more than the gap", changed(claim, lhs=v + ONE / 8)),
        ),
        source="this kit, sign lemma",
    )
