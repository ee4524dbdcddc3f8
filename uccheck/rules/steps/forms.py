"""An inequality, by a form whose signs are certain, or by balls on a compact box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.quantities.enclosed.evaluator import positive_on_box
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Relation
from uccheck.rules.derivation import PROVED, Context, OfInequalities, StepResult
from uccheck.rules.steps.hypotheses import hypothesis, slack_of


@dataclass(frozen=True)
class Form(OfInequalities):
    """slack == form + sum_h using[h] * h with h >= 0 hypotheses (relations, or their slacks): then slack >= 0, and > 0 if some part is."""

    form: Any = None
    using: Mapping[Any, Any] = field(default_factory=dict)

    def shows(self, step: Relation, context: Context) -> StepResult:
        """Every factor and the form must have a certain sign on the domains of the claim."""
        domains = context.where
        parts = [(slack_of(key), sp.sympify(factor)) for key, factor in self.using.items()]
        form = self.form if self.form is not None else sp.expand(step.slack - sum(factor * slack for slack, factor in parts))
        combination = form + sum(factor * slack for slack, factor in parts)
        if not is_zero(step.slack - combination):
            return StepResult(False, detail="the combination does not leave a zero residue")
        signs = [0 if form == 0 else sign_of(form, domains)]
        for slack, factor in parts:
            strict = hypothesis(slack, context)
            if strict is None:
                return StepResult(False, detail=f"{slack} >= 0 is not a hypothesis")
            found = sign_of(factor, domains)
            signs.append(None if found is None else int(found > 0 and strict))
        return from_signs(signs, step.strict)


def from_signs(signs: list[int | None], strict: bool) -> StepResult:
    """Proved where every part has a certain sign, and one is positive if a strict inequality is asked for."""
    if None in signs:
        return StepResult(False, detail="a sign is not certain")
    if strict and not any(found for found in signs):
        return StepResult(False, detail="only a weak inequality follows")
    return PROVED


@dataclass(frozen=True)
class Compact(OfInequalities):
    """slack > 0 on a compact box that contains every admissible point, by branch and bound."""

    box: Mapping[Any, tuple[Fraction, Fraction]]

    def shows(self, step: Relation, context: Context) -> StepResult:
        """The box must contain the declared domains; flint is trusted."""
        declared = {domain.symbol: domain for domain in context.where}
        for symbol in sorted(step.slack.free_symbols, key=str):
            if symbol not in declared or not _contains(self.box, declared[symbol]):
                return StepResult(False, detail=f"the box does not contain the domain of {symbol}")
        done, boxes = positive_on_box(step.slack, self.box)
        return StepResult(done, ("flint",) if done else (), f"{boxes} boxes")


def _contains(box: Mapping[Any, tuple[Fraction, Fraction]], domain: Any) -> bool:
    if domain.symbol not in box or domain.low is None or domain.high is None:
        return False
    low, high = (sp.Rational(end) for end in box[domain.symbol])
    return bool((domain.low - low).is_nonnegative and (high - domain.high).is_nonnegative)
