"""Formulas as they are printed, read back: a reader of TeX that shares nothing with the printer gives each side its value again."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
import sympy as sp
from scipy.stats import norm

from uccheck.article.tex import _range, domain_tex, relation_tex, tex
from uccheck.quantities.applied import Applied, _factored
from uccheck.quantities.symbols import D, a, delta, m
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Domain, Relation

#: What the reader knows; a side with anything else is left out.
KNOWN = {"Add", "Mul", "Pow", "exp", "log", "Q", "Symbol", "Integer", "Rational", "One", "Zero", "NegativeOne", "Half", "Pi"}
TOKEN = re.compile(r"\\(?:frac|sqrt|exp|ln|Phi|pi|left|right)(?![a-z])|\d+|[{}()^+\-]|Q(?![a-z_])")


def plain(text: str) -> str:
    """Without spaces that are set and sizes of brackets."""
    return re.sub(r" +", " ", re.sub(r"\\[,;!]|\\left(?![a-z])|\\right(?![a-z])", " ", text))


class Reader:
    """A recursive reader of sums of products; symbols are told by their own TeX, letters in `values`."""

    def __init__(self, text: str, values: dict[str, float]) -> None:
        self.values = {plain(name).strip(): value for name, value in values.items()}
        self.names = sorted(self.values, key=len, reverse=True)
        self.tokens, rest = [], plain(text)
        while rest := rest.strip():
            name = next((name for name in self.names if re.match(re.escape(name) + r"(?![a-zA-Z_])", rest)), None)
            found = name or (TOKEN.match(rest) or [""])[0]
            if not found:
                raise ValueError(f"cannot read {rest[:40]!r} of {text!r}")
            self.tokens.append(found)
            rest = rest[len(found) :]

    def take(self, *wanted: str) -> str:
        found = self.tokens.pop(0)
        assert not wanted or found in wanted, (found, wanted)
        return found

    def seen(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def sum(self) -> float:
        sign = -1 if self.seen() == "-" and self.take() else 1
        value = sign * self.product()
        while self.seen() in ("+", "-"):
            value += (1 if self.take() == "+" else -1) * self.product()
        return value

    def product(self) -> float:
        value = self.power()
        while self.seen() not in ("", "+", "-", "}", ")"):
            value *= self.power()
        return value

    def power(self) -> float:
        head = self.take()
        if head in (r"\exp", r"\ln", "Q", r"\Phi") and head not in self.values:
            raised = self.exponent()
            inside = self.bracket("(", ")") if self.seen() == "(" else self.power()
            return float({r"\exp": sp.exp, r"\ln": sp.log, "Q": norm.sf, r"\Phi": norm.cdf}[head](inside)) ** raised
        if head == r"\frac":
            value = self.bracket("{", "}") / self.bracket("{", "}")
        elif head == r"\sqrt":
            value = self.bracket("{", "}") ** 0.5
        elif head in ("(", "{"):
            self.tokens.insert(0, head)
            value = self.bracket(head, {"(": ")", "{": "}"}[head])
        else:
            value = float(sp.pi) if head == r"\pi" else self.values[head] if head in self.values else float(head)
        return float(value ** self.exponent())

    def exponent(self) -> float:
        if self.seen() != "^":
            return 1.0
        self.take("^")
        return self.bracket("{", "}") if self.seen() == "{" else float(self.power())

    def bracket(self, left: str, right: str) -> float:
        self.take(left)
        value = self.sum()
        self.take(right)
        return value


def read(text: str, values: dict[str, float]) -> float:
    """The value of the whole text."""
    reader = Reader(text, values)
    value = reader.sum()
    assert not reader.tokens, (text, reader.tokens)
    return value


def known(side: Any) -> bool:
    """Whether the reader has every head of the side."""
    return all(type(part).__name__ in KNOWN for part in sp.preorder_traversal(sp.sympify(side)))


def drawn(side: Any, seed: int) -> dict[Any, sp.Rational]:
    """A value for each symbol, below 1 or a little above, so that roots and logarithms are real."""
    draw = random.Random(seed)
    return {one: sp.Rational(draw.randint(21, 180), 100) for one in sorted(sp.sympify(side).free_symbols, key=str)}


def sides() -> list[tuple[str, Any]]:
    """Each distinct side of a hypothesis or conclusion that the reader knows, with the statement that has it first."""
    found: dict[Any, str] = {}
    for name, one in load().items():
        for relation in (*one.claim.given, *one.claim.then):
            for side in (relation.lhs, relation.rhs):
                if known(side) and not sp.sympify(side).is_Atom:
                    found.setdefault(sp.sympify(side), name)
    return [(name, side) for side, name in found.items()]


def test_each_side_as_printed_has_the_value_of_the_side() -> None:
    """At two points each; where a value is not real the point says nothing."""
    told, every = 0, sides()
    for number, (name, side) in enumerate(every):
        for seed in (number, number + 1000):
            put = drawn(side, seed)
            value = complex(side.subs(put).evalf(20).replace(lambda e: type(e).__name__ == "Q", lambda e: norm.sf(float(e.args[0]))))
            if abs(value.imag) > 1e-12 or value.real != value.real:
                continue
            again = read(tex(side), {tex(symbol): float(given) for symbol, given in put.items()})
            assert again == pytest.approx(value.real, rel=1e-9, abs=1e-12), (name, tex(side))
            told += 1
    assert len(every) > 100 and told > len(every)


def arguments() -> dict[tuple[Any, Any], str]:
    """Every argument, in every quantity of a claim or of a step of a proof, that is no number and no letter, with its statement."""
    found: dict[tuple[Any, Any], str] = {}
    for name, one in load().items():
        steps = [step for proof in one.proofs for step in proof.steps]
        for relation in (*one.claim.given, *one.claim.then, *steps):
            for atom in {made for side in (relation.lhs, relation.rhs) for made in sp.sympify(side).atoms(Applied)}:
                for value in atom.args:
                    if known(value) and not value.is_Atom:
                        found.setdefault((atom, value), name)
    return found


def test_each_argument_of_a_quantity_as_printed_has_the_value_of_the_argument() -> None:
    """Found by it: 1/2 - k/m stood in the derivations as -(m - 2 k)/(2 m)."""
    told, every = 0, arguments()
    for number, ((atom, value), name) in enumerate(every.items()):
        shown, put = next(text for text in (tex(_factored(value)), tex(value)) if text in tex(atom)), drawn(value, number)
        if value.subs(put).is_real:
            again = read(shown, {tex(symbol): float(given) for symbol, given in put.items()})
            assert again == pytest.approx(float(value.subs(put)), rel=1e-9, abs=1e-12), (name, shown)
            told += 1
    assert len(every) > 50 and told > len(every) / 2


@pytest.mark.parametrize(
    ("text", "value"),
    [(r"\frac{a}{2} - \frac{m}{a}", -3.9), (r"2 \sqrt{m} a", 0.8), (r"\ln \frac{m}{4} + m^{2}", 16), (r"- a \left(m + 1\right)^{2}", -5)],
)
def test_the_reader_reads_and_a_lost_sign_is_another_value(text: str, value: float) -> None:
    values = {"a": 0.2 if "frac{m}{a}" not in text else 1.0, "m": 4.0}
    expected = {-3.9: 0.5 - 4}.get(value, value)
    assert read(text, values) == pytest.approx(expected)
    assert read(text.replace("- ", "+ ", 1).removeprefix("+ ") if "-" in text else text + " + 1", values) != pytest.approx(expected)


SAID = {"=": "==", r"\le": "<=", "<": "<", r"\ge": ">=", ">": ">"}


@pytest.mark.parametrize("relation", ["==", "<=", "<", ">=", ">"])
def test_a_relation_is_printed_as_the_one_that_it_is(relation: str) -> None:
    left, sign, right = relation_tex(Relation(a, relation, m)).split(" ")
    assert (left, SAID[sign], right) == ("a", relation, "m")


@pytest.mark.parametrize(("low", "high"), [(False, False), (False, True), (True, False), (True, True)])
def test_an_open_end_is_a_round_bracket(low: bool, high: bool) -> None:
    shown = _range(Domain(delta, sp.S.Zero, sp.S.One, open_low=low, open_high=high))
    assert shown == rf"\in {'(' if low else '['}0, 1{')' if high else ']'}"
    below = _range(Domain(delta, sp.S.Zero, None, open_low=low))
    assert below == ("> 0" if low else r"\ge 0") and D.is_integer


@pytest.mark.parametrize("name", load())
def test_a_range_as_printed_has_the_ends_of_its_domain(name: str) -> None:
    """Read back: numbers of an interval or of whole numbers in their order, and whether each end belongs."""
    for domain in load()[name].claim.where:
        shown = domain_tex(domain)
        ends = [end for end in (domain.low, domain.high) if end is not None]
        if len(ends) < 2 or not all(sp.sympify(end).is_Rational for end in ends):
            continue
        read = re.search(r"\\in (\\\{|[(\[])(.*?), (?:\\dots, )?(.*?)(\\\}|[)\]])$", shown)
        assert read is not None, shown
        numbers = [sp.Rational(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", part)) for part in (read[2], read[3])]
        assert numbers == [sp.Rational(str(end)) for end in ends] and numbers[0] <= numbers[1]
        whole = bool(domain.symbol.is_integer)
        left, right = (r"\{", r"\}") if whole else ("(" if domain.open_low else "[", ")" if domain.open_high else "]")
        assert (read[1], read[4], r"\dots" in shown) == (left, right, whole)


X, N = sp.Symbol("x", real=True), sp.Symbol("n", integer=True)
#: A domain and how it is printed, each end there or not, in or out.
PRINTED = [
    (Domain(X), r"x \in \mathbb{R}"), (Domain(X, None, 3), r"x \le 3"), (Domain(X, None, 3, open_high=True), "x < 3"),
    (Domain(X, 3), r"x \ge 3"), (Domain(X, 3, open_low=True), "x > 3"), (Domain(X, 0, 1, open_low=True), r"x \in (0, 1]"),
    (Domain(N), r"n \in \mathbb{Z}"), (Domain(N, None, 3), r"n \in \mathbb{Z}_{\le 3}"), (Domain(N, 1), r"n \in \mathbb{N}"),
    (Domain(N, 2), r"n \in \mathbb{N}_{\ge 2}"), (Domain(N, 0, open_low=True), r"n \in \mathbb{N}"),
    (Domain(N, 2, 8), r"n \in \{2, \dots, 8\}"), (Domain(N, 2, 8, open_high=True), r"n \in \{2, \dots, 7\}"),
    (Domain(N, 2, 8, open_low=True), r"n \in \{3, \dots, 8\}"),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "shown"), PRINTED, ids=str)
def test_a_domain_without_an_end_is_printed_without_it(domain: Domain, shown: str) -> None:
    assert domain_tex(domain) == shown
