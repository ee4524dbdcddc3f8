"""The least D at which a theorem certifies an instance, found by a search and then decided at D and at D - 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from uccheck.answers.certify import Outcome, certify, require_theorem
from uccheck.answers.finders import best_bound
from uccheck.answers.instance import Instance
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written
from uccheck.core.verdict import Verdict
from uccheck.linear.events import probability as enclose
from uccheck.linear.setting import MAX_D, LinearSetting


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """certify succeeds at D with this theorem; `below` says whether D - 1 was shown not to: UPHELD, or UNDECIDED."""

    D: int
    theorem: str
    outcome: Outcome
    below: Verdict
    below_detail: str

    def _repr_latex_(self) -> str:
        return rf"$D = {self.D}$ (theorem {self.theorem})"


def threshold(
    m: Exact,
    delta: Exact,
    epsilon: Exact,
    *,
    theorem: str = "auto",
    gamma: Exact = 0,
    s: Exact = 4,
    b: Exact = 32,
    notice: Callable[[str], None] = lambda text: None,
) -> Threshold:
    """The least D at which both e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon are certified.

    Guarantee: the outcome at D is a certificate. The search assumes that success persists as D grows; that D - 1 fails is
    decided for P(L_D <= epsilon) < 1 - delta and for theorem A, and said to be undecided where only the search failed.
    `notice` is called with a line for every D that is tried.
    Raises: InvalidParameter as `certify` does, and when no D up to 10^15 succeeds.
    """
    start = Instance.of(m, 1, delta, epsilon, gamma, s, b)
    if start.gamma > 2 * start.setting.s:
        raise InvalidParameter(f"no D certifies gamma = {as_written(start.gamma)} > 2s: the ramp loss on fresh points is at least 1/2")

    def at(D: int) -> Instance:
        setting = start.setting
        return replace(start, setting=LinearSetting(setting.m, D, s=setting.s, b=setting.b))

    def transfers(D: int) -> bool:
        bound = best_bound(at(D), theorem)
        return bound is not None and bound.value >= 1 - start.epsilon

    require_theorem(theorem, start.delta)
    generalizes_at = _least(lambda D: _generalizes(at(D)), 1, notice)
    least = _least(transfers, generalizes_at, notice)
    outcome = certify(m, least, delta, epsilon, theorem=theorem, gamma=gamma, s=s, b=b)
    below, detail = _below(at(least - 1), theorem) if least > 1 else (Verdict.UPHELD, "there is no smaller D")
    return Threshold(D=least, theorem=outcome.theorem, outcome=outcome, below=below, below_detail=detail)


def _generalizes(instance: Instance) -> bool:
    return Fraction(instance.good.lower) >= 1 - instance.delta


def _least(succeeds: Callable[[int], bool], start: int, notice: Callable[[str], None]) -> int:
    """The least D >= start at which it succeeds, if success persists: doubling, then bisection."""

    def holds(D: int) -> bool:
        notice(f"D = {D}")
        return succeeds(D)

    if holds(start):
        return start
    low, step = start, 1
    while not holds(low + step):
        low, step = low + step, step * 2
        if low + step > MAX_D:
            raise InvalidParameter(f"no D up to {MAX_D} certifies this instance: raise epsilon or lower m")
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _below(instance: Instance, theorem: str) -> tuple[Verdict, str]:
    """Whether the theorem is shown not to certify this instance, and by what."""
    D, kept = instance.setting.D, 1 - instance.delta
    if Fraction(instance.good.upper) < kept:
        return Verdict.UPHELD, f"at D = {D} P(L_D <= epsilon) <= {instance.good.upper} is below 1 - delta = {as_written(kept)}"
    if theorem == "A":
        event = "all-flipped-and-population-error"
        both = enclose(event, instance.setting, epsilon=instance.epsilon, gamma=instance.gamma)
        if Fraction(both.upper) <= 2 * instance.delta:
            return Verdict.UPHELD, f"at D = {D} P(all flipped, L_D <= epsilon) <= {both.upper} is at most 2 delta"
    return Verdict.UNDECIDED, f"at D = {D} the search over the lemma's parameters found no certificate; it is not exhaustive"
