"""What is "about" a number: sound and complete against an oracle; what is left unsaid, zeros that may be rounding, and examples."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product

import pytest

from tests.audit.asking import decided, word
from uccheck.audit.deciders.compare import compare
from uccheck.audit.deciders.decision import Decision
from uccheck.audit.deciders.decision import decided as found
from uccheck.audit.deciders.linear import approx, instance
from uccheck.audit.kinds.fields import Reading
from uccheck.audit.kinds.linear import Approx, EventClaim, Generalizes, Vacuous
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions.grammar import parse
from uccheck.expressions.intervals import enclose, fraction

SIZES = {"m": 7, "D": 11, "delta": "0.3", "gamma": "5"}
TINY = Fraction(1, 10**11)


def known(lower: Fraction, upper: Fraction, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on claims of the linear setting are decided as if its quantity were known to lie in [lower, upper], and no better."""

    def oracle(claim: EventClaim | Generalizes | Vacuous, deadline: float) -> Decision:
        assert (claim.id, claim.says, claim.m, claim.D, claim.gamma, deadline) == ("c", "s", 7, 11, 5, 1e18)
        if isinstance(claim, EventClaim):
            assert (claim.kind, claim.event, claim.epsilon) == ("event", "population-error", Fraction(1, 5))
            relation, value = claim.relation, claim.value
        else:
            assert (claim.kind, claim.delta) == ("vacuous" if isinstance(claim, Vacuous) else "generalizes", Fraction(3, 10))
            relation, value = ("<=", claim.at_most) if isinstance(claim, Generalizes) else (">=", claim.at_least)
        return found(compare(lower, upper, relation, value), Kind.BALL, f"{relation} {value}", trusts=("oracle",), explain=("told",))

    monkeypatch.setattr(instance, "decide", oracle)


def asked(quantity: str, low: Fraction, high: Fraction) -> Decision:
    reading = Reading((low + high) / 2, Fraction(0), Fraction(0))
    more = {"epsilon": Fraction(1, 5)} if quantity == "population-error" else {"delta": Fraction(3, 10)}
    claim = {"id": "c", "says": "s", "quantity": quantity, "about": reading, "within": (high - low) / 2, "m": 7, "D": 11, **more}
    return approx.decide(Approx.model_construct(**claim, gamma=Fraction(5)), 1e18)  # type: ignore[arg-type]


RANGES = {"e_gen": (Fraction(-1), Fraction(1)), "e_unif-alg": (Fraction(0), Fraction(1)), "population-error": (Fraction(0), Fraction(1))}
ENDS = [
    ("-3/2", "-1"),
    ("-1", "-1/2"),
    ("-1/2", "0"),
    ("0", "1/4"),
    ("-1/8", "3/8"),
    ("1/4", "3/4"),
    ("3/4", "1"),
    ("1", "3/2"),
    ("5/4", "2"),
]


