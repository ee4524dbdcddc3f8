"""A ball whose supremum is below 1 - epsilon is at most as large as the critical one."""

from fractions import Fraction

from uccheck.quantities.symbols import delta, epsilon, gamma, kappa
from uccheck.rules.claim import Claim, le, lt, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, e_ball, radius
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named

NESTED = (
    "definition: a larger ball holds a smaller one, and `kappa_epsilon` is the supremum of the radii up to 2 with a supremum below "
    "`1 - epsilon`"
)


def statement() -> Statement:
    """The supremum increases with the ball."""
    ball, critical = e_ball(*X, gamma, kappa, delta), radius(*X, gamma, epsilon, delta)
    inside, reached = le(kappa, 2), lt(ball, 1 - epsilon)
    claim = Claim(
        (le(kappa, critical),),
        (*PAIRS, *positives(kappa), *units(epsilon)),
        (inside, reached),
        _points,
    )
    unfold = Named(
        NESTED,
        (inside, reached),
    )
    return Statement(
        id="radius-below",
        section=6,
        title="The critical radius from below",
        says="If the supremum over the ball of radius `kappa <= 2` is below `1 - epsilon`, then",
        claim=claim,
        proofs=(chain(kappa, ("<=", critical, "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("the other side", changed(claim, relation=">=")),
            Mutant("twice epsilon", under(claim, 1, lt(ball, 1 - epsilon / 2))),
            Mutant("half of it", changed(claim, rhs=critical / 2)),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    """The supremum kappa^2 up to 1, whose critical radius is the root of 1 - epsilon."""
    from uccheck.quantities.symbols import D, b, m, s

    def size(*at: Fraction) -> Fraction:
        return min(at[5] ** 2, Fraction(1))

    def root(*at: Fraction) -> Fraction:
        return {Fraction(3, 4): Fraction(1, 2), Fraction(7, 16): Fraction(3, 4)}[at[5]]

    place = {m: 4, D: 3, s: 4, b: 32, gamma: 0, delta: Fraction(1, 4), e_ball: size, radius: root}
    radii = (Fraction(1, 4), Fraction(1, 2), Fraction(5, 9), Fraction(3, 4), Fraction(4, 5), Fraction(1))
    return tuple(place | {kappa: at, epsilon: level} for at in radii for level in (Fraction(3, 4), Fraction(7, 16)))
