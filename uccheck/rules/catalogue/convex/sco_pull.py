"""A coordinate's own minimum: beyond eta/lam, and beyond eta m where c >= 1/m, its part of the objective rises."""

import sympy as sp

from uccheck.quantities.symbols import c, m, w
from uccheck.rules.catalogue.convex._facts import eta, lam
from uccheck.rules.claim import Claim, Domain, counts, ge, nonnegatives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps import Form


def statement() -> Statement:
    """Half its derivative is c w + eta (w - 1) + lam w; one of c and lam is at least a positive p, and w is at least eta/p."""
    slope, p = c * w + eta * (w - 1) + lam * w, sp.Symbol("p", positive=True)
    strong, far = ge(c + lam, p), ge(w, eta / p)
    where = (*counts(m), *nonnegatives(eta, lam), Domain(p, 0, open_low=True), Domain(c, 0, 1), *reals(w))
    points = tuple(
        {m: 2, eta: x, lam: y, c: z, p: (y + z) * r, w: x / (y + z) / r * n}
        for x in (sp.Rational(1, 4), sp.Integer(1)) for y, z in ((1, 0), (0, sp.Rational(1, 2)), (1, 1))
        for n in (1, 2, sp.Rational(1, 2)) for r in (1, 4)
    )  # fmt: skip
    claim = Claim((ge(slope, 0),), where, (strong, far), points)
    form = eta**2 / p  # eta w >= eta^2/p
    proof = chain(slope, (">=", sp.S.Zero, "the part with `p` alone is at least `eta`", Form(form, {strong: eta / p, far: c + lam + eta})))
    return Statement(
        id="sco-pull",
        section=8,
        title="A coordinate's own minimum",
        says=(
            "One coordinate's part of what is minimised is `c` times its square, plus `eta` times the square of its distance from 1, "
            "plus `lam` times its square. Beyond `eta/p`, where `p` is at most `c + lam`, it does not decrease: half its derivative is "
            "not negative. Take `lam` for `p`, or 1 over the sample size where the coordinate is seen."
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("half as far", under(claim, 1, ge(w, eta / (4 * p)))),
            Mutant("twice the pull", changed(claim, lhs=slope - eta)),
            Mutant("weaker", under(claim, 0, ge(4 * (c + lam), p))),
        ),
        source="this kit, convex optimization",
    )
