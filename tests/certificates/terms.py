"""Terms of Coq as the kernel's certificates and library write them: read, unfolded, matched and evaluated.

Nothing of the kit is used, and no formula stands here: what a name means is read from the library's own definitions, records and
statements in proofs/coq. A term is an int, a name, or a tuple (head, argument, ...); scopes, IZR and other casts are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from mpmath import iv

COQ = Path(__file__).parents[2] / "proofs" / "coq"
Term = Any
Bindings = dict[str, Term]
_TOKEN = re.compile(r"\d+|@?[A-Za-z_][\w'.]*\w|[A-Za-z_]|<=|/\\|->|[-+*/^()<]")
_SCOPE = re.compile(r"%(?:coq[RZ]|:E|E)")
_CASTS = {"IZR", "Z.of_nat"}


class ProofError(Exception):
    """What is written is no term, or proves nothing."""


@dataclass
class _Parser:
    tokens: list[str] = field(default_factory=list)

    def take(self, token: str) -> bool:
        if self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False

    def implications(self) -> Term:
        left = self.conjunction()
        return ("->", left, self.implications()) if self.take("->") else left

    def conjunction(self) -> Term:
        left = self.relation()
        return ("/\\", left, self.conjunction()) if self.take("/\\") else left

    def relation(self) -> Term:
        chain, found = [self.sum()], []
        while self.tokens[0] in ("<=", "<"):
            relation = self.tokens.pop(0)
            chain.append(self.sum())
            found.append((relation, *chain[-2:]))
        return chain[0] if not found else found[0] if len(found) == 1 else ("/\\", *found)

    def sum(self) -> Term:
        value = self.product()
        while self.tokens[0] in ("+", "-"):
            value = (self.tokens.pop(0), value, self.product())
        return value

    def product(self) -> Term:
        value = self.signed()
        while self.tokens[0] in ("*", "/"):
            value = (self.tokens.pop(0), value, self.signed())
        return value

    def signed(self) -> Term:
        if self.take("-"):
            return ("-", self.signed())
        if self.take("/"):
            return ("/", self.signed())
        value = self.application()
        return ("^", value, self.atom()) if self.take("^") else value

    def application(self) -> Term:
        head, found = self.atom(), list[Term]()
        while isinstance(head, str) and (self.tokens[0] == "(" or self.tokens[0][0].isalnum() or self.tokens[0][0] in "_@"):
            found.append(self.atom())
        return found[0] if head in _CASTS and len(found) == 1 else (head.lstrip("@"), *found) if found else head

    def atom(self) -> Term:
        token = self.tokens.pop(0)
        if token == "(":
            value = self.implications()
            if not self.take(")"):
                raise ProofError(f"no ) before {self.tokens}")
            return value
        if not (token[0].isalnum() or token[0] in "_@"):
            raise ProofError(f"{token} is no term")
        return int(token) if token.isdigit() else token


@cache
def term(text: str) -> Term:
    """The term that a text writes."""
    plain = _SCOPE.sub("", text)
    parser = _Parser([*_TOKEN.findall(plain), "."])
    value = parser.implications()
    if parser.tokens != ["."] or _TOKEN.sub("", plain).strip():
        raise ProofError(f"not a term: {text}")
    return value


def replaced(value: Term, given: Bindings) -> Term:
    """The term with names replaced."""
    if isinstance(value, tuple):
        return (value[0], *(replaced(one, given) for one in value[1:]))
    return given.get(value, value) if isinstance(value, str) else value


def match(pattern: Term, value: Term, given: Bindings) -> None:
    """Bind the names of a pattern so that it is the value.

    Raises: ProofError if nothing makes them equal.
    """
    if isinstance(pattern, str):
        if given.setdefault(pattern, value) != value:
            raise ProofError(f"{pattern} is {given[pattern]} and {value}")
    elif isinstance(pattern, tuple) and isinstance(value, tuple) and (pattern[0], len(pattern)) == (value[0], len(value)):
        for one, other in zip(pattern[1:], value[1:], strict=True):
            match(one, other, given)
    elif pattern != value:
        raise ProofError(f"{value} is no {pattern}")


# ----- the library -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A lemma: its parameters, premises and conclusion."""

    parameters: tuple[str, ...]
    premises: tuple[Term, ...]
    conclusion: Term


@cache
def library() -> str:
    """What the certificates load of the library."""
    return "\n".join((COQ / f"{name}.v").read_text() for name in ("TailReal", "Constants", "BellSeries", "Certificate"))


def _parameters(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r":[^)]*|[()]", " ", text).split())


@cache
def definition(name: str) -> tuple[tuple[str, ...], Term]:
    """Parameters and body of a definition of the library."""
    found = re.search(rf"^Definition {name} ((?:\([^)]*\) ?)*)(?:: Prop )?:=\s(.*?)\.$", library(), re.DOTALL | re.MULTILINE)
    if found is None:
        raise ProofError(f"{name} is not defined")
    return _parameters(found[1]), term(found[2])


@cache
def record(name: str) -> tuple[tuple[str, ...], tuple[Term, ...]]:
    """Parameters and fields of a record of the library."""
    found = re.search(rf"^Record {name} (\([^)]*\)) : Prop := \{{\n(.*?) \}}\.$", library(), re.DOTALL | re.MULTILINE)
    if found is None:
        raise ProofError(f"{name} is no record")
    return _parameters(found[1]), tuple(term(one.partition(" : ")[2]) for one in found[2].split(";"))


