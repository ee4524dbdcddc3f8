"""Finders: each proposes numbers in floats and yields the nodes whose hypotheses then hold in rationals; a certificate is one of these.

Glossary
    Finder    (Setting, Work) -> nodes that conclude an end of e_gen or of e_unif-alg
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.proposals import Family, Setting, cited, elementary, in_order, loss, loss_point, lower_point, upper_point
from uccheck.certificates.language import Ground, Interval, evaluate, table
from uccheck.certificates.tree import Node, Work, applied
from uccheck.core.exact import decimal_above, decimal_below

#: The theorems that a user may name, and the rules that establish them.
THEOREMS: dict[str, tuple[str, ...]] = {
    "A": ("theorem-a",),
    "B": ("theorem-b",),
    "C": ("theorem-simplex", "theorem-signs", "theorem-c"),
}
_HALF = Fraction(1, 2)
_ROOM = 1 + Fraction(1, 10**8)


@dataclass(frozen=True)
class Inquiry:
    """The question's numbers, and the work that its answer may cost."""

    a: Setting
    work: Work

    def apply(self, rule: str, *premises: Node, **more: Fraction) -> Iterator[Node]:
        """The rule at the question's numbers, if it holds."""
        return applied(rule, self.work, *premises, **self.a.at | more)

    def bounds(self, name: str, *args: Fraction) -> Interval:
        """An enclosure of a quantity of the setting at these further arguments; [0, 1] where the work left does not reach it."""
        x = (self.a.m, self.a.D, self.a.s, self.a.b)
        found: Ground = (name, *(args if name == "tail" else (*x, *args)))
        return self.work.bounds(found) or (Fraction(0), Fraction(1))

    def tail(self, t: Fraction, df: Fraction | None = None) -> Interval:
        """P(chi2_df > t)."""
        return self.bounds("tail", df or self.a.D, t)

    def loss(self, t: Fraction) -> Interval:
        """L_D at T = t."""
        return self.bounds("loss", self.a.gamma, t)


def generalizes(q: Inquiry) -> Iterator[Node]:
    """e_gen <= L_D at the quantile of T."""
    t = upper_point(int(q.a.D), q.a.delta)
    for small in _small_loss(q, t):
        yield from q.apply("small-loss", small, e=small.at["e"])


def _small_loss(q: Inquiry, t: Fraction) -> Iterator[Node]:
    if q.a.gamma <= 2 * q.a.s:
        yield from q.apply("exceed-tail", t=t, e=q.loss(t)[1])


def overfits(q: Inquiry) -> Iterator[Node]:
    """e_gen >= L_D at a quantile of T, when the training loss is zero often enough."""
    if q.a.gamma >= 2 * q.a.s:
        yield from q.apply("overfit-wide")
        return
    missed = q.a.m * q.bounds("misfit", q.a.gamma)[1]
    if q.a.delta + missed < 1:
        t = lower_point(int(q.a.D), (1 - q.a.delta - missed) / _ROOM)
        yield from q.apply("overfit-bound", t=t, e=q.loss(t)[0])


def spread(q: Inquiry) -> Iterator[Node]:
    """The losses of a typical sample differ by less than one."""
    if q.a.gamma >= 2 * q.a.s:
        yield from q.apply("wide-margin")
    else:
        t = lower_point(int(q.a.D), q.a.delta)
        yield from q.apply("spread", t=t, v=max(1 - q.loss(t)[0], _HALF))


def large_gamma(q: Inquiry) -> Iterator[Node]:
    """For gamma above every typical margin all losses are close to one."""
    if q.a.gamma <= q.a.s:
        return
    half = q.a.delta / 2
    t, other = upper_point(int(q.a.D), half), upper_point(int(q.a.m * q.a.D), half)
    reach = Fraction(math.isqrt(int(t * other * 10**24)) + 1, 10**12) * q.a.b / q.a.D
    c = Fraction(decimal_above(q.a.s + reach, 12))
    if c < q.a.gamma:
        yield from q.apply("large-gamma", t=t, q=other, c=c)


