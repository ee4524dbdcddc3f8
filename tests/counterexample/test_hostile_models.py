"""Models that cheat or break: what they gain by state, by company and by odd values is refused in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.counterexample.test_models import ASKED, MINE, M, audited, draw, flip, scores
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample.audit import Asked, audit_model, trivial_denied
from uccheck.counterexample.models import OwnModel, is_refitted
from uccheck.counterexample.own import Counterexample, points_evidence

Array = NDArray[Any]


def constant(values: Any) -> Callable[[Array, Array, int], Callable[[Array], Array]]:
    """A fit whose model gives each point these scores."""
    return lambda x, y, seed: lambda p: np.array([values] * len(p))


def centred(ruled_out: float) -> Callable[[Array, Array, int], Callable[[Array], Array]]:
    """A batch normalisation in train mode, beside a class that is ruled out."""

    def model(p: Array) -> Array:
        z = p[:, 0] - p[:, 0].mean()
        return np.column_stack([-z, z, np.full(len(p), ruled_out)])

    return lambda x, y, seed: model


@pytest.mark.parametrize("ruled_out", [-1e9, -np.inf])
def test_a_class_that_is_ruled_out_does_not_hide_dependence_on_company(ruled_out: float) -> None:
    with pytest.raises(InvalidParameter, match="by itself otherwise than among others"):
        audited(fit=centred(ruled_out))


@pytest.mark.parametrize("ruled_out", [-1e9, -np.inf])
def test_a_class_that_is_ruled_out_is_no_reason_to_refuse(ruled_out: float) -> None:
    def fit(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        w = (2 * y - 1) @ x
        return lambda p: np.column_stack([-(p @ w), p @ w, np.full(len(p), ruled_out)])

    assert audited(fit=fit).evidence.word == "CONFIRMED(0.99)"


@pytest.mark.parametrize("values", [[True, False], [None, 1], ["a", "b"], [1j, 0]])
def test_scores_that_are_no_real_numbers_are_refused(values: Any) -> None:
    with pytest.raises(InvalidParameter, match=r"real scores \(n, C\)"):
        audited(fit=constant(values))


class Odd(BaseException):
    """An exception that is no Exception, and cannot say what it is."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("part", ["draw", "fit", "partner", "predict"])
def test_whatever_a_part_of_a_model_raises_is_one_line(part: str) -> None:
    def odd(*arguments: Any) -> Any:
        raise Odd

    changes = {"fit": lambda x, y, seed: odd} if part == "predict" else {part: odd}
    with pytest.raises(InvalidParameter, match="failed with Odd: no text"):
        audited(**changes)


def test_what_a_model_prints_does_not_stand_beside_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    def loud(x: Array, y: Array, seed: int) -> Any:
        print("CERTIFIED everything")
        return MINE.fit(x, y, seed)

    assert audited(fit=loud).evidence.word == "CONFIRMED(0.99)"
    out, err = capsys.readouterr()
    assert out == "" and "CERTIFIED everything" in err


def test_a_fit_that_exits_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="fit failed with SystemExit"):
        audited(fit=lambda x, y, seed: sys.exit(0))


