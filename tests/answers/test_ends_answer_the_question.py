"""An end that is printed speaks of the quantity at the question's own numbers: the root of its tree is read argument by argument."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

from uccheck.answers.answer import End, answer
from uccheck.answers.definitions.rows import Switch, Switchboard, definitions
from uccheck.certificates.language import table
from uccheck.core.exact import exact

#: Linear questions: (m, D, delta, epsilon) and what else is asked for.
LINEAR = (
    ((20, 3000, "0.05", "0.1"), {}),
    ((7, 900, "0.2", "0.25"), {"gamma": 2, "kappa": "0.01", "tau": "0.5"}),
    ((30, 50000, "0.01", "0.05"), {"gamma": "0.5", "s": 3, "b": 20, "kappa": "0.1", "tau": 3}),
)
OTHERS = (
    ("exponential", (20, 3000, "0.05", "0.1"), {}),
    ("sco", (20, 3000, "0.05", "0.1"), {}),
    ("sco", (8, 4000, "0.1", "0.2"), {"eta": "0.01", "lam": "0.05", "tau": 7}),
)


def spoken_of(end: End, name: str) -> dict[str, Fraction]:
    """The arguments, by name, of the one quantity of that name that the tree concludes at its root."""
    assert end.node is not None
    (found,) = (ground for ground in end.node.concludes if ground[0] == name)
    return dict(zip(table()["quantities"][name]["args"], found[1:], strict=True))


def asked(board: Switchboard, row: Switch) -> dict[str, Fraction]:
    """The question's numbers by the letters of arguments; what is printed beside the row comes last."""
    numbers = {name: exact(value, name) for name, value in board.numbers.items() if re.fullmatch(r"[\d./e-]+", str(value))}
    printed = {name: exact(value, name) for name, value in re.findall(r"(\w+) = ([\d./e+-]+)", row.at)}
    none = dict.fromkeys(("gamma", "lam"), Fraction(0))  # what a row does not print is the 0-1 loss, and the minimiser without a term
    numbers = {**{name: value for name, value in numbers.items() if name not in none}, **none, **printed}
    numbers["d"] = numbers.get("d", numbers["D"])
    return {**numbers, **({"x": 1 / numbers["tau"]} if "tau" in numbers else {})}


def strangers(board: Switchboard) -> list[str]:
    """Ends whose tree speaks of other numbers than the row."""
    wrong = []
    for row in board.rows:
        for end in row.found:
            wanted = asked(board, row)
            own = spoken_of(end, row.definition.quantity)
            wrong += [f"{row.id}: {name} = {value}" for name, value in own.items() if wanted.get(name) != value]
    return wrong


@pytest.mark.parametrize(("numbers", "more"), LINEAR)
def test_every_end_of_the_linear_rows_is_about_the_numbers_beside_it(numbers: tuple[object, ...], more: Mapping[str, object]) -> None:
    board = definitions(*numbers, **more)  # type: ignore[arg-type]
    assert sum(len(row.found) for row in board.rows) > 20 and strangers(board) == []


@pytest.mark.parametrize(("name", "numbers", "more"), OTHERS)
def test_every_end_of_the_other_counterexamples_is_about_the_numbers_beside_it(
    name: str, numbers: tuple[object, ...], more: Mapping[str, object]
) -> None:
    board = definitions(*numbers, counterexample=name, **more)  # type: ignore[arg-type]
    assert any(row.found for row in board.rows) and strangers(board) == []


def test_the_ends_of_an_answer_are_about_its_setting() -> None:
    for gamma, s, b in (("0", 4, 32), ("1.5", 3, 20), ("100000", 4, 32)):
        found = answer(50, 40000, "0.03", gamma=gamma, s=s, b=b)
        wanted = {"m": 50, "D": 40000, "s": s, "b": b, "gamma": exact(gamma, "gamma"), "delta": Fraction(3, 100)}
        ends = [(name, side) for name in ("e_gen", "e_unif_alg") for side in ("lower", "upper") if found.end(name, side).node is not None]
        assert len(ends) > 1
        assert all(spoken_of(found.end(name, side), name) == wanted for name, side in ends)
