"""Rigorous enclosures of the events of the linear setting, each as expectations over T of a function of T alone.

Glossary
    Piece     one expectation E[g(T); low < log(T/D) < high]
    Expectations   the pieces that add up to its probability, and those that add up to its complement's
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from flint import arb, ctx

from uccheck.balls.basic import Enclosure, ball, hull
from uccheck.balls.chi2 import Factor, LogChi2, One, expectation
from uccheck.balls.normal import invert, normal_quantile, normal_tail, ramp_loss
from uccheck.balls.work import limited
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact
from uccheck.linear.factors import Extreme, Normal, Score
from uccheck.linear.setting import Event, EventName, LinearSetting

#: Bits asked for (1e-12 is 40 bits), and those of a second try where the work for the first was not enough.
_BITS, _COARSE_BITS = 54, 14
#: The work allowed for either, in terms of contour sums.
_WORK, _COARSE_WORK = 50_000, 20_000
#: No exact number of the outside has a logarithm below (MAX_BITS of `core.exact`).
_LEAST_LOG = arb(-6000)
#: Probabilities below this are not told from zero.
LEAST = Fraction(1, 10**320)
#: Bits of 1 - p, which show a p of 1e-305 with a hundred digits, and of the zero of a score, beside which nothing else may count.
_WIDE = 1400
#: Bits of the ends of windows: the loss is a difference that may lose 260 of them.
_END_BITS = 512


@dataclass(frozen=True)
class Piece:
    """E[g(T); low < log(T/D) < high]; None stands for an infinite end."""

    factor: Factor
    low: arb | None = None
    high: arb | None = None


@dataclass(frozen=True)
class Expectations:
    """A probability and its complement as two sums of nonnegative expectations."""

    D: int
    inside: tuple[Piece, ...]
    outside: tuple[Piece, ...]

    def enclose(self, bits: int) -> tuple[arb, arb]:
        """Balls around the probability and its complement, each with its own relative error of about 2^-bits."""
        complement = self._sum(self.outside, bits)
        with ctx.workprec(_WIDE):
            if complement < 0.9:
                return 1 - complement, complement
            value = self._sum(self.inside, bits)
            return value, 1 - value

    def marginal(self, bits: int) -> tuple[arb, arb]:
        """Wide balls around the same from the laws of single points: F_m(c) <= Phi(c'), 1 - F_m(c) <= m Q(c'), c' = c sqrt(m/(m-1))."""
        with ctx.workprec(_WIDE):
            most = sum((self._sum((_of_one(piece),), bits) for piece in self.inside), arb(0))
            missed = sum((_points(piece) * self._sum((_of_one(piece),), bits) for piece in self.outside), arb(0))
            return hull(1 - missed, most), hull(1 - most, missed)

    def complement(self, bits: int = _BITS) -> arb:
        """A ball around the complement's probability alone."""
        return self._sum(self.outside, bits)

    def _sum(self, pieces: tuple[Piece, ...], bits: int) -> arb:
        law, total = LogChi2(self.D), arb(0)
        for piece in pieces:
            total += expectation(law, piece.factor, bits, low=piece.low, high=piece.high)
        return total


def probability(
    event: Event | EventName, setting: LinearSetting, *, epsilon: Exact | None = None, gamma: Exact = 0, rho: Exact = 1
) -> Enclosure:
    """Outward decimals around P(event) and around its complement, relative width at most 1e-12 above 1e-300, wider beyond a budget of work.

    Raises: InvalidParameter for an event that is malformed, or that is a correlated flip of all points.
    Source: theory.md 3 (exact law) and 5 (tail tools).
    """
    if not isinstance(setting, LinearSetting):
        raise InvalidParameter(f"the setting is a LinearSetting such as LinearSetting(1000, 16000), got {type(setting).__name__}")
    described = event if isinstance(event, Event) else Event(event, epsilon=epsilon, gamma=gamma, rho=rho)
    if (missed := _nearly_sure(described, setting)) is not None:
        with ctx.workprec(_WIDE):
            return Enclosure.around(1 - missed, missed)
    try:
        value, complement = _within_budget(describe(described, setting))
        with ctx.workprec(_WIDE):
            return Enclosure.around(value, complement)
    except ArithmeticError:  # an end of the event that no bracket was found for: nothing is known
        return Enclosure(Fraction(0), Fraction(1), Fraction(0), Fraction(1))


