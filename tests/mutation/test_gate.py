"""The gate itself: its operators make the errors they name, its engine tells killed from survived, its sample passes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from uccheck.core.exact import as_written

from . import engine, journal, table
from .equivalent import Entry, Equivalents
from .operators import Mutant, mutants
from .rooms import ROOMS, path_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLE, SAMPLE_ROOMS, SECONDS = 24, 2, 300

FORMULA = '''
"""A docstring with 2 * m - 1 in it."""

def bound(m: int, alpha: "Fraction" = 1 / 2) -> arb:
    """m * (m - 1) <= alpha."""
    if not m <= 0:
        raise ValueError(f"got {m - 1} < {2 * alpha}")
    return (x.sqrt() - 2 * m**2) / 3 + plus_minus(error) if m > 2 * alpha else hull(a.lower(), decimal_above(m - 1, up=True))
'''


def test_operators_make_the_errors_that_they_name() -> None:
    found = {(m.operator, m.before, m.after) for m in mutants("none", FORMULA)}
    for wanted in (
        ("root lost", "x.sqrt()", "x"),
        ("factor lost", "2 * m ** 2", "m ** 2"),
        ("power lost", "m ** 2", "m"),
        ("divisor lost", "(x.sqrt() - 2 * m ** 2) / 3", "x.sqrt() - 2 * m ** 2"),
        ("sign", "m - 1", "m + 1"),
        ("term dropped", "m - 1", "m"),
        ("n - 1 for n", "m", "m - 1"),
        ("level doubled", "alpha", "2 * alpha"),
        ("level halved", "alpha", "alpha / 2"),
        ("strictness", "m > 2 * alpha", "m >= 2 * alpha"),
        ("side", "m <= 0", "m > 0"),
        ("error halved", "plus_minus(error)", "plus_minus(error / 2)"),
        ("mirrored", "a.lower()", "a.upper()"),
        ("mirrored", "decimal_above(m - 1, up=True)", "decimal_below(m - 1, up=True)"),
        ("mirrored", "decimal_above(m - 1, up=True)", "decimal_above(m - 1, up=False)"),
        ("side lost", "hull(a.lower(), decimal_above(m - 1, up=True))", "a.lower()"),
        ("term dropped", "(x.sqrt() - 2 * m ** 2) / 3 + plus_minus(error)", "(x.sqrt() - 2 * m ** 2) / 3"),
    ):
        assert wanted in found
    assert ("strictness", "operator.gt", "operator.ge") in {
        (m.operator, m.before, m.after) for m in mutants("none", "T = {1: operator.gt}")
    }
    changed = "\n".join(m.source for m in mutants("none", FORMULA))
    assert changed.count("got {m - 1} < {2 * alpha}") == changed.count("raise ValueError") == len(mutants("none", FORMULA))
    assert changed.count('"Fraction" = 1 / 2') == len(mutants("none", FORMULA))


def test_every_mutant_compiles_and_has_a_name_of_its_own() -> None:
    for room in ROOMS.values():
        whole = list(room.mutants())
        assert len(whole) > 10
        for mutant in whole[:: max(1, len(whole) // 60)]:
            compile(mutant.source, mutant.module, "exec")


def test_explanations_fit_mutants_of_today_s_text() -> None:
    chosen = {name: list(room.mutants()) for name, room in ROOMS.items()}
    assert Equivalents.load().problems(chosen) == []
    ghost = Entry("uccheck.linear.law", ("ghost",), None, None, None, "x")
    assert "does not exist" in Equivalents((*Equivalents.load().entries, ghost)).problems(chosen)[0]


def gate(*arguments: str) -> tuple[int, str, float]:
    """Status, output, and seconds of processor time: a busy machine must not decide whether the gate is quick enough."""
    began = _children()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.mutation", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20 * SECONDS, check=False, env=environment)
    return done.returncode, done.stdout + done.stderr, _children() - began


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are planted in a forked process")
def test_a_seeded_sample_of_mutants_is_killed() -> None:
    """Of two rooms: which ones, and which mutants, changes with the kept rows, so that each change of a row meets another sample."""
    seed = int(sha256(table.RECORD.read_bytes()).hexdigest()[:8], 16)
    status, said, seconds = gate("--sample", str(SAMPLE), "--sample-rooms", str(SAMPLE_ROOMS), "--seed", str(seed), "--workers", "2")
    assert status == 0, said
    rows = re.findall(r"^\| all \| (\d+) \| (\d+) \| (\d+) \| 0 \| 0 \|", said, re.M)
    assert rows and int(rows[0][0]) == SAMPLE == int(rows[0][1]) + int(rows[0][2]), said
    assert seconds < SECONDS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are planted in a forked process")
def test_a_mutant_without_a_test_that_reaches_it_survives() -> None:
    """The engine's own control: the same mutant is killed by its room's tests and survives tests that do not look."""
    program = """
from tests.mutation import engine
from tests.mutation.rooms import ROOMS, Room
engine.load_libraries()
room = ROOMS["core"]
mutant = next(m for m in room.mutants() if m.function == "weakest" and m.operator == "mirrored")
blind = Room("blind", room.modules, ("tests/core/test_numbers.py",))
for each in (room, blind):
    print([fate for _, fate in engine.fates([mutant], engine.reaches(each))])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.split("\n")[:2] == ["['killed']", "['survived']"], done.stdout + done.stderr


