"""What is necessary: true claims, false neighbours, and what stays open."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided, word


def test_what_is_necessary() -> None:
    assert word("necessary", D="m*log(m)", delta=["0.1", "0.2"], m=[100, 3000], epsilon=["0.2", "0.5"]) == "REFUTED"
    assert word("necessary", D="m/1000", delta=["0.1", "0.2"], m=[100, 200], epsilon=["0.001", "0.01"]) == "CERTIFIED"


BELOW = {"delta": ["0.05", "0.25"], "epsilon": [0, "0.01"], "m": [10, "inf"]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("max(m, 60*m*log(1/epsilon)) + log(1/delta)", {"m": [100, "inf"]}, "CERTIFIED"),
        ("70*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("128*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.25"]}, "INCONCLUSIVE"),  # rare samples: not shown
        ("60*m*log(1/epsilon) - log(1/delta)", {}, "CERTIFIED"),
        ("60*m*log(1/epsilon) + 1000000*log(1/delta)", {}, "REFUTED or INCONCLUSIVE"),
        ("max(128*m*log(1/epsilon), 64*m*log(1/epsilon))", {}, "REFUTED"),  # a maximum is necessary where each part is
        ("max(128*m*log(1/epsilon) - m, 64*m*log(1/epsilon))", {}, "REFUTED"),  # of parts that algebra does not compare
        ("max(64*m*log(1/epsilon), m)", {}, "CERTIFIED"),
        ("min(128*m*log(1/epsilon), 64*m*log(1/epsilon))", {}, "CERTIFIED or INCONCLUSIVE"),
    ],
)
def test_what_is_necessary_for_all_m(D: str, more: dict[str, object], expected: str) -> None:
    assert word("necessary", D=D, **{**BELOW, **more}) in expected.split(" or ")


ALONE = {"conclusion": "e_gen", "delta": [0, "0.05"], "epsilon": [0, "0.01"], "m": [4, 4]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {"m": [10, "inf"]}, "REFUTED"),
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("75*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("300*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.4"]}, "INCONCLUSIVE"),
        ("64*m*log(1/epsilon)", {"m": [4, 1000]}, "INCONCLUSIVE"),
        ("m/5000", {"m": [10, "inf"]}, "REFUTED"),
    ],
)
def test_what_is_necessary_for_e_gen_alone(D: str, more: dict[str, object], expected: str) -> None:
    found = decided("necessary", D=D, **{**ALONE, **more})
    assert found.word in expected.split(" or "), found.detail
