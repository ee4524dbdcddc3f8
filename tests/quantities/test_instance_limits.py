"""What each bound of e_gen and e_unif-alg needs, met from both sides: tails, losses and quantiles are given, so that equality is seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flint import arb, ctx

from tests.quantities.test_instances import F, at, ends
from uccheck.quantities.enclosed import instances

DELTA, STEP = F(25, 64), F(1, 2**40)  # 51/50 and 1/50 of delta are dyadic too
SIDES = (-STEP, F(0), STEP)
Give = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def at_128_bits() -> Iterator[None]:
    with ctx.workprec(128):
        yield


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Put a function in the place of one of `instances`; what it is asked is listed."""

    def put(name: str, answer: Callable[..., Any]) -> list[tuple[Any, ...]]:
        asked = list[tuple[Any, ...]]()

        def answered(*args: Any) -> Any:
            asked.append(args)
            return answer(*args)

        monkeypatch.setattr(instances, name, answered)
        return asked

    return put


def test_e_gen_from_below_needs_a_likely_T_and_rare_errors(give: Give) -> None:
    """P(T > t) > 51/50 delta and P(M_1 < gamma) < loss(t) delta/2500: then 49/50 of the loss."""
    where, value = (*at(3, 5, 4, 32, 2), DELTA), F(25, 32)
    give("quantile", lambda df, mass: F(7))
    give("loss", lambda *setting: instances.exact(value))
    for more, less in [(p, q) for p in SIDES for q in SIDES]:
        tails = give("tail", lambda df, t, more=more: instances.exact(DELTA * F(51, 50) + more))
        errors = give("_misfit", lambda *setting, less=less: instances.exact(value * DELTA / 2500 + less))
        found = instances._e_gen_lower(*where)
        assert found.overlaps(instances.exact(value * F(49, 50))) if more > 0 > less else found == -1, (more, less)
        assert (tails[0], errors[0]) == ((5, 7), where[:5])


def test_e_gen_from_below_where_no_point_can_be_missed(give: Give) -> None:
    """P(T > t) > delta is enough, and gives the loss itself; at t = 0 there is none."""
    where = (*at(1, 5, 4, 32, 2), DELTA)
    give("loss", lambda *setting: arb("0.25") if setting[-1] > 0 else arb("nan"))
    give("_misfit", lambda *setting: arb(0))
    for point, more in ((F(7), STEP), (F(7), F(0)), (F(7), -STEP), (F(0), STEP)):
        give("quantile", lambda df, mass, point=point: point)
        give("tail", lambda df, t, more=more: instances.exact(DELTA + more))
        assert instances._e_gen_lower(*where) == (arb("0.25") if point > 0 and more > 0 else -1)


def test_e_gen_from_above_is_the_loss_at_a_rare_T(give: Give) -> None:
    where = (*at(3, 5, 4, 32, 2), DELTA)
    lowers = give("_e_gen_lower", lambda *setting: arb("0.125"))
    give("quantile", lambda df, mass: F(7))
    for more in SIDES:
        give("tail", lambda df, t, more=more: instances.exact(DELTA + more))
        give("loss", lambda *setting: arb("0.25") if setting[-1] > 7 else arb(9))
        assert ends(instances.e_gen(*where)) == pytest.approx((0.125, 0.25 if more < 0 else 1), abs=1e-8)
    assert lowers[0] == where


@pytest.mark.parametrize("gamma", ["0", "8", "8.001"])
def test_e_unif_alg_lies_between_its_bounds(give: Give, gamma: str) -> None:
    """From zero or a lower end to 1 - loss(t), or 1/2, where P(T > t) > 1 - delta; for gamma > 2s otherwise."""
    where = (*at(3, 5, 4, 32, gamma), DELTA)
    wide = give("_wide", lambda *setting: arb("0.75"))
    if F(gamma) > 8:
        for name, least in (("e_unif_alg", 0), ("e_gen", -1)):
            assert ends(getattr(instances, name)(*where)) == pytest.approx((least, 0.75), abs=1e-8)
        assert wide == [where] * 2
        return
    give("quantile", lambda df, mass: F(7))
    for gen, simplex in (("-0.5", "-0.25"), ("0.25", "0.125"), ("0.125", "0.25")):
        lowers = [give(name, lambda *_, v=v: arb(v, 0.0625)) for name, v in (("_e_gen_lower", gen), ("_e_unif_lower", simplex))]
        for more, value, high in ((STEP, "0.125", 0.875), (STEP, "0.75", 0.5), (0, "0.125", 1), (-STEP, "0.125", 1)):
            give("tail", lambda df, t, more=more: instances.exact(1 - DELTA + more))
            give("loss", lambda *_, value=value: arb(value))
            low, found = ends(instances.e_unif_alg(*where))
            assert low == pytest.approx(max(0, float(gen) - 0.0625, float(simplex) - 0.0625), abs=1e-9) and found == pytest.approx(high)
        assert lowers[0][0] == lowers[1][0] == where
    assert not wide


