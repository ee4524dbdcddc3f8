"""What stands beside a verdict is read back: TeX by a reader of its own, formal sentences and legends by their fields."""

from __future__ import annotations

import itertools
import random
import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mpmath
import pytest
import sympy as sp

from tests.audit.asking import decided
from uccheck.audit import cache
from uccheck.audit.kinds.fields import Reading
from uccheck.audit.kinds.formulas import Beyond
from uccheck.audit.reports.report import LEGEND
from uccheck.audit.reports.tex import formula, of
from uccheck.audit.sentences import _proportion, _side
from uccheck.expressions.grammar import FUNCTIONS, parse, to_sympy

ROOT = Path(__file__).resolve().parents[2]
NAMES = frozenset({"a", "b", "c"})
AT = {"a": Fraction(7, 3), "b": Fraction(11, 5), "c": Fraction(13, 7)}


class Reader:
    """The value of TeX of sums, products, fractions and whole powers, as a mathematician reads it."""

    def __init__(self, text: str) -> None:
        self.left = re.findall(r"\\[a-zA-Z]+|\\,|\d+(?:\.\d+)?|[a-z]|[-+^{}()]", text)

    def take(self, *tokens: str) -> bool:
        if self.left and self.left[0] in tokens:
            self.left.pop(0)
            return True
        return False

    def sum(self) -> Fraction:
        value = self.signed()
        while self.left and self.left[0] in "+-":
            value += self.signed() if self.left.pop(0) == "+" else -self.signed()
        return value

    def signed(self) -> Fraction:
        return -self.product() if self.take("-") else self.product()

    def product(self) -> Fraction:
        value = self.power()
        while self.left and (self.take(r"\cdot", r"\,") or self.left[0] not in ("+", "-", "}", ")", r"\right")):
            value *= self.power()
        return value

    def power(self) -> Fraction:
        base = self.atom()
        return base ** int(self.group()) if self.take("^") else base

    def group(self) -> Fraction:
        assert self.take("{")
        value = self.sum()
        assert self.take("}")
        return value

    def atom(self) -> Fraction:
        if self.take(r"\frac"):
            return self.group() / self.group()
        if self.take(r"\left"):
            assert self.take("(")
            value = self.sum()
            assert self.take(r"\right") and self.take(")")
            return value
        token = self.left.pop(0)
        return AT[token] if token in AT else Fraction(token)


def drawn(draw: random.Random, depth: int) -> str:
    """A random expression of the grammar, each part in brackets."""
    if depth == 0:
        return draw.choice(["a", "b", "c", "2", "3", "1/2", "0.25"])
    kind = draw.choice(["+", "-", "*", "/", "neg", "**"])
    if kind == "neg":
        return f"(-({drawn(draw, depth - 1)}))"
    if kind == "**":
        return f"(({drawn(draw, depth - 1)})**{draw.choice([2, 3])})"
    return f"(({drawn(draw, depth - 1)}) {kind} ({drawn(draw, depth - 1)}))"


def test_an_expression_as_it_is_typeset_has_the_value_of_the_expression() -> None:
    draw, read = random.Random(5), 0
    symbols = {name: sp.Symbol(name) for name in NAMES}
    for depth in (1, 2, 3) * 60:
        expression = parse(drawn(draw, depth), NAMES)
        exact = to_sympy(expression, symbols).subs({symbols[n]: sp.Rational(v.numerator, v.denominator) for n, v in AT.items()})
        if exact.is_finite:
            reader = Reader(of(expression))
            assert (reader.sum(), reader.left) == (Fraction(str(exact)), []), of(expression)
            read += 1
    assert read > 150


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_the_grammar_is_that_of_sympy(name: str) -> None:
    """At places inside the domain of each, against mpmath."""
    own = {
        "abs": abs, "min": min, "max": max, "Phi": mpmath.ncdf, "Q": lambda t: mpmath.ncdf(-t), "phi": mpmath.npdf,
    }  # fmt: skip
    for value in ("0.3", "1.7", "2.5"):
        arguments = value if FUNCTIONS[name] == 1 else f"{value}, 2"
        found = to_sympy(parse(f"{name}({arguments})", frozenset()), {})
        wanted = own.get(name) or getattr(mpmath, name)
        assert float(found) == pytest.approx(float(wanted(*map(mpmath.mpf, arguments.split(", ")))), rel=1e-12)


def test_an_arrow_points_from_what_suffices_and_to_what_is_necessary() -> None:
    for kind, arrow in (("suffices", r"\Longrightarrow"), ("necessary", r"\Longleftarrow")):
        claim: Any = SimpleNamespace(kind=kind, D="64*m", conclusion="e_gen")
        assert formula(claim) == rf"D \ge 64 \, m \;{arrow}\; \epsilon_{{\mathrm{{gen}}}}(m, \delta) \le \epsilon"


def test_an_end_that_is_left_out_stands_in_a_round_bracket() -> None:
    ends = {"in": (Fraction(1), Fraction(2)), "out": (Beyond(1), Beyond(2))}
    for low, high in itertools.product(ends, ends):
        said = _side(ends[low][0], ends[high][1])
        assert said == f"{'[' if low == 'in' else '('}1, 2{']' if high == 'in' else ')'}"
    assert _side("-inf", "inf") == "(-oo, oo)"


@pytest.mark.parametrize(("end", "side"), [("upper", "at most"), ("lower", "at least")])
def test_a_one_sided_limit_is_on_its_side(end: str, side: str) -> None:
    limit = Reading(value=Fraction(1, 10), half=Fraction(1, 2000), widest=Fraction(1, 2000))
    claim: Any = SimpleNamespace(k=3, n=100, level=Fraction(19, 20), lower=None, upper=None)
    setattr(claim, end, limit)
    assert f"so the proportion is {side} 0.1 with" in _proportion(claim)


def test_the_legend_of_a_report_and_the_page_say_the_same_of_each_word() -> None:
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([A-Z-]+)(?:\(p\))? \| ([^|]*) \|$", page, flags=re.MULTILINE))
    assert rows.keys() >= LEGEND.keys()
    for word, said in LEGEND.items():
        first = {*re.findall(r"[a-z]+", said.split(",")[0].split(";")[0].lower())}
        shared = {name: len(first & {*re.findall(r"[a-z]+", text.lower())}) for name, text in rows.items()}
        assert max(shared, key=lambda name: (shared[name], name == word)) == word, (word, shared)
    assert decided("tail", distribution="normal", side="upper", at="1", at_most="0.2").word == "CERTIFIED"


def test_every_source_and_ledger_of_the_kit_is_part_of_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a decision may read: another text in any of them is another kit."""
    kinds = {path.suffix for path in (ROOT / "uccheck" / "data").iterdir() if path.is_file()} | {".py"}
    assert kinds == {".py", ".toml", ".json"}
    monkeypatch.setattr(cache, "files", lambda package: tmp_path)
    seen = set()
    for kind in ("", *sorted(kinds), ".py again"):
        if kind:
            (tmp_path / f"part{kind.split()[0]}").write_text(kind)
        seen.add(cache.kit_hash.__wrapped__())
    assert len(seen) == len(kinds) + 2
