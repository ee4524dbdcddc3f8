"""One place of a diagram decided as certify would: closed forms first, then integrals, then everything that certify tries.

Floats say which way is worth trying and decide nothing: a half that they leave out is INCONCLUSIVE, which is what certify prints or weaker.
Every end has a tree about this very place that the independent checker confirmed; nothing is carried over from another m, D or delta.

Glossary
    way     how an end was found: "closed form", "integrals", or "certify", which is its whole search
    Cell    the verdict on both halves at one epsilon, with the ends that are known there
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from uccheck.answers import closed, finders
from uccheck.answers.answer import E_GEN, E_UNIF_ALG, Answer, End
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.answers.proposals import Setting, log_unflipped, loss, rough_upper_point
from uccheck.certificates.document import document
from uccheck.certificates.tree import Node, Work
from uccheck.core.verdict import Kind, NoBool, Verdict, union_of_trusts, word

CLOSED, INTEGRALS, WHOLE = "closed form", "integrals", "certify"
#: Relative room that floats are given before a way counts as hopeless; below so many dimensions they are not asked.
_ROOM, _FEW = 0.02, 40
_KEYS = [(quantity, side) for quantity in (E_GEN, E_UNIF_ALG) for side in ("lower", "upper")]

Attempt = tuple[str, str, Callable[[Inquiry], Iterator[Node]]]


@dataclass(frozen=True, kw_only=True)
class Cell(NoBool):
    """One point of the diagram: the verdicts on both halves and on both together, the ends known, the rule and the way of each half."""

    m: int
    D: int
    s: Fraction
    b: Fraction
    gamma: Fraction
    delta: Fraction
    epsilon: Fraction
    verdict: str
    halves: dict[str, str]
    theorem: str | None
    e_gen: tuple[Fraction, Fraction]
    e_unif_alg: tuple[Fraction, Fraction]
    rules: dict[str, str | None]
    ways: dict[str, str | None]
    trusts: tuple[str, ...]
    given: tuple[str, ...]


class PointEnds(NoBool):
    """The ends found so far for one point, with the way that led to each."""

    def __init__(self, epsilon: Fraction) -> None:
        self.epsilon = epsilon
        self.ends = {key: End.of_range(*key) for key in _KEYS}
        self.ways: dict[tuple[str, str], str] = {}

    def verdict(self, quantity: str) -> Verdict:
        """What they say of one half: e_gen <= epsilon, or e_unif-alg >= 1 - epsilon."""
        low, high = self.ends[quantity, "lower"].value, self.ends[quantity, "upper"].value
        if quantity == E_GEN:
            return Verdict.UPHELD if high <= self.epsilon else Verdict.REFUTED if low > self.epsilon else Verdict.UNDECIDED
        return Verdict.UPHELD if low >= 1 - self.epsilon else Verdict.REFUTED if high < 1 - self.epsilon else Verdict.UNDECIDED

    def keep(self, ends: Mapping[tuple[str, str], End], way: str) -> None:
        """Keep what is better than what is known."""
        for (quantity, side), end in ends.items():
            if self.ends[quantity, side].worse_than(end.value, side):
                self.ends[quantity, side], self.ways[quantity, side] = end, way

    def certificate(self) -> dict[str, Any] | None:
        """The trees of every end that was found; None where there is none."""
        nodes = [end.node for end in self.ends.values() if end.node is not None]
        return document(nodes) if nodes else None


class Decider:
    """One place; what is found there without regard to epsilon is found once, and every cell depends on its own numbers alone."""

    def __init__(self, setting: Setting, theorem: str = "auto", *, brackets: bool = False) -> None:
        self.a, self.theorem, self.brackets = setting, theorem, brackets
        self._found: dict[tuple[str, Attempt], Mapping[tuple[str, str], End]] = {}

    def cell(self, epsilon: Fraction) -> Cell:
        """Both halves at this epsilon."""
        known, a = self.known(epsilon), self.a
        halves = {quantity: known.verdict(quantity) for quantity in (E_GEN, E_UNIF_ALG)}
        sides = {quantity: _SIDE[quantity, verdict] for quantity, verdict in halves.items()}
        reports = [end.report for end in known.ends.values() if end.report is not None]
        return Cell(
            m=int(a.m), D=int(a.D), s=a.s, b=a.b, gamma=a.gamma, delta=a.delta, epsilon=epsilon,
            verdict=word(halves[E_GEN] & halves[E_UNIF_ALG], Kind.BALL),
            halves={quantity: word(verdict, Kind.BALL) for quantity, verdict in halves.items()},
            theorem=next((name for name, rules in THEOREMS.items() if known.ends[E_UNIF_ALG, "lower"].rule in rules), None),
            e_gen=(known.ends[E_GEN, "lower"].value, known.ends[E_GEN, "upper"].value),
            e_unif_alg=(known.ends[E_UNIF_ALG, "lower"].value, known.ends[E_UNIF_ALG, "upper"].value),
            rules={quantity: None if side is None else known.ends[quantity, side].rule for quantity, side in sides.items()},
            ways={quantity: None if side is None else known.ways.get((quantity, side), "range") for quantity, side in sides.items()},
            trusts=union_of_trusts(report.trusts for report in reports),
            given=union_of_trusts(report.given for report in reports),
        )  # fmt: skip

    def known(self, epsilon: Fraction) -> PointEnds:
        """The ends that decide both halves at this epsilon, by the first attempts that do."""
        known = PointEnds(epsilon)
        if self.brackets:
            known.keep(Answer(self.a, 1 - epsilon, self.theorem).found(every=True), WHOLE)
            return known
        for quantity in (E_GEN, E_UNIF_ALG):
            for attempt in self._attempts(quantity, epsilon):
                if known.verdict(quantity) is not Verdict.UNDECIDED:
                    break
                known.keep(self._ends(quantity, attempt, epsilon), WHOLE if attempt is None else attempt[1])
        return known

    def _ends(self, quantity: str, attempt: Attempt | None, epsilon: Fraction) -> Mapping[tuple[str, str], End]:
        """What an attempt finds, each end confirmed by the checker."""
        if attempt is None:
            answer = Answer(self.a, 1 - epsilon, self.theorem)
            _ = answer.generalizes(epsilon) if quantity == E_GEN else answer.vacuous(1 - epsilon)
            return answer.found()
        if (quantity, attempt) not in self._found:
            side, _, find = attempt
            end = End.of_range(quantity, side)
            for node in find(Inquiry(self.a, Work())):
                end = end.improved(node, quantity, side, [])
            self._found[quantity, attempt] = {(quantity, side): end}
        return self._found[quantity, attempt]

    def _attempts(self, quantity: str, epsilon: Fraction) -> Iterator[Attempt | None]:
        """What is worth trying, the cheapest first; None stands for certify's whole search."""
        e = float(epsilon)
        if quantity == E_GEN:
            if self._gen_high <= e * (1 + _ROOM):
                yield from (("upper", CLOSED, closed.generalizes), ("upper", INTEGRALS, finders.generalizes))
            if self._gen_low >= e * (1 - _ROOM):
                yield "lower", CLOSED, closed.overfits
                yield from (("lower", INTEGRALS, find) for find in (closed.overfits_beside_misfits, finders.overfits))
        else:
            if self._spread >= e * (1 - _ROOM):
                yield from (("upper", CLOSED, closed.spread), ("upper", INTEGRALS, finders.spread))
            if self._spread <= e * (1 + _ROOM):
                yield "lower", CLOSED, _Splits(self.theorem, 1 - epsilon)
                if not self._hopeless(e):
                    yield None
        if not self._plain:
            yield None

    @cached_property
    def _gen_high(self) -> float:
        """About what the upper end of e_gen will be."""
        return loss(self.a, rough_upper_point(float(self.a.D), self.a.delta))

    @cached_property
    def _gen_low(self) -> float:
        """About what the lower end of e_gen will be; -1 where some training margin is too often small."""
        a, eta = self.a, float((self.a.s - self.a.gamma) / self.a.b)
        score = (1 + eta) * math.sqrt(float(a.D) / max(float(a.m) - 1, 0.5)) / math.sqrt(1 + (1 - eta) ** 2 / (2 * float(a.m)))
        missed = Fraction(float(a.m) * math.erfc(score / math.sqrt(2)) / 2)
        exceeded = a.delta + missed / 2  # the estimate may be too high
        return loss(a, rough_upper_point(float(a.D), exceeded)) if exceeded < 1 else -1.0

    @cached_property
    def _spread(self) -> float:
        """About 1 minus the upper end of e_unif-alg."""
        return min(loss(self.a, rough_upper_point(float(self.a.D), 1 - self.a.delta)), 0.5)

    @cached_property
    def _plain(self) -> bool:
        """Whether the finders named here are all that can matter: a narrow margin, no samples that all point one way, enough dimensions."""
        a = self.a
        aligned = a.gamma == 0 and float(a.m) * -0.49 >= math.log1p(-min(float(a.delta), 1 - 1e-16))
        return a.D >= _FEW and a.gamma <= a.s and not aligned

    def _hopeless(self, e: float) -> bool:
        """Whether no theorem's inequality leaves room: each asks for P(L_D > e2) < (1 - delta)^2, and for e1 >= P(N_1 > 0)/(1 - delta), or
        for a complete flip that has more than the chance 2 delta.
        """
        kept = 1 - self.a.delta
        if not self._plain or e >= 0.5:
            return False
        small = loss(self.a, rough_upper_point(float(self.a.D), kept**2))
        one = math.exp(log_unflipped(self.a, 1.0))
        complete = math.exp(-float(self.a.m) * one / 2) >= 2 * float(self.a.delta)
        return small + (0.0 if complete else one / float(kept)) > e * (1 + _ROOM)


@dataclass(frozen=True)
class _Splits:
    """Theorems B and C in closed form until this value of e_unif-alg is reached."""

    theorem: str
    goal: Fraction

    def __call__(self, asked: Inquiry) -> Iterator[Node]:
        named = THEOREMS.get(self.theorem, tuple(rule for rules in THEOREMS.values() for rule in rules))
        return closed.splits(asked, named, lambda value: value >= self.goal)


#: The end that decides a half; an undecided one has none.
_SIDE = {
    (E_GEN, Verdict.UPHELD): "upper", (E_GEN, Verdict.REFUTED): "lower", (E_GEN, Verdict.UNDECIDED): None,
    (E_UNIF_ALG, Verdict.UPHELD): "lower", (E_UNIF_ALG, Verdict.REFUTED): "upper", (E_UNIF_ALG, Verdict.UNDECIDED): None,
}  # fmt: skip
