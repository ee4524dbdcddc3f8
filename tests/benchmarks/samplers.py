"""Trials a second of the sampler `law` against the sampler `raw`, in one process and one run.

Run as `python tests/benchmarks/samplers.py [m] [D]`; the default is (1000, 30000). Both count the same event through
the code path of `uccheck simulate`. The time to draw the m (K + D) deviates of raw and nothing else is printed beside,
and the ratio to that: no sampler that draws the data can do better.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when numpy is imported

import numpy as np

from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulation import Simulation, count_chunk


def seconds_a_trial(plan: Simulation, at_least: float) -> float:
    """The least time a trial over chunks, run for `at_least` seconds: the least disturbed measurement."""
    best, began, chunk = float("inf"), time.perf_counter(), 0
    while time.perf_counter() - began < at_least or chunk < 2:
        start = time.perf_counter()
        count_chunk(plan, chunk)
        best = min(best, (time.perf_counter() - start) / plan.trials_of(chunk))
        chunk += 1
    return best


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main(m: int = 1000, D: int = 30_000) -> None:
    setting, event = LinearSetting(m, D), Event("all-flipped-and-population-error", epsilon="0.01")
    plans = {name: Simulation(setting, event, trials=10**8, sampler=name, seed=1) for name in ("raw", "law")}
    raw, law = seconds_a_trial(plans["raw"], 8), seconds_a_trial(plans["law"], 4)
    rng = np.random.default_rng(1)
    deviates = seconds(lambda: [rng.standard_normal((8, D)) for _ in range(-(-m // 8))])
    print(f"(m, D) = ({m}, {D}), event {event.name}")
    print(f"raw  {1 / raw:12.2f} trials/s   {raw:.3e} s a trial, of which {deviates:.3e} s are its deviates alone")
    print(f"law  {1 / law:12.2f} trials/s   {law:.3e} s a trial")
    print(f"law is {raw / law:.0f} times as fast as raw, {deviates / law:.0f} times as drawing raw's deviates alone")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
