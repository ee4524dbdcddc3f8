"""Where T >= t has probability >= 1 - delta, e_unif-alg(m, delta) <= 1 - pi(t): below 64 z^2 m the conclusion fails."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.symbols import D, Q, a, b, delta, epsilon, gamma, m, s, t, v, x
from uccheck.rules.claim import Claim, counts, eq, ge, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ZERO, X, e_unif_alg, head, loss, tail
from uccheck.rules.prose import tied
from uccheck.rules.sentences.unfolded import no_atoms
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given

POINT = sp.Symbol("z", positive=True)


def statement() -> Statement:
    """Take the set {T >= (1 - a) D}, whose complement has probability at most exp(-D a^2/4) <= delta."""
    low, bound, made = D * (1 - a), sp.exp(-D * a**2 / 4), e_unif_alg(*X, ZERO, delta)
    at = s * sp.sqrt(D) / (b * sp.sqrt(m * (1 - a)))
    rare, dimension = le(bound, delta), 64 * POINT**2 * m * (1 - a)
    claim = Claim((le(made, 1 - Q(at)),), (*counts(m, D), *positives(s, b), *units(a, delta)), (rare,), _points)
    proofs = (
        chain(
            1 - tail(D, low),
            ("==", head(D, low), no_atoms(D, low)),
            ("<=", bound, Known("chi2-lower-tail")),
            ("<=", delta, Given()),
        ),
        chain(loss(*X, ZERO, low), ("==", Q(at), Known("population-error", {t: low}))),
        chain(HALF, ("<=", 1 - Q(at), Through(x, Q(x), ge(at, 0), Form(at), increasing=False))),
        chain(made, ("<=", 1 - Q(at), Known("spread", {gamma: ZERO, t: low, v: 1 - Q(at)}))),
    )
    return Statement(
        id="sharpness",
        section=5,
        title="Below the constant the conclusion fails",
        says=(
            "If {low}, the value of {Q} below, exceeds {epsilon}, then the tightest two-sided bound is less than `1 - epsilon`; by the "
            "limits above this happens at the paper's constants when {D} is below {dimension}, where {z} is the point whose normal tail is"
            " {epsilon}."
        ),
        terms={
            "low": loss(*X, ZERO, low),
            "epsilon": epsilon,
            "Q": Q(at),
            "dimension": tied(dimension, eq(at.subs({s: 4, b: 32, D: dimension}), POINT)),
        },
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=1 - Q(at * sp.sqrt(m)) - sp.Rational(1, 4))),
            Mutant("one minus twice", changed(claim, rhs=1 - 2 * Q(at))),
            Mutant("reversed", changed(claim, relation=">")),
        ),
        source="this kit, theorem H",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Instances below the constant, such as m = 1000, D = 60000."""
    quarter = Fraction(1, 4)
    cases = ((1000, 60000, quarter), (1000, 20000, quarter), (50, 3000, Fraction(1, 10)), (5, 400, Fraction(1, 5)))
    return tuple({m: p, D: q, s: 4, b: 32, delta: rare, a: quarter} for p, q, rare in cases)
