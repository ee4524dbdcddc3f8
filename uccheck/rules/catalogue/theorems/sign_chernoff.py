"""Chernoff's bound for one point after random signs."""

from fractions import Fraction
from math import comb
from typing import Any

import sympy as sp
from flint import arb, ctx

from uccheck.quantities.applied import quantity
from uccheck.quantities.enclosed.instances import ONE, exact, head, normal_tail, tail
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, b, m, s, v, x, y
from uccheck.rules.claim import Claim, counts, eq, gt, le, lt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, unflipped_signs
from uccheck.rules.prose import tied
from uccheck.rules.sentences.independence import sign_transform
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean

QUARTER = sp.Rational(1, 4)


def bound(rest: sp.Expr, same: sp.Expr = QUARTER) -> sp.Expr:
    """exp(D (s x/b + ln(same (1 - 2x - rest)^(-1/2) + (1 - same) (1 + 2x - rest)^(-1/2))))."""
    root = sp.Rational(-1, 2)
    return sp.exp(D * (s * x / b + sp.log(same * (1 - 2 * x - rest) ** root + (1 - same) * (1 + 2 * x - rest) ** root)))


def statement() -> Statement:
    """E exp(x z_1 (e z_1 + W)) = (1 - 2 e x - x^2 (m - 1))^(-1/2) for the sign e and W ~ N(0, m - 1)."""
    rest = x**2 * (m - 1)
    inside = lt(2 * x + rest, 1)
    claim = Claim((le(unflipped_signs(*X), bound(rest)),), (*counts(m, D), *positives(s, b, x)), (inside,), _points)
    moment = quantity("sign_moment")(*X, x)
    markov = Mean({v: outcome("margin_signs")(*X)}, by=(Through(y, sp.exp(y), le(0, x * D * v / b), Form(using={gt(v, 0): x * D / b})),))
    return Statement(
        id="sign-chernoff",
        section=5,
        title="One point with random signs is misclassified",
        says=(
            "Let {N_1} be the margin of a point whose noise coordinates have changed their signs with probability {change}, independently."
        ),
        terms={"change": tied(1 - QUARTER, eq(bound(rest), bound(rest, 1 - (1 - QUARTER))))},
        claim=claim,
        proofs=(
            chain(
                unflipped_signs(*X),
                ("<=", moment, "Chernoff's method", markov),
                ("==", bound(rest), "the noise coordinates are independent", sign_transform(X, x)),
            ),
        ),
        mutants=(
            Mutant("signal lost", changed(claim, rhs=bound(rest).subs(s, -s))),
            Mutant("one point for m", changed(claim, rhs=bound(x**2 * 0))),
            Mutant("signs seldom kept", changed(claim, rhs=bound(rest, sp.Rational(1, 40)))),
        ),
        source="this kit, sign lemma",
    )


def _points() -> tuple[dict[object, object], ...]:
    """One point and one coordinate, a signal far above the noise, a mean margin of 0, and many samples."""
    cases = ((1, 1, 4, 32), (1, 1, 100, 1), (1, 100, 1, 2), (50, 200, 4, 32), (2, 3, 4, 32))
    places = (Fraction(1, 10**4), Fraction(1, 100), Fraction(1, 10), Fraction(1, 5))
    meaning = {quantity("unflipped_signs"): _alone}
    return tuple({m: p, D: q, s: signal, b: noise, x: at, **meaning} for p, q, signal, noise in cases for at in places)


def _alone(m: Any, D: Any, s: Any, b: Any) -> Any:
    """From below: for m = 1 by the number of signs kept, else by Q((V - rD)/sqrt((m - 1) V)) given |z_1|^2 <= V; from above 1."""
    r, V = s / b, D * 5 / 4
    with ctx.workprec(128):
        if D == 1 and m == 1:
            return (1 + 3 * head(exact(ONE), exact(r))) / 4
        if m > 1:
            low = normal_tail(exact(V - r * D) / exact((m - 1) * V).sqrt()) * head(exact(D), exact(V))
            return low.union(arb(1))
        least = int(D // 4 + 3)
        often = Fraction(sum(comb(int(D), k) * 3 ** int(D - k) for k in range(least, int(D) + 1)), 4 ** int(D))
        low = exact(often) * tail(arb(least), arb(least - 4)) * head(arb(int(D) - least), exact(least - 4 + r * D))
        return low.union(arb(1))
