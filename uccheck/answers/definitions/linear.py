"""The definitions of the linear setting: what each bounds, whose it is, and the finders of its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from uccheck.answers import stability
from uccheck.answers.answer import Bracket, End
from uccheck.answers.definitions import gibbs, sets
from uccheck.answers.definitions.rows import Asking, Definition, Find
from uccheck.certificates.tree import Node
from uccheck.core.exact import as_written

KIT = "this kit"
ZHOU, NEGREA, NK = "Zhou, Sutherland, Srebro 2020", "Negrea, Dziugaite, Roy 2020", "Nagarajan, Kolter 2019"


def _small(rule: str) -> Find:
    return lambda ask: sets.small(ask.q, rule)


def _fair(rule: str) -> Find:
    return lambda ask: sets.fair(ask.q, rule)


def _covers(rule: str) -> Find:
    """e_gen's lower end carried over."""

    def find(ask: Asking) -> Iterator[Node]:
        end: End = ask.answer.end("e_gen", "lower")
        if end.node is not None:
            yield from ask.q.apply(rule, end.node)

    return find


def _gap_itself(ask: Asking) -> Iterator[Node]:
    """e_gen's own lower end, for the 0-1 loss."""
    node = ask.answer.end("e_gen", "lower").node
    if node is not None and ask.a.gamma == 0:
        yield node


def _own_upper(ask: Asking) -> Iterator[Node]:
    for own in sets.fair(ask.q, "own-small"):
        yield from ask.q.apply("path-point", own)


def _unif_at(gamma_of: str) -> Callable[[Asking], Bracket]:
    def ends(ask: Asking) -> Bracket:
        return ask.at_margin(getattr(ask, gamma_of)).e_unif_alg

    return ends


def _narrow(ask: Asking) -> str:
    return "" if ask.a.gamma <= 2 * ask.a.s else "gamma <= 2s: above, the ramp loss of a fresh point is at least 1/2"


def _below_signal(ask: Asking) -> str:
    return "" if ask.a.gamma <= ask.a.s else "gamma <= s: above, the surrogate (w_1, 0) itself has ramp loss"


def _half(ask: Asking) -> str:
    return "" if 2 * ask.a.delta < 1 else "delta < 1/2: the swap lemma needs S and its flip in one set"


def _enough(ask: Asking) -> str:
    return "" if ask.a.m <= ask.a.D else "m <= D: the D + 1 vectors must outnumber the sample"


def _several(ask: Asking) -> str:
    return "" if ask.a.m >= 2 else "m >= 2: without its point nothing is learned"


def _classic(ask: Asking) -> str:
    return "gamma = 0"


def _gamma(ask: Asking) -> str:
    return f"gamma = {as_written(ask.a.gamma)}"


def _margin(ask: Asking) -> str:
    return f"gamma = {as_written(ask.margin)}"


def _typical(ask: Asking) -> str:
    return f"gamma = {as_written(ask.a.s + ask.a.b)}"


