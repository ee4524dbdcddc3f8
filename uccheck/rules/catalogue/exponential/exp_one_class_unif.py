"""Where delta leaves only samples of one class, e_unif-alg(m, delta) <= 1/2."""

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import H, L, delta, m
from uccheck.rules.catalogue.exponential._facts import FEW, PAIRS, ZE, e_unif_alg, one_class, scarce, spaces
from uccheck.rules.catalogue.exponential._lines import lines
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, X
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """On the set of these samples every population error is 1/2, and every other error lies between 0 and 1."""
    alone = scarce(m, 1)
    often = le(1 - alone, delta)
    claim = Claim((le(e_unif_alg(*ZE), HALF),), PAIRS, (often,), _points)
    inside = OnSet(
        (lt(FEW, 1),),
        1 - alone,
        {FEW: outcome("few")(m), L: outcome("exp_risk")(*X), H: outcome("exp_other")(*X)},
        facts=one_class(X)[:1],
        by=(Form(using={HALF - L: 1, H: 1}), Form(using={L - HALF: 1, 1 - H: 1})),
    )
    return Statement(
        id="exp-one-class-unif",
        section=7,
        title="Samples of one class differ by 1/2 only",
        says="If samples whose labels all agree have a chance of at least `1 - delta`,",
        claim=claim,
        proofs=(chain(e_unif_alg(*ZE), ("<=", HALF, "on the set every gap is 1/2", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
            Mutant("twice delta", under(claim, 0, le(1 - alone, 2 * delta))),
            Mutant("rare samples", Claim(claim.then, claim.where, (), _points)),
        ),
        source="this kit, exponential network",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Samples on the line, and finite models in which no sample has one class."""
    return (*lines(), *({**point, scarce: _never} for point in spaces()[::7]))


def _never(size: object, count: object) -> int:
    return 0
