"""Steps of the catalogue's own derivations with one argument changed: what is still proved is no more than before, or refuted nowhere."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any

import sympy as sp

from uccheck.rules.catalogue import known_to, load
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.derivation import Context, Rule, StepResult, gives
from uccheck.rules.neighbours.decide import implied
from uccheck.rules.neighbours.field import Field
from uccheck.rules.neighbours.generate import relations
from uccheck.rules.steps.cited import Named

#: How many steps of each kind are changed.
SAMPLE = {
    "Mean": 16, "Often": 12, "OnSet": 24, "Signs": 4, "Iterates": 3, "Through": 8,
    "Form": 10, "Known": 20, "Both": 3, "Named": 4, "Residue": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One step of a statement with the lines before it."""

    statement: str
    stated: Relation
    by: Rule
    lines: tuple[Relation, ...]


@cache
def places() -> Mapping[str, tuple[Place, ...]]:
    """The steps of all derivations, by the kind of their rule."""
    found: dict[str, list[Place]] = {}
    for name, one in load().items():
        lines: tuple[Relation, ...] = ()
        for derivation in one.proofs:
            for step in derivation.steps:
                found.setdefault(type(step.by).__name__, []).append(Place(name, step.stated, step.by, lines))
            made = derivation.composed()
            lines += () if made is None else (made,)
    return {kind: tuple(some) for kind, some in found.items()}


def leaves(part: Any, rebuild: Callable[[Any], Any] = lambda made: made) -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    """Relations, expressions and numbers inside a rule, each with what puts another one in its place; a sentence is given as it is."""
    if isinstance(part, Named):
        return
    if isinstance(part, (Relation, sp.Basic, int)) and not isinstance(part, (bool, str)):
        yield part, rebuild
    elif isinstance(part, tuple):
        for n, one in enumerate(part):
            yield from leaves(one, lambda made, n=n: rebuild((*part[:n], made, *part[n + 1 :])))
    elif isinstance(part, Mapping):
        for key, one in part.items():
            yield from leaves(one, lambda made, key=key: rebuild({**part, key: made}))
    elif is_dataclass(part) and not isinstance(part, Claim):
        for field in fields(part):
            if field.init:
                yield from leaves(getattr(part, field.name), lambda made, name=field.name: rebuild(replace(part, **{name: made})))


def moved(leaf: Any, choose: random.Random) -> Any:
    """Another relation, expression, or index."""
    if isinstance(leaf, int):
        return leaf + choose.choice((-1, 1))
    made = leaf if isinstance(leaf, Relation) else Relation(leaf, "<=", sp.Symbol("beyond"))
    found = [one for *_, one in relations(made)]
    other = choose.choice(found)
    return other if isinstance(leaf, Relation) else other.lhs


def changed(place: Place, claim: Claim, choose: random.Random) -> tuple[Relation, Rule, Claim]:
    """The step, its rule or the hypotheses with one thing changed; the step and the rule together now and then."""
    stated, by = place.stated, place.by
    kind = choose.choice(("step", "step", "step and rule", "hypothesis", "same number"))
    if kind in ("step", "step and rule"):
        stated = moved(stated, choose)
    if kind == "step and rule" and (some := list(leaves(by))):
        leaf, rebuild = choose.choice(some)
        by = rebuild(moved(leaf, choose))
    if kind == "hypothesis" and claim.given:
        number = choose.randrange(len(claim.given))
        new = choose.choice(((), (moved(claim.given[number], choose),)))
        claim = replace(claim, given=(*claim.given[:number], *new, *claim.given[number + 1 :]))
    if kind == "same number":
        symbols = sorted(stated.slack.free_symbols, key=str)
        at = {symbol: choose.choice((symbol / 2, 2 * symbol)) for symbol in symbols[:: max(1, len(symbols))]}
        stated = stated.at(at)
        for leaf, rebuild in list(leaves(by))[:1]:
            by = rebuild(leaf.at(at) if isinstance(leaf, Relation) else sp.sympify(leaf).xreplace(at))
    return stated, by, claim


