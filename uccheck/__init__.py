"""Verification kit for the counterexample of Nagarajan & Kolter (NeurIPS 2019): decide statements about it, with certificates.

    >>> from fractions import Fraction
    >>> from uccheck import LinearSetting, Verdict, certify, probability, threshold
    >>> found = certify(1000, 400_000, "0.05", "0.01")
    >>> found.verdict is Verdict.UPHELD
    True
    >>> found.e_unif_alg.lower.value > Fraction(99, 100)
    True
    >>> threshold(1000, "0.05", "0.01").D
    347729
    >>> probability("all-flipped", LinearSetting(1000, 16_000)).lower > Fraction(79, 100)
    True

What a name does:
    certify       brackets of e_gen and e_unif-alg for one instance, and the verdict on both halves of the theorem
    definitions   what a bound may range over, one row a definition, each bracketed: which are vacuous, and which explain
    threshold     the least D at which both halves are certified; least_epsilon, largest_delta and largest_m likewise
                  (all of these for counterexample="exponential" and "sco" too)
    probability   a rigorous enclosure of the probability of an event of the linear setting
    simulate      seeded Monte Carlo of an event with exact binomial limits
    sweep         the verdicts of certify over a grid, a few milliseconds a point
    table         brackets of several instances as rows for a paper
    check         a certificate re-checked by the independent checker
    audit_files   verdicts on the claims of files

Exact numbers are int, Fraction, Decimal or decimal strings; a binary float is refused. A verdict, an outcome and an enclosure are no bools.
What needs ball arithmetic or arrays is loaded when it is first used, so that importing the kit takes no time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uccheck.core.errors import BudgetExceeded, InvalidFile, InvalidParameter, MissingTool, UccheckError
from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.linear.setting import Event, LinearSetting

if TYPE_CHECKING:
    from uccheck.answers.definitions.rows import definitions
    from uccheck.answers.tables.certified import table
    from uccheck.answers.universes.counterexamples import certify, largest_delta, largest_m, least_epsilon, threshold
    from uccheck.audit.engine import audit_files
    from uccheck.certificates.check import check_file as check
    from uccheck.diagram.run import sweep
    from uccheck.linear.events import probability
    from uccheck.linear.simulate import simulate_event as simulate

__version__ = "0.2.0"

__all__ = [
    "BudgetExceeded", "Event", "Evidence", "InvalidFile", "InvalidParameter", "Kind", "LinearSetting", "MissingTool", "UccheckError",
    "Verdict", "__version__", "audit_files", "certify", "check", "definitions", "largest_delta", "largest_m", "least_epsilon",
    "probability", "simulate", "sweep", "table", "threshold",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The names that are loaded on first use."""
    match name:
        case "definitions":
            from uccheck.answers.definitions.rows import definitions

            return definitions
        case "sweep":
            from uccheck.diagram.run import sweep

            return sweep
        case "table":
            from uccheck.answers.tables.certified import table

            return table
        case "certify" | "threshold" | "least_epsilon" | "largest_delta" | "largest_m":
            from uccheck.answers.universes import counterexamples

            return getattr(counterexamples, name)
        case "audit_files":
            from uccheck.audit.engine import audit_files

            return audit_files
        case "check":
            from uccheck.certificates.check import check_file

            return check_file
        case "probability":
            from uccheck.linear.events import probability

            return probability
        case "simulate":
            from uccheck.linear.simulate import simulate_event

            return simulate_event
    raise AttributeError(f"module 'uccheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
