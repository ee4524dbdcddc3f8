"""What a simulation makes of its chunks' counts: limits that no completion of undecided trials escapes, stops that none would undo."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import uccheck.linear.simulate as module
from uccheck.core.verdict import Verdict
from uccheck.linear import simulation
from uccheck.linear.rounding import Count
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import Simulated, simulate, simulate_event
from uccheck.linear.simulation import Simulation
from uccheck.statistics.estimate import confidence_sequence, interval

SETTING, EVENT = LinearSetting(20, 200), Event("one-flipped")
Pretend = Callable[[int, Sequence[Count]], Simulation]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """A plan whose chunks of so many trials have these counts."""

    def planned(size: int, counts: Sequence[Count]) -> Simulation:
        monkeypatch.setattr(simulation, "_TRIALS_A_CHUNK", size)
        monkeypatch.setattr(module, "count_chunk", lambda plan, chunk: counts[chunk])
        return Simulation(SETTING, EVENT, trials=size * len(counts))

    return planned


def drawn(seed: int, size: int, chunks: int) -> list[Count]:
    """Counts of chunks, some of whose trials are undecided."""
    rng = random.Random(seed)
    share, doubt = rng.random(), rng.choice((0, 0.05, 0.3))
    found = []
    for _ in range(chunks):
        certain = sum(rng.random() < share for _ in range(size))
        found.append(Count(certain, sum(rng.random() < doubt for _ in range(size - certain))))
    return found


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("level", ["0.9", "0.999"])
def test_limits_are_those_of_the_least_and_the_most_that_undecided_trials_may_be(pretend: Pretend, seed: int, level: str) -> None:
    counts = drawn(seed, 9, 5)
    found = simulate(pretend(9, counts), level=level)
    k, doubt = sum(c.certain for c in counts), sum(c.open for c in counts)
    assert (found.k, found.open, found.n) == (k, doubt, 45)
    completions = [interval(k + j, 45, 1 - Fraction(level)) for j in range(doubt + 1)]
    assert (found.lower, found.upper) == (min(a for a, _ in completions), max(b for _, b in completions))


def side_of(counts: Sequence[Count], size: int, value: Fraction, alpha: Fraction) -> tuple[str | None, int]:
    """By the definition: the first chunk after which every completion of what is open has the value outside, on one side."""
    k = doubt = n = 0
    for count in counts:
        k, doubt, n = k + count.certain, doubt + count.open, n + size
        ends = [confidence_sequence(k + j, n, alpha) for j in range(doubt + 1)]
        if all(lower > value for lower, _ in ends):
            return "above", n
        if all(upper < value for _, upper in ends):
            return "below", n
    return None, n


@pytest.mark.parametrize("seed", range(12))
def test_a_run_stops_as_soon_as_no_completion_of_undecided_trials_could_bring_the_value_back(pretend: Pretend, seed: int) -> None:
    counts, rng = drawn(seed, 3, 16), random.Random(seed)
    for _ in range(4):
        value, level = Fraction(rng.randrange(1, 20), 20), Fraction(rng.choice(("0.8", "0.95", "0.99")))
        found = simulate(pretend(3, counts), level=level, against=value)
        assert (found.side, found.n) == side_of(counts, 3, value, 1 - level)


@pytest.mark.parametrize(("every", "side"), [(Count(1, 0), "above"), (Count(0, 0), "below")])
def test_a_run_of_one_outcome_stops_at_the_very_trial_that_decides(pretend: Pretend, every: Count, side: str) -> None:
    for value in (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)):
        found = simulate(pretend(1, [every] * 40), level="0.95", against=value)
        miss = value if side == "above" else 1 - value
        first = next(n for n in range(1, 40) if (n + 1) * miss**n <= Fraction(1, 20))
        assert (found.side, found.n) == (side, first)


@pytest.mark.parametrize("certain", [Count(9, 0), Count(1, 0)])
def test_a_value_at_an_end_of_the_limits_is_not_told_to_lie_beyond_them(pretend: Pretend, certain: Count) -> None:
    plan = pretend(10, [certain])
    k = certain.certain
    lower, upper = confidence_sequence(k, 10, "0.05")
    grain = Fraction(1, 10**15)
    for value, side in ((lower, None), (lower - grain, "above"), (upper, None), (upper + grain, "below")):
        assert simulate(plan, level="0.95", against=value).side == side


def test_trials_that_are_all_undecided_decide_nothing(pretend: Pretend) -> None:
    found = simulate(pretend(10, [Count(0, 10)] * 30), against="0.3")
    assert (found.side, found.k, found.open, found.n) == (None, 0, 300, 300)
    assert (found.lower, found.upper) == (0, 1)
    assert all(found.evidence(relation, "0.3").verdict is Verdict.UNDECIDED for relation in ("<", "<=", ">", ">="))
    assert found.evidence(">", "0.3").detail.startswith("one-flipped: 0 of 300 trials, 300 undecided in double precision")
    assert found._repr_latex_().endswith("0 of 300 trials, 300 undecided in double precision")


def test_a_store_gives_back_what_was_undecided(pretend: Pretend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts, store = drawn(3, 10, 6), tmp_path / "runs.sqlite"
    assert any(count.open for count in counts)
    first = simulate(pretend(10, counts), store=store)
    again = pretend(10, counts)
    monkeypatch.setattr(module, "count_chunk", lambda plan, chunk: pytest.fail("counted again"))
    taken = simulate(again, store=store)
    assert (taken.k, taken.open, taken.n) == (first.k, first.open, first.n)


class Bounded(Executor):
    """Ends its oldest task only when as many wait as may; notes how many were ever under way and not yet counted."""

    def __init__(self, window: int, chunks: int) -> None:
        self.window, self.chunks, self.counted, self.given, self.most = window, chunks, 0, 0, 0
        self.waiting = list[tuple[Future[Any], Callable[[], Any]]]()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args)))
        self.given += 1
        self.most = max(self.most, self.given - self.counted)
        while len(self.waiting) >= (1 if self.given == self.chunks else self.window):
            done, task = self.waiting.pop(0)
            done.set_result(task())
        return future

    def note(self, k: int, n: int) -> None:
        self.counted += 1


@pytest.mark.parametrize("window", [1, 2, 5])
def test_no_more_chunks_are_under_way_than_the_window_says(pretend: Pretend, window: int) -> None:
    plan = pretend(4, drawn(1, 4, 23))
    executor = Bounded(window, 23)
    found = simulate(plan, executor=executor, window=window, progress=executor.note)
    assert found == simulate(plan)
    assert executor.most == window


@pytest.mark.parametrize("name", ["one-flipped", "population-error"])
def test_an_event_may_be_given_by_its_name_and_parts_or_whole(name: str) -> None:
    parts = {"epsilon": "0.3"} if name == "population-error" else {"rho": "1/2"}
    whole = Event(name, **parts)  # type: ignore[arg-type]
    wanted = simulate(Simulation(SETTING, whole, trials=300, seed=7), level="0.95")
    assert simulate_event(whole, SETTING, trials=300, seed=7, level="0.95") == wanted
    assert simulate_event(name, SETTING, trials=300, seed=7, level="0.95", **parts) == wanted  # type: ignore[arg-type]


def shown_limits(found: Simulated) -> tuple[Fraction, Fraction]:
    """The two numbers that a notebook shows."""
    inside = found._repr_latex_().partition(r"\in [")[2].partition("]")[0]
    lower, upper = inside.split(r",\ ")
    return Fraction(lower), Fraction(upper)


@pytest.mark.parametrize("seed", range(6))
def test_limits_that_a_notebook_shows_are_rounded_outward(pretend: Pretend, seed: int) -> None:
    found = simulate(pretend(9, drawn(seed, 9, 7)))
    lower, upper = shown_limits(found)
    assert lower <= found.lower <= found.upper <= upper
    assert found.lower - lower < Fraction(1, 10**6)
    assert upper - found.upper < Fraction(1, 10**6)
