"""What a two-sided bound certifies of the risk of N(w_S, I/x^2), u <= x <= y: at least training error plus gap, end by end."""

from fractions import Fraction
from itertools import product

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, F, H, L, N, Q, T, b, c, delta, e1, m, p, q, s, t, theta, u, v, w, y
from uccheck.rules.catalogue.bounds._plain import place
from uccheck.rules.catalogue.bounds.gibbs_two_sided import WHERE, fresh
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, gt, le, lt, nonnegatives, positives, reals, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, X, gibbs_sum_below, gibbs_sure, meet, misfit, tail, unflipped
from uccheck.rules.sentences.suprema import pair_of_sums
from uccheck.rules.sentences.words import GIBBS
from uccheck.rules.statement import Mutant, Statement, under
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Both, Mean


def statement() -> Statement:
    """As for the gap, with training margins below theta and points of squared norm at least q."""
    far, near, deep = tail(D, (p - s / m) * D / b), tail(D, (q - s / m) * D / b), unflipped(m, D, s + c, b, ONE)
    missed = deep + far + 1 - misfit(*X, theta) + 1 - near
    gap, training = 1 - Q(c * u / sp.sqrt(p)) - fresh(u, far), Q(theta * y / sp.sqrt(q))
    few, room, both = gibbs_sum_below(*X, u, y, v), 1 - 2 * delta, meet(*X, ONE, delta)
    wide, apart, small, low = gt(p, 0), le(u, y), lt(missed / e1 + tail(D, t), room), le(v, gap + training - e1)
    where = (*WHERE, *positives(q, theta), *nonnegatives(u, y), *shares(e1), *reals(v))
    claim = Claim((le(v, gibbs_sure(*X, u, y, delta)),), where, (wide, apart, small, low), _points)
    kept, below = outcome("kept")(m, D, s + c, b, ONE), outcome("short")(*X, theta)
    beyond, within = (outcome("far")(D, (at - s / m) * D / b) for at in (p, q))
    least = gap + training - kept - beyond - (1 - below / m) - (1 - within)
    reached = Fact(outcome("gibbs_sum")(*X, u, y), ">=", least, GIBBS, ("exact-law",), (lt(outcome("chi")(D), t),))
    names = {kept: F, beyond: H, below: N, within: w}
    cases = Mean(
        {T: outcome("chi")(D), L: outcome("gibbs_sum")(*X, u, y), **{symbol: made for made, symbol in names.items()}},
        facts=(reached, Fact(below, "<=", m, "definition: a number of `m` things is at most `m`")),
        by=(
            Form(using={L - least.xreplace(names): 1 / e1, lt(L, v): 1 / e1, low: 1 / e1}),
            Form(using={F: 1 / e1, H: 1 / e1, m - N: 1 / (m * e1), 1 - w: 1 / e1}),
        ),
    )
    proofs = (
        chain(
            few,
            ("<=", missed / e1 + tail(D, t), "a small sum needs a fraction above `e_1` of bad points, or {T} of at least {t}", cases),
            ("<", room, Given()),
            ("<=", both, "`S` and its flip lie in the set, each but for the chance `delta`", Both()),
        ),
        chain(v, ("<=", gibbs_sure(*X, u, y, delta), "so on some pair of the set", pair_of_sums(X, u, y, delta, v))),
    )
    return Statement(
        id="gibbs-sure",
        section=6,
        title="What a two-sided bound certifies of a Gibbs classifier",
        says="Training error plus gap, for every `x` from `u` to `y`,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("population error lost", under(claim, 3, le(v, gap + fresh(u, far) + training - e1))),
            Mutant("training error of a half", under(claim, 3, le(v, gap + sp.Rational(1, 2) - e1))),
            Mutant("training margin at the other end", under(claim, 3, le(v, gap + Q(theta * u / sp.sqrt(q)) - e1))),
            Mutant("any margins", under(claim, 2, lt((deep + far + 1 - near) / e1 + tail(D, t), room))),
        ),
        source="this kit, theorem E",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The setting without chance: intervals near zero, narrow and wide, and margins that the training margins exceed."""
    ends = (
        (Fraction(0), Fraction(1, 100)),
        (Fraction(1, 10), Fraction(12, 100)),
        (Fraction(1), Fraction(2)),
        (Fraction(1, 50), Fraction(4)),
    )
    fixed = {c: Fraction(27), p: Fraction(34), q: Fraction(32), t: 2 * 10**10, e1: Fraction(1, 1000)}
    levels = [Fraction(k, 100) for k in range(20, 120, 2)] + [Fraction(485, 1000)]
    every = product(ends, (Fraction(37), Fraction(1)), levels)
    return tuple(place() | fixed | {u: low, y: high, theta: size, v: level} for (low, high), size, level in every)
