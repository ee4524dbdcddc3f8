"""The error of h_{S minus (x_1, y_1)} on (x_1, y_1): m - 1 points learned, u of m kept, against raw data."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binomtest, chi2, norm

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
    assert binomtest(errors, TRIALS, fresh_error(SETTING, SETTING.m - 1)).pvalue > ALPHA


def test_the_laws_of_m_points_and_of_the_setting_of_m_minus_1_are_refused(errors: int) -> None:
    smaller = LinearSetting(SETTING.m - 1, SETTING.D)  # its u is longer: another distribution
    for wrong in (fresh_error(SETTING, SETTING.m), fresh_error(smaller, smaller.m)):
        assert binomtest(errors, TRIALS, wrong).pvalue < ALPHA
