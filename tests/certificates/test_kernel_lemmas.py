"""Every lemma on numbers that a kernel certificate states is true, by a reader and by formulas of their own; coqc proves the same ones."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest

from tests.certificates.lemmas import Lemma, Reader, bell, lemmas, q_bound, q_floor
from uccheck.certificates.kernel.search import Instance, generalizing, vacuous
from uccheck.certificates.kernel.statement import linear_statements
from uccheck.certificates.kernel.template import Goal, best_claim, full_claim, models, source
from uccheck.certificates.kernel.upper import Drowned


def claim(m: int, D: int, delta: str, gamma: str = "0", s: str = "4", b: str = "32", theorem: str = "auto") -> Goal:
    numbers = {"delta": Fraction(delta), "gamma": Fraction(gamma), "s": Fraction(s), "b": Fraction(b)}
    return full_claim(Instance(m=m, D=D, **numbers), theorem)


#: m, D, delta, gamma, s, b, theorem; every way in which a bound is proved, and every end that may be missing
ASKED = [
    (10, 12800, "0.1"), (10, 20000, "0.15", "3/2"), (1000, 400000, "0.95", "0", "4", "32", "C"),
    (10, 20000, "0.1", "1/2", "3", "16", "A"), (10, 2000, "0.1", "1000", "5", "7"), (1000, 20000, "0.05"),
    (1, 400, "0.1"), (3, 10**6, "1e-30"), (10, 2000, "0.1", "3"), (10, 400, "0.3", "4"), (50, 3000, "0.2"),
    (2, 40, "0.4", "5"), (1000, 500, "0.2"), (1, 30, "0.9", "1/10"),
]  # fmt: skip


def series(y: float, terms: int, last: int) -> mp.mpf:
    """exp(-y^2/2) (y + y^3/3 + ... ), the last term taken so many times."""
    total = term = mp.mpf(y)
    for j in range(1, terms + 1):
        term *= mp.mpf(y) ** 2 / (2 * j + 1)
        total += term * (last if j == terms else 1)
    return bell(mp.mpf(y)) * total


def by_its_way(lemma: Lemma, known: dict[str, mp.mpf]) -> bool:
    """Whether the way in which a bound on the loss is to be proved reaches it: series up to y, or an exponential far out."""
    reader = Reader(known)
    if found := re.search(r"q_(bound|floor)_series (\d+) (\(.*?\))[)\];]", lemma.proof.replace("\n", " ")):
        y, terms = reader.value(found[3]), int(found[2])
        x = reader.value(re.search(r"\(pop_scale .*\)", lemma.statement)[0])  # type: ignore[index]
        value = reader.value(re.split(r" <= ", lemma.statement)[1 if found[1] == "bound" else 0])
        if found[1] == "bound":
            return bool(0 <= y <= x and mp.mpf(1) / 2 - series(y, terms, 1) / mp.mpf("2.50664") <= value)
        enough = 2 * y**2 <= 2 * terms + 3
        return bool(0 <= x <= y and enough and value <= mp.mpf(1) / 2 - series(y, terms + 1, 2) / mp.mpf("2.50662"))
    if found := re.search(r"q_bound_far _ _ _ _ _ _ (\(.*?\))\)", lemma.proof):
        far, x = reader.value(found[1]), reader.value(re.search(r"\(pop_scale .*\)", lemma.statement)[0])  # type: ignore[index]
        return bool(x**2 / 2 >= far and mp.exp(-far) <= reader.value(lemma.statement.split(" <= ")[1]))
    arguments = re.findall(r"\([^()]*\)|\w+", lemma.statement)
    if found := re.search(r"Rle_trans with \((.*) \* (.*)\); \[lra", lemma.proof):  # floored: v <= (1 - c) e
        return bool(reader.value(arguments[-1]) <= reader.value(found[1]) * reader.value(found[2]) * (1 + mp.mpf(10) ** -30))  # often equal
    if found := re.search(r"(long|sharp)_of_cap (?:_ ){3}(\(.*?\) )?(\(.*?\)) \w+\)?", lemma.proof.replace("; ", " ; ")):
        D, alpha, p = (reader.value(one) for one in arguments[1:])
        return bool(mp.exp(reader.value(found[3])) / (reader.value(found[2]) * D * alpha if found[1] == "sharp" else 1) <= p)
    return True


@pytest.mark.parametrize("asked", ASKED, ids=map(str, range(len(ASKED))))
def test_every_lemma_is_true_and_every_name_in_a_proof_is_one(asked: tuple[Any, ...]) -> None:
    """What each proof cites stands before it; the theorem cites all that is stated for it, one proof for each of its bounds."""
    goal = claim(*asked)
    text = source((goal,))
    with mp.workdps(40):
        known = {name: Reader({}).value(value) for name, value in re.findall(r"^Definition (\w+1) := (.*?)\.$", text, re.MULTILINE)}
        found = list(lemmas(text))
        assert [lemma.statement for lemma in found if not lemma.true] == []
        assert [lemma.name for lemma in found if not by_its_way(lemma, known)] == []
    before = set(known)
    for lemma in found:
        cited = set(re.findall(r"\b(?:[gvoud]_[a-z]+1|tau1)\b", lemma.statement + lemma.proof))
        assert cited <= before, (lemma.name, cited - before)
        before.add(lemma.name)
    theorem = text[text.index("Theorem instance1") :]
    proof = theorem[theorem.index("Proof.") :]
    assert set(re.findall(r"\b[gvoud]_[a-z]+1\b", proof)) <= before
    assert {f"{name}1" for name in ("g_numbers", "v_numbers", "o_numbers", "u_value", "d_numbers")} & before <= set(
        re.findall(r"\w+", proof)
    )
    states = theorem[: theorem.index("Proof.")].count("%:E")
    bullets = proof.count(" | ") + 1
    assert states == bullets and ("repeat split; [" in proof) is (bullets > 1)
    for fact, stands in (("gs", goal.instance.gamma < goal.instance.s), ("gp", goal.instance.gamma > 0)):
        assert (f"assert ({fact} : " in proof) is stands
        assert stands or not re.search(rf"exact \(.*\b{fact}\b", proof)


def test_the_sign_pair_and_the_flip_cite_what_they_need() -> None:
    flip, sign = (source((claim(*ASKED[at]),)) for at in (0, 2))
    assert "flip_eunif_ge m1 D1 s1 b1 g1 S gs v_count1 v_side1 v_numbers1" in flip and "v_delta1" not in flip
    assert "sign_eunif_ge m1 D1 s1 b1 g1 S gs v_count1 v_delta1 v_side1 v_numbers1" in sign


def test_the_numbers_of_a_lemma_are_close_to_where_it_fails() -> None:
    """The bounds on losses lie within a thousandth of the functions, and are not merely true: so a wrong alpha, y or step would show."""
    for asked in ASKED[:4]:
        goal = claim(*asked)
        a = goal.instance
        assert goal.generalizing is not None and goal.overfitting is not None
        small, floor = goal.generalizing, goal.overfitting.floor
        x = float((a.s - a.gamma) / a.b) * math.sqrt(a.D / a.m / float(1 + small.long.alpha))
        below = float((a.s - floor.c * a.gamma) / a.b) * math.sqrt(a.D / a.m / float(1 - floor.alpha))
        assert float(small.loss.value) == pytest.approx(float(q_bound(mp.mpf(x))), rel=1e-5, abs=1e-6)
        assert float(floor.value) == pytest.approx(float((1 - floor.c) * q_floor(mp.mpf(below))), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("asked", ASKED, ids=map(str, range(len(ASKED))))
def test_each_end_of_a_claim_is_that_of_its_witness(asked: tuple[Any, ...]) -> None:
    goal = claim(*asked)
    a, small, large, over, top = goal.instance, goal.generalizing, goal.vacuous, goal.overfitting, goal.ceiling
    deep = isinstance(top, Drowned)
    assert goal.e_gen == (small.loss.value if small else top.value if deep and top else None)
    assert goal.e_unif_alg == (None if large is None else 1 - large.value)
    assert goal.e_gen_lower == (None if over is None else over.value) and goal.e_unif_alg_upper == (None if top is None else top.value)
    assert (small is None) is (a.gamma >= a.s) and (goal.drowned is not None) is deep and deep <= (a.gamma > a.s)


def test_the_best_claim_has_the_ends_of_its_two_witnesses_where_there_are_two() -> None:
    asked, paper = (Instance(m=m, D=D, delta=Fraction(1, 10), gamma=Fraction(0)) for m, D in ((1000, 500), (10, 12800)))
    small, large = generalizing(asked), vacuous(paper)
    none = best_claim(asked, small, vacuous(asked))
    assert none.vacuous is None and none.e_unif_alg is None and none.e_gen == small.loss.value
    assert large is not None and best_claim(paper, small, large).e_unif_alg == 1 - large.value


def test_the_assumptions_are_asked_for_where_they_are_wanted_and_the_numbers_stand_before_the_theorems() -> None:
    goals = (claim(*ASKED[4]), claim(*ASKED[6]))
    text = source(goals)
    assert source(goals, print_assumptions=True) == text + "Definition instances := (instance1, instance2).\nPrint Assumptions instances.\n"
    lemmas, theorems = text.index("Lemma g_numbers2"), text.index("Theorem instance1")
    assert lemmas < text.index("From mathcomp") < theorems < text.index("Theorem instance2")


def test_models_hold_the_instances_of_the_paper_and_both_sides() -> None:
    text = models()
    assert text.endswith(f"Definition instances := ({', '.join(f'instance{k}' for k in range(1, 10))}).\nPrint Assumptions instances.\n")
    assert "Print Assumptions" not in source((claim(*ASKED[0]),))
    read = linear_statements(text[: text.index("Definition instances")])
    told = [(one.numbers["m"], one.numbers["D"], one.numbers["delta"], one.numbers["gamma"]) for one in read]
    half, tenth = Fraction(1, 2), Fraction(1, 10)
    assert told == [
        (10, 12800, tenth, half), (1000, 17000, Fraction(1, 20), half), (10**6, 10**12, Fraction(1, 4), half),
        (1000, 10**6, Fraction(19, 20), half), (1000, 400000, Fraction(19, 20), half), (1, 10**9, Fraction(9, 10), half),
        (10, 2000, tenth, 0), (10, 20000, tenth, 0), (10, 2000, tenth, 1000),
    ]  # fmt: skip
    assert all(lemma.true for lemma in lemmas(text))
