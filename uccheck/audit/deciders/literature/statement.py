"""`statement`: a statement of the catalogue, or a question of `data/ledger.toml`, under the scope that the claim names.

The world is open: a question has cases, each for one value of every scope word of the question; what they rest on is decided anew by this
kit. A claim is decided only by a case whose every word it says. A word left unsaid is named, with the answers that are known: another
value of it may have another answer, or none here. A case may have "any" for a word where its argument holds whatever the word says.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rapidfuzz import process

from uccheck.audit.deciders.decision import Decision, needs_scope, out_of_scope
from uccheck.audit.kinds.literature import StatementClaim
from uccheck.audit.said import names
from uccheck.core.verdict import Evidence, Kind, Verdict, vouched

Case = dict[str, Any]
ANY = "any"


def decide(claim: StatementClaim, deadline: float) -> Decision:
    """UPHELD or REFUTED as its evidence goes; NEEDS SCOPE where a word is unsaid; OUT-OF-SCOPE where no case speaks."""
    del deadline
    question = _question(claim.ref)
    if question is None and claim.ref in _catalogue():
        return _of_catalogue(claim)
    if question is None:
        near = process.extract(claim.ref, known_refs(), limit=2, score_cutoff=50)
        return out_of_scope(f"the ledger has no statement {claim.ref!a}; near it: {', '.join(n for n, *_ in near) or 'nothing'}")
    cases: list[Case] = question["case"]
    unknown = [k for k in claim.under if not any(k in c["under"] for c in cases)]
    fitting = [] if unknown else [c for c in cases if _fits(claim.under, c)]
    if not fitting:
        other = _excluded(claim, question) if not unknown else None
        return other or out_of_scope(f"the ledger says nothing about {claim.ref} under {_shown(claim.under)}{_meant(claim.under, cases)}")
    complete = [c for c in fitting if not _unsaid(claim.under, c)]
    if not complete:
        return _open(claim, fitting)
    return _settled(claim, complete)


def _excluded(claim: StatementClaim, question: dict[str, Any]) -> Decision | None:
    """Where one word of a question has a single true value: a case that agrees but for that word excludes any other value."""
    key = question.get("exclusive")
    if key is None or key not in claim.under:
        return None
    rest = {k: v for k, v in claim.under.items() if k != key}
    agreeing = [c for c in question["case"] if _fits(rest, c) and not [k for k in _unsaid(rest, c) if k != key]]
    if len(agreeing) != 1:
        return None
    turned = {**agreeing[0], "under": {**agreeing[0]["under"], key: claim.under[key]}, "holds": False}
    return _settled(claim, [turned])


def _meant(under: dict[str, str], cases: list[Case]) -> str:
    """What the ledger knows, and the nearest of it for each word that it does not."""
    keys = list(dict.fromkeys(k for c in cases for k in c["under"]))
    near = []
    for key, value in under.items():
        values = list(dict.fromkeys(c["under"][key] for c in cases if key in c["under"]))
        found = process.extractOne(value if values else key, values or keys, score_cutoff=50)
        if found is not None and found[0] not in (key, value):
            near.append(found[0])
    told = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
    return f"{told}; it knows {known_words({'case': cases})}"


def known_refs() -> list[str]:
    """Every ref that a claim may name."""
    return sorted({q["id"] for q in questions()} | set(_catalogue()))


@cache
def questions() -> tuple[dict[str, Any], ...]:
    """The questions of the ledger, each with its cases."""
    text = files("uccheck").joinpath("data", "ledger.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["question"])


def wording(ref: str) -> str:
    """The sentence of a ref: the question's own, or the formulas of the statement with its domains."""
    question = _question(ref)
    if question is not None:
        return str(question["says"]).rstrip(".")
    return _catalogue().get(ref, f"the statement {ref!a}, which the ledger does not have")


def known_words(question: dict[str, Any]) -> str:
    """The scope words of a question and their known values."""
    keys = dict.fromkeys(k for c in question["case"] for k in c["under"])
    values = {k: dict.fromkeys(str(c["under"][k]) for c in question["case"] if k in c["under"]) for k in keys}
    return "; ".join(f"{k}: {' | '.join(v)}" for k, v in values.items())


def _question(ref: str) -> dict[str, Any] | None:
    return next((q for q in questions() if q["id"] == ref), None)


@cache
def _catalogue() -> dict[str, str]:
    """Statement ids, and their formulas in words."""
    from uccheck.rules import catalogue as statements

    return {name: _formal(statement) for name, statement in statements.load().items()}


def _formal(statement: Any) -> str:
    """ "for all m, D in .. with ..: lhs <= rhs", from the statement's own claim."""
    claim = statement.claim
    domains = ", ".join(_domain(d) for d in claim.where)
    given = " and ".join(f"{r.lhs} {r.relation} {r.rhs}" for r in claim.given)
    then = " and ".join(f"{r.lhs} {r.relation} {r.rhs}" for r in claim.then)
    start = f"for all {domains}" if domains else ""
    condition = f" with {given}" if given else ""
    whole = f"{start}{condition}: {then}".lstrip(": ") if start or condition else then
    named = [name for name in ("e_gen", "e_unif_alg") if f"{name}(" in whole]
    return f"{whole} ({' and '.join(named)} of m, D, s, b, gamma, delta)" if named else whole


def _domain(d: Any) -> str:
    if d.low is None and d.high is None:
        return f"{d.symbol}"
    left = "(-oo" if d.low is None else f"{'(' if d.open_low else '['}{d.low}"
    right = "oo)" if d.high is None else f"{d.high}{')' if d.open_high else ']'}"
    kind = "integer " if d.symbol.is_integer else ""
    return f"{kind}{d.symbol} in {left}, {right}"


