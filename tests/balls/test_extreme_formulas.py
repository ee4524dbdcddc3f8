"""The bounds of the contour sum are the formulas of their derivation, computed again in mpmath; and what a sum asks for and costs.

A bound that is merely large enough guards nothing against a lost factor in it; that each is a bound is test_extreme_rigour's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import mpmath
import pytest
from flint import arb, ctx

import uccheck.balls.extreme as module
from uccheck.balls import ball
from uccheck.balls.extreme import _Line, extreme_deviate, simplex_bound, union_bound, upper_bound
from uccheck.balls.work import limited

MP = mpmath.mpf


@pytest.fixture(autouse=True)
def at_128_bits() -> Iterator[None]:
    with ctx.workprec(128), mpmath.workdps(40):
        yield


def near(found: arb, truth: mpmath.mpf, digits: int = 25) -> bool:
    return bool(abs(found / arb(mpmath.nstr(truth, 38)) - 1) < arb(10) ** -digits)


class Reference:
    """The same bounds: e = exp(-t^2/2), e |Phi| <= Phi(x) and e + q or 2 phi/t, e |Q| <= Q(x) and 2 phi/t, e more where x < 0."""

    def __init__(self, m: int, x: float, complement: bool) -> None:
        self.m, self.x, self.complement, self.paired = m, MP(x), complement, m <= 24
        self.Phi, self.Q = mpmath.ncdf(self.x), mpmath.erfc(self.x / mpmath.sqrt(2)) / 2

    def e(self, t: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(-(t**2) / 2)

    def mills(self, t: mpmath.mpf) -> mpmath.mpf:
        return 2 * mpmath.npdf(self.x) / t

    def q(self, t: mpmath.mpf) -> mpmath.mpf:
        return min(self.Q, self.mills(t) + (self.e(t) if self.x < 0 else 0))

    def p(self, t: mpmath.mpf) -> mpmath.mpf:
        return min(self.Phi, self.e(t) + self.q(t) if self.x >= 0 else self.mills(t))

    def everywhere(self) -> mpmath.mpf:
        body = self.m * self.Q if self.complement else self.Phi**self.m
        return body + (self.Q**self.m if self.paired else 0)

    def decay(self, t: mpmath.mpf) -> mpmath.mpf:
        """Without one factor e, what the paired integrand is bounded by: the middle terms of the m-th powers."""
        e, p, q, m = self.e(t), self.p(t), self.q(t), self.m
        return m * q * (e + q) ** (m - 2) if self.complement else m * max(p, q) ** (m - 1)

    def at(self, t: mpmath.mpf) -> mpmath.mpf:
        e, p, q, m = self.e(t), self.p(t), self.q(t), self.m
        body = m * q * max(e, p) ** (m - 1) if self.complement else p**m
        return min(body + q**m, e * self.decay(t)) if self.paired else body

    def beyond(self, t: mpmath.mpf) -> mpmath.mpf:
        """int exp(-u^2/2) du <= e/t; the (t/u)^m of a power integrates to t/(m - 1)."""
        e, mills, m = self.e(t), self.mills(t), self.m
        if self.paired:
            return self.decay(t) * e / t
        p, q = mills + (e if self.x > 0 else 0), mills + (e if self.x < 0 else 0)
        return (m * q * (mills + e) ** (m - 1) if self.complement else p**m) * t / (m - 1)

    def from_here(self, t: mpmath.mpf) -> mpmath.mpf:
        """The least of: stairs of a quarter of t each, then `beyond`, as long as another stair helps."""
        stairs, best = MP(0), mpmath.inf
        for _ in range(60):
            whole = stairs + self.beyond(t) if t >= 1 else mpmath.inf
            if best < mpmath.inf and whole >= best:
                break
            best = whole
            stairs, t = stairs + t / 4 * self.at(t), t * 5 / 4
        return best

    def whole(self) -> mpmath.mpf:
        bounds = [2 * t * self.everywhere() + 2 * self.beyond(t) for t in (MP("1.5") ** k for k in range(40))]
        return next(a for a, b in pairwise(bounds) if b >= a)


XS = (-2.0, -0.5, 0.0, 0.4, 1.5, 4.0)
# Tests that are as short as they can be: those of the whole sum reach the same bounds, and a mutant meets the quickest tests first.
lines = pytest.mark.parametrize(("m", "complement"), [(m, side) for m in (2, 3, 7, 24, 25, 60) for side in (False, True)])


@lines
@pytest.mark.parametrize("x", XS)
def test_each_bound_at_a_point_and_beyond_is_its_formula(m: int, complement: bool, x: float) -> None:
    line, truth = _Line(m, arb(x), complement), Reference(m, x, complement)
    assert near(line.everywhere(), truth.everywhere())
    for t in (0.05, 0.8, 1.0, 1.4, 2.0, 3.5, 8.0):
        assert all(near(a, b(MP(t))) for a, b in zip(line.pieces(arb(t)), (truth.e, truth.p, truth.q), strict=True))
        assert near(line.at(arb(t)), truth.at(MP(t)))
        assert t < 1 or near(line.beyond(arb(t)), truth.beyond(MP(t)))


@lines
@pytest.mark.parametrize("x", XS)
def test_each_bound_of_a_whole_tail_is_its_formula(m: int, complement: bool, x: float) -> None:
    line, truth = _Line(m, arb(x), complement), Reference(m, x, complement)
    assert near(line.whole(), truth.whole())
    for t in (0.3, 1.0, 1.4, 3.5):
        exact = line.from_here(arb(t))
        assert near(exact, truth.from_here(MP(t)), 8)
        with ctx.workprec(16):
            assert line.from_here(arb(t)) >= exact  # rounded upward
    assert not line.from_here(arb("1e-7")).is_finite()  # `beyond` says nothing of what begins below 1


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize(("m", "c"), [(2, "0.7"), (24, "1.9"), (25, "1.9"), (40, "2.2")])
def test_the_step_and_its_aliasing_are_their_formulas(m: int, c: str, complement: bool) -> None:
    """h = pi a/nats, and (N(nu - a) + N(nu + a)) / (exp(2 pi a/h) - 1) with N(s) = scale exp(m s^2/2) times the bound at c - s."""
    nu = min(module._saddle(m, float(c), complement=complement), float(c))
    for bits in (-7, -3, 12):
        h, alias = module._step(m, ball(c), nu, complement, arb("1e300"), bits, arb(3))
        nats = bits * mpmath.log(2) + 6
        a = MP(module._strip(m, float(c), nu, complement, float(nats)))
        assert near(h, mpmath.pi * a / nats, 12)
        both = sum(3 * mpmath.exp(m * MP(s) ** 2 / 2) * Reference(m, float(MP(c) - s), complement).whole() for s in (nu - a, nu + a))
        assert near(alias, both / (mpmath.exp(2 * mpmath.pi * a / MP(str(float(h)))) - 1), 10)
    _, less = module._step(m, ball(c), nu, complement, arb("1e-9"), 12, arb(3))
    assert less < arb("1e-9")


def test_what_is_cut_off_is_twice_the_tail_and_within_the_target() -> None:
    line = _Line(25, arb("0.5"), False)
    for h, target in ((arb("0.1"), arb("1e-3")), (arb("0.02"), arb("1e-30"))):
        terms, cut = module._cut(line, h, arb(7), target, 10, 20.0)
        assert cut < target and near(cut, 14 * Reference(25, 0.5, False).from_here(MP(str(h.str(30, radius=False))) * terms), 8)
        least = max(2, int((2 * (10 * float(mpmath.log(2)) + 4) / 20) ** 0.5 / float(h)))
        steps = [least]
        while steps[-1] < terms:
            steps.append(steps[-1] + max(1, steps[-1] // 6))
        assert steps[-1] == terms  # grown by sixths from what the curvature asks for
        assert len(steps) == 1 or not 14 * line.from_here(h * steps[-2]) < target


@pytest.mark.parametrize(
    ("m", "c", "complement"), [(2, "0.7", True), (24, "1.9", False), (24, "0.1", False), (25, "0.1", False), (25, "1.9", True)]
)
def test_the_error_of_a_rule_is_that_of_its_step_and_that_of_its_cut(m: int, c: str, complement: bool) -> None:
    scale = (arb(m) / (2 * arb.pi())).sqrt()
    for bits in (4, 30):
        rule = module._rule(m, ball(c), bits, complement)
        saddle = module._saddle(m, float(c), complement=complement)
        assert rule.nu == (min(saddle, float(c)) if m <= 24 else saddle) and (saddle > float(c)) == (c == "0.1")
        line = _Line(m, ball(c) - rule.nu, complement)
        factor = scale * (m * arb(rule.nu) ** 2 / 2).exp()
        size = factor * line.everywhere() * (2 * arb.pi() / module._curvature(m, float(c) - rule.nu, complement)).sqrt()
        target = (size * arb(2) ** -(bits + 2)).upper()
        h, alias = module._step(m, ball(c), rule.nu, complement, target, bits, scale)
        cut = 2 * factor * line.from_here(h * rule.terms)
        assert (
            abs(h / rule.h - 1) < arb("1e-12") and abs(rule.error / (alias + cut) - 1) < arb("1e-9") and rule.error >= (alias + cut).upper()
        )
        assert alias < target and cut < target
        assert abs(rule.log_size - float(size.log())) < 1e-9


def test_a_sum_is_asked_for_again_until_it_is_within_two_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sums that lose a known number of bits: four times at most, and never beyond forty times what was wanted."""

    def asks(wanted: int, accuracy: Callable[[int], int]) -> list[int]:
        asked: list[int] = []

        def once(m: int, c: arb, bits: int, complement: bool) -> arb:
            asked.append(bits)
            return balls[accuracy(bits)]

        monkeypatch.setattr(module, "_sum_once", once)
        module._contour_sum(2, arb(1), wanted, complement=False)
        return asked

    balls = Accurate()
    for lost, asked in ((2, [20]), (3, [20, 27]), (-5, [20]), (10, [20, 34])):
        assert asks(20, lambda bits, lost=lost: bits - lost) == asked
    assert asks(10, lambda bits: -377) == [10, 401] and asks(10, lambda bits: -376) == [10, 400, 790]
    assert asks(10, lambda bits: 0) == [10, 24, 38, 52]


