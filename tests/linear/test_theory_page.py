"""docs/theory.md read: each formula of the exact law, as it is printed there, has the value that raw data in R^(K + D) give it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tests.theory_page import after, value
from uccheck.linear.sample import correlated_flip, draw, flip, learn, margins, population_loss
from uccheck.linear.setting import LinearSetting


class Raw:
    """A sample, its weights, and the variables of section 3 made from the noise alone."""

    def __init__(self, rho: float, seed: int) -> None:
        self.setting = LinearSetting(5, 7, K=2, s=3, b=11)
        rng = np.random.default_rng(seed)
        self.sample, m, D = draw(self.setting, rng), 5, 7
        self.partner = correlated_flip(self.setting, self.sample, rho, rng)
        self.w, sigma = learn(self.sample), (11 / 7) ** 0.5
        z = self.sample.y[:, None] * self.sample.x2 / sigma
        fresh = (self.sample.y[:, None] * self.partner.x2 / sigma + rho * z) / (1 - rho * rho) ** 0.5
        r_1 = z.sum(axis=0) / m**0.5
        T = float(r_1 @ r_1)
        at = {"m": m, "D": D, "s": 3, "b": 11, "r": 3 / 11, "rho": rho, "sigma": sigma, "T": T}
        self.z, self.at = z, at | {"zeta_i": z @ r_1 / T**0.5, "zbar": float((z @ r_1).mean()) / T**0.5, "eta_i": fresh @ r_1 / T**0.5}


@pytest.fixture(params=range(3), name="raw")
def fixture_raw(request: pytest.FixtureRequest) -> Raw:
    return Raw((0.3, 0.6, 0.9)[request.param], request.param)


def test_margins_are_those_of_the_page(raw: Raw) -> None:
    for text, sample in (
        (after("margin of training point i: M_i =", ". -"), raw.sample),
        (after("flipped point i: N_i =", ". **"), flip(raw.sample)),
        (after("N_i^rho =", ", eta iid"), raw.partner),
    ):
        assert value(text, raw.at) == pytest.approx(margins(raw.w, sample), rel=1e-9), text
    noise = float(raw.w[2:] @ raw.w[2:])
    assert value(after("- |w2|^2 =", ";"), raw.at) == pytest.approx(noise)
    assert value(after("N(s, tau^2), tau =", ". So"), raw.at) == pytest.approx(noise**0.5 * raw.at["sigma"])
    assert value(after("So L_D^0(h_S) =", "=:"), raw.at) == pytest.approx(float(population_loss(raw.w, raw.setting)), rel=1e-9)


def test_the_greatest_flipped_margin_turns_at_the_threshold_of_the_page(raw: Raw) -> None:
    """max N_i = sigma^2 sqrt(mT) (max(zbar - zeta_i) - c), whatever its sign."""
    at, c = raw.at, value(after("max_i (zbar - zeta_i) <= c(T) :=", ". The law"), raw.at)
    greatest = float(np.max(margins(raw.w, flip(raw.sample))))
    assert at["sigma"] ** 2 * (5 * at["T"]) ** 0.5 * (np.max(at["zbar"] - at["zeta_i"]) - c) == pytest.approx(greatest, rel=1e-9)


def test_one_flipped_margin_is_the_form_in_two_chi_squares(raw: Raw) -> None:
    """-(|z_1|^2 + sqrt(m - 1) z_1.v) with v the sum of the others over sqrt(m - 1): A and B are squares along the axes of this form."""
    v = raw.z[1:].sum(axis=0) / 2
    (low, high), axes = np.linalg.eigh([[1, 1], [1, 0]])  # m = 5: sqrt(m - 1)/2 = 1
    A, B = (float(((axes[0, k] * raw.z[0] + axes[1, k] * v) ** 2).sum()) for k in (1, 0))
    assert (high, low) == pytest.approx(((5**0.5 + 1) / 2, (1 - 5**0.5) / 2))
    text = after("marginally N_1 =", ", A, B").replace("b/2D", "b/(2 D)")
    assert value(text, raw.at | {"A": A, "B": B}) == pytest.approx(float(margins(raw.w, flip(raw.sample))[0]), rel=1e-9)


def test_the_skew_is_that_of_the_spread_of_the_page_s_margin(raw: Raw) -> None:
    """Given T, zeta_i - zbar has the variance 1 - 1/m and eta_i the variance 1."""
    text, at = after("N_i^rho =", ", eta iid"), {**raw.at, "zbar": 0.0}
    centre = value(text, at | {"zeta_i": 0.0, "eta_i": 0.0})
    along = value(text, at | {"zeta_i": (1 - 1 / 5) ** 0.5, "eta_i": 0.0}) - centre
    across = value(text, at | {"zeta_i": 0.0, "eta_i": 1.0}) - centre
    chance = norm.cdf(-centre / (along**2 + across**2) ** 0.5)
    assert value(after("it is misclassified with probability", ": at rho"), at) == pytest.approx(chance, rel=1e-9)
