"""Seeded simulation of an event: chunks over any executor, counts that depend on the seed alone.

Glossary
    Plan      what is simulated: setting, event, sampler, seed, number of trials.
    chunk     a run of consecutive trials with its own generator, SeedSequence(seed, (stream, chunk)).
    Outcome   k of n, the exact limits, and how the run ended.

Chunks are counted in order, whoever finishes first: an outcome is always that of trials 0..n - 1, for any number of
workers, and `--trials n` reproduces an interrupted one.
"""

from __future__ import annotations

import inspect
import json
import operator
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import ModuleType

import numpy as np
import scipy

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below, exact, positive_integer, probability
from uccheck.core.store import Store
from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.linear import law, learners, sample
from uccheck.linear.law import law_trials
from uccheck.linear.learners import learned_trials, learner_named, minimum_norm_trials, require_law
from uccheck.linear.sample import MAX_RAW, Trials, raw_trials
from uccheck.linear.setting import Event, EventName, LinearSetting
from uccheck.statistics.binomial import mixture_at_most
from uccheck.statistics.estimate import MAX_TRIALS, confidence_sequence, interval

_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SAMPLERS = {"raw": raw_trials, "law": law_trials}
ONE_STEP = "one-step"
MAX_LAW_M = 10**9  # deviates of one `law` trial
MAX_RAW_WIDTH = 2**27  # coordinates of one `raw` point
MAX_SEED = 2**63 - 1
_STREAM = {"raw": 1, "law": 2}
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
        self, setting: LinearSetting, event: Event, *, trials: Exact, sampler: str = "law", seed: Exact = 0, learner: str = ONE_STEP
    ) -> None:
        if sampler not in SAMPLERS:
            raise InvalidParameter(f"unknown sampler {sampler!r}: choose raw (data in R^(K + D)) or law (the exact law)")
        object.__setattr__(self, "setting", setting)
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "trials", positive_integer(trials, "trials", MAX_TRIALS))
        object.__setattr__(self, "sampler", sampler)
        object.__setattr__(self, "seed", _seed(seed))
        object.__setattr__(self, "learner", learner_named(learner).name)
        self._require_drawable()

    @property
    def other_learner(self) -> str:
        """The learner's name as sentences add it, nothing for the paper's."""
        return "" if self.learner == ONE_STEP else f", learner {self.learner}"

    @property
    def numbers_a_trial(self) -> int:
        """How many normal deviates one trial draws, about."""
        if self.sampler == "law":
            return self.setting.m if self.learner == ONE_STEP else 1
        return self.setting.m * (self.setting.K + self.setting.D)

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: a function of the setting and the sampler alone, since the counts depend on it."""
        return max(1, min(_TRIALS_A_CHUNK, _NUMBERS_A_CHUNK // self.numbers_a_trial))

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
        names = {"event": event.name, "sampler": self.sampler, "numpy": np.__version__, "code": _code_hash()}
        other = {} if self.learner == ONE_STEP else {"learner": self.learner, "scipy": scipy.__version__, "solvers": _hash_of(learners)}
        return json.dumps({**parts, **whole, **names, **other}, sort_keys=True)

    def draw(self, n: int, rng: np.random.Generator) -> Trials:
        """The statistics of n trials."""
        rho, gamma = float(self.event.rho), float(self.event.gamma)
        if self.learner == ONE_STEP:
            return SAMPLERS[self.sampler](self.setting, n, rng, rho=rho, gamma=gamma)
        if self.sampler == "law":
            return minimum_norm_trials(self.setting, n, rng, rho=rho, gamma=gamma)
        return learned_trials(learner_named(self.learner), self.setting, n, rng, rho=rho, gamma=gamma)

    def _require_drawable(self) -> None:
        setting = self.setting
        if self.learner != ONE_STEP:
            self._require_learner()
        elif self.sampler == "law" and setting.m > MAX_LAW_M:
            raise InvalidParameter(f"the sampler law draws m numbers a trial: m must be at most {MAX_LAW_M}, got {setting.m}")
        if self.sampler == "raw" and (self.numbers_a_trial > MAX_RAW or setting.K + setting.D > MAX_RAW_WIDTH):
            raise InvalidParameter(f"the sampler raw would draw m (K + D) = {self.numbers_a_trial} numbers a trial: use the sampler law")

    def _require_learner(self) -> None:
        if self.sampler == "raw":
            learner_named(self.learner).require_drawable(self.setting)
        elif self.learner != "minimum-norm":
            raise InvalidParameter(f"no law is known here for the learner {self.learner}: use the sampler raw (--sampler raw)")
        else:
            require_law(self.setting, rho=float(self.event.rho), gamma=float(self.event.gamma))


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """k of the first n trials, with limits that miss the probability with error probability at most 1 - level.

    `method` is "clopper-pearson", or "confidence-sequence" where the number of trials may depend on what they showed. `side` says on which
    side of the value asked about the probability lies: "above", "below", or None while undecided or not asked.
    """

    plan: Simulation
    k: int
    n: int
    lower: Fraction
    upper: Fraction
    level: Fraction
    method: str
    interrupted: bool
    side: str | None = None
    notes: tuple[str, ...] = ()

    def evidence(self, relation: str, value: Exact) -> Evidence:
        """The statistical evidence for P(event) <relation> value, relation one of <, <=, >, >=; alpha is 1 - level.

        UPHELD if every number of [lower, upper] stands in that relation to the value, REFUTED if none does.
        """
        if relation not in _RELATIONS:
            raise InvalidParameter(f"unknown relation {relation!r}: choose one of {', '.join(_RELATIONS)}")
        holds, asked = _RELATIONS[relation], exact(value, "value")
        ends = {holds(self.lower, asked), holds(self.upper, asked)}
        verdict = Verdict.UNDECIDED if len(ends) == 2 else Verdict.UPHELD if ends == {True} else Verdict.REFUTED
        detail = f"{self.plan.event.name}: {self.k} of {self.n} trials, {self.method}, sampler {self.plan.sampler}{self.plan.other_learner}"
        trusts = ("numpy's generator",) if self.plan.sampler == "raw" else ("numpy's generator", "the exact law")
        solver = learner_named(self.plan.learner).trusts if self.plan.sampler == "raw" else ()
        return Evidence(kind=Kind.STATISTICAL, verdict=verdict, detail=detail, trusts=trusts + solver, alpha=1 - self.level)

    def _repr_latex_(self) -> str:
        lower, upper = decimal_below(self.lower, 6), decimal_above(self.upper, 6)
        return (
            rf"$\Pr[\text{{{self.plan.event.name}}}] \in [{lower},\ {upper}]$ at confidence {as_written(self.level)}: "
            f"{self.k} of {self.n} trials"
        )


def count_chunk(plan: Simulation, chunk: int) -> int:
    """How often the event occurs in a chunk: a function of (plan, chunk) alone."""
    seed = np.random.SeedSequence(plan.seed, spawn_key=(_STREAM[plan.sampler], chunk))
    trials = plan.draw(plan.trials_of(chunk), np.random.default_rng(seed))
    return int(np.count_nonzero(trials.occurs(plan.event)))


def simulate(
    plan: Simulation,
    *,
    level: Exact = "0.99",
    executor: Executor | None = None,
    window: int = 16,
    store: Path | None = None,
    against: Exact | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Run the plan, in this process or over an executor with at most `window` chunks under way.

    `store` keeps finished chunks in a file and starts from those it has; `against` stops as soon as the confidence
    sequence excludes that value; `progress(k, n)` is called after every chunk counted. An interrupt (KeyboardInterrupt)
    or the death of a worker ends the run with what was done.

    Limits are Clopper-Pearson's only where the number of trials was fixed before any was seen; a run that was stopped,
    or that takes up a store, may owe its length to what it showed, and gets those of a confidence sequence.
    """
    alpha = 1 - probability(level, "level")
    value = None if against is None else probability(against, "the value to decide against")
    tally, notes, interrupted = _Tally(plan, value, alpha, progress), list[str](), False
    with nullcontext() if store is None else Store(store, plan.canonical()) as kept:
        known = {} if kept is None else kept.chunks()
        try:
            _fill(plan, tally, executor, window, kept, known)
        except KeyboardInterrupt:
            interrupted = True
        except BrokenExecutor:
            interrupted, notes = True, ["a worker process died, perhaps for want of memory: use fewer workers"]
        notes += [kept.broken] if kept is not None and kept.broken else []
    fixed = value is None and not interrupted and not known
    lower, upper = (interval if fixed else confidence_sequence)(tally.k, tally.n, alpha)
    return Simulated(
        plan=plan,
        k=tally.k,
        n=tally.n,
        lower=lower,
        upper=upper,
        level=1 - alpha,
        method="clopper-pearson" if fixed else "confidence-sequence",
        interrupted=interrupted,
        side=tally.side,
        notes=tuple(notes),
    )


