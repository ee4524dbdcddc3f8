"""Where T >= t has probability >= 1 - delta, e_unif-alg(m, delta) <= 1 - pi(t): below 64 z^2 m the conclusion fails."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.symbols import D, Q, a, b, delta, gamma, m, s, t, v, x
from uccheck.rules.claim import Claim, counts, ge, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, ZERO, X, e_unif_alg, head, loss, tail
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps import Form, Given, Known, Named, Through

ATOMS = Named("definition: chi-square has a density: a single value has probability 0")


def statement() -> Statement:
    """Take the set {T >= (1 - a) D}, whose complement has probability at most exp(-D a^2/4) <= delta."""
    low, bound, made = D * (1 - a), sp.exp(-D * a**2 / 4), e_unif_alg(*X, ZERO, delta)
    at = s * sp.sqrt(D) / (b * sp.sqrt(m * (1 - a)))
    rare = le(bound, delta)
    claim = Claim((le(made, 1 - Q(at)),), (*counts(m, D), *positives(s, b), *units(a, delta)), (rare,), _points)
    proofs = (
        chain(
            1 - tail(D, low),
            ("==", head(D, low), "the complement", ATOMS),
            ("<=", bound, "the lower tail of chi-square", Known("chi2-lower-tail")),
            ("<=", delta, "the hypothesis", Given()),
        ),
        chain(loss(*X, ZERO, low), ("==", Q(at), "the population error there", Known("population-error", {t: low}))),
        chain(HALF, ("<=", 1 - Q(at), "`Q` decreases", Through(x, Q(x), ge(at, 0), Form(at), increasing=False))),
        chain(made, ("<=", 1 - Q(at), "typical losses", Known("spread", {gamma: ZERO, t: low, v: 1 - Q(at)}))),
    )
    return Statement(
        id="sharpness",
        section=5,
        title="Below the constant the conclusion fails",
        says=(
            "If `pi((1 - a)D)`, the value of `Q` below, exceeds `epsilon`, then `e_unif-alg` is less than `1 - epsilon`; by the limits "
            "above this happens when `D` is below `64 z^2 m (1 - a)` with `Q(z) = epsilon`."
        ),
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
