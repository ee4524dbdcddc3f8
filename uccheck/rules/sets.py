"""What the definitions range over: for each quantity the gaps that it bounds, and the sentence that unfolds it.

Glossary
    Gap     an outcome that a value must bound on a likely set of samples, and the relations between outcomes under which it counts
    SETS    the quantities `e` with: e <= v if some set of samples of probability at least 1 - delta has all these gaps at most v
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.quantities.outcomes import outcome
from uccheck.rules.claim import Relation, le


@dataclass(frozen=True)
class Gap:
    """At most v wherever the relations `when` hold."""

    value: Any
    when: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Unfolded:
    """The gaps of a quantity at its arguments but for delta, the sentence, and the relation that the definition needs."""

    gaps: Callable[..., tuple[Gap, ...]]
    sentence: str
    needs: Callable[..., tuple[Relation, ...]] = lambda *at: ()
    alone: bool = False  # the least value that the gap of a single sample exceeds with at most the chance delta: bounds from below, too


def _between(first: str, second: str) -> Callable[..., tuple[Gap, ...]]:
    """Both gaps between two outcomes of the same arguments."""

    def gaps(*at: Any) -> tuple[Gap, ...]:
        p, q = outcome(first)(*at), outcome(second)(*at)
        return Gap(p - q), Gap(q - p)

    return gaps


def _one_sided(*at: Any) -> tuple[Gap, ...]:
    return (Gap(outcome("risk")(*at) - outcome("other")(*at)),)


def _zero_error(*at: Any) -> tuple[Gap, ...]:
    return Gap(sp.S.Zero), Gap(outcome("risk")(*at), (le(outcome("other")(*at), 0),))  # the least e that is not negative


def _margin(m: Any, D: Any, s: Any, b: Any, gamma: Any) -> tuple[Gap, ...]:
    return (Gap(outcome("risk")(m, D, s, b, sp.S.Zero) - outcome("other")(m, D, s, b, gamma)),)


def _flip(*at: Any) -> tuple[Gap, ...]:
    return (*_between("risk", "training")(*at), *_between("risk", "mirror")(*at))


def _by_surrogate(*at: Any) -> tuple[Gap, ...]:
    return (Gap(outcome("risk")(*at) + outcome("training")(*at)),)


def _narrow(m: Any, D: Any, s: Any, b: Any, gamma: Any) -> tuple[Relation, ...]:
    return (le(gamma, s),)


def _pairs(name: str, gaps: str) -> str:
    return f"definition: `{name}` is at most `v` if some set of probability at least `1 - delta` has only {gaps} of at most `v`"


def _sample(name: str, what: str) -> str:
    return f"definition: `{name}` is at most `v` if {what} at most `v` with probability at least `1 - delta`"


def _least(name: str, value: Callable[..., Any], what: str) -> Unfolded:
    """The least value that an outcome exceeds with at most the chance delta."""
    sentence = f"definition: `{name}` is the least `v` with a probability of at least `1 - delta` that {what} is at most `v`"
    return Unfolded(lambda *at: (Gap(value(*at)),), sentence, alone=True)


UNIFORM = _pairs("e_unif-alg", "gaps")
SETS: dict[str, Unfolded] = {
    "e_unif_alg": Unfolded(_between("risk", "other"), UNIFORM),
    "exp_e_unif_alg": Unfolded(_between("exp_risk", "exp_other"), UNIFORM),
    "sco_e_unif_alg": Unfolded(_between("sco_risk", "sco_other"), UNIFORM),
    "sco_gd_e_unif_alg": Unfolded(_between("sco_gd_risk", "sco_gd_other"), UNIFORM),
    "interpolator_e_unif_alg": Unfolded(_between("mn_risk", "mn_other"), UNIFORM),
    "interpolator_e_gen": _least("e_gen", lambda *at: outcome("mn_risk")(*at) - outcome("mn_training")(*at), "`L_D - Lhat_S`"),
    "e_one_sided": Unfolded(_one_sided, _pairs("e_one-sided", "differences `L_D - Lhat`")),
    "e_zero_error": Unfolded(_zero_error, _pairs("e_zero", "population losses of classifiers without loss on a sample of the set")),
    "e_margin": Unfolded(_margin, _pairs("e_margin", "differences of population error and ramp loss")),
    "e_own": Unfolded(_between("risk", "training"), _sample("e_own", "the gap of `h_S` on `S` is")),
    "e_flip": Unfolded(_flip, _sample("e_flip", "the gaps of `h_S` and of `(w_1, -w_2)`, which has the same population loss, are on `S`")),
    "e_by_surrogate": Unfolded(
        _by_surrogate,
        _sample("e_surrogate", "the losses of `h_S` are in sum, those of the surrogate, of margin `s >= gamma` everywhere, being 0,"),
        _narrow,
    ),
    "norm_value": _least("B_norm", outcome("norm_term"), "the term of the margin bound"),
    "divergence": _least("B_KL", outcome("divergence_term"), "the term of the PAC-Bayes bound"),
    "e_basis": _least("e_unif", outcome("basis_sup"), "the supremum over all linear classifiers, on a basis,"),
    "e_ball": Unfolded(_between("member_risk", "member"), _sample("e_ball", "the gap of every member of the ball is on `S`")),
}
