"""Claim files: strict TOML, or ```uccheck blocks in Markdown, read into frozen models; hostile input is expected.

Glossary
    read        every claim of the named files and directories, each with its file and line; some `Malformed`.
    Claim       a validated claim: one frozen model a kind, discriminated by `kind`.
    Malformed   what is wrong with one claim: line, field, value, mend; the other claims of the file are still read.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from uccheck.audit.blocks import FENCE, Lost, blocks, ours_named
from uccheck.audit.hygiene import clean, displayed
from uccheck.audit.kinds.fields import WrittenFloat
from uccheck.audit.kinds.models import KINDS, Claim, adapter, describe_all
from uccheck.core.errors import InvalidFile

MAX_BYTES, MAX_LINE, MAX_CLAIMS, MAX_NESTING = 512 * 1024, 10_000, 1000, 20
MAX_COMPLAINTS = 12  # of one claim
#: Stands for a line that is too long: no TOML, so that its claim alone is lost.
TOO_LONG = "\0long"
SUFFIXES = (".toml", ".md", ".markdown")

_HEADER = re.compile(r"\[\[\s*claim\s*\]\]\s*(#.*)?")
_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*[.=]")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a claim stands: the file as it was named, and the line of its `[[claim]]` header (from 1)."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Malformed:
    """A claim that cannot be read; `id` is what it calls itself, or "" where it does not say."""

    place: Place
    id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A well-formed claim and its place; `table` is the claim as written, ready to be sent elsewhere as JSON."""

    place: Place
    claim: Claim
    table: dict[str, Any]
    folder: Path = field(default_factory=Path)


def read(paths: list[Path]) -> list[Stated | Malformed]:
    """Every claim of the files and directories, in order; "-" is standard input.

    A directory stands for those of its *.toml and *.md files, sorted, that hold a [[claim]] table or a uccheck block; the others, such as
    README.md or pyproject.toml, are neighbours and not claims.
    Raises InvalidFile: a path does not exist, cannot be read, or is not a claim file.
    """
    return [item for path in paths for item in (_read_input() if str(path) == "-" else _read_path(path))]


def _read_path(path: Path) -> list[Stated | Malformed]:
    if not path.is_dir():
        return [item for file in _files(path) for item in _read_file(file, None)]
    found = [item for file in _files(path) if _holds_claims(file) for item in _read_file(file, path)]
    if not found:
        raise InvalidFile(
            f"no file with claims in the directory {clean(str(path))}: write a [[claim]] table, or a ```uccheck block in Markdown"
        )
    return found


def _read_input() -> list[Stated | Malformed]:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    return _decoded(data, "<stdin>.md" if re.search(rb"^ {0,3}(```|~~~)", data, re.MULTILINE) else "<stdin>.toml", Path())


def _holds_claims(path: Path) -> bool:
    """Whether a file of a directory is a claim file at all; one that cannot be read is a neighbour."""
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return False
    lines = text.split("\n")
    if path.suffix.lower() == ".toml":
        return any(_HEADER.fullmatch(line.strip()) for line in lines)
    return any((match := FENCE.fullmatch(line)) is not None and ours_named(match[3]) for line in lines)


def parse_text(text: str, name: str) -> list[Stated | Malformed]:
    """The claims of a file's text; `name` decides by its suffix whether it is Markdown."""
    place = Place(file=name, line=1)
    text = "\n".join(line if len(line) <= MAX_LINE else TOO_LONG for line in text.split("\n"))
    items: list[Stated | Malformed] = []
    if name.lower().endswith(".toml"):
        items = _toml(text, name, 0)
    else:
        for block in blocks(text):
            items += [_malformed(name, block.line, block.reason)] if isinstance(block, Lost) else _toml(block[1], name, block[0])
    if not items:
        return [Malformed(place=place, id="", reason=f"line 1: no claim in {name}; write a [[claim]] table{_fenced(name)}")]
    if len(items) > MAX_CLAIMS:
        return [Malformed(place=place, id="", reason=f"{len(items)} claims in one file; at most {MAX_CLAIMS} are read")]
    return _without_duplicates(items)


