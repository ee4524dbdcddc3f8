"""For gamma >= 4 (s + 2 b sqrt m) both e_gen and e_unif-alg are at most 1/4, so the clause "for all gamma" cannot hold."""

import sympy as sp

from uccheck.quantities.symbols import D, a, b, c, delta, gamma, m, q, s, t
from uccheck.rules.claim import Claim, counts, ge, gt, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, Z, e_gen, e_unif_alg, tail
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given

QUARTER = HALF / 2


def statement() -> Statement:
    """On {T < 2D, sum |z_i|^2 < 2mD} every loss lies in [1 - (s + 2 b sqrt m)/gamma, 1]."""
    reach, exponent = s + 2 * b * sp.sqrt(m), sp.exp(-D * (1 - sp.log(2)) / 2)
    wide, rare = ge(gamma, 4 * reach), le(2 * exponent, delta)
    own, total, more = tail(D, 2 * D), tail(m * D, 2 * m * D), sp.exp(-m * D * (1 - sp.log(2)) / 2)
    made = e_unif_alg(*Z)
    where = (*counts(m, D), *positives(s, b, gamma), *units(delta))
    claim = Claim((le(made, QUARTER), le(e_gen(*Z), QUARTER), gt(1 - e_gen(*Z), made)), where, (wide, rare), _points)
    fewer = Through(c, sp.exp(c), le(-m * D * (1 - sp.log(2)) / 2, -D * (1 - sp.log(2)) / 2), Form((m - 1) * D * (1 - sp.log(2)) / 2))
    known = Known("large-gamma", {t: 2 * D, q: 2 * m * D, c: reach})
    proofs = (
        chain(
            own + total,
            ("<=", exponent + total, Known("chi2-upper-tail", {a: sp.Integer(1)})),
            ("<=", exponent + more, Known("chi2-upper-tail", {a: sp.Integer(1), D: m * D})),
            ("<=", 2 * exponent, fewer),
            ("<=", delta, Given()),
        ),
        chain(
            made,
            ("<=", reach / gamma, known),
            ("<=", QUARTER, Form(using={wide: 1 / (4 * gamma)})),
        ),
        chain(e_gen(*Z), ("<=", made, Known("diagonal")), ("<=", QUARTER, Given())),
        chain(1 - e_gen(*Z), (">", made, Form(HALF, {QUARTER - e_gen(*Z): 1, QUARTER - made: 1}))),
    )
    return Statement(
        id="all-gamma",
        section=6,
        title="The clause on all `gamma` fails",
        says=(
            "As restated here, the theorem's last clause says that the tightest two-sided bound is at least {then[2].lhs} for the "
            "{gamma}-loss with every nonnegative {gamma}. Below both errors are those of the {gamma}-loss."
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("the clause itself", changed(claim, 2, relation="<=")),
            Mutant("no noise in the margin", under(claim, 0, ge(gamma, s))),
            Mutant("every delta", Claim(claim.then, where, (wide,), _points)),
        ),
        source="this kit, theorem G",
    )


def _points() -> tuple[dict[object, object], ...]:
    """m = 9 .. 900 at gamma = 4 (s + 2 b sqrt m) and a hundred times that; both errors from finite models of such margins."""
    from fractions import Fraction

    from uccheck.rules.catalogue._models import Model

    found = []
    for p, q_, scale in ((9, 100, 4), (100, 200, 4), (900, 400, 4), (100, 12800, 400), (100, 12800, 1), (100, 1, 4)):
        deep = Fraction(9, 10 * scale) if q_ > 1 else Fraction(1)  # one coordinate: margins far beyond the mean are not rare
        rows = tuple(tuple(1 - deep for _ in range(4)) for _ in range(4))
        model = Model((Fraction(1),) * 4, (Fraction(1),) * 4, rows)
        size = (4 + 64 * sp.sqrt(p)) * scale
        found.append({m: p, D: q_, s: 4, b: 32, gamma: Fraction(int(size)), delta: Fraction(1, 4), **model.interpretation(q_)})
    return tuple(found)
