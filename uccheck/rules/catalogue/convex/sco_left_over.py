"""What the minimiser keeps on seen coordinates costs at most 4 d m eta^2."""

import sympy as sp

from uccheck.quantities.symbols import m, named
from uccheck.rules.catalogue.convex._facts import d, eta
from uccheck.rules.claim import Claim, counts, le, nonnegatives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import AtZero
from uccheck.rules.steps.forms import Form

COST = named("C", "C", nonnegative=True)
TOTAL = named("w_sum", "W", nonnegative=True)
SQUARES = named("q_sum", "Q", nonnegative=True)


def statement() -> Statement:
    """W^2 <= d Q <= d m C <= 2 d m eta W, so that W <= 2 d m eta and C <= 2 eta W."""
    best, spread, seen = le(COST, 2 * eta * TOTAL), le(TOTAL**2, d * SQUARES), le(SQUARES, m * COST)
    total, bound = le(TOTAL, 2 * d * m * eta), 4 * d * m * eta**2
    claim = Claim((le(COST, bound),), (*counts(m, d), *nonnegatives(eta, COST, TOTAL, SQUARES)), (best, spread, seen), _points())
    divided = Form(using={spread: 1 / TOTAL, seen: d / TOTAL, best: d * m / TOTAL})
    proofs = (
        chain(TOTAL, ("<=", total.rhs, "divide by it", AtZero(TOTAL, Form(), divided))),
        chain(COST, ("<=", bound, Form(using={best: 1, total: 2 * eta}))),
    )
    return Statement(
        id="sco-left-over",
        section=8,
        title="What the minimiser keeps on seen coordinates",
        says=(
            "Minimise the empirical loss plus `eta` times the squared distance from the vector of ones over the ball, some coordinate "
            "being unseen. The coordinates of the minimiser are not negative and its norm is 1, since an unseen coordinate below 1 "
            "would be raised. Over the seen coordinates let `W` be their sum, {squares} that of their squares, and `C` the empirical "
            "loss. Moving everything to the unseen ones, at norm 1, does not help: {given[0]}; and each seen coordinate is 1 at one of "
            "the `m` points or more."
        ),
        terms={"squares": SQUARES},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("half of it", changed(claim, rhs=bound / 2)),
            Mutant("without d", changed(claim, rhs=bound / d)),
            Mutant("unseen included", Claim(claim.then, claim.where, (best, spread), _points())),
        ),
        source="this kit, convex optimization; ours",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Equality everywhere, and a cost without its squares."""
    found: list[dict[object, object]] = []
    for size, dimension, pull in ((1, 1, sp.Rational(1, 4)), (3, 2, sp.Rational(1, 8)), (10, 100, sp.Rational(1, 1000))):
        total = 2 * dimension * size * pull
        found.append({m: size, d: dimension, eta: pull, TOTAL: total, SQUARES: total**2 / dimension, COST: 2 * pull * total})
        found.append({m: size, d: dimension, eta: pull, TOTAL: total * 3, SQUARES: total**2 * 9 / dimension, COST: 6 * pull * total})
    return tuple(found)
