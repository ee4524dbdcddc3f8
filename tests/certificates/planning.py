"""Instances and plans of kernel certificates."""

from __future__ import annotations

from fractions import Fraction

from uccheck.certificates.kernel.search import (
    Generalizing,
    Instance,
    Vacuity,
    generalizing,
    vacuous,
)


def instance(m: int, D: int, delta: str, gamma: str = "0") -> Instance:
    return Instance(m=m, D=D, delta=Fraction(delta), gamma=Fraction(gamma))


def plan(*numbers: int | str) -> tuple[Generalizing, Vacuity]:
    asked = instance(*numbers)  # type: ignore[arg-type]
    large = vacuous(asked)
    assert large is not None
    return generalizing(asked), large


INSTANCES = [
    (1, 400, "0.1"),
    (10, 12800, "0.49"),
    (1000, 400000, "0.1"),
    (1000, 400000, "0.95"),
    (10**6, 10**12, "0.25"),
    (1, 10**12, "1e-9"),
    (3, 10**6, "1e-30"),
]
