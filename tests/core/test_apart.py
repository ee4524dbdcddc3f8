"""A function in a process of its own: its answer, its errors, what cannot be sent, what is printed."""

from __future__ import annotations

import math
import os
import sys

import pytest

from uccheck.core.apart import Unloadable, apart
from uccheck.core.errors import InvalidParameter, MissingTool
from uccheck.core.exact import positive_integer


def test_it_is_another_process_with_the_settings_asked_for() -> None:
    assert apart(os.getpid) != os.getpid()
    assert apart(os.getenv, "UCCHECK_APART", settings={"UCCHECK_APART": "seen"}) == "seen" and os.getenv("UCCHECK_APART") is None


def test_what_it_prints_is_no_part_of_its_answer() -> None:
    assert apart(print, "printed") is None and apart(math.factorial, 20) == math.factorial(20)


def test_an_error_of_the_house_is_raised_here() -> None:
    with pytest.raises(InvalidParameter, match="must be at least 1"):
        apart(positive_integer, 0, "m")


def test_what_ends_without_an_answer_is_one_line() -> None:
    for ends, says in ((os._exit, "status 3: killed"), (sys.exit, "status 3")):
        with pytest.raises(MissingTool, match=says):
            apart(ends, 3)
    with pytest.raises(MissingTool, match="ValueError"):
        apart(int, "no number")


def test_what_cannot_be_sent_is_said() -> None:
    class Elsewhere:
        def __reduce__(self) -> tuple[object, ...]:
            return (sys.exit, (0,))

    for value in (lambda: None, Elsewhere()):
        with pytest.raises(Unloadable):
            apart(len, value)
