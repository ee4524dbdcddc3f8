"""A statement is as strong as the weakest thing that it uses: verdict, kind, trusts, sentences and error probability are folded."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.rules.catalogue import load
from uccheck.rules.checks import Check
from uccheck.rules.statement import Standing, folded

WHOLE, PART = (
    Check("derivation", lambda claim, known: pytest.fail("not run"), whole=True),
    Check("points", lambda claim, known: pytest.fail()),
)
OWN = (
    (WHOLE, Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UPHELD, detail="", trusts=("sympy", "human: own"))),
    (PART, Evidence(kind=Kind.STATISTICAL, verdict=Verdict.UNDECIDED, detail="", trusts=("a generator",), alpha=Fraction(1, 50))),
    (PART, Evidence(kind=Kind.STATISTICAL, verdict=Verdict.UNDECIDED, detail="", trusts=("a generator",), alpha=Fraction(1, 20))),
)


def used(name: str, verdict: Verdict, kind: Kind) -> Standing:
    return Standing(id=name, verdict=verdict, kind=kind, trusts=(name,), given=(f"cited: {name}",), alpha=Fraction(1, 3))


@pytest.mark.parametrize(("verdict", "kind"), [*itertools.product(Verdict, (Kind.STATISTICAL, Kind.BALL, Kind.SYMBOLIC))])
def test_a_statement_is_no_stronger_than_what_it_uses(verdict: Verdict, kind: Kind) -> None:
    found = folded(load()["markov"], OWN, (used("one", Verdict.UPHELD, Kind.SYMBOLIC), used("two", verdict, kind)))
    assert (found.verdict, found.kind) == (verdict, kind)
    assert set(found.trusts) == {"sympy", "one", "two"} and set(found.given) == {"human: own", "cited: one", "cited: two"}
    assert found.alpha == Fraction(7, 100)  # its own checks, by the union bound; others are charged to their own lines


def test_points_alone_uphold_nothing_and_a_witness_refutes() -> None:
    (_, upheld), (_, undecided), _ = OWN
    refuted = Evidence(kind=Kind.BALL, verdict=Verdict.REFUTED, detail="", trusts=("flint",))
    assert folded(load()["markov"], ((PART, upheld), (WHOLE, undecided)), ()).verdict is Verdict.UNDECIDED
    assert folded(load()["markov"], ((WHOLE, upheld), (PART, refuted)), ()).verdict is Verdict.REFUTED
