"""The quantities, those of the linear setting first: each a function of named arguments, with its TeX, its words and its range.

Two quantities are the same when name and arguments are. A quantity without an enclosure (e_gen, e_unif-alg, P(L_D > e), the law of
a gap) is reached through rules only; `rests_on` names the statements that justify the enclosure of one that has it.

Glossary
    m, D, s, b    the setting; gamma the margin of the ramp loss (0: the 0-1 loss); delta the confidence parameter
    T             |sum_i z_i|^2/m ~ chi2_D; h_S is a function of it as far as the population loss is concerned
    rho           the strength of the correlated flip; 1 is the complete flip
    signs         the partner that changes the sign of every noise coordinate with probability 3/4, independently
"""

from __future__ import annotations

from uccheck.quantities.convex import CONVEX
from uccheck.quantities.defined import DEFINED
from uccheck.quantities.exponential import EXPONENTIAL
from uccheck.quantities.learners import LEARNED
from uccheck.quantities.record import Quantity

__all__ = ["QUANTITIES", "Quantity"]

_SETTING = ("m", "D", "s", "b")

#: Every quantity by its name.
QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        Quantity(
            "tail",
            ("D", "t"),
            r"\mathbb{P}\left(\chi^2_{@D}\ge @t\right)",
            "the chance that a chi-square variable with `D` degrees of freedom exceeds `t`",
            rests_on=(),
        ),
        Quantity(
            "head",
            ("D", "t"),
            r"\mathbb{P}\left(\chi^2_{@D}\le @t\right)",
            "the chance that a chi-square variable with `D` degrees of freedom is at most `t`",
            rests_on=(),
        ),
        Quantity(
            "loss",
            (*_SETTING, "gamma", "t"),
            r"\pi_{@gamma}(@t)",
            "the population ramp loss of `h_S` where `T = t`",
            rests_on=("population-error", "population-ramp"),
        ),
        Quantity(
            "unflipped",
            (*_SETTING, "rho"),
            r"\mathbb{P}(N_1^{@rho}>0)",
            "the chance that a given point of the `rho`-flip of `S` is classified correctly",
            rests_on=("exact-law", "one-flipped-law", "correlated-flip-margin", "skew-law"),
        ),
        Quantity(
            "misfit",
            (*_SETTING, "gamma"),
            r"\mathbb{P}(M_1<@gamma)",
            "the chance that a given training margin is below `gamma`",
            rests_on=("exact-law", "training-margin"),
        ),
        Quantity(
            "all_flipped",
            (*_SETTING, "t"),
            r"\mathbb{P}\bigl(\max_i N_i\le 0,\ T\le @t\bigr)",
            "the chance that every flipped point is misclassified and `T <= t`",
            rests_on=("exact-law", "all-flipped-event", "extreme-deviate"),
        ),
        Quantity(
            "exceed",
            (*_SETTING, "gamma", "e"),
            r"\mathbb{P}\bigl(L^{@gamma}_{\mathcal{D}}(h_S)>@e\bigr)",
            "the chance that the population loss of `h_S` exceeds `e`",
        ),
        Quantity(
            "gap_below",
            (*_SETTING, "gamma", "rho", "v"),
            r"\mathbb{P}(G^{@rho}_{@gamma}<@v)",
            "the chance that the gap of `S` and its `rho`-flip is below `v`",
        ),
        Quantity(
            "unflipped_signs",
            _SETTING,
            r"\mathbb{P}(N_1^{\pm}>0)",
            "the chance that a given point of `S` with random signs is classified correctly",
        ),
        Quantity(
            "gap_below_signs",
            (*_SETTING, "gamma", "v"),
            r"\mathbb{P}(G^{\pm}_{@gamma}<@v)",
            "the chance that the gap of `S` and its partner by random signs is below `v`",
        ),
        Quantity(
            "simplex_below",
            (*_SETTING, "gamma", "k", "v"),
            r"\mathbb{P}\bigl(\min_{a<c\le @k}G^{ac}_{@gamma}<@v\bigr)",
            "the chance that some pair `a < c` of the simplex of `k` samples has a gap below `v`",
        ),
        Quantity(
            "meet",
            (*_SETTING, "rho", "delta"),
            r"\mu_{@rho}(@delta)",
            "the least chance, over sets of samples of probability at least `1 - delta`, that `S` and its `rho`-flip both lie in the set",
        ),
        Quantity(
            "meet_signs",
            (*_SETTING, "delta"),
            r"\mu_{\pm}(@delta)",
            "the least chance, over sets of samples of probability at least `1 - delta`, that `S` and its partner by random signs both "
            "lie in the set",
        ),
        Quantity(
            "meet_simplex",
            (*_SETTING, "k", "delta"),
            r"\mu^{(@k)}(@delta)",
            "the least chance, over sets of samples of probability at least `1 - delta`, that two of the `k` samples lie in the set",
        ),
        Quantity(
            "overshoot",
            (*_SETTING, "gamma", "e"),
            r"\mathbb{P}\bigl(L^{@gamma}_{\mathcal{D}}(h_S)-\hat L^{@gamma}_S(h_S)>@e\bigr)",
            "the chance that the population loss of `h_S` exceeds its training loss by more than `e`",
        ),
        Quantity(
            "reach",
            (*_SETTING, "gamma", "e"),
            r"\mathbb{P}\bigl(L^{@gamma}_{\mathcal{D}}(h_S)-\hat L^{@gamma}_S(h_S)\ge @e\bigr)",
            "the chance that the population loss of `h_S` exceeds its training loss by at least `e`",
        ),
        Quantity(
            "chi_moment",
            ("D", "x"),
            r"\mathbb{E}\,e^{@x\chi^2_{@D}}",
            "the mean of `exp(x T)` for a chi-square variable `T` with `D` degrees of freedom",
            high=None,
        ),
        Quantity(
            "sign_moment",
            (*_SETTING, "x"),
            r"\mathbb{E}\,e^{@x@D N_1^{\pm}/@b}",
            "the mean of `exp(x D N_1/b)` for the margin of a given point of `S` with random signs",
            high=None,
        ),
        Quantity(
            "cone",
            ("m", "D", "a", "p"),
            r"\mathbb{P}\bigl(z_{i1}\ge @a,\ |z_i|^2-z_{i1}^2\le @p\ (i\le @m)\bigr)",
            "the chance that all `m` noise vectors, in units of `sigma`, have a first coordinate of at least `a` and a rest of "
            "squared norm at most `p`",
        ),
        Quantity(
            "deviates",
            ("m", "c"),
            r"F_{@m}(@c)",
            "the chance that all deviations of `m` standard normals from their mean are below `c`",
        ),
        Quantity(
            "one_deviates",
            ("m", "c"),
            r"\mathbb{P}(\zeta_1-\bar\zeta\ge @c)",
            "the chance that a given one of `m` standard normals exceeds their mean by at least `c`",
        ),
        Quantity(
            "e_gen",
            (*_SETTING, "gamma", "delta"),
            r"\epsilon^{@gamma}_{\mathrm{gen}}(@m,@delta)",
            "the least `e` with `P(L_D(h_S) - Lhat_S(h_S) <= e) >= 1 - delta`",
            low=-1,
        ),
        Quantity(
            "e_unif_alg",
            (*_SETTING, "gamma", "delta"),
            r"\epsilon^{@gamma}_{\mathrm{unif\text{-}alg}}(@m,@delta)",
            "the least `e` for which some set of samples of probability at least `1 - delta` has "
            "`|L_D(h_S') - Lhat_S(h_S')| <= e` for all its `S`, `S'`",
        ),
        *DEFINED,
        *EXPONENTIAL,
        *CONVEX,
        *LEARNED,
    )
}
