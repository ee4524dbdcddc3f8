"""Both halves of the counterexample from one set of replicates: e_gen(m, delta) <= u and e_unif-alg(m, delta) >= v.

A replicate has two limits from one test sample: L, which exceeds its gap G = Lhat_S'(h_S) - L_D(h_S), and U, which lies
below its generalization gap L_D(h_S) - Lhat_S(h_S), only if the upper limit of L_D(h_S) failed: probability at most
a = gap_alpha for both together.

    lower   e_unif-alg >= v for v below the quantile of G of order 1 - q_l, q_l = 2 delta (swap) or 1 - (1 - delta)^4 (sign).
            P(G >= v) >= P(L >= v) - a, so P(L >= v) > q_l + a suffices: an order statistic of the L's.
    upper   e_gen <= u when P(L_D - Lhat_S <= u) >= 1 - delta. P(L_D - Lhat_S > u) <= P(U > u) + a, so
            P(U <= u) >= 1 - delta + a suffices: an order statistic of the U's.

The two share alpha equally, so that they hold together. R replicates carry the lower half when (q_l + a)^R <= alpha/2, the
upper half when (1 - delta + a)^R <= alpha/2; fewer certify nothing.

Glossary
    Halves    u and v with what they rest on; u is 1 and v is 0 (always true) where nothing is certified
    Demand    how many replicates each half needs
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import ctx

from uccheck.balls import ball
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, nonnegative, probability
from uccheck.core.verdict import NoBool, Verdict
from uccheck.counterexample.transfer import (
    Reached,
    require_gaps,
    sign_from_draws,
    sign_threshold,
    swap_from_draws,
    swap_threshold,
)
from uccheck.statistics.estimate import Real, quantile_upper_limit, tail_rank

SWAP, SIGN = "swap", "sign"


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Replicates that the lower and the upper half need at a delta; `upper` is 0 where it was not asked for."""

    lower: int
    upper: int

    @property
    def both(self) -> int:
        """Replicates that carry everything asked for."""
        return max(self.lower, self.upper)


@dataclass(frozen=True, kw_only=True)
class Halves(NoBool):
    """e_gen(m, delta) <= e_gen_upper and e_unif-alg(m, delta) >= reached.value, together, except with probability alpha.

    `e_gen_upper` is None where the plan asked for the lower half alone; `e_gen_rank` is the position of the limit that it
    is, from the smallest, 0 if the replicates were too few (then it is 1, which is always true).
    """

    reached: Reached
    e_gen_upper: Fraction | None
    e_gen_rank: int
    alpha: Fraction
    gap_alpha: Fraction

    @property
    def e_unif_alg_lower(self) -> Fraction:
        """v: 0 when nothing is certified."""
        return Fraction(self.reached.value)

    @property
    def e_gen_at_most(self) -> Fraction:
        """u: 1, which is always true, when nothing is certified."""
        return Fraction(1) if self.e_gen_upper is None else self.e_gen_upper

    @property
    def exceeds(self) -> Verdict:
        """UPHELD if v > u: uniform convergence cannot explain a gap as small as the certified one."""
        shown = self.e_gen_upper is not None and self.e_unif_alg_lower > self.e_gen_upper
        return Verdict.UPHELD if shown else Verdict.UNDECIDED

    def vacuous_beside(self, trivial: Fraction) -> Verdict:
        """UPHELD if v >= trivial > u: no uniform convergence bound beats the trivial predictor, yet the gap is below that.

        `trivial` is the error of the best constant answer. With v alone, or with u above it, nothing is vacuous: the
        learner itself may be no better than that predictor.
        """
        u = self.e_gen_upper
        shown = u is not None and self.e_unif_alg_lower >= trivial > u
        return Verdict.UPHELD if shown else Verdict.UNDECIDED


def lemma_for(delta: Exact) -> str:
    """The lemma whose threshold is the larger at this delta: swap up to 0.456, sign beyond. Depends on delta alone."""
    share = probability(delta, "delta")
    return SWAP if share < Fraction(1, 2) and swap_threshold(share) >= sign_threshold(share) else SIGN


def threshold(lemma: str, delta: Exact) -> Fraction:
    """What {G < v} must be rarer than, by the named lemma."""
    return swap_threshold(delta) if lemma == SWAP else sign_threshold(delta)


