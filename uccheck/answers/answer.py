"""One answer: lower <= e_gen <= upper and lower <= e_unif-alg <= upper, every end with its tree; certify, threshold, audit ask this.

An end is sought when it is first asked for, from one budget of work, and kept only if the independent checker confirms its tree.

Glossary
    End       a value with the tree that shows it; none where it is the end of the quantity's range
    Bracket   lower <= quantity <= upper
    Half      the verdict on one of the two inequalities of the theorem, with the end that decides it, or what is missing
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from uccheck.answers import finders
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.check import Report, check
from uccheck.certificates.document import document
from uccheck.certificates.language import table
from uccheck.certificates.tree import Node, Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, at_most, nonnegative, positive_integer, probability
from uccheck.core.verdict import NoBool, Verdict
from uccheck.linear.events import LEAST
from uccheck.linear.setting import LinearSetting

MAX_M, MAX_D, MAX_GAMMA = 10**9, 10**12, 10**12
E_GEN, E_UNIF_ALG = "e_gen", "e_unif_alg"
_NARROW = Fraction(1, 10**6)


@dataclass(frozen=True)
class End:
    """One end of a bracket; `node` and `report` are None where the value is the end of the quantity's range."""

    value: Fraction
    node: Node | None = None
    report: Report | None = None

    @property
    def rule(self) -> str:
        """The rule at the root of its tree, or "range"."""
        return "range" if self.node is None else self.node.rule

    @classmethod
    def of_range(cls, quantity: str, side: str) -> End:
        """The end of the quantity's range."""
        about = table()["quantities"][quantity]
        return cls(Fraction(about["low"] if side == "lower" else about["high"]))

    def improved(self, node: Node, quantity: str, side: str, notes: list[str], *, confirmed: bool = True) -> End:
        """The end that a tree shows, where it is better than this one and the checker, where asked, upholds it; else this one, noted."""
        value = _value(node, quantity, side)
        if not self.worse_than(value, side):
            return self
        report = check(document([node])) if confirmed else None
        if report is None or report.verdict is Verdict.UPHELD:
            return End(value, node, report)
        notes.append(f"the checker does not confirm {node.rule}: {report.sentence}")
        return self

    def worse_than(self, value: Fraction, side: str) -> bool:
        """Whether the value is the better end."""
        return self.value < value if side == "lower" else self.value > value


def _value(node: Node, quantity: str, side: str) -> Fraction:
    low, high = next(ends for found, ends in node.concludes.items() if found[0] == quantity)
    return low if side == "lower" else high


@dataclass(frozen=True)
class Bracket:
    """lower <= quantity <= upper."""

    lower: End
    upper: End


