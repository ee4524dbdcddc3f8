"""Expressions and relations of random variables, evaluated at every draw."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import ndtr

from tests.quantities.raw_linear import LINEAR, Draws, Row
from tests.quantities.raw_universes import UNIVERSES
from uccheck.quantities.applied import Applied
from uccheck.quantities.outcomes import OUTCOMES
from uccheck.quantities.symbols import Q

TABLE: dict[str, Callable[..., Row]] = LINEAR | UNIVERSES
RELATIONS: dict[str, Callable[..., Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": lambda p, q: np.isclose(p, q, rtol=1e-9, atol=1e-12),
}  # fmt: skip


def value(expr: Any, w: Draws, table: Mapping[str, Callable[..., Row]] = TABLE) -> Any:
    """The number at every draw, for a conjunction of relations whether all hold; a symbol stands for nothing."""
    if isinstance(expr, tuple):
        return np.logical_and.reduce([RELATIONS[relation](value(p, w, table), value(q, w, table)) for p, relation, q in expr])
    expr = sp.sympify(expr)
    if isinstance(expr, Applied):
        at = dict(zip(expr.about.args, (value(one, w, table) for one in expr.args), strict=True))
        return table[expr.about.name](w, **(_of(w, at) if expr.about.name in OUTCOMES and expr.about.name != "chi" else at))
    if not expr.args:
        return float(expr)
    values = [value(one, w, table) for one in expr.args]
    if isinstance(expr, Q):
        return ndtr(-values[0])
    if isinstance(expr, sp.exp):
        return np.exp(values[0])
    return reduce({sp.Add: operator.add, sp.Mul: operator.mul, sp.Pow: operator.pow}[expr.func], values)


def _of(w: Draws, at: dict[str, Any]) -> dict[str, Any]:
    """The arguments but for m and D.  Raises: ValueError where those are not the draws' own."""
    own = {"m": w.m, "D": w.D, "d": w.D}
    if wrong := {letter for letter in own if letter in at and at[letter] != own[letter]}:
        raise ValueError(f"the draws have another {min(wrong)}: {at}")
    return {letter: one for letter, one in at.items() if letter not in own}
