"""Wrong formulas made from right ones: mathematical mutation operators on Python's syntax tree.

Glossary
    Mutant      one changed expression of one module: where, by which operator, before and after, the whole new text.
    operator    a function of a node that yields (name, changed node) pairs; the names are those of the table.

Only formulas are changed: messages, annotations, decorators, docstrings, raised errors and loops' budgets are not.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

Change = tuple[str, ast.expr]

#: Letters that count something, so that n - 1 in the place of n is a plausible slip.
COUNTS = {"m", "n", "k", "D", "R"}
#: Names of error probabilities and levels: twice or half of them is a plausible slip.
LEVELS = {"alpha", "delta", "epsilon", "level"}
#: Calls that are each other's mirror image: a rounding or a side turned round.
MIRRORS = {
    "lower": "upper", "upper": "lower", "min": "max", "max": "min", "floor": "ceil", "ceil": "floor",
    "decimal_above": "decimal_below", "decimal_below": "decimal_above",
    "upper_decimal": "lower_decimal", "lower_decimal": "upper_decimal",
    "upper_limit": "lower_limit", "lower_limit": "upper_limit", "abs_upper": "abs_lower",
    "normal_cdf": "normal_tail", "normal_tail": "normal_cdf", "sin": "cos", "cos": "sin",
    "expm1": "exp", "log1p": "log", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum",
    "_increasing": "_decreasing", "_decreasing": "_increasing",
}  # fmt: skip
#: Calls around two things of which one may be forgotten.
HULLS = {"hull", "union", "smaller"}
ROOTS = {"sqrt", "isqrt"}
_STRICT: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One wrong formula: `before` became `after` by `operator` in `function` of `module`; `source` is the whole module."""

    module: str
    function: str
    line: int
    operator: str
    before: str
    after: str
    source: str
    where: str = ""  # the line as it was

    @property
    def key(self) -> str:
        """A name that survives changes elsewhere in the file."""
        text = "\0".join((self.module, self.function, self.operator, self.before, self.after))
        return sha256(text.encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function}: {self.operator}: {self.before}  ->  {self.after}"


def mutants(module: str, source: str) -> list[Mutant]:
    """All mutants of a module's text, in the order of the text; each compiles and differs from the original."""
    lines, found = source.splitlines(keepends=True), list[Mutant]()
    for function, node, context in _expressions(ast.parse(source), ""):
        for operator, changed in _changes(node, context):
            before, after = ast.unparse(node), ast.unparse(ast.fix_missing_locations(changed))
            if before == after:
                continue
            text = _replaced(lines, node, after)
            where = lines[node.lineno - 1].strip()
            found.append(Mutant(module, function or "<module>", node.lineno, operator, before, after, text, where))
    return found


def _replaced(lines: list[str], node: ast.expr, text: str) -> str:
    """The source with a node's text replaced; offsets of the tree count bytes."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    head = lines[first].encode()[: node.col_offset].decode()
    tail = lines[last].encode()[node.end_col_offset :].decode()
    return "".join([*lines[:first], f"{head}({text}){tail}", *lines[last + 1 :]])


def _expressions(node: ast.AST, function: str, context: ast.AST | None = None) -> Iterator[tuple[str, ast.expr, ast.AST | None]]:
    """(enclosing function, expression, parent) for every expression that may be a formula."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom, ast.Delete)):
        return
    if isinstance(node, ast.expr):
        yield function, node, context
    for child in _children(node):
        name = getattr(child, "name", None) if isinstance(child, (ast.FunctionDef, ast.ClassDef)) else None
        inner = function if name is None else f"{function}.{name}".lstrip(".")
        yield from _expressions(child, inner, node)


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        return list(node.body)
    if isinstance(node, ast.ClassDef):
        return list(node.body)
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value is not None else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "cast", "field"):
        return []
    if isinstance(node, ast.Subscript):
        return [node.value]
    return list(ast.iter_child_nodes(node))


