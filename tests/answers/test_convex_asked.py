"""Convex optimization: brackets against every sample of small sizes, their counts against whole numbers, what a learner may be given."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, floor
from typing import Any

import pytest
from scipy.optimize import brentq

from tests.answers.asking import require_taken
from uccheck.answers.answer import MAX_D, MAX_M
from uccheck.answers.universes import convex
from uccheck.answers.universes.convex import Minima, universe
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.quantities.finite.likely import least_worst

F = Fraction
HALF = F(1, 2)
Share = tuple[Fraction, ...]
UP, NO, OPEN = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED


@cache
def shares(m: int, d: int) -> list[Share]:
    """The fraction of ones of each coordinate, for every sample of {0, 1}^{m x d}."""
    samples = product(product((0, 1), repeat=d), repeat=m)
    return [tuple(F(sum(x[j] for x in sample), m) for j in range(d)) for sample in samples]


def tail(values: list[Any], delta: Fraction) -> Any:
    """The least v with P(value > v) <= delta, over equally likely samples: so many may exceed it."""
    return sorted(values, reverse=True)[floor(delta * len(values))]


def gap(w: Any, share: Share) -> Any:
    """L(w) - Lhat_S(w), from the squares of w."""
    return sum((HALF - c) * x for c, x in zip(share, w, strict=True))


def worst(share: Share) -> Fraction:
    """The supremum over the ball of |L - Lhat|, a linear function of the squares: at a corner."""
    return max(abs(c - HALF) for c in share)


SIZES = [(1, 1), (1, 3), (2, 1), (2, 2), (2, 5), (3, 1), (3, 3), (4, 2), (5, 2), (7, 1), (10, 1), (11, 1)]
LEVELS = [F(1, 10**6), F(1, 64), F(1, 10), F(3, 8), F(1, 2), F(5, 8), F(9, 10), 1 - F(1, 10**6)]


@pytest.mark.parametrize(("m", "d"), SIZES)
def test_the_ball_s_value_is_that_of_all_samples(m: int, d: int) -> None:
    """Each delta at which it changes is asked for too, and a little more and less."""
    sups = sorted(map(worst, shares(m, d)))
    jumps = {F(sum(other > v for other in sups), len(sups)) for v in {*sups}}
    for delta in {*LEVELS, *jumps, *(j + step for j in jumps for step in (F(1, 10**6), -F(1, 10**6)))}:
        if 0 < delta < 1:
            found = convex.certify(m, d, delta, "0.1", confirmed=False).brackets["e_unif"]
            value = tail(sups, delta)
            assert found.lower.value <= value <= found.upper.value
            if delta not in jumps:  # at equality the enclosure of a chance is wider than the chance
                assert found.lower.value == value == found.upper.value


@pytest.mark.parametrize(("m", "d"), SIZES)
@pytest.mark.parametrize("learner", convex.LEARNERS)
def test_without_a_pull_each_learner_stays_at_0_or_takes_an_unseen_coordinate(m: int, d: int, learner: str) -> None:
    """Of the empirical minimiser alone e_gen may be 1/2, where it is likely enough that some coordinate is unseen."""
    blank = F(sum(0 in share for share in shares(m, d)), len(shares(m, d)))
    for delta in {*LEVELS, blank, blank - F(1, 10**6), blank + F(1, 10**6)} - {F(1)}:
        if not 0 < delta < 1:
            continue
        found = convex.certify(m, d, delta, "1/4", learner=learner, confirmed=False)
        fails = learner == "erm" and delta < blank
        assert found.e_gen.upper.value == found.e_unif_alg.upper.value == (HALF if fails else 0)
        assert found.e_gen.lower.value == (HALF if fails else -1)
        assert found.e_unif_alg.lower.value == (HALF if fails else 0)
        assert found.halves["e_gen"].verdict is (NO if fails else UP)


def minimised(share: Share, eta: float, lam: float) -> list[float]:
    """The squares of the minimiser of Lhat + eta |w - 1|^2 + lam |w|^2 over the ball: eta/(c_j + eta + lam + mu), mu its multiplier."""

    def point(mu: float) -> list[float]:
        return [(eta / (float(c) + eta + lam + mu)) ** 2 for c in share]

    return point(0) if sum(point(0)) <= 1 else point(float(brentq(lambda mu: sum(point(mu)) - 1, 0, 100)))


def descended(share: Share, eta: float, tau: float) -> list[float]:
    """The squares after a hundred gradient steps that add up to tau."""
    w = [0.0] * len(share)
    for _ in range(100):
        w = [x - tau / 100 * (2 * float(c) * x + 2 * eta * (x - 1)) for x, c in zip(w, share, strict=True)]
    return [x**2 for x in w]


@pytest.mark.parametrize(("learner", "more"), [
    ("erm", {"eta": "1/100"}), ("erm", {"eta": "1/3"}), ("regularised", {"eta": "1/50"}), ("regularised", {"eta": "1/50", "lam": "1/4"}),
    ("gradient-descent", {"eta": "1/20"}), ("gradient-descent", {"eta": "1/20", "tau": "1/2"}),
    ("gradient-descent", {"eta": "1/3", "tau": "3/10"}),
])  # fmt: skip
@pytest.mark.parametrize(("m", "d"), [(2, 2), (3, 1), (1, 3), (2, 3)])
def test_a_pulled_learner_run_on_all_samples_lies_in_its_brackets(m: int, d: int, learner: str, more: dict[str, str]) -> None:
    eta, lam, tau = (float(F(more.get(name, usual))) for name, usual in (("eta", "0"), ("lam", "1/10"), ("tau", "1")))
    every = shares(m, d)
    ws = [descended(s, eta, tau) if learner == "gradient-descent" else minimised(s, eta, lam * (learner != "erm")) for s in every]
    gaps = [gap(w, share) for w, share in zip(ws, every, strict=True)]
    table = [[abs(gap(w, share)) for share in every] for w in ws]
    for delta in (F(1, 7), F(2, 5), F(4, 5)):
        found = convex.certify(m, d, delta, "1/4", learner=learner, confirmed=False, **more)  # type: ignore[arg-type]
        assert found.e_gen.lower.value <= tail(gaps, delta) + 1e-9 and tail(gaps, delta) <= found.e_gen.upper.value + 1e-9
        if len(every) <= 16:
            value = least_worst(table, delta)
            assert found.e_unif_alg.lower.value <= value + 1e-9 and value <= found.e_unif_alg.upper.value + 1e-9


def chance(m: int, d: int, k: int) -> Fraction:
    """P(some coordinate has fewer than k ones or fewer than k zeros), in whole numbers."""
    one = F(sum(comb(m, i) for i in range(m + 1) if min(i, m - i) < k), 2**m)
    return 1 - (1 - one) ** d


@pytest.mark.parametrize(("m", "d"), [(1, 1), (2, 3), (9, 4), (10, 50), (61, 7), (200, 2), (75, 2000)])
def test_floats_propose_the_least_count_that_is_likely_enough(m: int, d: int) -> None:
    """Unless two chances are as good as equal to delta the proposal is exact, and few enclosures are asked for."""
    for delta in (F(1, 10**9), F(1, 300), F(1, 21), F(1, 3), F(1, 2), F(2, 3), F(20, 21), 1 - F(1, 10**9), 1 - F(1, 10**30)):
        search = Minima(universe(m, d, delta), Work())
        least = next(k for k in range(1, m + 2) if chance(m, d, k) > delta)
        assert search._proposed() == search._critical() == least
        assert len(search.work.known) == 2


@pytest.mark.parametrize("delta", [F(1, 10**305), F(1, 10**290), 1 - F(1, 10**290)])
@pytest.mark.parametrize(("m", "d"), [(1200, 1), (1500, 10**6)])
def test_where_floats_end_the_count_is_found_by_bisection(m: int, d: int, delta: Fraction) -> None:
    """P(spoiled) = 1 - (1 - one)^d by its first terms where it is tiny, by logarithms of whole numbers near one."""
    import mpmath

    def likely(k: int) -> bool:
        one = F(sum(comb(m, i) for i in range(m + 1) if min(i, m - i) < k), 2**m)
        if delta < HALF:
            return d * one * (1 - (d - 1) * one / 2) > delta
        with mpmath.workdps(50):
            return one == 1 or bool(d * mpmath.log(mpmath.mpf((1 - one).numerator) / (1 - one).denominator) < -290 * mpmath.log(10))

    low, high = 0, m // 2 + 1
    while high - low > 1:
        low, high = (low, middle) if likely(middle := (low + high) // 2) else (middle, high)
    found = convex.certify(m, d, delta, "0.1", confirmed=False).brackets["e_unif"]
    assert found.lower.value == found.upper.value == HALF - F(high - 1, m)


def test_a_wrong_proposal_costs_enclosures_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for m, d, delta in ((60, 30, F(1, 20)), (9, 1, F(3, 4)), (10, 1, F(3, 4)), (1, 1, F(1, 2)), (2, 1, F(9, 10)), (3, 5, F(1, 9))):
        least = next(k for k in range(1, m + 2) if chance(m, d, k) > delta)
        for proposed in (0, 1, least - 1, least, least + 1, m // 2 + 1, m // 2 + 2, 10 * m):
            monkeypatch.setattr(Minima, "_proposed", lambda self, proposed=proposed: proposed)
            assert Minima(universe(m, d, delta), Work())._critical() == least


@pytest.mark.parametrize("k", [2, 3, 8])
def test_from_below_the_chance_exceeds_delta_and_from_above_it_may_be_as_large(k: int) -> None:
    """At the ends of the recorded enclosure and just beside them, every side finds the best count that it may."""
    tiny = F(1, 10**40)
    low, high = Minima(universe(40, 50, "1/2"), Work()).spoiled(k)
    assert low <= chance(40, 50, k) <= high <= low * (1 + F(1, 10**7))
    for delta, below, above in ((low - tiny, k, k - 1), (low, k + 1, k - 1), (high - tiny, k + 1, k - 1), (high, k + 1, k)):
        search = Minima(universe(40, 50, delta), Work())
        assert [node.at["k"] for node in search.far() if "k" in node.at] == [below]
        assert [node.at["k"] for node in search.near() if "k" in node.at] == [above]


def test_without_work_left_nothing_is_known_of_a_chance() -> None:
    search = Minima(universe(40, 50, "1/2"), Work(left=0))
    assert search.spoiled(3) == (0, 1) and [node.rule for node in search.near()] == ["sco-uniform-range"]


OWNERS = {"eta": convex.LEARNERS, "lam": ("regularised",), "tau": ("gradient-descent",)}


@pytest.mark.parametrize("learner", [None, *convex.LEARNERS])
@pytest.mark.parametrize("option", ["eta", "lam", "tau"])
def test_a_learner_takes_its_own_numbers_and_no_others(learner: str | None, option: str) -> None:
    name = learner or "gradient-descent"
    usual = {"eta": F(0), "lam": F(1, 10) if name == "regularised" else F(0), "tau": F(1) if name == "gradient-descent" else F(0)}
    made = universe(5, 7, "3/10", learner)
    assert (made.m, made.D, made.delta, made.learner) == (5, 7, F(3, 10), name)
    assert {"eta": made.eta, "lam": made.lam, "tau": made.tau} == usual
    if name in OWNERS[option]:
        made = universe(5, 7, "3/10", learner, **{option: "3/4"})  # type: ignore[arg-type]
        assert {"eta": made.eta, "lam": made.lam, "tau": made.tau} == usual | {option: F(3, 4)}
    else:
        with pytest.raises(InvalidParameter, match=f"--{option} 3/4 says nothing of the learner {name}: .* --learner {OWNERS[option][0]}"):
            universe(5, 7, "3/10", learner, **{option: "3/4"})  # type: ignore[arg-type]


@pytest.mark.parametrize(("changed", "refused"), [
    ({"learner": "sgd"}, "unknown learner 'sgd': choose erm, regularised, gradient-descent"),
    ({"m": 0}, "m must be"), ({"m": MAX_M}, None), ({"m": MAX_M + 1}, "m must be"),
    ({"D": 0}, "D must be"), ({"D": MAX_D}, None), ({"D": MAX_D + 1}, "D must be"),
    ({"delta": 0}, "delta"), ({"delta": 1}, "delta"), ({"eta": 10**12}, None), ({"eta": 10**12 + 1}, "eta must be at most"),
    ({"eta": -1}, "eta"), ({"learner": "regularised", "lam": 0}, "lam must be positive"),
    ({"learner": "regularised", "lam": 10**12 + 1}, "lam must be at most"), ({"tau": 0}, None),
    ({"tau": 10**12 + 1}, "tau must be at most"),
])  # fmt: skip
def test_numbers_up_to_their_limits(changed: dict[str, Any], refused: str | None) -> None:
    require_taken(universe, refused, {"m": 5, "D": 7, "delta": "3/10"} | changed)


@pytest.mark.parametrize("learner", convex.LEARNERS)
@pytest.mark.parametrize("epsilon", ["1/100", "1/4", "49/100", F(1, 2) - F(1, 10**9)])
def test_an_outcome_says_what_was_asked(learner: str, epsilon: Any) -> None:
    found = convex.certify(3, 2, "3/10", epsilon, learner=learner)
    assert (found.counterexample, found.epsilon, found.parameters["delta"], found.parameters["m"], found.parameters["D"]) == (
        "sco", F(epsilon), F(3, 10), 3, 2,
    )  # fmt: skip
    assert [(one.key, one.relation, one.value) for one in found.sought] == [
        ("e_gen", "<=", F(epsilon)), ("e_unif", ">=", HALF - F(epsilon)),
    ]  # fmt: skip
    made = "sco_gd" if learner == "gradient-descent" else "sco"
    trees = [end for bracket in found.brackets.values() for end in (bracket.lower, bracket.upper) if end.node is not None]
    assert trees and all(end.report is not None and end.report.verdict is UP for end in trees)
    named = {q[0] for end in trees if end.node is not None for q in end.node.concludes}
    assert {"sco_e_unif", f"{made}_e_unif_alg", f"{made}_e_gen"} == named - {"spoiled"}
    unseen = convex.certify(3, 2, "3/10", epsilon, confirmed=False).brackets.values()
    assert all(end.report is None for bracket in unseen for end in (bracket.lower, bracket.upper))


@pytest.mark.parametrize("epsilon", ["1/2", F(1, 2) + F(1, 10**9), "3/4", "0", "1"])
def test_an_epsilon_that_asks_for_nothing_is_refused(epsilon: Any) -> None:
    with pytest.raises(InvalidParameter, match="epsilon" if F(epsilon) in (0, 1) else "epsilon must lie below 1/2"):
        convex.certify(3, 2, "3/10", epsilon)
