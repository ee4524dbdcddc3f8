"""Forged certificates: no changed number, key or node makes a false conclusion pass."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from tests.certificates.forging import Document, _objects, signed
from uccheck.answers.answer import Answer, answer
from uccheck.certificates.check import Report, check
from uccheck.certificates.check_rules import TABLE
from uccheck.core.errors import InvalidFile
from uccheck.core.verdict import Verdict


def outcome(document: Document) -> Report | None:
    """The report on a forged document; None if it is refused as no certificate."""
    try:
        return check(signed(document))
    except InvalidFile as refusal:
        assert "\n" not in str(refusal)
        return None


def _numbers(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for name in node["at"]:
        yield (*path, "at", name)
    for i, bound in enumerate(node["bounds"]):
        yield from ((*path, "bounds", i, 1), (*path, "bounds", i, 2))
        yield from ((*path, "bounds", i, 0, j) for j in range(1, len(bound[0])))
    for i, premise in enumerate(node["premises"]):
        yield from _numbers(premise, (*path, "premises", i))


@cache
def bracket(name: str, *at: Fraction) -> tuple[Fraction, Fraction]:
    """What the kit knows of e_gen or e_unif-alg at these parameters."""
    m, D, s, b, gamma, delta = at
    found: Answer = answer(int(m), int(D), delta, gamma=gamma, s=s, b=b)
    ends = getattr(found, name)
    return ends.lower.value, ends.upper.value


def test_no_changed_number_makes_a_false_conclusion_pass(document: Document) -> None:
    """Every number of every tree moved four ways and rehashed: refused, or the conclusion is true of its own parameters."""
    refused = passed = 0
    for place, root in enumerate(document["roots"]):
        for path in _numbers(root, ("roots", 0)):
            for factor in (Fraction(999, 1000), Fraction(1001, 1000), Fraction(1, 2), Fraction(2)):
                forged = {**document, "roots": [copy.deepcopy(document["roots"][place])]}
                spot: Any = forged
                for key in path[:-1]:
                    spot = spot[key]
                spot[path[-1]] = str(Fraction(spot[path[-1]]) * factor)
                report = outcome(forged)
                if report is None or report.verdict is not Verdict.UPHELD:
                    refused += 1
                    continue
                for found in report.conclusions:
                    low, high = bracket(found.quantity[0], *found.quantity[1:])
                    assert found.value <= high if found.side == ">=" else found.value >= low, (path, factor, report.sentence)
                passed += 1
    assert refused > passed > 0


def test_every_key_and_node_that_is_changed_is_refused_in_one_line(document: Document) -> None:
    tried = 0
    for index in range(sum(1 for root in document["roots"] for _ in _objects(root))):
        for spoil in NODE_CHANGES:
            forged = copy.deepcopy(document)
            node = [found for root in forged["roots"] for found in _objects(root)][index]
            spoil(node)
            assert forged != document
            report = outcome(forged)
            assert report is None or report.verdict is not Verdict.UPHELD, (index, spoil, report.sentence)
            assert report is None or "\n" not in report.sentence
            tried += 1
    assert tried >= 30


def _swap_rule(node: dict[str, Any]) -> None:
    other = next(name for name in TABLE["rules"] if name != node["rule"])
    node.update(rule=other, sha256=TABLE["rules"][other]["sha256"])


NODE_CHANGES: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda node: node.update(extra="1"),
    lambda node: node.pop("bounds"),
    lambda node: node.update(sha256="0" * 64),
    lambda node: node.update(rule="theorem-z"),
    _swap_rule,
    lambda node: node["at"].update(zeta="1"),
    lambda node: node["at"].pop("D", None) or node["at"].update(x="1"),
    lambda node: node["at"].update(m="1000.0"),
    lambda node: node["at"].update(m=1000),
    lambda node: node["at"].update(m="１０"),
    lambda node: node["at"].update(m="1/0"),
    lambda node: node["at"].update(m="2/2"),
    lambda node: node["at"].update(m="\ud800"),
    lambda node: node["at"].update(m="-5"),
    lambda node: node["at"].update(m="1e4"),
    lambda node: node["at"].update(D="1" + "0" * 300),
    lambda node: node["premises"].append({}),
    lambda node: node["bounds"].append([["tail", "3", "1"], "0", "1/1000000"]),
    lambda node: node["bounds"].append([["e_gen", "1"], "0", "0"]),
    lambda node: node["bounds"].append(["loss", "0", "1"]),
    lambda node: node.update(premises={}),
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(version=1), "make it again"),
        (lambda d: d.update(version=True), "make it again"),
        (lambda d: d.update(format="uccheck-certificate"), "version 1"),
        (lambda d: d.update(kernel={"verdict": "PROVED"}), "other keys"),
        (lambda d: d.pop("sha256"), "other keys"),
        (lambda d: d.update(roots={}), "other keys"),
        (lambda d: d.update(roots=[]), "does not have the hash"),
    ],
)
def test_the_envelope_is_closed(document: Document, change: Callable[[Document], Any], said: str) -> None:
    forged = copy.deepcopy(document)
    change(forged)
    with pytest.raises(InvalidFile, match=said):
        check(forged)
    assert outcome({**document, "roots": []}) == Report(
        Verdict.UNDECIDED, "NOT CHECKED: the trees conclude no more than the ranges of their quantities"
    )


def test_a_premise_too_deep_or_too_many_nodes_are_refused(document: Document) -> None:
    node = copy.deepcopy(document["roots"][0])
    deep = node
    for _ in range(12):
        deep = {**copy.deepcopy(node), "premises": [deep]}
    for roots in ([deep], [node] * 65):
        assert outcome({**document, "roots": roots}) is None
