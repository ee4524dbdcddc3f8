"""Prose of the records: sentences that hold references to objects, never formulas typed for the eye.

`{then[0].rhs}`, `{given[1]}`, `{where[gamma]}` and `{name}` stand for objects of the record: a part of its claim, a domain, one of its
`terms`, a letter of the notation. Between backticks stands the spelling of an object (`1 - delta`, `delta <= 1/4`): it is parsed to that
object. Whatever is printed is rendered from the object; `grounds` asks whether the record bears it out.

Glossary
    Name       a letter that the definitions introduce and no formula computes with: S, h_S, L_D
    object     a sympy expression, a relation, a domain
    Tied       an object that is shown because relations that were computed from it hold
    pieces     a sentence as words and objects in turn
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from tokenize import TokenError
from typing import Any

import sympy as sp

from uccheck.quantities import symbols
from uccheck.quantities.symbols import Phi, Q, named, phi
from uccheck.rules.algebra.residues import is_zero
from uccheck.rules.claim import Claim, Relation


@dataclass(frozen=True)
class Tied:
    """`shown` follows from the record by `relations`, each computed from it: equalities with a zero residue, or numbers that compare."""

    shown: Any
    relations: tuple[Relation, ...]

    @property
    def holds(self) -> bool:
        """Whether every relation does, by algebra or by the signs of numbers."""
        return bool(self.relations) and all(_decided(relation) for relation in self.relations)


def tied(shown: Any, *relations: Relation) -> Tied:
    """An object with the relations that bear it out."""
    return Tied(shown, relations)


def _decided(relation: Relation) -> bool:
    slack = sp.sympify(relation.slack)
    return is_zero(slack) if relation.relation == "==" else relation.holds({}) is True


PLACE = re.compile(r"\{([A-Za-z_][^{}]*)\}|`([^`]*)`")


def _names() -> dict[str, Any]:
    """Letters of the notation that stand for no number: they print by their TeX, and nothing is computed with them."""
    plain = {
        **{name: name for name in ("S", "S'", "h_S", "w_1", "w_2", "x_1", "x_2", "z_i", "q_i", "q_j", "M_1", "N_i", "M_i", "N_1", "N", "M",
            "G")},
        **{name: name for name in ("f", "v_j", "u_j", "S_a", "e_1", "e_2", "y_i", "g_i", "z_1")},
        "L_D": r"L_{\mathcal{D}}", "Lhat_S": r"\hat L_S", "p_ijk": "p_{ijk}", "zeta_i": r"\zeta_i", "eta_i": r"\eta_i", "kl":
            r"\mathrm{kl}",
        "e_gen": r"\epsilon_{\mathrm{gen}}", "e_unif-alg": r"\epsilon_{\mathrm{unif\text{-}alg}}", "D'": r"\mathcal{D}",
    }  # fmt: skip
    return {name: named(f"notation:{name}", tex) for name, tex in plain.items()}


NAMES = _names()


def letter(name: str, claim: Claim | None) -> Any:
    """The symbol of that name: as the claim declares it, else as the kit does, else a name of the notation."""
    declared = {_label(domain.symbol): domain.symbol for domain in claim.where} if claim else {}
    kit = getattr(symbols, name, None)
    if name in declared:
        return declared[name]
    if name in NAMES:
        return NAMES[name]
    return kit if isinstance(kit, sp.Symbol) else (Q if name == "Q" else None)


def _label(symbol: Any) -> str:
    return str(symbol.label if isinstance(symbol, sp.IndexedBase) else symbol.name)


def namespace(claim: Claim | None, terms: Mapping[str, Any]) -> dict[str, Any]:
    """What a placeholder may refer to."""
    found: dict[str, Any] = {name: value for name, value in vars(symbols).items() if isinstance(value, sp.Symbol)}
    found |= NAMES
    if claim is not None:
        domains = {_label(domain.symbol): domain for domain in claim.where}
        found |= {name: domain.symbol for name, domain in domains.items()}
        found |= {"then": claim.then, "given": claim.given, "where": domains}
    return found | dict(terms)


def pieces(text: str, claim: Claim | None = None, terms: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """Words (str) and objects in turn.  Raises: ValueError for a reference to nothing, or a spelling that is not understood."""
    known, end = namespace(claim, terms or {}), 0
    for match in PLACE.finditer(text):
        yield text[end : match.start()]
        yield _object(match, known, claim)
        end = match.end()
    yield text[end:]


def _object(match: re.Match[str], known: Mapping[str, Any], claim: Claim | None) -> Any:
    if match[1] is None:
        found = spelled(match[2], claim)
        if found is None:
            raise ValueError(f"`{match[2]}` is the spelling of no object: name it among the terms of the record and refer to it in braces")
        return found
    try:
        return Formatter().get_field(match[1], (), known)[0]
    except (KeyError, IndexError, AttributeError):
        raise ValueError(f"{{{match[1]}}} refers to nothing: neither a part of the claim, nor a term of the record, nor a letter") from None


_WORDS = re.compile(r"e_unif-alg|[A-Za-z_][A-Za-z_0-9]*'?")
_SIGNS = re.compile(r"(<=|>=|==|=|<|>)")


def spelled(text: str, claim: Claim | None) -> Any:
    """The object that the notation between backticks spells: a letter, an expression or one relation; None if it spells none."""
    parts = _SIGNS.split(text.strip())
    sides = [_expression(part.strip(), claim) for part in parts[::2]]
    if len(parts) > 3 or any(side is None for side in sides):
        return None
    return sides[0] if len(parts) == 1 else Relation(sides[0], "==" if parts[1] == "=" else parts[1], sides[1])


def _expression(text: str, claim: Claim | None) -> Any:
    """Juxtaposition is a product, ^ a power, ln a logarithm; every word must be a known letter or a product of known letters."""
    from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

    local: dict[str, Any] = {"Q": Q, "Phi": Phi, "phi": phi, "sqrt": sp.sqrt, "exp": sp.exp, "ln": sp.log}

    def word(match: re.Match[str]) -> str:
        found = [letter(match[0], claim)] if match[0] not in local else [None]
        if found[0] is None and match[0] not in local and claim is not None:  # mT is a product, in a record that has m and T
            found = [letter(one, claim) for one in match[0]]
        if match[0] in local:
            return match[0]
        if None in found:
            raise KeyError(match[0])
        codes = [f"v{sp.sympify(abs(hash(one)))}" for one in found]
        local.update(zip(codes, found, strict=True))
        return "(" + "*".join(codes) + ")"

    try:
        made = _WORDS.sub(word, text.replace("mean zeta", "zeta_bar"))
        found = parse_expr(made, local, (*standard_transformations, convert_xor, implicit_multiplication))
        return sp.Tuple(*found) if isinstance(found, tuple) else found if isinstance(found, sp.Basic) else None
    except (KeyError, IndexError, SyntaxError, TokenError, TypeError, AttributeError, ValueError):  # IndexError: a bracket closed too often
        return None
