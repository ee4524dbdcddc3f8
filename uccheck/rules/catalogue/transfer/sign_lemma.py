"""For random signs, P(G < v) < (1 - delta)^4 gives e_unif-alg(m, delta) >= v, for every delta < 1, with nothing cited."""

import sympy as sp

from uccheck.quantities.symbols import delta, gamma, v
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, eq, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_unif_alg, gap_below_signs, meet_signs
from uccheck.rules.prose import NAMES, tied
from uccheck.rules.sentences.unfolded import pair_of_signs
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.signs import CHANGE, Signs


def statement() -> Statement:
    """Given the moduli, S and its partner lie in the set with probability at least the fourth power of its own."""
    few, power = gap_below_signs(*X, gamma, v), (1 - delta) ** 4
    claim = Claim((le(v, e_unif_alg(*Z)),), (*PAIRS, *reals(v)), (lt(few, power),), sharp_points)
    proofs = (
        chain(few, ("<", power, Given()), ("<=", meet_signs(*X, delta), Signs())),
        chain(v, ("<=", e_unif_alg(*Z), "so some pair of the set has a gap of at least `v`", pair_of_signs(Z, v))),
    )
    return Statement(
        id="sign-lemma",
        section=4,
        title="The sign lemma",
        says=(
            "Let {partner} be {S} with the sign of every noise coordinate changed with probability {change}, independently, and {G} the "
            "loss of"
            " {h_S} on {partner} minus its population loss."
        ),
        terms={"partner": NAMES["S'"], "change": tied(CHANGE, eq(1 - 1 / sp.sympify(power).exp, CHANGE))},
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
