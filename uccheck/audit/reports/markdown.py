"""Findings as Markdown made to be pasted into a review or a rebuttal: short, with formulas and a line on what is trusted."""

from __future__ import annotations

import re

from uccheck.audit.engine import Finding
from uccheck.audit.hygiene import clean
from uccheck.audit.reports.words import kit_version, summary, tex_of, warnings

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$!])")


def markdown(found: list[Finding], *, explain: bool = False) -> str:
    """One item a claim; every text of a claim is escaped, so that it can neither open a tag nor a link."""
    lines = [f"**Audit** ({escaped(summary(found))}; uccheck {kit_version()})", ""]
    unread = [f for f in found if f.verdict == "INVALID"]
    for f in found:
        lines += _item(f, explain) if f not in unread else []
    lines += [f"*{escaped(w)}.*" for w in warnings(found)]
    trusted = sorted({t for f in found for t in f.trusts})
    given = sorted({g for f in found for g in f.given})
    lines += [f"Left out, for they cannot be read: {escaped(', '.join(f.id for f in unread))}.", ""] if unread else []
    lines += _folded(trusted, given)
    lines.append("A verdict is of the formal sentence beside it; quoted sentences were not checked.")
    return "\n".join(lines) + "\n"


def _item(f: Finding, explain: bool) -> list[str]:
    formula = tex_of(f)
    shown = f" ${formula}$" if formula else ""
    lines = [f"- **{escaped(f.id)}: {escaped(f.verdict)}.**{shown}"]  # each line but the last ends in two blanks: a line break
    lines += [f"  Decided: {escaped(f.sentence)}."] if f.sentence else []
    lines.append(f"  {escaped(_capital(f.detail))}.")
    lines += [f"  - {escaped(step)}" for step in f.explain] if explain else []
    settings = {"Speaks of": f.speaks_of, "Decided on": f.decided_on}
    lines += [f"  {' '.join(f'{name}: {escaped(said)}.' for name, said in settings.items() if said)}"] if any(settings.values()) else []
    lines += [f"  Note: {escaped(note)}." for note in f.notes]
    quoted = [f"  > sentence, not checked: {escaped(f.says)}"] if f.says else []  # last: a line after a quotation would belong to it
    return [*(f"{line}  " for line in lines[:-1]), lines[-1], *quoted, ""]


def _folded(trusted: list[str], given: list[str]) -> list[str]:
    """What is trusted and given, whole, under one line that opens."""
    lists = {"Trusted": trusted or ["nothing"], "Given": given}
    items = [f"- {name}: {escaped(text)}" for name, texts in lists.items() for text in texts]
    summary_line = f"<details><summary>Trusted: {len(trusted)}; given: {len(given)}</summary>"
    return [summary_line, "", *items, "", "</details>", ""]


def _capital(text: str) -> str:
    """A sentence with its first letter large, unless it begins with a formula."""
    first = text.split(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() and len(first) > 1 else text


def escaped(text: str) -> str:
    """One line of Markdown that shows the text as it is."""
    return _MARKUP.sub(r"\\\1", clean(text)).replace("@", "@<!-- -->")  # a name that a page would notify stays text
