"""What outputs say, read back: inequalities in text or TeX, whatever the program meant by them, held against brackets.

Glossary
    Inequality   (name, relation, number), such as ("e_gen", "<=", 1/100)
    Asked        one command with what it printed as text and as JSON, and its exit statuses
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from uccheck.certificates.check import check, digest
from uccheck.cli import main

Inequality = tuple[str, str, Fraction]
NUMBER = r"(?:1(?:/2)? - )?-?\d[\d.]*(?:e[+-]?\d+)?(?:/\d+)?"
NAME = r"e_gen|e_unif-alg|e_unif"
_BOTH = re.compile(rf"({NUMBER}) (<=|>=|<|>) ({NAME}) (<=|>=|<|>) ({NUMBER})")
_ONE = re.compile(rf"({NAME}) (<=|>=|<|>) ({NUMBER})")
_MIRROR = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_TEX = {r"\epsilon_{\mathrm{gen}}": "e_gen", r"\epsilon_{\mathrm{unif\text{-}alg}}": "e_unif-alg", r"\le": "<=", r"\ge": ">="}


def number(text: str) -> Fraction:
    """A printed number, one written 1 - x among them."""
    whole, minus, rest = text.partition(" - ")
    return Fraction(whole) - Fraction(rest) if minus else Fraction(whole)


def inequalities(text: str) -> Iterator[Inequality]:
    """Every inequality about a bracket that stands in the text."""
    for shown, plain in _TEX.items():
        text = text.replace(shown, plain)
    for low, left, name, right, high in _BOTH.findall(text):
        yield name, _MIRROR[left], number(low)
        yield name, right, number(high)
    for name, relation, value in _ONE.findall(_BOTH.sub(" ", text)):
        yield name, relation, number(value)


def decided(ends: dict[str, str], relation: str, value: Fraction) -> str:
    """What lower <= quantity <= upper says of the inequality."""
    low, high = Fraction(ends["lower"]), Fraction(ends["upper"])
    holds, fails = {
        "<=": (high <= value, low > value), "<": (high < value, low >= value),
        ">=": (low >= value, high < value), ">": (low > value, high <= value),
    }[relation]  # fmt: skip
    return "CERTIFIED" if holds else "REFUTED" if fails else "INCONCLUSIVE"


@dataclass(frozen=True)
class Asked:
    """The command and what came of it."""

    options: dict[str, str]
    text: str
    made: dict[str, Any]
    status: tuple[int, int]

    def ends(self, name: str) -> dict[str, str]:
        """The bracket of that name."""
        found: dict[str, str] = self.made[name.replace("-", "_")]
        return found

    def is_sharp(self, said: Inequality) -> bool:
        """Whether the JSON's bracket shows what was said, and nothing much sharper."""
        name, relation, value = said
        end = Fraction(self.ends(name)["upper" if "<" in relation else "lower"])
        near = Fraction(1, 10**6) * max(abs(end), min(abs(1 - end), abs(Fraction(1, 2) - end)))
        return decided(self.ends(name), relation, value) == "CERTIFIED" and abs(end - value) <= near


def ran(*words: str) -> tuple[int, str]:
    """The exit status and stdout of a command, run here."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            main(list(words))
        except SystemExit as left:
            return int(left.code or 0), out.getvalue()
    raise AssertionError("the command did not exit")


@cache
def asked(command: str, *more: str, text: tuple[str, ...] = ()) -> Asked:
    """A command of words and pairs of an option and its value; `text` are options of the run that prints text alone."""
    first = next(k for k, word in enumerate((*more, "--")) if word.startswith("--"))
    options = {name[2:].replace("-", "_"): value for name, value in zip(more[first::2], more[first + 1 :: 2], strict=True)}
    (told, said), (status, made) = ran(command, *more, *text), ran(command, *more, "--json")
    return Asked(options, said, json.loads(made), (told, status))


def roots(document: dict[str, Any]) -> Iterator[tuple[str, str, str, Fraction]]:
    """(rule, bracket, side, value): what the checker concludes of each tree of a certificate."""
    for root in document["roots"]:
        alone = {**document, "roots": [root]}
        report = check({**alone, "sha256": digest(alone)})
        for found in report.conclusions:
            name = next(key for key in ("e_unif_alg", "e_unif", "e_gen") if found.quantity[0].endswith(key))
            yield root["rule"], name, "upper" if found.side == "<=" else "lower", found.value
