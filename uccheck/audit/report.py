"""Findings of an audit as text, JSON, Markdown, one self-contained HTML page, SARIF or JUnit; claims are escaped.

In every format the verdict stands beside the formal sentence that was decided; what the author wrote is printed apart, as not checked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from uccheck.audit.engine import Finding, all_upheld, alpha_total
from uccheck.audit.hygiene import clean

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
    from uccheck.audit.report_files import junit, sarif
    from uccheck.audit.report_markdown import markdown

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


def summary(found: list[Finding]) -> str:
    """One line: how many claims, how many of each verdict, the total error rate."""
    counts = Counter(f.verdict.split("(")[0] for f in found)
    parts = ", ".join(f"{n} {word}" for word, n in counts.most_common())
    claims = f"{len(found)} claim" + ("s" if len(found) != 1 else "")
    expected = sum(1 for f in found if f.expect and f.as_expected)
    against = sum(1 for f in found if f.expect and not f.as_expected)
    told = f"; {expected} as expected, {against} not" if expected or against else ""
    return f"{claims}: {parts}; total alpha {float(alpha_total(found)):g}{told}"


def warnings(found: list[Finding]) -> list[str]:
    """What the total error rate means where it is large."""
    total = alpha_total(found)
    if total >= 1:
        return [f"the error rates add up to {float(total):g}: taken together, the statistical verdicts above carry no confidence"]
    if total > Fraction(1, 10):
        together = f"all statistical verdicts together hold with confidence {float(1 - total):g} only"
        return [f"the error rates add up to {float(total):g}: {together}"]
    return []


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


def tex_of(f: Finding) -> str:
    """The TeX of the claim of a finding, or ""."""
    from uccheck.audit import tex
    from uccheck.audit.models import adapter

    return tex.formula(adapter().validate_python(f.table)) if f.table else ""


def _mathml(f: Finding) -> str:
    from latex2mathml.converter import convert

    formula = tex_of(f)
    return convert(formula, display="block") if formula else ""


@cache
def kit_version() -> str:
    """The installed version."""
    return version("uccheck")


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
