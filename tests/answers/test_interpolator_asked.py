"""What the interpolator's brackets ask of its law: levels by another program in unlike settings, ends at equality, what is said of none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2, norm

from uccheck.answers.interpolator import Interpolation, certify
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

#: (m, D, s, b, delta): no signal is 4, no noise 32, few dimensions and many beyond the sample.
SETTINGS = (
    (30, 600, Fraction(7, 2), 20, Fraction(1, 100)),
    (8, 90, 3, 11, Fraction(1, 5)),
    (3, 900, Fraction(1, 3), Fraction(5, 2), Fraction(1, 4)),
    (200, 1500, 5, Fraction(71, 10), Fraction(1, 1000)),
    (1, 12, 1, Fraction(6, 5), Fraction(1, 50)),
)


@pytest.mark.parametrize(("m", "D", "s", "b", "delta"), SETTINGS)
def test_all_four_ends_are_at_levels_of_the_law(m: int, D: int, s: Fraction, b: Fraction, delta: Fraction) -> None:
    """V is chi-square with D - m + 1 degrees; the loss at V is Q(D s/(b sqrt(m V))), and the flip is missed where V > s D/b."""
    law, found = chi2(D - m + 1), certify(m, D, delta, "0.01", s=s, b=b)
    chance, ratio = float(delta), float(Fraction(s) * D / b)
    reach = law.sf(ratio) - 2 * chance

    def seen(level: float) -> float:
        return float(norm.sf(ratio / np.sqrt(m * level)))

    assert float(found.e_gen.upper.value) == pytest.approx(seen(law.isf(chance)), rel=1e-5)
    assert float(found.e_gen.lower.value) == pytest.approx(seen(law.isf(chance)), rel=1e-5)
    assert float(found.e_unif_alg.upper.value) == pytest.approx(1 - seen(law.ppf(chance)), rel=1e-5)
    assert float(found.e_unif_alg.lower.value) == pytest.approx(1 - seen(law.isf(reach)) if reach > 0 else 0, rel=1e-5)
    assert (found.e_unif_alg.lower.node is None) == (reach <= 0)


@pytest.mark.parametrize("D", [40, 41, 60, 200, 3000])
@pytest.mark.parametrize("delta", ["0.001", "0.05", "0.2", "0.4", "0.49", "0.499999"])
def test_wherever_there_is_room_the_flip_is_in_it(D: int, delta: str) -> None:
    """The proposed level leaves enough for the rule, however little room there is."""
    room = chi2(D - 39).sf(D / 8) - 2 * float(delta)
    found = certify(40, D, delta, "0.01")
    if abs(room) > 1e-7:
        assert (found.e_unif_alg.lower.rule == "interpolator-flip") == (room > 0)


def asked(tail: Fraction | None, delta: Fraction) -> tuple[int, list[str]]:
    """How many nodes conclude where P(V >= s D/b) has that lower end, and the notes."""
    at = {"m": Fraction(5), "D": Fraction(50), "s": Fraction(3), "b": Fraction(10), "delta": delta}
    work = Work(2000 if tail is not None else 0)
    if tail is not None:
        work.known[("tail", Fraction(46), Fraction(15))] = (tail, Fraction(1))
    return len(list(Interpolation(at, 46, work).fails())), work.notes


@pytest.mark.parametrize(
    ("tail", "delta", "found"),
    [
        (Fraction(1, 2), Fraction(1, 4), 0),
        (Fraction(1, 2) + Fraction(1, 1000), Fraction(1, 4), 1),
        (Fraction(1), Fraction(1, 2), 0),
        (Fraction(1), Fraction(499, 1000), 1),
        (None, Fraction(1, 1000), 0),
    ],
)
def test_no_room_is_told_from_little(tail: Fraction | None, delta: Fraction, found: int) -> None:
    nodes, notes = asked(tail, delta)
    assert nodes == found and (found == 1 or "needs 2 delta < P(V >= s D/b), V chi-square at 46" in notes[-1])


def test_only_beyond_a_half_nothing_but_delta_can_help() -> None:
    few = asked(Fraction(1, 10), Fraction(49, 100))[1][-1]
    assert "lower delta or raise D" in few and "delta >= 1/2" not in few
    for delta in (Fraction(1, 2), Fraction(51, 100)):
        many = asked(Fraction(1), delta)[1][-1]
        assert "at delta >= 1/2 no rule" in many and "raise D" not in many


def test_as_many_dimensions_as_points_are_enough() -> None:
    assert certify(9, 9, "0.1", "0.5").verdict is Verdict.UPHELD
    for m, D in ((10, 9), (11, 9)):
        with pytest.raises(InvalidParameter, match=rf"D >= m, got m = {m}, D = {D}: take D >= {m}"):
            certify(m, D, "0.1", "0.5")
