"""What Coq's kernel has proved: read off the frozen page Challenge.v, its conditions parsed to expressions; nothing is copied by hand.

Glossary
    Proved     a theorem of the page: its name there, the theorems of the library that its proof applies, the ids that the ledger ties to
               these, the condition on D as a relation, the ranges, the bounds that it concludes, and its text.
    theorems   all theorems of the page.
    standing   whether the compiled library passed its gates in a run whose report is kept, and its hash.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import D, delta, epsilon, eta, gamma, m, named
from uccheck.rules.claim import Relation, ge, le
from uccheck.rules.prose import letter

#: Coq's names for the letters.
LETTERS = {"eps": epsilon, "delta": delta, "gamma": gamma, "eta": eta}
THEOREM = re.compile(r"^Theorem (\w+)(.*?)^Proof\b(.*?)\bQed\.", re.M | re.S)
CONDITION = re.compile(r"\((.*)<=\s*INR D\)%coqR", re.S)
RANGE = re.compile(r"\(([\d\s/]+)(<=?)\s*(\w+)\s*(<=?)\s*([\d\s/]+)\)%coqR")
HYPOTHESIS = re.compile(r"^Hypothes[ie]s (.*?)\.$", re.M | re.S)
SIZE = "m1 : (1 <= m)%N"  # the letter m is a positive integer here


@dataclass(frozen=True)
class Proved:
    """One theorem of the frozen page."""

    name: str
    applied: tuple[str, ...]
    ids: tuple[str, ...]
    text: str
    condition: Relation | None
    ranges: tuple[tuple[Any, str, Any, str, Any], ...]
    bounds: tuple[Relation, ...]

    @property
    def read(self) -> bool:
        """Whether condition and conclusion were both read off: only then are they printed as formulas, else the text of the page."""
        return self.condition is not None and bool(self.bounds)

    def at(self, **values: Any) -> Relation | None:
        """The condition with some letters fixed: at(gamma=0, eta="1/4")."""
        put = {letter(name, None): sp.Rational(value) for name, value in values.items()}
        return None if self.condition is None else self.condition.at(put)


def theorems(folder: Path) -> tuple[Proved, ...]:
    """The theorems of Challenge.v in `folder`, with the ledger beside it; empty where there is no page."""
    page = folder / "Challenge.v"
    if not page.is_file():
        return ()
    text = page.read_text(encoding="utf-8")
    return tuple(_proved(one[1], one[2], one[3], _shared(text, one.start()), folder) for one in THEOREM.finditer(text))


def _opened(text: str) -> list[tuple[str, int]]:
    """The sections that are open at the end of the text, by name and place."""
    opened: list[tuple[str, int]] = []
    for found in re.finditer(r"^(Section|End) (\w+)\.", text, re.M):
        opened = [*opened, (found[2], found.start())] if found[1] == "Section" else opened[:-1]
    return opened


def _shared(text: str, at: int) -> list[str]:
    """The hypotheses of the sections that are open there, without their names."""
    here, made = _opened(text[:at]), list[str]()
    for found in HYPOTHESIS.finditer(text[:at]):
        inside = _opened(text[: found.start()])
        if here[: len(inside)] != inside:  # its section is closed
            continue
        for part in _split(found[1], ")(") if found[1].startswith("(") else [found[1]]:
            bare = part.strip().removeprefix("(").removesuffix(")") if found[1].startswith("(") else part
            if bare != SIZE:
                made.append(bare.partition(":")[2].strip())
    return made


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks that stand outside every bracket; `)(` means one part a bracket."""
    parts, depth, start, place = list[str](), 0, 0, 0
    while place < len(text):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if depth == 0 and mark == ")(" and text[place] == ")":
            parts, start = [*parts, text[start : place + 1].strip()], place + 1
        elif depth == 0 and mark != ")(" and text.startswith(mark, place):
            parts, start = [*parts, text[start:place].strip()], place + len(mark)
            place += len(mark) - 1
        place += 1
    return [part for part in (*parts, text[start:].strip()) if part]


def _proved(name: str, said: str, proof: str, shared: list[str], folder: Path) -> Proved:
    """The theorem; its condition, ranges and bounds only if every hypothesis and every conclusion was understood."""
    ledger = tomllib.loads((folder / "LEDGER.toml").read_text(encoding="utf-8"))
    applied = tuple(dict.fromkeys(word for word in re.findall(r"\b[a-z]\w*\b", proof)))
    entries = [entry for entry in ledger.get("checked", []) if entry["theorem"] in applied or entry["theorem"] == name]
    try:
        condition, ranges, bounds = _understood(said.strip().removesuffix("."), shared)
    except (ValueError, KeyError):
        condition, ranges, bounds = None, (), ()
    return Proved(
        name=name,
        applied=tuple(dict.fromkeys(entry["theorem"] for entry in entries)),
        ids=tuple(entry["id"] for entry in entries),
        text="\n".join([*(f"(* given: {one} *)" for one in shared), f"Theorem {name}{said.rstrip()}"]),
        condition=condition,
        ranges=ranges,
        bounds=bounds,
    )


