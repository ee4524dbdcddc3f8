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


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_a_statement_is_as_strong_as_the_strongest_of_its_whole_checks(order: tuple[int, ...]) -> None:
    """The kind of that one, and what it trusts alone; of equal ones that which trusts the fewest."""
    whole = [
        (WHOLE, Evidence(kind=Kind.BALL, verdict=Verdict.UPHELD, detail="", trusts=("flint",))),
        (WHOLE, Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UPHELD, detail="", trusts=("sympy", "human: own"))),
        (WHOLE, Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UPHELD, detail="", trusts=("sympy",))),
    ]
    found = folded(load()["markov"], tuple(whole[place] for place in order), ())
    assert (found.kind, found.trusts, found.given, found.word) == (Kind.SYMBOLIC, ("sympy",), (), "PROVED")
    alone = folded(load()["markov"], tuple(whole[place] for place in order if place != 2), ())
    assert (alone.kind, alone.trusts, alone.given, alone.word) == (Kind.SYMBOLIC, ("sympy",), ("human: own",), "ARGUED")
