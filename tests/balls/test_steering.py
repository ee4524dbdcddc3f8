"""What steers may be wrong: windows, steps, saddles and modes from floats cost time or width, never truth.

Each steering function is replaced by a distorted one, and the balls must still contain the values found before. This is
why its mutants are listed as no errors in tests/mutation/equivalent.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flint import arb, ctx

import uccheck.balls.chi2 as chi2
import uccheck.balls.extreme as extreme
import uccheck.balls.normal as normal
from uccheck.balls import ball, extreme_deviate, normal_quantile, normal_tail
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.balls.extreme import upper_bound
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting


@pytest.fixture(autouse=True)
def at_120_bits() -> Iterator[None]:
    with ctx.workprec(120):
        yield


DISTORTIONS: dict[str, Callable[[float], float]] = {
    "larger": lambda x: 1.3 * x + 0.2,
    "smaller": lambda x: 0.6 * x,
    "jagged": lambda x: x * (1 + 0.2 * ((1000 * x) % 1.0)),
}


def distorted(function: Callable[..., Any], by: Callable[[float], float]) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **options: Any) -> Any:
        found = function(*arguments, **options)
        return tuple(map(by, found)) if isinstance(found, tuple) else by(found)

    return wrapped


@pytest.mark.parametrize("distortion", DISTORTIONS)
@pytest.mark.parametrize("name", ["_saddle", "_curvature", "_strip", "_growth", "log_estimates"])
def test_the_extreme_deviate_does_not_depend_on_its_steering(name: str, distortion: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [(m, c, side) for m, c in ((2, "0.7"), (3, "2.6"), (24, "1.9"), (25, "1.9"), (60, "2.4")) for side in (False, True)]
    right = [extreme_deviate(m, ball(c), 60, complement=side) for m, c, side in cases]
    bounds = [upper_bound(m, ball(c)) for m, c, _ in cases]
    monkeypatch.setattr(extreme, name, distorted(getattr(extreme, name), DISTORTIONS[distortion]))
    for (m, c, side), truth, bound in zip(cases, right, bounds, strict=True):
        assert extreme_deviate(m, ball(c), 20, complement=side).overlaps(truth)
        if not side:
            assert truth <= upper_bound(m, ball(c))
            assert truth <= bound


@pytest.mark.parametrize("distortion", DISTORTIONS)
@pytest.mark.parametrize("name", ["_argmax", "_width", "_one_plus_minus_exp"])
def test_expectations_do_not_depend_on_their_steering(name: str, distortion: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = [expectation(LogChi2(D), One(), 80, low=ball(x)) for D in (1, 5, 300) for x in ("-1", "0.1")]
    event = probability("all-flipped", LinearSetting(5, 90))
    monkeypatch.setattr(chi2, name, distorted(getattr(chi2, name), DISTORTIONS[distortion]))
    again = [expectation(LogChi2(D), One(), 24, low=ball(x)) for D in (1, 5, 300) for x in ("-1", "0.1")]
    assert all(a.overlaps(b) for a, b in zip(again, right, strict=True))
    assert probability("all-flipped", LinearSetting(5, 90)).ball().overlaps(event.ball())


@pytest.mark.parametrize("distortion", DISTORTIONS)
def test_windows_and_estimates_steer_only(distortion: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = [expectation(LogChi2(D), One(), 80, high=ball("0.2")) for D in (1, 5, 300)]
    by = DISTORTIONS[distortion]
    monkeypatch.setattr(LogChi2, "edge", distorted(LogChi2.edge, by))
    monkeypatch.setattr(LogChi2, "log_shape", distorted(LogChi2.log_shape, by))
    again = [expectation(LogChi2(D), One(), 24, high=ball("0.2")) for D in (1, 5, 300)]
    assert all(a.overlaps(b) for a, b in zip(again, right, strict=True))


@pytest.mark.parametrize("distortion", DISTORTIONS)
def test_quantiles_do_not_depend_on_their_proposals(distortion: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by = DISTORTIONS[distortion]
    monkeypatch.setattr(normal, "_start", distorted(normal._start, by))
    assert normal_tail(normal_quantile(ball("0.03"))).overlaps(ball("0.03"))
    with pytest.raises(ArithmeticError):
        normal_quantile(arb("nan"))