def simulate_event(
    event: EventName | Event,
    setting: LinearSetting,
    *,
    trials: Exact,
    sampler: str = "law",
    seed: Exact = 0,
    level: Exact = "0.99",
    learner: str = ONE_STEP,
    **event_parts: Exact,
) -> Simulated:
    """How often an event of the setting occurs in seeded trials, with exact binomial limits; `event_parts` are epsilon, gamma and rho.

    Raises: InvalidParameter for an unknown event, sampler or learner, and for numbers outside their domain.
    """
    described = event if isinstance(event, Event) else Event(event, **event_parts)
    return simulate(Simulation(setting, described, trials=trials, sampler=sampler, seed=seed, learner=learner), level=level)


class _Tally:
    """Counts chunks in order, however they arrive, and says when to stop."""

    def __init__(self, plan: Simulation, value: Fraction | None, alpha: Fraction, progress: Callable[[int, int], None] | None) -> None:
        self.plan, self.value, self.alpha, self.progress = plan, value, alpha, progress
        self.side: str | None = None
        self._state = (0, 0, 0)  # k, n, next chunk: one attribute, so that an interrupt cannot fall between them
        self._early: dict[int, int] = {}

    @property
    def k(self) -> int:
        return self._state[0]

    @property
    def n(self) -> int:
        return self._state[1]

    @property
    def finished(self) -> bool:
        return self.side is not None or self._state[2] == self.plan.chunks

    def add(self, chunk: int, k: int) -> None:
        """Note a chunk, and count every chunk that is now next; noting one again changes nothing."""
        self._early[chunk] = k
        while not self.finished and (now := self._state[2]) in self._early:
            self._state = (self.k + self._early[now], self.n + self.plan.trials_of(now), now + 1)
            del self._early[now]
            self.side = self._side()
            if self.progress is not None:
                self.progress(self.k, self.n)

    def _side(self) -> str | None:
        if self.value is None or mixture_at_most(self.n, self.k, self.value, self.alpha) is not Verdict.UPHELD:
            return None
        lower, upper = confidence_sequence(self.k, self.n, self.alpha)
        return "above" if lower > self.value else "below" if upper < self.value else None


