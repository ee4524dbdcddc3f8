"""What the statements about stochastic convex optimization share: letters, facts at every outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from uccheck.quantities import symbols
from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import H, L, delta, m
from uccheck.rules.claim import Domain, Relation, counts, ge, lt, nonnegatives, units
from uccheck.rules.letters import HALF, ZERO
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Line
from uccheck.rules.steps.on_sets import OnSet

d, lam = symbols.d, symbols.lam
eta, tau = (sp.Symbol(name, nonnegative=True) for name in ("eta", "tau"))

SIZES = counts(m, d)
PAIRS: tuple[Domain, ...] = (*SIZES, *nonnegatives(eta, lam), *units(delta))
DESCENTS: tuple[Domain, ...] = (*SIZES, *nonnegatives(eta, tau), *units(delta))
W, G = (m, d, eta, lam), (m, d, eta, tau)
ZW, ZG = (*W, delta), (*G, delta)
EXACT = (m, d, eta, ZERO)  # the minimiser without the term lam |w|^2

unseen, spoiled, scarce = map(quantity, ("unseen", "spoiled", "scarce"))
e_unif, e_gen, e_unif_alg = map(quantity, ("sco_e_unif", "sco_e_gen", "sco_e_unif_alg"))
gd_e_gen, gd_e_unif_alg = map(quantity, ("sco_gd_e_gen", "sco_gd_e_unif_alg"))
reach, spread, beyond, gd_top = map(quantity, ("sco_reach", "sco_spread", "sco_beyond", "sco_gd_top"))

BLANK = sp.Symbol("N_blank", integer=True, nonnegative=True)
RARE = sp.Symbol("N_rare", integer=True, nonnegative=True)
COUNTS = {BLANK: outcome("blank")(m, d), RARE: outcome("rare")(m, d)}
SQUARE, SUP = sp.symbols("n_w s_w", real=True)

LOSSES = (
    "definition: the population loss of `w` is the sum of the `w_j^2/2`, each `x_j` being 1 with the chance `1/2`, the empirical one that "
    "of the `c_j w_j^2`"
)


def losses(at: tuple[Any, ...], other: Any, made: str = "sco") -> tuple[Fact, ...]:
    """The losses differ by at most half of |w|^2 on whatever sample: each coordinate's by at most w_j^2/2."""
    risk = outcome(f"{made}_risk")(*at)
    square = outcome(f"{made}_square")(*at)
    return Fact(risk - other, "<=", square / 2, LOSSES, ("sco-sup",)), Fact(other - risk, "<=", square / 2, LOSSES, ("sco-sup",))


def supremum() -> Fact:
    """The greatest difference over the ball is attained at the e_j whose c_j is farthest from 1/2."""
    because = "definition: rare is the least of the numbers `m c_j` and `m (1 - c_j)`, and `e_j` lies in the ball"
    return Fact(outcome("sco_sup")(m, d), "==", HALF - outcome("rare")(m, d) / m, because, ("sco-sup",))


def spans(
    made: str,
    at: tuple[Any, ...],
    facts: tuple[Fact, ...],
    members: tuple[Relation, ...] = (),
    chance: Any = 0,
    lines: tuple[Line, ...] = (),
    also: Mapping[Any, Any] | None = None,
) -> OnSet:
    """All gaps of the set are at most |w|^2/2, and that is at most half the bound of the last fact, which `also` carries further."""
    known = {outcome(f"{made}_square")(*at): SQUARE, outcome(f"{made}_risk")(*at): L, outcome(f"{made}_other")(*at): H}
    blank = {BLANK: outcome("blank")(m, d)} if members else {}
    limit = facts[-1]
    small = limit.rhs - SQUARE
    return OnSet(
        members,
        chance,
        {**{symbol: atom for atom, symbol in known.items()}, **blank},
        facts=(*losses(at, outcome(f"{made}_other")(*at), made), *facts),
        lines=lines,
        by=(
            Form(using={SQUARE / 2 - L + H: 1, small: HALF, **(also or {})}),
            Form(using={SQUARE / 2 - H + L: 1, small: HALF, **(also or {})}),
        ),
    )


def square_at_most(made: str, at: tuple[Any, ...], bound: Any, because: str, laws: tuple[str, ...], needs: tuple[Any, ...] = ()) -> Fact:
    """|w_S|^2 is at most the bound."""
    return Fact(outcome(f"{made}_square")(*at), "<=", bound, because, laws, needs).of(COUNTS)


BALL = "definition: w_S lies in the unit ball"
OWN = "definition: no point of the ball, such as `w_S` with a coordinate of smaller square, has a smaller objective than its minimiser"

SEEN = (lt(BLANK, 1),)
MISSED = (ge(BLANK, 1),)
