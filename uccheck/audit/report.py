"""Findings of an audit as text, JSON, one self-contained HTML page, or SARIF 2.1.0; claims are escaped."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from uccheck.audit.deciders.decision import INVALID, OUT_OF_SCOPE
from uccheck.audit.engine import Finding, all_upheld, alpha_total

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: First word of a verdict to the `kind` and `level` of a SARIF result.
_SARIF = {
    "REFUTED": ("fail", "error"),
    INVALID: ("fail", "error"),
    "INCONCLUSIVE": ("open", "none"),
    OUT_OF_SCOPE: ("notApplicable", "none"),
}
_RULES = {
    "vacuous": "A lower bound on e_unif-alg(m, delta) in the linear setting",
    "generalizes": "An upper bound on e_gen(m, delta) in the linear setting",
    "event": "The probability of an event of the linear setting",
    "tail": "A tail of a normal or chi-square variable",
    "identity": "An equality of expressions",
    "inequality": "An inequality at every point of a box",
    "proportion": "A proportion and its confidence interval",
    "exponent": "The slope of a log-log regression",
    "citation": "The arXiv number, title, authors and year of a paper",
    "statement": "A statement of the ledger, with its scope",
    "malformed": "A claim that cannot be read",
}


def render(found: list[Finding], format: str, *, explain: bool = False) -> str:
    """The findings in one of the formats text, json, html, sarif; ends with a newline."""
    writers = {"text": text, "json": as_json, "html": html, "sarif": sarif}
    return writers[format](found, explain=explain)


def text(found: list[Finding], *, explain: bool = False) -> str:
    """A block a claim: verdict, id, the sentence, what decides it, what it trusts."""
    lines: list[str] = []
    for f in found:
        lines += [f"{f.verdict}  {_line(f.id)}  ({_where(f)})"]
        lines += [f"  says:    {_line(f.says)}"] if f.says else []
        lines += [f"  verdict: {_line(f.detail)}"]
        lines += [f"  kind:    {f.kind}{_trusted(f)}{_spent(f)}"] if f.kind != "none" else []
        lines += [f"    - {_line(step)}" for step in f.explain] if explain else []
        lines.append("")
    return "\n".join([*lines, summary(found), ""])


def summary(found: list[Finding]) -> str:
    """One line: how many claims, how many of each verdict, the total error rate."""
    counts = Counter(f.verdict.split("(")[0] for f in found)
    parts = ", ".join(f"{n} {word}" for word, n in counts.most_common())
    claims = f"{len(found)} claim" + ("s" if len(found) != 1 else "")
    return f"{claims}: {parts}; total alpha {float(alpha_total(found)):g}"


def as_json(found: list[Finding], *, explain: bool = False) -> str:
    """The contract's keys; `explain` lists are left out unless asked for."""
    records = [f.record() for f in found]
    for record in records if not explain else []:
        del record["explain"]
    body = {"claims": records, "alpha_total": str(alpha_total(found)), "all_upheld": all_upheld(found)}
    return json.dumps(body, indent=2) + "\n"


def html(found: list[Finding], *, explain: bool = False) -> str:
    """A self-contained page: no script, no image, no address is loaded."""
    from jinja2 import Environment, StrictUndefined

    source = files("uccheck").joinpath("data", "templates", "audit.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    counts = Counter(f.verdict.split("(")[0] for f in found)
    page = environment.from_string(source).render(
        findings=found, explain=explain, summary=summary(found), counts=counts.most_common(), version=_version()
    )
    return page.rstrip("\n") + "\n"


def sarif(found: list[Finding], *, explain: bool = False) -> str:
    """A SARIF 2.1.0 log with one result a claim."""
    driver = {
        "name": "uccheck",
        "semanticVersion": _version(),
        "rules": [{"id": name, "shortDescription": {"text": what}} for name, what in _RULES.items()],
    }
    results = [_result(f, explain) for f in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


@cache
def _version() -> str:
    return version("uccheck")


def _result(f: Finding, explain: bool) -> dict[str, Any]:
    kind, level = _SARIF.get(f.verdict, ("pass", "none"))
    rule = f.claim_kind or "malformed"
    properties = {
        "verdict": f.verdict,
        "kind": f.kind,
        "alpha": f.alpha,
        "trusts": f.trusts,
        "says": f.says,
        "id": f.id,
    }
    if explain:
        properties["explain"] = f.explain
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "kind": kind,
        "level": level,
        "message": {"text": f"{f.id}: {f.verdict}. {f.detail}"},
        "locations": [_location(f)],
        "properties": properties,
    }


def _location(f: Finding) -> dict[str, Any]:
    uri = quote(f.file.replace("\\", "/"), safe="/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": f.line}}}


def _where(f: Finding) -> str:
    kind = f"{f.claim_kind}, " if f.claim_kind else ""
    return f"{kind}{_line(f.file)}:{f.line}"


def _line(text: str) -> str:
    """One printable line: control characters (terminal escapes among them) become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _trusted(f: Finding) -> str:
    return f"; trusts {_line(', '.join(f.trusts))}" if f.trusts else ""


def _spent(f: Finding) -> str:
    return f"; alpha {f.alpha}" if f.alpha != "0" else ""
