"""Bounds on networks with closed-form values, conventions told apart, and misuse in one line."""

from __future__ import annotations

import json
from math import e, log, sqrt
from typing import Any

import numpy as np
import pytest

from torch_bridge.bounds.bound import GammaRule, fixed, median, quantile, sample
from torch_bridge.bounds.catalogue import BOUNDS, bound
from torch_bridge.bounds.evaluate import evaluate_weights
from uccheck.core.errors import UccheckError

RULES = (fixed("4"),)


def values(rules: tuple[GammaRule, ...] = RULES, **options: Any) -> dict[str, Any]:
    """A 4-2-1 network that started at 0: W_1 = two rows (1,1,1,1), W_2 = (3, 4); 9 points of norm 2, margin 8."""
    zero = [np.zeros((2, 4)), np.zeros((1, 2))]
    final = [np.ones((2, 4)), np.array([[3.0, 4.0]])]
    inputs = np.ones((9, 4))
    margins = options.pop("margins", np.full(9, 8.0))
    return {v.bound.name: v for v in evaluate_weights(zero, final, inputs, margins, rules=rules, **options)}


def test_every_reduced_form_in_closed_form() -> None:
    """|W_1|_2 = sqrt 8, |W_2|_2 = 5; (2,1) by output 4 and 5, by input 4 sqrt 2 and 7; R/(gamma sqrt m) = 2/(4 * 3)."""
    found = {name: v.value for name, v in values().items()}
    scale, product = 2 / 12, 5 * sqrt(8)
    assert found["bft17"] == pytest.approx(scale * product * ((4 / sqrt(8)) ** (2 / 3) + 1) ** 1.5)
    assert found["bft17-script"] == pytest.approx(scale * product * (2 ** (2 / 3) + (7 / 5) ** (2 / 3)) ** 1.5)
    assert found["nbs18"] == pytest.approx(scale * 2 * sqrt(2) * product * sqrt(2))
    assert found["nbs18-script"] == pytest.approx(found["nbs18"] / 2)
    assert found["n19"] == pytest.approx(scale * 5 * (sqrt(8) + 0))
    assert found["neyshabur15"] == pytest.approx(scale * 2 * product)
    assert found["golowich18"] == pytest.approx(scale * (sqrt(4 * log(2)) + 1) * product)
    assert found["parameters"] == pytest.approx(sqrt(10 / 9))


def test_the_reference_is_the_initialisation() -> None:
    """A network that did not move has distance 0, whatever its weights: only bounds about the origin stay positive."""
    W = [np.ones((2, 4)), np.array([[3.0, 4.0]])]
    found = {v.bound.name: v.value for v in evaluate_weights(W, W, np.ones((9, 4)), np.full(9, 8.0), rules=RULES)}
    assert found["bft17"] == found["nbs18"] == 0.0
    assert found["n19"] == pytest.approx(2 / 12 * 5 * sqrt(8))
    assert found["golowich18"] > 1


def test_the_input_norm_factor_can_be_left_out() -> None:
    with_norm, without = values(), values(input_norm=False)
    assert with_norm["bft17"].value == pytest.approx(2 * without["bft17"].value)
    assert with_norm["bft17-complete"].value == without["bft17-complete"].value
    assert not without["bft17"].input_norm and without["bft17-complete"].input_norm


def test_rules_for_gamma() -> None:
    margins = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9])
    found = evaluate_weights([np.zeros((1, 4))], [np.ones((1, 4))], np.ones((9, 4)), margins, rules=[median(), quantile("1/4"), fixed("2")])
    golowich = [v for v in found if v.bound.name == "golowich18"]
    assert [(v.rule, v.gamma) for v in golowich] == [("median", 5.0), ("quantile 0.25", 3.0), ("fixed 2", 2.0)]
    assert [v.margin_error for v in golowich] == pytest.approx([5 / 9, 3 / 9, 2 / 9])
    assert golowich[0].value * 5 == pytest.approx(golowich[2].value * 2)


def test_a_bound_without_gamma_is_evaluated_once() -> None:
    found = evaluate_weights([np.zeros((1, 4))], [np.ones((1, 4))], np.ones((9, 4)), np.ones(9), rules=[median(), fixed("2")])
    names = [v.bound.name for v in found]
    assert (names.count("parameters"), names.count("occam-float32"), names.count("bft17")) == (1, 1, 2)


def test_a_zero_or_negative_margin_makes_the_bound_infinite_and_says_so() -> None:
    for found in (values((fixed("0"),)), values((median(),), margins=np.full(9, -1.0))):
        assert found["bft17"].value == float("inf")
        assert "the bound is infinite" in found["bft17"].notes[0]
        assert found["bft17"].record()["value"] == "inf"
        assert found["parameters"].value < 2  # has no gamma to divide by
        json.dumps([v.record() for v in found.values()], allow_nan=False)


def test_biases_are_ignored_aloud() -> None:
    biases: dict[str, Any] = {"initial_biases": [[0, 0], [0]], "final_biases": [[9, 9], [9]]}
    plain, biased = values(), values(**biases)
    assert biased["bft17"].value == plain["bft17"].value
    assert biased["bft17"].notes == ("3 biases are ignored: the bound is stated for networks without biases",)
    assert plain["bft17-complete"].vacuous is True
    assert biased["bft17-complete"].vacuous is None  # its theorem does not speak of this network
    assert biased["occam-float32"].vacuous is True
    assert biased["occam-float32"].value > plain["occam-float32"].value


def test_a_form_without_constants_is_never_vacuous_nor_not() -> None:
    assert {v.vacuous for v in values().values() if not v.bound.complete} == {None}


