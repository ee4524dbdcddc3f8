"""Every symbol of the statements, declared once: two symbols of one name with different assumptions do not cancel.

A statement declares the domain of each of its symbols; what sympy is told here must follow from that domain.

Glossary
    m, D, K   sample size, noise dimension, signal dimension: positive integers
    s, b, r   signal s > 0, noise b > 0, and r = s/b (4, 32 and 1/8 in the paper)
    T         |sum_i z_i|^2/m, chi-square with D degrees of freedom
    Q, Phi    normal upper tail and distribution function; phi the density
"""

from __future__ import annotations

from typing import Any

import sympy as sp

m, D, K, d, k, n = sp.symbols("m D K d k n", positive=True, integer=True)
i, j, c_index = sp.symbols("i j c", positive=True, integer=True)
s, b, r, T, tau, sigma, t, q = sp.symbols("s b r T tau sigma t q", positive=True)
epsilon, delta, e1, eta, rho, theta, kappa = sp.symbols("epsilon delta e1 eta rho theta kappa", positive=True)
gamma, e2 = sp.symbols("gamma e2", nonnegative=True)
a, c, e, p, u, v, x, y, z, lamda = sp.symbols("a c e p u v x y z lambda", real=True)
X, Y, zeta, zeta_bar, g, h, w = sp.symbols("X Y zeta zetabar g h w", real=True)
A, B, R, W = sp.symbols("A B R W", positive=True)
L, F, H = sp.symbols("L F H", real=True)
N = sp.Symbol("n", integer=True, nonnegative=True)
lam = sp.Symbol("lam", real=True, nonnegative=True)


class Q(sp.Function):  # type: ignore[misc]
    """Q(x) = P(N(0,1) > x); Q(-x) is rewritten as 1 - Q(x), so that one normal form remains."""

    @classmethod
    def eval(cls, x: Any) -> Any:
        """Values at 0 and at infinity, and the reflection."""
        known = {sp.Integer(0): sp.Rational(1, 2), sp.oo: sp.Integer(0), -sp.oo: sp.Integer(1)}
        if x in known:
            return known[x]
        return 1 - cls(-x) if x.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Any:
        """Q' = -phi."""
        return -phi(self.args[0])

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _eval_evalf(self, prec: int) -> Any:
        return (sp.erfc(self.args[0] / sp.sqrt(2)) / 2)._eval_evalf(prec)

    def _eval_rewrite_as_erfc(self, x: Any, **_: Any) -> Any:
        return sp.erfc(x / sp.sqrt(2)) / 2

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        at = self.args[0]
        if at.is_Add and all(term.has(sp.I) or term.could_extract_minus_sign() for term in at.args):
            return _call(printer, r"\Phi", (-at,), exp)
        return _call(printer, "Q", self.args, exp)


class phi(sp.Function):  # type: ignore[misc]  # noqa: N801 - the field's name
    """The standard normal density exp(-x^2/2)/sqrt(2 pi)."""

    @classmethod
    def eval(cls, x: Any) -> Any:
        """Even: the sign of the argument is dropped."""
        return cls(-x) if x.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Any:
        """phi'(x) = -x phi(x)."""
        return -self.args[0] * phi(self.args[0])

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _eval_evalf(self, prec: int) -> Any:
        """By the exponential: sympy would otherwise look for a function `phi` in mpmath, which is the golden ratio."""
        return (sp.exp(-(self.args[0] ** 2) / 2) / sp.sqrt(2 * sp.pi))._eval_evalf(prec)

    def _eval_rewrite_as_exp(self, x: Any, **_: Any) -> Any:
        return sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _call(printer, r"\varphi", self.args, exp)


def Phi(x: Any) -> Any:
    """The normal distribution function, kept as 1 - Q(x) so that tails cancel."""
    return 1 - Q(x)


def _call(printer: Any, name: str, arguments: Any, exp: str | None) -> str:
    inside = ",".join(printer._print(v) for v in arguments)
    power = f"^{{{exp}}}" if exp else ""
    return rf"{name}{power}\left({inside}\right)"


#: How symbols print where their own name would not do.
TEX: dict[Any, str] = {zeta_bar: r"\bar\zeta", lamda: r"\lambda", tau: r"\tau", lam: r"\lambda", c_index: "c"}


def named(name: str, tex: str, **assumptions: bool) -> Any:
    """A variable of one statement (a variance, an atom of a finite space), real, that prints as `tex`; the statement gives its domain."""
    symbol = sp.Symbol(name, **({"real": True} | assumptions))
    TEX[symbol] = tex
    return symbol
