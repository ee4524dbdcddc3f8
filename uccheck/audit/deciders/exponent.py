"""`exponent`: the slope of log y against log x, by the regression interval of `uccheck.statistics.slopes`."""

from __future__ import annotations

from fractions import Fraction

from uccheck.audit.deciders.compare import compare
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.models import Exponent
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.statistics.slopes import SlopeInterval, slope_interval

#: Floats carry about 15 digits; limits are widened by this much before they are compared.
ROUNDING = 1e-9


def decide(claim: Exponent, deadline: float) -> Decision:
    """CONFIRMED(level) or REFUTED where the whole interval agrees or disagrees, else INCONCLUSIVE."""
    del deadline
    try:
        found = slope_interval([float(x) for x in claim.x], [float(y) for y in claim.y], claim.level)
    except (OverflowError, ValueError) as problem:
        return undecided(f"the values are beyond floating point ({problem}); rescale them")
    lower, upper = found.lower - ROUNDING, found.upper + ROUNDING
    verdict = compare(Fraction(lower), Fraction(upper), claim.relation, claim.value)
    asked = f"{claim.relation} {as_written(claim.value)}"
    limits = f"{as_written(claim.level * 100)}% interval [{lower:.4f}, {upper:.4f}]"
    shown = f"slope {found.slope:.4f}, {limits} over {found.points} points"
    if verdict is Verdict.UNDECIDED:
        ending = f": compatible with the claim {asked} and with its opposite; more points would narrow it"
    else:
        ending = f" {'wholly satisfies' if verdict is Verdict.UPHELD else 'excludes'} {asked}"
    # the error rate is spent by looking, whatever was seen: which claims get decided depends on the data
    trusts = (f"assumes: {found.assumes}", "scipy: Student quantile")
    alpha = 1 - claim.level
    return decided(verdict, Kind.STATISTICAL, shown + ending, trusts=trusts, alpha=alpha, explain=_explain(found))


def _explain(found: SlopeInterval) -> tuple[str, ...]:
    return (
        f"least squares of log y on log x; method: {found.method}; limits widened by {ROUNDING:g}",
        f"assumes {found.assumes}",
        "a statement about these values of x, not about x -> infinity",
    )
