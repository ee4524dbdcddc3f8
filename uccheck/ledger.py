"""The ledger: one line a statement (word, kind, mutants refuted, trusts), and the error probability spent in all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from uccheck.numbers import as_written


@dataclass(frozen=True)
class Row:
    """What a session looked at for one statement."""

    id: str
    examined: bool = False
    refuted: int = 0
    mutants: int = 0

    def with_statement(self) -> Row:
        """The statement itself was examined."""
        return replace(self, examined=True)

    def with_mutant(self, refuted: bool) -> Row:
        """One more mutant, refuted or not."""
        return replace(self, mutants=self.mutants + 1, refuted=self.refuted + refuted)


def ledger_lines(rows: tuple[Row, ...]) -> list[str]:
    """Aligned lines, a legend of the trusted base by number, and the totals; statements in the order of the
    argument.
    """
    from uccheck.statements import finding, load

    order = {name: position for position, name in enumerate(load())}
    rows = tuple(sorted((row for row in rows if row.id in order), key=lambda row: order[row.id]))
    found = {row.id: finding(row.id) for row in rows if row.examined}
    trusts = sorted({trust for one in found.values() for trust in one.trusts})
    number = {trust: str(position) for position, trust in enumerate(trusts, 1)}
    width = max((len(row.id) for row in rows), default=9)
    lines = [f"{'statement':{width}}  {'verdict':12}  {'kind':11}  mutants  trusts"]
    for row in rows:
        one = found.get(row.id)
        word, kind = (one.word, one.kind.label) if one else ("-", "-")
        base = " ".join(number[trust] for trust in one.trusts) if one else ""
        lines.append(f"{row.id:{width}}  {word:12}  {kind:11}  {f'{row.refuted}/{row.mutants}':>7}  {base}")
    lines += [f"  trust {number[trust]:>2}: {trust}" for trust in trusts]
    alpha = sum((one.alpha for one in found.values()), Fraction(0))
    refuted, mutants = sum(row.refuted for row in rows), sum(row.mutants for row in rows)
    lines.append(f"{len(rows)} statements, {refuted} of {mutants} mutants refuted, total alpha {as_written(alpha)}")
    lines.append("PROVED is withheld where the trusted base has a human or a cited entry.")
    return lines
