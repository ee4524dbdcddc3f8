"""Statements of random numbers are read back as they are; no word or number can change, be lost or be exchanged without being seen."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction

import pytest

from uccheck.certificates.kernel.statement import CONVEX_HEAD, LINEAR_HEAD, ReadBack, convex_statements, linear_statements

F = Fraction
PROOF = "Proof.\nby [].\nQed.\n"


def real(value: Fraction) -> str:
    return f"({value.numerator}{f' / {value.denominator}' if value.denominator > 1 else ''})%coqR"


def frac(value: Fraction) -> str:
    return f"(frac F {value.numerator} {value.denominator})"


def file(head: tuple[str, ...], *statements: str, lemmas: str = "") -> str:
    start = "".join(f"{one}.\n" for one in head) + lemmas
    return start + "".join(f"Theorem instance{k} {said}.\n{PROOF}" for k, said in enumerate(statements, 1))


def drawn(draw: random.Random, low: int = 1) -> Fraction:
    """Not 0, which has many names."""
    return F(draw.randint(1, 40), draw.choice([1, 1, 7, 10**12])) * draw.choice([low, 1])


QUANTITIES = {"egen": "e_gen", "eunif": "e_unif_alg"}


def linear(draw: random.Random, odd: str = "") -> tuple[str, ReadBack]:
    """A statement on the linear setting, with what it says; the number `odd` of one of its conjuncts is another."""
    numbers = {name: F(draw.randint(1, 10**6)) for name in "mD"} | {name: drawn(draw) for name in ("s", "b", "gamma", "delta")}
    wanted = draw.sample([(word, side) for word in QUANTITIES for side in ("upper", "lower")], draw.randint(2 if odd else 1, 4))
    ends, parts, place = {}, [], draw.randrange(len(wanted))
    for k, (word, side) in enumerate(wanted):
        ends[QUANTITIES[word], side] = end = drawn(draw, -1)
        own = numbers | ({odd: numbers[odd] + 1} if odd and k == place else {})
        value, about = f"{real(end)}%:E", f"{word} S (Z.to_nat {own['D']}) {real(own['gamma'])} {real(own['delta'])}"
        parts.append(f"({about} <= {value})%E" if side == "upper" else f"({value} <= {about})%E")
    of = f"(S : @setting RR (Z.to_nat {numbers['m']}) {real(numbers['s'])} {real(numbers['b'])})"
    return f"{of} :\n  " + " /\\\n  ".join(parts), ReadBack(numbers, ends)


OWN = {"gen": "e_gen", "alg": "e_unif_alg"}


def convex(draw: random.Random, odd: str = "") -> tuple[str, ReadBack]:
    """A statement on stochastic convex optimization, with what it says; one of its numbers `odd` is another."""
    m, d, delta = F(draw.randint(1, 99)), F(draw.randint(1, 10**12)), drawn(draw)
    learner = draw.choice(["gradient-descent", "regularised", "erm"])
    one, other = drawn(draw), drawn(draw)
    numbers, made = {"m": m, "d": d, "delta": delta}, "picks h"
    if learner == "gradient-descent":
        numbers |= {"eta": one, "tau": other}
        made = f"(forall S, exists2 steps, descent S {frac(one)} steps (h S) & \\sum_(x <- steps) x = {frac(other)[1:]}"
    elif learner == "regularised":
        numbers |= {"eta": one, "lam": other}
        made = f"minimises h {frac(one)} {frac(other)}"
    every = [(word, side) for word in ("ball", "gen", "alg") for side in ("ge", "le")]
    wanted = every[:1] + draw.sample(every[1:], draw.randint(1, 4)) if odd else draw.sample(every, draw.randint(1, 5))
    ends, parts = {}, []
    for k, (word, side) in enumerate(wanted):
        end, own = drawn(draw), numbers | ({odd: numbers[odd] + 1} if odd in numbers and k == 0 else {})
        ends["e_unif" if word == "ball" else OWN[word], {"ge": "lower", "le": "upper"}[side]] = end
        about = f"ball_{side} {own['m']} (N.to_nat {own['d']})" if word == "ball" else f"{word}_{side} h"
        parts.append(f"{about} {frac(own['delta'])} {frac(end)}")
    of = f"(F : realFieldType) (h : data {m} (N.to_nat {d}) -> 'I_(N.to_nat {d + (odd == 'data')}) -> F)"
    grouped = parts if len(parts) < 4 else [f"({parts[0]}", f"{parts[1]})", f"({parts[2]}", *parts[3:-1], f"{parts[-1]})"]
    return f"{of} :\n  {made} ->\n  " + " /\\ ".join(grouped), ReadBack(numbers, ends, learner)


KINDS = {"linear": (LINEAR_HEAD, linear, linear_statements), "convex": (CONVEX_HEAD, convex, convex_statements)}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_file_states_is_read_back(kind: str) -> None:
    head, made, read = KINDS[kind]
    draw = random.Random(3)
    for _ in range(40):
        found = [made(draw) for _ in range(draw.randint(1, 4))]
        text = file(head, *(said for said, _ in found), lemmas="Lemma a1 : 1 <= 2.\nProof.\nby [].\nQed.\nDefinition b1 := 3.\n")
        assert read(text) == tuple(meant for _, meant in found)


def changes(said: str, draw: random.Random) -> Iterator[str]:
    """Each word, number and sign of a statement lost, doubled, or another of the same statement in its place."""
    spots = [(hit.start(), hit.end()) for hit in re.finditer(r"[@\w'.]+|<=|->|<-|/\\|%:?\w+|&", said)]
    for start, end in spots:
        others = {said[a:b] for a, b in spots} - {said[start:end]}
        for put in ("", f"{said[start:end]} {said[start:end]}", *draw.sample(sorted(others), 4)):
            yield said[:start] + put + said[end:]
        if said[start:end].isdigit():
            yield from (said[:start] + put + said[end:] for put in (str(int(said[start:end]) + 1), "0", f"-{said[start:end]}"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_a_statement_can_be_another_without_being_seen(kind: str) -> None:
    """Whatever is read of a changed statement is not what the whole one says."""
    head, made, read = KINDS[kind]
    draw, tried = random.Random(5), 0
    for _ in range(4):
        said, meant = made(draw)
        for faulty in changes(said, draw):
            assert read(file(head, faulty)) != (meant,), faulty
            tried += 1
    assert tried > 400


ODD = [("linear", name) for name in ("D", "gamma", "delta")] + [("convex", name) for name in ("m", "d", "delta", "data")]


@pytest.mark.parametrize(("kind", "odd"), ODD)
def test_every_part_is_about_the_same_instance(kind: str, odd: str) -> None:
    """One number differs in one conjunct, or the two dimensions of a learner's data: the statement is of no instance."""
    head, made, read = KINDS[kind]
    draw = random.Random(7)
    for _ in range(25):
        said, _ = made(draw, odd)
        assert read(file(head, said)) == (None,)


