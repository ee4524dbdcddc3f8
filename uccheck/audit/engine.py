"""Claims to verdicts: every claim is decided in a worker process that is bounded in time and memory.

Glossary
    audit    the findings of a list of files, one a claim, in order.
    Finding  one claim with its verdict, as it is printed and as it goes into JSON.

A claim file is untrusted: this process only reads it (`claims`); algebra and ball arithmetic run in the worker, which
opens no file of the user's and whose module path leaves out the current directory.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from uccheck.audit import files as claims
from uccheck.audit import sentences
from uccheck.audit.cache import Cache
from uccheck.audit.deciders.decision import INVALID
from uccheck.audit.hygiene import clean
from uccheck.audit.kinds.literature import Inference
from uccheck.audit.process import Worker
from uccheck.audit.runs import records
from uccheck.audit.said.flags import flags
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.verdict import NoBool

DEFAULT_LIMIT, DEFAULT_TOTAL = 30.0, 1800.0
UPHELD = ("PROVED", "CERTIFIED", "CONFIRMED", "MEASURED")


@dataclass(frozen=True, kw_only=True)
class Finding(NoBool):
    """A claim and its verdict: `verdict` is the printed word, `kind` how it was obtained, `sentence` what was decided.

    `says` is the author's sentence, which nothing checks; `notes` say how it differs from `sentence`; `order` is the position of the
    claim among its fellows.
    """

    id: str
    verdict: str
    kind: str
    detail: str
    sentence: str = ""
    notes: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    expect: str = ""
    speaks_of: str = ""
    decided_on: str = ""
    order: int = 0
    claim_kind: str = ""
    says: str = ""
    source: str = ""
    file: str = ""
    line: int = 1
    evidence: list[dict[str, Any]] = field(default_factory=list)
    trusts: list[str] = field(default_factory=list)
    alpha: str = "0"
    explain: list[str] = field(default_factory=list)
    table: dict[str, Any] = field(default_factory=dict)

    @property
    def upheld(self) -> bool:
        """Whether the claim was shown true; False is not "shown false"."""
        return self.verdict.startswith(UPHELD)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that `expect` names; without it, whether the claim is upheld."""
        if self.verdict == INVALID or self.expect in ("", "UPHELD"):
            return self.upheld
        return self.verdict.split("(")[0] == self.expect

    def record(self) -> dict[str, Any]:
        """The finding as JSON data; the keys of the contract first."""
        first = ("id", "verdict", "kind", "sentence", "detail", "evidence", "trusts", "given", "alpha")
        more = ("needs", "notes", "claim_kind", "says", "source", "speaks_of", "decided_on", "expect", "as_expected")
        place = ("file", "line", "explain")
        return {name: getattr(self, name) for name in (*first, *more, *place)}


def audit_files(paths: Iterable[Path | str], *, limit: float = DEFAULT_LIMIT, total: float = DEFAULT_TOTAL) -> list[Finding]:
    """The findings of every claim in `paths`, in order; each claim gets at most `limit` seconds, all of them `total`.

    Raises InvalidFile for a path that is not a claim file, InvalidParameter for what is no list of paths and for a limit outside (0, 3600].
    """
    named = [] if isinstance(paths, str | bytes) or not isinstance(paths, Iterable) else list(paths)
    if not named or not all(isinstance(path, Path | str) for path in named):
        raise InvalidParameter(f'the claim files are a list of paths, such as ["review.md"], got {paths!r:.80}')
    return sorted(findings(claims.read([Path(path) for path in named]), limit=limit, total=total), key=lambda f: f.order)


def findings(
    items: Iterable[claims.Stated | claims.Malformed],
    *,
    limit: float = DEFAULT_LIMIT,
    total: float = DEFAULT_TOTAL,
    cache: Cache | None = None,
) -> Iterator[Finding]:
    """One finding an item, as they are decided: inferences last, since they speak of the others."""
    if not 0 < limit <= 3600:
        raise InvalidParameter(f"the time limit must lie in (0, 3600] seconds, got {limit:g}")
    if not 0 < total <= 86400:
        raise InvalidParameter(f"the total time limit must lie in (0, 86400] seconds, got {total:g}")
    end = time.monotonic() + total
    known: dict[tuple[str, str], Finding] = {}
    with Worker(limit) as worker:
        for order, item in _inferences_last(items):
            found = _invalid(item) if isinstance(item, claims.Malformed) else _decide(item, worker, end, known, cache)
            found = replace(found, order=order)
            known[found.file, found.id] = found
            yield found


