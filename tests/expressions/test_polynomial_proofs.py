"""What is shown of polynomials against exact algebra written apart: quadratics, corners, factors; false neighbours are not shown."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest
import sympy

from uccheck.expressions.grammar import parse
from uccheck.expressions.polynomials import Lower, nonnegative

F = Fraction
Powers = dict[tuple[int, ...], Fraction]  # the coefficient of each product of powers
NAMES = ("x", "y", "z")


def reason(text: str, lower: dict[str, Lower], *, strict: bool = False) -> str | None:
    return nonnegative(parse(text, frozenset(lower)), lower, strict=strict)


def written(found: Powers, names: tuple[str, ...]) -> str:
    """As a text of the grammar."""
    terms = [f"({c})*" + "*".join([f"{n}**{p}" for n, p in zip(names, powers, strict=True)]) for powers, c in found.items()]
    return " + ".join(["0", *terms])


# ----- quadratic forms ----------------------------------------------------------------------------


def determinant(rows: list[list[Fraction]]) -> Fraction:
    """Leibniz' sum over all permutations."""
    total = F(0)
    for order in itertools.permutations(range(len(rows))):
        crossed = sum(order[i] > order[j] for i, j in itertools.combinations(range(len(rows)), 2))
        total += (-1) ** crossed * math.prod((rows[i][j] for i, j in enumerate(order)), start=F(1))
    return total


def semidefinite(rows: list[list[Fraction]]) -> bool:
    """Every principal minor is nonnegative."""
    places = range(len(rows))
    chosen = (kept for size in range(1, len(rows) + 1) for kept in itertools.combinations(places, size))
    return all(determinant([[rows[i][j] for j in kept] for i in kept]) >= 0 for kept in chosen)


def vanishes(rows: list[list[Fraction]]) -> bool:
    """Whether a semidefinite form of (x, 1) is 0 at some x: its last column is made up of the others."""
    matrix = sympy.Matrix([[sympy.Rational(v.numerator, v.denominator) for v in row] for row in rows])
    return bool(matrix.rank() == matrix[:, :-1].rank())


def forms(draw: random.Random) -> Iterator[list[list[Fraction]]]:
    """Sums of few squares, which are often 0 somewhere, and the same a little changed."""
    for _ in range(160):
        n = draw.choice([2, 3, 3, 4])
        rows = [[F(0)] * n for _ in range(n)]
        for _ in range(draw.randint(0, n)):
            side = [F(draw.randint(-2, 2), draw.choice([1, 1, 3])) for _ in range(n)]
            rows = [[rows[i][j] + side[i] * side[j] for j in range(n)] for i in range(n)]
        i, j = draw.randrange(n), draw.randrange(n)
        change = draw.choice([F(0), F(0), F(1, 9), F(-1, 9), F(1), F(-1)])
        rows[i][j] += change
        rows[j][i] += change if i != j else 0
        yield rows


def test_a_quadratic_is_shown_exactly_where_it_is_nonnegative_everywhere() -> None:
    """On the whole space elimination decides: it is the form of (x, 1) that must be semidefinite, and strictly so nowhere 0."""
    counts = dict.fromkeys(itertools.product((False, True), repeat=2), 0)
    for rows in forms(random.Random(11)):
        n = len(rows)
        names = NAMES[: n - 1]
        found: Powers = {}
        for i, j in itertools.product(range(n), repeat=2):
            powers = tuple((i == k) + (j == k) for k in range(n - 1))
            found[powers] = found.get(powers, F(0)) + rows[i][j]
        true = semidefinite(rows)
        never = true and not vanishes(rows)
        text, lower = written(found, names), dict.fromkeys(names)
        assert (reason(text, {**lower}) is not None, reason(text, {**lower}, strict=True) is not None) == (true, never), text
        counts[true, never] += 1
    assert counts.pop((False, True)) == 0 and min(counts.values()) > 10


@pytest.mark.parametrize(
    "text", ["x**3", "x**4 + x**3", "x**2*y", "x**2*y**2 - 1", "x**3*y + x**2 + 1", "x**4 - x**2", "x**4 + y**4 - 3*x*y + 1", "x*y*z + 1"]
)
def test_what_is_no_quadratic_is_not_taken_for_one(text: str) -> None:
    """Each is negative somewhere; read up to its first two letters it would be a square or a constant."""
    names = tuple(name for name in NAMES if name in text)
    places = itertools.product((F(-2), F(-1), F(-1, 2), F(0), F(1, 2), F(9, 10), F(1), F(2)), repeat=len(names))
    assert any(eval(text, dict(zip(names, at, strict=True))) < 0 for at in places)
    assert reason(text, dict.fromkeys(names)) is None


