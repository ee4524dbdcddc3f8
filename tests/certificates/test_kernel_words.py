"""What is said beside a verdict of the kernel is true: numbers rounded outward, and PROVED of what was stated, gated and accepted alone."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.certificates.planning import instance, plan
from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel.gates import AXIOMS
from uccheck.certificates.kernel.instance import MAX_D, MAX_M, KernelQuestion, KernelResult, Ruling, question
from uccheck.certificates.kernel.library import Library
from uccheck.certificates.kernel.statement import linear_statements
from uccheck.certificates.kernel.template import Goal, full_claim, source
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

F = Fraction
SOUND = Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=AXIOMS, faults=())
ENDS = {
    "e_gen": ("e_gen", "<="),
    "e_unif_alg": ("e_unif-alg", ">="),
    "e_gen_lower": ("e_gen", ">="),
    "e_unif_alg_upper": ("e_unif-alg", "<="),
}
SAID = re.compile(r"(e_gen|e_unif-alg) (<=|>=) (-?[\d.]+(?:e-?\d+)?)")


def values(draw: random.Random) -> Fraction:
    return F(draw.randint(1, 10**30), 10**30) ** draw.choice([1, 1, 3, 9]) * draw.choice([1, 1, F(1, 3)])


def require_outward(detail: str, ends: dict[str, Fraction | None]) -> None:
    """Every end is told once, by a number on its outer side that is near; nothing else is told."""
    said = {(name, sign): F(number) for name, sign, number in SAID.findall(detail)}
    assert len(SAID.findall(detail)) == len(said) and detail.count("=") == len(said)
    assert set(said) == {ENDS[name] for name, value in ends.items() if value is not None}
    for name, value in ends.items():
        if value is not None:
            shown = said[ENDS[name]]
            assert shown >= value if ENDS[name][1] == "<=" else shown <= value, (name, value, detail)
            assert abs(shown - value) <= abs(value) / 10**6


@pytest.mark.parametrize("present", list(itertools.product((True, False), repeat=4)))
def test_numbers_beside_a_proof_are_rounded_outward(present: tuple[bool, ...]) -> None:
    """The four ends of hand-made claims, of any of which a claim may have none."""
    draw = random.Random(repr(present))
    for _ in range(25):
        ends = {name: values(draw) if there else None for name, there in zip(ENDS, present, strict=True)}
        claim = cast("Goal", SimpleNamespace(**ends, vacuous=None))
        found = kernel._accepted(claim, "text", SOUND, 1.0)
        require_outward(found.detail, ends)
        assert {name: getattr(found, name) for name in ENDS} == ends and found.verdict is Verdict.UPHELD and found.source_text == "text"


def test_numbers_that_are_short_are_told_as_they_are() -> None:
    claim = SimpleNamespace(e_gen=F(1, 8), e_unif_alg=F(1, 2), e_gen_lower=F(0), e_unif_alg_upper=F(1), vacuous=None)
    assert kernel._numbers(cast("Goal", claim)) == "e_gen <= 0.125 and e_unif-alg >= 0.5 and e_gen >= 0 and e_unif-alg <= 1"


# ----- what was asked ------------------------------------------------------------------------------


def asking(e_gen: Fraction | None, e_unif_alg: Fraction | None) -> KernelQuestion:
    return KernelQuestion(instance=instance(1000, 400_000, "0.1"), e_gen=e_gen, e_unif_alg=e_unif_alg)


def bound(value: Fraction) -> Any:
    return SimpleNamespace(value=value, loss=SimpleNamespace(value=value))


def near(draw: random.Random, value: Fraction) -> Fraction | None:
    return draw.choice([None, value, value * (1 + F(1, 10**9)), value * (1 - F(1, 10**9)), value / 2])


def test_a_shortfall_is_told_exactly_where_there_is_one_and_its_numbers_lie_apart_as_the_true_ones() -> None:
    """Of a bound on e_gen from above and one on e_unif-alg from below, asked for at a near number, at the bound itself, or not at all."""
    draw, told = random.Random(4), 0
    for _ in range(600):
        small, large = values(draw), values(draw)
        e_gen, e_unif_alg = near(draw, small), near(draw, 1 - large)
        short = e_gen is not None and e_gen < small, e_unif_alg is not None and e_unif_alg > 1 - large
        said = kernel._shortfall(asking(e_gen, e_unif_alg), bound(small), bound(large))
        assert (said != "") is any(short)
        if said:
            told += 1
            found = re.fullmatch(r"(.*): the kernel's bound on (.*) is (\S+), (above|below) (\S+)", said)
            assert found is not None and found[1] == ("population loss" if short[0] else "flipped margins and loss")
            reached, wanted = F(found[3]), F(found[5])
            if short[0]:
                assert found[2] == "e_gen" and found[4] == "above" and reached >= small > cast("Fraction", e_gen) >= wanted
            else:
                assert found[2] == "e_unif-alg" and found[4] == "below" and reached <= 1 - large < cast("Fraction", e_unif_alg) <= wanted
            assert abs(reached - (small if short[0] else 1 - large)) <= reached / 10**4
    assert told > 150


def test_without_a_bound_on_the_flipped_margins_nothing_is_reached() -> None:
    for e_gen, e_unif_alg in itertools.product((None, F(1, 2)), (None, F(0))):
        assert kernel._shortfall(asking(e_gen, e_unif_alg), bound(F(1, 3)), None).startswith("flipped margins: ")


def test_a_question_keeps_its_numbers_and_refuses_those_outside_of_their_domains() -> None:
    asked = question(MAX_M, MAX_D, "0.123", "0", "1", "1/3", s="5", b="1/7", theorem="A")
    assert (asked.instance.m, asked.instance.D, asked.instance.delta, asked.instance.gamma) == (10**6, 10**12, F(123, 1000), F(1, 3))
    assert (asked.instance.s, asked.instance.b, asked.e_gen, asked.e_unif_alg, asked.theorem) == (5, F(1, 7), 0, 1, "A")
    plain = question(1, 1, "0.5")
    assert plain.e_gen is None and plain.e_unif_alg is None and question(1, 1, "0.5", None, "-2").e_unif_alg == -2
    assert question(1, 1, "0.5", "3").e_gen == 3 and question(1, 1, "0.5", "3").e_unif_alg is None
    for wrong in (
        (MAX_M + 1, 1, "0.5"), (1, MAX_D + 1, "0.5"), (0, 1, "0.5"), (1, 0, "0.5"), (1, 1, "0"), (1, 1, "1"), (1, 1, "0.5", "-1/9"),
        (1, 1, "0.5", None, "10/9"), (1, 1, "0.5", None, None, "-1"),
    ):  # fmt: skip
        with pytest.raises(InvalidParameter):
            question(*wrong)  # type: ignore[arg-type]
    for more in ({"s": 0}, {"b": 0}, {"s": -1}):
        with pytest.raises(InvalidParameter):
            question(1, 1, "0.5", **more)  # type: ignore[arg-type]


def test_a_plan_is_of_the_numbers_asked_for_and_of_the_best_where_none_is() -> None:
    """One number alone leaves the other end the kernel's own; both are kept as they are; a number out of reach makes no plan."""
    small, large = plan(1000, 400_000, "0.1")
    best, reached = small.loss.value, 1 - large.value
    for e_gen, e_unif_alg in itertools.product((None, best, F(1, 2)), (None, reached, F(1, 3))):
        found = kernel._planned(asking(e_gen, e_unif_alg))
        assert isinstance(found, Goal)
        whole = e_gen is None and e_unif_alg is None
        assert (found.e_gen, found.e_unif_alg) == (e_gen or best, e_unif_alg or reached)
        assert (found.overfitting is not None) is whole and found == (full_claim(instance(1000, 400_000, "0.1")) if whole else found)
    for e_gen, e_unif_alg in ((best / 2, None), (None, (1 + reached) / 2), (best / 2, reached), (best, (1 + reached) / 2)):
        short = kernel._planned(asking(e_gen, e_unif_alg))
        assert isinstance(short, KernelResult) and short.verdict is Verdict.UNDECIDED and short.trusts == ()