def _inferences_last(items: Iterable[claims.Stated | claims.Malformed]) -> list[tuple[int, claims.Stated | claims.Malformed]]:
    return sorted(enumerate(items), key=lambda pair: isinstance(pair[1], claims.Stated) and isinstance(pair[1].claim, Inference))


def alpha_total(found: Iterable[Finding]) -> Fraction:
    """The sum of all error rates spent: a union bound for the whole audit."""
    return sum((Fraction(f.alpha) for f in found), Fraction(0))


def all_upheld(found: Iterable[Finding]) -> bool:
    """Whether every claim was shown true."""
    return all(f.upheld for f in found)


def exit_status(found: Iterable[Finding]) -> int:
    """3 if a claim cannot be read, 0 if every verdict is as expected (upheld, where nothing is expected), else 1."""
    listed = list(found)
    if any(f.verdict == INVALID for f in listed):
        return 3
    return 0 if all(f.as_expected for f in listed) else 1


def _invalid(item: claims.Malformed) -> Finding:
    shown = clean(item.id) or f"line {item.place.line}"
    return Finding(id=shown, verdict=INVALID, kind="none", detail=clean(item.reason), file=item.place.file, line=item.place.line)


def _decide(item: claims.Stated, worker: Worker, end: float, known: dict[tuple[str, str], Finding], cache: Cache | None) -> Finding:
    claim = item.claim
    context, key = _context(item, known), ""
    answer = None
    if cache is not None:
        key = cache.key(item.table, context)
        answer = _kept(cache.get(key), claim)
    if answer is None:
        answer = worker.decide(item.table, context, left=end - time.monotonic())
        if cache is not None and "sentence" in answer:
            cache.put(key, answer)
    formal = clean(answer.pop("sentence", "") or sentences.sentence(claim))
    return Finding(
        id=clean(claim.id),
        claim_kind=claim.kind,
        says=clean(claim.says),
        source=clean(claim.source or ""),
        sentence=formal,
        notes=flags(claim, formal),
        expect=claim.expect or "",
        speaks_of=clean(claim.speaks_of or ""),
        decided_on=clean(claim.decided_on or ""),
        file=item.place.file,
        line=item.place.line,
        table=item.table,
        **_cleaned(answer),
    )


def _kept(answer: dict[str, Any] | None, claim: Any) -> dict[str, Any] | None:
    """A decision from the cache: the sentence is the claim's own, and the cache is part of what is trusted."""
    return answer and {**answer, "sentence": sentences.sentence(claim), "trusts": [*answer["trusts"], "the cache of kept decisions"]}


def _context(item: claims.Stated, known: dict[tuple[str, str], Finding]) -> dict[str, Any]:
    """What a claim needs beyond its own table: the records of a run, the findings that an inference speaks of."""
    if item.claim.kind == "run":
        try:
            return {"record": records.load(item.claim.record, item.folder)}
        except InvalidFile as problem:
            return {"missing": str(problem)}
    if isinstance(item.claim, Inference):
        mentioned = {*item.claim.premises, item.claim.conclusion}
        found = {id: known[item.place.file, id] for id in sorted(mentioned) if (item.place.file, id) in known}
        told = ("verdict", "kind", "trusts", "given", "alpha", "table")
        return {"findings": {id: {name: getattr(f, name) for name in told} for id, f in found.items()}}
    return {}


def _cleaned(answer: dict[str, Any]) -> dict[str, Any]:
    """Every text of an answer on one clean line: a decider may quote the claim."""
    return {k: clean(v) if isinstance(v, str) else [clean(x) if isinstance(x, str) else x for x in v] for k, v in answer.items()}
