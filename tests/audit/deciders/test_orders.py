"""Orders of growth: true, false, and what is not said."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided, word
from uccheck.audit.deciders.linear import order
from uccheck.core.verdict import Evidence, Kind, Verdict


@pytest.mark.parametrize(
    ("quantity", "order", "of", "expected"),
    [
        ("dimension", "O", "m*log(1/epsilon) + log(1/delta)", "CERTIFIED"),
        ("dimension", "Omega", "m*log(1/epsilon)", "CERTIFIED"),
        ("dimension", "Omega", "m*log(m)", "REFUTED"),
        ("dimension", "Omega", "m/epsilon", "REFUTED"),
        ("dimension", "O", "sqrt(m)*log(1/epsilon)**3", "REFUTED"),
        ("dimension", "O", "m", "INCONCLUSIVE"),
        ("dimension", "Omega", "log(1/delta)", "REFUTED"),
        ("dimension", "Omega", "m*log(1/epsilon) + log(1/delta)", "REFUTED"),
        ("dimension", "Theta", "m*log(1/epsilon) + sqrt(m*log(1/epsilon)*log(1/delta))", "CERTIFIED"),
        ("dimension", "O", "m*log(1/epsilon)", "INCONCLUSIVE"),  # for delta fixed it holds
        ("dimension", "O", "m*log(1/epsilon)/delta", "CERTIFIED"),
        ("two-sided-deviation", "O", "1/m", "REFUTED"),
        ("two-sided-deviation", "Theta", "1/sqrt(m)", "CERTIFIED"),
        ("squared-weight-norm", "Theta", "m", "CERTIFIED"),
        ("squared-weight-norm", "O", "sqrt(m)", "REFUTED"),
        ("norm-bound-linear", "Omega", "sqrt(m)", "REFUTED"),
        ("norm-bound-linear", "O", "1", "PROVED"),
        ("weather", "O", "m", "OUT-OF-SCOPE"),
    ],
)
def test_orders(quantity: str, order: str, of: str, expected: str) -> None:
    found = decided("order", quantity=quantity, order=order, of=of)
    assert found.word == expected, found.detail


def test_an_order_asks_which_variables_grow() -> None:
    assert decided("order", quantity="dimension", order="O", of="m").needs == ("vary",)
    assert word("order", quantity="dimension", order="O", of="m", vary=["m"]) == "CERTIFIED"
    assert word("order", quantity="dimension", order="O", of="m", vary=["m", "epsilon"]) == "REFUTED"


def test_the_variables_that_a_formula_names_are_asked_about_apart() -> None:
    found = decided("order", quantity="dimension", order="O", of="m*log(1/epsilon) + m")
    assert "it holds where m, epsilon vary" in found.detail and "it fails where m, epsilon, delta vary" in found.detail
    assert found.needs == ("vary",)


def test_exponents_are_compared_by_their_highest_power_whatever_their_factors() -> None:
    """exp(M - 20 L) outgrows everything where L = t and M = t^2, though at t = 10 it is still small."""
    assert word("order", quantity="dimension", order="O", of="m*log(1/epsilon) + epsilon**20/delta") == "INCONCLUSIVE"


def test_a_quantity_is_known_as_a_function_of_its_own_variables() -> None:
    for of in ("1/(m*epsilon)", "log(1/delta)/sqrt(m)", "m**-1 + log(1/epsilon)"):
        found = decided("order", quantity="two-sided-deviation", order="O", of=of)
        assert found.word == "INCONCLUSIVE" and found.detail.endswith("this quantity as a function of m only")


def test_the_orders_between_which_a_quantity_lies_are_told_with_the_reason() -> None:
    between = decided("order", quantity="one-sided-deviation-of-consistent", order="O", of="log(m)/m").detail
    assert "between the orders m**(-1) and m**(-1)*N" in between and between.endswith("every term is at most one on the other side")
    both = decided("order", quantity="squared-weight-norm", order="Theta", of="m").detail
    assert "at the order of m " in both and both.count("every term is at most one on the other side") == 2
    above = decided("order", quantity="squared-weight-norm", order="Theta", of="m**2").detail
    assert "excluded where m = t^1" in above and "every term" not in above


def test_a_name_that_is_nearly_one_is_asked_back() -> None:
    assert decided("order", quantity="dimensions", order="O", of="m").detail.endswith("near it: dimension")
    assert "near it" not in decided("order", quantity="zzzz", order="O", of="m").detail


@pytest.mark.parametrize("second", [Verdict.UPHELD, Verdict.UNDECIDED])
def test_what_an_order_rests_on_must_all_hold(second: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    rests = [Evidence(kind=Kind.BALL, verdict=v, detail="d") for v in (Verdict.UPHELD, second)]
    monkeypatch.setattr(order, "ledger_evidence", lambda case: rests)
    found = decided("order", quantity="squared-weight-norm", order="O", of="1")
    assert found.verdict is (Verdict.REFUTED if second is Verdict.UPHELD else Verdict.UNDECIDED)
    assert all(e.verdict is found.verdict for e in found.evidence)


@pytest.mark.parametrize(
    ("order", "of", "expected"),
    [
        ("Theta", "sqrt(log(1/delta))", "CERTIFIED"),
        ("Omega", "log(1/delta)", "REFUTED"),
        ("O", "log(1/delta)", "CERTIFIED"),
        ("O", "1/delta", "CERTIFIED"),
        ("O", "1", "REFUTED"),
        ("Omega", "log(1/delta)**(1/3)", "CERTIFIED"),
        ("Omega", "1/delta**(1/100)", "REFUTED"),
    ],
)
def test_the_dimension_as_delta_falls(order: str, of: str, expected: str) -> None:
    found = decided("order", quantity="dimension", order=order, of=of, vary=["delta"])
    assert found.word == expected, found.detail


def test_the_growth_of_the_dimension_against_its_quantiles() -> None:
    """The least D at which L_D exceeds epsilon with probability at most delta, found by mpmath-free quantiles down to delta = 1e-300."""
    import math

    from scipy import stats

    r = 1 / 8
    for m in (1, 30, 3000):
        for epsilon in (0.3, 1e-2, 1e-12):
            z, L = stats.norm.isf(epsilon), math.log(1 / epsilon)
            for delta in (0.25, 1e-3, 1e-30, 1e-100, 1e-300):
                low, high = 1, 10**9
                while high - low > 1:
                    D = (low + high) // 2
                    low, high = (low, D) if stats.chi2.sf((r * D / z) ** 2 / m, D) <= delta else (D, high)
                M = math.log(1 / delta)
                growth = m * L + math.sqrt(m * L * M)
                assert high <= max(512 * m * L, math.sqrt(640 * m * L * M)) + 1
                assert 3 * growth <= high <= 160 * growth + 2, (m, epsilon, delta, high / growth)
