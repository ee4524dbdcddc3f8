"""Theorem C by random signs: P(N_1 > 0)/e1 + P(L_D > e2) < (1 - delta)^4, with nothing cited."""

from uccheck.quantities.symbols import delta, e1, e2, gamma, v
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_unif_alg, exceed, gap_below_signs, unflipped_signs
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """The split of theorem B, with the sign lemma in the place of the swap lemma."""
    value, room = 1 - e1 - e2, (1 - delta) ** 4
    missed, large = unflipped_signs(*X), exceed(*X, gamma, e2)
    small = lt(missed / e1 + large, room)
    claim = Claim((le(value, e_unif_alg(*Z)),), (*PAIRS, *shares(e1), *nonnegatives(e2)), (small,), sharp_points)
    few = gap_below_signs(*X, gamma, value)
    proofs = (
        chain(few, ("<=", missed / e1 + large, Known("markov-signs")), ("<", room, Given())),
        chain(value, ("<=", e_unif_alg(*Z), Known("sign-lemma", {v: value}))),
    )
    return Statement(
        id="theorem-signs",
        section=5,
        title="Theorem C by random signs (every `delta < 1`, nothing cited)",
        says="Here {N_1} is a margin after random signs, as in the sign lemma.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("Markov without 1/e1", under(claim, 0, lt(missed + large, room))),
            Mutant("square for the fourth power", under(claim, 0, lt(missed / e1 + large, (1 - delta) ** 2))),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
        ),
        source="this kit, theorem C; the sign lemma is ours",
    )
