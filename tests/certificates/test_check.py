"""The independent checker: a closed format, and no changed number, key or node that makes a false conclusion pass."""

from __future__ import annotations

import ast
import copy
import json
import os
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from uccheck.answers.answer import Answer, answer
from uccheck.answers.certify import certify
from uccheck.certificates import check as checker
from uccheck.certificates import check_integrals, check_rules, check_universes
from uccheck.certificates.check import Report, check, check_file, digest
from uccheck.certificates.check_rules import TABLE
from uccheck.core.errors import InvalidFile
from uccheck.core.verdict import Verdict

DOCUMENTS = {
    "B": (1000, 400_000, "0.05", "0.01"),
    "simplex": (1000, 400_000, "0.52", "0.01"),
    "signs": (1000, 400_000, "0.9", "0.01"),
    "correlated": (1000, 349_399, "0.9", "0.01"),
    "refuted": (20, 900, "0.1", "0.01"),
}
Document = dict[str, Any]


@pytest.fixture(scope="module", params=list(DOCUMENTS), name="document")
def fixture_document(request: pytest.FixtureRequest) -> Document:
    found = certify(*DOCUMENTS[request.param]).certificate
    assert found is not None
    return json.loads(json.dumps(found))


def signed(document: Document) -> Document:
    """The document with the hash that its content has: a forger can compute it too."""
    return {**document, "sha256": digest(document)}


def outcome(document: Document) -> Report | None:
    """The report on a forged document; None if it is refused as no certificate."""
    try:
        return check(signed(document))
    except InvalidFile as refusal:
        assert "\n" not in str(refusal)
        return None


def test_the_sentence_names_every_parameter(document: Document) -> None:
    report = check(document)
    assert report.verdict is Verdict.UPHELD
    for word in ("m = ", "D = ", "s = 4", "b = 32", "gamma = 0", "delta = 0.", "Trusts: flint", "Given: ", "Rules "):
        assert word in report.sentence


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


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    yield node
    for premise in node["premises"]:
        yield from _objects(premise)


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


FILES = {
    "empty": b"",
    "bytes": b"\xff\xfe\x00",
    "deep": b"[" * 10**5,
    "twice": b'{"format": "uccheck-tree", "format": "uccheck-tree"}',
    "list": b"[]",
    "large": b" " * (1 << 20) + b"{}",
    "version 1": b'{"format": "uccheck-certificate", "version": 1}',
    "surrogate": b'{"format": "uccheck-tree", "version": 2, "roots": ["\\ud800"], "sha256": "\\ud800"}',
    "infinity": b'{"format": "uccheck-tree", "version": 2, "roots": [Infinity], "sha256": ""}',
}


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_certificate_is_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(FILES[name])
    with pytest.raises(InvalidFile) as refusal:
        check_file(path)
    assert "\n" not in str(refusal.value)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "none", Path("a\0b")):
        with pytest.raises(InvalidFile):
            check_file(path)


def test_the_checker_imports_nothing_of_what_it_checks() -> None:
    found: set[str | None] = set()
    for module in (checker, check_rules, check_integrals, check_universes):
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        found |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {name for name in found if name and name.split(".")[0] == "uccheck"}
    own = {f"certificates.{name}" for name in ("check_integrals", "check_rules", "check_universes")}
    assert ours == {f"uccheck.{name}" for name in ("core.errors", "core.verdict", *own)}
    assert not found & {"numpy", "scipy", "sympy", "mpmath", "importlib"}


def test_ends_are_printed_outward() -> None:
    report = check(certify(1000, 400_000, "0.05", "0.01").certificate)
    for found in report.conclusions:
        shown = Fraction(checker.rounded(found))
        assert shown >= found.value if found.side == "<=" else shown <= found.value
        assert abs(shown - found.value) <= found.value / 10**9
        assert re.search(re.escape(f"{found.side} {checker.rounded(found)}"), report.sentence)


def rehashed(*roots: Any) -> Document:
    return signed({"format": "uccheck-tree", "version": 2, "roots": list(roots), "sha256": ""})


def leaf(rule: str, bounds: list[Any], **at: Any) -> dict[str, Any]:
    """A node without premises."""
    said = {name: str(Fraction(value)) for name, value in at.items()}
    return {"rule": rule, "sha256": TABLE["rules"][rule]["sha256"], "at": said, "bounds": bounds, "premises": []}


def test_a_rule_with_an_exponential_trusts_flint() -> None:
    report = check(rehashed(leaf("sign-chernoff", [], m=1000, D=400_000, s=4, b=32, x="1/2000")))
    assert report.verdict is Verdict.UPHELD and report.trusts == ("flint", "sympy")
    plain = check(rehashed(leaf("wide-margin", [], m=10, D=10, s=4, b=32, gamma=16, delta="1/2")))
    assert plain.verdict is Verdict.UPHELD and "flint" not in plain.trusts


