"""The divergence of N(w_S, I/x^2) from N(0, I/x^2), over m, reaches (s + b t/D) x^2/2."""

from uccheck.quantities.symbols import D, delta, m, t, x
from uccheck.rules.catalogue.bounds._terms import DIVERGENCE, DIVERGENCE_AT_T, divergence_points, where
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, divergence, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    made, often = divergence(*X, x, delta), lt(delta, tail(D, t))
    claim = Claim((le(DIVERGENCE_AT_T, made),), where(x), (often,), divergence_points)
    unfold = Named(DIVERGENCE, (often,), laws=("signal-weight", "weight-norm", "gaussian-divergence"))
    return Statement(
        id="divergence-at-least",
        section=6,
        title="The PAC-Bayes divergence from below",
        says="If {T} is at least {t} with more than the chance {delta}, then",
        claim=claim,
        proofs=(chain(DIVERGENCE_AT_T, ("<=", made, "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice the term", changed(claim, lhs=2 * DIVERGENCE_AT_T)),
            Mutant("times m", changed(claim, lhs=DIVERGENCE_AT_T * m)),
            Mutant("the other tail", under(claim, 0, lt(delta, 1 - tail(D, t)))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem E",
    )
