"""An inequality about a bracketed quantity is upheld if every number of the bracket satisfies it, refuted if none does, else left open."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers.answer import E_GEN, E_UNIF_ALG, Answer, Bracket, End, Half
from uccheck.answers.proposals import Setting
from uccheck.answers.universes.universe import Sought
from uccheck.certificates.kernel.instance import KernelResult
from uccheck.certificates.kernel.universe import ConvexProof
from uccheck.certificates.tree import Work
from uccheck.commands.kernels import proof as linear_coq
from uccheck.commands.kernels import universe as convex_coq
from uccheck.core.verdict import Verdict
from uccheck.diagram.place import PointEnds

F = Fraction
SETTING = Setting(F(20), F(3000), F(4), F(32), F(0), F(1, 20))
#: Brackets below, about and above 1/4, with either end on it, and the quantity known; values are asked about at equality too.
NUMBERS = (F(1, 8), F(1, 4) - F(1, 10**40), F(1, 4), F(1, 4) + F(1, 10**40), F(3, 8))
BRACKETS = [(low, high) for low, high in itertools.product(NUMBERS, repeat=2) if low <= high]
NAMES = {"<=": E_GEN, ">=": E_UNIF_ALG}


def by_numbers(relation: str, value: Fraction, low: Fraction, high: Fraction) -> Verdict:
    """All numbers of the bracket, or none: its ends and its middle tell."""
    holding = {(at <= value) if relation == "<=" else (at >= value) for at in (low, (low + high) / 2, high)}
    return Verdict.UPHELD if holding == {True} else Verdict.REFUTED if holding == {False} else Verdict.UNDECIDED


def by_answer(relation: str, value: Fraction, low: End, high: End) -> Half:
    name = NAMES[relation]
    found = Answer(SETTING, None, "auto", Work(), {(name, "lower"): low, (name, "upper"): high})
    return found.generalizes(value) if relation == "<=" else found.vacuous(value)


def by_universe(relation: str, value: Fraction, low: End, high: End) -> Half:
    return Sought(NAMES[relation], relation, value).decided(Bracket(low, high))


def by_place(relation: str, value: Fraction, low: Fraction, high: Fraction) -> Verdict:
    known = PointEnds(value if relation == "<=" else 1 - value)
    known.ends |= {(NAMES[relation], "lower"): End(low), (NAMES[relation], "upper"): End(high)}
    return known.verdict(NAMES[relation])


def by_coq(relation: str, value: Fraction, low: Fraction, high: Fraction) -> Verdict:
    """The other half holds whatever it is, so that both together are proved where this one is."""
    outcome: Any = SimpleNamespace(epsilon=value if relation == "<=" else 1 - value)
    ends = (low, high, F(1), F(1)) if relation == "<=" else (F(0), F(0), low, high)
    names = ("e_gen_lower", "e_gen", "e_unif_alg", "e_unif_alg_upper")
    result = KernelResult(verdict=Verdict.UPHELD, detail="", **dict(zip(names, ends, strict=True)))  # type: ignore[arg-type]
    refuted = linear_coq.refutes(outcome, result)
    assert refuted in ((), (NAMES[relation],))
    return Verdict.REFUTED if refuted else Verdict.UPHELD if linear_coq.proves(outcome, result) else Verdict.UNDECIDED


def by_coq_of_convex(relation: str, value: Fraction, low: Fraction, high: Fraction) -> Verdict:
    name = NAMES[relation]
    outcome: Any = SimpleNamespace(sought=(Sought(name, relation, value),))
    result = ConvexProof(verdict=Verdict.UPHELD, detail="", ends={(name, "lower"): low, (name, "upper"): high})
    proved, refuted = convex_coq.proved(outcome, result), convex_coq.refuted(outcome, result)
    assert not (proved and refuted)
    return Verdict.UPHELD if proved else Verdict.REFUTED if refuted else Verdict.UNDECIDED


@pytest.mark.parametrize("relation", ["<=", ">="])
@pytest.mark.parametrize("decide", [by_answer, by_universe])
def test_a_half_is_what_all_numbers_of_its_bracket_say_and_names_the_end_that_says_it(
    decide: Callable[[str, Fraction, End, End], Half], relation: str
) -> None:
    for (low, high), value in itertools.product(BRACKETS, NUMBERS):
        ends = End(low), End(high)
        half = decide(relation, value, *ends)
        assert half.verdict is by_numbers(relation, value, low, high), (low, high, value)
        if half.verdict is not Verdict.UNDECIDED:
            upper = (half.verdict is Verdict.UPHELD) == (relation == "<=")
            assert half.end is ends[upper], (low, high, value)


@pytest.mark.parametrize("relation", ["<=", ">="])
@pytest.mark.parametrize("decide", [by_place, by_coq, by_coq_of_convex])
def test_points_of_a_diagram_and_numbers_of_coq_decide_likewise(
    decide: Callable[[str, Fraction, Fraction, Fraction], Verdict], relation: str
) -> None:
    for (low, high), value in itertools.product(BRACKETS, NUMBERS):
        assert decide(relation, value, low, high) is by_numbers(relation, value, low, high), (low, high, value)


@pytest.mark.parametrize("holding", [*itertools.product([True, False], repeat=2)])
def test_coq_proves_an_instance_only_where_it_proves_every_inequality(holding: tuple[bool, bool]) -> None:
    """Word, keys of the JSON and trusts: those of Coq where both hold, else those of the rules."""
    sought = Sought("e_gen", "<=", F(1, 4)), Sought("e_unif", ">=", F(1, 4))
    ends = {("e_gen", "upper"): F(1, 4) if holding[0] else F(1, 3), ("e_unif", "lower"): F(1, 4) if holding[1] else F(1, 5)}
    proof = ConvexProof(verdict=Verdict.UPHELD, detail="", ends=ends, trusts=("coq",))
    own = {"sought": sought, "word": "CERTIFIED", "known": {}, "trusts": ("flint",), "given": ("human: a",)}
    outcome: Any = SimpleNamespace(**own)
    told = convex_coq.beside(outcome, proof)
    assert convex_coq.whole(outcome, proof) is all(holding) and not convex_coq.whole(outcome, None)
    assert told["verdict"] == convex_coq.the_word(outcome, proof) == ("PROVED" if all(holding) else "CERTIFIED")
    assert told["kernel"]["proves"] == [one.key for one, holds in zip(sought, holding, strict=True) if holds]
    assert {name: told[name] for name in ("trusts", "given") if name in told} == ({"trusts": ["coq"], "given": []} if all(holding) else {})
    assert told["balls"] == {"verdict": "CERTIFIED", "trusts": ["flint"], "given": ["human: a"]}
