"""Quantities as functions of sympy: arguments, what is assumed of them, how they print, and what stands for them."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import EVERYWHERE, Applied, _factored, known_everywhere, known_in, opaque, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.outcomes import OUTCOMES, outcome
from uccheck.quantities.symbols import TEX, D, a, b, d, delta, k, kappa, m, rho, s, t

EVERY = {name: quantity(name) for name in QUANTITIES} | {name: outcome(name) for name in OUTCOMES}
MARKS = sp.symbols("A_1:9", positive=True)


def at_marks(name: str) -> tuple[Applied, dict[str, Any]]:
    marks = dict(zip(EVERY[name].about.args, MARKS, strict=False))
    return EVERY[name](*marks.values()), marks


def shown(letter: str) -> str:
    """A variable's name as sympy prints it, but for those that print otherwise."""
    own = {str(symbol): text for symbol, text in TEX.items()}
    return own.get(letter, sp.latex(sp.Symbol(letter)))


@pytest.mark.parametrize("name", EVERY)
def test_a_quantity_prints_its_template_and_the_arguments_that_the_template_leaves_out(name: str) -> None:
    atom, marks = at_marks(name)
    text = re.sub(r"@([A-Za-z]+)", lambda found: sp.latex(marks[found[1]]), atom.about.tex)
    out = sorted(
        f"{shown(letter)}={sp.latex(mark)}"
        for letter, mark in marks.items()
        if f"@{letter}" not in re.findall(r"@[A-Za-z]+", atom.about.tex)
    )
    full = rf"{text}\big|_{{{','.join(out)}}}" if out else text
    assert sp.latex(atom) == full and sp.latex(atom**2) == rf"\left({full}\right)^{{2}}"
    assert r"\big|" not in sp.latex(EVERY[name](*map(sp.Symbol, marks)))  # a variable of its own name is not shown


@pytest.mark.parametrize("name", EVERY)
def test_what_is_assumed_of_a_quantity_is_its_range(name: str) -> None:
    atom, _ = at_marks(name)
    assert atom.is_extended_real and atom.is_finite and atom.is_real
    assert atom.is_nonnegative is (True if atom.about.low == 0 else None)
    dummy, meaning = opaque(atom)
    assert meaning == {dummy: atom} and dummy.is_real and dummy.is_nonnegative is atom.is_nonnegative and not dummy.is_positive


def test_arguments_are_expanded_and_equal_ones_meet() -> None:
    tail = quantity("tail")
    made = tail(D, (t + 1) ** 2 - D * (a - 1))
    assert made.args == (D, t**2 + 2 * t + 1 - D * a + D) and made == tail(D, 1 + t * (t + 2) + D * (1 - a))
    expr, meaning = opaque(made + tail(D, 3) * tail(m, 3))
    assert len(meaning) == 3 and expr.xreplace(meaning) == made + tail(D, 3) * tail(m, 3) and not expr.atoms(Applied)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D - D * a, r"D \left(1 - a\right)"),
        (D * a + D, r"D \left(a + 1\right)"),
        (t**2 + 2 * t + 1, r"\left(t + 1\right)^{2}"),
        (t + m, "m + t"),
        (D * t, "D t"),
        (1 - a, "1 - a"),
        (D * s - D * b * rho, r"D \left(- b \rho + s\right)"),
        (-D * t - D * a, None),
        (D * a - D, None),
        (m - m * a - m * b, None),
        (m * a * b - m * b, None),
        (a**2 - 1, None),
        (1 - a**2, None),
        (2 * a - 2 * t, None),
        (-m - D, None),
        (-(t**2) - 2 * t - 1, None),
        (-2 * t**2 - 4 * t - 2, r"- 2 \left(t + 1\right)^{2}"),
        (kappa - kappa * delta, None),
    ],
)
def test_a_sum_is_shown_as_the_product_that_it_is(value: Any, text: str | None) -> None:
    made = _factored(value)
    assert sp.expand(made - value) == 0
    assert text is None or sp.latex(made) == text
    assert sp.latex(made) in sp.latex(quantity("head")(m, value))


NUMBERS = tuple(map(sp.Rational, ("-2", "-1", "-1/2", "1/2", "1", "3")))


@pytest.mark.parametrize("first", NUMBERS)
@pytest.mark.parametrize("second", NUMBERS)
def test_a_sum_with_numbers_keeps_its_value_and_its_sign(first: Any, second: Any) -> None:
    """Found in the derivations: 1/2 - k/m stood there as -(m - 2 k)/(2 m)."""
    for one, two in itertools.combinations((sp.S.One, a, D * a, m * a, t**2, 1 / m, k / m), 2):
        value = first * one + second * two
        assert sp.expand(_factored(value) - value) == 0
    assert sp.latex(quantity("sco_spread")(m, d, sp.Rational(1, 2) - k / m)).endswith(r"\ge \frac{- 2 k + m}{2 m}\bigr)")


def test_models_say_of_which_arguments_they_speak() -> None:
    some, every = known_in(lambda *at: sum(at), "m", "D"), known_everywhere(lambda *at: max(at))
    assert some(1, 2, 4) == 7 and some.follows == {"m", "D"} and every(1, 4, 2) == 4 and every.follows is EVERYWHERE
    assert known_in(some).follows == frozenset() and not hasattr(lambda: 0, "follows")
