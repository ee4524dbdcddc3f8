from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from torch_bridge.gap.hypersphere import PRESETS, Cell, Partner, gap_lower, honest_bound, prepare, stream_seed
from torch_bridge.gap.hypersphere import Stream as Streams
from torch_bridge.runs.plan import Plan, conclude, conclude_gaps, preset_plan, replicates_needed
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.statistics.estimate import upper_limit

SMALL = Cell(m=200, d=50, width=300, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=100, n_test=1000)


def record(cell: str = "200", partner: int = 190, test: int = 250, stop: str = "reached") -> dict[str, Any]:
    counts = {"partner_errors": partner, "partner_points": 200, "test_errors": test, "test_points": 1000}
    return {"cell": cell, "stop": stop, **counts}


def plan(**options: Any) -> Plan:
    return Plan(**({"base": SMALL, "values": ("200",), "replicates": 3} | options))


def test_the_gap_limit_uses_the_whole_partner_and_the_upper_limit_of_the_test_error() -> None:
    alpha = Fraction(1, 100)
    assert gap_lower(record(), alpha) == Fraction(190, 200) - upper_limit(250, 1000, alpha)
    assert honest_bound(record(), alpha) < gap_lower(record(), alpha)


@pytest.mark.parametrize("stop", ["capped", "diverged"])
def test_a_run_that_did_not_reach_its_margin_certifies_nothing(stop: str) -> None:
    assert gap_lower(record(stop=stop), Fraction(1, 100)) == -1
    runs = [record(), record(), record(stop=stop)]
    assert conclude(plan(), runs)[0].evidence.verdict is Verdict.UNDECIDED


def test_three_replicates_certify_their_least_limit_and_two_nothing() -> None:
    gaps = [Fraction(7, 10), Fraction(8, 10), Fraction(9, 10)]
    assert conclude_gaps(plan(), gaps) == (Fraction(7, 10), 1)
    assert conclude_gaps(plan(replicates=2), gaps[:2]) == (0, 0)
    assert replicates_needed(plan()) == 3


def test_the_rank_is_the_binomial_one() -> None:
    """q = 2 delta + gap_alpha = 0.11: the j-th largest of R is valid when P(Bin(R, q) >= j) <= alpha."""
    from scipy.stats import binom

    for replicates in (3, 4, 5, 8, 12, 30):
        gaps = [Fraction(i, 100) for i in range(1, replicates + 1)]
        value, rank = conclude_gaps(plan(replicates=replicates), gaps)
        j = next(j for j in range(1, replicates + 2) if binom.sf(j - 1, replicates, 0.11) <= 0.01)
        assert (value, rank) == (gaps[replicates - j], replicates - j + 1)


def test_the_conclusion_is_valid_at_its_level() -> None:
    """Simulated from a known law of G: the certified v exceeds the true quantile in at most about alpha of the trials.

    G is 0.9 with probability 0.11 and 0 otherwise, limits are off (too large, 1) with probability gap_alpha: P(G >= v) > 0.1
    holds for v = 0.9 only just, so v > 0.9 is an error. 2,000 trials at alpha = 0.05; more than 135 have p < 1e-3.
    """
    import numpy as np

    rng = np.random.default_rng(0)
    test = plan(replicates=6, level="0.95", gap_alpha="0.05")
    wrong = 0
    for _ in range(2000):
        good, off = rng.random(6) < 0.11, rng.random(6) < 0.05
        gaps = [Fraction(1) if o else Fraction(9, 10) if g else Fraction(0) for g, o in zip(good, off, strict=True)]
        wrong += conclude_gaps(test, gaps)[0] > Fraction(9, 10)
    assert wrong <= 135


def test_cells_share_the_level() -> None:
    three = plan(values=("100", "150", "200"))
    assert 3 * three.alpha == Fraction(1, 100)
    assert replicates_needed(plan(values=tuple(str(100 + i) for i in range(10)))) == 4


def test_seeds_of_all_streams_differ() -> None:
    seeds = {
        stream_seed(SMALL.varied("m", m), number, seed, stream)
        for m in ("100", "200")
        for number in range(5)
        for seed in range(3)
        for stream in Streams
    }
    assert len(seeds) == 2 * 5 * 3 * len(Streams)


def test_partners() -> None:
    moved, kept, fresh = (prepare(SMALL.varied("partner", p.value), 0, 0) for p in Partner)
    assert bool((moved.partner()[1] == 1 - moved.sample.y).all())
    assert bool((kept.partner()[1] == kept.sample.y).all())
    assert bool((kept.partner()[0] == moved.partner()[0]).all())
    assert not bool((fresh.partner()[0] == fresh.sample.points()).any())


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("m", "0", "m must be at least 1"),
        ("batch_size", "201", "m = 200 is smaller than the batch size 201"),
        ("outer", "1.0", "0 < inner < outer"),
        ("outer", "0.9", "0 < inner < outer"),
        ("stop_fraction", "2", "\\(0, 1\\]"),
        ("width", "many", "not of type int"),
        ("bias", "perhaps", "not of type bool"),
        ("height", "1", "unknown parameter height"),
        ("learning_rate", "nan", "positive and finite"),
    ],
)
def test_bad_parameters_are_one_line(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidParameter, match=message) as refusal:
        SMALL.varied(name, value)
    assert "\n" not in str(refusal.value)


def test_bad_plans_are_refused_before_anything_runs() -> None:
    for options in ({"delta": "0.5"}, {"delta": "0.6"}, {"level": "1"}, {"replicates": 0}, {"seed": -1}, {"values": ()}):
        with pytest.raises(InvalidParameter):
            plan(**options)
    with pytest.raises(InvalidParameter, match="choose one of quick, blog, paper"):
        preset_plan("big")


def test_presets_are_those_of_their_sources() -> None:
    blog, paper = PRESETS["blog"][0], PRESETS["paper"][0]
    assert (blog.d, blog.width, blog.learning_rate, blog.batch_size, blog.stop_margin) == (500, 10_000, 0.5, 64, 8.0)
    assert (blog.inner, blog.outer, blog.n_test, PRESETS["blog"][1]) == (1.0, 1.2, 4096, ("1024", "2048", "4096", "8192"))
    assert (paper.d, paper.width, paper.outer, paper.learning_rate, paper.stop_margin) == (1000, 100_000, 1.1, 0.1, 10.0)
    for name in PRESETS:
        assert preset_plan(name).replicates >= replicates_needed(preset_plan(name))