def test_complete_bft17_on_a_unit_layer() -> None:
    """One 1 x 1 layer with W = 1 from 0, unit inputs, m = 100: s = b = 1, C = 2 sqrt(100 ln 2)/gamma, union ln 2."""
    m, gamma = 100, 0.5
    (found,) = [
        v
        for v in evaluate_weights([[[0.0]]], [[[1.0]]], np.ones((m, 1)), np.ones(m), rules=[fixed("0.5")])
        if v.bound.name == "bft17-complete"
    ]
    C = 2 / gamma * sqrt(m) * sqrt(log(2))
    expected = 8 / m**1.5 + 36 * log(m) * C / m + 24 * sqrt(log(2) / m) + 3 * sqrt((log(40) + 2 * log(2)) / (2 * m))
    assert found.value == pytest.approx(expected, rel=1e-12)


def test_complete_nbs18_on_a_unit_layer() -> None:
    """One 1 x 1 layer with W = 1 from 0: L = 1, the grid is powers of 9/8 with t = 1 and s = 9/8."""
    m = 100
    (found,) = [
        v
        for v in evaluate_weights([[[0.0]]], [[[1.0]]], np.ones((m, 1)), np.ones(m), rules=[fixed("0.5")])
        if v.bound.name == "nbs18-complete"
    ]
    KL = 16 * e**2 * log(4) * (9 / 8) ** 2 / 0.25
    expected = 4 * sqrt((KL + log(6 * m / 0.05) + log(1.5) + log(2)) / (m - 1))
    assert found.value == pytest.approx(expected, rel=1e-12)
    assert "max |x| of the sample" in found.notes[0]


@pytest.mark.parametrize("name", ["bft17-complete", "nbs18-complete"])
def test_a_margin_chosen_after_training_costs_more_than_one_fixed_before(name: str) -> None:
    chosen, given = values((median(),))[name], values((fixed("8"),))[name]
    assert chosen.gamma == given.gamma == 8.0
    assert chosen.value > given.value


def perturbation(L: int, seed: int) -> tuple[float, float]:
    """Largest output change of a random ReLU net under the derived noise, and gamma/4; gamma = 1 on the unit ball."""
    rng = np.random.default_rng(seed)
    H, gamma = 6, 1.0
    W = [rng.standard_normal((H, H)) for _ in range(L)]
    norms = [np.linalg.norm(w, 2) for w in W]
    ratio = 1 + 1 / (8 * L)
    t = [ratio ** np.floor(np.log(n) / np.log(ratio)) for n in norms]
    product = np.prod([x * ratio for x in t])
    noise = gamma / (4 * e * L * sqrt(2 * H * log(4 * L * H)) * product)
    U = [noise * x * rng.standard_normal((H, H)) for x in t]
    x = rng.standard_normal((200, H))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    one, two = x, x
    for i, (w, u) in enumerate(zip(W, U, strict=True)):
        one, two = one @ w.T, two @ (w + u).T
        if i < L - 1:
            one, two = np.maximum(one, 0), np.maximum(two, 0)
    return float(np.abs(one - two).max()), gamma / 4


@pytest.mark.parametrize("L", [1, 2, 4])
def test_the_noise_of_the_complete_pac_bayes_bound_respects_the_margin(L: int) -> None:
    """The ingredient of nbs18-complete: with probability >= 1/2 outputs move by at most gamma/4."""
    moved = [perturbation(L, seed) for seed in range(40)]
    assert sum(change <= limit for change, limit in moved) >= 20
    assert max(change for change, _ in moved) > 0


def test_every_bound_states_its_convention() -> None:
    assert len({b.name for b in BOUNDS}) == len(BOUNDS)
    for one in BOUNDS:
        assert one.source and one.statement and one.status in {"recalled", "derived", "script"}
        assert one.complete == (one.omits == "")
        assert one.complete <= (one.constants and one.logarithms)
        json.dumps(one.convention())
    assert bound("bft17").two_one == "output units"
    assert bound("bft17-script").two_one == "input units"
    with pytest.raises(UccheckError, match="bft99"):
        bound("bft99")


def test_n19_is_for_two_layers_only() -> None:
    three = [np.eye(2)] * 3
    names = {v.bound.name for v in evaluate_weights(three, three, np.ones((2, 2)), np.ones(2), rules=RULES)}
    assert "n19" not in names and "nbs18" in names


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: values(()), "no gamma rule"),
        (lambda: fixed("-1"), "gamma"),
        (lambda: quantile("1"), "quantile"),
        (lambda: values(margins=np.ones(8)), "9 inputs but 8 margins"),
        (lambda: values(margins=np.full(9, np.nan)), "not finite"),
        (lambda: values(batch_size=0), "batch size"),
        (lambda: values(support_radius=1.0), "support radius"),
        (lambda: values(delta="2"), "delta"),
        (
            lambda: evaluate_weights([np.eye(3)], [np.eye(3)], np.ones((2, 2)), np.ones(2), rules=RULES),
            "takes 3 inputs",
        ),
    ],
)
def test_misuse_is_one_line(call: Any, says: str) -> None:
    with pytest.raises(UccheckError, match=says) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_sample_facts() -> None:
    facts = sample(np.array([[3.0, 4.0], [0.0, 1.0]]), [1.0, -1.0], batch_size=1)
    assert (facts.m, facts.radius) == (2, 5.0)
    assert facts.frobenius == pytest.approx(sqrt(26))
    assert (facts.margin_error(0.0), facts.margin_error(1.0)) == (0.5, 1.0)
