"""kl(p || q) at p = 1 is ln(1/q): a bound that covers the flipped sample is at least ln(1/eps)."""

import sympy as sp

from uccheck.quantities.symbols import A, epsilon, named
from uccheck.rules.checks import by_balls, by_limits
from uccheck.rules.claim import Claim, Domain, eq, ge, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Limit
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form

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
        chain(limit, ("==", sp.log(1 / ERROR), Limit())),
        chain(sp.log(1 / ERROR), (">=", sp.log(1 / epsilon), falling)),
    )
    return Statement(
        id="kl-of-one",
        section=6,
        title="Every two-sided kl bound is vacuous",
        says=(
            "If a function of the classifier bounds the relative entropy of {Lhat_S} and {L_D} for all samples and classifiers of the set,"
            " then at the pair of {S} and its flip that entropy is the one of 1 and {small}; so the function is at least {then[1].rhs} "
            "there, and its complexity term at least {m} times that:"
        ),
        terms={"small": ERROR},
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
