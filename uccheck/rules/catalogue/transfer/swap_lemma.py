"""If S' is the flip of S and P(G < v) < 1 - 2 delta, then e_unif-alg(m, delta) >= v."""

from uccheck.quantities.symbols import delta, gamma, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_unif_alg, gap_below, meet
from uccheck.rules.sentences.unfolded import pair_of_flips
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Both


def statement() -> Statement:
    """Every set of probability at least 1 - delta contains S and its flip with probability at least 1 - 2 delta."""
    few, both = gap_below(*X, gamma, ONE, v), meet(*X, ONE, delta)
    small = lt(few, 1 - 2 * delta)
    claim = Claim((le(v, e_unif_alg(*Z)),), (*PAIRS, *reals(v)), (small,), points)
    proofs = (
        chain(
            few,
            ("<", 1 - 2 * delta, Given()),
            (
                "<=",
                both,
                Both(),
            ),
        ),
        chain(v, ("<=", e_unif_alg(*Z), "so some pair of the set has a gap of at least `v`", pair_of_flips(Z, ONE, v))),
    )
    return Statement(
        id="swap-lemma",
        section=4,
        title="The swap lemma",
        says="Let {G} be the loss of {h_S} on the flip of {S} minus its population loss.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("1 - delta for 1 - 2 delta", under(claim, 0, lt(few, 1 - delta))),
            Mutant("<= for <", under(claim, 0, le(few, 1 - 2 * delta), points=_tie)),
            Mutant("more than the gap", changed(claim, lhs=v + ONE / 8)),
            Mutant("reversed", changed(claim, lhs=e_unif_alg(*Z), rhs=v)),
        ),
        source="this kit, swap lemma; N&K, proof of the main theorem",
    )


def _tie() -> tuple[dict[object, object], ...]:
    """Four points; two samples of one point err on each other alone: at delta = 1/4 the set without one of the two will do."""
    from fractions import Fraction

    from uccheck.quantities.finite.spaces import Space
    from uccheck.quantities.symbols import D, b, m, s

    margins = tuple(tuple(Fraction(-1 if {p, x} == {0, 3} else 1) for x in range(4)) for p in range(4))
    space = Space(1, (Fraction(1, 4),) * 4, margins, ((3, 2, 1, 0),))
    values = {m: 1, D: space.D, s: space.s, b: space.b, gamma: 0, delta: Fraction(1, 4), v: Fraction(1, 2)}
    return ({**values, **space.interpretation()},)
