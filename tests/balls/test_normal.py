"""The normal law against mpmath at 50 digits; solutions bracketed; the ramp loss against its definition."""

from __future__ import annotations

from collections.abc import Iterator

import mpmath
import pytest
from flint import acb, arb, ctx

from uccheck.balls import ball, normal_cdf, normal_density, normal_quantile, normal_tail, ramp_loss
from uccheck.balls.normal import complex_tail, hazard, invert, log_tail


@pytest.fixture(autouse=True)
def at_160_bits() -> Iterator[None]:
    with ctx.workprec(160), mpmath.workdps(50):
        yield


def close(found: arb, truth: mpmath.mpf) -> bool:
    return bool(abs(found / arb(mpmath.nstr(truth, 45)) - 1) < arb("1e-38"))


@pytest.mark.parametrize("x", ["-30", "-2.5", "-0.3", "0.2", "1", "7", "38"])
def test_cdf_tail_and_density(x: str) -> None:
    mp = mpmath.mpf(x)
    assert close(normal_tail(ball(x)), mpmath.erfc(mp / mpmath.sqrt(2)) / 2)
    assert close(normal_cdf(ball(x)), mpmath.erfc(-mp / mpmath.sqrt(2)) / 2)
    assert close(normal_density(ball(x)), mpmath.npdf(mp))
    assert log_tail(float(x)) == pytest.approx(float(mpmath.log(mpmath.erfc(mp / mpmath.sqrt(2)) / 2)), rel=1e-8)
    assert hazard(float(x)) == pytest.approx(float(mpmath.npdf(mp) / (mpmath.erfc(mp / mpmath.sqrt(2)) / 2)), rel=1e-5)


def test_the_tail_of_a_complex_number() -> None:
    for u, v in (("0.3", "1.2"), ("-2", "0.7"), ("4", "-3")):
        truth = mpmath.erfc(mpmath.mpc(u, v) / mpmath.sqrt(2)) / 2
        found = complex_tail(acb(ball(u), ball(v)))
        assert close(found.real, truth.real) and close(found.imag, truth.imag)


@pytest.mark.parametrize("p", ["0.5", "0.49", "0.51", "0.3", "0.2", "0.01", "0.999", "1e-12", "1e-200"])
def test_quantiles_are_sharp_and_bracket(p: str) -> None:
    z = normal_quantile(ball(p))
    assert normal_tail(z.upper()) <= ball(p) <= normal_tail(z.lower())
    assert z.rad() < arb(2) ** -140 * (1 + abs(z))
    if p == "0.01":
        assert abs(z - arb("2.3263478740408411")) < arb("1e-15")  # a value that every table has


def test_solutions_are_bracketed_by_values_and_a_bad_guess_only_costs_steps() -> None:
    for guess in ("2.0000000001", "3", "1"):
        root = invert(lambda x: x**2, arb(4), ball(guess), decreasing=False)
        assert root.lower() < 2 < root.upper()
    falling = invert(lambda x: -(x**3), arb(-8), ball("2.1"), decreasing=True)
    assert falling.lower() < 2 < falling.upper()
    with pytest.raises(ArithmeticError, match="no bracket"):
        invert(lambda x: x**2, arb(4), arb(2), decreasing=True)  # it increases
    with pytest.raises(ArithmeticError, match="no bracket"):
        invert(lambda x: arb(1) / (1 + x**2), arb(5), arb(1), decreasing=True)


@pytest.mark.parametrize("gamma", ["0.001", "1", "4", "8", "30"])
@pytest.mark.parametrize("tau", ["0.5", "1", "20"])
def test_the_ramp_loss_is_the_mean_of_its_definition(gamma: str, tau: str) -> None:
    """E clip(1 - X/gamma, 0, 1) for X ~ N(4, tau^2), integrated as it stands."""
    g, t = mpmath.mpf(gamma), mpmath.mpf(tau)
    knots = sorted({mpmath.mpf(0), g, *(x for j in range(-60, 61, 4) if 0 < (x := 4 + j * t) < g)})
    ramp = mpmath.quad(lambda x: (1 - x / g) * mpmath.npdf(x, 4, t), knots)
    truth = mpmath.ncdf(-4 / t) + ramp
    with ctx.workprec(400):
        found = ramp_loss(ball(4), ball(tau), ball(gamma))
        assert abs(found / arb(mpmath.nstr(truth, 40)) - 1) < arb("1e-20")
