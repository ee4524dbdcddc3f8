"""Steps from elsewhere: an instance of a statement at the values put in, under its hypotheses there; a sentence, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, gamma
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt
from uccheck.rules.derivation import Context, Rule, chain
from uccheck.rules.letters import HALF, ONE, PAIRS, X, exceed, tail
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cases import AtZero, By
from uccheck.rules.steps.cited import Known, Named, cited_by, read
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Both, Mean
from uccheck.rules.steps.residue import Residue

x, y, z = sp.symbols("x y z", real=True)
j, n = sp.symbols("j n", integer=True, positive=True)
TERM, FREE = sp.IndexedBase("a"), sp.Symbol("f")
LINE, RAY, OPEN = Domain(x), Domain(x, 0), Domain(x, 0, open_low=True)

#: True statements that may be cited.
LAWS = {
    "square": Claim((ge(x**2 + 1, 2 * x), gt(x**2 + 1, x)), (LINE,)),
    "exp": Claim((gt(sp.exp(-x), 0),), (LINE,)),
    "root": Claim((le(sp.sqrt(1 + x), 1 + x / 2),), (RAY,)),
    "log": Claim((lt(sp.log(1 + x), x),), (OPEN,)),
    "parts": Claim((eq((x + 1) ** 2, x**2 + 2 * x + 1),), (LINE,)),
    "order": Claim((lt(x**3, y**3),), (LINE, Domain(y)), (lt(x, y),)),
    "weak order": Claim((le(x**3, y**3),), (LINE, Domain(y)), (le(x, y),)),
    "both": Claim((lt(0, x * y),), (LINE, Domain(y)), (gt(x, 0), gt(y, 0))),
    "whole": Claim((ge(n * (n - 1), 0), ge((n - 1) * (n - 2), 0)), (Domain(n, 1),)),
    "same": Claim((eq(x**3, y**3),), (LINE, Domain(y)), (eq(x, y),)),
    "sum": Claim((eq(sp.Sum(x, (j, 1, 3)), 3 * x),), (LINE,)),
    "sequence": Claim((ge(TERM[1] ** 2 + x**2, 2 * x * TERM[1]),), (Domain(TERM), LINE)),
    "own square": Claim((ge(x**2, 0),), (LINE,)),
}
WHERE = (Domain(y), Domain(z, 0, open_low=True), Domain(j, 1), Domain(TERM))


def cites(step: Relation, rule: Rule, *given: Relation, where: tuple[Domain, ...] = WHERE) -> bool:
    return rule.prove(step, Context(Claim((), where, given), LAWS)).proved


TRUE: dict[str, tuple[Relation, Known, tuple[Relation, ...]]] = {
    "an instance": (ge(y**2 + 1, 2 * y), Known("square", {x: y}), ()),
    "an instance at a number": (ge(10, 6), Known("square", {x: sp.Integer(3)}), ()),
    "another conclusion": (gt(y**2 + 1, y), Known("square", {x: y}, 1), ()),
    "a strict conclusion, weakly": (ge(y**2 + 1, y), Known("square", {x: y}, 1), ()),
    "written otherwise": (ge((y - 1) ** 2, 0), Known("square", {x: y}), ()),
    "times a positive factor": (ge(z * y**2 + z, 2 * y * z), Known("square", {x: y}, factor=z), ()),
    "one summand of a step": (le(sp.exp(z) + sp.log(1 + z), z + sp.exp(z)), Known("log", {x: z}), ()),
    "a positive value": (lt(sp.log(1 + 2 * z), 2 * z), Known("log", {x: 2 * z}), ()),
    "a nonnegative value": (le(sp.sqrt(1 + y**2), 1 + y**2 / 2), Known("root", {x: y**2}), ()),
    "a value that is given": (le(sp.sqrt(1 + y), 1 + y / 2), Known("root", {x: y}), (ge(y, 0),)),
    "a value that is given strictly": (lt(sp.log(1 + y), y), Known("log", {x: y}), (gt(y, 0),)),
    "a value that is given strictly, weakly": (le(sp.sqrt(1 + y), 1 + y / 2), Known("root", {x: y}), (gt(y, 0),)),
    "an equality": (eq((y + 1) ** 2, y**2 + 2 * y + 1), Known("parts", {x: y}), ()),
    "an equality turned": (eq(y**2 + 2 * y + 1, (y + 1) ** 2), Known("parts", {x: y}), ()),
    "an equality from another": (eq(y**3, 27), Known("same", {x: y, y: sp.Integer(3)}), (eq(y, 3),)),
    "an equality from another, turned": (eq(27, y**3), Known("same", {x: y, y: sp.Integer(3)}), (eq(3, y),)),
    "an equality within a sum": (eq(z + 27, y**3 + z), Known("same", {x: y, y: sp.Integer(3)}), (eq(3, y),)),
    "a hypothesis by a factor": (lt(y**3, 27), Known("order", {x: y, y: sp.Integer(3)}, using={3 - y: {3 - y: 1}}), (lt(y, 3),)),
    "a hypothesis by two": (
        lt(y**3, 27), Known("order", {x: y, y: sp.Integer(3)}, using={lt(y, 3): {le(y, z): 1, lt(z, 3): 1}}), (le(y, z), lt(z, 3))
    ),
    "a weak hypothesis by two": (
        le(y**3, 27), Known("weak order", {x: y, y: sp.Integer(3)}, using={9 * (3 - y): {}, 3 - y: {le(y, z): 1, le(z, 3): 1}}),
        (le(y, z), le(z, 3)),
    ),
    "two hypotheses": (lt(0, y * z), Known("both", {x: z}), (gt(y, 0),)),
    "a whole value": (ge((j + 1) * j, 0), Known("whole", {n: j + 1}), ()),
    "nothing replaced": (ge(TERM[1] ** 2 + y**2, 2 * y * TERM[1]), Known("sequence", {x: y, TERM: TERM}), ()),
    "a sum at a number": (eq(sp.Sum(y, (j, 1, 3)), 3 * y), Known("sum", {x: y}), ()),
    "a value that is real where it is defined": (gt(sp.exp(-sp.sqrt(y)), 0), Known("exp", {x: sp.sqrt(y)}), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_an_instance_is_cited(name: str) -> None:
    step, rule, given = TRUE[name]
    where = (*WHERE[1:], Domain(y, 0)) if "defined" in name else WHERE
    assert cites(step, rule, *given, where=where)


#: What an instance does not give: each is false for some values, or speaks of a value that the statement does not know.
FALSE: dict[str, tuple[Relation, Known, tuple[Relation, ...]]] = {
    "another side": (ge(y**2 + 1, 3 * y), Known("square", {x: y}), ()),
    "turned round": (le(y**2 + 1, 2 * y), Known("square", {x: y}), ()),
    "strictly": (gt(y**2 + 1, 2 * y), Known("square", {x: y}), ()),  # y = 1
    "as an equality": (eq(y**2 + 1, 2 * y), Known("square", {x: y}), ()),
    "another value": (ge(y**2 + 1, 2 * y), Known("square", {x: 2 * y}), ()),
    "times a negative factor": (ge(2 * y, y**2 + 1), Known("square", {x: y}, factor=-ONE), ()),
    "times a factor of no sign": (ge(y * (y**2 + 1), 2 * y**2), Known("square", {x: y}, factor=y), ()),
    "a factor that may be zero, strictly": (gt(y**2 * (y**2 + 1), y**3), Known("square", {x: y}, 1, factor=y**2), ()),
    "a factor too large": (ge(y**2 + 1, 2 * y + 5), Known("square", {x: y}, factor=z), ()),
    "the factor itself": (ge(z, 2 * z), Known("square", {x: y}, factor=-z), ()),
    "no such conclusion": (ge(y**2 + 1, 2 * y), Known("square", {x: y}, 2), ()),
    "a conclusion before the first": (gt(y**2 + 1, y), Known("square", {x: y}, -1), ()),
    "no such statement": (ge(y**2 + 1, 2 * y), Known("cube", {x: y}), ()),
    "a value that may be negative": (le(sp.sqrt(1 + y), 1 + y / 2), Known("root", {x: y}), ()),
    "a value that may be zero": (lt(sp.log(1 + y**2), y**2), Known("log", {x: y**2}), ()),  # y = 0
    "a value that is given weakly": (lt(sp.log(1 + y), y), Known("log", {x: y}), (ge(y, 0),)),
    "another equality": (eq((y + 1) ** 2, y**2 + 3 * y + 1), Known("parts", {x: y}), ()),
    "an equality as an inequality": (le((y + 1) ** 2, y**2 + 2 * y), Known("parts", {x: y}), ()),
    "an equality without its own": (eq(y**3, 27), Known("same", {x: y, y: sp.Integer(3)}), (ge(y, 3),)),
    "an equality and its opposite": (eq(y**3, -27), Known("same", {x: y, y: sp.Integer(3)}), (eq(y, 3),)),
    "an equality of a multiple": (eq(2 * y**3, 27), Known("same", {x: y, y: sp.Integer(3)}), (eq(y, 3),)),
    "a hypothesis that is not shown": (lt(y**3, 27), Known("order", {x: y, y: sp.Integer(3)}), ()),
    "a hypothesis by what is none": (lt(y**3, 27), Known("order", {x: y, y: sp.Integer(3)}, using={3 - y: {3 - y: 1}}), ()),
    "a strict hypothesis by a weak one": (
        lt(y**3, z**3), Known("order", {x: y, y: z}, using={z - y: {le(y, 2): 1, le(2, z): 1}}), (le(y, 2), le(2, z))
    ),
    "a hypothesis by another one": (
        lt(y**3, 27), Known("order", {x: y, y: sp.Integer(3)}, using={4 - y: {le(y, z): 1, lt(z, 4): 1}}), (le(y, z), lt(z, 4))
    ),
    "one of two hypotheses": (lt(0, y * z), Known("both", {x: z}), ()),
    "a value that is not whole": (ge((j + HALF - 1) * (j + HALF - 2), 0), Known("whole", {n: j + HALF}, 1), ()),  # j = 1: -1/4
    "a complex value": (ge(-ONE, 0), Known("own square", {x: sp.I}), ()),
    "a symbol that may be complex": (gt(sp.exp(-FREE), 0), Known("exp", {x: FREE}), ()),
    "infinity": (gt(sp.S.Zero, 0), Known("exp", {x: sp.oo}), ()),
    "minus infinity": (gt(sp.oo, 0), Known("exp", {x: -sp.oo}), ()),
    "no number": (gt(sp.nan, 0), Known("exp", {x: sp.nan}), ()),
    "a variable of the sum": (eq(sp.Sum(j, (j, 1, 3)), 3 * j), Known("sum", {x: j}), ()),  # 6 = 3 at j = 1
    "what is no variable": (ge(y**2 + 1, 2 * y), Known("square", {x: y, z: ONE}), ()),
    "what is no variable and no number": (gt(sp.exp(-y), 5), Known("exp", {x: y, sp.exp(-y): 9 + sp.exp(-y)}), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_is_no_instance_is_not_cited(name: str) -> None:
    step, rule, given = FALSE[name]
    assert not cites(step, rule, *given)


def test_what_stops_an_instance_is_said() -> None:
    said = {
        "no such statement": "no statement cube may be cited here",
        "no such conclusion": "has no conclusion number 2",
        "infinity": "exp needs other values than oo for x",
        "what is no variable": "z is no variable of square",
        "a variable of the sum": "would be caught by a sum",
        "strictly": "is another relation",
        "a hypothesis that is not shown": "the hypothesis 3 - y >= 0 of order is not shown",
    }
    for name, words in said.items():
        step, rule, given = FALSE[name]
        assert words in rule.prove(step, Context(Claim((), WHERE, given), LAWS)).detail, name


def test_nothing_is_replaced_where_nothing_is_said() -> None:
    """The variable of the statement is then that of the step, with its own domain here."""
    assert cites(ge(x**2 + 1, 2 * x), Known("square"), where=(LINE,)) and cites(le(sp.sqrt(1 + x), 1 + x / 2), Known("root"), where=(RAY,))
    assert not cites(le(sp.sqrt(1 + x), 1 + x / 2), Known("root"), where=(LINE,))
    assert not cites(lt(sp.log(1 + x), x), Known("log"), where=(RAY,)) and cites(lt(sp.log(1 + x), x), Known("log"), where=(OPEN,))
    assert cites(eq(sp.Sum(x, (j, 1, 3)), 3 * x), Known("sum", {x: x}), where=(LINE, Domain(j, 1)))


@dataclass(frozen=True)
class Uses:
    """A rule that says which statements it applies."""

    uses: tuple[str, ...]
    inner: Any = ()


@dataclass(frozen=True)
class Holds:
    """A part with other parts in it."""

    parts: Any
    words: str = "words"


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (Known("a"), ("a",)),
        (Residue(), ()),
        ("a", ()),
        (3, ()),
        ((Known("a"), [Known("b"), Known("a")]), ("a", "b")),
        ({x: Known("a"), y: Holds((Known("b"), 1))}, ("a", "b")),
        (Holds({x: Known("c")}), ("c",)),
        (By(chain(x, ("<=", y, Known("a")), ("<=", z, "words", AtZero(z, Known("b"), Given())))), ("a", "b")),
        (Monotone(x, 0, 1, start=Known("a"), slope=Known("b")), ("a", "b")),
        (Uses(("p", "q"), Known("a")), ("p", "q", "a")),
        (Uses((), (Known("a"), Uses(("p",)))), ("a", "p")),
        (Both(), ("flip-law",)),
        (Named("human: so it is", le(x, y), laws=("a", "b")), ("a", "b")),
        (Mean({}, (Fact(x, "<=", y, "human: so", ("p",)),), lines=((le(x, y), Known("a")),), by=(Known("b"),)), ("p", "a", "b")),
        (Holds(le(x, y)), ()),
        (Claim((le(x, y),)), ()),
    ],
    ids=lambda part: type(part).__name__,
)
def test_what_is_cited_is_found_however_deep(part: Any, names: tuple[str, ...]) -> None:
    assert cited_by(part) == names


MOST = le(exceed(*X, gamma, HALF), tail(D, y))
HERE: Mapping[str, Any] = {"where": (*PAIRS, Domain(y), Domain(z, 0, open_low=True))}


def test_a_sentence_grants_what_it_says_and_what_is_weaker() -> None:
    sentence, strict = Named("human: for this test", MOST), Named("human: for this test", lt(MOST.lhs, MOST.rhs))
    assert cites(MOST, sentence, **HERE) and cites(ge(tail(D, y), exceed(*X, gamma, HALF)), sentence, **HERE)
    for wrong in (
        lt(MOST.lhs, MOST.rhs),
        ge(MOST.lhs, MOST.rhs),
        eq(MOST.lhs, MOST.rhs),
        le(2 * MOST.lhs, MOST.rhs),
        le(MOST.lhs, tail(D, 2 * y)),
    ):
        assert not cites(wrong, sentence, **HERE)
    assert cites(MOST, strict, **HERE) and cites(lt(MOST.lhs, MOST.rhs), strict, **HERE)
    assert sentence.prove(MOST, Context(Claim((), HERE["where"]))).trusts == ("human: for this test",)


def test_a_sentence_does_not_compute() -> None:
    for grants in (le(y, z), eq(y, z), le(y, y + 1), lt(0, z)):
        assert not cites(grants, Named("human: for this test", grants), **HERE)
    assert cites(MOST, Named("human: for this test", MOST), **HERE)


def test_a_sentence_reads_the_value_that_it_is_about() -> None:
    """And of that value nothing but what it means."""
    about, other = exceed(*X, gamma, HALF), tail(D, y)
    for value, wrong in ((about, other), (z, y), (y + 1, y)):
        sentence = read("definition: for this test", value)
        assert cites(eq(value, value), sentence, **HERE) and not cites(eq(wrong, wrong), sentence, **HERE)
        for step in (le(value, value), eq(2 * value, 2 * value), eq(-value, -value), eq(value, wrong), eq(0, 0), eq(value, value + 1)):
            assert not cites(step, sentence, **HERE), (value, step)
    square = read("definition: for this test", y * (y + 1))
    assert cites(eq(y**2 + y, y**2 + y), square, **HERE) and not cites(eq(y**2 + y, y * (y + 1)), square, **HERE)


@pytest.mark.parametrize("need", [ge(y, z), y - z, gt(y, z), eq(y, z)], ids=str)
def test_a_sentence_needs_its_hypotheses(need: Any) -> None:
    """Each as it stands, whether the others are there or shown by the domains."""
    whole = need if isinstance(need, Relation) else ge(need, 0)
    for sentence in (Named("human: for this test", MOST, (need, z)), Named("human: for this test", MOST, (gt(z, 0), need, ge(z, -1)))):
        assert cites(MOST, sentence, whole, **HERE) and not cites(MOST, sentence, **HERE)
        assert not cites(MOST, sentence, ge(y, z - 1), **HERE) and not cites(MOST, sentence, ge(z, y), **HERE)
        assert cites(MOST, replace(sentence, needs=(z,)), **HERE) and not cites(MOST, replace(sentence, needs=(z - 1,)), **HERE)
    weak, strict = Named("human: for this test", MOST, (ge(y, z),)), Named("human: for this test", MOST, (gt(y, z),))
    assert cites(MOST, weak, gt(y, z), **HERE) and not cites(MOST, strict, ge(y, z), **HERE)
    assert not cites(MOST, Named("human: for this test", MOST, (eq(z, z + y),)), **HERE)


def test_a_sentence_says_who_vouches() -> None:
    for words in ("so it is", "", "proved: in a book"):
        with pytest.raises(ValueError, match="who vouches"):
            Named(words, MOST)
        with pytest.raises(ValueError, match="who vouches"):
            read(words, outcome("risk")(*X, gamma))
    assert quantity("exceed")(*X, gamma, HALF) == MOST.lhs and Form() == Form()