def test_a_set_needs_a_positive_T(give: Give) -> None:
    """At t = 0 the loss has no value: nothing but 1 is known."""
    for name in ("_e_gen_lower", "_e_unif_lower"):
        give(name, lambda *_: arb(0))
    give("quantile", lambda df, mass: F(0))
    assert ends(instances.e_unif_alg(*at(3, 5, 4, 32, 2), DELTA)) == pytest.approx((0, 1), abs=1e-8)


def test_wide_ramps_need_rare_T_and_rare_noise(give: Give) -> None:
    """c/gamma with c = s + (b/D) sqrt(t q) if P(T > t) + P(W > q) < delta, W ~ chi2_(mD), and m <= 4 q; else 1 - s/gamma."""
    where = at(3, 5, 1, 2, 40)
    points = {F(5): F(3)}
    quantiles = give("quantile", lambda df, mass: points[df])
    for q in (F(3, 4) - STEP, F(3, 4), F(1), F(3)):
        points[F(15)] = q
        for more in SIDES:
            shares = {5.0: F(1, 8), 15.0: DELTA - F(1, 8) + more}
            tails = give("tail", lambda df, t, shares=shares: instances.exact(shares[float(df)]))
            found, sure = instances._wide(*where, DELTA), more < 0 and q >= F(3, 4)
            assert float(found) == pytest.approx((1 + 0.4 * math.sqrt(3 * q)) / 40 if sure else 1 - 1 / 40, rel=1e-12), (q, more)
            assert tails[:2] == [(5, 3), (15, instances.exact(q))]
    assert all(mass == pytest.approx(0.49 * float(DELTA)) for _, mass in quantiles)


@pytest.mark.parametrize(("m", "D"), [(1, 1), (2, 1), (40, 1), (1, 300)])
def test_half_of_the_noise_is_at_least_a_quarter_of_the_points(m: int, D: int) -> None:
    """So m <= 4 q at every level, and the bound by the margins is there for every wide ramp."""
    for delta in ("0.001", "0.999"):
        assert float(instances._wide(*at(m, D, 1, 2, 10**4), F(delta))) < 0.1


ROOM = {k: (k * (1 - F(1, 4)) - 1) / (k - 1) for k in range(2, 9)}  # (k(1 - delta) - 1)/(k - 1) at delta = 1/4


@pytest.mark.parametrize("k", list(ROOM))
def test_each_number_of_samples_gives_its_simplex(give: Give, k: int) -> None:
    """Only k samples flip rarely: 1 - e_1 - e_2, e_1 being 1.0001 k(k-1)/2 P/(room - (k-1) P(L_D > e_2)), where room is left."""
    where, rare = (*at(3, 5, 1, 6, 2), F(1, 4)), arb(0.001, 0.0005)
    flips = give("value", lambda name, *place: rare if place[-1] == F(1, k - 1) else arb(1))
    give("loss", lambda *setting: arb("0.0625"))
    give("quantile", lambda df, mass: F(7))
    for tail in (F(0), F(1, 64), ROOM[k] / (k - 1)):
        asked = give("tail", lambda df, t, tail=tail: instances.exact(tail))
        left = ROOM[k] - (k - 1) * tail
        flips.clear()
        found = instances._e_unif_lower(*where)
        if left <= 0 or k > 6:  # 1/(k - 1) <= s/b = 1/6: nothing flips
            assert found == 0
        else:
            assert float(found) == pytest.approx(1 - 1.0001 * k * (k - 1) / 2 * 0.0015 / float(left) - 0.0625, rel=1e-10)
        assert [place[-1] for _, *place in flips] == [F(1, n - 1) for n in ((2,) if k == 2 and found > 0.9 else range(2, 7))]
        assert all(name == "unflipped" and tuple(place[:-1]) == where[:4] for name, *place in flips) and all(df == 5 for df, _ in asked)


def test_two_samples_alone_are_asked_where_they_give_nine_tenths(give: Give) -> None:
    for loss, asked in (("0.0625", 1), ("0.125", 5)):
        flips = give("value", lambda name, *place: arb("1e-9"))
        give("loss", lambda *setting, loss=loss: arb(loss))
        assert instances._e_unif_lower(*at(3, 5, 1, 6, 2), F(1, 4)) > 0.87 and len(flips) == asked