def _of_catalogue(claim: StatementClaim) -> Decision:
    if claim.under and claim.under != {"setting": "linear"}:
        return out_of_scope(f"{claim.ref} is a statement with all its hypotheses; it takes no scope but setting = linear")
    case = {"under": {}, "holds": True, "because": _catalogue()[claim.ref], "statements": [claim.ref]}
    return _settled(claim, [case])


def _fits(under: dict[str, str], case: Case) -> bool:
    return all(k in case["under"] and (case["under"][k] == ANY or names.same_word(v, case["under"][k])) for k, v in under.items())


def _unsaid(under: dict[str, str], case: Case) -> list[str]:
    return [k for k, v in case["under"].items() if v != ANY and k not in under]


def _open(claim: StatementClaim, fitting: list[Case]) -> Decision:
    """The words left unsaid; for each answer, the first case that gives it."""
    words = tuple(dict.fromkeys(k for c in fitting for k in _unsaid(claim.under, c)))
    answers = []
    for holds, verb in ((True, "it holds"), (False, "it fails")):
        case = next((c for c in fitting if c["holds"] is holds), None)
        if case is not None:
            said = {k: case["under"][k] for k in _unsaid(claim.under, case)}
            answers.append(f"{verb} under {_shown(said)} ({_because(case)})")
    if len(answers) == 1:
        answers.append("under other values the answer is not known here")
    return needs_scope(words, f"{'; '.join(answers)}; say which is meant in `under`")


def _settled(claim: StatementClaim, fitting: list[Case]) -> Decision:
    evidence = tuple(e for case in fitting for e in ledger_evidence(case))
    truth = fitting[0]["holds"]
    because = "; ".join(c["because"] for c in fitting[:3])
    if any(c["holds"] is not truth for c in fitting) or any(e.verdict is not Verdict.UPHELD for e in evidence):
        open_ = next((e.detail for e in evidence if e.verdict is not Verdict.UPHELD), "two cases of the ledger disagree")
        return Decision(
            verdict=Verdict.UNDECIDED,
            detail=f"what decides it was itself not decided: {open_}",
            evidence=tuple(replace(e, verdict=Verdict.UNDECIDED) for e in evidence),
        )
    verdict = Verdict.UPHELD if truth == claim.holds else Verdict.REFUTED
    said = f" under {_shown(fitting[0]['under'])}" if fitting[0]["under"] else ""
    known = f"{claim.ref} {'holds' if truth else 'does not hold'}{said}: {because}"
    turned = tuple(replace(e, verdict=verdict) for e in evidence)
    return Decision(verdict=verdict, detail=known, evidence=turned, explain=tuple(f"{e.word}: {e.detail}" for e in evidence))


def ledger_evidence(case: Case) -> list[Evidence]:
    """What a case rests on, each piece UPHELD if it supports the case; what a human or a paper adds is named as a trust."""
    found = [by_claim(table, Verdict.UPHELD) for table in case.get("claims", [])]
    found += [by_claim(table, Verdict.REFUTED) for table in case.get("refuted", [])]
    found += [_by_statement(name) for name in case.get("statements", [])]
    found += [by_definition(table) for table in case.get("definitions", [])]
    added = tuple([f"human: {h}" for h in case.get("human", [])] + [f"cited: {c}" for c in case.get("cited", [])])
    if not found:
        return [Evidence(kind=Kind.MEASURED, verdict=Verdict.UPHELD, detail=case["because"], trusts=added)]
    first = found[0]
    return [replace(first, trusts=(*first.trusts, *added)), *found[1:]]


def by_claim(table: dict[str, Any], wanted: Verdict) -> Evidence:
    """A claim of a ledger, decided anew; UPHELD if it comes out as wanted."""
    from uccheck.audit.runs import records
    from uccheck.audit.worker import decide as decide_claim

    context = {"record": records.load(table["record"], Path())} if table["kind"] == "run" else {}
    found = decide_claim({"id": "ledger", "says": "a claim of the ledger", **table}, 20, context)
    verdict = Verdict.UPHELD if found.verdict is wanted else Verdict.UNDECIDED
    return Evidence(kind=found.kind, verdict=verdict, detail=found.detail, trusts=found.trusts, alpha=found.alpha)


def by_definition(table: dict[str, Any]) -> Evidence:
    """A row of `uccheck definitions`, decided anew; UPHELD if its verdict is the one that the ledger says."""
    from uccheck.core.exact import shown_above, shown_below

    row = _row(*(table[key] for key in ("row", "m", "D", "delta", "epsilon")))
    verdict = Verdict.UPHELD if row.word == table["verdict"] else Verdict.UNDECIDED
    where = ", ".join(f"{key} = {table[key]}" for key in ("m", "D", "delta", "epsilon"))
    bracket = f"{shown_below(row.bracket.lower.value)} <= {row.definition.quantity} <= {shown_above(row.bracket.upper.value)}"
    detail = f"definition {row.id} at {where}: {row.word}, {bracket}, by {', '.join(row.rules)}"
    return Evidence(kind=Kind.BALL, verdict=verdict, detail=detail, trusts=(*row.trusts, *vouched(row.given)))


@cache
def _row(name: str, m: int, D: int, delta: str, epsilon: str) -> Any:
    from uccheck.answers.definitions.rows import definitions

    return definitions(m, D, delta, epsilon, only=(name,)).row(name)


def _because(case: Case) -> str:
    """What the ledger says, and the bracket of the definition where a row decides it."""
    return "; ".join([case["because"], *(by_definition(table).detail for table in case.get("definitions", []))])


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


def _shown(under: dict[str, str]) -> str:
    return ", ".join(f"{k} = {v}" for k, v in under.items()) or "no restriction"
