"""Every session, command, link and listed number of README.md and docs/ against what the kit does now.

When an output changes on purpose: `python -m tests.documents --write` puts the real output in its place, to be read and committed.
When a sentence changes: read its section beside its reasons in tests/said.toml, then `python -m tests.said --write`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from . import documents, said
from .documents import (
    ROOT,
    Fact,
    Session,
    Step,
    broken_links,
    commands,
    facts,
    given,
    loose_formulas,
    pages,
    sessions,
    unknown,
    unsourced,
    unturned,
)
from .sources import unfound

SESSIONS = [session for page in pages() for session in sessions(page)]


def name(value: object) -> str:
    return value.name if isinstance(value, Path) else f"{value.page.stem}-{value.start}" if isinstance(value, Session) else str(value)


@pytest.mark.parametrize("session", SESSIONS, ids=name)
def test_a_session_shows_what_its_commands_print(session: Session) -> None:
    assert session.text() == session.run().text()


def test_the_readme_has_a_session_and_a_changed_digit_is_seen() -> None:
    assert any(session.page == ROOT / "README.md" for session in SESSIONS)
    whole = next(session for session in SESSIONS for step in session.steps if step.command.startswith("uccheck probability"))
    step = next(step for step in whole.steps if step.command.startswith("uccheck probability"))
    alone = replace(whole, steps=(Step(step.command, re.sub(r"\d(?=\D*$)", "x", step.shown, count=1)),))
    assert alone.text() != alone.run().text()
    assert replace(whole, steps=(step,)).text() == replace(whole, steps=(step,)).run().text()


@pytest.mark.parametrize("page", pages(), ids=name)
def test_commands_and_options_exist(page: Path) -> None:
    assert {command: wrong for command in commands(page) if (wrong := unknown(command)) is not None} == {}


def test_a_command_or_option_that_does_not_exist_is_seen() -> None:
    assert unknown("uccheck certify --m 3 --dimension 4") == "--dimension"
    assert unknown("uccheck certifies --m 3") == "certifies"
    assert unknown("uccheck experiment hypersphere --preset quick") is None
    assert unknown("uccheck experiment hyperspheres") == "hyperspheres"
    assert len(commands(ROOT / "docs" / "tutorial.md")) >= 10


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_names_and_paths_in_code_lead_somewhere(page: Path) -> None:
    if "torch_bridge." in page.read_text():
        pytest.importorskip("torch")
    assert unfound(page.read_text()) == []


def test_a_name_that_leads_nowhere_is_seen() -> None:
    text = "`uccheck.slopes`, `uccheck.statistics.slopes`, `uccheck.certify(1)`, `tests/nothing.py`, `tests/fuzz/`, uccheck.never"
    assert unfound(text) == ["uccheck.slopes", "tests/nothing.py"]


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact.page}: {fact.says[:40]}")
def test_a_number_in_prose_is_that_of_its_source(fact: Fact) -> None:
    if "torch_bridge." in fact.program:
        pytest.importorskip("torch")
    assert fact.problem() is None


def test_a_wrong_number_in_prose_is_seen() -> None:
    right = facts()[0]
    assert "its source gives" in (replace(right, program="value = 'another'", record="").problem() or "")
    assert "no longer says" in (replace(right, says="something that no page says 7").problem() or "")


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_number_of_prose_has_a_source_or_is_said_to_have_none(page: Path) -> None:
    assert unsourced(page) == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_word_of_direction_stands_in_a_sentence_that_is_listed(page: Path) -> None:
    assert unturned(page) == []


def test_a_sentence_that_is_turned_round_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turned = {"weakest": "strongest", "nonincreasing": "nondecreasing", "not excluded": "excluded too", "increases in": "decreases in"}
    listed = [fact for fact in facts() if any(word in fact.says for word in turned)]
    assert len(listed) >= 4
    for fact in listed:
        text = (ROOT / fact.page).read_text()
        for right, wrong in turned.items():
            assert right not in fact.says or "no longer says" in (fact.problem(" ".join(text.split()).replace(right, wrong)) or "")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("The radius falls with m (`never stronger`).\n\n    increasing in T\n")
    assert len(unturned(page)) == 1


def test_what_is_given_stands_on_its_page_and_a_number_without_a_source_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [problem for entry in given() if (problem := entry.problem())] == []
    assert "no longer says" in (replace(given()[0], says="something that no page says 7").problem() or "")
    assert "holds no number" in (replace(given()[0], says="and").problem() or "")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("It fell by 0.25 (`D = 4000`, [see](run-1234.md), arXiv 1902.04742, NeurIPS 2019).\n\n    uccheck --m 1000\n")
    assert [re.findall(r"\[([0-9.]*)\]", one) for one in unsourced(page)] == [["0.25"]]


@pytest.mark.parametrize("page", pages(), ids=name)
def test_what_turns_a_sentence_is_listed_beside_what_bears_it_out(page: Path) -> None:
    """Numbers of any length, formulas, names in code and small words: `python -m tests.said --write` makes the list anew, for a reader."""
    assert said.unsaid(str(page.relative_to(ROOT)), page.read_text(), said.listed()) == []


def test_what_bears_a_section_out_exists() -> None:
    known = said.listed()
    assert len({(one.page, one.title) for one in known}) == len(known) and {one.page for one in known} == {
        str(p.relative_to(ROOT)) for p in pages()
    }
    assert [one.title for one in known if not one.why] == []
    named = {path for one in known for path in re.findall(r"\b(?:tests|proofs|uccheck|torch_bridge|docs)/[\w/.-]+\b", one.why)}
    assert len(named) > 50 and [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [
        ("README.md", "or by algebra without a human step", "or by algebra with a human step"),
        ("docs/audit.md", "refuted only if it fails for every delta <= 1/4", "refuted only if it fails for every delta <= 1/2"),
        (
            "docs/audit.md",
            "`only` and `first` can be refuted by the ledger and never upheld",
            "`only` and `first` can be upheld by the ledger and never refuted",
        ),
        ("docs/architecture.md", "A room imports only rooms below it", "A room imports only rooms above it"),
        ("docs/bounds.md", "is 2-Lipschitz in the 2-norm", "is 1-Lipschitz in the 2-norm"),
        ("docs/bounds.md", "m up to 4096, 6 replicates", "m up to 4096, 8 replicates"),
        ("docs/definitions.md", "no subset of the noise adds up to more", "some subset of the noise adds up to more"),
        ("docs/own-counterexample.md", "the partner is made before h_S is learnt", "the partner is made after h_S is learnt"),
        ("docs/paper-pack.md", "is shown to be least where D - 1 is", "is shown to be least where D + 1 is"),
        ("docs/proofs.md", "they never prove a claim", "they also prove a claim"),
        ("docs/sweep.md", "**No point follows from another**", "**Each point follows from another**"),
        ("docs/theory.md", "P(S in 𝒮) >= 1 - d and", "P(S in 𝒮) >= 1 - 2d and"),
        ("docs/torch_bridge.md", "1 - (1 - delta)^4", "1 - (1 - delta)^3"),
        ("docs/tutorial.md", "has the instance PROVED", "has the instance CERTIFIED"),
        ("docs/verdicts.md", "accepts nothing because", "accepts something because"),
        ("docs/verdicts.md", "does the logic in rationals as if", "does the logic in doubles as if"),
        ("proofs/coq/README.md", "on every event of probability > 2 delta", "on every event of probability > delta"),
    ],
)
def test_a_planted_turn_is_seen(page: str, right: str, wrong: str) -> None:
    text = (ROOT / page).read_text()
    assert text.count(right) == 1
    assert len(said.unsaid(page, text.replace(right, wrong), said.listed())) == 1


def test_a_section_is_read_whole_and_what_is_tested_elsewhere_is_left_to_its_test() -> None:
    """Other lines change nothing; other plain words change the digest, and nothing of what a sentence is turned by."""
    text = "# One\n\nThe *least* D, about `--json`.\n\n```\n$ uccheck certify\nnever 7\n```\n\n## Two\n- m - 1 points\n  of three.\n"
    known = said.sections("page.md", text)
    assert [(one.title, one.turns) for one in known] == [("One", ("least D about --json",)), ("Two", ("m - 1 three",))]
    for same in (text.replace("points\n  of", "points of\n  "), text.replace("never 7", "always 8")):
        assert said.unsaid("page.md", same, known) == []
    (other,) = said.unsaid("page.md", text.replace("points", "classes"), known)
    (turned,) = said.unsaid("page.md", text.replace("three", "two"), known)
    assert "has other words" in other and "is turned by ['m - 1 two'], where tests/said.toml has ['m - 1 three']" in turned
    assert said.unsaid("page.md", "", known) == ["page.md has no section 'One'", "page.md has no section 'Two'"]


def theorem_of(page: str) -> str:
    """The README's account of the theorem."""
    return page.partition("## The theorem")[2].partition("\n## ")[0]


