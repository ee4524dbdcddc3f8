from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
import torch

from torch_bridge.gap.hypersphere import HypersphereCell, Partner, prepare, stream_seed
from torch_bridge.gap.hypersphere import Stream as Streams
from torch_bridge.nets.networks import glorot_network, seeded
from torch_bridge.runs.plan import Plan, conclude, gap_lower, generalization_upper
from torch_bridge.runs.presets import PRESETS, preset_fields
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.statistics.estimate import upper_limit

SMALL = HypersphereCell(m=200, d=50, width=300, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=100, n_test=1000)


def record(cell: str = "200", partner: int = 190, test: int = 250, stop: str = "reached") -> dict[str, Any]:
    counts = {"partner_errors": partner, "partner_points": 200, "test_errors": test, "test_points": 1000}
    counts |= {"train_errors": 1, "train_points": 200, "sign_errors": 140, "sign_points": 200}
    return {"cell": cell, "stop": stop, **counts}


def plan(**options: Any) -> Plan:
    given: dict[str, Any] = {"base": SMALL, "values": ("200",), "replicates": 3, "delta": "0.05", "halves": "lower"}
    return Plan(**(given | options))


def test_the_limits_use_the_whole_partner_and_the_upper_limit_of_the_test_error() -> None:
    alpha = Fraction(1, 100)
    most = upper_limit(250, 1000, alpha)
    assert gap_lower(record(), alpha) == Fraction(190, 200) - most
    assert gap_lower(record(), alpha, "sign") == Fraction(140, 200) - most
    assert generalization_upper(record(), alpha) == most - Fraction(1, 200)


@pytest.mark.parametrize("stop", ["capped", "diverged"])
def test_a_run_that_did_not_reach_its_margin_certifies_nothing(stop: str) -> None:
    assert gap_lower(record(stop=stop), Fraction(1, 100)) == -1
    assert generalization_upper(record(stop=stop), Fraction(1, 100)) == 1
    runs = [record(), record(), record(stop=stop)]
    assert conclude(plan(), runs)[0].evidence.verdict is Verdict.UNDECIDED


def test_three_replicates_certify_their_least_limit() -> None:
    runs = [record(partner=n) for n in (190, 180, 199)]
    (found,) = conclude(plan(), runs)
    assert found.value == gap_lower(runs[1], Fraction(1, 100))
    assert (found.halves.reached.rank, plan().demand.lower) == (1, 3)


def test_replicates_that_cannot_carry_delta_are_refused_before_anything_runs() -> None:
    with pytest.raises(InvalidParameter, match=r"2 replicates cannot carry delta = 0\.05 .* give --replicates 3") as refusal:
        plan(replicates=2)
    assert "\n" not in str(refusal.value)
    with pytest.raises(InvalidParameter, match=r"e_unif-alg needs 10, e_gen 24: give --replicates 24, or --halves lower"):
        plan(values=("50", "100", "200"), replicates=23, delta="0.25", halves="both")
    with pytest.raises(InvalidParameter, match=r"6 carry delta = 0\.0"):
        plan(replicates=6, delta="0.4")


def test_the_default_preset_carries_a_quarter_with_24_replicates() -> None:
    quick = Plan(**preset_fields("quick"))
    assert (quick.delta, quick.replicates, quick.demand.both, quick.both) == ("0.25", 24, 24, True)


def test_both_halves_and_what_may_be_called_vacuous() -> None:
    """What exceeds e_gen but not a coin's 1/2 is not called vacuous, nor is what exceeds 1/2 beside an e_gen that nothing limits."""
    good = conclude(plan(replicates=24, delta="0.25", halves="both"), [record(test=150)] * 24)[0]
    assert good.halves.e_gen_upper == upper_limit(150, 1000, Fraction(1, 100)) - Fraction(1, 200)
    assert (good.halves.exceeds, good.vacuous) == (Verdict.UPHELD, Verdict.UPHELD)
    poor = conclude(plan(replicates=24, delta="0.25", halves="both"), [record(partner=200, test=465)] * 24)[0]
    assert poor.halves.exceeds is Verdict.UPHELD and poor.value < Fraction(1, 2) and poor.vacuous is Verdict.UNDECIDED
    alone = conclude(plan(), [record(partner=200, test=440)] * 3)[0]
    assert alone.value > Fraction(1, 2) and alone.vacuous is Verdict.UNDECIDED and alone.halves.exceeds is Verdict.UNDECIDED


