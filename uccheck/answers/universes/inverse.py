"""Inverse questions about the other counterexamples: one of m, D, delta, epsilon is left open, sought, and then certified.

The search asks for nodes without the checker; what it finds is certified, and so is what is said of the next value. The search goes by
doubling and bisection: what it finds is the least or largest of all only if success persists.

Glossary
    Quest    certify as a function of the number left open, at whole multiples of a step
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NoReturn

from uccheck.answers.universes.universe import Sought, UniverseOutcome
from uccheck.core.bisection import first_of
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.exact import shown, shown_below
from uccheck.core.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class UniverseThreshold:
    """certify succeeds at the value found; `below` says whether the next one was shown to fail, UPHELD or UNDECIDED, and the detail how."""

    name: str
    value: Fraction
    outcome: UniverseOutcome
    below: Verdict
    below_detail: str

    @property
    def D(self) -> int:
        """The dimension of the instance."""
        return int(self.outcome.parameters["D"])

    @property
    def theorem(self) -> str | None:
        """The theorem that certifies it, where the counterexample has several."""
        return self.outcome.theorem_used

    def __bool__(self) -> NoReturn:
        raise TypeError("a threshold is no bool: look at its value and its outcome")

    def __repr__(self) -> str:
        return f"<{self.name} = {shown(self.value)}, {self.outcome.word}; beyond: {self.below_detail}>"


@dataclass(frozen=True)
class Quest:
    """`at` gives the outcome at a value, with the checker or without; `growing` names the halves that success depends on from below."""

    name: str
    at: Callable[[Fraction, bool], UniverseOutcome]
    step: Fraction = Fraction(1)
    growing: tuple[str, ...] = ()
    notice: Callable[[str], None] = lambda text: None

    def certified(self, n: int) -> UniverseOutcome:
        """The outcome at n steps, every end confirmed."""
        return self.at(n * self.step, True)

    def succeeds(self, n: int) -> bool:
        """Whether nodes exist for the halves; the checker is not asked."""
        self.notice(f"{self.name} = {shown(n * self.step)}")
        halves = self.at(n * self.step, False).halves
        return all(half.verdict is Verdict.UPHELD for key, half in halves.items() if key in self.growing or not self.growing)

    def found(self, n: int, outcome: UniverseOutcome, neighbour: int | None, otherwise: tuple[Verdict, str]) -> UniverseThreshold:
        """The value with what is shown of its neighbour."""
        below, detail = otherwise
        if neighbour is not None:
            where = f"at {self.name} = {shown(neighbour * self.step)}"
            below, detail = shown_to_fail(self.certified(neighbour), where)
        return UniverseThreshold(name=self.name, value=n * self.step, outcome=outcome, below=below, below_detail=detail)


def least(quest: Quest, most: int, without: str, first: int = 1) -> UniverseThreshold:
    """The least n from `first` to `most` that succeeds, if success persists.

    Raises: NothingFound, saying `without`, where none is found.
    """
    low, high = first - 1, first
    while not quest.succeeds(high):
        if high == most:
            raise NothingFound(without)
        low, high = high, min(4 * high, most)
    high = first_of(low, high, quest.succeeds)
    outcome = quest.certified(high)
    if outcome.verdict is not Verdict.UPHELD and quest.at(high * quest.step, False).verdict is not Verdict.UPHELD:
        open_ones = "; ".join(f"not certified: {outcome.asked[key]}" for key in outcome.halves if key not in quest.growing)
        raise NothingFound(f"at {quest.name} = {high} and from there on one half is certified, but the other is not ({open_ones})")
    if outcome.verdict is not Verdict.UPHELD:
        high = _confirmed_above(quest, high, most, without)
        outcome = quest.certified(high)
    return quest.found(high, outcome, high - 1 if high > first else None, (Verdict.UPHELD, f"there is no smaller {quest.name}"))


def _confirmed_above(quest: Quest, low: int, most: int, without: str) -> int:
    """The checker's own bounds may be a little wider: the least beyond `low` that it confirms, if that persists."""
    high, step = low, max(1, low >> 20)
    while quest.certified(high).verdict is not Verdict.UPHELD:
        if high == most:
            raise NothingFound(without)
        low, high, step = high, min(high + step, most), 2 * step
    return first_of(low, high, lambda n: quest.certified(n).verdict is Verdict.UPHELD)


def largest(quest: Quest, most: int, without: str) -> UniverseThreshold:
    """The largest n up to `most` that succeeds, if failure persists.  Raises: NothingFound, saying `without`, where none is found."""
    n = most if quest.succeeds(most) else _below_a_power(quest, most)
    while n and (outcome := quest.certified(n)).verdict is not Verdict.UPHELD:
        n = n - max(1, n >> 20)
    if n == 0:
        raise NothingFound(without)
    return quest.found(n, outcome, n + 1 if n < most else None, (Verdict.UNDECIDED, "the search ends there"))


def _below_a_power(quest: Quest, most: int) -> int:
    """The largest power of two before the first that fails again, and bisection above it; 0 if none succeeds."""
    low = 0
    for k in range(most.bit_length()):
        if quest.succeeds(1 << k):
            low = 1 << k
        elif low:
            break
    return low and first_of(low, min(2 * low, most), lambda n: not quest.succeeds(n)) - 1


def least_level(sharp: UniverseOutcome) -> UniverseThreshold:
    """The least epsilon that the brackets certify, found at an epsilon that asks for their best ends.

    Raises: InvalidParameter where they certify every epsilon that may be asked for, NothingFound where none.
    """
    whole = {one.key: one.value + sharp.epsilon for one in sharp.sought if one.relation == ">="}  # 1, or 1/2
    ends, limit = sharp.brackets, min(whole.values())
    level = max(ends["e_gen"].upper.value, *(value - ends[key].lower.value for key, value in whole.items()))
    if level <= 0:
        raise InvalidParameter(f"every epsilon in (0, {limit}) is certified at these numbers: there is no least one")
    floor = max(ends["e_gen"].lower.value, *(value - ends[key].upper.value for key, value in whole.items()))
    if floor >= limit:
        known = "; ".join(sharp.line(key) for key in ("e_gen", *whole))
        raise NothingFound(f"every epsilon in (0, {limit}) is shown to fail at these numbers: {known}")
    if level >= limit:
        raise NothingFound(f"no epsilon below {limit} is certified at these numbers: raise D, or see certify --why")
    sought = (Sought("e_gen", "<=", level), *(Sought(key, ">=", value - level) for key, value in whole.items()))
    detail = f"every epsilon below {shown_below(floor, 8)} is shown to fail" if floor > 0 else "nothing is shown to fail"
    below = Verdict.UPHELD if floor == level else Verdict.UNDECIDED
    outcome = replace(sharp, epsilon=level, sought=sought)
    return UniverseThreshold(name="epsilon", value=level, outcome=outcome, below=below, below_detail=detail)


def shown_to_fail(outcome: UniverseOutcome, where: str) -> tuple[Verdict, str]:
    """Whether an instance is shown to fail, and by what."""
    if outcome.verdict is Verdict.UPHELD:
        return Verdict.UNDECIDED, f"{where} both halves are certified too: success does not persist here, and the search goes by it"
    for one in outcome.sought:
        if outcome.halves[one.key].verdict is Verdict.REFUTED:
            return Verdict.UPHELD, f"{where} {outcome.line(one.key)}, and {one.text} fails"
    return Verdict.UNDECIDED, f"{where} no certificate was found, and nothing excludes one; the search is not exhaustive"
