"""The independent checker: what it says it checked, what it trusts and was given, and the work it takes on."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.certificates.forging import DOCUMENTS, Document, _objects, rehashed
from uccheck.answers.certify import certify
from uccheck.certificates import check as checker
from uccheck.certificates import check_integrals, check_rules, check_universes
from uccheck.certificates.check import check
from uccheck.certificates.check_rules import TABLE
from uccheck.core.verdict import Verdict


def test_the_sentence_names_every_parameter(document: Document) -> None:
    report = check(document)
    assert report.verdict is Verdict.UPHELD
    for word in ("m = ", "D = ", "s = 4", "b = 32", "gamma = 0", "delta = 0.", "Trusts: flint", "Given: ", "Rules "):
        assert word in report.sentence


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