# ----- corners ------------------------------------------------------------------------------------


def moved(found: Powers, corner: tuple[Fraction, ...]) -> Powers:
    """The coefficients in t of e(corner + t), by the binomial theorem."""
    sums: Powers = {}
    for powers, c in found.items():
        for kept in itertools.product(*(range(p + 1) for p in powers)):
            part = math.prod((math.comb(p, k) * a ** (p - k) for p, k, a in zip(powers, kept, corner, strict=True)), start=c)
            sums[kept] = sums.get(kept, F(0)) + part
    return sums


def test_a_polynomial_is_shown_from_a_corner_upwards_exactly_where_its_coefficients_there_allow_it() -> None:
    """Of third degree, where no form helps: shown where no coefficient at the corner is negative, and never where a value is."""
    draw, counts = random.Random(6), {True: 0, False: 0}
    for _ in range(60):
        names = NAMES[: draw.choice([1, 2])]
        corner = tuple(F(draw.randint(-4, 6), 3) for _ in names)
        inner = {
            p: F(draw.choice([0, 1, 2, 5, -1 if draw.random() < 0.2 else 3]))
            for p in itertools.product(range(4), repeat=len(names))
            if sum(p) <= 3
        }
        found = moved(inner, tuple(-a for a in corner))  # so that its coefficients at the corner are the drawn ones
        assert all(moved(found, corner)[p] == c for p, c in inner.items())
        wanted = min(inner.values()) >= 0
        lower = dict(zip(names, corner, strict=True))
        counts[wanted] += 1
        if wanted:
            assert reason(written(found, names), {**lower}) == "expanded at the least values, no coefficient is negative"
            assert (reason(written(found, names), {**lower}, strict=True) is not None) is (inner[(0,) * len(names)] > 0)
        if reason(written(found, names), {**lower}) is not None:
            for steps in itertools.product((F(0), F(1, 10), F(1), F(5), F(100)), repeat=len(names)):
                at = [a + step for a, step in zip(corner, steps, strict=True)]
                assert sum(c * math.prod(v**p for v, p in zip(at, powers, strict=True)) for powers, c in found.items()) >= 0
    assert min(counts.values()) > 10


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("2 - x", {"x": F(0)}),
        ("1 + x**2 - x**3", {"x": F(0)}),
        ("5 - x*y", {"x": F(1), "y": F(1)}),
        ("x**3 - x", {"x": F(0)}),
        ("x + y", {"x": F(0), "y": None}),
        ("x*y", {"x": None, "y": F(3)}),
        ("x + 1", {"x": F(-2)}),
    ],
)
def test_a_polynomial_that_is_fine_at_its_corner_alone_is_not_shown(text: str, lower: dict[str, Lower]) -> None:
    assert reason(text, lower) is None


# ----- factors ------------------------------------------------------------------------------------

#: Irreducible polynomials: each with whether it is nonnegative for x >= 0 and for all y.
FACTORS = (("x", True), ("(x + 1)", True), ("(x - 2)", False), ("(y**2 + 1)", True), ("(y - 3)", False), ("(x**2 + y**2 - x*y + 1)", True))


def test_a_product_is_shown_exactly_where_its_odd_factors_and_its_constant_are_nonnegative() -> None:
    draw, counts = random.Random(2), {True: 0, False: 0}
    for _ in range(80):
        chosen = [(text, good, draw.randint(1, 2)) for text, good in draw.sample(FACTORS, draw.randint(1, 2))]
        constant = draw.choice(["3", "1/7", "-1", "-2/5"])
        text = f"({constant})*" + "*".join(f"{factor}**{power}" for factor, _, power in chosen)
        wanted = F(constant) > 0 and all(good or power % 2 == 0 for _, good, power in chosen)
        expanded = str(sympy.expand(sympy.sympify(text)))
        for form in (text, expanded):
            found = reason(form, {"x": F(0), "y": None})
            assert (found is not None) is wanted, form
        counts[wanted] += 1
    assert min(counts.values()) > 10


