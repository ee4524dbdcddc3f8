"""The exponential network's search: classes by the binomial law, heights by their inequalities, theorems against all classes."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from math import comb
from typing import Any

import mpmath
import pytest
from scipy import stats

from uccheck.answers.universes import exponential
from uccheck.answers.universes.exponential import ExponentialInstance, Search, largest_class, usual_noise
from uccheck.certificates.tree import Work

F = Fraction
HALF, TINY = F(1, 2), F(1, 10**40)


def few(m: int, c: int) -> Fraction:
    """P(a class has fewer than c of m points), in whole numbers."""
    return F(sum(comb(m, i) for i in range(m + 1) if min(i, m - i) < c), 2**m)


def cap(D: int, height: float) -> float:
    """P(w_1 >= height) on the sphere, by scipy."""
    return float(stats.beta.sf(height**2, 0.5, (D - 1) / 2)) / 2


def search(m: int, D: int, delta: Any, s: Any = 1, b: Any = 8, work: int = 2000) -> Search:
    return Search(ExponentialInstance(m, D, F(s), F(b), F(delta)), Work(left=work))


def fresh(m: int, c: int, s: Any, b: Any) -> Any:
    """The greatest t with (m - c) exp(2 t b - 2 s) <= c, to 40 digits."""
    with mpmath.workdps(40):
        return (2 * mp(s) + mpmath.log(mpmath.mpf(c) / (m - c))) / (2 * mp(b))


def turned(m: int, c: int, s: Any, b: Any) -> Any:
    """The greatest u with (m - c) exp(2 s + u b - b) <= 1, to 40 digits."""
    with mpmath.workdps(40):
        return 1 - (2 * mp(s) + mpmath.log(m - c)) / mp(b)


def mp(value: Any) -> Any:
    """The number, to the digits in force."""
    return mpmath.mpf(F(value).numerator) / F(value).denominator


@pytest.mark.parametrize(("m", "s", "b"), [
    (20, 1, 8), (7, 2, 9), (100, "1/2", 12), (2, 1, 2), (2, 1, "2.0000001"), (4, 3, "0.1"), (12, "1e-12", "1e-12"), (2, 1, 3),
    (2, F(1, 4) - F(1, 10**20), 1),
])  # fmt: skip
def test_heights_are_nearly_the_greatest_that_a_class_allows(m: int, s: Any, b: Any) -> None:
    """A little less, at most 1, and in few digits; none where nothing positive does it."""
    a = ExponentialInstance(m, 50, F(s), F(b), F(1, 20))
    for c in range(1, m):
        for height, true in ((a.fresh(c), fresh(m, c, s, b)), (a.turned(c), turned(m, c, s, b))):
            if true <= 0:
                assert height is None
            else:
                assert height is not None and len(str(height.denominator)) <= 40 and 0 < height <= 1
                with mpmath.workdps(40):
                    assert true - mp(height) > 0 or height == 1
                    assert min(true, 1) - mp(height) <= 1.2e-8 * min(true, 1)
    assert a.fresh(m) is None is a.turned(m)


@pytest.mark.parametrize("m", [1, 2, 7, 1000, 10**9])
@pytest.mark.parametrize("s", ["1", "1/2", "3", "7/3", "1000000", F(1, 10**12), F(10**12) - F(1, 7)])
def test_the_noise_that_nobody_names_is_the_least_whole_number_of_at_least_its_formula(m: int, s: Any) -> None:
    """Also where (4/3)(2 s + ln m) misses a whole number by little, on either side, or is one."""
    with mpmath.workdps(40):
        for step in (F(0), F(1, 10**11), -F(1, 10**11)):
            near = mpmath.nint(4 * (2 * mp(s) + mpmath.log(m)) / 3)
            close = F(s) if not step else F(str(3 * near / 8 - mpmath.log(m) / 2)) + step
            if close > 0:
                formula = 4 * (2 * mp(close) + mpmath.log(m)) / 3
                assert mp(usual_noise(m, close)) == mpmath.ceil(formula - mpmath.mpf(10) ** -30)
    assert usual_noise(1, F(3)) == 8 and usual_noise(1, F(3) + F(1, 10**30)) == 9


@pytest.mark.parametrize("m", [1, 2, 3, 4, 10, 57, 200])
@pytest.mark.parametrize("chance", [1e-12, 0.01, 0.24, 0.26, 0.5, 0.6, 0.99, 1.0])
def test_classes_are_first_the_largest_by_the_binomial_law_then_by_chernoff_then_one_point(m: int, chance: float) -> None:
    """None has more than half of the points; at equality Chernoff's bound is small enough."""
    exact = max((c for c in range(1, m // 2 + 1) if few(m, c) < F(chance)), default=0)
    shares = [(c - 1) / m for c in range(1, m // 2 + 1)]
    bounds = [2 * math.exp(-m * sum(x * math.log(2 * x) for x in (share, 1 - share) if x > 0)) for share in shares]
    chernoff = sum(bound <= chance * (1 + 1e-12) for bound in bounds)
    assert exponential._by_chernoff(m, chance) == chernoff
    assert list(largest_class(m, chance)) == [c for c in dict.fromkeys((exact, chernoff, 1)) if 1 <= c <= m // 2]


@pytest.mark.parametrize("m", [2, 9, 1030, 1200, 10**9])
@pytest.mark.parametrize("chance", [1e-260, 1e-300, 5e-324, 0.0])
def test_tiny_chances_have_classes_by_chernoff(m: int, chance: float) -> None:
    """A chance of nothing is taken for the least float: 2 exp(-m KL((c - 1)/m, 1/2)) is below it, and no longer at c + 1."""
    found = list(largest_class(m, chance))
    assert found[-1] == 1 and found == sorted({*found}, reverse=True) and len(found) <= 2

    def log_bound(c: int) -> float:
        share = (c - 1) / m
        return math.log(2) - m * sum(x * math.log(2 * x) for x in (share, 1 - share) if x > 0)

    wanted = math.log(max(chance, 1e-322))
    if len(found) == 2:
        assert log_bound(found[0]) <= wanted + 1e-6 < log_bound(found[0] + 1)
    else:
        assert log_bound(2) > wanted


INSTANCES = [
    (15, 1000, F(44, 100), 1, 6), (20, 400, F(1, 20), 1, 7), (200, 2000, F(1, 5), 1, 12), (400, 10**5, F(1, 5), 2, 20),
    (60, 3000, F(7, 10), 1, 9), (24, 150, F(1, 10), 2, 12),
]  # fmt: skip


@cache
def proposed(where: tuple[Any, ...]) -> dict[str, list[Any]]:
    """What each theorem finds, node by node."""
    m, D, delta, s, b = where
    made: dict[str, list[Any]] = {"exp-complete": [], "exp-markov": [], "exp-signs": []}
    for node in search(m, D, delta, s, b).transfers("auto"):
        made[node.rule].append(node)
    return made


def best(where: tuple[Any, ...]) -> dict[str, float]:
    """The most that each theorem claims over every class, all by scipy: room for scarce classes and near pairs."""
    m, D, delta, s, b = where
    found, level = dict.fromkeys(("exp-complete", "exp-markov", "exp-signs"), 0.0), float(delta)
    for c in range(1, m // 2 + 1):
        t, u, scarce = float(fresh(m, c, s, b)), float(turned(m, c, s, b)), float(few(m, c))
        if min(t, u) <= 0:
            continue
        e, pairs = m * cap(D, min(t, 1)), m * (m - 1) * cap(D, u) / 2
        if (left := 1 - 2 * level - scarce) > 0:
            found["exp-markov"] = max(found["exp-markov"], 1 - e - pairs / m / left)
            found["exp-complete"] = max(found["exp-complete"], 1 - e if pairs < left else 0)
        if (left := (1 - level) ** 4 - scarce - pairs) > 0:
            found["exp-signs"] = max(found["exp-signs"], int(stats.binom.ppf(left, m, 0.75)) / m - e)
    return found


@pytest.mark.parametrize("where", INSTANCES, ids=str)
def test_a_theorem_claims_nearly_the_most_that_any_class_lets_it_claim(where: tuple[Any, ...]) -> None:
    m = where[0]
    most = best(where)
    for rule, room in (("exp-complete", 1e-6), ("exp-markov", 2e-3), ("exp-signs", 1.5 / m + 1e-3)):
        claimed = max((float(low) for node in proposed(where)[rule] for low, _ in node.concludes.values()), default=0.0)
        assert most[rule] - room <= claimed <= most[rule] + 1e-6, (rule, most, claimed)


@pytest.mark.parametrize(("theorem", "rule"), [("A", "exp-complete"), ("B", "exp-markov"), ("C", "exp-signs")])
def test_one_theorem_is_tried_where_one_is_asked_for(theorem: str, rule: str) -> None:
    assert {node.rule for node in search(20, 400, "1/20", 1, 7).transfers(theorem)} == {rule}


@pytest.mark.parametrize(("delta", "rules"), [
    ("0.3", {"exp-complete", "exp-markov", "exp-signs"}), ("0.49", {"exp-complete", "exp-markov", "exp-signs"}),
    ("0.5", {"exp-signs"}), ("0.51", {"exp-signs"}), ("0.9", {"exp-signs"}),
])  # fmt: skip
def test_from_one_half_on_theorem_c_alone_is_tried_and_missing_heights_are_named(delta: str, rules: set[str]) -> None:
    """b > 2 s + ln(m - c) for the flipped points, 2 s > ln((m - c)/c) for fresh ones; the latter is named where both fail."""
    for s, b, says in ((3, 2, "b > 2 s + ln(m - c)"), ("1/900", 40, "2 s > ln((m - c)/c)"), ("1/900", 1, "2 s > ln((m - c)/c)")):
        looked = search(101, 400, delta, s, b)
        assert not list(looked.transfers("auto"))
        assert {note.partition(" with classes of c = ")[0] for note in looked.work.notes} == rules
        assert all(note.endswith(f" of m = 101 points needs {says}") for note in looked.work.notes)


def test_a_room_that_scarce_classes_fill_leaves_nothing() -> None:
    """At equality: no share of nothing is divided."""
    high = search(3, 100, "1/10").scarce(1)
    assert few(3, 1) <= high <= few(3, 1) * (1 + F(1, 10**8))
    looked = search(3, 100, (1 - high) / 2, 1, 9)
    assert not list(looked.transfers("B")) and not list(looked.transfers("A")) and not looked.work.notes
    assert [node.at["c"] for node in search(3, 1000, (1 - high - F(1, 100)) / 2, 1, 9).transfers("A")] == [1, 1, 1]


@pytest.mark.parametrize(("m", "D", "u"), [(20, 200, F(3, 10)), (2, 40, F(1, 2)), (9, 60, F(2, 5))])
def test_markov_s_share_is_strictly_what_its_hypothesis_asks_for(m: int, D: int, u: Fraction) -> None:
    """(m - 1) cap(u)/(2 left) but for a hundred-millionth, also where that has few digits; nothing where it is 1 or more."""
    looked = search(m, D, "1/20")
    assert looked.cap(u) == pytest.approx(cap(D, float(u)), rel=1e-8)
    for wanted in (F(1, 4), F(1, 3), F(99, 100), F(1, 10**7)):
        left = (m - 1) * looked.cap(u) / (2 * wanted)
        (e1,) = (looked._more("exp-markov", left, u) or {}).values()
        assert wanted < e1 <= wanted * (1 + F(12, 10**9))
    for wanted in (F(10**8, 10**8 + 1), F(1), F(2)):
        assert looked._more("exp-markov", (m - 1) * looked.cap(u) / (2 * wanted), u) is None


def test_a_share_of_hardly_anything_is_kept_short() -> None:
    (e1,) = (search(20, 10**6, "1/20")._more("exp-markov", F(1, 2), F(9, 10)) or {}).values()
    assert 0 < e1 <= F(1, 10**20) and len(str(e1.denominator)) <= 40
    assert search(20, 10, "1/20")._more("exp-complete", F(1, 2), F(9, 10)) == {}


@pytest.mark.parametrize(("m", "D", "u"), [(20, 60, F(1, 2)), (2, 500, F(1, 2)), (3, 10, F(9, 10)), (9, 30, F(3, 5))])
def test_as_many_labels_change_as_near_pairs_leave_room_for(m: int, D: int, u: Fraction) -> None:
    """The room is what m (m - 1)/2 caps leave: n is the least that P(Bin(m, 3/4) <= n) reaches it, but for a hundredth of it."""
    looked = search(m, D, "1/20")
    pairs = m * (m - 1) * looked.cap(u) / 2
    below = [F(sum(comb(m, i) * 3**i for i in range(n + 1)), 4**m) for n in range(m + 1)]
    for n in range(m + 1):
        spare = ((below[n - 1] if n else F(0)) / F(98, 100) + below[n]) / 2
        if (below[n - 1] if n else F(0)) < spare * F(98, 100) and spare < below[n]:
            assert looked._more("exp-signs", pairs + spare, u) == ({"n": n} if n else None)
    assert looked._more("exp-signs", pairs, u) is None is looked._more("exp-signs", pairs - F(1, 9), u)


@pytest.mark.parametrize(("m", "D", "delta", "s", "b"), [
    (20, 400, F(1, 20), 1, 7), (200, 4000, F(1, 20), 1, 5), (15, 3000, F(44, 100), 1, 6), (57, 2000, F(9, 10), 2, 9),
    (3, 300, F(1, 3), 1, 2),
])  # fmt: skip
def test_e_gen_is_bounded_with_the_largest_class_that_is_scarce_enough(m: int, D: int, delta: Fraction, s: int, b: int) -> None:
    c = max(c for c in range(1, m // 2 + 1) if few(m, c) <= delta)
    (node,) = search(m, D, delta, s, b).generalizes()
    (high,) = (float(high) for _, high in node.concludes.values())
    assert node.premises[0].at["c"] == c
    assert high == pytest.approx(m * cap(D, float(fresh(m, c, s, b))), rel=1e-5)
    assert search(m, D, delta, s, b).error(F(1, 5)) == pytest.approx(m * cap(D, 0.2), rel=2e-8)


@pytest.mark.parametrize(("m", "c"), [(20, 5), (40, 17), (10, 1)])
def test_a_class_may_be_scarce_with_exactly_the_chance_delta(m: int, c: int) -> None:
    """At equality of the recorded end it serves, beyond it another does."""
    high = search(m, 900, "1/2").scarce(c)
    for delta, serves in ((high, True), (high - TINY, False)):
        found = [node.premises[0].at["c"] for node in search(m, 900, delta, 3, 9).generalizes()]
        assert len(found) == (serves or c > 1) and (found == [c]) is serves and all(one <= c for one in found)


def test_a_class_that_decides_nothing_is_said_to() -> None:
    looked = search(100, 400, "1/20", "1/100", 9)
    assert not list(looked.generalizes())
    assert looked.work.notes[0] == "a class of c = 40 of m = 100 points decides only if 2 s > ln((m - c)/c)"


def test_without_work_left_chances_are_at_most_one() -> None:
    looked = search(20, 400, "1/20", work=0)
    assert looked.cap(F(1, 2)) == looked.scarce(3) == 1 and looked.error(F(1, 2)) == 20
