"""The random variables of the simplex: `k` samples, any two of which are a flip of strength `1/(k - 1)` of each other.

Glossary
    pair      `a < c`: the classifier learned from `S_a`, on `S_c`
    worst     the pair with the least gap
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uccheck.quantities.record import Quantity
from uccheck.quantities.symbols import k

_SIMPLEX = ("m", "D", "s", "b", "k")
_WORST = ("m", "D", "s", "b", "gamma", "k")

OUTCOMES: tuple[Quantity, ...] = (
    Quantity("worst_partner", _WORST, r"\hat L^{@gamma}_{S_c}(h_{S_a})", "the loss on `S_c` of the classifier of `S_a`, at the worst pair"),
    Quantity("worst_risk", _WORST, r"L^{@gamma}_{\mathcal{D}}(h_{S_a})", "its population loss"),
    Quantity("worst_kept", _WORST, r"\kappa_{ac}", "the fraction of `S_c` that it classifies correctly"),
    Quantity("kept_pairs", _SIMPLEX, r"\sum_{a<c}\kappa_{ac}", "the sum of these fractions over all pairs", high=None),
    Quantity("large", (*_WORST, "e"), r"\#\{a<@k:L_{\mathcal{D}}>@e\}", "how many of the `k - 1` classifiers err beyond `e`", high=None),
)  # fmt: skip
WHOLE = frozenset({"large"})

Outcomes = Callable[[str], Any]


def events(outcome: Outcomes) -> dict[str, Callable[..., tuple[tuple[Any, str, Any], ...]]]:
    """Some pair has a gap below `v` where the worst one has."""
    partner, risk = outcome("worst_partner"), outcome("worst_risk")
    return {"simplex_below": lambda *at: ((partner(*at[:-1]) - risk(*at[:-1]), "<", at[-1]),)}


def unflipped(outcome: Outcomes) -> Callable[..., tuple[Any, ...]]:
    """`P(N_1 > 0)` at strength `1/(k - 1)` is the mean over the pairs of a simplex of `k`, each of which is a flip of that strength."""

    def mean(m: Any, D: Any, s: Any, b: Any, rho: Any) -> tuple[Any, ...]:
        size = 1 + 1 / rho
        return (outcome("kept_pairs")(m, D, s, b, size) / (size * (size - 1) / 2),) if size.is_integer else ()

    return mean


def exceed(outcome: Outcomes) -> Callable[..., tuple[Any, ...]]:
    """`P(L_D > e)` is the mean over the `k - 1` first samples of a simplex, each of which has the law of `S`: for every `k`."""
    return lambda *at: (outcome("large")(*at[:-1], k, at[-1]) / (k - 1),)
