"""Reported numbers: means, statistics and their p-values, and what a kept run says; a true one, a false neighbour, and what stays open."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.audit.asking import decided, word
from uccheck.audit import engine
from uccheck.audit.runs import records
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import decimal_above, decimal_below

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"test": "mean", "n": 28, "items": 1, "mean": "5.19"}, "REFUTED"),  # 145/28 = 5.18, 146/28 = 5.21
        ({"test": "mean", "n": 28, "mean": "5.21"}, "PROVED"),
        ({"test": "mean", "n": 5, "mean": "0.98", "sd": "0.01"}, "INCONCLUSIVE"),  # accuracies are no whole numbers
        ({"test": "mean", "n": 5, "mean": "97.84"}, "INCONCLUSIVE"),
        ({"test": "mean", "n": 5, "items": 1000, "mean": "0.9784"}, "PROVED"),
        ({"test": "mean", "n": 5, "items": 1000, "mean": "0.97843"}, "REFUTED"),
        ({"test": "mean", "n": 5, "items": 1000, "mean": "0.9784", "sd": "0.0031"}, "PROVED"),
        ({"test": "mean", "n": 2, "items": 10, "mean": "0.95", "sd": "0.07"}, "PROVED"),  # 0.9 and 1.0
        ({"test": "mean", "n": 2, "items": 10, "mean": "0.95", "sd": "0.05"}, "INCONCLUSIVE"),  # the same, divided by n
        ({"test": "mean", "n": 2, "items": 10, "mean": "0.95", "sd": "0.06"}, "REFUTED"),
        ({"test": "mean", "n": 5, "mean": "0.98", "sd": "0.20", "low": 0, "high": 1}, "REFUTED"),  # at most 0.157, whole or not
        ({"test": "mean", "n": 5, "mean": "0.98", "sd": "0.15", "low": 0, "high": 1}, "INCONCLUSIVE"),
        ({"test": "mean", "n": 18, "items": 1, "mean": "3.44", "sd": "2.47"}, "REFUTED"),
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
            found = word("statistic", test="mean", n=4, items=1, mean=mean, sd=sd, low=1, high=5)
            if (mean, sd) in reached:
                assert found == "PROVED", (mean, sd)
    assert word("statistic", test="mean", n=4, items=1, mean="3.10") == "REFUTED"


OLD = "kit:hypersphere-blog-format1"
LAW = {"record": OLD, "quantity": "e_unif-alg", "level": "0.99", "delta": "0.05"}
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
        ({"record": OLD, "quantity": "stopped", "relation": ">=", "value": 1}, "MEASURED"),
        ({"record": OLD, "quantity": "replicates", "relation": "==", "value": 3, "under": {"m": "1024"}}, "MEASURED"),
        ({"record": OLD, "quantity": "gap"}, "INCONCLUSIVE"),
    ],
)
def test_runs(table: dict[str, object], expected: str) -> None:
    found = decided("run", **table)
    assert found.word == expected, found.detail


def test_the_recomputed_value_is_that_of_the_swap_lemma() -> None:
    from uccheck.audit.deciders.numbers.run import _gap_lower
    from uccheck.counterexample.transfer import swap_from_draws

    table = {"record": OLD, "quantity": "e_unif-alg", "relation": ">=", "level": "0.9975", "delta": "0.05"}
    runs = records.shipped()["hypersphere-blog-format1"]["records"]
    for cell in ("1024", "8192"):
        gaps = [_gap_lower(r, Fraction(1, 100)) for r in runs if r["cell"] == cell]
        value = Fraction(swap_from_draws(gaps, "0.05", Fraction(1, 400), gap_alpha="0.01").value)
        assert word("run", **table, value=decimal_below(value, 12), under={"m": cell}) == "CONFIRMED(0.9975)"
        assert word("run", **table, value=decimal_above(value + Fraction(1, 10**9), 12), under={"m": cell}) == "INCONCLUSIVE"


def test_e_gen_of_runs_is_the_largest_of_their_limits_at_a_shared_level() -> None:
    """Half of the error rate is that no run lies beyond the quantile, half is shared by n limits of the beta law; else nothing."""
    from scipy.stats import beta

    table = {"record": OLD, "quantity": "e_gen", "relation": "<=", "level": "0.99"}
    runs = [r for r in records.shipped()["hypersphere-blog-format1"]["records"] if r["cell"] == "1024"]
    limits = [beta.isf(0.01 / (2 * len(runs)), r["test_errors"] + 1, r["test_points"] - r["test_errors"]) for r in runs]
    at = {"m": "1024"}
    assert len(runs) == 3 and max(limits) < 1
    for delta, words in (("0.9", ("CONFIRMED(0.99)", "INCONCLUSIVE")), ("0.8", ("INCONCLUSIVE", "INCONCLUSIVE"))):  # 0.1^3 < 0.005 < 0.2^3
        for value, expected in zip((max(limits) * (1 + 1e-6), max(limits) * (1 - 1e-6)), words, strict=True):
            assert word("run", **table, delta=delta, value=f"{value:.12f}", under=at) == expected


@pytest.mark.parametrize("cells", [1, 2])
def test_limits_of_several_runs_share_the_error_rate(cells: int) -> None:
    """The greatest of n Clopper-Pearson limits, each at the n-th part of 1 - level: runs of all cells count."""
    from scipy.stats import beta

    runs = [r for r in records.shipped()["hypersphere-blog-format1"]["records"] if cells == 2 or r["cell"] == "1024"]
    under = {"m": "1024"} if cells == 1 else {"m": "every"}
    count = len(runs) if cells == 1 else len({r["cell"] for r in runs}) * 3
    assert count == len(runs) > 2
    limit = max(beta.isf(0.01 / (2 * count), r["test_errors"] + 1, r["test_points"] - r["test_errors"]) for r in runs)
    table = {"record": OLD, "quantity": "test-error", "relation": "<=", "level": "0.99", "under": under}
    assert word("run", **table, value=f"{limit * (1 + 1e-6):.12f}") == "CONFIRMED(0.99)"
    assert word("run", **table, value=f"{limit * (1 - 1e-6):.12f}") == "INCONCLUSIVE"


def runs_of(cells: int) -> tuple[list[dict[str, Any]], dict[str, str], int]:
    """The runs of one cell or of all, how they are asked for, and how many cells they are."""
    runs = records.shipped()["hypersphere-blog-format1"]["records"]
    one = [r for r in runs if r["cell"] == "1024"]
    return (one, {"m": "1024"}, 1) if cells == 1 else (runs, {"m": "every"}, len({r["cell"] for r in runs}))


def flips_at(table: dict[str, object], relation: str, end: float, level: str = "0.99") -> bool:
    """Whether the claim is confirmed just beyond the end, and open just within."""
    step = end * 1e-6 * (1 if relation == "<=" else -1)
    words = [word("run", **table, relation=relation, level=level, value=f"{value:.12f}") for value in (end + step, end - step)]
    return words == [f"CONFIRMED({level})", "INCONCLUSIVE"]


@pytest.mark.parametrize("cells", [1, 2])
def test_both_ends_of_the_gap_of_runs(cells: int) -> None:
    """The errors on S' are counted; of those on the test set the two limits of the beta law, at the share of each run."""
    from scipy.stats import beta

    runs, under, _ = runs_of(cells)
    tail, table = 0.01 / (2 * len(runs)), {"record": OLD, "quantity": "gap", "under": under}
    least, most = [], []
    for r in runs:
        k, n, counted = r["test_errors"], r["test_points"], r["partner_errors"] / r["partner_points"]
        least.append(counted - beta.isf(tail, k + 1, n - k))
        most.append(counted - (beta.ppf(tail, k, n - k + 1) if k else 0))
    assert flips_at(table, ">=", min(least)) and flips_at(table, "<=", max(most))