def test_a_factor_s_first_coefficient_is_positive() -> None:
    """So that none is nonpositive on rays and lines, and the sign of the constant is that of the product."""
    draw, symbols = random.Random(9), sympy.symbols("x y z")
    for _ in range(60):
        sides = [
            sum((draw.randint(-3, 3) * s ** draw.randint(0, 2) for s in symbols), start=sympy.Integer(draw.randint(-3, 3)))
            for _ in range(3)
        ]
        product = sympy.Poly(-math.prod(sides), *symbols, domain="QQ")
        constant, factors = product.factor_list()
        assert all(factor.LC() > 0 for factor, _ in factors) and (product.is_zero or (constant > 0) == (product.LC() > 0))


# ----- what is read as a polynomial, and how large -------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(x)**2 - x", "log(x) - log(x)", "x**(-1)*x", "x/x", "(x**0.5)**2 - x", "x**0.5*x**0.5 - x", "x**(-2)*x**2",
        "1/(x - x) - 1/(x - x)", "x**x - x**x", "exp(x)*exp(-x)", "0*x**(-1)", "2**x - 2**x", "pi - pi", "x/0 - x/0", "x**2 + 0/0",
    ],
)  # fmt: skip
def test_what_has_no_value_somewhere_is_not_shown_though_algebra_would_cancel_it(text: str) -> None:
    """Over all x: at 0 or left of it the expression has no value, or it is none of sums, products and whole powers."""
    for lower in (None, F(0), F(1)):
        assert reason(text, {"x": lower}) is None


@pytest.mark.parametrize(
    "text", ["x**0", "x/2 + 3", "-(-x) + 3", "x**1 - x + 1", "(x + 1)**2/4 + 1/2", "0.5 + x**2 - -x", "+x + 7", "x/(-2)*(-1) + 4"]
)
def test_sums_products_whole_powers_and_quotients_by_numbers_are_read(text: str) -> None:
    assert reason(text, {"x": F(0)}, strict=True) is not None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x**12", True), ("x**13", False), ("x**6*x**6", True), ("x**7*x**6", False), ("(x**3)**4", True), ("(x**4)**4", False),
        ("x**12 + x**12 + x**11", True), ("(x*y*z)**4", True), ("(x*y*z)**4*x", False), ("x**12/5*3 - -x**10", True),
        ("(x**6 + y)**2", True), ("(x**6 + y)**2*y", False), ("(2**20)**3*x", True), ("x**0*x**12", True),
    ],
)  # fmt: skip
def test_the_degree_is_at_most_twelve_before_anything_is_multiplied_out(text: str, read: bool) -> None:
    assert (reason(text, dict.fromkeys(NAMES, F(0))) is not None) is read


@pytest.mark.parametrize("text", ["(x + y + z + 1)**1000", "(x + y + z)**13*(x - y)**999", "((((x + y)**9)**9)**9)**9"])
def test_what_is_too_large_is_never_multiplied_out(text: str) -> None:
    started = time.process_time()
    assert reason(text, dict.fromkeys(NAMES, F(0))) is None
    assert time.process_time() - started < 1


def test_at_most_two_hundred_terms_are_looked_at() -> None:
    ladders = ("(1 + a)", "(1 + b)", "(1 + c)", "(1 + x + x**2 + x**3 + x**4)", "(1 + y + y**2 + y**3 + y**4)")
    product = "*".join(ladders)  # 2 * 2 * 2 * 5 * 5 terms
    lower = dict.fromkeys((*"abcxy",), F(0))
    assert reason(product, {**lower}) is not None and reason(f"{product} + x**5", {**lower}) is None


CORNER, FORM = "expanded at the least values, no coefficient is negative", "it is a quadratic form with nonnegative pivots"
EVEN = "even powers of its factors left out"


@pytest.mark.parametrize(
    ("text", "lower", "said"),
    [
        ("0*x", {"x": F(0)}, CORNER),
        ("x**3 + 0*y", {"x": F(0), "y": None}, CORNER),
        ("x**2 - 2*x + 1", {"x": F(0)}, FORM),
        ("0*x", {"x": None}, CORNER),
        ("(x**2 + 1)*(x - 5)**4", {"x": None}, f"{EVEN}; (x**2 + 1): {FORM}"),
        ("(x - 5)**4", {"x": None}, EVEN),
        ("3*x*(y - 5)**2", {"x": F(0), "y": None}, f"{EVEN}; (x): {CORNER}"),
    ],
)
def test_the_reason_is_the_one_that_holds(text: str, lower: dict[str, Lower], said: str) -> None:
    assert reason(text, lower) == said
