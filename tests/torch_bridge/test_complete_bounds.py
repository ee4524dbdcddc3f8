"""Complete bounds and reduced forms on networks whose layers all differ, computed again from the matrices by docs/bounds.md alone.

On one unit layer most factors are 1, and a wrong power of them is not seen: here depth, widths, norms, gamma and delta are all unlike.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import e, exp, log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from torch_bridge.bounds.bound import BoundValue, GammaRule, fixed, quantile
from torch_bridge.bounds.complete import _integer_cost, _power_cost
from torch_bridge.bounds.evaluate import evaluate_weights
from torch_bridge.bounds.norms import network_norms
from uccheck.core.errors import InvalidParameter

Matrix = NDArray[np.float64]
#: Inputs, hidden layers, outputs: the widest in turn an input, a hidden layer and the output, as deep as 4.
SHAPES = ((9, 4, 3), (3, 8, 5, 2), (2, 3, 5, 4, 11), (6, 2), (4, 4, 7))
DELTA = 0.03


@dataclass(frozen=True)
class Network:
    """Weights before and after, inputs, margins."""

    before: list[Matrix]
    after: list[Matrix]
    inputs: Matrix
    margins: Matrix

    @property
    def moved(self) -> list[Matrix]:
        return [one - other for one, other in zip(self.after, self.before, strict=True)]

    @property
    def spectral(self) -> list[float]:
        return [sqrt(max(np.linalg.eigvalsh(W @ W.T))) for W in self.after]

    @property
    def radius(self) -> float:
        return max(sqrt(sum(v * v for v in x)) for x in self.inputs)

    @property
    def sizes(self) -> list[int]:
        return [self.after[0].shape[1], *(len(W) for W in self.after)]


def network(sizes: tuple[int, ...], scale: float = 1.0) -> Network:
    rng = np.random.default_rng([11, *sizes])
    before = [rng.normal(size=(b, a)) * (1 + i) * 0.3 for i, (a, b) in enumerate(pairwise(sizes))]
    after = [(W + rng.normal(size=W.shape) * 0.4) * scale for W in before]
    return Network(before, after, rng.normal(size=(23, sizes[0])), rng.uniform(0.3, 9, size=23))


def evaluated(net: Network, rule: GammaRule) -> dict[str, BoundValue]:
    found = evaluate_weights(net.before, net.after, net.inputs, net.margins, rules=[rule], delta=str(DELTA))
    return {one.bound.name: one for one in found}


def on_the_grid(gamma: float, rule: GammaRule) -> tuple[float, float]:
    """gamma as it is; or the greatest 2^(k/8) below it with the logarithm of the weight (2/3)/((|k|+1)(|k|+2)) that it takes."""
    if rule.kind == "fixed":
        return gamma, 0.0
    k = max(j for j in range(-200, 200) if 2 ** (j / 8) <= gamma)
    return 2 ** (k / 8), -log((2 / 3) / ((abs(k) + 1) * (abs(k) + 2)))


def bft17(net: Network, gamma: float, rule: GammaRule) -> float:
    """Section 2 of docs/bounds.md, steps 3 to 6: 2 Rad + 3 sqrt((ln(2/delta) + cost)/(2m)) with s and b on multiples of 1/L."""
    L, m, H = len(net.after), len(net.inputs), max(net.sizes)
    distances = [sum(sqrt(sum(v * v for v in row)) for row in D) for D in net.moved]
    s = [next(j for j in range(1, 10**4) if j / L >= norm) for norm in net.spectral]
    b = [next(j for j in range(1, 10**4) if j / L >= norm) for norm in distances]
    gamma, cost = on_the_grid(gamma, rule)
    cost += sum(log(j * (j + 1)) for j in (*s, *b))
    X = sqrt(float((net.inputs**2).sum()))
    product = 1.0
    for j in s:
        product *= j / L
    C = 2 / gamma * X * sqrt(log(2 * H * H)) * product * sum((i / j) ** (2 / 3) for i, j in zip(b, s, strict=True)) ** 1.5
    rademacher = 4 / m**1.5 + 18 * log(m) * C / m + 12 * sqrt(L * log(2 * H * H) / m)
    return 2 * rademacher + 3 * sqrt((log(2 / DELTA) + cost) / (2 * m))


def nbs18(net: Network, gamma: float, rule: GammaRule) -> float:
    """Section 3: KL of Gaussians of scale t_l tau, tau the largest for which the perturbation keeps the margin."""
    L, m, H = len(net.after), len(net.inputs), max(net.sizes)
    ratio = 1 + 1 / (8 * L)
    k = [max(j for j in range(-999, 999) if ratio**j <= norm) for norm in net.spectral]
    gamma, cost = on_the_grid(gamma, rule)
    product = 1.0
    for j in k:
        product *= ratio ** (j + 1)
    tau = gamma / (4 * e * net.radius * L * sqrt(2 * H * log(4 * L * H)) * product)
    divergence = sum(float((D**2).sum()) / (2 * (ratio**j * tau) ** 2) for D, j in zip(net.moved, k, strict=True))
    cost -= sum(log((2 / 3) / ((abs(j) + 1) * (abs(j) + 2))) for j in k)
    return 4 * sqrt((divergence + log(6 * m / DELTA) + cost) / (m - 1))


def occam(net: Network) -> float:
    """Hoeffding over 2^(32 P) networks: P(L > Lhat + x) <= 2^(32 P) exp(-2 m x^2) = delta."""
    P = sum(W.size for W in net.after)
    return sqrt((P * log(2.0**32) - log(DELTA)) / (2 * len(net.inputs)))


@pytest.mark.parametrize("rule", [fixed("0.7"), fixed("5"), quantile("0.4")], ids=lambda rule: rule.label)
@pytest.mark.parametrize("sizes", SHAPES)
@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
def test_complete_bounds_are_those_of_their_derivations(sizes: tuple[int, ...], scale: float, rule: GammaRule) -> None:
    net = network(sizes, scale)
    found = evaluated(net, rule)
    gamma = rule.gamma(net.margins)
    assert found["bft17-complete"].value == pytest.approx(bft17(net, gamma, rule), rel=1e-9)
    assert found["nbs18-complete"].value == pytest.approx(nbs18(net, gamma, rule), rel=1e-9)
    assert found["occam-float32"].value == pytest.approx(occam(net), rel=1e-12)


def test_weights_of_a_union_sum_to_one() -> None:
    """What a grid costs is the logarithm of a weight, and the weights of all integers, of all powers, sum to 1 (the rest telescopes)."""
    assert sum(exp(-_integer_cost(j)) for j in range(1, 10_001)) == pytest.approx(1 - 1 / 10_001, rel=1e-9)
    assert sum(exp(-_power_cost(k)) for k in range(-4999, 5000)) == pytest.approx(1 - (4 / 3) / 5001, rel=1e-9)


@pytest.mark.parametrize("sizes", SHAPES)
def test_reduced_forms_of_unlike_layers(sizes: tuple[int, ...]) -> None:
    """Every form without constants from the matrices themselves, by the letters of its statement."""
    net = network(sizes)
    L, m, h = len(net.after), len(net.inputs), max(sizes[1:-1], default=sizes[-1])
    found = {name: one.value for name, one in evaluated(net, fixed("0.7")).items()}
    scale, spectral = net.radius / (0.7 * sqrt(m)), net.spectral
    frobenius = [sqrt(float((W**2).sum())) for W in net.after]
    moved = [sqrt(float((D**2).sum())) for D in net.moved]
    rows = [sum(sqrt(float((row**2).sum())) for row in D) for D in net.moved]
    columns = [sum(sqrt(float((row**2).sum())) for row in D.T) for D in net.moved]
    product = float(np.prod(spectral))
    ratios = sum((d / s) ** 2 for d, s in zip(moved, spectral, strict=True))
    expected = {
        "bft17": scale * product * sum((d / s) ** (2 / 3) for d, s in zip(rows, spectral, strict=True)) ** 1.5,
        "bft17-script": scale * product * sum((d / s) ** (2 / 3) for d, s in zip(columns, spectral, strict=True)) ** 1.5,
        "nbs18": scale * L * sqrt(h) * product * sqrt(ratios),
        "nbs18-script": scale * (L - 1) * sqrt(h) * product * sqrt(ratios),
        "neyshabur15": scale * 2 ** (L - 1) * float(np.prod(frobenius)),
        "golowich18": scale * (sqrt(2 * log(2) * L) + 1) * float(np.prod(frobenius)),
        "parameters": sqrt(sum(W.size for W in net.after) / m),
    }
    if L == 2:
        expected["n19"] = scale * frobenius[1] * (moved[0] + sqrt(max(np.linalg.eigvalsh(net.before[0] @ net.before[0].T))))
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("sizes", SHAPES)
def test_width_is_of_hidden_layers_and_dimension_of_all(sizes: tuple[int, ...]) -> None:
    net = network(sizes)
    norms = network_norms(net.before, net.after)
    assert (norms.width, norms.largest_dimension) == (max(sizes[1:-1], default=sizes[-1]), max(sizes))
    assert norms.parameters == sum(a * b for a, b in pairwise(sizes))


def test_vacuous_counts_the_margin_error_and_says_so_from_one_on() -> None:
    """An empirical term of 1/4 and a bound of 3/4 are vacuous together; a little less is not."""
    net = network((2, 2))
    values = evaluated(net, fixed("0.7"))
    one = values["occam-float32"]
    for value, vacuous in ((0.75, True), (0.7499, False)):
        made = BoundValue(
            bound=one.bound, value=value, gamma=0, rule="none", margin_error=0.25, m=4, batch_size=None, input_norm=True, applies=True
        )
        assert made.vacuous is vacuous
    assert values["bft17"].margin_error == float(np.mean(net.margins <= 0.7))


def test_the_support_radius_stands_for_the_radius_where_it_is_needed_and_must_hold_every_input() -> None:
    """With R twice the largest input nbs18-complete is that of inputs twice as long; nothing else changes."""
    net, rule = network(SHAPES[0]), fixed("0.7")

    def values(radius: float) -> dict[str, float]:
        found = evaluate_weights(net.before, net.after, net.inputs, net.margins, rules=[rule], support_radius=radius, delta=str(DELTA))
        return {one.bound.name: one.value for one in found}

    plain = {name: one.value for name, one in evaluated(net, rule).items()}
    longer = evaluated(Network(net.before, net.after, 2 * net.inputs, net.margins), rule)["nbs18-complete"].value
    assert values(2 * net.radius) == pytest.approx(plain | {"nbs18-complete": longer}, rel=1e-12)
    with pytest.raises(InvalidParameter, match="support radius"):
        values(net.radius * (1 - 1e-5))


def test_a_bound_that_divides_says_nothing_at_one_point_or_with_a_dead_layer() -> None:
    """nbs18 divides by m - 1 and by each spectral norm: infinite at m = 1 or with any layer 0, finite from m = 2 on."""

    def value(m: int, dead: int | None = None, factor: float = 0.0, name: str = "nbs18-complete") -> float:
        net = network(SHAPES[1])
        after = [factor * W if i == dead else W for i, W in enumerate(net.after)]
        return evaluated(Network(net.before, after, net.inputs[:m], net.margins[:m]), fixed("0.7"))[name].value

    assert value(1) == value(9, dead=0) == value(9, dead=2) == float("inf")
    assert all(value(m) < float("inf") for m in (2, 3, 4))
    for name in ("bft17", "bft17-script", "nbs18", "nbs18-script"):  # these are finite there, and the limit of small layers
        assert 0 < value(9, dead=1, name=name) == pytest.approx(value(9, dead=1, factor=1e-9, name=name), rel=1e-4)
