"""Statistical support of the exact law: raw draws in R^(1 + D) against the claimed formula, at a stated error rate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.quantities.symbols import T, m, s, sigma, zeta, zeta_bar
from uccheck.rules.checks import Check
from uccheck.rules.claim import Claim

SAMPLES, DIMENSION, TRIALS, ALPHA = 4, 200, 8000, Fraction(1, 10**6)


def raw_against_law(*, seed: int = 20190204) -> Check:
    """P(all N_i <= -24), P(N_1 <= -28) and P(mean M_i >= 41) by both samplers: their exact intervals must meet."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        from uccheck.statistics.estimate import interval

        del known
        raw, law = _counts(_raw_margins(seed)), _counts(_law_margins(claim.then[0].rhs, seed))
        share = ALPHA / (2 * len(raw))
        pairs = [(interval(p, TRIALS, share), interval(q, TRIALS, share)) for p, q in zip(raw, law, strict=True)]
        apart = any(low > high for one, two in pairs for low, high in ((one[0], two[1]), (two[0], one[1])))
        detail = f"raw {raw} and law {law} of {TRIALS} trials, m = {SAMPLES}, D = {DIMENSION}, seed {seed}"
        return Evidence(
            kind=Kind.STATISTICAL,
            verdict=Verdict.REFUTED if apart else Verdict.UPHELD,
            detail=detail,
            trusts=("numpy's normal generator",),
            alpha=ALPHA,
        )

    return Check("raw simulation", decide)


def _counts(margins: Any) -> list[int]:
    """Counts of three events near the middle of the law: the typical margin is s + b = 36, the typical flipped one -28."""
    flipped = 8 - margins
    events = ((flipped <= -24).all(axis=1), flipped[:, 0] <= -28, margins.mean(axis=1) >= 41)
    return [int(event.sum()) for event in events]


def _generator(seed: int, stream: int) -> Any:
    import numpy as np

    return np.random.default_rng(np.random.SeedSequence((seed, stream)))


def _raw_margins(seed: int) -> Any:
    """(TRIALS, SAMPLES): draw S, sum up the weights, take the margins; s = 4, b = 32, |u|^2 = 1/m."""
    import numpy as np

    generator = _generator(seed, 0)
    labels = generator.choice([-1.0, 1.0], size=(TRIALS, SAMPLES, 1))
    signal = 2 * labels / np.sqrt(SAMPLES)
    noise = generator.normal(size=(TRIALS, SAMPLES, DIMENSION)) * np.sqrt(32 / DIMENSION)
    x = np.concatenate([signal, noise], axis=2)
    weights = (labels * x).sum(axis=1, keepdims=True)
    return (labels * x * weights).sum(axis=2)


def _law_margins(formula: Any, seed: int) -> Any:
    """(TRIALS, SAMPLES): the claimed formula evaluated at draws of T and zeta."""
    import numpy as np
    import sympy as sp

    generator = _generator(seed, 1)
    chi = generator.chisquare(DIMENSION, size=(TRIALS, 1))
    normal = generator.normal(size=(TRIALS, SAMPLES))
    function = sp.lambdify((m, s, sigma, T, zeta, zeta_bar), formula, "numpy")
    return function(SAMPLES, 4.0, np.sqrt(32 / DIMENSION), chi, normal, normal.mean(axis=1, keepdims=True))
