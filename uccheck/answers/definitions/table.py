"""The switchboard as text, Markdown, TeX and JSON values; ends are rounded outward."""

from __future__ import annotations

from typing import Any

from uccheck.answers.definitions.rows import Switch, Switchboard
from uccheck.answers.outcome import called
from uccheck.certificates.language import BEYOND
from uccheck.core.exact import as_written, shown, shown_above, shown_below
from uccheck.core.verdict import vouched

_HEAD = ("definition", "what is bounded", "at", "at least", "at most", "verdict", "rule", "evidence", "given", "source")


def ends(row: Switch, digits: int) -> tuple[str, str]:
    """Both ends, outward; no upper end where the quantity has none."""
    low, high = row.bracket.lower.value, row.bracket.upper.value
    return shown_below(low, digits), "-" if high == BEYOND else shown_above(high, digits)


def cells(board: Switchboard, digits: int) -> list[tuple[str, ...]]:
    """One tuple of texts a row."""
    return [_cells(row, digits) for row in board.rows]


def _cells(row: Switch, digits: int) -> tuple[str, ...]:
    rules = ", ".join(row.rules) or "-"
    count = str(len(vouched(row.given)))
    return (row.id, row.definition.bounds, row.at, *ends(row, digits), row.word, rules, row.evidence, count, row.definition.source)


def heading(board: Switchboard) -> str:
    """The instance in one line."""
    return ", ".join(f"{name} = {value if isinstance(value, str) else shown(value)}" for name, value in board.numbers.items())


def notes(board: Switchboard) -> list[str]:
    """Which hypotheses fail, for rows where they do."""
    return [
        f"{row.id}: needs {row.failing}" if "needs" not in row.failing else f"{row.id}: {row.failing}" for row in board.rows if row.failing
    ]


def in_coq(board: Switchboard) -> list[str]:
    """Theorems of the Coq library that stand for a step of a row, where their hypothesis gamma <= s holds; none was run."""
    if board.asking is None or board.asking.a.gamma > board.asking.a.s:
        return []
    named = ", ".join(f"{row.id} {row.definition.kernel}" for row in board.rows if row.found and row.definition.kernel)
    return [f"not run here, a step of the row in the Coq library: {named}"] if named else []


def text(board: Switchboard, digits: int) -> str:
    """A table for a terminal, what each row bounds below it, and everything that is not shown."""
    shown_rows = [(row[0], row[3], row[4], row[5], row[7], row[6], row[2]) for row in cells(board, digits)]
    head = ("definition", "at least", "at most", "verdict", "evidence", "rule", "at")
    widths = [max(len(line[k]) for line in (head, *shown_rows)) for k in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in (head, *shown_rows)]
    edge = f"{board.whole} - epsilon"
    words = f"VACUOUS: at least {edge}; SMALL: at most epsilon; BETWEEN: neither; LARGE: more than epsilon; NOT VACUOUS: less than {edge}"
    if 2 * board.epsilon >= board.whole:
        words += f"; BOTH: at least {edge} and at most epsilon, which exclude each other only for epsilon < {board.whole / 2}"
    bounded = [f"  {row.id}: {row.definition.bounds} [{row.definition.source}]" for row in board.rows]
    rests = [*notes(board), *in_coq(board), *(f"given: {one}" for one in board.given)]
    return "\n".join([heading(board), *lines, words, *bounded, *rests]) + "\n"


def markdown(board: Switchboard, digits: int = 4) -> str:
    """A Markdown table."""
    lines = [_HEAD, ("---",) * len(_HEAD), *(tuple(cell.replace("|", "\\|") for cell in line) for line in cells(board, digits))]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    after = [f"- {line}" for line in (*notes(board), *(f"given: {one}" for one in board.given))]
    return "\n".join([heading(board), "", table, *([""] if after else []), *after]) + "\n"


def tex(board: Switchboard, digits: int = 4) -> str:
    """A LaTeX tabular in the style of booktabs."""
    body = [" & ".join((row[0], row[3], row[4], row[5].lower(), row[6], row[7])) for row in cells(board, digits)]
    head = r"definition & $\ge$ & $\le$ & verdict & rule & evidence"
    inside = "\n".join(f"  {line} \\\\" for line in body)
    kept = [f"% {heading(board)}", *(f"% {line}" for line in notes(board)), *(f"% given: {one}" for one in board.given)]
    table = f"\\begin{{tabular}}{{lrrlll}}\n  \\toprule\n  {head} \\\\\n  \\midrule\n{inside}\n  \\bottomrule\n\\end{{tabular}}"
    return "\n".join([table, *kept]) + "\n"


def record(board: Switchboard) -> dict[str, Any]:
    """JSON values; exact numbers are strings, and each row carries its certificate."""
    return {**{name: _plain(name, value) for name, value in board.numbers.items()}, "definitions": [_record(row) for row in board.rows]}


def _plain(name: str, value: Any) -> Any:
    return value if isinstance(value, str) else int(value) if name in ("m", "D") else as_written(value)


def _record(row: Switch) -> dict[str, Any]:
    high = row.bracket.upper.value
    return {
        "id": row.id,
        "bounds": row.definition.bounds,
        "quantity": row.definition.quantity,
        "at": row.at,
        "lower": as_written(row.bracket.lower.value),
        "upper": None if high == BEYOND else as_written(high),
        "verdict": row.word,
        "rules": [{"id": name, "title": called(name)} for name in row.rules],
        "evidence": row.evidence,
        "source": row.definition.source,
        "trusts": list(row.trusts),
        "given": list(row.given),
        "failing": row.failing,
        "certificate": row.certificate,
    }
