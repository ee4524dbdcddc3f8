"""The checker's own integrals and its own reading of the language against those of the kit, and the points proposed to both."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import ctx

from uccheck.answers.proposals import lower_point, upper_point
from uccheck.balls import ball
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.certificates import check_integrals, check_rules
from uccheck.certificates.check_integrals import Integrals, confirm
from uccheck.certificates.check_rules import TABLE, Refused
from uccheck.certificates.language import evaluate
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosures import ENCLOSURES, bounds

#: A quantity at arguments where its value is neither rare nor sure, rare, and nearly sure.
QUANTITIES: tuple[tuple[Any, ...], ...] = (
    ("tail", 400_000, 401_472), ("tail", 3, 1), ("tail", 10, 200), ("tail", 5, Fraction(1, 10**9)),
    ("loss", 1000, 400_000, 4, 32, 0, 401_472),
    ("loss", 1000, 400_000, 4, 32, 7, 401_472), ("loss", 5, 20, 4, 32, 300, 25), ("unflipped", 20, 300, 4, 32, 1),
    ("unflipped", 20, 300, 4, 32, Fraction(1, 3)),
    ("unflipped", 1, 30, 4, 32, 1), ("unflipped", 1, 30, 4, 32, Fraction(1, 2)), ("misfit", 20, 300, 4, 32, 0),
    ("misfit", 20, 300, 4, 32, 9),
    ("misfit", 1, 30, 4, 32, 20), ("misfit", 1000, 3000, 4, 32, 0), ("all_flipped", 30, 1500, 4, 32, 1600),
    ("all_flipped", 2, 40, 4, 32, 50),
)  # fmt: skip


@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
def test_two_enclosures_that_share_no_code_meet_and_a_wrong_one_is_refuted(quantity: tuple[Any, ...]) -> None:
    """What the kit records is confirmed; moved inward past the other end by a millionth of its smaller side it is refuted."""
    name, *args = quantity
    exact = tuple(Fraction(value) for value in args)
    low, high = bounds(name, exact)
    confirm((name, *exact), (low, high))
    room = min(low, 1 - low, high, 1 - high) / 10**6
    if name == "all_flipped":
        assert low > 0
        return
    for wrong in ((high + room, Fraction(1)), (Fraction(0), low - room)):
        with pytest.raises(Refused) as refusal:
            confirm((name, *exact), wrong)
        assert refusal.value.certain


def test_every_enclosure_has_its_second() -> None:
    assert (
        set(ENCLOSURES)
        == {*check_integrals.OWN, *check_integrals.EXACT}
        == {name for name, q in TABLE["quantities"].items() if q["trusts"] is not None}
    )


@pytest.mark.parametrize(("m", "D"), [(30, 3000), (1000, 400_000), (10**6, 4 * 10**8)])
def test_the_checkers_integrals_agree_with_the_makers(m: int, D: int) -> None:
    problem = Integrals(*(Fraction(v) for v in (m, D, 4, 32, 0)))
    ours = probability("one-flipped", LinearSetting(m, D))
    with ctx.workprec(128 + 2 * D.bit_length()):
        theirs = problem.one_unflipped(Fraction(1), ours.complement_upper or Fraction(1))
        assert theirs.overlaps(ours.complement_ball())
        assert theirs.rel_accuracy_bits() > 30
        t = Fraction(D) + int((2 * D) ** 0.5)
        assert problem.upper_tail(t, Fraction(1, 10)).overlaps(expectation(LogChi2(D), One(), 54, low=(ball(t) / D).log()))


def test_the_complete_flip_by_slices_is_below_and_near() -> None:
    exact = probability("all-flipped", LinearSetting(1000, 16_000))
    problem = Integrals(*(Fraction(v) for v in (1000, 16_000, 4, 32, 0)))
    with ctx.workprec(160):
        found = problem.all_flipped(Fraction(17_500))
    assert Fraction(7, 10) < found < exact.upper


@pytest.mark.parametrize("p", ["0.05", "0.899999", "1e-12", "1e-200"])
@pytest.mark.parametrize("D", [1, 30, 400_000, 10**12])
def test_proposed_quantiles_lie_on_the_safe_side_and_near(D: int, p: str) -> None:
    level = Fraction(p)
    above, below = upper_point(D, level), lower_point(D, level)
    assert bounds("tail", (Fraction(D), above))[1] <= level
    assert bounds("tail", (Fraction(D), below))[0] >= 1 - level
    step = 1 - Fraction(1, 10**6) / (1 + int(D**0.5))
    assert bounds("tail", (Fraction(D), above * step))[0] > level


def test_two_readers_of_the_language_agree() -> None:
    """Every head of the language, by the kit's evaluator and by the checker's."""
    at = {"x": Fraction(3, 7), "m": Fraction(12), "rho": Fraction(47, 100)}
    for e in (
        ["exp", ["*", "-3", "x"]], ["ln", "x"], ["Q", "x"], ["Q", ["*", "-1", "x"]], ["**", "x", "1/2"], ["**", "x", "-1/2"],
        ["**", "x", "m"],
        ["**", "x", ["*", "50", "m"]], ["**", ["+", "-1", "x"], "3"], ["**", "x", ["*", "2", ["**", ["+", "1", ["*", "-1", "rho"]], "-1"]]],
    ):  # fmt: skip
        ours, theirs = evaluate(e, at, {}), check_rules._value(e, at, {})
        assert max(ours[0], theirs[0]) <= min(ours[1], theirs[1]), e
        assert theirs[1] - theirs[0] <= abs(theirs[1]) / 10**30
    for bad in (["ln", ["+", "-1", "x"]], ["**", ["+", "-1", "x"], "1/2"], ["**", ["+", "x", "-3/7"], "-1"]):
        for reader in (evaluate, check_rules._value):
            with pytest.raises(ArithmeticError):
                reader(bad, at, {})
