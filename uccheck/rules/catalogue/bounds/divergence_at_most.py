"""The divergence of N(w_S, I/x^2) from N(0, I/x^2), over m, is at most (s + b t/D) x^2/2."""

from uccheck.quantities.symbols import D, delta, m, t, x
from uccheck.rules.catalogue.bounds._terms import DIVERGENCE, DIVERGENCE_AT_T, divergence_points, where
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, divergence, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    made, often = divergence(*X, x, delta), le(tail(D, t), delta)
    claim = Claim((le(made, DIVERGENCE_AT_T),), where(x), (often,), divergence_points)
    unfold = Named(DIVERGENCE, (often,), laws=("signal-weight", "weight-norm", "gaussian-divergence"))
    return Statement(
        id="divergence-at-most",
        section=6,
        title="The PAC-Bayes divergence from above",
        says="If {T} is at least {t} with at most the chance {delta}, then",
        claim=claim,
        proofs=(chain(made, ("<=", DIVERGENCE_AT_T, "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("factor 2 dropped", changed(claim, rhs=DIVERGENCE_AT_T / 2)),
            Mutant("over m again", changed(claim, rhs=DIVERGENCE_AT_T / m)),
            Mutant("the other tail", under(claim, 0, le(1 - tail(D, t), delta))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem E",
    )
