"""What a person at a terminal sees: lines of its width broken between words, colours, one line where stdout fails or work is stopped."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.forked import uccheck
from uccheck.commands.terminal.lines import folded

COMMANDS = [
    "statements",
    "certify --m 1000 --D 400000 --delta 0.05 --epsilon 0.01 --why",
    "certify --m 10 --D 100 --delta 0.1 --epsilon 0.1",
    "threshold --m 20 --delta 0.05 --epsilon 0.2",
    "probability all-flipped --m 1000 --D 16000",
    "simulate one-flipped --m 20 --D 200 --trials 100",
    "table 1000,400000,0.05,0.01",
    "table 1000,400000,0.05,0.01 --latex",
    "verify markov",
    "statements --search population",
    "claim 'With 1000 samples the flipped set is misclassified'",
    "sweep --m 10,100 --per-sample 128,512",
    "sweep --m 10..1000:3 --per-sample 4..1024:9",
    "table threshold --m 10,20 --epsilon 0.1,0.2 --delta 0.1",
    "definitions --m 100 --D 40000 --delta 0.05 --epsilon 0.01 --only one-sided,vc",
    "audit --published",
]


def at_a_terminal(command: str, folder: Path, **environment: str) -> str:
    """What a command prints on a terminal of 80 columns."""
    reader, writer = pty.openpty()
    settings = {"COLUMNS": "80", "TERM": "xterm", **environment}
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(b"".join, _pieces(reader))
        uccheck(*shlex.split(command), cwd=folder, stdout=os.ttyname(writer), **settings)
        os.close(writer)
    os.close(reader)
    return shown.result().decode().replace("\r\n", "\n")


def _pieces(reader: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # how Linux says that the terminal was left
            return
        if not piece:
            return
        yield piece


def plain_lines(text: str) -> list[str]:
    """Lines without colours and without the borders that rich draws."""
    return [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in text.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_breaks_within_a_word_at_80_columns(command: str, tmp_path: Path) -> None:
    lines = plain_lines(at_a_terminal(command, tmp_path, NO_COLOR="1"))
    whole = set(uccheck(*shlex.split(command), cwd=tmp_path).stdout.split())
    for line in lines:
        assert len(line) <= 80 or len(line.split()) == 1, line  # a single word that is longer has nowhere to break
    assert {word for line in lines for word in line.split()} - {"%"} <= whole | {"%"}  # every word is one that a pipe gets whole


def helps() -> list[list[str]]:
    """The words of every command and group."""
    from uccheck.cli import command_line

    def below(command: Any, words: list[str]) -> Iterator[list[str]]:
        yield words
        for name, each in getattr(command, "commands", {}).items():
            yield from below(each, [*words, name])

    return list(below(command_line(), []))


def help_of(words: list[str], columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The help of a command as a terminal of that width shows it."""
    from uccheck.cli import main

    monkeypatch.setenv("COLUMNS", str(columns))
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    return plain_lines(capsys.readouterr().out)


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("words", helps(), ids=" ".join)
def test_no_help_breaks_a_word_or_loses_one(
    words: list[str], columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wide, narrow = (help_of(words, columns, monkeypatch, capsys) for columns in (400, columns))
    assert max(map(len, narrow)) <= columns and not re.search(r"…|\w\.\.\.$", "\n".join(narrow), flags=re.MULTILINE)
    assert set(" ".join(narrow).split()) == set(" ".join(wide).split())


def test_a_pipe_gets_whole_lines_and_no_colour() -> None:
    text = uccheck(*COMMANDS[1].split()).stdout
    assert max(map(len, text.splitlines())) > 140 and "\x1b" not in text


def test_verdicts_have_colours_where_they_are_wanted(tmp_path: Path) -> None:
    assert "\x1b[32mCERTIFIED\x1b[0m" in at_a_terminal(COMMANDS[1], tmp_path, NO_COLOR="")
    assert "\x1b[31mREFUTED\x1b[0m" in at_a_terminal(COMMANDS[2], tmp_path, NO_COLOR="")
    for quiet in ({"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": ""}):
        assert "\x1b" not in at_a_terminal(COMMANDS[1], tmp_path, **quiet)
    assert "\x1b" not in at_a_terminal(COMMANDS[1] + " --json", tmp_path)


def test_folding_keeps_every_word_and_indents_to_the_label() -> None:
    line = "  given:  human: " + "word " * 40 + "x" * 100
    broken = folded(line, 60)
    assert broken.split() == line.split()
    first, *rest = broken.splitlines()
    assert all(len(piece) <= 60 for piece in (first, *rest) if "x" * 100 not in piece)
    assert rest and all(piece.startswith(" " * 10) for piece in rest)
    assert all(piece.startswith("%") for piece in folded("% given: " + "word " * 40, 60).splitlines())
    assert folded("short", 60) == "short"


def ended(*arguments: str, stdout: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "uccheck", *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["statements", "--help", "probability one-flipped --m 20 --D 200"])
def test_a_full_or_closed_stdout_is_one_line(command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    full = os.open("/dev/full", os.O_WRONLY)
    for stdout, reason in ((writer, "Broken pipe"), (full, "No space left")):
        status, said = ended(*command.split(), stdout=stdout)
        assert status == 2 and said.count("\n") == 1 and reason in said
        os.close(stdout)


@pytest.mark.parametrize(
    "command", ["certify --m 3 --D 9 --delta 0.1 --epsilon 0.1", "derive", "report", "audit claims.toml", "figure theorem"]
)
def test_an_output_that_is_a_directory_is_refused_and_left_alone(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    status, said = ended(*command.split(), "-o", str(folder), stdout=subprocess.DEVNULL)
    assert status == 2 and said.count("\n") == 1 and "it is a directory" in said and said.endswith("; nothing was written\n")
    assert folder.stat().st_mode & 0o777 == 0o700 and not list(folder.iterdir())


def test_a_refusal_with_an_output_says_that_nothing_was_written(tmp_path: Path) -> None:
    numbers = ["--m", "x", "--D", "9", "--delta", "0.1", "--epsilon", "0.1"]
    assert ended("certify", *numbers, "-o", str(tmp_path / "c"), stdout=subprocess.DEVNULL)[1].endswith("; nothing was written\n")
    assert "nothing was written" not in ended("certify", *numbers, stdout=subprocess.DEVNULL)[1]


def test_an_interrupt_names_what_is_kept(tmp_path: Path) -> None:
    code = (
        "import uccheck.answers.tables.certified as t\nfrom pathlib import Path\nfrom uccheck import cli\n"
        "from uccheck.core.files import write_text\n"
        "def stop(*numbers, **more):\n    write_text(Path('kept.txt'), 'x')\n    raise KeyboardInterrupt\n"
        "t.table = stop\ncli.main(['table', '1,2,0.1,0.1'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (130, "uccheck table: interrupted; kept: kept.txt\n")


def test_errors_name_the_command_and_completion_knows_it() -> None:
    said = ended("kernel", "stat", stdout=subprocess.DEVNULL)[1]
    assert said.startswith("uccheck kernel: there is no command 'stat': did you mean 'status'?")
    assert ended("certify", "--m", "3", stdout=subprocess.DEVNULL)[1].endswith("; see uccheck certify --help\n")
    asked = {**os.environ, "_UCCHECK_COMPLETE": "complete_bash", "COMP_WORDS": "uccheck cer", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "uccheck"], env=asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["certify"]


def test_the_version_and_a_bare_call() -> None:
    from uccheck import __version__

    said = subprocess.run([sys.executable, "-m", "uccheck", "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert said == f"uccheck {__version__}\n"
    bare = subprocess.run([sys.executable, "-m", "uccheck"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "certify" in bare and "Usage" in bare
