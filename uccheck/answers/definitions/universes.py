"""The switchboard of the other counterexamples: class-level, algorithm-level, and what each learner itself does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from uccheck.answers.definitions.rows import Definition, Switch, Switchboard, require_known
from uccheck.answers.universes import convex, exponential
from uccheck.answers.universes.universe import UniverseOutcome
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written

SHALEV = "Shalev-Shwartz, Shamir, Srebro, Sridharan 2010; this kit"
_HALF, _ONE = Fraction(1, 2), Fraction(1)
_HAS = {"exponential": ("s", "b"), "sco": ("eta", "lam", "tau")}


def universe_board(
    counterexample: str, at: tuple[Exact, Exact, Exact, Exact], given: Mapping[str, Exact | None], only: tuple[str, ...]
) -> Switchboard:
    """Every row of the counterexample, each end confirmed by the checker.

    Raises: InvalidParameter as its `certify` does, for an unknown counterexample or id, and an option that it does not have.
    """
    if counterexample not in _HAS:
        raise InvalidParameter(f"unknown counterexample {counterexample[:40]!r}: choose linear, {', '.join(_HAS)}")
    more = {name: value for name, value in given.items() if value is not None}
    if wrong := [name for name in more if name not in _HAS[counterexample]]:
        said = f"--{wrong[0]} {str(more[wrong[0]])[:40]} says nothing of the definitions of {counterexample}"
        raise InvalidParameter(f"{said}: leave it out (it has {', '.join(f'--{name}' for name in _HAS[counterexample])})")
    whole, numbers, rows = _network(at, more) if counterexample == "exponential" else _convex(at, more)
    require_known(only, [row.id for row in rows])
    epsilon = rows[0].epsilon
    kept = tuple(row for row in rows if not only or row.id in only)
    return Switchboard(kept, {"counterexample": counterexample, **numbers, "epsilon": epsilon}, epsilon, whole)


Rows = tuple[Fraction, Mapping[str, Fraction | str], tuple[Switch, ...]]


def _network(at: tuple[Exact, Exact, Exact, Exact], more: Mapping[str, Any]) -> Rows:
    found = exponential.certify(*at, **more)
    two_sided = "sup |L_D(h) - Lhat_S(h)| over the outputs of a likely set"
    rows = (
        Definition("two-sided", two_sided, "exp_e_unif_alg", "Nagarajan, Kolter 2019; this kit"),
        Definition("own", "L_D(h_S) - Lhat_S(h_S), one-sided: W_S = {h_S}", "exp_e_gen", "this kit"),
    )
    ends = found.e_unif_alg, found.e_gen
    return _ONE, found.parameters, tuple(Switch(row, end, found.epsilon) for row, end in zip(rows, ends, strict=True))


def _convex(at: tuple[Exact, Exact, Exact, Exact], more: Mapping[str, Any]) -> Rows:
    own = {"erm": (), "regularised": ("lam",), "gradient-descent": ("tau",)}
    found = {
        name: convex.certify(*at, learner=name, **{key: more[key] for key in ("eta", *keys) if key in more}) for name, keys in own.items()
    }
    first = found["erm"]
    ball = Definition("ball", "sup |L(w) - Lhat_S(w)| over the unit ball", "sco_e_unif", SHALEV)
    learned = (row for name in found for row in _learner(name, found[name]))
    rows = (Switch(ball, first.brackets["e_unif"], first.epsilon, whole=_HALF), *learned)
    numbers = {name: first.parameters[name] for name in ("m", "D", "delta", "eta")}
    return _HALF, numbers, rows


def _learner(name: str, found: UniverseOutcome) -> Iterator[Switch]:
    """Uniform convergence over the learner's outputs, and its own gap."""
    made = "sco_gd" if name == "gradient-descent" else "sco"
    at = ", ".join(f"{key} = {as_written(Fraction(found.parameters[key]))}" for key in ("lam", "tau") if key in found.parameters)
    two_sided = f"sup |L(w) - Lhat_S(w)| over the outputs of {name} on a likely set"
    outputs = Definition(f"{name}-outputs", two_sided, f"{made}_e_unif_alg", SHALEV)
    gap = Definition(f"{name}-own", f"L(w_S) - Lhat_S(w_S) of {name}, one-sided", f"{made}_e_gen", SHALEV)
    yield Switch(outputs, found.e_unif_alg, found.epsilon, at, whole=_HALF)
    yield Switch(gap, found.e_gen, found.epsilon, at, whole=_HALF)