@pytest.mark.parametrize("quantity", RANGES)
@pytest.mark.parametrize(("low", "high"), ENDS)
def test_what_is_upheld_lies_inside_what_is_refuted_outside_and_what_is_clear_is_told(
    quantity: str, low: str, high: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brackets whose ends are those of the interval, a hair or much beside them, within the quantity's own range."""
    first, last = Fraction(low), Fraction(high)
    least, most = RANGES[quantity]
    values = {end + off * size for end in (first, last) for off in (-1, 0, 1) for size in (TINY / 10**9, TINY, Fraction(1, 16))}
    inside = sorted({v for v in values if least <= v <= most} | {least, most})
    for lower, upper in product(inside, inside):
        if lower > upper:
            continue
        known(lower, upper, monkeypatch)
        told = asked(quantity, first, last)
        lies = first <= lower and upper <= last
        assert told.verdict is not Verdict.UPHELD or lies, (lower, upper)
        assert told.verdict is not Verdict.REFUTED or upper < first or last < lower, (lower, upper)
        near_end = quantity != "population-error" and (lower == first > least or upper == last < most)
        assert told.verdict is Verdict.UPHELD or not lies or near_end, (lower, upper)
        assert told.verdict is Verdict.REFUTED or not (upper <= first - TINY or last + TINY <= lower), (lower, upper)
        assert told.verdict is Verdict.UNDECIDED or (told.evidence and all(e.verdict is told.verdict for e in told.evidence))
        if told.verdict is Verdict.REFUTED and quantity != "population-error":
            assert told.detail.startswith("outside [")


def test_ends_that_are_certain_and_ends_that_are_not_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is upheld rests on both ends; what is open says which end is."""
    known(Fraction(1, 4), Fraction(1, 2), monkeypatch)
    both = asked("e_unif-alg", Fraction(1, 8), Fraction(3, 4))
    assert both.detail == "inside [0.125, 0.75]: >= 1/8; >= 3/4" and both.trusts == ("oracle",)
    lower = asked("e_unif-alg", Fraction(3, 8), Fraction(3, 4))
    assert lower.detail == "not decided whether e_unif-alg lies in [0.375, 0.75]: >= 3/8"
    assert asked("e_unif-alg", Fraction(1, 8), Fraction(3, 8)).detail.endswith(": >= 3/8")
    event = asked("population-error", Fraction(1, 8), Fraction(3, 4))
    assert event.detail == "inside [0.125, 0.75]: >= 1/8; <= 3/4" and event.explain == ("told",)


def test_an_event_and_epsilon_go_together() -> None:
    for event, epsilon in (("population-error", None), ("one-flipped", Fraction(1, 5))):
        claim = Approx.model_construct(quantity=event, epsilon=epsilon)
        with pytest.raises(InvalidParameter, match="epsilon"):
            approx._event(claim, Fraction(0), Fraction(1), 1e18)


@pytest.mark.parametrize(
    ("about", "more", "quantity", "expected"),
    [
        *[
            ("0.5", {n: SIZES[n] for n in said}, "e_gen", tuple(n for n in ("m", "D", "delta") if n not in said))
            for said in ((), ("m",), ("D",), ("delta",), ("m", "D"), ("D", "delta"), ("m", "delta"))
        ],
        ("0.5", {"D": 9}, "e_unif-alg", ("m", "delta")),
        ("0.5", {"m": 9}, "one-flipped", ("D",)),
        ("0.5", {}, "one-flipped", ("m", "D")),
        ("1", {}, "e_gen", ("tolerance", "m", "D")),
        ("1", {"D": 5}, "one-flipped", ("tolerance", "m")),
        ("2", {"m": 5, "D": 4}, "e_unif-alg", ("tolerance",)),
        ("1", {"within": "0.5"}, "e_gen", ("m", "D", "delta")),
        ("1", {"factor": "1.5"}, "e_gen", ("m", "D", "delta")),
        ("1", {}, "sqrt(2)", ()),
        ("1", {"within": "0.5"}, "sqrt(2)", ()),
    ],
)
def test_what_is_unsaid_is_asked_for(about: str, more: dict[str, object], quantity: str, expected: tuple[str, ...]) -> None:
    told = decided("approx", quantity=quantity, about=about, **more)
    assert told.needs == expected
    assert bool(expected) or told.word == "CERTIFIED"


@pytest.mark.parametrize(("value", "words"), [(160000, "1.6e5"), (20, "2e1"), (300, "3e2"), (1230, "1.23e3"), (7, "7e0")])
def test_a_whole_number_in_the_digits_that_are_meant(value: int, words: str) -> None:
    assert approx.in_digits(Reading(Fraction(value), Fraction(1, 2), Fraction(1, 2))) == words
    assert float(words) == value


@pytest.mark.parametrize(
    ("about", "value", "expected"),
    [
        ("160000", 160000, "UPHELD"),
        ("160000", 160001, "NEEDS SCOPE"),
        ("160000", 165000, "NEEDS SCOPE"),
        ("160000", 165001, "REFUTED"),
        ("160000", 154999, "REFUTED"),
        ("160001", 160003, "REFUTED"),
        ("1.6e5", 164000, "UPHELD"),
        ("1.6e5", 166000, "REFUTED"),
    ],
)
def test_zeros_that_end_a_number_may_be_rounding(about: str, value: int, expected: str) -> None:
    reading = Approx.model_validate({"id": "c", "says": "s", "kind": "approx", "quantity": "1", "about": about}).about

    def inside(low: Fraction, high: Fraction) -> Decision:
        return found(Verdict.UPHELD if low <= value <= high else Verdict.REFUTED, Kind.EXACT, f"{value} in [{low}, {high}]")

    told = approx.of_rounding(reading, None, None, inside)
    assert expected == ("NEEDS SCOPE" if told.needs == ("rounding",) else told.verdict.name)
    assert ('write the digits that are meant, as in "1.6e5"' in told.detail) is (expected == "NEEDS SCOPE")
    if expected != "NEEDS SCOPE":
        assert approx.of_rounding(reading, Fraction(1, 4), None, inside).needs == ()
    assert approx.of_rounding(reading, None, Fraction(1001, 1000), inside).needs == ()


@pytest.mark.parametrize(
    ("quantity", "about", "within", "expected"),
    [
        ("1/4", "0.5", "0.25", "UPHELD"),
        ("3/4", "0.5", "0.25", "UPHELD"),
        ("0.2499999", "0.5", "0.25", "REFUTED"),
        ("0.7500001", "0.5", "0.25", "REFUTED"),
        ("sqrt(2)", "1.5", "0.1", "UPHELD"),
        ("1/(sqrt(2) - sqrt(2))", "1.5", "0.1", "UNDECIDED"),
    ],
)
def test_a_constant_is_about_a_number_where_its_enclosure_lies_inside(quantity: str, about: str, within: str, expected: str) -> None:
    assert decided("approx", quantity=quantity, about=about, within=within).verdict.name == expected


def test_an_enclosure_that_meets_an_end_of_the_interval_is_open() -> None:
    value = enclose(parse("sqrt(2)", frozenset()), {}, bits=256)
    lower, upper = fraction(value.lower), fraction(value.upper)
    claim = Approx.model_construct(quantity="sqrt(2)")
    hair, middle = Fraction(1, 10**100), (lower + upper) / 2
    for low, high, expected in (
        (lower, upper, "UPHELD"),
        (upper, Fraction(2), "UNDECIDED"),
        (Fraction(1), lower, "UNDECIDED"),
        (middle, Fraction(2), "UNDECIDED"),
        (Fraction(1), middle, "UNDECIDED"),
        (upper + hair, Fraction(2), "REFUTED"),
        (Fraction(1), lower - hair, "REFUTED"),
    ):
        assert approx._constant(claim, low, high).verdict.name == expected


def test_the_examples_are_true_to_their_last_digit() -> None:
    """A number that is said to be a bound is one, and a unit less of its last digit is none."""
    m, delta, most, D, least, other = re.fullmatch(
        r"at m = (\d+), delta = ([\d.]+) it is at most ([\d.]+) for D = (\d+) and above ([\d.]+) for D = (\d+)", approx._examples("e_gen")
    ).groups()  # type: ignore[union-attr]
    at = {"m": int(m), "delta": delta}
    unit = Fraction(1, 10 ** len(most.partition(".")[2]))
    assert word("generalizes", **at, D=int(D), at_most=most) == "CERTIFIED"
    assert word("generalizes", **at, D=int(D), at_most=str(Fraction(most) - unit)) == "REFUTED"
    assert word("generalizes", **at, D=int(other), at_most=least) == "REFUTED"
    m, delta, least, D = re.fullmatch(
        r"at m = (\d+), delta = ([\d.]+) it is at least ([\d.]+) for D = (\d+); everywhere it is at most the larger of 1/2 and 1 - L_D",
        approx._examples("e_unif-alg"),
    ).groups()  # type: ignore[union-attr]
    at, unit = {"m": int(m), "delta": delta}, Fraction(1, 10 ** len(least.partition(".")[2]))
    assert word("vacuous", **at, D=int(D), at_least=least) == "CERTIFIED"
    assert word("vacuous", **at, D=int(D), at_least=str(Fraction(least) + unit)) == "REFUTED"
