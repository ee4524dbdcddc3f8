"""The catalogue of quantities: arguments, words, meanings, and enclosures at exact arguments."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, ctx
from scipy import stats

from uccheck.certificates.language import rests_on
from uccheck.quantities import symbols
from uccheck.quantities.applied import opaque, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.enclosed import instances
from uccheck.quantities.enclosed.evaluator import enclose, sign
from uccheck.quantities.outcomes import OUTCOMES, meanings, occurring, outcome
from uccheck.quantities.symbols import D, delta, m, t
from uccheck.rules.catalogue import load

SETTING = (Fraction(10), Fraction(300), Fraction(4), Fraction(32))


def at(name: str) -> sp.Expr:
    return quantity(name)(*(getattr(symbols, letter) for letter in QUANTITIES[name].args))


@pytest.mark.parametrize("name", QUANTITIES)
def test_an_entry_is_whole(name: str) -> None:
    about = QUANTITIES[name]
    assert about.words.count("`") % 2 == 0 and about.words[0].islower()
    assert all(f"@{word}" not in about.tex or word in about.args for word in about.args)
    assert set(about.rests_on or ()) <= set(load())
    assert about.low is None or about.high is None or about.low < about.high
    assert sp.latex(at(name))


@pytest.mark.parametrize("name", QUANTITIES)
def test_a_meaning_speaks_of_known_random_variables(name: str) -> None:
    for meaning in meanings(at(name)):
        assert occurring(meaning), name


def test_names_are_unique_and_arguments_counted() -> None:
    assert not set(QUANTITIES) & set(OUTCOMES)
    with pytest.raises(TypeError):
        quantity("exceed")(m, D)
    assert outcome("risk") is outcome("risk")


def test_unequal_arguments_are_unequal_quantities() -> None:
    tail = quantity("tail")
    expr, meaning = opaque(tail(D, t) - tail(D, 2 * t) + tail(D, t + t))
    assert expr == next(symbol for symbol, atom in meaning.items() if atom == tail(D, t))
    assert tail(D, t).is_nonnegative and at("e_gen").is_nonnegative is None


def test_an_argument_that_the_letter_leaves_out_is_shown_unless_it_is_its_own() -> None:
    assert "b=" not in sp.latex(at("e_gen"))
    assert "b=32" in sp.latex(quantity("e_gen")(m, D, 4, 32, 0, delta))


@pytest.mark.parametrize(("df", "x"), [(1, 0.5), (7, 3.0), (300, 280.0)])
def test_tails_contain_the_reference(df: int, x: float) -> None:
    with ctx.workprec(96):
        tail, head = (chance(arb(df), instances.exact(Fraction(x))) for chance in (instances.tail, instances.head))
    assert abs(float(tail) - stats.chi2.sf(x, df)) < 1e-12 and abs(float(head) - stats.chi2.cdf(x, df)) < 1e-12


def test_losses_agree_with_quadrature() -> None:
    tau = 32 / 300 * (10 * 290) ** 0.5
    z = stats.norm.ppf([(k + 0.5) / 40000 for k in range(40000)])
    for gamma in (0, 3, 8, 20):
        margins = 4 + tau * z
        mean = (margins <= 0).mean() if gamma == 0 else (1 - margins / gamma).clip(0, 1).mean()
        assert abs(float(instances.loss(*SETTING, Fraction(gamma), Fraction(290))) - mean) < 1e-4


def test_brackets_contain_simulated_chances() -> None:
    import numpy as np

    generator = np.random.default_rng(20191208)
    chi, zeta = generator.chisquare(300, 40000), generator.standard_normal((40000, 10))
    flipped = 4 - 32 / 300 * (chi + np.sqrt(10 * chi) * (zeta[:, 0] - zeta.mean(axis=1)))
    with ctx.workprec(96):
        kept = instances.unflipped(*SETTING, Fraction(1))
        over = instances.exceed(*SETTING, Fraction(0), Fraction(1, 4))
    assert float(kept.lower()) - 0.01 <= (flipped > 0).mean() <= float(kept.upper()) + 0.01
    losses = stats.norm.sf(4 / 32 * 300 / np.sqrt(10 * chi))
    assert float(over.lower()) - 0.01 <= (losses > 0.25).mean() <= float(over.upper()) + 0.01


def test_what_has_no_enclosure_decides_nothing() -> None:
    point = dict(zip(QUANTITIES["meet"].args, (1, 1, 4, 32, Fraction(1, 2), Fraction(1, 4)), strict=True))
    values = {getattr(symbols, letter): value for letter, value in point.items()}
    assert sign(at("meet") - 2, values) is None
    assert sign(at("tail") + 1, {D: 3, t: 2}) == 1
    assert enclose(at("tail"), {D: 3, t: 2}) > 0


def test_enclosures_rest_on_statements() -> None:
    trusts, given = rests_on("unflipped")
    assert trusts == ("flint",)
    assert any("jointly Gaussian" in sentence for sentence in given)
    assert rests_on("tail") == (("flint",), ())
    assert rests_on("unflipped", "tail") == (trusts, given)
