"""For delta so near 1 that samples may be restricted to point the same way, e_unif-alg(m, delta) <= 1/2."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import aligned_loss, outcome, risk_is_loss
from uccheck.quantities.symbols import D, F, H, L, Q, T, a, b, delta, gamma, m, p, s, t, v
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, lt, nonnegatives, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, PAIRS, X, Z, e_unif_alg, loss, tail
from uccheck.rules.sentences.independence import aligned_noise
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet

LEAST = sp.Symbol("p_min", real=True)


def statement() -> Statement:
    """On the set products z_i.z'_k are at least a^2 - p, so that every margin of one sample on another is positive."""
    share, made = (Q(a) * (1 - tail(D - 1, p))) ** m, quantity("cone")(m, D, a, p)
    zero, plane, room, often = le(gamma, 0), le(2, D), lt(b * m * (p - a**2), s * D), le(1 - delta, share)
    claim = Claim((le(e_unif_alg(*Z), HALF),), (*PAIRS, *nonnegatives(a), *positives(p)), (zero, plane, room, often), _points)
    now = loss(*X, gamma, T)
    members, upper, positive = (ge(v, a), le(F, p)), le(now, HALF), lt(0, s + b / D * m * LEAST)
    seen = {
        v: outcome("lean")(m, D),
        F: outcome("rest")(m, D),
        T: outcome("chi")(D),
        L: outcome("risk")(*X, gamma),
        H: outcome("other")(*X, gamma),
        LEAST: outcome("least_product")(m, D),
    }
    inside = OnSet(
        members,
        1 - made,
        seen,
        facts=(risk_is_loss(X, gamma), *(fact.of(seen) for fact in aligned_loss(X, gamma, a, p, members, (zero, positive)))),
        lines=(
            (upper, Known("loss-half", {t: T}, using={2 * s - gamma: {zero: 1, s: 2}})),
            (positive, Form(using={LEAST - a**2 + p: b * m / D, room: 1 / D})),
        ),
        by=(Form(using={upper: 1, now - L: 1, H: 1}), Form(using={L: 1, -H: 1})),
    )
    proofs = (
        chain(made, ("==", share, "the noise vectors and their coordinates are independent", aligned_noise(m, D, a, p))),
        chain(1 - made, ("<=", delta, Form(using={often: 1, made - share: 1}))),
        chain(e_unif_alg(*Z), ("<=", HALF, "on the set there is no other error, and the population error is at most 1/2", inside)),
    )
    return Statement(
        id="aligned",
        section=6,
        title="Samples that point the same way",
        says="For the 0-1 loss and a `delta` that leaves only samples with aligned noise,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
            Mutant("not aligned", Claim(claim.then, claim.where, (zero, plane, often), _points)),
            Mutant("rare samples", Claim(claim.then, claim.where, (zero, plane, room), _points)),
            Mutant("a of either sign", Claim(claim.then, (*PAIRS, *reals(a), *positives(p)), claim.given, _points)),
        ),
        source="this kit, theorem I",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Four samples, each alone in its set where delta is near 1 and wrong on the others: population loss and loss on itself; the chances
    of chi-square are true ones, as those of Q and of the cone are, so that a and p belong to their samples.
    """
    from fractions import Fraction

    from uccheck.quantities.enclosed.evaluator import enclose
    from uccheck.rules.catalogue._models import DIMENSION, POINTS, Model

    found, tenth, often, half = [], Fraction(1, 10), Fraction(99, 100), Fraction(1, 2)
    every = (
        (1 - Fraction(1, 10**7), tenth, tenth, half, 0),
        (often, tenth, 5, half / 2, 1),  # not aligned
        (Fraction(1, 16), tenth, Fraction(1, 16), half / 2, 0),  # more than one sample
        (often, -2, Fraction(5, 2), half / 2, 1),  # a product of first coordinates, -2 and 3, is below a^2
    )
    for level, least, rest, risk, own in every:
        cross = tuple(tuple(Fraction(own if row == column else 1) for column in range(4)) for row in range(4))
        meaning = Model((risk,) * 4, (Fraction(1, 100),) * 4, cross).interpretation()
        del meaning[type(tail(D, p))]
        values = {m: POINTS, D: DIMENSION, s: 4, b: 32, gamma: 0, delta: level, a: least, p: rest}
        found.append({**values, **meaning, quantity("cone")(m, D, a, p): enclose((Q(a) * (1 - tail(D - 1, p))) ** m, values)})
    return tuple(found)
