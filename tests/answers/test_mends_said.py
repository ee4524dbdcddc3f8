"""What the exponential network is said to need is what it needs: the inequality is read from the text and tried on both of its sides."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest

from tests.answers.test_network_asked import search
from uccheck.answers.universes import counterexamples
from uccheck.answers.universes.exponential import network

GRID = [*product((20, 101, 4000), ("1/3", "1", "5/2"), (1, 3, 9))]


def value(formula: str, **at: float) -> float:
    """A formula as people write it: 2 s + ln(m - c), 2 s + ln m."""
    written = re.sub(r"ln ([a-z])", r"ln(\1)", re.sub(r"(\d) ([a-z])", r"\1*\2", formula))
    return float(eval(written, {"__builtins__": {}, "ln": math.log}, at))


def sides(note: str) -> tuple[str, str]:
    found = re.fullmatch(r"([0-9a-z ]+) > (.+)", note)
    assert found is not None, note
    return found[1], found[2]


@pytest.mark.parametrize(("m", "s", "c"), GRID)
def test_a_flip_needs_the_noise_that_is_named(m: int, s: str, c: int) -> None:
    """Just above it a flipped point outweighs the class that it joins, just below it does not."""
    looked = search(101, 400, "0.3", 3, 2)
    assert not list(looked.transfers("A"))
    left, right = sides(looked.work.notes[0].partition("needs ")[2])
    assert left == "b"
    signal = float(eval(s))
    edge = value(right, s=signal, m=m, c=c)
    for factor, found in ((1.001, True), (0.999, False)):
        assert (network(m, 400, "0.3", s, f"{factor * edge:.9f}").turned(c) is not None) is found


@pytest.mark.parametrize(("m", "c"), [(20, 1), (101, 3), (4000, 9), (4000, 1)])
def test_a_fresh_point_needs_the_signal_that_is_named(m: int, c: int) -> None:
    looked = search(101, 400, "0.3", "1/900", 40)
    assert not list(looked.transfers("A"))
    left, right = sides(looked.work.notes[0].partition("needs ")[2])
    edge = value(right, m=m, c=c) / value(left, s=1)
    for factor, found in ((1.001, True), (0.999, False)):
        assert (network(m, 400, "0.3", f"{factor * edge:.9f}", "40").fresh(c) is not None) is found


@pytest.mark.parametrize(("m", "s", "c"), GRID)
def test_the_noise_that_is_advised_suffices_for_every_class(m: int, s: str, c: int) -> None:
    """And with a class of one point a little less does not."""
    left, right = sides(counterexamples._NO_D["exponential"].partition(",")[0].partition("take ")[2])
    assert left == "b"
    edge = value(right, s=float(eval(s)), m=m)
    assert network(m, 400, "0.3", s, f"{1.001 * edge:.9f}").turned(c) is not None
    assert network(m, 400, "0.3", s, f"{value(right, s=float(eval(s)), m=m - 1) * 0.999:.9f}").turned(1) is None