def test_every_formula_of_the_readmes_theorem_has_a_source() -> None:
    listed = [fact for fact in facts() if fact.page == "README.md"]
    assert len(listed) >= 8 and loose_formulas(theorem_of((ROOT / "README.md").read_text()), listed) == []


def prose_of(page: str) -> str:
    """A page without its programs and what they print."""
    return re.sub(r"```.*?```", "", (ROOT / page).read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("page", ["docs/own-counterexample.md", "docs/verdicts.md"])
def test_every_formula_of_a_page_that_says_what_is_certified_has_a_source(page: str) -> None:
    assert loose_formulas(prose_of(page), [fact for fact in facts() if fact.page == page]) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("with probability 1 - delta: how", "with probability delta: how"),
        ("of probability 1 - delta", "of probability 1 - 2 delta"),
        ("|L_D(h) - Lhat_S(h)|", "(L_D(h) - Lhat_S(h))"),
        ("sqrt(s) y u", "s y u"),
        ("|u|^2 = 1/m", "|u|^2 = 1"),
        ("(b/D) I_D", "(b/m) I_D"),
        ("s = 4\nand b = 32", "s = 4\nand b = 16"),
        ("one gradient step. Turn", "two gradient steps. Turn"),
        (">= 1 - epsilon**", ">= 1 - 2 epsilon**"),
        ("every delta < 1 ", "every delta < 1/2 "),
        ("the flipped sample is as likely as S.", "the flipped sample is as likely as S, with |w| <= 1."),
    ],
)
def test_a_planted_error_in_the_readmes_theorem_is_seen(right: str, wrong: str) -> None:
    page = (ROOT / "README.md").read_text()
    assert page.count(right) == 1
    planted = page.replace(right, wrong)
    listed = [fact for fact in facts() if fact.page == "README.md"]
    assert loose_formulas(theorem_of(planted), listed) or any("no longer says" in (fact.problem(planted) or "") for fact in listed)


def test_python_of_the_readme_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
