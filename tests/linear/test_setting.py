from fractions import Fraction

import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.linear.setting import EVENTS, Event, LinearSetting


def test_the_paper_s_constants_are_the_defaults() -> None:
    setting = LinearSetting(1000, "4e5")
    assert (setting.m, setting.D, setting.s, setting.b, setting.K) == (1000, 400000, 4, 32, 1)
    assert setting.r == Fraction(1, 8)
    assert setting.noise_variance == Fraction(32, 400000)
    assert setting == LinearSetting(1000, 400000, s=4, b=Fraction(32))
    with pytest.raises(AttributeError):
        setting.m = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"m": 0}, "m must be at least 1, got 0"),
        ({"m": -5}, "m must be at least 1, got -5"),
        ({"m": "2.5"}, "m must be a whole number, got '2.5'"),
        ({"m": 10**12 + 1}, "m must be at most 1000000000000"),
        ({"D": 10**15 + 1}, "D must be at most 1000000000000000"),
        ({"D": 100.0}, "D must be exact, got the float 100.0"),
        ({"s": 0}, "s must be positive"),
        ({"b": "1e13"}, "b must lie between"),
        ({"K": 0}, "K must be at least 1"),
    ],
)
def test_bad_parameters_are_named_with_their_value(parameters: dict[str, object], message: str) -> None:
    arguments = {"m": 10, "D": 100, **parameters}
    with pytest.raises(InvalidParameter) as refusal:
        LinearSetting(**arguments)  # type: ignore[arg-type]
    assert message in str(refusal.value)


def test_the_flip_is_refused_only_where_it_is_needed() -> None:
    LinearSetting(10, 100, s="31.9", b=32).require_flip()
    for s in (32, "40.5"):
        setting = LinearSetting(10, 100, s=s, b=32)  # a legal setting all the same
        with pytest.raises(InvalidParameter, match=r"flip fails .* take s < b"):
            setting.require_flip()


def test_events() -> None:
    for name in EVENTS:
        epsilon = "0.01" if "population" in name else None
        assert Event(name, epsilon=epsilon).name == name
    wrong = [
        ("all-flip", {}, "unknown event 'all-flip': choose one of"),
        ("population-error", {}, "needs epsilon"),
        ("all-flipped", {"epsilon": "0.1"}, "has no epsilon, got 0.1"),
        ("one-flipped", {"gamma": 1}, "has no gamma"),
        ("training-margin", {"rho": "0.5"}, "has no rho"),
        ("all-flipped", {"rho": "-0.01"}, r"rho must lie in \[0, 1\]"),
        ("all-flipped", {"rho": "1.01"}, r"rho must lie in \[0, 1\]"),
        ("training-margin", {"gamma": -1}, "gamma must not be negative"),
        ("population-error", {"epsilon": 1}, "strictly between 0 and 1"),
    ]
    for name, options, message in wrong:
        with pytest.raises(InvalidParameter, match=message):
            Event(name, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("rho", ["0", "1/2", "1"])
def test_a_correlation_may_be_either_end(rho: str) -> None:
    """rho = 0 is a fresh point, rho = 1 the complete flip: both belong to the closed interval."""
    assert Event("one-flipped", rho=rho).rho == Fraction(rho)


def test_the_largest_and_the_smallest_of_everything() -> None:
    LinearSetting(10**12, 10**15, s=10**12, b=Fraction(1, 10**12), K=10**6)
    for name, value in (("m", 10**12 + 1), ("D", 10**15 + 1), ("K", 10**6 + 1), ("s", 10**12 + 1), ("b", Fraction(1, 10**12 + 1))):
        with pytest.raises(InvalidParameter, match=rf"^{name} must"):
            LinearSetting(**{"m": 5, "D": 5, name: value})  # type: ignore[arg-type]


def test_a_refused_flip_says_the_mean_margin() -> None:
    for s, b, mean in ((40, 32, "8"), (32, 32, "0"), ("3.5", 1, "2.5")):
        with pytest.raises(InvalidParameter, match=rf"s - b = {mean},"):
            LinearSetting(10, 100, s=s, b=b).require_flip()
