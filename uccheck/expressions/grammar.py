"""The grammar of expressions in claim files: a whitelist over Python's syntax tree, never `eval`, never `sympify`.

Glossary
    parse       text to an `Expression`; everything outside the grammar is refused with its column.
    Expression  an immutable tree of `Number`, `Variable`, `Operation` (+ - * / ** neg) and `Call`.
    enclose     (in `intervals`) the value over a box, as a rational interval; `to_sympy` below, the value as algebra.

The text is untrusted: its length, nesting, digits and exponents are bounded before anything is computed.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.core.errors import InvalidParameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import sympy

MAX_LENGTH, MAX_DEPTH, MAX_NODES = 2000, 60, 400
MAX_DIGITS, MAX_TEN_POWER, MAX_EXPONENT = 60, 400, 1000

#: Functions and the number of their arguments; None is "one or more".
FUNCTIONS: dict[str, int | None] = {
    "sqrt": 1, "exp": 1, "log": 1, "abs": 1, "erf": 1, "erfc": 1, "Phi": 1, "Q": 1, "phi": 1,
    "sin": 1, "cos": 1, "tanh": 1, "sinh": 1, "cosh": 1, "min": None, "max": None,
}  # fmt: skip
CONSTANTS = ("pi",)
#: Signs that people write between two expressions.
RELATIONS = {"\u2264": "<=", "\u2a7d": "<=", "\u2265": ">=", "\u2a7e": ">=", "\u2260": "!=", "\u2248": "~"}

_NUMBER = re.compile(r"(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?")
_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
_MEND = {
    ast.BitXor: "write ** for powers, not ^",
    ast.FloorDiv: "write / for division",
    ast.Attribute: "attributes are not part of the grammar",
    ast.Compare: "put the comparison into the field `relation`",
    ast.Subscript: "indices are not part of the grammar",
}


@dataclass(frozen=True)
class Number:
    """An exact rational constant."""

    value: Fraction


@dataclass(frozen=True)
class Variable:
    """A variable of `where`, or the constant pi."""

    name: str


@dataclass(frozen=True)
class Operation:
    """`operator` is one of + - * / ** (two operands) or neg (one)."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Call:
    """A function of `FUNCTIONS` applied to its arguments."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Variable | Operation | Call


def parse(text: str, variables: frozenset[str]) -> Expression:
    """The tree of `text` over `variables` and pi.

    Guarantee: every node is of the whitelist, at most `MAX_DEPTH` deep and `MAX_NODES` in number; numbers are exact.
    Raises InvalidParameter: one line with the offending piece, its column, and the mend.
    """
    _check_text(text)
    text = " ".join(text.split())  # one line, so that columns are offsets
    return _Reader(text, variables).read(_syntax(text).body, 1)


def _check_text(text: str) -> None:
    if not text.strip():
        raise InvalidParameter("the expression is empty; write a formula such as exp(-x**2/2)/2")
    if len(text) > MAX_LENGTH:
        raise InvalidParameter(f"the expression has {len(text)} characters; at most {MAX_LENGTH} are read")
    odd = next((c for c in text if not (c.isascii() and (c.isprintable() or c.isspace()))), None)
    if odd is not None and odd in RELATIONS:
        raise InvalidParameter(f"the relation {RELATIONS[odd]} ({odd!a}) in an expression; put it into the field `relation`, one side here")
    if odd is not None:
        raise InvalidParameter(f"character {odd!a} in an expression; write ASCII, such as gamma, sqrt(x), x**2")
    if _bracket_depth(text) > MAX_DEPTH:
        raise InvalidParameter(f"brackets are nested more than {MAX_DEPTH} deep; simplify the expression")


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for c in text:
        depth += (c in "([{") - (c in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _syntax(text: str) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "1if" and friends warn before they fail
            return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        column = getattr(problem, "offset", None)
        raise InvalidParameter(f"not an expression (column {column or 1}): {_clip(text)!a}") from None


def _clip(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


class _Reader:
    """One pass over the syntax tree; keeps the text because a float node has lost its digits."""

    def __init__(self, text: str, variables: frozenset[str]) -> None:
        self.text, self.variables, self.nodes = text, variables, 0

    def read(self, node: ast.expr, depth: int) -> Expression:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise self.refusal(node, f"nested more than {MAX_DEPTH} deep; simplify the expression")
        if self.nodes > MAX_NODES:
            raise self.refusal(node, f"more than {MAX_NODES} operations; simplify the expression")
        if isinstance(node, ast.Constant):
            return Number(self.number(node))
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.UnaryOp):
            return self.unary(node, depth)
        if isinstance(node, ast.BinOp):
            return self.binary(node, depth)
        if isinstance(node, ast.Call):
            return self.call(node, depth)
        raise self.refusal(node, _MEND.get(type(node), "allowed are numbers, variables, + - * / **, and functions"))

    def number(self, node: ast.Constant) -> Fraction:
        source = self.piece(node)
        if not isinstance(node.value, int | float) or isinstance(node.value, bool):
            raise self.refusal(node, "constants are decimal numbers")
        match = _NUMBER.fullmatch(source)
        if match is None or len(match[1] + match[2]) > MAX_DIGITS:
            raise self.refusal(node, f"write a decimal number of at most {MAX_DIGITS} digits")
        if abs(int(match[3] or 0)) > MAX_TEN_POWER:
            raise self.refusal(node, f"powers of ten go up to {MAX_TEN_POWER}")
        return Fraction(source)

    def name(self, node: ast.Name) -> Expression:
        if node.id not in self.variables and node.id not in CONSTANTS:
            known = ", ".join([*sorted(self.variables), *CONSTANTS])
            raise self.refusal(node, f"not a variable of `where` (known: {known})")
        return Variable(node.id)

    def unary(self, node: ast.UnaryOp, depth: int) -> Expression:
        operand = self.read(node.operand, depth + 1)
        if isinstance(node.op, ast.UAdd):
            return operand
        if not isinstance(node.op, ast.USub):
            raise self.refusal(node, "the only signs are + and -")
        return Number(-operand.value) if isinstance(operand, Number) else Operation("neg", (operand,))

    def binary(self, node: ast.BinOp, depth: int) -> Expression:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            raise self.refusal(node, _MEND.get(type(node.op), "operators are + - * / **"))
        left, right = self.read(node.left, depth + 1), self.read(node.right, depth + 1)
        if operator == "**" and isinstance(right, Number) and _too_large(right.value):
            raise self.refusal(node, f"exponents are at most {MAX_EXPONENT}, as are their denominators")
        return Operation(operator, (left, right))

    def call(self, node: ast.Call, depth: int) -> Expression:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            raise self.refusal(node, f"functions are {', '.join(FUNCTIONS)}")
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            raise self.refusal(node, f"{name} takes plain arguments")
        wanted = FUNCTIONS[name]
        if not node.args or (wanted is not None and len(node.args) != wanted):
            raise self.refusal(node, f"{name} takes {wanted or 'at least one'} argument(s), not {len(node.args)}")
        return Call(name, tuple(self.read(a, depth + 1) for a in node.args))

    def piece(self, node: ast.expr) -> str:
        return self.text[node.col_offset : node.end_col_offset]

    def refusal(self, node: ast.expr, mend: str) -> InvalidParameter:
        return InvalidParameter(f"{_clip(self.piece(node))!a} (column {node.col_offset + 1}): {mend}")


def _too_large(exponent: Fraction) -> bool:
    return abs(exponent) > MAX_EXPONENT or exponent.denominator > MAX_EXPONENT


def walk(expression: Expression) -> Iterator[Expression]:
    """Every node of the tree, the root first."""
    yield expression
    children: tuple[Expression, ...] = ()
    if isinstance(expression, Operation):
        children = expression.operands
    elif isinstance(expression, Call):
        children = expression.arguments
    for child in children:
        yield from walk(child)


def to_sympy(expression: Expression, symbols: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    """The tree as a sympy expression, built node by node from exact rationals and declared symbols.

    Requires: called where time and memory are bounded, since sympy evaluates powers of numbers.
    """
    import sympy

    if isinstance(expression, Number):
        return sympy.Rational(expression.value.numerator, expression.value.denominator)
    if isinstance(expression, Variable):
        return symbols.get(expression.name, sympy.pi)
    if isinstance(expression, Call):
        return _sympy_function(expression.function)(*(to_sympy(a, symbols) for a in expression.arguments))
    values = [to_sympy(e, symbols) for e in expression.operands]
    if expression.operator == "neg":
        return -values[0]
    if expression.operator == "/":
        return values[0] / values[1]
    joined = {"+": sympy.Add, "*": sympy.Mul, "**": sympy.Pow, "-": lambda a, b: a - b}
    return joined[expression.operator](*values)


def _sympy_function(name: str) -> Callable[..., sympy.Expr]:
    import sympy

    own: dict[str, Callable[..., sympy.Expr]] = {
        "abs": sympy.Abs,
        "min": sympy.Min,
        "max": sympy.Max,
        "Phi": lambda x: sympy.erfc(-x / sympy.sqrt(2)) / 2,
        "Q": lambda x: sympy.erfc(x / sympy.sqrt(2)) / 2,
        "phi": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    }
    return own[name] if name in own else getattr(sympy, name)
