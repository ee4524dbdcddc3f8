"""The exponential network and stochastic convex optimization: brackets, certificates re-checked, forgeries refused, misuse, brute force."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from math import expm1, log, log1p
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binom
from typer.testing import CliRunner

from uccheck.answers.universes import convex, exponential
from uccheck.answers.universes.universe import UniverseOutcome
from uccheck.certificates.check import check, digest
from uccheck.certificates.check_integrals import confirm
from uccheck.certificates.check_rules import Refused
from uccheck.cli import build_app
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.quantities.enclosed.bounds import bounds
from uccheck.quantities.finite.likely import seldom_exceeded
from uccheck.rules.catalogue.convex._small import Universe, minimiser

HALF = Fraction(1, 2)


def ground(text: str) -> tuple[str, tuple[Fraction, ...]]:
    name, *args = text.split()
    return name, tuple(map(Fraction, args))


@pytest.mark.parametrize(
    "text",
    [
        *("cap 1 1/3", "cap 2 1/2", "cap 3 1/3", "cap 67 1/1000000", "cap 70 99/100", "cap 1380 1/10", "cap 1000000000000 3/100000"),
        *("scarce 3 1", "scarce 3 2", "scarce 100 38", "scarce 1000000000 499900000", "fewer 10 3/4 11", "fewer 10000 3/4 7200"),
        *("spoiled 10 10000 1", "spoiled 1000 1000000 400", "unseen 0 4", "unseen 3 4", "unseen 40 1000000000000", "unseen 1000000000 7"),
    ],
)
def test_the_checkers_own_values_confirm_the_bounds_and_refuse_a_shifted_pair(text: str) -> None:
    name, args = ground(text)
    low, high = bounds(name, args)
    confirm((name, *args), (low, high))
    if Fraction(1, 10**300) < high < Fraction(9, 10):
        with pytest.raises(Refused):
            confirm((name, *args), (low * Fraction(1001, 1000), high * Fraction(1001, 1000)))


@pytest.mark.parametrize("m, D", [(100, 5000), (10**4, 20000)])
def test_the_exponential_network_is_certified(m: int, D: int) -> None:
    found = exponential.certify(m, D, "0.05", "0.01")
    assert found.verdict is Verdict.UPHELD
    assert check(found.certificate).verdict is Verdict.UPHELD


def test_samples_of_one_class_refute_both_halves() -> None:
    found = exponential.certify(1, 10, "0.1", "0.1")
    assert found.verdict is Verdict.REFUTED
    assert found.e_unif_alg.upper.value == HALF and found.e_gen.lower.value == HALF


def test_every_delta_has_a_bound_near_three_quarters() -> None:
    found = exponential.certify(10**6, 10**6, "0.9", "0.3")
    assert found.theorem_used == "C" and Fraction(7, 10) < found.e_unif_alg.lower.value < Fraction(3, 4)


def test_what_is_not_shown_is_undecided() -> None:
    assert exponential.certify(100, 5000, "0.9", "0.3").verdict is Verdict.UNDECIDED


def test_a_bound_beyond_the_exact_value_is_not_confirmed() -> None:
    """Between the ends of a wide enclosure nothing is shown, in either direction."""
    with pytest.raises(Refused):
        confirm(("unseen", Fraction(10**5), Fraction(1)), (Fraction(0), Fraction(1, 10**2000)))


def test_the_extremes_end() -> None:
    assert exponential.certify(10**9, 10**12, "0.05", "1e-300").verdict is Verdict.UPHELD
    assert convex.certify(10**9, 10**12, "0.05", "1e-300").verdict is Verdict.REFUTED


def outcomes() -> list[UniverseOutcome]:
    made = [convex.certify(10, 10**4, "0.05", "0.01", learner=name) for name in convex.LEARNERS]
    return [*made, exponential.certify(100, 5000, "0.05", "0.01"), exponential.certify(3, 10, "0.9", "0.1")]


@pytest.mark.parametrize("number", range(5))
def test_forged_certificates_are_refused(number: int) -> None:
    found = outcomes()[number]
    assert check(found.certificate).verdict is Verdict.UPHELD
    for forged in forgeries(found.certificate):
        assert check(forged).verdict is not Verdict.UPHELD


def forgeries(document: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Every recorded bound moved by a tenth to the side that helps, with a hash that fits."""
    assert document is not None
    made = []
    for place, root in enumerate(document["roots"]):
        for index, (_, low, high) in enumerate(root["bounds"]):
            forged = copy.deepcopy(document)
            squeezed = [str(Fraction(low) * Fraction(9, 10)), str(Fraction(high) * Fraction(9, 10))]
            if Fraction(high) > Fraction(1, 10**300):
                forged["roots"][place]["bounds"][index][1:] = squeezed
                made.append({**forged, "sha256": digest(forged)})
    return made


def test_forgeries_are_made() -> None:
    assert sum(len(forgeries(found.certificate)) for found in outcomes()) >= 4


