"""kl(p || q) at p = 1 is ln(1/q): a bound that covers the flipped sample is at least ln(1/eps)."""

import sympy as sp

from uccheck.quantities.symbols import A, epsilon, named
from uccheck.rules.calculus import Limit
from uccheck.rules.claim import Claim, Domain, eq, ge, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, by_balls, by_limits, changed
from uccheck.rules.steps import Form, Through

P = sp.Symbol("p", positive=True)
ERROR = named("q_error", "q", positive=True)


def statement() -> Statement:
    """The binary relative entropy has the limit -ln q at p = 1, and -ln q >= -ln eps for q <= eps."""
    entropy = P * sp.log(P / ERROR) + (1 - P) * sp.log((1 - P) / (1 - ERROR))
    limit = sp.Limit(entropy, P, 1, "-")
    where = (*units(epsilon), Domain(ERROR, 0, 1, True, True))
    small = le(ERROR, epsilon)
    claim = Claim((eq(limit, sp.log(1 / ERROR)), ge(sp.log(1 / ERROR), sp.log(1 / epsilon))), where, (small,))
    falling = Through(A, sp.log(A), le(ERROR, epsilon), Form(sp.Integer(0), {small.slack: sp.Integer(1)}))
    proofs = (
        chain(limit, ("==", sp.log(1 / ERROR), "taken by machine", Limit())),
        chain(sp.log(1 / ERROR), (">=", sp.log(1 / epsilon), "the logarithm increases", falling)),
    )
    return Statement(
        id="kl-of-one",
        section=6,
        title="Every two-sided kl bound is vacuous",
        says=(
            "If `kl(Lhat_S(h) || L_D(h)) <= B(h)` for all `S` and `h` of the set, then at the pair of `S` and its flip the left side is "
            "`kl(1 || q)` with `q = L_D(h_S) <= epsilon`; so `B` is at least `ln(1/epsilon)`, and its complexity term at least `m "
            "ln(1/epsilon)`:"
        ),
        claim=claim,
        proofs=proofs,
        support=(by_limits(), by_balls()),
        mutants=(
            Mutant("without the logarithm", changed(claim, 0, rhs=1 - ERROR)),
            Mutant("twice as much", changed(claim, 0, rhs=2 * sp.log(1 / ERROR))),
            Mutant("reversed", changed(claim, 1, relation="<=")),
        ),
        source="this kit, theorem E",
    )
