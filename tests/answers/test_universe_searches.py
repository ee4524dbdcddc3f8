"""Searches and proposals of the other counterexamples: every least and largest number by made-up outcomes, classes by whole numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from scipy import stats

from uccheck.answers.answer import Bracket, End
from uccheck.answers.universes import convex, counterexamples, exponential, inverse
from uccheck.answers.universes.exponential import ExponentialInstance, Search
from uccheck.answers.universes.inverse import Quest
from uccheck.answers.universes.universe import Sought, UniverseOutcome
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.verdict import Verdict

F = Fraction
UP, NO, OPEN = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED
MOST = 10**6


def outcome(gen: Verdict, unif: Verdict = UP) -> Any:
    """An outcome with these halves."""
    halves = {"e_gen": SimpleNamespace(verdict=gen), "e_unif": SimpleNamespace(verdict=unif)}
    sought = [SimpleNamespace(key=key, text=f"{key} asked") for key in halves]
    asked = {key: f"{key} asked" for key in halves}
    return SimpleNamespace(
        verdict=gen & unif, halves=halves, sought=sought, asked=asked, line=lambda key: f"bracket of {key}", parameters={"D": 7}
    )


def quest(sure: Callable[[Fraction], Any], seen: Callable[[Fraction], Any] | None = None, **more: Any) -> Quest:
    return Quest("n", lambda n, confirmed: (sure if confirmed or seen is None else seen)(n), **more)


def from_on(least: Fraction | int) -> Callable[[Fraction], Any]:
    return lambda n: outcome(UP if n >= least else NO)


@pytest.mark.parametrize("least", [1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, MOST - 1, MOST])
def test_the_least_number(least: int) -> None:
    for first in {1, 2, min(least, 7)}:
        asked: list[str] = []
        found = inverse.least(quest(from_on(least), notice=asked.append), MOST, "none", first)
        assert max(int(line.removeprefix("n = ")) for line in asked) <= 4 * max(least, first)
        assert found.value == max(least, first) and found.outcome.verdict is UP and found.below is UP
        said = "there is no smaller n" if least <= first else f"at n = {least - 1} bracket of e_gen, and e_gen asked fails"
        assert found.below_detail == said
    with pytest.raises(InvalidParameter, match="none"):
        inverse.least(quest(from_on(MOST + 1)), MOST, "none")


@pytest.mark.parametrize("step", [F(1), F(1, 10**6), F(1, 3)])
def test_numbers_are_whole_multiples_of_a_step(step: Fraction) -> None:
    said: list[str] = []
    found = inverse.least(quest(from_on(5 * step), step=step, notice=said.append), MOST, "none")
    assert found.value == 5 * step and said and all(line.startswith("n = ") for line in said)
    most = inverse.largest(quest(lambda n: outcome(UP if n <= 5 * step else NO), step=step), 100, "none")
    assert most.value == 5 * step and most.below is UP and f"at n = {inverse.shown(6 * step)} " in most.below_detail


@pytest.mark.parametrize("most", [1, 2, 3, 8, 9, 100, 999_999])
def test_the_largest_number_if_failure_persists(most: int) -> None:
    for largest in {1, 2, 3, 4, 5, 8, most // 3, most // 2, most - 1, most} & set(range(1, most + 1)):
        found = inverse.largest(quest(lambda n, largest=largest: outcome(UP if n <= largest else NO)), most, "none")  # type: ignore[misc]
        assert found.value == largest and found.outcome.verdict is UP
        assert (found.below, found.below_detail) == (OPEN, "the search ends there") if largest == most else found.below is UP
    with pytest.raises(InvalidParameter, match="none"):
        inverse.largest(quest(lambda n: outcome(NO)), most, "none")


def test_a_window_of_success_is_followed_to_its_end_before_it_fails_again() -> None:
    """Small numbers may fail too: success from the window's first power of two on."""
    found = inverse.largest(quest(lambda n: outcome(UP if 4 <= n <= 21 or 500 <= n < 600 else NO)), 1000, "none")
    assert found.value == 21


