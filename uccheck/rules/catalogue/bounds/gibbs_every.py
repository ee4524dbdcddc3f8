"""Whatever the variance: small ones leave the gap, large ones the training error."""

from fractions import Fraction

from uccheck.quantities.symbols import delta, e, gamma, x
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, ZERO, X, e_gibbs, gibbs_every, gibbs_sure
from uccheck.rules.sentences.suprema import every_variance
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Cut at x; beyond it the gap alone is enough."""
    large, small = le(e, gibbs_sure(*X, ZERO, x, delta)), le(e, e_gibbs(*X, x, delta))
    where = (*(domain for domain in PAIRS if domain.symbol != gamma), *positives(x), *reals(e))
    claim = Claim((le(e, gibbs_every(*X, delta)),), where, (large, small), _points)
    return Statement(
        id="gibbs-every",
        section=6,
        title="No variance makes a two-sided bound small",
        says="If neither a larger nor a smaller variance certifies less than `e`, then none does:",
        claim=claim,
        proofs=(chain(e, ("<=", gibbs_every(*X, delta), "unfold the definition", every_variance(X, x, delta, e))),),
        support=(by_models(),),
        mutants=(
            Mutant("large variances alone", under(claim, 1, le(e, 2))),
            Mutant("small variances alone", under(claim, 0, le(e, 2))),
            Mutant("twice as much", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem E",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Training error and gap at a few variances; beyond the last the gap alone."""
    from uccheck.quantities.symbols import D, b, m, s

    training, gap = (Fraction(1, 2), Fraction(1, 4), Fraction(0), Fraction(0)), (Fraction(0), Fraction(1, 8), Fraction(3, 4), Fraction(1))
    sums = [p + q for p, q in zip(training, gap, strict=True)]
    place = {
        m: 4, D: 3, s: 4, b: 32, delta: Fraction(1, 4),
        gibbs_sure: lambda *at: min(sums[: int(at[5]) + 1]),
        e_gibbs: lambda *at: min(gap[int(at[4]) :]),
        gibbs_every: lambda *at: min(sums),
    }  # fmt: skip
    return tuple(
        place | {x: cut, e: level}
        for cut in (Fraction(1, 2), 1, 2, 3)
        for level in (Fraction(1, 8), Fraction(3, 8), Fraction(1, 2), Fraction(3, 4))
    )
