"""Certificates: what is certified, what fails and why, and that the independent checker rejects every change for the worse."""

from __future__ import annotations

import ast
import copy
import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import ctx

import uccheck.certificates.check
import uccheck.certificates.check_integrals
from uccheck.answers.certify import certify, generalizes
from uccheck.answers.instance import Instance
from uccheck.answers.threshold import threshold
from uccheck.balls import ball
from uccheck.balls.quantile import chi2_upper_quantile, upper_tail
from uccheck.certificates.check import check, check_file
from uccheck.certificates.check_integrals import Problem
from uccheck.certificates.document import canonical
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting

CERTIFIED = {
    "A": (1000, 400_000, "0.05", "0.01", "A"),
    "B": (1000, 400_000, "0.05", "0.01", "B"),
    "simplex": (1000, 400_000, "0.8", "0.02", "C"),
    "correlated swap": (1000, 400_000, "0.95", "0.01", "C"),
    "one sample": (1, 300, "0.1", "0.2", "B"),
    "far": (100, 200_000, "0.1", "2e-8", "B"),
    "large": (10**6, 4 * 10**8, "0.05", "0.01", "auto"),
    "huge": (10**9, 10**12, "0.05", "0.01", "auto"),
}


@pytest.fixture(scope="module", params=list(CERTIFIED), name="document")
def fixture_document(request: pytest.FixtureRequest) -> dict[str, Any]:
    *numbers, theorem = CERTIFIED[request.param]
    outcome = certify(*numbers, theorem=theorem)
    assert outcome.verdict is Verdict.UPHELD
    assert outcome.certificate is not None
    return json.loads(json.dumps(outcome.certificate.document()))


def signed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the hash that its content has: a forger can compute it too."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    return {**content, "sha256": hashlib.sha256(canonical(content)).hexdigest()}


def rejected(document: dict[str, Any]) -> bool:
    try:
        return check(document).verdict is not Verdict.UPHELD
    except InvalidFile:
        return True


def test_the_checker_agrees(document: dict[str, Any]) -> None:
    report = check(document)
    assert report.verdict is Verdict.UPHELD
    assert all(line.startswith("holds:") for line in report.lines)
    lemma = document["steps"][1]["lemma"]
    assert any("Borell" in trust for trust in report.trusts) == (lemma == "correlated swap")
    assert any("Borell" in trust for trust in document["trusts"]) == (lemma == "correlated swap")


def test_every_changed_character_is_noticed(document: dict[str, Any]) -> None:
    for place, key in [(document["claim"], k) for k in document["claim"]] + [(document["conclusion"], k) for k in document["conclusion"]]:
        kept = place[key]
        place[key] = kept + "1" if "/" not in kept else "1" + kept
        assert check(document).verdict is Verdict.REFUTED
        place[key] = kept
    assert check(document).verdict is Verdict.UPHELD


#: Changes that make the claim stronger or a step too good to be true, as a forger would make them.
WORSE = {
    "claim.m": "x8",
    "claim.D": "/8",
    "claim.b": "x8",
    "claim.delta": "/1000000",
    "claim.epsilon": "/1000",
    "conclusion.e_gen_upper": "x0.99",
    "conclusion.e_unif_alg_lower": "+0.001",
    "steps.0.t": "x0.98",
    "steps.0.loss_at_most": "x0.99",
    "steps.1.loss_at_most": "x0.99",
    "steps.1.tail_at_most": "x0.9",
    "steps.1.one_unflipped_at_most": "x0.9",
    "steps.1.share_unflipped": "x0.000001",
    "steps.1.probability_at_least": "+0.9",
}


def test_every_change_for_the_worse_is_rejected(document: dict[str, Any]) -> None:
    tried = 0
    for path, how in WORSE.items():
        forged = copy.deepcopy(document)
        place: Any = forged
        *parents, leaf = path.split(".")
        for name in parents:
            place = place[int(name)] if name.isdigit() else place[name]
        if leaf not in place:  # another theorem's step
            continue
        if "unflipped" in leaf and Fraction(document["steps"][1]["one_unflipped_at_most"]) <= Fraction(1, 10**300):
            continue  # recorded no smaller than this, so that a smaller value may well be true
        place[leaf] = changed(place[leaf], how)
        assert rejected(signed(forged)), path
        tried += 1
    assert tried >= 10


