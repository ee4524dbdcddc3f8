"""The process that decides claims: one JSON claim a line in, one JSON decision a line out.

It bounds its own memory, and its own time too, so that it ends even if the audit that started it is gone.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from uccheck.claim_models import adapter
from uccheck.deciders.decision import Decision, undecided
from uccheck.errors import UccheckError

MEMORY = 6 * 1024**3
#: Kind of claim to the module that decides it, loaded on first use.
DECIDERS = {
    "vacuous": "linear", "generalizes": "linear", "event": "linear", "tail": "tail", "identity": "identity",
    "inequality": "inequality", "proportion": "proportion", "exponent": "exponent", "citation": "citation",
    "statement": "statement",
}  # fmt: skip


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
        module = import_module(f"uccheck.deciders.{DECIDERS[claim.kind]}")
        decider: Callable[[Any, float], Decision] = module.decide
        return decider(claim, time.monotonic() + 0.8 * limit)
    except (MemoryError, RecursionError, OverflowError) as problem:
        return undecided(f"the claim is too large to decide ({type(problem).__name__}); a simpler one may do")
    except UccheckError as problem:
        return undecided(f"the kit cannot decide this instance: {problem}")
    except Exception as problem:  # the last line of defence for untrusted input: never a traceback, never a verdict
        text = " ".join(str(problem).split())[:200]
        return undecided(f"a library failed on this claim ({type(problem).__name__}: {text}); restate it more simply")


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
