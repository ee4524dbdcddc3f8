"""The error of h_{S minus (x_1, y_1)} on (x_1, y_1) against raw data that share no formula with its law, and the bound that it gives."""

import copy
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binomtest, chi2, norm

from uccheck.answers.answer import answer
from uccheck.answers.skew import misclassified
from uccheck.answers.stability import stability
from uccheck.certificates.check import check, digest
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.linear.sample import Sample, draw, learn, margins
from uccheck.linear.setting import LinearSetting

ALPHA = Fraction(1, 10**6)  # of every statistical test of this file
SETTING, TRIALS = LinearSetting(5, 400), 20_000


def fresh_error(setting: LinearSetting, n: int) -> float:
    """E Phi(-(n s/m) / (sigma^2 sqrt(n X))), X ~ chi^2_D: a fresh point's error after n points with |u|^2 = 1/m."""
    signal, sigma2 = float(setting.s) * n / setting.m, float(setting.noise_variance)
    law = chi2(setting.D)
    low, high = law.ppf(1e-13), law.isf(1e-13)
    return float(quad(lambda x: norm.cdf(-signal / (sigma2 * np.sqrt(n * x))) * law.pdf(x), low, high)[0])


@pytest.fixture(scope="module")
def errors() -> int:
    rng = np.random.default_rng(16)
    count = 0
    for _ in range(TRIALS):
        S = draw(SETTING, rng)
        held = Sample(S.y[:1], S.x1[:1], S.x2[:1])
        count += int(margins(learn(Sample(S.y[1:], S.x1[1:], S.x2[1:])), held)[0] <= 0)
    return count


def test_the_held_out_point_is_a_fresh_one_for_m_minus_1_points(errors: int) -> None:
    low, high = stability(SETTING.m, SETTING.D, "0.05").left_out
    assert high - low < Fraction(1, 10**6)
    assert binomtest(errors, TRIALS, float(low)).pvalue > ALPHA


def test_the_laws_of_m_points_and_of_the_setting_of_m_minus_1_are_refused(errors: int) -> None:
    smaller = LinearSetting(SETTING.m - 1, SETTING.D)  # its u is longer: another distribution
    for wrong in (SETTING, smaller):
        assert binomtest(errors, TRIALS, float(misclassified(wrong, Fraction(0))[0])).pvalue < ALPHA


@pytest.mark.parametrize("setting", [SETTING, LinearSetting(2, 3), LinearSetting(40, 900, s="2.5", b=7)])
def test_the_enclosure_contains_the_integral_of_the_law(setting: LinearSetting) -> None:
    low, high = stability(setting.m, setting.D, "0.05", s=setting.s, b=setting.b).left_out
    beta = fresh_error(setting, setting.m - 1)
    assert low - Fraction(1, 10**9) <= beta <= high + Fraction(1, 10**9)
    assert not low <= fresh_error(setting, setting.m) <= high
    assert misclassified(setting, Fraction(0))[1] < low  # E L_D(h_S) < beta, strictly


def test_its_bound_holds_and_is_not_vacuous_where_uniform_convergence_is() -> None:
    found = stability(1000, 400_000, "0.05")
    assert found.left_out[1] / found.delta <= found.e_gen_upper < Fraction(13, 100)
    assert found.e_unif_alg[0] >= Fraction(99, 100)
    assert answer(1000, 400_000, "0.05").e_gen.lower.value <= found.e_gen_upper
    assert any(sentence.startswith("human: `h_S` without a point") for sentence in found.given) and "flint" in found.trusts
    assert check(found.certificate).verdict is Verdict.UPHELD


@pytest.mark.parametrize("rule, factor", [("stability", "1/2"), ("stability-at-most", "9/10"), ("stability-at-least", "2")])
def test_a_forged_certificate_is_refused(rule: str, factor: str) -> None:
    """Each level moved to the side that helps, in a document whose hash fits."""
    document = copy.deepcopy(stability(1000, 400_000, "0.05").certificate)
    root = next(root for root in document["roots"] if root["rule"] == rule)
    root["at"]["e"] = str(Fraction(root["at"]["e"]) * Fraction(factor))
    assert check({**document, "sha256": digest(document)}).verdict is not Verdict.UPHELD


def test_the_bound_is_never_above_1_and_needs_two_points() -> None:
    assert stability(5, 5, "0.01").e_gen_upper == 1
    with pytest.raises(InvalidParameter, match="needs m >= 2, got m = 1"):
        stability(1, 400, "0.05")
    with pytest.raises(InvalidParameter, match="the flip fails"):
        stability(5, 400, "0.05", s=40)


def test_what_stands_beside_the_bound_is_given_too() -> None:
    """The bracket of e_unif-alg has trees of its own: their sentences and programs are among those that the answer names."""
    found, beside = stability(20, 3000, "0.05"), answer(20, 3000, "0.05").e_unif_alg
    for end in (beside.lower, beside.upper):
        assert end.report is not None and end.report.given
        assert set(end.report.given) <= set(found.given) and set(end.report.trusts) <= set(found.trusts)
    own = check(found.certificate)
    assert set(own.given) < set(found.given)