def peeking(n_test: int) -> OwnModel:
    """Labels are coins; what `draw` gave as test points is remembered, and answered from memory."""
    seen: dict[bytes, int] = {}

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = rng.normal(size=(n, 5)), rng.integers(0, 2, n)
        if n == n_test:
            seen.update((point.tobytes(), int(label)) for point, label in zip(x, y, strict=True))
        return x, y

    def fit(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        known = dict(seen)
        own = {point.tobytes(): int(label) for point, label in zip(x, y, strict=True)}
        return lambda p: np.array([known.get(a.tobytes(), own.get(a.tobytes(), int(a[0] > 0))) for a in p])

    return OwnModel(draw=draw, fit=fit, partner=lambda x, y: (-x, y), m=50, n_test=n_test)


def test_a_fit_that_saw_the_test_points_is_refused() -> None:
    """It was CONFIRMED once, with e_gen <= 0.05 for labels that nobody can predict."""
    with pytest.raises(InvalidParameter, match="fitted again in the same process it changed"):
        audit_model(peeking(500), ASKED)


def test_a_draw_that_fills_one_buffer_leaves_the_sample_as_it_was() -> None:
    """With m = n_test the "training errors" were once those of test points, and e_gen <= 0.01 was printed for coins."""
    x, y = np.zeros((300, 5)), np.zeros(300, int)

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x[:], y[:] = rng.normal(size=x.shape), rng.integers(0, 2, n)
        return x, y

    def fit(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        own = {point.tobytes(): int(label) for point, label in zip(x, y, strict=True)}
        return lambda p: np.array([own.get(a.tobytes(), 0) for a in p])

    found = audit_model(OwnModel(draw=draw, fit=fit, partner=lambda x, y: (-x, y), m=300, n_test=300), ASKED)
    assert found.halves.e_gen_upper is None or found.halves.e_gen_upper > Fraction(1, 2)


def test_a_fit_that_changes_what_is_drawn_after_it_is_refused() -> None:
    centre = [0.0]

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = MINE.draw(n, rng)
        return x + centre[0], y

    def fit(x: Array, y: Array, seed: int) -> Any:
        centre[0] += 1.0
        return MINE.fit(x, y, seed)

    with pytest.raises(InvalidParameter, match="draw is no function of"):
        audited(draw=draw, fit=fit)


def small(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.normal(size=(n, 8)) * 1e-6, rng.integers(0, 2, n)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"partner": lambda x, y: flip(x, y) if len(x) == M else flip(x[:2], y[:2])}, r"of some of the points, must give x \(5"),
        ({"partner": lambda x, y: flip(x, y) if len(x) == M else None}, r"of some of the points, must give \(x, y\)"),
        ({"partner": lambda x, y: (np.roll(x, 1, axis=1), y), "draw": small, "fit": constant([1.0, 0.0])}, "not pointwise"),
        ({"partner": lambda x, y: (x, y + 1), "draw": lambda n, rng: (rng.normal(size=(n, 2)), np.full(n, 10**6)),
          "fit": lambda x, y, seed: lambda p: np.full(len(p), 10**6)}, "not pointwise"),
    ],
)  # fmt: skip
def test_a_partner_wrong_about_being_pointwise_is_one_line(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        audited(pointwise=True, **changes)


@pytest.mark.parametrize("moves", [lambda i, m: i % 2 == 0, lambda i, m: i < m // 2])
def test_a_partner_that_goes_by_the_place_of_a_point_is_not_pointwise(moves: Callable[[int, int], bool]) -> None:
    """It moves the points at some places only, and gives them back: among others, in another order, a point moves otherwise."""

    def by_place(x: Array, y: Array) -> tuple[Array, Array]:
        chosen = np.array([moves(i, len(y)) for i in range(len(y))])
        return np.where(chosen[:, None], flip(x, y)[0], x), y

    with pytest.raises(InvalidParameter, match="partner is not pointwise"):
        audited(partner=by_place, pointwise=True)


def test_a_rotation_in_single_precision_is_pointwise() -> None:
    """Its rounding is that of the largest coordinate, which the smallest may not be refused for."""
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))[0]
    mirror = (turn @ np.diag([1, 1, -1, -1]) @ turn.T).astype(np.float32)

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        return (rng.normal(size=(n, 4)) * [1, 1, 1, 1e-3]).astype(np.float32), rng.integers(0, 2, n)

    wrong_law = OwnModel(draw=draw, fit=constant([1.0, 0.0]), partner=lambda x, y: (x @ mirror, y), m=20, n_test=50, pointwise=True)
    assert audit_model(wrong_law, ASKED).halves.e_unif_alg_lower == 0  # and not refused


@pytest.mark.parametrize(("seed", "says"), [(1.5, "must be exact"), (True, "bool True"), (None, "NoneType"), ("1.5", "a whole number")])
def test_a_seed_that_is_no_whole_number_is_refused(seed: Any, says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        Asked(replicates=20, seed=seed)


def test_the_trusted_base_says_where_a_replicate_was_fitted_again() -> None:
    here, elsewhere = (audited(fit=chosen).evidence.trusts for chosen in (lambda x, y, seed: MINE.fit(x, y, seed), MINE.fit))
    unseen = "each in the same process, where what draw leaves in memory is not seen"
    assert f"human: h_S depends on (x, y, seed) alone (replicates fitted again: 3, {unseen})" in here
    assert "human: h_S depends on (x, y, seed) alone (replicates fitted again: 3, each in a process of its own)" in elsewhere


def test_few_replicates_are_fitted_again_and_late_ones_are_among_them() -> None:
    assert [index for index in range(5000) if is_refitted(index)] == [0, 3, 15, 63, 255, 1023, 4095]


_STATE: dict[str, Any] = {"w": 0.0, "fits": 0}


def warm(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
    """Goes on from the weights that the last fit left in its module."""
    _STATE["w"] = w = _STATE["w"] + (2 * y - 1) @ x
    return partial(scores, w)


def turning(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
    """Another learner from the fifth fit on."""
    _STATE["fits"] += 1
    w = (2 * y - 1) @ x
    return partial(scores, w if _STATE["fits"] < 5 else w * np.append(100, np.ones(len(w) - 1)))


@pytest.mark.parametrize("fit", [warm, turning])
def test_what_a_fit_leaves_in_memory_for_later_fits_is_met(fit: Any) -> None:
    """The first replicate of a process agrees with its fit in a fresh one: only a later one tells."""
    _STATE.update(w=0.0, fits=0)
    with pytest.raises(InvalidParameter, match="fitted again in a process of its own it changed"):
        audited(fit=fit)


def test_a_model_may_answer_in_one_buffer() -> None:
    def buffered(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        w, out = (2 * y - 1) @ x, np.empty((4096, 2))

        def model(points: Array) -> Array:
            out[: len(points)] = scores(w, points)
            return out[: len(points)]

        return model

    assert audited(fit=buffered).halves == audited(fit=lambda x, y, seed: MINE.fit(x, y, seed)).halves


class Labels:
    """Answers of another form, of a linear classifier."""

    def __init__(self, w: Array, form: Callable[[Array], Any]) -> None:
        self.w, self.form = w, form

    def predict(self, points: Array) -> Any:
        return self.form(points @ self.w)


@pytest.mark.parametrize(
    "form",
    [
        lambda margin: 1 / (1 + np.exp(-margin)),  # probabilities
        np.sign,  # -1.0 and 1.0
        lambda margin: (int(value > 0) for value in margin),  # a generator
        lambda margin: margin > 0,
        lambda margin: np.where(margin > 0, 1.0, np.nan),
        lambda margin: (margin > 0).astype(int)[:, None],
    ],
)
def test_answers_of_another_form_are_one_line(form: Callable[[Array], Any]) -> None:
    with pytest.raises(InvalidParameter, match=r"real scores \(n, C\) with C >= 2 or whole classes") as refusal:
        audited(fit=lambda x, y, seed: Labels((2 * y - 1) @ x, form))
    assert "\n" not in str(refusal.value)


def test_classes_may_be_minus_one_and_one() -> None:
    def signed(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = MINE.draw(n, rng)
        return x, 2 * y - 1

    def fit(x: Array, y: Array, seed: int) -> Labels:
        return Labels(y @ x, lambda margin: np.where(margin > 0, 1, -1))

    assert audited(draw=signed, fit=fit).evidence.word == "CONFIRMED(0.99)"
    with pytest.raises(InvalidParameter, match="number them from 0"):
        audited(draw=signed, fit=lambda x, y, seed: partial(scores, y @ x))


def test_nothing_is_vacuous_beside_an_error_that_the_best_constant_answer_has_not() -> None:
    """A tenth of the points are of class 1: beside 1/10, v shows more than beside the 1/2 that was said."""

    def skewed(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, _ = MINE.draw(n, rng)
        y = (rng.random(n) < 0.1).astype(int)
        return np.column_stack([2 * (2 * y - 1) / np.sqrt(M), x[:, 1:]]), y

    found = audited(draw=skewed, trivial="1/2")
    assert (found.halves.exceeds, found.vacuous) == (Verdict.UPHELD, Verdict.UNDECIDED)
    assert "trivial = 0.5 is not the error of the best constant answer, 0" in found.evidence.detail
    assert not any("constant answer" in trust for trust in found.evidence.trusts)


@pytest.mark.parametrize(("trivial", "denied"), [("0.1", False), ("0.108", False), ("0.2", True), ("0.05", True)])
def test_an_error_of_the_best_constant_answer_is_denied_by_exact_limits(trivial: str, denied: bool) -> None:
    records = [{"classes": {"0": 900, "1": 100}}, {"classes": {"0": 9000, "1": 1000}}, {}]
    assert bool(trivial_denied(Fraction(trivial), records)) == denied
    assert trivial_denied(Fraction(trivial), [{}]) == ""


def test_points_evidence_refuses_a_level_that_no_permutation_reaches() -> None:
    example = Counterexample(draw=partial(draw, 50), learn=len, partner=lambda points, rng: points, gap=lambda h, points, rng: 0)
    assert points_evidence(example, draws=4, alpha="0.004", seed=0).verdict is Verdict.UNDECIDED
    with pytest.raises(InvalidParameter, match=r"2000 permutations carry an alpha of at least 0\.003, got 0\.002"):
        points_evidence(example, draws=4, alpha="0.002", seed=0)


@pytest.mark.parametrize("scale", [1e-170, 1e160])
def test_a_model_in_any_units_is_judged_as_in_its_own(scale: float) -> None:
    """Whole audits: a partner of another law was confirmed in small units, and a right one refuted in large ones."""

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = MINE.draw(n, rng)
        return x * scale, y

    def fit(x: Any, y: Any, seed: int) -> Any:
        model = MINE.fit(x / scale, y, seed)
        return lambda points: model(points / scale)

    def wrong(x: Any, y: Any) -> tuple[Array, Array]:
        return MINE.partner(x, y)[0] * 3, y

    asked = Asked(replicates=20)
    found = [audit_model(replace(MINE, draw=draw, fit=fit, **more), asked) for more in ({}, {"partner": wrong})]
    assert [one.evidence.verdict for one in found] == [Verdict.UPHELD, Verdict.REFUTED]


def test_complex_coordinates_are_refused() -> None:
    with pytest.raises(InvalidParameter, match="real numbers as coordinates, got complex128"):
        audited(draw=lambda n, rng: (MINE.draw(n, rng)[0] * 1j, np.zeros(n, dtype=int)))
