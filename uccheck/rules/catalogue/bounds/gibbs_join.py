"""What holds for every x of two intervals that meet holds for every x of both."""

from fractions import Fraction

from uccheck.quantities.symbols import delta, e, gamma, u, x, y
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, nonnegatives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, gibbs_sure
from uccheck.rules.sentences.suprema import joined
from uccheck.rules.statement import Mutant, Statement, changed, under


def statement() -> Statement:
    """Cut at x."""
    first, second = le(e, gibbs_sure(*X, u, x, delta)), le(e, gibbs_sure(*X, x, y, delta))
    where = (*(domain for domain in PAIRS if domain.symbol != gamma), *nonnegatives(u, x, y), *reals(e))
    claim = Claim((le(e, gibbs_sure(*X, u, y, delta)),), where, (first, second), _points)
    return Statement(
        id="gibbs-join",
        section=6,
        title="Intervals of variances joined",
        says="For two intervals that meet in {x}, from {u} to {y},",
        claim=claim,
        proofs=(chain(e, ("<=", gibbs_sure(*X, u, y, delta), "unfold the definition", joined(X, (u, x, y), delta, e))),),
        support=(by_models(),),
        mutants=(
            Mutant("the first interval alone", under(claim, 1, le(e, 2))),
            Mutant("the second interval alone", under(claim, 0, le(e, 2))),
            Mutant("twice as much", changed(claim, lhs=2 * e)),
        ),
        source="this kit, theorem E",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The infimum over whole numbers of the interval of a function that falls and rises."""
    from uccheck.quantities.symbols import D, b, m, s

    values = (Fraction(3, 4), Fraction(1, 2), Fraction(1, 4), Fraction(1, 3), Fraction(7, 8))

    def least(*at: Fraction) -> Fraction:
        return min(values[int(at[4]) : int(at[5]) + 1])

    place = {m: 4, D: 3, s: 4, b: 32, delta: Fraction(1, 4), gibbs_sure: least}
    cuts = [(low, cut, high) for low in range(5) for cut in range(low, 5) for high in range(cut, 5)]
    return tuple(place | {u: low, x: cut, y: high, e: level} for low, cut, high in cuts for level in values)
