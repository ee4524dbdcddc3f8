"""How a cell comes about: what decides a half, which ways are worth trying, and the floats that say so against the ends themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from types import SimpleNamespace
from typing import Any

import pytest
from scipy.optimize import brentq

from uccheck.answers import closed, finders
from uccheck.answers.answer import End
from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import Setting, loss, rough_upper_point
from uccheck.certificates.tree import Work
from uccheck.core.verdict import Verdict
from uccheck.diagram import place as module
from uccheck.diagram.place import CLOSED, INTEGRALS, WHOLE, Decider, PointEnds
from uccheck.diagram.run import certificate_at
from uccheck.quantities.enclosed.bounds import bounds

GEN, UNIF = "e_gen", "e_unif_alg"
THREE = Fraction(3, 10)
WORDS = {Verdict.UPHELD: "CERTIFIED", Verdict.REFUTED: "REFUTED", Verdict.UNDECIDED: "INCONCLUSIVE"}


def setting(m: int, D: int, delta: Any, gamma: Any = 0, s: Any = 4, b: Any = 32) -> Setting:
    return Setting(*map(Fraction, (m, D, s, b, gamma, delta)))


@pytest.mark.parametrize("quantity", [GEN, UNIF])
def test_a_half_is_decided_where_it_holds_or_fails_at_every_value_between_the_ends(quantity: str) -> None:
    for low, high in combinations_with_replacement([Fraction(j, 20) for j in range(21)], 2):
        known = PointEnds(THREE)
        known.ends |= {(quantity, "lower"): End(low), (quantity, "upper"): End(high)}
        holds = {value <= THREE if quantity == GEN else value >= 1 - THREE for value in (low, high)}
        expected = {(True,): Verdict.UPHELD, (False,): Verdict.REFUTED}.get(tuple(holds), Verdict.UNDECIDED)
        assert known.verdict(quantity) is expected


def node(rule: str) -> Any:
    return SimpleNamespace(rule=rule)


def test_the_better_end_is_kept_with_the_way_that_led_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    known = PointEnds(THREE)
    monkeypatch.setattr(module, "document", lambda nodes: {"rules": [each.rule for each in nodes]})
    assert known.certificate() is None
    for way, low, high in (("a", "0.2", "0.8"), ("b", "0.1", "0.7"), ("c", "0.3", "0.9"), ("d", "0.3", "0.7")):
        ends = {(GEN, side): End(Fraction(text), node(way)) for side, text in (("lower", low), ("upper", high))}
        known.keep(ends, way)  # type: ignore[arg-type]
    assert known.ways == {(GEN, "lower"): "c", (GEN, "upper"): "b"} and known.certificate() == {"rules": ["c", "b"]}
    assert (known.ends[GEN, "lower"].value, known.ends[GEN, "upper"].value) == (THREE, Fraction(7, 10))


@pytest.mark.parametrize(("gen", "unif"), list(product(Verdict, Verdict)))
def test_a_cell_names_the_rule_and_the_way_of_the_end_that_decides_each_half(
    gen: Verdict, unif: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each end here has a rule, a way and a report that name it."""
    known = PointEnds(THREE)
    values = {
        GEN: {Verdict.UPHELD: ("0.1", "0.2"), Verdict.REFUTED: ("0.4", "0.5"), Verdict.UNDECIDED: ("0.2", "0.4")}[gen],
        UNIF: {Verdict.UPHELD: ("0.8", "0.9"), Verdict.REFUTED: ("0.2", "0.4"), Verdict.UNDECIDED: ("0.4", "0.9")}[unif],
    }
    for quantity, pair in values.items():
        for side, text in zip(("lower", "upper"), pair, strict=True):
            name = f"{quantity} {side}"
            rule = "theorem-signs" if name == f"{UNIF} lower" else name
            report = None if side == "upper" else SimpleNamespace(trusts=(f"trusts {name}",), given=(f"given {name}",))
            known.ends[quantity, side] = End(Fraction(text), node(rule), report)  # type: ignore[arg-type]
            known.ways[quantity, side] = f"way of {name}"
    del known.ways[GEN, "lower"]
    monkeypatch.setattr(Decider, "known", lambda self, epsilon: known if epsilon == THREE else None)
    cell = Decider(setting(5, 80, "0.2", 1, 3, 20)).cell(THREE)
    assert cell.halves == {GEN: WORDS[gen], UNIF: WORDS[unif]} and cell.theorem == "C"
    both = Verdict.UPHELD if gen is unif is Verdict.UPHELD else Verdict.REFUTED if Verdict.REFUTED in (gen, unif) else Verdict.UNDECIDED
    assert cell.verdict == WORDS[both]
    assert cell.rules == {
        GEN: {Verdict.UPHELD: "e_gen upper", Verdict.REFUTED: "e_gen lower", Verdict.UNDECIDED: None}[gen],
        UNIF: {Verdict.UPHELD: "theorem-signs", Verdict.REFUTED: "e_unif_alg upper", Verdict.UNDECIDED: None}[unif],
    }
    assert cell.ways == {
        GEN: {Verdict.UPHELD: "way of e_gen upper", Verdict.REFUTED: "range", Verdict.UNDECIDED: None}[gen],
        UNIF: {Verdict.UPHELD: "way of e_unif_alg lower", Verdict.REFUTED: "way of e_unif_alg upper", Verdict.UNDECIDED: None}[unif],
    }
    assert cell.trusts == ("trusts e_gen lower", "trusts e_unif_alg lower") and cell.given == (
        "given e_gen lower",
        "given e_unif_alg lower",
    )
    assert (cell.e_gen, cell.e_unif_alg) == tuple(tuple(map(Fraction, values[quantity])) for quantity in (GEN, UNIF))
    assert (cell.m, cell.D, cell.s, cell.b, cell.gamma, cell.delta, cell.epsilon) == (5, 80, 3, 20, 1, Fraction(1, 5), THREE)