def test_what_tests_share_is_seen_to_be_called_by_each_of_them(tmp_path: Path) -> None:
    """What is computed once and kept would be called by the first test alone, whose reach would then be the only one."""
    shared = cache(lambda: as_written(Fraction(1, 3)))
    profiler, item = engine._Profiler(tmp_path / "reach.json"), SimpleNamespace(module=SimpleNamespace(shared=shared))
    for name in ("first", "second"):
        profiler.pytest_runtest_protocol(item, None)
        shared()
        profiler.pytest_runtest_logfinish(name, ("", 0, ""))
    assert all(("uccheck.core.exact", "as_written") in functions for _, functions in profiler.found.values()) and len(profiler.found) == 2


def test_each_kind_of_test_has_its_turn_before_the_second_instance_of_another() -> None:
    mutant = next(iter(ROOMS["core"].mutants()))
    own = frozenset({(mutant.module, mutant.function)})
    reach = {f"many[{i}]": engine.Reach(engine.PATIENCE / 10, own) for i in range(20)}
    reach |= {"dear": engine.Reach(engine.PATIENCE / 2, own), "blind": engine.Reach(0.1, frozenset()), "quick": engine.Reach(0.1, own)}
    chosen = engine.tests_of(mutant, reach)
    assert set(chosen[:3]) == {"quick", "many[0]", "dear"} and chosen[0] == "quick" and "blind" not in chosen
    assert chosen[3:] == ["many[1]", "many[2]", "many[3]"]
    assert engine.tests_of(mutant, {"dear": engine.Reach(2 * engine.PATIENCE, own)}) == ["dear"]


def test_a_sample_is_drawn_from_modules_whose_kept_run_is_of_today_s_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right, other, alive = "uccheck.core.exact", "uccheck.core.verdict", "uccheck.linear.law"
    entries = {
        right: {"survived": 0, "text": table.digest(right)},
        other: {"survived": 0, "text": "0" * 12},
        alive: {"survived": 1, "text": table.digest(alive)},
    }
    monkeypatch.setattr(table, "RECORD", tmp_path / "mutation.json")
    table.RECORD.write_text(json.dumps(entries))
    assert table.closed() == {right}
    assert set(table.stale([right, other, alive])) == {other}


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known is not run again, a line that was cut off is, and another text of the kit has another journal."""
    room, runs = ROOMS["core"], list[list[str]]()
    wanted = list(room.mutants())[:4]

    def fates(waiting: list[Mutant], reach: object, *, workers: int) -> Iterator[tuple[Mutant, str]]:
        runs.append([m.key for m in waiting])
        yield from ((m, "survived" if m is wanted[1] else "killed") for m in waiting)

    monkeypatch.setattr(journal.engine, "fates", fates)
    monkeypatch.setattr(journal.engine, "reaches", lambda room: {})
    monkeypatch.setattr(journal.engine, "fingerprint", lambda room: "one")
    monkeypatch.setattr(journal.tempfile, "gettempdir", lambda: str(tmp_path))
    broken = journal.fates(room, wanted, workers=1)
    assert [next(broken)[1], next(broken)[1]] == ["killed", "survived"]
    kept = tmp_path / "uccheck-fates-one.txt"
    kept.write_text(f"{kept.read_text()}0123abcd kil")
    again = list(journal.fates(room, wanted, workers=1))
    assert [fate for _, fate in again] == ["killed", "survived", "killed", "killed"]
    assert runs[1] == [m.key for m in wanted[2:]]
    monkeypatch.setattr(journal.engine, "fingerprint", lambda room: "another")
    assert len(list(journal.fates(room, wanted, workers=1))) == len(runs[2]) == 4


def test_the_kept_table_is_that_of_its_record() -> None:
    """The page shows the record's rows; a row whose text has changed since is reported by --stale, not hidden."""
    record = json.loads(table.RECORD.read_text())
    assert table.table(record) in table.PAGE.read_text()
    for entry in record.values():
        assert len(entry["survivors"]) == entry["survived"]
    worse = {**record, "uccheck.none": {"killed": 1, "hung": 0, "equivalent": 0, "survived": 1, "survivors": ["1 f: sign"], "text": "x"}}
    assert "- `uccheck.none:1 f: sign`" in table.table(worse)


def test_a_row_of_today_s_text_counts_each_of_its_mutants_once() -> None:
    record, current = json.loads(table.RECORD.read_text()), 0
    for room in ROOMS.values():
        for module in room.modules:
            if not table.stale([module]):
                current += 1
                counted = sum(record[module][kind] for kind in ("killed", "hung", "equivalent", "survived"))
                assert counted == sum(1 for _ in mutants(module, path_of(module).read_text())), module
    assert current > 30


def test_survivors_that_are_run_again_leave_the_whole_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of five survive; one shares its text with a mutant that was killed, which is run again with it."""
    before = {"killed": 3, "hung": 0, "equivalent": 0, "survived": 2, "survivors": ["1 f: a", "1 f: a"], "text": "x", "versions": ""}
    monkeypatch.setattr(table, "RECORD", tmp_path / "record.json")
    table.RECORD.write_text(json.dumps({"uccheck.none": before}))
    one = Mutant(**{**vars(next(iter(ROOMS["core"].mutants()))), "module": "uccheck.none"})
    fates = ("killed", "killed", "equivalent")
    found = table.amended(table.Report(tuple(table.Result("core", one, fate, "") for fate in fates), 1.0, {"uccheck.none": "x"}))
    assert found["uccheck.none"] == {**before, "killed": 4, "equivalent": 1, "survived": 0, "survivors": []}
