"""Transfer lemmas: from a bad pair of samples to a value that e_unif-alg(m, delta) reaches.

Setting. e_unif-alg(m, delta) is the least e for which some set of samples A with P(S in A) >= 1 - delta has
|L_D(h_S) - Lhat_S'(h_S)| <= e for all S, S' in A. The gap of a pair is G = Lhat_S'(h_S) - L_D(h_S). If {G < v} is rarer
than the event that both samples lie in A, then a pair with G >= v lies in A, whatever A is: e_unif-alg(m, delta) >= v.

Glossary
    threshold(lemma)   the probability that both lie in A is at least this: {G < v} must be strictly rarer.
    swap        S' has the law of S:              1 - 2 delta.                     Elementary.
    sign        involutions kept apart, each applied with probability 3/4:  (1 - delta)^4.  Elementary.

The simplex of k samples and the correlated flip are rules of the linear setting (`rules/catalogue`). The functions here are pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, nonnegative, probability
from uccheck.statistics.estimate import Real, quantile_lower_limit, tail_rank


def swap_threshold(delta: Exact) -> Fraction:
    """1 - 2 delta: S and S' both lie in A with at least this probability, since each is missing with at most delta.

    Raises: InvalidParameter for delta >= 1/2, where the bound says nothing.
    """
    share = probability(delta, "delta")
    if share >= Fraction(1, 2):
        raise InvalidParameter(
            f"the swap lemma needs delta < 1/2, got {as_written(share)}: a set of probability 1 - delta may then avoid "
            "one sample of every pair; use the sign lemma"
        )
    return 1 - 2 * share


def sign_threshold(delta: Exact) -> Fraction:
    """(1 - delta)^4: S and S' both lie in A with at least this probability.

    Requires: S of independent coordinates, each with a measure-preserving involution; S' applies each of them with
    probability 3/4, independently of S and of each other. Given the orbit of S, the pair is (u, v) with u uniform on
    {-1, 1}^n and v_j = -u_j with probability 3/4, and E F(u)^2 G(v)^2 >= (E F)^2 (E G)^2 for F, G >= 0 there.
    """
    return (1 - probability(delta, "delta")) ** 4


@dataclass(frozen=True, kw_only=True)
class Reached:
    """e_unif-alg(m, delta) >= value, except with probability alpha over the draws.

    `rank` of `draws` is the position, from the smallest, of the gap that `value` is; 0 if the draws were too few, and
    then value is 0, which is always true. It keeps its inputs so that it can be examined again.
    """

    value: Real
    lemma: str
    delta: Fraction
    alpha: Fraction
    threshold: Fraction
    draws: int
    rank: int


def swap_from_draws(gaps: Sequence[Real], delta: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Reached:
    """The value that independent draws of G give by the swap lemma.

    sup{v : P(G >= v) > 2 delta} is the quantile of G of order 1 - 2 delta. If a draw is a lower confidence limit that
    passes its G with probability at most gap_alpha, then P(G < v) <= P(draw < v) + gap_alpha: the order is lowered.
    """
    return _from_draws(gaps, swap_threshold(delta), alpha, gap_alpha, lemma="swap", delta=delta)


def sign_from_draws(gaps: Sequence[Real], delta: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Reached:
    """The same by the sign lemma, for every delta < 1; a draw is the gap of S and its partly flipped S'."""
    return _from_draws(gaps, sign_threshold(delta), alpha, gap_alpha, lemma="sign", delta=delta)


def _from_draws(
    gaps: Sequence[Real],
    threshold: Fraction,
    alpha: Exact,
    gap_alpha: Exact,
    *,
    lemma: str,
    delta: Exact,
) -> Reached:
    level, slack = probability(alpha, "alpha"), nonnegative(gap_alpha, "gap_alpha")
    require_gaps(gaps)
    order = threshold - slack
    if order <= 0:
        raise InvalidParameter(
            f"gaps wrong with probability {as_written(slack)} use up the {lemma} lemma's {float(threshold):.6g}: lower gap_alpha"
        )
    rank = len(gaps) + 1 - tail_rank(len(gaps), 1 - order, level)
    limit = quantile_lower_limit(gaps, order, level)
    return Reached(
        value=limit if limit > 0 else Fraction(0),
        lemma=lemma,
        delta=probability(delta, "delta"),
        alpha=level,
        threshold=threshold,
        draws=len(gaps),
        rank=rank,
    )


def require_gaps(gaps: Sequence[Real], first: int = 0) -> None:
    """Refuse a gap that no loss with values in [0, 1] can have.

    Raises: InvalidParameter with the number of the draw, counted from `first`, unless every gap is a number of [-1, 1].
    """
    for number, gap in enumerate(gaps, first):
        real = isinstance(gap, int | Fraction | float) and not isinstance(gap, bool)
        if not real or not -1 <= gap <= 1:
            raise InvalidParameter(
                f"gap {number} is {gap!r}: it must be a number of [-1, 1], the difference of two losses with values in [0, 1]"
            )
