"""Every format of a report tells the same of each claim: a hand table of verdicts and expectations, read back from what is written."""

from __future__ import annotations

import json
import re
from collections import Counter
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from uccheck.audit.engine import Finding, exit_status
from uccheck.audit.reports import report

#: (verdict, expected): what JUnit makes of it ("" a pass), the rule and level of SARIF's alert (None: no alert), the exit status alone.
TOLD: dict[tuple[str, str], tuple[str, tuple[str, str] | None, int]] = {
    ("PROVED", ""): ("", None, 0),
    ("CERTIFIED", "UPHELD"): ("", None, 0),
    ("CONFIRMED(0.95)", "CONFIRMED"): ("", None, 0),
    ("MEASURED", ""): ("", None, 0),
    ("REFUTED", "REFUTED"): ("", None, 0),
    ("INCONCLUSIVE", "INCONCLUSIVE"): ("", None, 0),
    ("INCONCLUSIVE(NEEDS SCOPE)", "INCONCLUSIVE"): ("", None, 0),
    ("REFUTED", ""): ("failure", ("claim-refuted", "error"), 1),
    ("REFUTED", "UPHELD"): ("failure", ("claim-refuted", "error"), 1),
    ("PROVED", "REFUTED"): ("failure", ("claim-unexpected", "error"), 1),
    ("CERTIFIED", "PROVED"): ("failure", ("claim-unexpected", "error"), 1),
    ("INCONCLUSIVE", ""): ("skipped", ("claim-undecided", "warning"), 1),
    ("OUT-OF-SCOPE", ""): ("skipped", ("claim-out-of-scope", "note"), 1),
    ("INCONCLUSIVE", "UPHELD"): ("failure", ("claim-undecided", "warning"), 1),
    ("INCONCLUSIVE", "REFUTED"): ("failure", ("claim-undecided", "warning"), 1),
    ("OUT-OF-SCOPE", "CERTIFIED"): ("failure", ("claim-out-of-scope", "note"), 1),
    ("INVALID", ""): ("error", ("claim-invalid", "error"), 3),
}


def finding(verdict: str, expect: str, number: int = 0, **more: Any) -> Finding:
    name = f"c{number}"
    kind = "none" if verdict in ("INVALID", "OUT-OF-SCOPE") else "exact"
    return Finding(id=name, verdict=verdict, kind=kind, detail=f"detail {name}", expect=expect, file="a.toml", line=number + 1, **more)


EVERY = [finding(*case, number) for number, case in enumerate(TOLD)]


def cases(found: list[Finding]) -> tuple[Any, dict[str, str]]:
    """The suite of the JUnit file, and by name the tag of each case."""
    suite = Xml.fromstring(report.render(found, "junit").partition("\n")[2])[0]
    tags = {case.attrib["name"]: [part.tag for part in case if part.tag != "system-out"] for case in suite.iter("testcase")}
    return suite, {name: "".join(tag) for name, tag in tags.items()}


def test_a_claim_fails_is_skipped_or_passes_as_the_table_says() -> None:
    suite, tags = cases(EVERY)
    assert list(tags.values()) == [said for said, _, _ in TOLD.values()]
    counted = Counter(tags.values())
    assert {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": len(EVERY), "failures": counted["failure"], "errors": counted["error"], "skipped": counted["skipped"],
    }  # fmt: skip
    assert [case.attrib["line"] for case in suite.iter("testcase")] == [str(one.line) for one in EVERY]


