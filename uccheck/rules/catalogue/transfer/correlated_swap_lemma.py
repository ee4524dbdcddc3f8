"""For the correlated flip, P(G < v) < (1 - delta)^(2/(1 - rho)) gives e_unif-alg(m, delta) >= v, for every delta < 1."""

from uccheck.quantities.symbols import delta, gamma, rho, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, reals, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_unif_alg, gap_below, meet
from uccheck.rules.sentences.flips import two_sets
from uccheck.rules.sentences.unfolded import pair_of_flips
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Both samples lie in the set with at least that probability, which is more than the probability of a small gap."""
    few, power = gap_below(*X, gamma, rho, v), (1 - delta) ** (2 / (1 - rho))
    claim = Claim((le(v, e_unif_alg(*Z)),), (*PAIRS, *units(rho), *reals(v)), (lt(few, power),), points)
    why = "reverse hypercontractivity for the set and its mirror image, and the convexity of the power over the labels"
    proofs = (
        chain(few, ("<", power, Given()), ("<=", meet(*X, rho, delta), why, two_sets(X, rho, delta))),
        chain(v, ("<=", e_unif_alg(*Z), "so some pair of the set has a gap of at least `v`", pair_of_flips(Z, rho, v))),
    )
    return Statement(
        id="correlated-swap-lemma",
        section=4,
        title="The correlated swap lemma",
        says="Let {G} be the loss of {h_S} on the correlated flip of {S} with parameter {rho} minus its population loss.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("exponent 1/(1 - rho)", under(claim, 0, lt(few, (1 - delta) ** (1 / (1 - rho))))),
            Mutant("exponent 1", under(claim, 0, lt(few, 1 - delta))),
            Mutant("more than the gap", changed(claim, lhs=v + ONE / 8)),
        ),
        source="this kit, correlated swap lemma; Mossel, H'Donnell, Regev, Steif and Sudakov 2006",
    )
