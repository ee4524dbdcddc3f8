"""One question about the linear setting, and its population loss as a function of T."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb, ctx

from uccheck.balls import Enclosure, ball, lower_decimal, normal_tail, ramp_loss, upper_decimal
from uccheck.core.exact import Exact, nonnegative
from uccheck.core.exact import probability as proportion
from uccheck.linear.events import describe, probability
from uccheck.linear.setting import Event, LinearSetting


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
        return cls(setting, proportion(delta, "delta"), proportion(epsilon, "epsilon"), nonnegative(gamma, "gamma"))

    def loss(self, t: Fraction) -> arb:
        """L_D at T = t."""
        setting = self.setting
        s, tau = ball(setting.s), ball(setting.b / setting.D) * ball(setting.m * t).sqrt()
        return ramp_loss(s, tau, ball(self.gamma)) if self.gamma > 0 else normal_tail(s / tau)

    def loss_at_most(self, t: Fraction) -> Fraction:
        """A decimal of eight digits that L_D does not exceed while T <= t."""
        with ctx.workprec(160 + 2 * self.setting.D.bit_length()):
            return Fraction(upper_decimal(self.loss(t), 8))

    @cached_property
    def good(self) -> Enclosure:
        """P(L_D(h_S) <= epsilon)."""
        return probability("population-error", self.setting, epsilon=self.epsilon, gamma=self.gamma)

    @cached_property
    def edge(self) -> Fraction:
        """A rational just below the T at which L_D = epsilon (twice D where the loss stays below it)."""
        window = describe(Event("population-error", epsilon=self.epsilon, gamma=self.gamma), self.setting).inside[0]
        with ctx.workprec(256 + 2 * self.setting.D.bit_length()):
            last = self.setting.D * window.high.exp() if window.high is not None else arb(2 * self.setting.D)
            return Fraction(lower_decimal(last, 30))
