"""Terms of an order against their values far out."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from uccheck.audit.deciders.linear.order import LETTERS, Term


def logarithm(term: Term, ln_m: float, L: float, M: float) -> float:
    """ln of the term at ln(1/epsilon) = L, ln(1/delta) = M."""
    values = dict(zip(LETTERS, term.powers, strict=True))
    exact = {"m": ln_m, "N": math.log(ln_m), "L": math.log(L), "M": math.log(M), "E": L, "F": M}
    return sum(power * exact[name] for name, power in values.items())


def test_terms_that_divide_are_at_most_a_constant_times_the_other() -> None:
    """Where a term is said to divide another, ln of their quotient is bounded on a grid that reaches far."""
    grid = list(itertools.product((1.1, 10.0, 140.0), (1.0, 50.0, 1e5), (1.0, 50.0, 1e5)))
    generator, counts = random.Random(3), {True: 0, False: 0}
    for _ in range(600):
        one, other = (Term(tuple(float(generator.choice((-1, 0, 0, 1, 2))) for _ in LETTERS)) for _ in range(2))
        divides = one.divides(other)
        counts[divides] += 1
        if divides:
            assert max(logarithm(one, *at) - logarithm(other, *at) for at in grid) <= 2.0, (one, other)
        if all(p <= q for p, q in zip(one.powers, other.powers, strict=True)):
            assert divides
    m, log_m = (Term(tuple(float(name == letter) for name in LETTERS)) for letter in ("m", "N"))
    assert min(counts.values()) > 5 and log_m.divides(m) and not m.divides(log_m)


@pytest.mark.parametrize("path", [(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1), (2, 0, 1)])
def test_growth_orders_terms_as_their_values_do(path: tuple[int, int, int]) -> None:
    """On m = t^a, L = t^b, M = t^c at t = 10^300, where exponents, then powers, then even ln m outweigh what stays constant."""
    generator, a, b, c = random.Random(8), *path
    at = (a * 300 * math.log(10) or 1.0, 10.0 ** (300 * b), 10.0 ** (300 * c) if c < 2 else math.inf)
    for _ in range(150):
        powers = [float(generator.choice((-1, 0, 0, 1))) for _ in LETTERS]
        other = [power + generator.choice((-1, 0, 0, 0, 0, 0, 1)) for power in powers]
        first, second = (Term(tuple(one)).growth(path) for one in (powers, other))
        apart = logarithm(Term(tuple(powers)), *at) - logarithm(Term(tuple(other)), *at)
        if first != second:
            assert (apart > 0) == (first > second) or abs(apart) < 4, (powers, other)
        else:
            assert abs(apart) < 4, (powers, other)
