"""The induction over the steps of gradient descent: a statement on one step that says less, or a smaller bound, is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uccheck.quantities.symbols import c
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue.convex._facts import DESCENTS, G, eta, gd_top, tau
from uccheck.rules.catalogue.convex.sco_step import NOW, STEP
from uccheck.rules.claim import Claim, Domain, Relation, ge, le, lt
from uccheck.rules.derivation import Context
from uccheck.rules.iterates import Iterates, raised

ONE = get("sco-step").claim


def proved(step: Relation, rule: Iterates | None = None) -> bool:
    return (rule or Iterates(NOW, STEP)).prove(step, Context(Claim((), DESCENTS), {name: one.claim for name, one in load().items()})).proved


def test_the_rate_times_the_sum_of_the_steps() -> None:
    assert raised(ONE, NOW, STEP) == 2 * eta
    assert proved(le(gd_top(*G), 2 * eta * tau)) and proved(ge(2 * eta * tau, gd_top(*G)))
    assert not proved(le(gd_top(*G), eta * tau)) and not proved(lt(gd_top(*G), 2 * eta * tau)) and not proved(ge(gd_top(*G), 2 * eta * tau))
    assert not proved(le(gd_top(*G), 2 * eta * tau), Iterates(NOW, STEP, "sco-sup"))
    assert not proved(le(gd_top(*G), 2 * eta * tau), Iterates(STEP, NOW))


def at(symbol: object, **parts: object) -> Claim:
    return replace(ONE, where=tuple(replace(one, **parts) if one.symbol == symbol else one for one in ONE.where))  # type: ignore[arg-type]


WRONG = {
    **{mutant.name: mutant.claim for mutant in get("sco-step").mutants if mutant.name == "a long step"},
    "not kept from below": replace(ONE, then=ONE.then[1:]),
    "kept from below elsewhere": replace(ONE, then=(ge(NOW, 0), ONE.then[1])),
    "steps of half the length only": replace(ONE, given=(le(4 * STEP * (1 + eta), 1),)),
    "small coordinates only": at(NOW, high=1),
    "small steps only": at(STEP, high=1),
    "rare coordinates only": at(c, high=c / 2),
    "a rate that grows": replace(ONE, then=(ONE.then[0], le(ONE.then[1].lhs, NOW + 2 * STEP * eta * NOW))),
    "a rate of c": replace(ONE, then=(ONE.then[0], le(ONE.then[1].lhs, NOW + 2 * STEP * c))),
    "another hypothesis": replace(ONE, given=(*ONE.given, le(c, eta))),
    "fractions beyond 1": replace(ONE, where=(*ONE.where, Domain(load()["sco-sup"].claim.where[0].symbol, 0, 2))),
}


@pytest.mark.parametrize("name", WRONG)
def test_no_other_statement_on_a_step_will_do(name: str) -> None:
    assert raised(WRONG[name], NOW, STEP) is None
