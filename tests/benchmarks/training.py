"""Speed and memory of training against a plain loop: python tests/benchmarks/training.py [--threads N] [--turns N].

The plain loop is nn.Sequential, autograd and torch.optim.SGD on the same data, from the same initial values, in the same
order, for the same epochs; the stopping rule, which only the kit's loop has, is left out. Each contestant runs in a
process of its own, turn by turn; the ratios are of medians, of time on the clock and of processor time (steadier on a
busy machine). Three rows: with the BLAS kernels that the library picks itself, with AVX2 kernels, and with those
that the workers of `uccheck experiment` ask for.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from statistics import median
from typing import Any

#: name: batch size, width, d, m, epochs
CASES = {"batch 1": (1, 1000, 100, 2000, 2), "batch 64": (64, 10_000, 500, 1024, 2)}
REQUIRED = {"batch 1": 5.0, "batch 64": 1.5}


def contestant(case: str, who: str) -> dict[str, Any]:
    """Train once in this process: seconds of the training alone, growth of the peak memory, and a few trained values."""
    import numpy as np
    import torch

    from torch_bridge.data.spheres import Radii, draw_sample
    from torch_bridge.nets.networks import glorot_network, seeded
    from torch_bridge.train.plain import plain_epoch, plain_loss, plain_model
    from torch_bridge.train.training import Loss, TrainingConfig, make_engine, train

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    batch, width, d, m, epochs = CASES[case]
    sample = draw_sample(m, d, Radii(1.0, 1.2), np.random.default_rng(0))
    x, y = sample.points(), sample.y
    network = glorot_network((d, width, 2), seeded(0), keep_initial=False)
    onehot = torch.nn.functional.one_hot(y, 2).float()
    warm_x, warm_y = x[: 2 * batch].clone(), y[: 2 * batch]
    model = plain_model(network) if who == "plain" else None
    if model is not None:
        del network
        optimiser, criterion = torch.optim.SGD(model.parameters(), lr=0.2), plain_loss(Loss.SIGMOID)
        plain_epoch(plain_model(glorot_network((d, 4, 2), seeded(1))), optimiser, criterion, x[:0], onehot[:0], batch)
    else:
        warm = TrainingConfig(learning_rate=0.2, batch_size=batch, stop_margin=1e9, max_epochs=1)
        train(glorot_network((d, 4, 2), seeded(1), keep_initial=False), warm_x, warm_y, warm)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, spent = time.perf_counter(), time.process_time()
    if model is not None:
        for _ in range(epochs):
            plain_epoch(model, optimiser, criterion, x, onehot, batch)
        trained = next(model.parameters()).detach()
    else:
        engine = make_engine(network, x, y, TrainingConfig(learning_rate=0.2, batch_size=batch))
        for _ in range(epochs):
            engine.epoch()
        trained = network.weights[0]
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "processor": processor, "peak": peak, "grown": peak - before, "values": trained[:: width // 10, 0].tolist()}


def run(case: str, who: str, environment: dict[str, str]) -> dict[str, Any]:
    """A contestant in a fresh process."""
    found = subprocess.run(
        [sys.executable, __file__, "--contestant", case, who],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(found.stdout))


def compare(case: str, kernels: str, environment: dict[str, str], turns: int) -> None:
    """Print one row: the ratio of median times, its range over the turns, and the ratio of peak memories."""
    pairs = [(run(case, "plain", environment), run(case, "fused", environment)) for _ in range(turns)]
    plain, fused = (median(pair[i]["seconds"] for pair in pairs) for i in (0, 1))
    ratios = sorted(a["seconds"] / b["seconds"] for a, b in pairs)
    spent = [median(pair[i]["processor"] for pair in pairs) for i in (0, 1)]
    processor = spent[0] / spent[1]
    memory = median(b["peak"] / a["peak"] for a, b in pairs)
    growth = [median(pair[i]["grown"] for pair in pairs) / 1024 for i in (0, 1)]
    apart = max(abs(u - v) for a, b in pairs for u, v in zip(a["values"], b["values"], strict=True))
    batch, width, d, m, epochs = CASES[case]
    steps = epochs * -(-m // batch)
    print(
        f"{case}, width {width}, d = {d}, {kernels}: plain {1e6 * plain / steps:.0f} us a step, "
        f"fused {1e6 * fused / steps:.0f} us: {plain / fused:.2f} times (turns {ratios[0]:.2f} to {ratios[-1]:.2f}, "
        f"processor time {1e6 * spent[0] / steps:.0f} and {1e6 * spent[1] / steps:.0f} us, {processor:.2f} times, "
        f"required {REQUIRED[case]:g}); peak memory {memory:.2f} of the plain loop's "
        f"(training adds {growth[1]:.1f} MB against {growth[0]:.1f}); weights differ by at most {apart:.1e}"
    )


def main() -> None:
    """Run every case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", default="1")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES))
    parser.add_argument("--contestant", nargs=2)
    options = parser.parse_args()
    if options.contestant:
        print(json.dumps(contestant(*options.contestant)))
        return
    import torch_bridge.train.training  # noqa: F401 - the workers' kernels are chosen once torch is loaded
    from torch_bridge.runs.runner import worker_environment

    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    own = dict.fromkeys(names, options.threads)
    for case in options.cases:
        compare(case, "the library's own kernels", own, options.turns)
        compare(case, "AVX2 kernels of OpenBLAS", own | {"OPENBLAS_CORETYPE": "Haswell"}, options.turns)
        compare(case, "the workers' kernels", worker_environment() | own, options.turns)


if __name__ == "__main__":
    main()
