"""The switchboard: every end checked, the verdicts of the default instance and of delta = 0.9, failing hypotheses named, misuse refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from uccheck.answers.answer import Bracket, End
from uccheck.answers.definitions.rows import BETWEEN, BOTH, LARGE, MEASURE, NOT_VACUOUS, OPEN, SMALL, VACUOUS, Switchboard, definitions
from uccheck.answers.definitions.table import markdown, record, tex, text
from uccheck.certificates.check import check, digest
from uccheck.certificates.language import quantity_range
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

WORDS = {
    "two-sided": VACUOUS, "one-sided": SMALL, "zero-error": SMALL, "surrogate": SMALL, "by-surrogate": SMALL, "own": SMALL,
    "flip-closed": VACUOUS, "path": SMALL, "ball": SMALL, "ball-radius": MEASURE, "linear-class": VACUOUS, "vc": VACUOUS,
    "margin-two-sided": BETWEEN, "margin-one-sided": SMALL, "margin-wide": SMALL, "stability": SMALL, "stability-tail": NOT_VACUOUS,
    "norm": VACUOUS, "norm-typical": VACUOUS,
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


def resting(end: End, on: str) -> End:
    """The end with another word for what it rests on."""
    assert end.report is not None
    return replace(end, report=replace(end.report, given=(f"human: {on}",), trusts=(on,)))


def test_a_row_rests_on_what_both_its_ends_rest_on(board: Switchboard) -> None:
    rows = [row for row in board.rows if len(row.found) == 2]
    assert len(rows) >= 5
    for row in rows:
        told = replace(row, bracket=Bracket(resting(row.bracket.lower, "below"), resting(row.bracket.upper, "above")))
        assert sorted(told.given) == ["human: above", "human: below"] and sorted(told.trusts) == ["above", "below"]


def test_the_rule_named_first_is_the_one_that_decides(board: Switchboard) -> None:
    """Without its end the word is lost."""
    rows = [row for row in board.rows if len(row.rules) == 2 and row.word in (VACUOUS, LARGE, SMALL, NOT_VACUOUS)]
    for row in rows:
        low, high = quantity_range(row.definition.quantity)
        lower, upper = row.bracket.lower, row.bracket.upper
        without = Bracket(End(low), upper) if lower.rule == row.rules[0] else Bracket(lower, End(high))
        assert replace(row, bracket=without).word != row.word, row.id
    assert {row.word for row in rows} >= {VACUOUS, SMALL}


def test_every_end_is_confirmed_again_by_the_checker(board: Switchboard) -> None:
    for row in board.rows:
        assert row.certificate is not None
        report = check(json.loads(json.dumps(row.certificate)))
        assert report.verdict is Verdict.UPHELD, (row.id, report.sentence)
        said = [found for found in report.conclusions if found.quantity[0] == row.definition.quantity]
        low, high = row.bracket.lower, row.bracket.upper
        least, most = quantity_range(row.definition.quantity)
        assert low.value <= max([one.value for one in said if one.side == ">="], default=least)
        assert min([one.value for one in said if one.side == "<="], default=most) <= high.value
        assert {one.side for one in said} == {side for side, end in ((">=", low), ("<=", high)) if end.node is not None}


def test_a_changed_number_of_a_tree_is_refused(board: Switchboard) -> None:
    changes = (("flip-closed", "e1", f"1/{10**90}"), ("ball", "g", "40"), ("norm", "t", "500000"), ("gibbs", "c", "27"), ("vc", "D", "2/3"))
    for name, key, value in changes:
        document = copy.deepcopy(board.row(name).certificate)
        assert document is not None
        document["roots"][0]["at"][key] = value
        report = check({**document, "sha256": digest(document)})
        assert report.verdict is not Verdict.UPHELD, (name, report.sentence)


@pytest.fixture(scope="module", name="nearly")
def fixture_nearly() -> Switchboard:
    return definitions(1000, 400_000, "0.9", "0.01")


def test_delta_near_one(nearly: Switchboard) -> None:
    board = nearly
    words = {row.id: row.word for row in board.rows}
    assert words == WORDS | {"stability-tail": SMALL, "gibbs": OPEN, "gibbs-every": OPEN}
    assert "delta < 1/2" in board.row("gibbs").failing and "delta < 1/2" in text(board, 6)


def test_from_epsilon_one_half_on_a_value_may_be_called_both() -> None:
    """At epsilon = 0.6 what lies between 0.4 and 0.6 is vacuous and small; below 1/2 nothing is."""
    board = definitions(10, 40, "0.5", "0.6", only=("own", "flip-closed", "surrogate"))
    for row in board.rows:
        low, high = row.bracket.lower.value, row.bracket.upper.value
        both = low >= Fraction(4, 10) and high <= Fraction(6, 10)
        assert (row.word == BOTH) is both
    assert definitions(2, 3, "0.2", "0.6", only=("linear-class", "path")).row("path").word != VACUOUS
    assert "BOTH" in text(board, 6) and "BOTH" not in text(definitions(10, 40, "0.5", "0.4", only=("surrogate",)), 6)


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


def by_hand(delta: float) -> dict[str, float]:
    """What each row is, by scipy alone: T is chi-square at D, and every quantity a function of it at a quantile or in the mean."""
    from scipy.integrate import quad
    from scipy.stats import chi2, norm

    m, D, s, b, law = 1000, 400_000, 4.0, 32.0, chi2(400_000)
    high, low = law.isf(delta), law.ppf(delta)  # exceeded with the chance delta; undercut with it

    def error(t: float) -> float:
        return float(norm.sf(s / b * D / np.sqrt(m * t)))

    def ramp(t: float) -> float:
        tau = b / D * np.sqrt(m * t)
        return float(quad(lambda x: min(max(1 - x / 4, 0), 1) * norm.pdf(x, s, tau), s - 12 * tau, s + 12 * tau, points=[0, 4])[0])

    def left_out(t: float) -> float:
        return float(norm.sf(s / b * D * np.sqrt(m - 1) / (m * np.sqrt(t))))

    small = dict.fromkeys(("one-sided", "zero-error", "by-surrogate", "own", "path", "margin-one-sided"), error(high))
    stable = quad(lambda t: left_out(t) * law.pdf(t), law.ppf(1e-13), law.isf(1e-13), points=[D])[0]
    norms = np.sqrt((s + b * high / D) * (s / m + b)) * 2
    return small | {
        "surrogate": 0.0, "flip-closed": 1 - error(low), "vc": 1 - m / (D + 1), "stability": float(stable),
        "norm": norms / 4, "norm-typical": norms / 36, "gibbs-divergence": (s + b * high / D) / 2,
        "two-sided": 1 - error(low), "margin-two-sided": 1 - ramp(low),
    }  # fmt: skip


@pytest.mark.parametrize("delta", ["0.05", "0.9"])
def test_rows_are_what_scipy_gives(delta: str, board: Switchboard, nearly: Switchboard) -> None:
    """The value lies in the bracket, which is narrow; of the two upper ends that no sample attains, below them."""
    chosen = board if delta == "0.05" else nearly
    for name, value in by_hand(float(delta)).items():
        low, high = (float(end.value) for end in (chosen.row(name).bracket.lower, chosen.row(name).bracket.upper))
        if name == "vc":
            assert low == pytest.approx(value, abs=1e-12)
        elif name in ("two-sided", "margin-two-sided"):
            assert high == pytest.approx(value, rel=2e-6) and value - 1e-3 < low <= value
        else:
            assert low * (1 - 2e-6) <= value <= high * (1 + 2e-6), name
            assert high - low <= 2e-5 * max(high, 1e-9), name


def test_the_critical_radius_is_that_of_the_least_distance_to_a_classifier_that_misses_all() -> None:
    """By least squares: the v nearest to w_2 with y_i v.x_i <= -s for all i. With m = 4 a gap of 0.9 asks for all four."""
    m, D, s, b, rng, radii = 4, 4000, 4.0, 32.0, np.random.default_rng(3), []
    for _ in range(2000):
        z = rng.standard_normal((m, D)) * np.sqrt(b / D)
        w = z.sum(axis=0)
        force = np.linalg.solve(z @ z.T, s + z @ w)
        assert force.min() > 0  # so all four constraints are active in the nearest v
        radii.append(np.linalg.norm(z.T @ force) / np.linalg.norm(w))
    for delta in ("0.2", "0.9"):
        bracket = definitions(m, D, delta, "0.1", only=("ball-radius",)).row("ball-radius").bracket
        low, high = np.quantile(radii, [float(delta) - 0.05, float(delta) + 0.05])
        assert float(bracket.lower.value) <= high and low <= float(bracket.upper.value)
        assert float(bracket.upper.value) < 1.25


def test_a_member_of_the_small_ball_is_no_worse_than_its_row_says() -> None:
    """The worst of the members that push one point of S as far as the ball allows, in a small instance."""
    m, D, s, b, kappa, rng = 5, 3000, 4.0, 32.0, 0.45, np.random.default_rng(4)
    bracket = definitions(m, D, "0.1", "0.01", kappa="0.45", only=("ball",)).row("ball").bracket
    worst = []
    for _ in range(1000):
        z = rng.standard_normal((m, D)) * np.sqrt(b / D)
        w = z.sum(axis=0)
        gaps = []
        for size in range(1, m + 1):
            push = z[:size].sum(axis=0)
            v = w - kappa * np.linalg.norm(w) * push / np.linalg.norm(push)
            missed = float(np.mean(s + z @ v <= 0))
            gaps.append(abs(missed - norm_tail(s / np.sqrt(b / D) / np.linalg.norm(v))))
        worst.append(max(gaps))
    assert np.quantile(worst, 0.85) <= float(bracket.upper.value)


def norm_tail(x: float) -> float:
    from scipy.stats import norm

    return float(norm.sf(x))


def test_brackets_contain_what_simulation_of_the_law_gives() -> None:
    """e_own and e_flip as quantiles over draws of the noise itself, in a small instance."""
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


def test_the_rows_of_stochastic_convex_optimization() -> None:
    """The ball and the empirical minimiser reach 1/2, the whole of what losses can differ by; stable learners do not."""
    board = definitions(10, 10_000, "0.05", "0.01", counterexample="sco")
    words = {row.id: row.word for row in board.rows}
    stays = {f"{name}-{what}": SMALL for name in ("regularised", "gradient-descent") for what in ("outputs", "own")}
    assert words == {"ball": VACUOUS, "erm-outputs": VACUOUS, "erm-own": VACUOUS} | stays
    for row in board.rows:
        assert row.certificate is not None and check(row.certificate).verdict is Verdict.UPHELD
    assert "VACUOUS: at least 1/2 - epsilon" in text(board, 6) and record(board)["counterexample"] == "sco"
    few = definitions(10, 3, "0.05", "0.01", counterexample="sco")
    assert few.row("ball").word == BETWEEN and few.row("erm-outputs").word == SMALL


def test_the_rows_of_the_exponential_network() -> None:
    board = definitions(100, 5000, "0.05", "0.01", counterexample="exponential")
    assert {row.id: row.word for row in board.rows} == {"two-sided": VACUOUS, "own": SMALL}
    assert all(row.certificate and check(row.certificate).verdict is Verdict.UPHELD for row in board.rows)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"counterexample": "sco", "gamma": 1}, "--gamma 1 says nothing of the definitions of sco"),
        ({"counterexample": "sco", "only": ("two-sided",)}, "no definition is called 'two-sided': choose from ball"),
        ({"counterexample": "other"}, "unknown counterexample 'other'"),
        ({"eta": 1}, "--eta 1 says nothing of the linear setting"),
    ],
)
def test_what_another_counterexample_lacks_is_misuse(more: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        definitions(10, 1000, "0.05", "0.01", **more)  # type: ignore[arg-type]