def test_e_gen_of_several_cells_shares_the_error_rate() -> None:
    from scipy.stats import beta

    runs, under, count = runs_of(2)
    tail = 0.01 / count / (2 * 3)
    limit = max(beta.isf(tail, r["test_errors"] + 1, r["test_points"] - r["test_errors"]) for r in runs)
    assert count > 1 and flips_at({"record": OLD, "quantity": "e_gen", "delta": "0.99", "under": under}, "<=", limit)


def test_exponents_of_several_cells_share_the_error_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.audit.deciders.numbers import growth_run

    asked, plain = list[object](), growth_run.exponent
    monkeypatch.setattr(growth_run, "exponent", lambda runs, of, level: asked.append(level) or plain(runs, of, level))
    table = {"record": "kit:bounds-mnist-quick", "of": "bft17, fixed 10", "quantity": "exponent", "relation": "<", "value": 1}
    for under, share in (({"batch_size": "1"}, 1), ({}, 2)):
        asked.clear()
        word("run", **table, level="0.9", under=under)
        assert asked == [1 - Fraction(1, 10) / share] * share


def test_the_total_of_an_audit_is_the_sum_of_what_its_claims_spent() -> None:
    """The union bound over all claims: equal rates count as often as they are spent."""
    table = {"record": OLD, "quantity": "test-error", "relation": "<=", "value": "0.99", "under": {"m": "1024"}}
    found = [decided("run", **table, level=level) for level in ("0.99", "0.9", "0.99")]
    assert [one.alpha for one in found] == [Fraction(1, 100), Fraction(1, 10), Fraction(1, 100)]
    spent = [engine.Finding(id="c", verdict=one.word, kind="statistical", sentence="", detail="", alpha=str(one.alpha)) for one in found]
    assert engine.alpha_total(spent) == Fraction(12, 100)


