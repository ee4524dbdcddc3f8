"""The process that decides claims: one JSON claim a line in, one JSON decision a line out.

It bounds its own memory, and its own time too, so that it ends even if the audit that started it is gone.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from typing import Any

from uccheck.audit.deciders.decision import Decision, undecided
from uccheck.audit.models import adapter
from uccheck.core.errors import InvalidParameter, UccheckError

MEMORY = 6 * 1024**3


def main() -> None:
    """Serve until the input ends."""
    _bound_memory()
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not be taken for an answer
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        _bound_time(request["limit"])
        print(json.dumps(decide(request["claim"], request["limit"]).record()), file=answers, flush=True)
        _bound_time(None)


def decide(table: dict[str, Any], limit: float) -> Decision:
    """The decision on one claim; whatever goes wrong inside is INCONCLUSIVE, with its reason."""
    try:
        claim = adapter().validate_python(table)
        return decider(claim.kind)(claim, time.monotonic() + 0.8 * limit)
    except (MemoryError, RecursionError, OverflowError) as problem:
        return undecided(f"the claim is too large to decide ({type(problem).__name__}); a simpler one may do")
    except UccheckError as problem:
        return undecided(f"the kit cannot decide this instance: {problem}")
    except Exception as problem:  # the last line of defence for untrusted input: never a traceback, never a verdict
        text = " ".join(str(problem).split())[:200]
        return undecided(f"a library failed on this claim ({type(problem).__name__}: {text}); restate it more simply")


def decider(kind: str) -> Callable[[Any, float], Decision]:
    """The function that decides claims of this kind; only its own room is loaded."""
    match kind:
        case "vacuous" | "generalizes" | "event":
            from uccheck.audit.deciders.linear import decide as linear

            return linear
        case "tail":
            from uccheck.audit.deciders.tail import decide as tail

            return tail
        case "identity":
            from uccheck.audit.deciders.identity import decide as identity

            return identity
        case "inequality":
            from uccheck.audit.deciders.inequality import decide as inequality

            return inequality
        case "proportion":
            from uccheck.audit.deciders.proportion import decide as proportion

            return proportion
        case "exponent":
            from uccheck.audit.deciders.exponent import decide as exponent

            return exponent
        case "citation":
            from uccheck.audit.deciders.citation import decide as citation

            return citation
        case "statement":
            from uccheck.audit.deciders.statement import decide as statement

            return statement
    raise InvalidParameter(f"no claim is of the kind {kind!r}")


def _bound_memory() -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (ImportError, ValueError, OSError):
        return  # not every system has such limits; the time limit holds everywhere


def _bound_time(limit: float | None) -> None:
    try:
        import signal

        signal.alarm(0 if limit is None else math.ceil(limit) + 15)
    except (ImportError, AttributeError):
        return


if __name__ == "__main__":
    main()
