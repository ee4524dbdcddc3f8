"""What must be asked for: the factor of m ln(1/epsilon), each step of it against another route, and what e_gen alone rests on."""

from __future__ import annotations

import math
import re
import time
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy import stats
from scipy.special import lambertw

from uccheck.audit.deciders.linear import necessity
from uccheck.audit.kinds.linear import Necessary
from uccheck.core.effort import Steps
from uccheck.expressions import tails
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import bounds

#: The chance that the statistical test below fails though what it tests is right.
ALPHA = 1e-6


def claimed(**more: object) -> Necessary:
    """A claim of the kind, with these ranges."""
    return Necessary.model_validate({"id": "c", "says": "s", "kind": "necessary", "D": "m", **more})


def test_the_mean_gap_and_the_tail_at_the_mean_that_e_gen_rests_on() -> None:
    """The mean by 200,000 raw samples to within what the empirical Bernstein bound allows at ALPHA: gaps lie in [-1, 1]."""
    draws = 200_000
    noise = np.random.default_rng(5).standard_normal((draws, 4, 1))
    weights = noise.sum(axis=1)
    training = (1 / 8 + np.einsum("nij,nj->ni", noise, weights) <= 0).mean(axis=1)
    gaps = stats.norm.sf(1 / 8 / np.abs(weights[:, 0])) - training
    log = math.log(4 / ALPHA)
    mean, reach = gaps.mean(), math.sqrt(2 * gaps.var(ddof=1) * log / draws) + 7 * 2 * log / (3 * (draws - 1))
    assert reach < 0.003
    for delta in (0.0, 0.05):
        below, above_it = (Fraction((mean + sign * reach - delta) / (1 - delta)) for sign in (-1, 1))
        assert necessity._in_mean(4, 1, Fraction(delta), below, Steps(9, 1e18))
        assert not necessity._in_mean(4, 1, Fraction(delta), above_it, Steps(9, 1e18))
    above = [float(stats.chi2.sf(D, D)) for D in range(1, 200)]
    assert all(later > earlier for earlier, later in zip(above, above[2:], strict=False))
    first = necessity._settled_from(4, Fraction("0.25"))
    assert first is not None and above[first - 1] * (1 - 4 * stats.norm.sf(2 * (first / 32) ** 0.5)) > 0.25
    assert necessity._settled_from(4, Fraction("0.5")) is None


def test_a_mean_gap_that_is_no_more_than_it_must_be_shows_nothing() -> None:
    """Equality leaves P(L_D - Lhat_S > epsilon) = delta possible, and so e_gen <= epsilon; nor does a mean that was not looked at."""
    setting = LinearSetting(4, 2)
    at = (Fraction(4), Fraction(2), setting.s, setting.b, Fraction(0))
    gap = 1 - sum(bounds(name, at)[1] for name in ("unflipped", "misfit"))
    for delta in (Fraction(0), Fraction(1, 20)):
        tie = (gap - delta) / (1 - delta)
        assert not necessity._in_mean(4, 2, delta, tie, Steps(9, 1e18))
        assert necessity._in_mean(4, 2, delta, tie - Fraction(1, 10**30), Steps(9, 1e18))
    assert not necessity._in_mean(4, 2, Fraction(0), Fraction(0), Steps(0, 1e18))


@pytest.mark.parametrize("m", [1, 4, 12])
def test_from_which_dimension_on_the_tail_at_the_mean_settles_e_gen(m: int) -> None:
    """The least of those tried whose tail, and the next one's, exceed delta where no point is lost: by scipy, on either side of each."""
    sizes = np.arange(1, 452)
    tails_at_mean = stats.chi2.sf(sizes, sizes)
    kept = 1 - m * stats.norm.sf(2 * np.sqrt(sizes[:-1] / 8 / m))
    assert all(tails_at_mean[D - 1] < tails_at_mean[D] for D in necessity.DIMENSIONS)
    reached = kept * tails_at_mean[:-1]
    for tried in (1, 2, 5, 12, 27, 60, 90):
        for delta in (reached[tried - 1] * (1 - 1e-9), reached[tried - 1] * (1 + 1e-9)):
            if delta > 0:
                least = next(D for D in necessity.DIMENSIONS if reached[D - 1] > delta)
                assert necessity._settled_from(m, Fraction(delta)) == least


