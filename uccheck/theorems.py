"""Theorems A, B and C for one instance: search in floats, decide with balls, hand the steps to a certificate.

e_gen(m, delta) <= epsilon follows from P(L_D(h_S) <= epsilon) >= 1 - delta. e_unif-alg(m, delta) >= 1 - epsilon follows from

    A  swap lemma, all flipped points at once:  P(all N_i <= 0, L_D <= e) > 2 delta                      =>  >= 1 - e
    B  swap lemma, Markov over the points:      P(N_1 > 0)/e1 + P(L_D > e2) < 1 - 2 delta                =>  >= 1 - e1 - e2
    C  simplex of k samples:     k(k-1)/2 P(N_1^rho > 0)/e1 + (k-1) P(L_D > e2) < (k(1-delta) - 1)/(k-1), rho = 1/(k-1);
       correlated flip (cited):  P(N_1^rho > 0)/e1 + P(L_D > e2) < (1 - delta)^(2/(1 - rho)),             r < rho < 1.

L_D is a function of T ~ chi2_D that increases for gamma <= 2s, so {L_D <= e} is {T <= t}, and a step names t and e.
Source: theory.md 4, 5.

Glossary
    Instance    m, D, delta, epsilon, gamma and s, b: what is to be decided
    Bound       a certified value of e_unif-alg with the step that shows it
    Outcome     the verdict on an instance, its two values, the failing term, the certificate
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from statistics import NormalDist
from typing import Any

from flint import arb, ctx

from uccheck import transfer
from uccheck.balls import Enclosure, ball, describe, lower_decimal, one_flipped, upper_decimal
from uccheck.balls import probability as enclose
from uccheck.balls import ramp_loss as ball_ramp_loss
from uccheck.balls._normal import normal_tail
from uccheck.certificate import Certificate
from uccheck.errors import InvalidParameter
from uccheck.numbers import Exact, as_written, decimal_above, decimal_below, nonnegative, probability
from uccheck.quantile import chi2_upper_quantile, upper_tail
from uccheck.setting import Event, LinearSetting
from uccheck.verdict import Kind, Verdict, word

THEOREMS = ("auto", "A", "B", "C")
FLINT = "flint"
HUMAN = "human: the passage from docs/theory.md 3-4 to these inequalities"

#: Shares of the lemma's slack at which the bad event {L_D > e2} may be put, in the search for the best split.
_SHARES = tuple(1 - Fraction(1, 2**j) for j in range(1, 26, 2))


@dataclass(frozen=True)
class Instance:
    """One question: do e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon hold for the gamma-loss?"""

    setting: LinearSetting
    delta: Fraction
    epsilon: Fraction
    gamma: Fraction

    @classmethod
    def of(cls, m: Exact, D: Exact, delta: Exact, epsilon: Exact, gamma: Exact = 0, s: Exact = 4, b: Exact = 32) -> Instance:
        """Validated from outside numbers.  Raises: InvalidParameter with the value and the mend."""
        setting = LinearSetting(m, D, s=s, b=b)
        setting.require_flip()
        return cls(setting, probability(delta, "delta"), probability(epsilon, "epsilon"), nonnegative(gamma, "gamma"))

    def loss(self, t: Fraction) -> arb:
        """L_D at T = t."""
        setting = self.setting
        s, tau = ball(setting.s), ball(setting.b / setting.D) * ball(setting.m * t).sqrt()
        return ball_ramp_loss(s, tau, ball(self.gamma)) if self.gamma > 0 else normal_tail(s / tau)

    def loss_at_most(self, t: Fraction) -> Fraction:
        """A decimal of eight digits that L_D does not exceed while T <= t."""
        with ctx.workprec(160 + 2 * self.setting.D.bit_length()):
            return Fraction(upper_decimal(self.loss(t), 8))

    @cached_property
    def good(self) -> Enclosure:
        """P(L_D(h_S) <= epsilon)."""
        return enclose("population-error", self.setting, epsilon=self.epsilon, gamma=self.gamma)


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


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What certify found; `verdict` is UPHELD only if both inequalities are certified."""

    instance: Instance
    verdict: Verdict
    theorem: str
    e_gen_upper: Fraction | None
    e_unif_alg_lower: Fraction | None
    probability_lower: Fraction | None
    failing: tuple[str, ...]
    trusts: tuple[str, ...]
    certificate: Certificate | None

    @property
    def word(self) -> str:
        """CERTIFIED, REFUTED or INCONCLUSIVE."""
        return word(self.verdict, Kind.BALL)

    def _repr_latex_(self) -> str:
        left = "?" if self.e_gen_upper is None else _digits(self.e_gen_upper)
        right = "?" if self.e_unif_alg_lower is None else _digits(self.e_unif_alg_lower)
        return (
            rf"$\epsilon_{{\mathrm{{gen}}}} \le {left},\quad \epsilon_{{\mathrm{{unif\text{{-}}alg}}}} \ge {right}$ ({self.word})"
        )


