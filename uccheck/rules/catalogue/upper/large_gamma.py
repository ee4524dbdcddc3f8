"""For gamma >= 4 (s + 2 b sqrt m) both e_gen and e_unif-alg are at most 1/4, so the clause "for all gamma" cannot
hold.
"""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_GEN, E_UNIF, ChiTail, D, a, b, delta, gamma, m, quantity, s
from uccheck.rules.claim import Claim, Relation, counts, positives, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form, Known, Named

GAP = quantity(
    "gap_gamma",
    r"\sup_{S,S'\in\mathcal{S}}\left|L^\gamma_{\mathcal{D}}(h_S)-\hat L^\gamma_{S'}(h_S)\right|",
    nonnegative=True,
)
FACT = (
    "human: on the set all margins, and the mean modulus of a fresh one, are at most `s + 2b sqrt(m)`; "
    "the ramp loss of a margin `x` is within `|x|/gamma` of 1"
)
DEFINE = "human: the set is admissible, by a union bound over `T` and the `m` norms `|x2_i|`; definitions of `e_gen` and `e_unif-alg`"


def statement() -> Statement:
    """On {T <= 2D, all |x2_i|^2 <= 2b} every loss lies in [1 - (s + 2 b sqrt m)/gamma, 1]."""
    reach, quarter = s + 2 * b * sp.sqrt(m), sp.Rational(1, 4)
    tail, exponent = ChiTail(D, 2 * D), sp.exp(-D * (1 - sp.log(2)) / 2)
    wide = Relation(gamma, ">=", 4 * reach)
    rare = Relation((m + 1) * exponent, "<=", delta)
    where = (*counts(m, D), *positives(s, b, gamma), *units(delta))
    then = (
        Relation((m + 1) * tail, "<=", delta),
        Relation(GAP, "<=", quarter),
        Relation(E_GEN, "<=", quarter),
        Relation(E_UNIF, "<=", quarter),
        Relation(1 - E_GEN, ">", E_UNIF),
    )
    claim = Claim(then, where, (wide, rare), _points)
    proofs = (
        Derivation(
            (
                Step(
                    (m + 1) * tail,
                    "<=",
                    (m + 1) * exponent,
                    "the upper tail of chi-square at `a = 1`",
                    Known("chi2-upper-tail", {a: sp.Integer(1)}, factor=m + 1),
                ),
                Step((m + 1) * exponent, "<=", delta, "the hypothesis", Form(sp.Integer(0), {rare.slack: sp.Integer(1)})),
            )
        ),
        Derivation(
            (
                Step(GAP, "<=", reach / gamma, "both losses are within this of 1", Named(FACT)),
                Step(reach / gamma, "<=", quarter, "`gamma` is large", Form(sp.Integer(0), {wide.slack: 1 / (4 * gamma)})),
            )
        ),
        *(
            Derivation(
                (
                    Step(
                        value,
                        "<=",
                        quarter,
                        "the set has probability at least `1 - delta`",
                        Named(DEFINE, (delta - (m + 1) * tail, quarter - GAP)),
                    ),
                )
            )
            for value in (E_GEN, E_UNIF)
        ),
        Derivation(
            (
                Step(
                    1 - E_GEN,
                    ">",
                    E_UNIF,
                    "`1 - 1/4 > 1/4`",
                    Form(sp.Rational(1, 2), {quarter - E_GEN: sp.Integer(1), quarter - E_UNIF: sp.Integer(1)}),
                ),
            )
        ),
    )
    return Statement(
        id="large-gamma",
        section=6,
        title="The clause on all `gamma` fails",
        says=(
            "As restated here, the theorem's last clause says that `e_unif-alg` is at least `1 - e_gen` "
            "for the `gamma`-loss with every `gamma >= 0`. Below both errors are those of the "
            "`gamma`-loss."
        ),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("the clause itself", changed(claim, 4, relation="<=")),
            Mutant("a hundredth", changed(claim, 1, rhs=sp.Rational(1, 100))),
            Mutant("union bound without m", changed(claim, 0, rhs=tail / 2)),
        ),
        source="this kit, theorem G",
        uses=("chi2-upper-tail", "weight-norm", "training-margin"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """m = 10 .. 1000 at gamma = 4 (s + 2 b sqrt m) and a hundred times that; errors between 0 and the margin of
    the typical point.
    """
    from fractions import Fraction

    from flint import arb, ctx

    from uccheck.quantities.enclose import to_arb

    found = []
    for p, q, scale in ((9, 100, 4), (100, 200, 4), (900, 400, 4), (100, 12800, 400)):
        with ctx.workprec(128):
            reach = 4 + 64 * to_arb(p).sqrt()
            size = reach * scale
            upper = reach / size
            values = {
                GAP: upper * to_arb(Fraction(9, 10)),
                E_GEN: arb(0).union(upper * to_arb(Fraction(99, 100))),
                E_UNIF: arb(0).union(upper * to_arb(Fraction(99, 100))),
            }
        found.append({m: p, D: q, s: 4, b: 32, gamma: size * to_arb(Fraction(1001, 1000)), delta: Fraction(1, 4), **values})
    return tuple(found)
