"""Where T >= t has probability >= 1 - delta, e_unif-alg(m, delta) <= 1 - pi(t): below 64 z^2 m the conclusion fails."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, ChiHead, D, Q, a, delta, m, r
from uccheck.rules.claim import Claim, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Named

FACT = "human: where `T >= t` one has `L_D >= pi(t)`, so `Lhat - L_D <= 1 - pi(t)`, and `L_D - Lhat <= L_D <= 1/2 <= 1 - pi(t)`"


def statement() -> Statement:
    """Take the set {T >= (1 - a) D}, whose complement has probability at most exp(-D a^2/4) <= delta."""
    head, bound = ChiHead(D, D * (1 - a)), sp.exp(-D * a**2 / 4)
    at = r * sp.sqrt(D) / sp.sqrt(m * (1 - a))
    rare = Relation(bound, "<=", delta)
    where = (*counts(m, D), *units(a, r, delta))
    then = (Relation(head, "<=", delta), Relation(E_UNIF, "<=", 1 - Q(at)))
    claim = Claim(then, where, (rare,), _points)
    proofs = (
        Derivation(
            (
                Step(head, "<=", bound, "the lower tail of chi-square", Known("chi2-lower-tail")),
                Step(bound, "<=", delta, "the hypothesis", Form(sp.Integer(0), {rare.slack: sp.Integer(1)})),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    "<=",
                    1 - Q(at),
                    "the set of samples with `T >= (1 - a)D` is admissible",
                    Named(FACT, (delta - head,)),
                ),
            )
        ),
    )
    return Statement(
        id="sharpness",
        section=5,
        title="Below the constant the conclusion fails",
        says=(
            "If `pi((1 - a)D)`, the value of `Q` below, exceeds `epsilon`, then `e_unif-alg` is less "
            "than `1 - epsilon`; by the limits above this happens when `D` is below `64 z^2 m (1 - a)` "
            "with `Q(z) = epsilon`."
        ),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, 1, rhs=1 - Q(at * sp.sqrt(m)) - sp.Rational(1, 4))),
            Mutant("one minus twice", changed(claim, 1, rhs=1 - 2 * Q(at))),
            Mutant("reversed", changed(claim, 1, relation=">")),
        ),
        source="this kit, theorem H",
        uses=("population-error", "population-monotone", "chi2-lower-tail"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """Instances below the constant, such as m = 1000, D = 60000."""
    from fractions import Fraction

    from uccheck.rules.catalogue._instances import e_unif

    cases = (
        (1000, 60000, Fraction(1, 4)),
        (1000, 20000, Fraction(1, 4)),
        (50, 3000, Fraction(1, 10)),
        (5, 400, Fraction(1, 5)),
    )
    return tuple({m: p, D: q, delta: rare, r: Fraction(1, 8), a: Fraction(1, 4), E_UNIF: e_unif(p, q, rare)} for p, q, rare in cases)
