"""Checked expressions as TeX: the displayed formula is rendered from the very object that was checked."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter

from uccheck.quantities.symbols import TEX, Q
from uccheck.rules.claim import Claim, Domain, Relation

SIGNS = {"==": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">"}
SETTINGS = {"ln_notation": True, "fold_short_frac": False, "root_notation": True, "mul_symbol": None, "order": "none"}


class _Printer(LatexPrinter):  # type: ignore[misc]
    """Sympy's printer with the names of `symbols.TEX`, limits without side, and derivatives as fractions."""

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        return TEX.get(expr) or str(super()._print_Symbol(expr, style=style))

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        """1 - Q(u) as Phi(u); otherwise the terms with a plus sign first."""
        terms = list(self._as_ordered_terms(expr, order="lex"))
        tail = [term for term in terms if (-term).func is Q]
        if len(tail) == 1 and sp.S.One in terms:
            rest = [term for term in terms if term not in (sp.S.One, tail[0])]
            return self._sum([*rest]) + (" + " if rest else "") + self._phi((-tail[0]).args[0])
        return self._sum(sorted(terms, key=lambda term: (term.could_extract_minus_sign(), not term.is_number)))

    def _needs_mul_brackets(self, expr: Any, first: bool = False, last: bool = False) -> bool:
        return not _is_phi(expr) and bool(super()._needs_mul_brackets(expr, first=first, last=last))

    def parenthesize(self, item: Any, level: int, is_neg: bool = False, strict: bool = False) -> str:
        """As sympy does, except that Phi(u) stands bare."""
        return self._print(item) if _is_phi(item) else str(super().parenthesize(item, level, is_neg, strict))

    def _phi(self, at: Any) -> str:
        return rf"\Phi\left({self._print(at)}\right)"

    def _sum(self, terms: list[Any]) -> str:
        text = ""
        for term in terms:
            minus = term.could_extract_minus_sign()
            body = self._print(-term if minus else term)
            if self._needs_add_brackets(-term if minus else term):
                body = rf"\left({body}\right)"
            text += (" - " if minus else " + ") * bool(text) + ("-" if minus and not text else "") + body
        return text

    def _print_Mul(self, expr: Any) -> str:
        """One fraction with the sign before it; factors by `_rank`; roots of the same side under one sign: sqrt(m) sqrt(T) as sqrt(m T)."""
        factor, rest = expr.as_coeff_Mul()
        if factor.is_negative:
            return f"-{self._print(-expr)}"
        over, under = [sp.Integer(factor.p)] if factor.is_Rational else [factor], [sp.Integer(getattr(factor, "q", 1))]
        for part in sp.Mul.make_args(rest):
            below = part.is_Pow and part.exp.is_number and part.exp.could_extract_minus_sign()
            (under if below else over).append(1 / part if below else part)
        if len(under) == 1 and under[0] != 1 and rest.has(sp.exp):
            return rf"\frac{{{over[0]}}}{{{under[0]}}} {self._product(over[1:])}"
        above, below_ = self._product(over), self._product(under)
        return above if below_ == "1" else rf"\frac{{{above}}}{{{below_}}}"

    def _product(self, parts: list[Any]) -> str:
        """The factors other than 1, side by side; whole numbers common to the terms of a bracket before it."""
        parts = _rooted([v for v in _taken_out(parts) if v != 1])
        if len(parts) < 2:
            return str(self._print(parts[0])) if parts else "1"
        return " ".join(self._factor(v, last=v is parts[-1]) for v in parts)

    def _factor(self, part: Any, *, last: bool) -> str:
        text = str(self._print(part))
        wide = (part.is_Add and not _is_phi(part)) or (isinstance(part, _OPEN) and not last) or text.startswith("-")
        return rf"\left({text}\right)" if wide else text

    def _print_Sum(self, expr: Any) -> str:
        text = str(super()._print_Sum(expr))
        inside = str(self._print(expr.function))
        return text.removesuffix(inside) + rf"\left({inside}\right)" if inside.startswith("-") and text.endswith(inside) else text

    def _print_ExpBase(self, expr: Any, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\exp{power}\left({self._print(expr.args[0])}\right)"

    def _print_log(self, expr: Any, exp: str | None = None) -> str:
        at = expr.args[0]
        power, inside = (f"^{{{exp}}}" if exp else ""), self._print(at)
        bare = (
            at.is_Symbol
            or at.is_Integer
            or (at.is_Pow and at.exp == -1)
            or (inside.startswith(r"\frac") and inside.count(r"\frac") == 1 and at.is_Mul)
        )
        return rf"\ln{power} {inside}" if bare else rf"\ln{power}\left({inside}\right)"

    def _print_Indexed(self, expr: Any) -> str:
        """x2[i, j] as x_{2, i j}."""
        name = str(expr.base.label)
        head, number = (name[:-1], name[-1] + ",") if name[-1].isdigit() else (name, "")
        return f"{head}_{{{number}{' '.join(self._print(index) for index in expr.indices)}}}"

    def _print_Limit(self, expr: Any) -> str:
        inside, variable, point, side = expr.args
        mark = str(side) if point not in (sp.oo, -sp.oo) else ""
        target = self._print(point) + (f"^{mark}" if mark in "+-" and mark else "")
        return rf"\lim_{{{self._print(variable)} \to {target}}} {self._bracketed(inside)}"

    def _bracketed(self, expr: Any) -> str:
        text = self._print(expr)
        return rf"\left({text}\right)" if expr.is_Add else str(text)

    def _print_Derivative(self, expr: Any) -> str:
        (variable, order), *_ = expr.variable_count
        power = "" if order == 1 else f"^{{{order}}}"
        letter = self._print(variable)
        head = rf"\frac{{d{power}}}{{d{letter}{power}}}"
        return f"{head} {self._bracketed(expr.expr)}"


_OPEN = (sp.Sum, sp.Integral, sp.Limit, sp.Derivative)
#: Letters in the order in which a product shows them; others follow by name.
ORDER = ("k", "r", "s", "b", "a", "m", "D", "n", "y", "u", "w", "x", "z", "t", "T", "sigma", "epsilon", "delta", "gamma", "rho", "tau")


def _taken_out(parts: list[Any]) -> list[Any]:
    """128 + 128 eta beside other factors as 128 (1 + eta)."""
    number, found = sp.S.One, list[Any]()
    for part in parts:
        content, rest = part.primitive() if part.is_Add and not _is_phi(part) and len(parts) > 1 else (sp.S.One, part)
        number, found = (number * content, [*found, rest]) if content.is_Integer else (number, [*found, part])
    numbers = [part for part in found if part.is_Integer]
    return [number * sp.Mul(*numbers), *(part for part in found if part not in numbers)]


def _rooted(parts: list[Any]) -> list[Any]:
    """The factors in the order of `_rank`, their square roots as one; a whole number before a root of whole numbers goes under it."""
    roots = [v for v in parts if v.is_Pow and v.exp == sp.Rational(1, 2)]
    if len(roots) < 2:
        return sorted(parts, key=_rank)
    rest = [v for v in parts if v not in roots]
    inside = sp.Mul(*(v.base for v in roots))
    if any(v.base.is_Integer for v in roots):
        inside *= sp.Mul(*(v**2 for v in rest if v.is_Integer))
        rest = [v for v in rest if not v.is_Integer]
    return [*sorted(rest, key=_rank), sp.Pow(inside, sp.Rational(1, 2), evaluate=False)]


def _rank(part: Any) -> tuple[int, int, str]:
    """Numbers, letters, brackets, named variables, functions, roots, sums."""
    base = part.base if part.is_Pow and not isinstance(part, sp.exp) and part.exp != sp.Rational(1, 2) else part
    if isinstance(base, sp.Indexed) or base.is_Symbol:
        name = str(base.base.label if isinstance(base, sp.Indexed) else base.name)
        place = ORDER.index(name.rstrip("12")) if name.rstrip("12") in ORDER else len(ORDER)
        return (1 if len(TEX.get(base, "x")) < 9 else 3, place, str(base))
    if part.is_Number or part is sp.I:
        return (0, 0, str(part))
    kinds = ((part.is_Pow and part.exp == sp.Rational(1, 2), 5), (base.is_Add and not _is_phi(base), 2), (isinstance(part, _OPEN), 6))
    return (next((rank for holds, rank in kinds if holds), 4), 0, str(part))


def _is_phi(expr: Any) -> bool:
    return bool(expr.is_Add and len(expr.args) == 2 and sp.S.One in expr.args and any((-v).func is Q for v in expr.args))


def tex(expr: Any) -> str:
    """The expression as TeX."""
    return str(_Printer(SETTINGS).doprint(sp.sympify(expr)))


def relation_tex(relation: Relation, *, ampersand: bool = False) -> str:
    """lhs R rhs as TeX, with an alignment mark before R if asked for."""
    mark = "&" if ampersand else ""
    return f"{tex(relation.lhs)} {mark}{SIGNS[relation.relation]} {tex(relation.rhs)}"


def domain_tex(domain: Domain) -> str:
    """The symbol with its range."""
    return f"{tex(domain.symbol)} {_range(domain)}"


def domains_tex(claim: Claim) -> list[str]:
    """One entry for each distinct domain, with all its symbols: m, D \\ge 1; \\epsilon \\in (0, 1)."""
    groups: dict[str, list[str]] = {}
    for domain in claim.where:
        groups.setdefault(_range(domain), []).append(tex(domain.symbol))
    comma = r",\allowbreak "
    return [f"{(', ' if len(names) < 5 else comma).join(names)} {where}" for where, names in groups.items()]


def _range(domain: Domain) -> str:
    if domain.symbol.is_integer:
        return _whole_range(domain)
    if domain.low is None and domain.high is None:
        return r"\in \mathbb{R}"
    if domain.low is None:
        return f"< {tex(domain.high)}" if domain.open_high else rf"\le {tex(domain.high)}"
    if domain.high is None:
        return f"> {tex(domain.low)}" if domain.open_low else rf"\ge {tex(domain.low)}"
    left, right = "(" if domain.open_low else "[", ")" if domain.open_high else "]"
    return rf"\in {left}{tex(domain.low)}, {tex(domain.high)}{right}"


def _whole_range(domain: Domain) -> str:
    """The least and the greatest whole number; an end that is left out is its neighbour."""
    low = None if domain.low is None else sp.sympify(domain.low) + int(domain.open_low)
    high = None if domain.high is None else sp.sympify(domain.high) - int(domain.open_high)
    if low is not None and high is not None:
        return rf"\in \{{{tex(low)}, \dots, {tex(high)}\}}"
    if low is None:
        return r"\in \mathbb{Z}" if high is None else rf"\in \mathbb{{Z}}_{{\le {tex(high)}}}"
    return r"\in \mathbb{N}" if low == 1 else rf"\in \mathbb{{N}}_{{\ge {tex(low)}}}"


def printed(text: str) -> int:
    """About how many symbols wide the TeX is when set: commands count once, fractions by their wider half."""
    before = ""
    while before != text:  # fractions in fractions, from the inside
        before, text = (
            text,
            re.sub(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", lambda m: max(m[1], m[2], key=len), text),
        )
    text = re.sub(r"\\(left|right|bigl|bigr|mathcal|mathbb|mathrm|text|,|;|quad)", "", text)
    return len(re.sub(r"\\[a-zA-Z]+|[{}^_ $&]", lambda m: "x" if m[0].startswith("\\") else "", text))
