"""`tail`: P(X > at) or P(X < at) for a normal or chi-square variable, enclosed by balls."""

from __future__ import annotations

from fractions import Fraction

from uccheck.audit.deciders.compare import compare, telling
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.tails import chi2, normal_upper
from uccheck.audit.kinds.formulas import Tail
from uccheck.core.effort import watch
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict

PRECISIONS = (128, 512, 2048)


def decide(claim: Tail, deadline: float) -> Decision:
    """CERTIFIED or REFUTED by an enclosure of the tail; PROVED where its value is rational."""
    name = _name(claim)
    known = _exact(claim)
    if known is not None:
        verdict = compare(known, known, "<=", claim.at_most)
        return decided(verdict, Kind.EXACT, f"{name} = {as_written(known)} by symmetry or support")
    for bits in PRECISIONS:
        lower, upper = enclose_tail(claim, bits)
        verdict = compare(lower, upper, "<=", claim.at_most)
        if verdict is not Verdict.UNDECIDED:
            break
        watch(deadline)
    ends = telling(lower, upper, "<=", claim.at_most)
    shown = f"{name} lies in [{ends[0]}, {ends[1]}]"
    if verdict is Verdict.UNDECIDED:
        return undecided(f"{shown}, which does not separate it from {as_written(claim.at_most)}; a bound further off would decide")
    relation = "<=" if verdict is Verdict.UPHELD else ">"
    return decided(verdict, Kind.BALL, f"{shown}, so it is {relation} {as_written(claim.at_most)}", trusts=("flint",))


def enclose_tail(claim: Tail, bits: int) -> tuple[Fraction, Fraction]:
    """A rigorous enclosure of the claimed tail at a working precision."""
    if claim.df is None:
        return normal_upper(claim.at if claim.side == "upper" else -claim.at, bits)
    return chi2(claim.df, claim.side, claim.at, bits)


def _exact(claim: Tail) -> Fraction | None:
    if claim.distribution == "normal":
        return Fraction(1, 2) if claim.at == 0 else None
    if claim.at > 0:
        return None
    return Fraction(1 if claim.side == "upper" else 0)


def _name(claim: Tail) -> str:
    variable = "N(0, 1)" if claim.distribution == "normal" else f"chi2({claim.df})"
    return f"P({variable} {'>' if claim.side == 'upper' else '<'} {as_written(claim.at)})"