@pytest.mark.parametrize("kind", KINDS)
def test_no_end_is_stated_twice(kind: str) -> None:
    """A second, other number for the same side of the same quantity."""
    head, made, read = KINDS[kind]
    draw = random.Random(11)
    for _ in range(20):
        said, meant = made(draw)
        again = re.split(r" /\\\s+|->\s+|:\n\s+", said)[-1]
        assert read(file(head, said)) == (meant,) and read(file(head, f"{said} /\\ {again}")) == (None,)


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_stands_whole_and_in_its_order_before_the_first_theorem(kind: str) -> None:
    """A library that is loaded between two theorems, or in another order, gives the words of one another meaning."""
    head, made, read = KINDS[kind]
    draw = random.Random(13)
    (one, first), (other, second) = made(draw), made(draw)
    theorems = [f"Theorem instance{k} {said}.\n{PROOF}" for k, said in ((1, one), (2, other))]
    lines = [f"{line}.\n" for line in head]
    assert read("".join([*lines, *theorems])) == (first, second)
    for cut in range(len(lines)):
        kept, moved = lines[:cut], lines[cut:]
        assert read("".join([*kept, theorems[0], *moved, theorems[1]])) == ()
        assert read("".join([*kept, *theorems, *moved])) == ()
        assert read("".join([*kept, *moved[1:], *theorems])) == () and read("".join([*kept, *moved, moved[0], *theorems])) == ()
    for i in range(len(lines) - 1):
        assert read("".join([*lines[:i], lines[i + 1], lines[i], *lines[i + 2 :], *theorems])) == ()
    for names in ((2, 1), (1, 1), (1, 3), (0, 1), (2, 3)):
        renamed = [f"Theorem instance{k} {said}.\n{PROOF}" for k, said in zip(names, (one, other), strict=True)]
        assert read("".join([*lines, *renamed])) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_division_by_zero_is_no_number(kind: str) -> None:
    head, made, read = KINDS[kind]
    said, _ = made(random.Random(17))
    for faulty in re.sub(r" / \d+", " / 0", said), re.sub(r"(frac F \d+) \d+", r"\1 0", said):
        assert faulty == said or read(file(head, faulty)) == (None,)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "proof",
    [
        "by [].\nQed.\n",
        "Proof.\nby [].\n",
        "Proof.\nby [].\nAdmitted.\n",
        "Proof.\nby [].\nDefined.\n",
        "Proof.\n[x]: { Unset Guard Checking. by []. }\nQed.\n",
        "Proof.\n1 : { Definition egen := 0. by []. }\nQed.\n",
        "Proof.\n#[local] Set Printing All.\nby [].\nQed.\n",
        "Proof using.\nby [].\nQed.\n",
        "Proof.\nQed.\nQed.\n",
        "Proof.\nProof.\nQed.\n",
        "",
    ],
)
def test_a_proof_holds_tactics_only_and_is_closed(kind: str, proof: str) -> None:
    head, made, read = KINDS[kind]
    said, meant = made(random.Random(19))
    text = file(head, said)
    assert read(text) == (meant,)
    spoilt = text.replace(PROOF, proof)
    assert read(spoilt) == () or proof == ""
    assert read(f"{spoilt}Theorem instance2 {said}.\n{PROOF}") in ((), (meant, meant) if proof == "" else ())
