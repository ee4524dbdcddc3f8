"""What the quantities mean: each is the mean of a function of the outcome, or the chance of an event, for random variables named here.

Glossary
    outcome   a random variable: outcome("risk")(m, D, s, b, gamma); two are the same when name and arguments are
    meaning   of a quantity: a function of outcomes whose mean it is, or a conjunction of relations whose chance it is
    Fact      a relation between outcomes that holds always, with the definition or the statements that say so
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.quantities import convex, exponential, learners, simplex
from uccheck.quantities.applied import Applied, quantity
from uccheck.quantities.record import Quantity
from uccheck.quantities.symbols import Q

_SETTING = ("m", "D", "s", "b")

#: The random variables, with their ranges.
OUTCOMES: dict[str, Quantity] = {
    one.name: one
    for one in (
        Quantity("chi", ("D",), r"T_{@D}", "|r|^2 at D, the sum of all |z_i|^2 at m D: a chi-square variable", high=None),
        Quantity("risk", (*_SETTING, "gamma"), r"L^{@gamma}_{\mathcal{D}}(h_S)", "the population loss of h_S"),
        Quantity("training", (*_SETTING, "gamma"), r"\hat L^{@gamma}_S(h_S)", "the training loss of h_S"),
        Quantity("short", (*_SETTING, "gamma"), r"\#\{i: M_i<@gamma\}", "the number of training margins below gamma", high=None),
        Quantity("kept", (*_SETTING, "rho"), r"\kappa_{@rho}", "the fraction of the rho-flip that h_S classifies correctly"),
        Quantity("partner", (*_SETTING, "gamma", "rho"), r"\hat L^{@gamma}_{S'}(h_S)", "the loss of h_S on the rho-flip"),
        Quantity("kept_signs", _SETTING, r"\kappa_\pm", "the same for the partner by random signs"),
        Quantity("partner_signs", (*_SETTING, "gamma"), r"\hat L^{@gamma}_{S'}(h_S)", "the loss of h_S on the partner by random signs"),
        Quantity("other", (*_SETTING, "gamma"), r"\hat L^{@gamma}_{S'}(h_S)", "the loss of h_S on another sample of the set"),
        Quantity("margin_signs", _SETTING, r"N_1^\pm", "the margin of a given point of S with random signs", low=None, high=None),
        Quantity("likely", (*_SETTING, "rho"), r"\mathbb{P}(N_1^{@rho}>0\mid T)", "the chance, given T, that a flipped point is kept"),
        Quantity("short_given", (*_SETTING, "gamma"), r"\mathbb{P}(M_1<@gamma\mid T)", "the chance, given T, that M_1 < gamma"),
        Quantity("above", ("m", "c"), r"\#\{i:\zeta_i-\bar\zeta\ge @c\}", "how many of m normals exceed their mean by c", high=None),
        Quantity("lean", ("m", "D"), r"\min_i z_{i1}", "the least first coordinate of the noise vectors", low=None, high=None),
        Quantity("mirror", (*_SETTING, "gamma"), r"\hat L^{@gamma}_S(h_{S^-})", "the loss on S of the classifier of its flip"),
        Quantity("member", (*_SETTING, "gamma", "kappa"), r"\hat L^{@gamma}_S(w_1,v)", "the training loss of a member of the ball"),
        Quantity("member_risk", (*_SETTING, "gamma", "kappa"), r"L^{@gamma}_{\mathcal{D}}(w_1,v)", "its population loss"),
        Quantity("swell", ("m", "D"), r"\max_I|\sum_{i\in I}z_i|^2/|I|", "the greatest squared norm of a subset's sum by size", high=None),
        Quantity("subsets", ("m", "D", "q"), r"\#\{I:|\sum_{i\in I}z_i|^2>@q|I|\}", "the number of subsets swollen beyond q", high=None),
        Quantity("far", ("D", "t"), r"\#\{i:|z_i|^2\ge @t\}/m", "the fraction of the noise vectors of squared norm at least t"),
        Quantity("norm_term", (*_SETTING, "gamma"), r"2|w_S|R/(@gamma\sqrt{@m})", "the term of the margin bound, R^2 = E |x|^2", high=None),
        Quantity("divergence_term", (*_SETTING, "x"), r"\mathrm{KL}/@m", "KL(N(w_S, I/x^2), N(0, I/x^2))/m", high=None),
        Quantity("basis_sup", ("m", "D"), r"\sup_h|L(h)-\hat L_S(h)|", "the supremum over all linear classifiers, on a basis"),
        Quantity("seen", ("m", "D"), r"\#S", "how many of the D + 1 vectors of the basis are in S", high=None),
        Quantity("gibbs_gap", (*_SETTING, "x"), r"G_{@x}", "the least Gibbs gap of the flip and the population, over y >= x", low=-1),
        Quantity("gibbs_sum", (*_SETTING, "u", "y"), r"G_{[@u,@y]}", "least training error plus Gibbs gap, from u to y", low=-1, high=2),
        Quantity("crossed", ("m", "D"), r"\frac1{\sqrt{m}}\sum_k|r\cdot z'_k|", "the products of r with another noise", high=None),
        Quantity("least_product", ("m", "D"), r"\min_{i,k}z_i\cdot z'_k", "the least product of two samples' noises", low=None, high=None),
        Quantity("rest", ("m", "D"), r"\max_i(|z_i|^2-z_{i1}^2)", "the greatest squared norm of the rest of the noise vectors", high=None),
        *simplex.OUTCOMES,
        *learners.OUTCOMES,
        *exponential.OUTCOMES,
        *convex.OUTCOMES,
    )
}  # fmt: skip
SENTENCES = ("human:", "cited:", "definition:")
WHOLE = frozenset({"short", "above", "subsets", "seen"}) | simplex.WHOLE | exponential.WHOLE | convex.WHOLE


def outcome(name: str) -> Any:
    """The sympy function of a random variable."""
    return _OUTCOMES[name]


_OUTCOMES = {
    name: type(name, (Applied,), {"about": about, "nargs": len(about.args), "__module__": __name__}) for name, about in OUTCOMES.items()
}


def _events() -> dict[str, Callable[..., tuple[tuple[Any, str, Any], ...]]]:
    """Quantities that are chances: the relations of the event, by the quantity's arguments."""
    chi, risk, training, kept, partner, partner_signs = map(outcome, ("chi", "risk", "training", "kept", "partner", "partner_signs"))
    return {
        "tail": lambda df, t: ((chi(df), ">=", t),),
        "head": lambda df, t: ((chi(df), "<=", t),),
        "exceed": lambda m, D, s, b, gamma, e: ((risk(m, D, s, b, gamma), ">", e),),
        "gap_below": lambda m, D, s, b, gamma, rho, v: ((partner(m, D, s, b, gamma, rho) - risk(m, D, s, b, gamma), "<", v),),
        "gap_below_signs": lambda m, D, s, b, gamma, v: ((partner_signs(m, D, s, b, gamma) - risk(m, D, s, b, gamma), "<", v),),
        "all_flipped": lambda m, D, s, b, t: ((kept(m, D, s, b, sp.S.One), "<=", sp.S.Zero), (chi(D), "<=", t)),
        "cone": lambda m, D, a, p: ((outcome("lean")(m, D), ">=", a), (outcome("rest")(m, D), "<=", p)),
        "deviates": lambda m, c: ((outcome("above")(m, c), "<=", sp.S.Zero),),
        "unflipped_signs": lambda m, D, s, b: ((outcome("margin_signs")(m, D, s, b), ">", sp.S.Zero),),
        "clean": lambda m, D, s, b, u, gamma, e: ((risk(m, D, s, b, u), ">=", e), (training(m, D, s, b, gamma), "<=", sp.S.Zero)),
        "swollen": lambda m, D, q: ((outcome("swell")(m, D), ">", q),),
        "gibbs_below": lambda m, D, s, b, x, v: ((outcome("gibbs_gap")(m, D, s, b, x), "<", v),),
        "gibbs_sum_below": lambda m, D, s, b, u, y, v: ((outcome("gibbs_sum")(m, D, s, b, u, y), "<", v),),
        "overshoot": lambda m, D, s, b, gamma, e: ((risk(m, D, s, b, gamma) - training(m, D, s, b, gamma), ">", e),),
        "reach": lambda m, D, s, b, gamma, e: ((risk(m, D, s, b, gamma) - training(m, D, s, b, gamma), ">=", e),),
        **simplex.events(outcome),
        **learners.events(outcome),
        **exponential.events(outcome),
        **convex.events(outcome),
    }


