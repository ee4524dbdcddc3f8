"""Findings of an audit as text, JSON, Markdown, one self-contained HTML page, SARIF or JUnit; claims are escaped.

In every format the verdict stands beside the formal sentence that was decided; what the author wrote is printed apart, as not checked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from importlib.resources import files

from uccheck.audit.engine import Finding, all_upheld, alpha_total
from uccheck.audit.hygiene import clean
from uccheck.audit.reports.words import kit_version, summary, tex_of, warnings

LEGEND = {
    "PROVED": "by exact arithmetic or algebra",
    "CERTIFIED": "by rigorous interval arithmetic, or proved up to the steps listed as given",
    "CONFIRMED": "a statistical statement, at the stated confidence",
    "MEASURED": "compared or recorded once, no guarantee",
    "REFUTED": "shown false",
    "INCONCLUSIVE": "neither shown nor excluded; NEEDS SCOPE names what the sentence leaves open",
    "OUT-OF-SCOPE": "nothing here speaks to it",
    "INVALID": "the claim cannot be read",
}


def render(found: list[Finding], format: str, *, explain: bool = False) -> str:
    """The findings in one of the formats text, json, md, html, sarif, junit; ends with a newline."""
    from uccheck.audit.reports.markdown import markdown
    from uccheck.audit.reports.programs import junit, sarif

    writers: dict[str, Callable[..., str]] = {
        "text": text, "json": as_json, "md": markdown, "html": html, "sarif": sarif, "junit": junit,
    }  # fmt: skip
    return writers[format](found, explain=explain)


def text(found: list[Finding], *, explain: bool = False) -> str:
    """A block a claim: verdict, the sentence decided, what decides it, what it trusts; then the author's sentence."""
    lines: list[str] = []
    for f in found:
        lines += [f"{f.verdict}  {clean(f.id)}  ({where(f)}){_against(f)}"]
        lines += [f"  decided: {clean(f.sentence)}"] if f.sentence else []
        lines += [f"  verdict: {clean(f.detail)}"]
        lines += [f"  kind:    {f.kind}{_trusted(f)}{_spent(f)}"] if f.kind != "none" else []
        lines += [f"  given:   {clean('; '.join(f.given))}"] if f.given else []
        lines += [f"    - {clean(step)}" for step in f.explain] if explain else []
        lines += [f"  sentence, not checked: {clean(f.says)}"] if f.says else []
        lines += [f"  speaks of:  {clean(f.speaks_of)}"] if f.speaks_of else []
        lines += [f"  decided on: {clean(f.decided_on)}"] if f.decided_on else []
        lines += [f"  note:    {clean(note)}" for note in f.notes]
        lines.append("")
    return "\n".join([*lines, summary(found), *warnings(found), ""])


def as_json(found: list[Finding], *, explain: bool = False) -> str:
    """The contract's keys; `explain` lists are left out unless asked for."""
    records = [f.record() for f in found]
    for record in records if not explain else []:
        del record["explain"]
    body = {
        "claims": records,
        "alpha_total": str(alpha_total(found)),
        "all_upheld": all_upheld(found),
        "all_as_expected": all(f.as_expected for f in found),
        "warnings": warnings(found),
    }
    return json.dumps(body, indent=2) + "\n"


def html(found: list[Finding], *, explain: bool = False) -> str:
    """A self-contained page: no script, no image, no address is loaded; formulas are MathML."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    source = files("uccheck").joinpath("data", "templates", "audit.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    counts = Counter(f.verdict.split("(")[0] for f in found)
    formulas = [Markup(_mathml(f)) for f in found]
    page = environment.from_string(source).render(
        findings=found, explain=explain, summary=summary(found), counts=counts.most_common(), version=kit_version(), where=where,
        formulas=formulas, warnings=warnings(found), legend=LEGEND,
    )  # fmt: skip
    return page.rstrip("\n") + "\n"


def _mathml(f: Finding) -> str:
    from latex2mathml.converter import convert

    formula = tex_of(f)
    return convert(formula, display="block") if formula else ""


def where(f: Finding) -> str:
    """`kind, file:line`."""
    kind = f"{f.claim_kind}, " if f.claim_kind else ""
    return f"{kind}{clean(f.file)}:{f.line}"


def _against(f: Finding) -> str:
    return f"  EXPECTED {f.expect}" if f.expect and not f.as_expected else ""


def _trusted(f: Finding) -> str:
    return f"; trusts {clean(', '.join(f.trusts))}" if f.trusts else ""


def _spent(f: Finding) -> str:
    return f"; alpha {f.alpha}" if f.alpha != "0" else ""
