"""A ball of relative radius 1 + q about w_2 holds (w_1, -q w_2), which errs on S where the flip of the signal s/q does."""

from fractions import Fraction

from uccheck.quantities.symbols import delta, e1, e2, gamma, kappa, q, rho, s
from uccheck.rules.catalogue.sets._still import place
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, positives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, e_ball, exceed, gap_below, unflipped
from uccheck.rules.sentences.flips import in_ball
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Each sample by itself: no pair has to lie in a set."""
    value, room, weak = 1 - e1 - e2, 1 - delta, (X[0], X[1], s / q, X[3])
    few, missed, large = gap_below(*weak, gamma / q, ONE, value), unflipped(*weak, ONE), exceed(*weak, gamma / q, e2)
    inside, small = le(1 + q, kappa), lt(missed / e1 + large, room)
    where = (*PAIRS, *positives(kappa, q), *shares(e1), *nonnegatives(e2))
    claim = Claim((le(value, e_ball(*X, gamma, kappa, delta)),), where, (inside, small), _points)
    markov = Known("markov", {s: s / q, gamma: gamma / q, rho: ONE})
    held = in_ball(X, gamma, q, kappa, value, delta)
    proofs = (
        chain(few, ("<=", missed / e1 + large, "Markov's inequality", markov), ("<", room, Given())),
        chain(value, ("<=", e_ball(*X, gamma, kappa, delta), "unfold the definition", held)),
    )
    return Statement(
        id="ball-flip",
        section=6,
        title="Balls about the learned noise weights",
        says="If the ball reaches beyond the origin by `q`, and the flip works for the signal `s/q`,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("the radius q", under(claim, 0, le(q, kappa))),
            Mutant("the signal s", under(claim, 1, lt(unflipped(*X, ONE) / e1 + exceed(*X, gamma, e2), room))),
            Mutant("the signal s q", under(claim, 1, lt(unflipped(X[0], X[1], s * q, X[3], ONE) / e1 + large, room))),
            Mutant("the whole", changed(claim, lhs=1 + e1)),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    values = (Fraction(1, 4), Fraction(17, 16), Fraction(9, 8), Fraction(5, 4), Fraction(2))
    ratios = (Fraction(1, 16), Fraction(1, 9), Fraction(1, 8) + Fraction(1, 100), Fraction(1, 4), Fraction(1))
    share = {e1: Fraction(1, 8), e2: Fraction(1, 16)}
    return tuple(place() | {kappa: radius, q: ratio, **share} for radius in values for ratio in ratios)