class Whole:
    """certify's search, which notes what it is asked."""

    asked: list[Any]

    def __init__(self, *about: Any) -> None:
        Whole.asked = [about]

    def generalizes(self, epsilon: Fraction) -> None:
        Whole.asked.append((GEN, epsilon))

    def vacuous(self, least: Fraction) -> None:
        Whole.asked.append((UNIF, least))

    def found(self, *, every: bool = False) -> dict[tuple[str, str], End]:
        Whole.asked.append(every)
        return {(UNIF, "lower"): End(Fraction(8, 10)), (GEN, "upper"): End(Fraction(2, 10))}


def test_certify_is_asked_for_the_half_in_question_or_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Answer", Whole)
    monkeypatch.setattr(Decider, "_attempts", lambda self, quantity, epsilon: iter([None]))
    at = setting(5, 80, "0.2")
    for brackets, quantity, said in ((True, UNIF, [True]), (False, GEN, [(GEN, THREE), False]), (False, UNIF, [(UNIF, 1 - THREE), False])):
        decider = Decider(at, "B", brackets=brackets)
        found = decider.known(THREE).ends if brackets else decider._ends(quantity, None, THREE)
        assert Whole.asked == [(at, 1 - THREE, "B"), *said] and found[UNIF, "lower"].value == Fraction(8, 10)
    Decider(at, "B").known(THREE)  # what is found for one half may decide the other
    assert Whole.asked == [(at, 1 - THREE, "B"), (GEN, THREE), False]
    assert {*Decider(at, "B").known(THREE).ways.values()} == {*Decider(at, brackets=True).known(THREE).ways.values()} == {WHOLE}


def test_attempts_end_with_the_first_that_decides_and_none_is_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made, asked = list[str](), list[tuple[str, Fraction]]()

    def attempt(name: str, text: str, other: str) -> Any:
        def find(q: Inquiry) -> Iterator[Any]:
            assert q.a == at
            made.append(name)
            yield SimpleNamespace(concludes={(GEN,): (Fraction(-1), Fraction(text)), (UNIF,): (Fraction(-1), Fraction(other))})

        return "upper", f"way {name}", find

    def attempts(self: Decider, quantity: str, epsilon: Fraction) -> Iterator[Any]:
        asked.append((quantity, epsilon))
        yield from ways

    monkeypatch.setattr(Decider, "_attempts", attempts)
    monkeypatch.setattr("uccheck.answers.answer.check", lambda made: SimpleNamespace(verdict=Verdict.UPHELD, trusts=(), given=()))
    monkeypatch.setattr("uccheck.answers.answer.document", lambda nodes: nodes)
    at, ways = setting(5, 80, "0.2"), [attempt("weak", "0.4", "0.75"), attempt("strong", "0.25", "0.5"), attempt("late", "0.1", "0.1")]
    decider = Decider(at)
    for _ in range(2):
        known = decider.known(THREE)
        assert made == ["weak", "strong", "weak", "strong"] and asked[-2:] == [(GEN, THREE), (UNIF, THREE)]
        assert known.ways == {(GEN, "upper"): "way strong", (UNIF, "upper"): "way strong"}


