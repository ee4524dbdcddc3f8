"""A forger who recomputes every hash: trees of every rule, changes of a tree, and what a tree says with the kit's own enclosures.

Glossary
    Tree      one root of a certificate as JSON values
    spoilt    a change after which a tree is no certificate of this version: it must be refused, whatever it says
    moved     a change after which a tree may be one: it must be refused, or say what the same rules give at the same numbers
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from tests.certificates.forging import DOCUMENTS, _objects
from uccheck.answers import interpolator
from uccheck.answers.certify import certify
from uccheck.answers.definitions.rows import definitions
from uccheck.answers.stability import stability
from uccheck.answers.universes import convex, exponential
from uccheck.certificates.check_rules import TABLE
from uccheck.certificates.language import Ground, Interval, evaluate, holds, quantities, quantity_range
from uccheck.certificates.tree import Node, Work, _inside, apply
from uccheck.quantities.enclosed.bounds import bounds

Tree = dict[str, Any]
Change = Callable[[Tree, random.Random], None]
RULES, QUANTITIES = TABLE["rules"], TABLE["quantities"]


def _roots() -> Iterator[Tree]:
    documents = [certify(*numbers).certificate for numbers in DOCUMENTS.values()]
    documents += [certify(10, 400_000, "0.01", "0.01", theorem="A").certificate, certify(9, 4000, "0.05", "0.01", gamma=10**9).certificate]
    documents += [interpolator.certify(20, 90, "0.3", "0.01").certificate, stability(1000, 400_000, "0.05").certificate]
    documents += [convex.certify(10, D, "0.05", "0.01", learner=name).certificate for D in (3, 5000) for name in convex.LEARNERS]
    asked = ((100, 5000, "0.05", "0.01"), (3, 10, "0.9", "0.1"), (1, 10, "0.1", "0.1"), (10**6, 10**6, "0.9", "0.3"))
    documents += [exponential.certify(*numbers).certificate for numbers in asked]
    for more in ({}, {"gamma": 1, "only": ("path", "two-sided")}):
        documents += [row.certificate for row in definitions(1000, 400_000, "0.05", "0.01", **more).rows]
    for found in documents:
        yield from found["roots"] if found else ()


def _joined() -> Iterator[Tree]:
    """Rules that no answer of these applies, put together by hand at the default instance."""
    at = {"m": 1000, "D": 400_000, "s": 4, "b": 32, "gamma": 0, "delta": "1/20", "e1": "1/50", "e2": "1/50", "e": "1/50", "rho": 1}
    put = {name: Fraction(value) for name, value in at.items()} | {"a": Fraction(1, 50), "v": Fraction(24, 25)}

    def made(rule: str, *premises: Node, **more: Fraction) -> Node:
        work = Work()
        node = apply(rule, work, *premises, **{name: (put | more)[name] for name in RULES[rule]["where"]})
        assert node is not None, (rule, work.notes)
        return node

    wide, few, half = {"gamma": Fraction(9)}, {"m": Fraction(1), "D": Fraction(2)}, {"rho": Fraction(1, 2)}
    far = made("exceed-tail", t=Fraction(412_000))
    signs = made("markov-signs", far, made("sign-chernoff", x=Fraction(187251029, 500000000000)))
    yield from (node.record() for node in (made("swap-lemma", made("markov", far)), made("sign-lemma", signs)))
    yield from (made(rule, **wide).record() for rule in ("wide-margin", "overfit-wide"))
    yield made("correlated-swap-lemma", made("markov", far, **half), **half).record()
    yield from (made(rule).record() for rule in ("chi2-upper-tail", "chi2-exceeds", "one-flipped-tail", "misfit-tail"))
    yield made("aligned", **few, a=Fraction(0), p=Fraction(6, 25), delta=Fraction(9, 10)).record()
    network = exponential.certify(100, 5000, "0.05", "0.01").certificate
    (spread,) = [root for root in (network or {})["roots"] if root["rule"] == "exp-complete"]
    yield made("exp-markov", **{name: Fraction(value) for name, value in spread["at"].items()} | half, e1=Fraction(1, 3)).record()


@cache
def trees() -> tuple[Tree, ...]:
    """Trees in which every rule of the table is applied, the smallest that do."""
    found: dict[str, Tree] = {}
    for root in sorted((*_roots(), *_joined()), key=lambda one: len(str(one))):
        for node in _objects(root):
            found.setdefault(node["rule"], root)
    return tuple({str(root): root for root in found.values()}.values())


@cache
def enclosure(quantity: Ground) -> Interval:
    """Around the value: the kit's own without the part in 10^9 by which it is widened; the range of a quantity that has none."""
    if QUANTITIES[quantity[0]]["trusts"] is None:
        return quantity_range(quantity[0])
    low, high = bounds(quantity[0], quantity[1:])
    middle = (low + high) / 2
    sharp = high - low <= Fraction(1, 10**8) * min(middle, 1 - middle)
    return (middle, middle) if sharp else (low, high)


