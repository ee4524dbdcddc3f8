"""The quantities of other learners on the linear data, and of stability.

Glossary
    interpolator    the weights of least norm with margin 1 at every point of S: least squares of minimum norm, m <= D
    left_out        the leave-one-out error of one gradient step: P(h learned from the other m - 1 points misclassifies (x_i, y_i))
"""

from __future__ import annotations

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
        "left_out",
        _SETTING,
        r"\beta(@m,@D)",
        "the leave-one-out error: the chance that the classifier that is learned from the other `m - 1` points of `S` misclassifies a "
        "given one",
    ),
)
