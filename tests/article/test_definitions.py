"""The definitions, run as a program: raw data drawn by their objects obey the law that is proved of them."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad

from uccheck.quantities.finite.variants import ramp
from uccheck.quantities.symbols import D, T, gamma, k, m, rho, s, sigma, t, zeta, zeta_bar
from uccheck.quantities.symbols import b as noise
from uccheck.quantities.symbols import x as point
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Relation
from uccheck.rules.notions import FRESH, LABEL, NAMES_U, SECOND, Y, settled

SIZE, DIMENSION, TRIALS = 6, 40, 4000
PUT = {s: 4, noise: 32, m: SIZE, D: DIMENSION}


def drawn(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, signal coordinates (K = 1) and noises, by the definition of the data."""
    terms = settled()["distribution"].terms
    labels = generator.choice([-1.0, 1.0], size=(TRIALS, SIZE))
    scale = sp.lambdify((LABEL, NAMES_U), sp.sympify(terms["signal"]).subs(PUT))
    direction = float(sp.sqrt(terms["length"].subs(PUT)))
    spread = float(sp.sqrt(terms["variance"].subs(PUT)))
    return labels, scale(labels, direction), generator.normal(size=(TRIALS, SIZE, DIMENSION)) * spread


def weights(labels: np.ndarray, parts: np.ndarray, which: int) -> np.ndarray:
    """The learner's sum over the points, term by term as the definition displays it."""
    shown = settled()["learner"].shown[which].rhs
    assert isinstance(shown, sp.Sum) and shown.limits[0][1:] == (1, m)
    (signal,) = shown.function.free_symbols - {shown.limits[0][0], *Y[shown.limits[0][0]].free_symbols}
    term = sp.lambdify((LABEL, signal), shown.function.subs(Y[shown.limits[0][0]], LABEL))
    return term(labels if parts.ndim == 2 else labels[:, :, None], parts).sum(axis=1)


def law() -> sp.Expr:
    """The margin by the exact law, as the statement has it."""
    return load()["exact-law"].claim.then[0].rhs


def test_margins_of_the_definitions_have_the_moments_of_the_exact_law() -> None:
    generator = np.random.default_rng(np.random.SeedSequence((20190204, 7)))
    labels, signals, noises = drawn(generator)
    first, second = weights(labels, signals, 0), weights(labels, noises, 1)
    margins = labels * (first[:, None] * signals + np.einsum("rd,rid->ri", second, noises))
    formula = sp.lambdify((T, zeta, zeta_bar), law().subs({**PUT, sigma: sp.sqrt(sp.Rational(32, DIMENSION))}))
    deviates = generator.normal(size=(TRIALS, SIZE))
    total = generator.chisquare(DIMENSION, size=(TRIALS, 1))
    expected = formula(total, deviates, deviates.mean(axis=1, keepdims=True))
    for moment in (np.mean, np.std):
        error = 6 * expected.std() / np.sqrt(TRIALS)
        assert abs(moment(margins) - moment(expected)) < error


def test_the_flip_of_the_definitions_keeps_the_law_and_turns_the_noise() -> None:
    made = settled()["flip"].terms["made"].rhs
    variance = made.coeff(SECOND) ** 2 + made.coeff(FRESH) ** 2
    assert sp.simplify(variance - 1) == 0 and made.coeff(SECOND) == -rho
    assert made.subs(rho, 1) == -SECOND


@pytest.mark.parametrize(("size", "at"), [(2, 0.2), (5, 0.15), (20, 0.03)])
def test_random_signs_of_the_definition_have_the_transform_of_their_bound(size: int, at: float) -> None:
    """A coordinate that is changed enters with the other sign; its transform is integrated over a point and the others' sum."""
    change = float(settled()["signs"].terms["change"])

    def transform(x: float) -> float:
        """The mean of exp(x z (z + W)), W of variance m - 1."""
        found, _ = quad(lambda z: np.exp(x * z**2 + (x * z) ** 2 * (size - 1) / 2 - z**2 / 2) / np.sqrt(2 * np.pi), -40, 40)
        return float(found)

    (bound,) = load()["sign-chernoff"].claim.then
    stated = bound.rhs.subs({point: at, m: size, D: 3, s: 4, noise: 32})
    mixed = change * transform(-at) + (1 - change) * transform(at)
    assert float(stated) == pytest.approx(np.exp(3 * 4 * at / 32) * mixed**3, rel=1e-8)


@pytest.mark.parametrize("count", [2, 3, 8])
def test_two_samples_of_the_definitions_simplex_are_a_flip_of_its_strength(count: int) -> None:
    """Deviations of independent copies from their mean, scaled to variance 1: their covariance is minus the strength."""
    deviations = sp.eye(count) - sp.ones(count) / count
    covariance = deviations * deviations.T
    strength = settled()["simplex"].terms["strength"].subs(k, count)
    assert {covariance[i, j] / covariance[0, 0] for i in range(count) for j in range(count) if i != j} == {-strength}


def test_t_and_r_are_those_of_the_statements() -> None:
    notion = settled()["T"]
    factors = notion.terms["sum"].as_ordered_factors()
    assert load()["rotation"].terms["one"] in factors and any(isinstance(part, sp.Sum) for part in factors)
    length = load()["weight-norm"].claim.given[0]
    assert notion.shown[0].lhs == T == length.rhs and sp.simplify(notion.shown[0].rhs - length.lhs) == 0


#: "{a} is {b}" in the prose of a definition, or "{a} of .. is {b}": both are objects of the record.
IS = re.compile(r"\{(\w+)\} is \{(\w+)\}")
NUMBERS = [(one.id, *found) for one in settled().values() for found in IS.findall(one.says) if {*found} <= {*one.terms}]


@pytest.mark.parametrize(("name", "left", "right"), NUMBERS)
def test_what_is_said_to_be_a_number_is_that_number(name: str, left: str, right: str) -> None:
    terms = settled()[name].terms
    put = {one.lhs: one.rhs for one in terms.values() if isinstance(one, Relation) and one.relation == "==" and one.rhs.is_number}
    assert sp.simplify((sp.sympify(terms[left]) - sp.sympify(terms[right])).subs(put)) == 0


def test_some_number_is_said() -> None:
    assert ("distribution", "r", "eighth") in NUMBERS


@pytest.mark.parametrize("width", [Fraction(1, 3), Fraction(2), Fraction(9)])
def test_the_ramp_of_the_definition_is_the_one_that_is_computed(width: Fraction) -> None:
    """The middle piece, between the two that words give, at every tenth of the way."""
    middle = settled()["loss"].terms["middle"]
    for step in range(11):
        at = width * step / 10
        value = middle.subs({t: sp.Rational(at.numerator, at.denominator), gamma: sp.Rational(width.numerator, width.denominator)})
        assert Fraction(str(value)) == ramp(at, width)