def _changes(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    for operator in _OPERATORS:
        yield from operator(node, parent)


def _sums(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """A sign turned, except before an error term, which has both signs; a term dropped."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))) or _is_text(node):
        return
    flipped = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    if not (isinstance(node.right, ast.Call) and _name_and_operands(node.right)[0] == "plus_minus"):
        yield "sign", ast.BinOp(node.left, flipped, node.right)
    yield "term dropped", node.left
    if isinstance(node.op, ast.Add):
        yield "term dropped", node.right


def _products(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """A factor lost, a power lost."""
    if not isinstance(node, ast.BinOp):
        return
    if isinstance(node.op, ast.Mult) and not _is_text(node):
        if not _is_unit(node.left):
            yield "factor lost", node.right
        yield "factor lost", node.left
    if isinstance(node.op, ast.Div):
        yield "divisor lost", node.left
    if isinstance(node.op, ast.Pow):
        root = isinstance(node.right, ast.Constant) and node.right.value == 0.5
        yield "root lost" if root else "power lost", node.left


def _signs(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "condition turned", node.operand


def _counts(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """m - 1 for m; twice and half an error probability."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
    if name is None or not isinstance(getattr(node, "ctx", None), ast.Load):
        return
    if name in COUNTS and isinstance(parent, (ast.BinOp, ast.Compare)):
        yield "n - 1 for n", ast.BinOp(node, ast.Sub(), ast.Constant(1))
    if name in LEVELS and isinstance(parent, (ast.BinOp, ast.Compare, ast.Call)):
        yield "level doubled", ast.BinOp(ast.Constant(2), ast.Mult(), node)
        yield "level halved", ast.BinOp(node, ast.Div(), ast.Constant(2))


def _relations(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """Strictness and side of each relation; its constants."""
    if not isinstance(node, ast.Compare) or _is_text(node):
        return
    for index, op in enumerate(node.ops):
        for name, table in (("strictness", _STRICT), ("side", _TURNED)):
            if type(op) in table and not (name == "side" and isinstance(parent, ast.While)):  # a loop that never ends says nothing
                changed = copy.deepcopy(node)
                changed.ops[index] = table[type(op)]()
                yield name, changed
    for index, side in enumerate(node.comparators):
        if isinstance(side, ast.Constant) and isinstance(side.value, (int, float)) and side.value not in (0, 1, True):
            changed = copy.deepcopy(node)
            changed.comparators[index] = ast.Constant(side.value * 2)
            yield "constant doubled", changed


def _logic(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        yield "and for or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    if isinstance(node, ast.IfExp):
        yield "condition turned", ast.IfExp(node.test, node.orelse, node.body)
    tested = isinstance(parent, ast.If) and parent.test is node
    if tested and not isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        yield "condition turned", ast.UnaryOp(ast.Not(), node)


def _calls(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """Roots lost, mirrors, hulls and error terms."""
    if not isinstance(node, ast.Call):
        return
    name, operands = _name_and_operands(node)
    if name in ROOTS and len(operands) == 1:
        yield "root lost", operands[0]
    if name == "abs" and len(operands) == 1:
        yield "modulus lost", operands[0]
    if name in MIRRORS:
        yield "mirrored", _renamed(node, MIRRORS[name])
    if name in HULLS and len(operands) == 2:
        yield "side lost", operands[0]
        yield "side lost", operands[1]
    if name == "plus_minus" and len(operands) == 1:
        yield "error halved", _with_arguments(node, [ast.BinOp(operands[0], ast.Div(), ast.Constant(2))])
    if name == "where" and len(node.args) == 3:
        yield "condition turned", _with_arguments(node, [node.args[0], node.args[2], node.args[1]])
    for index, keyword in enumerate(node.keywords):
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool) and keyword.arg not in _SETTINGS:
            changed = copy.deepcopy(node)
            changed.keywords[index].value = ast.Constant(not keyword.value.value)
            yield "mirrored", changed


def _booleans(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool) and isinstance(parent, (ast.Return, ast.IfExp)):
        yield "condition turned", ast.Constant(not node.value)


def _functions(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """Strictness of a relation that is handed on as a function of the module `operator`."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "operator" and node.attr in _AS_FUNCTION:
        yield "strictness", ast.Attribute(node.value, _AS_FUNCTION[node.attr], ast.Load())


_AS_FUNCTION = {"lt": "le", "le": "lt", "gt": "ge", "ge": "gt"}
_SETTINGS = {"keepdims", "strict", "frozen", "eq", "init", "sort_keys", "weight", "kw_only"}
_OPERATORS: tuple[Callable[[ast.expr, ast.AST | None], Iterator[Change]], ...] = (
    _sums, _products, _signs, _counts, _relations, _logic, _calls, _booleans, _functions,
)  # fmt: skip


def _name_and_operands(node: ast.Call) -> tuple[str, list[ast.expr]]:
    """The called name; its operands, the receiver of a method first (but not a module such as np or math)."""
    if isinstance(node.func, ast.Name):
        return node.func.id, node.args
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        of_module = isinstance(owner, ast.Name) and owner.id in ("np", "math", "arb", "acb")
        return node.func.attr, node.args if of_module else [owner, *node.args]
    return "", node.args


def _renamed(node: ast.Call, name: str) -> ast.Call:
    changed = copy.deepcopy(node)
    if isinstance(changed.func, ast.Name):
        changed.func.id = name
    elif isinstance(changed.func, ast.Attribute):
        changed.func.attr = name
    return changed


def _with_arguments(node: ast.Call, arguments: list[ast.expr]) -> ast.Call:
    changed = copy.copy(node)
    changed.args = arguments
    return changed


def _is_text(node: ast.AST) -> bool:
    """Whether strings, tuples or lists take part: then + and * do not add and multiply."""
    kinds = (ast.JoinedStr, ast.List, ast.Tuple, ast.Dict)
    return any(isinstance(n, kinds) or (isinstance(n, ast.Constant) and isinstance(n.value, str)) for n in ast.iter_child_nodes(node))


def _is_unit(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1
