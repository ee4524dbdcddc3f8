"""Where an identity is tried: at points of each assumption and at no other, the ends that belong to it included."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import get_args

import pytest

from tests.audit.asking import decided
from uccheck.audit.deciders.formulas.identity import sample_points
from uccheck.audit.kinds.fields import Assumption

SIGNS: dict[str, Callable[[Fraction], bool]] = {
    "real": lambda v: True, "positive": lambda v: v > 0, "nonnegative": lambda v: v > 0 or v == 0, "negative": lambda v: v < 0,
    "nonzero": lambda v: v < 0 or v > 0, "integer": lambda v: v.denominator == 1,
    "positive integer": lambda v: v.denominator == 1 and v > 0, "nonnegative integer": lambda v: v.denominator == 1 and (v > 0 or v == 0),
}  # fmt: skip


@pytest.mark.parametrize("assumption", get_args(Assumption))
def test_the_points_are_those_that_the_assumption_allows(assumption: str) -> None:
    tried = [at["x"] for at in sample_points({"x": assumption})]
    allowed = SIGNS[assumption]
    assert len(set(tried)) > 20 and all(map(allowed, tried))
    for value in map(Fraction, (0, 1, -1, "1/3", "-7/5")):
        assert (value in tried) == allowed(value), value


@pytest.mark.parametrize(("assumption", "word"), [("nonnegative", "REFUTED"), ("positive", "UPHELD"), ("nonnegative integer", "REFUTED")])
def test_what_fails_at_an_end_alone_fails_where_the_end_belongs(assumption: str, word: str) -> None:
    """0^x is 0 for every positive x, and 1 at 0."""
    assert decided("identity", lhs="0**x", rhs="0", where={"x": assumption}).verdict.name == word