def test_e_gen_is_asked_about_at_every_size_and_every_dimension_before_it_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the largest delta and epsilon: one failure among them fails all, and so does a size that is never settled, or any size."""
    asked, failing = [], []
    ends = Fraction("0.07"), Fraction("0.03")

    def in_mean(m: int, D: int, delta: Fraction, epsilon: Fraction, effort: Steps) -> bool:
        assert (delta, epsilon) == ends
        asked.append((m, D))
        return effort.step() and (m, D) not in failing

    def settled(m: int, delta: Fraction) -> int | None:
        assert delta == ends[0]
        return {3: 4, 4: 2, 5: 1}.get(m)

    monkeypatch.setattr(necessity, "_in_mean", in_mean)
    monkeypatch.setattr(necessity, "_settled_from", settled)
    claim = {"delta": ["0.01", "0.07"], "epsilon": ["0.02", "0.03"], "conclusion": "e_gen"}
    assert necessity.overfits(claimed(m=["5/2", "11/2"], **claim), 1e18)
    every = [(3, 1), (3, 2), (3, 3), (4, 1)]
    assert sorted(asked) == every
    for one in every:
        failing[:] = [one]
        assert not necessity.overfits(claimed(m=[3, 5], **claim), 1e18)
    failing.clear()
    assert not necessity.overfits(claimed(m=[3, 6], **claim), 1e18)
    assert not necessity.overfits(claimed(m=[3, "inf"], **claim), 1e18)


@pytest.mark.parametrize("epsilon", ["0.4999", "0.4", "0.1", "0.01", "1e-5", "1e-18", "1e-25"])
def test_the_quantile_is_rounded_down_at_nine_decimals(epsilon: str) -> None:
    mp.dps = 40
    z = necessity.quantile_below(Fraction(epsilon))
    ends = [mp.erfc((mpf(z.numerator) / z.denominator + more) / mp.sqrt(2)) / 2 for more in (0, mpf(10) ** -9)]
    assert ends[1] < mpf(epsilon) <= ends[0]


def kappas(delta: float, D: np.ndarray) -> np.ndarray:
    """The kappa < 1 with (kappa e^(1 - kappa))^(D/2) = delta, by Lambert's function."""
    return -np.real(lambertw(-(delta ** (2 / D)) / math.e))


def test_kappa_makes_a_short_sum_of_squares_rare_and_no_larger_one_does() -> None:
    for delta, D in product(("0.05", "0.25", "0.9"), (1, 2, 50, 3000)):
        kappa = float(necessity.ratio(Fraction(delta), D))
        assert kappa == pytest.approx(float(kappas(float(delta), np.array(D))), rel=1e-9, abs=0)
        assert stats.chi2.cdf(kappa * D, D) <= float(delta)


@pytest.mark.parametrize("scale", ["0.5", "9", "10.5", "30", "200", "1234.5"])
def test_a_kappa_serves_from_the_first_dimension_that_the_one_before_does_not_exclude(scale: str) -> None:
    """The fixed point is the first D that its own kappa leaves: found by trying all of them."""
    D = np.arange(1, 3000)
    for delta in ("0.05", "0.25", "0.9"):
        own = kappas(float(delta), D)
        first = int(np.argmax(float(scale) * own <= D))
        assert float(necessity.spread(Fraction(delta), Fraction(scale))) == pytest.approx(own[first], rel=1e-9, abs=0)


def test_the_slope_of_the_squared_quantile_holds_at_every_smaller_epsilon_and_is_nearly_the_best() -> None:
    mp.dps = 40
    for epsilon in ("0.49", "0.4", "0.01"):
        z = necessity.quantile_below(Fraction(epsilon))
        alpha = necessity.slope(z, time.monotonic() + 20)
        assert alpha is not None
        for smaller in (mpf(epsilon), mpf(epsilon) / 3, mpf(epsilon) ** 2, mpf(epsilon) ** 20):
            quantile = mp.sqrt(2) * mp.erfinv(1 - 2 * smaller)
            assert alpha.numerator * mp.log(1 / smaller) / alpha.denominator <= quantile**2
        assert mpf(alpha.numerator) / alpha.denominator > 0.9998 * float(z) ** 2 / mp.log(1 / mpf(epsilon))
    assert necessity.slope(necessity.FAR, 1e18) is None


