"""What is simulated: an event, a learner and how its trials are drawn, in chunks whose counts depend on the seed alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, exact, positive_integer
from uccheck.linear import law, rounding, sample
from uccheck.linear.rounding import Count
from uccheck.linear.samplers import STREAMS, Sampler, drawable, hash_of, sampler_of
from uccheck.linear.setting import Event, LinearSetting
from uccheck.statistics.estimate import MAX_TRIALS

MAX_SEED = 2**63 - 1
_NUMBERS_A_CHUNK = 2**22  # a fraction of a second: what an interrupt may lose
_TRIALS_A_CHUNK = 2**14


@dataclass(frozen=True, init=False)
class Simulation:
    """Simulate `event` in `setting`, `trials` times, by the sampler `raw` (data) or `law` (the exact law), for a learner of `learners`.

    Raises: InvalidParameter for an unknown sampler or learner, a learner whose law is not known, and sizes that the sampler cannot draw.
    """

    setting: LinearSetting
    event: Event
    trials: int
    sampler: str
    seed: int
    learner: str

    def __init__(
        self, setting: LinearSetting, event: Event, *, trials: Exact, sampler: str = "law", seed: Exact = 0, learner: str = "one-step"
    ) -> None:
        object.__setattr__(self, "setting", setting)
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "trials", positive_integer(trials, "trials", MAX_TRIALS))
        object.__setattr__(self, "sampler", sampler)
        object.__setattr__(self, "seed", _seed(seed))
        object.__setattr__(self, "learner", learner)
        self.source.require(setting, event)
        rounding.require_floats(event)

    @property
    def source(self) -> Sampler:
        """What draws the trials."""
        return sampler_of(self.learner, self.sampler)

    @property
    def other_learner(self) -> str:
        """The learner's name as sentences add it, nothing for the paper's."""
        return drawable(self.learner).said

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: a function of the setting and the sampler alone, since the counts depend on it."""
        return max(1, min(_TRIALS_A_CHUNK, _NUMBERS_A_CHUNK // self.source.numbers(self.setting)))

    @property
    def chunks(self) -> int:
        """The number of chunks."""
        return -(-self.trials // self.chunk_size)

    def trials_of(self, chunk: int) -> int:
        """The number of trials of a chunk; the last may be shorter."""
        return min(self.chunk_size, self.trials - chunk * self.chunk_size)

    def canonical(self) -> str:
        """What the counts depend on, as JSON; not the number of trials, so that a stored run can be extended."""
        setting, event = self.setting, self.event
        exact_parts = {"s": setting.s, "b": setting.b, "epsilon": event.epsilon, "gamma": event.gamma, "rho": event.rho}
        parts = {name: None if value is None else as_written(value) for name, value in exact_parts.items()}
        whole = {"m": setting.m, "D": setting.D, "K": setting.K, "seed": self.seed, "chunk": self.chunk_size}
        names = {"event": event.name, "sampler": self.sampler, "numpy": np.__version__, "code": code_hash()}
        return json.dumps({**parts, **whole, **names, **drawable(self.learner).key()}, sort_keys=True)


def count_chunk(plan: Simulation, chunk: int) -> Count:
    """How often the event occurs in a chunk, as far as floats decide it: a function of (plan, chunk) alone."""
    seed = np.random.SeedSequence(plan.seed, spawn_key=(STREAMS[plan.sampler], chunk))
    rng, event = np.random.default_rng(seed), plan.event
    trials = plan.source.trials(plan.setting, plan.trials_of(chunk), rng, rho=float(event.rho), gamma=float(event.gamma))
    return rounding.counted(trials, event, plan.setting, quadrature=plan.sampler == "raw", tolerance=plan.source.tolerance)


def code_hash() -> str:
    """The hash of the modules that draw data and the law, and say what rounding leaves open."""
    return hash_of(sample, law, rounding)


def _seed(value: Exact) -> int:
    found = exact(value, "seed")
    if found.denominator != 1 or not 0 <= found <= MAX_SEED:
        raise InvalidParameter(f"seed must be a whole number from 0 to {MAX_SEED}, got {value}")
    return int(found)
