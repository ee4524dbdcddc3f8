"""The neighbours of a statement, made from its record alone: a new statement has its own without code.

Glossary
    neighbour  the claim with one thing changed; its id says what and where, and is the same in every process
    place      given1, given2, ... the hypotheses, then1, ... the conclusions, and the ends of the domains
    moved      a constant at 3/4 and 5/4 of itself, a whole exponent at one less and one more, 0 at -1/8 and 1/8

The quantifiers of a record are all of one kind (for all symbols of the domains), so that there are none to exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf as oo
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.symbols import Q
from uccheck.rules.claim import Claim, Domain, Relation

SETTING = frozenset({"m", "D", "s", "b"})
STRICT = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_EIGHTH = sp.Rational(1, 8)


@dataclass(frozen=True)
class Neighbour:
    """One change of a record: `id` is unique in its statement, `operator` the kind of change."""

    id: str
    operator: str
    claim: Claim


def neighbours(claim: Claim) -> tuple[Neighbour, ...]:
    """Every neighbour of the claim, each once; what changes nothing is left out."""
    found: dict[Claim, Neighbour] = {}
    taken: dict[str, int] = {}
    for place, operator, change, made in _made(claim):
        if made == claim or made in found or _broken(made, claim):
            continue
        name = f"{place} {operator}: {change}"
        taken[name] = taken.get(name, 0) + 1
        found[made] = Neighbour(name if taken[name] == 1 else f"{name} #{taken[name]}", operator, made)
    return tuple(found.values())


def _broken(claim: Claim, before: Claim) -> bool:
    """Whether the change left no relation between numbers."""
    kept = {*before.given, *before.then}
    sides = [side for one in (*claim.given, *claim.then) if one not in kept for side in (one.lhs, one.rhs)]
    return any(sp.sympify(side).replace(sp.Limit, lambda inner, *_: inner).has(sp.nan, sp.zoo, sp.oo, -sp.oo) for side in sides)


def _made(claim: Claim) -> Iterator[tuple[str, str, str, Claim]]:
    for number, relation in enumerate(claim.given):
        place = f"given{number + 1}"
        kept = (*claim.given[:number], *claim.given[number + 1 :])
        yield place, "hypothesis dropped", _text(relation), replace(claim, given=kept)
        for operator, change, made in relations(relation):
            yield place, operator, change, replace(claim, given=(*claim.given[:number], made, *claim.given[number + 1 :]))
    for number, domain in enumerate(claim.where):
        for operator, change, wider in _domains(domain):
            if operator == "strictness" and _without_value(claim, domain, wider):
                continue
            where = (*claim.where[:number], wider, *claim.where[number + 1 :])
            yield f"where {domain.symbol}", operator, change, replace(claim, where=where)
    for number, relation in enumerate(claim.then):
        for operator, change, made in relations(relation):
            then = (*claim.then[:number], made, *claim.then[number + 1 :])
            yield f"then{number + 1}", operator, change, replace(claim, then=then)


def _without_value(claim: Claim, domain: Domain, wider: Domain) -> bool:
    """Whether the end that is closed leaves a side without a value: then there is nothing to claim there."""
    end = wider.low if domain.open_low != wider.open_low else wider.high
    if domain.open_low == wider.open_low and domain.open_high == wider.open_high:
        return False
    if any(one.slack.has(sp.Derivative) for one in claim.then):
        return False  # its variable is no value that could be put in
    opened = (domain.open_low, domain.open_high) < (wider.open_low, wider.open_high)
    return not opened and _broken(Claim(tuple(one.at({domain.symbol: sp.sympify(end)}) for one in claim.then)), Claim(()))


def _domains(domain: Domain) -> Iterator[tuple[str, str, Domain]]:
    """Each end dropped, and opened or closed, but for an end that says what the symbol is (a positive length, a whole number)."""
    symbol = domain.symbol
    plain = replace(domain, samples=())
    known = (symbol.is_nonnegative and domain.low == 0) or (domain.whole and domain.low == 1)
    if domain.low is not None and not known:
        named = f"{symbol} {'>' if domain.open_low else '>='} {domain.low}"
        yield "hypothesis dropped", named, replace(plain, low=None, open_low=False)
    if domain.high is not None:
        named = f"{symbol} {'<' if domain.open_high else '<='} {domain.high}"
        yield "hypothesis dropped", named, replace(plain, high=None, open_high=False)
    if domain.low is not None and not domain.whole and not (symbol.is_positive and domain.open_low):
        yield "strictness", f"{symbol} {'>=' if domain.open_low else '>'} {domain.low}", replace(plain, open_low=not domain.open_low)
    if domain.high is not None and not domain.whole:
        yield "strictness", f"{symbol} {'<=' if domain.open_high else '<'} {domain.high}", replace(plain, open_high=not domain.open_high)


def relations(relation: Relation) -> Iterator[tuple[str, str, Relation]]:
    """Every neighbour of one relation: the sign between the sides, then each place inside a side."""
    for sign in ("<=", ">=", "<", ">") if relation.relation == "==" else (STRICT[relation.relation], TURNED[relation.relation]):
        kind = "strictness" if STRICT.get(sign) == relation.relation else "weakened" if relation.relation == "==" else "turned"
        yield kind, f"{relation.relation} to {sign}", Relation(relation.lhs, sign, relation.rhs)
    for side, other in (("lhs", "rhs"), ("rhs", "lhs")):
        whole = sp.sympify(getattr(relation, side))
        if whole == 0 and sp.sympify(getattr(relation, other)) != 0:
            for moved in (-_EIGHTH, _EIGHTH):
                yield "constant", f"0 to {moved}", replace(relation, **{side: moved})
        for operator, change, made in _inside(whole):
            yield operator, change, replace(relation, **{side: made})


Rebuild = Callable[[Any], Any]


def _inside(expr: Any, rebuild: Rebuild = lambda made: made, top: bool = True, inside: str = "") -> Iterator[tuple[str, str, Any]]:
    """Changes at `expr` and below; `rebuild` puts a changed part back into the whole."""
    for operator, made in _here(expr, top):
        yield operator, f"{_short(expr)} to {_short(made)}{inside}", rebuild(made)
    for number, part in enumerate(expr.args):
        if not _entered(expr, number, part):
            continue
        if isinstance(expr, Applied) and part.is_Rational:
            for moved in _moved(part, False):
                if _allowed(expr.about.args[number], moved):
                    made = expr.func(*expr.args[:number], moved, *expr.args[number + 1 :])
                    yield "constant", f"{part} to {moved} in {_short(expr)}", rebuild(made)
            continue

        def put(made: Any, number: int = number) -> Any:
            return rebuild(expr.func(*expr.args[:number], made, *expr.args[number + 1 :]))

        yield from _inside(part, put, top=False, inside=f" in {_short(expr)}")


def _entered(expr: Any, number: int, part: Any) -> bool:
    """Names, bound variables and what a root or a quotient is stay as they are; so do a quantity's arguments, which have siblings."""
    if isinstance(expr, sp.Tuple):
        return number > 0 and bool(part.free_symbols)
    if isinstance(expr, Applied):
        return bool(part.is_number) and part != 0
    if isinstance(expr, (sp.Indexed, sp.Limit, sp.KroneckerDelta)):
        return isinstance(expr, sp.Limit) and number == 0
    if isinstance(expr, sp.Derivative):
        return number == 0
    if isinstance(expr, sp.Pow) and number == 1:
        return bool(part not in (-1, _HALF, -_HALF))
    return not (expr.is_Mul and part == -1)


