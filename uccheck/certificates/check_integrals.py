"""The checker's own integrals over T = D exp(x), T ~ chi2_D, by flint's adaptive rule (acb.integral); shared with no other module.

Glossary
    Problem       m, D, s, b, gamma as rationals, with the probabilities and losses that a certificate speaks of
    confirm       a recorded bound against the checker's own enclosure
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import log, log2, sqrt
from typing import Any

from flint import acb, arb, ctx, fmpq

from uccheck.certificates.check_rules import Refused
from uccheck.certificates.check_universes import own_cap, own_fewer, own_scarce, own_spoiled, own_unseen

_EVALUATIONS = 4000  # of one integrand on one interval; beyond, the ball is wide, and what rests on it is refused
_LEAST = Fraction(1, 10**325)  # probabilities below this are not told from zero
_FAREST = Fraction(10) ** 150  # of an argument, and of its inverse: ratios of two stay within floats


@dataclass(frozen=True)
class Integrals:
    """One instance of the linear setting and its integrals over T = D exp(x); the density of x is entire."""

    m: Fraction
    D: Fraction
    s: Fraction
    b: Fraction
    gamma: Fraction

    def __post_init__(self) -> None:
        if not (self.m >= 1 and self.D >= 1 and self.m.denominator == self.D.denominator == 1 and self.s > 0 and self.b > 0):
            raise Refused("m and D are positive whole numbers, s and b positive")
        if max(self.m, self.D) > 10**30:
            raise Refused("m or D exceeds what the checker integrates")

    def loss(self, t: Fraction) -> arb:
        """L_D at T = t: the 0-1 loss Q(s/tau), or the ramp loss (tau/gamma)(psi((gamma-s)/tau) - psi(-s/tau))."""
        if t <= 0:
            raise Refused("the loss is that at T = t > 0")
        s, tau = to_ball(self.s), to_ball(self.b / self.D) * to_ball(self.m * t).sqrt()
        if self.gamma == 0:
            return _tail(s / tau)

        def psi(z: arb) -> arb:
            return z * _tail(-z) + (-(z**2) / 2).exp() / (2 * arb.pi()).sqrt()

        return tau / to_ball(self.gamma) * (psi(to_ball(self.gamma - self.s) / tau) - psi(-s / tau))

    def upper_tail(self, t: Fraction, scale: Fraction) -> arb:
        """P(T > t), to about 12 digits of the scale asked for."""
        if t <= 0:
            return arb(1)
        return self._expect(lambda x: acb(1), (to_ball(t) / to_ball(self.D)).log(), scale)

    def lower_tail(self, t: Fraction, scale: Fraction) -> arb:
        """P(T <= t), to about 12 digits of the scale asked for."""
        if t <= 0:
            return arb(0)
        return self._expect(lambda x: acb(1), None, scale, stop=(to_ball(t) / to_ball(self.D)).log())

    def one_unflipped(self, rho: Fraction, scale: Fraction) -> arb:
        """P(N_1^rho > 0) = E[Q((rho T - rD)/sqrt(mT(1 - rho^2/m)))]."""
        return self._above(self.s / self.b, rho, scale)

    def misfit(self, scale: Fraction) -> arb:
        """P(M_1 < gamma): M_1 = s + sigma^2 (T + sqrt(mT)(zeta_1 - zbar)), so E[Q((T - (gamma - s)D/b)/sqrt((m - 1)T))]."""
        ratio = (self.gamma - self.s) / self.b
        if self.m == 1 and ratio <= 0:
            return arb(0)
        return self._above(ratio, Fraction(1), scale)

    def _above(self, ratio: Fraction, rho: Fraction, scale: Fraction) -> arb:
        """E[Q((rho T - ratio D)/sqrt((m - rho^2) T))]; for m = rho = 1 the chance that T < ratio D."""
        if self.m == rho == 1:
            return self._expect(lambda x: acb(1), None, scale, stop=to_ball(ratio).log())
        spread = (to_ball(self.D) / to_ball(self.m - rho**2)).sqrt()
        up, down = to_ball(rho) * spread, to_ball(ratio) * spread

        def missed(x: acb) -> acb:
            return ((up * (x / 2).exp() - down * (-x / 2).exp()) / acb(2).sqrt()).erfc() / 2

        return self._expect(missed, None, scale)

    def all_flipped(self, t: Fraction, slices: int = 40) -> Fraction:
        """A lower bound of P(all N_i <= 0, T <= t): F_m(c(T)) increases with T, so every slice counts with its lower end."""
        width = sqrt(2 / float(self.D))
        stop = float((to_ball(t) / to_ball(self.D)).log().lower()) - 1e-9 * width  # floats round to nearest: below t all the same
        start = max(-5 * width, log(self.s / self.b) + 1e-9)
        stop = min(stop, start + 10 * width)
        total = Fraction(0)
        for j in range(slices if start < stop else 0):
            low, high = (start + (stop - start) * (j + i) / slices for i in (0, 1))
            root = (arb(low) / 2).exp() - to_ball(self.s / self.b) * (-arb(low) / 2).exp()
            score = (to_ball(self.D) / to_ball(self.m)).sqrt() * root
            total += max(Fraction(0), to_lower(_extreme(int(self.m), score))) * max(Fraction(0), to_lower(self._mass(low, high)))
        return total

    def _mass(self, low: float, high: float) -> arb:
        """P(low < x <= high)."""
        half = to_ball(self.D) / 2
        constant = (half * half.log() - half - half.lgamma()).exp()
        ends = acb(low), acb(high)
        found = acb.integral(lambda x, analytic: (half * _x_minus_expm1(x)).exp(), *ends, rel_tol=arb(2) ** -40, eval_limit=_EVALUATIONS)
        return constant * found.real

    def _expect(self, factor: Callable[[acb], acb], start: arb | None, scale: Fraction, *, stop: arb | None = None) -> arb:
        """E[factor(x); start < x < stop], 0 <= factor <= 1: flint's adaptive rule inside, Chernoff's bound beyond."""
        half, tolerance = to_ball(self.D) / 2, to_ball(max(scale, _LEAST)) * arb(2) ** -44
        constant = (half * half.log() - half - half.lgamma()).exp()
        right = self._edge(tolerance, 1) if stop is None else stop
        left = self._edge(tolerance, -1) if start is None else start
        if not left < right:
            end = left if start is not None else right
            far = (half * (end - end.expm1())).exp()  # Chernoff, if the end lies on the side that the event is on
            return arb(0).union(far.upper() if (end > 0) == (start is not None) else arb(1))

        def integrand(x: acb, analytic: bool) -> acb:
            return constant * (half * _x_minus_expm1(x)).exp() * factor(x)

        unit = arb(1) / half.sqrt()
        cuts = [left, *(c for c in (j * unit for j in range(-60, 61, 3)) if left < c < right), right]
        total = arb(0)
        for low, high in pairwise(cuts):
            total += acb.integral(integrand, acb(low), acb(high), abs_tol=tolerance, rel_tol=arb(2) ** -50, eval_limit=_EVALUATIONS).real
        beyond = 2 * tolerance
        return total + arb(0).union(beyond.upper())

    def _edge(self, tolerance: arb, side: int) -> arb:
        """A point beyond which Chernoff's bound exp((D/2)(x + 1 - e^x)) of the tail is within the tolerance."""
        half, reach = to_ball(self.D) / 2, (2 / to_ball(self.D)).sqrt()
        point = side * reach.mid()
        while not (half * (point - point.expm1())).exp() < tolerance:
            point = (point * arb("1.1")).mid()
        return point


