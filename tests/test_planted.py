"""The list of planted errors fits today's text, is long enough, and a seeded sample of it is caught."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from .planted import Planted, copy_of_the_project, is_caught, passes, planted

SAMPLE = 4


def test_every_planted_error_fits_the_text_and_names_a_test() -> None:
    assert [problem for error in planted() if (problem := error.problem())] == []


def test_the_list_is_broad_and_without_repetition() -> None:
    errors = planted()
    assert len({(e.file, e.find, e.replace) for e in errors}) == len(errors) >= 40
    rooms = Counter(error.room for error in errors)
    assert all(rooms[room] >= 4 for room in ("core", "expressions", "balls", "linear", "statistics"))
    assert all(error.find != error.replace and len(error.error) > 15 for error in errors)


def test_a_text_that_moved_is_named() -> None:
    moved = Planted("core", "uccheck/core/exact.py", "no such text", "x", "an error", "tests/core/test_numbers.py::test_ranges")
    assert "0 times, not once" in (moved.problem() or "")
    ghost = Planted("core", "uccheck/core/exact.py", "MAX_BITS = 8192", "x", "an error", "tests/core/test_numbers.py::test_ghost")
    assert "does not exist" in (ghost.problem() or "")


@pytest.mark.slow
def test_a_sample_of_planted_errors_is_caught_and_the_same_tests_pass_without_them() -> None:
    sample = random.Random(20190).sample(planted(), SAMPLE)
    with copy_of_the_project() as copy:
        assert [e.error for e in sample if not is_caught(e, copy)] == []
        assert all(passes(copy, test) for test in dict.fromkeys(e.killed_by for e in sample))
