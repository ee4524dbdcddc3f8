"""Findings for programs: SARIF 2.1.0 (alerts only, with fingerprints and relative paths) and JUnit XML."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from uccheck.audit.deciders.decision import INVALID
from uccheck.audit.engine import Finding
from uccheck.audit.reports.words import kit_version, summary

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    "REFUTED": ("claim-refuted", "A claim that was shown false"),
    "INCONCLUSIVE": ("claim-undecided", "A claim that was neither shown nor excluded"),
    "OUT-OF-SCOPE": ("claim-out-of-scope", "A claim that the kit has nothing to decide with"),
    INVALID: ("claim-invalid", "A claim that cannot be read"),
    "UPHELD": ("claim-unexpected", "A claim that was shown true and was expected otherwise"),
}
_LEVEL = {"REFUTED": "error", INVALID: "error", "INCONCLUSIVE": "warning", "OUT-OF-SCOPE": "note", "UPHELD": "error"}


def sarif(found: list[Finding], *, explain: bool = False) -> str:
    """A SARIF log with one result for every claim that is not as expected: a pass is no alert."""
    rules = [{"id": name, "shortDescription": {"text": what}} for name, what in RULES.values()]
    driver = {"name": "uccheck", "semanticVersion": kit_version(), "rules": rules}
    results = [_result(f, explain) for f in found if not f.as_expected]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(f: Finding, explain: bool) -> dict[str, Any]:
    word = "UPHELD" if f.upheld else f.verdict
    properties: dict[str, Any] = {"verdict": f.verdict, "kind": f.kind, "alpha": f.alpha, "trusts": f.trusts, "given": f.given}
    properties |= {"sentence": f.sentence, "says": f.says, "id": f.id, "needs": f.needs}
    if explain:
        properties["explain"] = f.explain
    return {
        "ruleId": RULES[word][0],
        "ruleIndex": list(RULES).index(word),
        "kind": "fail",
        "level": _LEVEL[word],
        "message": {"text": _unlinked(f"{f.id}: {f.verdict}: {f.sentence or 'unreadable claim'}. {f.detail}")},
        "locations": [_location(f)],
        "partialFingerprints": {"uccheckClaim/v1": _fingerprint(f)},
        "properties": properties,
    }


def _unlinked(text: str) -> str:
    """A message in which no [words](address) of a claim becomes a link: SARIF reads brackets so."""
    return text.replace("](", "] (")


def _fingerprint(f: Finding) -> str:
    """The same claim in the same file has the same fingerprint, wherever its line moves."""
    return hashlib.sha256("\0".join((f.file, f.id, f.sentence, f.verdict)).encode()).hexdigest()[:32]


def _location(f: Finding) -> dict[str, Any]:
    uri = quote(f.file.replace("\\", "/").lstrip("/"), safe="/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": f.line}}}


def junit(found: list[Finding], *, explain: bool = False) -> str:
    """JUnit XML: refuted (or not as expected) is a failure, unreadable an error, undecided or out of scope a skip."""
    suite = Xml.Element("testsuite", name="uccheck audit", tests=str(len(found)))
    counts = dict.fromkeys(("failure", "error", "skipped"), 0)
    for f in found:
        case = Xml.SubElement(suite, "testcase", classname=f.file or "claims", name=f.id, file=f.file, line=str(f.line))
        tag = _outcome(f)
        if tag:
            counts[tag] += 1
            Xml.SubElement(case, tag, {"message": f"{f.verdict}: {f.sentence}", "type": f.verdict}).text = f.detail
        steps = [f"decided: {f.sentence}", f"{f.verdict}: {f.detail}", *(f.explain if explain else []), f"sentence, not checked: {f.says}"]
        Xml.SubElement(case, "system-out").text = "\n".join(steps)
    suite.set("failures", str(counts["failure"]))
    suite.set("errors", str(counts["error"]))
    suite.set("skipped", str(counts["skipped"]))
    Xml.SubElement(suite, "system-out").text = summary(found)
    root = Xml.Element("testsuites")
    root.append(suite)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _outcome(f: Finding) -> str:
    if f.verdict == INVALID:
        return "error"
    if f.as_expected:
        return ""
    return "skipped" if f.verdict in ("INCONCLUSIVE", "OUT-OF-SCOPE") and not f.expect else "failure"
