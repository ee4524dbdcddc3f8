"""The quantified and the reported kinds: for each a true claim, a false neighbour that is refuted, and one that stays open."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from uccheck.audit import engine, records
from uccheck.audit import files as claims
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.worker import decide
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import decimal_above, decimal_below

ROOT = Path(__file__).resolve().parents[2]


def decided(kind: str, limit: float = 40, **table: object) -> Decision:
    context = {"record": records.load(str(table["record"]), Path())} if kind == "run" else {}
    return decide({"id": "c", "says": "s", "kind": kind, **table}, limit, context)


def word(kind: str, **table: object) -> str:
    return decided(kind, **table).word


@pytest.mark.parametrize(
    ("D", "expected"),
    [
        ("160*m*log(4/epsilon) + 75*log(1/delta)", "CERTIFIED"),
        ("512*(m*log(4/epsilon) + log(1/delta))", "CERTIFIED"),
        ("1000*max(m*log(m/delta), m*log(4/epsilon))", "CERTIFIED"),
        ("64*m*log(1/epsilon)", "REFUTED"),
        ("128*m*log(1/epsilon)", "REFUTED"),
        ("300*log(4/epsilon) + 75*log(1/delta)", "REFUTED"),
        ("max(m*log(m/delta), m*log(1/epsilon))", "REFUTED"),
        ("200*m*log(4/epsilon) + 80*log(1/delta) - max(1, 199*m*log(4/epsilon))", "REFUTED"),  # a maximum with a minus
        ("(200*m*log(4/epsilon) + 80*log(1/delta))/max(1, m)", "REFUTED"),
    ],
)
def test_what_suffices(D: str, expected: str) -> None:
    assert word("suffices", D=D, delta=[0, "0.25"]) == expected


def test_what_suffices_depends_on_the_range() -> None:
    wide = decided("suffices", D="160*m*log(4/epsilon) + 75*log(1/delta)", delta=[0, "0.9"])
    assert wide.word != "CERTIFIED"
    unsaid = decided("suffices", D="160*m*log(4/epsilon) + 75*log(1/delta)")
    assert unsaid.needs == ("delta",)
    for_all = decided("suffices", D="64*m*log(1/epsilon)")
    assert for_all.word == "REFUTED" and "every delta <= 1/4" in for_all.detail


def test_a_counterexample_is_an_instance_that_the_formula_allows() -> None:
    found = decided("suffices", D="64*m*log(1/epsilon)", delta=["0.01", "0.25"], m=[100, 100], epsilon=["0.001", "0.1"])
    assert found.word == "REFUTED" and "m = 100" in found.detail


def test_what_is_necessary() -> None:
    assert word("necessary", D="m*log(m)", delta=["0.1", "0.2"], m=[100, 3000], epsilon=["0.2", "0.5"]) == "REFUTED"
    assert word("necessary", D="m/1000", delta=["0.1", "0.2"], m=[100, 200], epsilon=["0.001", "0.01"]) == "CERTIFIED"


BELOW = {"delta": ["0.05", "0.25"], "epsilon": [0, "0.01"], "m": [10, "inf"]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("max(m, 60*m*log(1/epsilon)) + log(1/delta)", {"m": [100, "inf"]}, "CERTIFIED"),
        ("70*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("128*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.25"]}, "INCONCLUSIVE"),  # rare samples: not shown
        ("60*m*log(1/epsilon) - log(1/delta)", {}, "CERTIFIED"),
        ("60*m*log(1/epsilon) + 1000000*log(1/delta)", {}, "REFUTED or INCONCLUSIVE"),
    ],
)
def test_what_is_necessary_for_all_m(D: str, more: dict[str, object], expected: str) -> None:
    assert word("necessary", D=D, **{**BELOW, **more}) in expected.split(" or ")


ALONE = {"conclusion": "e_gen", "delta": [0, "0.05"], "epsilon": [0, "0.01"], "m": [4, 4]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {"m": [10, "inf"]}, "REFUTED"),
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("75*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("300*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.4"]}, "INCONCLUSIVE"),
        ("64*m*log(1/epsilon)", {"m": [4, 1000]}, "INCONCLUSIVE"),
        ("m/5000", {"m": [10, "inf"]}, "REFUTED"),
    ],
)
def test_what_is_necessary_for_e_gen_alone(D: str, more: dict[str, object], expected: str) -> None:
    found = decided("necessary", D=D, **{**ALONE, **more})
    assert found.word in expected.split(" or "), found.detail


def test_in_few_dimensions_the_gap_is_below_its_bound_in_raw_samples() -> None:
    """P(L_D - Lhat_S > epsilon) of samples in R^D, that share no formula with the bound; and a bound is not given away."""
    import numpy as np
    from scipy import stats

    from uccheck.audit.deciders import few_dimensions as few

    m, D, epsilon, draws = 300, 2, Fraction("0.06"), 4000
    generator = np.random.default_rng(13)
    noise = generator.standard_normal((draws, m, D))
    weights = noise.sum(axis=1)
    training = (D / 8 + np.einsum("nij,nj->ni", noise, weights) <= 0).mean(axis=1)
    gaps = stats.norm.sf(D / 8 / np.linalg.norm(weights, axis=1)) - training
    bound = min(float(few.bad_chance(m, D, Fraction(t), Fraction(H), epsilon)) for t in range(1, 12) for H in (0, 1, 2))
    assert (gaps > float(epsilon)).mean() <= bound
    t, H = Fraction(4), Fraction(1)
    wide = Fraction("0.12")
    v = float(wide) * m**0.5 - 3 / (2 * np.pi) ** 0.5
    assert float(few.bad_chance(m, D, t, H, wide)) == pytest.approx(stats.chi2.sf(4, D) + stats.norm.sf(1) + np.exp(-2 * v * v), rel=1e-9)
    assert few.bad_chance(m, D, t, H, Fraction("0.06")) == 1  # v is negative: nothing is shown
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.1") == "CERTIFIED"
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.01") == "INCONCLUSIVE"


def test_the_mean_gap_and_the_tail_at_the_mean_that_e_gen_rests_on() -> None:
    import numpy as np
    from scipy import stats

    from uccheck.audit.deciders import necessity
    from uccheck.core.effort import Steps

    generator = np.random.default_rng(5)
    noise = generator.standard_normal((200_000, 4, 1))
    weights = noise.sum(axis=1)
    training = (1 / 8 + np.einsum("nij,nj->ni", noise, weights) <= 0).mean(axis=1)
    mean = float((stats.norm.sf(1 / 8 / np.abs(weights[:, 0])) - training).mean())
    zero = Fraction(0)
    assert necessity._in_mean(4, 1, zero, Fraction(mean - 0.005), Steps(9, 1e18))
    assert not necessity._in_mean(4, 1, zero, Fraction(mean + 0.005), Steps(9, 1e18))
    assert necessity._in_mean(4, 1, Fraction("0.05"), Fraction(mean - 0.06), Steps(9, 1e18))
    assert not necessity._in_mean(4, 1, Fraction("0.05"), Fraction(mean - 0.03), Steps(9, 1e18))
    above = [float(stats.chi2.sf(D, D)) for D in range(1, 200)]
    assert all(later > earlier for earlier, later in zip(above, above[2:], strict=False))
    first = necessity._settled_from(4, Fraction("0.25"))
    assert first is not None and above[first - 1] * (1 - 4 * stats.norm.sf(2 * (first / 32) ** 0.5)) > 0.25
    assert necessity._settled_from(4, Fraction("0.5")) is None


def test_the_factor_of_what_is_necessary_against_mpmath() -> None:
    """kappa makes (kappa e^(1 - kappa))^(D/2) at most delta from its first D on; alpha is below z^2/ln(1/epsilon) at smaller epsilon."""
    import time

    from mpmath import mp, mpf

    from uccheck.audit.deciders import necessity

    mp.dps = 40
    for delta in ("0.05", "0.25"):
        for D in (1, 2, 50, 3000):
            kappa = necessity.ratio(Fraction(delta), D)
            k = mpf(kappa.numerator) / kappa.denominator
            assert (k * mp.e ** (1 - k)) ** (mpf(D) / 2) <= mpf(delta) < (k * 1.001 * mp.e ** (1 - k * 1.001)) ** (mpf(D) / 2)
    for epsilon in ("0.4", "0.01"):
        z = necessity.quantile_below(Fraction(epsilon))
        alpha = necessity.slope(Fraction(epsilon), z, time.monotonic() + 20)
        assert alpha is not None
        for smaller in (mpf(epsilon), mpf(epsilon) / 3, mpf(epsilon) ** 2, mpf(epsilon) ** 20):
            quantile = mp.sqrt(2) * mp.erfinv(1 - 2 * smaller)
            assert alpha.numerator * mp.log(1 / smaller) / alpha.denominator <= quantile**2
        assert mpf(alpha.numerator) / alpha.denominator > 0.999 * float(z) ** 2 / mp.log(1 / mpf(epsilon))


SMALL = {"m": 10, "delta": "0.25", "epsilon": "0.1"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"relation": ">=", "value": 900}, "CERTIFIED"),
        ({"relation": ">=", "value": 1500}, "REFUTED"),
        ({"relation": "<=", "value": 1500}, "CERTIFIED"),
        ({"relation": "<=", "value": 900}, "REFUTED"),
        ({"about": 1100, "factor": "1.5"}, "CERTIFIED"),
        ({"about": 5000, "factor": "1.5"}, "REFUTED"),
        ({"about": 5000}, "REFUTED"),
        ({"about": 300, "factor": "1.5"}, "REFUTED"),
    ],
)
def test_thresholds(table: dict[str, object], expected: str) -> None:
    found = decided("threshold", **SMALL, **table)
    assert found.word == expected, found.detail


def test_the_threshold_agrees_with_the_search() -> None:
    from uccheck.answers.threshold import threshold

    least = threshold(10, "0.25", "0.1").D
    assert word("threshold", **SMALL, relation="<=", value=least) == "CERTIFIED"
    assert word("threshold", **SMALL, relation=">=", value=least - 20) == "CERTIFIED"
    assert word("threshold", **SMALL, relation=">=", value=least + 1) == "REFUTED"


AT = {"m": 1000, "D": 400000, "delta": "0.05"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"quantity": "e_unif-alg", "about": "0.994", **AT}, "CERTIFIED"),
        ({"quantity": "e_unif-alg", "about": "0.90", **AT}, "REFUTED"),
        ({"quantity": "e_unif-alg", "about": "1.0", "within": "0.001", **AT}, "REFUTED"),
        ({"quantity": "e_unif-alg", "about": 1, **AT}, "INCONCLUSIVE"),
        ({"quantity": "e_unif-alg", "about": "1.0"}, "INCONCLUSIVE"),
        ({"quantity": "e_gen", "about": "0.0063", **AT}, "CERTIFIED"),
        ({"quantity": "e_gen", "about": "0.0070", **AT}, "REFUTED"),
        ({"quantity": "all-flipped", "about": "0.79", "m": 1000, "D": 16000}, "CERTIFIED"),
        ({"quantity": "all-flipped", "about": "0.80", "m": 1000, "D": 16000}, "REFUTED"),
        ({"quantity": "64*2.326**2", "about": "346"}, "CERTIFIED"),
        ({"quantity": "64*2.326**2", "about": "347"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3142"}, "CERTIFIED"),
        ({"quantity": "1000*pi", "about": "3100"}, "INCONCLUSIVE"),
        ({"quantity": "1000*pi", "about": "3000"}, "INCONCLUSIVE"),
        ({"quantity": "1000*pi", "about": "3000.0"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3200"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3100", "within": "10"}, "REFUTED"),
    ],
)
def test_about(table: dict[str, object], expected: str) -> None:
    found = decided("approx", **table)
    assert found.word == expected, found.detail


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


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"test": "mean", "n": 28, "mean": "5.19"}, "REFUTED"),  # 145/28 = 5.18, 146/28 = 5.21
        ({"test": "mean", "n": 28, "mean": "5.21"}, "PROVED"),
        ({"test": "mean", "n": 18, "mean": "3.44", "sd": "2.47"}, "REFUTED"),
        ({"test": "mean", "n": 18, "mean": "3.44", "sd": "2.48"}, "PROVED"),
        ({"test": "mean", "n": 10, "mean": "0.50", "sd": "0.53", "low": 0, "high": 1}, "PROVED"),
        ({"test": "mean", "n": 10, "mean": "0.50", "sd": "0.60", "low": 0, "high": 1}, "REFUTED"),
        ({"test": "mean", "n": 10, "mean": "7.50", "low": 1, "high": 7}, "REFUTED"),
        ({"test": "t", "value": "2.20", "df": 28, "p": "0.036", "sides": 2}, "MEASURED"),
        ({"test": "t", "value": "2.20", "df": 28, "p": "0.03", "sides": 2}, "REFUTED"),
        ({"test": "t", "value": "2.20", "df": 28, "p": "0.018"}, "INCONCLUSIVE"),
        ({"test": "t", "value": "2.20", "df": 28, "p": "0.05", "p_relation": "<"}, "MEASURED"),
        ({"test": "F", "value": "3.20", "df": 2, "df2": 30, "p": "0.055"}, "MEASURED"),
        ({"test": "F", "value": "3.20", "df": 2, "df2": 30, "p": "0.045"}, "REFUTED"),
        ({"test": "chi2", "value": "3.84", "df": 1, "p": "0.05"}, "MEASURED"),
        ({"test": "z", "value": "1.96", "p": "0.05", "sides": 2}, "MEASURED"),
        ({"test": "z", "value": "1.96", "p": "0.01", "sides": 2}, "REFUTED"),
        ({"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100, "value": "2.38", "pooled": True}, "MEASURED"),
        ({"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100, "value": "2.83"}, "REFUTED"),
        ({"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100, "value": "2.41"}, "INCONCLUSIVE"),
        ({"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100, "value": "2.41", "pooled": False}, "MEASURED"),
        ({"test": "two-proportions", "k1": 20, "n1": 100, "k2": 35, "n2": 100, "value": "2.41", "pooled": True}, "REFUTED"),
    ],
)
def test_statistics(table: dict[str, object], expected: str) -> None:
    found = decided("statistic", **table)
    assert found.word == expected, found.detail


def test_grim_and_grimmer_against_enumeration() -> None:
    """Every mean and deviation of four whole numbers of 1..5 is possible, and no other is said to be."""
    import itertools
    import statistics

    reached = {(f"{statistics.fmean(v):.2f}", f"{statistics.stdev(v):.2f}") for v in itertools.product(range(1, 6), repeat=4)}
    means = sorted({m for m, _ in reached})
    for mean in means[::3]:
        for sd in ("0.00", "0.50", "0.58", "0.82", "1.00", "1.15", "1.26", "1.50", "1.73", "2.00", "2.31"):
            found = word("statistic", test="mean", n=4, mean=mean, sd=sd, low=1, high=5)
            if (mean, sd) in reached:
                assert found == "PROVED", (mean, sd)
    assert word("statistic", test="mean", n=4, mean="3.10") == "REFUTED"


LAW = {"record": "kit:hypersphere-blog", "quantity": "e_unif-alg", "level": "0.99", "delta": "0.05"}
FAR = {"record": "kit:sweep-outer", "quantity": "partner-error"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({**FAR, "relation": "<=", "value": "0.15", "under": {"outer": "2"}}, "MEASURED"),
        ({**FAR, "relation": ">=", "value": "0.9", "under": {"outer": "2.0"}}, "REFUTED"),
        ({**FAR, "relation": ">=", "value": "0.9"}, "INCONCLUSIVE"),
        ({**FAR, "relation": ">=", "value": "0.9", "under": {"outer": "7"}}, "OUT-OF-SCOPE"),
        ({**LAW, "relation": ">=", "value": "0.82", "under": {"m": "8192"}}, "CONFIRMED(0.99)"),
        ({**LAW, "relation": ">=", "value": "0.9", "under": {"m": "8192"}}, "INCONCLUSIVE"),
        ({**LAW, "quantity": "test-error", "relation": "<=", "value": "0.14", "under": {"m": "8192"}}, "CONFIRMED(0.99)"),
        ({**LAW, "quantity": "test-error", "relation": "<=", "value": "0.05", "under": {"m": "8192"}}, "REFUTED"),
        ({"record": "kit:hypersphere-blog", "quantity": "stopped", "relation": ">=", "value": 1}, "MEASURED"),
        ({"record": "kit:hypersphere-blog", "quantity": "replicates", "relation": "==", "value": 3, "under": {"m": "1024"}}, "MEASURED"),
        ({"record": "kit:hypersphere-blog", "quantity": "gap"}, "INCONCLUSIVE"),
    ],
)
def test_runs(table: dict[str, object], expected: str) -> None:
    found = decided("run", **table)
    assert found.word == expected, found.detail


def test_the_recomputed_value_is_that_of_the_swap_lemma() -> None:
    from uccheck.audit.deciders.run import _gap_lower
    from uccheck.counterexample.transfer import swap_from_draws

    table = {"record": "kit:hypersphere-blog", "quantity": "e_unif-alg", "relation": ">=", "level": "0.9975", "delta": "0.05"}
    runs = records.shipped()["hypersphere-blog"]["records"]
    for cell in ("1024", "8192"):
        gaps = [_gap_lower(r, Fraction(1, 100)) for r in runs if r["cell"] == cell]
        value = Fraction(swap_from_draws(gaps, "0.05", Fraction(1, 400), gap_alpha="0.01").value)
        assert word("run", **table, value=decimal_below(value, 12), under={"m": cell}) == "CONFIRMED(0.9975)"
        assert word("run", **table, value=decimal_above(value + Fraction(1, 10**9), 12), under={"m": cell}) == "INCONCLUSIVE"


def kept(path: Path) -> bool:
    """Whether a record is one of the hypersphere runs, whose counts the kit ships."""
    with path.open(encoding="utf-8") as lines:
        return "partner_errors" in next(lines)


def test_the_shipped_records_are_those_of_the_documents() -> None:
    names = {p.parent.name for p in ROOT.glob("docs/data/*/records.jsonl") if kept(p)}
    assert set(records.shipped()) == names and len(names) > 5, "run python -m uccheck.audit.records docs"
    for name, record in records.shipped().items():
        kept_record = records.load(f"docs/data/{name}/records.jsonl", ROOT)
        assert {key: record[key] for key in kept_record} == kept_record, name
    assert (ROOT / "uccheck" / "data" / "runs.json").read_text(encoding="utf-8") == records.written(ROOT / "docs")


SPHERES = "kit:bounds-hypersphere-blog"
GROWN = {"record": "kit:bounds-mnist-quick", "of": "bft17, fixed 10"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({**GROWN, "quantity": "exponent", "relation": "<", "value": 1, "level": "0.95", "under": {"batch_size": "1"}}, "CONFIRMED(0.95)"),
        ({**GROWN, "quantity": "exponent", "relation": ">=", "value": 1, "level": "0.95", "under": {"batch_size": "1"}}, "REFUTED"),
        ({**GROWN, "quantity": "exponent", "relation": "<", "value": 1, "under": {"batch_size": "1"}}, "MEASURED"),
        ({**GROWN, "quantity": "exponent", "relation": ">", "value": "0.2", "under": {"batch_size": "1"}}, "REFUTED"),  # one is below
        ({**GROWN, "quantity": "exponent", "relation": ">", "value": "0.1", "level": "0.9"}, "INCONCLUSIVE"),  # batch 1 and 64 differ
        ({**GROWN, "quantity": "measured", "relation": ">", "value": 100}, "MEASURED"),
        ({**GROWN, "quantity": "measured", "relation": ">", "value": 300, "under": {"m": "128"}}, "REFUTED"),
        ({**GROWN, "quantity": "measured", "relation": ">", "value": 300, "of": "weather"}, "INCONCLUSIVE"),
        ({"record": "kit:bounds-mnist-quick", "quantity": "stopped", "relation": "==", "value": 1}, "MEASURED"),
        ({"record": "kit:bounds-mnist-quick", "quantity": "train-error", "relation": "<=", "value": "0.01"}, "MEASURED"),
        ({"record": "kit:bounds-mnist-quick", "quantity": "e_unif-alg", "relation": ">=", "value": "0.5", "delta": "0.05"}, "INCONCLUSIVE"),
        ({"record": "kit:memorize-hypersphere-quick/random", "quantity": "test-error", "relation": ">", "value": "0.45"}, "MEASURED"),
        ({"record": "kit:memorize-hypersphere-quick/random", "quantity": "test-error", "relation": "<", "value": "0.45"}, "REFUTED"),
        ({"record": "kit:memorize-hypersphere-quick/random", "quantity": "train-error", "relation": "==", "value": 0}, "MEASURED"),
        ({"record": SPHERES, "of": "occam-float32", "quantity": "measured", "relation": ">=", "value": 1}, "MEASURED"),
        ({"record": SPHERES, "of": "test-error", "quantity": "exponent", "relation": "<", "value": 0, "level": "0.9"}, "CONFIRMED(0.9)"),
    ],
)  # fmt: skip
def test_claims_on_runs_of_bounds_and_random_labels(table: dict[str, object], expected: str) -> None:
    found = decided("run", **table)
    assert found.word == expected, found.detail


def test_an_exponent_recomputed_is_that_of_the_page() -> None:
    """docs/bounds.md prints -0.666 [-0.697, -0.650] for the test error and +0.169 [+0.159, +0.185] for bft17, fixed 4."""
    page = (ROOT / "docs" / "bounds.md").read_text(encoding="utf-8")
    for name, row in (("test-error", "test error"), ("bft17, fixed 4", "bft17, fixed 4"), ("distance", "distance from initialisation")):
        told = decided("run", record=SPHERES, of=name, quantity="exponent", relation="<", value=9, level="0.95").detail
        slope, low, high = (float(x) for x in re.findall(r"slope (\S+) \[(\S+), (\S+)\]", told.replace("~", ""))[0])
        line = next(x for x in page.splitlines() if x.startswith(f"| {row} |"))
        printed = [float(x) for cell in line.split("|")[3:4] for x in re.findall(r"[-+]\d\.\d+", cell)]
        assert [slope, low, high] == pytest.approx(printed, abs=0.00056), (told, line)


def test_the_shipped_runs_of_bounds_are_those_of_the_documents() -> None:
    from uccheck.audit import growth

    assert len(growth.shipped()) == 4, "run python -m uccheck.audit.growth docs"
    for name, record in growth.shipped().items():
        assert records.load(f"docs/data/{name}/records.jsonl", ROOT) == record, name
    assert (ROOT / "uccheck" / "data" / "growth.json").read_text(encoding="utf-8") == growth.written(ROOT / "docs")
    for wrong in ({"bounds": [1]}, {"bounds": [{"bound": "x", "gamma_rule": "none", "value": "y"}]}, {"bounds": []}):
        with pytest.raises(InvalidFile, match=r"records\.jsonl"):
            growth.reduced(wrong)


def test_a_record_is_read_from_beside_the_claims_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "runs"
    inside.mkdir()
    body = {"parameters": {"vary": "m"}, "records": [{"cell": "1", "test_errors": 3, "test_points": 10}]}
    (inside / "result.json").write_text(json.dumps(body))
    claim = '[[claim]]\nid = "r"\nsays = "s"\nkind = "run"\nrecord = "{}"\nquantity = "test-error"\nrelation = "<="\nvalue = "0.3"\n'
    (inside / "claims.toml").write_text(claim.format("result.json"))
    assert [f.verdict for f in engine.audit([inside / "claims.toml"])] == ["MEASURED"]
    for name in ("/etc/passwd", "../../etc/hostname", "none.json", "claims.toml", "kit:none"):
        with pytest.raises(InvalidFile):
            records.load(name, inside)
    (inside / "bad.json").write_text("[" * 100000)
    with pytest.raises(InvalidFile, match="not JSON"):
        records.load("bad.json", inside)
    (inside / "odd.toml").write_text(claim.format("odd.json"))
    (inside / "odd.json").write_text('{"records": [{"cell": []}]}')
    assert [f.verdict for f in engine.audit([inside / "odd.toml"])] == ["INCONCLUSIVE"]


NK = "Nagarajan and Kolter 2019"
NEAR = {"algorithm": "near-max-margin"}
FAILS = {"finding": "uniform-convergence-fails", "sidedness": "two-sided"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"paper": "1902.04742", **FAILS, "setting": "linear", "status": "proved"}, "MEASURED"),
        ({"paper": NK, **FAILS, "setting": "linear model", "status": "proved"}, "MEASURED"),
        ({"paper": "1902.04742", **FAILS, "setting": "SGD-trained ReLU network", "status": "measured"}, "MEASURED"),
        ({"paper": "1902.04742", **FAILS, "setting": "SGD-trained ReLU network", "status": "proved"}, "REFUTED"),
        ({"paper": "1902.04742", **FAILS, "setting": "linear"}, "INCONCLUSIVE"),
        ({"paper": "1902.04742", "finding": "one-sided-fails"}, "REFUTED"),
        ({"paper": "1902.04742", "finding": "one-sided-works"}, "MEASURED"),
        ({"paper": "2206.07892", "finding": "one-sided-fails", "setting": "linear", "status": "proved"}, "INCONCLUSIVE"),
        ({"paper": "2206.07892", "finding": "one-sided-fails", "setting": "linear", "under": NEAR}, "MEASURED"),
        ({"paper": "1611.03530", "finding": "uniform-convergence-fails"}, "REFUTED"),
        ({"paper": "1611.03530", "finding": "random-labels-fit"}, "MEASURED"),
        ({"paper": NK, "finding": "distance-restricts-capacity"}, "MEASURED"),
        ({"paper": NK, "finding": "norm-bounds-vacuous"}, "INCONCLUSIVE"),
        ({"paper": "1706.08498", "finding": "uniform-convergence-fails", **FAILS, "setting": "linear", "status": "proved"}, "OUT-OF-SCOPE"),
        ({"paper": "2010.08479", "finding": "any-bound-fails", "only": True}, "INCONCLUSIVE"),
        ({"paper": "1912.04265", "finding": "uniform-convergence-variant-fails", "first": True}, "INCONCLUSIVE"),
        ({"paper": "2006.05942", "finding": "uniform-convergence-variant-fails", "first": True}, "REFUTED"),
        ({"paper": ["2010.08479", "1912.04265"], "finding": "uniform-convergence-variant-fails"}, "MEASURED"),
        ({"paper": ["2010.08479", "1902.04742"], "finding": "one-sided-fails"}, "REFUTED"),
        ({"paper": "9999.99999", "finding": "one-sided-fails"}, "OUT-OF-SCOPE"),
        ({"paper": "1902.04742", "finding": "weather"}, "OUT-OF-SCOPE"),
        ({"paper": "1902.04742", **FAILS, "setting": "quantum", "status": "proved"}, "OUT-OF-SCOPE"),
    ],
)
def test_attributions(table: dict[str, object], expected: str) -> None:
    found = decided("attribution", **table)
    assert found.word == expected, found.detail


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (["Nagarajan", "Kolter"], "MEASURED"),
        (["Kolter", "Nagarajan"], "REFUTED"),
        (["J. Z. Kolter", "V. Nagarajan"], "REFUTED"),
        (["Vaishnavh Nagarajan", "Zico Kolter"], "MEASURED"),
        (["Nagarajan, V.", "Kolter, J. Z."], "MEASURED"),
        (["Nagarajan V", "Kolter JZ"], "MEASURED"),
        (["Nagarajan, K.", "Kolter, J. Z."], "REFUTED"),
        (["V. Nagarajan", "A. Kolter"], "REFUTED"),
        (["Nagarajan", "et al."], "MEASURED"),
        (["Kolter", "et al."], "REFUTED"),
    ],
)
def test_the_order_and_the_initials_of_authors_are_part_of_a_reference(authors: list[str], expected: str) -> None:
    found = decided("citation", arxiv="1902.04742", authors=authors)
    assert found.word == expected, found.detail
    resolved = decided("attribution", paper="Kolter and Nagarajan 2019", finding="one-sided-works")
    assert resolved.word == "MEASURED", resolved.detail


def test_what_is_recalled_neither_upholds_nor_refutes(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.audit.deciders import attribution

    rows, against = attribution.results(), attribution.contradictions()
    monkeypatch.setattr(attribution, "results", lambda: [{**r, "read": "[recalled]"} for r in rows])
    monkeypatch.setattr(attribution, "contradictions", lambda: [{**c, "read": "[recalled]"} for c in against])
    assert word("attribution", paper="1902.04742", finding="one-sided-works") == "INCONCLUSIVE"
    assert word("attribution", paper="1902.04742", finding="one-sided-fails") == "OUT-OF-SCOPE"


def test_the_ledger_of_attributions_is_well_formed() -> None:
    from uccheck.audit.deciders import attribution
    from uccheck.audit.deciders.citation import literature

    known = {f["id"] for f in attribution.findings()}
    papers = {p["arxiv"] or p["title"] for p in literature()}
    for row in attribution.results():
        assert set(row["findings"]) <= known and row["paper"] in papers and row["read"], row
    for row in attribution.contradictions():
        assert row["finding"] in known and row["paper"] in papers and row["read"] and row["because"], row


@pytest.mark.parametrize(
    ("premises", "conclusion", "rule", "expected"),
    [
        (["class-fits-arbitrary-labels"], "class-wide-bound-vacuous", "implies", "MEASURED"),
        (["class-fits-arbitrary-labels"], "projected-set-misclassified", "implies", "REFUTED"),
        (["class-fits-arbitrary-labels"], "two-sided-bound-vacuous", "implies", "REFUTED"),
        (["class-fits-arbitrary-labels"], "two-sided-bound-vacuous", "therefore", "INCONCLUSIVE"),
        (["weight-norm-grows"], "norm-bound-grows", "implies", "REFUTED"),
        (["bad-set-misclassified", "training-error-zero", "learner-generalizes"], "two-sided-bound-vacuous", "implies", "CERTIFIED"),
        (["bad-set-misclassified"], "learner-generalizes", "implies", "INCONCLUSIVE"),
        (["weather"], "learner-generalizes", "implies", "OUT-OF-SCOPE"),
    ],
)
def test_inferences_of_facts(premises: list[str], conclusion: str, rule: str, expected: str) -> None:
    found = decided("inference", 80, premises=premises, conclusion=conclusion, rule=rule)
    assert found.word == expected, found.detail


def test_a_non_sequitur_names_its_model() -> None:
    found = decided("inference", premises=["class-fits-arbitrary-labels"], conclusion="two-sided-bound-vacuous")
    assert "non sequitur" in found.detail and "little noise" in found.detail


TAIL = '[[claim]]\nid = "{}"\nsays = "s"\nkind = "tail"\ndistribution = "normal"\nside = "upper"\nat = "{}"\nat_most = "{}"\n'
SO = '[[claim]]\nid = "so"\nsays = "s"\nkind = "inference"\npremises = ["a"]\nconclusion = "{}"\n'


@pytest.mark.parametrize(
    ("second", "conclusion", "expected"),
    [
        (("b", "1.96", "0.03"), "b", "PROVED"),  # the same tail, a weaker bound
        (("b", "1.96", "0.01"), "b", "REFUTED"),  # the premise true, the conclusion false
        (("b", "3", "0.01"), "b", "INCONCLUSIVE"),  # both true, and nothing follows here
        (("b", "3", "0.01"), "z", "OUT-OF-SCOPE"),
    ],
)
def test_inferences_of_claims(second: tuple[str, str, str], conclusion: str, expected: str) -> None:
    text = SO.format(conclusion) + TAIL.format("a", "1.96", "0.025") + TAIL.format(*second)
    found = sorted(engine.findings(claims.parse_text(text, "c.toml")), key=lambda f: f.order)
    assert [f.id for f in found] == ["so", "a", "b"]
    assert found[0].verdict == expected, found[0].detail


def test_about_is_not_refuted_by_zeros_that_may_be_rounding() -> None:
    found = decided("threshold", m=1000, delta="0.05", epsilon="0.01", about=350000)
    assert found.needs == ("rounding",) and "[345000, 355000]" in found.detail and "[349999.5, 350000.5]" in found.detail
