"""The population error exceeds m caps only where a class is scarce."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import L, c, e, m, t
from uccheck.rules.catalogue.exponential._facts import (
    CLASSES,
    FEW,
    SETTING,
    SMALL_LOSS,
    cap,
    exceed,
    fresh,
    population,
    scarce,
    small,
    spaces,
    union,
)  # fmt: skip
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Where both classes have c points the union bound holds."""
    over, few = exceed(*X, e), scarce(m, c)
    claim = Claim((le(over, few),), (*SETTING, *CLASSES, *shares(t), *reals(e)), (fresh(), small()), _points)
    cases = Mean(
        {L: outcome("exp_risk")(*X), FEW: outcome("few")(m)},
        facts=(population(X),),
        lines=(union(X),),
        by=(Form(using={gt(L, e): 1, **SMALL_LOSS, small(): 1}),),
    )
    return Statement(
        id="exp-small-loss",
        section=7,
        title="The population error of the exponential network",
        says="If a class of c points decides for its label up to products of t b, and m caps amount to at most e, then",
        claim=claim,
        proofs=(chain(over, ("<=", few, "a population error above e needs a class of fewer than c points", cases)),),
        support=(by_models(),),
        mutants=(
            Mutant("half the chance", changed(claim, rhs=few / 2)),
            Mutant("half the error", changed(claim, lhs=exceed(*X, e / 2))),
            Mutant("one cap for m", under(claim, 1, le(cap(X[1], t), e))),
        ),
        source="this kit, exponential network",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The finite models, and a quarter of what the caps amount to."""
    found = spaces()
    return (*found, *({**point, e: point[e] / 4} for point in found[::5]))
