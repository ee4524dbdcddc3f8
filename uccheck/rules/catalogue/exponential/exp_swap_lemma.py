"""The swap lemma for the exponential network: P(G < v) < 1 - 2 delta gives e_unif-alg(m, delta) >= v."""

from uccheck.quantities.symbols import delta, v
from uccheck.rules.catalogue.exponential._facts import PAIRS, ZE, e_unif_alg, gap_below, meet, spaces
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, X
from uccheck.rules.sentences.unfolded import pair_of_labels
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Both


def statement() -> Statement:
    """Every set of probability at least 1 - delta contains S and its flip with probability at least 1 - 2 delta."""
    few, both = gap_below(*X, v), meet(*X, delta)
    claim = Claim((le(v, e_unif_alg(*ZE)),), (*PAIRS, *reals(v)), (lt(few, 1 - 2 * delta),), spaces)
    proofs = (
        chain(
            few,
            ("<", 1 - 2 * delta, Given()),
            ("<=", both, "S and its flip lie in the set, each but for the chance `delta`", Both("exp_meet")),
        ),
        chain(v, ("<=", e_unif_alg(*ZE), "so some pair of the set has a gap of at least `v`", pair_of_labels(ZE, v))),
    )
    return Statement(
        id="exp-swap-lemma",
        section=7,
        title="The swap lemma, for labels",
        says="The gap is the error of the learned classifier on the flip of the sample minus its population error.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("1 - delta for 1 - 2 delta", under(claim, 0, lt(few, 1 - delta))),
            Mutant("more than the gap", changed(claim, lhs=v + ONE / 8)),
            Mutant("reversed", changed(claim, lhs=e_unif_alg(*ZE), rhs=v)),
        ),
        source="this kit, swap lemma; N&K, proof of the main theorem",
    )
