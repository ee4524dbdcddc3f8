"""How the tests of the audit ask: one claim decided, a text of claims, and the command."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.forked import ROOT, uccheck
from uccheck.audit import engine
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.runs.records import load
from uccheck.audit.worker import decide

#: A claim whose formula holds and whose sentence says much more.
UNBOUND = """[[claim]]
id = "u"
says = "Every deep network's generalization is explained by uniform convergence, in 99% of cases."
kind = "identity"
lhs = "1"
rhs = "1"
where = {}
"""


def decided(kind: str, limit: float = 200, **table: object) -> Decision:
    """The decision on one claim of that kind; a `run` is given its record."""
    context = {"record": load(str(table["record"]), Path())} if kind == "run" else {}
    return decide({"id": "c", "says": "s", "kind": kind, **table}, limit, context)


def word(kind: str, **table: object) -> str:
    """The word that it is printed with."""
    return decided(kind, **table).word


def stated(body: str, limit: float = 200) -> Decision:
    """The decision on the claim that this TOML makes."""
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{body}\n', "claims.toml")
    assert not isinstance(item, Malformed), item.reason
    return decide(item.table, limit)


def findings(text: str, name: str = "claims.toml") -> list[engine.Finding]:
    """What the audit finds in a file of that name and text, in its order."""
    return sorted(engine.findings(parse_text(text, name)), key=lambda f: f.order)


def cli(*arguments: str, cwd: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """`uccheck audit` of this checkout, run in a folder."""
    return uccheck("audit", *arguments, cwd=cwd, stdin=stdin)
