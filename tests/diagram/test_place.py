"""A cell of the diagram against certify: never stronger, hardly ever weaker, and by trees that the checker confirms."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from uccheck.answers.answer import End
from uccheck.answers.certify import certify
from uccheck.answers.proposals import Setting
from uccheck.certificates.check import check
from uccheck.core.verdict import Verdict
from uccheck.diagram.place import CLOSED, Decider, PointEnds
from uccheck.diagram.run import certificate_at

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
