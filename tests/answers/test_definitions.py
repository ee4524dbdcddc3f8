"""The switchboard: every end checked, the verdicts of the default instance and of delta = 0.9, failing hypotheses named, misuse refused."""

from __future__ import annotations

import copy
import json
from fractions import Fraction

import pytest

from uccheck.answers.definitions import BETWEEN, LARGE, MEASURE, OPEN, SMALL, VACUOUS, Switchboard, definitions
from uccheck.answers.definitions_table import markdown, record, tex, text
from uccheck.certificates.check import check, digest
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

WORDS = {
    "two-sided": VACUOUS, "one-sided": SMALL, "zero-error": SMALL, "surrogate": SMALL, "by-surrogate": SMALL, "own": SMALL,
    "flip-closed": VACUOUS, "path": SMALL, "ball": SMALL, "ball-radius": MEASURE, "linear-class": VACUOUS, "vc": VACUOUS,
    "margin-two-sided": BETWEEN, "margin-one-sided": SMALL, "margin-wide": SMALL, "norm": VACUOUS, "norm-typical": VACUOUS,
    "gibbs": LARGE, "gibbs-divergence": MEASURE, "gibbs-every": LARGE,
}  # fmt: skip


@pytest.fixture(scope="module", name="board")
def fixture_board() -> Switchboard:
    return definitions(1000, 400_000, "0.05", "0.01")


def test_the_default_instance(board: Switchboard) -> None:
    assert {row.id: row.word for row in board.rows} == WORDS
    assert Fraction(9, 10) < board.row("ball-radius").bracket.lower.value < board.row("ball-radius").bracket.upper.value < Fraction(6, 5)
    assert board.row("gibbs-every").bracket.lower.value > Fraction(39, 100)
    assert Fraction(188, 100) < board.row("norm-typical").bracket.lower.value < Fraction(189, 100)


def test_every_end_is_confirmed_again_by_the_checker(board: Switchboard) -> None:
    for row in board.rows:
        assert row.certificate is not None
        report = check(json.loads(json.dumps(row.certificate)))
        assert report.verdict is Verdict.UPHELD, (row.id, report.sentence)
        said = [found for found in report.conclusions if found.quantity[0] == row.definition.quantity]
        low, high = row.bracket.lower, row.bracket.upper
        assert low.node is None or max(one.value for one in said if one.side == ">=") >= low.value
        assert high.node is None or min(one.value for one in said if one.side == "<=") <= high.value


def test_a_changed_number_of_a_tree_is_refused(board: Switchboard) -> None:
    changes = (("flip-closed", "e1", f"1/{10**90}"), ("ball", "g", "40"), ("norm", "t", "500000"), ("gibbs", "c", "27"), ("vc", "D", "2/3"))
    for name, key, value in changes:
        document = copy.deepcopy(board.row(name).certificate)
        assert document is not None
        document["roots"][0]["at"][key] = value
        report = check({**document, "sha256": digest(document)})
        assert report.verdict is not Verdict.UPHELD, (name, report.sentence)


def test_delta_near_one() -> None:
    board = definitions(1000, 400_000, "0.9", "0.01")
    words = {row.id: row.word for row in board.rows}
    assert words == WORDS | {"gibbs": OPEN, "gibbs-every": OPEN}
    assert "delta < 1/2" in board.row("gibbs").failing and "delta < 1/2" in text(board, 6)


def test_coq_is_no_evidence_where_it_is_not_run(board: Switchboard) -> None:
    assert {row.evidence for row in board.rows} == {"balls", "rationals"}
    assert "not run here, a step of the row in the Coq library: one-sided small_pop_bounds, zero-error small_pop_bounds" in text(board, 6)
    for written in (markdown(board), tex(board), json.dumps(record(board))):
        assert "Coq" not in written
    wide = definitions(10, 200, "0.05", "0.01", gamma="5", only=("surrogate",))  # beyond the hypothesis of surrogate_zero
    assert wide.row("surrogate").found and "Coq" not in text(wide, 6)


def test_a_definition_whose_hypotheses_fail_says_which() -> None:
    wide = definitions(100, 40_000, "0.05", "0.01", gamma=20, only=("one-sided", "by-surrogate", "ball", "path"))
    assert all(row.word == OPEN for row in wide.rows if row.id != "path")
    assert "gamma <= 2s" in wide.row("one-sided").failing and "gamma <= s" in wide.row("by-surrogate").failing
    assert wide.row("path").bracket.lower.value == Fraction(1, 2)
    few = definitions(100, 50, "0.05", "0.01", only=("vc",))
    assert few.row("vc").word == OPEN and "m <= D" in few.row("vc").failing


def test_brackets_contain_what_simulation_of_the_law_gives() -> None:
    """e_own and e_flip as quantiles over draws of the noise itself, in a small instance."""
    import numpy as np
    from scipy.stats import norm

    m, D, s, b = 5, 60, 4.0, 32.0
    rng, own, flip = np.random.default_rng(7), [], []
    for _ in range(4000):
        z = rng.standard_normal((m, D)) * np.sqrt(b / D)
        w = z.sum(axis=0)
        risk = norm.sf(s / np.sqrt(b / D) / np.linalg.norm(w))
        losses = [float(np.mean(s + sign * (z @ w) <= 0)) for sign in (1, -1)]
        own.append(abs(risk - losses[0]))
        flip.append(max(own[-1], abs(risk - losses[1])))
    board = definitions(m, D, "0.2", "0.01", only=("own", "flip-closed"))
    for name, sample in (("own", own), ("flip-closed", flip)):
        bracket = board.row(name).bracket
        assert np.quantile(sample, 0.82) >= float(bracket.lower.value) - 1e-9
        assert np.quantile(sample, 0.78) <= float(bracket.upper.value) + 1e-9


def test_formats_agree(board: Switchboard) -> None:
    made = record(board)
    assert [row["verdict"] for row in made["definitions"]] == list(WORDS.values())
    for name in WORDS:
        assert name in text(board, 6) and name in markdown(board) and name in tex(board)
    assert markdown(board).count("\n| ") == len(WORDS) + 2
    assert tex(board).count(r"\\") == len(WORDS) + 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"only": ("two_sided",)}, "no definition is called 'two_sided'"),
        ({"kappa": 3}, "kappa"),
        ({"kappa": 0}, "kappa"),
        ({"tau": 0}, "tau"),
    ],
)
def test_misuse_is_one_line(more: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said) as refusal:
        definitions(1000, 400_000, "0.05", "0.01", **more)  # type: ignore[arg-type]
    assert "\n" not in str(refusal.value)