def _understood(said: str, shared: list[str]) -> tuple[Relation, tuple[Any, ...], tuple[Relation, ...]]:
    """Condition, ranges, bounds.  Raises: ValueError for a hypothesis or a conclusion of another form, or not one condition."""
    body = said[len(said) - len(_split(said, ":")[-1]) :]
    *hypotheses, conclusion = _split(body, "->")
    ranges, conditions = list[Any](), list[Relation]()
    for one in (*shared, *hypotheses):
        if found := RANGE.fullmatch(one):
            ranges.append(_range_of(*found.groups()))
        elif found := CONDITION.fullmatch(one):
            conditions.append(ge(D, real(found[1], dict(re.findall(r"\((\w+) := (.*?)%coqR\)", said)))))
        else:
            raise ValueError(f"{one!r} is no hypothesis of a known form")
    if len(conditions) != 1:
        raise ValueError(f"{len(conditions)} conditions on D")
    return conditions[0], tuple(ranges), tuple(_bound(part) for part in _split(conclusion, "/\\"))


def _range_of(low: str, first: str, name: str, second: str, high: str) -> tuple[Any, str, Any, str, Any]:
    """low < letter <= high.  Raises: KeyError for a letter that the page is not known to use."""
    return sp.Rational(low.replace(" ", "")), first, LETTERS[name], second, sp.Rational(high.replace(" ", ""))


def _bound(part: str) -> Relation:
    """(quantity e_gen <= eps%:E)%E or ((1 - eps)%:E <= quantity e_unif_alg)%E.  Raises: ValueError for anything else."""
    if found := re.fullmatch(r"\(quantity (\w+) <= (\w+)%:E\)%E", part):
        return le(_quantity(found[1]), real(found[2]))
    if found := re.fullmatch(r"\(\(([^()]*)\)%:E <= quantity (\w+)\)%E", part):
        return ge(_quantity(found[2]), real(found[1]))
    raise ValueError(f"{part!r} is no conclusion of a known form")


def _quantity(name: str) -> Any:
    """The page's quantity as a symbol: e_unif_alg as epsilon with its name below."""
    short = name.removeprefix("e_").replace("_", r"\text{-}")
    return named(f"coq:{name}", rf"\epsilon^{{\gamma}}_{{\mathrm{{{short}}}}}(m,\delta)")


def real(text: str, let: dict[str, str] | None = None) -> Any:
    """A real expression of Coq as ours: + - * / ^, ln, INR m, whole numbers, the letters above.  Raises: ValueError for anything else."""
    tokens = re.findall(r"[A-Za-z_]\w*|\d+|[-+*/^()]", text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise ValueError(f"{text!r} holds more than the reals that the page is known to write")
    reader = _CoqReader(tokens, let or {})
    value = reader.sum()
    if reader.tokens:
        raise ValueError(f"{text!r} ends before {' '.join(reader.tokens)}")
    return value


class _CoqReader:
    """Recursive descent over Coq's tokens."""

    def __init__(self, tokens: list[str], let: dict[str, str]) -> None:
        self.tokens, self.let = tokens, let

    def _next(self) -> str:
        if not self.tokens:
            raise ValueError("the expression ends too early")
        return self.tokens.pop(0)

    def _is(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in signs

    def sum(self) -> Any:
        """term {+|- term}."""
        value = self.product()
        while self._is("+", "-"):
            sign = 1 if self._next() == "+" else -1
            value += sign * self.product()
        return value

    def product(self) -> Any:
        """power {*|/ power}, from the left."""
        value = self.power()
        while self._is("*", "/"):
            value = value * self.power() if self._next() == "*" else value / self.power()
        return value

    def power(self) -> Any:
        """atom [^ number]."""
        value = self.atom()
        if self._is("^"):
            self._next()
            value = value ** sp.Integer(self._next())
        return value

    def atom(self) -> Any:
        """A number, a letter, ln atom, INR m, an abbreviation, or a sum in brackets."""
        token = self._next()
        if token == "(":
            value = self.sum()
            if self._next() != ")":
                raise ValueError("a bracket is not closed")
            return value
        if token == "ln":
            return sp.log(self.atom())
        if token == "INR":
            return {"m": m, "D": D}[self._next()]
        if token.isdigit():
            return sp.Integer(token)
        if token in self.let:
            return real(self.let[token])
        if token in LETTERS:
            return LETTERS[token]
        raise ValueError(f"{token!r} is no letter that the page is known to use")


@dataclass(frozen=True)
class LibraryState:
    """Whether the library was compiled and inspected, its hash, the axioms it rests on."""

    inspected: bool
    sha256: str = ""
    axioms: tuple[str, ...] = ()
    coq: str = ""


def standing(folder: Path) -> LibraryState:
    """From the kept report of the inspection of this very library; nothing is run."""
    from uccheck.certificates.kernel.library import kept_report

    report = kept_report(folder)
    if report is None or report.faults:
        return LibraryState(False)
    return LibraryState(True, report.sha256, report.axioms, report.coq)


def folder_of_library() -> Path | None:
    """Where the sources are, if anywhere."""
    from uccheck.certificates.kernel.library import library_folder
    from uccheck.core.errors import MissingTool

    try:
        return library_folder()
    except MissingTool:
        return None
