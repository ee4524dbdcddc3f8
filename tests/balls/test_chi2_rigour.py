"""Every remainder of the chi-square integrals where it matters: bounds against the suprema, tails and errors that they bound.

An error bound that is merely large enough at 64 bits guards nothing, so each is tested where it is nearly attained:
Chebyshev polynomials for the Gauss rule, constants for panels, short windows for tails, wide balls for rounded ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import acb, arb, ctx

from uccheck.balls import ball
from uccheck.balls.chi2 import _RATIOS, LogChi2, One, _Integral, _legendre, expectation


@pytest.fixture(autouse=True)
def at_128_bits() -> Iterator[None]:
    with ctx.workprec(128), mpmath.workdps(50):
        yield


def decimal(x: mpmath.mpf) -> arb:
    """A reference value, known to 45 digits."""
    return arb(mpmath.nstr(x, 45), "1e-40") if x == 0 else arb(mpmath.nstr(x, 45)) * (1 + arb(0, "1e-40"))


@dataclass(frozen=True)
class Flat(LogChi2):
    """A law of density 1, so that an integral is that of the factor alone."""

    D: int = 1

    def density(self, x: arb) -> arb:
        return arb(1)

    def ceiling(self, low: arb, high: arb, height: arb) -> arb:
        return arb(1)


@dataclass(frozen=True)
class Constant:
    """g = value, with bounds that are attained."""

    level: str

    def value(self, x: arb, bits: int) -> arb:
        return ball(self.level)

    def ceiling(self, low: arb, high: arb, height: arb) -> arb:
        return ball(self.level)

    def span(self, low: arb, high: arb, bits: int) -> arb:
        return ball(self.level)

    def log_estimate(self, x: float) -> float:
        return 0.0


@dataclass(frozen=True)
class Chebyshev(Constant):
    """T_degree on [-half, half]: on a Bernstein ellipse its modulus is at most cosh(degree log rho), with equality at the ends."""

    degree: int = 8
    half: str = "1"

    def value(self, x: arb, bits: int) -> arb:
        return (x / ball(self.half)).chebyshev_t(self.degree)

    def ceiling(self, low: arb, high: arb, height: arb) -> arb:
        ratio = height / ball(self.half) + (1 + (height / ball(self.half)) ** 2).sqrt()
        return (ratio**self.degree + ratio**-self.degree) / 2

    @property
    def integral(self) -> Fraction:
        return 2 * Fraction(self.half) / (1 - self.degree**2)


def panel(factor: object, *, low: str = "-1", high: str = "1", tolerance: arb, law: LogChi2 | None = None) -> arb:
    whole = _Integral(law or Flat(), factor, 40, ball(low), ball(high), arb(0), tolerance, ())  # type: ignore[arg-type]
    return whole._panel(whole.low, whole.high, 0)


@pytest.mark.parametrize("half", ["0.1", "3/70"])
def test_the_gauss_rule_with_few_nodes_contains_a_polynomial_that_it_integrates_wrongly(half: str) -> None:
    """Four nodes see T_8 as about -1.6 where its mean is -2/63: an error of 3/4 of the bound, so half of it would not do."""
    factor = Chebyshev("1", 8, half)
    found = panel(factor, low=f"-{half}", high=half, tolerance=ball(Fraction(half)) * 37)
    assert found.overlaps(ball(factor.integral))
    middle = found.mid()
    assert abs(middle - ball(factor.integral)) > 1.4 * ball(half)  # the rule is as wrong as was said
    assert found.rad() < 2.3 * ball(half)


@pytest.mark.parametrize(("degree", "nodes"), [(12, 6), (16, 8), (24, 12)])
def test_the_bound_of_the_gauss_rule_for_other_numbers_of_nodes(degree: int, nodes: int) -> None:
    factor = Chebyshev("1", degree, "0.1")
    whole = _Integral(Flat(), factor, 40, ball("-0.1"), ball("0.1"), arb(0), arb("3.7"), ())
    chosen, error = whole._rule(whole.low, whole.high)
    assert chosen == nodes
    rule = sum((w * factor.value(x / 10, 40) for x, w in _legendre(nodes, ctx.prec)), arb(0)) / 10
    actual = abs(rule - ball(factor.integral))
    assert actual <= error
    assert actual > error / 2  # the bound is no mere safety: half of it is false


def test_the_rule_is_not_taken_where_its_bound_is_unknown_or_too_large() -> None:
    class Unknown(Chebyshev):
        def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:  # type: ignore[override]
            return None if height > 0 else arb(1)

    whole = _Integral(Flat(), Unknown("1"), 40, arb(-1), arb(1), arb(0), arb(37), ())
    assert whole._rule(arb(-1), arb(1))[0] is None
    strict = _Integral(Flat(), Chebyshev("1", 200), 8, arb(-1), arb(1), arb(0), arb("1e-9"), ())
    nodes, error = strict._rule(arb(-1), arb(1))
    assert nodes is None or (nodes <= 24 + 8 // 2 and error < arb("1e-9"))


@pytest.mark.parametrize("nodes", [4, 6, 20])
def test_nodes_and_weights_integrate_every_polynomial_they_should(nodes: int) -> None:
    rule = _legendre(nodes, 128)
    for degree in range(2 * nodes):
        moment = sum((w * x**degree for x, w in rule), arb(0))
        assert abs(moment - (ball(Fraction(2, degree + 1)) if degree % 2 == 0 else 0)) < arb("1e-30")


def test_a_negligible_panel_keeps_all_of_its_mass() -> None:
    """Where a panel is below the tolerance, the ball reaches from 0 to the bound, which a constant attains."""
    found = panel(Constant("0.01"), tolerance=arb(10))
    assert found.contains(ball("0.02") * (1 - arb(2) ** -100)) and found.lower() <= 0
    assert found.upper() < ball("0.0201")


def test_a_panel_that_is_cut_too_often_says_so() -> None:
    whole = _Integral(Flat(), Constant("1"), 40, arb(-1), arb(1), arb(0), arb("1e-9"), (), [0] * 3001)
    assert whole._panel(arb(-1), arb(1), 0).contains(arb(2) * (1 - arb(2) ** -100))
    deep = _Integral(Flat(), Constant("1"), 40, arb(-1), arb(1), arb(0), arb("1e-9"), ())
    assert deep._panel(arb(-1), arb(1), 61).contains(arb(2) * (1 - arb(2) ** -100))


def test_where_the_factor_hardly_varies_its_span_multiplies_the_mass() -> None:
    """The tolerance is chosen so that the mass is found a hundred times more sharply than the factor varies."""

    class Wavy(Constant):
        """Between 0.3 and 0.3 + 4e-10, nowhere analytic as far as is known."""

        def value(self, x: arb, bits: int) -> arb:
            raise AssertionError("no rule may be used")

        def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:  # type: ignore[override]
            return None if height > 0 else ball("0.3000000004")

        def span(self, low: arb, high: arb, bits: int) -> arb:
            return ball("0.3").union(ball("0.3000000004"))

    found = panel(Wavy("0"), low="-0.1", high="0.1", tolerance=arb("1.44e-9"))
    for level in ("0.3", "0.3000000004"):
        assert found.contains(ball("0.2") * ball(level))
    assert found.rad() < arb("5e-11")
    whole = _Integral(LogChi2(4), One(), 40, arb(-1), arb(1), arb(0), arb("0.02"), ())
    assert whole._flat(arb(-1), arb(1)) is None  # 1 is integrated, not multiplied by itself for ever


@pytest.mark.parametrize("D", [1, 2, 3, 10, 1000])
def test_the_chernoff_tails_bound_the_tails(D: int) -> None:
    for x in ("-3", "-1", "-0.3", "-0.02", "-0.0001", "0.0001", "0.02", "0.3", "1", "2"):
        at = mpmath.mpf(D) / 2 * mpmath.exp(mpmath.mpf(x))
        ends = (at, mpmath.inf) if float(x) > 0 else (0, at)
        truth = mpmath.gammainc(mpmath.mpf(D) / 2, *ends, regularized=True)
        bound = LogChi2(D).tail(ball(x))
        assert decimal(truth) <= bound
        shape = mpmath.exp(mpmath.mpf(D) / 2 * (1 + mpmath.mpf(x) - mpmath.exp(mpmath.mpf(x))))
        assert abs(bound / decimal(shape) - 1) < arb("1e-30")  # Chernoff's bound and no other
    assert decimal(mpmath.gammainc(mpmath.mpf(1) / 2, 0, mpmath.mpf(1) / 2, regularized=True)) > LogChi2(1).tail(ball("-0.0001")) / 2


@pytest.mark.parametrize("D", [1, 2, 5, 300])
def test_the_density_is_that_of_the_logarithm(D: int) -> None:
    for x in ("-2", "-0.1", "0", "0.4", "1.5"):
        t, half = D * mpmath.exp(mpmath.mpf(x)), mpmath.mpf(D) / 2
        truth = t * t ** (half - 1) * mpmath.exp(-t / 2) / (2**half * mpmath.gamma(half))  # the density of T times dT/dx
        assert abs(LogChi2(D).density(ball(x)) / decimal(truth) - 1) < arb("1e-30")
        assert LogChi2(D).log_shape(float(x)) == pytest.approx(float(half * (1 + mpmath.mpf(x) - mpmath.exp(mpmath.mpf(x)))), rel=1e-13)


@pytest.mark.parametrize("D", [1, 7, 400])
@pytest.mark.parametrize(
    ("low", "high", "height"),
    [("-1", "-0.2", "0.7"), ("-0.1", "0.3", "0.4"), ("0.2", "0.9", "1.2"), ("0.4", "0.9", "0.5"), ("-1", "1", "0")],
)
def test_the_ceiling_of_the_density_is_its_supremum(D: int, low: str, high: str, height: str) -> None:
    """|f| over a grid of the box never exceeds the ceiling, and comes within a thousandth of it in the exponent."""
    law = LogChi2(D)
    bound, best = law.ceiling(ball(low), ball(high), ball(height)), arb(0)
    for u in np.linspace(float(low), float(high), 301):
        for v in {0.0, float(height) / 2, float(height)}:
            z = acb(u, v)
            value = abs((acb(D) / 2 * (1 + z - z.exp())).exp()) * law.constant()
            assert value <= bound * (1 + arb(2) ** -40)
            best = best.max(value)
    assert best > bound * (1 - arb("1e-4") * D)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (-0.4, 2.0), (-3.0, 0.2)])
@pytest.mark.parametrize("D", [1, 2, 9])
def test_a_short_window_says_what_it_leaves_out(D: int, low: float, high: float) -> None:
    """The whole mass is 1; a window that holds a part of it must reach up to 1 by its bound of the outside, and not much beyond."""
    law = LogChi2(D)
    outside = law.tail(arb(low)) + law.tail(arb(high))
    found = _Integral(law, One(), 50, arb(low), arb(high), outside, arb("1e-15"), ()).value()
    assert found.contains(1)
    inside = expectation(law, One(), 80, low=arb(low), high=arb(high))
    assert abs(found.mid() - inside) < arb("1e-12")
    assert found.rad() < outside * (1 + arb("1e-6"))
    assert inside + arb("1e-9") < 1  # without the outside the ball would miss 1
    empty = _Integral(law, One(), 50, arb(1), arb(1), outside, arb("1e-15"), ()).value()
    assert empty.contains(0) and empty.contains(outside.lower())


def test_the_window_s_ends_are_where_the_tails_are_small() -> None:
    law = LogChi2(6)
    for nats, side in ((20.0, 1), (20.0, -1), (300.0, -1)):
        end, beyond = _Integral._end(law, None, side, nats)
        assert (end > 0) == (side > 0)
        assert abs(beyond.log() + nats) < 0.01
    for D, nats, side in ((1, 5.0, -1), (50, 700.0, 1), (10**6, 40.0, -1)):
        x = LogChi2(D).edge(nats, side)
        assert -LogChi2(D).log_shape(x) == pytest.approx(nats, rel=1e-6)
        assert x * side > 0


def test_an_end_known_only_up_to_a_ball_widens_the_integral_by_that_ball() -> None:
    """A law of density 1: the integral up to an end in [a - r, a + r] moves by r on each side, and the bound is that."""
    end, beyond = _Integral._end(Flat(), arb(1, "0.125"), 1, 10.0)
    assert end == 1
    assert beyond >= arb("0.125") and beyond < arb("0.126")
    found = expectation(LogChi2(3), One(), 40, high=arb("0.5", "0.01"))
    for x in ("0.4901", "0.5", "0.5099"):
        assert found.overlaps(expectation(LogChi2(3), One(), 60, high=ball(x)))
    assert found.rad() < arb("0.01")


@pytest.mark.parametrize("bits", [12, 20, 30, 64])
@pytest.mark.parametrize("D", [1, 2, 3, 40])
def test_probabilities_at_few_bits_contain_the_closed_form(D: int, bits: int) -> None:
    """At D = 2, P(T > 2 e^x) = exp(-e^x); elsewhere the incomplete gamma function, at 50 digits; and no wider than asked for."""
    for x in ("-4", "-0.5", "0.1", "1.3"):
        at = mpmath.exp(mpmath.mpf(x))
        for end, ends in (("low", (mpmath.mpf(D) / 2 * at, mpmath.inf)), ("high", (0, mpmath.mpf(D) / 2 * at))):
            truth = mpmath.gammainc(mpmath.mpf(D) / 2, *ends, regularized=True)
            found = expectation(LogChi2(D), One(), bits, **{end: ball(x)})
            assert found.overlaps(decimal(truth))
            assert found.rel_accuracy_bits() >= bits - 8
            if D == 2 and end == "low":
                assert found.overlaps((-ball(x).exp()).exp())


def test_far_tails_are_enclosed_by_their_bounds() -> None:
    for D, x in ((2, "9"), (50, "4"), (3, "-2000")):
        end = "low" if float(x) > 0 else "high"
        found = expectation(LogChi2(D), One(), 30, **{end: ball(x)})
        at = mpmath.mpf(D) / 2 * mpmath.exp(mpmath.mpf(x))
        truth = mpmath.gammainc(mpmath.mpf(D) / 2, *((at, mpmath.inf) if end == "low" else (0, at)), regularized=True)
        assert found.lower() <= decimal(truth).upper() and decimal(truth).lower() <= found.upper()
        assert found.upper() < arb("1e-300")


@pytest.mark.parametrize("bits", [20, 54, 300])
@pytest.mark.parametrize("D", [1, 2, 3, 10**9, 10**30, 10**70])
def test_the_precision_asked_for_is_reached_in_every_dimension(D: int, bits: int) -> None:
    """log Gamma(D/2) loses as many bits as D log D has, the exponent half as many: the precision in force makes up for both."""
    for end, x in (("low", arb(0)), ("high", arb(0)), ("low", (arb(1) / D).sqrt().mid()), ("high", -(arb(1) / D).sqrt().mid())):
        assert expectation(LogChi2(D), One(), bits, **{end: x}).rel_accuracy_bits() >= bits


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("bits", "nats"), [(60, 600), (60, 755), (240, 500), (240, 740)])
def test_far_tails_have_their_digits_down_to_a_least_number(bits: int, nats: int, side: int) -> None:
    """As far as 1e-330, however many bits are asked for; beyond, what is left is enclosed from 0 on."""
    law = LogChi2(12)
    end = arb(law.edge(float(nats), side))
    value = expectation(law, One(), bits, low=end) if side > 0 else expectation(law, One(), bits, high=end)
    with mpmath.workdps(120), ctx.workprec(400):
        at = mpmath.mpf(law.edge(float(nats), side))
        t = 6 * mpmath.exp(at)
        truth = mpmath.gammainc(6, t, regularized=True) if side > 0 else mpmath.gammainc(6, 0, t, regularized=True)
        assert value.overlaps(arb(mpmath.nstr(truth, 100)) * (1 + arb(0, "1e-95")))
    assert value.rel_accuracy_bits() >= bits - 8
    beyond = arb(law.edge(1100.0 + bits, side))
    nothing = expectation(law, One(), bits, low=beyond) if side > 0 else expectation(law, One(), bits, high=beyond)
    assert nothing.contains(0) and nothing < arb("1e-330")


class Asked(Constant):
    """g = level; notes the boxes whose ceiling is asked for."""

    def ceiling(self, low: arb, high: arb, height: arb) -> arb:
        boxes.append((low, high, height))
        return super().ceiling(low, high, height)


boxes: list[tuple[arb, arb, arb]] = []


@pytest.mark.parametrize(("low", "high"), [("-1", "1"), ("0.25", "0.5"), ("-3", "-2.875")])
def test_ceilings_of_a_panel_are_asked_on_boxes_around_ellipses_with_its_ends_as_foci(low: str, high: str) -> None:
    """Semi-axes a and b with a^2 - b^2 the square of the half-length, and (a + b) / half-length one of the ratios."""
    boxes.clear()
    panel = _Integral(Flat(), Asked("1"), 60, ball(low), ball(high), arb(0), arb("1e-18"), ())
    panel._rule(ball(low), ball(high))
    half, centre = (ball(high) - ball(low)) / 2, (ball(high) + ball(low)) / 2
    assert len(boxes) >= 4
    for (left, right, height), ratio in zip(boxes, _RATIOS, strict=False):
        a = (right - left) / 2
        assert abs((left + right) / 2 - centre) < arb("1e-30") and abs(a**2 - height**2 - half**2) < arb("1e-30") * a**2
        assert abs((a + height) / half - arb(ratio)) < arb("1e-30")