_HALF = sp.Rational(1, 2)
#: What an argument of a quantity may be; a number beyond it names no quantity.
ARGUMENTS: dict[str, tuple[int, int]] = {"rho": (0, 1), "delta": (0, 1)}


def _allowed(argument: str, value: Any) -> bool:
    low, high = ARGUMENTS.get(argument, (-oo, oo))
    return bool(low <= value <= high) and (argument not in ("m", "D", "k") or bool(value.is_Integer))


def _here(expr: Any, top: bool) -> Iterator[tuple[str, Any]]:
    if expr.is_Rational:
        yield from (("constant", moved) for moved in _moved(expr, top))
    elif isinstance(expr, sp.Pow) and expr.exp.is_Integer and expr.exp > 1:
        yield from (("constant", expr.base ** (expr.exp + step)) for step in (-1, 1))
    elif expr.is_Add:
        yield from (("term dropped", expr - term) for term in expr.args)
    elif expr.is_Mul:
        yield from (("factor dropped", expr / factor) for factor in expr.args if not factor.is_number)
    elif isinstance(expr, (Applied, Q)):
        yield from siblings(expr)


def _moved(value: Any, top: bool) -> tuple[Any, ...]:
    if value == 0 or (value == -1 and not top):
        return ()
    return (value * sp.Rational(3, 4), value * sp.Rational(5, 4))


def siblings(expr: Any) -> Iterator[tuple[str, Any]]:
    """The complement where it is one, the square, the quantities with the same arguments, and itself with one argument twice or half as
    large; arguments that merely name the space (the symbols m, D, s, b) are left.
    """
    if isinstance(expr, Q) or expr.about.high == 1:
        yield "complement", 1 - expr
    yield "square", expr**2
    if isinstance(expr, Q):
        return
    about = expr.about
    for other in QUANTITIES.values():
        if other.name != about.name and other.args == about.args:
            yield "another quantity", quantity(other.name)(*expr.args)
    for number, value in enumerate(expr.args):
        if (about.args[number] in SETTING and value.is_Symbol) or value.is_number:
            continue
        for scale in (_HALF, 2):
            yield "another argument", expr.func(*expr.args[:number], scale * value, *expr.args[number + 1 :])


def _text(relation: Relation) -> str:
    return f"{_short(relation.lhs)} {relation.relation} {_short(relation.rhs)}"


def _short(expr: Any, width: int = 60) -> str:
    text = str(expr)
    return text if len(text) <= width else f"{text[: width - 12]}... [{_mark(text)}]"


def _mark(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:6]
