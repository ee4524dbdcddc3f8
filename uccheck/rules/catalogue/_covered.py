"""Statements that one quantity is at most another since its supremum runs over less."""

from collections.abc import Callable
from typing import Any

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import delta, gamma
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, Domain, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_gen
from uccheck.rules.sentences.unfolded import covers, same_sample
from uccheck.rules.statement import Mutant, Statement, changed


def covered(name: str, id: str, title: str, says: str) -> Statement:
    """e_gen(m, delta) <= the quantity of that name."""
    other = quantity(name)
    claim = Claim((le(e_gen(*Z), other(*Z)),), PAIRS, points=points)
    return Statement(
        id=id,
        section=6,
        title=title,
        says=says,
        claim=claim,
        proofs=(chain(e_gen(*Z), ("<=", other(*Z), "the same gap is among those compared", covers(name, Z))),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, lhs=other(*Z), rhs=e_gen(*Z))),
            Mutant("strict", changed(claim, relation="<")),
            Mutant("half", changed(claim, rhs=other(*Z) / 2)),
            Mutant("at half of delta", changed(claim, lhs=e_gen(*X, gamma, delta / 2))),
        ),
        source="definitions",
    )


def minimised(id: str, title: str, learner: str, Z: tuple[Any, ...], where: tuple[Domain, ...], models: Callable[..., Any]) -> Statement:
    """gen <= unif for a learner of the convex problem, since the pairs S, S' of a set include S, S."""
    gen, unif = quantity(f"{learner}e_gen")(*Z), quantity(f"{learner}e_unif_alg")(*Z)
    claim = Claim((le(gen, unif),), where, points=models)
    return Statement(
        id=id,
        section=8,
        title=title,
        says="Taking `S' = S` in the definition,",
        claim=claim,
        proofs=(chain(gen, ("<=", unif, "the pairs of a set include those with `S' = S`", same_sample(learner, Z))),),
        support=(by_models(),),
        mutants=(
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("half", changed(claim, rhs=unif / 2)),
            Mutant("a third of it", changed(claim, rhs=unif / 3)),
        ),
        source="definitions",
    )
