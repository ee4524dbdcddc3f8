"""What is simulated: sizes that cannot be drawn are refused, and kept records keep their keys."""

import json
from hashlib import sha256
from inspect import getsource

import numpy
import pytest
import scipy

from uccheck.core.errors import InvalidParameter
from uccheck.linear import law, learners, rounding, sample
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
