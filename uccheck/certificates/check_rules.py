"""The checker's logic: trees of rule applications read against the frozen table, in its own rational intervals.

Glossary
    Reading      what the trees rest on, gathered while they are read: recorded bounds, rules, trusts, given sentences
    Refused      a hypothesis, a domain or a bound that does not hold; `certain` if it is shown false rather than not shown
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from flint import arb, ctx, fmpq

from uccheck.core.errors import InvalidFile

_FROZEN = (Path(__file__).parents[1] / "data" / "rules.json").read_bytes()
TABLE, DIGEST = json.loads(_FROZEN), hashlib.sha256(_FROZEN).hexdigest()

_NODE = {"rule", "sha256", "at", "bounds", "premises"}
_NUMBER = re.compile(r"-?[0-9]{1,700}(?:/[0-9]{1,700})?", re.ASCII)
_DEEPEST, _MOST_NODES, _MOST_BOUNDS = 8, 64, 64
_LARGEST = Fraction(10**40)
_TINY = Fraction(1, 2**1200)

Pair = tuple[Fraction, Fraction]
Ground = tuple[Any, ...]


class Refused(Exception):  # noqa: N818 - an outcome of checking, not a fault of the checker
    """A hypothesis or a recorded bound that is not confirmed."""

    def __init__(self, text: str, *, certain: bool = False) -> None:
        super().__init__(text)
        self.certain = certain


@dataclass(frozen=True)
class Conclusion:
    """quantity side value, side being "<=" or ">="."""

    quantity: Ground
    side: str
    value: Fraction


@dataclass
class Grounds:
    """What the trees of one document rest on."""

    bounds: dict[Ground, Pair] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)
    trusts: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    nodes: int = 0


def read_tree(root: Any, reading: Grounds) -> Iterator[Conclusion]:
    """The ends that a tree concludes beyond the range of its quantity.  Raises: InvalidFile, Refused."""
    for quantity, (low, high) in _node(root, reading, 0).items():
        least, most = _range(quantity[0])
        if low > high:
            raise Refused("the recorded bounds contradict each other", certain=True)
        if low > least:
            yield Conclusion(quantity, ">=", low)
        if high < most:
            yield Conclusion(quantity, "<=", high)


def _node(node: Any, reading: Grounds, depth: int) -> dict[Ground, Pair]:
    """What a node concludes, if its hypotheses hold with the bounds recorded in it and the conclusions of its premises."""
    rule, at = _opened(node, reading, depth)
    sides = [side for relation in (*rule["hypotheses"], rule["conclusion"]) for side in relation[1:]]
    try:
        asked = {_ground(e, at) for side in sides for e in _found(side)}
        known = {quantity: _range(quantity[0]) for quantity in asked}
        known |= _recorded(node, asked, reading)
        for premise in node["premises"]:
            _supply(known, _node(premise, reading, depth + 1), node["rule"])
        for hypothesis in rule["hypotheses"]:
            _require(hypothesis, at, known, node["rule"])
        return _conclusion(rule["conclusion"], at, known)
    except ArithmeticError as problem:
        raise Refused(f"{node['rule']}: {problem}") from None


def _opened(node: Any, reading: Grounds, depth: int) -> tuple[Any, dict[str, Fraction]]:
    reading.nodes += 1
    if not isinstance(node, dict) or set(node) != _NODE or depth > _DEEPEST or reading.nodes > _MOST_NODES:
        raise InvalidFile("a node has other keys than those of this version, lies too deep, or is one too many")
    rule = TABLE["rules"].get(node["rule"]) if isinstance(node["rule"], str) else None
    if rule is None or rule["sha256"] != node["sha256"]:
        raise InvalidFile(f"no rule {str(node['rule'])[:40]!r} with this statement: make the certificate again with this kit")
    if not (isinstance(node["bounds"], list) and isinstance(node["premises"], list) and isinstance(node["at"], dict)):
        raise InvalidFile("bounds and premises are lists, and at is an object")
    if set(node["at"]) != set(rule["where"]):
        raise InvalidFile(f"{node['rule']} is about {', '.join(sorted(rule['where']))}")
    at = {name: _number(text) for name, text in node["at"].items()}
    for name, value in at.items():
        if not _inside(rule["where"][name], value):
            raise Refused(f"{name} = {str(value)[:40]} lies outside its domain in {node['rule']}")
    reading.rules[node["rule"]] = None
    reading.trusts |= set(rule["trusts"])
    reading.given |= set(rule["given"])
    return rule, at


def _recorded(node: Any, asked: set[Ground], reading: Grounds) -> dict[Ground, Pair]:
    """The bounds of a node: of quantities that its rule speaks of at these arguments, and that have an enclosure."""
    found: dict[Ground, Pair] = {}
    for entry in node["bounds"]:
        if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[0], list) and entry[0]):
            raise InvalidFile("a bound is [quantity, lower, upper]")
        about = TABLE["quantities"].get(entry[0][0]) if isinstance(entry[0][0], str) else None
        if about is None or about["trusts"] is None:
            raise InvalidFile(f"no quantity {str(entry[0][0])[:40]!r} has an enclosure")
        quantity, ends = (entry[0][0], *map(_number, entry[0][1:])), (_number(entry[1]), _number(entry[2]))
        if quantity not in asked or ends[0] > ends[1]:
            raise Refused(f"{quantity[0]} is bounded at other arguments than {node['rule']} asks for, or the wrong way round")
        if reading.bounds.setdefault(quantity, ends) != ends:
            raise Refused(f"{quantity[0]} is bounded twice, differently")
        found[quantity] = ends
        reading.trusts |= set(about["trusts"])
        reading.given |= set(about["given"])
    if len(reading.bounds) > _MOST_BOUNDS:
        raise InvalidFile(f"more than {_MOST_BOUNDS} bounds: no certificate has so many")
    return found


def _supply(known: dict[Ground, Pair], supplied: dict[Ground, Pair], rule: str) -> None:
    shared = known.keys() & supplied.keys()
    if not shared:
        raise Refused(f"a premise says nothing of a quantity of {rule} at these arguments")
    for quantity in shared:
        known[quantity] = max(known[quantity][0], supplied[quantity][0]), min(known[quantity][1], supplied[quantity][1])


def _require(hypothesis: Any, at: dict[str, Fraction], known: dict[Ground, Pair], rule: str) -> None:
    op, left, right = hypothesis
    (_, most), (low, _) = _value(left, at, known), _value(right, at, known)
    if not (most < low if op == "<" else most <= low):
        raise Refused(f"{rule}: the hypothesis {json.dumps(hypothesis)[:200]} does not follow from the recorded bounds")


def _conclusion(relation: Any, at: dict[str, Fraction], known: dict[Ground, Pair]) -> dict[Ground, Pair]:
    """A bare quantity on the left is at most the right side; a bare quantity on the right is at least the left side."""
    _, left, right = relation
    below, above = _value(left, at, known), _value(right, at, known)
    found: dict[Ground, Pair] = {}
    if _bare(left):
        found[_ground(left, at)] = below[0], min(below[1], above[1])
    if _bare(right):
        found[_ground(right, at)] = max(above[0], below[0]), above[1]
    return found


def _number(text: Any) -> Fraction:
    """A whole number or a fraction in lowest terms, written as this kit writes it."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text) or ("/" in text and not text.partition("/")[2].strip("0")):
        raise InvalidFile(f"the certificate holds {repr(text)[:40]} where an exact number p or p/q is needed")
    value = Fraction(text)
    if str(value) != text:
        raise InvalidFile(f"the number {text[:40]!r} is not in lowest terms")
    return value