def test_the_sign_lemma_carries_delta_beyond_one_half() -> None:
    need = plan(replicates=500, delta="0.5").demand.lower
    assert plan(replicates=need, delta="0.5").lemma == "sign"
    (found,) = conclude(plan(replicates=need, delta="0.5"), [record(test=150)] * need)
    assert found.value == gap_lower(record(test=150), Fraction(1, 100), "sign") and "sign lemma" in found.evidence.trusts[0]
    old = {name: value for name, value in record().items() if not name.startswith("sign")}
    with pytest.raises(InvalidParameter, match="older version"):
        conclude(plan(replicates=need, delta="0.5"), [old] * need)
    with pytest.raises(InvalidParameter, match="needs the sign lemma"):
        plan(base=SMALL.varied("partner", "independent"), replicates=need, delta="0.5")


def test_earlier_looks_lower_the_level_that_is_printed() -> None:
    first, second = (conclude(plan(), [record()] * 3, spent)[0].evidence.word for spent in (Fraction(0), Fraction(1, 100)))
    assert (first, second) == ("CONFIRMED(0.99)", "CONFIRMED(0.98)")


def test_the_rank_is_the_binomial_one() -> None:
    """q = 2 delta + gap_alpha = 0.11: the j-th largest of R is valid when P(Bin(R, q) >= j) <= alpha."""
    from scipy.stats import binom

    for replicates in (3, 4, 5, 8, 12, 30):
        runs = [record(partner=100 + i) for i in range(replicates)]
        (found,) = conclude(plan(replicates=replicates), runs)
        j = next(j for j in range(1, replicates + 2) if binom.sf(j - 1, replicates, 0.11) <= 0.01)
        assert (found.value, found.halves.reached.rank) == (gap_lower(runs[replicates - j], Fraction(1, 100)), replicates - j + 1)


def test_cells_share_the_level() -> None:
    three = plan(values=("100", "150", "200"))
    assert 3 * three.alpha == Fraction(1, 100)
    assert plan(values=tuple(str(100 + i) for i in range(10)), replicates=9).demand.lower == 4


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
    for options in ({"delta": "0.5"}, {"delta": "1"}, {"halves": "upper"}, {"level": "1"}, {"replicates": 0}, {"seed": -1}, {"values": ()}):
        with pytest.raises(InvalidParameter):
            plan(**options)
    with pytest.raises(InvalidParameter, match="choose one of quick, blog, paper"):
        preset_fields("big")


def test_presets_are_those_of_their_sources() -> None:
    blog, paper = PRESETS["blog"]["base"], PRESETS["paper"]["base"]
    assert (blog.d, blog.width, blog.learning_rate, blog.batch_size, blog.stop_margin) == (500, 10_000, 0.5, 64, 8.0)
    assert (blog.inner, blog.outer, blog.n_test, PRESETS["blog"]["values"]) == (1.0, 1.2, 4096, ("1024", "2048", "4096"))
    assert (paper.d, paper.width, paper.outer, paper.learning_rate, paper.stop_margin) == (1000, 100_000, 1.1, 0.1, 10.0)
    for name in PRESETS:
        plan = Plan(**preset_fields(name))
        assert plan.replicates >= plan.demand.both


def test_biases_start_as_a_matrix_of_one_row_does() -> None:
    """Glorot on [1, out]: +-sqrt(6/(1 + out)), in the hidden and in the output layer; the old rule was sqrt(3/out)."""
    network = glorot_network((3, 20_000, 2), seeded(0))
    hidden, limit = network.biases[0], math.sqrt(6 / 20_001)
    assert hidden is not None and 0.999 * limit < float(hidden.abs().max()) <= limit and limit > math.sqrt(3 / 20_000)
    outer = torch.stack([b for r in range(2000) if (b := glorot_network((3, 2), seeded(r)).biases[0]) is not None]).abs().max()
    assert math.sqrt(3 / 2) < 0.99 * math.sqrt(2) < float(outer) <= math.sqrt(2)


def test_the_sign_partner_projects_three_quarters_of_the_points_independently() -> None:
    cell = SMALL.varied("m", "20000")
    share = float(prepare(cell, 0, 0).flipped().float().mean())
    assert abs(share - 0.75) < 0.02  # about 6.5 standard deviations
    assert not bool((prepare(cell, 0, 0).flipped() == prepare(cell, 1, 0).flipped()).all())
