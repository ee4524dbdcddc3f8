"""What an author's sentence holds and the formal one does not: numbers of no field, a quantifier wider than one instance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from uccheck.core.exact import exact

_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+|\^[-+]?\d+)?(?:/\d+)?(?![\w])\s*(%|\\%)?")
_WIDE = re.compile(r"\b(every|all|any|always|never|no|none|whatever|whenever|everywhere)\b", re.IGNORECASE)
#: Kinds that speak of one instance, one formula or one set of numbers, whatever quantifier `says` uses.
_INSTANCES = ("vacuous", "generalizes", "event", "tail", "proportion", "exponent", "statistic", "run", "threshold", "approx")


def flags(claim: Any, formal: str) -> list[str]:
    """What a reader must know about the distance between `says` and the formal sentence."""
    found = []
    lost = unmatched(claim.says, formal)
    if lost:
        found.append(f"`says` holds numbers that occur in no field: {', '.join(lost)}")
    single = claim.kind in _INSTANCES or (claim.kind in ("identity", "inequality") and not claim.where)
    wide = _WIDE.search(claim.says) if single and not _WIDE.search(formal) else None
    if wide:
        found.append(f"`says` has the word {wide[0]!a}, while the formal sentence speaks of one instance")
    return found


def unmatched(says: str, formal: str) -> list[str]:
    """The numbers of `says`, as written there, that no number of the formal sentence equals (a percentage is divided by 100)."""
    known = {value for value, _ in _numbers(formal)} | {Fraction(digits) for digits in re.findall(r"\d+(?:\.\d+)?", formal)}
    known |= {1 - value for value in known if 0 < value < 1}  # "with probability 0.95" states delta = 0.05
    return [written for value, written in _numbers(says) if value not in known and -value not in known]


def _numbers(text: str) -> Iterator[tuple[Fraction, str]]:
    for match in _NUMBER.finditer(text):
        digits = match[0].rstrip("%\\ \t\n").replace(",", "")
        base, _, power = digits.partition("^")
        try:
            value = exact(base, "a number")
            value = value ** int(power) if power and abs(int(power)) <= 60 and value != 0 else value
        except (ValueError, ArithmeticError):
            continue
        yield (value / 100 if match[1] else value), match[0].strip()
