"""Checked expressions as TeX: the displayed formula is rendered from the very object that was checked."""

from __future__ import annotations

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
        return self._sum(sorted(terms, key=lambda term: term.could_extract_minus_sign()))

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
        """Roots of positive factors under one sign: sqrt(2) sqrt(m) sqrt(x) as sqrt(2 m x)."""
        roots = [v for v in expr.args if isinstance(v, sp.Pow) and v.exp == sp.Rational(1, 2)]
        if len(roots) < 2 or not any(v.base.is_Integer for v in roots):
            return self._quotient(expr)
        inside, rest = sp.Mul(*(v.base for v in roots)), sp.Mul(*(v for v in expr.args if v not in roots))
        factor, rest = rest.as_coeff_Mul()
        if factor.is_Integer and factor > 0:
            inside, factor = inside * factor**2, sp.S.One
        root = rf"\sqrt{{{self._print(inside)}}}"
        outer = factor * rest
        return root if outer == 1 else f"{self._bracketed(outer)} {root}"

    def _quotient(self, expr: Any) -> str:
        return str(super()._print_Mul(expr))

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


def _is_phi(expr: Any) -> bool:
    return bool(expr.is_Add and len(expr.args) == 2 and sp.S.One in expr.args and any((-v).func is Q for v in expr.args))


def tex(expr: Any) -> str:
    """The expression as TeX."""
    return str(_Printer(SETTINGS).doprint(sp.sympify(expr)))


def relation_tex(relation: Relation, *, ampersand: bool = False) -> str:
    """lhs R rhs as TeX, with an alignment mark before R if asked for."""
    mark = "&" if ampersand else ""
    return f"{tex(relation.lhs)} {mark}{SIGNS[relation.relation]} {tex(relation.rhs)}"


def domains_tex(claim: Claim) -> list[str]:
    """One entry for each distinct domain, with all its symbols: m, D \\ge 1; \\epsilon \\in (0, 1)."""
    groups: dict[str, list[str]] = {}
    for domain in claim.where:
        groups.setdefault(_range(domain), []).append(tex(domain.symbol))
    comma = r",\allowbreak "
    return [f"{(', ' if len(names) < 5 else comma).join(names)} {where}" for where, names in groups.items()]


def _range(domain: Domain) -> str:
    if domain.symbol.is_integer:
        low = "" if domain.low is None else tex(domain.low)
        high = "" if domain.high is None else tex(domain.high)
        if high:
            return rf"\in \{{{low}, \dots, {high}\}}"
        return r"\in \mathbb{N}" if low == "1" else rf"\in \mathbb{{N}}_{{\ge {low}}}"
    if domain.low is None and domain.high is None:
        return r"\in \mathbb{R}"
    if domain.high is None:
        return f"> {tex(domain.low)}" if domain.open_low else rf"\ge {tex(domain.low)}"
    left, right = "(" if domain.open_low else "[", ")" if domain.open_high else "]"
    return rf"\in {left}{tex(domain.low)}, {tex(domain.high)}{right}"
