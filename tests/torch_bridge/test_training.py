from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network, error_count, glorot_network, logits, margins, margins_of, seeded
from torch_bridge.train import products
from torch_bridge.train.plain import plain_epoch, plain_loss, plain_model
from torch_bridge.train.training import EngineName, Epoch, Stop, TrainingConfig, permutation, train
from uccheck.core.errors import InvalidParameter


def data(m: int = 70, d: int = 20, classes: int = 2, seed: int = 3) -> tuple[Tensor, Tensor]:
    generator = seeded(seed)
    x = torch.randn(m, d, generator=generator)
    return x / x.norm(dim=1, keepdim=True), torch.randint(0, classes, (m,), generator=generator)


def largest_difference(network: Network, model: torch.nn.Sequential) -> float:
    ours = network.tensors().values()
    linears = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    theirs = [layer.weight for layer in linears] + [layer.bias for layer in linears if layer.bias is not None]
    return max(float((a - b.detach()).abs().max()) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("engine", [EngineName.BLOCK, EngineName.LAYERED])
@pytest.mark.parametrize("loss", list(Loss))
@pytest.mark.parametrize("batch", [1, 7, 64])
@pytest.mark.parametrize("biases", [(True, True), (True, False), (False, False), (False, True)])
@pytest.mark.parametrize("classes", [2, 5])
def test_agrees_with_the_plain_loop(engine: EngineName, loss: Loss, batch: int, biases: tuple[bool, bool], classes: int) -> None:
    x, y = data(classes=classes)
    network = glorot_network((20, 50, classes), seeded(1), bias=biases[0], output_bias=biases[1])
    _compare(network, x, y, engine, loss, batch)


@pytest.mark.parametrize("sizes", [(20, 2), (20, 30, 30, 2), (20, 15, 10, 8, 3)])
@pytest.mark.parametrize("batch", [1, 16])
def test_agrees_at_any_depth(sizes: tuple[int, ...], batch: int) -> None:
    x, y = data(classes=sizes[-1])
    _compare(glorot_network(sizes, seeded(1)), x, y, EngineName.AUTO, Loss.SIGMOID, batch)


def _compare(network: Network, x: Tensor, y: Tensor, engine: EngineName, loss: Loss, batch: int) -> None:
    model, epochs = plain_model(network), 6
    optimiser, criterion = torch.optim.SGD(model.parameters(), lr=0.2), plain_loss(loss)
    onehot = torch.nn.functional.one_hot(y, network.sizes[-1]).float()
    for _ in range(epochs):
        plain_epoch(model, optimiser, criterion, x, onehot, batch)
    config = TrainingConfig(learning_rate=0.2, batch_size=batch, loss=loss, engine=engine, max_epochs=epochs, stop_margin=1e6)
    assert network.initial_weights is not None
    train(network, x, y, config)
    assert largest_difference(network, model) < 2e-5
    assert float((network.weights[0] - network.initial_weights[0]).abs().max()) > 1e-3  # it did train


@pytest.mark.parametrize("engine", [EngineName.BLOCK, EngineName.LAYERED])
@pytest.mark.parametrize("batch", [1, 16])
def test_the_output_bias_may_learn_at_another_rate(engine: EngineName, batch: int) -> None:
    x, y = data()
    network = glorot_network((20, 50, 2), seeded(1))
    model = plain_model(network)
    last = model[2].bias
    groups = [{"params": [p for p in model.parameters() if p is not last]}, {"params": [last], "lr": 2.0}]
    optimiser = torch.optim.SGD(groups, lr=0.2)
    for _ in range(4):
        plain_epoch(model, optimiser, plain_loss(Loss.SIGMOID), x, torch.nn.functional.one_hot(y, 2).float(), batch)
    config = TrainingConfig(learning_rate=0.2, batch_size=batch, engine=engine, max_epochs=4, stop_margin=1e6, output_bias_rate=10.0)
    train(network, x, y, config)
    assert largest_difference(network, model) < 2e-5


def test_the_agreement_test_can_fail() -> None:
    x, y = data()
    network = glorot_network((20, 50, 2), seeded(1))
    model = plain_model(network)
    wrong = TrainingConfig(learning_rate=0.2002, batch_size=1, max_epochs=6, stop_margin=1e6)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(6):
        plain_epoch(model, optimiser, plain_loss(Loss.SIGMOID), x, torch.nn.functional.one_hot(y, 2).float(), 1)
    train(network, x, y, wrong)
    assert largest_difference(network, model) > 2e-5


@pytest.mark.parametrize("engine", [EngineName.BLOCK, EngineName.LAYERED])
def test_stops_at_the_first_epoch_that_meets_the_rule(engine: EngineName) -> None:
    x, y = data(m=300)
    config = TrainingConfig(learning_rate=0.2, batch_size=1, stop_margin=1.0, stop_fraction=Fraction("0.9"), engine=engine, max_epochs=500)
    network = glorot_network((20, 200, 2), seeded(1))
    counted: list[int] = []
    result = train(network, x, y, config, on_epoch=lambda _: counted.append(int((margins(network, x, y) >= 1).sum())))
    assert result.stop is Stop.REACHED and result.epochs == len(counted)
    assert [count >= config.needed(300) for count in counted] == [False] * (len(counted) - 1) + [True]
    assert result.with_margin == counted[-1]


def test_looks_at_few_points_while_the_rule_is_far() -> None:
    x, y = data(m=2000)
    seen: list[Epoch] = []
    config = TrainingConfig(learning_rate=0.01, batch_size=10, stop_margin=5.0, max_epochs=3)
    train(glorot_network((20, 30, 2), seeded(1)), x, y, config, on_epoch=seen.append)
    assert len(seen) == 3 and all(epoch.seen < 200 and epoch.short > 20 for epoch in seen)


def test_the_cap_is_reported_with_its_count() -> None:
    x, y = data()
    network = glorot_network((20, 30, 2), seeded(1))
    result = train(network, x, y, TrainingConfig(learning_rate=0.01, batch_size=1, stop_margin=50.0, max_epochs=4))
    assert (result.stop, result.epochs, result.with_margin) == (Stop.CAPPED, 4, 0)


@pytest.mark.parametrize("engine", [EngineName.BLOCK, EngineName.LAYERED])
def test_divergence_is_seen(engine: EngineName) -> None:
    x, y = data()
    config = TrainingConfig(learning_rate=1e30, batch_size=1, stop_margin=1.0, engine=engine)
    assert train(glorot_network((20, 30, 2), seeded(1)), x, y, config).stop is Stop.DIVERGED


@pytest.mark.parametrize("engine", [EngineName.BLOCK, EngineName.LAYERED])
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_resumed_run_is_the_uninterrupted_run(engine: EngineName, shuffle: bool) -> None:
    x, y = data()

    def config(epochs: int) -> TrainingConfig:
        return TrainingConfig(learning_rate=0.2, batch_size=8, shuffle=shuffle, engine=engine, max_epochs=epochs, stop_margin=1e6)

    whole, parts = (glorot_network((20, 40, 2), seeded(1)) for _ in range(2))
    train(whole, x, y, config(7), seed=5)
    train(parts, x, y, config(3), seed=5)
    assert not any(torch.equal(a, b) for a, b in zip(whole.weights, parts.weights, strict=True))  # four epochs are missing
    train(parts, x, y, config(7), seed=5, first_epoch=3)
    assert all(torch.equal(a, b) for a, b in zip(whole.tensors().values(), parts.tensors().values(), strict=True))


def test_a_run_cut_off_after_its_last_epoch_is_not_trained_further() -> None:
    x, y = data()
    config = TrainingConfig(learning_rate=0.2, batch_size=1, stop_margin=0.5, stop_fraction=Fraction("0.9"))
    network = glorot_network((20, 100, 2), seeded(1))
    result = train(network, x, y, config)
    before = network.weights[0].clone()
    assert train(network, x, y, config, first_epoch=result.epochs) == result
    assert torch.equal(before, network.weights[0])


def test_shuffled_epochs_are_permutations_and_differ() -> None:
    first, second = permutation(1, 1, 50), permutation(1, 2, 50)
    assert sorted(first.tolist()) == list(range(50)) and not torch.equal(first, second)


def test_both_engines_shuffle_alike() -> None:
    x, y = data()
    networks = [glorot_network((20, 40, 2), seeded(1)) for _ in range(2)]
    for network, engine in zip(networks, (EngineName.BLOCK, EngineName.LAYERED), strict=True):
        config = TrainingConfig(learning_rate=0.2, batch_size=3, shuffle=True, engine=engine, max_epochs=5, stop_margin=1e6)
        train(network, x, y, config, seed=2)
    assert float((networks[0].weights[0] - networks[1].weights[0]).abs().max()) < 2e-5


def test_margins_and_errors() -> None:
    scores = torch.tensor([[1.0, 3.0, 2.0], [1.0, 1.0, 0.0], [5.0, 0.0, 0.0]])
    assert margins_of(scores, torch.tensor([1, 0, 0])).tolist() == [1.0, 0.0, 5.0]
    network = Network([torch.eye(2)], [None])
    x = torch.tensor([[2.0, 1.0], [1.0, 1.0], [0.0, 1.0], [float("nan"), 0.0]])
    assert error_count(network, x, torch.zeros(4, dtype=torch.long)) == 3  # a tie and NaN are errors


def test_glorot_ranges_and_seeds() -> None:
    network = glorot_network((400, 300, 2), seeded(0), output_bias=False)
    limits = [(6 / 700) ** 0.5, (6 / 302) ** 0.5]
    for weight, limit in zip(network.weights, limits, strict=True):
        assert 0.98 * limit < float(weight.abs().max()) <= limit
    assert network.biases[1] is None and network.biases[0] is not None
    assert 0.95 * (6 / 301) ** 0.5 < float(network.biases[0].abs().max()) <= (6 / 301) ** 0.5
    again = glorot_network((400, 300, 2), seeded(0), output_bias=False)
    assert torch.equal(network.weights[1], again.weights[1])
    assert logits(network, torch.zeros(3, 400)).shape == (3, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch_size": 71}, "m = 70 is smaller than the batch size 71"),
        ({"batch_size": 0}, "got 0"),
        ({"learning_rate": -1.0}, "got -1.0"),
        ({"learning_rate": float("nan")}, "got nan"),
        ({"stop_fraction": Fraction(3, 2)}, "got 3/2"),
        ({"max_epochs": 0}, "got 0"),
    ],
)
def test_bad_parameters_are_one_line(change: dict[str, object], message: str) -> None:
    x, y = data()
    good: dict[str, object] = {"learning_rate": 0.1, "batch_size": 1}
    with pytest.raises(InvalidParameter, match=message):
        train(glorot_network((20, 5, 2), seeded(0)), x, y, TrainingConfig(**(good | change)))  # type: ignore[arg-type]


