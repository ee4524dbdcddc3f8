"""Both halves of the theorem for one instance: e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon.

e_gen(m, delta) <= epsilon follows from P(L_D(h_S) <= epsilon) >= 1 - delta, the other half from theorems A, B and C (`search`).

Glossary
    Outcome     the verdict on an instance, its two values, the failing term, the certificate
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from uccheck.answers.finders import FLINT, HUMAN, Bound, best_bound
from uccheck.answers.instance import Instance
from uccheck.balls.quantile import chi2_upper_quantile
from uccheck.certificates.document import Certificate
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_above, decimal_below
from uccheck.core.verdict import Kind, Verdict, word
from uccheck.counterexample import transfer
from uccheck.linear.events import probability as enclose

THEOREMS = ("auto", "A", "B", "C")
@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What certify found; `verdict` is UPHELD only if both inequalities are certified."""

    instance: Instance
    verdict: Verdict
    theorem: str
    e_gen_upper: Fraction | None
    e_unif_alg_lower: Fraction | None
    probability_lower: Fraction | None
    failing: tuple[str, ...]
    trusts: tuple[str, ...]
    certificate: Certificate | None

    @property
    def word(self) -> str:
        """CERTIFIED, REFUTED or INCONCLUSIVE."""
        return word(self.verdict, Kind.BALL)

    def _repr_latex_(self) -> str:
        left = "?" if self.e_gen_upper is None else _digits(self.e_gen_upper)
        right = "?" if self.e_unif_alg_lower is None else _digits(self.e_unif_alg_lower)
        return (
            rf"$\epsilon_{{\mathrm{{gen}}}} \le {left},\quad \epsilon_{{\mathrm{{unif\text{{-}}alg}}}} \ge {right}$ ({self.word})"
        )


def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, gamma: Exact = 0, theorem: str = "auto", s: Exact = 4, b: Exact = 32
) -> Outcome:
    """Certify e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon, or name the term that fails.

    Guarantee: UPHELD rests on balls for every probability and on rationals for every lemma's inequality; the sharper values
    found are in the outcome. REFUTED: e_gen > epsilon is certain. INCONCLUSIVE is not a refutation.
    Raises: InvalidParameter for numbers outside their domain, r >= 1, or theorem A or B with delta >= 1/2.
    Source: theory.md 5 (A, B, C).
    """
    instance = Instance.of(m, D, delta, epsilon, gamma, s, b)
    require_theorem(theorem, instance.delta)
    if instance.gamma > 2 * instance.setting.s:
        return _too_wide(instance, theorem)
    verdict, e_gen, gen_step, failing = _generalization(instance)
    bound = best_bound(instance, "B" if theorem == "auto" and failing and instance.delta < Fraction(1, 2) else theorem)
    enough = bound is not None and bound.value >= 1 - instance.epsilon
    if not enough:
        failing = (*failing, _why_not(instance, theorem, bound))
    verdict = verdict if enough else verdict & Verdict.UNDECIDED
    return Outcome(
        instance=instance,
        verdict=verdict,
        theorem=bound.theorem if bound else theorem,
        e_gen_upper=e_gen,
        e_unif_alg_lower=bound.value if bound else None,
        probability_lower=bound.probability_lower if bound else None,
        failing=failing,
        trusts=bound.trusts if bound else (FLINT, HUMAN),
        certificate=_certificate(instance, e_gen, gen_step, bound) if verdict is Verdict.UPHELD and bound and e_gen else None,
    )