def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, gamma: Exact = 0, theorem: str = "auto", s: Exact = 4, b: Exact = 32
) -> Outcome:
    """Certify e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon, or name the term that fails.

    Guarantee: UPHELD rests on balls for every probability and on rationals for every lemma's inequality; the sharper values
    found are in the outcome. REFUTED: e_gen > epsilon is certain. INCONCLUSIVE is not a refutation.
    Raises: InvalidParameter for numbers outside their domain, r >= 1, or theorem A or B with delta >= 1/2.
    Source: theory.md 5 (A, B, C).
    """
    instance = Instance.of(m, D, delta, epsilon, gamma, s, b)
    require_theorem(theorem, instance.delta)
    if instance.gamma > 2 * instance.setting.s:
        return _too_wide(instance, theorem)
    verdict, e_gen, gen_step, failing = _generalization(instance)
    bound = best_bound(instance, "B" if theorem == "auto" and failing and instance.delta < Fraction(1, 2) else theorem)
    enough = bound is not None and bound.value >= 1 - instance.epsilon
    if not enough:
        failing = (*failing, _why_not(instance, theorem, bound))
    verdict = verdict if enough else verdict & Verdict.UNDECIDED
    return Outcome(
        instance=instance,
        verdict=verdict,
        theorem=bound.theorem if bound else theorem,
        e_gen_upper=e_gen,
        e_unif_alg_lower=bound.value if bound else None,
        probability_lower=bound.probability_lower if bound else None,
        failing=failing,
        trusts=bound.trusts if bound else (FLINT, HUMAN),
        certificate=_certificate(instance, e_gen, gen_step, bound) if verdict is Verdict.UPHELD and bound and e_gen else None,
    )


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


def generalizes(instance: Instance) -> tuple[Verdict, str]:
    """Decide e_gen(m, delta) <= epsilon both ways.

    UPHELD by P(L_D <= epsilon) >= 1 - delta; REFUTED when even P(L_D <= epsilon) + P(some training loss > 0) < 1 - delta.
    """
    good, kept = instance.good, 1 - instance.delta
    line = f"P(L_D(h_S) <= {as_written(instance.epsilon)}) lies in [{_short(good.lower)}, {_short(good.upper)}]"
    if Fraction(good.lower) >= kept:
        return Verdict.UPHELD, f"{line}, at least 1 - delta = {as_written(kept)}"
    if Fraction(good.upper) < kept:
        fits = enclose("training-margin", instance.setting, gamma=instance.gamma)
        doubt = Fraction(fits.complement_upper or "1")
        if Fraction(good.upper) + doubt < kept:
            return Verdict.REFUTED, f"{line}; the training loss is zero but for {_short(decimal_above(doubt, 6))}: below {as_written(kept)}"
    return Verdict.UNDECIDED, f"{line}, not at least 1 - delta = {as_written(kept)}"


def require_theorem(theorem: str, delta: Fraction) -> None:
    """Refuse an unknown theorem, and A or B where the swap lemma says nothing.  Raises: InvalidParameter."""
    if theorem not in THEOREMS:
        raise InvalidParameter(f"unknown theorem {theorem!r}: choose one of {', '.join(THEOREMS)}")
    if theorem in ("A", "B"):
        transfer.swap_threshold(delta)