@pytest.mark.parametrize("gamma", ["3.99", "4", "5"])
def test_a_number_is_asked_for_below_the_signal_margin_only(gamma: str) -> None:
    asked = KernelQuestion(instance=instance(1000, 400_000, "0.1", gamma), e_gen=F(1, 2))
    found = kernel._planned(asked)
    assert (isinstance(found, KernelResult) and "gamma < 4" in found.detail) is (F(gamma) >= 4)


@pytest.mark.parametrize("present", list(itertools.product((True, False), repeat=4)))
def test_a_claim_of_any_end_is_put_to_coq_and_one_of_none_is_not(present: tuple[bool, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    claim = SimpleNamespace(**{name: F(1, 2) if there else None for name, there in zip(ENDS, present, strict=True)})
    monkeypatch.setattr(kernel, "full_claim", lambda *_: claim)
    found = kernel._planned(asking(None, None))
    assert (found is cast("Goal", claim)) is any(present)
    assert any(present) or (isinstance(found, KernelResult) and found.verdict is Verdict.UNDECIDED and "no end" in found.detail)


# ----- Coq's ruling --------------------------------------------------------------------------------


@pytest.mark.parametrize(("refusal", "code", "output"), list(itertools.product(("", "refused"), (0, 1, None), ("", " \n", "Axioms:"))))
def test_a_ruling_accepts_only_where_nothing_was_said_at_all(refusal: str, code: int | None, output: str) -> None:
    ruling = Ruling(library=SOUND, seconds=1.0, refusal=refusal, code=code, output=output)
    assert ruling.accepted is (refusal == "" and code == 0 and output.strip() == "")
    if not ruling.accepted:
        said = kernel.said_against(ruling, "", 7)
        assert said == "refused" if refusal else ("within 7 s" in said if code is None else said.startswith("coqc rejected"))


#: The library's faults, what it is after coqc ran, coqc's exit status, the text; and the refusal.
RULINGS = {
    "sound": ((), SOUND.sha256, 0, "Lemma a : True.", ""),
    "a fault": (("A.v: Axiom",), SOUND.sha256, 0, "Lemma a : True.", "refused: A.v: Axiom"),
    "a text that the gate refuses": ((), SOUND.sha256, 0, "Axiom a : False.", "refused: Axiom in `Axiom a : False`"),
    "another library afterwards": ((), "cd" * 32, 0, "Lemma a : True.", "refused: the library changed while coqc ran"),
    "rejected": ((), SOUND.sha256, 1, "Lemma a : True.", ""),
    "rejected over another library": ((), "cd" * 32, 1, "Lemma a : True.", ""),
    "out of time": ((), SOUND.sha256, None, "Lemma a : True.", ""),
}


@pytest.mark.parametrize("case", RULINGS)
def test_coqc_is_asked_about_this_very_text_over_a_library_that_passed_and_stayed(
    case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    faults, after, code, text, refusal = RULINGS[case]
    asked: list[tuple[str, str, Path, float]] = []

    def coqc(path: Path, folder: Path, seconds: float) -> tuple[int | None, str]:
        asked.append((path.name, path.read_text(), folder, seconds))
        return code, "said"

    monkeypatch.setattr(kernel, "library_folder", lambda: tmp_path)
    monkeypatch.setattr(kernel, "inspected", lambda folder: replace(SOUND, faults=faults))
    monkeypatch.setattr(kernel, "library_hash", lambda folder: after)
    monkeypatch.setattr(kernel, "coqc", coqc)
    ruling = kernel.ruled(text, 9.0)
    assert ruling.refusal == refusal and 0 <= ruling.seconds < 5
    unasked = bool(faults) or "gate" in case
    assert asked == ([] if unasked else [("Instance.v", text, tmp_path, 9.0)])
    assert (ruling.code, ruling.output) == ((None, "") if unasked else (code, "said"))


class Coq:
    """Stands for `ruled`: what it says of a file, and the files that it was given."""

    def __init__(self, said: Callable[[str], dict[str, Any]]) -> None:
        self.said, self.texts = said, list[str]()

    def __call__(self, text: str, timeout: float) -> Ruling:
        self.texts.append(text)
        return Ruling(**({"library": SOUND, "seconds": 2.0, "code": 0} | self.said(text)))


NUMBERS = [(1000, 350_000), (1000, 350_001), (10, 12_800)]


def answers(monkeypatch: pytest.MonkeyPatch, said: Callable[[str], dict[str, Any]]) -> tuple[Coq, tuple[KernelResult, ...]]:
    coq = Coq(said)
    monkeypatch.setattr(kernel, "ruled", coq)
    asked = [question(m, D, "0.1") for m, D in NUMBERS]
    return coq, kernel.kernel_certificates((*asked[:1], question(1000, 350_000, "0.1", "1e-9"), *asked[1:]), timeout=5)


def proved(found: KernelResult, m: int, D: int) -> None:
    """PROVED, with the file that states these very ends of this very instance, each told outward."""
    claim = full_claim(instance(m, D, "0.1"))
    ends = {name: getattr(found, name) for name in ENDS}
    assert found.verdict is Verdict.UPHELD and ends == {name: getattr(claim, name) for name in ENDS} and found.seconds == 2.0
    require_outward(found.detail.partition(", ")[0], ends)
    (read,) = linear_statements(found.source_text)
    assert read == kernel.stated(claim) and read.numbers["m"] == m and read.numbers["D"] == D and read.numbers["delta"] == F(1, 10)
    sides = {"e_gen": ("e_gen", "upper"), "e_unif_alg": ("e_unif_alg", "lower"), "e_gen_lower": ("e_gen", "lower")}
    sides["e_unif_alg_upper"] = ("e_unif_alg", "upper")
    assert read.ends == {sides[name]: value for name, value in ends.items() if value is not None}


def test_what_is_accepted_together_is_proved_one_by_one_in_the_order_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    coq, (one, short, two, three) = answers(monkeypatch, lambda text: {})
    for found, numbers in zip((one, two, three), NUMBERS, strict=True):
        proved(found, *numbers)
    assert short.verdict is Verdict.UNDECIDED and "population loss" in short.detail and short.source_text == "" and len(coq.texts) == 1
    assert len(linear_statements(coq.texts[0])) == 3


def test_a_claim_that_is_rejected_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    said = 'File "Instance.v", line 30, characters 1-2:\nError: no'
    coq, (one, _, two, three) = answers(monkeypatch, lambda text: {"code": 1, "output": said} if "350001" in text else {})
    proved(one, *NUMBERS[0])
    proved(three, *NUMBERS[2])
    assert two.verdict is Verdict.UNDECIDED and two.detail.startswith("coqc rejected the step") and two.trusts == () and len(coq.texts) == 4
    assert linear_statements(two.source_text) == (kernel.stated(full_claim(instance(1000, 350_001, "0.1"))),)
    assert [getattr(two, name) for name in ENDS] == [None] * 4, "a claim that is not proved has no ends"


@pytest.mark.parametrize("said", [{"refusal": "refused: the library", "code": 0}, {"code": None}, {"refusal": "refused: it", "code": 1}])
def test_what_was_refused_or_ran_out_of_time_is_not_asked_again(said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    coq, found = answers(monkeypatch, lambda text: said)
    assert len(coq.texts) == 1 and {one.verdict for one in found} == {Verdict.UNDECIDED}
    for one in (found[0], *found[2:]):
        assert one.detail == said.get("refusal", "coqc did not decide within 5 s") and one.trusts == () and one.seconds == 2.0
        assert (one.source_text == "") is ("refusal" in said)


def test_one_claim_that_is_rejected_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    coq = Coq(lambda text: {"code": 1, "output": "Error: no"})
    monkeypatch.setattr(kernel, "ruled", coq)
    found = kernel.kernel_certificate(10, 12_800, "0.1")
    assert len(coq.texts) == 1 and found.verdict is Verdict.UNDECIDED and found.detail == "coqc rejected the file: Error: no"


def test_coq_is_not_asked_where_the_search_meets_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "ruled", lambda *_: pytest.fail("coqc was asked"))
    assert kernel.kernel_certificates(()) == ()
    assert kernel.kernel_certificate(1000, 350_000, "0.1", "1e-9").verdict is Verdict.UNDECIDED


def steps() -> Iterator[tuple[int, str]]:
    text = source((full_claim(instance(10, 12_800, "0.1")),)).splitlines()
    name = "header"
    for line, written in enumerate(text, 1):
        named = re.match(r"(?:Lemma|Theorem) (\w+)", written)
        name = named[1] if named else name
        yield line, name


def test_the_step_that_fails_is_the_lemma_in_which_the_line_stands() -> None:
    text = source((full_claim(instance(10, 12_800, "0.1")),))
    for line, name in steps():
        said = kernel._failed_step(text, f'File "x", line {line}, characters 3-9:\nError:\n  no   such\n thing')
        assert said == f"the step `{name}` (no such thing)"
