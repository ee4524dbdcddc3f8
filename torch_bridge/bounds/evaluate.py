"""Every bound of the catalogue, evaluated on a network's norms and its training sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from torch_bridge.bounds.bound import Bound, BoundValue, GammaRule, SampleSummary, Terms, sample
from torch_bridge.bounds.catalogue import BOUNDS
from torch_bridge.bounds.norms import NetworkNorms, network_norms
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, positive, probability


def evaluate(
    norms: NetworkNorms,
    data: SampleSummary,
    *,
    rules: Sequence[GammaRule],
    bounds: Iterable[Bound] | None = None,
    input_norm: bool = True,
    delta: Exact = "0.05",
    support_radius: float | None = None,
) -> tuple[BoundValue, ...]:
    """Every bound for this depth, at every gamma rule (once for those that have no gamma).

    `input_norm=False` leaves the factor max |x| out of the forms without constants, as the authors' notebook does.
    `support_radius` bounds |x| for every possible input: the complete PAC-Bayes form needs it, and takes max |x| of the
    sample, saying so, where it is not given.
    Raises: InvalidParameter for an empty list of rules or a support radius below a training input.
    """
    if not rules:
        raise InvalidParameter("no gamma rule given: pass rules=[fixed('4')] or [median()]")
    if support_radius is not None and support_radius < data.radius * (1 - 1e-6):
        raise InvalidParameter(f"support radius {support_radius} is below a training input of norm {data.radius}")
    error_rate = float(positive(probability(delta, "delta"), "delta"))
    chosen = [b for b in (BOUNDS if bounds is None else bounds) if b.depth in (None, norms.depth)]
    asked = [(bound, rule) for bound in chosen for rule in (rules if bound.uses_gamma else rules[:1])]
    return tuple(_value(bound, rule, norms, data, input_norm, error_rate, support_radius) for bound, rule in asked)


def evaluate_weights(
    initial: Sequence[Any],
    final: Sequence[Any],
    inputs: Any,
    margins: Any,
    *,
    rules: Sequence[GammaRule],
    initial_biases: Sequence[Any] = (),
    final_biases: Sequence[Any] = (),
    batch_size: int | None = None,
    input_norm: bool = True,
    delta: Exact = "0.05",
    support_radius: float | None = None,
) -> tuple[BoundValue, ...]:
    """All bounds of any MLP from its initial and final weights ((out, in), first layer first), inputs and margins.

    Arrays may be numpy or torch. Biases count in no bound: they enter the distance only, and every value says so.
    Raises: InvalidParameter, one line, for mismatched shapes, numbers that are not finite, or a bad gamma.
    """
    norms = network_norms(list(initial), list(final), initial_biases=list(initial_biases), final_biases=list(final_biases))
    data = sample(inputs, margins, batch_size=batch_size)
    if norms.layers[0].in_units != int(np.prod(np.shape(inputs)[1:])):
        raise InvalidParameter(f"the first layer takes {norms.layers[0].in_units} inputs, the data have {np.shape(inputs)[1:]}")
    return evaluate(norms, data, rules=rules, input_norm=input_norm, delta=delta, support_radius=support_radius)


def _value(
    bound: Bound,
    rule: GammaRule,
    norms: NetworkNorms,
    data: SampleSummary,
    input_norm: bool,
    delta: float,
    support_radius: float | None,
) -> BoundValue:
    gamma = rule.gamma(data.margins) if bound.uses_gamma else 0.0
    notes = _notes(bound, norms, gamma, support_radius)
    radius = data.radius if bound.complete or input_norm else 1.0
    if bound.complete and support_radius is not None:
        radius = support_radius
    terms = Terms(
        norms=norms,
        sample=data,
        gamma=gamma,
        gamma_fixed=rule.kind == "fixed",
        radius=radius,
        delta=delta,
    )
    infinite = bound.uses_gamma and gamma <= 0
    return BoundValue(
        bound=bound,
        value=float("inf") if infinite else bound.formula(terms),
        gamma=gamma,
        rule=rule.label if bound.uses_gamma else "none",
        margin_error=data.margin_error(gamma),
        m=data.m,
        batch_size=data.batch_size,
        input_norm=bound.complete or input_norm,
        applies=bound.complete and (bound.allows_biases or not norms.bias_entries),
        notes=notes,
    )


def _notes(bound: Bound, norms: NetworkNorms, gamma: float, support_radius: float | None) -> tuple[str, ...]:
    found = []
    if bound.uses_gamma and gamma <= 0:
        found.append(f"the margin gamma is {gamma:g}: the bound is infinite")
    if norms.bias_entries and not bound.allows_biases:
        found.append(f"{norms.bias_entries} biases are ignored: the bound is stated for networks without biases")
    if bound.name == "nbs18-complete" and support_radius is None:
        found.append("no support radius given: max |x| of the sample stands in for a bound on every input")
    return tuple(found)
