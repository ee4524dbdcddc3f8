"""P(M_1 < gamma) <= exp(-D a^2/4) + exp(-(1 - a) D/(2 m))/2 for gamma <= s."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import arb, ctx

from uccheck.quantities.applied import quantity
from uccheck.quantities.enclosed.instances import exact, normal_tail, quantile
from uccheck.quantities.enclosed.instances import tail as chance_above
from uccheck.quantities.outcomes import outcome, short_given
from uccheck.quantities.symbols import D, F, Q, T, a, b, gamma, m, s, x
from uccheck.rules.claim import Claim, ge, gt, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, head, misfit
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Condition on T <= (1 - a) D; beyond it the score (T + (s - gamma) D/b)/sqrt(mT) is at least sqrt(T/m)."""
    start, narrow = D * (1 - a), le(gamma, s)
    at, low = sp.sqrt(start / m), head(D, start)
    first, second = sp.exp(-D * a**2 / 4), sp.exp(-(at**2) / 2) / 2
    claim = Claim((le(misfit(*X, gamma), first + second),), (*SETTING, *units(a)), (narrow,), _points)
    now = (T + (s - gamma) / b * D) / sp.sqrt(m * T)
    above, mean, nearer = gt(T, start), ge(T + (s - gamma) / b * D, 0), le(Q(now), Q(at))
    slope = 1 / (sp.sqrt(m) * (sp.sqrt(T) + sp.sqrt(start)))
    cases = Mean(
        {T: outcome("chi")(D), F: outcome("short_given")(*X, gamma)},
        (short_given(X, gamma),),
        lines=(
            (mean, Form(T, using={narrow: D / b})),
            (nearer, Through(x, Q(x), ge(now, at), Form(using={above: slope, narrow: D / (b * sp.sqrt(m * T))}), increasing=False)),
        ),
        by=(Form(using={nearer: 1, Q(now) - F: 1}), Form(Q(at), {1 - F: 1})),
    )
    proof = chain(
        misfit(*X, gamma),
        ("<=", low + Q(at), "`T` is at most `(1 - a)D`, or the score is at least its value there", cases),
        ("<=", first + Q(at), "the lower tail of chi-square", Known("chi2-lower-tail")),
        ("<=", first + second, "the normal tail", Known("normal-tail-half", {x: at})),
    )
    return Statement(
        id="misfit-tail",
        section=5,
        title="One training margin is small",
        says="Let `M_1` be the margin of one training point, and let `gamma` be at most `s`.",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=first + sp.exp(-m * at**2 / 2) / 2)),
            Mutant("exponent four times as large", changed(claim, rhs=first + sp.exp(-2 * at**2) / 2)),
            Mutant("gamma up to 2 s", under(claim, 0, le(gamma, 2 * s))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem I",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Few and many points, gamma from 0 to 2s, a signal beside which the noise is small."""
    half, meaning = Fraction(1, 2), {quantity("misfit"): _chance}
    cases = ((1, 40, 4, 32, 0), (2, 20, 4, 32, 0), (20, 100, 4, 32, 4), (500, 2000, 4, 32, 2), (3, 400, 4, 1, 8), (300, 300, 4, 32, 0))
    shares = (Fraction(1, 5), half, Fraction(9, 10))
    return tuple({m: p, D: q, s: f, b: g, gamma: h, a: at, **meaning} for p, q, f, g, h in cases for at in shares)


def _chance(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction) -> Any:
    """P(M_1 < gamma) by cells of T: given T it is Q(c(T)), c = (T + u)/sqrt((m - 1)T), u = (s - gamma)D/b; 1/2 +- 1/2 beyond the cells."""
    shift = (s - gamma) * D / b
    with ctx.workprec(128):
        if m == 1:
            return chance_above(exact(D), exact(Fraction(0))) - chance_above(exact(D), exact(-shift)) if shift < 0 else arb(0)
        cuts = sorted({quantile(D, k / 400) for k in range(1, 400)} - {Fraction(0)})
        tails = [chance_above(exact(D), exact(cut)) for cut in cuts]
        beyond = (1 - tails[0] + tails[-1]) * arb(0).union(arb(1))
        pairs = zip(pairwise(cuts), pairwise(tails), strict=True)
        return beyond + sum(((more - less) * _given(m - 1, shift, low, high) for (low, high), (more, less) in pairs), arb(0))


def _given(spread: Fraction, shift: Fraction, low: Fraction, high: Fraction) -> Any:
    """A ball around Q(c(T)) for low <= T <= high: c increases for u <= 0, else it has its one turn, the least value, at T = u."""
    scores = [(exact(at) + exact(shift)) / exact(spread * at).sqrt() for at in (low, high)]
    turn = [2 * (exact(shift) / exact(spread)).sqrt()] if low < shift < high else []
    ends = [normal_tail(score) for score in (*scores, *turn)]
    found = ends[0]
    for end in ends[1:]:
        found = found.union(end)
    return found
