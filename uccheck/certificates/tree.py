"""Certificates as trees: a node is a rule at exact numbers, the outward bounds it rests on, and the nodes that supply the rest.

The conclusion of a node is computed, never written: a bare quantity on the left of the rule's conclusion gets an upper end, one on the
right a lower end. Bounds and refutations, upper and lower sides, are the same kind of tree.

Glossary
    Work     what an answer may still cost, in integrals, with what is known and why rules did not apply
    Node     a rule applied; `apply` makes one only if every hypothesis holds in rationals
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from uccheck.certificates.language import Ground, Interval, Known, constant, evaluate, holds, quantities, quantity_range, table
from uccheck.core.exact import as_written, decimal_above, decimal_below
from uccheck.quantities.enclosed.bounds import bounds, price


@dataclass
class Work:
    """What may still be spent, in integrals over T; the same on every machine."""

    left: int = 2000
    known: dict[Ground, Interval] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def bounds(self, quantity: Ground) -> Interval | None:
        """The enclosure of a ground quantity; None, with a note, where it has none or costs more than is left."""
        if quantity not in self.known:
            name, *args = quantity
            if table()["quantities"][name]["trusts"] is None:
                return None
            if (cost := price(name, tuple(args))) > self.left:
                self.notes.append(f"{name} costs {cost} integrals, {self.left} are left")
                return None
            self.left -= cost
            self.known[quantity] = bounds(name, tuple(args))
        return self.known[quantity]


@dataclass(frozen=True)
class Node:
    """A rule at exact numbers; bounds and premises supply what its hypotheses and conclusion speak of."""

    rule: str
    at: Mapping[str, Fraction]
    bounds: Known
    premises: tuple[Node, ...] = ()

    @cached_property
    def known(self) -> dict[Ground, Interval]:
        """What hypotheses and conclusion may use: ranges, recorded bounds, what the premises conclude."""
        entry = table()["rules"][self.rule]
        told = [q for r in (*entry["hypotheses"], entry["conclusion"]) for side in r[1:] for q in quantities(side, self.at)]
        known = {q: quantity_range(q[0]) for q in told} | dict(self.bounds)
        for premise in self.premises:
            for q, (low, high) in premise.concludes.items():
                if q in known:
                    known[q] = max(known[q][0], low), min(known[q][1], high)
        return known

    @cached_property
    def concludes(self) -> dict[Ground, Interval]:
        """The conclusion read as bounds of ground quantities."""
        _, left, right = table()["rules"][self.rule]["conclusion"]
        found = {}
        if (q := _quantity(left, self.at)) is not None:
            found[q] = self.known[q][0], min(self.known[q][1], _above(evaluate(right, self.at, self.known)[1]))
        if (q := _quantity(right, self.at)) is not None:
            found[q] = max(self.known[q][0], _below(evaluate(left, self.at, self.known)[0])), self.known[q][1]
        return found

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules of the tree, from the root down."""
        return tuple(dict.fromkeys([self.rule, *(rule for premise in self.premises for rule in premise.rules)]))

    def record(self) -> dict[str, Any]:
        """The node as JSON values; numbers are written p or p/q."""
        return {
            "rule": self.rule,
            "sha256": table()["rules"][self.rule]["sha256"],
            "at": {name: str(value) for name, value in sorted(self.at.items())},
            "bounds": sorted([[q[0], *map(str, q[1:])], *map(str, ends)] for q, ends in self.bounds.items()),
            "premises": [premise.record() for premise in self.premises],
        }


def apply(rule: str, work: Work, *premises: Node, **at: Fraction) -> Node | None:
    """The rule at these numbers if its hypotheses hold; otherwise None, with a note that names the failing one."""
    entry = table()["rules"][rule]
    values = {name: Fraction(at[name]) for name in entry["where"]}
    supplied = {q for premise in premises for q in premise.concludes} | _bounded(entry["conclusion"], values)
    relations = [*entry["hypotheses"], entry["conclusion"]]
    try:
        needed = {q for r in relations for side in r[1:] for q in quantities(side, values)} - supplied
        found = {q: ends for q in sorted(needed, key=str) if (ends := work.bounds(q)) is not None}
        node = Node(rule, values, found, premises)
        failing = next((r for r in entry["hypotheses"] if not holds(r, values, node.known)), None)
        _ = node.concludes
    except ArithmeticError as problem:
        work.notes.append(f"{rule}: {problem}")
        return None
    outside = [name for name, value in values.items() if not _inside(entry["where"][name], value)]
    if outside or failing is not None:
        work.notes.append(f"{rule} needs {outside[0]} in its domain" if outside else f"{rule} needs {shown(failing, values, node.known)}")
        return None
    return node


def applied(rule: str, work: Work, *premises: Node, **at: Fraction) -> Iterator[Node]:
    """The same as a choice of none or one."""
    node = apply(rule, work, *premises, **at)
    if node is not None:
        yield node


def shown(relation: Any, at: Mapping[str, Fraction], known: Known) -> str:
    """A hypothesis with the numbers that its sides have."""
    op, left, right = relation
    sides = [evaluate(side, at, known) for side in (left, right)]
    return f" {op} ".join(_near(low) if low == high else f"[{_near(low)}, {_near(high, up=True)}]" for low, high in sides)


def _near(value: Fraction, *, up: bool = False) -> str:
    return decimal_above(value, 6) if up else decimal_below(value, 6)


def _inside(domain: Mapping[str, Any], value: Fraction) -> bool:
    if domain["whole"] and value.denominator != 1:
        return False
    low, high = (None if domain[end] is None else constant(str(domain[end])) for end in ("low", "high"))
    above = low is None or (value > low if domain["open_low"] else value >= low)
    return above and (high is None or (value < high if domain["open_high"] else value <= high))


def _bounded(conclusion: Any, at: Mapping[str, Fraction]) -> set[Ground]:
    """The quantity that a conclusion compares with an expression: it is what the rule bounds, and asks for no enclosure of its own."""
    sides = [_quantity(side, at) for side in conclusion[1:]]
    return {side for side in sides if side is not None} if None in sides else set()


def _quantity(e: Any, at: Mapping[str, Fraction]) -> Ground | None:
    return next(quantities(e, at)) if isinstance(e, list) and e[0] in table()["quantities"] else None


def _above(value: Fraction) -> Fraction:
    """At least the value, in at most twelve digits of it or of its complement unless it is short anyway."""
    if len(as_written(value)) <= 14:
        return value
    return 1 - _below(1 - value) if Fraction(1, 2) < value < 1 else Fraction(decimal_above(value, 12))


def _below(value: Fraction) -> Fraction:
    if len(as_written(value)) <= 14:
        return value
    return 1 - _above(1 - value) if Fraction(1, 2) < value < 1 else Fraction(decimal_below(value, 12))
