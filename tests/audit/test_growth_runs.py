"""Claims on the runs of `uccheck experiment bounds` and `memorize`: values, exponents, stopping, recomputed from the kept records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from uccheck.audit.deciders.decision import Decision
from uccheck.audit.kinds.models import adapter
from uccheck.audit.runs import growth, records
from uccheck.audit.worker import decide
from uccheck.core.errors import InvalidFile

ROOT = Path(__file__).resolve().parents[2]


def decided(**table: object) -> Decision:
    return decide({"id": "c", "says": "s", "kind": "run", **table}, 40, {"record": records.load(str(table["record"]), Path())})


SPHERES = "kit:bounds-hypersphere-blog"
POSTER = {"record": "kit:bounds-mnist-poster", "of": "bft17, fixed 10"}
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
        ({**POSTER, "quantity": "ratio", "between": [1024, 4096], "relation": "<", "value": "4.5"}, "MEASURED"),
        ({**POSTER, "quantity": "ratio", "between": [1024, 4096], "relation": ">=", "value": 4}, "REFUTED"),  # from 2.23 to 4.41
        ({**POSTER, "quantity": "ratio", "between": [1024, 4096], "relation": "<", "value": 4}, "REFUTED"),
        ({**POSTER, "quantity": "ratio", "between": [4096, 1024], "relation": ">=", "value": "0.22"}, "MEASURED"),
        ({**POSTER, "quantity": "ratio", "between": [1024, 5000], "relation": ">=", "value": 4}, "INCONCLUSIVE"),  # no such run
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
    found = decided(**table)
    assert found.word == expected, found.detail


def test_a_ratio_is_that_of_the_replicates() -> None:
    """Of each replicate's own two values, as read from the record."""
    values: dict[int, dict[int, float]] = {}
    for run in records.load("kit:bounds-mnist-poster", Path())["records"]:
        values.setdefault(run["replicate"], {})[run["m"]] = float(run["measured"]["bft17, fixed 10"])
    own = [found[4096] / found[1024] for found in values.values()]
    told = decided(**POSTER, quantity="ratio", between=[1024, 4096], relation="<", value=4).detail
    assert [float(x) for x in re.findall(r"~?(\d\.\d+) to ~?(\d\.\d+) from", told)[0]] == pytest.approx([min(own), max(own)], abs=6e-4)
    for between in (None, [1024, 1024]):
        with pytest.raises(ValidationError, match="between"):
            adapter().validate_python({"id": "c", "says": "s", "kind": "run", **POSTER, "quantity": "ratio", "between": between})


def test_an_exponent_recomputed_is_that_of_the_page() -> None:
    """docs/bounds.md prints -0.666 [-0.697, -0.650] for the test error and +0.169 [+0.159, +0.185] for bft17, fixed 4."""
    page = (ROOT / "docs" / "bounds.md").read_text(encoding="utf-8")
    for name, row in (("test-error", "test error"), ("bft17, fixed 4", "bft17, fixed 4"), ("distance", "distance from initialisation")):
        told = decided(record=SPHERES, of=name, quantity="exponent", relation="<", value=9, level="0.95").detail
        slope, low, high = (float(x) for x in re.findall(r"slope (\S+) \[(\S+), (\S+)\]", told.replace("~", ""))[0])
        line = next(x for x in page.splitlines() if x.startswith(f"| {row} |"))
        printed = [float(x) for cell in line.split("|")[3:4] for x in re.findall(r"[-+]\d\.\d+", cell)]
        assert [slope, low, high] == pytest.approx(printed, abs=0.00056), (told, line)


def test_the_shipped_runs_of_bounds_are_those_of_the_documents() -> None:
    from uccheck.audit.runs import growth

    assert len(growth.shipped()) == 5, "run python -m uccheck.audit.runs.growth docs"
    for name, record in growth.shipped().items():
        assert records.load(f"docs/data/{name}/records.jsonl", ROOT) == record, name
    assert (ROOT / "uccheck" / "data" / "growth.json").read_text(encoding="utf-8") == growth.written(ROOT / "docs")
    for wrong in ({"bounds": [1]}, {"bounds": [{"bound": "x", "gamma_rule": "none", "value": "y"}]}, {"bounds": []}):
        with pytest.raises(InvalidFile, match=r"records\.jsonl"):
            growth.reduced(wrong)


def test_a_shipped_run_is_asked_what_the_first_look_at_it_asked() -> None:
    """Whatever later looks asked, and what was asked of other runs; a run of the older format has it among its parameters."""
    first = {"delta": "0.25", "level": "0.99", "gap_alpha": "0.01", "halves": "both", "replicates": 24, "values": ["100"], "lemma": "swap"}
    later = first | {"delta": "0.4", "replicates": 99}
    looks = [{"run": "other", "asked": later}, {"run": "a", "asked": first}, {"run": "a", "asked": later}]
    kept = {name: value for name, value in first.items() if name != "lemma"}
    assert records._asked("a", {"parameters": {}}, looks) == kept
    assert records._asked("old", {"parameters": first}, looks) == kept | {"halves": "lower"}
    assert records._asked("unseen", {"parameters": {}}, looks) is None


def test_a_bound_that_is_no_number_was_not_measured() -> None:
    """Infinite and undefined values are left out, every other stands under its name and rule; a distance must be there."""
    values = {("bft17", "fixed 10"): 3.5, ("nbs18", "fixed 10"): float("inf"), ("n19", "none"): float("nan"), ("parameters", "none"): 12}
    bounds = [{"bound": name, "gamma_rule": rule, "value": value} for (name, rule), value in values.items()]
    run = {
        "m": 8,
        "batch_size": 1,
        "replicate": 0,
        "seed": 3,
        "stop": "reached",
        "test_errors": 5,
        "train_errors": 0,
        "random_labels": False,
    }
    record = run | {"bounds": bounds, "distance": 0.25, "n_test": 40, "more": "left out"}
    found = growth.reduced(record)
    assert found["measured"] == {"bft17, fixed 10": "3.5", "parameters": "12.0", "distance": "0.25"}
    assert {name: found[name] for name in run} == run and (found["cell"], found["test_points"], found["train_points"]) == ("8", 40, 8)
    with pytest.raises(InvalidFile, match="distance"):
        growth.reduced({name: value for name, value in record.items() if name != "distance"})
