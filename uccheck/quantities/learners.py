"""The quantities of other learners on the linear data, and of stability.

Glossary
    interpolator    the weights of least norm with margin 1 at every point of S: least squares of minimum norm, m <= D
    left_out        the leave-one-out error of one gradient step: P(h learned from the other m - 1 points misclassifies (x_i, y_i))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uccheck.quantities.record import Quantity

_SETTING = ("m", "D", "s", "b")

#: The quantities, in the order of the document.
LEARNED: tuple[Quantity, ...] = (
    Quantity(
        "interpolator_e_gen",
        (*_SETTING, "delta"),
        r"\epsilon^{\mathrm{mn}}_{\mathrm{gen}}(@m,@delta)",
        "the `e_gen` of the minimum-norm interpolator for the 0-1 loss: the least `e` with `P(L_D(h_S) - Lhat_S(h_S) <= e) >= 1 - delta`",
        low=-1,
    ),
    Quantity(
        "interpolator_e_unif_alg",
        (*_SETTING, "delta"),
        r"\epsilon^{\mathrm{mn}}_{\mathrm{unif\text{-}alg}}(@m,@delta)",
        "the `e_unif-alg` of the minimum-norm interpolator for the 0-1 loss: the least `e` for which some set of samples of probability at "
        "least `1 - delta` has `|L_D(h_S') - Lhat_S(h_S')| <= e` for all its `S`, `S'`",
    ),
    Quantity(
        "interpolator_below",
        (*_SETTING, "v"),
        r"\mathbb{P}(G^{\mathrm{mn}}<@v)",
        "the chance that the gap of the minimum-norm interpolator on the flip of `S` is below `v`",
    ),
    Quantity(
        "left_out",
        _SETTING,
        r"\beta(@m,@D)",
        "the leave-one-out error: the chance that the classifier that is learned from the other `m - 1` points of `S` misclassifies a "
        "given one",
    ),
)

#: The random variables.
OUTCOMES: tuple[Quantity, ...] = (
    Quantity("mn_risk", _SETTING, r"L_{\mathcal{D}}(h_S)", "the population error of the minimum-norm interpolator"),
    Quantity("mn_training", _SETTING, r"\hat L_S(h_S)", "its training error"),
    Quantity("mn_other", _SETTING, r"\hat L_{S'}(h_S)", "its error on another sample of the set"),
    Quantity("mn_partner", _SETTING, r"\hat L_{S^-}(h_S)", "its error on the flip of S"),
    Quantity("mn_margin", _SETTING, r"N_i", "its margin at the points of the flip, at all of them the same", low=None, high=None),
    Quantity("miss_given", _SETTING, r"\mathbb{P}(\text{miss}\mid T)", "the error of the step on `m - 1` points, where its T is that of S"),
)  # fmt: skip

Relations = tuple[tuple[Any, str, Any], ...]


def events(outcome: Callable[[str], Any]) -> dict[str, Callable[..., Relations]]:
    """Quantities that are chances: the relations of the event."""
    return {"interpolator_below": lambda *at: ((outcome("mn_partner")(*at[:-1]) - outcome("mn_risk")(*at[:-1]), "<", at[-1]),)}