def test_a_slope_is_proved_both_near_and_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tails, "nonnegative", lambda *rest, **more: False)
        assert necessity.slope(Fraction(2), time.monotonic() + 20) is None
    search = necessity.branch.search

    def halfway(problem: object, box: object, *, deadline: float) -> object:
        return search(necessity.branch.Problem(necessity.parse("x - 5", frozenset("x")), False), box, deadline=deadline)

    monkeypatch.setattr(necessity.branch, "search", halfway)
    assert necessity.slope(Fraction(2), time.monotonic() + 20) is None


TOLD = re.compile(
    r"no e_unif-alg reaches 1 - epsilon below 64 kappa m z\^2, kappa = (\S+), and z\^2 >= (\S+) ln\(1/epsilon\) on the range"
    r"|e_gen > epsilon below 64 m z\^2, and z\^2 >= (\S+) ln\(1/epsilon\) on the range"
)


@pytest.mark.parametrize(
    ("conclusion", "m", "delta", "epsilon"),
    [
        ("both", 1, "0.05", "0.4"),
        ("both", "5/2", "0.3", "0.01"),
        ("e_unif-alg", 40, "0.05", "0.1"),
        ("e_unif-alg", "5/2", "0.3", "0.4"),
        ("e_gen", 1, "0.05", "0.4"),
        ("e_gen", "5/2", "0.3", "0.01"),
    ],
)
def test_the_factor_is_64_kappa_z_squared_over_the_logarithm(
    conclusion: str, m: object, delta: str, epsilon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kappa by trying all dimensions from the least size of the range on, z by scipy; for e_gen alone kappa is 1, where it overfits."""
    monkeypatch.setattr(necessity, "overfits", lambda claim, deadline: True)
    claim = claimed(m=[m, 40], delta=[delta, "0.35"], epsilon=["0.001", epsilon], conclusion=conclusion)
    factor, told = necessity.factor(claim, time.monotonic() + 20)  # type: ignore[misc]
    square, least, D = float(stats.norm.isf(float(epsilon)) ** 2), math.ceil(Fraction(m)), np.arange(1, 20000)  # type: ignore[arg-type]
    own = kappas(float(delta), D)
    kappa = 1.0 if conclusion == "e_gen" else float(own[np.argmax(64 * least * square * own <= D)])
    expected = 64 * kappa * square / math.log(1 / float(epsilon))
    assert expected * (1 - 2e-4) < factor < expected
    said = TOLD.fullmatch(told)
    assert said is not None and (said[3] is None) == (conclusion != "e_gen")
    alpha, shown = (float(said[3]), 1.0) if said[3] else (float(said[2]), float(said[1]))
    assert 64 * alpha * shown <= factor < 64 * (alpha + 1e-6) * (shown + 1e-6)
    assert set(necessity.upheld(claim, told).trusts) == set(necessity.OVERFITTING if conclusion == "e_gen" else necessity.TRUSTS)


def test_where_nothing_is_shown_there_is_no_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Losses of a half and more, or beyond z = 9; rare samples; e_gen where it does not overfit."""
    fine = {"m": [4, 4], "delta": ["0.05", "0.1"], "epsilon": ["0.01", "0.1"]}
    overfitting = {"e_gen": True}
    monkeypatch.setattr(necessity, "overfits", lambda claim, deadline: overfitting[claim.conclusion])
    for conclusion, more, there in (
        ("both", {}, True),
        ("e_gen", {}, True),
        ("both", {"epsilon": ["0.01", "0.5"]}, False),
        ("e_gen", {"epsilon": ["0.01", "0.5"]}, False),
        ("both", {"epsilon": ["0.01", "0.3"]}, True),
        ("both", {"delta": [0, "0.1"]}, False),
        ("e_unif-alg", {"delta": [0, "0.1"]}, False),
        ("e_gen", {"delta": [0, "0.1"]}, True),
        ("both", {"epsilon": ["1e-25", "1e-20"]}, False),
    ):
        claim = claimed(**{**fine, **more}, conclusion=conclusion)
        assert (necessity.factor(claim, time.monotonic() + 20) is not None) is there, (conclusion, more)
    overfitting["e_gen"] = False
    assert necessity.factor(claimed(**fine, conclusion="e_gen"), time.monotonic() + 20) is None
