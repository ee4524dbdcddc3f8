"""Tails and masses of chi-square in the checker's own arithmetic, with what lies beyond the edges kept."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest
from flint import acb, arb, ctx

from tests.certificates.own_integrals import integrals
from uccheck.certificates import check_integrals
from uccheck.certificates.check_integrals import Integrals
from uccheck.quantities.enclosed.bounds import bounds


@pytest.mark.parametrize("D", [1, 7, 200])
def test_what_lies_beyond_the_edges_is_kept(D: int) -> None:
    """With edges where Chernoff's bound is a sixteenth the integral misses mass, and the ball must still hold the whole."""
    problem = Integrals(Fraction(1), Fraction(D), Fraction(1), Fraction(1), Fraction(0))
    for bits, width in ((40, "0.25"), (34, "0.005"), (24, "1e-5")):
        with ctx.workprec(100):
            whole = problem._expect(lambda x: acb(1), None, Fraction(2) ** bits)
            assert whole.contains(arb(1)) and whole.rad() < arb(width)


@pytest.mark.parametrize("D", [1, 2, 5, 60])
def test_a_tail_is_at_most_half_of_chernoffs_bound_where_that_is_small(D: int) -> None:
    """So what lies beyond two edges is within one tolerance; the checker adds two."""
    with ctx.workprec(400):
        half = arb(D) / 2
        for step in range(-400, 200):
            x = arb(step) / 20
            bound = (half * (x - x.expm1())).exp()
            if bound < arb(1) / 16 and bound > arb("1e-40"):
                below = _below(half, half * x.exp())
                assert (below if step < 0 else 1 - below) < bound / 2


@pytest.mark.parametrize(
    ("D", "t", "side"), [(10, 150, "upper"), (3, 120, "upper"), (400, 900, "upper"), (900, 300, "lower"), (60, 2, "lower")]
)
def test_a_tail_beyond_the_edge_is_between_zero_and_chernoffs_bound(D: int, t: int, side: str) -> None:
    problem = Integrals(Fraction(1), Fraction(D), Fraction(1), Fraction(1), Fraction(0))
    with ctx.workprec(100):
        found = (problem.upper_tail if side == "upper" else problem.lower_tail)(Fraction(t), Fraction(1))
        half = arb(D) / 2
    with ctx.workprec(800):  # the incomplete gamma function cancels
        beyond = (arb(t) / 2).gamma_upper(half, 1) if side == "upper" else (arb(t) / 2).gamma_lower(half, 1)
        assert found.contains(beyond) and found.upper() < beyond * 4 * half.sqrt() * max(1, t / D)


@pytest.mark.parametrize("size", ["0.03", "0.11", "0.2", "0.24"])
@pytest.mark.parametrize("bits", [1, 6, 12])
def test_the_series_near_zero_keeps_its_remainder(size: str, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off after the terms for few bits while many are computed: the ball holds x - (e^x - 1), real and imaginary."""
    monkeypatch.setattr(check_integrals, "ctx", SimpleNamespace(prec=bits))
    with ctx.workprec(200):
        for x in (acb(arb(size)), acb(-arb(size)), acb(0, arb(size)), acb(arb(size) / 2, -arb(size) / 2)):
            found, exact = check_integrals._x_minus_expm1(x), x - x.expm1()
            assert found.overlaps(exact)  # `exact` is a ball too, of 200 bits
            assert abs(found - exact).upper() < 4 * arb(size) ** (6 + bits // 3)


@pytest.mark.parametrize("D", [1, 2, 9, 40])
def test_masses_of_slices_are_those_of_chi_square(D: int) -> None:
    """P(low < log(T/D) <= high) by the incomplete gamma function; tails at their ends and beyond."""
    problem = integrals(1, D, 1, 1, 0)
    with ctx.workprec(120):
        for low, high in ((-0.4, -0.1), (-0.1, 0.05), (0.05, 0.6)):
            half, ends = arb(D) / 2, [arb(D) / 2 * arb(x).exp() for x in (low, high)]
            exact = _below(half, ends[1]) - _below(half, ends[0])
            found = problem._mass(low, high)
            assert found.overlaps(exact) and found.rad() < arb("1e-9")
        assert problem.upper_tail(Fraction(0), Fraction(1)) == 1 and problem.lower_tail(Fraction(0), Fraction(1)) == 0


def _below(half: arb, x: arb) -> arb:
    """P(half, x), the regularised lower incomplete gamma function."""
    with ctx.workprec(500):
        return x.gamma_lower(half, 1)


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("gamma", [0, 2, 4, 9])
def test_small_margins_of_few_points_are_those_of_the_kit(m: int, gamma: int) -> None:
    """One point with gamma <= s has no small margin; two points may: M_1 = s + (b/D) (T + sqrt(2 T)(zeta_1 - mean))."""
    problem = integrals(m, 12, 4, 32, gamma)
    with ctx.workprec(160):
        found = problem.misfit(Fraction(1, 10**6))
    low, high = bounds("misfit", (Fraction(m), Fraction(12), Fraction(4), Fraction(32), Fraction(gamma)))
    assert found.overlaps(arb(float(low)).union(arb(float(high))))
    assert (found == 0) == (m == 1 and gamma <= 4)
    assert found == 0 or found.rel_accuracy_bits() > 20