def test_an_alert_is_raised_of_what_is_not_as_expected_with_its_level() -> None:
    run = json.loads(report.render(EVERY, "sarif"))["runs"][0]
    found = {one["properties"]["id"]: (one["ruleId"], one["level"]) for one in run["results"]}
    assert found == {one.id: alert for one, (_, alert, _) in zip(EVERY, TOLD.values(), strict=True) if alert is not None}
    lines = {one["properties"]["id"]: one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in run["results"]}
    assert all(line == int(name[1:]) + 1 for name, line in lines.items())


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_status_json_and_text_say_of_one_claim_what_the_others_do(number: int) -> None:
    one, (_, alert, status) = EVERY[number], [*TOLD.values()][number]
    assert exit_status([one]) == status and (status == 0) == (alert is None)
    body = json.loads(report.render([one], "json"))
    assert body["all_as_expected"] is body["claims"][0]["as_expected"] is (status == 0)
    assert body["all_upheld"] is (one.verdict.split("(")[0] in ("PROVED", "CERTIFIED", "CONFIRMED", "MEASURED"))
    text = report.render([one], "text")
    assert text.startswith(f"{one.verdict}  {one.id}  (a.toml:{one.line})")
    assert (f"EXPECTED {one.expect}" in text) is (one.expect != "" and status != 0)
    assert ("1 as expected, 0 not" in text) is (one.expect != "" and status == 0)
    assert ("0 as expected, 1 not" in text) is (one.expect != "" and status != 0)


@pytest.mark.parametrize("format", ["text", "md", "junit"])
def test_each_format_counts_every_verdict(format: str) -> None:
    shown = report.render(EVERY, format).replace("\\", "")
    counted = Counter(one.verdict.split("(")[0] for one in EVERY)
    assert f"{len(EVERY)} claims: " in shown
    assert all(re.search(rf"\b{count} {word}\b", shown) for word, count in counted.items())


#: Error rates, what they add up to, the confidence that is left, and whether any is told.
RATES = [
    (("1/20", "1/20"), "0.1", None), (("1/20", "3/50"), "0.11", 0.89), (("1/4", "1/4", "1/8"), "0.625", 0.375),
    (("1/2", "1/2"), "1", 0), (("0", "0"), "0", None),
]  # fmt: skip


@pytest.mark.parametrize(("rates", "total", "left"), RATES)
def test_error_rates_add_up_and_what_is_left_is_the_confidence(rates: tuple[str, ...], total: str, left: float | None) -> None:
    found = [finding("CONFIRMED(0.5)", "", number, alpha=rate) for number, rate in enumerate(rates)]
    assert Fraction(json.loads(report.render(found, "json"))["alpha_total"]) == sum(map(Fraction, rates))
    for format in ("text", "md"):
        shown = report.render(found, format).replace("\\", "")
        assert f"total alpha {total}" in shown
        told = re.findall(r"the error rates add up to ([\d.]+): .* hold with confidence ([\d.]+) only", shown)
        assert told == ([(total, f"{left:g}")] if left else [])
        assert ("carry no confidence" in shown) is (left == 0)


#: Two claims, what each trusts and is given: no two lists are alike, and one sentence is in both.
RESTS = [(["alpha prover", "beta prover"], ["human: x1"]), (["beta prover"], ["human: x1", "cited: x2", "cited: x3"])]
RESTING = [finding("CERTIFIED", "", number, trusts=trusts, given=given) for number, (trusts, given) in enumerate(RESTS)]


def test_every_format_tells_what_is_trusted_from_what_is_given() -> None:
    for one, row in zip(RESTING, json.loads(report.render(RESTING, "json"))["claims"], strict=True):
        assert (row["trusts"], row["given"]) == (one.trusts, one.given)
    for one in RESTING:
        text = report.render([one], "text")
        assert f"kind:    exact; trusts {', '.join(one.trusts)}\n" in text and f"given:   {'; '.join(one.given)}\n" in text
        refuted = Finding(**{**vars(one), "verdict": "REFUTED"})
        (alert,) = json.loads(report.render([refuted], "sarif"))["runs"][0]["results"]
        assert (alert["properties"]["trusts"], alert["properties"]["given"]) == (one.trusts, one.given)
        page = dict(re.findall(r"<dt>(Trusts|Given)</dt><dd>([^<]*)</dd>", report.render([one], "html")))
        assert page == {"Trusts": "; ".join(one.trusts), "Given": "; ".join(one.given)}
    folded = report.render(RESTING, "md").replace("\\", "")
    trusted, given = ({name for part in RESTS for name in part[side]} for side in (0, 1))
    assert f"Trusted: {len(trusted)}; given: {len(given)}" in folded
    told = re.findall(r"^- (Trusted|Given): (.*)$", folded, re.MULTILINE)
    assert sorted(told) == sorted([*(("Trusted", name) for name in trusted), *(("Given", name) for name in given)])
