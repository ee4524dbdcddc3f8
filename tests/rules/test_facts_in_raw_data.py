"""Every fact that a proof takes from the definitions, at raw samples: it holds in each draw where its own needs do, whatever is claimed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from scipy import stats

from tests.quantities import raw_universes as universes
from tests.quantities.raw_linear import Draws, Row, chi, draws, mean_ramp
from tests.quantities.raw_values import RELATIONS, TABLE, value
from uccheck.quantities.outcomes import Fact
from uccheck.quantities.symbols import D, b, d, g, gamma, kappa, m, s
from uccheck.rules.catalogue import load
from uccheck.rules.catalogue.sets import ball_small
from uccheck.rules.claim import Relation

ROUNDING = 1e-9
SETTINGS = ((3, 4, 1, 6), (2, 7, sp.Rational(5, 2), 3), (5, 3, sp.Rational(1, 4), 2))
LETTERS = {
    "gamma": "0 1/2 3", "rho": "1/3 1", "kappa": "1/4 3/2", "c": "1 2", "q": "2 6", "t": "1/4 5", "x": "1/2 2", "u": "3/10 9/10", "y": "3",
    "k": "2 3", "e2": "1/5 2/5", "eta": "1/4 2", "lam": "0 1/8", "tau": "1/4 1", "a": "1/4", "p": "1/10 9", "theta": "1/2 2", "g": "1 3",
}  # fmt: skip
#: Variables of two samples: what they need, both satisfy.
OF_BOTH = {"least_product", "other"}


def squares(w: Draws, D: float) -> Row:
    """T of S; the squared norms of the other sample; or m over the sum of the inverse Gram matrix."""
    if D == w.D - w.m + 1 < w.D:
        return w.m / np.linalg.inv(np.einsum("nid,nkd->nik", w.z, w.z)).sum(axis=(1, 2))
    return chi(w if D == w.D else w.swapped, D)


def loss(w: Draws, m: float, D: float, s: float, b: float, gamma: float, t: Row) -> Row:
    """The mean loss of a normal margin with mean s and deviation (b/D) sqrt(m t)."""
    return mean_ramp(s * np.ones(w.n), b / D * np.sqrt(m * t), gamma)


def supremum(w: Draws, **at: float) -> float:
    """What is defined as the greatest over all samples bounds each of them: nothing is measured."""
    return np.inf


def top(w: Draws, m: float, d: float, eta: float, tau: float) -> float:
    """The greatest coordinate over the draws."""
    return float(universes.descent(universes.bits(w)[0], eta, tau).max())


VALUES: dict[str, Callable[..., Any]] = {
    **TABLE, "loss": loss, "chi": squares, "tail": lambda w, D, t: stats.chi2.sf(t, D), "sco_gd_top": top,
    "exp_fresh_error": supremum,
}  # fmt: skip


def rules(rule: Any) -> Iterator[Any]:
    """A rule or a proof, and all that it is made of."""
    yield rule
    for name in ("by", "lines", "steps"):
        found = getattr(rule, name, None)
        for part in found if isinstance(found, tuple) else (found,):
            inner = part[1] if isinstance(part, tuple) else part
            if hasattr(inner, "__dict__"):
                yield from rules(inner)


@cache
def taken() -> dict[Fact, str]:
    """Every fact of a proof of the catalogue, with the first record that takes it."""
    found = dict[Fact, str]()
    for name, one in load().items():
        for rule in (rule for proof in one.proofs for rule in rules(proof)):
            for fact in getattr(rule, "facts", ()):
                found.setdefault(fact, name)
    return found


def relations(fact: Fact) -> list[Relation]:
    """What it needs and, last, what it says."""
    needs = [need if isinstance(need, Relation) else Relation(need, ">=", sp.S.Zero) for need in fact.needs]
    return [*needs, Relation(fact.lhs, fact.relation, fact.rhs)]


def places(fact: Fact) -> Iterator[tuple[Draws, list[Relation]]]:
    """Draws of each setting, and the relations at numbers, where these are numbers."""
    every = relations(fact)
    letters = sorted({one for part in every for one in part.slack.free_symbols} - {m, D, s, b, d}, key=str)
    for setting in SETTINGS:
        w = draws(int(setting[0]), int(setting[1]), 100 if "gibbs" in str(fact.lhs) else 600)
        own = dict(zip((m, D, s, b, d), map(sp.sympify, (*setting, setting[1])), strict=True))
        for at in itertools.product(*(map(sp.Rational, LETTERS[str(letter)].split()) for letter in letters)):
            yield w, [part.at({**own, **dict(zip(letters, at, strict=True))}) for part in every]


def met(w: Draws, part: Relation, both: bool) -> Row:
    """In which draws the relation holds, up to rounding where it is not strict."""
    up = {"<=": ROUNDING, ">=": -ROUNDING}.get(part.relation, 0)
    every = [
        RELATIONS[part.relation](value(part.lhs, one, VALUES), value(part.rhs, one, VALUES) + up) for one in (w, w.swapped)[: 1 + both]
    ]
    return np.broadcast_to(np.all(every, axis=0), w.n)


def held(fact: Fact) -> tuple[int, int]:
    """In how many draws the needs hold, and in how many of these the fact."""
    counted = [0, 0]
    for w, (*needs, said) in places(fact):
        if said.slack.has(sp.zoo, sp.nan):
            continue
        rest = np.ones(w.n, dtype=bool)
        for need in needs:
            rest &= met(w, need, fact.lhs.about.name in OF_BOTH) if rest.any() else False
        if rest.any():
            counted[0] += int(rest.sum())
            counted[1] += int((rest & met(w, said, False)).sum())
    return counted[0], counted[1]


def test_every_fact_of_a_proof_holds_in_each_draw() -> None:
    counted = {(name, str(fact.lhs)): held(fact) for fact, name in taken().items()}
    assert len(counted) > 40 and {at: found for at, found in counted.items() if not 0 < found[0] == found[1]} == {}


def test_a_fact_without_its_need_is_false() -> None:
    """The population loss of a member of the ball: a wide ramp does not grow with the deviation."""
    _, fact = ball_small.facts((m, D, s, b), gamma, kappa, g)
    assert fact in taken()
    seen, right = held(replace(fact, needs=()))
    assert right < seen
