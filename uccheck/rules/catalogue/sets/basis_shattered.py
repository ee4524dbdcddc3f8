"""Linear classifiers shatter D + 1 basis vectors: whatever the sample, one is right on it and wrong elsewhere."""

from fractions import Fraction
from functools import cache
from itertools import product

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, H, delta, m
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, e_basis
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import Often

SIGNS = (
    "human: a linear function takes any values on the vectors of a basis; the losses of one with the labels' signs on those of `S`, "
    "and the opposite ones elsewhere, are 0 and the share of the others"
)
SEEN = sp.Symbol("N_seen", integer=True, nonnegative=True)


def statement() -> Statement:
    """The sup is at least this at every sample, for every delta, one-sided and two-sided."""
    value = 1 - m / (D + 1)
    claim = Claim((le(value, e_basis(m, D, delta)),), (*counts(m, D), *units(delta)), (), _points)
    supremum, seen = outcome("basis_sup")(m, D), outcome("seen")(m, D)
    facts = (
        Fact(supremum, ">=", 1 - seen / (D + 1), SIGNS),
        Fact(seen, "<=", m, "definition: a number of `m` things is at most `m`"),
    )
    most = Form(using={m - SEEN: 1 / (D + 1), H - 1 + SEEN / (D + 1): 1})
    always = Often((), ONE, {H: supremum, SEEN: seen}, facts, by=(most,))
    proof = chain(value, ("<=", e_basis(m, D, delta), "this holds at every sample", always))
    return Statement(
        id="basis-shattered",
        section=6,
        title="A lower bound by the VC dimension",
        says="What holds for every distribution holds for the uniform one on a basis of `D + 1` vectors; there",
        claim=claim,
        proofs=(proof,),
        support=(by_models(),),
        mutants=(
            Mutant("half of m", changed(claim, lhs=1 - m / (2 * (D + 1)))),
            Mutant("one dimension more", changed(claim, lhs=1 - m / (D + 2))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit; Vapnik and Chervonenkis 1971 for the dimension",
    )


@cache
def supremum(sample: tuple[int, ...], size: int) -> Fraction:
    """The greatest |L_D - Lhat_S| over all labellings of the basis, by trying each."""
    gaps = []
    for wrong in product((0, 1), repeat=size):
        seen = Fraction(sum(wrong[at] for at in sample), len(sample))
        gaps.append(abs(Fraction(sum(wrong), size) - seen))
    return max(gaps)


@cache
def brute(count: int, dimension: int, level: Fraction) -> Fraction:
    """e_basis by trying every sample and every labelling."""
    every = [supremum(tuple(sorted(sample)), dimension + 1) for sample in product(range(dimension + 1), repeat=count)]
    return next(v for v in sorted(every) if Fraction(sum(other > v for other in every), len(every)) <= level)


def _points() -> tuple[dict[object, object], ...]:
    def value(count: Fraction, dimension: Fraction, level: Fraction) -> Fraction:
        return brute(int(count), int(dimension), level)

    levels = (Fraction(1, 100), Fraction(1, 3), Fraction(19, 20), Fraction(999, 1000))
    return tuple({m: count, D: size, delta: level, e_basis: value} for count in (1, 2, 3) for size in (1, 2, 4) for level in levels)