def _within_budget(expectations: Expectations) -> tuple[arb, arb]:
    """The sharpest balls around the probability and its complement that the work allowed for one event reaches."""
    with limited(_WORK):
        sharp = expectations.enclose(_BITS)
    if _fine_enough(sharp):
        return sharp
    with limited(_COARSE_WORK):
        others = expectations.marginal(_COARSE_BITS), expectations.enclose(_COARSE_BITS)
    with ctx.workprec(_WIDE):
        value, complement = (reduce(arb.intersection, balls) for balls in zip(sharp, *others, strict=True))
        return value, complement


def _nearly_sure(event: Event, setting: LinearSetting) -> arb | None:
    """A ball [0, u] around the complement's probability, u <= m 1e-320, where the crudest bound and a union over the points show it."""
    if event.about_population or not 0 < event.rho < setting.m:
        return None
    signal = event.gamma - setting.s if event.name == "training-margin" else setting.s
    cheap = rarely(setting.D, point_score(setting, signal, event.rho))
    return None if cheap is None else cheap * (1 if event.name == "one-flipped" else setting.m)


def rarely(D: int, score: Score) -> arb | None:
    """A ball [0, u] around E[Q(c(x))] with u < 1e-320, c the score of x = log(T/D), T ~ chi2_D, if the crudest bound shows it.

    E[Q(c(x))] <= P(x < x_0) + Q(least c beyond x_0) for x_0 < 0, the first by Chernoff's bound. Beyond x_0 the score is least at x_0 or,
    for a negative ratio, where it turns. Floats choose x_0, balls decide.
    """
    law = LogChi2(D)
    with ctx.workprec(128):
        start = arb(law.edge(741.0, -1))
        turn = ball(-score.ratio).log() if score.ratio < 0 else start
        bound = law.tail(start) + normal_tail(score.at(start.max(turn)))
        return arb(0).union(bound) if bound < ball(LEAST) else None


def _of_one(piece: Piece) -> Piece:
    """The same for one of the points of a law of the extreme deviate."""
    g = piece.factor
    if not isinstance(g, Extreme):
        return piece
    score = replace(g.score, square=g.score.square * g.m / (g.m - 1))
    return replace(piece, factor=Normal(score, g.complement))


def _points(piece: Piece) -> int:
    return piece.factor.m if isinstance(piece.factor, Extreme) else 1


def describe(event: Event, setting: LinearSetting) -> Expectations:
    """The expectations behind an event."""
    if event.name == "one-flipped":
        return one_flipped(setting, event.rho)
    if event.name == "training-margin":
        return _extremes(setting, (event.gamma - setting.s) / setting.b, None)
    if event.rho != 1:
        raise InvalidParameter(f"no enclosure of {event.name} for the correlated flip: use rho = 1, or simulate it")
    window = None if event.epsilon is None else population_window(setting, event.epsilon, event.gamma)
    if event.name == "population-error" and window is not None:
        return _interval(setting.D, window)
    return _extremes(setting, setting.r, window)


def one_flipped(setting: LinearSetting, rho: Fraction = Fraction(1)) -> Expectations:
    """P(N_1^rho <= 0): E[Phi((rho T - rD) / sqrt(mT (1 - rho^2/m)))]; rho = 1 is the complete flip, rho = 0 a fresh point.

    Source: theory.md 3; the noise rho (zeta_1 - zbar) - sqrt(1 - rho^2) eta_1 has variance 1 - rho^2/m.
    """
    if rho == setting.m:  # one point, and no noise beside its own
        return _extremes(setting, setting.r, None)
    score = point_score(setting, setting.s, rho) if rho > 0 else fresh_score(setting)
    return Expectations(setting.D, (Piece(Normal(score)),), (Piece(Normal(score, complement=True)),))


def point_score(setting: LinearSetting, signal: Fraction, rho: Fraction) -> Score:
    """(rho T - D signal/b) / sqrt(T (m - rho^2)): what one deviate stays below if noise at correlation rho outweighs the signal."""
    return Score(rho**2 * setting.D / (setting.m - rho**2), signal / (setting.b * rho))


def fresh_score(setting: LinearSetting) -> Score:
    """-rD/sqrt(mT): what a point without correlation with any training point is up against."""
    return Score(setting.r**2 * setting.D / setting.m, Fraction(1), rise=0)