def _generalization(instance: Instance) -> tuple[Verdict, Fraction | None, dict[str, Any] | None, tuple[str, ...]]:
    """The step P(T > t) <= delta, L_D <= e_gen while T <= t, with t at the quantile: e_gen is as small as it shows."""
    verdict, line = generalizes(instance)
    if instance.epsilon < Fraction(1, 2) and verdict is not Verdict.UPHELD:
        return verdict, None, None, (line,)
    t = chi2_upper_quantile(instance.setting.D, instance.delta)
    e_gen = instance.loss_at_most(t)
    if e_gen > instance.epsilon:  # eight digits were too coarse for an instance at the edge
        t, e_gen = _edge_of(instance), instance.epsilon
    step = {"step": "generalization", "t": t, "loss_at_most": e_gen, "inequality": "P(T > t) <= delta, L_D <= loss_at_most for T <= t"}
    return Verdict.UPHELD, e_gen, step, ()


def _edge_of(instance: Instance) -> Fraction:
    """A rational just below the T at which L_D = epsilon."""
    window = describe(Event("population-error", epsilon=instance.epsilon, gamma=instance.gamma), instance.setting).inside[0]
    with ctx.workprec(256 + 2 * instance.setting.D.bit_length()):
        edge = instance.setting.D * window.high.exp() if window.high is not None else arb(2 * instance.setting.D)
        return Fraction(lower_decimal(edge, 30))


def _complete_flip(instance: Instance) -> Iterator[Bound]:
    """Theorem A: P(all N_i <= 0, T <= t) > 2 delta, with t as small as the complement of the flip leaves room for."""
    setting, delta = instance.setting, instance.delta
    missing = Fraction(enclose("all-flipped", setting).complement_upper or "1")
    room = (1 - 2 * delta - missing) * Fraction(999, 1000)
    if room > 0:
        t = chi2_upper_quantile(setting.D, room)
        tail = Fraction(upper_decimal(upper_tail(setting.D, t) * _SLACK, 9))
        goal = 1 - tail - missing
    else:
        event = Event("all-flipped-and-population-error", epsilon=instance.epsilon, gamma=instance.gamma)
        goal = Fraction(enclose(event, setting).lower)
        t = _edge_of(instance)
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
        """An upper limit of P(N_1^rho > 0)."""
        with ctx.workprec(128):
            return Fraction(upper_decimal(one_flipped(setting, self.rho).complement() * _SLACK, 9))

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
        e1 = Fraction(decimal_above(max(self.pairs * one / left * (1 + Fraction(1, 10**9)), Fraction(1, 10**300)), 8))
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


def _certificate(instance: Instance, e_gen: Fraction, gen_step: dict[str, Any] | None, bound: Bound) -> Certificate:
    setting = instance.setting
    claim: dict[str, int | Fraction] = {"m": setting.m, "D": setting.D, "s": setting.s, "b": setting.b, "gamma": instance.gamma}
    claim |= {"delta": instance.delta, "epsilon": instance.epsilon}
    return Certificate(
        claim=claim,
        theorem=bound.theorem,
        steps=[gen_step or {}, bound.step],
        conclusion={"e_gen_upper": e_gen, "e_unif_alg_lower": bound.value},
        trusts=bound.trusts,
    )


def _why_not(instance: Instance, theorem: str, bound: Bound | None) -> str:
    goal = as_written(1 - instance.epsilon)
    if bound is None:
        return f"no value of e_unif-alg could be certified by theorem {theorem}"
    found = decimal_below(bound.value, 6)
    return f"theorem {bound.theorem} ({bound.step['lemma']} lemma) certifies e_unif-alg >= {found} only, below {goal}"


def _too_wide(instance: Instance, theorem: str) -> Outcome:
    """gamma > 2s: the population ramp loss is at least 1/2 whatever T is, so the argument shows nothing useful."""
    twice = as_written(2 * instance.setting.s)
    line = f"gamma = {as_written(instance.gamma)} > 2s = {twice}: the ramp loss on fresh points is at least 1/2"
    return Outcome(
        instance=instance, verdict=Verdict.UNDECIDED, theorem=theorem, e_gen_upper=None, e_unif_alg_lower=None,
        probability_lower=None, failing=(line,), trusts=(FLINT, HUMAN), certificate=None,
    )  # fmt: skip


def _short(decimal: str) -> str:
    return decimal_below(Fraction(decimal), 8) if len(decimal) > 14 else decimal


def _digits(value: Fraction) -> str:
    return decimal_below(value, 8)
