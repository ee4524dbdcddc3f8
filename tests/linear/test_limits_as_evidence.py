"""Limits as evidence about a value, at the ends of the limits too: what every number between them says, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from uccheck.core.verdict import Verdict
from uccheck.linear.setting import LinearSetting
from uccheck.linear.simulate import Simulated, simulate_event

TINY = Fraction(1, 10**30)
#: What a relation says of a number and the value, in words of their difference.
MEANINGS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


@cache
def found(name: str) -> Simulated:
    """No success, every one a success, and some of each."""
    match name:
        case "none":
            return simulate_event("all-flipped", LinearSetting(20, 4), trials=50, seed=1)
        case "all":
            return simulate_event("one-flipped", LinearSetting(20, 4000), trials=50, seed=1)
        case _:
            return simulate_event("all-flipped", LinearSetting(20, 40), trials=50, seed=1)


def test_the_runs_are_of_three_kinds() -> None:
    assert (found("none").k, found("all").k) == (0, 50) and 0 < found("some").k < 50
    assert found("none").lower == 0 and found("all").upper == 1


@pytest.mark.parametrize("name", ["none", "all", "some", "point"])
@pytest.mark.parametrize("relation", MEANINGS)
def test_evidence_is_what_every_number_between_the_limits_says(name: str, relation: str) -> None:
    run = found("some" if name == "point" else name)
    run = replace(run, lower=run.upper) if name == "point" else run
    middle = (run.lower + run.upper) / 2
    between = [
        run.lower,
        middle,
        run.upper,
        *(number for number in (run.lower + TINY, run.upper - TINY) if run.lower <= number <= run.upper),
    ]
    for value in (run.lower - TINY, run.lower, run.lower + TINY, middle, run.upper - TINY, run.upper, run.upper + TINY):
        says = {(number > value) - (number < value) in MEANINGS[relation] for number in between}
        wanted = Verdict.UPHELD if says == {True} else Verdict.REFUTED if says == {False} else Verdict.UNDECIDED
        assert run.evidence(relation, value).verdict is wanted, (relation, value)


def test_no_success_confirms_no_positive_chance() -> None:
    """And all successes no chance below one."""
    assert found("none").evidence(">", 0).verdict is Verdict.UNDECIDED and found("none").evidence(">=", 0).verdict is Verdict.UPHELD
    assert found("all").evidence("<", 1).verdict is Verdict.UNDECIDED and found("all").evidence("<=", 1).verdict is Verdict.UPHELD