def fate(place: Place, choose: random.Random) -> str:
    """What became of a changed step: refused, or upheld with what shows that it is true."""
    one = load()[place.statement]
    try:
        stated, by, claim = changed(place, one.claim, choose)
    except (IndexError, TypeError, ValueError):  # nothing to change there, or no such rule
        return "unchanged"
    # lines rest on the hypotheses: with another one, those are no longer at hand
    lines = place.lines if claim.given == one.claim.given else ()
    context = Context(replace(claim, then=(), given=claim.given + lines), known_to(one))
    if (stated, by, claim) == (place.stated, place.by, one.claim) or replace(claim, given=(), then=(stated,)).undeclared():
        return "unchanged"
    try:
        proved = by.prove(stated, context).proved
    except (ValueError, TypeError, AttributeError):  # symbols that a random variable may not have
        return "refused"
    if not proved:
        return "refused"
    goal = replace(claim, then=(stated,), given=context.claim.given)
    if claim.given == one.claim.given and gives(place.stated, stated):
        return "no more than before"
    if Field(goal).witness(goal) is not None:
        return f"FALSE: {place.statement}, {stated.lhs} {stated.relation} {stated.rhs} under {claim.given} by {by}"
    if claim.given == one.claim.given and implied(replace(goal, then=(place.stated,)), goal):
        return "no more than before"
    return f"not refuted: {place.statement} {type(by).__name__}: {stated.lhs} {stated.relation} {stated.rhs}"


def fates(sample: Mapping[str, int], seed: int, by: Rule | None = None) -> Counter[str]:
    """The fates of a sample of changed steps; with `by`, that rule stands in the place of each step's own."""
    choose, found = random.Random(seed), Counter[str]()
    for kind, size in sample.items():
        for place in (choose.choice(places()[kind]) for _ in range(size)):
            found[fate(place if by is None else replace(place, by=by), choose)] += 1
    return found


@dataclass(frozen=True)
class Granted:
    """A rule that proves everything."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Without a look at it."""
        del step, context
        return StepResult(True)


def test_a_changed_step_that_is_upheld_is_refuted_nowhere() -> None:
    """Most are refused; of those upheld none has a witness against it, in spaces, at points, or in what the record lists."""
    found = fates(SAMPLE, 11)
    assert not [text for text in found if text.startswith("FALSE")]
    open_ones = sum(count for text, count in found.items() if text.startswith("not refuted"))
    assert found["refused"] > 2 * open_ones and found["refused"] > sum(SAMPLE.values()) / 3


def test_a_rule_that_proves_everything_is_seen() -> None:
    found = fates({"Mean": 4, "Form": 8, "Through": 4, "Known": 6}, 11, Granted())
    assert sum(text.startswith("FALSE") for text in found) >= 2 and not found["refused"]


def context(place: Place) -> Context:
    """The hypotheses of a statement with the lines before a step."""
    one = load()[place.statement]
    return Context(replace(one.claim, then=(), given=one.claim.given + place.lines), known_to(one))


def more(stated: Relation, choose: random.Random) -> Relation:
    """A neighbour of a step with a constant, sign, argument or direction changed, of those that it does not give itself."""
    found = [one for *_, one in relations(stated)]
    choose.shuffle(found)
    if stated.slack == 0:  # both sides are one expression, and so are those of the neighbours that say something
        return next((Relation(one.lhs, "==", one.lhs) for one in found if one.lhs != stated.lhs), Relation(1, "==", 1))
    return next(one for one in found if not gives(stated, one))


def test_a_sentence_grants_its_step_and_no_neighbour_that_says_more() -> None:
    choose = random.Random(4)
    for place in places()["Named"]:
        assert place.by.prove(place.stated, context(place)).proved, place
        other = more(place.stated, choose)
        assert not place.by.prove(other, context(place)).proved, (place.statement, other)


def test_a_sentence_without_its_hypotheses_grants_nothing() -> None:
    """But for those that the domains show: a positive t, or a rho below 1."""
    alone, needy = [], [place for place in places()["Named"] if isinstance(place.by, Named) and place.by.needs]
    for place in needy:
        claim = replace(context(place).claim, given=())
        if place.by.prove(place.stated, Context(claim, {})).proved:
            alone.append(place.statement)
    assert len(needy) > 40
    assert set(alone) == {
        "extreme-deviate-bounds", "population-error", "sphere-moment", "correlated-swap-lemma", "sharpness", "theorem-simplex",
        "sco-unseen", "stability-at-least", "stability-at-most",
    }  # fmt: skip