def test_what_the_checker_refuses_moves_the_answer() -> None:
    for sure in (41, 42, 43, 50, 100, 1000):
        assert inverse.least(quest(from_on(sure), from_on(40)), MOST, "none").value == sure
    for sure in (39, 38, 30, 1):
        found = inverse.largest(
            quest(lambda n, sure=sure: outcome(UP if n <= sure else OPEN), lambda n: outcome(UP if n <= 40 else NO)), 99, "none"
        )  # type: ignore[misc]
        assert found.value == sure and found.below is OPEN and "nothing excludes one" in found.below_detail
    with pytest.raises(InvalidParameter, match="none"):
        inverse.least(quest(from_on(MOST + 1), from_on(40)), MOST, "none")
    with pytest.raises(InvalidParameter, match="none"):
        inverse.largest(quest(lambda n: outcome(OPEN), lambda n: outcome(UP)), 99, "none")


@pytest.mark.parametrize("step", [F(1), F(1, 3)])
@pytest.mark.parametrize(("seen", "sure"), [(40, 41), (40, 90), (99, 100), (1, 3)])
def test_no_number_is_asked_for_beyond_the_end_or_confirmed_below_what_was_seen(step: Fraction, seen: int, sure: int) -> None:
    most, confirmed = 100, list[Fraction]()

    def at(n: Fraction, with_checker: bool) -> Any:
        assert (n / step).denominator == 1 and 1 <= n / step <= most
        if with_checker:
            confirmed.append(n / step)
        return outcome(UP if n / step >= (sure if with_checker else seen) else OPEN)

    found = inverse.least(Quest("n", at, step), most, "none")
    assert found.value == sure * step and min(confirmed) >= seen
    assert max(confirmed) <= 2 * sure - seen and len(confirmed) <= 20  # the steps grow by two


def test_a_search_goes_by_the_halves_that_grow_and_says_what_then_is_open() -> None:
    growing = quest(lambda n: outcome(UP if n <= 20 else OPEN, UP if n >= 9 else NO), growing=("e_unif",))
    assert inverse.least(growing, MOST, "none").value == 9
    with pytest.raises(InvalidParameter, match=r"at n = 9 and from there on .* \(not certified: e_gen asked\)"):
        inverse.least(quest(lambda n: outcome(OPEN, UP if n >= 9 else NO), growing=("e_unif",)), MOST, "none")
    assert not quest(lambda n: outcome(OPEN)).succeeds(1) and quest(lambda n: outcome(OPEN), growing=("e_unif",)).succeeds(1)


@pytest.mark.parametrize(("gen", "unif", "below", "said"), [
    (UP, UP, OPEN, "both halves are certified too"), (NO, UP, UP, "e_gen asked fails"), (UP, NO, UP, "e_unif asked fails"),
    (NO, NO, UP, "e_gen asked fails"), (OPEN, NO, UP, "e_unif asked fails"), (OPEN, UP, OPEN, "nothing excludes one"),
    (UP, OPEN, OPEN, "nothing excludes one"),
])  # fmt: skip
def test_a_neighbour_fails_only_if_a_half_is_refuted(gen: Verdict, unif: Verdict, below: Verdict, said: str) -> None:
    verdict, detail = inverse.shown_to_fail(outcome(gen, unif), "there")
    assert verdict is below and detail.startswith("there ") and said in detail


def sharp(gen: tuple[str, str], unif: tuple[str, str], whole: str = "1", key: str = "e_unif_alg") -> UniverseOutcome:
    tiny = F(1, 10**300)
    brackets = {"e_gen": Bracket(*(End(F(end)) for end in gen)), key: Bracket(*(End(F(end)) for end in unif))}
    sought = (Sought("e_gen", "<=", tiny), Sought(key, ">=", F(whole) - tiny))
    return UniverseOutcome("sco", {"D": F(5)}, tiny, brackets, sought, None, ())


@pytest.mark.parametrize(("gen", "unif", "whole", "level", "floor"), [
    (("0", "1/10"), ("4/5", "1"), "1", "1/5", "0"), (("1/20", "3/10"), ("4/5", "9/10"), "1", "3/10", "1/10"),
    (("1/5", "3/10"), ("4/5", "9/10"), "1", "3/10", "1/5"), (("0", "0"), ("2/5", "2/5"), "1/2", "1/10", "1/10"),
    (("0", "1/4"), ("0.26", "1/2"), "1/2", "1/4", "0"),
])  # fmt: skip
def test_the_least_level_is_the_worst_of_both_halves(
    gen: tuple[str, str], unif: tuple[str, str], whole: str, level: str, floor: str
) -> None:
    found = inverse.least_level(sharp(gen, unif, whole))
    assert found.value == F(level) == found.outcome.epsilon and found.outcome.verdict is UP
    asked = [(one.key, one.relation, one.value) for one in found.outcome.sought]
    assert asked == [("e_gen", "<=", F(level)), ("e_unif_alg", ">=", F(whole) - F(level))]
    assert found.below is (UP if F(level) == F(floor) else OPEN)
    assert found.below_detail == (
        f"every epsilon below {inverse.shown_below(F(floor), 8)} is shown to fail" if F(floor) else "nothing is shown to fail"
    )


