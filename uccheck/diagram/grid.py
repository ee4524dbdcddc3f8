"""Grids of questions, from lists and ranges as a user writes them; everything is validated before the first point.

Glossary
    axis      the values of one number: "10, 100", "100..1e6:20" (20 values in geometric progression), "0.1..0.9+0.1" (steps of 0.1)
    panel     the points that share s, b, gamma, delta and epsilon: one picture
    place     one (m, D, s, b, gamma, delta): what is found there serves every epsilon
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.answer import MAX_D, MAX_GAMMA, MAX_M, level
from uccheck.answers.certify import require_theorem
from uccheck.answers.proposals import Setting
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, at_most, exact, nonnegative, positive, positive_integer, probability
from uccheck.linear.setting import LinearSetting

#: One number, several, or a text of numbers and ranges.
Axis = Exact | Sequence[Exact]

MOST_POINTS, MOST_VALUES, _DIGITS = 10**6, 10**5, 6
_RANGE = re.compile(r"(?P<low>.+?)\.\.(?P<high>.+?)(?P<way>[:+])(?P<by>[^:+]+)")


@dataclass(frozen=True)
class Spot:
    """One (m, D) with its loss and its delta."""

    setting: Setting
    epsilons: tuple[Fraction, ...]


@dataclass(frozen=True)
class Grid:
    """Every combination of the axes' values; D is given itself, or as D/m and rounded up."""

    m: tuple[int, ...]
    D: tuple[int, ...]
    per_sample: tuple[Fraction, ...]
    s: tuple[Fraction, ...]
    b: tuple[Fraction, ...]
    gamma: tuple[Fraction, ...]
    delta: tuple[Fraction, ...]
    epsilon: tuple[Fraction, ...]
    theorem: str

    def __len__(self) -> int:
        return self.places * len(self.epsilon)

    @property
    def places(self) -> int:
        """How many places there are."""
        others = (self.s, self.b, self.gamma, self.delta)
        return len(self.m) * (len(self.D) or len(self.per_sample)) * math.prod(map(len, others))

    def __iter__(self) -> Iterator[Spot]:
        """The places, m by m; their order is their number."""
        for m in self.m:
            for D in self.dimensions(m):
                for s, b, gamma, delta in itertools.product(self.s, self.b, self.gamma, self.delta):
                    yield Spot(Setting(Fraction(m), Fraction(D), s, b, gamma, delta), self.epsilon)

    def dimensions(self, m: int) -> tuple[int, ...]:
        """The values of D at this m."""
        return self.D or tuple(math.ceil(m * ratio) for ratio in self.per_sample)

    def panels(self) -> Iterator[tuple[Fraction, ...]]:
        """(s, b, gamma, delta, epsilon), each of which is a diagram over m and D."""
        yield from itertools.product(self.s, self.b, self.gamma, self.delta, self.epsilon)

    def parameters(self) -> dict[str, object]:
        """The grid as JSON values: what a store knows a run by."""
        axes = ("m", "D", "per_sample", "s", "b", "gamma", "delta", "epsilon")
        return {name: [as_written(value) for value in getattr(self, name)] for name in axes} | {"theorem": self.theorem}


def grid(
    m: Axis, D: Axis | None, per_sample: Axis | None, delta: Axis, epsilon: Axis, *, gamma: Axis, s: Axis, b: Axis, theorem: str
) -> Grid:
    """The grid of these axes.

    Raises: InvalidParameter for a value outside its domain, an unreadable range, s >= b, an unknown theorem, D beside D/m, too many points.
    """
    if (D is None) == (per_sample is None):
        raise InvalidParameter("give either D or D per sample, and not both")
    made = Grid(
        m=whole_values(m, "m", MAX_M),
        D=() if D is None else whole_values(D, "D", MAX_D),
        per_sample=() if per_sample is None else axis_values(per_sample, "per-sample", positive),
        s=axis_values(s, "s", positive),
        b=axis_values(b, "b", positive),
        gamma=axis_values(gamma, "gamma", lambda x, name: at_most(nonnegative(x, name), MAX_GAMMA, name)),
        delta=axis_values(delta, "delta", lambda x, name: level(x)),
        epsilon=axis_values(epsilon, "epsilon", probability),
        theorem=theorem,
    )
    _validate(made)
    return made


def _validate(made: Grid) -> None:
    if len(made) > MOST_POINTS:
        raise InvalidParameter(f"the grid has {len(made)} points, more than {MOST_POINTS}: give shorter ranges, or several sweeps")
    largest = max(max(made.dimensions(m)) for m in made.m)
    positive_integer(largest, "D", MAX_D)
    for s, b in itertools.product(made.s, made.b):
        LinearSetting(1, 1, s=s, b=b).require_flip()
    for delta in made.delta:
        require_theorem(made.theorem, delta)


def whole_values(axis: Axis, name: str, most: int) -> tuple[int, ...]:
    found = axis_values(axis, name, lambda x, _: Fraction(positive_integer(x, name, most)), whole=True)
    return tuple(int(value) for value in found)


def axis_values(axis: Axis, name: str, domain: Callable[[Exact, str], Fraction], *, whole: bool = False) -> tuple[Fraction, ...]:
    """The values of an axis, each once, in the order given."""
    items: list[Exact] = []
    for given in [axis] if isinstance(axis, str) or not isinstance(axis, Sequence) else axis:
        for part in given.split(",") if isinstance(given, str) else [given]:
            items += _progression(part, name, whole) if isinstance(part, str) and ".." in part else [part]
            if len(items) > MOST_VALUES:
                raise InvalidParameter(f"{name} has more than {MOST_VALUES} values: give a shorter range")
    if not items:
        raise InvalidParameter(f"{name} has no value: give one, a list or a range such as 100..1e6:20")
    return tuple(dict.fromkeys(domain(item, name) for item in items))


def _progression(text: str, name: str, whole: bool) -> list[Exact]:
    """ "A..B:N", N values in geometric progression; "A..B+STEP", steps from A while they do not pass B."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        said = "write 100..1e6:20 (20 values, each the same factor on) or 0.1..0.9+0.1"
        raise InvalidParameter(f"{name} has the range {text.strip()!r}: {said}")
    low, high = exact(found["low"], name), exact(found["high"], name)
    if not low <= high:
        raise InvalidParameter(f"{name} has the range {text.strip()!r}, which goes down: write the smaller end first")
    return _arithmetic(low, high, found["by"], name) if found["way"] == "+" else _geometric(low, high, found["by"], name, whole)


def _arithmetic(low: Fraction, high: Fraction, text: str, name: str) -> list[Exact]:
    step = positive(text, f"the step of {name}")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise InvalidParameter(f"{name} has {count} values, more than {MOST_VALUES}: give a longer step")
    return [low + k * step for k in range(count)]


def _geometric(low: Fraction, high: Fraction, text: str, name: str, whole: bool) -> list[Exact]:
    count = positive_integer(text, f"the number of values of {name}", MOST_VALUES)
    if low <= 0:
        raise InvalidParameter(f"{name} has a geometric range from {as_written(low)}: it starts above 0, or has steps, as in 0..1+0.1")
    if count == 1:
        return [low]
    start, ratio = math.log(low), (math.log(high) - math.log(low)) / (count - 1)
    inner = [math.exp(start + k * ratio) for k in range(1, count - 1)]
    return [low, *(round(value) if whole else Fraction(f"{value:.{_DIGITS}g}") for value in inner), high]
