"""Seeded simulation of an event: chunks over any executor, counts that depend on the seed alone.

Glossary
    Simulation   what is simulated: setting, event, learner, sampler, seed, number of trials.
    chunk        a run of consecutive trials with its own generator, SeedSequence(seed, (stream, chunk)).
    Simulated    k of n, the exact limits, and how the run ended.

Chunks are counted in order, whoever finishes first: an outcome is always that of trials 0..n - 1, for any number of
workers, and `--trials n` reproduces an interrupted one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below, exact, probability
from uccheck.core.store import Store
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict
from uccheck.linear.rounding import Count
from uccheck.linear.setting import Event, EventName, LinearSetting
from uccheck.linear.simulation import Simulation, count_chunk
from uccheck.statistics.binomial import mixture_at_most
from uccheck.statistics.estimate import confidence_sequence, interval

_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, kw_only=True)
class Simulated(NoBool):
    """k of the first n trials, with limits that miss the probability with error probability at most 1 - level.

    Trials that double precision leaves undecided, `open` of them, count against either limit. `method` is "clopper-pearson", or
    "confidence-sequence" where the number of trials may depend on what they showed. `side` says on which side of the value asked about
    the probability lies: "above", "below", or None while undecided or not asked.
    """

    plan: Simulation
    k: int
    open: int
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
        counted = f"{self.k} of {self.n} trials{self.undecided}"
        detail = f"{self.plan.event.name}: {counted}, {self.method}, sampler {self.plan.sampler}{self.plan.other_learner}"
        return Evidence(kind=Kind.STATISTICAL, verdict=verdict, detail=detail, trusts=self.plan.source.trusts, alpha=1 - self.level)

    @property
    def undecided(self) -> str:
        """The trials that floats do not decide, in words; "" where they decide all."""
        return f", {self.open} undecided in double precision" if self.open else ""

    def _repr_latex_(self) -> str:
        lower, upper = decimal_below(self.lower, 6), decimal_above(self.upper, 6)
        return (
            rf"$\Pr[\text{{{self.plan.event.name}}}] \in [{lower},\ {upper}]$ at confidence {as_written(self.level)}: "
            f"{self.k} of {self.n} trials{self.undecided}"
        )


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
    lower, upper = tally.limits(interval if fixed else confidence_sequence)
    return Simulated(
        plan=plan,
        k=tally.k,
        open=tally.open,
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
    learner: str = "one-step",
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
        self._state = (0, 0, 0, 0)  # k, open, n, next chunk: one attribute, so that an interrupt cannot fall between them
        self._early: dict[int, Count] = {}

    @property
    def k(self) -> int:
        return self._state[0]

    @property
    def open(self) -> int:
        return self._state[1]

    @property
    def n(self) -> int:
        return self._state[2]

    @property
    def finished(self) -> bool:
        return self.side is not None or self._state[3] == self.plan.chunks

    def add(self, chunk: int, count: Count) -> None:
        """Note a chunk, and count every chunk that is now next; noting one again changes nothing."""
        self._early[chunk] = count
        while not self.finished and (now := self._state[3]) in self._early:
            found = self._early[now]
            self._state = (self.k + found.certain, self.open + found.open, self.n + self.plan.trials_of(now), now + 1)
            del self._early[now]
            self.side = self._side()
            if self.progress is not None:
                self.progress(self.k, self.n)

    def limits(self, method: Callable[[int, int, Fraction], tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
        """The method's limits of what is counted; undecided trials count against either of them."""
        lower, upper = method(self.k, self.n, self.alpha)
        return lower, method(self.k + self.open, self.n, self.alpha)[1] if self.open else upper

    def _side(self) -> str | None:
        """Limits of k alone exclude the value wherever those of all undecided trials do: one cheap look before ends are computed."""
        if self.value is None or mixture_at_most(self.n, self.k, self.value, self.alpha) is not Verdict.UPHELD:
            return None
        lower, upper = self.limits(confidence_sequence)
        return "above" if lower > self.value else "below" if upper < self.value else None


def _fill(
    plan: Simulation,
    tally: _Tally,
    executor: Executor | None,
    window: int,
    kept: Store | None,
    known: Mapping[tuple[int, int], tuple[int, int]],
) -> None:
    """Count chunks until the tally has finished, starting from those known."""
    done = {chunk: Count(*count) for (chunk, n), count in known.items() if n == plan.trials_of(chunk)}
    for chunk in sorted(done):
        tally.add(chunk, done[chunk])

    def keep(chunk: int, count: Count) -> None:
        if kept is not None:
            kept.add(chunk, plan.trials_of(chunk), count.certain, count.open)
        tally.add(chunk, count)

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
    keep: Callable[[int, Count], None],
) -> None:
    under_way: dict[Future[Count], int] = {}
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
