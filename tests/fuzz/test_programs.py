"""The programs that are run by hand for hours start and end: each is run on a few inputs here, so that none rots unseen."""

from __future__ import annotations

import random

import pytest

from tests.fuzz import box, events, mutate_claims


def test_mutated_claims_are_read_and_of_each_slow_kind_some_are_decided() -> None:
    counts = mutate_claims.main(60, 3)
    assert sum(counts.values()) >= 60 and counts["INVALID"] and len(counts) >= 5
    assert min(mutate_claims.SLOW.values()) >= 1 / 16


def test_a_fault_of_a_decider_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(mutate_claims, "decide", faulty)
    with pytest.raises(ZeroDivisionError):
        mutate_claims.main(60, 3)


@pytest.mark.parametrize("program", [box.main, events.main])
def test_random_instances_and_events_end(program: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(program)
    program(3, 1)
    assert "s" in capsys.readouterr().out


def test_the_coverage_guided_fuzzer_reads_any_bytes() -> None:
    pytest.importorskip("atheris")
    from tests.fuzz.fuzz_audit import one_input

    dice = random.Random(1)
    assert all(one_input(dice.randbytes(dice.randrange(200))) for _ in range(20))