class Accurate(dict[int, arb]):
    """Balls around 1 by their relative accuracy in bits."""

    def __missing__(self, bits: int) -> arb:
        exact = arb(1, arb(2) ** -bits)
        for shift in range(-3, 4):
            found = arb(1, arb(2) ** -(bits + shift))
            if found.rel_accuracy_bits() == bits:
                return found
        raise AssertionError(exact)


def test_a_term_costs_one_up_to_160_bits_and_then_in_proportion() -> None:
    assert [module._price_of_a_term(bits) for bits in (20, 159, 160, 320, 1600)] == [1, 1, 3, 6, 30]
    for m, c, bits in ((3, "0.9", 30), (40, "2.2", 200)):
        with limited(10**6) as work:
            total = module._sum_once(m, ball(c), bits, False)
        with ctx.workprec(64):
            rule = module._rule(m, ball(c), bits, False)
        terms = rule.terms
        assert total.rad() >= rule.error * (1 - arb(2) ** -20)  # all of it
        assert work.spent == 25 + terms * (1 if bits == 30 else module._price_of_a_term(int(bits + 40 + 2 * float(mpmath.log(m, 2)))))


def test_one_minus_asks_for_the_bits_that_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """bits + 4 and as many fewer as the other is below 1; where fewer than four are left its upper bound will do."""
    asked: list[int] = []

    def noted(m: int, c: arb, bits: int, *, complement: bool) -> arb:
        asked.append(bits)
        return arb("0.25") if complement else arb("0.125")

    monkeypatch.setattr(module, "_contour_sum", noted)
    for other, bits, wanted in ((-20.5, 60, 60 + 4 - 29), (-20.5, 29, 4), (-20.5, 28, None), (-20.5, 10, None), (-0.51, 60, 64)):
        for complement in (False, True):
            ends = (other, -0.25) if complement else (-0.25, other)
            monkeypatch.setattr(module, "log_estimates", lambda m, c, ends=ends: ends)
            asked.clear()
            found = extreme_deviate(5, arb("1.5"), bits, complement=complement)
            small = upper_bound(5, arb("1.5")) if complement else union_bound(5, arb("1.5"))
            assert asked == ([] if wanted is None else [wanted])
            if wanted is None:
                assert found.contains(1 - arb(2) ** -99) and found.contains(1 - small) and found > 0.999 - small
            else:
                assert found == 1 - (arb("0.125") if complement else arb("0.25"))
    for ends in ((-0.5, -20.5), (-0.25, -0.25), (-0.25, -0.1), (-7.0, -0.001)):  # the other is no smaller, or this is no near 1
        monkeypatch.setattr(module, "log_estimates", lambda m, c, ends=ends: ends)
        asked.clear()
        assert extreme_deviate(5, arb("1.5"), 60) == arb("0.125") and asked == [60]
    monkeypatch.setattr(module, "log_estimates", lambda m, c: (-2500.0, -0.6))
    assert extreme_deviate(5, arb(1), 60) == arb("0.125")  # at the floor it is computed, below it is bounded
    monkeypatch.setattr(module, "log_estimates", lambda m, c: (-2500.5, -0.6))
    assert extreme_deviate(5, arb(1), 60).contains(0)


