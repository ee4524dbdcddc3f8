"""For the ramp loss the gradient path reaches a gap of 1/2, where (gamma/2s) w_S is."""

from uccheck.quantities.outcomes import outcome, risk_is_loss, training_loss
from uccheck.quantities.symbols import D, L, N, T, delta, gamma, m, s, t, v
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, gt, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, PAIRS, X, Z, e_path, loss, misfit, reach
from uccheck.rules.sentences.suprema import rescaled
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """At gamma = 2s the population loss of h_S is 1/2, and its training loss mostly 0."""
    double = 2 * s
    fair = 1 - m * misfit(*X, double)
    ramp, often = gt(gamma, 0), lt(delta, fair)
    claim = Claim((le(HALF, e_path(*Z)),), PAIRS, (ramp, often), _points)
    upper, below, seen = le(HALF, loss(*X, double, T)), lt(L - v, HALF), reach(*X, double, HALF)
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("risk")(*X, double), v: outcome("training")(*X, double), N: outcome("short")(*X, double)},
        facts=(risk_is_loss(X, double), training_loss(X, double)),
        split=(ge(N, 1),),
        lines=((upper, Known("loss-wide", {t: T, gamma: double})),),
        by=(Form(using={ge(N, 1): 1}), Form(using={upper: 1, L - loss(*X, double, T): 1, below: 1, N / m - v: 1, -N: 1 / m})),
    )
    proofs = (
        chain(
            delta,
            ("<", fair, Given()),
            ("<=", seen, "where no training margin is below `2s` the gap at `2s` is at least 1/2", cases),
        ),
        chain(HALF, ("<=", e_path(*Z), "unfold the definition", rescaled(Z, HALF))),
    )
    return Statement(
        id="path-ramp",
        section=6,
        title="The gradient path under the ramp loss",
        says="For every `gamma > 0`, if no training margin is below `2s` with more than the chance `delta`,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 1, lt(delta, 1 - misfit(*X, double)))),
            Mutant("every gamma", under(claim, 0, ge(gamma, 0))),
            Mutant("three quarters", changed(claim, lhs=3 * HALF / 2)),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Four samples of the population loss 1/2 at 2s, some with a training margin below 2s: the path then reaches 1/2, or 1/4."""
    from fractions import Fraction

    from uccheck.quantities.symbols import b

    found: list[dict[object, object]] = []
    for bad in (0, 1, 2, 4):
        for margin in (0, 1):
            for step in range(4):
                level = Fraction(2 * step + 1, 8)
                gap = Fraction(1, 2) if level < 1 - Fraction(bad, 4) else Fraction(1, 4)
                values = {m: 4, D: 3, s: 4, b: 32, gamma: margin, delta: level}
                meaning = {misfit: lambda *at, bad=bad: Fraction(bad, 16), e_path: lambda *at, gap=gap: gap}
                found.append({**values, **meaning} if margin else {**values, **meaning, e_path: lambda *at: Fraction(0)})
    return tuple(found)