def honest(node: Tree) -> dict[Ground, Interval] | None:
    """What the rules of a tree say at its numbers, with the kit's enclosures in the place of what is written; None if they do not apply."""
    rule, at = RULES[node["rule"]], {name: Fraction(value) for name, value in node["at"].items()}
    if not all(_inside(rule["where"][name], value) for name, value in at.items()):
        return None
    relations = (*rule["hypotheses"], rule["conclusion"])
    known = {quantity: enclosure(quantity) for one in relations for side in one[1:] for quantity in quantities(side, at)}
    for premise in node["premises"]:
        told = honest(premise)
        if told is None:
            return None
        known |= {q: (max(known[q][0], low), min(known[q][1], high)) for q, (low, high) in told.items() if q in known}
    if not all(holds(one, at, known) for one in rule["hypotheses"]):
        return None
    _, left, right = rule["conclusion"]
    below, above = evaluate(left, at, known), evaluate(right, at, known)
    found = {}
    for side, ends in ((left, (below[0], min(below[1], above[1]))), (right, (max(above[0], below[0]), above[1]))):
        if isinstance(side, list) and side[0] in QUANTITIES:
            found[next(quantities(side, at))] = ends
    return found


def _node(tree: Tree, choose: random.Random) -> Tree:
    return choose.choice(list(_objects(tree)))


def _bound(tree: Tree, choose: random.Random) -> list[Any]:
    return choose.choice([bound for node in _objects(tree) for bound in node["bounds"]])


SPELLINGS = ("{}/1", "0{}", "+{}", " {}", "{} ", "{}.0", "{}e0", "--{}", "{}/0", "2*{}", "{}_0", "\u0661{}", "", "inf", "nan", "\ud800")


def _spelt(tree: Tree, choose: random.Random) -> None:
    at = _node(tree, choose)["at"]
    name = choose.choice(sorted(at))
    at[name] = choose.choice([one.format(at[name]) for one in SPELLINGS] + [1, 1.0, True, None, [], {}, [at[name]]])


def _spelt_bound(tree: Tree, choose: random.Random) -> None:
    bound = _bound(tree, choose)
    side = choose.choice((1, 2))
    bound[side] = choose.choice([one.format(bound[side]) for one in SPELLINGS] + [0, 0.5, None, [bound[side]]])


def _another_digest(tree: Tree, choose: random.Random) -> None:
    node = _node(tree, choose)
    node["sha256"] = choose.choice([rule["sha256"] for name, rule in RULES.items() if name != node["rule"]])


def _another_name(tree: Tree, choose: random.Random) -> None:
    node = _node(tree, choose)
    node["rule"] = choose.choice([*(name for name in RULES if name != node["rule"]), node["rule"].upper(), "", None, ["markov"]])


def _another_key(tree: Tree, choose: random.Random) -> None:
    node = _node(tree, choose)
    name = choose.choice(sorted(node))
    choose.choice(
        (lambda: node.pop(name), lambda: node.update(given=[]), lambda: node.update(trusts=[]), lambda: node.update({name: "1"}))
    )()


def _another_variable(tree: Tree, choose: random.Random) -> None:
    at = _node(tree, choose)["at"]
    name = choose.choice(sorted(at))
    if choose.random() < 0.5:
        at[name + "'"] = at[name]
    else:
        del at[name]


def _too_deep(tree: Tree, choose: random.Random) -> None:
    top = tree
    for _ in range(choose.choice((9, 12, 70))):
        top["premises"] = [*top["premises"], copy.deepcopy({**tree, "premises": []})]
        top = top["premises"][-1]


def _cycle(tree: Tree, choose: random.Random) -> None:
    _node(tree, choose)["premises"].append(tree)


def _no_tree(tree: Tree, choose: random.Random) -> None:
    _node(tree, choose)["premises"].append(choose.choice(({}, [], None, "markov", {"rule": "markov"})))


SPOILT: tuple[Change, ...] = (
    _spelt, _spelt_bound, _another_digest, _another_name, _another_key, _another_variable, _too_deep, _cycle, _no_tree,
)  # fmt: skip

FACTORS = (
    Fraction(1, 2),
    2,
    Fraction(9, 10),
    Fraction(11, 10),
    1 - Fraction(1, 10**6),
    1 + Fraction(1, 10**6),
    -1,
    0,
    Fraction(1, 10**30),
    10**6,
)


