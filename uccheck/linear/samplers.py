"""How trials of each learner are drawn: raw data in R^(K + D), or the exact law where one is known.

Glossary
    Sampler    trials of one learner drawn in one way: how, how many numbers a trial, what is refused, what is trusted.
    Drawable   a learner with its samplers, as sentences name it and as the keys of kept records do.

Keys hold the hash of the modules that draw: chunks counted by other code are not taken up again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from types import ModuleType

import scipy

from uccheck.core.errors import InvalidParameter
from uccheck.linear import learners
from uccheck.linear.law import law_trials
from uccheck.linear.learners import TOLERANCE, Learner, learned_trials, learner_named, minimum_norm_trials, require_law
from uccheck.linear.sample import MAX_RAW, Trials, raw_trials
from uccheck.linear.setting import Event, LinearSetting

#: The names of the samplers, each with the first part of the keys of its streams.
STREAMS = {"raw": 1, "law": 2}
MAX_LAW_M = 10**9  # deviates of one `law` trial
MAX_RAW_WIDTH = 2**27  # coordinates of one `raw` point


@dataclass(frozen=True)
class Sampler:
    """Trials of one learner: `trials(setting, n, rng, rho=, gamma=)` and about how many `numbers` one of them draws.

    `tolerance` is how far off its solver may leave the weights.
    """

    trials: Callable[..., Trials]
    numbers: Callable[[LinearSetting], int]
    require: Callable[[LinearSetting, Event], None]
    trusts: tuple[str, ...]
    tolerance: float = 0.0


@dataclass(frozen=True)
class Drawable:
    """A learner that can be simulated. `said` names it in sentences and `key()` in kept records: not at all for the paper's own."""

    samplers: Mapping[str, Sampler]
    said: str = ""
    key: Callable[[], dict[str, str]] = dict


def sampler_of(learner: str, name: str) -> Sampler:
    """The sampler of that name of a learner.  Raises: InvalidParameter for unknown names, and for a law that is not known."""
    if name not in STREAMS:
        raise InvalidParameter(f"unknown sampler {name!r}: choose raw (data in R^(K + D)) or law (the exact law)")
    known = drawable(learner).samplers
    if name not in known:
        raise InvalidParameter(f"no law is known here for the learner {learner}: use the sampler raw (--sampler raw)")
    return known[name]


def drawable(learner: str) -> Drawable:
    """The learner of that name with its samplers.  Raises: InvalidParameter for an unknown one."""
    found = learner_named(learner)
    return _PAPER if found.name == "one-step" else _solved(found)


def hash_of(*modules: ModuleType) -> str:
    """The hash of their source."""
    return sha256("".join(map(inspect.getsource, modules)).encode()).hexdigest()[:16]


def _raw_numbers(setting: LinearSetting) -> int:
    return setting.m * (setting.K + setting.D)


def _require_raw(setting: LinearSetting, _event: Event) -> None:
    numbers = _raw_numbers(setting)
    if numbers > MAX_RAW or setting.K + setting.D > MAX_RAW_WIDTH:
        raise InvalidParameter(f"the sampler raw would draw m (K + D) = {numbers} numbers a trial: use the sampler law")


def _require_deviates(setting: LinearSetting, _event: Event) -> None:
    if setting.m > MAX_LAW_M:
        raise InvalidParameter(f"the sampler law draws m numbers a trial: m must be at most {MAX_LAW_M}, got {setting.m}")


def _require_equal_margins(setting: LinearSetting, event: Event) -> None:
    require_law(setting, rho=float(event.rho), gamma=float(event.gamma))


def _solved(learner: Learner) -> Drawable:
    """A learner that a solver fits to each sample: its counts depend on scipy and on the solvers too."""

    def require(setting: LinearSetting, event: Event) -> None:
        learner.require_drawable(setting)
        _require_raw(setting, event)

    def key() -> dict[str, str]:
        return {"learner": learner.name, "scipy": scipy.__version__, "solvers": hash_of(learners)}

    raw = Sampler(
        partial(learned_trials, learner), _raw_numbers, require, (*_DRAWN, *learner.trusts), 2 * TOLERANCE if learner.trusts else 0.0
    )
    return Drawable({"raw": raw, **_LAWS.get(learner.name, {})}, f", learner {learner.name}", key)


_DRAWN = ("numpy's generator", "double precision, where rounding leaves no doubt")
_LAWFUL = (*_DRAWN, "the exact law")
_LAWS = {
    "one-step": {"law": Sampler(law_trials, lambda setting: setting.m, _require_deviates, _LAWFUL)},
    "minimum-norm": {"law": Sampler(minimum_norm_trials, lambda setting: 1, _require_equal_margins, _LAWFUL)},
}
_PAPER = Drawable({"raw": Sampler(raw_trials, _raw_numbers, _require_raw, _DRAWN), **_LAWS["one-step"]})
