"""Theorem C: P(N_1 > 0)/e1 + P(L_D > e2) < (1 - delta)^(2/(1 - rho)) gives e_unif-alg >= 1 - e1 - e2 for every delta < 1."""

from uccheck.quantities.symbols import delta, e1, e2, gamma, rho, v
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_unif_alg, exceed, gap_below, unflipped
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """The split of theorem B, with the correlated swap lemma in the place of the swap lemma."""
    value, room = 1 - e1 - e2, (1 - delta) ** (2 / (1 - rho))
    missed, large = unflipped(*X, rho), exceed(*X, gamma, e2)
    small = lt(missed / e1 + large, room)
    claim = Claim((le(value, e_unif_alg(*Z)),), (*PAIRS, *units(rho), *shares(e1), *nonnegatives(e2)), (small,), sharp_points)
    few = gap_below(*X, gamma, rho, value)
    proofs = (
        chain(few, ("<=", missed / e1 + large, Known("markov")), ("<", room, Given())),
        chain(value, ("<=", e_unif_alg(*Z), Known("correlated-swap-lemma", {v: value}))),
    )
    return Statement(
        id="theorem-c",
        section=5,
        title="Theorem C (every `delta < 1`)",
        says="Here {N_1} is a margin after the correlated flip with parameter {rho}.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("Markov without 1/e1", under(claim, 0, lt(missed + large, room))),
            Mutant("exponent 1/(1 - rho)", under(claim, 0, lt(missed / e1 + large, (1 - delta) ** (1 / (1 - rho))))),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
        ),
        source="this kit, theorem C",
    )
