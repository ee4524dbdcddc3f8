"""The definitions of the document, each a record: what is meant by the letters of the statements, in reading order.

Glossary
    Notion    id, title, prose with references to objects, displayed relations; `introduces` names quantities and random variables.
    unfolds   beginnings of the sentences `definition: ...` that a proof takes from it.
    settled   every notion by id; a room of the catalogue may bring more in a tuple NOTIONS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, K, Q, T, b, delta, e, g, gamma, i, j, k, m, named, phi, rho, s, sigma, t, v, x
from uccheck.rules.claim import Relation, eq, le
from uccheck.rules.letters import HALF, X, Z, e_gen, e_unif_alg, overshoot
from uccheck.rules.prose import NAMES


@dataclass(frozen=True)
class Notion:
    """One definition: sentences, and the relations displayed after them."""

    id: str
    title: str
    says: str
    terms: Mapping[str, Any] = field(default_factory=dict)
    shown: tuple[Relation, ...] = ()
    introduces: tuple[str, ...] = ()
    unfolds: tuple[str, ...] = ()


R = sp.IndexedBase("r", real=True)
NAMES_U, X1_I, X2_I, Q_X = named("uvector", "u"), named("x1i", "x_{1,i}"), named("x2i", "x_{2,i}"), Q(x)
W1, W2, X1, X2 = (sp.IndexedBase(name, real=True) for name in ("w1", "w2", "x1", "x2"))
Y, LABEL = sp.IndexedBase("y", real=True), named("label", "y")
PARTNER, Z1 = named("xprime", "x_2'"), named("zij", "z_{i,j}")
SECOND, FRESH, NOISE = NAMES["x_2"], g, named("x2ij", "x_{2,ij}")
PLUS, ANY = named("splus", r"\mathcal{S}"), named("hclass", r"\mathcal{H}")
UNIF = named("eunif", r"\epsilon_{\mathrm{unif}}(m,\delta)")
WORST = named("worst", r"\sup_{h\in\mathcal{H}}\left|L_{\mathcal{D}}(h)-\hat L_S(h)\right|", nonnegative=True)
RISK, OWN, OTHER = outcome("risk")(*X, gamma), outcome("training")(*X, gamma), outcome("other")(*X, gamma)


def settled() -> dict[str, Notion]:
    """Every notion of the linear setting, and those that rooms of the catalogue bring."""
    from uccheck.rules.catalogue import rooms

    found = [*_data(), *_errors(), *_law(), *_partners(), *(one for room in rooms() for one in getattr(room, "NOTIONS", ()))]
    return {one.id: one for one in found}


def _data() -> tuple[Notion, ...]:
    own = sp.Sum(W1[k] * X1[k], (k, 1, K)) + sp.Sum(W2[j] * X2[j], (j, 1, D))
    return (
        Notion(
            "distribution",
            "The data",
            "A label {y} is a fair sign. A point with label {y} has a signal in {K} coordinates and a noise in {D} coordinates. The "
            "signal is {signal}"
            " with a fixed vector {u} of squared norm {length}; the noise {x_2} is normal with mean 0 and independent coordinates of "
            "variance"
            " {variance}, independent of the label. The paper takes {s4} and {b32}, so that {r} is {eighth}. The vector {u}, and with it "
            "the"
            " distribution {law}, depends on {m}: statements for several {m} are no learning curve of one distribution.",
            {
                "signal": sp.sqrt(s) * LABEL * NAMES_U,
                "length": 1 / m,
                "variance": b / D,
                "s4": eq(s, 4),
                "b32": eq(b, 32),
                "eighth": HALF / 4,
                "r": s / b,
                "law": NAMES["D'"],
                "y": LABEL,
                "u": NAMES_U,
            },
        ),
        Notion(
            "sample",
            "The sample",
            "A sample {S} consists of {m} independent points, with labels {y}, signals {x1} and noises {x2}.",
            {"y": Y[i], "x1": X1_I, "x2": X2_I},
        ),
        Notion(
            "learner",
            "The learner",
            "A linear classifier {h} with weights {w_1} and {w_2} gives a point the score {score}; the sign of the score is the predicted"
            " label. The"
            " learner takes one full-batch gradient step of size 1 from the weights 0 on the sum of the labels times the scores; the "
            "classifier that it"
            " returns is {h_S}, with the weights",
            {"score": own},
            (eq(NAMES["w_1"], sp.Sum(Y[i] * X1_I, (i, 1, m))), eq(NAMES["w_2"], sp.Sum(Y[i] * X2_I, (i, 1, m)))),
        ),
        Notion(
            "margin",
            "Margins",
            "The margin of a classifier at a point is the label times the score; {M_i} is the margin of {h_S} at the {i}-th point of {S}.",
            introduces=("short", "misfit"),
            unfolds=("definition: `P(M_1 < gamma)` is",),
        ),
        Notion(
            "loss",
            "Losses",
            "For {positive} the ramp loss of a margin {t} is 1 where {t} is at most 0, {middle} where {t} lies between 0 and {gamma}, and"
            " 0 where {t}"
            " is at least {gamma}. For {zero} it is the 0-1 loss: 1 where the margin is at most 0, so that ties count as errors, and 0 "
            "elsewhere.",
            {"positive": Relation(gamma, ">", sp.S.Zero), "middle": 1 - t / gamma, "zero": eq(gamma, 0)},
            unfolds=("definition: the ramp loss of a margin",),
        ),
        Notion(
            "risk",
            "Population loss and empirical loss",
            "The population loss {population} is the mean loss of {h_S} at a fresh point, given the sample; {training} is the mean of its"
            " losses at the"
            " points of {S}, and {crossed} the mean of its losses at the points of another sample.",
            {"population": RISK, "training": OWN, "crossed": OTHER},
            introduces=("risk", "training", "other", "exceed"),
        ),
    )


def _errors() -> tuple[Notion, ...]:
    return (
        Notion(
            "e-gen",
            "The generalization error",
            "{made} is the least {e} for which the gap of {h_S} between population and training loss exceeds {e} with probability at most"
            " {delta}:",
            {"made": e_gen(*Z)},
            (le(overshoot(*X, gamma, e), delta),),
            ("e_gen", "overshoot", "reach"),
            ("definition: `e_gen` is the least",),
        ),
        Notion(
            "e-unif",
            "The uniform convergence bound of a class",
            "{made} for a class {family} of classifiers is the least {e} such that {event} with probability at least {likely}. Here the "
            "class does not"
            " depend on the sample.",
            {"made": UNIF, "family": ANY, "event": le(WORST, e), "likely": 1 - delta},
        ),
        Notion(
            "e-unif-alg",
            "The tightest algorithm-dependent bound",
            "{made} is the least {v} for which there is a set {sets} of samples that has probability at least {likely} and on which {gap}"
            " for"
            " all {S} and {other} of the set: the class of all classifiers that the learner returns on the set, tested on all of its "
            "samples. Both"
            " range over the same set.",
            {"made": e_unif_alg(*Z), "sets": PLUS, "likely": 1 - delta, "gap": le(sp.Abs(RISK - OTHER), v), "other": NAMES["S'"]},
            introduces=("e_unif_alg",),
            unfolds=("definition: `e_unif-alg` is at most", "definition: where `e_unif-alg < v`", "definition: the pairs of `e_unif-alg`"),
        ),
    )


def _law() -> tuple[Notion, ...]:
    normal = phi(x)
    return (
        Notion(
            "normal",
            "Normal and chi-square laws",
            "{density} is the standard normal density, {tail} the probability that a standard normal exceeds {x}, and {below} that it "
            "does not."
            " The chi-square law with {D} degrees of freedom is that of the sum of {D} independent squared standard normals.",
            {"density": eq(normal, sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)), "tail": Q_X, "below": 1 - Q_X},
            introduces=("tail", "head", "chi_moment"),
            unfolds=("definition: chi-square",),
        ),
        Notion(
            "T",
            "The statistic {T}",
            "Noise is counted in units of {sigma} with {variance}: the {j}-th coordinate of {z_i} is {unit}. Let {r} be the vector with "
            "the coordinates"
            " {sum}, and {T}, also written {also}, its squared norm:",
            {
                "variance": eq(sigma**2, b / D),
                "unit": Y[i] * NOISE / sigma,
                "sum": sp.Sum(Z1, (i, 1, m)) / sp.sqrt(m),
                "also": outcome("chi")(D),
            },
            (eq(T, sp.Sum(R[j] ** 2, (j, 1, D))),),
            ("chi",),
        ),
        Notion(
            "population",
            "The population loss as a function",
            "{value} is the population loss of {h_S} where `T = t`; that it depends on the sample through {T} alone is part of what is "
            "proved.",
            {"value": quantity("loss")(*X, gamma, t)},
            introduces=("loss",),
            unfolds=("definition: `loss(t)` is",),
        ),
        Notion(
            "deviates",
            "Deviations from the mean",
            "For independent standard normals {zeta_i} with mean {bar}, {all} is the probability that all {m} deviations from the mean "
            "are below {x}.",
            {"bar": named("zetabar_", r"\bar\zeta"), "all": quantity("deviates")(m, x)},
            introduces=("deviates", "one_deviates", "above"),
            unfolds=("definition: a number of",),
        ),
    )


def _partners() -> tuple[Notion, ...]:
    return (
        Notion(
            "flip",
            "The flip of strength {rho}",
            "The partner {other} of a sample keeps labels and signals and replaces every noise {x_2} by {made}, where {g} is a fresh copy"
            " of {x_2}. For"
            " {one} this is the complete flip, which replaces {x_2} by its negative. {N_i} is the margin of {h_S} at the {i}-th point of "
            "the flip.",
            {"other": NAMES["S'"], "made": eq(PARTNER, -rho * SECOND + sp.sqrt(1 - rho**2) * FRESH), "one": eq(rho, 1)},
            introduces=("unflipped", "all_flipped", "kept", "partner", "likely"),
            unfolds=("definition: `P(N_1 > 0)` is",),
        ),
        Notion(
            "signs",
            "Random signs",
            "The partner of a sample by random signs keeps labels and signals and changes the sign of every coordinate of the noise with "
            "probability"
            " {change}, independently. Its margins are written {margin}.",
            {"change": sp.Rational(3, 4), "margin": outcome("margin_signs")(*X)},
            introduces=("unflipped_signs", "kept_signs", "partner_signs", "margin_signs", "sign_moment"),
        ),
        Notion(
            "simplex",
            "A simplex of samples",
            "{k} samples with the same labels and signals whose noises are multiples of the deviations of {k} independent copies from "
            "their mean,"
            " scaled to have the variance of the noise. Every two of them form a flip of strength {strength}.",
            {"strength": 1 / (k - 1)},
            unfolds=("definition: two of `k` samples",),
        ),
        Notion(
            "gap",
            "Gaps",
            "The gap {G} of a sample and its partner is the loss of {h_S} on the partner minus its population loss: {one} for the flip of"
            " strength"
            " {rho}, {two} for random signs; of {k} samples of a simplex the least gap of an ordered pair enters.",
            {"one": named("grho", r"G^{\rho}_{\gamma}"), "two": named("gsigns", r"G^{\pm}_{\gamma}")},
            introduces=("gap_below", "gap_below_signs", "simplex_below"),
        ),
        Notion(
            "meeting",
            "Meeting a likely set",
            "{flip}, {signs} and {simplex} are the least probabilities, over all sets of samples of probability at least {likely}, that a"
            " sample and its"
            " flip, a sample and its partner by random signs, and two of {k} samples of the simplex, lie in the set.",
            {
                "flip": quantity("meet")(*X, rho, delta),
                "signs": quantity("meet_signs")(*X, delta),
                "simplex": quantity("meet_simplex")(*X, k, delta),
                "likely": 1 - delta,
            },
            introduces=("meet", "meet_signs", "meet_simplex"),
            unfolds=("definition: `mu` is the least",),
        ),
        Notion(
            "cone",
            "Aligned noise",
            "{made} is the probability that all {m} noise vectors, in units of {sigma}, have a first coordinate of at least {a} and a "
            "rest of squared"
            " norm at most {p}.",
            {"made": quantity("cone")(m, D, named("a_", "a"), named("p_", "p")), "a": named("a_", "a"), "p": named("p_", "p")},
            introduces=("cone", "lean", "rest"),
            unfolds=("definition: the `m` noise vectors",),
        ),
    )
