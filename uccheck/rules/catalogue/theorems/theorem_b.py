"""Theorem B: P(N_1 > 0)/e1 + P(L_D > e2) < 1 - 2 delta gives e_unif-alg(m, delta) >= 1 - e1 - e2, with no log m."""

from uccheck.quantities.symbols import delta, e1, e2, gamma, rho, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_unif_alg, exceed, gap_below, unflipped
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Markov's inequality over the flipped points, and the swap lemma."""
    value, room = 1 - e1 - e2, 1 - 2 * delta
    missed, large = unflipped(*X, ONE), exceed(*X, gamma, e2)
    small = lt(missed / e1 + large, room)
    claim = Claim((le(value, e_unif_alg(*Z)),), (*PAIRS, *shares(e1), *nonnegatives(e2)), (small,), points)
    split = Known("markov", {rho: ONE})
    proofs = (
        chain(
            gap_below(*X, gamma, ONE, value),
            ("<=", missed / e1 + large, split),
            ("<", room, Given()),
        ),
        chain(value, ("<=", e_unif_alg(*Z), Known("swap-lemma", {v: value}))),
    )
    return Statement(
        id="theorem-b",
        section=5,
        title="Theorem B (no logarithm of `m`)",
        says="Only the margin of one flipped point and the population loss enter; the sample size enters through {T} alone.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("Markov without 1/e1", under(claim, 0, lt(missed + large, room))),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
            Mutant("1 - delta for 1 - 2 delta", under(claim, 0, lt(missed / e1 + large, 1 - delta))),
        ),
        source="this kit, theorem B",
    )
