"""Terms of a bound that grow with T: each is the value at t where P(T >= t) straddles delta, so that its two sides are statements alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from uccheck.quantities.applied import known_everywhere
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import A, D, H, T, b, delta, gamma, m, s, t, x
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Relation, counts, ge, le, lt, positives, units
from uccheck.rules.derivation import Rule, chain
from uccheck.rules.letters import X, Z, divergence, norm_value, tail
from uccheck.rules.sentences.words import DENSITY
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import Often, OnSet

Point = dict[object, object]


@dataclass(frozen=True)
class TermInT:
    """A quantity that is the quantile at 1 - delta of a function of T, `at` its value at t; `scale` is its letter beside the setting.

    At a sample it is the outcome `term`, which is `at` where T = t by its definition `why` and the norm of the weights; `rises(p, q, less)`
    proves that it does not fall from t = p to q.
    """

    made: Any
    at: Any
    scale: Any
    term: str
    why: str
    law: str
    rises: Callable[[Any, Any, Relation], Rule]
    points: Callable[[], tuple[Point, ...]]
    source: str

    def at_least(self, id: str, title: str, other: str, factor: Any) -> Statement:
        """at <= made where {T >= t} has more than the chance delta; a mutant has `factor` times the term."""
        often = lt(delta, tail(D, t))
        claim = self._claim(le(self.at, self.made), often)
        wrong = changed(claim, lhs=2 * self.at), changed(claim, lhs=self.at * factor), under(claim, 0, lt(delta, 1 - tail(D, t)))
        return self._statement(id, title, "more than", claim, ("twice the term", other), wrong)

    def at_most(self, id: str, title: str, other: str, factor: Any) -> Statement:
        """made <= at where {T >= t} has at most the chance delta; a mutant has `factor` times the term."""
        often = le(tail(D, t), delta)
        claim = self._claim(le(self.made, self.at), often)
        wrong = changed(claim, rhs=self.at / 2), changed(claim, rhs=self.at * factor), under(claim, 0, le(1 - tail(D, t), delta))
        return self._statement(id, title, "at most", claim, ("factor 2 dropped", other), wrong)

    def _claim(self, then: Relation, often: Relation) -> Claim:
        where = (*counts(m, D), *positives(s, b, self.scale, t), *units(delta))
        return Claim((then,), where, (often,), self.points)

    def _unfolded(self, claim: Claim) -> Often | OnSet:
        """At every sample the term is its value at T."""
        (then,), term, now = claim.then, outcome(self.term)(*X, self.scale), self.at.xreplace({t: T})
        fact = Fact(term, "==", self.at.xreplace({t: outcome("chi")(D)}), self.why, ("rotation", "weight-norm", "signal-weight", self.law))
        seen, upper = {T: outcome("chi")(D), H: term}, then.lhs == self.made
        sides = (now, self.at) if upper else (self.at, now)
        less, at = (lt(T, t), (T, t)) if upper else (ge(T, t), (t, T))
        grown = le(*sides)
        lines, by = ((grown, self.rises(*at, less)),), Form(using={grown: 1, now - H if upper else H - now: 1})
        return (OnSet if upper else Often)((less,), tail(D, t), seen, (fact,), lines, (by,))

    def _statement(self, id: str, title: str, chance: str, claim: Claim, names: tuple[str, str], wrong: tuple[Claim, ...]) -> Statement:
        (then,), reversed_claim = claim.then, changed(claim, relation=">=")
        named = zip((*names, "the other tail", "reversed"), (*wrong, reversed_claim), strict=True)
        return Statement(
            id=id,
            section=6,
            title=title,
            says=f"If {{T}} is at least {{t}} with {chance} the chance {{delta}}, then",
            claim=claim,
            proofs=(chain(then.lhs, ("<=", then.rhs, "the term is a function of {T}", self._unfolded(claim))),),
            support=(by_models(),),
            mutants=tuple(Mutant(name, false) for name, false in named),
            source=self.source,
        )


def _root(p: Any, q: Any, less: Relation) -> Through:
    """The term of the norm bound is a root of a line in t."""
    line = (s + b * t / D) * (s / m + b)
    inner = le(line.xreplace({t: p}), line.xreplace({t: q}))
    return Through(A, sp.sqrt(A), inner, Form(using={less: b * (s / m + b) / D}), factor=2 / gamma)


def divergence_points() -> tuple[Point, ...]:
    """The divergence at two scales."""
    return _points(divergence, x, (Fraction(1, 5), 4), lambda ball, m, D, s, b, x, T: ball((s + b * T / D) * x**2 / 2))


def norm_points() -> tuple[Point, ...]:
    """The norm bound at two margins."""
    return _points(
        norm_value, gamma, (4, 36), lambda ball, m, D, s, b, gamma, T: ball((s + b * T / D) * (s / m + b)).sqrt() * 2 / ball(gamma)
    )


def _points(made: Any, letter: Any, scales: tuple[Any, ...], term: Callable[..., Any]) -> tuple[Point, ...]:
    """The quantile of T between two points whose tails straddle delta, and the term there."""
    from flint import arb, ctx

    from uccheck.quantities.enclosed import instances

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, scale: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            near = instances.quantile(D, float(delta))
            low, high = near * Fraction(999, 1000), near * Fraction(1001, 1000)
            above, below = (instances.tail(arb(int(D)), instances.exact(at)) for at in (high, low))
            if not above < instances.exact(delta) < below:
                return arb("nan")
            least, most = (term(instances.exact, m, D, s, b, scale, at) for at in (low, high))
            return least.union(most)

    at = product((4, 100), scales, (Fraction(1, 20), Fraction(9, 10)), (10, 28, 31, 60))
    return tuple({m: n, D: 30, s: 4, b: 32, letter: g, delta: o, t: z, made: known_everywhere(value)} for n, g, o, z in at)


DIVERGENCE = TermInT(
    made=divergence(*X, x, delta),
    at=(s + b * t / D) * x**2 / 2,
    scale=x,
    term="divergence_term",
    rises=lambda p, q, less: Form(using={less: b * x**2 / (2 * D)}),
    why=DENSITY,
    law="gaussian-divergence",
    points=divergence_points,
    source="this kit, theorem E",
)
NORMS = TermInT(
    made=norm_value(*Z),
    at=2 * sp.sqrt((s + b * t / D) * (s / m + b)) / gamma,
    scale=gamma,
    term="norm_term",
    rises=lambda p, q, less: _root(p, q, less),
    why="definition: the term of the margin bound is `2 |w_S| R/(gamma m^(1/2))`, with `R^2 = E |x|^2 = s/m + b`",
    law="norm-bound",
    points=norm_points,
    source="this kit, theorem F",
)
