"""The linear setting: frozen, validated parameters and the events that the kit speaks of.

Glossary
    LinearSetting   m samples of x = (x1, x2) in R^(K + D): x1 = sqrt(s) y u with |u|^2 = 1/m, x2 ~ N(0, (b/D) I_D).
    r               s/b, the share of the noise that the signal can undo; the complete flip works while r < 1.
    Event           one of EVENTS with its epsilon, gamma and rho.

Data in R^(K + D) live in `sample`, the exact law in `law`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, exact, nonnegative, positive, positive_integer, probability

MAX_M = 10**12
MAX_D = 10**15  # beyond, D and m D no longer fit what any sampler or quadrature here was built for
MAX_K = 10**6
MAX_SCALE = 10**12  # of s and b, and of their inverses

#: The names of the events.
EventName = Literal["all-flipped", "one-flipped", "training-margin", "population-error", "all-flipped-and-population-error"]
#: The events that `probability`, `simulate` and claim files name.
EVENTS: tuple[EventName, ...] = get_args(EventName)
FLIPPED_EVENTS = ("all-flipped", "one-flipped", "all-flipped-and-population-error")
POPULATION_EVENTS = ("population-error", "all-flipped-and-population-error")
#: The quantities by whose laws the enclosure of an event is computed: what they rest on, it rests on.
BY_LAWS: dict[EventName, tuple[str, ...]] = {
    "all-flipped": ("all_flipped",),
    "one-flipped": ("unflipped",),
    "training-margin": ("misfit", "all_flipped"),  # the least of the margins, by the law of the extreme deviate
    "population-error": ("loss",),
    "all-flipped-and-population-error": ("all_flipped", "loss"),
}


@dataclass(frozen=True, init=False)
class LinearSetting:
    """The distribution and learner of the linear counterexample with m samples in R^(K + D).

    y is uniform on {-1, +1}; x1 = sqrt(s) y u, |u|^2 = 1/m; x2 ~ N(0, (b/D) I_D) independent of y; h_S is one gradient
    step of size 1 from w = 0 on sum_i y_i h(x_i). The distribution changes with m, through u.

    Raises: InvalidParameter for anything that is not an exact number of its range.
    Source: the paper's linear example, where s = 4 and b = 32.
    """

    m: int
    D: int
    s: Fraction
    b: Fraction
    K: int

    def __init__(self, m: Exact, D: Exact, *, s: Exact = "4", b: Exact = "32", K: Exact = 1) -> None:
        object.__setattr__(self, "m", positive_integer(m, "m", MAX_M))
        object.__setattr__(self, "D", positive_integer(D, "D", MAX_D))
        object.__setattr__(self, "s", _scale(s, "s"))
        object.__setattr__(self, "b", _scale(b, "b"))
        object.__setattr__(self, "K", positive_integer(K, "K", MAX_K))

    @property
    def r(self) -> Fraction:
        """s/b."""
        return self.s / self.b

    @property
    def noise_variance(self) -> Fraction:
        """sigma^2 = b/D, the variance of one coordinate of x2."""
        return self.b / self.D

    def _repr_latex_(self) -> str:
        s, b = as_written(self.s), as_written(self.b)
        return rf"$m = {self.m},\ D = {self.D},\ K = {self.K},\ s = {s},\ b = {b}$"

    def require_flip(self) -> None:
        """Refuse a setting in which flipping the noise cannot misclassify a training point.

        A flipped point has margin s - sigma^2 (T + ...) of mean s - b: it is negative for large D only if s < b.
        """
        if self.r >= 1:
            s, b, mean = as_written(self.s), as_written(self.b), as_written(self.s - self.b)
            raise InvalidParameter(
                f"the flip fails at s = {s}, b = {b} (r = s/b >= 1): a flipped point has mean margin s - b = {mean}, "
                "which is not negative, so it is not misclassified; take s < b"
            )


@dataclass(frozen=True, init=False)
class Event:
    """An event of the linear setting.

    all-flipped        every flipped training margin is <= 0 (a tie is an error)
    one-flipped        a given one is
    training-margin    every training margin is >= gamma
    population-error   L_D^gamma(h_S) <= epsilon, L^gamma the ramp loss, the 0-1 loss for gamma = 0
    all-flipped-and-population-error   both

    rho is the strength of the correlated flip x2' = -rho x2 + sqrt(1 - rho^2) g; rho = 1 is the complete flip, rho = 0 a fresh point.
    Raises: InvalidParameter for an unknown name, and for an epsilon, gamma or rho missing, unused or out of range.
    """

    name: EventName
    epsilon: Fraction | None
    gamma: Fraction
    rho: Fraction

    def __init__(self, name: EventName, *, epsilon: Exact | None = None, gamma: Exact = 0, rho: Exact = 1) -> None:
        object.__setattr__(self, "name", event_named(name))
        object.__setattr__(self, "epsilon", None if epsilon is None else probability(epsilon, "epsilon"))
        object.__setattr__(self, "gamma", nonnegative(gamma, "gamma"))
        object.__setattr__(self, "rho", _correlation(rho))
        self._require_consistent()

    def _require_consistent(self) -> None:
        if self.about_population and self.epsilon is None:
            raise InvalidParameter(f"the event {self.name} needs epsilon: the bound on the population error")
        if not self.about_population and self.epsilon is not None:
            raise InvalidParameter(f"the event {self.name} has no epsilon, got {as_written(self.epsilon)}: omit it")
        if self.name in ("all-flipped", "one-flipped") and self.gamma != 0:
            raise InvalidParameter(f"the event {self.name} has no gamma, got {as_written(self.gamma)}: omit it")
        if not self.about_flip and self.rho != 1:
            raise InvalidParameter(f"the event {self.name} has no rho, got {as_written(self.rho)}: omit it")

    @property
    def about_flip(self) -> bool:
        """Whether flipped points take part."""
        return self.name in FLIPPED_EVENTS

    @property
    def about_population(self) -> bool:
        """Whether the population loss takes part."""
        return self.name in POPULATION_EVENTS


def event_named(name: str) -> EventName:
    """The event of that name.  Raises: InvalidParameter for an unknown one."""
    for known in EVENTS:
        if name == known:
            return known
    raise InvalidParameter(f"unknown event {name!r}: choose one of {', '.join(EVENTS)}")


def _scale(value: Exact, name: str) -> Fraction:
    found = positive(value, name)
    if not Fraction(1, MAX_SCALE) <= found <= MAX_SCALE:
        raise InvalidParameter(f"{name} must lie between 1e-12 and 1e12, got {value}")
    return found


def _correlation(value: Exact) -> Fraction:
    rho = exact(value, "rho")
    if not 0 <= rho <= 1:
        raise InvalidParameter(f"rho must lie in [0, 1], 1 being the complete flip and 0 a fresh point, got {value}")
    return rho
