"""`statement`: a statement of the ledger, or a question of `data/ledger.toml`, under the scope that the claim names.

A question has cases. The cases that agree with the claim's `under` are decided: what they rest on is decided anew by this kit.
Cases that disagree with each other mean that the claim has left out what its truth depends on: INCONCLUSIVE, with the missing word.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from uccheck.audit.deciders.decision import Decision, out_of_scope, undecided
from uccheck.audit.models import Statement
from uccheck.core.verdict import Evidence, Kind, Verdict

Case = dict[str, Any]


def decide(claim: Statement, deadline: float) -> Decision:
    """UPHELD or REFUTED as its evidence goes; INCONCLUSIVE where the scope does not settle it; else OUT-OF-SCOPE."""
    del deadline
    cases = _cases(claim.ref)
    if cases is None:
        near = difflib.get_close_matches(claim.ref, known_refs(), n=2, cutoff=0.3)
        return out_of_scope(f"the ledger has no statement {claim.ref!a}; near it: {', '.join(near) or 'nothing'}")
    fitting = [c for c in cases if all(c["under"].get(k) == v for k, v in claim.under.items())]
    if not fitting:
        return out_of_scope(f"the ledger says nothing about {claim.ref} under {_shown(claim.under)}; it knows {_known(cases)}")
    if len({c["holds"] for c in fitting}) > 1:
        return undecided(f"it depends on the scope: {_opposed(fitting)}; say which is meant in `under`")
    return _settled(claim, fitting)


def known_refs() -> list[str]:
    """Every ref that a claim may name."""
    return sorted({q["id"] for q in questions()} | set(_catalogue()))


@cache
def questions() -> tuple[dict[str, Any], ...]:
    """The questions of the ledger, each with its cases."""
    text = files("uccheck").joinpath("data", "ledger.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["question"])


def _cases(ref: str) -> list[Case] | None:
    for question in questions():
        if question["id"] == ref:
            return list(question["case"])
    if ref in _catalogue():
        return [{"under": {"setting": "linear"}, "holds": True, "because": _catalogue()[ref], "statements": [ref]}]
    return None


def _catalogue() -> dict[str, str]:
    """Statement ids and their titles."""
    from uccheck.rules import catalogue as statements

    return {name: statement.title for name, statement in statements.load().items()}


def _settled(claim: Statement, fitting: list[Case]) -> Decision:
    evidence = tuple(e for case in fitting for e in _evidence(case))
    truth = fitting[0]["holds"]
    because = "; ".join(c["because"] for c in fitting[:3])
    if any(e.verdict is not Verdict.UPHELD for e in evidence):
        open_ = next(e.detail for e in evidence if e.verdict is not Verdict.UPHELD)
        return Decision(
            verdict=Verdict.UNDECIDED,
            detail=f"what decides it was itself not decided: {open_}",
            evidence=tuple(replace(e, verdict=Verdict.UNDECIDED) for e in evidence),
        )
    verdict = Verdict.UPHELD if truth == claim.holds else Verdict.REFUTED
    known = f"{claim.ref} {'holds' if truth else 'does not hold'} under {_shown(_common(fitting))}: {because}"
    turned = tuple(replace(e, verdict=verdict) for e in evidence)
    return Decision(verdict=verdict, detail=known, evidence=turned, explain=tuple(f"{e.word}: {e.detail}" for e in evidence))


def _evidence(case: Case) -> list[Evidence]:
    """What a case rests on, each piece UPHELD if it supports the case; what a human or a paper adds is named as a trust."""
    found = [_by_claim(table, Verdict.UPHELD) for table in case.get("claims", [])]
    found += [_by_claim(table, Verdict.REFUTED) for table in case.get("refuted", [])]
    found += [_by_statement(name) for name in case.get("statements", [])]
    added = tuple([f"human: {h}" for h in case.get("human", [])] + [f"cited: {c}" for c in case.get("cited", [])])
    if not found:
        return [Evidence(kind=Kind.MEASURED, verdict=Verdict.UPHELD, detail=case["because"], trusts=added)]
    first = found[0]
    return [replace(first, trusts=(*first.trusts, *added)), *found[1:]]


def _by_claim(table: dict[str, Any], wanted: Verdict) -> Evidence:
    from uccheck.audit.worker import decide as decide_claim

    found = decide_claim({"id": "ledger", "says": "a claim of the ledger", **table}, 20)
    verdict = Verdict.UPHELD if found.verdict is wanted else Verdict.UNDECIDED
    return Evidence(kind=found.kind, verdict=verdict, detail=found.detail, trusts=found.trusts, alpha=found.alpha)


def _by_statement(name: str) -> Evidence:
    from uccheck.rules import catalogue as statements

    found = statements.finding(name)
    return Evidence(
        kind=found.kind,
        verdict=found.verdict,
        detail=f"statement {name}: {found.word}",
        trusts=(*found.trusts, *found.given),
        alpha=found.alpha,
    )


def _common(fitting: list[Case]) -> dict[str, str]:
    first = fitting[0]["under"]
    return {k: v for k, v in first.items() if all(c["under"].get(k) == v for c in fitting)}


def _opposed(fitting: list[Case]) -> str:
    true = next(c for c in fitting if c["holds"])
    false = next(c for c in fitting if not c["holds"])
    differ = [k for k in true["under"] if false["under"].get(k) != true["under"][k]]
    parts = [f"it {verb} under {_shown({k: c['under'].get(k, '-') for k in differ})}" for verb, c in (("holds", true), ("fails", false))]
    return " and ".join(parts)


def _shown(under: dict[str, str]) -> str:
    return ", ".join(f"{k} = {v}" for k, v in under.items()) or "no restriction"


def _known(cases: list[Case]) -> str:
    keys = dict.fromkeys(k for c in cases for k in c["under"])
    return "; ".join(f"{k}: {', '.join(dict.fromkeys(str(c['under'].get(k)) for c in cases if k in c['under']))}" for k in keys)