@pytest.mark.parametrize(("gen", "unif", "whole", "said"), [
    (("0", "0"), ("1/2", "1/2"), "1/2", "there is no least one"), (("1/2", "1/2"), ("1/2", "1/2"), "1/2", "is shown to fail at these"),
    (("0", "1"), ("1/5", "1"), "1", "no epsilon below 1 is certified"),
    (("0", "1/2"), ("1/2", "1/2"), "1/2", "no epsilon below 1/2 is certified"),
    (("-1", "-1/2"), ("1", "1"), "1", "there is no least one"),
])  # fmt: skip
def test_no_least_level(gen: tuple[str, str], unif: tuple[str, str], whole: str, said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        inverse.least_level(sharp(gen, unif, whole))


@pytest.mark.parametrize(("m", "s", "b"), [(20, 1, 8), (7, 2, 9), (100, "1/2", 12), (2, 1, 3)])
def test_heights_are_the_greatest_at_which_a_class_decides(m: int, s: str, b: int) -> None:
    """(m - c) exp(2 b t - 2 s) <= c for a fresh point, (m - c) exp(2 s - b + b u) <= 1 for a flipped one; nine digits, at most 1."""
    a = ExponentialInstance(m, 50, F(s), F(b), F(1, 20))
    for c in range(1, m + 1):
        t, u = a.fresh(c), a.turned(c)
        if c == m:
            assert t is None is u
            continue
        for height, true in ((t, (float(F(s)) - math.log((m - c) / c) / 2) / b), (u, (b - 2 * float(F(s)) - math.log(m - c)) / b)):
            if true <= 0:
                assert height is None
            elif true >= 1.001:
                assert height == 1
            else:
                assert height is not None and 0 <= min(true, 1) - float(height) <= 1e-8


@pytest.mark.parametrize("m", [1, 2, 3, 10, 57, 200])
def test_classes_are_scarce_with_at_most_the_chance_and_nearly_the_largest(m: int) -> None:
    """The first by the binomial law, the second by 2 exp(-m KL((c - 1)/m, 1/2)), the last one point; none exceeds half."""
    for chance in (1e-12, 0.01, 0.3, 0.99):
        found = list(exponential.largest_class(m, chance))
        assert all(1 <= c <= m // 2 for c in found) and len(set(found)) == len(found) and (not found or found[-1] == 1)
        exact = [c for c in range(1, m // 2 + 1) if 2 * stats.binom.cdf(c - 1, m, 0.5) <= chance]
        if exact:
            assert max(found) >= max(exact) - 1 and any(c in exact for c in found)
        shares = [(c - 1) / m for c in range(1, m // 2 + 1)]
        bounds = [2 * math.exp(-m * sum(x * math.log(2 * x) for x in (share, 1 - share) if x > 0)) for share in shares]
        assert exponential._by_chernoff(m, chance) == sum(bound <= chance for bound in bounds)
    assert list(exponential.largest_class(m, 1e-320)) == [
        c for c in dict.fromkeys((exponential._by_chernoff(m, 1e-320), 1)) if 1 <= c <= m // 2
    ]


@pytest.mark.parametrize(("m", "D", "delta"), [(20, 400, "0.05"), (20, 60, "0.1"), (60, 3000, "0.7")])
def test_what_the_network_s_theorems_conclude_is_nearly_their_best(m: int, D: int, delta: str) -> None:
    """Over every class and fine shares: 1 - m cap(t) - e1, the flip's near pairs and scarce classes leaving room."""
    a = ExponentialInstance(m, D, F(1), exponential.usual_noise(m, F(1)), F(delta))

    def cap(height: float) -> float:
        return float(stats.beta.sf(height**2, 0.5, (D - 1) / 2)) / 2

    level, search = float(F(delta)), Search(a, Work())
    classes = [(c, t, u) for c in range(1, m // 2 + 1) if (t := a.fresh(c)) is not None and (u := a.turned(c)) is not None]
    scarce = {c: 2 * float(stats.binom.cdf(c - 1, m, 0.5)) for c, _, _ in classes}
    best: dict[str, float] = {"exp-markov": 0, "exp-complete": 0, "exp-signs": 0}
    for c, t, u in classes:
        e, near = m * cap(float(t)), m * (m - 1) / 2 * cap(float(u))
        if (left := 1 - 2 * level - scarce[c]) > 0:
            best["exp-markov"] = max(best["exp-markov"], 1 - e - near / m / left)
            best["exp-complete"] = max(best["exp-complete"], 1 - e if near < left else 0)
        if (left := (1 - level) ** 4 - scarce[c] - near) > 0:
            best["exp-signs"] = max(best["exp-signs"], int(stats.binom.ppf(min(left, 1), m, 0.75)) / m - e)
    found = dict.fromkeys(best, 0.0)
    for node in search.transfers("auto"):
        found[node.rule] = max(found[node.rule], max(float(low) for low, _ in node.concludes.values()))
    for rule, value in best.items():
        assert value - 0.06 - 1 / m <= found[rule] <= value + 1e-6, (rule, found, best)
    small = [1 if stats.binom.cdf(c - 1, m, 0.5) * 2 > level else m * cap(float(t)) for c, t, _ in classes]
    upper = [float(high) for node in search.generalizes() for _, high in node.concludes.values()]
    assert upper and min(small) - 1e-9 <= upper[0] <= 1.6 * min(small) + 1e-9


@pytest.mark.parametrize(
    "numbers", [(100, 1000, "0.05"), (50, 30, "0.3"), (1000, 10**6, "0.01"), (31, 7, "0.5"), (20, 5, "0.9"), (3, 1, "0.5")]
)
def test_floats_find_the_critical_count_of_a_coordinate(numbers: tuple[int, int, str]) -> None:
    """The least k with 1 - (1 - P(min(N, m - N) < k))^d > delta, or one beside it."""
    m, d, delta = numbers
    found = convex.Minima(convex.universe(m, d, delta), Work())._critical()
    one = [min(1.0, 2 * float(stats.binom.cdf(k - 1, m, 0.5))) if 2 * (k - 1) < m - 1 else 1.0 for k in range(m + 1)]
    least = next(k for k in range(m + 1) if 1 - (1 - one[k]) ** d > float(F(delta)))
    assert abs(found - least) <= 1 and 1 <= found <= m // 2 + 1


def test_a_learner_has_its_own_numbers_and_their_usual_values() -> None:
    known: dict[str, Mapping[str, Any]] = {"erm": {}, "regularised": {"lam": F(1, 10)}, "gradient-descent": {"tau": F(1)}}
    for learner, own in known.items():
        a = convex.universe(5, 7, "0.1", learner)
        assert a.parameters == {"m": 5, "D": 7, "delta": F(1, 10), "learner": learner, "eta": 0, **own}
        assert a.at == {"m": 5, "d": 7, "delta": F(1, 10), "eta": 0, "lam": own.get("lam", 0), "tau": own.get("tau", 0)}
        for option in ("lam", "tau"):
            if option in own:
                assert convex.universe(5, 7, "0.1", learner, **{option: "1/3"}).parameters[option] == F(1, 3)  # type: ignore[arg-type]
            else:
                with pytest.raises(InvalidParameter, match="says nothing of the learner"):
                    convex.universe(5, 7, "0.1", learner, **{option: "1/3"})  # type: ignore[arg-type]
    assert convex.universe(5, 7, "0.1").learner == "gradient-descent"
    for epsilon, fine in (("0.4999", True), ("1/2", False), ("0.6", False)):
        if fine:
            assert convex._asked(epsilon) == F(epsilon)
        else:
            with pytest.raises(InvalidParameter, match="below 1/2"):
                convex._asked(epsilon)


def by_numbers(monkeypatch: pytest.MonkeyPatch, holds: Callable[[Fraction, Fraction, Fraction, Fraction], bool]) -> None:
    """Every counterexample's outcome by m, D, delta and epsilon alone."""
    made = lambda name, more: lambda m, D, delta, epsilon, sure: outcome(UP if holds(*map(F, (m, D, delta, epsilon))) else NO)  # noqa: E731
    monkeypatch.setattr(counterexamples, "_outcome", made)


@pytest.mark.parametrize(("options", "top"), [
    ({"counterexample": "sco"}, 999_999), ({"counterexample": "exponential"}, 999_999),
    ({"counterexample": "exponential", "theorem": "C"}, 999_999),
    ({"counterexample": "exponential", "theorem": "A"}, 499_999), ({"counterexample": "exponential", "theorem": "B"}, 499_999),
])  # fmt: skip
def test_the_grid_of_delta_ends_where_its_domain_does(options: dict[str, Any], top: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for largest in (F(1, 10**6), F(1, 3), F(1)):
        by_numbers(monkeypatch, lambda m, D, delta, epsilon, largest=largest: 0 < delta <= min(largest, F(top, 10**6)))  # type: ignore[misc]
        found = counterexamples.largest_delta(10, 100, "0.1", **options)
        assert found.value == min(F(math.floor(largest * 10**6), 10**6), F(top, 10**6))
        assert (found.below is OPEN) is (largest == 1)


@pytest.mark.parametrize("options", [{"counterexample": "exponential"}, {"learner": "minimum-norm"}])
def test_a_least_D_and_a_largest_m_of_every_counterexample(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the interpolator, D is at least m."""
    for limit in (1, 5, 12, 700):
        by_numbers(monkeypatch, lambda m, D, delta, epsilon, limit=limit: limit * m <= D)  # type: ignore[misc]
        assert counterexamples.threshold(7, "0.1", "0.1", **options).value == max(limit, 1) * 7
        assert counterexamples.largest_m(5 * limit + 1 - (limit == 1), "0.1", "0.1", **options).value == 5
    by_numbers(monkeypatch, lambda m, D, delta, epsilon: True)
    assert counterexamples.threshold(7, "0.1", "0.1", **options).value == (7 if "learner" in options else 1)
    if "learner" in options:
        assert counterexamples.largest_m(9, "0.1", "0.1", **options).value == 9


def test_the_interpolator_has_the_0_1_loss_and_delta_below_one_half() -> None:
    for wrong in ({"gamma": 1}, {"theorem": "A"}):
        with pytest.raises(InvalidParameter, match=f"--{next(iter(wrong))} .* says nothing of the learner minimum-norm"):
            counterexamples.certify(2, 9, "0.1", "0.1", learner="minimum-norm", **wrong)  # type: ignore[call-overload]
        assert counterexamples.certify(2, 9, "0.1", "0.1", learner="one-step", **wrong).answer.setting.m == 2  # type: ignore[call-overload]
    with pytest.raises(InvalidParameter, match="no law is derived here for the learner 'sgd'"):
        counterexamples.certify(2, 9, "0.1", "0.1", learner="sgd")  # type: ignore[call-overload]
    for delta, refused in (("0.49", False), ("0.5", True)):
        try:
            counterexamples.largest_m(3, delta, "0.999", learner="minimum-norm")  # type: ignore[call-overload]
        except InvalidParameter as refusal:
            assert ("delta < 1/2" in str(refusal)) is refused


def test_the_share_of_the_network_s_flip_leaves_no_room_unused() -> None:
    """e1 is (m - 1) cap(u)/(2 left) but for a millionth."""
    a = ExponentialInstance(20, 200, F(1), F(8), F(1, 20))
    search, u, left = Search(a, Work()), F(3, 10), F(4, 5)
    cap = float(stats.beta.sf(0.09, 0.5, 199 / 2)) / 2
    (e1,) = (search._more("exp-markov", left, u) or {}).values()
    assert float(e1) == pytest.approx(19 * cap / 1.6, rel=1e-6) and float(e1) >= 19 * cap / 1.6 * (1 + 1e-9)
    assert search._more("exp-markov", F(1, 10**6), F(1, 100)) is None and search._more("exp-complete", left, u) == {}


@pytest.mark.parametrize("options", [{"counterexample": "sco"}, {"counterexample": "exponential"}, {"learner": "minimum-norm"}])
def test_an_inverse_question_is_asked_at_its_own_numbers(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given stays as it is, whatever is sought; the least epsilon is read from brackets asked for at a tiny one."""
    m, D, delta, epsilon = F(7), F(900), F(3, 20), F(4, 25)
    asked: list[tuple[Any, ...]] = []

    def made(name: str, more: Any) -> Callable[..., Any]:
        def outcome_at(*numbers: Any) -> Any:
            asked.append(tuple(map(F, numbers[:4])))
            return outcome(UP)

        return outcome_at

    monkeypatch.setattr(counterexamples, "_outcome", made)
    monkeypatch.setattr(counterexamples.inverse, "least_level", lambda sharp: sharp)
    for ask, place in (
        (lambda: counterexamples.threshold(7, delta, epsilon, **options), 1),
        (lambda: counterexamples.largest_m(900, delta, epsilon, **options), 0),
        (lambda: counterexamples.largest_delta(7, 900, epsilon, **options), 2),
        (lambda: counterexamples.least_epsilon(7, 900, delta, **options), 3),
    ):
        asked.clear()
        ask()
        assert asked and all(
            left == right for at in asked for k, (left, right) in enumerate(zip(at, (m, D, delta, epsilon), strict=True)) if k != place
        )
    assert asked[0][3] == F(1, 10**300)


def test_the_least_level_has_all_its_halves_and_the_smallest_room() -> None:
    tiny = F(1, 10**300)
    brackets = {
        "e_gen": Bracket(End(F(0)), End(F(1, 10))),
        "one": Bracket(End(F(9, 10)), End(F(1))),
        "half": Bracket(End(F(1, 5)), End(F(2, 5))),
    }
    sought = (Sought("e_gen", "<=", tiny), Sought("one", ">=", 1 - tiny), Sought("half", ">=", F(1, 2) - tiny))
    whole = UniverseOutcome("sco", {"D": F(5)}, tiny, brackets, sought, None, ())
    assert inverse.least_level(whole).value == F(3, 10) and "below 0.1 is shown" in inverse.least_level(whole).below_detail
    for end in (F(0), F(-1, 10)):
        worse = {**brackets, "half": Bracket(End(end), End(F(2, 5)))}
        with pytest.raises(NothingFound, match="no epsilon below 1/2"):
            inverse.least_level(UniverseOutcome("sco", {"D": F(5)}, tiny, worse, sought, None, ()))


def test_a_height_that_does_not_exist_is_said_to_be_missing() -> None:
    """b > 2 s + ln(m - c) for the flipped points, 2 s > ln((m - c)/c) for fresh ones."""
    low = Search(ExponentialInstance(20, 400, F(1), F(2), F(1, 20)), Work())
    assert not list(low.transfers("auto")) and any("c = 10 of m = 20 points needs b > 2 s + ln(m - c)" in note for note in low.work.notes)
    weak = Search(ExponentialInstance(4, 400, F(1, 10), F(9), F(1, 20)), Work())
    assert not list(weak.generalizes()) and all("2 s > ln((m - c)/c)" in note for note in weak.work.notes) and weak.work.notes


@pytest.mark.parametrize("numbers", [(3, 10, "0.9"), (20, 400, "0.05"), (4, 3, "0.99"), (2, 5, "0.6")])
def test_brackets_are_ordered_as_e_gen_and_e_unif_alg_are(numbers: tuple[int, int, str]) -> None:
    found = exponential.certify(*numbers, "0.1", confirmed=False)
    assert found.e_gen.lower.value <= found.e_unif_alg.lower.value and found.e_gen.upper.value <= found.e_unif_alg.upper.value


@pytest.mark.parametrize("k", [1, 3, 8])
def test_a_count_that_is_as_likely_as_delta_is_unlikely_enough(k: int) -> None:
    """e_unif from above at P(spoiled) <= delta, from below at P(spoiled) > delta: at equality of the recorded ends, the first alone."""
    chance = convex.Minima(convex.universe(40, 50, "0.5"), Work()).spoiled(k)
    for delta, most in ((chance[1], k), (chance[1] - F(1, 10**40), k - 1)):
        found = [node.at["k"] for node in convex.Minima(convex.universe(40, 50, delta), Work()).near() if "k" in node.at]
        assert found == ([most] if most else [])
    for delta, least in ((chance[0], k + 1), (chance[0] - F(1, 10**40), k)):
        assert [node.at["k"] for node in convex.Minima(convex.universe(40, 50, delta), Work()).far() if "k" in node.at] in ([least], [])
