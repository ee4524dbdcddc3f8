"""The exponential network's answers: samples of one class, what is asked of the search, and which numbers it may be given."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.answers.asking import require_taken
from uccheck.answers.answer import MAX_D, MAX_M
from uccheck.answers.universes import exponential
from uccheck.answers.universes.exponential import ExponentialInstance, Search, network
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

F = Fraction
HALF, TINY = F(1, 2), F(1, 10**40)


@pytest.mark.parametrize("m", [1, 2, 3, 5, 9])
def test_samples_of_one_class_decide_as_often_as_their_law_says(m: int) -> None:
    """All labels agree with the chance 2^(1 - m): above delta e_gen >= 1/2; with at least 1 - delta e_unif-alg <= 1/2."""
    alone = F(2, 2**m)
    for delta in {F(1, 10), F(1, 3), HALF, F(4, 5), alone / 2, alone * (1 - F(1, 10**6)), 1 - alone / 2, 1 - alone + F(1, 10**6)}:
        if not 0 < delta < 1 or delta in (alone, 1 - alone):
            continue
        often, left = alone > delta, 1 - alone <= delta
        found = exponential.certify(m, 10, delta, "1/4", s="1/100", b=1)
        assert found.e_gen.lower.value == (HALF if often else -1) and found.e_gen.upper.value == (HALF if left else 1)
        assert found.e_unif_alg.lower.value == (HALF if often else 0) and found.e_unif_alg.upper.value == (HALF if left else 1)
        if delta < HALF:
            bare = exponential.certify(m, 10, delta, "1/4", s="1/100", b=1, theorem="A")
            assert bare.e_unif_alg.lower.value < HALF and bare.e_gen.lower.value == (HALF if often else -1)


@pytest.mark.parametrize("theorem", ["A", "B", "C"])
def test_a_theorem_that_was_used_is_named_and_theorems_a_and_b_need_delta_below_one_half(theorem: str) -> None:
    assert exponential.certify(20, 400, "1/20", "1/2", theorem=theorem).theorem_used == theorem
    assert exponential.certify(20, 3, "1/20", "1/2", theorem=theorem, b=1).theorem_used is None
    for delta, refused in (("0.3", False), ("0.49", False), ("0.5", True), ("0.7", True)):
        if refused and theorem != "C":
            with pytest.raises(InvalidParameter, match="1/2"):
                exponential.certify(20, 400, delta, "1/2", theorem=theorem, confirmed=False)
        else:
            assert exponential.certify(20, 400, delta, "1/2", theorem=theorem, confirmed=False).parameters["delta"] == F(delta)


def test_trees_are_sought_until_one_reaches_the_goal() -> None:
    """The first that reaches 1 - epsilon ends the search, though another would claim more."""
    m, D, delta, s, b = 100, 200, F(1, 10), 3, 14
    search = Search(ExponentialInstance(m, D, F(s), F(b), delta), Work())
    claims = [next(iter(node.concludes.values()))[0] for node in search.transfers("auto")]
    first, most = claims[0], max(claims)
    assert first < most
    for value, stopped in ((first, True), (first + TINY, False), (first * F(9, 10), True), ((first + most) / 2, False), (most, False)):
        found = exponential.certify(m, D, delta, 1 - value, s=s, b=b, confirmed=False)
        assert (found.e_unif_alg.lower.value == first) is stopped and found.e_unif_alg.lower.value >= value


@pytest.mark.parametrize("epsilon", ["1/100", "2/5", "9/10"])
def test_an_outcome_says_what_was_asked(epsilon: str) -> None:
    found = exponential.certify(20, 400, "3/10", epsilon, s=2, b=11)
    assert (found.counterexample, found.epsilon) == ("exponential", F(epsilon))
    assert found.parameters == {"m": 20, "D": 400, "s": 2, "b": 11, "delta": F(3, 10)}
    assert [(one.key, one.relation, one.value) for one in found.sought] == [
        ("e_gen", "<=", F(epsilon)), ("e_unif_alg", ">=", 1 - F(epsilon)),
    ]  # fmt: skip
    trees = [end for bracket in found.brackets.values() for end in (bracket.lower, bracket.upper) if end.node is not None]
    assert trees and all(end.report is not None and end.report.verdict is Verdict.UPHELD for end in trees)


@pytest.mark.parametrize(("options", "s", "b"), [
    ({}, 1, 7), ({"s": "3/2"}, F(3, 2), 8), ({"b": "5/2"}, 1, F(5, 2)), ({"s": 2, "b": 3}, 2, 3),
    ({"s": F(1, 10**12), "b": F(1, 10**12)}, F(1, 10**12), F(1, 10**12)), ({"s": 10**12, "b": 10**12}, 10**12, 10**12),
])  # fmt: skip
def test_signal_and_noise_have_their_usual_values_unless_given(options: dict[str, Any], s: Any, b: Any) -> None:
    assert network(20, 9, "3/10", **options) == ExponentialInstance(20, 9, F(s), F(b), F(3, 10))


@pytest.mark.parametrize(("changed", "refused"), [
    ({"m": 0}, "m must be"), ({"m": MAX_M}, None), ({"m": MAX_M + 1}, "m must be"), ({"D": 0}, "D must be"), ({"D": MAX_D}, None),
    ({"D": MAX_D + 1}, "D must be"), ({"delta": 0}, "delta"), ({"delta": 1}, "delta"),
    *(({name: value}, said) for name in ("s", "b") for value, said in (
        (0, f"{name} must be positive"), (-1, f"{name} must be positive"), (10**12 + 1, f"{name} must be at most"),
        (F(1, 10**12 + 1), f"{name} must be at least 1e-12"), ("1e-400", f"{name} must be at least 1e-12"),
    )),
])  # fmt: skip
def test_numbers_up_to_their_limits(changed: dict[str, Any], refused: str | None) -> None:
    require_taken(network, refused, {"m": 5, "D": 7, "delta": "3/10"} | changed)


@pytest.mark.parametrize(("s", "b"), [("1e12", "1e-12"), ("1e-12", "1e-12"), ("1e12", "1e12")])
def test_the_ends_of_the_scales_have_an_answer(s: str, b: str) -> None:
    found = exponential.certify(10, 100, "1/20", "1/10", s=s, b=b, confirmed=False)
    assert found.e_gen.lower.value <= found.e_gen.upper.value
