"""The ledger: one line a statement (word, kind, mutants refuted, trusts), and the error probability spent in all."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from uccheck.article.prose import plain
from uccheck.core.exact import as_written
from uccheck.core.verdict import NoBool

if TYPE_CHECKING:
    from uccheck.core.verdict import Verdict
    from uccheck.rules.neighbours.kept import NeighbourRow
    from uccheck.rules.statement import Standing


@dataclass(frozen=True)
class Row(NoBool):
    """What a session looked at for one statement."""

    id: str
    word: str = "-"
    kind: str = "-"
    trusts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    alpha: Fraction = Fraction(0)
    refuted: int = 0
    mutants: int = 0

    def with_statement(self, found: str) -> Row:
        """The statement itself was examined; `found` is what `summary` made of the finding."""
        values = json.loads(found)
        trusts, given, alpha = tuple(values["trusts"]), tuple(values["given"]), Fraction(values["alpha"])
        return replace(self, word=values["word"], kind=values["kind"], trusts=trusts, given=given, alpha=alpha)

    def with_mutant(self, refuted: bool) -> Row:
        """One more mutant, refuted or not."""
        return replace(self, mutants=self.mutants + 1, refuted=self.refuted + refuted)


def summary(found: Standing) -> str:
    """A finding as a string that a test process can hand to the one that prints."""
    values = {"word": found.word, "kind": found.kind.label, "trusts": found.trusts, "given": found.given, "alpha": str(found.alpha)}
    return json.dumps(values)


def sentences(given: Iterable[Iterable[str]]) -> str:
    """How many distinct sentences are taken from people and from papers, and how many definitions are unfolded."""
    every = {sentence.split(":", 1)[0]: set[str]() for sentence in ("human:", "cited:", "definition:")}
    for sentence in (one for some in given for one in some):
        every[sentence.split(":", 1)[0]].add(sentence)
    people, papers, definitions = (len(every[kind]) for kind in ("human", "cited", "definition"))
    taken = f"{people} sentence{' is' if people == 1 else 's are'} taken from people, {papers} from papers"
    return f"{taken}; {definitions} definition{' is' if definitions == 1 else 's are'} unfolded"


def ledger_lines(rows: tuple[Row, ...]) -> list[str]:
    """Aligned lines, a legend of the trusted base by number, and the totals; statements in the order of the
    argument.
    """
    from uccheck.rules.catalogue import load

    order = {name: position for position, name in enumerate(load())}
    rows = tuple(sorted((row for row in rows if row.id in order), key=lambda row: order[row.id]))
    trusts = sorted({trust for row in rows for trust in (*row.trusts, *row.given)})
    number = {trust: str(position) for position, trust in enumerate(trusts, 1)}
    width = max((len(row.id) for row in rows), default=9)
    lines = [f"{'statement':{width}}  {'verdict':12}  {'kind':11}  mutants  trusts"]
    for row in rows:
        base = " ".join(number[trust] for trust in (*row.trusts, *row.given))
        lines.append(f"{row.id:{width}}  {row.word:12}  {row.kind:11}  {f'{row.refuted}/{row.mutants}':>7}  {base}")
    lines += [f"  trust {number[trust]:>2}: {plain(trust)}" for trust in trusts]
    alpha = sum((row.alpha for row in rows), Fraction(0))
    refuted, mutants = sum(row.refuted for row in rows), sum(row.mutants for row in rows)
    lines.append(f"{len(rows)} statements, {refuted} of {mutants} mutants refuted, total alpha {as_written(alpha)}")
    lines.append(f"{sentences(row.given for row in rows)}; a statement that rests on one of the first two kinds is ARGUED.")
    return lines


@dataclass(frozen=True)
class Record(NoBool):
    """What `verify` found about one statement; `surviving` names the mutants that were not refuted."""

    id: str
    word: str
    upheld: bool
    kind: str
    refuted: int
    mutants: int
    trusts: tuple[str, ...]
    given: tuple[str, ...]
    alpha: Fraction
    details: tuple[str, ...]
    surviving: tuple[str, ...]
    neighbours: NeighbourRow | None = None  # as kept; None where none were, or the record changed since


def mutant_verdicts(name: str) -> dict[str, Verdict]:
    """What the checks of the statement say of each of its mutants."""
    from uccheck.rules.catalogue import get, mutant_finding

    statement = get(name)
    return {mutant.name: mutant_finding(statement, mutant)[0] for mutant in statement.mutants}


def record(name: str, verdicts: Mapping[str, Verdict] | None = None) -> Record:
    """The statement folded over everything it uses, with the verdicts on its mutants, found here unless they are given."""
    from uccheck.core.verdict import Verdict
    from uccheck.rules.catalogue import finding, get
    from uccheck.rules.neighbours.kept import current

    found, claim = finding(name), get(name).claim
    verdicts = mutant_verdicts(name) if verdicts is None else verdicts
    surviving = tuple(mutant for mutant, verdict in verdicts.items() if verdict is not Verdict.REFUTED)
    return Record(
        id=name,
        word=found.word,
        upheld=found.verdict is Verdict.UPHELD,
        kind=found.kind.label,
        refuted=len(verdicts) - len(surviving),
        mutants=len(verdicts),
        trusts=found.trusts,
        given=found.given,
        alpha=found.alpha,
        details=tuple(f"{check.name}: {evidence.detail}" for check, evidence in found.evidence),
        surviving=surviving,
        neighbours=current(name, claim),
    )


def as_json(records: list[Record]) -> str:
    """The records under the keys of `uccheck verify --json`; alphas are exact decimal strings."""
    statements = [
        {
            "id": one.id,
            "verdict": one.word,
            "kind": one.kind,
            "mutants_refuted": one.refuted,
            "mutants": one.mutants,
            "trusts": [plain(trust) for trust in one.trusts],
            "given": [plain(sentence) for sentence in one.given],
            "alpha": as_written(one.alpha),
            "neighbours": None if one.neighbours is None else _fates(one.neighbours),
        }
        for one in records
    ]
    total = sum((one.alpha for one in records), Fraction(0))
    return json.dumps({"statements": statements, "alpha_total": as_written(total)}, indent=2)


def _fates(row: NeighbourRow) -> dict[str, int]:
    return {"generated": row.generated, **{fate: row.count(fate) for fate in ("refuted", "shown", "reasoned", "open")}}


def _neighbours(one: Record) -> str:
    if one.neighbours is None:
        return "neighbours not tried"
    row = one.neighbours
    fates = f"{row.count('refuted')} refuted, {row.count('shown')} true, {row.count('reasoned')} with a reason, {row.count('open')} open"
    return f"neighbours {row.generated}: {fates}"


def record_lines(records: list[Record]) -> list[str]:
    """One line a statement; for few statements also each piece of evidence and every trust."""
    width = max(len(one.id) for one in records)
    lines = [f"{sentences(one.given for one in records)}."]
    for one in records:
        lines.append(f"{one.id:{width}}  {one.word:12}  {one.kind:10}  mutants {one.refuted}/{one.mutants}  {_neighbours(one)}")
        lines += [f"  NOT REFUTED: {name}" for name in one.surviving]
        if len(records) <= 3 or not one.upheld:
            lines += [f"  {detail}" for detail in one.details]
            lines += [f"  trusts {plain(trust)}" for trust in one.trusts]
            lines += [f"  given: {plain(sentence)}" for sentence in one.given]
    if len(records) > 3:
        trusts = sorted({trust for one in records for trust in one.trusts})
        given = sorted({sentence for one in records for sentence in one.given})
        lines += [f"trusts {', '.join(trusts)}; given:", *(f"  {plain(sentence)}" for sentence in given)]
    alpha = as_written(sum((one.alpha for one in records), Fraction(0)))
    refuted, mutants = sum(one.refuted for one in records), sum(one.mutants for one in records)
    lines.append(f"{len(records)} statements, {refuted} of {mutants} mutants refuted, total alpha {alpha}")
    return lines


def kernel_lines(ledger: Path, names: set[str]) -> list[str]:
    """What Coq's kernel accepted under the ids of these statements, in its own words: the distance to ours is for the reader.

    Only a library that was compiled and passed its gates is said to be accepted. It does not raise the kind of a statement here, because
    the two formulations are compared by no machine.
    """
    from uccheck.certificates.kernel.library import kept_report

    report = kept_report(ledger.parent)
    entries = tomllib.loads(ledger.read_text(encoding="utf-8")).get("checked", []) if ledger.is_file() else []
    found = [entry for entry in entries if entry["id"] in names]
    lines = [f"  {entry['id']}: {entry['theorem']} in {entry['file']}: {entry['title']}" for entry in found]
    if report is None or report.faults:
        return ["Coq: the library was not inspected here (`uccheck kernel status`), so nothing is said of the kernel"] if lines else []
    said = f"Coq's kernel accepts, under the same ids (library {report.sha256[:12]}; compare the wording yourself):"
    return [said, *lines] if lines else []
