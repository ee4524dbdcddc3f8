"""A population error without margin loss bounds the one-sided margin quantity from below."""

from uccheck.quantities.symbols import D, delta, e, gamma, m, t
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import overfit
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, positives, reals
from uccheck.rules.letters import PAIRS, ZERO, X, Z, e_margin, loss, misfit, tail
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Where T >= t and no training margin is below gamma."""
    at, made = loss(*X, ZERO, t), e_margin(*Z)
    large, often = le(e, at), lt(delta, tail(D, t) - m * misfit(*X, gamma))
    claim = Claim((le(e, made),), (*PAIRS, *positives(t), *reals(e)), (large, often), points)
    return Statement(
        id="margin-overfit",
        section=6,
        title="The population error without margin loss",
        says=(
            "If the error at `T = t` is at least {e}, and {T} of at least {t} without a training margin below "
            "{gamma} exceeds the chance {delta},"
        ),
        claim=claim,
        proofs=overfit(made, ZERO, large),
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 1, lt(delta, tail(D, t) - misfit(*X, gamma)))),
            Mutant("the loss from above", under(claim, 0, le(at, e))),
            Mutant("twice the loss", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem D",
    )
