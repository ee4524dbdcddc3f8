"""What the hypersphere's table, sentences, JSON, pictures and refusals say, read back: numbers of the records and of the rule."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from torch_bridge.commands.hypersphere import table
from torch_bridge.draw.pictures import COLOURS, errors, margins, slices
from torch_bridge.gap.hypersphere import HypersphereCell
from torch_bridge.runs.looks import Charge
from torch_bridge.runs.plan import Plan, as_json, conclude
from torch_bridge.runs.progress import TimeLeft
from uccheck.core.errors import InvalidParameter

BASE = HypersphereCell(m=200, d=50, width=300, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=100, n_test=1000)
PLAN = Plan(base=BASE, values=("100", "300"), replicates=24, delta="0.3", level="0.98", gap_alpha="0.02")
SIGN = Plan(base=BASE, values=("100",), replicates=90, delta="0.5", halves="lower")


def record(plan: Plan, cell: str, number: int) -> dict[str, Any]:
    """Counts of their own for every set; the last replicate of the second row did not reach its margin."""
    m = int(cell)
    counts = {"train": (number % 2, m), "partner": (m - 3 - number % 4, m), "test": (m // 2 + number, 1000), "sign": (3 * m // 4, m)}
    made: dict[str, Any] = {"cell": cell, "m": m, "stop": "reached", "replicate": number, "epochs": 7 + number, "seed": 0}
    for name, (k, n) in counts.items():
        made |= {f"{name}_errors": k, f"{name}_points": n}
    if cell == plan.values[-1] and cell != plan.values[0] and number == plan.replicates - 1:
        made |= {"stop": "cap"}
    shapes = {"train": [1] * 40 + [5] * 40, "test": [3] * 20 + [1] * 60, "partner": [2] * 79 + [60]}
    return made | {"margin_histograms": shapes}


def ran(plan: Plan) -> list[dict[str, Any]]:
    return [record(plan, cell, number) for cell in plan.values for number in range(plan.replicates)]


def most(k: int, n: int, alpha: float) -> float:
    """Clopper-Pearson's upper limit."""
    return float(stats.beta.isf(alpha, k + 1, n - k))


def told(plan: Plan, charge: Charge) -> str:
    records = ran(plan)
    return table(plan, records, conclude(plan, records), Path("runs"), charge)


