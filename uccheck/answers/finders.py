"""Lower bounds of e_unif-alg(m, delta) for one instance: floats choose the split, balls and rationals certify it.

    A  swap lemma, all flipped points at once:  P(all N_i <= 0, L_D <= e) > 2 delta                      =>  >= 1 - e
    B  swap lemma, Markov over the points:      P(N_1 > 0)/e1 + P(L_D > e2) < 1 - 2 delta                =>  >= 1 - e1 - e2
    C  simplex of k samples:     k(k-1)/2 P(N_1^rho > 0)/e1 + (k-1) P(L_D > e2) < (k(1-delta) - 1)/(k-1), rho = 1/(k-1);
       correlated flip (cited):  P(N_1^rho > 0)/e1 + P(L_D > e2) < (1 - delta)^(2/(1 - rho)),             r < rho < 1.

L_D is a function of T ~ chi2_D that increases for gamma <= 2s, so {L_D <= e} is {T <= t}, and a step names t and e.
Source: theory.md 4, 5.

Glossary
    Bound     a certified value of e_unif-alg with the step that shows it
    _Plan     a lemma with its rho, k and threshold: where to put t and e1 is still open
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import NormalDist
from typing import Any

from flint import arb, ctx

from uccheck.answers.instance import Instance
from uccheck.balls import upper_decimal
from uccheck.balls.quantile import chi2_upper_quantile, upper_tail
from uccheck.core.exact import decimal_above, decimal_below
from uccheck.counterexample import transfer
from uccheck.linear.events import one_flipped, probability
from uccheck.linear.setting import Event, LinearSetting

FLINT = "flint"
HUMAN = "human: the passage from docs/theory.md 3-4 to these inequalities"

#: Shares of the lemma's slack at which the bad event {L_D > e2} may be put, in the search for the best split.
_SHARES = tuple(1 - Fraction(1, 2**j) for j in range(1, 26, 2))


@dataclass(frozen=True)
class Bound:
    """e_unif-alg(m, delta) >= value by one theorem; the step holds every number that shows it."""

    theorem: str
    value: Fraction
    probability_lower: Fraction
    step: dict[str, Any]

    @property
    def trusts(self) -> tuple[str, ...]:
        cited = (transfer.REVERSE_HYPERCONTRACTIVITY,) if self.step["lemma"] == "correlated swap" else ()
        return (*cited, FLINT, HUMAN)


def best_bound(instance: Instance, theorem: str = "auto") -> Bound | None:
    """The largest certified value of e_unif-alg(m, delta) that the theorem's lemmas give, or None.

    `auto` takes B and then A for delta < 1/2 and C where neither reaches 1 - epsilon.
    """
    found = None
    for name in ("B", "A", "C") if theorem == "auto" else (theorem,):
        if name != "C" and instance.delta >= Fraction(1, 2):
            continue
        for bound in _SEARCHES[name](instance):
            if found is None or bound.value > found.value:
                found = bound
        if found is not None and found.value >= 1 - instance.epsilon:
            break
    return found


def _complete_flip(instance: Instance) -> Iterator[Bound]:
    """Theorem A: P(all N_i <= 0, T <= t) > 2 delta, with t as small as the complement of the flip leaves room for."""
    setting, delta = instance.setting, instance.delta
    missing = Fraction(probability("all-flipped", setting).complement_upper or "1")
    room = (1 - 2 * delta - missing) * Fraction(999, 1000)
    if room > 0:
        t = chi2_upper_quantile(setting.D, room)
        tail = Fraction(upper_decimal(upper_tail(setting.D, t) * _SLACK, 9))
        goal = 1 - tail - missing
    else:
        event = Event("all-flipped-and-population-error", epsilon=instance.epsilon, gamma=instance.gamma)
        goal = Fraction(probability(event, setting).lower)
        t = instance.edge
        tail = Fraction(upper_decimal(upper_tail(setting.D, t) * _SLACK, 9))
    if not goal > 2 * delta:
        return
    loss = instance.loss_at_most(t)
    shown = Fraction(decimal_below(2 * delta + (goal - 2 * delta) / 2, 12))
    if loss < 1 and shown > 2 * delta:
        step = {"step": "transfer", "lemma": "swap", "t": t, "loss_at_most": loss, "tail_at_most": tail, "probability_at_least": shown}
        yield Bound("A", 1 - loss, shown, {**step, "inequality": "P(all N_i <= 0, T <= t) >= probability_at_least > 2 delta"})


def _markov(instance: Instance) -> Iterator[Bound]:
    """Theorem B: Markov's inequality over the points and the swap lemma."""
    plan = _Plan("B", "swap", Fraction(1), transfer.swap_threshold(instance.delta))
    yield from _certified([plan], instance)


