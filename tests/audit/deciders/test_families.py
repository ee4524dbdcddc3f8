"""Families of instances: which way a claim is decided, which instances are tried and in which order, what refutes, and at which corners."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from scipy import stats

from uccheck.answers import answer as answers
from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.linear import families, few_dimensions, necessity
from uccheck.audit.kinds.linear import Generalizes, Necessary, Suffices, Vacuous
from uccheck.core.effort import Steps
from uccheck.core.verdict import Kind, Verdict

F = Fraction
RANGES = {"m": [10, 10], "delta": ["0.01", "0.25"], "epsilon": ["0.01", "0.1"]}


def claimed(kind: str, **more: object) -> Suffices | Necessary:
    model = Suffices if kind == "suffices" else Necessary
    return model.model_validate({"id": "c", "says": "s", "kind": kind, "D": "m", **RANGES, **more})


def told(verdict: str, text: str) -> Decision:
    if verdict == "UNDECIDED":
        return undecided(text)
    return decided(Verdict[verdict], Kind.BALL, text, trusts=(text,))


# Which way.


@pytest.mark.parametrize(
    ("kind", "D", "theorem", "spread", "instance", "expected"),
    [
        ("suffices", "m", "UPHELD", None, "REFUTED", "theorem"),
        ("suffices", "m", None, "UPHELD", "REFUTED", "instance"),
        ("necessary", "m", "UPHELD", None, "REFUTED", "instance"),
        ("necessary", "m", None, "UPHELD", "REFUTED", "spread"),
        ("suffices", "log(epsilon - 1)", "UPHELD", "UPHELD", "REFUTED", "instance"),
        ("suffices", "log(epsilon - 1)", "UPHELD", "UPHELD", "UNDECIDED", "need not have a value everywhere"),
        ("necessary", "1/log(m)", "UPHELD", "UPHELD", "UNDECIDED", "need not have a value everywhere"),
    ],
)
def test_a_theorem_decides_before_an_instance_and_only_where_the_formula_has_a_value(
    kind: str, D: str, theorem: str | None, spread: str | None, instance: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "_by_theorem", lambda claim: theorem and told(theorem, "theorem"))
    monkeypatch.setattr(families, "_by_spread", lambda claim, deadline: spread and told(spread, "spread"))
    monkeypatch.setattr(families, "_by_instance", lambda claim, deadline: told(instance, "instance"))
    assert expected in families.decide(claimed(kind, D=D), 1e18).detail


@pytest.mark.parametrize(
    ("kind", "conclusion", "at_quarter", "expected", "asked"),
    [
        ("suffices", "both", "REFUTED", "REFUTED", ["e_gen"]),
        ("suffices", "e_gen", "REFUTED", "REFUTED", ["e_gen"]),
        ("suffices", "both", "UPHELD", "UNDECIDED", ["e_gen", "both"]),
        ("suffices", "both", "UNDECIDED", "UNDECIDED", ["e_gen", "both"]),
        ("suffices", "e_unif-alg", "REFUTED", "UNDECIDED", ["e_unif-alg"]),
        ("necessary", "both", "REFUTED", "UNDECIDED", ["both"]),
        ("necessary", "e_gen", "REFUTED", "UNDECIDED", ["e_gen"]),
    ],
)
def test_where_delta_is_unsaid_one_instance_at_a_quarter_may_refute_and_else_delta_is_asked_for(
    kind: str, conclusion: str, at_quarter: str, expected: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def decide(claim: Suffices | Necessary, deadline: float) -> Decision:
        seen.append(claim.conclusion)
        first = len(seen) < len(asked) or expected == "REFUTED"
        assert claim.delta == ([F(1, 4), F(1, 4)] if first else [F(0), F(1, 4)])
        return told(at_quarter, "found")

    monkeypatch.setattr(families, "decide", decide)
    found = families._every_delta(claimed(kind, conclusion=conclusion, delta=None), 1e18)
    assert found.verdict.name == expected and seen == asked
    assert found.needs == (() if expected == "REFUTED" else ("delta",))
    assert ("for every delta <= 1/4" in found.detail) is (expected == "REFUTED")


# Which instances.


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (("0.2", "0.5"), "0.2 0.23 0.25 0.35 0.4 0.47 0.5"),
        (("0.05", "0.05"), "0.05"),
        ((0, "0.001"), "1e-9 1e-6 1e-4 5e-4 9e-4 0.001"),
        (("0.75", 1), "0.75 0.775 0.875 0.9 0.975 0.99"),
        (("1e-12", "1e-11"), "1e-12 1.9e-12 5.5e-12 9.1e-12 1e-11"),
    ],
)
def test_of_a_range_both_ends_values_between_and_common_ones_are_tried(ends: tuple[object, object], expected: str) -> None:
    assert families._inside([F(end) for end in ends]) == [F(x) for x in expected.split()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("m", "expected"),
    [
        (["5/2", "241/2"], [3, 10, 30, 100, 120]),
        ([1, "inf"], [1, 2, 3, 10, 30, 100, 300, 1000, 10_000]),
        ([7, 7], [7]),
        ([20_000, "inf"], [20_000]),
        ([400, 2 * 10**5], [400, 1000, 10_000, 2 * 10**5]),
        ([10**9, 10**9], [10**9]),
        ([10**9 - 1, 10**12], [10**9 - 1]),
        ([10**9 + 1, "inf"], []),
    ],
)
def test_every_size_that_is_tried_lies_in_the_range_and_can_be_asked_about(m: list[object], expected: list[int]) -> None:
    points = list(families._grid(claimed("suffices", m=m, delta=["0.2", "0.5"], epsilon=["0.05", "0.05"])))
    assert points == [(n, F(d), F("0.05")) for n in expected for d in ("0.2", "0.23", "0.25", "0.35", "0.4", "0.47", "0.5")]
    assert all(n <= answers.MAX_M for n in expected)


@pytest.mark.parametrize(
    ("D", "allowed", "below"),
    [
        ("7", 7, 6),
        ("6.5", 7, 6),
        ("6.01", 7, 6),
        ("2", 2, 1),
        ("1", 1, None),
        ("0.5", 1, None),
        ("-3", 1, None),
        ("10**12", 10**12, 10**12 - 1),
        ("10**12 + 1", None, 10**12),
        ("10**12 + 2", None, None),
        ("7*log(1/epsilon)/log(10)", 15, 13),  # 14, which the enclosure does not tell from its neighbours
        ("log(epsilon - 1)", None, None),
    ],
)
def test_the_dimension_is_the_least_that_a_formula_allows_or_the_largest_below_it(D: str, allowed: int | None, below: int | None) -> None:
    one = {"D": D, "m": [10, 10], "delta": ["0.1", "0.1"], "epsilon": ["0.01", "0.01"]}
    for kind, dimension in (("suffices", allowed), ("necessary", below)):
        found = list(families._instances(claimed(kind, **one)))
        assert found == ([] if dimension is None else [((10, F("0.1"), F("0.01")), dimension)])


def test_a_formula_is_read_at_the_instance() -> None:
    values = {"m": [7, 7], "delta": ["1/16", "1/16"], "epsilon": ["1/4", "1/4"]}
    assert list(families._instances(claimed("suffices", D="1000*m + 64/delta + 4/epsilon", **values))) == [((7, F(1, 16), F(1, 4)), 8040)]


@pytest.mark.parametrize(("epsilon", "delta"), [*product((0.4, 0.1, 0.01, 1e-9), (0.75, 0.25, 1e-4, 1e-12))])
@pytest.mark.parametrize("m", [1, 30, 10**5])
def test_what_is_wanted_is_about_the_dimension_that_the_tail_of_T_asks_for(m: int, epsilon: float, delta: float) -> None:
    """D^2 = 64 m z^2 T, by bisection, where T is D or, if that is more, exceeded with probability delta."""
    square, (low, high) = 64 * m * stats.norm.isf(epsilon) ** 2, (1e-3, 1e12)
    for _ in range(60):
        D = math.sqrt(low * high)
        low, high = (D, high) if square * max(D, stats.chi2.isf(delta, D)) > D * D else (low, D)
    wanted = families._wanted(m, F(delta), F(epsilon))
    assert 0.95 * low < wanted < 2 * low
    if delta < 0.1 and m > 1:
        assert abs(wanted - square - 20 * math.sqrt(square * math.log(1 / delta)) / 8) < 0.02 * (wanted - square)


def test_numbers_too_small_for_a_float_are_ordered_too() -> None:
    assert families._log_inverse(F(1, 10**400)) == pytest.approx(400 * math.log(10), rel=1e-12)
    assert families._log_inverse(F(3, 7)) == pytest.approx(math.log(7 / 3), rel=1e-12)
    square = float(stats.norm.isf(1e-300) ** 2)
    assert families._wanted(10**6, F(1, 2), F(1, 10**400)) == pytest.approx(64e6 * square, rel=1e-2)
    assert 0 < families._wanted(1, F(1, 2), F(3, 4)) < 1


def test_the_most_endangered_instances_come_first_and_before_them_three_clear_ones_of_ordinary_numbers() -> None:
    for kind, D, m, small, clear in (
        ("suffices", "m", [1, 10_000], "1e-9", 3),
        ("suffices", "m", [10, 10], "1e-9", 3),
        ("suffices", "m", [1, 9], "1e-9", 0),
        ("suffices", "10**5", [1, 10_000], "1e-9", 3),
        ("suffices", "10**11", [1, 10_000], "1e-9", 0),
        ("necessary", "100*m*log(1/epsilon)", [1, 10_000], "1e-9", 3),
        ("necessary", "20*m*log(1/epsilon)", [1, 10_000], "0.001", 0),
        ("necessary", "20*log(1/epsilon)", [1, 10_000], "1e-9", 0),
        ("suffices", "m", [1, 10_000], "0.001", 3),
        ("suffices", "m", [1, 10_000], "0.0009", 3),
    ):
        claim = claimed(kind, D=D, m=m, delta=[small, "0.2"], epsilon=[small, "0.2"])
        found = list(families._instances(claim))
        assert len(set(found)) == len(found) == len([at for at in families._grid(claim) if kind == "suffices" or found])
        ratios = {(at, n): n / families._wanted(*at) for at, n in found}
        order = sorted(found, key=lambda one: ratios[one], reverse=kind == "necessary")
        far = [one for one in order if (ratios[one] < 0.95 if kind == "suffices" else ratios[one] > 1.5)]
        plain = [(at, n) for at, n in far if at[0] >= 10 and at[1] >= F(1, 1000) and at[2] >= F(1, 1000)][:3]
        assert len(plain) == clear, (kind, D, m)
        assert found == [*plain, *(one for one in order if one not in plain)]


# What refutes.

HALVES = ("UPHELD", "REFUTED", "UNDECIDED")


@pytest.mark.parametrize("conclusion", ["both", "e_gen", "e_unif-alg"])
@pytest.mark.parametrize("kind", ["suffices", "necessary"])
def test_what_suffices_fails_with_one_half_and_what_is_necessary_where_all_hold(
    kind: str, conclusion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, wanted = (11, F(1, 7), F(1, 9)), ("e_gen", "e_unif-alg") if conclusion == "both" else (conclusion,)
    for half, other in product(HALVES, HALVES):

        def linear(claim: Generalizes | Vacuous, deadline: float, known: dict[str, str] = {"g": half, "v": other}) -> Decision:  # noqa: B006
            assert (claim.m, claim.D, claim.delta, claim.gamma) == (11, 40, F(1, 7), 0)
            if isinstance(claim, Generalizes):
                assert (claim.kind, claim.at_most) == ("generalizes", F(1, 9))
                return told(known["g"], "told of e_gen")
            assert (claim.kind, claim.at_least) == ("vacuous", F(8, 9))
            return told(known["v"], "told of e_unif-alg")

        monkeypatch.setattr(families, "_linear", linear)
        found = families._refuting(claimed(kind, conclusion=conclusion), at, 40, 1e18)
        verdicts = {"e_gen": half, "e_unif-alg": other}
        failing = [f"told of {name}" for name in wanted if verdicts[name] == "REFUTED"]
        if kind == "suffices":
            expected = failing[:1]
            start = "false at m = 11, delta = 1/7, epsilon = 1/9, D = 40, which the formula allows: "
        else:
            expected = [f"told of {name}" for name in wanted] if all(verdicts[name] == "UPHELD" for name in wanted) else []
            start = "false at m = 11, delta = 1/7, epsilon = 1/9, D = 40, below the formula: "
        assert (found is not None) is bool(expected)
        if found is not None:
            assert found.verdict is Verdict.REFUTED and found.detail == start + "; ".join(expected) and set(found.trusts) == set(expected)


def test_at_most_so_many_instances_are_tried_and_what_is_left_open_says_of_what(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[object, int]] = []

    def refuting(claim: object, at: object, D: int, deadline: float) -> Decision | None:
        tried.append((at, D))
        return told("REFUTED", "so it is") if stop == D else None

    monkeypatch.setattr(families, "_refuting", refuting)
    monkeypatch.setattr(families, "_instances", lambda claim: (((10, F(1, 4), F(1, 4)), D) for D in range(1, 99)))
    monkeypatch.setattr(families, "_in_few_dimensions", lambda claim: told("REFUTED", "few") if few else None)
    few, stop = False, 5
    assert families._by_instance(claimed("suffices"), 1e18).detail == "so it is" and len(tried) == 5
    stop = 0
    for kind, conclusion, what, mend in (
        ("suffices", "both", "sufficient", "narrower ranges, larger constants, or an instance"),
        ("suffices", "e_gen", "sufficient", "narrower ranges, larger constants, or an instance"),
        ("necessary", "both", "necessary", "a least delta above 0, a larger or a smaller formula, or an instance"),
        (
            "necessary",
            "e_gen",
            "necessary",
            "training errors count in few dimensions, and e_gen is known for m up to about 12, or above about 10/",
        ),
    ):
        tried.clear()
        found = families._by_instance(claimed(kind, conclusion=conclusion, D="2*m"), 1e18)
        assert len(tried) == families.TRIED and found.verdict is Verdict.UNDECIDED
        assert (
            f"no theorem here shows 2*m {what} on these ranges, and {len(tried)} instances" in found.detail and f"; {mend}" in found.detail
        )
    few = True
    for kind, conclusion, expected in (
        ("necessary", "e_gen", "few"),
        ("necessary", "both", "no theorem"),
        ("suffices", "e_gen", "no theorem"),
    ):
        assert families._by_instance(claimed(kind, conclusion=conclusion), 1e18).detail.startswith(expected)


def test_the_sizes_that_are_said_to_be_known_for_e_gen_alone_are() -> None:
    """At delta = 0.05: as many means as may be looked at are enough for all m up to 12 or 13; few dimensions from about 10/epsilon^2."""
    means = [(necessity._settled_from(m, F("0.05")) or 0) - 1 for m in range(1, 15)]
    assert min(means) >= 0 and sum(means[:12]) <= necessity.MOST_MEANS < sum(means[:14])
    assert necessity._in_mean(12, 1, F("0.05"), F("0.01"), Steps(1, 1e18))
    for epsilon in (F(1, 10), F(1, 1000)):
        assert 9 < few_dimensions.enough(1, F("0.05"), epsilon) * epsilon**2 < 12


@pytest.mark.parametrize(
    ("D", "more", "at"),
    [
        ("5", {"epsilon": ["0.01", "0.9"]}, "delta = 0.25, epsilon = 0.455"),  # the largest below 1/2 of those tried
        ("5", {"epsilon": ["0.4", "0.5"]}, "delta = 0.25, epsilon = 0.49"),
        ("5", {"epsilon": ["0.5", "0.5"]}, "delta = 0.25, epsilon = 0.5"),
        ("1", {}, None),
        ("0.9", {}, None),
        ("1.0000001", {}, "delta = 0.25, epsilon = 0.1"),
        ("m/10**7", {"epsilon": ["0.1", "0.1"]}, None),  # where m is large enough the formula asks for less than 1
        ("m/10**7", {"epsilon": ["0.1", "0.1"], "m": ["20000001/2", "inf"]}, "delta = 0.25, epsilon = 0.1"),
        ("1.25 - 10*(epsilon - 0.1)**2 - 10*(delta - 0.25)**2", {}, "delta = 0.25, epsilon = 0.1"),
        ("11*epsilon", {"epsilon": ["0.05", "0.1"]}, "delta = 0.25, epsilon = 0.1"),
        ("10*epsilon", {"epsilon": ["0.05", "0.1"]}, None),
        ("5*delta", {}, "delta = 0.25, epsilon = 0.1"),
        ("4*delta", {}, None),
        ("log(epsilon - 1)", {}, None),
        ("100*(0.24 - delta)", {}, "delta = 0.226, epsilon = 0.1"),  # the next smaller delta
    ],
)
def test_one_dimension_below_the_formula_refutes_where_m_is_large(D: str, more: dict[str, object], at: str | None) -> None:
    claim = claimed("necessary", D=D, conclusion="e_gen", **{"m": [10, "inf"], **more})
    found = families._in_few_dimensions(claim)  # type: ignore[arg-type]
    assert (found is not None) is (at is not None)
    if found is not None:
        said = re.match(rf"false at m = (\d+), {at}, D = 1, below the formula: ", found.detail)
        assert said and found.verdict is Verdict.REFUTED and set(found.trusts) == set(few_dimensions.TRUSTS)
        delta, epsilon = (F(part.partition(" = ")[2]) for part in str(at).split(", "))
        assert f": P(L_D - Lhat_S > {float(epsilon)}) <= P(T > " in found.detail and f" <= {float(delta)}; where " in found.detail
        assert int(said[1]) == max(few_dimensions.enough(1, delta, epsilon), math.ceil(claim.m[0]))  # type: ignore[arg-type]


def test_the_size_that_one_dimension_needs_must_lie_in_the_range() -> None:
    one = {"delta": ["0.25", "0.25"], "epsilon": ["0.1", "0.1"], "D": "5", "conclusion": "e_gen"}
    enough = few_dimensions.enough(1, F("0.25"), F("0.1"))
    for last, there in ((enough - 1, False), (enough, True), (enough + 1, True)):
        assert (families._in_few_dimensions(claimed("necessary", m=[10, last], **one)) is not None) is there  # type: ignore[arg-type]


# At which corners.


def test_the_corners_are_the_ends_of_the_ranges_as_whole_sizes_and_as_logarithms() -> None:
    m, L, M, N = symbols = sp.symbols("m L M N", nonnegative=True)
    log = sp.log
    claim = claimed("suffices", m=["5/2", "15/2"], delta=["0.01", "0.25"], epsilon=["0.001", "0.1"])
    assert families._corners(claim, symbols) == (
        {m: 3, L: log(10), M: log(4), N: log(3)},
        {m: 7, L: log(1000), M: log(100), N: log(7)},
    )
    wide = claimed("suffices", m=[1, "inf"], delta=[0, "0.5"], epsilon=[0, 1])
    assert families._corners(wide, symbols) == ({m: 1, L: 0, M: log(2), N: 0}, {})


KERNEL = "160*m*log(4/epsilon) + 75*log(1/delta)"


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        (KERNEL, {"delta": [0, "0.5"]}, "160 m ln(4/epsilon) + 75 ln(1/delta)"),
        (KERNEL, {"delta": [0, "0.51"]}, None),
        (f"max({KERNEL}, 7*m)", {"delta": [0, "0.5"]}, "160 m ln(4/epsilon) + 75 ln(1/delta)"),
        (f"min({KERNEL}, m)", {"delta": [0, "0.5"]}, None),
        (f"{KERNEL} - 80*min(0, log(1/delta))", {"delta": [0, "0.5"]}, "160 m ln(4/epsilon) + 75 ln(1/delta)"),
        ("192*m*log(2/epsilon) + 6*log(1/delta)", {"delta": [0, "0.25"]}, "theorem-b-root, eta = 1/2"),
        ("191*m*log(2/epsilon) + 6*log(1/delta)", {"delta": [0, "0.25"]}, None),
        ("192*m*log(4/epsilon) + 6*log(24/delta)", {"delta": [0, "0.4"]}, "theorem-half, eta = 1/2"),
        ("192*m*log(4/epsilon) + 6*log(23/delta)", {"delta": [0, "0.4"]}, None),
    ],
)
def test_what_a_theorem_needs_suffices_and_hardly_less_does(D: str, more: dict[str, object], expected: str | None) -> None:
    found = families._by_theorem(claimed("suffices", D=D, **{"m": [1, "inf"], "epsilon": [0, 1], **more}))  # type: ignore[arg-type]
    assert (found is not None) is (expected is not None)
    if found is not None:
        assert f" is at least {expected}, which suffices for delta <= " in found.detail and found.verdict is Verdict.UPHELD


@pytest.mark.parametrize(
    ("D", "expected"),
    [
        ("3*m*log(1/epsilon)", True),
        ("3*m*log(1/epsilon) - log(1/delta)", True),
        ("3.001*m*log(1/epsilon)", False),
        ("3*m*log(1/epsilon) + 1/1000", False),
        ("3*(m - 1)*log(1/epsilon)", True),
        ("3*(m + 1)*log(1/epsilon)", False),
        ("3*m", True),  # log(1/epsilon) is at least log(10)
        ("7*m", False),
        ("max(3*m, m*log(1/epsilon))", True),
        ("max(3*m, 7*m - 1)", False),
        ("3*m*log(1/epsilon) + min(0, log(1/delta))", True),
        ("sqrt(m)", False),
        ("max(3*m, sqrt(m))", False),
    ],
)
def test_what_is_at_most_the_factor_is_necessary(D: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(necessity, "factor", lambda claim, deadline: (F(3), "told"))
    found = families._by_spread(claimed("necessary", D=D, m=[10, "inf"], epsilon=["0.01", "0.1"]), 1e18)  # type: ignore[arg-type]
    assert (found is not None) is expected
    assert found is None or (found.verdict is Verdict.UPHELD and found.detail.endswith(": told"))
    monkeypatch.setattr(necessity, "factor", lambda claim, deadline: None)
    assert families._by_spread(claimed("necessary", D=D), 1e18) is None  # type: ignore[arg-type]
