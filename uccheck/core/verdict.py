"""Three-valued verdicts, kinds of evidence, and their strength folded over everything a conclusion uses.

Glossary
    Verdict   UPHELD, REFUTED or UNDECIDED; never a bool.
    Kind      how a verdict was obtained; ordered from MEASURED (weakest) to EXACT (strongest).
    NoBool    the base of everything that carries a verdict.
    Evidence  one piece of support: kind, verdict, what was found, what it trusts, the error rate it spent.
    word      the single word that may be printed for a verdict of a given kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from typing import NoReturn


class Verdict(Enum):
    """UPHELD: shown true. REFUTED: shown false. UNDECIDED: neither; it is not a weaker REFUTED."""

    UPHELD = "upheld"
    REFUTED = "refuted"
    UNDECIDED = "undecided"

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a verdict is three-valued: compare it, as in `v is Verdict.UPHELD` (this one is {self.name})")

    def __and__(self, other: Verdict) -> Verdict:
        """Kleene conjunction: REFUTED if either is, UPHELD only if both are."""
        return conjunction((self, other))

    def __invert__(self) -> Verdict:
        """Kleene negation: UNDECIDED stays UNDECIDED."""
        swap = {Verdict.UPHELD: Verdict.REFUTED, Verdict.REFUTED: Verdict.UPHELD}
        return swap.get(self, self)


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene conjunction of any number of verdicts; UPHELD for none."""
    found = set(verdicts)
    if Verdict.REFUTED in found:
        return Verdict.REFUTED
    return Verdict.UNDECIDED if Verdict.UNDECIDED in found else Verdict.UPHELD


class Kind(IntEnum):
    """How a verdict was obtained, weakest first, so that `min` is the strength of a chain of reasoning."""

    MEASURED = 0  # one run, no guarantee
    STATISTICAL = 1  # holds outside an event of probability alpha
    BALL = 2  # rigorous interval arithmetic; trusts flint
    SYMBOLIC = 3  # zero residue in a computer algebra system; trusts sympy
    KERNEL = 4  # accepted by a proof kernel; trusts Coq and its axioms
    EXACT = 5  # integers and rationals

    @property
    def label(self) -> str:
        """The name that outputs print, e.g. `ball`."""
        return self.name.lower()


class NoBool:
    """What carries a verdict has no truth value: an `assert` of it would pass whatever the verdict is."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is no bool: ask for its verdict, as in `x.verdict is Verdict.UPHELD`, or its word")


@dataclass(frozen=True, kw_only=True)
class Evidence(NoBool):
    """One piece of support for a statement.

    `trusts` names what a reader has to believe (`flint`, `sympy`, `cited: reverse hypercontractivity (Borell 1982)`,
    `human: passage from the lemmas to the theorem`); `alpha` is the error probability spent, zero unless statistical.
    """

    kind: Kind
    verdict: Verdict
    detail: str
    trusts: tuple[str, ...] = ()
    alpha: Fraction = Fraction(0)

    @property
    def word(self) -> str:
        """The word that this evidence alone entitles us to print."""
        return word(self.verdict, self.kind, self.alpha)


def word(verdict: Verdict, kind: Kind, alpha: Fraction = Fraction(0)) -> str:
    """PROVED, CERTIFIED, CONFIRMED(1 - alpha), MEASURED, REFUTED or INCONCLUSIVE: never stronger than `kind` allows."""
    if verdict is Verdict.REFUTED:
        return "REFUTED"
    if verdict is Verdict.UNDECIDED:
        return "INCONCLUSIVE"
    if kind >= Kind.SYMBOLIC:
        return "PROVED"
    if kind is Kind.BALL:
        return "CERTIFIED"
    return f"CONFIRMED({_level(alpha)})" if kind is Kind.STATISTICAL else "MEASURED"


def is_cited(trust: str) -> bool:
    """Whether a trust names a cited lemma, which forbids the word PROVED."""
    return trust.startswith("cited:")


def weakest(kinds: Iterable[Kind]) -> Kind:
    """The kind of a conclusion that uses all of these: the weakest; EXACT for none."""
    return min(kinds, default=Kind.EXACT)


def union_of_trusts(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Everything that must be believed, each named once, in alphabetical order."""
    return tuple(sorted({trust for part in parts for trust in part}))


def vouched(given: Iterable[str]) -> tuple[str, ...]:
    """The sentences that a person or a paper vouches for: all but the definitions."""
    return tuple(sentence for sentence in given if not sentence.startswith("definition:"))


def _level(alpha: Fraction) -> str:
    """1 - alpha in twelve digits, never above it."""
    kept = 1 - alpha
    text = Context(prec=12, rounding=ROUND_FLOOR).divide(Decimal(kept.numerator), Decimal(kept.denominator))
    return format(text.normalize(), "f")
