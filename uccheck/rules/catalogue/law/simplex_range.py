"""The simplex flips while 1/(k - 1) > r; for r = 1/8 this is k <= 8, so that every delta < 7/8 is reached."""

import sympy as sp

from uccheck.quantities.symbols import delta, k
from uccheck.rules.claim import Claim, Domain, gt
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """1/(k - 1) is more than 1/8 up to k = 8, and there the count of samples in the set exceeds one."""
    eighth = sp.Rational(1, 8)
    where = (
        Domain(k, 2, 8, samples=(2, 3, 7, 8)),
        Domain(delta, 0, 1 - 1 / k, True, True, samples=(sp.Rational(1, 10), sp.Rational(3, 4), sp.Rational(7, 8))),
    )
    room = (k * (1 - delta) - 1) / (k - 1)
    claim = Claim((gt(1 / (k - 1), eighth), gt(room, sp.Integer(0))), where)
    hypothesis = 1 - 1 / k - delta
    proofs = (
        chain(1 / (k - 1), (">", eighth, Form((9 - k) / (8 * (k - 1))))),
        chain(room, (">", sp.Integer(0), Form(sp.Integer(0), {hypothesis: k / (k - 1)}))),
    )
    return Statement(
        id="simplex-range",
        section=4,
        title="How far the simplex reaches",
        says=(
            "With `r = 1/8` the flip of a simplex of `k` samples works, because its correlation exceeds `r`, and the bound on two "
            "samples in one set is positive, for `k` up to 8 and `delta < 1 - 1/k`; hence for every `delta < 7/8`."
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("k = 9", Claim(claim.then, (Domain(k, 2, 9, samples=(9,)), where[1]))),
            Mutant("every delta < 1", Claim(claim.then, (where[0], Domain(delta, 0, 1, True, True, samples=(sp.Rational(9, 10),))))),
            Mutant("a quarter for an eighth", changed(claim, rhs=sp.Rational(1, 4))),
        ),
        source="this kit, simplex lemma",
    )