def changed(text: str, how: str) -> str:
    value = Fraction(text)
    found = {"x": lambda v: value * v, "/": lambda v: value / v, "+": lambda v: value + v}[how[0]](Fraction(how[1:]))
    return str(int(found)) if found.denominator == 1 else f"{found.numerator}/{found.denominator}"


def test_a_sign_an_event_or_a_lemma_cannot_be_swapped(document: dict[str, Any]) -> None:
    for key in ("m", "D", "delta", "epsilon"):
        forged = copy.deepcopy(document)
        forged["claim"][key] = "-" + forged["claim"][key]
        assert rejected(signed(forged))
    for name, other in (("swap", "simplex"), ("simplex", "swap"), ("correlated swap", "swap")):
        if document["steps"][1]["lemma"] == name:
            forged = copy.deepcopy(document)
            forged["steps"][1]["lemma"] = other
            assert rejected(signed(forged))
    forged = copy.deepcopy(document)
    forged["steps"][1]["step"], forged["steps"][0]["step"] = "generalization", "transfer"
    assert rejected(signed(forged))
    forged = copy.deepcopy(document)
    del forged["steps"][1]
    assert rejected(signed(forged))
    forged = copy.deepcopy(document)
    forged["trusts"] = []
    assert any("flint" in trust for trust in check(signed(forged)).trusts)  # trusts are computed, not read


def test_delta_beyond_the_lemma_is_rejected(document: dict[str, Any]) -> None:
    forged = copy.deepcopy(document)
    forged["claim"]["delta"] = "0.999999"
    assert rejected(signed(forged))


def test_the_instance_of_half_the_dimension_fails_and_says_why() -> None:
    outcome = certify(1000, 200_000, "0.05", "0.01")
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.certificate is None
    assert "L_D" in outcome.failing[0]
    assert "0.99" in outcome.failing[1]


def test_a_transfer_that_fails_is_inconclusive_not_refuted() -> None:
    outcome = certify(1000, 5000, "0.05", "0.4", theorem="B")
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.word == "INCONCLUSIVE"


def test_generalization_is_decided_both_ways() -> None:
    def ask(D: int, epsilon: str) -> Verdict:
        return generalizes(Instance.of(1000, D, "0.05", epsilon))[0]

    assert ask(400_000, "0.01") is Verdict.UPHELD
    assert ask(200_000, "0.01") is Verdict.REFUTED
    assert ask(10, "0.01") is Verdict.UNDECIDED  # the training error is not zero there


def test_the_threshold_is_a_threshold() -> None:
    found = threshold(1000, "0.05", "0.01", theorem="B")
    assert found.outcome.verdict is Verdict.UPHELD
    assert found.below is Verdict.UPHELD
    assert certify(1000, found.D - 1, "0.05", "0.01", theorem="B").verdict is not Verdict.UPHELD
    low = probability("population-error", LinearSetting(1000, found.D - 1), epsilon="0.01")
    assert Fraction(low.upper) < Fraction(19, 20)
    assert 346_000 < found.D < 349_000  # 64 m z^2 = 346,360, and one standard deviation of T more


def test_complete_flip_is_weaker_where_the_flip_decides() -> None:
    a, b = (threshold(200, "0.05", "0.4", theorem=name) for name in "AB")
    assert a.D > b.D
    assert a.below is Verdict.UPHELD


@pytest.mark.parametrize("p", ["0.05", "0.899999", "1e-12", "1e-200"])
@pytest.mark.parametrize("D", [1, 30, 400_000, 10**12])
def test_quantiles_lie_on_the_safe_side_and_near(D: int, p: str) -> None:
    t = chi2_upper_quantile(D, Fraction(p))
    with ctx.workprec(200):
        assert upper_tail(D, t) <= ball(p)
        assert upper_tail(D, t * (1 - Fraction(1, 10**6) / (1 + int(D**0.5)))) > ball(p)


