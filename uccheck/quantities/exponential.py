"""The quantities and random variables of the exponential-activation network.

f(x) = E_w[a(w) exp(w.x)] over w ~ N(0, I), and one gradient step on a from 0 on sum_i y_i f(x_i), so that
f(x) = sum_i y_i exp(|x + x_i|^2/2). Data: x = (y u, x2), |u|^2 = s, x2 uniform on the sphere of radius sqrt(b) in R^D, y a fair sign.

Glossary
    m, D, s, b    sample size, dimension of the noise, |u|^2, |x2|^2
    cap           the chance that a coordinate of a uniform point of the unit sphere is at least t
    scarce        the chance that the smaller of the two classes has fewer than k of the m points
    flip          S^-: every label with its signal changes sign, the noise stays; signs: each with probability 3/4, independently
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from uccheck.quantities import symbols as letters
from uccheck.quantities.record import Quantity

SETTING = ("m", "D", "s", "b")

#: The quantities, in the order of the document.
EXPONENTIAL: tuple[Quantity, ...] = (
    Quantity(
        "cap",
        ("D", "t"),
        r"\kappa_{@D}(@t)",
        "the chance that the first coordinate of a uniform point of the unit sphere of `R^D` is at least `t`",
        rests_on=(),
    ),
    Quantity(
        "cap_moment",
        ("D", "x"),
        r"\mathbb{E}\,e^{@x w_1}",
        "the mean of `exp(x w_1)` for a uniform point `w` of the unit sphere of `R^D`",
        high=None,
    ),
    Quantity(
        "scarce",
        ("m", "k"),
        r"\mathbb{P}(\min(N_+,N_-)<@k)",
        "the chance that the smaller of two classes, to which `m` points belong by fair signs, has fewer than `k` points",
        rests_on=(),
    ),
    Quantity(
        "fewer",
        ("m", "p", "k"),
        r"\mathbb{P}(\mathrm{Bin}(@m,@p)<@k)",
        "the chance that fewer than `k` of `m` independent events of chance `p` happen",
        rests_on=(),
    ),
    Quantity(
        "class_moment",
        ("m", "x"),
        r"\mathbb{E}\,e^{-@x N_+}",
        "the mean of `exp(-x N)` for the number `N` of the points of one class",
        high=None,
    ),
    Quantity(
        "exp_near",
        ("m", "D", "u"),
        r"\nu(@m,@D,@u)",
        "the mean number of ordered pairs of training points of different labels whose noises have a product of at least `u b`",
        high=None,
    ),
    Quantity(
        "mixed",
        ("D", "u"),
        r"\mathbb{P}(y_1\ne y_2,\ x_{2,1}\cdot x_{2,2}\ge @u\,b)",
        "the chance that two points have different labels, and noises whose product is at least `u b`",
    ),
    Quantity(
        "exp_fresh_error",
        (*SETTING, "c"),
        r"\epsilon_{@c}",
        "the greatest chance, over samples with at least `c` points of either label, that the exponential network errs on a fresh point",
    ),
    Quantity(
        "exp_exceed",
        (*SETTING, "e"),
        r"\mathbb{P}\bigl(L_{\mathcal{D}}(h_S)>@e\bigr)",
        "the chance that the population error of the exponential network exceeds `e`",
    ),
    Quantity(
        "exp_gap_below",
        (*SETTING, "v"),
        r"\mathbb{P}(G^-<@v)",
        "the chance that the gap of `S` and its flip is below `v`, for the exponential network",
    ),
    Quantity(
        "exp_gap_below_signs",
        (*SETTING, "v"),
        r"\mathbb{P}(G^\pm<@v)",
        "the chance that the gap of `S` and its partner by random labels is below `v`, for the exponential network",
    ),
    Quantity(
        "exp_meet",
        (*SETTING, "delta"),
        r"\mu_-(@delta)",
        "the least chance, over sets of samples of probability at least `1 - delta`, that `S` and its flip both lie in the set",
    ),
    Quantity(
        "exp_meet_signs",
        (*SETTING, "delta"),
        r"\mu_\pm(@delta)",
        "the least chance, over sets of samples of probability at least `1 - delta`, that `S` and its partner by random labels both "
        "lie in the set",
    ),
    Quantity(
        "exp_overshoot",
        (*SETTING, "e"),
        r"\mathbb{P}\bigl(L_{\mathcal{D}}(h_S)-\hat L_S(h_S)>@e\bigr)",
        "the chance that the population error of the exponential network exceeds its training error by more than `e`",
    ),
    Quantity(
        "exp_reach",
        (*SETTING, "e"),
        r"\mathbb{P}\bigl(L_{\mathcal{D}}(h_S)-\hat L_S(h_S)\ge @e\bigr)",
        "the chance that the population error of the exponential network exceeds its training error by at least `e`",
    ),
    Quantity(
        "exp_e_gen",
        (*SETTING, "delta"),
        r"\epsilon^{\exp}_{\mathrm{gen}}(@m,@delta)",
        "the `e_gen` of the exponential network: the least `e` with `P(L_D(h_S) - Lhat_S(h_S) <= e) >= 1 - delta`",
        low=-1,
    ),
    Quantity(
        "exp_e_unif_alg",
        (*SETTING, "delta"),
        r"\epsilon^{\exp}_{\mathrm{unif\text{-}alg}}(@m,@delta)",
        "the `e_unif-alg` of the exponential network: the least `e` for which some set of samples of probability at least `1 - delta` has "
        "`|L_D(h_S') - Lhat_S(h_S')| <= e` for all its `S`, `S'`",
    ),
)

#: The random variables.
OUTCOMES: tuple[Quantity, ...] = (
    Quantity("turn", ("D",), r"w_1", "the first coordinate of a uniform point of the unit sphere", low=-1),
    Quantity("class_size", ("m",), r"N_+", "the number of the training points of one class", high=None),
    Quantity("few", ("m",), r"\min(N_+,N_-)", "the number of the training points of the smaller class", high=None),
    Quantity("poor", ("m", "k"), r"\#\{y:N_y<@k\}", "how many of the two classes have fewer than k of the training points", high=2),
    Quantity("changed", ("m",), r"N_\pm", "the number of the labels that the partner by random labels changes", high=None),
    Quantity("near", ("m", "D", "u"), r"\#\{(i,j)\}", "ordered pairs of different labels whose noises have a product >= u b", high=None),
    Quantity("touched", ("m", "D", "u"), r"\#\{i\}", "the training points that are the first of such a pair", high=None),
    Quantity("pair", ("D", "u"), r"[y_1\ne y_2,\ x_{2,1}\cdot x_{2,2}\ge @u\,b]", "1 if a given pair of points is such a pair, else 0"),
    Quantity("astray", ("m", "D", "t"), r"\#\{i: x_2\cdot x_{2,i}\}", "products of a fresh noise beyond t b on a given side", high=None),
    Quantity("missed", (*SETTING, "c"), r"[y\,h_S(x)\le 0]", "1 if a fresh point is misclassified, both classes having c points"),
    Quantity("exp_risk", SETTING, r"L_{\mathcal{D}}(h_S)", "the population error of the exponential network"),
    Quantity("exp_training", SETTING, r"\hat L_S(h_S)", "its training error"),
    Quantity("exp_kept", SETTING, r"\kappa_-", "the fraction of the flip that h_S classifies correctly"),
    Quantity("exp_partner", SETTING, r"\hat L_{S^-}(h_S)", "the error of h_S on the flip"),
    Quantity("exp_partner_signs", SETTING, r"\hat L_{S'}(h_S)", "the error of h_S on the partner by random labels"),
    Quantity("exp_other", SETTING, r"\hat L_{S'}(h_S)", "the error of h_S on another sample of the set"),
)
#: What is counted by `fewer`: each label is changed with the chance 3/4, and a point belongs to a class with the chance 1/2.
COUNTED = {sp.Rational(3, 4): "changed", sp.Rational(1, 2): "class_size"}
WHOLE = frozenset({"class_size", "few", "poor", "changed", "near", "touched", "astray"})

Relations = tuple[tuple[Any, str, Any], ...]


def events(outcome: Callable[[str], Any]) -> dict[str, Callable[..., Relations]]:
    """Quantities that are chances: the relations of the event, none where the arguments name no event."""
    risk, training = outcome("exp_risk"), outcome("exp_training")
    return {
        "cap": lambda D, t: ((outcome("turn")(D), ">=", t),),
        "exp_fresh_error": lambda *at: ((outcome("missed")(*at), ">", sp.S.Zero),),
        "scarce": lambda m, k: ((outcome("few")(m), "<", k),),
        "fewer": lambda m, p, k: ((outcome(COUNTED[p])(m), "<", k),) if p in COUNTED else (),
        "exp_exceed": lambda *at: ((risk(*at[:-1]), ">", at[-1]),),
        "exp_gap_below": lambda *at: ((outcome("exp_partner")(*at[:-1]) - risk(*at[:-1]), "<", at[-1]),),
        "exp_gap_below_signs": lambda *at: ((outcome("exp_partner_signs")(*at[:-1]) - risk(*at[:-1]), "<", at[-1]),),
        "exp_overshoot": lambda *at: ((risk(*at[:-1]) - training(*at[:-1]), ">", at[-1]),),
        "exp_reach": lambda *at: ((risk(*at[:-1]) - training(*at[:-1]), ">=", at[-1]),),
    }


def means(outcome: Callable[[str], Any]) -> dict[str, Callable[..., tuple[Any, ...]]]:
    """Quantities that are means: the functions of the outcome."""
    return {
        "cap_moment": lambda D, x: (sp.exp(x * outcome("turn")(D)),),
        "fewer": lambda m, p, k: (outcome("poor")(m, k) / 2,) if p == sp.Rational(1, 2) else (),
        "class_moment": lambda m, x: (sp.exp(-x * outcome("class_size")(m)),),
        "cap": lambda D, t: (outcome("astray")(letters.m, D, t) / letters.m,),
        "mixed": lambda D, u: (outcome("pair")(D, u),),
        "exp_near": lambda m, D, u: (outcome("near")(m, D, u), m * (m - 1) * outcome("pair")(D, u)),
    }
