"""Finders in closed form: the same rules as `finders`, over Chernoff's bounds of the tails instead of integrals.

Every end is a little weaker than the one that `finders` gives at the same numbers, since each chance is bounded from the far side and the
shares of a theorem's room are the same; where points are many and far from a boundary they decide a hundred times as fast.

Glossary
    rare     a node that bounds P(T >= t) from above, with its t; often, one that bounds it from below
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from uccheck.answers.finders import Inquiry, allowed
from uccheck.answers.proposals import Family, Setting, chernoff_point, in_order, simplex_sizes
from uccheck.certificates.tree import Node
from uccheck.core.bisection import narrowed
from uccheck.core.exact import decimal_above

#: Chances are aimed at this part of what is allowed: a closed bound never beats the integral that it stands for.
_AIM = math.log1p(-1e-6)
_HALF = Fraction(1, 2)


def generalizes(q: Inquiry) -> Iterator[Node]:
    """e_gen <= L_D at a point that T exceeds with probability at most delta."""
    for rare, t in _rare(q, _log(q.a.delta)):
        for small in _small_loss(q, rare, t):
            yield from q.apply("small-loss", small, e=small.at["e"])


def overfits(q: Inquiry) -> Iterator[Node]:
    """e_gen >= L_D at a point below most T, where the training loss is zero often enough."""
    at = math.sqrt(1 / float(q.a.m) ** 2 + 2 / float(q.a.m)) - 1 / float(q.a.m)  # where the two terms have the same exponent
    for shown in q.apply("misfit-tail", a=_written(at)) if q.a.gamma <= q.a.s else ():
        yield from _overfit(q, max(high for _, high in shown.concludes.values()), shown)


def overfits_beside_misfits(q: Inquiry) -> Iterator[Node]:
    """The same with the chance of a small margin by its integral."""
    if q.a.gamma <= 2 * q.a.s:
        yield from _overfit(q, q.bounds("misfit", q.a.gamma)[1])


def _overfit(q: Inquiry, missed: Fraction, *premises: Node) -> Iterator[Node]:
    left = 1 - q.a.delta - q.a.m * missed
    for often, t in _often(q, _log(left)) if left > 0 else ():
        yield from q.apply("overfit-bound", often, *premises, t=t, e=q.loss(t)[0])


def spread(q: Inquiry) -> Iterator[Node]:
    """The losses of a typical sample differ by less than one."""
    for often, t in _often(q, _log(q.a.delta)) if q.a.gamma <= 2 * q.a.s else ():
        yield from q.apply("spread", often, t=t, v=max(1 - q.loss(t)[0], _HALF))


def splits(q: Inquiry, rules: tuple[str, ...], enough: Callable[[Fraction], bool]) -> Iterator[Node]:
    """Theorems B and C without what is cited: B first, then the one that looks best."""
    if q.a.gamma > 2 * q.a.s:
        return
    best = Fraction(0)
    for families in (_complete_flip(q.a, rules), _beyond(q.a, rules)):
        for _, share, family in in_order(q.a, families) if not enough(best) else ():
            for node in _split(q, family, share) if not enough(best) else ():
                best = max(best, *(low for low, _ in node.concludes.values()))
                yield node


def _complete_flip(a: Setting, rules: tuple[str, ...]) -> Iterator[Family]:
    if a.delta < _HALF and "theorem-b" in rules:
        yield Family("theorem-b", flipped_point(a, 1.0)[1], _log(1 - 2 * a.delta))


def _beyond(a: Setting, rules: tuple[str, ...]) -> Iterator[Family]:
    for k in simplex_sizes(a.delta, a.r) if "theorem-simplex" in rules else ():
        left, extra = (k * (1 - a.delta) - 1) / (k - 1), {"k": Fraction(k)}
        yield Family("theorem-simplex", flipped_point(a, 1 / (k - 1))[1], _log(left), Fraction(k * (k - 1), 2), Fraction(k - 1), extra)
    if "theorem-signs" in rules:
        x, log_one = chernoff_point(a)
        yield Family("theorem-signs", min(log_one, 0.0), 4 * _log(1 - a.delta), extra={"x": Fraction(f"{x:.9g}")})


def _split(q: Inquiry, family: Family, share: Fraction) -> Iterator[Node]:
    """The theorem at the t which that share leaves, and the least e1 that fits."""
    limit = allowed(q, family)
    for one in _one_unflipped(q, family):
        chance = max(high for _, high in one.concludes.values())
        for rare, t in _rare(q, _log(share * limit / family.learners)) if limit > 0 else ():
            left = limit - family.learners * max(high for _, high in rare.concludes.values())
            e1 = Fraction(decimal_above(family.pairs * chance / left, 9)) * (1 + Fraction(1, 10**6)) if left > 0 else Fraction(2)
            for small in _small_loss(q, rare, t) if e1 <= 1 else ():
                extra = {name: value for name, value in family.extra.items() if name != "x"}
                yield from q.apply(family.rule, small, one, e1=e1, e2=small.at["e"], **extra)


def _one_unflipped(q: Inquiry, family: Family) -> Iterator[Node]:
    """A bound of the chance of one unflipped point."""
    if family.rule == "theorem-signs":
        yield from q.apply("sign-chernoff", x=family.extra["x"])
    else:
        rho = Fraction(1, int(family.extra["k"]) - 1) if "k" in family.extra else Fraction(1)
        yield from q.apply("one-flipped-tail", rho=rho, a=_written(flipped_point(q.a, float(rho))[0]))


def flipped_point(a: Setting, rho: float) -> tuple[float, float]:
    """(a, log of the bound) where the two terms of the tail of one flipped point have the same exponent."""
    m, D, low, high = float(a.m), float(a.D), 0.0, 1 - a.r / rho

    def normal(at: float) -> float:
        return ((1 - at) * rho - a.r) ** 2 / (2 * m * (1 - at))

    low, high = narrowed(low, high, lambda at: at**2 / 4 < normal(at), 44 if high > 0 else 0)
    return low, min(0.0, -D * low**2 / 4 + math.log(1.5)) if high > 0 else 0.0


def _small_loss(q: Inquiry, rare: Node, t: Fraction) -> Iterator[Node]:
    if q.a.gamma <= 2 * q.a.s:
        yield from q.apply("exceed-tail", rare, t=t, e=q.loss(t)[1])


def _rare(q: Inquiry, log_p: float) -> Iterator[tuple[Node, Fraction]]:
    """P(T >= D(1 + a)) <= p."""
    a = _written(upper_excess(float(q.a.D), log_p + _AIM))
    for node in q.apply("chi2-upper-tail", a=a):
        yield node, q.a.D * (1 + a)


def _often(q: Inquiry, log_p: float) -> Iterator[tuple[Node, Fraction]]:
    """P(T >= D(1 - a)) >= 1 - p."""
    a = _written(2 * math.sqrt(max(-(log_p + _AIM), 0.0) / float(q.a.D)))
    for node in q.apply("chi2-exceeds", a=a) if 0 < a < 1 else ():
        yield node, q.a.D * (1 - a)


def upper_excess(D: float, log_p: float) -> float:
    """a with (D/2)(a - ln(1 + a)) = -log p, by Newton's method from above, where it converges from one side."""
    level = -2 * log_p / D
    a = level + math.sqrt(level * (level + 2))
    for _ in range(60):
        step = (_excess(a) - level) * (1 + a) / a
        a -= step
        if abs(step) <= 1e-13 * a:
            break
    return a


def _excess(a: float) -> float:
    """a - ln(1 + a), by its series where the difference would lose digits."""
    return a * a * (1 / 2 - a * (1 / 3 - a * (1 / 4 - a * (1 / 5 - a / 6)))) if a < 1e-3 else a - math.log1p(a)


def _written(x: float) -> Fraction:
    """The float to twelve digits, away from zero."""
    return Fraction(decimal_above(Fraction(x), 12)) if x > 0 else Fraction(0)


def _log(p: Fraction) -> float:
    return math.log(p.numerator) - math.log(p.denominator)