@pytest.mark.parametrize(("m", "D"), [(30, 3000), (1000, 400_000), (10**6, 4 * 10**8)])
def test_the_checkers_integrals_agree_with_the_makers(m: int, D: int) -> None:
    """Two rules that share no code meet within their balls."""
    problem = Problem(*(Fraction(v) for v in (m, D, 4, 32, 0)))
    ours = probability("one-flipped", LinearSetting(m, D))
    with ctx.workprec(128 + 2 * D.bit_length()):
        theirs = problem.one_unflipped(Fraction(1), Fraction(ours.complement_upper or "1"))
        assert theirs.overlaps(ours.complement_ball())
        assert theirs.rel_accuracy_bits() > 30
        t = Fraction(D) + int((2 * D) ** 0.5)
        assert problem.upper_tail(t, Fraction(1, 10)).overlaps(upper_tail(D, t))


def test_the_checker_finds_the_complete_flip_by_slices_too() -> None:
    problem = Problem(*(Fraction(v) for v in (1000, 16_000, 4, 32, 0)))
    exact = probability("all-flipped", LinearSetting(1000, 16_000))
    with ctx.workprec(160):
        found = problem.all_flipped(Fraction(17_500), slices=40)
    assert Fraction(6, 10) < found < Fraction(exact.upper)


def test_the_checker_imports_nothing_of_what_it_checks() -> None:
    found: set[str | None] = set()
    for module in (uccheck.certificates.check, uccheck.certificates.check_integrals):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        found |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        found |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {name for name in found if name and name.split(".")[0] == "uccheck"}
    assert ours == {"uccheck.core.errors", "uccheck.core.verdict", "uccheck.certificates.check_integrals"}
    assert not found & {"numpy", "scipy", "sympy", "mpmath", "importlib"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "not JSON"),
        (b'{"format": "uccheck-certificate", "vers', "not JSON"),
        (b"[]", "no object"),
        (b'{"format": "uccheck-certificate", "version": 2}', "version 2"),
        (b'{"format": "uccheck-certificate", "version": 1}', "sha256"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(content)
    with pytest.raises(InvalidFile, match=line) as caught:
        check_file(path)
    assert "\n" not in str(caught.value)


def test_two_gigabytes_of_zeros_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(InvalidFile, match="larger than 1 MiB"):
        check_file(path)


@pytest.mark.parametrize(
    ("numbers", "line"),
    [
        ((0, 10, "0.1", "0.1"), "m must be at least 1, got 0"),
        ((10, -5, "0.1", "0.1"), "D must be at least 1"),
        ((10, "10.5", "0.1", "0.1"), "whole number"),
        ((10, 10**30, "0.1", "0.1"), "at most"),
        ((10, 100, "1", "0.1"), "delta must lie strictly between 0 and 1"),
        ((10, 100, "nan", "0.1"), "delta is not a number"),
        ((10, 100, "0.1", "1e-2x"), "epsilon is not a number"),
        ((10, 100, 0.1, "0.1"), "must be exact, got the float"),
    ],
)
def test_bad_numbers_are_one_line(numbers: tuple[Any, ...], line: str) -> None:
    with pytest.raises(InvalidParameter, match=line) as caught:
        certify(*numbers)
    assert "\n" not in str(caught.value)


def test_theorems_that_cannot_apply_say_so() -> None:
    for name in "AB":
        with pytest.raises(InvalidParameter, match="theorem C"):
            certify(10, 100, "0.5", "0.1", theorem=name)
    with pytest.raises(InvalidParameter, match="unknown theorem"):
        certify(10, 100, "0.1", "0.1", theorem="D")
    with pytest.raises(InvalidParameter, match="r = s/b >= 1"):
        certify(10, 100, "0.1", "0.1", s=32)
    wide = certify(1000, 400_000, "0.05", "0.01", gamma=100)
    assert wide.verdict is Verdict.UNDECIDED
    assert "at least 1/2" in wide.failing[0]
