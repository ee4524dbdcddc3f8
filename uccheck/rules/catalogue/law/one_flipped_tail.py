"""P(N_1 > 0) <= exp(-D a^2/4) + exp(-D ((1 - a) rho - r)^2/(2 m (1 - a)))/2, r = s/b, for the flip of any strength rho."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.outcomes import kept_given, outcome
from uccheck.quantities.symbols import D, F, Q, T, a, b, m, rho, s, x
from uccheck.rules.claim import Claim, counts, ge, gt, le, lt, positives, shares, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import X, head, unflipped
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Condition on T <= (1 - a) D, then the two tail bounds."""
    low, rest = head(D, D * (1 - a)), (1 - a) * rho - s / b
    at, far = sp.sqrt(D) * rest / sp.sqrt(m * (1 - a)), lt(s, b * (1 - a) * rho)
    first, second = sp.exp(-D * a**2 / 4), sp.exp(-(at**2) / 2) / 2
    where = (*counts(m, D), *positives(s, b), *units(a), *shares(rho))
    claim = Claim((le(unflipped(*X, rho), first + second),), where, (far,), points)
    normal = Known("normal-tail-half", {x: at}, using={at: {far: sp.sqrt(D) / (b * sp.sqrt(m * (1 - a)))}})
    start, now = D * (1 - a), (rho * T - s / b * D) / sp.sqrt(m * T)
    above, mean = gt(T, start), ge(rho * T - s / b * D, 0)
    slope = (rho + s * D / (b * sp.sqrt(T * start))) / (sp.sqrt(m) * (sp.sqrt(T) + sp.sqrt(start)))
    nearer = le(Q(now), Q(at))
    cases = Mean(
        {T: outcome("chi")(D), F: outcome("likely")(*X, rho)},
        (kept_given(X, rho),),
        lines=(
            (mean, Form(using={above: rho, far: D / b})),
            (nearer, Through(x, Q(x), ge(now, at), Form(using={above: slope}), increasing=False)),
        ),
        by=(Form(using={nearer: 1, Q(now) - F: 1}), Form(Q(at), {1 - F: 1})),
    )
    proof = chain(
        unflipped(*X, rho),
        ("<=", low + Q(at), "{T} is small, or the threshold is at least its value there", cases),
        ("<=", first + Q(at), Known("chi2-lower-tail")),
        ("<=", first + second, normal),
    )
    opposite = sp.exp(-D * ((1 - a) * rho + s / b) ** 2 / (2 * m * (1 - a))) / 2
    return Statement(
        id="one-flipped-tail",
        section=5,
        title="One flipped point is misclassified",
        says="Let {N_1} be the margin of one point after the flip of strength {rho} (1 for the complete flip).",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=first + sp.exp(-m * at**2 / 2) / 2)),
            Mutant("sign of r", changed(claim, rhs=opposite)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem B",
    )


def points() -> tuple[dict[object, object], ...]:
    """Small and large m, and rho below 1."""
    half = Fraction(1, 2)
    cases = ((1, 40, 1), (2, 20, 1), (20, 300, 1), (500, 2000, 1), (20, 900, half), (300, 9000, half))
    return tuple({m: p, D: q, s: 4, b: 32, rho: k, a: at} for p, q, k in cases for at in (Fraction(1, 5), half, Fraction(2, 3)))