def _number(tree: Tree, choose: random.Random) -> None:
    at = _node(tree, choose)["at"]
    name = choose.choice(sorted(at))
    moved = [Fraction(at[name]) * factor for factor in FACTORS] + [Fraction(at[name]) + step for step in (-1, 1)]
    at[name] = str(choose.choice([*moved, *map(Fraction, at.values())]))


def _everywhere(tree: Tree, choose: random.Random) -> None:
    """One number replaced wherever it stands: in nodes, in arguments of bounds, in ends."""
    node = _node(tree, choose)
    old = choose.choice(sorted(node["at"].values()))
    new = str(choose.choice([Fraction(old) * factor for factor in FACTORS] + [Fraction(old) + step for step in (-1, 1)]))

    def put(spot: Any) -> Any:
        if isinstance(spot, dict):
            return {key: put(part) for key, part in spot.items()}
        return [put(part) for part in spot] if isinstance(spot, list) else new if spot == old else spot

    tree.update(put(tree))


def _end(tree: Tree, choose: random.Random) -> None:
    bound = _bound(tree, choose)
    side, grain = choose.choice((1, 2)), choose.choice([Fraction(1, 10**k) for k in (1, 3, 6, 8, 9, 10, 12, 15)])
    value = Fraction(bound[side])
    bound[side] = str(
        choose.choice((value * (1 + grain), value * (1 - grain), 1 - (1 - value) * (1 + grain), 1 - (1 - value) * (1 - grain)))
    )


def _ends(tree: Tree, choose: random.Random) -> None:
    bound = _bound(tree, choose)
    bound[1:] = choose.choice((bound[:0:-1], ["0", "0"], ["1", "1"], ["0", "1"], [bound[1]] * 2, [bound[2]] * 2, ["-1", bound[1]]))


def _twice(tree: Tree, choose: random.Random) -> None:
    """A second bound of the same quantity in the same node, which claims more, and a number that would follow from it."""
    node = choose.choice([one for one in _objects(tree) if one["bounds"]])
    for quantity, *_ in list(node["bounds"]):
        node["bounds"].append([quantity, *choose.choice((("0", "0"), ("1", "1")))])
    name = choose.choice([one for one in ("e", "v", "delta", "t", "e1", "p") if one in node["at"]])
    node["at"][name] = str(Fraction(node["at"][name]) * choose.choice((Fraction(1, 2), Fraction(9, 10), Fraction(11, 10))))


def _another_bound(tree: Tree, choose: random.Random) -> None:
    bound = _bound(tree, choose)
    place = choose.randrange(len(bound[0]))
    bound[0][place] = choose.choice(sorted(QUANTITIES)) if place == 0 else str(Fraction(bound[0][place]) * choose.choice(FACTORS))


def _added_bound(tree: Tree, choose: random.Random) -> None:
    """A number claimed of any quantity that a rule of the tree speaks of, one without an enclosure too."""
    node = _node(tree, choose)
    at = {name: Fraction(value) for name, value in node["at"].items()}
    rule = RULES[node["rule"]]
    asked = {q for one in (*rule["hypotheses"], rule["conclusion"]) for side in one[1:] for q in quantities(side, at)}
    quantity = choose.choice(sorted(asked, key=str))
    node["bounds"].append(
        [[quantity[0], *map(str, quantity[1:])], *choose.choice((["0", "0"], ["1", "1"], ["0", "1/1000"], ["999/1000", "1"]))]
    )


def _dropped(tree: Tree, choose: random.Random) -> None:
    node = choose.choice([one for one in _objects(tree) if one["bounds"] or one["premises"]])
    spot = choose.choice([part for part in (node["bounds"], node["premises"]) if part])
    spot.pop(choose.randrange(len(spot)))


def _grafted(tree: Tree, choose: random.Random) -> None:
    node = choose.choice([one for one in _objects(tree) if one["premises"]])
    place = choose.randrange(len(node["premises"]))
    other = copy.deepcopy(_node(choose.choice(trees()), choose))
    node["premises"][place : place + choose.choice((0, 1))] = [other]


def _another_rule(tree: Tree, choose: random.Random) -> None:
    """Another rule with its own digest, at the numbers of the same names."""
    node = _node(tree, choose)
    node["rule"] = choose.choice(sorted(RULES))
    node["sha256"] = RULES[node["rule"]]["sha256"]
    numbers = [*node["at"].values(), "1/50"]
    node["at"] = {name: node["at"].get(name) or choose.choice(numbers) for name in RULES[node["rule"]]["where"]}
    if choose.random() < 0.5:
        node["bounds"] = []


MOVED: tuple[Change, ...] = (
    _number, _everywhere, _end, _ends, _twice, _another_bound, _added_bound, _dropped, _grafted, _another_rule,
)  # fmt: skip
