"""What quantities mean, in raw data: ranges and whole numbers of the random variables, and every meaning beside the quantity's words."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import ctx
from scipy import stats

from tests.quantities import raw_universes as other
from tests.quantities.raw_linear import Draws, Row, draws
from tests.quantities.raw_said import SAID
from tests.quantities.raw_values import TABLE, value
from uccheck.quantities import symbols
from uccheck.quantities.applied import quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.enclosed.evaluator import enclose
from uccheck.quantities.enclosed.instances import EXACT
from uccheck.quantities.outcomes import OUTCOMES, WHOLE, meanings, occurring, outcome
from uccheck.quantities.record import Quantity
from uccheck.quantities.symbols import D, gamma, k, m, rho

ALPHA, COMPARISONS = 1e-6, 1000
LIMIT = float(stats.norm.isf(ALPHA / 2 / COMPARISONS))  # of a mean, in standard errors
LETTERS = {
    "s": (0.25, 2.5), "b": (6.0, 0.5), "gamma": (0.0, 0.5, 4.0), "rho": (1 / 3, 1.0), "kappa": (0.5, 1.5), "c": (0.5, 2.0), "q": (2.0, 6.0),
    "t": (0.4, 5.0), "x": (0.5, 2.0), "u": (0.3,), "y": (3.0,), "k": (2.0, 3.0), "e": (0.2, 0.4), "eta": (0.25, 2.0), "lam": (0.0, 0.125),
    "tau": (0.25, 1.0),
}  # fmt: skip
#: Variables that are 0 or 1, always: a symbol that stands for one need not be whole.
INDICATORS = {"pair", "missed", "mn_training", "mn_partner"}
#: Ends that are left open though nothing passes them.
OPEN = {"mn_margin"}
ROUNDING = 1e-12


def worlds(name: str) -> list[Draws]:
    """Few points in more dimensions, and more points in few; the interpolator wants the first."""
    n = 40 if "gibbs" in name else 300
    return [draws(2, 5, n), draws(3, 4, n), *([] if name.startswith("mn_") else [draws(7, 2, n)])]


def values(name: str) -> Row:
    """What the variable takes at draws of all worlds and places."""
    letters = [letter for letter in OUTCOMES[name].args if letter in LETTERS]
    places = [dict(zip(letters, at, strict=True)) for at in itertools.product(*(LETTERS[letter] for letter in letters))]
    if name == "norm_term":
        places = [place for place in places if place["gamma"] > 0]
    dims = {"chi": [{"D": 1}, {"D": "m"}]}.get(name, [{}])
    return np.concatenate(
        [
            TABLE[name](w, **at, **({"D": w.D * (w.m if df["D"] == "m" else 1)} if df else {}))
            for w in worlds(name)
            for at in places
            for df in dims
        ]
    )


def within(about: Quantity, found: Row) -> bool:
    """Whether all values lie in the declared range, up to rounding."""
    above = about.low is None or found.min() >= about.low - ROUNDING
    return bool(above and (about.high is None or found.max() <= about.high + ROUNDING))


def test_every_random_variable_is_written_from_its_words() -> None:
    assert set(TABLE) == set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_range_holds_and_an_end_that_is_not_declared_is_passed(name: str) -> None:
    about, found = outcome(name).about, values(name)
    assert within(about, found)
    assert (about.low == 0) is bool(found.min() >= -ROUNDING)
    assert about.high is not None or name in OPEN or found.max() > 1


def test_whole_numbers_are_declared() -> None:
    whole = {name for name in OUTCOMES if (found := values(name)).dtype.kind in "iu" or (found == np.rint(found)).all()}
    assert whole - INDICATORS == WHOLE and whole >= INDICATORS


X = "3 4 1 6"
#: Arguments, at which no chance is near to 0 or 1.
PLACES = {
    "tail": "4 5", "head": "4 3", "exceed": f"{X} 0 2/5, {X} 1/2 9/20, 3 4 1 6 5 7/10", "gap_below": f"{X} 1/2 1/3 1/5, {X} 0 1 1/4",
    "gap_below_signs": f"{X} 1/2 1/5, {X} 0 1/4", "all_flipped": f"{X} 9", "cone": "2 2 -1/2 3, 3 4 -1 5", "deviates": "3 1, 6 3/2",
    "one_deviates": "3 1/2, 6 1", "unflipped": f"{X} 1/3, {X} 1, {X} 1/2, {X} 2/5, 2 7 5/2 3 1/2", "unflipped_signs": X,
    "clean": f"{X} 1 1/2 2/5", "swollen": "3 4 6", "one_swollen": "3 4 4", "gibbs_below": f"{X} 1/2 1/5",
    "gibbs_sum_below": f"{X} 1/3 3 2/5",
    "overshoot": f"{X} 1/2 2/5, {X} 0 1/4", "reach": f"{X} 1/2 2/5, {X} 0 1/4", "simplex_below": f"{X} 1/2 3 1/5, {X} 0 4 -1/10",
    "misfit": f"{X} 1/2, {X} 3, 2 7 5/2 3 4", "left_out": X, "interpolator_below": f"{X} 7/10, {X} -1/5", "chi_moment": "4 -1/5, 4 1/10",
    "sign_moment": f"{X} 1/20, {X} -1/10", "cap": "4 1/4, 3 1/3", "cap_moment": "4 3/2", "exp_fresh_error": "5 3 1/4 2 1",
    "scarce": "5 2, 6 3", "fewer": "5 1/2 2, 5 3/4 4", "class_moment": "5 1/2", "mixed": "4 1/4", "exp_near": "5 4 1/4",
    "exp_exceed": "5 3 1/4 2 2/5, 5 3 1/4 2 3/8", "exp_gap_below": "5 3 1/4 2 3/10", "exp_gap_below_signs": "5 3 1/4 2 1/5",
    "exp_overshoot": "5 3 1/4 2 3/10", "exp_reach": "5 3 1/4 2 3/10", "unseen": "3 4", "spoiled": "5 2 2",
    "sco_reach": "3 4 0 0 1/2, 3 4 1/4 1/8 1/10", "sco_spread": "3 4 1/2, 4 2 1/4", "sco_beyond": "3 4 1/3, 4 2 1/4",
}  # fmt: skip
ASKED = [(name, at.split()) for name, places in PLACES.items() for at in places.split(", ")]


def asked(name: str, numbers: list[str]) -> tuple[Any, Draws, Row]:
    """The quantity, draws of its m and D (any where it has none), and what its words say there."""
    letters = dict(zip(QUANTITIES[name].args, map(sp.Rational, numbers), strict=True))
    w = draws(int(letters.get("m", 3)), int(letters.get("D", letters.get("d", 4))), 150 if "gibbs" in name else 4000)
    rest = {letter: float(at) for letter, at in letters.items() if letter not in ("m", "D", "d")}
    return quantity(name)(*letters.values()), w, SAID[name](w, **rest)


def alike(one: Row, two: Row) -> bool:
    """Whether two numbers of each draw have the same mean, as far as the draws tell, which must be more than half of it."""
    apart = np.asarray(one, dtype=float) - two
    limit = LIMIT * apart.std() / np.sqrt(apart.size) + ROUNDING
    return bool(abs(apart.mean()) <= limit <= abs(np.mean(two)) / 2)


def concrete(meaning: Any, w: Draws) -> Any:
    """The meaning at 3 samples of a simplex, and at the m of the draws, where it holds for all."""
    if isinstance(meaning, tuple):
        return tuple((concrete(lhs, w), relation, concrete(rhs, w)) for lhs, relation, rhs in meaning)
    return sp.sympify(meaning).xreplace({k: sp.Integer(3), m: sp.Integer(w.m)})


@pytest.mark.parametrize(("name", "numbers"), ASKED)
def test_every_meaning_of_a_quantity_is_what_its_words_say(name: str, numbers: list[str]) -> None:
    atom, w, said = asked(name, numbers)
    every = [value(concrete(meaning, w), w) for meaning in meanings(atom)]
    assert every and all(alike(meaning, said) for meaning in every)
    assert all(alike(one, two) for one, two in itertools.combinations(every, 2))
    for one in {one for meaning in meanings(atom) for one in occurring(concrete(meaning, w))}:
        assert within(one.about, value(one, w))


@pytest.mark.parametrize(("name", "numbers"), [(name, at) for name, at in ASKED if name in ("tail", "head", *EXACT)])
def test_the_enclosure_of_a_quantity_holds_what_its_words_say(name: str, numbers: list[str]) -> None:
    atom, w, said = asked(name, numbers)
    with ctx.workprec(64):
        ball = enclose(atom, {})
    room = LIMIT * np.std(said) / np.sqrt(w.n) + 1e-9
    assert float(ball.lower()) - room <= np.mean(said) <= float(ball.upper()) + room


def gd_training(w: Draws, eta: float, tau: float) -> Row:
    c = other.bits(w)[0]
    return other.empirical(c, other.descent(c, eta, tau))


#: What exceeds which loss by at most e with probability at least 1 - delta: population loss and loss on S, at places.
E_GEN = {
    "e_gen": ("risk", TABLE["training"], f"{X} 1/2, 7 2 1 6 0"), "interpolator_e_gen": ("mn_risk", TABLE["mn_training"], X),
    "exp_e_gen": ("exp_risk", TABLE["exp_training"], "7 2 1/8 1/4"), "sco_e_gen": ("sco_risk", TABLE["sco_training"], "3 4 1/4 1/8"),
    "sco_gd_e_gen": ("sco_gd_risk", gd_training, "3 4 1/4 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", E_GEN)
def test_the_least_e_of_a_difference_of_losses_lies_in_its_range_and_may_be_negative(name: str) -> None:
    """It has no meaning: it is no mean."""
    risk, training, places = E_GEN[name]
    least = []
    for place in places.split(", "):
        at = [sp.Rational(number) for number in place.split()]
        w = draws(int(at[0]), int(at[1]), 1000)
        rest = dict(zip(QUANTITIES[name].args[2:], map(float, at[2:]), strict=False))
        least += list(np.quantile(TABLE[risk](w, **rest) - training(w, **rest), (0.01, 0.5, 0.99)))
        assert meanings(quantity(name)(*at, sp.S.Half)) == []
    assert within(QUANTITIES[name], np.array(least)) and (min(least) < 0 or name == "interpolator_e_gen")


def test_every_quantity_with_a_meaning_is_asked() -> None:
    letters = {"p": sp.Rational(1, 2), "rho": sp.Rational(1, 3)}
    found = {
        name for name, one in QUANTITIES.items() if meanings(quantity(name)(*(letters.get(at, getattr(symbols, at)) for at in one.args)))
    }
    assert found == set(SAID) == set(PLACES)


def test_meanings_are_means_first_and_none_where_the_catalogue_says_none() -> None:
    tail = meanings(quantity("tail")(4, 5))
    assert tail == [outcome("far")(4, 5), ((outcome("chi")(4), ">=", 5),)]
    assert meanings(quantity("e_gen")(m, D, 1, 6, 0, symbols.delta)) == [] == meanings(quantity("fewer")(m, sp.Rational(1, 3), k))
    sizes = [
        len(meanings(quantity("unflipped")(3, 4, 1, 6, at))) for at in (sp.S.One, sp.Rational(1, 4), 1 / (k - 1), rho, sp.Rational(2, 5))
    ]
    assert sizes == [3, 3, 3, 2, 2]


def test_what_occurs_in_a_meaning() -> None:
    chi, risk, loss = outcome("chi")(D), outcome("risk")(m, D, 1, 6, gamma), quantity("loss")
    above, tail = outcome("above")(m, gamma), quantity("tail")(D, 3)
    assert occurring(((chi, "<=", risk), (above, ">", sp.S.Zero))) == {chi, risk, above}
    assert occurring(loss(m, D, 1, 6, gamma, chi) - tail * sp.exp(above)) == {chi, above}
    assert occurring(tail) == occurring(((tail, "<", 1),)) == occurring(0) == set()
