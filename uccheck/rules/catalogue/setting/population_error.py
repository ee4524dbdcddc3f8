"""L_D(h_S) = Q(s/tau) with tau = sigma^2 sqrt(mT), that is pi(T) = Q(r D/sqrt(mT))."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, T, b, m, s, tau
from uccheck.rules.claim import Claim, Relation, counts, positives
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Residue


def statement() -> Statement:
    """A fresh point has the margin N(s, tau^2), and it is misclassified when that is <= 0."""
    deviation = (b / D) * sp.sqrt(m * T)
    value = Q((s / b) * D / sp.sqrt(m * T))
    points = tuple({m: q * q, D: 8, s: 4, b: p, T: 4, tau: sp.Rational(p, 8) * 2 * q} for q in (1, 2, 5) for p in (8, 32))
    where = (*counts(m, D), *positives(s, b, T, tau))
    claim = Claim((Relation(Q(s / tau), "==", value),), where, (Relation(tau, "==", deviation),), points)
    proof = Derivation((Step(Q(s / tau), "==", value, "insert `tau = (b/D) sqrt(mT)`", Residue(((tau, deviation),))),))
    return Statement(
        id="population-error",
        section=2,
        title="The population error is a function of `T` alone",
        says=(
            "Given the sample, a fresh margin is normal with mean `s` and standard deviation `tau = "
            "|w_2| sqrt(b/D) = (b/D) sqrt(mT)`, so that the population error is `pi(T) = Q(s/tau)`, that "
            "is,"
        ),
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=Q((s / b) * D / sp.sqrt(T)))),
            Mutant("Q for Phi", changed(claim, rhs=1 - Q((s / b) * D / sp.sqrt(m * T)))),
            Mutant("root of D", changed(claim, rhs=Q((s / b) * sp.sqrt(D) / sp.sqrt(m * T)))),
        ),
        source="this kit, exact law",
        uses=("weight-norm", "training-margin"),
    )
