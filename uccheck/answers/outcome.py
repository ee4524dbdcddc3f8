"""What every answer about one instance has: brackets, each end with the tree that the checker confirmed, and a verdict on two halves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from uccheck.answers.answer import Bracket, End, Half
from uccheck.certificates.document import document
from uccheck.certificates.language import table
from uccheck.core.exact import shown_above, shown_below
from uccheck.core.verdict import Kind, Verdict, union_of_trusts, word


def called(rule: str) -> str:
    """The title of the statement that decides, as outputs print it."""
    return "its range" if rule == "range" else str(table()["rules"][rule]["title"]).replace("`", "")


class Bracketed(ABC):
    """Brackets by name, and two inequalities about them; compare `verdict`, an outcome is no bool."""

    @property
    @abstractmethod
    def known(self) -> Mapping[str, Bracket]:
        """The brackets: e_gen, e_unif_alg, and what else the counterexample has."""

    @property
    @abstractmethod
    def asked(self) -> Mapping[str, str]:
        """The inequality about each bracket that is asked about, as outputs print it."""

    @property
    @abstractmethod
    def halves(self) -> Mapping[str, Half]:
        """The verdict on each inequality."""

    @property
    @abstractmethod
    def tried(self) -> Iterable[str]:
        """Rules that were not applied, and why."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"an outcome is three-valued: ask `outcome.verdict is Verdict.UPHELD` (this one is {self.word})")

    @property
    def verdict(self) -> Verdict:
        """UPHELD if both halves are, REFUTED if one is refuted."""
        first, second = self.halves.values()
        return first.verdict & second.verdict

    @property
    def word(self) -> str:
        """CERTIFIED, REFUTED or INCONCLUSIVE."""
        return word(self.verdict, Kind.BALL)

    @property
    def e_gen(self) -> Bracket:
        """lower <= e_gen(m, delta) <= upper, exact numbers."""
        return self.known["e_gen"]

    @property
    def e_unif_alg(self) -> Bracket:
        """lower <= e_unif-alg(m, delta) <= upper, exact numbers."""
        return self.known["e_unif_alg"]

    def ends(self) -> tuple[End, ...]:
        """Every end that has a tree."""
        every = (end for bracket in self.known.values() for end in (bracket.lower, bracket.upper))
        return tuple(end for end in every if end.node is not None)

    @property
    def trusts(self) -> tuple[str, ...]:
        """The programs that a reader of the ends has to believe."""
        return union_of_trusts(end.report.trusts for end in self.ends() if end.report is not None)

    @property
    def given(self) -> tuple[str, ...]:
        """The sentences taken from people and papers for the ends."""
        return union_of_trusts(end.report.given for end in self.ends() if end.report is not None)

    @property
    def certificate(self) -> dict[str, Any] | None:
        """The trees of every end that was found, bounds and refutations alike; None where there is none."""
        nodes = [end.node for end in self.ends() if end.node is not None]
        return document(nodes) if nodes else None

    def line(self, name: str) -> str:
        """A bracket as outputs print it."""
        bracket = self.known[name]
        return f"{shown_below(bracket.lower.value, 8)} <= {name.replace('_alg', '-alg')} <= {shown_above(bracket.upper.value, 8)}"

    def why(self) -> tuple[str, ...]:
        """For each half: what decides it, or what is known and which hypotheses failed."""
        return tuple(self._why())

    def _why(self) -> Iterator[str]:
        for name, half in self.halves.items():
            if half.verdict is Verdict.UNDECIDED:
                yield f"undecided: {self.asked[name]} lies inside {self.line(name)}"
            else:
                said = "holds" if half.verdict is Verdict.UPHELD else "fails"
                yield f"{self.asked[name]} {said} by {half.end.rule}: {called(half.end.rule)}"
        yield from (f"not applied: {note}" for note in dict.fromkeys(self.tried))
