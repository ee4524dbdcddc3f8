"""docs/theory.md as text: what it prints between two phrases, and the value of such a formula at numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sympy as sp
from scipy.stats import norm
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

PAGE = " ".join((Path(__file__).resolve().parents[1] / "docs" / "theory.md").read_text(encoding="utf-8").split())
_FUNCTIONS = {name: sp.Function(name) for name in ("Q", "Phi", "phi")} | {"sqrt": sp.sqrt, "ln": sp.log, "exp": sp.exp}
_NUMERIC = [{"Q": norm.sf, "Phi": norm.cdf, "phi": norm.pdf}, "numpy"]


def after(start: str, end: str) -> str:
    """What the page prints between the two texts; it must print the first once."""
    assert PAGE.count(start) == 1, start
    return PAGE.partition(start)[2].partition(end)[0].strip()


def value(text: str, at: dict[str, Any]) -> Any:
    """The formula at numbers: products by juxtaposition (`mT` for m T), square brackets and braces for round ones."""
    text = text.translate(str.maketrans("[]{}", "()()"))
    text = re.sub(r"\b(sqrt|ln) (\w+)", r"\1(\2)", text).replace("mT", "m T").replace("rD", "r D")
    letters = {name: sp.Symbol(name) for name in at}
    found = parse_expr(text, letters | _FUNCTIONS, (*standard_transformations, convert_xor, implicit_multiplication))
    names = sorted(map(str, found.free_symbols))
    return sp.lambdify([letters[name] for name in names], found, _NUMERIC)(*(at[name] for name in names))
