"""Of which sign it follows that one quantity is at least another: the larger event, the likelier failure, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.monotone import FALLING, ORDERED, RISING, difference

MORE, ALSO = sp.symbols("more also")
PLACES = [(name, letter) for name, one in QUANTITIES.items() for letter in one.args]


def moved(name: str, *letters: str) -> tuple[Any, Any]:
    """The quantity at symbols, and with these arguments larger."""
    about = QUANTITIES[name]
    symbols = {letter: sp.Symbol(f"at_{letter}") for letter in about.args}
    more = {letter: symbol + (MORE if letter in letters else 0) for letter, symbol in symbols.items()}
    return quantity(name)(*symbols.values()), quantity(name)(*more.values())


@pytest.mark.parametrize(("name", "letter"), PLACES)
def test_a_quantity_is_compared_where_one_argument_moves_in_which_it_is_monotone(name: str, letter: str) -> None:
    small, large = moved(name, letter)
    up, down = letter in RISING.get(name, ()), letter in FALLING.get(name, ())
    assert not (up and down)
    assert (difference(large, small), difference(small, large)) == ((MORE, -MORE) if up else (-MORE, MORE) if down else (None, None))
    assert difference(small, small) is None  # which are equal, not compared


def test_nothing_is_known_where_two_arguments_move_or_names_differ() -> None:
    for one, two in (("exceed", "gamma e"), ("cone", "a p"), ("tail", "D t")):
        small, large = moved(one, *two.split())
        assert difference(large, small) is None is difference(small, large)
    assert difference(moved("head", "t")[1], moved("tail", "t")[0]) is None is difference(moved("tail")[0], moved("head")[0])


@pytest.mark.parametrize(("smaller", "larger"), ORDERED)
def test_ordered_quantities_are_compared_at_the_same_arguments_alone(smaller: str, larger: str) -> None:
    (small, moving), (large, _) = moved(smaller, "m"), moved(larger)
    assert difference(large, small) == 0 and difference(small, large) is None and difference(large, moving) is None


def test_the_tables_name_arguments_of_quantities() -> None:
    assert {(name, letter) for table in (RISING, FALLING) for name, letters in table.items() for letter in letters} <= set(PLACES)
    assert all(QUANTITIES[one].args == QUANTITIES[two].args for one, two in ORDERED)
