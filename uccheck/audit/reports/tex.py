"""The formula of a claim as TeX, generated from its fields: what stands in dollars in Markdown and as MathML in HTML.

Glossary
    formula  the TeX of the relation that a claim states; "" for claims that are words.
    of       the TeX of an expression of the grammar.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from uccheck.core.exact import as_written
from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable, parse

_RELATION = {"<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "==": "="}
_GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "pi", "rho", "sigma", "tau", "phi")
)
_FUNCTION = {"exp": r"\exp", "log": r"\ln", "min": r"\min", "max": r"\max", "Q": "Q", "Phi": r"\Phi", "phi": r"\varphi", "sin": r"\sin",
             "cos": r"\cos", "tanh": r"\tanh", "sinh": r"\sinh", "cosh": r"\cosh"}  # fmt: skip
E_GEN, E_UNIF = r"\epsilon_{\mathrm{gen}}(m, \delta)", r"\epsilon_{\mathrm{unif\text{-}alg}}(m, \delta)"


def formula(claim: Any) -> str:
    """The relation that the claim states, or ""."""
    match claim.kind:
        case "vacuous":
            return rf"{E_UNIF} \ge {_number(claim.at_least)}"
        case "generalizes":
            return rf"{E_GEN} \le {_number(claim.at_most)}"
        case "suffices" | "necessary":
            arrow = r"\Longrightarrow" if claim.kind == "suffices" else r"\Longleftarrow"
            D = of(parse(claim.D, frozenset({"m", "delta", "epsilon"})))
            return rf"D \ge {D} \;{arrow}\; {_conclusion(claim.conclusion)}"
        case "event":
            return rf"\Pr(\text{{{claim.event}}}) {_RELATION[claim.relation]} {_number(claim.value)}"
        case "tail":
            X = r"\mathcal{N}(0,1)" if claim.df is None else rf"\chi^2_{{{claim.df}}}"
            return rf"\Pr({X} {'>' if claim.side == 'upper' else '<'} {_number(claim.at)}) \le {_number(claim.at_most)}"
        case "identity" | "inequality":
            names = frozenset(claim.where)
            relation = _RELATION[claim.relation] if claim.kind == "inequality" else "="
            return f"{of(parse(claim.lhs, names))} {relation} {of(parse(claim.rhs, names))}"
        case "order":
            names = frozenset({"m", "D", "epsilon", "delta"})
            of_what = "D = " if claim.quantity == "dimension" else ""
            return rf"{of_what}{'O' if claim.order == 'O' else chr(92) + claim.order}\left({of(parse(claim.of, names))}\right)"
    return ""


def _conclusion(which: str) -> str:
    parts = {"e_gen": rf"{E_GEN} \le \epsilon", "e_unif-alg": rf"{E_UNIF} \ge 1 - \epsilon"}
    return parts[which] if which in parts else rf"{parts['e_gen']},\ {parts['e_unif-alg']}"


def of(e: Expression, *, tight: int = 0) -> str:
    """The TeX of an expression; `tight` is the strength of the operator around it."""
    if isinstance(e, Number):
        return _number(e.value)
    if isinstance(e, Variable):
        return _name(e.name)
    if isinstance(e, Call):
        return _call(e)
    return _operation(e, tight)


def _operation(e: Operation, tight: int) -> str:
    op, xs = e.operator, e.operands
    if op == "/":
        return rf"\frac{{{of(xs[0])}}}{{{of(xs[1])}}}"
    if op == "**":
        return f"{_base(xs[0])}^{{{of(xs[1])}}}"
    if op == "neg":
        text, strength = f"-{of(xs[0], tight=2)}", 1
    elif op == "*":
        text, strength = rf"{of(xs[0], tight=2)} {_times(xs[1])}{_right(of(xs[1], tight=2))}", 2
    else:
        text, strength = f"{of(xs[0], tight=1)} {op} {_right(of(xs[1], tight=2 if op == '-' else 1))}", 1
    return rf"\left({text}\right)" if strength < tight else text


def _right(text: str) -> str:
    """What stands after a sign has none of its own without brackets."""
    return rf"\left({text}\right)" if text.startswith("-") else text


def _times(right: Expression) -> str:
    """A dot before a number, nothing before a letter."""
    first = right
    while isinstance(first, Operation) and first.operator in ("*", "**", "/"):
        first = first.operands[0]
    return r"\cdot " if isinstance(first, Number) else r"\, "


def _base(e: Expression) -> str:
    text = of(e)
    whole = isinstance(e, Number) and e.value >= 0 and e.value.denominator == 1
    return text if isinstance(e, Variable) or whole else rf"\left({text}\right)"


def _call(e: Call) -> str:
    inner = ", ".join(of(a) for a in e.arguments)
    if e.function == "sqrt":
        return rf"\sqrt{{{inner}}}"
    if e.function == "abs":
        return rf"\left|{inner}\right|"
    name = _FUNCTION.get(e.function, rf"\operatorname{{{e.function}}}")
    return rf"{name}\left({inner}\right)"


def _name(name: str) -> str:
    head, _, tail = name.partition("_")
    shown = rf"\{head}" if head in _GREEK else head if len(head) == 1 else rf"\mathrm{{{head}}}"
    clean_tail = tail.replace("_", r"\_")
    return rf"{shown}_{{{clean_tail}}}" if tail else shown


def _number(value: Fraction) -> str:
    text = as_written(value)
    if "/" in text:
        top, bottom = text.split("/")
        return rf"\frac{{{top}}}{{{bottom}}}"
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa
