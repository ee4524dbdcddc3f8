"""Findings as Markdown made to be pasted into a review or a rebuttal: short, with formulas and a line on what is trusted."""

from __future__ import annotations

import re

from uccheck.audit.engine import Finding
from uccheck.audit.hygiene import clean
from uccheck.audit.report_words import kit_version, summary, tex_of, warnings

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$!])")

MOST = 90


def markdown(found: list[Finding], *, explain: bool = False) -> str:
    """One item a claim; every text of a claim is escaped, so that it can neither open a tag nor a link."""
    lines = [f"**Audit** ({escaped(summary(found))}; uccheck {kit_version()})", ""]
    for f in found:
        lines += _item(f, explain)
    lines += [f"*{escaped(w)}.*" for w in warnings(found)]
    trusted = sorted({t for f in found for t in f.trusts})
    given = sorted({g for f in found for g in f.given})
    lines += ["", f"Trusted: {escaped('; '.join(map(_brief, trusted))) or 'nothing'}."]
    lines += [f"Given: {escaped('; '.join(map(_brief, given)))}."] if given else []
    cut = any(len(t) > MOST for t in (*trusted, *given))
    lines += ["What ends in .. is printed in full by `uccheck audit` without `--format md`."] if cut else []
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


def _brief(text: str) -> str:
    """The beginning of a long sentence."""
    return text if len(text) <= MOST else text[:MOST].rsplit(" ", 1)[0] + " .."


def _capital(text: str) -> str:
    """A sentence with its first letter large, unless it begins with a formula."""
    first = text.split(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() and len(first) > 1 else text


def escaped(text: str) -> str:
    """One line of Markdown that shows the text as it is."""
    return _MARKUP.sub(r"\\\1", clean(text)).replace("@", "@<!-- -->")  # a name that a page would notify stays text
