"""python -m tests.documents [--write]: what README.md and docs/ show is what the kit does.

Glossary
    Session   a fenced block with lines `$ uccheck ...`: each command and the output printed below it, run in one folder.
    Fact      a number that prose states: where, and the program or record that it comes from (tests/facts.toml).
    Given     numbers of prose that no program gives: what was chosen, measured once, or said by others; with the reason.
    unsourced numbers of prose that are neither.

Without --write, differences are printed and the status is 1. With it, the outputs of the sessions are replaced by those of
real runs; prose is never written, a fact that fails is for a person to mend.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from .forked import ROOT, uccheck

FACTS = ROOT / "tests" / "facts.toml"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(uccheck [a-z][^`\n]*)`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Step:
    """A command of a session and the output shown below it."""

    command: str
    shown: str


@dataclass(frozen=True)
class Session:
    """A fenced block of commands with their outputs, at a place of a page."""

    page: Path
    start: int
    end: int
    steps: tuple[Step, ...]

    def text(self) -> str:
        """The block's text."""
        return "".join(f"$ {step.command}\n{step.shown}" for step in self.steps)

    def run(self) -> Session:
        """The session as it is now: every command run in one empty folder."""
        with tempfile.TemporaryDirectory() as folder:
            return replace(self, steps=tuple(Step(step.command, printed(step.command, Path(folder))) for step in self.steps))


def pages() -> list[Path]:
    """README.md and the documents."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "proofs" / "coq" / "README.md"]


def sessions(page: Path) -> list[Session]:
    """The blocks of `$ uccheck` commands with their outputs; one that shows none yet is a session that differs."""
    found = []
    for block in _FENCE.finditer(page.read_text()):
        lines = block[2].splitlines(keepends=True)
        if block[1] or not lines or not lines[0].startswith("$ uccheck "):
            continue
        found.append(Session(page, block.start(2), block.end(2), tuple(_steps(lines))))
    return found


def _steps(lines: list[str]) -> Iterator[Step]:
    command, shown = "", ""
    for line in lines:
        if line.startswith("$ "):
            if command:
                yield Step(command, shown)
            command, shown = line[2:].rstrip("\n"), ""
        else:
            shown += line
    yield Step(command, shown)


def printed(command: str, folder: Path) -> str:
    """What a command prints, on either stream, as on a terminal of 140 columns without colours."""
    _, *words = shlex.split(command)
    return uccheck(*words, cwd=folder, merged=True, timeout=600, COLUMNS="140", NO_COLOR="1", OMP_NUM_THREADS="1").stdout


def commands(page: Path) -> list[str]:
    """Every `uccheck ...` of a page: in code blocks, at their margin or indented, and in code spans."""
    text = page.read_text()
    lines = [line.strip().removeprefix("$ ") for block in _FENCE.finditer(text) for line in block[2].splitlines()]
    lines += [line.strip() for line in text.splitlines() if line.startswith("    ")]
    found = [piece.strip() for line in lines for piece in line.split("&&")]
    named = [line.partition("  #")[0].strip() for line in found if re.match(r"uccheck [a-z]", line)]
    return list(dict.fromkeys([*named, *_SPAN.findall(text)]))


def unknown(command: str) -> str | None:
    """The first command or option of a line that the command line does not know, or None."""
    import click
    import typer

    from uccheck.cli import build_app

    known: Any = typer.main.get_command(build_app())
    for word in command.split()[1:]:
        plain = word.strip(",.;:`()[]|")
        if isinstance(known, click.Group) or hasattr(known, "commands"):
            if plain not in known.commands:
                return plain if re.fullmatch(r"[a-z-]+", plain) else None
            known = known.commands[plain]
        elif plain.startswith("--"):
            options = {option for parameter in known.params for option in (*parameter.opts, *parameter.secondary_opts)}
            if plain.partition("=")[0] not in {*options, "--help"}:
                return plain
    return None


def broken_links(page: Path) -> list[str]:
    """Relative links of a page to files that do not exist."""
    targets = [link for link in _LINK.findall(page.read_text()) if "://" not in link and not link.startswith("mailto:")]
    return [target for target in targets if not (page.parent / target).exists()]


@dataclass(frozen=True)
class Fact:
    """`says` stands in `page`; `program` (Python) or a `record` with a `key` gives the value that `shown` formats."""

    page: str
    says: str
    value: str
    program: str = ""
    record: str = ""
    key: str = ""

    def problem(self, page: str | None = None) -> str | None:
        """How the page, as it is or as given, and its source differ, or None."""
        text = " ".join(((ROOT / self.page).read_text() if page is None else page).split())
        if self.says not in text:
            return f"{self.page} no longer says {self.says!r}: mend tests/facts.toml"
        if self.value not in self.says:
            return f"{self.says!r} does not hold the value {self.value}"
        found = self.found()
        return None if found == self.value else f"{self.page} says {self.says!r}; its source gives {found}"

    def found(self) -> str:
        """The value from its source."""
        if self.program:
            scope: dict[str, Any] = {}
            exec(self.program, scope)  # the project's own file, not a user's
            return str(scope["value"])
        content = json.loads((ROOT / self.record).read_text())
        for part in self.key.split("."):
            content = content[int(part)] if isinstance(content, list) else content[part]
        return str(content)


@dataclass(frozen=True)
class Given:
    """`says` stands in `page`, and `why` its numbers are nothing that the kit computes."""

    page: str
    says: str
    why: str

    def problem(self) -> str | None:
        """Why the entry explains nothing, or None."""
        if self.says not in " ".join((ROOT / self.page).read_text().split()):
            return f"{self.page} no longer says {self.says!r}: mend tests/facts.toml"
        return (
            None if _NUMBER.search(self.says) or DIRECTION.search(self.says) else f"{self.says!r} holds no number and no word of direction"
        )


_NUMBER = re.compile(r"(?<![\w.^_/#])\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?(?!\w)")
#: Words that turn a sentence round where another stands for them: which way something goes, and what is ruled out.
DIRECTION = re.compile(
    r"\b(?:weakest|strongest|never (?:weaker|stronger)|excluded|nonincreasing|nondecreasing|(?:upper|lower) limits?|"
    r"(?:does not |do not )?(?:falls?|grows?|rises?|increas(?:e|es|ing)|decreas(?:e|es|ing)) (?:with|in))(?!\w)"
)
GENERATED = re.compile(r"<!-- (?:begin:|table:|neighbours:).*?<!-- end[^>]*-->", re.DOTALL)
_UNREAD = (_FENCE, GENERATED, re.compile(r"^    .*$", re.MULTILINE), re.compile(r"`[^`\n]*`"), re.compile(r"\]\([^)]*\)"),
    re.compile(r"\b\d{4}\.\d{4,5}\b"))  # fmt: skip


def prose(page: Path) -> tuple[str, str]:
    """A page on one line, and with x for letters and digits of what is no prose: code, generated tables, links, arXiv numbers."""
    text = masked = page.read_text()
    for pattern in _UNREAD:
        masked = pattern.sub(lambda found: re.sub(r"\w", "x", found[0]), masked)
    return " ".join(text.split()), " ".join(masked.split())


def unsourced(page: Path) -> list[str]:
    """Numbers of three digits, with a comma or a point, that stand in no fact's value and in nothing given; each with its neighbourhood."""
    name = str(page.relative_to(ROOT))
    text, masked = prose(page)
    known = [(fact.says, fact.says.index(fact.value), len(fact.value)) for fact in facts() if fact.page == name]
    known += [(entry.says, 0, len(entry.says)) for entry in given() if entry.page == name]
    spans = [(at.start() + start, at.start() + start + size) for says, start, size in known for at in re.finditer(re.escape(says), text)]
    found = []
    for number in _NUMBER.finditer(masked):
        short = len(number[0]) < 3 or re.fullmatch(r"(19|20)\d\d", number[0])
        if not short and not any(start <= number.start() and number.end() <= end for start, end in spans):
            found.append(f"...{text[max(0, number.start() - 40) : number.start()]}[{number[0]}]{text[number.end() : number.end() + 25]}...")
    return found


