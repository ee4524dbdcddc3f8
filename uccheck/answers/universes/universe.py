"""What the answers about other counterexamples share: brackets whose ends the checker confirmed, halves, and their verdict.

Glossary
    UniverseOutcome   the brackets of one instance, the inequalities asked about, each decided both ways, and the certificate
    Sought            one inequality: which quantity, from which side, against which number
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.answer import Bracket, End, Half
from uccheck.answers.outcome import Bracketed
from uccheck.certificates.tree import Node, Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written, shown
from uccheck.core.verdict import Verdict

COUNTEREXAMPLES = ("linear", "exponential", "sco")


def end_of(nodes: Iterable[Node], quantity: str, side: str, work: Work, enough: Fraction | None = None, *, confirmed: bool = True) -> End:
    """The best end that a node concludes and the checker confirms; nodes that come after one that is enough are not looked at.

    A search that only asks where to look leaves the checker out: `confirmed` is False, and the end has no report.
    """
    best = End.of_range(quantity, side)
    for node in nodes:
        best = best.improved(node, quantity, side, work.notes, confirmed=confirmed)
        if enough is not None and (best.value >= enough if side == "lower" else best.value <= enough):
            break
    return best


@dataclass(frozen=True)
class Sought:
    """quantity <= value, or quantity >= value; `key` names the quantity's bracket."""

    key: str
    relation: str
    value: Fraction

    @property
    def text(self) -> str:
        """The inequality as outputs print it."""
        return f"{self.key.replace('_alg', '-alg')} {self.relation} {shown(self.value)}"

    def decided(self, bracket: Bracket) -> Half:
        """Whether the bracket lies on one side of the value."""
        if self.relation == "<=":
            upheld, refuted = bracket.upper.value <= self.value, bracket.lower.value > self.value
            good, bad = bracket.upper, bracket.lower
        else:
            upheld, refuted = bracket.lower.value >= self.value, bracket.upper.value < self.value
            good, bad = bracket.lower, bracket.upper
        verdict = Verdict.UPHELD if upheld else Verdict.REFUTED if refuted else Verdict.UNDECIDED
        return Half(verdict, bad if refuted else good)


@dataclass(frozen=True, eq=False)
class UniverseOutcome(Bracketed):
    """What certify found for one instance of another counterexample."""

    counterexample: str
    parameters: Mapping[str, Fraction | str]
    epsilon: Fraction
    brackets: Mapping[str, Bracket]
    sought: tuple[Sought, ...]
    theorem_used: str | None
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={value if isinstance(value, str) else shown(value)}" for name, value in self.parameters.items())
        known = "; ".join(self.line(name) for name in self.brackets)
        return f"<{self.word}: {self.counterexample}, {numbers}, epsilon={as_written(self.epsilon)}; {known}>"

    @property
    def halves(self) -> dict[str, Half]:
        """The verdict on each inequality."""
        return {one.key: one.decided(self.brackets[one.key]) for one in self.sought}

    @property
    def known(self) -> Mapping[str, Bracket]:
        """The brackets of the counterexample."""
        return self.brackets

    @property
    def asked(self) -> dict[str, str]:
        """The inequalities asked about."""
        return {one.key: one.text for one in self.sought}

    @property
    def tried(self) -> tuple[str, ...]:
        """The notes of the work."""
        return self.notes


def refuse(counterexample: str, given: Mapping[str, object]) -> None:
    """Raises: InvalidParameter for an option that the counterexample does not have, with those that it has."""
    known = {
        "linear": ("gamma", "theorem", "s", "b", "learner"),
        "exponential": ("theorem", "s", "b"),
        "sco": ("learner", "eta", "lam", "tau"),
    }
    if counterexample not in known:
        raise InvalidParameter(f"unknown counterexample {str(counterexample)[:40]!r}: choose {', '.join(COUNTEREXAMPLES)}")
    wrong = [name for name, value in given.items() if value is not None and name not in known[counterexample]]
    if wrong:
        has = ", ".join(f"--{name}" for name in known[counterexample])
        said = str(given[wrong[0]])[:40]
        raise InvalidParameter(f"--{wrong[0]} {said} says nothing of the counterexample {counterexample}: leave it out (it has {has})")
