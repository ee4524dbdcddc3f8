"""The divergence of N(w_S, I/x^2) from N(0, I/x^2), over m, reaches (s + b t/D) x^2/2."""

from fractions import Fraction
from typing import Any

from uccheck.quantities.symbols import D, b, delta, m, s, t, x
from uccheck.rules.claim import Claim, counts, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, divergence, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named

DIVERGENCE = (
    "definition: the divergence of two normal laws of covariance `I/x^2` is half of `x^2` times the squared distance of their means, here "
    "`x^2 |w_S|^2/2` with `|w_S|^2 = s m + (b/D) m T`, which increases with `T`"
)


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    value = (s + b * t / D) * x**2 / 2
    often = lt(delta, tail(D, t))
    where = (*counts(m, D), *positives(s, b, x, t), *units(delta))
    claim = Claim((le(value, divergence(*X, x, delta)),), where, (often,), _points)
    unfold = Named(DIVERGENCE, (often,), laws=("signal-weight", "weight-norm", "gaussian-divergence"))
    return Statement(
        id="divergence-at-least",
        section=6,
        title="The PAC-Bayes divergence from below",
        says="If {T} is at least {t} with more than the chance {delta}, then",
        claim=claim,
        proofs=(chain(value, ("<=", divergence(*X, x, delta), "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("factor 2 dropped" if False else "factor 4", changed(claim, lhs=2 * value)),
            Mutant("times m", changed(claim, lhs=value * m)),
            Mutant("the other tail", under(claim, 0, lt(delta, 1 - tail(D, t)))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem E",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The quantile of T between two points whose tails straddle delta, and the term there."""
    from flint import arb, ctx

    from uccheck.quantities import instances

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, x: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            near = instances.quantile(D, float(delta))
            low, high = near * Fraction(999, 1000), near * Fraction(1001, 1000)
            assert (
                instances.tail(arb(int(D)), instances.exact(high))
                < instances.exact(delta)
                < instances.tail(arb(int(D)), instances.exact(low))
            )
            ends = [instances.exact((s + b * at / D) * x**2 / 2) for at in (low, high)]
            return ends[0].union(ends[1])

    at = [
        (count, scale, level, size)
        for count in (4, 100)
        for scale in (Fraction(1, 5), 4)
        for level in (Fraction(1, 20), Fraction(9, 10))
        for size in (10, 28, 31, 60)
    ]
    return tuple({m: n, D: 30, s: 4, b: 32, x: g, delta: o, t: z, divergence: value} for n, g, o, z in at)
