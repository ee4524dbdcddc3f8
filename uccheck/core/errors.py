"""Misuse of the kit: one base class, four leaves; mathematical outcomes are verdicts, never exceptions."""

from __future__ import annotations


class UccheckError(ValueError):
    """A request that cannot be met as it stands; the message is one line: what is wrong, the value, the mend."""


class InvalidParameter(UccheckError):  # noqa: N818 - the house names misuse, not "Error"
    """A parameter is outside its domain; says nothing about the truth of any statement."""


class NothingFound(InvalidParameter):
    """A search ended at its limit without a number that it could certify; that there is none is not said, and nothing is decided."""


class InvalidFile(UccheckError):  # noqa: N818
    """A file is missing, malformed, of another version, too large, or cannot be written."""


class MissingTool(UccheckError):  # noqa: N818
    """A program or optional package that this request needs is not installed."""


class BudgetExceeded(UccheckError):  # noqa: N818
    """A statistical check asked for more error probability than its session has left."""


class Interrupted(UccheckError):  # noqa: N818 - no fault of anybody
    """Ctrl-C or SIGTERM ended a run; the text says what is kept of it."""


def first_line(error: BaseException) -> str:
    """The error's kind and the first line of what it says, if it can say anything."""
    try:
        said = (str(error).splitlines() or [""])[0][:200]
    except Exception:  # an error of a user's own making may have any __str__
        said = "no text"
    return f"{type(error).__name__}: {said}"
