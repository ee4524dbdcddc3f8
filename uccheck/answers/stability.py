"""Stability as the contrast that does explain: the leave-one-out error of h_S, its law, and its bound beside the vacuous one.

Derivation. h_{S - i} is one step on m - 1 points with |u|^2 = 1/m, which the setting of m - 1 points, whose |u|^2 is 1/(m - 1), does not
describe. But sqrt(s) u = sqrt(s') u' with |u'|^2 = 1/(m - 1) and s' = s (m - 1)/m: it is that of m - 1 points with signal s', and
(x_i, y_i) is a fresh point for it. Hence the leave-one-out error is

    beta = E Q(r D sqrt(m - 1)/(m sqrt(T))), T ~ chi^2_D,    and    E L_D(h_S) = E Q(r D/sqrt(m T)) <= beta,

since sqrt(m - 1)/m < 1/sqrt(m). As Lhat_S(h_S) >= 0, Markov's inequality gives e_gen(m, delta) <= beta/delta.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.answer import answer
from uccheck.answers.skew import misclassified
from uccheck.certificates.language import rests_on
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, probability
from uccheck.core.verdict import union_of_trusts
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosures import Interval

#: The steps of the derivation that a person vouches for; the bound is ARGUED, its beta an enclosure that the checker's integrals confirm.
STEPS = (
    "human: h_S without a point is one step on m - 1 points with signal s (m - 1)/m, for which that point is a fresh one",
    "human: E L_D(h_S) is at most the leave-one-out error, and Markov's inequality",
)


@dataclass(frozen=True, kw_only=True)
class Stability:
    """left_out = P(h_{S - i} misclassifies (x_i, y_i)); e_gen(m, delta) <= e_gen_upper by it; e_unif-alg(m, delta) lies in e_unif_alg."""

    setting: LinearSetting
    delta: Fraction
    left_out: Interval
    e_gen_upper: Fraction
    e_unif_alg: Interval
    trusts: tuple[str, ...]
    given: tuple[str, ...]


def stability(m: Exact, D: Exact, delta: Exact, *, s: Exact = 4, b: Exact = 32) -> Stability:
    """The leave-one-out error and its bound on e_gen(m, delta) for the 0-1 loss, beside the bracket of e_unif-alg(m, delta).

    Guarantee: left_out[0] <= beta <= left_out[1], and e_gen(m, delta) <= e_gen_upper = min(1, left_out[1]/delta), given STEPS.
    Raises: InvalidParameter for m = 1, s >= b, and numbers outside their domain.
    """
    setting, level = LinearSetting(m, D, s=s, b=b), probability(delta, "delta")
    fewer = without_a_point(setting)
    uniform = answer(setting.m, setting.D, level, s=setting.s, b=setting.b).e_unif_alg
    left_out = misclassified(fewer, Fraction(0))
    trusts, given = rests_on("unflipped")
    reports = [end.report for end in (uniform.lower, uniform.upper) if end.report is not None]
    return Stability(
        setting=setting,
        delta=level,
        left_out=left_out,
        e_gen_upper=min(Fraction(1), left_out[1] / level),
        e_unif_alg=(uniform.lower.value, uniform.upper.value),
        trusts=union_of_trusts([trusts, *(report.trusts for report in reports)]),
        given=union_of_trusts([STEPS, given, *(report.given for report in reports)]),
    )


def without_a_point(setting: LinearSetting) -> LinearSetting:
    """The setting whose m - 1 points are those of `setting` without one: |u|^2 stays 1/m, which is a smaller signal.

    Raises: InvalidParameter for m = 1, where nothing is left to learn from.
    """
    if setting.m == 1:
        raise InvalidParameter("the leave-one-out error needs m >= 2, got m = 1: without its point nothing is learned")
    return LinearSetting(setting.m - 1, setting.D, s=setting.s * (setting.m - 1) / setting.m, b=setting.b, K=setting.K)
