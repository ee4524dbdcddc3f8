"""What a .v file states, read back from its text: an instance is believed only if these are the numbers of the claim.

The reader shares no text with the template that writes the file: a wrong blank, side or quantity there makes a statement that Coq may well
accept, of other numbers than those printed. Whatever is not one of the forms below makes the whole statement unreadable, and so does
whatever stands around it and could give its words another meaning: a definition, an import, a notation, a section, a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from uccheck.certificates.kernel.gates import sentences

#: What a file loads and opens before its theorems, in this order: the words of a statement are those of the last library that has them.
LINEAR_HEAD = (
    "From Coq Require Import Reals Lra ZArith",
    "From Interval Require Import Tactic",
    "From UC Require Import ITZ TailReal Constants BellSeries",
    "Import ITZ",
    "Local Open Scope R_scope",
    "From mathcomp Require Import all_ssreflect all_algebra",
    "From mathcomp.analysis Require Import reals ereal",
    "From UC Require Import Bridge Setting Certificate",
    "Local Open Scope ring_scope",
)
CONVEX_HEAD = (
    "From Coq Require Import NArith",
    "From mathcomp Require Import all_ssreflect all_algebra",
    "From UC Require Import Convex ConvexLearners",
    "Local Open Scope ring_scope",
)
_NAMED = re.compile(r"(Lemma|Definition|Theorem) ([\w']+) (.*)")
Ends = dict[tuple[str, str], Fraction]
_REAL = r"\((-?\d+(?: / [1-9]\d*)?)\)%coqR"
_FRAC = r"\(frac F (\d+ [1-9]\d*)\)"
_LINEAR = re.compile(rf"\(S : @setting RR \(Z\.to_nat (\d+)\) {_REAL} {_REAL}\) : (.*)")
_AT = rf"(egen|eunif) S \(Z\.to_nat (\d+)\) {_REAL} {_REAL}"
_SIDES = {"upper": re.compile(rf"\({_AT} <= {_REAL}%:E\)%E"), "lower": re.compile(rf"\({_REAL}%:E <= {_AT}\)%E")}
_CONVEX = re.compile(r"\(F : realFieldType\) \(h : data (\d+) \(N\.to_nat (\d+)\) -> 'I_\(N\.to_nat (\d+)\) -> F\) : (.*)")
_MADE = {
    "gradient-descent": re.compile(
        rf"\(forall S, exists2 steps, descent S {_FRAC} steps \(h S\) & \\sum_\(x <- steps\) x = frac F (\d+ [1-9]\d*)\)"
    ),
    "regularised": re.compile(rf"minimises h {_FRAC} {_FRAC}"),
    "erm": re.compile(r"picks h"),
}
_OWNED = {"gradient-descent": ("eta", "tau"), "regularised": ("eta", "lam"), "erm": ()}
_BALL = re.compile(rf"\(?ball_(ge|le) (\d+) \(N\.to_nat (\d+)\) {_FRAC} {_FRAC}\)?")
_OWN = re.compile(rf"\(?(gen|alg)_(ge|le) h {_FRAC} {_FRAC}\)?")
_QUANTITY = {"egen": "e_gen", "eunif": "e_unif_alg", "gen": "e_gen", "alg": "e_unif_alg"}
_SIDE = {"ge": "lower", "le": "upper"}


@dataclass(frozen=True)
class ReadBack:
    """One theorem: the numbers of its instance by name, the learner where it has one, and the ends."""

    numbers: dict[str, Fraction]
    ends: Ends
    learner: str = ""


def theorems(text: str, head: tuple[str, ...]) -> tuple[str, ...]:
    """The statements of `instance1`, `instance2`, ... as one line each.

    Guarantee: none at all where the file could give their words another meaning: before the first theorem stand just the head's sentences
    in their order, every other sentence names a lemma or a definition of which no statement speaks, or is a tactic of a proof.
    """
    outside = _outside(text)
    named = {at: hit for at, one in enumerate(outside) if (hit := _NAMED.fullmatch(one))}
    said = {at: hit for at, hit in named.items() if hit.group(1) == "Theorem"}
    loose = [at for at in range(len(outside)) if at not in named]
    inside = tuple(hit.group(3) for hit in said.values())
    words = {word for one in inside for word in re.findall(r"[\w']+", one)}
    numbered = [hit.group(2) for hit in said.values()] == [f"instance{k}" for k in range(1, len(said) + 1)]
    first = min(said, default=0)
    known = tuple(outside[at] for at in loose) == head and all(at < first for at in loose)
    shadowed = any(hit.group(2) in words for hit in named.values())
    return inside if numbered and known and not shadowed else ()


def _outside(text: str) -> list[str]:
    """The sentences that stand outside of proofs, and a word for every command inside of one: Coq takes it there too."""
    found, inside = list[str](), False
    for sentence in sentences(text):
        if sentence == ("Qed" if inside else "Proof"):
            inside = not inside
        elif not inside:
            found.append(sentence)
        elif sentence[0].isupper() or sentence.startswith("#["):
            found.append("a command in a proof")
    return [*found, "an open proof"] if inside else found


def linear_statements(text: str) -> tuple[ReadBack | None, ...]:
    """What the file says of the linear setting; None for a theorem that cannot be read."""
    return tuple(_linear(said) for said in theorems(text, LINEAR_HEAD))


def _linear(said: str) -> ReadBack | None:
    if (found := _LINEAR.fullmatch(said)) is None:
        return None
    m, s, b, states = found.groups()
    numbers, ends = {"m": Fraction(m), "s": _value(s), "b": _value(b)}, Ends()
    for part in states.split(" /\\ "):
        side, match = next(((side, hit) for side, form in _SIDES.items() if (hit := form.fullmatch(part))), ("", None))
        if match is None:
            return None
        groups = match.groups() if side == "upper" else (*match.groups()[1:], match.group(1))
        quantity, D, gamma, delta, end = groups
        at = {"D": Fraction(D), "gamma": _value(gamma), "delta": _value(delta)}
        if any(numbers.setdefault(name, value) != value for name, value in at.items()) or (_QUANTITY[quantity], side) in ends:
            return None
        ends[_QUANTITY[quantity], side] = _value(end)
    return ReadBack(numbers, ends)


def convex_statements(text: str) -> tuple[ReadBack | None, ...]:
    """What the file says of stochastic convex optimization; None for a theorem that cannot be read."""
    return tuple(_convex(said) for said in theorems(text, CONVEX_HEAD))


def _convex(said: str) -> ReadBack | None:
    if (found := _CONVEX.fullmatch(said)) is None or found.group(2) != found.group(3):
        return None
    numbers, ends = {"m": Fraction(found.group(1)), "d": Fraction(found.group(2))}, Ends()
    made, _, states = found.group(4).partition(" -> ")
    learner, owned = next(((name, hit) for name, form in _MADE.items() if (hit := form.fullmatch(made))), ("", None))
    if owned is None:
        return None
    numbers |= dict(zip(_OWNED[learner], map(_frac, owned.groups()), strict=True))
    for part in states.split(" /\\ "):
        read = _convex_end(part, numbers)
        if read is None or read[0] in ends:
            return None
        ends[read[0]] = read[1]
    return ReadBack(numbers, ends, learner)


def _convex_end(part: str, numbers: dict[str, Fraction]) -> tuple[tuple[str, str], Fraction] | None:
    """One end, if it is about the m, d and delta of the others."""
    if (ball := _BALL.fullmatch(part)) is not None:
        side, m, d, delta, end = ball.groups()
        key, about = ("e_unif", _SIDE[side]), {"m": Fraction(m), "d": Fraction(d), "delta": _frac(delta)}
    elif (own := _OWN.fullmatch(part)) is not None:
        quantity, side, delta, end = own.groups()
        key, about = (_QUANTITY[quantity], _SIDE[side]), {"delta": _frac(delta)}
    else:
        return None
    return None if any(numbers.setdefault(name, value) != value for name, value in about.items()) else (key, _frac(end))


def _value(text: str) -> Fraction:
    return Fraction(text.replace(" ", ""))


def _frac(text: str) -> Fraction:
    over, under = text.split()
    return Fraction(int(over), int(under))
