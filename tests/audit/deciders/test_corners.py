"""Formulas as polynomials in m, L, M, N, held against the formula at points; signs beyond a corner, held against a grid."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest
import sympy as sp

from uccheck.audit.deciders.linear.corners import beyond_a_corner, cases, nonnegative, polynomials

SYMBOLS = m, L, M, N = sp.symbols("m L M N", nonnegative=True)
POINTS = [*product((1, 2, 7, 40), (0.05, 0.5, 6.0), (0.1, 3.0))]


def values(text: str, at: tuple[float, float, float]) -> tuple[float, dict[sp.Symbol, float]]:
    """The formula's own value, and the letters, at m, L, M."""
    size, small, rare = at
    true = eval(text, {"log": math.log, "max": max, "min": min}, {"m": size, "epsilon": math.exp(-small), "delta": math.exp(-rare)})
    return true, {m: size, L: small, M: rare, N: math.log(size)}


@pytest.mark.parametrize(
    "text",
    [
        "3*m*log(2*m**2/(epsilon**3*delta)) - 7",
        "m*log(m)*log(1/delta) + log(4/epsilon)**2",
        "log(m/(delta*epsilon))*(m + 1)",
        "max(m, 5*log(1/epsilon)) - min(3*log(1/delta), m, 4)",
        "max(min(m, 9), log(1/delta)**2) + max(2, m*log(1/epsilon))",
        "min(m, max(3, log(1/epsilon)))*log(1/delta)",
    ],
)
def test_at_every_point_one_of_the_cases_is_the_formula_and_each_case_is_it_somewhere(text: str) -> None:
    found = cases(text, SYMBOLS)
    assert found
    met = set()
    for at in POINTS:
        true, letters = values(text, at)
        equal = {i for i, one in enumerate(found) if abs(float(one.subs(letters)) - true) < 1e-9}
        assert equal, at
        met |= equal
    assert met == set(range(len(found)))


@pytest.mark.parametrize("text", ["sqrt(m)", "log(log(m))", "m/log(1/epsilon)", "1/m", "log(-epsilon)", "max(m, sqrt(m))", "epsilon*m"])
def test_what_is_no_polynomial_in_some_case_is_none(text: str) -> None:
    assert cases(text, SYMBOLS) is None
    (forms,) = polynomials(text, SYMBOLS)  # a maximum is opened to those of its arguments that are polynomials
    assert len(forms) == text.count("max")


@pytest.mark.parametrize(
    "text",
    [
        "max(3*m, log(1/epsilon)) + m",
        "7 - max(m, log(1/delta), 2)",
        "min(m, 4)*max(2, log(1/epsilon))",
        "min(m, 4) + 2",
        "max(m, log(1/epsilon)) + max(4, log(1/delta))",
    ],
)
def test_for_some_slacks_that_are_not_negative_every_form_of_a_case_is_the_formula(text: str) -> None:
    """Each form is affine in each slack: from 0 upwards it comes to the formula's value, or stands there already."""
    every = polynomials(text, SYMBOLS)
    assert all(every)
    for at in POINTS:
        true, letters = values(text, at)
        reached = [all(_comes_to(form.subs(letters), true) for form in forms) for forms in every]
        assert any(reached), at
    slacked = [bool(form.free_symbols - {*SYMBOLS}) for forms in every for form in forms]
    assert all(slacked) if "max" in text else not any(slacked)


def _comes_to(form: sp.Expr, value: float) -> bool:
    slacks = sorted(form.free_symbols, key=str)
    assert all(slack.is_nonnegative for slack in slacks)
    start, steep = float(form.subs(dict.fromkeys(slacks, 0))), [float(form.coeff(slack)) for slack in slacks]
    return abs(value - start) < 1e-9 or any((value - start) * one > 0 for one in steep)


def test_a_maximum_is_opened_to_each_of_its_arguments_and_to_their_mean() -> None:
    (forms,) = polynomials("max(3*m, log(1/epsilon), 12)", SYMBOLS)
    plain = {sp.expand(form.subs(dict.fromkeys(form.free_symbols - {*SYMBOLS}, 0))) for form in forms}
    assert plain == {3 * m, L, sp.Integer(12), m + L / 3 + 4}


