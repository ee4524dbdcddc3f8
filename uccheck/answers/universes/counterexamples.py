"""certify, threshold and the other inverse questions for each counterexample, by its name; linear unless another is named."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, TypedDict, Unpack, overload

from uccheck.answers import certify as linear_certify
from uccheck.answers import interpolator
from uccheck.answers import threshold as linear
from uccheck.answers.answer import MAX_D, MAX_M, level
from uccheck.answers.certify import Outcome
from uccheck.answers.threshold import Threshold
from uccheck.answers.universes import convex, exponential, inverse
from uccheck.answers.universes.inverse import Quest, UniverseThreshold
from uccheck.answers.universes.universe import UniverseOutcome, refuse
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, positive_integer, shown

#: The counterexamples beside the linear one.
Elsewhere = Literal["exponential", "sco"]

_GRID = 10**6  # values of delta that a search looks at
_TINY, _ONE_STEP = "1e-300", "one-step"


class LinearOptions(TypedDict, total=False):
    """What certify takes beside its numbers: the margin of the ramp loss, the theorem, signal and noise."""

    learner: Literal["one-step"]
    gamma: Exact
    theorem: str
    s: Exact
    b: Exact


class ExponentialOptions(TypedDict, total=False):
    """For the exponential network: the theorem, |u|^2 and |x2|^2."""

    theorem: str
    s: Exact
    b: Exact


class ConvexOptions(TypedDict, total=False):
    """For stochastic convex optimization: the learner and its numbers."""

    learner: str
    eta: Exact
    lam: Exact
    tau: Exact


@overload
def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["linear"] = "linear", **options: Unpack[LinearOptions]
) -> Outcome: ...
@overload
def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["linear"] = "linear", learner: Literal["minimum-norm"],
    s: Exact = ..., b: Exact = ...,
) -> UniverseOutcome: ...  # fmt: skip
@overload
def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["exponential"], **options: Unpack[ExponentialOptions]
) -> UniverseOutcome: ...
@overload
def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["sco"], **options: Unpack[ConvexOptions]
) -> UniverseOutcome: ...
def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, counterexample: str = "linear", **options: Any
) -> Outcome | UniverseOutcome:
    """Decide e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon (sco: e_unif >= 1/2 - epsilon), each both ways.

    Guarantee: every end of a bracket has a tree of rules that the independent checker confirmed; INCONCLUSIVE is no refutation.
    Raises: InvalidParameter for numbers outside their domain, an unknown counterexample, and an option that it does not have.
    """
    more = _options(counterexample, options)
    if counterexample == "linear" and "learner" not in more:
        return linear_certify.certify(m, D, delta, epsilon, **more)
    return _outcome(counterexample, more)(m, D, delta, epsilon, True)


@overload
def threshold(
    m: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["linear"] = "linear",
    notice: Callable[[str], None] = ..., **options: Unpack[LinearOptions],
) -> Threshold: ...  # fmt: skip
@overload
def threshold(
    m: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["exponential"],
    notice: Callable[[str], None] = ..., **options: Unpack[ExponentialOptions],
) -> UniverseThreshold: ...  # fmt: skip
@overload
def threshold(
    m: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["sco"],
    notice: Callable[[str], None] = ..., **options: Unpack[ConvexOptions],
) -> UniverseThreshold: ...  # fmt: skip
def threshold(
    m: Exact, delta: Exact, epsilon: Exact, *, counterexample: str = "linear", notice: Callable[[str], None] = lambda text: None,
    **options: Any,
) -> Threshold | UniverseThreshold:  # fmt: skip
    """The least D at which both halves are certified, if success persists as D grows.

    Guarantee: the outcome at D is a certificate; what is shown at D - 1 is said, and no more is claimed of it.
    Raises: InvalidParameter as `certify` does; NothingFound when no D up to 10^12 succeeds.
    """
    more = _options(counterexample, options)
    if counterexample == "linear" and "learner" not in more:
        return linear.threshold(m, delta, epsilon, notice=notice, **more)
    _require_reach(counterexample, delta)
    ask = _outcome(counterexample, more)
    quest = Quest("D", lambda D, sure: ask(m, D, delta, epsilon, sure), growing=_GROWING[counterexample], notice=notice)
    first = positive_integer(m, "m", MAX_M) if counterexample == "linear" else 1  # the interpolator needs D >= m
    return inverse.least(quest, MAX_D, f"no D up to {MAX_D} certifies this instance: {_NO_D[counterexample]}", first)


@overload
def least_epsilon(
    m: Exact, D: Exact, delta: Exact, *, counterexample: Literal["linear"] = "linear", **options: Unpack[LinearOptions]
) -> Threshold: ...
@overload
def least_epsilon(m: Exact, D: Exact, delta: Exact, *, counterexample: Elsewhere, **options: Any) -> UniverseThreshold: ...
def least_epsilon(m: Exact, D: Exact, delta: Exact, *, counterexample: str = "linear", **options: Any) -> Threshold | UniverseThreshold:
    """The least epsilon at which both halves are certified; options as `certify` has them.  Raises: NothingFound if there is none."""
    more = _options(counterexample, options)
    if counterexample == "linear" and "learner" not in more:
        return linear.least_epsilon(m, D, delta, **more)
    _require_reach(counterexample, delta)
    return inverse.least_level(_outcome(counterexample, more)(m, D, delta, _TINY, True))


@overload
def largest_delta(
    m: Exact, D: Exact, epsilon: Exact, *, counterexample: Literal["linear"] = "linear", **options: Unpack[LinearOptions]
) -> Threshold: ...
@overload
def largest_delta(m: Exact, D: Exact, epsilon: Exact, *, counterexample: Elsewhere, **options: Any) -> UniverseThreshold: ...
def largest_delta(m: Exact, D: Exact, epsilon: Exact, *, counterexample: str = "linear", **options: Any) -> Threshold | UniverseThreshold:
    """The largest delta, a whole number of millionths, at which both halves are certified.  Raises: NothingFound if none is."""
    more = _options(counterexample, options)
    if counterexample == "linear" and "learner" not in more:
        return linear.largest_delta(m, D, epsilon, **more)
    ask = _outcome(counterexample, more)
    most = _GRID // 2 - 1 if more.get("theorem") in ("A", "B") else _GRID - 1
    quest = Quest("delta", lambda delta, sure: ask(m, D, delta, epsilon, sure), Fraction(1, _GRID))
    return inverse.largest(quest, most, "no delta was found at which these m, D and epsilon are certified: raise D or epsilon")


@overload
def largest_m(
    D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Literal["linear"] = "linear", **options: Unpack[LinearOptions]
) -> Threshold: ...
@overload
def largest_m(D: Exact, delta: Exact, epsilon: Exact, *, counterexample: Elsewhere, **options: Any) -> UniverseThreshold: ...
def largest_m(D: Exact, delta: Exact, epsilon: Exact, *, counterexample: str = "linear", **options: Any) -> Threshold | UniverseThreshold:
    """The largest m at which both halves are certified.  Raises: NothingFound if none is."""
    more = _options(counterexample, options)
    if counterexample == "linear" and "learner" not in more:
        return linear.largest_m(D, delta, epsilon, **more)
    _require_reach(counterexample, delta)
    ask = _outcome(counterexample, more)
    quest = Quest("m", lambda m, sure: ask(m, D, delta, epsilon, sure))
    most = min(MAX_M, positive_integer(D, "D", MAX_D)) if counterexample == "linear" else MAX_M
    return inverse.largest(quest, most, "no m was found at which these D, delta and epsilon are certified: raise D or epsilon")


#: The halves that grow with D; the others of sco do not, and at the least D of the first they decide.
_GROWING: dict[str, tuple[str, ...]] = {"exponential": (), "sco": ("e_unif",), "linear": ()}
_NO_D = {
    "linear": "take a larger epsilon or a smaller m",
    "exponential": "take b > 2 s + ln m, a larger s, or a larger epsilon (see certify --why)",
    "sco": "e_unif >= 1/2 - epsilon asks for about 2^m coordinates; lower m",
}


def _options(counterexample: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given; the linear learner that needs no name has none."""
    refuse(counterexample, options)
    given = {name: value for name, value in options.items() if value is not None}
    if counterexample == "linear" and "learner" in given:
        _require_linear(given)
        if given["learner"] == _ONE_STEP:
            del given["learner"]
    return given


