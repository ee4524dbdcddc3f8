"""What a decider returns: a verdict with its evidence, the sentence that decides, and the derivation behind it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from uccheck.core.verdict import Evidence, Kind, Verdict, is_cited, union_of_trusts, weakest, word

OUT_OF_SCOPE, INVALID = "OUT-OF-SCOPE", "INVALID"
#: What a person vouches for, a paper is cited for, or a method assumes: listed apart from the programs that are trusted.
GIVEN = ("human:", "cited:", "assumes:")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The outcome of one claim.

    `detail` is one sentence that a review can quote; `explain` the steps behind it; `in_scope` is False where the kit
    has nothing to decide the claim with, which is not a verdict about its truth. `needs` names the scope words that the
    claim leaves unsaid and on which its truth depends.
    """

    verdict: Verdict
    detail: str
    evidence: tuple[Evidence, ...] = ()
    explain: tuple[str, ...] = ()
    in_scope: bool = True
    needs: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The weakest kind among the evidence."""
        return weakest(e.kind for e in self.evidence)

    @property
    def trusts(self) -> tuple[str, ...]:
        """Everything that has to be believed."""
        return union_of_trusts(e.trusts for e in self.evidence)

    @property
    def alpha(self) -> Fraction:
        """Error probability spent."""
        return sum((e.alpha for e in self.evidence), Fraction(0))

    @property
    def word(self) -> str:
        """The word that is printed."""
        if not self.in_scope:
            return OUT_OF_SCOPE
        kind = self.kind
        if any(is_cited(trust) or trust.startswith("human:") for trust in self.trusts):
            kind = min(kind, Kind.BALL)  # what rests on a cited result or a human step is never PROVED
        return word(self.verdict, kind, self.alpha)

    def record(self) -> dict[str, Any]:
        """The decision as JSON data."""
        decided = self.in_scope and self.verdict is not Verdict.UNDECIDED
        return {
            "verdict": self.word,
            "kind": self.kind.label if decided else "none",
            "detail": self.detail,
            "evidence": [_record(e) for e in self.evidence],
            "trusts": [t for t in self.trusts if not t.startswith(GIVEN)],
            "given": [t for t in self.trusts if t.startswith(GIVEN)],
            "alpha": str(self.alpha),
            "needs": list(self.needs),
            "explain": list(self.explain),
        }


def _record(e: Evidence) -> dict[str, Any]:
    return {
        "kind": e.kind.label,
        "verdict": e.word,
        "detail": e.detail,
        "trusts": list(e.trusts),
        "alpha": str(e.alpha),
    }


def decided(
    verdict: Verdict,
    kind: Kind,
    detail: str,
    *,
    trusts: tuple[str, ...] = (),
    alpha: Fraction = Fraction(0),
    explain: tuple[str, ...] = (),
) -> Decision:
    """A decision that rests on one piece of evidence."""
    evidence = Evidence(kind=kind, verdict=verdict, detail=detail, trusts=trusts, alpha=alpha)
    return Decision(verdict=verdict, detail=detail, evidence=(evidence,), explain=explain)


def undecided(detail: str, *, explain: tuple[str, ...] = ()) -> Decision:
    """Neither shown nor excluded; `detail` says what would decide."""
    return Decision(verdict=Verdict.UNDECIDED, detail=detail, explain=explain)


def needs_scope(words: tuple[str, ...], detail: str, *, explain: tuple[str, ...] = ()) -> Decision:
    """The claim leaves `words` unsaid, and its truth depends on them; `detail` gives the answers."""
    told = f"NEEDS SCOPE: {', '.join(words)}. {detail}"
    return Decision(verdict=Verdict.UNDECIDED, detail=told, explain=explain, needs=words)


def out_of_scope(detail: str) -> Decision:
    """The kit has nothing that speaks to this claim."""
    return Decision(verdict=Verdict.UNDECIDED, detail=detail, in_scope=False)
