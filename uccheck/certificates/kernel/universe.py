"""Coq's word on one instance of stochastic convex optimization; no axiom stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from uccheck.certificates.kernel.convex import ConvexGoal, convex_source
from uccheck.certificates.kernel.instance import CoqWord, ruled, said_against
from uccheck.certificates.kernel.statement import Ends, ReadBack, convex_statements
from uccheck.core.exact import shown
from uccheck.core.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class ConvexProof(CoqWord):
    """What Coq said of one instance: `ends` holds what it proved by quantity and side, and is empty unless UPHELD."""

    ends: Ends = field(default_factory=dict)


def convex_stated(goal: ConvexGoal) -> ReadBack:
    """What a file must say of this goal."""
    own = {"gradient-descent": {"eta": goal.eta, "tau": goal.tau}, "regularised": {"eta": goal.eta, "lam": goal.lam}}.get(goal.learner, {})
    return ReadBack({"m": Fraction(goal.m), "d": Fraction(goal.d), "delta": goal.delta, **own}, goal.ends, goal.learner)


def convex_certificate(goal: ConvexGoal, timeout: float = 60) -> ConvexProof:
    """Coq's own ends of e_unif, of e_gen and of e_unif-alg for the learner.

    Guarantee: UPHELD only if the library passed every gate, the file states the goal, and coqc accepted it.
    Raises: MissingTool: no coqc, or the library is not compiled.
    """
    if not goal.ends:
        return ConvexProof(verdict=Verdict.UNDECIDED, detail="the theorems in Coq reach no end of any quantity at these numbers")
    text = convex_source((goal,))
    if convex_statements(text) != (convex_stated(goal),):
        return ConvexProof(verdict=Verdict.UNDECIDED, detail="refused: the statement of the file is not the claim")
    ruling = ruled(text, timeout)
    if not ruling.accepted:
        detail = said_against(ruling, text, timeout)
        return ConvexProof(verdict=Verdict.UNDECIDED, detail=detail, source_text="" if ruling.refusal else text, seconds=ruling.seconds)
    trusts = (f"{ruling.library.coq} (library sha256 {ruling.library.sha256})",)
    detail = f"coqc accepts {_numbers(goal)}, from no axiom, over the library {ruling.library.sha256[:12]}"
    return ConvexProof(verdict=Verdict.UPHELD, detail=detail, ends=goal.ends, source_text=text, trusts=trusts, seconds=ruling.seconds)


def _numbers(goal: ConvexGoal) -> str:
    """The ends as a line of text; they are exact."""
    signs = {"lower": ">=", "upper": "<="}
    return " and ".join(f"{name.replace('_alg', '-alg')} {signs[side]} {shown(value)}" for (name, side), value in goal.ends.items())
