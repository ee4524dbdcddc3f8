"""The formula that a bound's record prints is the one it computes: each statement is parsed and evaluated on the matrices."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.torch_bridge.test_complete_bounds import DELTA, SHAPES, Network, evaluated, network
from torch_bridge.bounds.bound import fixed, sample
from torch_bridge.bounds.catalogue import BOUNDS, bound
from torch_bridge.bounds.evaluate import evaluate
from torch_bridge.bounds.norms import network_norms, spectral
from uccheck.core.errors import InvalidParameter

_FUNCTIONS = {"sqrt": math.sqrt, "ln": math.log, "total": np.sum}
_NORMS = {
    "prod|W|_2": "product", "prod|W|_F": "frobenius", "|D^T|_{2,1}": "rows", "|D|_{2,1}": "columns", "|D|_F": "moved",
    "|W_2|_F": "last", "|D_1|_F": "first_moved", "|W_1^0|_2": "first_start", "|W|_2": "spectral", "number of weights": "P",
}  # fmt: skip
_TOKEN = re.compile(r"\*\*|\d+(?:\.\d+)?|[A-Za-z_]+|[-+/()]")


def value(statement: str, letters: dict[str, Any]) -> float:
    """A statement as printed, at numbers: products by juxtaposition, `sqrt m` for sqrt(m), one sum over the layers."""
    text = statement.split(", P the")[0].replace("(sum ", "total(")
    for norm, letter in _NORMS.items():
        text = text.replace(norm, letter)
    text = re.sub(r"\^\{([^}]*)\}", r"**(\1)", text).replace("^", "**")
    text = re.sub(r"\b(sqrt|ln) (\w)", r"\1(\2)", text)
    tokens = [part for token in _TOKEN.findall(text) for part in _letters(token, letters)]
    product = [f"{one}*" if _ends(one) and _starts(other) else one for one, other in pairwise([*tokens, ")"])]
    return float(eval("".join(product), {"__builtins__": {}}, _FUNCTIONS | letters))


def _letters(token: str, letters: dict[str, Any]) -> list[str]:
    """`LH` is L times H."""
    return [token] if token in letters or token in _FUNCTIONS or not token.isalpha() else list(token)


def _ends(token: str) -> bool:
    return token == ")" or (token[0].isalnum() and token not in _FUNCTIONS)


def _starts(token: str) -> bool:
    return token == "(" or token[0].isalnum()


def letters(net: Network) -> dict[str, Any]:
    rows = [float(np.linalg.norm(D, axis=1).sum()) for D in net.moved]
    columns = [float(np.linalg.norm(D, axis=0).sum()) for D in net.moved]
    frobenius = [float(np.linalg.norm(W)) for W in net.after]
    moved = [float(np.linalg.norm(D)) for D in net.moved]
    return {
        "R": net.radius, "L": len(net.after), "m": len(net.inputs), "gamma": 0.7, "delta": DELTA, "H": max(net.sizes),
        "h": max(net.sizes[1:-1], default=net.sizes[-1]), "P": sum(W.size for W in net.after),
        "product": math.prod(net.spectral), "frobenius": math.prod(frobenius), "rows": np.array(rows), "columns": np.array(columns),
        "moved": np.array(moved), "spectral": np.array(net.spectral), "last": frobenius[-1], "first_moved": moved[0],
        "first_start": spectral(net.before[0]),
    }  # fmt: skip


@pytest.mark.parametrize("sizes", SHAPES)
def test_every_form_has_the_value_of_its_printed_statement(sizes: tuple[int, ...]) -> None:
    net = network(sizes)
    found, at = evaluated(net, fixed("0.7")), letters(net)
    read = [one for one in BOUNDS if one.name in found and (not one.complete or one.name == "occam-float32")]
    assert len(read) >= 8
    for one in read:
        assert found[one.name].value == pytest.approx(value(one.statement, at), rel=1e-9), one.name
    changed = bound("golowich18").statement.replace("sqrt(2 ln", "sqrt(ln")
    assert found["golowich18"].value != pytest.approx(value(changed, at), rel=1e-3)


def test_a_form_says_of_its_constants_what_it_omits() -> None:
    for one in (bound(each.name) for each in BOUNDS):
        assert one.constants == ("constants" not in one.omits), one.name
        assert one.logarithms <= ("logarithm" not in one.omits), one.name
        assert (one.reference is None) == ("W" not in one.statement and one.two_one is None), one.name


def test_points_are_rows_and_a_support_radius_holds_to_its_rounding() -> None:
    """Vectors and nested lists of more than two levels are no sample; the slack of the radius is 1e-6 and no more."""
    for inputs in (np.ones(5), np.ones((5, 2, 3)).tolist()):
        with pytest.raises(InvalidParameter):
            sample(inputs, np.ones(5))
    norms = network_norms([np.eye(3)], [np.eye(3)])
    data = sample(np.random.default_rng(1).normal(size=(6, 3)), np.ones(6))
    least = data.radius * (1 - 1e-6)
    assert evaluate(norms, data, rules=[fixed("1")], support_radius=least)
    with pytest.raises(InvalidParameter, match="support radius"):
        evaluate(norms, data, rules=[fixed("1")], support_radius=math.nextafter(least, 0))


@pytest.mark.parametrize("power", [-40, -20, 20, 40])
def test_the_residual_of_the_power_iteration_is_relative(power: int) -> None:
    """Powers of two change no digit: the spectral norm of 2^k W is 2^k times that of W, to the last bit."""
    W = np.random.default_rng(4).normal(size=(7, 12))
    for tolerance in (1e-3, 1e-9):
        one, scaled = (spectral(V, method="power", tolerance=tolerance) for V in (W, W * 2.0**power))
        assert scaled == one * 2.0**power
