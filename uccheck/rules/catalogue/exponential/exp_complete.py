"""Theorem A of the exponential network: few classes and near pairs give e_unif-alg(m, delta) >= 1 - e."""

from uccheck.quantities.symbols import D, F, H, L, c, delta, e, m, u, v
from uccheck.rules.catalogue.exponential._facts import (
    CLASSES,
    HEIGHTS,
    NEAR,
    PAIRS,
    SMALL_LOSS,
    TURNED_FEW,
    ZE,
    cap,
    cases,
    conditions,
    e_unif_alg,
    flipped,
    gap_below,
    near_mean,
    scarce,
    small,
    spaces,
)  # fmt: skip
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Where no pair is near and both classes have c points the flip is misclassified completely."""
    few, near = scarce(m, c), m * (m - 1) * cap(D, u) / 2
    below = gap_below(*X, 1 - e)
    room = lt(few + near, 1 - 2 * delta)
    claim = Claim((le(1 - e, e_unif_alg(*ZE)),), (*PAIRS, *CLASSES, *HEIGHTS, *reals(e)), conditions(room), spaces)
    complete = {H - 1 + F: 1, **TURNED_FEW, -NEAR: 1 / m, small(): 1, **SMALL_LOSS, lt(H - L, 1 - e): 1}
    forms = Form(using={ge(NEAR, 1): 1}), Form(using=complete)
    seen = cases("exp_partner", flipped(X), *forms, split=(ge(NEAR, 1),))
    proofs = (
        chain(
            below,
            ("<=", few + near_mean(m, D, u), "otherwise the flip is misclassified, and the population error is at most `e`", seen),
            ("==", few + near, "the mean number of near pairs", Known("exp-near-pairs")),
            ("<", 1 - 2 * delta, Given()),
        ),
        chain(1 - e, ("<=", e_unif_alg(*ZE), "the swap lemma", Known("exp-swap-lemma", {v: 1 - e}))),
    )
    return Statement(
        id="exp-complete",
        section=7,
        title="The exponential network, complete flip",
        says=(
            "Under the two conditions on margins, if `m` caps amount to at most `e`, and scarce classes and near pairs to less than `1 "
            "- 2 delta`,"
        ),
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("1 - delta for 1 - 2 delta", under(claim, 3, lt(few + near, 1 - delta))),
            Mutant("near pairs forgotten", under(claim, 3, lt(few, 1 - 2 * delta))),
            Mutant("classes forgotten", under(claim, 3, lt(near, 1 - 2 * delta))),
            Mutant("half the error", changed(claim, lhs=1 - e / 2)),
        ),
        source="this kit, exponential network",
    )