#: Coq's own lemmas that proofs cite.
_KNOWN = {
    "Rle_trans": Statement(("r1", "r2", "r3"), (("<=", "r1", "r2"), ("<=", "r2", "r3")), ("<=", "r1", "r3")),
    "Rmult_le_compat_l": Statement(("r", "a", "c"), (("<=", 0, "r"), ("<=", "a", "c")), ("<=", ("*", "r", "a"), ("*", "r", "c"))),
    "Rmin_l": Statement(("x", "y"), (), ("<=", ("Rmin", "x", "y"), "x")),
    "Rmin_r": Statement(("x", "y"), (), ("<=", ("Rmin", "x", "y"), "y")),
    "Rmax_l": Statement(("x", "y"), (), ("<=", "x", ("Rmax", "x", "y"))),
    "Rmax_r": Statement(("x", "y"), (), ("<=", "y", ("Rmax", "x", "y"))),
}
_SIGNATURE = r"^(?:Lemma|Theorem|Hypothesis) {name}((?: [\w ]+)?(?: ?\([^)]*\))*) ?:\s(.*?)\.(?:\nProof|\n)"


@cache
def statement(name: str) -> Statement:
    """A lemma of the library, or of Coq."""
    if name in _KNOWN:
        return _KNOWN[name]
    found = re.search(_SIGNATURE.format(name=re.escape(name)), library(), re.DOTALL | re.MULTILINE)
    if found is None:
        raise ProofError(f"no lemma {name}")
    whole, premises = term(found[2]), list[Term]()
    while isinstance(whole, tuple) and whole[0] == "->":
        premises.append(whole[1])
        whole = whole[2]
    return Statement(_parameters(found[1] or ""), tuple(premises), whole)


@cache
def hypothesis(name: str) -> Term:
    """A hypothesis or a variable of the sections of Certificate.v."""
    found = re.search(
        rf"(?:\({name}|(?:Hypothesis|Variable) {name}) : ((?:\([^()]*\)|[^().\n])*)", library()[library().index("Section certificates") :]
    )
    if found is None:
        raise ProofError(f"no hypothesis {name}")
    return term(found[1])


def unfolded(value: Term, names: set[str], own: Bindings) -> Term:
    """The term after `unfold` of these names, of which `own` defines some."""
    if not isinstance(value, tuple):
        return own[value] if value in names and value in own else value
    inner = (value[0], *(unfolded(one, names, own) for one in value[1:]))
    if value[0] not in names:
        return inner
    parameters, body = definition(value[0])
    if len(parameters) != len(inner) - 1:
        raise ProofError(f"{value[0]} has {len(parameters)} arguments")
    return unfolded(replaced(body, dict(zip(parameters, inner[1:], strict=True))), names, {})


# ----- values ------------------------------------------------------------------------------------


_LARGE = 2000


def _odd_horner(n: Any, k: Any, w: Any, z: Any) -> Any:
    """1 + z/k (1 + z/(k + 2) (... w))."""
    for j in reversed(range(int(n))):
        w = 1 + z / (k + 2 * j) * w
    return w


_RATIONAL: dict[tuple[str, int], Callable[..., Any]] = {
    ("+", 2): lambda a, c: a + c, ("-", 2): lambda a, c: a - c, ("*", 2): lambda a, c: a * c, ("/", 2): lambda a, c: a / c,
    ("-", 1): lambda a: -a, ("/", 1): lambda a: 1 / a, ("S", 1): lambda n: n + 1,
}  # fmt: skip
_REAL = _RATIONAL | {("exp", 1): iv.exp, ("ln", 1): iv.log, ("sqrt", 1): iv.sqrt}
_SERIES = _REAL | {("odd_horner", 4): _odd_horner}


def _value(one: Term, number: Callable[[int], Any], functions: dict[tuple[str, int], Callable[..., Any]]) -> Any:
    if isinstance(one, int):
        return number(one)
    if not isinstance(one, tuple):
        raise ProofError(f"{one} is not unfolded")
    if one[0] == "^":
        if not isinstance(one[2], int) or one[2] > _LARGE:
            raise ProofError(f"no power {one[2]}")
        return _value(one[1], number, functions) ** one[2]
    if one[0] == "odd_horner" and (one[0], len(one) - 1) in functions:
        n = _value(one[1], Fraction, _RATIONAL)
        if not (n.denominator == 1 and 0 <= n <= _LARGE):
            raise ProofError(f"no series of {n} terms")
        return _odd_horner(n, *(_value(each, number, functions) for each in one[2:]))
    if (one[0], len(one) - 1) not in functions:
        raise ProofError(f"{one[0]} is not unfolded")
    return functions[one[0], len(one) - 1](*(_value(each, number, functions) for each in one[1:]))


def _relations(goal: Term) -> Iterator[tuple[str, Term, Term]]:
    if not isinstance(goal, tuple) or goal[0] not in ("<=", "<", "/\\"):
        raise ProofError(f"{goal} is no relation")
    if goal[0] == "/\\":
        for part in goal[1:]:
            yield from _relations(part)
    else:
        yield goal[0], goal[1], goal[2]


@cache
def rationally(goal: Term) -> bool:
    """Whether relations of rational numbers hold, exactly; ProofError if a function of analysis stands in them."""
    sides = [(relation, *(_value(side, Fraction, _RATIONAL) for side in pair)) for relation, *pair in _relations(goal)]
    return all(left <= right if relation == "<=" else left < right for relation, left, right in sides)


@cache
def in_intervals(goal: Term, bits: int, series: bool) -> bool:
    """Whether interval arithmetic of so many bits shows that a relation holds."""
    before, iv.prec = iv.prec, bits
    try:
        functions = _SERIES if series else _REAL
        sides = [(relation, *(iv.mpf(_value(side, iv.mpf, functions)) for side in pair)) for relation, *pair in _relations(goal)]
        return all(bool(left.b <= right.a) if relation == "<=" else bool(left.b < right.a) for relation, left, right in sides)
    finally:
        iv.prec = before