def tried(decider: Decider, quantity: str, epsilon: Fraction, **floats: Any) -> list[Any]:
    """The attempts where the floats say this: (side, way, what is asked), or None."""
    vars(decider).update({f"_{name}": value for name, value in floats.items()})
    return list(decider._attempts(quantity, epsilon))


UP = [("upper", CLOSED, closed.generalizes), ("upper", INTEGRALS, finders.generalizes)]
DOWN = [("lower", CLOSED, closed.overfits), ("lower", INTEGRALS, closed.overfits_beside_misfits), ("lower", INTEGRALS, finders.overfits)]
NARROW = [("upper", CLOSED, closed.spread), ("upper", INTEGRALS, finders.spread)]


@pytest.mark.parametrize("e", ["1/4", "1/8"])
def test_a_way_is_tried_unless_floats_are_farther_off_than_two_in_a_hundred(e: str) -> None:
    at, epsilon = setting(5, 80, "0.2"), Fraction(e)
    value = float(epsilon)
    for high, low in product((0.97, 0.98, 1.0, 1.02, 1.03), repeat=2):
        expected = [*(UP if high <= 1.02 else []), *(DOWN if low >= 0.98 else [])]
        assert tried(Decider(at), GEN, epsilon, gen_high=value * high, gen_low=value * low) == expected
        assert tried(Decider(at), GEN, epsilon, gen_high=value * high, gen_low=value * low, plain=False) == [*expected, None]
    splits = [("lower", CLOSED, module._Splits("B", 1 - epsilon))]
    for spread in (0.97, 0.98, 1.0, 1.02, 1.03):
        for hopeless, plain in product((True, False), repeat=2):
            found = tried(
                Decider(at, "B"), UNIF, epsilon, spread=value * spread, hopeless=lambda e, said=hopeless: said or e != value, plain=plain
            )
            low = [*splits, *([] if hopeless else [None])] if spread <= 1.02 else []
            assert found == [*(NARROW if spread >= 0.98 else []), *low, *([] if plain else [None])]


AT = [
    setting(20, 60, "0.05"), setting(20, 60, "0.3"), setting(10, 40, "0.02"), setting(5, 40, "0.2", 2), setting(200, 3000, "0.3"),
    setting(1, 40, "0.05", 1, 3, 5), setting(12, 45, "0.1", 2, 3, 9), setting(10, 40, "0.1", 0, 4, 8),
]  # fmt: skip


def end(find: Any, at: Setting, side: int) -> float:
    """The end that a finder shows."""
    return next(float(ends[side]) for found in find(Inquiry(at, Work())) for ends in found.concludes.values())


@pytest.mark.parametrize("at", AT)
def test_the_floats_are_about_the_ends_that_the_integrals_show(at: Setting) -> None:
    decider = Decider(at)
    assert decider._gen_high == pytest.approx(end(finders.generalizes, at, 1), rel=1e-3)
    assert decider._spread == pytest.approx(min(1 - end(finders.spread, at, 1), 0.5), rel=4e-3)
    assert end(finders.overfits, at, 0) <= decider._gen_low * (1 + 1e-3) <= decider._gen_high * (1 + 2e-3)


@pytest.mark.parametrize("at", [at for at in AT if at.m > 1])
def test_half_of_the_chance_of_a_small_margin_is_taken_off_the_lower_end(at: Setting) -> None:
    """The chance that the float stands for, found back by the point at which the loss is that float, is the one of the integral."""
    missed = float(at.m * bounds("misfit", (at.m, at.D, at.s, at.b, at.gamma))[1])
    point = brentq(lambda p: loss(at, rough_upper_point(float(at.D), Fraction(p))) - Decider(at)._gen_low, 1e-6, 1 - 1e-6, xtol=1e-13)
    assert 2 * (point - float(at.delta)) == pytest.approx(missed, rel=0.035 if missed > 0.005 else 0.15, abs=0)


def test_there_is_no_lower_end_where_small_margins_are_too_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Decider(setting(100, 300, "0.1", 4))._gen_low == -1
    assert Decider(setting(2, 2000, "0.1", 8, 4, 5))._spread == 0.5  # all losses are near 1, and no end of e_unif-alg is below 1/2
    monkeypatch.setattr(module, "math", SimpleNamespace(sqrt=math.sqrt, erfc=lambda x: 1.0))  # m/2 margins are small: m/4 at least
    assert Decider(setting(2, 2000, "0.5"))._gen_low == -1 < Decider(setting(2, 2000, "0.49"))._gen_low


