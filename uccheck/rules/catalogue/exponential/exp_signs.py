"""Theorem C of the exponential network: for every delta < 1, e_unif-alg is at least about 3/4."""

from functools import partial

import sympy as sp

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, F, H, L, c, delta, e, m, n, u, v
from uccheck.rules.catalogue.exponential._facts import (
    CHANGED,
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
    fewer,
    flipped_signs,
    gap_below_signs,
    near_mean,
    scarce,
    small,
    spaces,
)  # fmt: skip
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, ge, le, lt, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given

CHANCE = sp.Rational(3, 4)


def statement() -> Statement:
    """Where n labels change, no pair is near and both classes have c points, n points are errors."""
    few, near, idle = scarce(m, c), m * (m - 1) * cap(D, u) / 2, fewer(m, CHANCE, n)
    value, power = n / m - e, (1 - delta) ** 4
    below, room = gap_below_signs(*X, value), lt(few + near + idle, power)
    where = (*PAIRS, *CLASSES, *HEIGHTS, *counts(n), *reals(e))
    claim = Claim((le(value, e_unif_alg(*ZE)),), where, conditions(room), partial(spaces, signs=True))
    errors = {
        H - CHANGED / m + F: 1, **TURNED_FEW, -NEAR: 1 / m, ge(CHANGED, n): 1 / m, small(): 1, **SMALL_LOSS, lt(H - L, value): 1,
    }  # fmt: skip
    forms, changes = (Form(using={ge(NEAR, 1): 1}), Form(using=errors)), {CHANGED: outcome("changed")(m)}
    seen = cases("exp_partner_signs", flipped_signs(X), *forms, split=(ge(NEAR, 1),), changed=changes)
    proofs = (
        chain(
            below,
            ("<=", few + near_mean(m, D, u) + idle, "otherwise `n` points are errors, and the population error is at most `e`", seen),
            ("==", few + near + idle, "the mean number of near pairs", Known("exp-near-pairs")),
            ("<", power, Given()),
        ),
        chain(value, ("<=", e_unif_alg(*ZE), "the sign lemma", Known("exp-sign-lemma", {v: value}))),
    )
    return Statement(
        id="exp-signs",
        section=7,
        title="The exponential network by random labels (every `delta < 1`)",
        says="Each label changes with probability 3/4; fewer than `n` of them change with the chance of a binomial tail.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("square for the fourth power", under(claim, 3, lt(few + near + idle, (1 - delta) ** 2))),
            Mutant("changed labels forgotten", under(claim, 3, lt(few + near, power))),
            Mutant("all of them", changed(claim, lhs=1 - e)),
        ),
        source="this kit, exponential network; the sign lemma is ours",
    )
