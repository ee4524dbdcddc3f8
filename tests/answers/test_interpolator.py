"""The minimum-norm interpolator: brackets against its law by scipy and against raw data, certificates re-checked and forged, misuse."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, norm
from typer.testing import CliRunner

import uccheck
from uccheck.answers import interpolator
from uccheck.certificates.check import check, digest
from uccheck.cli import build_app
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

LARGE = ("1000", "400000", "0.05", "0.01")


def test_the_default_instance_is_certified_by_trees_that_the_checker_confirms() -> None:
    found = uccheck.certify(*LARGE, learner="minimum-norm")
    assert found.verdict is Verdict.UPHELD and check(json.loads(json.dumps(found.certificate))).verdict is Verdict.UPHELD
    assert any("chi-square with `D - m + 1`" in sentence for sentence in found.given)
    one_step = uccheck.certify(*LARGE)
    assert found.e_gen.upper.value < one_step.e_gen.lower.value  # V has fewer degrees of freedom than T


@pytest.mark.parametrize(
    ("m", "D", "delta"),
    [
        (1000, 400_000, "0.05"),
        (30, 36, "0.05"),
        (20, 20, "0.3"),
        (3, 900, "0.9"),
        (1, 5, "0.2"),
        (1000, 2000, "1e-9"),
        (1, 2, "1e-300"),
        (3, 900, "0.999999999"),
    ],
)
def test_e_gen_is_the_quantile_of_the_law(m: int, D: int, delta: str) -> None:
    bracket = interpolator.certify(m, D, delta, "0.01").e_gen
    value = norm.sf(D / 8 / np.sqrt(m * chi2(D - m + 1).isf(float(delta))))
    assert float(bracket.lower.value) <= value * (1 + 1e-6) and value * (1 - 1e-6) <= float(bracket.upper.value)
    assert bracket.upper.value - bracket.lower.value < Fraction(1, 10**5)


@pytest.mark.parametrize(
    ("m", "D", "delta"), [(1000, 400_000, "0.05"), (30, 600, "0.01"), (20, 90, "0.3"), (3, 900, "0.4"), (1, 50, "0.2")]
)
def test_both_ends_of_e_unif_alg_are_at_quantiles_of_the_law(m: int, D: int, delta: str) -> None:
    """From above at the level below which V is with the chance delta; from below where it is between r D and the level with 2 delta."""
    law, found = chi2(D - m + 1), interpolator.certify(m, D, delta, "0.01").e_unif_alg
    room = law.sf(D / 8) - 2 * float(delta)
    ends = law.ppf(float(delta)), law.isf(room) if room > 0 else np.inf
    for end, level in zip((found.upper, found.lower), ends, strict=True):
        assert float(end.value) == pytest.approx(norm.cdf(D / 8 / np.sqrt(m * level)) if np.isfinite(level) else 0, rel=1e-5)


def test_brackets_hold_in_raw_data() -> None:
    """Quantiles of L_D over samples in R^D whose weights a solver found; and no pair of S with its flip has a gap below the bound."""
    m, D, s, b, rng = 6, 120, 4.0, 32.0, np.random.default_rng(5)
    risks, flips = [], []
    for _ in range(3000):
        noise = rng.standard_normal((m, D)) * np.sqrt(b / D)
        x = np.column_stack([np.full(m, np.sqrt(s / m)), noise])  # times its label; u is one coordinate of length 1/sqrt(m)
        w = np.linalg.lstsq(x, np.ones(m), rcond=None)[0]
        risks.append(norm.sf(w[0] * np.sqrt(s / m) / np.sqrt(b / D) / np.linalg.norm(w[1:])))
        flips.append(np.mean(w[0] * x[:, 0] - noise @ w[1:] <= 0))
    found = interpolator.certify(m, D, "0.2", "0.01")
    assert np.quantile(risks, 0.82) >= float(found.e_gen.lower.value) and np.quantile(risks, 0.78) <= float(found.e_gen.upper.value)
    gap = np.array(flips) - np.array(risks)
    assert np.mean(gap >= float(found.e_unif_alg.lower.value) - 1e-9) > 0.4  # more than twice delta
    assert np.mean(np.maximum(1 - np.array(risks), 0.5) <= float(found.e_unif_alg.upper.value)) >= 0.78


def test_where_the_flip_need_not_fail_nothing_is_claimed() -> None:
    """At D = m the variable V is chi-square at 1, far below r D."""
    found = interpolator.certify(40, 40, "0.05", "0.5")
    assert found.e_unif_alg.lower.node is None and found.verdict is not Verdict.UPHELD


@pytest.mark.parametrize("key, value", [("D", "300000"), ("delta", "1/2"), ("t", "1"), ("s", "8"), ("m", "999")])
def test_a_forged_certificate_is_refused(key: str, value: str) -> None:
    whole = uccheck.certify(*LARGE, learner="minimum-norm").certificate
    assert whole is not None
    for place in range(len(whole["roots"])):
        document: dict[str, Any] = copy.deepcopy(whole)
        document["roots"][place]["at"][key] = value
        report = check({**document, "sha256": digest(document)})
        assert report.verdict is not Verdict.UPHELD or report.conclusions != check(whole).conclusions


def test_the_least_D_is_certified_and_one_less_is_refuted() -> None:
    found: Any = uccheck.threshold(20, "0.05", "0.1", learner="minimum-norm")  # type: ignore[arg-type]
    assert found.outcome.verdict is Verdict.UPHELD and found.below is Verdict.UPHELD
    assert interpolator.certify(20, found.D - 1, "0.05", "0.1").verdict is Verdict.REFUTED
    most: Any = uccheck.largest_m(500, "0.05", "0.1", learner="minimum-norm")  # type: ignore[arg-type]
    assert interpolator.certify(int(most.value), 500, "0.05", "0.1").verdict is Verdict.UPHELD
    assert interpolator.certify(int(most.value) + 1, 500, "0.05", "0.1").verdict is Verdict.REFUTED


def test_a_small_delta_leaves_no_gap_beyond_the_least_D() -> None:
    """P(V >= t) is just above delta, however small delta is, so that one dimension less is refuted."""
    found: Any = uccheck.threshold(2, "1e-12", "0.001", learner="minimum-norm")  # type: ignore[arg-type]
    assert found.outcome.verdict is Verdict.UPHELD and found.below is Verdict.UPHELD


def test_beyond_the_reach_of_the_flip_the_reason_is_delta() -> None:
    questions: list[Any] = [
        lambda: uccheck.threshold(20, "0.5", "0.1", learner="minimum-norm"),  # type: ignore[arg-type]
        lambda: uccheck.largest_m(5000, "0.6", "0.1", learner="minimum-norm"),  # type: ignore[arg-type]
        lambda: uccheck.least_epsilon(20, 5000, "0.6", learner="minimum-norm"),  # type: ignore[arg-type]
    ]
    for question in questions:
        with pytest.raises(InvalidParameter, match="take delta < 1/2"):
            question()
    asked = ["certify", "--m", "20", "--D", "5000", "--delta", "0.6", "--epsilon", "0.1", "--learner", "minimum-norm", "--why"]
    assert "not applied: interpolator-flip needs 2 delta" in CliRunner().invoke(build_app(), asked).stdout
    assert not interpolator.certify(20, 5000, "0.05", "0.1").notes


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--learner", "max-margin"], "no law is derived here for the learner 'max-margin'"),
        (["--learner", "minimum-norm", "--gamma", "1"], "--gamma 1 says nothing of the learner minimum-norm"),
        (["--learner", "minimum-norm", "--theorem", "B"], "--theorem B says nothing"),
        (["--learner", "minimum-norm", "--kernel"], "leave it out"),
        (["--learner", "minimum-norm", "--s", "40"], "the flip fails"),
        (["--learner", "minimum-norm", "--m", "2000"], "needs D >= m, got m = 2000, D = 1000"),
    ],
)
def test_misuse_is_one_line(options: list[str], said: str) -> None:
    asked = ["certify", "--m", "10", "--D", "1000", "--delta", "0.1", "--epsilon", "0.1", *options]
    found = CliRunner().invoke(build_app(), asked)
    assert isinstance(found.exception, InvalidParameter) and said in str(found.exception) and "\n" not in str(found.exception)


def test_one_step_by_its_name_is_the_default() -> None:
    assert uccheck.certify(10, 4000, "0.05", "0.1", learner="one-step").certificate == uccheck.certify(10, 4000, "0.05", "0.1").certificate


@pytest.mark.parametrize(("m", "D", "delta"), [(100, 101, "0.1"), (100, 110, "0.3"), (10, 10, "0.49"), (10, 400, "0.5"), (10, 40, "0.6")])
def test_what_is_advised_helps_and_what_would_help_is_advised(m: int, D: int, delta: str) -> None:
    """The inequality of the note fails by scipy's law; a larger D is advised where some D gives an end, a smaller delta always."""

    def end(D: int, delta: Fraction) -> Fraction:
        return interpolator.certify(m, D, delta, "0.01").e_unif_alg.lower.value

    (note,) = (one for one in interpolator.certify(m, D, delta, "0.01").notes if one.startswith("interpolator-flip"))
    needs, _, mend = note.partition(": ")
    assert needs == f"interpolator-flip needs 2 delta < P(V >= s D/b), V chi-square at {D - m + 1}"
    chance = Fraction(delta)
    assert 2 * float(chance) >= chi2(D - m + 1).sf(4 * D / 32) and end(D, chance) == 0
    assert ("raise D" in mend) is any(end(larger, chance) > 0 for larger in (8 * m, 10**4, 10**6))
    assert "lower delta" in mend and end(1000 * m, Fraction(1, 100)) > 0
    assert ("at delta >= 1/2" in mend) is (chance >= Fraction(1, 2))
