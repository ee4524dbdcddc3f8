"""For the correlated flip, P(G < v) < (1 - delta)^(2/(1 - rho)) gives e_unif-alg(m, delta) >= v, for every delta
< 1.
"""

import sympy as sp

from uccheck.quantities.symbols import E_UNIF, delta, quantity, rho, v
from uccheck.rules.claim import Claim, Domain, Relation, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, by_balls, by_derivation, changed
from uccheck.rules.steps import Form, Named

P_LESS = quantity("P_less", r"\mathbb{P}(G<v)", nonnegative=True)
BOTH = quantity("P_both", r"\mathbb{P}(S\in\mathcal{S},\,S'\in\mathcal{S})", nonnegative=True)
CITED = Named("cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)")
UNFOLD = "human: unfolding the definition of `e_unif-alg` (a pair of samples exists where likely events meet)"


def statement() -> Statement:
    """Both samples lie in the set with at least that probability, which is more than the probability of a small gap."""
    power = (1 - delta) ** (2 / (1 - rho))
    few = Relation(P_LESS, "<", power)
    where = (*units(delta, rho), Domain(v))
    then = (Relation(BOTH, ">=", power), Relation(BOTH - P_LESS, ">", sp.Integer(0)), Relation(E_UNIF, ">=", v))
    claim = Claim(then, where, (few,), _interval)
    proofs = (
        Derivation(
            (
                Step(
                    BOTH,
                    ">=",
                    power,
                    "reverse hypercontractivity for the set and its mirror image, Jensen over the labels",
                    CITED,
                ),
            )
        ),
        Derivation(
            (
                Step(
                    BOTH - P_LESS,
                    ">",
                    sp.Integer(0),
                    "compare",
                    Form(None, {few.slack: sp.Integer(1), BOTH - power: sp.Integer(1)}),
                ),
            )
        ),
        Derivation(
            (
                Step(
                    E_UNIF,
                    ">=",
                    v,
                    "both samples lie in the set and have a gap of at least `v`, with positive probability",
                    Named(UNFOLD, (Relation(BOTH - P_LESS, ">", sp.Integer(0)),)),
                ),
            )
        ),
    )
    return Statement(
        id="correlated-swap-lemma",
        section=4,
        title="The correlated swap lemma",
        says=(
            "Let `S'` be the correlated flip of `S` with parameter `rho`, and let a set of samples have probability at least `1 - delta`."
        ),
        claim=claim,
        checks=(by_derivation(*proofs), by_balls()),
        derivations=proofs,
        mutants=(
            Mutant("exponent 1/(1 - rho)", changed(claim, 0, rhs=(1 - delta) ** (1 / (1 - rho)))),
            Mutant("exponent 2", changed(claim, 0, rhs=(1 - delta) ** 2)),
            Mutant("as if independent of rho", changed(claim, 0, rhs=1 - 2 * delta + delta**2)),
        ),
        source="this kit, correlated swap lemma; Mossel, O'Donnell, Regev, Steif and Sudakov 2006",
        uses=("reverse-exponent", "correlated-flip-law"),
    )


def _interval() -> tuple[dict[object, object], ...]:
    """One Gaussian coordinate and the half-line {x >= t}: delta = 1 - Q(t), and BOTH = P(X >= t, X' >= t) at
    correlation -rho.
    """
    from uccheck.rules.catalogue._orthant import half_lines

    return tuple(
        {delta: p, rho: q, BOTH: both, P_LESS: sp.Integer(0), v: sp.Rational(1, 2), E_UNIF: sp.Rational(1, 2)}
        for p, q, both in half_lines()
    )