def aligned(q: Inquiry) -> Iterator[Node]:
    """For delta so near one that samples may be restricted to point the same way."""
    a = q.a
    if a.gamma != 0 or a.D < 2 or a.m > 10**4:
        return
    room, D = a.s * a.D / (a.b * a.m), float(a.D)
    for step in range(17):
        height = Fraction(decimal_below(Fraction(step * math.sqrt(D) / 8), 6))
        p = Fraction(decimal_below((height**2 + room) * Fraction(999_999, 1_000_000), 12))
        if _aligned_log(a, float(height), float(p)) > math.log1p(-float(a.delta)) if a.delta < 1 - Fraction(1, 10**15) else True:
            found = list(q.apply("aligned", a=height, p=p))
            yield from found
            if found:
                return


def _aligned_log(a: Setting, height: float, p: float) -> float:
    """A rough m log(Q(a) P(chi2_(D-1) <= p)), by Wilson and Hilferty."""
    D = float(a.D) - 1
    z = ((p / D) ** (1 / 3) - 1 + 2 / (9 * D)) / math.sqrt(2 / (9 * D))
    one = 0.25 * math.erfc(height / math.sqrt(2)) * math.erfc(-z / math.sqrt(2))
    return float(a.m) * (math.log(one) + 0.2) if one > 0 else -math.inf


def splits(q: Inquiry, rules: tuple[str, ...], enough: Callable[[Fraction], bool]) -> Iterator[Node]:
    """Theorems B and C, the one that looks best first; what cites a paper comes last, and only if it looks better than what stands."""
    if q.a.gamma > 2 * q.a.s:
        return
    best = Fraction(0)
    for find in (elementary, cited):
        for value, share, family in in_order(q.a, find(q.a, rules)) if not enough(best) else ():
            if value < float(best) - 1e-9 or enough(best):
                break
            for node in _split(q, family, share):
                best = max(best, *(low for low, _ in node.concludes.values()))
                yield node


def _split(q: Inquiry, family: Family, share: Fraction) -> Iterator[Node]:
    """The theorem at the t which that share leaves, and the least e1 that fits."""
    premises, one = _one_unflipped(q, family)
    room = allowed(q, family)
    if room <= 0:
        return
    t = upper_point(int(q.a.D), share * room / family.learners)
    left = room - family.learners * q.tail(t)[1]
    if left <= 0:
        return
    e1 = Fraction(decimal_above(family.pairs * one / left * _ROOM, 9))
    for small in _small_loss(q, t) if e1 <= 1 else ():
        extra = {name: value for name, value in family.extra.items() if name != "x"}
        yield from q.apply(family.rule, small, *premises, e1=e1, e2=small.at["e"], **extra)


def _one_unflipped(q: Inquiry, family: Family) -> tuple[list[Node], Fraction]:
    """The premises, if any, that bound the chance of one unflipped point, and the bound."""
    if family.rule == "theorem-signs":
        premises = list(q.apply("sign-chernoff", x=family.extra["x"]))
        return premises, min((high for node in premises for _, high in node.concludes.values()), default=Fraction(1))
    k = family.extra.get("k")
    rho = Fraction(1, int(k) - 1) if k is not None else family.extra.get("rho", Fraction(1))
    return [], q.bounds("unflipped", rho)[1]


def allowed(q: Inquiry, family: Family) -> Fraction:
    """The right side of the theorem's inequality, from below."""
    hypothesis = table()["rules"][family.rule]["hypotheses"][-1]
    return evaluate(hypothesis[2], q.a.at | dict(family.extra), {})[0]


def complete(q: Inquiry, goal: Fraction | None = None) -> Iterator[Node]:
    """Theorem A, with t where the loss just meets the goal or, without one, where {T > t} takes what the complete flip leaves."""
    a = q.a
    if a.delta >= _HALF or a.gamma > 2 * a.s:
        return
    if goal is not None and (t := loss_point(a, 1 - goal)) is not None:
        found = list(q.apply("theorem-a", t=t, e=q.loss(t)[1]))
        yield from found
        if any(low >= goal for node in found for low, _ in node.concludes.values()):
            return
    missed = a.m * q.bounds("unflipped", Fraction(1))[1]
    room = max(1 - 2 * a.delta - missed, (1 - 2 * a.delta) / 4) * Fraction(999, 1000)
    t = upper_point(int(a.D), room)
    yield from q.apply("theorem-a", t=t, e=q.loss(t)[1])


def best_complete(a: Setting) -> float:
    """What theorem A could reach at most, in floats: its loss at the quantile of order 1 - 2 delta."""
    return 1 - loss(a, float(upper_point(int(a.D), 1 - 2 * a.delta))) if a.delta < _HALF else 0.0
