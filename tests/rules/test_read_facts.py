"""Laws that a sentence reads off a mean and a variance: both are computed once more, from the coefficients of the vectors themselves."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

from uccheck.quantities.enclosed.evaluator import enclose
from uccheck.quantities.symbols import D, T, b, k, m, s, sigma
from uccheck.rules.catalogue import get
from uccheck.rules.catalogue.law.flip_law import X
from uccheck.rules.catalogue.law.simplex_law import CROSS, OWN
from uccheck.rules.catalogue.law.skew_law import RHO
from uccheck.rules.steps.cited import Named

NEAR = 1e-9


def said(name: str) -> Any:
    """The value of which the only sentence in the proofs of the statement speaks."""
    (found,) = [step.by for proof in get(name).proofs for step in proof.steps if isinstance(step.by, Named)]
    return found.grants.lhs


def at(expr: Any, point: dict[Any, Any]) -> float:
    return float(enclose(sp.sympify(expr), point).mid())


def given_the_sum(count: int, strength: float) -> tuple[float, float]:
    """Of -rho z_1 + sqrt(1 - rho^2) g given r = (z_1 + ... + z_m)/sqrt(m): the factor of r in its mean, and its variance."""
    own = np.zeros(count + 1)
    own[0], own[-1] = -strength, sqrt(1 - strength**2)
    total = np.append(np.ones(count), 0) / sqrt(count)
    factor = float(own @ total / (total @ total))
    rest = own - factor * total
    return factor, float(rest @ rest)


@pytest.mark.parametrize(("count", "strength"), [(2, Fraction(0)), (3, Fraction(1, 2)), (7, Fraction(9, 10))])
def test_the_margin_at_a_correlation_has_this_mean_and_variance(count: int, strength: Fraction) -> None:
    """(b/D) sqrt(m) times the sum of D coordinates, each a factor of r_j and an independent rest, with sum r_j^2 = T."""
    point = {m: count, D: 30, s: 4, b: 32, T: 21, RHO: strength}
    factor, variance = given_the_sum(count, float(strength))
    scale = 32 / 30 * sqrt(count)
    mean, deviation = 4 + scale * factor * 21, scale * sqrt(variance * 21)
    chance = float(stats.norm.sf(mean / deviation))
    assert at(said("skew-law"), point) == pytest.approx(chance, abs=NEAR)
    assert at(get("skew-law").claim.then[0].lhs, point) == pytest.approx(chance, abs=NEAR)
    other = float(stats.norm.sf(mean / (deviation * 1.01)))
    assert abs(other - chance) > 1000 * NEAR  # a variance that is wrong by 2 parts in 100 would be seen


@pytest.mark.parametrize("size", [2, 3, 8])
def test_the_vectors_of_a_simplex_have_this_variance_and_covariance(size: int) -> None:
    """From the coefficients of g_1, ..., g_k in their deviations from the mean."""
    claim = get("simplex-law").claim
    rows = [[Fraction(int(a == c)) - Fraction(1, size) for c in range(size)] for a in range(2)]
    own, cross = (sum((p * q for p, q in zip(rows[0], row, strict=True)), Fraction(0)) for row in rows)
    point = {k: size, OWN: own, CROSS: cross}
    assert claim.admissible(point) and all(one.holds(point) for one in claim.then)
    assert not claim.admissible({**point, OWN: own + Fraction(1, 100)})
    assert all(one.holds({**point, OWN: own * 2, CROSS: cross * 2}) is False for one in claim.then)
    assert at(said("simplex-law"), point) == own * size / (size - 1) == 1


def test_the_points_of_the_simplex_law_meet_its_hypotheses() -> None:
    claim = get("simplex-law").claim
    assert claim.grid() and all(claim.admissible(point) for point in claim.grid())


@pytest.mark.parametrize(("x", "deviation"), [(1, 2), (3, 5)])
def test_a_coordinate_lies_on_either_side_as_often_as_the_sentence_says(x: int, deviation: int) -> None:
    """By the distribution function of a centred normal of variance sigma^2, and that variance by the density of the claim."""
    point, law = {X: x, sigma: deviation}, stats.norm(0, deviation)
    above, below = float(law.cdf(x) - law.cdf(0)), float(law.cdf(0) - law.cdf(-x))
    claim = get("flip-law").claim
    assert at(said("flip-law"), point) == pytest.approx(above, abs=NEAR)
    assert [at(one.lhs, point) for one in claim.then] == pytest.approx([below, above], abs=NEAR)
    density, (variable, *_) = claim.then[0].lhs.function, claim.then[0].lhs.limits[0]
    square = integrate.quad(lambda t: t * t * at(density, {**point, variable: Fraction(t)}), -10 * deviation, 10 * deviation)[0]
    assert square == pytest.approx(deviation**2, rel=1e-6)