def test_the_rows_of_the_learners() -> None:
    erm, regularised, descent = (convex.certify(10, 10**4, "0.05", "0.01", learner=learner, eta=0) for learner in convex.LEARNERS)
    assert erm.verdict is Verdict.REFUTED and erm.e_gen.lower.value == erm.e_unif_alg.upper.value == HALF
    assert regularised.verdict is descent.verdict is Verdict.UPHELD
    assert regularised.e_unif_alg.upper.value == descent.e_unif_alg.upper.value == 0
    assert convex.certify(10, 10**4, "0.05", "0.01", learner="erm", eta="1e-5").e_gen.lower.value == HALF - Fraction(4, 10**5)


@pytest.mark.parametrize("m, d", [(1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (2, 3)])
def test_brute_force_over_all_samples_agrees_exactly(m: int, d: int) -> None:
    universe = Universe(m, d)
    gaps = universe.law(lambda share: minimiser(share, Fraction(0), Fraction(0)))
    assert gaps is not None
    for step in range(1, 32, 2):
        delta = Fraction(step, 32) + Fraction(1, 10**4)
        found = convex.certify(m, d, delta, "0.01", learner="erm")
        sup = seldom_exceeded([universe.superior(share) for share in universe.shares], delta)
        assert found.brackets["e_unif"].lower.value == found.brackets["e_unif"].upper.value == sup
        assert found.e_unif_alg.lower.value == found.e_unif_alg.upper.value == gaps.e_unif_alg(delta)
        assert found.e_gen.upper.value == max(gaps.e_gen(delta), Fraction(0))


def test_half_of_the_certificates_trusts_no_ball() -> None:
    found = convex.certify(10, 10**4, "0.05", "0.01")
    assert found.brackets["e_unif"].lower.report is not None
    assert found.brackets["e_unif"].lower.report.trusts == ("sympy",)


@pytest.mark.parametrize(
    "options, said",
    [
        (["--counterexample", "sco", "--s", "4"], "--s"),
        (["--counterexample", "exponential", "--gamma", "1"], "--gamma"),
        (["--counterexample", "linear", "--eta", "1"], "--eta"),
        (["--counterexample", "other"], "linear, exponential, sco"),
        (["--counterexample", "sco", "--learner", "sgd"], "regularised"),
        (["--counterexample", "sco", "--learner", "erm", "--tau", "1"], "--tau"),
        (["--counterexample", "exponential", "--kernel"], "of sco"),
        (["--counterexample", "sco", "--epsilon", "0.5"], "below 1/2"),
        (["--counterexample", "sco", "--epsilon", "0.999"], "below 1/2"),
    ],
)
def test_wrong_options_are_misuse(options: list[str], said: str) -> None:
    found = CliRunner().invoke(build_app(), ["certify", "--m", "10", "--D", "100", "--delta", "0.1", "--epsilon", "0.1", *options])
    assert isinstance(found.exception, InvalidParameter) and said in str(found.exception)


@pytest.mark.parametrize("name, status", [("exponential", 0), ("sco", 0)])
def test_the_command_prints_and_writes(name: str, status: int, tmp_path: Path) -> None:
    asked = ["certify", "--m", "10" if name == "sco" else "100", "--D", "10000", "--delta", "0.05", "--epsilon", "0.01"]
    target = tmp_path / "c.json"
    found = CliRunner().invoke(build_app(), [*asked, "--counterexample", name, "--json", "-o", str(target)])
    said = json.loads(found.stdout)
    assert found.exit_code == status and said["verdict"] == "CERTIFIED" and said["counterexample"] == name
    again = CliRunner().invoke(build_app(), ["check", str(target)])
    assert again.exit_code == 0 and "CHECKED" in again.stdout
    assert CliRunner().invoke(build_app(), [*asked, "--counterexample", name, "--why"]).exit_code == status


@pytest.mark.parametrize("s", ["1", "1/2", "7/3"])
def test_the_noise_that_nobody_names_is_the_least_whole_number_of_at_least_its_formula(s: str) -> None:
    """(4/3)(2 s + ln m), so that points of both labels are told apart and a flipped one is not."""
    for m in (1, 2, 7, 1000, 10**6, 10**12):
        least = 4 * (2 * Fraction(s) + Fraction(log(m))) / 3
        found = exponential.usual_noise(m, Fraction(s))
        assert found.denominator == 1 and found - 1 < least <= found + Fraction(1, 10**9)


@pytest.mark.parametrize("numbers", [(100, 1000, "0.05"), (50, 30, "0.3"), (1000, 10**6, "0.01"), (31, 7, "0.5"), (20, 5, "0.9")])
def test_the_ball_s_value_is_a_point_at_the_least_number_that_is_likely_enough(numbers: tuple[int, int, str]) -> None:
    """e_unif = 1/2 - (k - 1)/m with k the least for which a spoiled coordinate is likelier than delta, by scipy's binomial law."""
    m, d, delta = numbers
    one = [1.0 if 2 * k > m else 2 * float(binom.cdf(k - 1, m, 0.5)) for k in range(m)]
    k = next(k for k in range(1, m) if one[k] == 1 or -expm1(d * log1p(-one[k])) > float(delta))
    found = convex.certify(m, d, delta, "0.1").brackets["e_unif"]
    assert found.lower.value == found.upper.value == HALF - Fraction(k - 1, m)
