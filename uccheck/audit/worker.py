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
from uccheck.audit.kinds.models import adapter
from uccheck.core.effort import OutOfTime
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
        answer = decide(request["claim"], request["limit"], request.get("context", {})).record()
        print(json.dumps({**answer, "sentence": _sentence(request["claim"])}), file=answers, flush=True)
        _bound_time(None)


def decide(table: dict[str, Any], limit: float, context: dict[str, Any] | None = None) -> Decision:
    """The decision on one claim; whatever goes wrong inside is INCONCLUSIVE, with its reason.

    `context` holds what the claim speaks of beyond its own table: the records of a run, the findings on other claims.
    """
    try:
        claim = adapter().validate_python(table)
        deadline = time.monotonic() + 0.8 * limit
        if claim.kind in ("run", "inference"):
            return decider(claim.kind)(claim, deadline, context or {})
        return decider(claim.kind)(claim, deadline)
    except (MemoryError, RecursionError, OverflowError) as problem:
        return undecided(f"the claim is too large to decide ({type(problem).__name__}); a simpler one may do")
    except OutOfTime as problem:
        return undecided(f"{problem} ({limit:g} s by the clock): a longer --limit, or a machine with less to do, decides it to its end")
    except UccheckError as problem:
        return undecided(f"the kit cannot decide this instance: {problem}")
    except Exception as problem:  # the last line of defence for untrusted input: never a traceback, never a verdict
        text = " ".join(str(problem).split())[:200]
        return undecided(f"a library failed on this claim ({type(problem).__name__}: {text}); restate it more simply")


def _sentence(table: dict[str, Any]) -> str:
    from uccheck.audit.sentences import sentence

    return sentence(adapter().validate_python(table))


#: The module of `uccheck.audit.deciders` that decides a kind; only that one is loaded.
MODULES = {
    "vacuous": "linear", "generalizes": "linear", "event": "linear", "suffices": "families", "necessary": "families",
    "threshold": "threshold", "approx": "approx", "moment": "moment", "order": "order", "tail": "tail", "identity": "identity",
    "inequality": "inequality", "proportion": "proportion", "exponent": "exponent", "statistic": "statistic", "run": "run",
    "citation": "citation", "attribution": "attribution", "inference": "inference", "statement": "statement",
}  # fmt: skip


def decider(kind: str) -> Callable[..., Decision]:
    """The function that decides claims of this kind; only its own room is loaded."""
    match MODULES.get(kind):
        case "linear":
            from uccheck.audit.deciders.linear.instance import decide as linear

            return linear
        case "families":
            from uccheck.audit.deciders.linear.families import decide as families

            return families
        case "threshold":
            from uccheck.audit.deciders.linear.threshold import decide as threshold

            return threshold
        case "approx":
            from uccheck.audit.deciders.linear.approx import decide as approx

            return approx
        case "moment":
            from uccheck.audit.deciders.linear.moment import decide as moment

            return moment
        case "order":
            from uccheck.audit.deciders.linear.order import decide as order

            return order
        case "tail":
            from uccheck.audit.deciders.formulas.tail import decide as tail

            return tail
        case "identity":
            from uccheck.audit.deciders.formulas.identity import decide as identity

            return identity
        case "inequality":
            from uccheck.audit.deciders.formulas.inequality import decide as inequality

            return inequality
        case "proportion":
            from uccheck.audit.deciders.numbers.proportion import decide as proportion

            return proportion
        case "exponent":
            from uccheck.audit.deciders.numbers.exponent import decide as exponent

            return exponent
        case "statistic":
            from uccheck.audit.deciders.numbers.statistic import decide as statistic

            return statistic
        case "run":
            from uccheck.audit.deciders.numbers.run import decide as run

            return run
        case "citation":
            from uccheck.audit.deciders.literature.citation import decide as citation

            return citation
        case "attribution":
            from uccheck.audit.deciders.literature.attribution import decide as attribution

            return attribution
        case "inference":
            from uccheck.audit.deciders.literature.inference import decide as inference

            return inference
        case "statement":
            from uccheck.audit.deciders.literature.statement import decide as statement

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
