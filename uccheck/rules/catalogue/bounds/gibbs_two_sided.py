"""Every Gibbs classifier N(w_S, I/y^2), y >= x, has a two-sided gap of at least 1 - e1 - Q(c x/sqrt(p)) - its population error."""

from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from uccheck.quantities.applied import known_everywhere
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, F, H, L, Q, T, b, c, delta, e1, gamma, m, p, s, t, v, x
from uccheck.rules.catalogue.bounds._plain import place
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, lt, nonnegatives, positives, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, ZERO, X, e_gibbs, gibbs_below, loss, meet, tail, unflipped
from uccheck.rules.sentences.suprema import pair_of_gibbs
from uccheck.rules.sentences.words import GIBBS
from uccheck.rules.statement import Mutant, Statement, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Both, Mean

WHERE = (*(domain for domain in PAIRS if domain.symbol != gamma), *positives(t), *nonnegatives(c, p))


def fresh(u: Any, far: Any) -> Any:
    """What the population error of N(w_S, I/x^2) is at most for x >= u and T < t: points of |z|^2 <= p, and others."""
    return far + Q(s * u / sp.sqrt((b / D) ** 2 * m * t * u**2 + p)) + loss(*X, ZERO, t) / 2


def statement() -> Statement:
    """Flipped margins below -c, points of squared norm at most p, and T < t, each but for a fraction or a chance."""
    beyond, deep = tail(D, (p - s / m) * D / b), unflipped(m, D, s + c, b, ONE)
    missed, least = deep + beyond, 1 - Q(c * x / sp.sqrt(p)) - fresh(x, beyond)
    few, room, both = gibbs_below(*X, x, v), 1 - 2 * delta, meet(*X, ONE, delta)
    wide, small, low = gt(p, 0), lt(missed / e1 + tail(D, t), room), le(v, least - e1)
    claim = Claim((le(v, e_gibbs(*X, x, delta)),), (*WHERE, *positives(x), *shares(e1), *reals(v)), (wide, small, low), _points)
    kept, far = outcome("kept")(m, D, s + c, b, ONE), outcome("far")(D, (p - s / m) * D / b)
    reached = Fact(outcome("gibbs_gap")(*X, x), ">=", least - kept - far, GIBBS, ("exact-law",), (lt(outcome("chi")(D), t),))
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("gibbs_gap")(*X, x), F: kept, H: far},
        facts=(reached,),
        by=(Form(using={L - (least - F - H): 1 / e1, lt(L, v): 1 / e1, low: 1 / e1}), Form(using={F: 1 / e1, H: 1 / e1})),
    )
    proofs = (
        chain(
            few,
            ("<=", missed / e1 + tail(D, t), "a small gap needs a fraction above `e_1` of bad points, or {T} of at least {t}", cases),
            ("<", room, Given()),
            ("<=", both, "`S` and its flip lie in the set, each but for the chance `delta`", Both()),
        ),
        chain(v, ("<=", e_gibbs(*X, x, delta), "so some pair of the set has a gap of at least that", pair_of_gibbs(X, x, delta, v))),
    )
    return Statement(
        id="gibbs-two-sided",
        section=6,
        title="Gibbs classifiers with small variance",
        says="A Gibbs classifier errs on the flip as `h_S` does, unless its variance hides the margins; for every {y} of at least {x},",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("population error lost", under(claim, 2, le(v, least - e1 + fresh(x, beyond)))),
            Mutant("twice the precision", under(claim, 2, le(v, 1 - Q(4 * c * x / sp.sqrt(p)) - fresh(x, beyond) - e1))),
            Mutant("the signal s", under(claim, 1, lt((unflipped(*X, ONE) + beyond) / e1 + tail(D, t), room))),
            Mutant("any points", under(under(claim, 1, lt(deep / e1 + tail(D, t), room)), 2, le(v, least + beyond - e1))),
        ),
        source="this kit, theorem E",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The setting without chance: deep margins or not, points of squared norm above or below p."""
    depths, sizes = (Fraction(1), Fraction(27), Fraction(200)), (Fraction(1, 100), Fraction(8), Fraction(34))
    levels = [Fraction(k, 50) for k in range(-10, 50)]
    every = product((Fraction(1, 50), Fraction(1, 4), Fraction(1), Fraction(6)), depths, sizes, levels)
    plain = tuple(place() | {x: x_, c: c_, p: p_, v: v_, t: 2 * 10**10, e1: Fraction(1, 1000)} for x_, c_, p_, v_ in every)
    return (*plain, *(_worst() | {v: level} for level in levels))


def _worst() -> dict[object, object]:
    """Flipped margins far below 0; fresh ones normal around s = 4, with a spread of 10, of points that are tiny where they are missed."""
    from flint import acb, arb, ctx

    spread, scale, nothing = 10, Fraction(1, 100), known_everywhere(lambda *at: Fraction(0))
    with ctx.workprec(128):
        root, low, high = arb(2).sqrt(), acb(-12), acb(arb(-4) / spread)
        all_alike = (arb(4) / 100 / (root * (spread**2 / arb(10**4) + 1).sqrt())).erfc() / 2

        def more(y: Any, _: Any) -> Any:
            """The error of a tiny point is 1 where it is missed."""
            return (-(4 + spread * y) / (100 * root)).erfc() / 2 * (-y * y / 2).exp() / acb(2 * arb.pi()).sqrt()

        gap = 1 - all_alike - acb.integral(more, low, high).real - arb(0, 1e-30)
    values = {m: 4, D: 100, s: 4, b: 50, t: 100, p: 1, x: scale, c: 10**4, e1: Fraction(1, 1000), delta: Fraction(1, 4)}
    beyond = known_everywhere(lambda df, at: Fraction(at < 100 and at != 0))  # T just below 100; no point beyond p = 1, which is asked at 0
    return {**values, type(e_gibbs(*X, x, delta)): lambda *at: gap, type(tail(D, t)): beyond, type(unflipped(*X, ONE)): nothing}
