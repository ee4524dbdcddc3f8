"""Prose of the records: sentences that hold references to objects, never formulas typed for the eye.

`{then[0].rhs}`, `{given[1]}`, `{where[gamma]}` and `{name}` stand for objects of the record: a part of its claim, a domain, one of its
`terms`, a letter of the notation. Between backticks stands the spelling of an object (`1 - delta`, `delta <= 1/4`): it is parsed to that
object. Whatever is printed is rendered from the object, and `unfounded` lists those that neither occur in the record nor are decided.

Glossary
    Name       a letter that the definitions introduce and no formula computes with: S, h_S, L_D
    object     a sympy expression, a relation, a domain
    Tied       an object that is shown because relations that were computed from it hold
    pieces     a sentence as words and objects in turn
    unfounded  objects of a sentence that the record does not bear out
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from string import Formatter
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import sympy as sp

from uccheck.quantities import symbols
from uccheck.quantities.applied import Applied
from uccheck.quantities.symbols import Phi, Q, named, phi
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import is_zero, sign_of

if TYPE_CHECKING:
    from uccheck.rules.statement import Statement


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


def told(statement: Statement) -> dict[str, str]:
    """The sentences of a record by field."""
    found = {"title": statement.title, "says": statement.says, "remark": statement.remark}
    found |= {f"origin {number}": origin.words for number, origin in enumerate(statement.origins)}
    steps = [step for proof in statement.proofs for step in proof.steps]
    return found | {f"step {number}": step.why for number, step in enumerate(steps)}


def unfounded(statement: Statement) -> list[str]:
    """The objects in the record's prose that neither occur in it nor are decided, by field; spellings that are not understood, too."""
    bad, ground = [], Ground(statement)
    bad += [f"origin of {one.value}: it is none of the record, or not its formula" for one in statement.origins if not _from(one, ground)]
    for where, text in told(statement).items():
        try:
            objects = list(pieces(text, statement.claim, statement.terms))[1::2]
        except ValueError as problem:
            bad.append(f"{where}: {problem}")
            continue
        bad += [f"{where}: the number {one} is none of the record" for one in _numbers(text) if one not in ground.numbers]
        bad += [f"{where}: {one} is borne out by nothing in the record" for one in objects if not ground.bears(one)]
    return bad


def _from(origin: Any, ground: Ground) -> bool:
    """Whether the constant is one of the record and its formula has that value at the paper's s and b."""
    value = sp.sympify(origin.value)
    at = {symbols.s: sp.Integer(4), symbols.b: sp.Integer(32)}
    return value in ground.numbers and (origin.formula is None or is_zero(sp.sympify(origin.formula).subs(at) - value))


def _numbers(text: str) -> list[Any]:
    """The numbers above 2 and the fractions that stand in words; a year is none."""
    words = PLACE.sub(" ", text)
    found = [sp.Rational(one) for one in re.findall(r"(?<![\w.-])\d+(?:/\d+)?(?![\w.])", words)]
    return [one for one in found if one not in (0, 1, 2) and not 1900 < one < 2100]


