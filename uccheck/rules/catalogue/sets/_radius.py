"""The critical radius of the ball: a model in which the supremum over the ball is its radius squared, up to 1."""

from fractions import Fraction

from uccheck.quantities.symbols import D, b, delta, epsilon, gamma, kappa, m, s
from uccheck.rules.letters import e_ball, radius


def squares() -> tuple[dict[object, object], ...]:
    """The supremum kappa^2 up to 1, whose critical radius is the root of 1 - epsilon."""

    def size(*at: Fraction) -> Fraction:
        return min(at[5] ** 2, Fraction(1))

    def root(*at: Fraction) -> Fraction:
        return {Fraction(3, 4): Fraction(1, 2), Fraction(7, 16): Fraction(3, 4)}[at[5]]

    place = {m: 4, D: 3, s: 4, b: 32, gamma: 0, delta: Fraction(1, 4), e_ball: size, radius: root}
    radii = (Fraction(1, 4), Fraction(1, 2), Fraction(5, 9), Fraction(3, 4), Fraction(4, 5), Fraction(1))
    return tuple(place | {kappa: at, epsilon: level} for at in radii for level in (Fraction(3, 4), Fraction(7, 16)))