def test_bad_networks_are_one_line() -> None:
    x, y = data(classes=5)
    config = TrainingConfig(learning_rate=0.1, batch_size=1)
    for sizes, message in (((20, 5, 2), "class 4"), ((19, 5, 5), "dimension 20")):
        with pytest.raises(InvalidParameter, match=message):
            train(glorot_network(sizes, seeded(0)), x, y, config)
    with pytest.raises(InvalidParameter, match="block engine needs one hidden layer"):
        train(
            glorot_network((20, 5, 5, 5), seeded(0)),
            x,
            y,
            TrainingConfig(learning_rate=0.1, batch_size=1, engine=EngineName.BLOCK),
        )
    with pytest.raises(InvalidParameter, match="at least 2 outputs"):
        glorot_network((20, 5, 1), seeded(0))


@pytest.mark.parametrize("wide", [False, True])
def test_both_libraries_of_the_large_products_train_as_the_plain_loop(wide: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if wide and not hasattr(torch.ops.mkldnn, "_linear_pointwise"):
        pytest.skip("this torch has no such operator")
    monkeypatch.setattr(products, "by_onednn", lambda: wide)
    monkeypatch.setattr(products, "ROWS", 7)  # the last rows are fewer
    monkeypatch.setattr(products, "FORWARD_ROWS", 5)
    x, y = data()
    _compare(glorot_network((20, 50, 2), seeded(1)), x, y, EngineName.BLOCK, Loss.SIGMOID, 8)


def test_a_torch_without_the_operator_leaves_the_products_to_openblas(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(x: object, w: object) -> object:
        raise AttributeError("no such operator")

    monkeypatch.setattr(products, "_linear", missing)
    assert products.by_onednn.__wrapped__() is False
    monkeypatch.setattr(products, "_linear", lambda x, w: x @ w.T + 1)  # an operator that gives something else
    assert products.by_onednn.__wrapped__() is False
    monkeypatch.setenv("OPENBLAS_CORETYPE", "SkylakeX")
    monkeypatch.setattr(products, "_linear", lambda x, w: x @ w.T)
    assert products.by_onednn.__wrapped__() is False


@pytest.mark.skipif(not products.by_onednn.__wrapped__(), reason="needs the operator of oneDNN and AVX-512, and OpenBLAS not told so")
def test_slices_of_the_forward_product_are_the_bits_of_the_whole() -> None:
    rng = np.random.default_rng(0)
    x, w = (rng.normal(size=size).astype(np.float32) for size in ((70, 300), (2 * products.FORWARD_ROWS + 5, 300)))
    out = np.empty((70, len(w)), np.float32)
    products.forward(x, w, out)
    assert np.array_equal(out, products._linear(torch.from_numpy(x), torch.from_numpy(w)).numpy())
