"""Norm-based generalization bounds as typed objects: what each sums, omits and assumes stands beside its number.

Glossary
    Bound       one formula with its convention: orientation of the (2,1) norm, reference matrix, constants, logarithms
    GammaRule   how the margin gamma is chosen: fixed before training, or a quantile (1/2 for the median) of the margins
    Sample      what a bound needs of the training data: m, norms of the inputs, margins, batch size
    BoundValue  a number with its Bound, gamma and batch size; `complete` says whether it bounds an error or is a shape
A form with its constants omitted bounds nothing: it has a growth rate, not a truth value. Only `complete` forms can be
vacuous, and only for the networks their theorems speak of (without biases, except for plain counting).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from torch_bridge.bounds.norms import NetworkNorms, matrix, vector
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, nonnegative, probability


@dataclass(frozen=True, kw_only=True)
class GammaRule:
    """How gamma is chosen; a rule that looks at the training margins costs a complete bound a union over gamma."""

    kind: Literal["fixed", "quantile"]
    at: float

    @property
    def label(self) -> str:
        """`fixed 4`, `median`, or `quantile 0.1`."""
        if self.kind == "quantile":
            return "median" if self.at == 0.5 else f"quantile {self.at:g}"
        return f"fixed {self.at:g}"

    def gamma(self, margins: NDArray[np.float64]) -> float:
        """The margin that the rule picks."""
        return self.at if self.kind == "fixed" else float(np.quantile(margins, self.at))


def fixed(gamma: Exact) -> GammaRule:
    """gamma known before the sample was seen, such as the stopping rule's; 0 makes every bound infinite."""
    return GammaRule(kind="fixed", at=float(nonnegative(gamma, "gamma")))


def median() -> GammaRule:
    """gamma is the median training margin: the margin term of the bound is then about 1/2."""
    return GammaRule(kind="quantile", at=0.5)


def quantile(q: Exact) -> GammaRule:
    """gamma is the q-quantile of the training margins (linear interpolation)."""
    return GammaRule(kind="quantile", at=float(probability(q, "quantile")))


@dataclass(frozen=True, kw_only=True)
class SampleSummary:
    """The training sample as bounds see it: margins (m,), max |x| = radius, and the root of the sum of all |x_i|^2."""

    m: int
    radius: float
    frobenius: float
    margins: NDArray[np.float64]
    batch_size: int | None = None

    def margin_error(self, gamma: float) -> float:
        """Fraction of training points with margin <= gamma, ties counted as errors."""
        return float(np.mean(self.margins <= gamma))


def sample(inputs: Any, margins: Any, *, batch_size: int | None = None) -> SampleSummary:
    """The facts of a sample with `inputs` (m, ..) and `margins` (m,), the margin being f_y - max of the other outputs.

    Raises: InvalidParameter where the lengths differ, a number is not finite, or the batch size is below 1.
    """
    found = vector(margins, "margins")
    array = inputs.reshape(len(inputs), -1) if hasattr(inputs, "reshape") and len(np.shape(inputs)) > 2 else inputs
    X = matrix(array, "inputs")
    if len(X) != len(found):
        raise InvalidParameter(f"{len(X)} inputs but {len(found)} margins: give one margin for every input")
    if batch_size is not None and batch_size < 1:
        raise InvalidParameter(f"batch size must be at least 1, got {batch_size}")
    norms = np.linalg.norm(X, axis=1)
    return SampleSummary(
        m=len(X),
        radius=float(norms.max()),
        frobenius=float(np.linalg.norm(norms)),
        margins=found,
        batch_size=batch_size,
    )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a formula is evaluated at; `radius` is 1 where the input-norm factor is left out, as in the notebook."""

    norms: NetworkNorms
    sample: SampleSummary
    gamma: float
    gamma_fixed: bool
    radius: float
    delta: float


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One bound and its convention.

    `statement` is the formula in our letters; `status` says where it comes from: `recalled` restates a theorem from
    memory, `derived` is proved in docs/bounds.md from the ingredients named there, `script` follows the authors' code.
    `omits` lists what a complete bound would add; `reference` is what weights are measured from, if they are. `depth` is
    the only number of weight matrices allowed, if any.
    """

    name: str
    source: str
    statement: str
    status: str
    formula: Callable[[Terms], float]
    two_one: Literal["output units", "input units"] | None = None
    reference: Literal["initialisation", "origin"] | None = "initialisation"
    constants: bool = False
    logarithms: bool = False
    complete: bool = False
    uses_gamma: bool = True
    allows_biases: bool = False
    depth: int | None = None
    omits: str = ""

    def convention(self) -> dict[str, Any]:
        """Everything about the bound except its formula, as plain data."""
        names = ("name", "source", "statement", "status", "two_one", "reference", "constants", "logarithms")
        record = {name: getattr(self, name) for name in (*names, "complete", "uses_gamma", "allows_biases", "omits")}
        return record | {"orientation of weights": "(out, in)"}


@dataclass(frozen=True, kw_only=True)
class BoundValue:
    """The value of one bound on one run; `margin_error` is the empirical term that stands beside it."""

    bound: Bound
    value: float
    gamma: float
    rule: str
    margin_error: float
    m: int
    batch_size: int | None
    input_norm: bool
    applies: bool
    notes: tuple[str, ...] = ()

    @property
    def vacuous(self) -> bool | None:
        """Whether empirical term plus bound is at least 1; None where the number bounds nothing to begin with."""
        return self.margin_error + self.value >= 1 if self.applies else None

    def record(self) -> dict[str, Any]:
        """The value as plain data; an infinite value is the string `inf` so that the record stays valid JSON."""
        return {
            "bound": self.bound.name,
            "value": self.value if np.isfinite(self.value) else "inf",
            "gamma": self.gamma,
            "gamma_rule": self.rule,
            "margin_error": self.margin_error,
            "m": self.m,
            "batch_size": self.batch_size,
            "input_norm": self.input_norm,
            "complete": self.bound.complete,
            "applies": self.applies,
            "vacuous": self.vacuous,
            "notes": list(self.notes),
        }
