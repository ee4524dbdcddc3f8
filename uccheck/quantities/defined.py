"""The quantities of the definitions: what is bounded, over which set, on which side; each a function of named arguments.

Glossary
    W_S      a set of classifiers that depends on the sample; kappa the radius of a ball of them, relative to |w_2|
    Gibbs    the classifier N(w_S, I/x^2): 1/x is the standard deviation of each weight
"""

from __future__ import annotations

from uccheck.quantities.record import Quantity

_SETTING = ("m", "D", "s", "b")
_PAIR = (*_SETTING, "gamma", "delta")

#: The quantities that the definitions compare.
DEFINED: tuple[Quantity, ...] = (
    Quantity(
        "e_one_sided",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{one\text{-}sided}}(@m,@delta)",
        "the least `e` for which some set of samples of probability at least `1 - delta` has `L_D(h_S') - Lhat_S(h_S') <= e` for "
        "all its `S`, `S'`",
        low=-1,
    ),
    Quantity(
        "e_zero_error",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{zero}}(@m,@delta)",
        "the least `e >= 0` for which some set of samples of probability at least `1 - delta` has `L_D(h_S') <= e` for all its `S`, "
        "`S'` with `Lhat_S(h_S') = 0`",
    ),
    Quantity(
        "e_margin",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{margin}}(@m,@delta)",
        "the least `e` for which some set of samples of probability at least `1 - delta` has at most `e` for the population error of "
        "`h_S'` minus its ramp loss on `S`, for all its `S`, `S'`",
        low=-1,
    ),
    Quantity(
        "e_surrogate",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{unif}}(\{(w_1,0)\},@m,@delta)",
        "the least `e` with `P(|L_D(h) - Lhat_S(h)| <= e) >= 1 - delta` for the surrogate `h = (w_1, 0)`, the same for every sample",
    ),
    Quantity(
        "e_by_surrogate",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{surrogate}}(@m,@delta)",
        "the least `e` such that with probability at least `1 - delta` the losses of `h_S` differ from those of the surrogate "
        "`(w_1, 0)` by at most `e` in sum: population loss and training loss",
        high=2,
    ),
    Quantity(
        "e_own",
        _PAIR,
        r"\epsilon^{@gamma}_{\{h_S\}}(@m,@delta)",
        "the least `e` with `P(|L_D(h_S) - Lhat_S(h_S)| <= e) >= 1 - delta`: the set `W_S` holds `h_S` alone",
    ),
    Quantity(
        "e_flip",
        _PAIR,
        r"\epsilon^{@gamma}_{\{h_S,h_{S^-}\}}(@m,@delta)",
        "the least `e` with `P(sup |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta`, the supremum over `h_S` and `h_S-`: the least set `W_S` "
        "that is closed under the flip",
    ),
    Quantity(
        "e_path",
        _PAIR,
        r"\epsilon^{@gamma}_{\mathrm{path}}(@m,@delta)",
        "the least `e` with `P(sup |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta`, the supremum over the gradient path `x w_S`, `x > 0`",
    ),
    Quantity(
        "e_ball",
        (*_SETTING, "gamma", "kappa", "delta"),
        r"\epsilon^{@gamma}_{\mathrm{ball}(@kappa)}(@m,@delta)",
        "the least `e` with `P(sup |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta`, the supremum over the ball of all `(w_1, v)` with "
        "`|v - w_2| <= kappa |w_2|`",
    ),
    Quantity(
        "radius",
        (*_SETTING, "gamma", "epsilon", "delta"),
        r"\kappa^{@gamma}_{@epsilon}(@m,@delta)",
        "the supremum of the `kappa` in `(0, 2]` whose ball has a supremum below `1 - epsilon` (at 2 the ball holds the flip)",
        high=2,
    ),
    Quantity(
        "swollen",
        ("m", "D", "q"),
        r"\mathbb{P}\bigl(\max_{I}|\textstyle\sum_{i\in I}z_i|^2/|I|>@q\bigr)",
        "the chance that some subset of the `m` noise vectors, in units of `sigma`, has a sum of squared norm above `q` times its size",
    ),
    Quantity(
        "one_swollen",
        ("m", "D", "q"),
        r"\mathbb{P}\bigl(|\textstyle\sum_{i\in I}z_i|^2/|I|>@q\bigr)",
        "the chance that a given subset of the noise vectors has a sum of squared norm above `q` times its size",
    ),
    Quantity(
        "e_linear",
        (*_SETTING, "delta"),
        r"\epsilon_{\mathrm{unif}}(\mathrm{linear},@m,@delta)",
        "the least `e` with `P(sup |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta` for the 0-1 loss, the supremum over all linear classifiers; "
        "one-sided it is the same, since the negative of a linear classifier is one",
    ),
    Quantity(
        "e_basis",
        ("m", "D", "delta"),
        r"\epsilon_{\mathrm{unif}}(\mathrm{linear},\mathrm{basis},@m,@delta)",
        "the least `e` with `P(sup |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta`, the supremum over all linear classifiers, where the "
        "points are uniform on the `D + 1` vectors of a basis and labelled by a linear classifier",
    ),
    Quantity(
        "e_gibbs",
        (*_SETTING, "x", "delta"),
        r"\epsilon_{\mathrm{Gibbs}(1/@x)}(@m,@delta)",
        "the infimum over `y >= x` of the least `e` for which some set of samples of probability at least `1 - delta` has a gap of at most "
        "`e` between the population error of the Gibbs classifier `N(w_S', I/y^2)` and its error on `S`, for all its `S`, `S'`",
    ),
    Quantity(
        "gibbs_sure",
        (*_SETTING, "u", "y", "delta"),
        r"\Gamma_{[@u,@y]}(@m,@delta)",
        "the infimum, over the Gibbs classifiers `N(w_S, I/x^2)` with `x` from `u` to `y`, of what a two-sided bound certifies of their "
        "risk: the least `e` for which some set of samples of probability at least `1 - delta` has at most `e` for the training error "
        "on `S` plus the gap of `S'` and `S''`, for all its `S`, `S'`, `S''`",
        high=2,
    ),
    Quantity(
        "gibbs_every",
        (*_SETTING, "delta"),
        r"\Gamma(@m,@delta)",
        "the infimum over all Gibbs classifiers `N(w_S, I/x^2)`, `x > 0`, of what a two-sided bound certifies of their risk",
        high=2,
    ),
    Quantity(
        "divergence",
        (*_SETTING, "x", "delta"),
        r"B_{\mathrm{KL}(1/@x)}(@m,@delta)",
        "the least `e` with `P(KL(N(w_S, I/x^2), N(0, I/x^2))/m <= e) >= 1 - delta`: the complexity term of a PAC-Bayes bound",
        high=None,
    ),
    Quantity(
        "norm_value",
        _PAIR,
        r"B^{@gamma}_{\mathrm{norm}}(@m,@delta)",
        "the least `e` with `P(2 |w_S| (E |x|^2)^(1/2)/(gamma sqrt(m)) <= e) >= 1 - delta`: the complexity term of the margin bound",
        high=None,
    ),
    Quantity(
        "gibbs_below",
        (*_SETTING, "x", "v"),
        r"\mathbb{P}(G_{\mathrm{Gibbs}(1/@x)}<@v)",
        "the chance that for some `y >= x` the error of the Gibbs classifier `N(w_S, I/y^2)` on the flip of `S` minus its population error "
        "is below `v`",
    ),
    Quantity(
        "gibbs_sum_below",
        (*_SETTING, "u", "y", "v"),
        r"\mathbb{P}(G_{[@u,@y]}<@v)",
        "the chance that for some `x` from `u` to `y` the error of the Gibbs classifier `N(w_S, I/x^2)` on `S` plus that on the flip of "
        "`S` minus its population error is below `v`",
    ),
    Quantity(
        "clean",
        (*_SETTING, "u", "gamma", "e"),
        r"\mathbb{P}\bigl(L^{@u}_{\mathcal{D}}(h_S)\ge @e,\ \hat L^{@gamma}_S(h_S)=0\bigr)",
        "the chance that the population ramp loss of `h_S` at the margin `u` is at least `e` and its training loss at `gamma` is 0",
    ),
)
