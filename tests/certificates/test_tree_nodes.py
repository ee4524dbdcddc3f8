"""A node exists exactly where its domain and every hypothesis hold, and concludes what follows and no more: over rules of a small table."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest

from uccheck.certificates import language, tree
from uccheck.certificates.language import Ground, Interval, table
from uccheck.certificates.tree import Node, Work, _above, _below, _inside, applied, apply, shown
from uccheck.core.exact import as_written

F = Fraction
X, C = F(3), F(2, 5)
AT = {"x": X, "c": C}
QUANTITIES = {
    name: {"args": ["x"], "low": low, "high": high, "trusts": trusts, "given": []}
    for name, low, high, trusts in (("f", 0, 1, ["flint"]), ("h", 0, 1, ["flint"]), ("g", -1, 1, None), ("k", 0, 2, None))
}
WHERE = {
    "x": {"low": 1, "high": None, "open_low": False, "open_high": False, "whole": True},
    "c": {"low": "0", "high": "1", "open_low": True, "open_high": False, "whole": False},
}
Small = dict[str, Any]


@pytest.fixture(name="small")
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> Small:
    """A table of four quantities, f and h with enclosures at a price, whose rules and ends a test writes."""
    found: Small = {
        "quantities": QUANTITIES,
        "rules": {},
        "ends": {"f": (F(1, 5), F(1, 4)), "h": (F(1, 2), F(3, 5))},
        "price": {"f": 3, "h": 4},
    }
    monkeypatch.setattr(language, "table", lambda: found)
    monkeypatch.setattr(tree, "table", lambda: found)
    monkeypatch.setattr(tree, "bounds", lambda name, args: found["ends"][name])
    monkeypatch.setattr(tree, "price", lambda name, args: found["price"][name])
    return found


def rule(conclusion: list[Any], *hypotheses: list[Any]) -> dict[str, Any]:
    return {"where": WHERE, "hypotheses": list(hypotheses), "conclusion": conclusion, "sha256": "5" * 64}


def told(**ends: Interval) -> Node:
    """A premise that concludes these ends at x."""
    return cast("Node", SimpleNamespace(concludes={(name, X): pair for name, pair in ends.items()}, rules=("told",)))


def q(name: str) -> list[str]:
    return [name, "x"]


# ----- what a node may use, asks for and pays ------------------------------------------------------


def test_an_enclosure_is_paid_once_and_only_where_it_can_be_paid(small: Small) -> None:
    work = Work(left=7)
    assert work.bounds(("f", X)) == small["ends"]["f"] and work.left == 4
    assert work.bounds(("f", X)) == small["ends"]["f"] and work.left == 4 and work.bounds(("g", X)) is None
    assert work.bounds(("h", X)) == small["ends"]["h"] and work.left == 0 and work.notes == []
    assert work.bounds(("f", X + 1)) is None and work.left == 0 and work.notes == ["f costs 3 integrals, 0 are left"]
    assert set(work.known) == {("f", X), ("h", X)}


#: The conclusion, the hypotheses, what the premises speak of, and whose enclosures are asked for.
ASKED: dict[str, tuple[list[Any], list[list[Any]], tuple[str, ...], set[str]]] = {
    "what is bounded from above": (["<=", q("f"), "c"], [], (), set()),
    "what is bounded from below": (["<=", "c", q("f")], [], (), set()),
    "what is bounded and another": (["<=", q("f"), ["+", q("h"), "1"]], [], (), {"h"}),
    "two bare ones": (["<=", q("f"), q("h")], [], (), {"f", "h"}),
    "one told by a premise": (["<=", q("g"), "c"], [["<=", q("f"), "c"], ["<=", "c", q("h")]], ("h",), {"f"}),
    "all told by premises": (["<=", q("g"), ["+", q("f"), "c"]], [["<=", "c", q("h")]], ("h", "f"), set()),
    "no expression of two": (["<=", ["*", q("f"), q("h")], q("g")], [], (), {"f", "h"}),
}


@pytest.mark.parametrize("case", ASKED)
def test_only_what_nothing_else_supplies_is_asked_for(small: Small, case: str) -> None:
    conclusion, hypotheses, premises, asked = ASKED[case]
    small["rules"]["rule"] = rule(conclusion, *hypotheses)
    work = Work()
    node = apply("rule", work, told(**{name: small["ends"][name] for name in premises}), **AT)
    assert node is not None and {name for name, _ in work.known} == asked == {name for name, _ in node.bounds}
    assert node.bounds == {(name, X): small["ends"][name] for name in asked}


def test_what_is_known_is_narrowed_by_every_premise_that_speaks_of_it(small: Small) -> None:
    small["rules"]["rule"] = rule(["<=", q("g"), q("k")], ["<=", q("f"), "c"])
    ends = [F(-1), F(0), F(1, 3), F(1)]
    pairs = list(itertools.combinations(ends, 2))
    for one, other in itertools.product(pairs, repeat=2):
        node = Node("rule", AT, {("f", X): (F(0), F(1, 9))}, (told(g=one, h=one), told(g=other)))
        assert node.known == {
            ("f", X): (F(0), F(1, 9)),
            ("g", X): (max(F(-1), one[0], other[0]), min(F(1), one[1], other[1])),
            ("k", X): (F(0), F(2)),
        }


# ----- when a node exists, and what it concludes ---------------------------------------------------


def expressions() -> list[Any]:
    return ["c", "1/3", q("f"), q("h"), q("g"), ["+", q("f"), "1/10"], ["+", q("h"), ["*", "-1", q("f")]], ["*", "c", q("g")]]


def ends_of(e: Any, known: dict[str, Interval]) -> Interval:
    """Over all points of the quantities, each where it stands."""
    if isinstance(e, str):
        value = AT[e] if e in AT else F(e)
        return value, value
    if e[0] in known:
        return known[e[0]]
    (a, b), (c, d) = (ends_of(part, known) for part in e[1:])
    corners = [x + y if e[0] == "+" else x * y for x in (a, b) for y in (c, d)]
    return min(corners), max(corners)


def drawn(draw: random.Random) -> Iterator[Interval]:
    while True:
        low, high = sorted(F(draw.randint(0, 6), 6) for _ in range(2))
        yield low, high


def test_a_node_exists_exactly_where_all_hypotheses_hold_and_concludes_what_follows(small: Small) -> None:
    """Over random rules: where it exists the conclusion bounds what stands bare, on the outer side, within what was known."""
    draw, made = random.Random(7), {True: 0, False: 0}
    for _ in range(600):
        hypotheses = [[draw.choice(["<", "<="]), *draw.sample(expressions(), 2)] for _ in range(draw.randint(0, 3))]
        bare, side = q(draw.choice("gk")), draw.choice(expressions())
        conclusion = ["<=", bare, side] if draw.random() < 0.5 else ["<=", side, bare]
        small["rules"]["rule"] = rule(conclusion, *hypotheses)
        pairs = drawn(draw)
        small["ends"] = {"f": next(pairs), "h": next(pairs)}
        about_g = next(pairs)
        known = {**small["ends"], "g": about_g, "k": (F(0), F(2))}
        holds = True
        for op, left, right in hypotheses:
            high, low = ends_of(left, known)[1], ends_of(right, known)[0]
            holds = holds and (high < low if op == "<" else high <= low)
        work = Work()
        node = apply("rule", work, told(g=about_g), **AT)
        assert (node is not None) is holds and bool(work.notes) is not holds
        made[holds] += 1
        if node is None:
            continue
        found = {name: ends for (name, _), ends in node.concludes.items()}
        wanted = dict[str, Interval]()
        for place, e in ((0, conclusion[1]), (1, conclusion[2])):
            if isinstance(e, list) and e[0] in known:
                low, high = known[e[0]]
                other = ends_of(conclusion[2 - place], known)
                wanted[e[0]] = (low, min(high, other[1])) if place == 0 else (max(low, other[0]), high)
        assert found == wanted and node.rules == ("rule", "told")
    assert min(made.values()) > 100


def test_a_rule_is_applied_within_its_domain_and_the_failing_hypothesis_is_named(small: Small) -> None:
    small["rules"]["rule"] = rule(["<=", q("g"), "c"], ["<=", q("f"), "1/4"], ["<", "c", q("h")])
    for x, c, inside in ((F(1), C, True), (F(0), C, False), (F(3, 2), C, False), (X, F(0), False), (X, F(1, 10**9), True)):
        work = Work()
        node = apply("rule", work, x=x, c=c)
        assert (node is not None) is inside
        assert inside or work.notes == [f"rule needs {'x' if c else 'c'} in its domain"]
    small["ends"]["h"] = (F(2), F(2))  # so that c = 1 fails no hypothesis
    assert apply("rule", Work(), x=X, c=F(1)) is not None and apply("rule", Work(), x=X, c=F(10, 9)) is None
    small["ends"]["h"] = (C, F(1))
    work = Work()
    assert apply("rule", work, x=X, c=C) is None and work.notes == ["rule needs 0.4 < [0.4, 1]"]
    assert list(applied("rule", Work(), x=X, c=C)) == []
    small["ends"]["h"] = (C + F(1, 100), F(1))
    assert [node.concludes for node in applied("rule", Work(), x=X, c=C)] == [{("g", X): (F(-1), C)}]
    small["ends"]["f"] = (F(0), F(1, 3))
    work = Work()
    assert apply("rule", work, x=X, c=C) is None and work.notes == ["rule needs [0, 0.333334] <= 0.25"]


def test_domains_hold_an_end_exactly_where_they_are_closed_there() -> None:
    """Every kind of domain, and those of the rules of the kit: 0 <= delta < 1 does not hold 1."""
    kinds = [
        {"low": low, "high": high, "open_low": one, "open_high": other, "whole": whole}
        for low, high, one, other, whole in itertools.product((None, "-1", 2), (None, 4, "9/2"), *[(False, True)] * 3)
    ]
    rules = [domain for rule in table()["rules"].values() for domain in rule["where"].values()]
    assert any(one["open_high"] and one["high"] is not None for one in rules)
    for domain in (*kinds, *rules):
        low, high = (None if domain[end] is None else F(str(domain[end])) for end in ("low", "high"))
        numbers = {
            F(0),
            F(1, 2),
            F(3),
            F(7, 2),
            F(-(10**30)),
            F(10**30),
            *(end + step for end in (low, high) if end is not None for step in (-1, 0, 1, F(1, 9), -F(1, 9))),
        }
        for value in numbers:
            right = low is None or low < value or (low == value and not domain["open_low"])
            left = high is None or value < high or (value == high and not domain["open_high"])
            assert _inside(domain, value) is (right and left and (value.denominator == 1 or not domain["whole"])), (domain, value)


def test_what_is_not_defined_makes_no_node(small: Small) -> None:
    """In a hypothesis and in a conclusion: a note, and nothing is concluded."""
    undefined = ["ln", ["+", q("f"), "-1/5"]]
    for conclusion, hypothesis in ((["<=", q("g"), "c"], ["<=", undefined, "c"]), (["<=", q("g"), undefined], ["<", "0", "c"])):
        small["rules"]["rule"] = rule(conclusion, hypothesis)
        work = Work()
        assert apply("rule", work, **AT) is None and len(work.notes) == 1 and "logarithm" in work.notes[0]


def test_a_hypothesis_is_shown_with_one_number_where_it_is_exact_and_two_where_it_is_not(small: Small) -> None:
    known: dict[Ground, Interval] = {("f", X): (F(1, 3), F(1, 3)), ("h", X): (F(1, 3), F(2, 3))}
    assert shown(["<", q("f"), q("h")], AT, known) == "0.333333 < [0.333333, 0.666667]"
    assert shown(["<=", q("h"), "1/4"], AT, known) == "[0.333333, 0.666667] <= 0.25"


# ----- the ends that are written ------------------------------------------------------------------


def digits(value: Fraction) -> int:
    """The significant digits of a decimal; many where it is none."""
    whole = next((scaled for k in range(80) if (scaled := abs(value) * 10**k).denominator == 1), Fraction(10**99 + 1))
    return len(str(whole).rstrip("0"))


def test_ends_are_written_outward_in_few_digits_and_lose_little() -> None:
    """Twelve digits of the number or, between 1/2 and 1, of what it lacks of 1: a probability close to 1 keeps its distance."""
    draw = random.Random(3)
    values = [F(draw.randint(1, 10**24), 3 * 10**24) * scale for _ in range(60) for scale in (F(1), F(1, 10**9), F(7), F(-1), F(-40))]
    values += [1 - abs(value) % 1 / 10**power for value in values[:40] for power in (0, 1, 5, 20)]
    values += [F(1, 2) + sign * F(1, 3 * 10**k) for sign in (1, -1) for k in (1, 9, 20)] + [1 + F(1, 3 * 10**9), 1 - F(1, 3 * 10**30)]
    for value in values:
        near = 1 - value if F(1, 2) < value < 1 else value
        for end, up in ((_above(value), True), (_below(value), False)):
            assert value <= end if up else end <= value, (value, end)
            written = end if near == value else 1 - end
            assert abs(end - value) < abs(near) / 10**11 and (digits(written) <= 12 or len(as_written(written)) <= 14)
            assert end <= 1 or value > 1


@pytest.mark.parametrize(
    "text", ["0", "1", "1/2", "-1", "1/3", "2/3", "0.123456789012", "1234567/654321", "654321/1234567", "12345678901234"]
)
def test_a_number_of_at_most_fourteen_characters_stays_as_it_is(text: str) -> None:
    assert as_written(F(text)) == text.replace("1/2", "0.5") and len(text) <= 14
    assert _above(F(text)) == _below(F(text)) == F(text)


@pytest.mark.parametrize("text", ["10000019/654321", "654321/10000019", "1000000000039/7654321", "0.1234567890123"])
def test_a_longer_one_is_cut(text: str) -> None:
    value = F(text)
    assert as_written(value) == text
    assert _below(value) < value < _above(value)
