"""Expressions in parts whose signs are known: normal tails in their ranges, quantities that are ordered, multiples of the same factor."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from uccheck.quantities.monotone import difference
from uccheck.quantities.symbols import Q, phi
from uccheck.rules.algebra.residues import sign_of
from uccheck.rules.claim import Domain


def normal_values(plain: Any, where: tuple[Domain, ...]) -> tuple[Any, tuple[Domain, ...]]:
    """Each normal tail as a number of (0, 1), of (0, 1/2] where its argument is nonnegative, each density as one of (0, 2/5)."""
    names: dict[Any, Domain] = {}
    for atom in sorted(plain.atoms(Q, phi), key=str):
        half = isinstance(atom, Q) and sign_of(atom.args[0], where) is not None
        high = sp.Rational(2, 5) if isinstance(atom, phi) else sp.Rational(1, 2) if half else sp.S.One
        names[atom] = Domain(sp.Dummy(positive=True), 0, high, open_low=True, open_high=not half)
    return plain.xreplace({atom: domain.symbol for atom, domain in names.items()}), tuple(names.values())


def ordered(plain: Any, atoms: dict[Any, Any], where: tuple[Domain, ...]) -> tuple[Any, list[Any]]:
    """Each quantity that is at least another of the expression is written as that one and something nonnegative."""
    steps: list[Any] = []
    for larger, smaller in itertools.permutations(atoms, 2):
        gap = difference(atoms[larger], atoms[smaller]) if {larger, smaller} <= plain.free_symbols else None
        if gap is not None and (gap == 0 or sign_of(gap, where) is not None):
            steps.append(sp.Dummy(nonnegative=True))
            plain = sp.expand(plain.xreplace({larger: smaller + steps[-1]}))
    return plain, steps


def by_parts(plain: Any, every: tuple[Domain, ...]) -> int | None:
    """The sign of a sum of multiples of the same parts, as of sqrt(10) u/2 - sqrt(2) u, where every part has the same one."""
    numbers: dict[Any, Any] = {}
    for term in sp.Add.make_args(sp.expand_mul(plain)):
        number, part = term.as_independent(*term.free_symbols, as_Add=False)
        numbers[part] = numbers.get(part, sp.S.Zero) + number
    signs = [sign_of(number * part, every) for part, number in numbers.items() if number != 0]
    return None if None in signs else max((one for one in signs if one is not None), default=0)