def _norm(rule: str, above: bool, typical: bool) -> Find:
    def find(ask: Asking) -> Iterator[Node]:
        gamma = ask.a.s + ask.a.b if typical else ask.margin
        return sets.at_quantile(ask.q, rule, above=above, gamma=gamma)

    return find


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "two-sided",
        "sup |L_D(h) - Lhat_S(h)| over the outputs of a likely set",
        "e_unif_alg",
        NK,
        ends=lambda ask: ask.answer.e_unif_alg,
        at=_gamma,
    ),
    Definition(
        "one-sided",
        "sup L_D(h) - Lhat_S(h) over the outputs",
        "e_one_sided",
        NK,
        (_covers("one-sided-covers"),),
        (_small("one-sided-small"),),
        needs=_narrow,
        at=_gamma,
        kernel="small_pop_bounds",
    ),
    Definition(
        "zero-error",
        "sup |L_D(h) - Lhat_S(h)| over the outputs with Lhat_S(h) = 0",
        "e_zero_error",
        ZHOU,
        (lambda ask: sets.overfit(ask.q, "zero-error-overfit", ask.a.gamma),),
        (_small("zero-error-small"),),
        needs=_narrow,
        at=_gamma,
        kernel="small_pop_bounds",
    ),
    Definition(
        "surrogate",
        "sup |L_D(h) - Lhat_S(h)| over the surrogate class {(w_1, 0)}",
        "e_surrogate",
        NEGREA,
        upper=(lambda ask: ask.q.apply("surrogate-class"),),
        at=_gamma,
        kernel="surrogate_zero",
    ),
    Definition(
        "by-surrogate",
        "|L_D(h_S) - L_D(h~)| + |Lhat_S(h_S) - Lhat_S(h~)|, h~ = (w_1, 0)",
        "e_by_surrogate",
        NEGREA,
        (_covers("by-surrogate-covers"),),
        (_fair("by-surrogate-small"),),
        needs=_below_signal,
        at=_gamma,
    ),
    Definition(
        "own",
        "|L_D(h_S) - Lhat_S(h_S)|: W_S = {h_S}",
        "e_own",
        KIT,
        (_covers("own-covers"),),
        (_fair("own-small"),),
        needs=_narrow,
        at=_gamma,
    ),
    Definition(
        "flip-closed",
        "sup over W_S = {h_S, h_S-}, hence over every W_S closed under the flip",
        "e_flip",
        KIT,
        (lambda ask: sets.flip(ask.q),),
        (lambda ask: sets.flip_spread(ask.q),),
        needs=_narrow,
        at=_gamma,
    ),
    Definition(
        "path",
        "sup over the gradient path W_S = {x w_S: x > 0}",
        "e_path",
        KIT,
        (_covers("path-covers"), lambda ask: ask.q.apply("path-ramp")),
        (_own_upper,),
        at=_gamma,
    ),
    Definition(
        "ball",
        "sup over W_S = {(w_1, v): |v - w_2| <= kappa |w_2|}",
        "e_ball",
        KIT,
        (lambda ask: sets.ball_flip(ask.q, ask.kappa),),
        (lambda ask: sets.ball_small(ask.q, ask.kappa),),
        needs=_narrow,
        at=lambda ask: f"kappa = {as_written(ask.kappa)}, {_gamma(ask)}",
    ),
    Definition(
        "ball-radius",
        "the critical radius: the sup of the kappa up to 2 whose ball stays below 1 - epsilon",
        "radius",
        KIT,
        (lambda ask: sets.calm_radius(ask.q, ask.epsilon),),
        (lambda ask: sets.vacuous_radius(ask.q, ask.epsilon),),
        needs=_narrow,
        at=_gamma,
        measure=True,
    ),
    Definition("linear-class", "sup over all linear classifiers, one- and two-sided", "e_linear", KIT, (lambda ask: sets.linear(ask.q),)),
    Definition(
        "vc",
        "sup over all linear classifiers, the law uniform on D + 1 basis vectors: what the VC dimension allows",
        "e_basis",
        "Vapnik, Chervonenkis 1971",
        (lambda ask: sets.basis(ask.q),),
        needs=_enough,
    ),
    Definition(
        "margin-two-sided",
        "sup |L^g_D(h) - Lhat^g_S(h)| over the outputs, g the ramp loss",
        "e_unif_alg",
        NK,
        ends=_unif_at("margin"),
        at=_margin,
    ),
    Definition(
        "margin-one-sided",
        "sup L_D(h) - Lhat^g_S(h) over the outputs: population error against margin loss",
        "e_margin",
        KIT,
        (lambda ask: sets.overfit(ask.with_margin, "margin-overfit", Fraction(0)),),
        (lambda ask: sets.margin(ask.with_margin),),
        at=_margin,
    ),
    Definition(
        "margin-wide",
        "the two-sided one at a margin beyond every typical margin",
        "e_unif_alg",
        KIT,
        ends=_unif_at("huge"),
        at=lambda ask: f"gamma = {as_written(ask.huge)}",
    ),
    Definition(
        "stability",
        "P(h_{S - i} errs at (x_i, y_i)): the leave-one-out error, which bounds the mean of L_D(h_S) - Lhat_S(h_S)",
        "left_out",
        "Bousquet, Elisseeff 2002; this kit",
        (lambda ask: stability.left_out(ask.classic, "stability-at-least"),),
        (lambda ask: stability.left_out(ask.classic, "stability-at-most"),),
        needs=_several,
        at=_classic,
    ),
    Definition(
        "stability-tail",
        "L_D(h_S) - Lhat_S(h_S): what the leave-one-out error over delta bounds",
        "e_gen",
        "Bousquet, Elisseeff 2002; this kit",
        (_gap_itself,),
        (lambda ask: stability.bounded(ask.classic),),
        needs=_several,
        at=_classic,
    ),
    Definition(
        "norm",
        "2 |w| (E|x|^2)^(1/2)/(gamma sqrt m), the margin bound's complexity term",
        "norm_value",
        "Bartlett, Mendelson 2002",
        (_norm("norm-at-least", False, False),),
        (_norm("norm-at-most", True, False),),
        at=_margin,
    ),
    Definition(
        "norm-typical",
        "the same at the margin s + b, which about half of the training points reach",
        "norm_value",
        "Bartlett, Mendelson 2002",
        (_norm("norm-at-least", False, True),),
        (_norm("norm-at-most", True, True),),
        at=_typical,
    ),
    Definition(
        "gibbs",
        "two-sided gap of the Gibbs classifier N(w_S, t^2 I), the infimum over t <= tau",
        "e_gibbs",
        "PAC-Bayes; this kit",
        (lambda ask: gibbs.gap(ask.classic, ask.x),),
        needs=_half,
        at=lambda ask: f"tau = {as_written(ask.tau)}",
    ),
    Definition(
        "gibbs-divergence",
        "KL(N(w_S, tau^2 I), N(0, tau^2 I))/m, the PAC-Bayes complexity term",
        "divergence",
        "PAC-Bayes",
        (lambda ask: sets.at_quantile(ask.q, "divergence-at-least", above=False, x=ask.x),),
        (lambda ask: sets.at_quantile(ask.q, "divergence-at-most", above=True, x=ask.x),),
        at=lambda ask: f"tau = {as_written(ask.tau)}",
        measure=True,
    ),
    Definition(
        "gibbs-every",
        "training error plus two-sided gap of N(w_S, tau^2 I), the infimum over every tau",
        "gibbs_every",
        KIT,
        (lambda ask: gibbs.every(ask.classic),),
        needs=_half,
    ),
)