def _means() -> dict[str, Callable[..., tuple[Any, ...]]]:
    """Quantities that are means: the functions of the outcome whose mean they are, by the quantity's arguments."""
    return {
        "tail": lambda D, t: (outcome("far")(D, t),),
        "one_swollen": lambda m, D, q: (outcome("subsets")(m, D, q) / (2**m - 1),),  # the empty one never is
        "unflipped": lambda *at: (outcome("kept")(*at), outcome("likely")(*at), *simplex.unflipped(outcome)(*at)),
        "unflipped_signs": lambda *at: (outcome("kept_signs")(*at),),
        "misfit": lambda m, *rest: (outcome("short")(m, *rest) / m, outcome("short_given")(m, *rest)),
        "left_out": lambda *at: (outcome("miss_given")(*at),),
        "one_deviates": lambda m, c: (outcome("above")(m, c) / m,),
        "chi_moment": lambda D, x: (sp.exp(x * outcome("chi")(D)),),
        "sign_moment": lambda m, D, s, b, x: (sp.exp(x * D * outcome("margin_signs")(m, D, s, b) / b),),
        "exceed": simplex.exceed(outcome),
        **exponential.means(outcome),
    }


def meanings(atom: Applied) -> list[Any]:
    """What the quantity is: expressions whose mean, tuples of relations whose chance it is; none where the catalogue says none."""
    name, events, means = atom.about.name, _events(), _means()
    event = events[name](*atom.args) if name in events else ()
    return [*(means[name](*atom.args) if name in means else ()), *([event] if event else [])]


