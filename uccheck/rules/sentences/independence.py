"""What independence gives: means of products, chances of coordinates together, laws that are told by their factors."""

from __future__ import annotations

from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import Q
from uccheck.rules.claim import eq, le, lt
from uccheck.rules.sentences.words import FACTORS, PRODUCT, ROTATIONS
from uccheck.rules.steps.cited import Named, read

INDEPENDENT = "definition: the `m` noise vectors and their coordinates are independent standard normals, chi-square is their sum of squares"
FAIR = "definition: the coordinates of the `m` points are `m d` independent fair signs 0 and 1"
HALF = sp.Rational(1, 2)


def square_transform(x: Any) -> Any:
    """The logarithm of E exp(x z^2) over a standard normal z, for x < 1/2."""
    return -sp.log(1 - 2 * x) / 2


def chi_transform(D: Any, x: Any) -> Named:
    """E exp(x T) of a sum of D squares."""
    return Named(PRODUCT, eq(quantity("chi_moment")(D, x), sp.exp(D * square_transform(x))), (lt(x, HALF),), ("chi2-laplace",))


def class_transform(m: Any, x: Any) -> Named:
    """E exp(-x N) of the number of m fair labels that are of one class."""
    one = sp.log(HALF * sp.exp(0) + HALF * sp.exp(-x))
    return Named(PRODUCT, eq(quantity("class_moment")(m, x), sp.exp(m * one)))


def sign_transform(X: tuple[Any, ...], x: Any) -> Named:
    """E exp(x D N/b) of a margin s + (b/D) sum_j z_j (e_j z_j + W_j), W_j ~ N(0, m - 1), where e_j is 1 with the chance 1/4, else -1."""
    m, D, s, b = X
    chances = {1: HALF * HALF, -1: 1 - HALF * HALF}
    one = sp.Add(*(chance / sp.sqrt(1 - 2 * sign * x - x**2 * (m - 1)) for sign, chance in chances.items()))
    value = sp.exp(x * D * s / b) * sp.exp(D * sp.log(one))
    laws = ("sign-transform", "chi2-laplace", "flip-margin")
    return Named(PRODUCT, eq(quantity("sign_moment")(*X, x), value), (lt(2 * x + x**2 * (m - 1), 1),), laws)


def kernel_exponent(signal: Any, noise: Any) -> Named:
    """The mean of exp(w.v) over a standard normal w is that of its coordinates, exp of half the squared norms of both parts of v."""
    return read(PRODUCT, (signal + noise) / 2, laws=("sign-transform",))


def mixed_pair(D: Any, u: Any) -> Named:
    """Two labels differ with the chance 1/2, whatever their noises are."""
    return Named(PRODUCT, eq(quantity("mixed")(D, u), HALF * quantity("cap")(D, u)))


def any_point(chance: Any) -> Named:
    """The chance is the same for every given point of the sphere."""
    return read(ROTATIONS, chance)


def same_interval(x: Any, sigma: Any) -> Named:
    """A symmetric interval's half has this chance on either side of 0: the law is that of the negative."""
    return read(FACTORS, Q(0) - Q(x / sigma))


def same_sign(p: Any, at_minus: Any, at_plus: Any) -> Named:
    """The mean of a function of a fair sign is that of the function of its negative."""
    return read(FACTORS, (1 - p) * at_minus + p * at_plus, (eq(p, HALF),))


def aligned_noise(m: Any, D: Any, a: Any, p: Any) -> Named:
    """First coordinates of at least a, and D - 1 further ones whose squares add up to at most p, of m vectors."""
    one = Q(a) * (1 - quantity("tail")(D - 1, p))
    return Named(INDEPENDENT, eq(quantity("cone")(m, D, a, p), one**m), (le(2, D),))


def _some(d: Any, chance: Any) -> Any:
    """The chance that some of d independent coordinates is of a kind that one has with that chance."""
    return 1 - (1 - chance) ** d


def all_zero(m: Any, d: Any) -> Named:
    """Some coordinate is 0 at all m points."""
    return Named(FAIR, eq(quantity("unseen")(m, d), _some(d, HALF**m)))


def scarce_somewhere(m: Any, d: Any, k: Any) -> Named:
    """Some coordinate has fewer than k values 1, or fewer than k values 0."""
    return Named(FAIR, eq(quantity("spoiled")(m, d, k), _some(d, quantity("scarce")(m, k))))


def constant_somewhere(m: Any, d: Any) -> Named:
    """Some coordinate is constant: whatever its first value, the others agree as m - 1 values are 0."""
    return Named(FAIR, eq(quantity("spoiled")(m, d, 1), quantity("unseen")(m - 1, d)), (le(1, m),))
