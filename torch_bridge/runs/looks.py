"""Every look at a family of records is charged: error probabilities of all statements drawn from it add up.

Who looks at several deltas, seeds or sets of rows and reports the best has spent the error probability of every look, and
a level that ignores this is not the level of what is reported. Looks are kept beside the run directories, one JSON line
each; the same look again is the same statement and costs nothing.

Glossary
    family    the parameters without the seed: runs whose results a reader would compare.
    look      a statement asked of a run: its rows, replicates, delta, level; and its error probability.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from torch_bridge.runs.records import fingerprint
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.exact import as_written, exact

NAME = "looks.jsonl"


@dataclass(frozen=True)
class Charge:
    """What a look costs: `before` it, this family of records had been charged that much by `number - 1` other looks.

    A look that is asked again keeps its number and its words; `later` looks were booked since, and cost `after`.
    """

    number: int
    alpha: Fraction
    before: Fraction
    later: int = 0
    after: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """The error probability of this look and all others together."""
        return self.before + self.alpha + self.after

    @property
    def others(self) -> str:
        """How many other looks there were, in words; "" where there was none."""
        counts = ((self.number - 1, "earlier"), (self.later, "later"))
        parts = [f"{count} {when}" for count, when in counts if count]
        return f"{' and '.join(parts)} look{'s' if self.number + self.later > 2 else ''} at such records" if parts else ""


def charge(directory: Path, parameters: Mapping[str, Any], statement: Mapping[str, Any], alpha: Fraction) -> Charge:
    """Book the look in the ledger beside `directory`, and say what all looks so far cost together.

    Raises: InvalidParameter if all looks together would cost 1 or more, InvalidFile if the ledger cannot be used.
    """
    family = fingerprint({name: value for name, value in parameters.items() if name != "seed"})
    look = {"family": family, "look": fingerprint({"of": dict(parameters), "asked": dict(statement)}), "alpha": as_written(alpha)}
    path = directory.absolute().parent / NAME
    booked = {each["look"]: exact(each["alpha"], "alpha") for each in _read(path) if each["family"] == family}
    names = list(booked)
    at = names.index(look["look"]) if look["look"] in booked else len(names)
    earlier, later = ([booked[name] for name in part] for part in (names[:at], names[at + 1 :]))
    found = Charge(at + 1, alpha, sum(earlier, Fraction(0)), len(later), sum(later, Fraction(0)))
    if at < len(names):
        return found
    if found.total >= 1:
        raise InvalidParameter(f"{found.number} looks at these records cost {float(found.total):.3g}: nothing is left of the level")
    _append(path, look | {"asked": dict(statement), "run": directory.name})
    return found


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []  # a cut-off last line was never printed from
        found = [json.loads(line) for line in lines]
        return [{name: each[name] for name in ("family", "look", "alpha")} for each in found]
    except OSError as error:
        raise InvalidFile(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidFile(f"{path} is not a ledger of looks: move it away, and say that its looks are not charged") from error


def _append(path: Path, look: Mapping[str, Any]) -> None:
    try:
        with open(path, "ab") as stream:
            if not (whole := path.read_bytes()).endswith(b"\n"):  # else nothing is cut: another process may be adding a line
                os.ftruncate(stream.fileno(), whole.rfind(b"\n") + 1)
            stream.write(json.dumps(look, sort_keys=True).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise InvalidFile(f"cannot write {path}: {error.strerror}") from error
