"""Facts between random variables, at raw draws: each holds where its needs do, fails where a need is dropped, and is attained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from tests.quantities.raw_linear import Draws, Row, chi, draws
from tests.quantities.raw_values import RELATIONS, TABLE, value
from uccheck.quantities import outcomes
from uccheck.quantities.enclosed import instances
from uccheck.quantities.outcomes import SENTENCES, Fact, outcome, require_sentence
from uccheck.quantities.symbols import F, H, L, gamma
from uccheck.rules.claim import Relation, ge, le, lt

ROUNDING = 1e-9
Shown = tuple[Draws, Fact]


def loss(w: Draws, t: Row, **setting: float) -> Row:
    """By the enclosure of the kit."""
    return np.array([float(instances.loss(*map(Fraction, setting.values()), Fraction(one))) for one in t])


def two_samples(w: Draws, D: float) -> Row:
    """T of S, and the sum of the squared norms of the other sample."""
    return chi(w if D == w.D else w.swapped, D)


VALUES: Mapping[str, Callable[..., Row]] = {**TABLE, "loss": loss, "chi": two_samples}
#: Variables of two samples: what they need, both samples satisfy.
OF_BOTH = {"least_product", "other"}


def holds(w: Draws, fact: Fact) -> Row:
    """In which draws the relation holds, up to rounding."""
    p, q = (np.broadcast_to(value(side, w, VALUES), w.n) for side in (fact.lhs, fact.rhs))
    up = {"<=": ROUNDING, ">=": -ROUNDING, "==": 0}[fact.relation]
    return RELATIONS[fact.relation](p, q + up)


def needed(w: Draws, fact: Fact) -> Row:
    """(needs, n): which of them hold, at both samples where the fact is about two."""
    both = [w, w.swapped] if fact.lhs.about.name in OF_BOTH else [w]
    return np.array([np.all([met(one, need) for one in both], axis=0) for need in fact.needs]).reshape(len(fact.needs), w.n)


def met(w: Draws, need: Any) -> Row:
    said = need if isinstance(need, Relation) else Relation(need, ">=", 0)
    return np.broadcast_to(value(((said.lhs, said.relation, said.rhs),), w, VALUES), w.n)


def attained(w: Draws, fact: Fact) -> bool:
    """Whether some draw has equality, at another number than 0 and 1."""
    p, q = (np.broadcast_to(value(side, w, VALUES), w.n) for side in (fact.lhs, fact.rhs))
    met = needed(w, fact).all(axis=0) & np.isclose(p, q, rtol=ROUNDING, atol=0)
    return bool((met & ~np.isclose(p, 0) & ~np.isclose(p, 1)).any())


def setting(m: int, D: int, s: Any = 1, b: Any = 6) -> tuple[Any, ...]:
    return tuple(map(sp.sympify, (m, D, s, b)))


SMALL = (setting(3, 4), setting(2, 7, sp.Rational(5, 2), 3), setting(1, 4))
GAMMAS = (sp.S.Zero, sp.S.Half, sp.Integer(3))
RHOS = (sp.Rational(1, 3), sp.S.One)


def at(X: tuple[Any, ...], n: int = 3000) -> Draws:
    return draws(int(X[0]), int(X[1]), n)


def aligned(X: tuple[Any, ...], gamma: Any, a: Any, p: Any) -> tuple[Fact, ...]:
    m, D, s, b = X
    members = (ge(outcome("lean")(m, D), a), le(outcome("rest")(m, D), p))
    positive = lt(0, s + b / D * m * outcome("least_product")(m, D))
    return outcomes.aligned_loss(X, gamma, a, p, members, (le(gamma, 0), positive))


WIDE = tuple(map(sp.Integer, (4, 1000)))
PLANES = (setting(1, 2), setting(2, 2))
CORNERS = [(sp.Rational(1, 4), sp.Rational(1, 10)), (sp.Rational(1, 4), sp.Integer(1)), (sp.Integer(-2), sp.Rational(1, 10))]
#: Every fact at raw draws of several places.
FACTS: dict[str, Callable[[], list[Shown]]] = {
    "risk_is_loss": lambda: [(at(X, 50), outcomes.risk_is_loss(X, g)) for X in SMALL for g in GAMMAS],
    "flipped_loss": lambda: [(at(X), outcomes.flipped_loss(X, g, rho)) for X in SMALL for g in GAMMAS for rho in RHOS],
    "flipped_loss_signs": lambda: [(at(X), outcomes.flipped_loss_signs(X, g)) for X in SMALL for g in GAMMAS],
    "kept_given": lambda: [(at(X), outcomes.kept_given(X, rho)) for X in SMALL for rho in RHOS],
    "short_given": lambda: [(at(X), outcomes.short_given(X, g)) for X in SMALL for g in GAMMAS],
    "training_loss": lambda: [(at(X), outcomes.training_loss(X, g)) for X in SMALL for g in GAMMAS],
    "at_most_all": lambda: [(at(X), outcomes.at_most_all(X[0], c)) for X in SMALL for c in (-9, sp.S.Half)],
    "bounded_reach_0": lambda: [(at(X), outcomes.bounded_reach(X, WIDE[0])[0]) for X in (*SMALL[:2], setting(2, 1))],
    "bounded_reach_1": lambda: [(at(X), outcomes.bounded_reach(X, g)[1]) for X in SMALL for g in WIDE],
    "bounded_reach_2": lambda: [(at(X), outcomes.bounded_reach(X, g)[2]) for X in SMALL for g in WIDE],
    "aligned_loss_0": lambda: [(at(X, 20000), aligned(X, sp.S.Zero, a, p)[0]) for X in PLANES for a, p in CORNERS],
    "aligned_loss_1": lambda: [(at(X), aligned(X, g, *CORNERS[0])[1]) for X in SMALL for g in GAMMAS],
}
ATTAINED = ("flipped_loss", "flipped_loss_signs", "training_loss", "at_most_all", "bounded_reach_1")


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_where_its_needs_do_and_not_where_one_is_dropped(name: str) -> None:
    shown = [(holds(w, fact), needed(w, fact)) for w, fact in FACTS[name]()]
    assert all(held[needs.all(axis=0)].all() for held, needs in shown)
    assert any(needs.all(axis=0).any() for _, needs in shown)
    for place in range(len(shown[0][1])):
        assert not all(held[np.delete(needs, place, axis=0).all(axis=0)].all() for held, needs in shown)


@pytest.mark.parametrize("name", ATTAINED)
def test_a_fact_is_attained(name: str) -> None:
    assert any(attained(w, fact) for w, fact in FACTS[name]())


@pytest.mark.parametrize("name", ["kept_given", "short_given"])
@pytest.mark.parametrize("m", [3, 60])
def test_the_chance_given_T_is_the_bound_but_for_the_share_of_one_point_in_the_variance(name: str, m: int) -> None:
    """The variance is that of the bound times at least 1 - 1/m, and x phi(x) <= 1/4."""
    X, room = setting(m, 4), ((1 - 1 / m) ** -0.5 - 1) / 4
    for place in RHOS if name == "kept_given" else GAMMAS:
        w, fact = at(X), getattr(outcomes, name)(X, place)
        met = needed(w, fact).all(axis=0)
        assert met.any() and (value(fact.rhs, w, VALUES) - value(fact.lhs, w, VALUES))[met].max() <= room


def test_cauchy_schwarz_is_nearly_attained_by_two_noises_of_one_size() -> None:
    X = setting(2, 1)
    fact = outcomes.bounded_reach(X, WIDE[0])[0]
    assert np.max(value(fact.lhs, at(X), VALUES) / value(fact.rhs, at(X), VALUES)) > 0.999


def test_of_a_fresh_margin_no_more_is_given_away_than_the_mean_square_gives() -> None:
    """The mean positive part of a standard normal is 1/sqrt(2 pi), and 1/2 is said."""
    for X in (setting(3, 4, Fraction(1, 1000)), setting(2, 7, Fraction(1, 1000))):
        fact = outcomes.bounded_reach(X, WIDE[1])[2]
        low, made = (1 - value(side, at(X), VALUES) for side in (fact.rhs, fact.lhs))
        assert np.max(made / low) > 0.99 * 2 / np.sqrt(2 * np.pi)


def test_a_fact_of_random_variables_is_that_of_the_symbols_all_at_once() -> None:
    first, second = outcome("risk")(*setting(3, 4), 0), outcome("kept")(*setting(3, 4), 1)
    fact = Fact(L, "<=", 1 - H / 2, "human: a guess", ("exact-law",), (le(L, H + F), H - gamma))
    made = fact.of({L: second, H: first, gamma: L})
    assert (made.lhs, made.relation, made.rhs) == (second, "<=", 1 - first / 2)
    assert made.needs == (le(second, first + F), first - L) and made.laws == fact.laws and made.because == fact.because
    assert fact.of({}) == fact and Fact(0, "<=", 1, "human: numbers").of({L: H}) == Fact(0, "<=", 1, "human: numbers")
    assert Fact(L, "<=", 1, "human: so", needs=(1,)).of({L: second}).needs == (1,)


@pytest.mark.parametrize("text", ["", "because", "a definition: no", "Human: no", "humans say"])
def test_a_fact_says_who_vouches_for_it(text: str) -> None:
    for vouched in SENTENCES:
        require_sentence(f"{vouched} so")
    with pytest.raises(ValueError, match=repr(text)):
        require_sentence(text)
    with pytest.raises(ValueError, match="vouches"):
        Fact(L, "<=", H, text)