@dataclass(frozen=True)
class Window:
    """The x = log(T/D) at which the population loss is at most epsilon; an end is None where it is infinite."""

    low: arb | None = None
    high: arb | None = None
    empty: bool = False


def population_window(setting: LinearSetting, epsilon: Fraction, gamma: Fraction) -> Window:
    """{T : L_D^gamma(h_S) <= epsilon}: the loss increases in T for gamma <= 2s and decreases for gamma >= 2s, towards 1/2.

    Its derivative in tau has the sign of phi((gamma - s)/tau) - phi(s/tau).   Source: theory.md 3.
    """
    floor = 1 - setting.s / gamma if gamma > 0 else Fraction(0)
    with ctx.workprec(_END_BITS):
        if gamma <= 2 * setting.s:
            if epsilon >= Fraction(1, 2):
                return Window()
            return Window(high=_log_t(setting, epsilon, gamma, increasing=True)) if epsilon > floor else Window(empty=True)
        if epsilon >= floor:
            return Window()
        return Window(low=_log_t(setting, epsilon, gamma, increasing=False)) if epsilon > Fraction(1, 2) else Window(empty=True)


def _log_t(setting: LinearSetting, epsilon: Fraction, gamma: Fraction, *, increasing: bool) -> arb:
    """log(T/D) at which the population loss equals epsilon; tau = b sqrt(m/D) e^(x/2).

    A ramp too narrow to be told from a step: Q(s/tau) <= L^gamma <= Q((s - gamma)/tau).
    """
    unit = ball(setting.b**2 * setting.m / setting.D)
    if gamma < setting.s / 2**200:
        z = normal_quantile(ball(epsilon))
        return hull(*((ball(margin) ** 2 / (unit * z**2)).log() for margin in (setting.s - gamma, setting.s)))
    s, g, target = ball(setting.s), ball(gamma), ball(epsilon)

    def loss(log_tau: arb) -> arb:
        return ramp_loss(s, log_tau.exp(), g)

    guess = _solve(loss, target, increasing)
    return 2 * invert(loss, target, guess, decreasing=not increasing) - unit.log()


def _solve(loss: Callable[[arb], arb], target: arb, increasing: bool) -> arb:
    """Bisection on midpoints: a proposal for `invert` to verify."""
    low, high = _LEAST_LOG, arb(60)
    for _ in range(ctx.prec):
        middle = ((low + high) / 2).mid()
        above = bool((loss(middle) - target).mid() > 0)
        low, high = (low, middle) if above == increasing else (middle, high)
    return ((low + high) / 2).mid()


def _interval(D: int, window: Window) -> Expectations:
    """The event that T lies in a window."""
    if window.empty:
        return Expectations(D, (), (Piece(One()),))
    outside = []
    if window.high is not None:
        outside.append(Piece(One(), low=window.high))
    if window.low is not None:
        outside.append(Piece(One(), high=window.low))
    return Expectations(D, (Piece(One(), window.low, window.high),), tuple(outside))


def _extremes(setting: LinearSetting, ratio: Fraction, window: Window | None) -> Expectations:
    """P(all m deviates below the score (T - ratio D)/sqrt(mT), and T in the window)."""
    D, m = setting.D, setting.m
    frame = window or Window()
    if frame.empty:
        return _interval(D, frame)
    start = frame.low
    with ctx.workprec(_WIDE):
        if ratio > 0:
            zero = ball(ratio).log()
            start = zero if start is None or start < zero else start
        if start is not None and frame.high is not None and start >= frame.high:
            return _interval(D, Window(empty=True))
    missing = _interval(D, Window(start, frame.high)).outside
    if m == 1:
        return Expectations(D, (Piece(One(), start, frame.high),), missing)
    score = Score(Fraction(D, m), ratio)
    inside = Piece(Extreme(m, score), start, frame.high)
    return Expectations(D, (inside,), (*missing, Piece(Extreme(m, score, complement=True), start, frame.high)))


def _fine_enough(pair: tuple[arb, arb]) -> bool:
    """Both balls are relatively sharper than 1e-13, or lie below 1e-305."""
    with ctx.workprec(_WIDE):
        return all(p.rel_accuracy_bits() >= 44 or p.upper() < arb(10) ** -305 for p in pair)