def demand(delta: Exact, alpha: Exact, gap_alpha: Exact, *, lemma: str, both: bool = True) -> Demand:
    """How many replicates the halves need at joint error probability alpha, before anything is run.

    Raises: InvalidParameter where no number of replicates suffices, since gap_alpha uses up what delta leaves.
    """
    share, slack = probability(delta, "delta"), nonnegative(gap_alpha, "gap_alpha")
    level, rates = _level(alpha, both), _rates(share, slack, lemma, both)
    lower, *upper = [_needed(q, level, what, share, slack) for q, what in zip(rates, (f"the {lemma} lemma", "e_gen"), strict=False)]
    return Demand(lower=lower, upper=upper[0] if upper else 0)


def carried(replicates: int, alpha: Exact, gap_alpha: Exact, *, both: bool = True, grid: int = 200) -> list[Fraction]:
    """The deltas 1/grid, 2/grid, .. that this many replicates carry, by the lemma of each delta."""
    level, slack = _level(alpha, both), nonnegative(gap_alpha, "gap_alpha")
    deltas = [Fraction(number, grid) for number in range(1, grid)]
    return [delta for delta in deltas if all(q < 1 and q**replicates <= level for q in _rates(delta, slack, lemma_for(delta), both))]


def _level(alpha: Exact, both: bool) -> Fraction:
    return probability(alpha, "alpha") / (2 if both else 1)


def _rates(delta: Fraction, slack: Fraction, lemma: str, both: bool) -> tuple[Fraction, ...]:
    """What a replicate says nothing with, at most, in the lower and the upper half: q with q^R <= alpha for R of them."""
    lower = 1 - threshold(lemma, delta) + slack
    return (lower, 1 - delta + slack) if both else (lower,)


def certify_halves(
    gaps: Sequence[Real],
    generalization: Sequence[Real] | None,
    *,
    delta: Exact,
    alpha: Exact,
    gap_alpha: Exact,
    lemma: str,
) -> Halves:
    """Both halves from the limits L of the gaps and U of the generalization gaps; without U the lower half alone.

    Guarantee: e_gen(m, delta) <= e_gen_upper and e_unif-alg(m, delta) >= reached.value, except with probability alpha,
    for replicates that are independent and of one law, each L and U wrong together with probability at most gap_alpha.
    """
    level, slack = probability(alpha, "alpha"), nonnegative(gap_alpha, "gap_alpha")
    each = level if generalization is None else level / 2
    by_lemma = swap_from_draws if lemma == SWAP else sign_from_draws
    reached = by_lemma(gaps, delta, each, gap_alpha=slack)
    upper, rank = (None, 0) if generalization is None else _e_gen(generalization, probability(delta, "delta"), each, slack)
    return Halves(reached=reached, e_gen_upper=upper, e_gen_rank=rank, alpha=level, gap_alpha=slack)


def _e_gen(limits: Sequence[Real], delta: Fraction, alpha: Fraction, slack: Fraction) -> tuple[Fraction, int]:
    """The least of 1 and an order statistic that lies below the quantile of order 1 - delta + slack with rarity alpha."""
    require_gaps(limits)
    order = 1 - delta + slack
    if order >= 1:
        raise InvalidParameter(_used_up("e_gen", delta, slack))
    rank = tail_rank(len(limits), order, alpha)
    limit = quantile_upper_limit(limits, order, alpha)
    return (Fraction(1), 0) if rank > len(limits) else (Fraction(limit), rank)


def _needed(q: Fraction, alpha: Fraction, what: str, delta: Fraction, slack: Fraction) -> int:
    """The least R with q^R <= alpha: then R equal limits certify."""
    if q >= 1:
        raise InvalidParameter(_used_up(what, delta, slack))
    with ctx.workprec(192):
        least = ball(alpha).log() / ball(q).log()  # R >= ln(alpha)/ln(q); q^R itself has millions of digits where R is large
        count = least.ceil().unique_fmpz()
        if count is not None:
            return int(count)
        near = round(float(least.mid()))
    return near if q**near <= alpha else near + 1


def _used_up(what: str, delta: Fraction, slack: Fraction) -> str:
    return f"limits wrong with probability {as_written(slack)} use up what delta = {as_written(delta)} leaves {what}: lower gap_alpha"
