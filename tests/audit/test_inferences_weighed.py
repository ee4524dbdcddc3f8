"""An inference between claims is as strong as the claims that decide it: kind, error rates and what they rest on are carried over."""

from __future__ import annotations

import itertools
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.audit import engine
from uccheck.audit.deciders.literature.inference import decide
from uccheck.audit.engine import Finding
from uccheck.audit.kinds.literature import Inference
from uccheck.core.verdict import Kind, Verdict

WORDS = {
    Kind.EXACT: ("PROVED", "0"),
    Kind.SYMBOLIC: ("PROVED", "0"),
    Kind.BALL: ("CERTIFIED", "0"),
    Kind.STATISTICAL: ("CONFIRMED(0.99)", "1/100"),
    Kind.MEASURED: ("MEASURED", "0"),
}


def finding(name: str, kind: Kind, verdict: str, alpha: str, given: str = "") -> Finding:
    rests = {"trusts": [f"program {name}"], "given": [given] if given else []}
    return Finding(id=name, verdict=verdict, kind=kind.label, detail="", alpha=alpha, table={"kind": "event", "of": name}, **rests)


def inferred(*found: Finding, premises: tuple[str, ...] = ("a", "b")) -> Any:
    """The decision on 'a and b imply c', with the findings handed over as the engine does."""
    claim = Inference(id="i", says="it follows", kind="inference", premises=list(premises), conclusion="c", rule="implies")
    item = SimpleNamespace(claim=claim, place=SimpleNamespace(file="f"))
    context = engine._context(item, {("f", one.id): one for one in found})  # type: ignore[arg-type]
    return decide(claim, 0.0, context)


@pytest.mark.parametrize(("first", "second", "end"), [*itertools.product(WORDS, repeat=3)])
def test_a_refuted_inference_is_as_weak_as_its_weakest_claim(first: Kind, second: Kind, end: Kind) -> None:
    found = inferred(
        finding("a", first, *WORDS[first]),
        finding("b", second, *WORDS[second], given="cited: b"),
        finding("c", end, "REFUTED", WORDS[end][1], given="assumes: c"),
    )
    assert found.verdict is Verdict.REFUTED and found.kind == min(first, second, end)
    assert found.alpha == Fraction([first, second, end].count(Kind.STATISTICAL), 100)
    assert set(found.trusts) == {"program a", "program b", "program c", "cited: b", "assumes: c"}
    record = found.record()
    assert record["alpha"] == str(found.alpha) and record["kind"] == min(first, second, end).label
    assert record["given"] == ["assumes: c", "cited: b"] and record["trusts"] == ["program a", "program b", "program c"]


def test_a_claim_named_twice_is_charged_once() -> None:
    found = inferred(
        finding("a", Kind.STATISTICAL, "CONFIRMED(0.99)", "1/100"), finding("c", Kind.BALL, "REFUTED", "0"), premises=("a", "a")
    )
    assert found.verdict is Verdict.REFUTED and found.alpha == Fraction(1, 100)


@pytest.mark.parametrize(
    ("premise", "end"),
    [
        ("INCONCLUSIVE", "REFUTED"),
        ("REFUTED", "REFUTED"),
        ("PROVED", "PROVED"),
        ("PROVED", "INCONCLUSIVE"),
        ("OUT-OF-SCOPE", "REFUTED"),
        ("INVALID", "REFUTED"),
    ],
)
def test_nothing_else_refutes_an_inference(premise: str, end: str) -> None:
    found = inferred(finding("a", Kind.BALL, premise, "0"), finding("b", Kind.BALL, "PROVED", "0"), finding("c", Kind.BALL, end, "0"))
    assert found.verdict is Verdict.UNDECIDED and found.record()["kind"] == "none"
