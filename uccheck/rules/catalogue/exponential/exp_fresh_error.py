"""Where a class of c points decides, a fresh point is an error with at most the chance of m caps."""

from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb

from uccheck.quantities.applied import known_everywhere
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, H, b, c, m, s, t
from uccheck.rules.catalogue.exponential._facts import CLASSES, SETTING, cap, fresh, fresh_error
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X
from uccheck.rules.sentences.words import ROTATIONS
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean

ASTRAY = sp.Symbol("N_astray", integer=True, nonnegative=True)


def statement() -> Statement:
    """An error needs a product on the wrong side of t b, and there are m of them, each a cap."""
    made, bound = fresh_error(*X, c), m * cap(D, t)
    claim = Claim((le(made, bound),), (*SETTING, *CLASSES, *shares(t)), (fresh(),), _points)
    wrong = outcome("astray")(m, D, t)
    facts = (
        Fact(wrong, ">=", 0, ROTATIONS),
        Fact(
            outcome("missed")(*X, c),
            "<=",
            0,
            "definition: the 0-1 loss of a positive margin is 0",
            ("exp-fresh-margin", "exp-kernel"),
            (le(wrong, 0), fresh()),
        ),
    )
    forms = (Form(using={ge(ASTRAY, 1): 1}), Form(using={-H: 1}))
    seen = Mean({H: outcome("missed")(*X, c), ASTRAY: wrong}, facts, split=(le(ASTRAY, 0),), by=forms)
    return Statement(
        id="exp-fresh-error",
        section=7,
        title="The error at a fresh point",
        says="Given a sample with at least c points of either label, if such a class decides up to products of t b, then",
        claim=claim,
        proofs=(chain(made, ("<=", bound, "an error needs a product on the wrong side of t b", seen)),),
        support=(by_models(),),
        mutants=(
            Mutant("a third of it", changed(claim, rhs=bound / 3)),
            Mutant("one cap", changed(claim, rhs=cap(D, t) / 2)),
            Mutant("no balance", Claim(claim.then, claim.where, (), _points)),
            Mutant("twice the signal", under(claim, 0, le((m - c) * sp.exp(2 * t * b - 4 * s), c))),
        ),
        source="this kit, exponential network",
    )


def _points() -> tuple[dict[object, object], ...]:
    """One point of either label in R^3, where the noises are worst opposite to each other: an error needs w_1 < -s/b."""
    ratios = ((Fraction(1, 8), Fraction(1, 8)), (Fraction(9, 20), Fraction(22, 25)), (Fraction(1, 10), HALF), (HALF, Fraction(1, 4)))

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, c: Fraction) -> Any:
        """Of no sample, where one has no room for both classes, the greatest chance is 0."""
        if m != 2 or D != 3:
            return arb("nan")
        return Fraction(0) if 2 * c > m else max(Fraction(0), (1 - s / b) / 2)

    return tuple(
        {m: 2, D: 3, s: ratio * 20, b: 20, c: 1, t: height, cap: lambda df, t: (1 - t) / 2, fresh_error: known_everywhere(value)}
        for ratio, height in ratios
    )


HALF = Fraction(1, 2)
