"""The quantities and random variables of stochastic convex optimization: f(w, x) = sum_j x_j w_j^2, x uniform on {0, 1}^d, |w| <= 1.

L(w) = |w|^2/2; Lhat_S(w) = sum_j c_j w_j^2, c_j being the fraction of the m points with x_j = 1.

Glossary
    unseen        the chance that some coordinate is 0 at all m points: 1 - (1 - 2^-m)^d
    spoiled       the chance that some coordinate is 1 at fewer than k of the m points, or 0 at fewer than k
    minimiser     of Lhat_S(w) + eta |w - 1|^2 + lam |w|^2 over the ball; at eta = lam = 0 the first unseen e_j, or 0 if there is none
    descent       projected gradient descent from 0 on Lhat_S(w) + eta |w - 1|^2, each step at most 1/(2 (1 + eta)), tau their sum
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uccheck.quantities.record import Quantity

_MINIMISER = ("m", "d", "eta", "lam")
_DESCENT = ("m", "d", "eta", "tau")

#: The quantities, in the order of the document.
CONVEX: tuple[Quantity, ...] = (
    Quantity(
        "unseen",
        ("m", "d"),
        r"\omega(@m,@d)",
        "the chance that some of `d` coordinates is 0 at all `m` points: `1 - (1 - 2^-m)^d`",
        rests_on=("sco-unseen",),
    ),
    Quantity(
        "spoiled",
        ("m", "d", "k"),
        r"\omega_{@k}(@m,@d)",
        "the chance that some of `d` coordinates is 1 at fewer than `k` of the `m` points, or 0 at fewer than `k`",
        rests_on=("sco-unseen",),
    ),
    Quantity(
        "sco_e_unif",
        ("m", "d", "delta"),
        r"\epsilon^{\mathrm{sco}}_{\mathrm{unif}}(@m,@delta)",
        "the least `e` with `P(|L(w) - Lhat_S(w)| <= e for all w of the ball) >= 1 - delta`",
    ),
    Quantity(
        "sco_e_gen",
        (*_MINIMISER, "delta"),
        r"\epsilon^{\mathrm{sco}}_{\mathrm{gen}}(@m,@delta)",
        "the `e_gen` of the minimiser: the least `e` with `P(L(w_S) - Lhat_S(w_S) <= e) >= 1 - delta`",
        low=-1,
    ),
    Quantity(
        "sco_e_unif_alg",
        (*_MINIMISER, "delta"),
        r"\epsilon^{\mathrm{sco}}_{\mathrm{unif\text{-}alg}}(@m,@delta)",
        "the `e_unif-alg` of the minimiser: the least `e` for which some set of samples of probability at least `1 - delta` has "
        "`|L(w_S') - Lhat_S(w_S')| <= e` for all its `S`, `S'`",
    ),
    Quantity(
        "sco_gd_e_gen",
        (*_DESCENT, "delta"),
        r"\epsilon^{\mathrm{gd}}_{\mathrm{gen}}(@m,@delta)",
        "the `e_gen` of gradient descent",
        low=-1,
    ),
    Quantity(
        "sco_gd_e_unif_alg",
        (*_DESCENT, "delta"),
        r"\epsilon^{\mathrm{gd}}_{\mathrm{unif\text{-}alg}}(@m,@delta)",
        "the `e_unif-alg` of gradient descent",
    ),
    Quantity(
        "sco_gd_top",
        _DESCENT,
        r"w_{\max}(@eta,@tau)",
        "the greatest coordinate of gradient descent after steps that add up to `tau`, over all samples; none is negative",
        high=None,
    ),
    Quantity(
        "sco_reach",
        (*_MINIMISER, "e"),
        r"\mathbb{P}\bigl(L(w_S)-\hat L_S(w_S)\ge @e\bigr)",
        "the chance that the minimiser's population loss exceeds its empirical loss by at least `e`",
    ),
    Quantity(
        "sco_spread",
        ("m", "d", "e"),
        r"\mathbb{P}\bigl(\sup_{|w|\le 1}|L(w)-\hat L_S(w)|\ge @e\bigr)",
        "the chance that the losses of some `w` of the ball differ by at least `e`",
    ),
    Quantity(
        "sco_beyond",
        ("m", "d", "e"),
        r"\mathbb{P}\bigl(\sup_{|w|\le 1}|L(w)-\hat L_S(w)|> @e\bigr)",
        "the chance that the losses of some `w` of the ball differ by more than `e`",
    ),
)

#: The random variables.
OUTCOMES: tuple[Quantity, ...] = (
    Quantity("blank", ("m", "d"), r"\#\{j: c_j=0\}", "the number of coordinates that are 0 at all points", high=None),
    Quantity("rare", ("m", "d"), r"m\min_j\min(c_j,1-c_j)", "the least number of ones or of zeros of a coordinate", high=None),
    Quantity("sco_sup", ("m", "d"), r"\sup_{|w|\le 1}|L(w)-\hat L_S(w)|", "the greatest difference of the losses over the ball"),
    Quantity("sco_risk", _MINIMISER, r"L(w_S)", "the population loss of the minimiser"),
    Quantity("sco_training", _MINIMISER, r"\hat L_S(w_S)", "its empirical loss"),
    Quantity("sco_other", _MINIMISER, r"\hat L_{S'}(w_S)", "its empirical loss on another sample of the set"),
    Quantity("sco_square", _MINIMISER, r"|w_S|^2", "the squared norm of the minimiser"),
    Quantity("sco_gd_risk", _DESCENT, r"L(w_S)", "the population loss of gradient descent"),
    Quantity("sco_gd_other", _DESCENT, r"\hat L_{S'}(w_S)", "its empirical loss on another sample of the set"),
    Quantity("sco_gd_square", _DESCENT, r"|w_S|^2", "the squared norm of its last iterate"),
)
WHOLE = frozenset({"blank", "rare"})

Relations = tuple[tuple[Any, str, Any], ...]


def events(outcome: Callable[[str], Any]) -> dict[str, Callable[..., Relations]]:
    """Quantities that are chances: the relations of the event."""
    return {
        "unseen": lambda m, d: ((outcome("blank")(m, d), ">=", 1),),
        "spoiled": lambda m, d, k: ((outcome("rare")(m, d), "<", k),),
        "sco_reach": lambda *at: ((outcome("sco_risk")(*at[:-1]) - outcome("sco_training")(*at[:-1]), ">=", at[-1]),),
        "sco_spread": lambda m, d, e: ((outcome("sco_sup")(m, d), ">=", e),),
        "sco_beyond": lambda m, d, e: ((outcome("sco_sup")(m, d), ">", e),),
    }