def schema() -> dict[str, Any]:
    """The JSON schema of a claim file (draft 2020-12)."""
    body = adapter().json_schema(ref_template="#/$defs/{model}")
    definitions = body.pop("$defs")
    for name, model in KINDS.items():
        for part in definitions.values():
            if part.get("title") == model.__name__ and "description" not in part:
                part["description"] = f"a claim of kind {name}"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "uccheck claim file",
        "type": "object",
        "additionalProperties": False,
        "required": ["claim"],
        "properties": {"claim": {"type": "array", "minItems": 1, "items": body}},
        "$defs": definitions,
    }


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not found:
                raise InvalidFile(f"no claim file (*.toml, *.md) in the directory {clean(str(path))}")
            return found
        if not path.is_file():
            raise InvalidFile(f"no such file: {clean(str(path))}; give a .toml or .md file, or a directory of them")
    except (OSError, ValueError) as problem:
        raise (
            problem if isinstance(problem, InvalidFile) else InvalidFile(f"cannot read {clean(str(path))}: {clean(str(problem))}")
        ) from None
    if path.suffix.lower() not in SUFFIXES:
        raise InvalidFile(f"{clean(str(path))} is not a claim file; its name must end in one of {', '.join(SUFFIXES)}")
    return [path]


def _read_file(path: Path, under: Path | None) -> list[Stated | Malformed]:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise InvalidFile(f"cannot read {clean(str(path))}: {problem.strerror}") from None
    return _decoded(data, displayed(path, under), path.parent)


def _decoded(data: bytes, name: str, folder: Path) -> list[Stated | Malformed]:
    if len(data) > MAX_BYTES:
        return [Malformed(place=Place(file=name, line=1), id="", reason=f"the file is larger than {MAX_BYTES} bytes; split it")]
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        return [Malformed(place=Place(file=name, line=line), id="", reason=f"line {line}: not UTF-8 text")]
    return [replace(item, folder=folder) if isinstance(item, Stated) else item for item in parse_text(text, name)]


def _fenced(name: str) -> str:
    return "" if name.lower().endswith(".toml") else " in a fenced block that opens with ```uccheck, outside HTML comments"


def _malformed(name: str, line: int, reason: str, id: str = "") -> Malformed:
    return Malformed(place=Place(file=name, line=line), id=id, reason=f"line {line}: {reason}")


def _toml(text: str, name: str, before: int) -> list[Stated | Malformed]:
    """The claims of one TOML text that begins after `before` lines of its file."""
    lines = text.split("\n")
    headers = [i for i, line in enumerate(lines) if _HEADER.fullmatch(line.strip())]
    whole = _load(text, name, before)
    tables = whole.get("claim") if isinstance(whole, dict) else None
    if isinstance(whole, dict) and isinstance(tables, list) and headers and set(whole) == {"claim"} and len(tables) == len(headers):
        parts = zip(tables, headers, [*headers[1:], len(lines)], strict=True)
        return [_claim(table, lines[start:end], name, before + start + 1) for table, start, end in parts]
    return _piecewise(whole, lines, headers, name, before)


def _piecewise(whole: dict[str, Any] | Malformed, lines: list[str], headers: list[int], name: str, before: int) -> list[Stated | Malformed]:
    """One claim at a time, so that a mistake in one does not stop the others."""
    items: list[Stated | Malformed] = _preamble(lines[: headers[0] if headers else len(lines)], name, before)
    for start, end in zip(headers, [*headers[1:], len(lines)], strict=False):
        part = _load("\n".join(lines[start:end]), name, before + start)
        if isinstance(part, Malformed):
            items.append(part)
            continue
        extra = [key for key in part if key != "claim"]
        if extra:
            line = before + start + 1 + _offset(lines[start:end], extra[0])
            items.append(_malformed(name, line, f"unknown key {extra[0]!a}: only [[claim]] tables are read"))
        tables = part["claim"] if isinstance(part.get("claim"), list) else [{}]
        items += [_claim(table, lines[start:end], name, before + start + 1) for table in tables]
    if not items and isinstance(whole, Malformed):
        items.append(whole)
    return items