def _inside(domain: dict[str, Any], value: Fraction) -> bool:
    if (domain["whole"] and value.denominator != 1) or abs(value) > _LARGEST:
        return False
    low, high = (None if domain[end] is None else _constant(str(domain[end]))[0] for end in ("low", "high"))
    if low is not None and (value < low or (domain["open_low"] and value == low)):
        return False
    return not (high is not None and (value > high or (domain["open_high"] and value == high)))


def _range(name: str) -> Pair:
    """The ends of a quantity; one without an upper end (a norm bound) stays below 10^2000 at the numbers of a certificate."""
    low, high = TABLE["quantities"][name]["low"], TABLE["quantities"][name]["high"]
    return _constant(str(low))[0], Fraction(10) ** 2000 if high is None else _constant(str(high))[0]


def _bare(e: Any) -> bool:
    return isinstance(e, list) and e[0] in TABLE["quantities"]


def _found(e: Any) -> Iterator[Any]:
    if isinstance(e, list):
        if _bare(e):
            yield e
        for part in e[1:]:
            yield from _found(part)


def _ground(e: Any, at: dict[str, Fraction]) -> Ground:
    values = [_value(part, at, {}) for part in e[1:]]
    if any(low != high for low, high in values):
        raise ArithmeticError(f"an argument of {e[0]} is not exact")
    return (e[0], *(low for low, _ in values))