def unturned(page: Path) -> list[str]:
    """Words of direction in prose that stand in no fact and in nothing given; each with its neighbourhood."""
    name = str(page.relative_to(ROOT))
    text, masked = prose(page)
    known = [entry.says for entry in (*facts(), *given()) if entry.page == name]
    spans = [(at.start(), at.end()) for says in known for at in re.finditer(re.escape(says), text)]
    found = (at for at in DIRECTION.finditer(text) if masked[at.start() : at.end()] == at[0])
    return [f"...{text[max(0, at.start() - 60) : at.end() + 40]}..." for at in found if not any(a <= at.start() < b for a, b in spans)]


def cell(page: str, block: str, row: str, column: str) -> str:
    """An entry of a generated table: of the block of that name, in the row that begins so, below that heading."""
    section = (ROOT / page).read_text().partition(f"<!-- begin: {block} ")[2].partition("<!-- end")[0]
    rows = [[part.strip() for part in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("|")]
    heads = next(one for one in rows if column in one)
    return next(one for one in rows if one[0] == row)[heads.index(column)]


@cache
def facts() -> list[Fact]:
    """The list of tests/facts.toml."""
    return [Fact(**row) for row in tomllib.loads(FACTS.read_text())["fact"]]


@cache
def given() -> list[Given]:
    """Its entries that need no source."""
    return [Given(**row) for row in tomllib.loads(FACTS.read_text())["given"]]


def loose_formulas(section: str, listed: list[Fact]) -> list[str]:
    """The numbers and relations of a section that stand in no listed fact, each with the words around it."""
    text = " ".join(re.sub(r"\]\([^)]*\)", "]", section).split())
    covered = [range(at.start(), at.end()) for fact in listed for at in re.finditer(re.escape(fact.says), text)]
    found = [at.start() for at in re.finditer(r"[<>=]+|(?<![\w])\d[\d.,]*", text)]
    return [text[max(place - 25, 0) : place + 25] for place in found if not any(place in span for span in covered)]


def rewritten(page: Path) -> str:
    """The page with the outputs of its sessions as they are now."""
    text = page.read_text()
    for session in reversed(sessions(page)):
        text = text[: session.start] + session.run().text() + text[session.end :]
    return text


def main(arguments: list[str]) -> int:
    status = 0
    for page in pages():
        now = rewritten(page)
        if now == page.read_text():
            continue
        status = 1
        print(f"{page.relative_to(ROOT)}: the sessions shown are not what the commands print")
        if "--write" in arguments:
            page.write_text(now)
            status = 0
    unknown_numbers = [f"{page.relative_to(ROOT)}: no source for {one}" for page in pages() for one in unsourced(page)]
    for problem in [*filter(None, (entry.problem() for entry in [*facts(), *given()])), *unknown_numbers]:
        print(problem)
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
