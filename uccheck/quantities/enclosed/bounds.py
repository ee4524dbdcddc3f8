"""Enclosures of the quantities that have one, at exact arguments, as rational bounds that another arithmetic can confirm.

A recorded bound is widened by one part in 10^9 of the value and of its complement: what is recorded is no sharper than an independent
checker, with its own rounding, can see. Probabilities below 1e-320 are not told from zero.

Glossary
    Interval    rational ends, lower <= value <= upper
    price       the work that an enclosure costs, in integrals over T; the same on every machine
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

from flint import arb, ctx

from uccheck.balls import ball, extreme_deviate, normal_tail, ramp_loss
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.balls.extreme import log_estimates
from uccheck.core.exact import decimal_above, decimal_below
from uccheck.linear.events import LEAST, Expectations, Piece, one_flipped, rarely
from uccheck.linear.factors import Normal, Score
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed import universes

Interval = tuple[Fraction, Fraction]

MOST_SLICED, SLICES = 10**4, 40
_DIGITS, _BITS = 9, 54


@dataclass(frozen=True)
class Evaluator:
    """How a quantity is enclosed: a ball around its value and one around its complement, and the price.

    One that is enclosed in `rationals`, by whole numbers alone, trusts no program; of one `from_below` the first ball is a lower bound.
    """

    balls: Callable[..., tuple[arb, arb]] | None
    price: Callable[..., int]
    rationals: Callable[..., Interval] | None = None
    from_below: bool = False

    @property
    def trusts(self) -> tuple[str, ...]:
        """The programs that a reader of the enclosure has to believe."""
        return ("flint",) if self.rationals is None else ()


def bounds(name: str, args: tuple[Fraction, ...]) -> Interval:
    """lower <= name(args) <= upper, outward, for a quantity that has an enclosure.  Raises: KeyError for one that has none."""
    evaluator = ENCLOSURES[name]
    if evaluator.rationals is not None:
        return evaluator.rationals(*args)
    assert evaluator.balls is not None
    with ctx.workprec(192 + 2 * max(int(abs(value)).bit_length() for value in args)):
        value, complement = evaluator.balls(*args)
    low, high = _outward(value)
    if low >= Fraction(1, 2):
        least, most = _outward(complement)
        low, high = 1 - most, 1 - least
    return low, Fraction(1) if evaluator.from_below else high


def price(name: str, args: tuple[Fraction, ...]) -> int:
    """The work that `bounds` would cost."""
    return ENCLOSURES[name].price(*args)


def _outward(value: arb) -> Interval:
    """Decimals of nine digits around a probability, widened; one below 1e-320 is [0, 1e-320], one that is not known [0, 1]."""
    if not value.is_finite():
        return Fraction(0), Fraction(1)
    wide = arb("1.000000001")
    with ctx.workprec(max(ctx.prec, 128)):
        high = _rational(value.upper() * wide)
        if high <= LEAST:
            return Fraction(0), LEAST
        low = max(_rational(value.lower() / wide), Fraction(0))
    low = Fraction(decimal_below(low, _DIGITS)) if low > LEAST else Fraction(0)
    return low, min(Fraction(decimal_above(high, _DIGITS)), Fraction(1))


def _rational(point: arb) -> Fraction:
    if abs(point) < arb(2) ** -1100:
        return Fraction(0)
    mantissa, exponent = point.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _with_complement(value: arb) -> tuple[arb, arb]:
    return value, 1 - value


def _tail(D: Fraction, t: Fraction) -> tuple[arb, arb]:
    if t <= 0:
        return arb(1), arb(0)
    law = LogChi2(int(D))
    with ctx.workprec(ctx.prec + 64):
        x = (ball(t) / int(D)).log()
    beyond = expectation(law, One(), _BITS, low=x) if x > 0 else 1 - expectation(law, One(), _BITS, high=x)
    below = 1 - beyond if x > 0 else expectation(law, One(), _BITS, high=x)
    return beyond, below


def _loss(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, t: Fraction) -> tuple[arb, arb]:
    if t <= 0:
        raise ArithmeticError("the population loss has no value at T = 0")
    tau = ball(b / D) * ball(m * t).sqrt()
    return _with_complement(normal_tail(ball(s) / tau) if gamma == 0 else ramp_loss(ball(s), tau, ball(gamma)))


def _unflipped(m: Fraction, D: Fraction, s: Fraction, b: Fraction, rho: Fraction) -> tuple[arb, arb]:
    cheap = rarely(int(D), Score(rho**2 * D / (m - rho**2), s / b / rho)) if 0 < rho < m else None
    if cheap is not None:
        return _with_complement(cheap)
    return _with_complement(one_flipped(LinearSetting(int(m), int(D), s=s, b=b), rho).complement())


def _misfit(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction) -> tuple[arb, arb]:
    """M_1 < gamma is a flipped margin above zero of the signal gamma - s."""
    ratio = (gamma - s) / b
    if m == 1:
        return (arb(0), arb(1)) if ratio <= 0 else _tail(D, ratio * D)[::-1]
    score = Score(D / (m - 1), ratio)
    if (cheap := rarely(int(D), score)) is not None:
        return _with_complement(cheap)
    return _with_complement(Expectations(int(D), (), (Piece(Normal(score, complement=True)),)).complement())


def _all_flipped(m: Fraction, D: Fraction, s: Fraction, b: Fraction, t: Fraction) -> tuple[arb, arb]:
    """A lower bound, and its complement: the union bound over the points, or slices of T."""
    missed = _unflipped(m, D, s, b, Fraction(1))[0]
    low = _tail(D, t)[1] - int(m) * missed
    if t > 0 and m <= MOST_SLICED and not low > 0.5:
        low = low.max(_by_slices(int(m), int(D), s / b, t))
    low = arb(0).max(low)
    return low, 1 - low  # no union with 1: the radius of that ball would round the lower end by 1e-9


def slices(D: int, ratio: Fraction, t: Fraction) -> list[Fraction]:
    """The cuts of log(T/D) between which {T <= t} is taken apart: five standard deviations each way, where the flip can work at all."""
    width, stop = sqrt(2 / D), log(t) - log(D)
    start = max(-5 * width, log(ratio) + 1e-9)
    end = min(stop, start + 10 * width)
    cuts = [start + (end - start) * j / SLICES for j in range(SLICES)]
    return [Fraction(cut) for cut in cuts] if start < stop else []


def _by_slices(m: int, D: int, ratio: Fraction, t: Fraction) -> arb:
    """sum_j F_m(c(x_j)) P(x_j < x <= x_(j+1)): F_m(c(x)) increases with x, so every slice counts with its lower end."""
    cuts = slices(D, ratio, t)
    if not cuts or not _plausible(m, D, ratio, t):
        return arb(0)
    below = [_tail(Fraction(D), _rational(D * ball(cut).exp()))[1] for cut in cuts[1:]] + [_tail(Fraction(D), t)[1]]
    law = Score(Fraction(D, m), ratio)
    total, last = arb(0), _tail(Fraction(D), _rational(D * ball(cuts[0]).exp()))[1]
    for cut, mass in zip(cuts, below, strict=True):
        score = law.at(ball(cut))
        if score > 0:
            total += extreme_deviate(m, score, 30) * (mass - last)
        last = mass
    return total * arb("0.9999")  # a checker that cuts {T <= t} elsewhere still confirms it


def _plausible(m: int, D: int, ratio: Fraction, t: Fraction) -> bool:
    """Whether in floats F_m(c(t)), which no slice exceeds, is worth its work."""
    x = log(t) - log(D)
    score = sqrt(D / m) * (exp(x / 2) - float(ratio) * exp(-x / 2))
    return m == 1 or (score > 1e-9 and log_estimates(m, score)[0] > log(1e-6))


def _one_integral(*args: Fraction) -> int:
    return 1


def _complete_flip_price(m: Fraction, D: Fraction, s: Fraction, b: Fraction, t: Fraction) -> int:
    return SLICES if m <= MOST_SLICED else 2


#: The quantities that have an enclosure.
ENCLOSURES: dict[str, Evaluator] = {
    "tail": Evaluator(_tail, _one_integral),
    "loss": Evaluator(_loss, _one_integral),
    "unflipped": Evaluator(_unflipped, _one_integral),
    "misfit": Evaluator(_misfit, _one_integral),
    "all_flipped": Evaluator(_all_flipped, _complete_flip_price, from_below=True),
    "cap": Evaluator(universes.cap, _one_integral),
    "scarce": Evaluator(universes.scarce, _one_integral),
    "fewer": Evaluator(universes.fewer, _one_integral),
    "spoiled": Evaluator(universes.spoiled, _one_integral),
    "unseen": Evaluator(None, _one_integral, universes.unseen),
}
