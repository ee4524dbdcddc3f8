"""A cell of the diagram against certify: never stronger, hardly ever weaker, and by trees that the checker confirms."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from uccheck.answers import closed, finders
from uccheck.answers.answer import End
from uccheck.answers.certify import certify
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.check import check
from uccheck.certificates.document import document
from uccheck.certificates.tree import Node, Work
from uccheck.core.verdict import Verdict
from uccheck.diagram.place import CLOSED, Decider, PointEnds
from uccheck.diagram.run import certificate_at

RULES = tuple(rule for rules in THEOREMS.values() for rule in rules)
WORDS = {Verdict.UPHELD: "CERTIFIED", Verdict.REFUTED: "REFUTED", Verdict.UNDECIDED: "INCONCLUSIVE"}


def setting(m: int, D: int, delta: str, gamma: str = "0") -> Setting:
    return Setting(*map(Fraction, (m, D, 4, 32, gamma, delta)))


def instances() -> list[tuple[int, int, str, str, str]]:
    """Random points, many of them close to the boundary D = 64 z^2 m of epsilon = 0.01 or 0.3."""
    draw, found = random.Random(20191208), []
    for _ in range(40):
        m, epsilon = int(10 ** draw.uniform(0, 6)), draw.choice(["0.01", "0.3"])
        ratio = draw.choice([10 ** draw.uniform(0, 3.5), (346 if epsilon == "0.01" else 17.6) * draw.uniform(0.9, 1.4)])
        gamma = draw.choice(["0", "0", "2", "6"])
        found.append((m, max(1, round(m * ratio)), draw.choice(["0.05", "0.4", "0.9"]), epsilon, gamma))
    return found


@pytest.mark.parametrize("part", range(4))
def test_no_cell_is_stronger_than_certify_and_few_are_weaker(part: int) -> None:
    weaker = 0
    for m, D, delta, epsilon, gamma in instances()[part::4]:
        cell = Decider(setting(m, D, delta, gamma)).cell(Fraction(epsilon))
        for name, half in certify(m, D, delta, epsilon, gamma=gamma).halves.items():
            assert cell.halves[name] in (WORDS[half.verdict], "INCONCLUSIVE"), (m, D, delta, epsilon, gamma, name)
            weaker += cell.halves[name] != WORDS[half.verdict]
    assert weaker <= 1


@pytest.mark.parametrize(
    ("gen", "unif", "verdicts"),
    [
        (("-1", "0.3"), ("0.7", "1"), ("CERTIFIED", "CERTIFIED")),
        (("0.2", "0.31"), ("0.69", "1"), ("INCONCLUSIVE", "INCONCLUSIVE")),
        (("0.3", "1"), ("0.3", "0.7"), ("INCONCLUSIVE", "INCONCLUSIVE")),
        (("0.31", "1"), ("0.31", "0.69"), ("REFUTED", "REFUTED")),
    ],
)
def test_a_half_is_decided_by_the_end_that_faces_it(gen: tuple[str, str], unif: tuple[str, str], verdicts: tuple[str, str]) -> None:
    known = PointEnds(Fraction(3, 10))
    for name, pair in (("e_gen", gen), ("e_unif_alg", unif)):
        known.ends |= {(name, side): End(Fraction(text)) for side, text in zip(("lower", "upper"), pair, strict=True)}
    assert tuple(WORDS[known.verdict(name)] for name in ("e_gen", "e_unif_alg")) == verdicts


def ends(find: object, m: int, D: int, delta: str) -> list[Node]:
    return list(find(Inquiry(setting(m, D, delta), Work())))  # type: ignore[operator]


PAIRS = [
    (closed.generalizes, finders.generalizes, 1, -1),
    (closed.overfits, finders.overfits, 0, 1),
    (closed.overfits_beside_misfits, finders.overfits, 0, 1),
    (closed.spread, finders.spread, 1, -1),
]


@pytest.mark.parametrize(("m", "D", "delta"), [(1000, 400_000, "0.05"), (30, 3_000, "0.3"), (10**6, 4 * 10**8, "0.9"), (2, 400, "0.01")])
def test_closed_forms_are_confirmed_and_weaker_than_integrals_by_little(m: int, D: int, delta: str) -> None:
    for loose, sharp, at, sign in PAIRS:
        made = ends(loose, m, D, delta)
        assert made and check(document(made)).verdict is Verdict.UPHELD
        (near,), (best,) = ([value[at] for value in node.concludes.values()] for node in (made[0], ends(sharp, m, D, delta)[0]))
        assert 0 <= sign * (best - near) <= Fraction(1, 20)


def test_the_theorems_in_closed_form_are_confirmed_and_weaker_than_with_integrals() -> None:
    for m, D, delta in ((1000, 400_000, "0.05"), (100, 60_000, "0.7"), (100, 60_000, "0.95")):
        made = list(closed.splits(Inquiry(setting(m, D, delta), Work()), RULES, lambda value: False))
        sharp = list(finders.splits(Inquiry(setting(m, D, delta), Work()), RULES, lambda value: False))
        lows = [max(low for node in nodes for low, _ in node.concludes.values()) for nodes in (made, sharp)]
        assert Fraction(97, 100) < lows[0] < lows[1]
        assert check(document(made)).verdict is Verdict.UPHELD
        assert not any(rule == "theorem-c" for node in made for rule in node.rules)


def test_a_closed_form_asks_for_no_integral() -> None:
    work = Work()
    assert list(closed.generalizes(Inquiry(setting(1000, 400_000, "0.05"), work)))
    assert not list(closed.overfits(Inquiry(setting(1000, 9_000, "0.05"), work)))  # at D = 9 m the closed bound of a misfit is no use
    assert {name for name, *_ in work.known} == {"loss"}
    assert ends(closed.overfits_beside_misfits, 1000, 30_000, "0.05")


def test_the_certificate_of_a_cell_shows_both_halves_and_nothing_else_is_needed() -> None:
    cell, made = certificate_at(1000, 400_000, "0.05", "0.01")
    assert made is not None and set(cell.ways.values()) == {CLOSED}
    report = check(made)
    shown = {(found.quantity[0], found.side): found.value for found in report.conclusions}
    assert report.verdict is Verdict.UPHELD
    assert shown["e_gen", "<="] == cell.e_gen[1] <= Fraction(1, 100)
    assert shown["e_unif_alg", ">="] >= cell.e_unif_alg[0] >= Fraction(99, 100)  # ours is rounded
    assert report.given == cell.given and report.trusts == cell.trusts


def test_a_cell_depends_on_its_own_epsilon_alone() -> None:
    alone = Decider(setting(50, 2_000, "0.4")).cell(Fraction(3, 10))
    shared = Decider(setting(50, 2_000, "0.4"))
    for epsilon in ("0.01", "0.25", "0.4"):
        shared.cell(Fraction(epsilon))
    assert shared.cell(Fraction(3, 10)) == alone


def test_brackets_are_those_of_certify() -> None:
    cell = Decider(setting(100, 3_000, "0.05"), brackets=True).cell(Fraction(1, 10))
    found = certify(100, 3_000, "0.05", "0.1")
    assert cell.verdict == found.word
    assert cell.e_gen == (found.e_gen.lower.value, found.e_gen.upper.value)
    assert cell.e_unif_alg == (found.e_unif_alg.lower.value, found.e_unif_alg.upper.value)


@pytest.mark.parametrize("D", [1, 3, 10, 39])
def test_where_dimensions_are_few_certify_is_asked(D: int) -> None:
    cell, found = Decider(setting(3, D, "0.2")).cell(Fraction(2, 5)), certify(3, D, "0.2", "0.4")
    assert cell.halves == {name: WORDS[half.verdict] for name, half in found.halves.items()}
