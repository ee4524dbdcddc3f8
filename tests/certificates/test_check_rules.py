"""The checker's own arithmetic: every end of every interval against points inside, exact corners, and rounding on the right side."""

from __future__ import annotations

import itertools
import random
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx, fmpq

from uccheck.certificates import check_rules
from uccheck.certificates.check_rules import (
    TABLE,
    Grounds,
    Refused,
    _conclusion,
    _function,
    _ground,
    _inside,
    _raised,
    _range,
    _rational,
    _recorded,
    _require,
    _supply,
    _value,
    read_tree,
)
from uccheck.core.errors import InvalidFile

F = Fraction
A, B = ("tail", F(3), F(1)), ("tail", F(5), F(2))
LEFT, RIGHT = ["tail", "3", "1"], ["tail", "5", "2"]
ENDS = [F(-2), F(-1, 3), F(0), F(1, 2), F(3)]
PAIRS = [(low, high) for low, high in itertools.combinations_with_replacement(ENDS, 2)]


def exact(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


@pytest.mark.parametrize("head", ["+", "*"])
def test_sums_and_products_of_intervals_have_exact_corners(head: str) -> None:
    for one, other in itertools.product(PAIRS, repeat=2):
        values = [x + y if head == "+" else x * y for x in one for y in other]
        assert _value([head, LEFT, RIGHT], {}, {A: one, B: other}) == (min(values), max(values))


def test_whole_powers_of_intervals_contain_all_and_no_more() -> None:
    for (low, high), p in itertools.product(PAIRS, (1, 2, 3, 4, 7, 16)):
        middle = [F(0)] if low < 0 < high else []
        values = [x**p for x in (low, high, *middle)]
        assert _raised((low, high), (F(p), F(p))) == (min(values), max(values))
        if low <= 0 <= high:
            with pytest.raises(ArithmeticError):
                _raised((low, high), (F(-p), F(-p)))
        else:
            inverse = [1 / x**p for x in (low, high)]
            assert _raised((low, high), (F(-p), F(-p))) == (min(inverse), max(inverse))


def test_a_zeroth_power_is_one() -> None:
    for low, high in PAIRS:
        first, last = _raised((low, high), (F(0), F(0)))
        assert first <= 1 == last and (first == 1 or low < 0 < high)


def test_broken_and_high_powers_are_rounded_outward() -> None:
    with ctx.workprec(600):
        for x, p in itertools.product((F(1, 7), F(9, 10), F(5, 3), F(40)), (F(1, 2), F(7, 3), F(17), F(-1, 2), F(-40))):
            low, high = _raised((x, x), (p, p))
            truth = (exact(x).log() * exact(p)).exp()
            assert exact(low) <= truth <= exact(high) and 0 < high - low <= high / 10**80
        low, high = _raised((F(0), F(4)), (F(1, 2), F(1, 2)))
        assert low == 0 and exact(high) >= 2 > exact(high) - arb("1e-80")
    with pytest.raises(ArithmeticError):
        _raised((F(-1), F(1)), (F(1, 2), F(1, 2)))


@pytest.mark.parametrize("head", ["exp", "ln", "Q"])
def test_functions_are_rounded_outward_at_both_ends(head: str) -> None:
    reference = {"exp": lambda x: x.exp(), "ln": lambda x: x.log(), "Q": lambda x: (x / arb(2).sqrt()).erfc() / 2}[head]
    with ctx.workprec(700):
        for low, high in ((F(1, 9), F(2, 3)), (F(5, 7), F(11, 4)), (F(1, 3), F(1, 3))):
            found = _function(head, low, high)
            ends = [reference(exact(x)) for x in ((high, low) if head == "Q" else (low, high))]
            assert exact(found[0]) < ends[0] and ends[1] < exact(found[1])
            assert exact(found[0]) > ends[0] - arb("1e-80") and exact(found[1]) < ends[1] + arb("1e-80")


def test_what_is_tiny_is_rounded_outward_to_zero_or_to_the_least_number() -> None:
    tiny = F(1, 2**1200)
    assert _function("exp", F(-2000), F(-2000)) == (0, tiny)
    assert _function("Q", F(60), F(60)) == (0, tiny)
    for sign, ends in ((1, (0, tiny)), (-1, (-tiny, 0))):
        assert tuple(_rational(sign * arb(2) ** -1300, up=up) for up in (False, True)) == ends
    for up in (False, True):
        assert _rational(arb(0), up=up) == 0
        for sign in (1, -1):
            for edge in (arb(2) ** -1200, arb(2) ** 1200):
                assert exact(_rational(sign * edge, up=up)) == sign * edge
            with pytest.raises(ArithmeticError):
                _rational(sign * arb(2) ** 1201, up=up)
    with pytest.raises(ArithmeticError):
        _function("exp", F(2000), F(2000))
    for low in (F(0), F(-1)):
        with pytest.raises(ArithmeticError):
            _function("ln", low, F(1))


def test_trees_of_the_language_hold_every_point_inside() -> None:
    """Random expressions in two quantities known to intervals, at the ends and at points between."""
    generator = random.Random(12)

    def tree(depth: int) -> Any:
        if depth == 0:
            return generator.choice([LEFT, RIGHT, "x", "-1", "2/3"])
        head = generator.choice(["+", "*", "**", "exp"])
        if head == "**":
            return ["**", tree(depth - 1), generator.choice(["2", "3"])]
        return [head, *(tree(depth - 1) for _ in range(1 if head == "exp" else 2))]

    for _ in range(150):
        e, known = tree(3), {q: tuple(sorted(F(generator.randint(-6, 6), 5) for _ in range(2))) for q in (A, B)}
        try:
            low, high = _value(e, {"x": F(3, 7)}, known)
        except ArithmeticError:
            continue
        for shares in itertools.product((F(0), F(2, 5), F(1)), repeat=2):
            at = {q: ends[0] + share * (ends[1] - ends[0]) for (q, ends), share in zip(known.items(), shares, strict=True)}
            first, last = _value(e, {"x": F(3, 7)}, {q: (v, v) for q, v in at.items()})
            assert low <= first and last <= high, e


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        ({"low": "0", "high": "1", "open_low": True, "open_high": True, "whole": False}, ("1/2",), ("0", "1", "-1", "2")),
        ({"low": "0", "high": "1", "open_low": False, "open_high": False, "whole": False}, ("0", "1"), ("-1/9", "10/9")),
        ({"low": "1", "high": None, "open_low": False, "open_high": False, "whole": True}, ("1", "7"), ("0", "3/2")),
        (
            {"low": None, "high": None, "open_low": False, "open_high": False, "whole": False},
            ("-5", "0", str(10**40), str(-(10**40))),
            (str(10**41), str(-(10**41))),
        ),
    ],
)
def test_domains_keep_their_ends_as_they_are_open_or_closed(
    domain: dict[str, Any], inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert all(_inside(domain, F(x)) for x in inside) and not any(_inside(domain, F(x)) for x in outside)


def test_a_hypothesis_holds_only_if_it_holds_at_all_points_of_both_intervals() -> None:
    for (low, high), (first, last), op in itertools.product(PAIRS, PAIRS, ("<", "<=")):
        known = {A: (low, high), B: (first, last)}
        if high < first or (op == "<=" and high == first):
            _require([op, LEFT, RIGHT], {}, known, "a rule")
        else:
            with pytest.raises(Refused):
                _require([op, LEFT, RIGHT], {}, known, "a rule")


def test_a_conclusion_bounds_what_stands_bare_and_that_by_the_outer_end() -> None:
    for (low, high), (first, last) in itertools.product(PAIRS, PAIRS):
        known = {A: (low, high), B: (first, last)}
        found = _conclusion(["<=", LEFT, ["+", RIGHT, "1"]], {}, known)
        assert found == {A: (low, min(high, last + 1))}
        found = _conclusion(["<=", ["*", "-1", RIGHT], LEFT], {}, known)
        assert found == {A: (max(low, -last), high)}
        assert _conclusion(["<=", LEFT, RIGHT], {}, known) == {A: (low, min(high, last)), B: (max(first, low), last)}


def test_a_premise_narrows_what_is_known_and_must_speak_of_it() -> None:
    known = {A: (F(0), F(1, 2))}
    _supply(known, {A: (F(1, 4), F(1)), B: (F(0), F(1))}, "a rule")
    assert known == {A: (F(1, 4), F(1, 2))}
    _supply(known, {A: (F(-1), F(1, 3))}, "a rule")
    assert known == {A: (F(1, 4), F(1, 3))}
    with pytest.raises(Refused):
        _supply(known, {B: (F(0), F(1))}, "a rule")


TAIL = ["tail", "3", "1"]
GAP = {"m": "5", "D": "7", "s": "4", "b": "32", "gamma": "9", "delta": "1/3"}


def recorded(*entries: Any, asked: set[Any] | None = None, reading: Grounds | None = None) -> dict[Any, Any]:
    return _recorded({"rule": "a rule", "bounds": list(entries)}, {A} if asked is None else asked, reading or Grounds())


@pytest.mark.parametrize(
    "entry",
    [
        [], {}, "tail", 5, None, [TAIL], [TAIL, "0"], [TAIL, "0", "1", "1"], ["tail", "0", "1"], [[], "0", "1"], [{}, "0", "1"],
        {"0": TAIL, "1": "0", "2": "1"}, [[5], "0", "1"], [["nothing", "3"], "0", "1"], [["e_gen", "3", "1"], "0", "1"],
        [TAIL, 0, "1"], [["tail", "3", 1], "0", "1"],
    ],
    ids=str,
)  # fmt: skip
def test_a_bound_is_of_a_quantity_that_has_an_enclosure_and_has_two_ends(entry: Any) -> None:
    """What concludes anything of e_gen is a rule: a recorded bound on it is no certificate, even at the arguments asked for."""
    with pytest.raises(InvalidFile):
        recorded(entry, asked={A, ("e_gen", F(3), F(1))})


def test_a_bound_is_at_the_arguments_asked_for_the_right_way_round_and_the_same_in_all_nodes() -> None:
    reading = Grounds()
    assert recorded([TAIL, "1/3", "1/2"], reading=reading) == {A: (F(1, 3), F(1, 2))} == reading.bounds
    assert recorded([TAIL, "1/3", "1/3"]) == {A: (F(1, 3), F(1, 3))}
    for entry, seen in (([["tail", "5", "2"], "0", "1"], None), ([TAIL, "1/2", "1/3"], None), ([TAIL, "1/3", "2/3"], reading)):
        with pytest.raises(Refused):
            recorded(entry, reading=seen)
    assert reading.trusts == {"flint"}


@pytest.mark.parametrize("name", sorted(name for name, about in TABLE["quantities"].items() if about["trusts"] is not None))
def test_a_recorded_bound_brings_what_its_quantity_trusts_and_is_given(name: str) -> None:
    """Whatever its rule says too: a sentence that is lost would make the conclusion look stronger."""
    about, reading = TABLE["quantities"][name], Grounds()
    arguments = [F(3 + i) for i in range(len(about["args"]))]
    entry = [[name, *map(str, arguments)], "0", "1"]
    assert recorded(entry, asked={(name, *arguments)}, reading=reading) == {(name, *arguments): (F(0), F(1))}
    assert reading.trusts == set(about["trusts"]) and reading.given == set(about["given"])


def test_bounds_and_nodes_are_few_and_a_tree_is_shallow() -> None:
    """64 bounds, 64 nodes, eight levels below the root are taken, and one more is refused."""
    for count in (64, 65):
        entries, reading = [[["tail", str(j), "1"], "0", "1"] for j in range(1, count + 1)], Grounds()
        asked = {("tail", F(j), F(1)) for j in range(1, count + 1)}
        with nullcontext() if count == 64 else pytest.raises(InvalidFile):
            assert len(recorded(*entries, asked=asked, reading=reading)) == 64
    for levels, many in ((8, 1), (9, 1), (0, 64), (0, 65)):
        tree, reading = node("wide-margin"), Grounds()
        for _ in range(levels):
            tree = node("diagonal", tree)
        with nullcontext() if levels in (0, 8) and many != 65 else pytest.raises(InvalidFile):
            ends = [one for _ in range(many) for one in read_tree(tree, reading)]
            assert {(one.quantity[0], one.side, one.value) for one in ends} >= {("e_unif_alg", "<=", F(5, 9))}


def node(rule: str, *premises: Any) -> dict[str, Any]:
    return {"rule": rule, "sha256": TABLE["rules"][rule]["sha256"], "at": dict(GAP), "bounds": [], "premises": list(premises)}


def test_an_argument_of_a_quantity_is_exact_in_every_place() -> None:
    wide = ["Q", "1"]
    for arguments in ([wide, "1"], ["3", wide], [wide, wide]):
        with pytest.raises(ArithmeticError):
            _ground(["tail", *arguments], {})
    assert _ground(["tail", ["+", "1", "2"], "x"], {"x": F(1)}) == A


def test_a_quantity_without_an_upper_end_stays_below_ten_to_the_two_thousand() -> None:
    free = [name for name, one in TABLE["quantities"].items() if one["high"] is None]
    assert free and {_range(name) for name in free} == {(F(0), F(10) ** 2000)}
    assert _range("tail") == (0, 1)


def test_bounds_that_contradict_each_other_are_refuted_and_what_says_nothing_new_is_no_conclusion(monkeypatch: pytest.MonkeyPatch) -> None:
    for ends, sides in (((F(0), F(1)), []), ((F(1, 5), F(1)), [">="]), ((F(0), F(4, 5)), ["<="]), ((F(1, 5), F(1, 5)), [">=", "<="])):
        monkeypatch.setattr(check_rules, "_node", lambda *rest, found=ends: {A: found})
        assert [one.side for one in read_tree({}, Grounds())] == sides
    monkeypatch.setattr(check_rules, "_node", lambda *rest: {A: (F(1, 2), F(49, 100))})
    with pytest.raises(Refused) as refusal:
        list(read_tree({}, Grounds()))
    assert refusal.value.certain