def occurring(meaning: Any) -> set[Any]:
    """The random variables that a meaning speaks of."""
    sides = [side for lhs, _, rhs in meaning for side in (lhs, rhs)] if isinstance(meaning, tuple) else [meaning]
    return {atom for side in sides for atom in sp.sympify(side).atoms(Applied) if atom.about.name in OUTCOMES}


@dataclass(frozen=True)
class Fact:
    """lhs R rhs between outcomes, wherever the relations `needs` hold; `because` says why, `laws` are the statements that it rests on.

    A rule refuses a fact in which one of its symbols stands for a random variable: `of` writes the random variables themselves.
    """

    lhs: Any
    relation: str
    rhs: Any
    because: str
    laws: tuple[str, ...] = ()
    needs: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        require_sentence(self.because)

    def of(self, meaning: Mapping[Any, Any]) -> Fact:
        """The fact with the random variables that symbols stand for."""

        def said(need: Any) -> Any:
            return need.at(meaning) if hasattr(need, "at") else sp.sympify(need).xreplace(meaning)

        lhs, rhs = sp.sympify(self.lhs).xreplace(meaning), sp.sympify(self.rhs).xreplace(meaning)
        return replace(self, lhs=lhs, rhs=rhs, needs=tuple(said(need) for need in self.needs))


def require_sentence(text: str) -> None:
    """Nothing if the text says who vouches for it.  Raises: ValueError, as it would else be printed among the programs."""
    if not text.startswith(SENTENCES):
        raise ValueError(f"{text!r} says not who vouches for it: begin it with one of {', '.join(SENTENCES)}")


def risk_is_loss(X: tuple[Any, ...], gamma: Any) -> Fact:
    """The population loss of h_S is a function of T alone."""
    made = quantity("loss")(*X, gamma, outcome("chi")(X[1]))
    because = "definition: `loss(t)` is the population loss of `h_S` where `T = t`"
    return Fact(outcome("risk")(*X, gamma), "==", made, because, ("population-error", "rotation"))


def flipped_loss(X: tuple[Any, ...], gamma: Any, rho: Any) -> Fact:
    """A point that is not classified correctly has the ramp loss 1."""
    because = "definition: the ramp loss of a margin that is not positive is 1"
    return Fact(outcome("partner")(*X, gamma, rho), ">=", 1 - outcome("kept")(*X, rho), because)


