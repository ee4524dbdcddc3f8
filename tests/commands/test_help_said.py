"""What the help of an option says of its values is what the command does: limits, open ends, where a theorem speaks, what is chosen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.commands.said import ran
from uccheck.cli import _below, command_line

#: The least that a command needs besides the option that is tried.
NEEDS = {
    "certify": {"--m": "3", "--D": "9", "--delta": "0.1", "--epsilon": "0.4"},
    "definitions": {"--m": "3", "--D": "9", "--delta": "0.1", "--epsilon": "0.4", "--only": "surrogate"},
    "threshold": {"--m": "1", "--delta": "0.1", "--epsilon": "0.6"},
    "sweep": {"--m": "3", "--D": "9", "--delta": "0.1", "--epsilon": "0.4"},
}


def options() -> dict[tuple[str, str], str]:
    """The help of every option of these commands."""
    found = {}
    for command in _below(command_line()):
        for one in command.params if command.name in NEEDS and command.callback.__module__ == f"uccheck.commands.{command.name}" else ():
            if one.param_type_name == "option":
                found[command.name, one.opts[0]] = one.help or ""
    return found


OPTIONS = options()


def status(command: str, option: str, value: str, **more: str) -> int:
    """How the command ends with that value."""
    words = NEEDS[command] | {f"--{name}": given for name, given in more.items()} | {option: value}
    return ran(command, *(word for pair in words.items() for word in pair))[0]


LIMITS = {key: found[1] for key, said in OPTIONS.items() if (found := re.search(r", at most (\d+(?:\^\d+)?)[.,]", said))}
OPEN = [key for key, said in OPTIONS.items() if "in (0, 1)" in said]
THEOREM = [(*key, name, scope) for key, said in OPTIONS.items() for name, scope in re.findall(r"([A-C]) \((.*?)\)", said)]


@pytest.mark.parametrize(("command", "option"), list(LIMITS))
def test_one_more_than_the_limit_that_help_names_is_refused_and_the_limit_is_not(command: str, option: str, capsys: Any) -> None:
    base, _, power = LIMITS[command, option].partition("^")
    limit = int(base) ** int(power or 1)
    assert status(command, option, str(limit + 1)) == 2 and f"at most {limit}" in capsys.readouterr().err
    assert status(command, option, str(limit)) in (0, 1)


@pytest.mark.parametrize(("command", "option"), OPEN)
def test_the_ends_of_an_open_interval_are_refused(command: str, option: str) -> None:
    assert [status(command, option, value) for value in ("0", "1")] == [2, 2]
    assert status(command, option, "0.4") in (0, 1)


@pytest.mark.parametrize(("command", "option", "name", "scope"), THEOREM)
def test_a_theorem_is_refused_exactly_beyond_its_scope(command: str, option: str, name: str, scope: str) -> None:
    """`delta < 1/2` or `every delta`."""
    assert scope in ("delta < 1/2", "every delta")
    assert (status(command, option, name, delta="0.5") == 2) == (scope == "delta < 1/2")


def test_the_helps_that_are_tried_are_there() -> None:
    assert len(LIMITS) >= 4 and len(OPEN) >= 3 and {name for *_, name, _ in THEOREM} == {"A", "B", "C"}
    assert {command for command, *_ in (*LIMITS, *OPEN, *THEOREM)} == set(NEEDS)


@pytest.mark.parametrize("beyond", [0, 1])
@pytest.mark.parametrize("asked", [(), ("--rows",)])
def test_a_sweep_prints_rows_up_to_the_number_that_its_help_names(
    beyond: int, asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for more where they are asked for; else a row for each m."""
    _, told = ran("sweep", "--help")
    (limit,) = re.findall(r"where there are more than (\d+)", " ".join(re.sub(r"[^\w ,.'()-]", " ", told).split()))
    monkeypatch.setattr("uccheck.diagram.run.cells", lambda made, **more: iter(()))
    status, text = ran("sweep", "--m", f"1..{int(limit) + beyond}+1", "--D", "900", *asked)
    assert status == 0 and ("on this grid" in text) is (beyond == 1 and not asked)