def generalizes(instance: Instance) -> tuple[Verdict, str]:
    """Decide e_gen(m, delta) <= epsilon both ways.

    UPHELD by P(L_D <= epsilon) >= 1 - delta; REFUTED when even P(L_D <= epsilon) + P(some training loss > 0) < 1 - delta.
    """
    good, kept = instance.good, 1 - instance.delta
    line = f"P(L_D(h_S) <= {as_written(instance.epsilon)}) lies in [{_short(good.lower)}, {_short(good.upper)}]"
    if Fraction(good.lower) >= kept:
        return Verdict.UPHELD, f"{line}, at least 1 - delta = {as_written(kept)}"
    if Fraction(good.upper) < kept:
        fits = enclose("training-margin", instance.setting, gamma=instance.gamma)
        doubt = Fraction(fits.complement_upper or "1")
        if Fraction(good.upper) + doubt < kept:
            return Verdict.REFUTED, f"{line}; the training loss is zero but for {_short(decimal_above(doubt, 6))}: below {as_written(kept)}"
    return Verdict.UNDECIDED, f"{line}, not at least 1 - delta = {as_written(kept)}"


def require_theorem(theorem: str, delta: Fraction) -> None:
    """Refuse an unknown theorem, and A or B where the swap lemma says nothing.  Raises: InvalidParameter."""
    if theorem not in THEOREMS:
        raise InvalidParameter(f"unknown theorem {theorem!r}: choose one of {', '.join(THEOREMS)}")
    if theorem in ("A", "B"):
        transfer.swap_threshold(delta)


def _generalization(instance: Instance) -> tuple[Verdict, Fraction | None, dict[str, Any] | None, tuple[str, ...]]:
    """The step P(T > t) <= delta, L_D <= e_gen while T <= t, with t at the quantile: e_gen is as small as it shows."""
    verdict, line = generalizes(instance)
    if instance.epsilon < Fraction(1, 2) and verdict is not Verdict.UPHELD:
        return verdict, None, None, (line,)
    t = chi2_upper_quantile(instance.setting.D, instance.delta)
    e_gen = instance.loss_at_most(t)
    if e_gen > instance.epsilon:  # eight digits were too coarse for an instance at the edge
        t, e_gen = instance.edge, instance.epsilon
    step = {"step": "generalization", "t": t, "loss_at_most": e_gen, "inequality": "P(T > t) <= delta, L_D <= loss_at_most for T <= t"}
    return Verdict.UPHELD, e_gen, step, ()


def _certificate(instance: Instance, e_gen: Fraction, gen_step: dict[str, Any] | None, bound: Bound) -> Certificate:
    setting = instance.setting
    claim: dict[str, int | Fraction] = {"m": setting.m, "D": setting.D, "s": setting.s, "b": setting.b, "gamma": instance.gamma}
    claim |= {"delta": instance.delta, "epsilon": instance.epsilon}
    return Certificate(
        claim=claim,
        theorem=bound.theorem,
        steps=[gen_step or {}, bound.step],
        conclusion={"e_gen_upper": e_gen, "e_unif_alg_lower": bound.value},
        trusts=bound.trusts,
    )


def _why_not(instance: Instance, theorem: str, bound: Bound | None) -> str:
    goal = as_written(1 - instance.epsilon)
    if bound is None:
        return f"no value of e_unif-alg could be certified by theorem {theorem}"
    found = decimal_below(bound.value, 6)
    return f"theorem {bound.theorem} ({bound.step['lemma']} lemma) certifies e_unif-alg >= {found} only, below {goal}"


def _too_wide(instance: Instance, theorem: str) -> Outcome:
    """gamma > 2s: the population ramp loss is at least 1/2 whatever T is, so the argument shows nothing useful."""
    twice = as_written(2 * instance.setting.s)
    line = f"gamma = {as_written(instance.gamma)} > 2s = {twice}: the ramp loss on fresh points is at least 1/2"
    return Outcome(
        instance=instance, verdict=Verdict.UNDECIDED, theorem=theorem, e_gen_upper=None, e_unif_alg_lower=None,
        probability_lower=None, failing=(line,), trusts=(FLINT, HUMAN), certificate=None,
    )  # fmt: skip


def _short(decimal: str) -> str:
    return decimal_below(Fraction(decimal), 8) if len(decimal) > 14 else decimal


def _digits(value: Fraction) -> str:
    return decimal_below(value, 8)