@dataclass(frozen=True, eq=False)
class Answer:
    """What is known of e_gen(m, delta) and e_unif-alg(m, delta) for one instance and one loss."""

    setting: Setting
    goal: Fraction | None = None
    theorem: str = "auto"
    work: Work = field(default_factory=Work)
    _ends: dict[tuple[str, str], End] = field(default_factory=dict)

    @property
    def e_gen(self) -> Bracket:
        """The bracket of e_gen(m, delta)."""
        return Bracket(self.end(E_GEN, "lower"), self.end(E_GEN, "upper"))

    @property
    def e_unif_alg(self) -> Bracket:
        """The bracket of e_unif-alg(m, delta)."""
        return Bracket(self.end(E_UNIF_ALG, "lower"), self.end(E_UNIF_ALG, "upper"))

    def end(self, quantity: str, side: str) -> End:
        """The best confirmed end; side is "lower" or "upper"."""
        key = quantity, side
        if key not in self._ends:
            self._ends[key] = self._best(quantity, side)
        return self._ends[key]

    def _best(self, quantity: str, side: str) -> End:
        best = End.of_range(quantity, side)
        for node in self._nodes(quantity, side):
            best = best.improved(node, quantity, side, self.work.notes)
        return best

    def found(self, *, every: bool = False) -> dict[tuple[str, str], End]:
        """The ends that were asked for so far, or all of them."""
        if every:
            _ = self.e_gen, self.e_unif_alg
        return dict(self._ends)

    def _nodes(self, quantity: str, side: str) -> Iterator[Node]:
        asked = Inquiry(self.setting, self.work)
        match quantity, side:
            case "e_gen", "upper":
                yield from finders.generalizes(asked)
                yield from self._diagonal(E_UNIF_ALG, "upper")
            case "e_gen", "lower":
                yield from finders.overfits(asked)
            case "e_unif_alg", "upper":
                for find in (finders.spread, finders.large_gamma, finders.aligned):
                    yield from find(asked)
            case _:
                yield from self._reached(asked)

    def _reached(self, asked: Inquiry) -> Iterator[Node]:
        """Lower ends of e_unif-alg: the theorem asked for, or all of them until one is enough."""
        best = Fraction(0)
        named = THEOREMS.get(self.theorem, tuple(rule for rules in THEOREMS.values() for rule in rules))
        for node in finders.splits(asked, named, self._enough):
            best = max(best, _value(node, E_UNIF_ALG, "lower"))
            yield node
        if "theorem-a" in named and not self._enough(best) and float(best) < finders.best_complete(self.setting) - 1e-6:
            yield from finders.complete(asked, self.goal)
        if self.theorem == "auto":
            yield from self._diagonal(E_GEN, "lower")

    def _enough(self, value: Fraction) -> bool:
        """Whether a lower end of e_unif-alg is worth no more work: it reaches the goal or, without one, closes the bracket."""
        if self.goal is not None and value >= self.goal:
            return True
        ceiling = self.end(E_UNIF_ALG, "upper").value
        return value > 0 and value > ceiling - _NARROW and (self.goal is None or ceiling < self.goal)

    def _diagonal(self, quantity: str, side: str) -> Iterator[Node]:
        """e_gen <= e_unif-alg carries an end of the one to the other."""
        end = self.end(quantity, side)
        if end.node is not None:
            yield from Inquiry(self.setting, self.work).apply("diagonal", end.node)

    def generalizes(self, epsilon: Fraction) -> Half:
        """e_gen(m, delta) <= epsilon, both ways."""
        if (upper := self.end(E_GEN, "upper")).value <= epsilon:
            return Half(Verdict.UPHELD, upper)
        if (lower := self.end(E_GEN, "lower")).value > epsilon:
            return Half(Verdict.REFUTED, lower)
        return Half(Verdict.UNDECIDED, upper)

    def vacuous(self, least: Fraction) -> Half:
        """e_unif-alg(m, delta) >= least, both ways."""
        if (upper := self.end(E_UNIF_ALG, "upper")).value < least:
            return Half(Verdict.REFUTED, upper)
        if (lower := self.end(E_UNIF_ALG, "lower")).value >= least:
            return Half(Verdict.UPHELD, lower)
        return Half(Verdict.UNDECIDED, lower)


@dataclass(frozen=True)
class Half(NoBool):
    """The verdict on one inequality; `end` decides it, or is the nearest that was found."""

    verdict: Verdict
    end: End


def level(delta: Exact) -> Fraction:
    """delta, no nearer to 0 or 1 than probabilities are told apart."""
    found = probability(delta, "delta")
    if min(found, 1 - found) < LEAST:
        raise InvalidParameter("delta must lie between 1e-320 and 1 - 1e-320: probabilities below that are not told from zero")
    return found


def answer(
    m: Exact,
    D: Exact,
    delta: Exact,
    *,
    gamma: Exact = 0,
    s: Exact = 4,
    b: Exact = 32,
    theorem: str = "auto",
    goal: Fraction | None = None,
    work: int = 2000,
) -> Answer:
    """The brackets of one instance, sought as they are asked for; a lower end of e_unif-alg that reaches `goal` is good enough.

    Guarantee: every end that is not the end of a range has a tree that the independent checker confirms.
    Raises: InvalidParameter for numbers outside m <= 10^9, D <= 10^12, gamma <= 10^12, 0 < delta < 1, and for s >= b.
    """
    linear = LinearSetting(positive_integer(m, "m", MAX_M), positive_integer(D, "D", MAX_D), s=s, b=b)
    linear.require_flip()
    numbers = (Fraction(linear.m), Fraction(linear.D), linear.s, linear.b)
    setting = Setting(*numbers, gamma=at_most(nonnegative(gamma, "gamma"), MAX_GAMMA, "gamma"), delta=level(delta))
    return Answer(setting, goal, theorem, Work(work))