ALIGNED = -math.expm1(-0.49)  # with one point


@pytest.mark.parametrize(
    ("at", "plain"),
    [
        (setting(5, 40, "0.2"), True), (setting(5, 39, "0.2"), False),
        (setting(5, 40, "0.2", 4), True), (setting(5, 40, "0.2", "4.01"), False),
        (setting(1, 40, Fraction(ALIGNED)), False), (setting(1, 40, Fraction(ALIGNED) + Fraction(1, 10**9)), False),
        (setting(1, 40, Fraction(ALIGNED) - Fraction(1, 10**9)), True), (setting(1, 40, "0.9", 1), True),
        (setting(2, 40, "0.6"), True), (setting(2, 40, "0.65"), False), (setting(3, 40, "0.75"), True), (setting(3, 40, "0.78"), False),
        (setting(9, 40, 1 - Fraction(1, 10**30)), False), (setting(100, 40, 1 - Fraction(1, 10**30)), True),
    ],
)  # fmt: skip
def test_it_is_plain_that_nothing_else_can_matter(at: Setting, plain: bool) -> None:
    assert Decider(at)._plain is plain


@pytest.mark.parametrize(
    ("m", "delta", "one", "needed"),
    [
        (20, "0.2", 0.08, 0.064),  # all flipped, with chance e^-0.8 or more, above 2 delta
        (30, "0.2", 0.08, 0.064 + 0.08 / 0.8),  # e^-1.2 is below 2 delta
        (100, "0.45", 0.001, 0.03025),
        (100, "0.45", 0.004, 0.03025 + 0.004 / 0.55),
        (7, "0.6", 0.0, 0.016),  # no complete flip is common enough, but one point always is flipped
        (7, "0.6", 0.02, 0.016 + 0.02 / 0.4),
        (2, Fraction(math.exp(-0.5)) / 2, 0.5, float(1 - Fraction(math.exp(-0.5)) / 2) ** 2 / 10),  # e^-0.5 is 2 delta
    ],
)
def test_it_is_hopeless_where_each_theorem_needs_more_than_there_is(
    m: int, delta: Any, one: float, needed: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P(L_D > p/10) is p here, and P(N_1 > 0) is `one`."""
    monkeypatch.setattr(module, "rough_upper_point", lambda D, p: (D, float(p) / 10))
    monkeypatch.setattr(module, "loss", lambda a, t: t[1] if t[0] == 80 else None)
    monkeypatch.setattr(module, "log_unflipped", lambda a, rho: (math.log(one) if one else -math.inf) if rho == 1 else None)
    decider = Decider(setting(m, 80, delta))
    vars(decider)["_plain"] = True
    found = [decider._hopeless(needed / 1.02 * factor) for factor in (0.5, 0.98, 0.999, 1.001, 1.02, 2)]
    assert found == [True, True, True, False, False, False]
    vars(decider)["_plain"] = False
    assert not decider._hopeless(needed / 4)


def test_nothing_is_hopeless_at_one_half_or_with_just_enough_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "log_unflipped", lambda a, rho: -math.inf)
    for small, e, hopeless in ((0.9, 0.5, False), (0.9, 0.7, False), (0.9, 0.499, True), (0.25 * 1.02, 0.25, False), (0.256, 0.25, True)):
        monkeypatch.setattr(module, "loss", lambda a, t, value=small: value)
        assert Decider(setting(5, 80, "0.2"))._hopeless(e) is hopeless


def test_closed_theorems_are_those_that_are_asked_for_until_the_goal_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed, "splits", lambda q, rules, enough: [(q, rules, [v for v in range(5) if enough(Fraction(v, 10))])])
    for theorem, rules in (("B", {"theorem-b"}), ("C", {"theorem-simplex", "theorem-signs", "theorem-c"})):
        assert [("q", rules, [3, 4])] == [(q, {*some}, reached) for q, some, reached in module._Splits(theorem, THREE)("q")]  # type: ignore[arg-type]
    ((_, every, _),) = module._Splits("auto", THREE)("q")  # type: ignore[arg-type]
    assert {*every} == {"theorem-a", "theorem-b", "theorem-simplex", "theorem-signs", "theorem-c"}


@pytest.mark.parametrize("delta", ["1e-30", "0." + 30 * "9"])
def test_a_delta_that_floats_do_not_tell_from_zero_or_one_is_decided_too(delta: str) -> None:
    """It ended in a StatisticsError once."""
    assert certificate_at(10, 20_000, delta, "0.1")[0].halves[GEN] == "CERTIFIED"
