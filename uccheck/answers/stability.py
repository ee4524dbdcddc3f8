"""Stability as the contrast that does explain: the leave-one-out error of h_S, its law, and its bound beside the vacuous one.

The rules `stability-at-least`, `stability-at-most` and `stability` have the derivation; their trees are certificates like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from uccheck.answers.answer import answer
from uccheck.answers.finders import Inquiry
from uccheck.certificates.check import check
from uccheck.certificates.document import document
from uccheck.certificates.tree import Node
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact
from uccheck.core.verdict import Verdict, union_of_trusts
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import Interval


@dataclass(frozen=True, kw_only=True)
class Stability:
    """left_out = P(h_{S - i} misclassifies (x_i, y_i)); e_gen(m, delta) <= e_gen_upper by it; e_unif-alg(m, delta) lies in e_unif_alg."""

    setting: LinearSetting
    delta: Fraction
    left_out: Interval
    e_gen_upper: Fraction
    e_unif_alg: Interval
    trusts: tuple[str, ...]
    given: tuple[str, ...]
    certificate: dict[str, Any]


def stability(m: Exact, D: Exact, delta: Exact, *, s: Exact = 4, b: Exact = 32) -> Stability:
    """The leave-one-out error and its bound on e_gen(m, delta) for the 0-1 loss, beside the bracket of e_unif-alg(m, delta).

    Guarantee: each end has a tree of rules that the independent checker confirmed, and where none was found is the end of its range.
    Raises: InvalidParameter for m = 1, s >= b, and numbers outside their domain.
    """
    found = answer(m, D, delta, s=s, b=b)
    a, uniform = found.setting, found.e_unif_alg
    if a.m == 1:
        raise InvalidParameter("the leave-one-out error needs m >= 2, got m = 1: without its point nothing is learned")
    ask = Inquiry(a, found.work)
    finds = (left_out(ask, "stability-at-least"), left_out(ask, "stability-at-most"), bounded(ask))
    low, high, most = ([node for node in nodes if check(document([node])).verdict is Verdict.UPHELD] for nodes in finds)
    whole = document([*low, *high, *most])
    reports = [check(whole), *(end.report for end in (uniform.lower, uniform.upper) if end.report is not None)]
    return Stability(
        setting=LinearSetting(int(a.m), int(a.D), s=a.s, b=a.b),
        delta=a.delta,
        left_out=(_end(low, 0, Fraction(0)), _end(high, 1, Fraction(1))),
        e_gen_upper=min(Fraction(1), _end(most, 1, Fraction(1))),
        e_unif_alg=(uniform.lower.value, uniform.upper.value),
        trusts=union_of_trusts(report.trusts for report in reports),
        given=union_of_trusts(report.given for report in reports),
        certificate=whole,
    )


def _end(nodes: list[Node], side: int, otherwise: Fraction) -> Fraction:
    return next(iter(nodes[0].concludes.values()))[side] if nodes else otherwise


def error(ask: Inquiry) -> Interval:
    """The chance that the step on m - 1 points with the u of m errs on a fresh one: m - 1 points with signal s (m - 1)/m."""
    a = ask.a
    low, high = ask.work.bounds(("unflipped", a.m - 1, a.D, a.s * (a.m - 1) / a.m, a.b, Fraction(0))) or (Fraction(0), Fraction(1))
    return 1 - high, 1 - low


def left_out(ask: Inquiry, rule: str) -> Iterator[Node]:
    """The leave-one-out error from one side."""
    low, high = error(ask)
    yield from ask.apply(rule, e=low if rule == "stability-at-least" else high)


def bounded(ask: Inquiry) -> Iterator[Node]:
    """e_gen <= beta/delta."""
    for small in left_out(ask, "stability-at-most"):
        yield from ask.apply("stability", small, e=small.at["e"] / ask.a.delta)
