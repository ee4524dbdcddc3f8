"""Four formats of a report: each escapes what it prints, and SARIF keeps to its schema."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from uccheck.audit import engine as audit
from uccheck.audit.reports import report as render


def test_json_has_the_keys_of_the_contract(found: list[audit.Finding]) -> None:
    body = json.loads(render.render(found, "json"))
    for record in body["claims"]:
        assert {"id", "verdict", "kind", "sentence", "detail", "evidence", "trusts", "given", "alpha"} <= set(record)
        assert "explain" not in record
    assert body["alpha_total"] == "0"
    assert "explain" in json.loads(render.render(found, "json", explain=True))["claims"][0]


def test_text_has_no_control_characters(found: list[audit.Finding]) -> None:
    text = render.render(found, "text", explain=True)
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "4 claims: 2 PROVED, 1 REFUTED, 1 INVALID; total alpha 0" in text


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_html_escapes_and_loads_nothing(found: list[audit.Finding]) -> None:
    page = render.render(found, "html", explain=True)
    reader = Tags()
    reader.feed(page)
    assert not {"script", "img", "link", "iframe", "b"} & set(reader.tags)
    assert not [a for a in reader.attributes if a[0] == "src" or a[0].startswith("on")]
    assert {v for k, v in reader.attributes if k == "href"} == {"#claim-1", "#claim-2", "#claim-3", "#claim-4"}
    assert "&lt;script&gt;" in page and "{{ 7*7 }}" in page
    assert "url(" not in page


#: The parts of the SARIF 2.1.0 schema that these logs use, written from the specification; the whole OASIS schema was
#: applied to the examples by hand (docs/audit.md).
_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}


_RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "shortDescription": _TEXT},
    "additionalProperties": False,
}


_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/:@!$&'()*+,;=-]+$"}},
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}


_RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": _TEXT,
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "locations": {"type": "array", "items": _LOCATION},
        "properties": {"type": "object"},
    },
    # a level other than none goes with the kind fail only
    "if": {"properties": {"kind": {"not": {"const": "fail"}}}},
    "then": {"properties": {"level": {"const": "none"}}},
}


_DRIVER = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "semanticVersion": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": _RULE},
    },
}


_RUN = {
    "type": "object",
    "required": ["tool"],
    "additionalProperties": False,
    "properties": {
        "tool": {
            "type": "object",
            "required": ["driver"],
            "additionalProperties": False,
            "properties": {"driver": _DRIVER},
        },
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": _RESULT},
    },
}


SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": _RUN},
    },
}


def test_sarif_is_valid_and_its_mutants_are_not(found: list[audit.Finding]) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(SARIF)
    log = json.loads(render.render(found, "sarif", explain=True))
    assert list(validator.iter_errors(log)) == []
    results = log["runs"][0]["results"]
    assert [(r["properties"]["id"], r["kind"], r["level"]) for r in results] == [("bad", "fail", "error"), ("broken", "fail", "error")]
    assert all(re.fullmatch("[0-9a-f]{32}", r["partialFingerprints"]["uccheckClaim/v1"]) for r in results)
    assert all(log["runs"][0]["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    for path, value in ((("level",), "bad"), (("kind",), "bad"), (("ruleIndex",), "0"), (("extra",), 1)):
        mutant = json.loads(json.dumps(log))
        mutant["runs"][0]["results"][0][path[0]] = value
        assert not validator.is_valid(mutant), path