def _every_delta(instance: Instance) -> Iterator[Bound]:
    """Theorem C: the best admissible simplex, then the best exponent 2/(1 - rho) of the correlated flip."""
    delta, r = instance.delta, instance.setting.r
    simplices = []
    for k in transfer.simplex_sizes(delta, r):
        threshold, pairs = transfer.simplex_threshold(delta, k), Fraction(k * (k - 1), 2)
        simplices.append(_Plan("C", "simplex", Fraction(1, k - 1), threshold, pairs, k - 1, {"k": Fraction(k)}))
    elementary = False
    for bound in _certified(simplices, instance):
        elementary = bound.value >= 1 - instance.epsilon
        yield bound
    if not elementary:
        yield from _certified([_correlated(delta, 1 - 2 / exponent) for exponent in _exponents(r)], instance)


def _correlated(delta: Fraction, rho: Fraction) -> _Plan:
    threshold = Fraction(decimal_below(transfer.correlated_threshold(delta, rho), 18))
    return _Plan("C", "correlated swap", rho, threshold)


def _exponents(r: Fraction) -> Iterator[Fraction]:
    """Exponents 2/(1 - rho) with short numerators, from just above rho = r upward."""
    least = 2 / (1 - r)
    for step in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64):
        yield Fraction(int(least * 8) + step, 8)


@dataclass(frozen=True, eq=False)
class _Plan:
    """pairs P(N_1^rho > 0)/e1 + learners P(T > t) < threshold: t and e1 are still to be chosen."""

    theorem: str
    lemma: str
    rho: Fraction
    threshold: Fraction
    pairs: Fraction = Fraction(1)
    learners: int = 1
    extra: Mapping[str, Fraction] = field(default_factory=dict)

    def one_unflipped(self, setting: LinearSetting) -> Fraction:
        """An upper limit of P(N_1^rho > 0), never below 1e-300: no reader gains from less, and every checker can confirm it."""
        with ctx.workprec(128):
            found = Fraction(upper_decimal(one_flipped(setting, self.rho).complement() * _SLACK, 9))
        return max(found, Fraction(1, 10**300))

    def estimate(self, instance: Instance, one: Fraction, share: Fraction) -> float:
        """The value that this share of the threshold, left to {T > t}, would give; in floats, for the search."""
        room = float(share * self.threshold / self.learners)
        t = _rough_quantile(instance.setting.D, room) if room > 0 else 0.0
        with ctx.workprec(64):
            loss = float(instance.loss(Fraction(t)).mid()) if t > 0 else 1.0
        return 1 - loss - float(self.pairs * one / (self.threshold * (1 - share)))

    def certify(self, instance: Instance, one: Fraction, share: Fraction) -> Bound | None:
        """Choose t at that share and the least e1 that fits; None if nothing is left."""
        setting = instance.setting
        t = chi2_upper_quantile(setting.D, share * self.threshold / self.learners)
        tail = Fraction(upper_decimal(upper_tail(setting.D, t) * _SLACK, 9))
        left = self.threshold - self.learners * tail
        if left <= 0:
            return None
        e1 = Fraction(decimal_above(self.pairs * one / left * (1 + Fraction(1, 10**9)), 8))
        loss = instance.loss_at_most(t)
        numbers = {**self.extra, "rho": self.rho, "t": t, "loss_at_most": loss, "tail_at_most": tail}
        numbers |= {"one_unflipped_at_most": one, "share_unflipped": e1}
        step = {"step": "transfer", "lemma": self.lemma, **numbers, "inequality": _INEQUALITY[self.lemma]}
        value = Fraction(decimal_below(1 - e1 - loss, 10))
        good = Fraction(decimal_below(1 - self.pairs * one / e1 - self.learners * tail, 12))
        return Bound(self.theorem, value, good, step) if value > 0 else None


#: Recorded upper limits are rounded up by this much, so that a checker with its own rounding can confirm them.
_SLACK = arb("1.000000001")


def _certified(plans: Sequence[_Plan], instance: Instance) -> Iterator[Bound]:
    """The plan and the split that look best in floats, certified."""
    admissible = [plan for plan in plans if plan.threshold > 0]
    ones = {plan: plan.one_unflipped(instance.setting) for plan in admissible}
    choices = [(plan.estimate(instance, ones[plan], share), plan, share) for plan in admissible for share in _SHARES]
    if choices:
        _, plan, share = max(choices, key=lambda choice: choice[0])
        bound = plan.certify(instance, ones[plan], share)
        if bound is not None:
            yield bound


def _rough_quantile(D: int, p: float) -> float:
    """Wilson and Hilferty's approximation of the t with P(T > t) = p."""
    z = -NormalDist().inv_cdf(min(max(p, 1e-300), 1 - 1e-16))
    return float(D * max(1 - 2 / (9 * D) + z * (2 / (9 * D)) ** 0.5, 0.0) ** 3)


_INEQUALITY = {
    "swap": "P(N_1 > 0)/share + P(T > t) < 1 - 2 delta",
    "simplex": "k(k-1)/2 P(N_1 > 0)/share + (k-1) P(T > t) < (k(1-delta) - 1)/(k-1), rho = 1/(k-1)",
    "correlated swap": "P(N_1 > 0)/share + P(T > t) < (1 - delta)^(2/(1 - rho))",
}


_SEARCHES: dict[str, Callable[[Instance], Iterator[Bound]]] = {"A": _complete_flip, "B": _markov, "C": _every_delta}
