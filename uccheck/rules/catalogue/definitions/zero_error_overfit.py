"""A population loss without training loss bounds the zero-error quantity from below."""

from uccheck.quantities.symbols import D, delta, e, gamma, m, s, t
from uccheck.rules.catalogue._models import points
from uccheck.rules.catalogue.definitions._sides import overfit
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, positives, reals
from uccheck.rules.letters import PAIRS, X, Z, e_zero_error, loss, misfit, tail
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Where T >= t and no training margin is below gamma."""
    at, made = loss(*X, gamma, t), e_zero_error(*Z)
    large, often = le(e, at), lt(delta, tail(D, t) - m * misfit(*X, gamma))
    claim = Claim((le(e, made),), (*PAIRS, *positives(t), *reals(e)), (le(gamma, 2 * s), large, often), points)
    return Statement(
        id="zero-error-overfit",
        section=6,
        title="The population loss of a classifier without training loss",
        says=(
            "If the loss at `T = t` is at least {e}, and {T} of at least {t} without a small training margin has "
            "more than the chance {delta}, then"
        ),
        claim=claim,
        proofs=overfit(made, gamma, large),
        support=(by_models(),),
        mutants=(
            Mutant("one point for m", under(claim, 2, lt(delta, tail(D, t) - misfit(*X, gamma)))),
            Mutant("the loss from above", under(claim, 1, le(at, e))),
            Mutant("twice the loss", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem D",
    )