def _preamble(lines: list[str], name: str, before: int) -> list[Stated | Malformed]:
    for index, line in enumerate(lines):
        if line.strip() and not line.strip().startswith("#"):
            shown = line.strip()[:40]
            return [_malformed(name, before + index + 1, f"{shown!a} stands outside a claim; start it with [[claim]]")]
    return []


def _load(text: str, name: str, before: int) -> dict[str, Any] | Malformed:
    lines = text.split("\n")
    if TOO_LONG in lines:
        line = before + lines.index(TOO_LONG) + 1
        return _malformed(name, line, f"it has more than {MAX_LINE} characters; write shorter lines", _id_in(text))
    try:
        if _too_deep(text):
            return _malformed(name, before + 1, f"brackets are nested more than {MAX_NESTING} deep", _id_in(text))
        return tomllib.loads(text, parse_float=WrittenFloat)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as problem:
        found = _AT_LINE.search(str(problem))
        line = before + int(found[1] if found and found[1] else max(1, text.rstrip("\n").count("\n") + 1))
        what = _AT_LINE.sub("", str(problem)).strip() or type(problem).__name__
        return _malformed(name, line, f"not TOML: {what}", _id_in(text))


def _id_in(text: str) -> str:
    """The id that a text which is no TOML gives to its claim, as far as can be seen."""
    claimed = re.search(r"^\s*id\s*=\s*[\"']([^\"'\n]{1,80})[\"']", text, re.MULTILINE)
    return claimed[1] if claimed else ""


def _too_deep(text: str) -> bool:
    depth = deepest = 0
    for c in text:
        depth = max(0, depth + (c in "[{") - (c in "]}"))
        deepest = max(deepest, depth)
    return deepest > MAX_NESTING or any(line.count(".") > 200 for line in text.split("\n"))


def _claim(table: Any, lines: list[str], name: str, line: int) -> Stated | Malformed:
    """Validate one table; `lines` are its source, beginning at `line` of the file."""
    claimed = table.get("id") if isinstance(table, dict) else None
    id = claimed if isinstance(claimed, str) else ""
    try:
        if not isinstance(table, dict):
            return _malformed(name, line, "a claim is a table: write [[claim]]")
        claim: Claim = adapter().validate_python(table)
        return Stated(place=Place(file=name, line=line), claim=claim, table=table)
    except ValidationError as problem:
        complaints = describe_all(problem.errors(include_url=False), table)
        reasons = [f"line {line + _offset(lines, field)}, {text}" for field, text in complaints[:MAX_COMPLAINTS]]
        reasons += [f"and {len(complaints) - len(reasons)} more"] if len(complaints) > len(reasons) else []
        return Malformed(place=Place(file=name, line=line), id=id, reason="; ".join(reasons))


def _offset(lines: list[str], field: str) -> int:
    for index, line in enumerate(lines):
        match = _KEY.match(line)
        if match and field and field in match.groups():
            return index
    return 0


def _without_duplicates(items: list[Stated | Malformed]) -> list[Stated | Malformed]:
    first: dict[str, int] = {}
    result: list[Stated | Malformed] = []
    for item in items:
        if isinstance(item, Stated) and item.claim.id in first:
            reason = f'field "id": {item.claim.id!a} is taken by the claim on line {first[item.claim.id]}; choose another'
            item = _malformed(item.place.file, item.place.line, reason, item.claim.id)
        elif isinstance(item, Stated):
            first[item.claim.id] = item.place.line
        result.append(item)
    return result
