"""`uccheck claim`: a sentence to a formal claim, read back as a sentence and as TOML to edit; it decides nothing."""

from __future__ import annotations

import json

import typer

from uccheck.core.errors import InvalidParameter


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("claim")(claim)


def claim(
    text: str = typer.Argument(..., help="A sentence, in words or TeX, or a BibTeX entry.", show_default=False),
    id: str = typer.Option("c1", "--id", help="The id of the claim."),
    as_json: bool = typer.Option(False, "--json", help="Print the table and the sentence as JSON."),
) -> None:
    """Propose the formal claim that a sentence makes; nothing is decided. Exit status 1 if no reading was found."""
    from pydantic import ValidationError

    from uccheck.audit.hygiene import clean
    from uccheck.audit.kinds.models import adapter, describe
    from uccheck.audit.said.flags import flags
    from uccheck.audit.said.propose import as_toml, propose, refusal, unheard
    from uccheck.audit.sentences import sentence

    if not text.strip() or len(text) > 4000:
        raise InvalidParameter(f"the sentence has {len(text)} characters; give 1 to 4000")
    found = propose(text)
    if found is None:
        print(f"{refusal(text)}; `uccheck statements --search WORDS` lists what the kit knows, docs/audit.md the kinds of claim")
        raise typer.Exit(1)
    table = {"id": id, "says": clean(text), **found.table}
    remarks = list(found.remarks)
    try:
        formal = sentence(adapter().validate_python(table))
        remarks += flags(adapter().validate_python(table), formal)
    except ValidationError as problem:
        formal = "not complete: " + "; ".join(describe(e, table)[1] for e in problem.errors(include_url=False)[:3])
    lost = unheard(text, table, formal)
    if lost:
        remarks.append(f"not understood: {', '.join(lost)}")
    if as_json:
        print(json.dumps({"sentence": formal, "claim": table, "toml": as_toml(table), "remarks": remarks}, indent=2))
        return
    print(f"reads as: {formal}\n")
    print(as_toml(table))
    for remark in remarks:
        print(f"check: {remark}")
