"""Binomial tails compared with a number, rigorously: exact integers, or balls where the integers would be too long.

Glossary
    upper_tail_at_most(n, k, p, alpha)   whether P(Bin(n, p) >= k) <= alpha.
    mixture_at_most(n, k, p, alpha)      whether (n + 1) C(n, k) p^k (1 - p)^(n - k) <= alpha.

For n <= EXACT_UP_TO both sides are integers over the same denominator and nothing is rounded. Beyond, the first term
is a ball, the sum runs until a geometric bound on the rest is negligible, and the precision is raised once.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

from uccheck.core.verdict import Verdict

EXACT_UP_TO = 50_000
_PRECISIONS = (192, 448)
_NEGLIGIBLE = arb(2) ** -96


def upper_tail_at_most(n: int, k: int, p: Fraction, alpha: Fraction, *, exactly: bool | None = None) -> Verdict:
    """Whether P(Bin(n, p) >= k) <= alpha, for 0 <= k <= n + 1, 0 <= p <= 1 and alpha >= 0.

    Guarantee: UPHELD and REFUTED are certain. `exactly` chooses integers (never UNDECIDED) or balls; by default
    integers up to n = EXACT_UP_TO.
    """
    if k <= 0 or p in (0, 1):
        tail = Fraction(int(k <= 0 or (p == 1 and k <= n)))
        return _decided(tail <= alpha)
    if k > n:
        return Verdict.UPHELD  # the tail is 0
    if n <= EXACT_UP_TO if exactly is None else exactly:
        return _decided(_exact_tail_at_most(n, k, p, alpha))
    return _by_balls(lambda: _tail_ball(n, k, p), alpha)


def mixture_at_most(n: int, k: int, p: Fraction, alpha: Fraction, *, exactly: bool | None = None) -> Verdict:
    """Whether (n + 1) C(n, k) p^k (1 - p)^(n - k) <= alpha: the beta(1, 1) mixture refutes p at level alpha."""
    if p in (0, 1):
        return _decided((n + 1 if k == n * p else 0) <= alpha)
    if n <= EXACT_UP_TO if exactly is None else exactly:
        term, unit = _exact_term(n, k, p)
        return _decided((n + 1) * term * alpha.denominator <= alpha.numerator * unit)
    return _by_balls(lambda: (n + 1) * _term_ball(n, k, p), alpha)


def _decided(holds: bool) -> Verdict:
    return Verdict.UPHELD if holds else Verdict.REFUTED


def _exact_term(n: int, k: int, p: Fraction) -> tuple[fmpz, fmpz]:
    """Integers (t, u) with t/u = C(n, k) p^k (1 - p)^(n - k)."""
    a, q = fmpz(p.numerator), fmpz(p.denominator)
    return fmpz(n).bin_uiui(n, k) * a**k * (q - a) ** (n - k), q**n


def _exact_tail_at_most(n: int, k: int, p: Fraction, alpha: Fraction) -> bool:
    if 2 * k <= n:  # fewer terms below k: P(X >= k) <= alpha iff P(Bin(n, 1 - p) >= n - k + 1) >= 1 - alpha
        numerator, denominator = _exact_tail(n, n - k + 1, 1 - p)
        return bool(numerator * alpha.denominator >= (alpha.denominator - alpha.numerator) * denominator)
    numerator, denominator = _exact_tail(n, k, p)
    return bool(numerator * alpha.denominator <= alpha.numerator * denominator)


def _exact_tail(n: int, k: int, p: Fraction) -> tuple[fmpz, fmpz]:
    """Integers (t, u) with t/u = P(Bin(n, p) >= k), for 1 <= k <= n, by binary splitting of the ratios of terms."""
    term, unit = _exact_term(n, k, p)
    if k == n:
        return term, unit
    a = fmpz(p.numerator)
    _, below, total = _split(n, a, fmpz(p.denominator) - a, k, n)
    return term * (below + total), unit * below


def _split(n: int, a: fmpz, c: fmpz, lo: int, hi: int) -> tuple[fmpz, fmpz, fmpz]:
    """(P, Q, T): P/Q is the product of (n - j) a / ((j + 1) c) over lo <= j < hi, T/Q sums its partial products."""
    if hi - lo == 1:
        above = (n - lo) * a
        return above, (lo + 1) * c, above
    mid = (lo + hi) // 2
    p1, q1, t1 = _split(n, a, c, lo, mid)
    p2, q2, t2 = _split(n, a, c, mid, hi)
    return p1 * p2, q1 * q2, t1 * q2 + p1 * t2


def _by_balls(ball: Callable[[], arb], alpha: Fraction) -> Verdict:
    """Whether the number enclosed by ball() is at most alpha, at rising precision."""
    for bits in _PRECISIONS:
        with ctx.workprec(bits):
            value, bound = ball(), arb(fmpq(alpha.numerator, alpha.denominator))
            if value <= bound:
                return Verdict.UPHELD
            if value > bound:
                return Verdict.REFUTED
    return Verdict.UNDECIDED


def _term_ball(n: int, k: int, p: Fraction) -> arb:
    x = arb(fmpq(p.numerator, p.denominator))
    choose = arb(n + 1).lgamma() - arb(k + 1).lgamma() - arb(n - k + 1).lgamma()
    return (choose + k * x.log() + (n - k) * (-x).log1p()).exp()


def _tail_ball(n: int, k: int, p: Fraction) -> arb:
    """P(Bin(n, p) >= k): the ratio of terms decreases in j, so the rest after term j is at most term * q/(1 - q)."""
    if k <= n * p:  # the bulk lies above k: sum the other side, whose terms decrease from the start
        return 1 - _tail_ball(n, n - k + 1, 1 - p)
    x = arb(fmpq(p.numerator, p.denominator))
    odds = x / (1 - x)
    term = total = _term_ball(n, k, p)
    for j in range(k, n):
        q = odds * (n - j) / (j + 1)
        rest = term * q / (1 - q)
        if rest <= _NEGLIGIBLE * total:
            return total + rest * arb("0.5", "0.5")  # a number of [0, rest]
        term = term * q
        total = total + term
    return total
