"""Certificates, thresholds and start-up: `python tests/benchmarks/certificates.py` prints seconds and comparisons.

The thresholds stand beside 64 m z_eps^2 (where the population error alone would put D) and beside what D = max(m ln(m/delta), m ln(1/eps))
would be if the paper's Omega hid the constant 1, and the constant 64 or 128 of the population error.
"""

from __future__ import annotations

import subprocess
import sys
import time
from math import log
from statistics import NormalDist

from uccheck.answers.certify import certify
from uccheck.answers.threshold import threshold


def main() -> None:
    for m, D in ((1000, 400_000), (10**6, 4 * 10**8), (10**9, 10**12)):
        start = time.perf_counter()
        outcome = certify(m, D, "0.05", "0.01")
        print(f"certify m = {m}, D = {D}: {outcome.word} in {time.perf_counter() - start:.2f} s")
    compare(1000, "0.05", "0.01", ("A", "B", "C"))
    compare(1000, "0.9", "0.01", ("C",))
    compare(1000, "0.05", "0.4", ("A", "B", "C"))
    start_up("import uccheck")
    start_up("from uccheck.cli import main; main(['--help'])")


def compare(m: int, delta: str, epsilon: str, theorems: tuple[str, ...]) -> None:
    z = NormalDist().inv_cdf(1 - float(epsilon))
    reference = 64 * m * z * z
    omega = max(m * log(m / float(delta)), m * log(1 / float(epsilon)))
    print(f"m = {m}, delta = {delta}, epsilon = {epsilon}: 64 m z^2 = {reference:.0f}; the Omega's bracket = {omega:.0f}")
    for name in theorems:
        start = time.perf_counter()
        found = threshold(m, delta, epsilon, theorem=name)
        seconds = time.perf_counter() - start
        ratios = f"{found.D / reference:.4f} x 64 m z^2, {found.D / omega:.1f} x the bracket"
        print(f"  theorem {name}: D = {found.D} = {ratios}; D - 1 {found.below.value}; {seconds:.2f} s")


def start_up(code: str) -> None:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    print(f"{code!r}: {min(times):.3f} s (least of five)")


if __name__ == "__main__":
    main()
