"""A store that is extended until something is confirmed: each look is charged, and what is kept is what was accepted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.counterexample.test_counterexample import TOY
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.store import Store
from uccheck.counterexample import own
from uccheck.counterexample.own import Counterexample, Replicates, replicate
from uccheck.statistics.estimate import upper_limit

#: A point u of a circle and its opposite, and a gap of 1 where u lies in a set A of chance 0.0999, opposite points together: without
#: one half of A, whose chance is below delta = 0.05, no pair has a gap, so that e_unif-alg(0.05) = 0.
RARE = Counterexample(
    draw=lambda rng: float(rng.random()),
    learn=lambda u: u,
    partner=lambda u, rng: (u + 0.5) % 1,
    gap=lambda h, swapped, rng: 1 if h % 0.5 < 0.0999 / 2 else 0,
)
LOOKS, RUNS = (60, 100, 160, 240), 120


def looked(store: Path, seed: int, alpha: str = "0.05") -> list[Replicates]:
    return [replicate(RARE, replicates=R, delta="0.05", alpha=alpha, seed=seed, store=store) for R in LOOKS]


def test_looks_add_up_and_the_same_look_is_free(tmp_path: Path) -> None:
    plan: dict[str, Any] = {"delta": "0.1", "seed": 5, "store": tmp_path / "gaps"}
    first = replicate(TOY, replicates=60, alpha="0.01", **plan)
    assert (first.looks, first.spent, first.evidence("0.5").alpha) == (0, 0, Fraction(1, 100))
    second = replicate(TOY, replicates=80, alpha="0.02", **plan)
    assert (second.looks, second.spent, second.evidence("0.5").word) == (1, Fraction(1, 100), "CONFIRMED(0.97)")
    said = second.evidence("0.5").detail
    assert said.startswith(own.evidence_that_reaches(second.reached, "0.5").detail + "; 1 other look at")
    again = replicate(TOY, replicates=60, alpha="0.01", **plan)
    assert (again.looks, again.spent, again.reached) == (1, Fraction(2, 100), first.reached)
    more = {"delta": "0.2"}, {"seed": 6}, {"alpha": "0.015"}
    for number, change in enumerate(more):  # another delta, seed or level is another statement
        found = replicate(TOY, **{"replicates": 60, "alpha": "0.01", **plan, **change})
        assert found.looks == 2 + number
    assert replicate(TOY, replicates=60, alpha="0.01", delta="0.1", seed=5).spent == 0  # without a store nothing is kept to look at
    with pytest.raises(InvalidParameter, match="nothing is left of the level"):
        replicate(TOY, replicates=90, alpha="0.94", **plan)


def test_looks_may_spend_anything_below_one(tmp_path: Path) -> None:
    plan: dict[str, Any] = {"replicates": 60, "delta": "0.1", "seed": 5, "store": tmp_path / "gaps"}
    spent = [replicate(TOY, alpha=alpha, **plan).evidence("0.5").alpha for alpha in ("0.3", "0.4")]
    assert spent == [Fraction(3, 10), Fraction(7, 10)]
    with pytest.raises(InvalidParameter, match=r"3 looks at .* spend 1: nothing is left"):
        replicate(TOY, **{**plan, "replicates": 61, "alpha": "0.3"})


def test_who_stops_at_the_first_confirmation_is_wrong_as_rarely_as_it_says(tmp_path: Path) -> None:
    """The false statement is printed at 1 - 4 alpha after four looks; as many runs as 4 alpha allows, at error 1e-6, do so."""
    wrong = 0
    for seed in range(RUNS):
        found = looked(tmp_path / str(seed), seed)
        confirmed = [one.evidence("1").alpha for one in found if one.reached.value == 1]
        wrong += bool(confirmed)
        assert [one.evidence("1").alpha for one in found] == [Fraction(k, 20) for k in range(1, 5)]
    assert wrong > 0 and upper_limit(wrong, RUNS, Fraction(1, 2)) < Fraction(4, 20)  # more than alpha, less than what is said


def test_a_gap_that_is_refused_is_not_kept(tmp_path: Path) -> None:
    for number, gap in enumerate((True, np.float32(0.5), np.int64(1), np.array(0.5), None, 1j, 1.5, float("nan"))):
        bad = replace(TOY, gap=lambda h, partner, rng, gap=gap: gap)
        for _ in range(2):
            with pytest.raises(InvalidParameter, match="gap 0 is"):
                replicate(bad, replicates=60, delta="0.1", alpha="0.01", seed=1, store=tmp_path / str(number))


@pytest.mark.parametrize("seed", [-1, "x", 1.5, "1/2", None])
def test_a_seed_that_is_no_whole_number_is_one_line(seed: Any) -> None:
    with pytest.raises(InvalidParameter, match="seed"):
        replicate(TOY, replicates=60, delta="0.1", alpha="0.01", seed=seed)


@pytest.mark.parametrize("place", [0, 30, 59])
def test_the_first_the_middle_and_the_last_replicate_are_run_again(place: int) -> None:
    calls: list[int] = []

    def unseeded(h: int, partner: int, rng: np.random.Generator) -> Fraction:
        calls.append(h)
        again = len(calls) - 60
        return Fraction(1, 2) if again <= 0 or (0, 30, 59)[again - 1] != place else Fraction(1, 3)

    with pytest.raises(InvalidParameter, match=f"replicate {place} gave the gap 1/2, and 1/3"):
        replicate(replace(TOY, gap=unseeded), replicates=60, delta="0.1", alpha="0.01", seed=1)


def test_a_look_that_cannot_be_booked_gives_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Store, records: Any) -> None:
        self.broken = "the disk is full"

    monkeypatch.setattr(Store, "keep", full)
    with pytest.raises(InvalidFile, match="this look cannot be booked"):
        replicate(TOY, replicates=60, delta="0.1", alpha="0.01", seed=1, store=tmp_path / "gaps")
    monkeypatch.undo()
    monkeypatch.setattr(own, "_ASKED_AT_ONCE", 2)
    for R in (60, 61):
        replicate(TOY, replicates=R, delta="0.1", alpha="0.01", seed=1, store=tmp_path / "other")
    with pytest.raises(InvalidParameter, match="looked at 2 times"):
        replicate(TOY, replicates=62, delta="0.1", alpha="0.01", seed=1, store=tmp_path / "other")