def test_a_false_bound_is_refuted_and_what_does_not_follow_is_not_checked() -> None:
    at = {"m": 1, "D": 1, "s": 4, "b": 32, "gamma": 10**6, "delta": "1/2", "c": 10**5, "t": 100, "q": 100}
    false = [[["tail", "1", "100"], "9/10", "1"]]
    assert check(rehashed(leaf("large-gamma", false, **at))).verdict is Verdict.UNDECIDED  # the hypothesis does not follow
    held = [[["tail", "1", "100"], "0", "1/1000000000000000000000000000000"]]
    assert check(rehashed(leaf("large-gamma", held, **at))).verdict is Verdict.REFUTED  # P(chi2_1 > 100) is larger


def test_a_file_that_would_cost_too_much_is_refused_before_any_integral() -> None:
    at = {"m": 10**4, "D": 160_000, "s": 4, "b": 32, "gamma": 0, "delta": "1/4000", "e": 1}
    names = ["10000", "160000", "4", "32"]
    roots = [leaf("theorem-a", [[["all_flipped", *names, str(160_000 + j)], "1/1000", "1"]], t=160_000 + j, **at) for j in range(20)]
    for root in roots:
        root["at"]["e"] = "1/2"
        root["bounds"].append([["loss", *names, "0", root["at"]["t"]], "0", "1/2"])
    found = check(rehashed(*roots))
    assert found.verdict is Verdict.UNDECIDED and "more than the 200" in found.sentence


def test_numbers_are_shown_exactly_and_as_decimals_where_they_are_short() -> None:
    """Digits or an exponent by the power of ten; a fraction where no decimal ends, or only a long one does."""
    for x in (
        Fraction(1, 3),
        Fraction(7, 2**399),
        Fraction(7, 2**400),
        Fraction(-22, 7),
        Fraction(3, 10**100),
        Fraction(0),
        Fraction(10**30),
    ):
        shown = checker.plain(x)
        assert Fraction(shown) == x
        assert ("/" in shown) == (x in (Fraction(1, 3), Fraction(-22, 7), Fraction(7, 2**400)))
    shown = {j: checker.plain(Fraction(10) ** j) for j in range(-12, 25)}
    assert {j for j, text in shown.items() if "e" in text} == {*range(-12, -7), *range(20, 25)}
    assert shown[-8] == "1e-8" and shown[20] == "1e20" and shown[-7] == "0.0000001" and shown[19] == "1" + "0" * 19


def test_a_file_is_read_as_it_stands_up_to_one_mebibyte(tmp_path: Path) -> None:
    found = certify(*DOCUMENTS["B"]).certificate
    text, path = json.dumps(found).encode(), tmp_path / "c.json"
    for size in (len(text), 1 << 20, (1 << 20) + 1):
        path.write_bytes(text + b" " * (size - len(text)))
        if size > 1 << 20:
            with pytest.raises(InvalidFile, match="larger than 1 MiB"):
                check_file(path)
        else:
            assert check_file(path) == check_file(str(path)) == check(found)
    for text, said in ((b'{"a": 1, "a": 1}', "a key occurs twice"), (b'{"a": ', "truncated or not a certificate")):
        path.write_bytes(text)
        with pytest.raises(InvalidFile, match=said):
            check_file(path)
    with pytest.raises(InvalidFile, match="named by its path"):
        check_file(3)  # type: ignore[arg-type]


def test_a_file_may_cost_what_the_checker_spends_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    found = certify(*DOCUMENTS["B"]).certificate
    cost = sum(1 for root in found["roots"] for node in _objects(root) for _ in node["bounds"])
    for most, verdict in ((cost, Verdict.UPHELD), (cost - 1, Verdict.UNDECIDED)):
        monkeypatch.setattr(checker, "_MOST_INTEGRALS", most)
        assert check(found).verdict is verdict


def test_every_given_sentence_stands_in_the_sentence_that_says_what_was_checked(document: Document) -> None:
    report = check(document)
    assert report.given and f"Given: {'; '.join(report.given)}." in report.sentence
    assert report.given == tuple(sorted({one for root in document["roots"] for node in _objects(root) for one in sentences(node)}))
    bare = check(rehashed(leaf("sign-chernoff", [], m=1000, D=400_000, s=4, b=32, x="1/2000")))
    assert bare.given == tuple(sorted(TABLE["rules"]["sign-chernoff"]["given"]))


def sentences(node: dict[str, Any]) -> list[str]:
    bounds = [one for bound in node["bounds"] for one in TABLE["quantities"][bound[0][0]]["given"]]
    return [*TABLE["rules"][node["rule"]]["given"], *bounds]
