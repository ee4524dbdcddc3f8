"""What a statement asks before it is examined, and what its evidence makes of it: tables of cases, with what is true of each."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.quantities.symbols import D, delta, epsilon, m, s, x, y
from uccheck.rules.checks import Check
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt, nonnegatives, positives, reals
from uccheck.rules.letters import PAIRS, Z, e_gen, e_unif_alg, norm_value, tail
from uccheck.rules.statement import Standing, Statement, examine, folded, mutant_verdict, says_nothing
from uccheck.rules.survey import survey, witness_text

REAL, NOT_NEGATIVE, POSITIVE = sp.Symbol("r", real=True), sp.Symbol("n", nonnegative=True), sp.Symbol("p", positive=True)
WHOLE, EVEN = sp.Symbol("k", integer=True, positive=True), sp.Symbol("j", even=True)


def made(where: tuple[Domain, ...], then: tuple[Relation, ...] = (), **more: Any) -> Statement:
    return Statement("made", 1, "t", "s", Claim(then or (le(where[0].symbol, where[0].symbol + 1),), where), (), (), "", **more)


@pytest.mark.parametrize(
    ("where", "good"),
    [
        ((Domain(REAL),), True),
        ((Domain(REAL, None, -1),), True),
        ((Domain(NOT_NEGATIVE, 0),), True),
        ((Domain(NOT_NEGATIVE, -1),), False),
        ((Domain(NOT_NEGATIVE),), False),
        ((Domain(POSITIVE, 0, open_low=True),), True),
        ((Domain(POSITIVE, 0),), False),
        ((Domain(POSITIVE, 1),), True),
        ((Domain(POSITIVE, -1, 1),), False),
        ((Domain(WHOLE, 1),), True),
        ((Domain(WHOLE, 0),), False),
        ((Domain(EVEN, 0),), False),  # sympy assumes what no domain says
        ((Domain(POSITIVE, REAL), Domain(REAL, 1)), True),  # its end is positive by another domain
        ((Domain(POSITIVE, REAL), Domain(REAL, 0)), False),
        ((Domain(NOT_NEGATIVE, REAL), Domain(REAL, 0)), True),
        ((Domain(POSITIVE, REAL), Domain(REAL)), False),
    ],
)
def test_sympy_assumes_no_more_of_a_symbol_than_its_domain_says(where: tuple[Domain, ...], good: bool) -> None:
    statement = made(where)
    if good:
        assert statement.sound is True
    else:
        with pytest.raises(ValueError, match=f"domain of {where[0].symbol} is wider"):
            _ = statement.sound


def test_what_is_assumed_of_one_symbol_is_not_taken_for_its_own_reason() -> None:
    """A symbol whose only lower end is another that is only known to lie above it would be positive because it is."""
    u, v = sp.Symbol("u", positive=True), sp.Symbol("v", positive=True)
    with pytest.raises(ValueError, match="is wider"):
        _ = made((Domain(u, None, v), Domain(v, u))).sound


GAP, SPREAD, CHANCE = e_gen(*Z), e_unif_alg(*Z), tail(D, x)
WHERE = (*PAIRS, *positives(x), *nonnegatives(NOT_NEGATIVE), *reals(REAL), Domain(epsilon, 0, 1, open_low=True, open_high=True))


@pytest.mark.parametrize(
    ("relation", "idle"),
    [
        (le(GAP, 1), True),
        (lt(GAP, 1), False),
        (lt(GAP, 1 + x), True),
        (lt(GAP, 1 + NOT_NEGATIVE), False),
        (le(GAP, 1 + NOT_NEGATIVE), True),
        (le(GAP, 1 + REAL), False),
        (le(GAP, 1 - epsilon), False),
        (le(GAP, 2 - epsilon), True),  # a value of epsilon beyond 1 denies nothing
        (lt(GAP, 3 - 2 * epsilon), True),
        (le(-1, GAP), True),
        (le(0, GAP), False),
        (le(0, SPREAD), True),
        (lt(0, SPREAD), False),
        (lt(-x, SPREAD), True),
        (ge(SPREAD, x), False),
        (le(CHANCE, 1), True),
        (le(CHANCE, sp.Rational(999_999, 1_000_000)), False),
        (le(GAP, SPREAD + 1), True),
        (le(GAP, SPREAD + 2), True),
        (lt(GAP, SPREAD + 2), True),
        (le(GAP, SPREAD), False),
        (le(CHANCE * SPREAD, 1), True),
        (le(0, CHANCE * SPREAD), True),
        (le(norm_value(*Z), 10**6), False),
        (le(0, norm_value(*Z)), True),
        (eq(GAP, 1), False),
        (eq(CHANCE, CHANCE), False),
        (le(x, x + 1), False),  # about no quantity: for a derivation to say
        (le(m * x, m * x + 1), False),
        (le(CHANCE, x), False),
        (le(SPREAD, s / 1000), False),
    ],
)
def test_a_relation_that_every_value_of_its_quantities_meets_says_nothing(relation: Relation, idle: bool) -> None:
    claim = Claim((relation,), WHERE)
    assert says_nothing(relation, claim) is idle
    if idle:
        for stated in (Claim((relation,), WHERE), Claim((le(GAP, delta),), WHERE, (relation,))):
            with pytest.raises(ValueError, match="holds for every value"):
                _ = Statement("made", 1, "t", "s", stated, (), (), "").sound


def test_every_check_of_a_sound_statement_is_run() -> None:
    seen: list[str] = []

    def check(name: str) -> Check:
        def decide(claim: Claim, known: Any) -> Evidence:
            seen.append(name)
            return Evidence(kind=Kind.BALL, verdict=Verdict.UPHELD, detail=name, trusts=("flint",))

        return Check(name, decide)

    statement = made((Domain(REAL),), support=(check("one"), check("two")))
    found = examine(statement, statement.claim, {})
    assert [one.name for one, _ in found] == ["derivation", "one", "two"] and seen == ["one", "two"]
    assert [one.name for one in made((Domain(REAL),)).checks] == ["derivation", "balls"]
    assert [one.name for one in made((Domain(REAL),), support=()).checks] == ["derivation"]
    with pytest.raises(ValueError, match="is wider"):
        examine(made((Domain(POSITIVE, -1),), support=(check("three"),)), statement.claim, {})
    assert seen == ["one", "two"]


def test_statements_are_compared_by_what_they_state() -> None:
    statement = made((Domain(REAL),))
    assert hash(statement) == hash(replace(statement, terms={"a word": REAL})) and statement == replace(statement, terms={"a word": REAL})
    with pytest.raises(ValueError, match="no domain is given for p"):
        made((Domain(REAL),), (le(REAL, POSITIVE),))
    with pytest.raises(ValueError, match="two variables have the name r"):
        made((Domain(REAL), Domain(sp.Symbol("r", nonnegative=True), 0)))


def evidence(whole: bool, verdict: Verdict, kind: Kind = Kind.SYMBOLIC, trusts: tuple[str, ...] = ("sympy",)) -> tuple[Check, Evidence]:
    return Check("c", lambda claim, known: pytest.fail(), whole=whole), Evidence(kind=kind, verdict=verdict, detail="", trusts=trusts)


EVERY = [(whole, verdict) for whole in (True, False) for verdict in Verdict]


@pytest.mark.parametrize(
    "given", [(), *((one,) for one in EVERY), *itertools.product(EVERY, repeat=2), *itertools.product(EVERY, repeat=3)]
)
def test_what_evidence_makes_of_a_statement_and_of_a_mutant(given: tuple[tuple[bool, Verdict], ...]) -> None:
    """A witness refutes; only a whole check upholds; a mutant that a whole check upholds has fooled it, whatever refutes it."""
    found = tuple(evidence(*one) for one in given)
    refuted, whole = any(verdict is Verdict.REFUTED for _, verdict in given), (True, Verdict.UPHELD) in given
    own = Verdict.REFUTED if refuted else Verdict.UPHELD if whole else Verdict.UNDECIDED
    assert folded(made((Domain(REAL),)), found, ()).verdict is own
    assert mutant_verdict(found) is (Verdict.UPHELD if whole else Verdict.REFUTED if refuted else Verdict.UNDECIDED)


def test_a_statement_rests_on_the_strongest_of_its_whole_checks_with_the_fewest_programs() -> None:
    ball = evidence(True, Verdict.UPHELD, Kind.BALL, ("flint",))
    long, short = (evidence(True, Verdict.UPHELD, Kind.SYMBOLIC, trusts) for trusts in (("sympy", "scipy"), ("sympy",)))
    for order in itertools.permutations((ball, long, short)):
        found = folded(made((Domain(REAL),)), order, ())
        assert (found.kind, found.trusts, found.given) == (Kind.SYMBOLIC, ("sympy",), ())
    none = folded(made((Domain(REAL),)), (evidence(True, Verdict.UNDECIDED, trusts=("sympy", "human: h")),), ())
    assert (none.kind, none.trusts, none.given) == (Kind.MEASURED, (), ())
    said = folded(made((Domain(REAL),)), (evidence(True, Verdict.UPHELD, trusts=("sympy", "human: h", "definition: d", "cited: c")),), ())
    assert said.trusts == ("sympy",) and set(said.given) == {"human: h", "definition: d", "cited: c"}


@pytest.mark.parametrize(
    ("verdict", "kind", "given", "alpha", "word"),
    [
        (Verdict.UPHELD, Kind.SYMBOLIC, (), 0, "PROVED"),
        (Verdict.UPHELD, Kind.SYMBOLIC, ("definition: d",), 0, "PROVED"),
        (Verdict.UPHELD, Kind.SYMBOLIC, ("human: h",), 0, "ARGUED"),
        (Verdict.UPHELD, Kind.SYMBOLIC, ("cited: c",), 0, "ARGUED"),
        (Verdict.REFUTED, Kind.SYMBOLIC, ("human: h",), 0, "REFUTED"),
        (Verdict.UNDECIDED, Kind.SYMBOLIC, ("human: h",), 0, "INCONCLUSIVE"),
        (Verdict.UPHELD, Kind.STATISTICAL, (), Fraction(1, 50), "CONFIRMED(0.98)"),
    ],
)
def test_the_word_of_a_standing(verdict: Verdict, kind: Kind, given: tuple[str, ...], alpha: Fraction | int, word: str) -> None:
    assert Standing(id="a", verdict=verdict, kind=kind, trusts=(), given=given, alpha=Fraction(alpha)).word == word


def test_a_survey_counts_every_relation_at_every_admissible_point() -> None:
    where, half = (Domain(x, 0, open_low=True),), Fraction(1, 2)
    claim = Claim(
        (le(x, x + 1), lt(x, 2), eq(sp.sqrt(x) ** 2, x)), where, (lt(x, 2),), ({x: half}, {x: Fraction(3, 2)}, {x: Fraction(5, 2)})
    )
    found = survey(claim)
    assert found.witness is None and found.instances == (2, 2, 2) and found.upheld + found.undecided == 6
    assert survey(claim, [{x: half}]).instances == (1, 1, 1) and survey(claim, []).instances == (0, 0, 0)
    near = Claim((le((sp.sqrt(x) + 1) ** 2, x + 2 * sp.sqrt(x) + 1),), where, (), ({x: half}, {x: Fraction(1, 3)}, {x: Fraction(2, 3)}))
    equal = survey(near)
    assert (equal.upheld, equal.undecided, equal.instances, equal.open_at) == (0, 3, (0,), "x = 1/2")
    false = Claim((lt(x, 1), gt(y, 1)), (*where, *reals(y)), (), ({x: half, y: 2}, {x: half, y: Fraction(1, 2)}, {x: 3, y: 2}))
    lost = survey(false)
    assert (lost.upheld, lost.instances) == (3, ()) and (lost.witness or "").startswith(
        "at x = 1/2, y = 1/2: left side minus right side is -0.5"
    )


@pytest.mark.parametrize(
    ("relation", "side"),
    [
        ("<=", "right side minus left side"),
        ("<", "right side minus left side"),
        (">=", "left side minus right side"),
        (">", "left side minus right side"),
        ("==", "left side minus right side"),
    ],
)
def test_a_witness_says_by_how_much_a_relation_fails(relation: str, side: str) -> None:
    low, high = (3, 5) if relation.startswith(">") else (5, 3)
    text = witness_text(Relation(x * low, relation, x * high), {x: 1})
    assert text.startswith(f"at x = 1: {side} is ") and float(text.split(" is ")[1].strip("[]").split(" +/-")[0]) == (
        2 if relation == "==" else -2
    )
