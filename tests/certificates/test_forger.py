"""A forger who recomputes every hash gets no false sentence, whichever rule he starts from and whatever he changes."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.certificates.forger import MOVED, QUANTITIES, RULES, SPOILT, Change, Tree, honest, trees
from tests.certificates.forging import _objects, rehashed
from uccheck.certificates.check import Report, check, check_file, plain, rounded
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.verdict import Verdict

#: The kit widens what it records by one part in 10^9, and the checker is a little sharper.
GRAIN = Fraction(1, 10**7)
#: Below this the two arithmetics round to different tiny numbers.
TINY = Fraction(1, 2**1000)
SAMPLE = 30


def forged(tree: Tree, changes: Sequence[Change], choose: random.Random) -> Tree | None:
    """The tree after these changes; None where it has nothing that they change, or is as it was."""
    made = copy.deepcopy(tree)
    try:
        for change in changes:
            change(made, choose)
        return None if made == tree else made
    except (IndexError, ArithmeticError):
        return None
    except RecursionError:  # a cycle is not compared
        return made


def outcome(tree: Tree) -> Report | None:
    """The report on a document whose hash was computed anew; None if it is refused as no certificate."""
    try:
        report = check(rehashed(tree))
    except InvalidFile as refusal:
        assert "\n" not in str(refusal)
        return None
    assert "\n" not in report.sentence
    return report


def false_of(tree: Tree, report: Report) -> str | None:
    """What is wrong with an upheld report: more than the rules say, a parameter, a program or a given sentence that is left out."""
    try:
        told = honest(tree)
    except InvalidParameter:  # numbers of which the kit encloses nothing
        return None
    if told is None:
        return "the rules do not apply"
    for found in report.conclusions:
        low, high = told[found.quantity]
        end, sign = (low, 1) if found.side == ">=" else (high, -1)
        if sign * (found.value - end) > GRAIN * min(abs(end), abs(1 - end)) + TINY:
            return f"{found} beyond {float(end)}"
        names = QUANTITIES[found.quantity[0]]["args"]
        if not all(f"{name} = {plain(x)}" in report.sentence for name, x in zip(names, found.quantity[1:], strict=True)):
            return "a parameter is not told"
        if f"{found.side} {rounded(found)}" not in report.sentence or sign * (Fraction(rounded(found)) - found.value) > 0:
            return "the value is not told, or rounded inward"
    nodes = list(_objects(tree))
    about = [RULES[node["rule"]] for node in nodes] + [QUANTITIES[bound[0][0]] for node in nodes for bound in node["bounds"]]
    rests = [(part, {one for entry in about for one in entry[part]}) for part in ("trusts", "given")]
    if any(set(getattr(report, part)) != wanted for part, wanted in rests) or not all(
        one in report.sentence for _, part in rests for one in part
    ):
        return "what it rests on is not told"
    return None


def test_every_rule_stands_in_a_tree_that_the_checker_accepts() -> None:
    assert {node["rule"] for tree in trees() for node in _objects(tree)} == set(RULES)
    for tree in trees():
        report = outcome(tree)
        assert report is not None and honest(tree) is not None
        assert false_of(tree, report) is None if report.conclusions else "no more than the ranges" in report.sentence


@pytest.mark.parametrize("change", SPOILT, ids=lambda one: one.__name__.strip("_"))
def test_what_is_no_certificate_is_refused_whatever_its_hash(change: Change) -> None:
    choose, tried = random.Random(change.__name__), 0
    for tree in trees():
        for _ in range(3):
            made = forged(tree, [change], choose)
            if made is None:
                continue
            report = outcome(made)
            assert report is None or report.verdict is not Verdict.UPHELD, report.sentence
            tried += 1
    assert tried >= 60


def test_a_forger_gets_no_false_sentence() -> None:
    choose, refused, passed = random.Random(2019), Counter[str](), Counter[str]()
    for tree in trees():
        for number in range(SAMPLE):
            changes = [MOVED[number % len(MOVED)], *choose.sample(MOVED, choose.choice((0, 0, 1, 2)))]
            made = forged(tree, changes, choose)
            if made is None:
                continue
            report = outcome(made)
            upheld = report is not None and report.verdict is Verdict.UPHELD
            if upheld and report is not None:
                assert (wrong := false_of(made, report)) is None, (wrong, [change.__name__ for change in changes], made)
            (passed if upheld else refused).update({node["rule"] for node in _objects(tree)})
    assert set(refused) == set(RULES) and len(passed) > len(RULES) / 2, set(RULES) - set(refused)


def test_a_key_that_occurs_twice_is_refused_in_every_node(tmp_path: Path) -> None:
    tree: Any = max(trees(), key=lambda one: len(list(_objects(one))))
    text = json.dumps(rehashed(tree))
    places = [place for place in range(len(text)) if text.startswith('"rule": ', place)]
    assert len(places) == len(list(_objects(tree))) > 2
    for place in places:
        file = tmp_path / "forged.json"
        file.write_text(text[:place] + '"rule": "markov", ' + text[place:], encoding="utf-8")
        with pytest.raises(InvalidFile, match="twice"):
            check_file(file)
