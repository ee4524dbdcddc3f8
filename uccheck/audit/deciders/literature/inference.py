"""`inference`: does the conclusion follow from the premises?

Premises and conclusion are facts of `data/inferences.toml`, or ids of other claims of the same file. Facts are joined by the rules of the
ledger; a model of the ledger in which the premises hold and the conclusion fails refutes "in every setting" (rule implies), and leaves
"therefore" INCONCLUSIVE: the conclusion may hold here, and does not follow. Claims: the inference fails if the premises are upheld and the
conclusion is refuted; it holds if the conclusion is a premise with a weaker value.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import process

from uccheck.audit.deciders.decision import Decision, decided, out_of_scope, undecided
from uccheck.audit.deciders.literature.statement import ledger_evidence
from uccheck.audit.kinds.literature import Inference
from uccheck.core.exact import exact
from uccheck.core.verdict import Evidence, Kind, Verdict

Found = dict[str, Any]
UPHELD = ("PROVED", "CERTIFIED", "CONFIRMED", "MEASURED")


def decide(claim: Inference, deadline: float, context: dict[str, Any]) -> Decision:
    """UPHELD by a rule, REFUTED or INCONCLUSIVE by a model, else INCONCLUSIVE."""
    del deadline
    named = [*claim.premises, claim.conclusion]
    if all(n in facts() for n in named):
        return _facts(claim)
    found = context.get("findings", {})
    lost = [n for n in named if n not in found and n not in facts()]
    if lost:
        near = process.extractOne(lost[0], [*found, *facts()], score_cutoff=50)
        meant = f"; did you mean {near[0]!a}?" if near else ""
        return out_of_scope(f"{lost[0]!a} is neither the id of another claim of this file nor a fact of the ledger{meant}")
    if any(n in facts() for n in named):
        return undecided("premises and conclusion must be all facts of the ledger, or all claims of this file")
    return _claims(claim, found)


def _facts(claim: Inference) -> Decision:
    used = _derivation(set(claim.premises), claim.conclusion)
    if used is not None:
        return _by_rules(claim, used)
    model = next((m for m in _ledger()["model"] if set(claim.premises) <= set(m["holds"]) and claim.conclusion in m["fails"]), None)
    if model is None:
        return undecided("no rule of the ledger gives it, and no model of the ledger has the premises without the conclusion")
    evidence = ledger_evidence({**model, "because": model["id"]})
    open_ = next((e for e in evidence if e.verdict is not Verdict.UPHELD), None)
    if open_ is not None:
        return undecided(f"the model that would separate them was not decided: {open_.detail}")
    detail = f"the premises hold and the conclusion fails in {model['id']}"
    if claim.rule == "therefore":
        told = f"a non sequitur: {detail}; what else is used would have to be said"
        return Decision(verdict=Verdict.UNDECIDED, detail=told, explain=tuple(e.detail for e in evidence))
    turned = tuple(replace(e, verdict=Verdict.REFUTED) for e in evidence)
    return Decision(verdict=Verdict.REFUTED, detail=detail, evidence=turned, explain=tuple(e.detail for e in evidence))


def _by_rules(claim: Inference, used: list[Found]) -> Decision:
    if not used:
        return decided(Verdict.UPHELD, Kind.EXACT, "the conclusion is one of the premises")
    evidence = tuple(e for rule in used for e in ledger_evidence(rule))
    if any(e.verdict is not Verdict.UPHELD for e in evidence):
        return undecided("what the rule rests on was not decided")
    return Decision(verdict=Verdict.UPHELD, detail="; ".join(r["because"] for r in used), evidence=evidence)


def _derivation(known: set[str], goal: str) -> list[Found] | None:
    """The rules that lead from the premises to the goal, in order; None if they do not."""
    used: list[Found] = []
    while goal not in known:
        step = next((r for r in _ledger()["rule"] if set(r["premises"]) <= known and r["conclusion"] not in known), None)
        if step is None:
            return None
        known = known | {step["conclusion"]}
        used.append(step)
    return used


def _claims(claim: Inference, found: dict[str, Found]) -> Decision:
    end = found[claim.conclusion]
    false = [p for p in claim.premises if found[p]["verdict"] == "REFUTED"]
    if false:
        return undecided(f"the premise {false[0]} is itself refuted; from what is false nothing is shown")
    if any(_weaker(found[p]["table"], end["table"]) for p in claim.premises):
        return decided(Verdict.UPHELD, Kind.EXACT, "the conclusion is a premise with a weaker value")
    upheld = all(found[p]["verdict"].startswith(UPHELD) for p in claim.premises)
    if upheld and end["verdict"] == "REFUTED":
        evidence = tuple(_as_decided(n, found[n]) for n in dict.fromkeys((*claim.premises, claim.conclusion)))
        detail = "the premises are upheld and the conclusion is refuted, as decided above"
        return Decision(verdict=Verdict.REFUTED, detail=detail, evidence=evidence)
    told = ", ".join(f"{n}: {found[n]['verdict']}" for n in (*claim.premises, claim.conclusion))
    return undecided(f"no rule of the kit leads from the premises to the conclusion ({told}); both may hold without one following")


def _as_decided(name: str, found: Found) -> Evidence:
    """What a claim decided above brings to a refutation: its own kind, what it rests on, and its error rate."""
    rests = (*found["trusts"], *found["given"])
    told = f"{name}: {found['verdict']}"
    return Evidence(kind=Kind[found["kind"].upper()], verdict=Verdict.REFUTED, detail=told, trusts=rests, alpha=Fraction(found["alpha"]))


#: For each kind, the fields whose value may move, and whether a larger value makes the claim weaker.
_WEAKER = {
    "vacuous": {"at_least": False, "delta": False}, "generalizes": {"at_most": True, "delta": True},
    "tail": {"at_most": True}, "suffices": {}, "event": {},
}  # fmt: skip


def _weaker(premise: Found, conclusion: Found) -> bool:
    """Whether the conclusion is the premise with values moved to the weak side only."""
    kind = premise["kind"]
    if kind != conclusion["kind"] or kind not in _WEAKER:
        return False
    moved = _WEAKER[kind]
    apart = {"id", "says", "source", "speaks_of", "decided_on", "expect", *moved}
    if {k: v for k, v in premise.items() if k not in apart} != {k: v for k, v in conclusion.items() if k not in apart}:
        return False
    pairs = [(exact(premise[f], f), exact(conclusion[f], f), larger) for f, larger in moved.items()]
    return all(b >= a if larger else b <= a for a, b, larger in pairs)


@cache
def _ledger() -> dict[str, Any]:
    text = files("uccheck").joinpath("data", "inferences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def facts() -> dict[str, str]:
    """The facts by id, in words."""
    return {f["id"]: f["says"] for f in _ledger()["fact"]}
