"""Simplex form: k(k-1)/2 p_1/e1 + (k-1) p_2 < (k(1 - delta) - 1)/(k - 1) gives e_unif-alg >= 1 - e1 - e2, delta up to 7/8."""

from functools import partial

from uccheck.quantities.symbols import delta, e1, e2, gamma, k
from uccheck.rules.catalogue._spaces import sharp_points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Domain, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_unif_alg, exceed, meet_simplex, simplex_below, unflipped
from uccheck.rules.sentences.unfolded import pair_of_simplex, two_of
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Two of the k samples lie in the set with a probability that exceeds the probability of any failing pair."""
    value, room, pairs = 1 - e1 - e2, (k * (1 - delta) - 1) / (k - 1), k * (k - 1) / 2
    missed, large, few = unflipped(*X, 1 / (k - 1)), exceed(*X, gamma, e2), simplex_below(*X, gamma, k, value)
    union = pairs * missed / e1 + (k - 1) * large
    claim = Claim(
        (le(value, e_unif_alg(*Z)),),
        (*PAIRS, Domain(k, 2), *shares(e1), *nonnegatives(e2)),
        (lt(union, room),),
        partial(sharp_points, simplex=True, draws=30),
    )
    proofs = (
        chain(
            few,
            ("<=", union, "one order of each pair is enough", Known("simplex-union")),
            ("<", room, Given()),
            ("<=", meet_simplex(*X, k, delta), "two of `k` samples in one set", two_of(X, k, delta)),
        ),
        chain(value, ("<=", e_unif_alg(*Z), "so some pair with a large gap lies in the set", pair_of_simplex(Z, k, value))),
    )
    return Statement(
        id="theorem-simplex",
        section=5,
        title="Theorem B for a simplex of `k` samples",
        says="Let the {k} samples form the simplex; {N_1} is a margin after the flip of strength {strength}.",
        terms={"strength": 1 / (k - 1)},
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("pairs not counted", under(claim, 0, lt(missed / e1 + large, room))),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
            Mutant("count without -1", under(claim, 0, lt(union, k * (1 - delta) / (k - 1)))),
        ),
        source="this kit, theorem C (elementary range)",
    )
