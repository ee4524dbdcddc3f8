"""The margin bound's complexity term reaches 2 sqrt((s + b t/D)(s/m + b))/gamma where P(T >= t) > delta."""

from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import D, b, delta, gamma, m, s, t
from uccheck.rules.claim import Claim, counts, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import Z, norm_value, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named

NORMS = (
    "definition: with `|w_S|^2 = s m + (b/D) m T` and `E |x|^2 = s/m + b` the term `2 |w_S| (E |x|^2)^(1/2)/(gamma sqrt(m))` is "
    "`2 ((s + b T/D)(s/m + b))^(1/2)/gamma`, which increases with `T`"
)


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    value = 2 * sp.sqrt((s + b * t / D) * (s / m + b)) / gamma
    often = lt(delta, tail(D, t))
    where = (*counts(m, D), *positives(s, b, gamma, t), *units(delta))
    claim = Claim((le(value, norm_value(*Z)),), where, (often,), _points)
    unfold = Named(NORMS, (often,), laws=("signal-weight", "weight-norm", "norm-bound"))
    return Statement(
        id="norm-at-least",
        section=6,
        title="The norm bound from below",
        says="If {T} is at least {t} with more than the chance {delta}, then",
        claim=claim,
        proofs=(chain(value, ("<=", norm_value(*Z), "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("factor 2 dropped" if False else "factor 4", changed(claim, lhs=2 * value)),
            Mutant("over the root of m", changed(claim, lhs=value * sp.sqrt(m))),
            Mutant("the other tail", under(claim, 0, lt(delta, 1 - tail(D, t)))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem F",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The quantile of T between two points whose tails straddle delta, and the term there."""
    from flint import arb, ctx

    from uccheck.quantities import instances

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            near = instances.quantile(D, float(delta))
            low, high = near * Fraction(999, 1000), near * Fraction(1001, 1000)
            assert (
                instances.tail(arb(int(D)), instances.exact(high))
                < instances.exact(delta)
                < instances.tail(arb(int(D)), instances.exact(low))
            )
            ends = [instances.exact((s + b * at / D) * (s / m + b)).sqrt() * 2 / instances.exact(gamma) for at in (low, high)]
            return ends[0].union(ends[1])

    at = [
        (count, margin, level, size)
        for count in (4, 100)
        for margin in (4, 36)
        for level in (Fraction(1, 20), Fraction(9, 10))
        for size in (10, 28, 31, 60)
    ]
    return tuple({m: n, D: 30, s: 4, b: 32, gamma: g, delta: o, t: x, norm_value: value} for n, g, o, x in at)
