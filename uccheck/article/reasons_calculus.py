"""Reasons of the steps by calculus: which function, at which end, with which derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from uccheck.article.reason_page import Page
from uccheck.article.tex import tex
from uccheck.rules.claim import Relation
from uccheck.rules.steps.calculus import Antiderivative, Arch, Concave, Convex, Limit, Monotone, Vanishing

Writer = Callable[[Any, Relation, Any], str]


def writers(reason: Writer) -> Mapping[type, Writer]:
    """A writer for each rule of `uccheck.rules.steps.calculus`; `reason` writes those of inner steps."""
    return {
        Monotone: lambda rule, step, page: _monotone(rule, step, page, reason),
        Concave: _concave, Convex: _convex, Vanishing: _vanishing, Arch: _arch, Limit: _limit, Antiderivative: _antiderivative,
    }  # fmt: skip


def _monotone(rule: Monotone, step: Relation, page: Page, reason: Writer) -> str:
    letter, anchor = tex(rule.variable), tex(rule.anchor)
    way = rf"${letter}\ge {anchor}$" if rule.upward else rf"${letter}\le {anchor}$"
    slope = "nonnegative" if rule.upward else "nonpositive"
    start, value = _start(rule, step, page, reason)
    why = ""
    if rule.slope is not None:
        inner = Relation(rule.derivative if rule.upward else -rule.derivative, ">=", sp.S.Zero)
        why = f" ({reason(rule.slope, inner, page).rstrip('.')})"
    return (
        f"As a function of ${letter}$ the difference of the two sides is {value} at ${letter}={anchor}${start}, and its derivative "
        f"{page.show(rule.derivative)} is {slope}{why} for {way}."
    )


def _start(rule: Monotone, step: Relation, page: Page, reason: Writer) -> tuple[str, str]:
    value = sp.sympify(step.slack).subs(rule.variable, rule.anchor)
    if rule.start is not None:
        return f" ({reason(rule.start, Relation(value, '>=', sp.S.Zero), page).rstrip('.')})", "nonnegative"
    if value.free_symbols or not value.is_number or sp.simplify(value) == 0:
        return "", "zero"
    return " (by ball arithmetic)", f"positive, about ${sp.N(value, 2)}$,"


def _concave(rule: Concave, step: Relation, page: Page) -> str:
    return (
        f"The difference of the two sides vanishes at both ends of the range of ${tex(rule.variable)}$ and has the second derivative "
        f"{page.show(-rule.bend)}, which is nonpositive: a concave function lies above its chord."
    )


def _convex(rule: Convex, step: Relation, page: Page) -> str:
    return (
        f"The difference of the two sides and its derivative vanish at ${tex(rule.variable)}={tex(rule.anchor)}$, and its second "
        f"derivative {page.show(rule.second)} is nonnegative: a convex function lies above its tangent."
    )


def _vanishing(rule: Vanishing, step: Relation, page: Page) -> str:
    return (
        rf"The difference of the two sides tends to $0$ as ${tex(rule.variable)}\to\infty$ and has the derivative "
        f"{page.show(rule.derivative)}, which is negative; so it is positive."
    )


def _arch(rule: Arch, step: Relation, page: Page) -> str:
    letter = tex(rule.variable)
    return (
        rf"The difference of the two sides is $0$ at ${letter}={tex(rule.low)}$ and tends to $0$ as ${letter}\to\infty$; its derivative is "
        f"the positive {page.show(rule.weight)} times the decreasing {page.show(rule.core)}: it rises, then falls, and stays above $0$."
    )


def _limit(rule: Limit, step: Relation, page: Page) -> str:
    return r"The limit is computed by Gruntz's algorithm (sympy), with $Q$ written by the complementary error function."


def _antiderivative(rule: Antiderivative, step: Relation, page: Page) -> str:
    return f"The derivative of {page.show(rule.area)} in ${tex(rule.variable)}$ is the integrand; insert the ends."
