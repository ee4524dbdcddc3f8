"""Transfer lemmas: from a bad pair of samples to a value that e_unif-alg(m, delta) reaches.

Setting. e_unif-alg(m, delta) is the least e for which some set of samples A with P(S in A) >= 1 - delta has
|L_D(h_S) - Lhat_S'(h_S)| <= e for all S, S' in A. The gap of a pair is G = Lhat_S'(h_S) - L_D(h_S). If {G < v} is rarer
than the event that both samples lie in A, then a pair with G >= v lies in A, whatever A is: e_unif-alg(m, delta) >= v.

Glossary
    threshold(lemma)   the probability that both lie in A is at least this: {G < v} must be strictly rarer.
    swap        S' has the law of S:              1 - 2 delta.                     Elementary.
    simplex     S_1..S_k each have the law of S:  (k (1 - delta) - 1)/(k - 1).     Elementary.
    sign        involutions kept apart, each applied with probability 3/4:  (1 - delta)^4.  Elementary.
    correlated  Gaussian pair, correlation -rho:  (1 - delta)^(2/(1 - rho)).       Cites reverse hypercontractivity.

The functions here are pure: probabilities in, verdicts and values out. `counterexample` draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, exact, nonnegative, positive_integer, probability
from uccheck.core.verdict import Verdict
from uccheck.statistics.estimate import Real, quantile_lower_limit, tail_rank

REVERSE_HYPERCONTRACTIVITY = "cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)"

_EXACT_POWER = 4096  # exponents up to this are taken exactly, larger ones by balls


def swap_threshold(delta: Exact) -> Fraction:
    """1 - 2 delta: S and S' both lie in A with at least this probability, since each is missing with at most delta.

    Raises: InvalidParameter for delta >= 1/2, where the bound says nothing.
    """
    share = probability(delta, "delta")
    if share >= Fraction(1, 2):
        raise InvalidParameter(
            f"the swap lemma needs delta < 1/2, got {as_written(share)}: a set of probability 1 - delta may then avoid "
            "one sample of every pair; use the sign, the simplex or the correlated swap lemma (theorem C)"
        )
    return 1 - 2 * share


def swap_holds(probability_lower: Exact, delta: Exact) -> Verdict:
    """UPHELD if P(G >= v) > 2 delta follows from P(G >= v) >= probability_lower: then e_unif-alg(m, delta) >= v.

    UNDECIDED otherwise: the lemma is sufficient only. Source: the paper's argument for its main theorem.
    """
    good = _share(probability_lower, "probability_lower")
    return _upheld_if(good > 1 - swap_threshold(delta))


def simplex_threshold(delta: Exact, k: Exact) -> Fraction:
    """(k (1 - delta) - 1)/(k - 1): two of S_1..S_k lie in A with at least this probability.

    Their number N in A has k (1 - delta) <= E N <= P(N <= 1) + k P(N >= 2) = 1 + (k - 1) P(N >= 2). It may be negative.
    """
    size, share = positive_integer(k, "k"), probability(delta, "delta")
    if size < 2:
        raise InvalidParameter("the simplex lemma needs k >= 2 samples, got k = 1")
    return (size * (1 - share) - 1) / (size - 1)


def simplex_holds(bad_upper: Exact, delta: Exact, k: Exact) -> Verdict:
    """UPHELD if P(some pair a < c is not bad) <= bad_upper is below the simplex threshold: e_unif-alg(m, delta) >= v.

    One order of each pair is enough, so the union bound runs over k (k - 1)/2 pairs: bad_upper = k (k - 1)/2 P(G < v)
    when all pairs have the law of G.
    """
    return _upheld_if(_share(bad_upper, "bad_upper") < simplex_threshold(delta, k))


def simplex_sizes(delta: Exact, r: Exact) -> range:
    """The sizes k that the simplex lemma admits: delta < 1 - 1/k, and k - 1 < 1/r so that pairs flip (rho = 1/(k - 1)).

    The pairs of a regular simplex of k Gaussian noises have correlation -1/(k - 1), and the flip needs rho > r.
    """
    share, ratio = probability(delta, "delta"), exact(r, "r")
    if ratio <= 0:
        raise InvalidParameter(f"r must be positive, got {as_written(ratio)}")
    least = max(2, math.floor(1 / (1 - share)) + 1)
    return range(least, max(least, math.ceil(1 / ratio) + 1))


def simplex_k(delta: Exact, r: Exact) -> int | None:
    """The least admissible size of the simplex, or None: then only the correlated swap lemma is left."""
    return next(iter(simplex_sizes(delta, r)), None)


def sign_threshold(delta: Exact) -> Fraction:
    """(1 - delta)^4: S and S' both lie in A with at least this probability.

    Requires: S of independent coordinates, each with a measure-preserving involution; S' applies each of them with
    probability 3/4, independently of S and of each other. Given the orbit of S, the pair is (u, v) with u uniform on
    {-1, 1}^n and v_j = -u_j with probability 3/4, and E F(u)^2 G(v)^2 >= (E F)^2 (E G)^2 for F, G >= 0 there.
    """
    return (1 - probability(delta, "delta")) ** 4


def sign_holds(bad_upper: Exact, delta: Exact) -> Verdict:
    """UPHELD if P(G < v) <= bad_upper < (1 - delta)^4: then e_unif-alg(m, delta) >= v, for every delta < 1."""
    return _upheld_if(_share(bad_upper, "bad_upper") < sign_threshold(delta))


def correlated_exponent(rho: Exact) -> Fraction:
    """2/(1 - rho), rho in (0, 1): P(S in A, S' in A) >= P(A)^exponent for Gaussian pairs of correlation -rho.

    Source: two-set Gaussian reverse hypercontractivity, cited; Jensen's inequality over the labels.
    """
    strength = probability(rho, "rho")
    return 2 / (1 - strength)


def correlated_holds(bad_upper: Exact, delta: Exact, rho: Exact) -> Verdict:
    """UPHELD if P(G < v) <= bad_upper < (1 - delta)^(2/(1 - rho)): then e_unif-alg(m, delta) >= v.

    A conclusion drawn from it trusts REVERSE_HYPERCONTRACTIVITY and must say so.
    """
    bad, kept, power = _share(bad_upper, "bad_upper"), 1 - probability(delta, "delta"), correlated_exponent(rho)
    if power.numerator <= _EXACT_POWER:
        return _upheld_if(bad**power.denominator < kept**power.numerator)
    return _upheld_if(bad < _power_below(kept, power))


def correlated_threshold(delta: Exact, rho: Exact) -> Fraction:
    """A rational number just below (1 - delta)^(2/(1 - rho))."""
    return _power_below(1 - probability(delta, "delta"), correlated_exponent(rho))


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
    trusts: tuple[str, ...] = ()


def swap_from_draws(gaps: Sequence[Real], delta: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Reached:
    """The value that independent draws of G give by the swap lemma.

    sup{v : P(G >= v) > 2 delta} is the quantile of G of order 1 - 2 delta. If a draw is a lower confidence limit that
    passes its G with probability at most gap_alpha, then P(G < v) <= P(draw < v) + gap_alpha: the order is lowered.
    """
    return _from_draws(gaps, swap_threshold(delta), alpha, gap_alpha, lemma="swap", delta=delta)


def simplex_from_draws(gaps: Sequence[Real], delta: Exact, k: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Reached:
    """The same by the simplex lemma; a draw is the least gap over the pairs a < c of one simplex of k samples."""
    threshold = simplex_threshold(delta, k)
    if threshold <= 0:
        least = math.floor(1 / (1 - probability(delta, "delta"))) + 1
        raise InvalidParameter(f"a simplex of k = {k} samples needs delta < 1 - 1/k: take k >= {least} for {delta}")
    return _from_draws(gaps, threshold, alpha, gap_alpha, lemma="simplex", delta=delta)


def sign_from_draws(gaps: Sequence[Real], delta: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Reached:
    """The same by the sign lemma, for every delta < 1; a draw is the gap of S and its partly flipped S'."""
    return _from_draws(gaps, sign_threshold(delta), alpha, gap_alpha, lemma="sign", delta=delta)


def correlated_from_draws(
    gaps: Sequence[Real], delta: Exact, rho: Exact, alpha: Exact, *, gap_alpha: Exact = 0
) -> Reached:
    """The same by the correlated swap lemma, which cites reverse hypercontractivity."""
    threshold = correlated_threshold(delta, rho)
    trusts = (REVERSE_HYPERCONTRACTIVITY,)
    return _from_draws(gaps, threshold, alpha, gap_alpha, lemma="correlated swap", delta=delta, trusts=trusts)


def swap_value_from_draws(gaps: Sequence[Real], delta: Exact, alpha: Exact, *, gap_alpha: Exact = 0) -> Real:
    """A v with e_unif-alg(m, delta) >= v, except with probability alpha over the draws; see swap_from_draws."""
    return swap_from_draws(gaps, delta, alpha, gap_alpha=gap_alpha).value


def _from_draws(
    gaps: Sequence[Real],
    threshold: Fraction,
    alpha: Exact,
    gap_alpha: Exact,
    *,
    lemma: str,
    delta: Exact,
    trusts: tuple[str, ...] = (),
) -> Reached:
    level, slack = probability(alpha, "alpha"), nonnegative(gap_alpha, "gap_alpha")
    require_gaps(gaps)
    order = threshold - slack
    if order <= 0:
        raise InvalidParameter(
            f"gaps wrong with probability {as_written(slack)} use up the {lemma} lemma's {float(threshold):.6g}: "
            "lower gap_alpha"
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
        trusts=trusts,
    )


def require_gaps(gaps: Sequence[Real]) -> None:
    """Refuse a gap that no loss with values in [0, 1] can have.

    Raises: InvalidParameter with the number of the draw, unless every gap is a number of [-1, 1].
    """
    for number, gap in enumerate(gaps):
        real = isinstance(gap, int | Fraction | float) and not isinstance(gap, bool)
        if not real or not -1 <= gap <= 1:
            raise InvalidParameter(
                f"gap {number} is {gap!r}: it must be a number of [-1, 1], the difference of two losses with values in [0, 1]"
            )


def _share(value: Exact, name: str) -> Fraction:
    found = exact(value, name)
    if not 0 <= found <= 1:
        raise InvalidParameter(f"{name} is a probability and must lie in [0, 1], got {as_written(found)}")
    return found


def _upheld_if(sufficient: bool) -> Verdict:
    return Verdict.UPHELD if sufficient else Verdict.UNDECIDED


def _power_below(base: Fraction, power: Fraction) -> Fraction:
    """A dyadic number at most base**power, with relative error below 2^-60 or so; 0 < base < 1 <= power."""
    from flint import arb, ctx, fmpq

    with ctx.workprec(192):
        x = arb(fmpq(base.numerator, base.denominator))
        ball = (x.log() * arb(fmpq(power.numerator, power.denominator))).exp()
        mantissa, exponent = ball.lower().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