SIGNS = [
    (m - 3, {m: 3}, {}, True),
    (m - 4, {m: 3}, {}, False),
    (m * L - 2 * m, {m: 1, L: 2}, {}, True),
    (m * L - 2 * m - 1, {m: 1, L: 2}, {}, False),
    (m**2 - 4, {m: 2}, {}, True),
    (m * L - 6, {m: 2, L: 3}, {}, True),
    (m * L - 7, {m: 2, L: 3}, {}, False),
    (sp.log(4) * m - 2 * sp.log(2) * m, {m: 1}, {}, True),
    (m * (sp.log(3) - sp.log(2)), {m: 1}, {}, True),
    (m * (sp.log(2) - sp.log(3)), {m: 1}, {}, False),
    (5 - m, {m: 1}, {m: 5}, True),
    (5 - m, {m: 1}, {m: 6}, False),
    (m - 2, {m: 1}, {m: 6}, False),
    (m**2 - 6 * m + 9, {m: 0}, {m: 3}, True),
    (m**2 - 6 * m + 9, {m: 0}, {m: 4}, False),
    (9 - m**2, {m: 0}, {m: 3}, False),
    (9 - m**2, {m: 0}, {m: 4}, False),
    (m**2 - m, {m: 1}, {m: 4}, True),
    (m * (5 - L), {m: 2, L: 1}, {L: 5}, True),
    (m * (5 - L), {m: 2, L: 1}, {L: 6}, False),
    ((5 - L) * (3 - M), {L: 1, M: 1}, {L: 5, M: 3}, True),
    ((5 - L) * (3 - M) - 1, {L: 1, M: 1}, {L: 5, M: 3}, False),
    (L**2 - 4 * L + 4 + M, {L: 0, M: 0}, {L: 2}, True),
    (m**2 + L**2 - 6 * L + 9, {m: 0, L: 0}, {m: 7, L: 3}, True),
    (M * (m**2 - 6 * m + 9), {m: 0, M: 1}, {m: 3, M: 2}, True),
    (m * L - m, {m: 1, L: 0}, {m: 9, L: 4}, False),
    (10 + m * (L - 3), {m: 0, L: 0}, {m: 3}, True),  # falling in m here, rising there
    (8 + m * (L - 3), {m: 0, L: 0}, {m: 3}, False),
    (sp.Integer(0), {m: 1}, {m: 2}, True),
    (sp.Integer(-1), {}, {}, False),
    (sp.log(2), {}, {}, True),
]


@pytest.mark.parametrize(("polynomial", "least", "most", "expected"), SIGNS, ids=lambda one: str(one))
def test_which_polynomials_are_shown_not_to_be_negative_beyond_a_corner(
    polynomial: sp.Expr, least: dict[sp.Symbol, int], most: dict[sp.Symbol, int], expected: bool
) -> None:
    corner, top = ({letter: sp.Integer(end) for letter, end in ends.items()} for ends in (least, most))
    assert beyond_a_corner(polynomial, corner, top) is expected
    if not most:
        assert nonnegative(polynomial, corner) is expected
    slack = sp.Dummy("slack", nonnegative=True)
    assert beyond_a_corner(polynomial + slack, corner, top) is expected
    assert not beyond_a_corner(polynomial - slack, corner, top)


def test_what_is_shown_not_to_be_negative_is_so_on_a_grid() -> None:
    """Random polynomials of degree two with ends of every kind; some are shown, some are not."""
    draw, said = random.Random(3), {True: 0, False: 0}
    for _ in range(16):
        letters = draw.sample([m, L, M], 2)
        least = {letter: sp.Integer(draw.randint(0, 3)) for letter in letters}
        most = {letter: low + draw.randint(1, 4) for letter, low in least.items() if draw.random() < 0.6}
        terms = [x * y for x, y in product((1, *letters), repeat=2)]
        polynomial = sp.expand(sum(draw.randint(-2, 3) * term for term in terms) + draw.randint(0, 12))
        shown = beyond_a_corner(polynomial, least, most)
        said[shown] += 1
        if shown:
            axes = [[float(least[x] + (most.get(x, least[x] + 60) - least[x]) * part) for part in (0, 0.02, 0.3, 0.6, 1)] for x in letters]
            function = sp.lambdify(letters, polynomial)
            assert min(function(*point) for point in product(*axes)) >= -1e-9, (polynomial, least, most)
    assert min(said.values()) > 3
