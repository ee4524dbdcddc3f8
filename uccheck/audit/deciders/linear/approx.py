"""`approx`: a quantity lies in the interval that "about" means: the rounding of its digits, a tolerance, or a factor.

e_gen and e_unif-alg are known from both sides: each side of the interval is a claim of kind `generalizes` or `vacuous`, and their
opposites. Events are enclosed; other formulas are evaluated by balls.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from uccheck.audit.deciders.compare import outward
from uccheck.audit.deciders.decision import Decision, decided, needs_scope, undecided
from uccheck.audit.kinds.fields import Reading
from uccheck.audit.kinds.linear import QUANTITIES, Approx, EventClaim, Generalizes, Vacuous
from uccheck.audit.sentences import EVENTS, ambiguous, around
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written
from uccheck.core.verdict import Evidence, Kind, Verdict

#: What lies so much beyond an end of the interval, or more, is told from it.
BESIDE = Fraction(1, 10**12)


def decide(claim: Approx, deadline: float) -> Decision:
    """UPHELD if both ends hold, REFUTED if one certainly fails, NEEDS SCOPE where a parameter is unsaid."""
    low, high = around(claim.about, claim.within, claim.factor)
    unsaid = claim.within is None and claim.factor is None
    if unsaid and claim.about.half >= Fraction(1, 2) and claim.quantity in (*QUANTITIES, *EVENTS):
        known = f"for a number between 0 and 1 the rounding interval of {as_written(claim.about.value)} excludes next to nothing"
        return needs_scope(("tolerance", *(n for n in ("m", "D") if getattr(claim, n) is None)), f"{known}; give within, or more digits")
    if claim.quantity in QUANTITIES:
        missing = tuple(n for n in ("m", "D", "delta") if getattr(claim, n) is None)
        if missing:
            return needs_scope(missing, f"{claim.quantity} depends on them: {_examples(claim.quantity)}")
        return of_rounding(claim.about, claim.within, claim.factor, lambda low, high: _both(claim, low, high, deadline))
    if claim.quantity in EVENTS:
        missing = tuple(n for n in ("m", "D") if getattr(claim, n) is None)
        if missing:
            return needs_scope(missing, "the probability of an event depends on them")
        return _event(claim, low, high, deadline)
    return of_rounding(claim.about, claim.within, claim.factor, lambda low, high: _constant(claim, low, high))


def of_rounding(
    about: Reading, within: Fraction | None, factor: Fraction | None, inside: Callable[[Fraction, Fraction], Decision]
) -> Decision:
    """Whether a value is "about" a number: upheld in its narrowest sense, refuted in its widest, NEEDS SCOPE between the two."""
    low, high = around(about, within, factor)
    narrow = inside(low, high)
    if narrow.verdict is Verdict.UPHELD or not ambiguous(about, within, factor):
        return narrow
    first, last = around(about, about.widest, None)
    wide = inside(first, last)
    if wide.verdict is Verdict.REFUTED:
        return wide
    both = f"{narrow.word} for [{as_written(low)}, {as_written(high)}], all digits meant: {narrow.detail}"
    other = f"{wide.word} for [{as_written(first)}, {as_written(last)}], the last zeros being rounding"
    return needs_scope(("rounding",), f'{other}; {both}; write the digits that are meant, as in "{in_digits(about)}", or give factor')


def in_digits(about: Reading) -> str:
    """A whole number without the zeros that end it: 1.6e5 for 160000."""
    digits = str(about.value).rstrip("0")
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{len(str(about.value)) - 1}"


def _examples(quantity: str) -> str:
    if quantity == "e_gen":
        return "at m = 1000, delta = 0.05 it is at most 0.0063 for D = 400000 and above 0.01 for D = 200000"
    return "at m = 1000, delta = 0.05 it is at least 0.9938 for D = 400000; everywhere it is at most the larger of 1/2 and 1 - L_D"


def _both(claim: Approx, low: Fraction, high: Fraction, deadline: float) -> Decision:
    """low <= quantity <= high, each end upheld or refuted by the claims of the linear setting."""
    at_least, at_most = _at_least(claim, low, deadline), _at_most(claim, high, deadline)
    interval = f"[{as_written(low)}, {as_written(high)}]"
    for side in (at_least, at_most):
        if side.verdict is Verdict.REFUTED:
            return _turned(side, Verdict.REFUTED, f"outside {interval}: {side.detail}")
    if at_least.verdict is Verdict.UPHELD and at_most.verdict is Verdict.UPHELD:
        evidence = (*at_least.evidence, *at_most.evidence)
        return Decision(verdict=Verdict.UPHELD, detail=f"inside {interval}: {at_least.detail}; {at_most.detail}", evidence=evidence)
    shown = "; ".join(s.detail for s in (at_least, at_most) if s.verdict is Verdict.UNDECIDED)
    return undecided(f"not decided whether {claim.quantity} lies in {interval}: {shown}")


def _at_least(claim: Approx, low: Fraction, deadline: float) -> Decision:
    """quantity >= low."""
    least, most = _range(claim.quantity)
    if low <= least:
        return decided(Verdict.UPHELD, Kind.EXACT, f"{claim.quantity} >= {least} by definition")
    if low > most:
        return decided(Verdict.REFUTED, Kind.EXACT, f"{claim.quantity} <= {most} by definition")
    if claim.quantity == "e_unif-alg":
        return _linear(claim, Vacuous, {"at_least": low}, deadline)
    found = _linear(claim, Generalizes, {"at_most": low}, deadline)  # its refutation is e_gen > low
    if found.verdict is Verdict.UPHELD:
        strictly = _linear(claim, Generalizes, {"at_most": low - BESIDE}, deadline)
        return _turned(strictly, ~strictly.verdict if strictly.verdict is Verdict.UPHELD else Verdict.UNDECIDED, strictly.detail)
    return _turned(found, ~found.verdict, found.detail)


def _at_most(claim: Approx, high: Fraction, deadline: float) -> Decision:
    """quantity <= high."""
    least, most = _range(claim.quantity)
    if high >= most:
        return decided(Verdict.UPHELD, Kind.EXACT, f"{claim.quantity} <= {most} by definition")
    if high < least:
        return decided(Verdict.REFUTED, Kind.EXACT, f"{claim.quantity} >= {least} by definition")
    if claim.quantity == "e_gen":
        return _linear(claim, Generalizes, {"at_most": high}, deadline)
    found = _linear(claim, Vacuous, {"at_least": min(high + BESIDE, most)}, deadline)
    if found.verdict is Verdict.UPHELD:
        return _turned(found, Verdict.REFUTED, found.detail)
    refuted = _linear(claim, Vacuous, {"at_least": high}, deadline)  # e_unif-alg < high
    return _turned(refuted, ~refuted.verdict if refuted.verdict is Verdict.REFUTED else Verdict.UNDECIDED, refuted.detail)


def _range(quantity: str) -> tuple[Fraction, Fraction]:
    """The ends that a quantity has by its definition: e_gen reaches down to -1, where the test error is 0 and the training error is not."""
    from uccheck.certificates.language import quantity_range

    return quantity_range(quantity.replace("-", "_"))


def _linear(claim: Approx, model: type[Vacuous] | type[Generalizes], more: dict[str, Any], deadline: float) -> Decision:
    from uccheck.audit.deciders.linear.instance import decide as linear

    kind = "vacuous" if model is Vacuous else "generalizes"
    fields: dict[str, Any] = {"id": claim.id, "says": claim.says, "kind": kind, "m": claim.m, "D": claim.D}
    fields |= {"delta": claim.delta, "gamma": claim.gamma}
    return linear(model.model_construct(**fields, **more), deadline)


def _turned(found: Decision, verdict: Verdict, detail: str) -> Decision:
    evidence = tuple(Evidence(kind=e.kind, verdict=verdict, detail=e.detail, trusts=e.trusts, alpha=e.alpha) for e in found.evidence)
    return Decision(verdict=verdict, detail=detail, evidence=evidence, explain=found.explain)


def _event(claim: Approx, low: Fraction, high: Fraction, deadline: float) -> Decision:
    from uccheck.audit.deciders.linear.instance import decide as linear

    if ("population-error" in claim.quantity) != (claim.epsilon is not None):
        raise InvalidParameter(f"the event {claim.quantity} and epsilon do not fit: give epsilon to population-error events only")
    fields: dict[str, Any] = {"id": claim.id, "says": claim.says, "kind": "event", "event": claim.quantity, "m": claim.m, "D": claim.D}
    fields |= {"epsilon": claim.epsilon, "gamma": claim.gamma}
    sides = [linear(EventClaim.model_construct(**fields, relation=r, value=v), deadline) for r, v in ((">=", low), ("<=", high))]
    for wanted in (Verdict.REFUTED, Verdict.UNDECIDED):
        if found := next((side for side in sides if side.verdict is wanted), None):
            return found
    told = f"inside [{as_written(low)}, {as_written(high)}]: {'; '.join(side.detail for side in sides)}"
    return Decision(verdict=Verdict.UPHELD, detail=told, evidence=sides[0].evidence, explain=sides[0].explain)


def _constant(claim: Approx, low: Fraction, high: Fraction) -> Decision:
    """A formula without variables, enclosed by balls."""
    from uccheck.expressions.grammar import parse
    from uccheck.expressions.intervals import Undefined, enclose, fraction

    try:
        value = enclose(parse(claim.quantity, frozenset()), {}, bits=256)
    except Undefined as problem:
        return undecided(f"{claim.quantity} has no value ({problem})")
    lower, upper = fraction(value.lower), fraction(value.upper)
    shown = f"{claim.quantity} lies in {outward(lower, upper, 15)}"
    interval = f"[{as_written(low)}, {as_written(high)}]"
    if low <= lower and upper <= high:
        return decided(Verdict.UPHELD, Kind.BALL, f"{shown}, inside {interval}", trusts=("flint",))
    if upper < low or lower > high:
        return decided(Verdict.REFUTED, Kind.BALL, f"{shown}, outside {interval}", trusts=("flint",))
    return undecided(f"{shown}, which meets an end of {interval}")
