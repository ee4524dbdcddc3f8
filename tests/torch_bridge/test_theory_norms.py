"""docs/theory.md read, section 8: each norm-based form, as printed there, has the value that the matrices of unlike layers give it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.theory_page import after, value
from tests.torch_bridge.test_complete_bounds import evaluated, network
from torch_bridge.bounds.bound import fixed

FORMS = {
    "bft17": after("- BFT17 (covering):", "; the (2,1) norm"),
    "nbs18": after("- NBS18 (PAC-Bayes):", ". - N19"),
    "n19": after("- N19 (one hidden layer):", ". These omit"),
}
MEANT = {
    "prod|W_l|_2": "product",
    "|(W_l - W_l^0)^T|_(2,1) / |W_l|_2": "rows",
    "|W_l - W_l^0|_F^2 / |W_l|_2^2": "moves",
    "|W_2|_F": "last",
    "|W_1 - W_1^0|_F": "moved",
    "|W_1^0|_2": "start",
}


DEEP = (4, 3, 6, 2)


@pytest.mark.parametrize(("name", "sizes"), [*((name, (3, 5, 2)) for name in FORMS), ("bft17", DEEP), ("nbs18", DEEP)])
def test_a_form_of_the_page_is_what_is_computed(name: str, sizes: tuple[int, ...]) -> None:
    net = network(sizes)
    ratio = [float(np.linalg.norm(D, axis=1).sum()) / norm for D, norm in zip(net.moved, net.spectral, strict=True)]
    moves = [float((D**2).sum()) / norm**2 for D, norm in zip(net.moved, net.spectral, strict=True)]
    text = FORMS[name].translate(str.maketrans("{}", "()"))
    for printed, letter in MEANT.items():
        text = text.replace(printed, letter)
    text = text.replace("( sum_l (rows)^(2/3) )", "total").replace("( sum_l moves )", "total")
    at = {
        "R": net.radius, "L": len(net.after), "h": max(sizes[1:-1]), "m": len(net.inputs), "gamma": 0.7, "product": math.prod(net.spectral),
        "total": sum(one ** (2 / 3) for one in ratio) if name == "bft17" else sum(moves),
        "last": float(np.linalg.norm(net.after[-1])), "moved": float(np.linalg.norm(net.moved[0])),
        "start": float(np.linalg.svd(net.before[0])[1].max()),
    }  # fmt: skip
    assert "|" not in text and "_" not in text, text
    assert evaluated(net, fixed("0.7"))[name].value == pytest.approx(value(text, at), rel=1e-9)
