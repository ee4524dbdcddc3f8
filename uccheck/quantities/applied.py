"""Quantities as sympy functions: the arguments are part of the expression, so a substitution changes them and unequal ones never cancel."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.record import Quantity


class Applied(sp.Function):  # type: ignore[misc]
    """A quantity of the catalogue at symbolic or exact arguments, which are kept expanded so that equal ones meet."""

    about: Quantity

    @classmethod
    def eval(cls, *args: Any) -> Any:
        """The same quantity with its arguments expanded."""
        expanded = tuple(sp.expand(value) for value in args)
        return None if expanded == args else cls(*expanded)

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.about.low is not None and self.about.low >= 0 else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        """The template with @name replaced; an argument that it leaves out is shown unless it is the variable of its own name."""
        text, hidden = self.about.tex, []
        for name, value in sorted(zip(self.about.args, self.args, strict=True), key=lambda pair: -len(pair[0])):
            if f"@{name}" in text:
                text = text.replace(f"@{name}", printer._print(_factored(value)))
            elif str(value) != name:
                hidden.append(f"{_letter(name, printer)}={printer._print(value)}")
        shown = rf"{text}\big|_{{{','.join(sorted(hidden))}}}" if hidden else text
        return rf"\left({shown}\right)^{{{exp}}}" if exp else shown


def _letter(name: str, printer: Any) -> str:
    """The variable of that name as the catalogue writes it."""
    from uccheck.quantities.symbols import TEX

    return next((shown for symbol, shown in TEX.items() if str(symbol) == name), None) or str(printer._print(sp.Symbol(name)))


def _factored(value: Any) -> Any:
    """D - D a as D (1 - a), where that is what it is; arguments are kept expanded."""
    if not value.is_Add:
        return value
    whole = sp.factor(value)
    number, rest = whole.as_coeff_Mul()
    inner = next((part for part in sp.Mul.make_args(rest) if part.is_Add), None)
    if number.is_negative and inner is not None:  # -D (a - 1): the minus goes into the bracket
        whole = sp.Mul(-number, *(-part if part is inner else part for part in sp.Mul.make_args(rest)))
    return whole if whole.is_Mul or whole.is_Pow else value


def opaque(expr: Any) -> tuple[Any, dict[Any, Any]]:
    """The expression with a symbol for each quantity (the same symbol only for the same name and arguments), and the symbols' meaning."""
    names = {
        atom: sp.Dummy(atom.about.name, real=True, nonnegative=True if atom.is_nonnegative else None)
        for atom in sorted(sp.sympify(expr).atoms(Applied), key=str)
    }
    return expr.xreplace(names), {dummy: atom for atom, dummy in names.items()}


@cache
def quantity(name: str) -> Any:
    """The sympy function of a quantity of the catalogue; calling it with another number of arguments is a TypeError."""
    about = QUANTITIES[name]
    return type(name, (Applied,), {"about": about, "nargs": len(about.args), "__module__": __name__})


EVERYWHERE = None


def known_in(function: Any, *names: str) -> Any:
    """The function of a model, marked to follow the arguments of these names; without a mark it speaks only of arguments that are asked."""

    def value(*at: Any) -> Any:
        return function(*at)

    value.follows = frozenset(names)  # type: ignore[attr-defined]
    return value


def known_everywhere(function: Any) -> Any:
    """The function of a model, marked to follow every argument."""
    marked = known_in(function)
    marked.follows = EVERYWHERE
    return marked