def test_each_column_of_the_table_is_that_of_its_head() -> None:
    """Heads over two lines, values over two: each word below the head that ends where it does."""
    lines = told(PLAN, Charge(1, PLAN.alpha * 2, Fraction(0))).splitlines()
    assert lines[0] == "hypersphere, partner S' = projected, 24 replicates a row, delta = 0.3"
    ends = [word.end() for word in re.finditer(r"on S'|\S+", lines[2])]
    heads = [
        re.sub(r"\s+", " ", " ".join(line[start:end] for line in lines[1:3]).strip()) for start, end in zip([0, *ends], ends, strict=False)
    ]
    assert heads == ["m", "reached", "epochs", "training", "test error", "error on S'", "least gap limit", "e_gen <=", "e_unif-alg >="]
    for cell, (first, second) in zip(PLAN.values, (lines[3:5], lines[5:7]), strict=True):
        found = [re.sub(r"\s+", "", first[a:b] + second[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
        row, own = dict(zip(heads, found, strict=True)), [record(PLAN, cell, number) for number in range(24)]
        assert (row["m"], row["reached"], row["epochs"]) == (cell, f"{sum(r['stop'] == 'reached' for r in own)}/24", "7..30")
        for head, name in (("training", "train"), ("test error", "test"), ("error on S'", "partner")):
            rates = sorted(r[f"{name}_errors"] / r[f"{name}_points"] for r in own)
            assert [float(x) for x in row[head].split("..")] == pytest.approx([rates[0], rates[-1]], abs=5e-5)
        done = [r for r in own if r["stop"] == "reached"]
        gaps = sorted(r["partner_errors"] / r["partner_points"] - most(r["test_errors"], 1000, 0.02) for r in done)
        assert float(row["least gap limit"]) == pytest.approx(gaps[0] if len(done) == 24 else -1, abs=6e-5)
        u, v = limits(own)
        assert float(row["e_gen <="]) == pytest.approx(u, abs=1.1e-4) and float(row["e_unif-alg >="]) == pytest.approx(v, abs=1.1e-4)


def limits(own: list[dict[str, Any]]) -> tuple[float, float]:
    """u and v of a row by scipy: ranks from binomial tails at half of its share of 1 - level; a run that was cut off counts worst."""
    done, share = [r["stop"] == "reached" for r in own], 0.02 / 2 / 2
    test = [most(r["test_errors"], 1000, 0.02) for r in own]
    gaps = sorted(r["partner_errors"] / r["m"] - t if ok else -1.0 for r, t, ok in zip(own, test, done, strict=True))
    upper = sorted(t - r["train_errors"] / r["m"] if ok else 1.0 for r, t, ok in zip(own, test, done, strict=True))
    below = max(k for k in range(25) if stats.binom.cdf(k - 1, 24, (1 - 2 * 0.3) - 0.02) <= share)
    above = min(k for k in range(1, 26) if stats.binom.sf(k - 1, 24, 1 - 0.3 + 0.02) <= share)
    return upper[above - 1], gaps[below - 1]


def test_the_errors_beside_the_sign_lemma_are_those_of_its_partner() -> None:
    """75 of 100 on S' with each point projected with chance 3/4, where the projected sample has 94 to 97."""
    said = " ".join(told(SIGN, Charge(1, SIGN.alpha, Fraction(0))).split())
    assert "S' = projected with chance 3/4, 90 replicates" in said and " 0.7500 " in said and "0.9400" not in said
    gaps = sorted(0.75 - most(r["test_errors"], 1000, 0.01) for r in ran(SIGN))
    rank = max(k for k in range(1, 91) if stats.binom.cdf(k - 1, 90, (1 - 0.5) ** 4 - 0.01) <= 0.01)
    assert f"e_unif-alg(100, 0.5) >= {gaps[rank - 1] - 5e-5:.4f} from 90 replicates by the sign lemma: CONFIRMED(0.99)" in said


def test_each_sentence_is_its_row_at_its_level_and_says_what_follows() -> None:
    said = told(PLAN, Charge(3, PLAN.alpha * 2, Fraction(1, 100), later=1, after=Fraction(1, 1000))).splitlines()
    for cell, lost in (("100", ""), ("300", " (1 of 24 runs did not reach the margin 4)")):
        u, v = limits([record(PLAN, cell, number) for number in range(24)])
        (line,) = (line for line in said if line.startswith(f"m = {cell}: "))
        pattern = (
            rf"m = {cell}: e_gen\({cell}, 0.3\) <= (\S+) and e_unif-alg\({cell}, 0.3\) >= (\S+) from 24 replicates by the swap lemma: "
        )
        found = re.match(pattern, line)
        assert found is not None and [float(x) for x in found.groups()] == pytest.approx([u, v], abs=1.1e-4)
        assert float(found[1]) >= u - 1e-9 and float(found[2]) <= v + 1e-9
        exceeds = "; every uniform convergence bound exceeds the certified gap" if v > u else ""
        coin = ", and vacuous beside a fair coin's 0.5" if v >= 0.5 > u else ""
        assert line[found.end() :] == f"CONFIRMED(0.99){lost}{exceeds}{coin}"
    assert "all of this together: 0.98; with 2 earlier and 1 later looks at such records: 0.969" in said
    assert any(line.startswith("trusts: human: passage from the swap lemma") for line in said)


def test_the_json_has_each_limit_under_its_name() -> None:
    records = ran(PLAN)
    made = as_json(PLAN, records, conclude(PLAN, records, Fraction(1, 100)), Fraction(1, 100))
    for row, cell in zip(made["certified"], PLAN.values, strict=True):
        own = [r for r in made["records"] if r["cell"] == cell]
        u, v = limits(own)
        assert [float(row["e_gen_upper"]), float(row["e_unif_alg_lower"])] == pytest.approx([u, v], abs=1e-9)
        assert (row["cell"], row["m"], row["delta"], row["lemma"], row["replicates"]) == (cell, int(cell), "0.3", "swap", 24)
        assert row["reached"] == sum(r["stop"] == "reached" for r in own)
        assert (row["e_unif_alg_exceeds_e_gen"], row["vacuous"]) == tuple("upheld" if yes else "undecided" for yes in (v > u, v >= 0.5 > u))
        assert Fraction(row["alpha"]) == Fraction(1, 100) + Fraction(1, 100) and row["verdict"] == "upheld"
        gaps = sorted((float(r["gap_lower"]) for r in own), reverse=False)
        assert gaps[row["rank"] - 1] == pytest.approx(v, abs=1e-9)
        uppers = sorted(float(r["generalization_gap_upper"]) for r in own)
        assert uppers[row["e_gen_rank"] - 1] == pytest.approx(u, abs=1e-9)
    best = max(made["certified"], key=lambda row: float(row["e_unif_alg_lower"]))
    assert (made["e_unif_alg_lower"], made["cell"], made["m"]) == (best["e_unif_alg_lower"], best["cell"], best["m"])
    assert (made["delta"], made["level"], made["level_with_earlier_looks"]) == ("0.3", "0.98", "0.97")


@pytest.mark.parametrize(
    "options", [{"delta": "0.1", "replicates": 20}, {"delta": "0.3", "replicates": 9}, {"delta": "0.6", "replicates": 30}]
)
def test_a_refusal_names_the_least_numbers_that_would_do(options: dict[str, Any]) -> None:
    """n replicates do where the n-th power of what one of them says nothing with is at most the half's share: by floats."""
    with pytest.raises(InvalidParameter) as refusal:
        Plan(base=BASE, values=("100", "200", "300"), gap_alpha="0.02", level="0.98", **options)
    said, delta = str(refusal.value), float(options["delta"])
    needs = re.search(r"in 3 rows: e_unif-alg needs (\d+), e_gen (\d+): give --replicates (\d+)(, or --halves lower)?", said)
    assert needs is not None
    share = 0.02 / 3 / 2
    rates = (1 - max(1 - 2 * delta, (1 - delta) ** 4) + 0.02, 1 - delta + 0.02)
    least = [int(np.ceil(np.log(share) / np.log(q))) for q in rates]
    assert [int(x) for x in needs.groups()[:3]] == [*least, max(least)]
    assert (needs[4] is not None) == (options["replicates"] >= least[0])
    n = options["replicates"]
    able = [k / 200 for k in range(1, 200) if all(q < 1 and q**n <= share for q in (
        1 - max(1 - k / 100, (1 - k / 200) ** 4) + 0.02, 1 - k / 200 + 0.02))]  # fmt: skip
    carry = re.search(rf"; {n} carry delta = (\S+) to (\S+)$", said)
    assert ([float(x) for x in carry.groups()] if carry else []) == ([min(able), max(able)] if able else [])


@pytest.mark.parametrize(("passed", "said"), [(30.0, "about 90 s"), (60.0, "about 3 min"), (7200.0, "about 6.0 h")])
def test_the_time_left_is_in_the_unit_that_it_names(passed: float, said: str) -> None:
    """A quarter of the cost took `passed` seconds: three times as long is left."""
    now = [0.0]
    left, tasks = TimeLeft(lambda: now[0]), [SimpleNamespace(cost=1.0), SimpleNamespace(cost=3.0)]
    left.resumed(tasks)  # type: ignore[arg-type]
    now[0] = passed
    left.finish(tasks[0])  # type: ignore[arg-type]
    assert left.seconds() == 3 * passed and left.says() == f"{said} left, from 1 finished"


def test_under_each_name_of_the_errors_stand_its_counts() -> None:
    records = ran(PLAN)
    (axes,) = errors(PLAN, records, conclude(PLAN, records)).axes
    handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    shares = {name: sorted(r[f"{name}_errors"] / r[f"{name}_points"] for r in records) for name in ("test", "partner")}
    drawn: dict[str, list[float]] = {"test": [], "partner": []}
    limits_of = {}
    for container in axes.containers:
        data, _, (segments,) = container.lines
        assert data.get_color() == COLOURS["test"]
        (((_, low), (_, high)),) = segments.get_segments()
        drawn["test"].append(float(data.get_ydata()[0]))
        limits_of[drawn["test"][-1]] = (low, high)
    for line in axes.lines:
        if line.get_marker() == "s":
            assert line.get_color() == COLOURS["partner"]
            drawn["partner"].append(float(line.get_ydata()[0]))
    assert {name: sorted(values) for name, values in drawn.items()} == shares
    for share, (low, high) in limits_of.items():
        k = round(1000 * share)
        exact = stats.beta.ppf([0.01, 0.99], [k, k + 1], [1001 - k, 1000 - k])
        assert [low, high] == pytest.approx(list(exact), abs=1e-6)
    (test,), (partner,), (lower,), (upper,) = (
        [handle for label, handle in handles.items() if label.startswith(words)]
        for words in (
            "test error, exact 98% interval",
            "error on S' (all",
            "certified e_unif-alg $\\geq$ (delta = 0.3, all",
            "certified e_gen $\\leq$",
        )
    )
    assert (test.lines[0].get_color(), partner.get_color()) == (COLOURS["test"], COLOURS["partner"])
    both = [limits([r for r in records if r["cell"] == cell]) for cell in PLAN.values]
    assert list(upper.get_ydata()) == pytest.approx([u for u, _ in both], abs=1e-9)
    assert list(lower.get_ydata()) == pytest.approx([v for _, v in both], abs=1e-9)
    assert any("all together at 0.98" in label for label in handles)
    assert axes.get_xlabel() == "sample size m" and [text.get_text() for text in axes.get_xticklabels()] == ["100", "300"]
    assert axes.get_title() == "d = 50, width 300, radii 1 and 1.2, margin 4"


def test_under_each_name_of_the_margins_stands_its_histogram() -> None:
    records = ran(PLAN)
    for axes, cell in zip(margins(PLAN, records).axes, PLAN.values, strict=True):
        handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
        for name, label in (("train", "training points"), ("test", "test points"), ("partner", "points of S'")):
            counts = np.array(records[0]["margin_histograms"][name])
            values, edges, _ = handles[label].get_data()
            assert list(values) == pytest.approx(list(counts / counts.sum())) and (edges[0], edges[-1]) == (-8, 8)
        dashed = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"]
        assert dashed == [4.0] and axes.get_title() == f"m = {cell}" and axes.get_xlabel() == "margin"


def test_the_words_above_the_slices_are_how_they_are_drawn() -> None:
    """A network that is right: negative inside, positive outside; blue and a circle for inner, a hollow mark at the other radius."""
    side = np.linspace(-1.5, 1.5, 41)
    field = np.hypot(*np.meshgrid(side, side)) - 1.1
    points = np.array([[1.0, 0.0], [0.0, 1.2]])
    made = {"reach": np.array(1.5), "radii": np.array([1.0, 1.2])}
    for name in ("train", "test"):
        made |= {f"{name}_grid": field, f"{name}_points": points, f"{name}_labels": np.array([0, 1])}
    figure = slices(PLAN, [("100", made)])
    words = figure._suptitle.get_text()  # type: ignore[attr-defined]
    assert "blue: inner, red: outer" in words and "filled: the point, hollow: its projection" in words
    assert "circle: label inner, square: label outer" in words
    upper, lower = figure.axes
    assert "two training points" in upper.get_title() and "two test points" in lower.get_title()
    regions = upper.collections[0]
    inner, outer = regions.get_facecolors()[:2]
    assert inner[2] > inner[0] and outer[0] > outer[2]  # blue and red
    assert regions.get_paths()[0].contains_point((0.1, 0.1)) and regions.get_paths()[1].contains_point((1.4, 1.4))
    seen = {}
    for line in upper.lines:
        radius = float(np.hypot(*line.get_xydata()[0]))
        seen[line.get_marker(), line.get_markerfacecolor() == "white"] = round(radius, 6)
    assert seen == {("o", False): 1.0, ("o", True): 1.2, ("s", False): 1.2, ("s", True): 1.0}
