"""`uccheck statements`: what the kit knows and a claim may name: statements, questions, findings, facts, orders, records."""

from __future__ import annotations

import json
from typing import Any

import typer

from uccheck.core.errors import InvalidParameter


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("statements")(statements)


def statements(
    search: str = typer.Option("", "--search", help="Only entries near these words."),
    kind: str = typer.Option("", "--kind", help="Only what claims of this kind name: statement, attribution, inference, .."),
    as_json: bool = typer.Option(False, "--json", help="Print the entries as JSON."),
) -> None:
    """List what the kit knows, with formulas and scope words. Exit status 1 if nothing fits the search."""
    entries = known()
    kinds = list(dict.fromkeys(e["kind"] for e in entries))
    if kind and kind not in kinds:
        raise InvalidParameter(f"no claim of the kind {kind!a} names an entry; --kind takes {', '.join(kinds)}")
    entries = [e for e in entries if kind in ("", e["kind"])]
    if search.strip():
        entries = _near(entries, search)
    if as_json:
        print(json.dumps({"statements": entries}, indent=2))
    else:
        _print(entries)
    if not entries:
        raise typer.Exit(1)


def known() -> list[dict[str, Any]]:
    """Every entry: the kind of claim that names it, its id, what it says, its scope words."""
    from uccheck.audit.deciders.linear import moment, order
    from uccheck.audit.deciders.literature import attribution, inference, statement
    from uccheck.audit.runs import growth, records

    found = [_entry("statement", q["id"], q["says"], statement.known_words(q)) for q in statement.questions()]
    found += [_entry("statement", ref, statement.wording(ref)) for ref in statement.known_refs() if ref not in {e["id"] for e in found}]
    for f in attribution.findings():
        rows = [r for r in attribution.results() if f["id"] in r["findings"]]
        papers = "; ".join(dict.fromkeys(f"{r['paper']} [{r['setting']}, {r['status']}]" for r in rows))
        needs = ", ".join(f.get("needs", [])) or "nothing"
        found.append(_entry("attribution", f["id"], f["says"], f"needs: {needs}; read: {papers or 'nothing'}"))
    found += [_entry("inference", name, says) for name, says in inference.facts().items()]
    found += [_entry("order", q["id"], q["says"], f"as {q['as']}") for q in order.quantities()]
    found += [_entry("moment", name, f"mean {mean}, variance {variance}") for name, (mean, variance) in moment.KNOWN.items()]
    for name, record in (records.shipped() | growth.shipped()).items():
        varied = record["parameters"].get("vary", "m")
        cells = ", ".join(dict.fromkeys(str(r["cell"]) for r in record["records"]))
        measured = "; ".join(record["records"][0].get("measured", []))
        found.append(_entry("run", records.KIT + name, f"{len(record['records'])} runs; {varied} in {cells}", measured))
    return found


def _entry(kind: str, id: str, says: str, scope: str = "") -> dict[str, Any]:
    return {"kind": kind, "id": id, "says": says, "scope": scope}


def _near(entries: list[dict[str, Any]], search: str) -> list[dict[str, Any]]:
    """Entries that hold every word, else the nearest ones."""
    from rapidfuzz import fuzz, process, utils

    words = search.lower().split()
    texts = [f"{e['id']} {e['says']} {e['scope']}".lower() for e in entries]
    exact = [e for e, text in zip(entries, texts, strict=True) if all(w in text for w in words)]
    if exact:
        return exact
    near = process.extract(search, texts, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=8, score_cutoff=50)
    return [entries[index] for _, _, index in near]


def _print(entries: list[dict[str, Any]]) -> None:
    for e in entries:
        print(f"{e['kind']}  {e['id']}\n    {e['says']}")
        if e["scope"]:
            print(f"    {e['scope']}")
    print(f"{len(entries)} entries")