def _x_minus_expm1(x: acb) -> acb:
    """x - (e^x - 1); near 0 by its Taylor series -x^2 (1/2 + x/6 + ...), which stays sharp for wide balls."""
    size = float(abs(x).upper())
    if not size < 0.25:
        return x - x.expm1()
    terms = 4 + int(ctx.prec / max(1.0, -log2(size + 1e-30)))
    series = acb(0)
    for j in range(terms, 1, -1):
        series = (series * x + 1) / (j + 1)
    rest = arb(size) ** terms / arb(terms + 2).gamma()
    return -(x**2) * ((series * x + 1) / 2 + acb(arb(0).union(rest), 0) * acb(arb(-1).union(arb(1)), arb(-1).union(arb(1))))


def _extreme(m: int, c: arb, reach: float | None = None) -> arb:
    """F_m(c) by Nair's integral along the real axis up to a reach >= 1; a lower bound by the union bound where that is nearly sharp."""
    union = 1 - m * _tail(c * (arb(m) / (m - 1)).sqrt()) if m > 1 else arb(1)
    if union > arb("0.999") or m <= 2:  # two deviates are never both large: the union bound is the value
        return union
    few = m < 20
    reach = reach or (_far_enough(m, c) if few else 3.0 if m < 200 else 1.0 + 12 / sqrt(m))
    size = arb(m)

    def integrand(t: acb, analytic: bool) -> acb:
        gauss, rest = (-(t**2) / 2).exp(), ((c - acb(0, 1) * t) / acb(2).sqrt()).erfc() / 2
        if few:  # the powers of -e^(-t^2/2) Q integrate to zero; without them t^-m would fall too slowly
            return (gauss * (1 - rest)) ** m - (-gauss * rest) ** m
        return (gauss * (1 - rest)) ** m

    middle = acb.integral(integrand, acb(0), acb(reach), rel_tol=arb(2) ** -40, abs_tol=arb(2) ** -40, eval_limit=_EVALUATIONS).real
    rest = _beyond(m, c, arb(reach), paired=few).upper()
    return 2 * (middle + (-rest).union(rest)) * (size / (2 * arb.pi())).sqrt()


