"""Coq's constants are read off the frozen page; what cannot be read is printed as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sympy as sp

from tests.theory_page import value
from uccheck.article.kernel import LibraryState, real, standing, theorems
from uccheck.quantities.symbols import D, delta, epsilon, eta, gamma, m
from uccheck.rules.claim import ge

FOLDER = Path(__file__).parents[2] / "proofs" / "coq"
FOUR, RARE, ALWAYS = sp.log(4 / epsilon), sp.log(1 / delta), sp.log(1 / (1 - delta))


def test_the_constants_of_the_page() -> None:
    found = {one.name: one for one in theorems(FOLDER)}
    assert found["theorem_B"].at(gamma=0, eta="1/4") == ge(D, 160 * m * FOUR + 75 * RARE)
    condition = found["theorem_C"].at(gamma=0, eta="1/4")
    assert sp.expand(condition.rhs - (160 * m * FOUR + 200 * m * ALWAYS + 75 * RARE + 300 * ALWAYS)) == 0
    assert {(name, high) for _, _, name, _, high in found["theorem_B"].ranges} == {
        (gamma, 4), (epsilon, 1), (delta, sp.Rational(1, 4)), (eta, sp.Rational(1, 4)),
    }  # fmt: skip
    assert found["theorem_B"].read and len(found["theorem_B"].bounds) == 2


def test_a_theorem_outside_the_section_has_none_of_its_ranges() -> None:
    found = {one.name: one for one in theorems(FOLDER)}
    assert found["no_margin"].ranges == () and not found["no_margin"].read and "given" not in found["no_margin"].text
    assert "forall S S'" in found["theorem_E"].text


def test_a_changed_page_changes_what_is_printed(tmp_path: Path) -> None:
    text = (FOLDER / "Challenge.v").read_text(encoding="utf-8").replace("2048 * (1 + eta)", "1024 * (1 + eta)")
    (tmp_path / "Challenge.v").write_text(text, encoding="utf-8")
    (tmp_path / "LEDGER.toml").write_text((FOLDER / "LEDGER.toml").read_text(encoding="utf-8"), encoding="utf-8")
    found = {one.name: one for one in theorems(tmp_path)}
    assert found["theorem_B"].at(gamma=0, eta="1/4") == ge(D, 80 * m * FOUR + 75 * RARE)
    assert standing(tmp_path) == LibraryState(False) and theorems(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("text", ["2 * foo", "INR m $ 2", "(1 + 2", "exp 2"])
def test_what_is_no_known_real_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        real(text)


def test_a_hypothesis_that_is_not_understood_is_never_left_out(tmp_path: Path) -> None:
    text = (FOLDER / "Challenge.v").read_text(encoding="utf-8")
    more = text.replace("Theorem theorem_D : ", "Theorem theorem_D : (INR m <= gamma)%coqR -> ")
    (tmp_path / "Challenge.v").write_text(more, encoding="utf-8")
    (tmp_path / "LEDGER.toml").write_text((FOLDER / "LEDGER.toml").read_text(encoding="utf-8"), encoding="utf-8")
    before, after = ({one.name: one for one in theorems(folder)}["theorem_D"] for folder in (FOLDER, tmp_path))
    assert before.read and not after.read and after.condition is None and "(INR m <= gamma)" in after.text
    assert "0 < eps < 1" in before.text, "the hypotheses of the open sections stand with the text"


def test_hypotheses_of_a_closed_section_are_not_those_of_a_later_theorem() -> None:
    found = {one.name: one.text for one in theorems(FOLDER)}
    assert "gamma < 4" not in found["theorem_G"] and "given" not in found["theorem_G"]
    assert "(0 <= gamma <= 4)" in found["theorem_H"] and "gamma < 4" not in found["theorem_H"]


README, CHALLENGE = (" ".join((FOLDER / name).read_text(encoding="utf-8").split()) for name in ("README.md", "Challenge.v"))
END = r"(?=: e_|, delta|, e_unif|: theorem| \|)"


def told(row: str) -> list[str]:
    """The conditions on D and gamma that the README tells of a theorem, in the row that begins with its name."""
    cells = README.partition(f"| `{row}`")[2].partition(" | | `")[0] + " |"
    return [one for found in re.findall(rf"D [<>]= (.*?){END}|(?<=\| )gamma >= (.*?)/eps and", cells) for one in found if one]


def stated(*names: str) -> list[str]:
    """The same in the theorems of the frozen page, and in the hypothesis that those below the constant share, in the README's letters."""
    texts = [CHALLENGE.partition(f"Theorem {name} ")[2].partition("Proof.")[0] for name in names]
    below = CHALLENGE.partition("Hypothesis HD : ")[2].partition("Theorem")[0] if "theorem_H" in names else ""
    found = re.findall(r"INR D <= ([^%]*)\)%coqR|\(([^%:]*?) <= (?:INR D|eps \* gamma)\)%coqR", " ".join([below, *texts]))
    return [re.sub(r"INR |R_sqrt\.|Rpower\.", "", one) for pair in found for one in pair if one]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("theorem_B_eta", ["theorem_B"]), ("theorem_H", ["theorem_H", "theorem_I"]), ("theorem_G", ["theorem_G"]),
        ("theorem_no_margin", ["no_margin"]),
    ],
)  # fmt: skip
def test_the_conditions_that_the_readme_tells_are_those_of_the_frozen_page(row: str, names: list[str]) -> None:
    at = {"m": 7.0, "eps": 0.13, "delta": 0.21, "eta": 0.17, "gamma": 1.3, "c": 0.4}
    ours, theirs = (sorted(float(value(one, at)) for one in found) for found in (told(row), stated(*names)))
    assert len(ours) == {"theorem_H": 3, "theorem_G": 2}.get(row, 1) and ours == pytest.approx(theirs, rel=1e-12)


def test_each_theorem_that_the_readme_names_stands_in_the_file_that_it_names() -> None:
    table = README.partition("| theorem | file | says |")[2].partition("The constant at gamma")[0]
    rows = re.findall(r"\| ((?:`\w+`(?:, )?)+) \| (\w+\.v) \|", table)
    assert len(rows) >= 20
    for cell, file in rows:
        first, *others = re.findall(r"`(\w+)`", cell)
        text = (FOLDER / file).read_text(encoding="utf-8")
        for name in [first, *(first + one if one.startswith("_") else one for one in others)]:
            assert re.search(rf"^(?:Theorem|Lemma|Corollary) {name}\b", text, re.MULTILINE), (name, file)


def test_each_range_of_a_theorem_stands_in_the_page_as_it_is_printed() -> None:
    """Ends and the strictness of each: written as Coq writes them again, they are found among the hypotheses of that theorem."""
    letters = {epsilon: "eps", delta: "delta", gamma: "gamma", eta: "eta"}
    read = [one for one in theorems(FOLDER) if one.ranges]
    assert len(read) >= 4
    for one in read:
        text = " ".join(one.text.replace("(", " ").replace(")", " ").split())
        for low, first, name, second, high in one.ranges:
            assert f"{low} {first} {letters[name]} {second} {str(high).replace('/', ' / ')}" in text.replace("/", " / ").replace("  ", " ")
        assert len({name for _, _, name, _, _ in one.ranges}) == len(one.ranges)