def _fill(
    plan: Simulation, tally: _Tally, executor: Executor | None, window: int, kept: Store | None, known: Mapping[tuple[int, int], int]
) -> None:
    """Count chunks until the tally has finished, starting from those known."""
    done = {chunk: k for (chunk, n), k in known.items() if chunk < plan.chunks and n == plan.trials_of(chunk)}
    for chunk in sorted(done):
        tally.add(chunk, done[chunk])

    def keep(chunk: int, k: int) -> None:
        if kept is not None:
            kept.add(chunk, plan.trials_of(chunk), k)
        tally.add(chunk, k)

    todo = (chunk for chunk in range(plan.chunks) if chunk not in done)
    if executor is not None:
        _fill_over(executor, plan, tally, todo, window, keep)
        return
    while not tally.finished:
        chunk = next(todo)
        keep(chunk, count_chunk(plan, chunk))


def _fill_over(
    executor: Executor,
    plan: Simulation,
    tally: _Tally,
    todo: Iterator[int],
    window: int,
    keep: Callable[[int, int], None],
) -> None:
    under_way: dict[Future[int], int] = {}
    try:
        while not tally.finished:
            for chunk in islice(todo, window - len(under_way)):
                under_way[executor.submit(count_chunk, plan, chunk)] = chunk
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                keep(under_way[future], future.result())
                del under_way[future]
    finally:
        # What has begun is finished and kept, also after an interrupt: an executor would wait for it in any case.
        begun = [future for future in under_way if not future.cancel()]
        for future in begun:
            with suppress(BrokenExecutor):
                keep(under_way[future], future.result())


def _code_hash() -> str:
    """The hash of the modules that draw: chunks counted by other code are not taken up again."""
    return _hash_of(sample, law)


def _hash_of(*modules: ModuleType) -> str:
    return sha256("".join(map(inspect.getsource, modules)).encode()).hexdigest()[:16]


def _seed(value: Exact) -> int:
    found = exact(value, "seed")
    if found.denominator != 1 or not 0 <= found <= MAX_SEED:
        raise InvalidParameter(f"seed must be a whole number from 0 to {MAX_SEED}, got {value}")
    return int(found)
