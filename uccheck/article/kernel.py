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
from collections.abc import Iterator
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
CONDITION = re.compile(r"\(([^%<>=:]*?)<=\s*INR D\)%coqR", re.S)
RANGE = re.compile(r"\(([\d\s/]+)(<=?)\s*(\w+)\s*(<=?)\s*([\d\s/]+)\)%coqR")


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


def _shared(text: str, at: int) -> tuple[Any, ...]:
    """The ranges that the hypotheses of the open section put on its letters."""
    opened = text.rfind("\nSection ", 0, at)
    inside = text[opened:at] if opened >= 0 and not re.search(r"^End \w+\.$", text[opened:at], re.M) else ""
    return tuple(_ranges("".join(re.findall(r"^Hypotheses (.*?)\.$", inside, re.M | re.S))))


def _proved(name: str, said: str, proof: str, shared: tuple[Any, ...], folder: Path) -> Proved:
    ledger = tomllib.loads((folder / "LEDGER.toml").read_text(encoding="utf-8"))
    applied = tuple(dict.fromkeys(word for word in re.findall(r"\b[a-z]\w*\b", proof)))
    entries = [entry for entry in ledger.get("checked", []) if entry["theorem"] in applied or entry["theorem"] == name]
    condition = CONDITION.search(said)
    return Proved(
        name=name,
        applied=tuple(dict.fromkeys(entry["theorem"] for entry in entries)),
        ids=tuple(entry["id"] for entry in entries),
        text=f"Theorem {name}{said.rstrip()}",
        condition=None if condition is None else ge(D, real(condition[1], _let(said))),
        ranges=(*shared, *_ranges(said)),
        bounds=tuple(_bounds(said)),
    )


def _bounds(said: str) -> Iterator[Relation]:
    """(quantity e_gen <= eps%:E) and ((1 - eps)%:E <= quantity e_unif_alg), with the page's names of the quantities."""
    for name, value in re.findall(r"\(quantity (\w+) <= (\w+)%:E\)", said):
        yield le(_quantity(name), real(value))
    for value, name in re.findall(r"\(\(([^()]*)\)%:E <= quantity (\w+)\)", said):
        yield ge(_quantity(name), real(value))


def _quantity(name: str) -> Any:
    """The page's quantity as a symbol: e_unif_alg as epsilon with its name below."""
    short = name.removeprefix("e_").replace("_", r"\text{-}")
    return named(f"coq:{name}", rf"\epsilon^{{\gamma}}_{{\mathrm{{{short}}}}}(m,\delta)")


def _let(said: str) -> dict[str, str]:
    """Abbreviations of the statement: (k := ln (1 / (1 - delta))%coqR)."""
    return dict(re.findall(r"\((\w+) := (.*?)%coqR\)", said))


def _ranges(said: str) -> Iterator[tuple[Any, str, Any, str, Any]]:
    for low, first, name, second, high in RANGE.findall(said):
        if name in LETTERS:
            yield sp.Rational(low.replace(" ", "")), first, LETTERS[name], second, sp.Rational(high.replace(" ", ""))


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
    from uccheck.certificates.coq_library import kept_report

    report = kept_report(folder)
    if report is None or report.faults:
        return LibraryState(False)
    return LibraryState(True, report.sha256, report.axioms, report.coq)


def folder_of_library() -> Path | None:
    """Where the sources are, if anywhere."""
    from uccheck.certificates.coq_library import library_folder
    from uccheck.core.errors import MissingTool

    try:
        return library_folder()
    except MissingTool:
        return None