def flipped_loss_signs(X: tuple[Any, ...], gamma: Any) -> Fact:
    """The same for the partner by random signs."""
    because = "definition: the ramp loss of a margin that is not positive is 1"
    return Fact(outcome("partner_signs")(*X, gamma), ">=", 1 - outcome("kept_signs")(*X), because)


def kept_given(X: tuple[Any, ...], rho: Any) -> Fact:
    """Given T a margin after the flip is normal with variance at most that of sigma^2 sqrt(mT) zeta_1; its mean must lie below 0."""
    m, D, s, b = X
    total, because = outcome("chi")(D), "definition: `P(N_1 > 0)` is the mean of its chance given `T`"
    gap = rho * total - s / b * D
    laws = ("exact-law", "one-flipped-bound", "correlated-flip-margin")
    return Fact(outcome("likely")(*X, rho), "<=", Q(gap / sp.sqrt(m * total)), because, laws, (gap,))


def short_given(X: tuple[Any, ...], gamma: Any) -> Fact:
    """Given T a training margin is normal with variance at most that of sigma^2 sqrt(mT) zeta_1; its mean must lie above gamma."""
    m, D, s, b = X
    total, because = outcome("chi")(D), "definition: `P(M_1 < gamma)` is the mean of its chance given `T`"
    gap = total + (s - gamma) / b * D
    laws = ("exact-law", "one-flipped-bound", "training-margin")
    return Fact(outcome("short_given")(*X, gamma), "<=", Q(gap / sp.sqrt(m * total)), because, laws, (gap,))


def training_loss(X: tuple[Any, ...], gamma: Any) -> Fact:
    """Margins of at least gamma have the ramp loss 0 (a margin of exactly 0 has probability 0)."""
    because = "definition: the ramp loss of a margin of at least `gamma`, and positive, is 0"
    return Fact(outcome("training")(*X, gamma), "<=", outcome("short")(*X, gamma) / X[0], because)


def at_most_all(m: Any, c: Any) -> Fact:
    """No more than all m of them."""
    return Fact(outcome("above")(m, c), "<=", m, "definition: a number of `m` things is at most `m`")


def bounded_reach(X: tuple[Any, ...], gamma: Any) -> tuple[Fact, ...]:
    """The ramp loss of a margin x is at least 1 - max(x, 0)/gamma, and mean positive parts of margins are bounded."""
    m, D, s, b = X
    square, total, crossed = outcome("chi")(D), outcome("chi")(m * D), outcome("crossed")(m, D)
    fresh = s + b / (2 * D) * sp.sqrt(m * square)
    ramp = "definition: the ramp loss of a margin `x` is at least `1 - max(x, 0)/gamma`"
    normal = f"{ramp}, and the mean square of a standard normal is 1"
    product = (
        "definition: `T = |r|^2`, `W` is the sum of the `|z'_k|^2`, and the mean of `m` numbers times the root of `m` is a product with a "
        "unit vector"
    )
    return (
        Fact(crossed, "<=", sp.sqrt(square * total), product, ("cauchy-schwarz", "rotation")),
        Fact(outcome("other")(*X, gamma), ">=", 1 - (s + b / D * crossed) / gamma, ramp, LAWS),
        Fact(outcome("risk")(*X, gamma), ">=", 1 - fresh / gamma, normal, ("cauchy-schwarz", "population-error")),
    )


def aligned_loss(X: tuple[Any, ...], gamma: Any, a: Any, p: Any, needs: tuple[Any, ...], positive: Any) -> tuple[Fact, ...]:
    """Samples that point the same way classify each other correctly: `needs` put both into the set, `positive` says what margins are;
    a product of two numbers that are at least a is at least a^2 only where a is not negative.
    """
    first = "definition: a product is that of the first coordinates plus that of the rests, and both samples lie in the set"
    right = "definition: the 0-1 loss of a positive margin is 0"
    least = outcome("least_product")(X[0], X[1])
    other = Fact(outcome("other")(*X, gamma), "<=", sp.S.Zero, right, LAWS, positive)
    return Fact(least, ">=", a**2 - p, first, ("cauchy-schwarz",), (*needs, a)), other


LAWS = ("training-margin", "weight-norm")