@cache
def _constant(text: str) -> Pair:
    """A number of the table, as the interval of which both ends are the same object."""
    number = Fraction(text)
    return number, number


def _value(e: Any, at: dict[str, Fraction], known: dict[Ground, Pair]) -> Pair:
    """An interval around an expression of the table."""
    if isinstance(e, str):
        x = at.get(e)
        return (x, x) if x is not None else _constant(e)
    head, *parts = e
    if _bare(e):
        return known[_ground(e, at)]
    if head == "**":
        return _raised(_value(parts[0], at, known), _value(parts[1], at, known))
    values = [_value(part, at, known) for part in parts]
    if head in ("exp", "ln", "Q"):
        return _function(head, *values[0])
    low, high = values[0]
    for a, b in values[1:]:
        if low is high and a is b:  # exact numbers, of which most expressions are made
            low = high = low + a if head == "+" else low * a
            continue
        corners = [low + a, high + b] if head == "+" else [x * y for x in (low, high) for y in (a, b)]
        low, high = min(corners), max(corners)
    return low, high


def _raised(base: Pair, exponent: Pair) -> Pair:
    """base ** exponent for an exact exponent: repeated multiplication while it is small and whole, else exp(p ln base)."""
    p = exponent[0]
    if p != exponent[1]:
        raise ArithmeticError("an exponent is not exact")
    if p < 0:
        low, high = _raised(base, (-p, -p))
        if low <= 0 <= high:
            raise ArithmeticError("a division by an interval around zero")
        return min(1 / low, 1 / high), max(1 / low, 1 / high)
    if p.denominator == 1 and p <= 16:
        powers = (base[0] ** int(p), base[1] ** int(p))
        straddles = base[0] < 0 < base[1] and int(p) % 2 == 0
        return (Fraction(0) if straddles else min(powers)), max(powers)
    if base[0] < 0:
        raise ArithmeticError("a high or broken power of a negative number")
    return _one_sided(base[0], p, up=False), _one_sided(base[1], p, up=True)


def _one_sided(x: Fraction, p: Fraction, *, up: bool) -> Fraction:
    if x == 0:
        return Fraction(0)
    with ctx.workprec(320):
        return _rational((_arb(x).log() * _arb(p)).exp(), up=up)


def _function(head: str, low: Fraction, high: Fraction) -> Pair:
    with ctx.workprec(320):
        if head == "Q":
            ends = [(_arb(x) / arb(2).sqrt()).erfc() / 2 for x in (high, low)]
        elif head == "exp":
            ends = [_arb(x).exp() for x in (low, high)]
        elif low > 0:
            ends = [_arb(x).log() for x in (low, high)]
        else:
            raise ArithmeticError("the logarithm of a number that may not be positive")
        return _rational(ends[0], up=False), _rational(ends[1], up=True)


def _arb(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def _rational(ball: arb, *, up: bool) -> Fraction:
    """One end of a ball; what is smaller than 2^-1200 is rounded outward to zero or to that."""
    if not ball.is_finite() or abs(ball) > arb(2) ** 1200:
        raise ArithmeticError("a value that is too large")
    end = ball.upper() if up else ball.lower()
    if abs(end) < arb(2) ** -1200:
        return (_TINY if end > 0 else Fraction(0)) if up else (-_TINY if end < 0 else Fraction(0))
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