def _require_linear(given: dict[str, Any]) -> None:
    """Refuse a learner on the linear data of which no law is derived, and what the law of the interpolator does not speak of."""
    learner = str(given["learner"])[:40]
    if learner not in (_ONE_STEP, interpolator.LEARNER):
        said = f"no law is derived here for the learner {learner!r} on the linear data"
        raise InvalidParameter(f"{said}: choose {_ONE_STEP} or {interpolator.LEARNER}, or sample it by `uccheck simulate`")
    wrong = [name for name in ("gamma", "theorem") if name in given]
    if learner == interpolator.LEARNER and wrong:
        raise InvalidParameter(f"--{wrong[0]} {str(given[wrong[0]])[:40]} says nothing of the learner {learner}: leave it out (0-1 loss)")


def _require_reach(counterexample: str, delta: Exact) -> None:
    """Refuse an inverse question about the interpolator whose delta no D, m and epsilon could mend."""
    if counterexample == "linear" and level(delta) >= interpolator.REACH:
        raise InvalidParameter(f"{interpolator.BEYOND_REACH}, got delta = {shown(level(delta))}: take delta < 1/2")


def _outcome(counterexample: str, more: dict[str, Any]) -> Callable[[Exact, Exact, Exact, Exact, bool], UniverseOutcome]:
    """The counterexample's outcome as a function of its four numbers, with the checker or without."""
    given = {name: value for name, value in more.items() if counterexample != "linear" or name != "learner"}
    known: dict[str, Callable[..., UniverseOutcome]] = {
        "exponential": exponential.certify, "sco": convex.certify, "linear": interpolator.certify,
    }  # fmt: skip
    decide = known[counterexample]
    return lambda m, D, delta, epsilon, sure: decide(m, D, delta, epsilon, confirmed=sure, **given)
