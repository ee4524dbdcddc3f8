"""Exact confidence limits of proportions and quantiles, a confidence sequence, and the error budget of a session.

Glossary
    lower_limit, upper_limit   one-sided Clopper-Pearson limits: a float proposes, `binomial` verifies.
    quantile_lower_limit, quantile_upper_limit   order statistics that bound a quantile.
    confidence_sequence        an interval that may be looked at after every trial.
    AlphaBudget                error probabilities spent, never more than the total.

Limits are rounded outward to the grid 2^-(32 + bits of n), and are the best points of that grid, so they depend on no
floating-point library. Above `binomial.EXACT_UP_TO` trials the verification uses balls in place of integers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count
from numbers import Integral
from typing import cast

from uccheck.core.bisection import first_of
from uccheck.core.errors import BudgetExceeded, InvalidParameter
from uccheck.core.exact import Exact, as_written, probability
from uccheck.core.verdict import Verdict
from uccheck.statistics.binomial import mixture_at_most, upper_tail_at_most

MAX_TRIALS = 10**9

#: A draw: exact or a float; both may be mixed, since they compare exactly.
Real = float | Fraction


def lower_limit(k: int, n: int, alpha: Exact) -> Fraction:
    """The largest grid point p with P(Bin(n, p) >= k) <= alpha; 0 for k = 0.

    Guarantee: for K ~ Bin(n, q), P(lower_limit(K, n, alpha) > q) <= alpha, for every q.
    Raises: InvalidParameter unless 0 <= k <= n <= MAX_TRIALS and 0 < alpha < 1.
    """
    level = probability(alpha, "alpha")
    k, n = _counts(k, n)
    if k == 0:
        return Fraction(0)
    unit = _grid(n)

    def holds(position: int, exactly: bool | None) -> bool:
        return upper_tail_at_most(n, k, Fraction(position, unit), level, exactly=exactly) is Verdict.UPHELD

    return Fraction(_last_verified(holds, _proposal(k, n, float(level), unit), unit), unit)


def upper_limit(k: int, n: int, alpha: Exact) -> Fraction:
    """The smallest grid point p with P(Bin(n, p) <= k) <= alpha; 1 for k = n.

    Guarantee: for K ~ Bin(n, q), P(upper_limit(K, n, alpha) < q) <= alpha, for every q.
    """
    k, n = _counts(k, n)
    return 1 - lower_limit(n - k, n, alpha)


def interval(k: int, n: int, alpha: Exact) -> tuple[Fraction, Fraction]:
    """The limits at alpha/2 on each side: they miss the proportion with probability at most alpha."""
    half = probability(alpha, "alpha") / 2
    return lower_limit(k, n, half), upper_limit(k, n, half)


def tail_rank(n: int, p: Exact, alpha: Exact) -> int:
    """The least j with P(Bin(n, p) >= j) <= alpha, which lies in 1..n + 1."""
    share, level = probability(p, "p"), probability(alpha, "alpha")
    _, n = _counts(0, n)

    def fails(j: int) -> bool:
        return upper_tail_at_most(n, j, share, level) is not Verdict.UPHELD

    return _last(fails, _rank_proposal(n, float(share), float(level)), n) + 1


def quantile_lower_limit(values: Sequence[Real], beta: Exact, alpha: Exact) -> Real:
    """A draw that exceeds the quantile q = inf{x : P(X <= x) >= beta} with probability at most alpha, or -inf.

    q is also sup{v : P(X >= v) > 1 - beta}. The j-th largest of n draws exceeds q only if j draws do, each with
    probability at most 1 - beta; so j = tail_rank(n, 1 - beta, alpha) serves.
    """
    rank = tail_rank(len(values), 1 - probability(beta, "beta"), alpha)
    return _sorted(values)[-rank] if rank <= len(values) else -math.inf


def quantile_upper_limit(values: Sequence[Real], beta: Exact, alpha: Exact) -> Real:
    """A draw that lies below the quantile q = inf{x : P(X <= x) >= beta} with probability at most alpha, or +inf.

    The j-th smallest of n draws lies below q only if j draws do, each with probability P(X < q) <= beta.
    """
    rank = tail_rank(len(values), beta, alpha)
    return _sorted(values)[rank - 1] if rank <= len(values) else math.inf


def confidence_sequence(k: int, n: int, alpha: Exact) -> tuple[Fraction, Fraction]:
    """An interval outside which p has (n + 1) C(n, k) p^k (1 - p)^(n - k) <= alpha, rounded outward.

    Guarantee: with k successes in the first n trials, the probability that the interval misses p at *any* n >= 0 is at
    most alpha: the beta(1, 1) mixture of likelihood ratios, 1/((n + 1) C(n, k) p^k (1 - p)^(n - k)), is a martingale of
    mean 1 (Ville's inequality). One may therefore look after every trial and stop when decided.
    """
    level = probability(alpha, "alpha")
    k, n = _counts(k, n)
    return _sequence_lower(k, n, level), 1 - _sequence_lower(n - k, n, level)


class AlphaBudget:
    """Error probabilities spent by a session: a union bound, kept below a total."""

    def __init__(self, total: Exact) -> None:
        self.total = probability(total, "the error budget")
        self._spent: list[tuple[str, Fraction]] = []

    @property
    def items(self) -> tuple[tuple[str, Fraction], ...]:
        """What was spent, in order: (name, alpha)."""
        return tuple(self._spent)

    @property
    def spent(self) -> Fraction:
        """The sum of all error probabilities spent."""
        return sum((alpha for _, alpha in self._spent), Fraction(0))

    @property
    def left(self) -> Fraction:
        """What may still be spent."""
        return self.total - self.spent

    def spend(self, alpha: Exact, name: str) -> Fraction:
        """Book `alpha` under `name` and return it as a Fraction.

        Raises: BudgetExceeded if the sum would pass the total; then nothing is booked.
        """
        price = probability(alpha, "alpha")
        if price > self.left:
            raise BudgetExceeded(
                f"{name} asks for alpha = {as_written(price)}, but {as_written(self.left)} of {as_written(self.total)} "
                "is left: raise the total or lower this alpha"
            )
        self._spent.append((name, price))
        return price


def _sorted(values: Sequence[Real]) -> list[Real]:
    if any(value != value for value in values):
        raise InvalidParameter("a draw is NaN: a quantile needs every draw, drop none and find why one is missing")
    return cast(list[Real], sorted(cast(Sequence[Fraction], values)))


def _counts(k: int, n: int) -> tuple[int, int]:
    """k and n as plain ints with 0 <= k <= n <= MAX_TRIALS."""
    if any(not isinstance(count, Integral) or isinstance(count, bool) for count in (k, n)):
        raise InvalidParameter(f"counts must be whole numbers, got k = {k!r}, n = {n!r}")
    if not 0 <= k <= n:
        raise InvalidParameter(f"a count k of n needs 0 <= k <= n, got k = {k}, n = {n}")
    if n > MAX_TRIALS:
        raise InvalidParameter(f"n must be at most {MAX_TRIALS}, got {n}")
    return int(k), int(n)


def _grid(n: int) -> int:
    return 1 << (32 + n.bit_length())


def _proposal(k: int, n: int, alpha: float, unit: int) -> int:
    from scipy.special import betaincinv

    guess = float(betaincinv(k, n - k + 1, alpha))
    return int(guess * unit) if 0 < guess < 1 else 0


def _sequence_lower(k: int, n: int, alpha: Fraction) -> Fraction:
    """The largest grid point p <= k/n such that the mixture refutes p: then it refutes every smaller p too."""
    if k == 0:
        return Fraction(0)
    unit = _grid(n)
    peak = k * unit // n  # the likelihood increases up to k/n

    def refuted(position: int, exactly: bool | None) -> bool:
        return mixture_at_most(n, k, Fraction(position, unit), alpha, exactly=exactly) is Verdict.UPHELD

    return Fraction(_last_verified(refuted, _sequence_proposal(k, n, float(alpha), unit), peak), unit)


def _rank_proposal(n: int, share: float, level: float) -> int:
    """About the rank n share + spread."""
    return int(n * share + math.sqrt(n * share * (1 - share) * -2 * math.log(max(level, 1e-300))))


def _sequence_proposal(k: int, n: int, alpha: float, unit: int) -> int:
    """About the grid point below k/n that the mixture still refutes."""
    spread = math.sqrt(k * (n - k) / n**3 * 2 * math.log((n + 1) / max(alpha, 1e-300)))
    return int((k / n - spread) * unit)


def _last_verified(holds: Callable[[int, bool | None], bool], guess: int, top: int) -> int:
    """The last i of 0..top at which `holds`: balls search, the integers, as far as they reach, decide."""
    found = _last(lambda i: holds(i, False), guess, top)
    while not holds(found, None):
        found -= 1
    while found < top and holds(found + 1, None):
        found += 1
    return found


def _last(holds: Callable[[int], bool], guess: int, top: int) -> int:
    """The last i of 0..top with holds(i), for a predicate true up to some point, from 0 on; searched around any guess."""
    guess = max(0, min(guess, top))
    for span in (1 << power for power in count()):
        low, high = max(guess - span, 0), min(guess + span, top + 1)
        if holds(low) and (high > top or not holds(high)):
            break
    return first_of(low, high, lambda i: not holds(i)) - 1