class Ground:
    """What a record says besides its prose: every expression and relation of the claim and the proofs."""

    def __init__(self, statement: Statement) -> None:
        self.claim = statement.claim
        self.relations = [*_relations((statement.claim, statement.proofs))]
        sides = [sp.sympify(side) for one in self.relations for side in (one.lhs, one.rhs)]
        sides += [sp.sympify(value) for value in _values((statement.claim.where, statement.proofs))]
        self.parts = {part for side in sides for part in sp.preorder_traversal(side)}
        computed = [one.shown for one in _flat(statement.terms.values()) if isinstance(one, Tied) and one.holds]
        told_ = [side for one in computed for side in ((one.lhs, one.rhs) if isinstance(one, Relation) else (one,))]
        seen = {*self.parts, *(part for side in told_ for part in sp.preorder_traversal(sp.sympify(side)))}
        self.numbers = {part for part in seen if getattr(part, "is_Number", False)} | {_under_root(part) for part in seen}

    def bears(self, one: Any) -> bool:
        """Whether the object occurs, follows from the ranges, or is an identity."""
        if isinstance(one, Tied):
            return one.holds
        if isinstance(one, Domain):
            return one in self.claim.where
        if isinstance(one, Relation):
            return self._relation(one)
        one = sp.sympify(one)
        if isinstance(one, sp.Tuple):  # a pair, or an open interval
            return all(part.is_number or self.bears(part) for part in one)
        if one.is_Symbol:
            return one in self.parts or one in set(NAMES.values()) or one in vars(symbols).values()
        return self._occurs(one)

    def _occurs(self, one: Any) -> bool:
        """As a part, as some factors or terms of one, up to expansion and sign, or as the complement 1 - x of a letter."""
        if one in self.parts or sp.expand(one) in self.parts or (isinstance(one, Applied) and all(at.is_Symbol for at in one.args)):
            return True
        if (1 - one).is_Symbol or (one.is_Number and -one in self.numbers):
            return True
        alike = [part for part in self.parts if part.free_symbols == one.free_symbols and not part.is_Symbol and isinstance(part, sp.Expr)]
        return any(_within(one, part) or sp.expand(part - one) == 0 or sp.expand(part + one) == 0 for part in alike)

    def _relation(self, one: Relation) -> bool:
        same = [known for known in self.relations if known.relation == one.relation or "==" in (known.relation, one.relation)]
        slack = sp.sympify(one.slack)
        if any(sp.expand(known.slack - slack) == 0 or (known.relation == "==" and sp.expand(known.slack + slack) == 0) for known in same):
            return True
        left, right = sp.sympify(one.lhs), sp.sympify(one.rhs)
        if one.relation == "==":
            new = left.is_Symbol and (left in NAMES.values() or left not in self._free())
            number = left.is_Symbol and right.is_number and right in self.numbers
            return number or (new and self.bears(right)) or (left.is_Symbol and right.is_Symbol) or is_zero(slack)
        if any(sp.expand(end - slack) == 0 for domain in self.claim.where for end, _ in domain.slacks()):
            return True
        found = None if slack.has(Applied) else sign_of(slack, self.claim.where)
        spare = sign_of(slack - sp.Rational(1, 10**6), self.claim.where) is not None  # a range wider than the record's says more than it
        return found is not None and (found > 0 or not one.strict) and not spare

    def _free(self) -> set[Any]:
        return {domain.symbol for domain in self.claim.where}


def _under_root(part: Any) -> Any:
    """128 of 8 sqrt(2) m, which is printed under the root; 0 of anything else."""
    roots = (
        [one.base for one in part.args if one.is_Pow and one.exp == sp.Rational(1, 2) and one.base.is_Integer]
        if isinstance(part, sp.Mul)
        else []
    )
    return roots[0] * sp.Mul(*(one for one in part.args if one.is_Integer)) ** 2 if roots else sp.S.Zero


def _within(one: Any, part: Any) -> bool:
    """m T of sigma^2 m T, m + 1 of 1 + m + s: some factors of a product, some terms of a sum."""
    return any(isinstance(part, kind) and set(kind.make_args(one)) <= set(part.args) for kind in (sp.Mul, sp.Add))


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _relations(part: Any) -> Iterator[Relation]:
    if isinstance(part, Relation):
        yield part
    elif isinstance(part, Mapping):
        for inner in (*part.keys(), *part.values()):
            yield from _relations(inner)
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _relations(inner)
    elif is_dataclass(part) and not isinstance(part, type):
        stated = getattr(part, "stated", None)
        if isinstance(stated, Relation):
            yield stated
        for one in fields(part):
            if one.name != "points":
                yield from _relations(getattr(part, one.name))


def _values(part: Any) -> Iterator[Any]:
    """The expressions inside rules and domains: forms, derivatives, what is put in the place of letters."""
    if isinstance(part, sp.Basic):
        yield part
    elif isinstance(part, Mapping):
        for inner in (*part.keys(), *part.values()):
            yield from _values(inner)
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _values(inner)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from _values(getattr(part, one.name))
