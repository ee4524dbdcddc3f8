"""Theorem B of the exponential network: Markov's inequality over the flipped points."""

from uccheck.quantities.symbols import D, F, H, L, c, delta, e, e1, m, u, v
from uccheck.rules.catalogue.exponential._facts import (
    CLASSES,
    HEIGHTS,
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
from uccheck.rules.claim import Claim, le, lt, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Where the gap is small and both classes have c points, more than e1 m points have near pairs."""
    few, near = scarce(m, c), (m - 1) * cap(D, u) / (2 * e1)
    value = 1 - e1 - e
    below, room = gap_below(*X, value), lt(few + near, 1 - 2 * delta)
    where = (*PAIRS, *CLASSES, *HEIGHTS, *shares(e1), *reals(e))
    claim = Claim((le(value, e_unif_alg(*ZE)),), where, conditions(room), spaces)
    parts = {H - 1 + F: 1, **TURNED_FEW, small(): 1, **SMALL_LOSS, lt(H - L, value): 1}
    seen = cases("exp_partner", flipped(X), Form(using={part: factor / e1 for part, factor in parts.items()}))
    mean = near_mean(m, D, u) / (m * e1)
    proofs = (
        chain(
            below,
            ("<=", few + mean, "a small gap needs a scarce class, or more than e_1 m near pairs", seen),
            ("==", few + near, "the mean number of near pairs", Known("exp-near-pairs", factor=1 / (m * e1))),
            ("<", 1 - 2 * delta, Given()),
        ),
        chain(value, ("<=", e_unif_alg(*ZE), "the swap lemma", Known("exp-swap-lemma", {v: value}))),
    )
    return Statement(
        id="exp-markov",
        section=7,
        title="The exponential network, most of the flip",
        says="The same with a fraction `e_1` of the flipped points left aside: the number of near pairs loses a factor `m`.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("without 1/e1", under(claim, 3, lt(few + (m - 1) * cap(D, u) / 2, 1 - 2 * delta))),
            Mutant("e1 lost", changed(claim, lhs=1 - e)),
            Mutant("1 - delta for 1 - 2 delta", under(claim, 3, lt(few + near, 1 - delta))),
        ),
        source="this kit, exponential network",
    )