def _far_enough(m: int, c: arb) -> float:
    """The least reach, in steps of a half, beyond which the paired integrand holds nearly nothing."""
    return next((x / 2 for x in range(2, 14) if _beyond(m, c, arb(x) / 2, paired=True) < arb(2) ** -42), 7.0)


def _beyond(m: int, c: arb, reach: arb, *, paired: bool) -> arb:
    """What the integrand of Nair's integral holds beyond a reach >= 1, at most.

    e^(-t^2/2) |Phi(c - it)| and e^(-t^2/2) |Q(c - it)| are at most e^(-t^2/2) + 2 phi(c)/t <= A reach/t; the m-th powers of two numbers
    that differ by e^(-t^2/2) differ by at most m A^(m-1) e^(-t^2/2).
    """
    gauss = (-(reach**2) / 2).exp()
    height = gauss + 2 * (-(c**2) / 2).exp() / (2 * arb.pi()).sqrt() / reach
    return m * height ** (m - 1) * gauss / reach if paired else height**m * reach / (m - 1)


def _tail(x: arb) -> arb:
    return (x / arb(2).sqrt()).erfc() / 2


def to_ball(value: Fraction) -> arb:
    """The tightest ball around a rational."""
    return arb(fmpq(value.numerator, value.denominator))


def _rational(point: arb) -> Fraction:
    mantissa, exponent = point.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def to_lower(value: arb) -> Fraction:
    """A rational at most every point of a ball; 0 if it is not finite."""
    return _rational(value.lower()) if value.is_finite() else Fraction(0)


def confirm(quantity: tuple[Any, ...], ends: tuple[Fraction, Fraction]) -> None:
    """Whether the quantity certainly lies between the recorded ends, by this module's own enclosure.  Raises: Refused."""
    name, *args = quantity
    if any(value and not 1 / _FAREST <= abs(value) <= _FAREST for value in args):
        raise Refused(f"{name}({', '.join(map(_short, args))}) has an argument beyond the 150 digits that this checker encloses")
    if name in EXACT:
        _confirm_exactly(quantity, ends, *EXACT[name](*args))
        return
    asked = [(end, below) for end, below in ((ends[0], False), (ends[1], True)) if end != (1 if below else 0)]
    if name in FROM_BELOW and ends[1] != 1:
        raise Refused(f"{name}({', '.join(map(_short, args))}) is bounded from below only, not by {_short(ends[1])}")
    with ctx.workprec(160 + 2 * max(int(abs(value)).bit_length() for value in args)):
        pair = OWN[name](*args, scale=min((_scale(end) for end, _ in asked), default=Fraction(1)))
        for end, below in asked:
            value, bound = _far(pair, end)
            if not (value <= bound if below else value >= bound):
                wrong = name not in FROM_BELOW and bool(value > bound if below else value < bound)
                side = "at most" if below else "at least"
                raise Refused(f"{name}({', '.join(map(_short, args))}) is not shown to be {side} {_short(end)}", certain=wrong)