def test_the_least_of_three_bounds_is_taken() -> None:
    """The tilted one, the volume of the simplex below c = 1, and 1, each where it is the least."""
    for m, c in ((5, "0.05"), (5, "0.9"), (5, "1"), (30, "1"), (5, "1.1"), (30, "0.9"), (30, "2"), (4, "9")):
        nu = MP(module._saddle(m, float(c), complement=False))
        tilted = mpmath.ncdf(MP(c) - nu) ** m / (mpmath.erfc(mpmath.sqrt(m) * nu / mpmath.sqrt(2)) / 2)
        volume = mpmath.sqrt(m) * (2 * mpmath.pi) ** (-MP(m - 1) / 2) * (m * MP(c)) ** (m - 1) / mpmath.factorial(m - 1)
        assert near(simplex_bound(m, ball(c)), volume) and near(upper_bound(m, ball(c)), min(1, tilted, volume if MP(c) < 1 else 1), 12)
    for x in (29.5, 30.0):
        assert near(module._tail_from_below(arb(x)), mpmath.erfc(MP(x) / mpmath.sqrt(2)) / 2)
    for x in (30.5, 45.0, 61.0):
        assert near(module._tail_from_below(arb(x)), mpmath.npdf(x) * x / (1 + MP(x) ** 2))


def test_terms_at_the_switches_are_the_integrand() -> None:
    """Up to m = 24 the power of -Q is taken off, and nothing beyond; a complement of 1e-88 keeps its digits."""
    for m, x, t, complement in ((24, 0.125, 0.25, False), (25, 0.125, 0.25, False), (24, 0.125, 0.25, True), (25, 0.125, 0.25, True)):
        z = mpmath.mpc(x, -t)
        phi, tail = mpmath.erfc(-z / mpmath.sqrt(2)) / 2, mpmath.erfc(z / mpmath.sqrt(2)) / 2
        pair = (-tail) ** m if m == 24 else 0
        truth = (mpmath.exp(-m * mpmath.mpc(t, -0.5) ** 2 / 2) * (1 - phi**m + pair if complement else phi**m - pair)).real
        assert near(module._term(m, arb(x + 0.5), 0.5, arb(t), complement), truth)
    for m in (5, 30):
        found = module._term(m, arb(20), 0.0, arb(0), True)
        assert found.rel_accuracy_bits() > 90 and near(found, m * mpmath.erfc(20 / mpmath.sqrt(2)) / 2)
    assert module._term(3, arb("-0.125"), 0.0, arb(0), True).rel_accuracy_bits() > 90
