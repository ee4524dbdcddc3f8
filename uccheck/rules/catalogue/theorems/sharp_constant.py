"""-2 ln Q(z)/z^2 -> 1: the dimension 64 z^2 m with Q(z) = eps is 128 m ln(1/eps) to leading order."""

import sympy as sp

from uccheck.quantities.symbols import A, Q, epsilon, m, phi, x, z
from uccheck.rules.checks import by_balls, by_limits
from uccheck.rules.claim import Claim, Domain, eq, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import RATIO
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.calculus import Limit
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known


def statement() -> Statement:
    """Squeeze by the two Mills bounds; both outer limits are taken by machine."""

    def scaled(tail: sp.Expr) -> sp.Expr:
        return -2 * sp.log(tail) / z**2

    upper, lower = (phi(z) / z, z / (1 + z**2) * phi(z))
    where = (Domain(z, 0, open_low=True), Domain(m, 1))
    limits = [sp.Limit(scaled(bound), z, sp.oo) for bound in (upper, lower)]
    spread = sp.Symbol("w", positive=True)
    threshold = sp.Limit((8 * z * sp.sqrt(m) + spread) ** 2 / m, m, sp.oo)
    one = sp.Integer(1)
    claim = Claim(
        (
            lt(scaled(upper), scaled(Q(z))),
            lt(scaled(Q(z)), scaled(lower)),
            eq(limits[0], one),
            eq(limits[1], one),
            eq(threshold, 64 * z**2),
        ),
        (*where, Domain(spread, 0, open_low=True)),
        points=tuple({z: sp.Rational(k, 2), m: 1, spread: 1} for k in range(1, 30)),
    )
    factor = 2 / z**2
    twice, whole, lead = 2 * sp.log(1 / epsilon), 64 * z**2 * m, 128 * m * sp.log(1 / epsilon)
    first = Through(A, sp.log(A), lt(Q(z), upper), Known("mills-upper", {x: z}), factor=factor)
    second = Through(A, sp.log(A), lt(lower, Q(z)), Known("mills-lower", {x: z}), factor=factor)
    proofs = (
        chain(scaled(upper), ("<", scaled(Q(z)), first)),
        chain(scaled(Q(z)), ("<", scaled(lower), second)),
        *(chain(limit, ("==", one, Limit())) for limit in limits),
        chain(threshold, ("==", 64 * z**2, Limit())),
    )
    return Statement(
        id="sharp-constant",
        section=5,
        title="The leading constant 128",
        says=(
            "Where the normal tail at {z} is {epsilon}, {square} is to leading order {twice}, so that the sufficient dimension, {first} to"
            " leading order in {m}, is {lead} to leading order in {epsilon}:"
        ),
        terms={
            "square": z**2,
            "twice": tied(twice, eq(scaled(epsilon) * z**2, twice)),
            "first": tied(whole, eq(whole / m, claim.then[4].rhs)),
            "lead": tied(lead, eq(lead, whole.subs(z**2, twice))),
        },
        origins=(Origin(64, "the square of noise over signal", RATIO**2),),
        claim=claim,
        proofs=proofs,
        support=(by_limits(), by_balls()),
        mutants=(
            Mutant("128 for 64", changed(claim, 4, rhs=128 * z**2)),
            Mutant("32 for 64", changed(claim, 4, rhs=32 * z**2)),
            Mutant("1/2 for 1", changed(claim, 2, rhs=sp.Rational(1, 2))),
            Mutant("Mills bounds exchanged", changed(claim, 0, relation=">")),
        ),
        source="this kit, theorem B (sharp constant)",
    )