def kept(path: Path) -> bool:
    """Whether a record is one of the hypersphere runs that were asked something, whose counts the kit ships."""
    looks = [json.loads(line) for line in path.parents[1].joinpath("looks.jsonl").read_text(encoding="utf-8").splitlines()]
    run = json.loads(path.with_name("run.json").read_text(encoding="utf-8"))["parameters"]
    with path.open(encoding="utf-8") as lines:
        asked = "delta" in run or path.parent.name in {look["run"] for look in looks}
        return asked and "partner_errors" in next(lines) and run.get("experiment", "hypersphere") == "hypersphere"


def test_the_shipped_records_are_those_of_the_documents() -> None:
    names = {p.parent.name for p in ROOT.glob("docs/data/*/records.jsonl") if kept(p)}
    assert set(records.shipped()) == names and len(names) > 5, "run python -m uccheck.audit.runs.records docs"
    for name, record in records.shipped().items():
        kept_record = records.load(f"docs/data/{name}/records.jsonl", ROOT)
        assert {key: record[key] for key in kept_record} == kept_record, name
    assert (ROOT / "uccheck" / "data" / "runs.json").read_text(encoding="utf-8") == records.written(ROOT / "docs")


def test_a_record_is_read_from_beside_the_claims_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "runs"
    inside.mkdir()
    body = {"parameters": {"vary": "m"}, "records": [{"cell": "1", "test_errors": 3, "test_points": 10}]}
    (inside / "result.json").write_text(json.dumps(body))
    claim = '[[claim]]\nid = "r"\nsays = "s"\nkind = "run"\nrecord = "{}"\nquantity = "test-error"\nrelation = "<="\nvalue = "0.3"\n'
    (inside / "claims.toml").write_text(claim.format("result.json"))
    assert [f.verdict for f in engine.audit_files([inside / "claims.toml"])] == ["MEASURED"]
    for name in ("/etc/passwd", "../../etc/hostname", "none.json", "claims.toml", "kit:none"):
        with pytest.raises(InvalidFile):
            records.load(name, inside)
    (inside / "bad.json").write_text("[" * 100000)
    with pytest.raises(InvalidFile, match="not JSON"):
        records.load("bad.json", inside)
    (inside / "odd.toml").write_text(claim.format("odd.json"))
    (inside / "odd.json").write_text('{"records": [{"cell": []}]}')
    assert [f.verdict for f in engine.audit_files([inside / "odd.toml"])] == ["INCONCLUSIVE"]