def _confirm_exactly(quantity: tuple[Any, ...], ends: tuple[Fraction, Fraction], low: Fraction, high: Fraction) -> None:
    """The same in rationals."""
    name, *args = quantity
    for end, holds, wrong in ((ends[0], ends[0] <= low, ends[0] > high), (ends[1], high <= ends[1], low > ends[1])):
        if not holds:
            side = "at least" if end == ends[0] else "at most"
            raise Refused(f"{name}({', '.join(map(_short, args))}) is not shown to be {side} {_short(end)}", certain=wrong)


def _scale(end: Fraction) -> Fraction:
    """The size at which the end is to be told apart: the smaller of it and its complement."""
    return max(min(end, 1 - end), _LEAST)


def _far(pair: tuple[arb, arb], end: Fraction) -> tuple[arb, arb]:
    """(ball, end) or, near one, the complements with their signs turned, so that both keep their digits."""
    value, complement = pair
    return (value, to_ball(end)) if end <= Fraction(1, 2) else (-complement, to_ball(end - 1))


def _short(value: Fraction) -> str:
    """The number, in 12 digits if it is long; of one that floats do not hold its size."""
    text, digits = str(value), value.numerator.bit_length() - value.denominator.bit_length()
    if len(text) < 30:
        return text
    return f"{float(value):.12g}" if abs(digits) < 1000 else f"about {'-' if value < 0 else ''}2^{digits}"


def _problem(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction = Fraction(0)) -> Integrals:
    return Integrals(m, D, s, b, gamma)


def _both(value: arb) -> tuple[arb, arb]:
    return value, 1 - value


def _own_tail(D: Fraction, t: Fraction, scale: Fraction) -> tuple[arb, arb]:
    problem = _problem(Fraction(1), D, Fraction(1), Fraction(1))
    if t > D:
        beyond = problem.upper_tail(t, scale)
        return beyond, 1 - beyond
    below = problem.lower_tail(t, scale)
    return 1 - below, below


def _own_all_flipped(m: Fraction, D: Fraction, s: Fraction, b: Fraction, t: Fraction, scale: Fraction) -> tuple[arb, arb]:
    """A lower bound, and its complement: the union bound over the points, or slices of T."""
    problem, fine = _problem(m, D, s, b), scale / 8
    missed = to_ball(m) * problem.one_unflipped(Fraction(1), fine / m)
    beyond, below = _own_tail(D, t, fine)
    kept, doubt = below - missed, beyond + missed
    if not doubt < 0.5 and m <= 10**4:
        sliced = problem.all_flipped(t)
        return kept.max(to_ball(sliced)), doubt.min(to_ball(1 - sliced))
    return kept, doubt


#: Every quantity that has an enclosure: a ball around it and one around its complement.
OWN: dict[str, Callable[..., tuple[arb, arb]]] = {
    "tail": _own_tail,
    "loss": lambda m, D, s, b, gamma, t, scale: _both(_problem(m, D, s, b, gamma).loss(t)),
    "unflipped": lambda m, D, s, b, rho, scale: _both(_problem(m, D, s, b).one_unflipped(rho, scale)),
    "misfit": lambda m, D, s, b, gamma, scale: _both(_problem(m, D, s, b, gamma).misfit(scale)),
    "all_flipped": _own_all_flipped,
    "cap": own_cap,
    "scarce": own_scarce,
    "fewer": own_fewer,
    "spoiled": own_spoiled,
}

#: Those of which a lower bound is known, and no upper one.
FROM_BELOW = frozenset({"all_flipped"})

#: Those whose value, or rational bounds of it, whole numbers give.
EXACT: dict[str, Callable[..., tuple[Fraction, Fraction]]] = {"unseen": own_unseen}


def price(name: str) -> int:
    """What confirming a bound of this quantity costs, in integrals."""
    return 40 if name == "all_flipped" else 1
