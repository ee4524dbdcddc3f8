"""What is simulated: sizes that cannot be drawn are refused, and kept records keep their keys."""

import json
from hashlib import sha256
from inspect import getsource

import numpy
import pytest
import scipy

from uccheck.core.errors import InvalidParameter
from uccheck.linear import law, learners, rounding, sample, simulation
from uccheck.linear.learners import LEARNERS
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulation import Simulation


def test_sizes_that_cannot_be_drawn_are_refused_at_once() -> None:
    event = Event("one-flipped")
    for setting, options, message in [
        (LinearSetting(10**10, 10), {}, "m must be at most 1000000000"),
        (LinearSetting(10**6, 10**6), {"sampler": "raw"}, "use the sampler law"),
        (LinearSetting(1, 10**10), {"sampler": "raw"}, "use the sampler law"),
        (LinearSetting(2, 2), {"sampler": "exact"}, "unknown sampler 'exact'"),
        (LinearSetting(2, 2), {"trials": 10**10}, "trials must be at most"),
        (LinearSetting(2, 2), {"seed": -1}, "seed must be a whole number"),
        (LinearSetting(2, 2), {"seed": 2**63}, "seed must be a whole number"),
    ]:
        with pytest.raises(InvalidParameter, match=message):
            Simulation(setting, event, **{"trials": 10, **options})  # type: ignore[arg-type]


def source_hash(*modules: object) -> str:
    return sha256("".join(getsource(module) for module in modules).encode()).hexdigest()[:16]  # type: ignore[arg-type]


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_key_of_a_record_that_somebody_keeps_is_still_its_key(learner: str) -> None:
    """Written out, since a new spelling would silently count again what a store holds; the paper's learner is not named in it."""
    plan = Simulation(LinearSetting(10, 40), Event("all-flipped"), trials=50, sampler="raw", seed=5, learner=learner)
    key = {"D": 40, "K": 1, "b": "32", "chunk": 10230, "code": source_hash(sample, law, rounding), "epsilon": None, "event": "all-flipped"}
    key |= {"gamma": "0", "m": 10, "numpy": numpy.__version__, "rho": "1", "s": "4", "sampler": "raw", "seed": 5}
    if learner != "one-step":
        key |= {"learner": learner, "scipy": scipy.__version__, "solvers": source_hash(learners)}
    assert plan.canonical() == json.dumps(key, sort_keys=True)


@pytest.mark.parametrize("size", [1, 2, 7, 10])
def test_chunks_share_out_the_trials_and_the_last_alone_is_shorter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "_TRIALS_A_CHUNK", size)
    for trials in (1, 2, 6, 7, 8, 20, 21, 69, 70, 71):
        plan = Simulation(LinearSetting(2, 2), Event("one-flipped"), trials=trials)
        found = [plan.trials_of(chunk) for chunk in range(plan.chunks)]
        assert sum(found) == trials
        assert found[:-1] == [size] * (len(found) - 1)
        assert 1 <= found[-1] <= size


def test_the_greatest_seed_is_taken_and_no_other_is_past_it() -> None:
    setting, event = LinearSetting(2, 2), Event("one-flipped")
    assert Simulation(setting, event, trials=1, seed=2**63 - 1).seed == 2**63 - 1
    assert Simulation(setting, event, trials=1, seed=0).seed == 0
    for seed in (2**63, -1, "1/2"):
        with pytest.raises(InvalidParameter, match="seed must be a whole number"):
            Simulation(setting, event, trials=1, seed=seed)


@pytest.mark.parametrize(
    ("sampler", "m", "most", "K"),
    [("law", 10**9, 3, 1), ("raw", 1, 2**27 - 5, 5), ("raw", 1, 2**27 - 10**6, 10**6), ("raw", 1000, 10**8 - 7, 7), ("raw", 10**9, 99, 1)],
)
def test_the_largest_sizes_that_can_be_drawn_are_taken_and_the_next_refused(sampler: str, m: int, most: int, K: int) -> None:
    """The numbers of `law` are m; of `raw` m (K + D), and K + D for one point."""
    event = Event("one-flipped")
    assert most == Simulation(LinearSetting(m, most, K=K), event, trials=1, sampler=sampler).setting.D
    larger = LinearSetting(m + 1, most, K=K) if sampler == "law" else LinearSetting(m, most + 1, K=K)
    with pytest.raises(InvalidParameter, match=f"the sampler {sampler}"):
        Simulation(larger, event, trials=1, sampler=sampler)
