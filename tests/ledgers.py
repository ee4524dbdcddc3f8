"""python -m tests.ledgers [--write]: every entry of the ledgers, and what sentences need, as they were read (tests/ledgers.json).

What a paper proved, where it appeared and who wrote it was read elsewhere, and no program of the kit can find it again. An entry is listed
with a digest: this finds a change, and no falsehood. Who changes one reads its source again, and lists it anew with --write.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from uccheck.rules.steps.cited import Named

from .documents import ROOT

LIST, DATA = ROOT / "tests" / "ledgers.json", ROOT / "uccheck" / "data"
#: The files, each of which holds what was read, or a reading of words.
FILES = (
    "attributions.toml",
    "inferences.toml",
    "ledger.toml",
    "literature.toml",
    "orders.toml",
    "authors_figures.json",
    "authors_poster.json",
)


def entries() -> dict[str, str]:
    """Every entry by file, table and what it is called, with its digest; tables keep their order."""
    found: dict[str, str] = {}
    for file in FILES:
        text = (DATA / file).read_text(encoding="utf-8")
        for table, held in (tomllib.loads(text) if file.endswith("toml") else json.loads(text)).items():
            parts = enumerate(held) if isinstance(held, list) else held.items() if isinstance(held, dict) else [("", held)]
            for number, part in parts:
                found[f"{file} {table} {number} {named(part)}".strip()] = digest(part)
    return found | needs()


def needs() -> dict[str, str]:
    """Every sentence that a step of the catalogue takes, with the hypotheses that it asks for: each with its relation and its bound."""
    from uccheck.rules.catalogue import load

    asked: dict[str, set[str]] = {}
    for one in load().values():
        for fact in _named([step.by for proof in one.proofs for step in proof.steps]):
            asked.setdefault(fact.trust, set()).add(f"{fact.grants} if {'; '.join(map(str, fact.needs))}")
    return {f"needs of {trust}": digest(sorted(said)) for trust, said in asked.items()}


def _named(part: Any) -> Iterator[Named]:
    """The sentences within a rule, however deep."""
    if isinstance(part, Named):
        yield part
    if is_dataclass(part):
        inner: Any = [getattr(part, one.name) for one in fields(part)]
    else:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else ()
    for one in inner:
        yield from _named(one)


def named(part: Any) -> str:
    """What an entry is called."""
    words = [part[name] for name in ("id", "arxiv", "title", "paper", "conclusion") if name in part] if isinstance(part, dict) else []
    return str(words[0]) if words else ""


def digest(part: Any) -> str:
    """Of every word and number of an entry."""
    return sha256(json.dumps(part, sort_keys=True, default=str).encode()).hexdigest()[:12]


def listed() -> dict[str, str]:
    """The entries as they were read."""
    found: dict[str, str] = json.loads(LIST.read_text(encoding="utf-8"))
    return found


def changed() -> list[str]:
    """Entries that are not as they were read, new ones, and those that are gone."""
    now, before = entries(), listed()
    return sorted(name for name in {*now, *before} if now.get(name) != before.get(name))


if __name__ == "__main__":
    print("\n".join(changed()) or "every entry is as it was read")
    if "--write" in sys.argv[1:]:
        LIST.write_text(json.dumps(entries(), indent=1) + "\n", encoding="utf-8")
