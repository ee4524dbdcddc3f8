"""The kernel-checked core: it builds and passes every gate; what each gate refuses stands in test_coq_gates.py.

Without coqc the tests that need it are skipped with the packages to install; UCCHECK_REQUIRE_TOOLS=1 turns the skip into a failure.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel import library as coq_library
from uccheck.certificates.kernel.convex import convex_goal
from uccheck.certificates.kernel.gates import AXIOMS, sentences, without_comments
from uccheck.certificates.kernel.library import MINUTE, build_library, coqc, inspected, run_limited, source_faults
from uccheck.certificates.kernel.template import Goal, source
from uccheck.certificates.kernel.universe import convex_certificate
from uccheck.certificates.kernel.upper import overfitting, spread
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need
from uccheck.core.verdict import Verdict

COQ = Path(__file__).parent / "coq"
SOURCES = sorted(COQ.glob("*.v"))
#: The frozen page: whoever changes a definition or a headline statement changes this number, and says so.
CHALLENGE = "9123608ced8adcfc3097596e8960f7bcd279ff5e984f3c503cb9ade9b91fbe9e"


@pytest.fixture(scope="session")
def library() -> Iterator[Path]:
    """The compiled development; `make` does nothing when it is up to date."""
    try:
        need("coqc")
    except MissingTool as missing:
        if os.environ.get("UCCHECK_REQUIRE_TOOLS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with (COQ / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_library(COQ, 60 * MINUTE)
    yield COQ


def copy_of(folder: Path, to: Path) -> Path:
    """The library, compiled or not, copied."""
    for path in folder.iterdir():
        if path.suffix in (".v", ".vo") or path.name == "_CoqProject":
            shutil.copy2(path, to)
    return to


# ----- what stands there ---------------------------------------------------------------


def test_the_sources_pass_their_gate() -> None:
    assert source_faults(COQ) == ()


def test_every_source_is_in_the_project() -> None:
    listed = {path.name for path in coq_library.library_sources(COQ)}
    assert listed | {"Assumptions.v"} == {path.name for path in SOURCES}


def test_the_frozen_page_is_short_and_unchanged() -> None:
    text = (COQ / "Challenge.v").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == CHALLENGE
    assert len(text.splitlines()) <= 200


#: Names of the development that stand on the frozen page: what it takes, what it defines anew, and letters of variables.
SHARED = {
    *("RR", "Z", "biased", "coin", "crd", "fair_coin", "half_ge0", "half_le1", "leb", "pP", "pT", "pres", "psG", "pspace"),
    *("psprod", "pspow", "quarter_ge0", "quarter_le1", "zmap", "egen", "eunif", "eabove", "ezero"),
    *("e_gen", "e_unif_alg", "smallest", "emp", "pop", "setting", "signed", "sign_lemma", "paper", "paper_s"),
    *("theorem_A", "theorem_B", "theorem_C", "theorem_C_half", "theorem_D", "theorem_E", "theorem_G", "theorem_H", "theorem_I"),
    *("B", "D", "G", "X", "c", "h", "k", "q", "t", "x"),
}


def test_no_name_of_the_development_shadows_a_librarys_on_the_frozen_page() -> None:
    """A `Definition measurable` in any other file would change what the page says without changing its text."""
    defined = r"(?:Lemma|Theorem|Corollary|Definition|Fixpoint|Notation|Record)\s+([A-Za-z][\w']*)|[;{]\s*([A-Za-z]\w*) :"
    others = (code(path) for path in SOURCES if path.name != "Challenge.v")
    names = {name for text in others for hit in re.findall(defined, text) for name in hit if name}
    page = re.sub(r"Proof\..*?Qed\.", "", code(COQ / "Challenge.v"), flags=re.DOTALL)
    assert names & set(re.findall(r"[\w']+", page)) == SHARED


def code(path: Path) -> str:
    """A source without its comments."""
    return without_comments(path.read_text(encoding="utf-8"))


def test_every_headline_of_the_frozen_page_has_its_assumptions_printed() -> None:
    names = re.findall(r"^Theorem (\w+)", (COQ / "Challenge.v").read_text(encoding="utf-8"), re.MULTILINE)
    printed = (COQ / "Assumptions.v").read_text(encoding="utf-8")
    assert tuple(names) == coq_library.headlines(COQ) and {"theorem_A", "sign_lemma", "sco_uniform"} <= {*names}
    assert [name for name in names if not re.search(rf"\b{name}\b", printed)] == []


def test_the_ledger_names_theorems_that_exist() -> None:
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    for row in ledger["checked"]:
        assert statement(row["file"], row["theorem"]), row
    ids = [row["id"] for part in ("checked", "unchecked") for row in ledger[part]]
    assert len(ids) == len(set(ids))


def statement(file: str, theorem: str) -> str:
    """A theorem as its source states it, after the variables and hypotheses of the sections that are open there; empty if there is none."""
    opened: list[list[str]] = [[]]
    for sentence in sentences((COQ / file).read_text(encoding="utf-8")):
        first, _, rest = sentence.partition(" ")
        if first == "Section":
            opened.append([])
        elif first == "End":
            opened.pop()
        elif first in ("Variable", "Variables", "Hypothesis", "Hypotheses"):
            opened[-1].append(sentence)
        elif first in ("Theorem", "Lemma", "Corollary") and re.match(rf"{theorem}(?![\w'])", rest):
            return " ".join([*(one for section in opened for one in section), rest])
    return ""


def definition(name: str) -> str:
    """`File.name`: the sentence that defines it, or the statement of a lemma."""
    file, _, word = name.partition(".")
    every = sentences((COQ / f"{file}.v").read_text(encoding="utf-8"))
    kinds = "Definition|Fixpoint|Record|Local Notation"
    return next((one for one in every if re.match(rf"(?:{kinds}) {word}\b", one)), "") or statement(f"{file}.v", word)


def digest(row: dict[str, Any]) -> str:
    """Of the sentence and of the statement, with what it is told to read."""
    parts = [row["title"], statement(row["file"], row["theorem"]), *map(definition, row.get("reads", ()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def test_each_sentence_of_the_ledger_was_written_for_the_statement_that_stands_there() -> None:
    """Whoever changes a statement, a hypothesis of its section or a sentence reads both again, and renews the row's `statement`."""
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    assert {row["id"]: digest(row) for row in ledger["checked"] if row["statement"] != digest(row)} == {}


NUMERAL = re.compile(r"(?<![\w.^_])\d+(?:\.\d+)?(?!\w)|(?<=\^)\d+|(?<![\w.])\d+(?=[a-z])")
#: names with a digit in them
NAMES = re.compile(r"\b(?:w[12]|x2|N_1|chi2_D|e1|e2)\b")


def numerals(text: str) -> set[str]:
    """The numbers that a text writes; `250662 / 100000` is 2.50662."""
    plain = re.sub(r"\b(\d{6}) / 100000\b", lambda hit: f"{hit[0]} {int(hit[1]) / 100000}", NAMES.sub("", text))
    return set(NUMERAL.findall(re.sub(r"(\d+)%:[RE]", r"\1", plain)))


def foreign(row: dict[str, Any]) -> set[str]:
    """The numbers of a sentence that its statement, hypotheses included, and what it reads do not write."""
    text = " ".join([statement(row["file"], row["theorem"]), *map(definition, row.get("reads", ()))])
    return numerals(row["title"]) - numerals(text) - {said for one in row.get("derived", ()) if (said := derived(one, numerals(text)))}


def derived(line: str, known: set[str]) -> str:
    """The number that a line such as `128 = 2048 / 4^2` or `512 >= 160` derives from the statement's numbers and 1, or nothing."""
    number, sign, formula = line.split(" ", 2)
    value = eval(formula.replace("^", "**"), {"__builtins__": {}})  # of this repository's own file
    holds = {"=": Fraction(number) == value, ">=": Fraction(number) >= value}[sign]
    return number if holds and numerals(formula) and numerals(formula) <= known | {"1"} else ""


def test_each_number_of_a_ledgers_sentence_stands_in_its_statement() -> None:
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    assert {row["id"]: foreign(row) for row in ledger["checked"] if foreign(row)} == {}


@pytest.mark.parametrize("line", ["127 = 2048 / 4^2", "128 = 2047 / 4^2", "128 = 128", "159 >= 160", "64 = 2048 / 2^5"])
def test_a_wrong_constant_does_not_hide_behind_what_is_derived(line: str) -> None:
    known = {"1", "0", "2048", "160", "2", "16", "4", "75"}
    assert derived("128 = 2048 / 4^2", known) == "128" and derived("512 >= 160", known) == "512"
    assert derived(line, known) == ""


@pytest.mark.parametrize("wrong", [lambda n: n + 1, lambda n: 10 * n + 7])
def test_a_number_changed_in_any_sentence_of_the_ledger_is_seen(wrong: Callable[[int], int]) -> None:
    """Each number of each sentence in turn: the digest moves, and a number that the statement has nowhere is named."""
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))
    planted = [
        row | {"title": row["title"][: hit.start()] + str(wrong(int(hit[0]))) + row["title"][hit.end() :]}
        for row in ledger["checked"]
        for hit in NUMERAL.finditer(NAMES.sub(lambda name: "_" * len(name[0]), row["title"]))
        if "." not in hit[0]
    ]
    assert len(planted) > 150 and all(row["statement"] != digest(row) for row in planted)
    assert wrong(0) == 1 or [row["title"] for row in planted if not foreign(row)] == []


@pytest.mark.slow
def test_every_row_of_the_ledger_is_a_theorem_of_the_library_over_the_known_axioms(library: Path) -> None:
    """The names go from the ledger to Coq as they stand, which prints what they rest on."""
    rows = tomllib.loads((COQ / "LEDGER.toml").read_text(encoding="utf-8"))["checked"]
    names = [f"UC.{row['file'].removesuffix('.v')}.{row['theorem']}" for row in rows]
    modules = " ".join(sorted({name.split(".")[1] for name in names}))
    terms = ", ".join(f"@{name}" for name in names)
    text = f"From UC Require {modules}.\nDefinition rows := ({terms}).\nPrint Assumptions rows.\n"
    known, foreign = coq_library.printed_assumptions(library, "Ledger", text)
    assert foreign == () and set(known) <= set(AXIOMS)


@pytest.mark.slow
def test_the_library_passes_every_gate_and_rests_on_the_known_axioms(library: Path) -> None:
    found = inspected(library)
    assert found.faults == ()
    assert found.axioms == AXIOMS


def test_the_hash_moves_with_a_source_and_with_a_compiled_file(tmp_path: Path) -> None:
    (tmp_path / "_CoqProject").write_text("-R . UC\nA.v\n")
    (tmp_path / "Assumptions.v").write_text("")
    (tmp_path / "A.v").write_text("one")
    (tmp_path / "A.vo").write_bytes(b"1")
    first = coq_library.library_hash(tmp_path)
    (tmp_path / "A.vo").write_bytes(b"2")
    second = coq_library.library_hash(tmp_path)
    (tmp_path / "A.v").write_text("two")
    os.utime(tmp_path / "A.vo")
    assert len({first, second, coq_library.library_hash(tmp_path)}) == 3


def test_no_variable_of_the_environment_reaches_coq(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COQPATH", "/evil")
    monkeypatch.setenv("COQEXTRAFLAGS", "-type-in-type")
    _, output = run_limited(["env"], MINUTE)
    assert "COQ" not in output


# ----- faults in the mathematics: coqc stops in the lemma named --------------------------------------

#: file, what stands there, what is put in its place, the lemma that must fail
FAULTS = {
    "a constant: 1048 for 2048": (
        "Constants.v",
        "2048 * (1 + eta) / (4 - gamma) ^ 2 * m * ln (4",
        "1048 * (1 + eta) / (4 - gamma) ^ 2 * m * ln (4",
        "explicit",
    ),
    "a sign: the margin loses w2 . z": ("Learner.v", "s + b * dot v t", "s - b * dot v t", "margin_signal"),
    "a quantifier: some S for all S": (
        "Transfer.v",
        "forall s S, G s -> G S -> `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "forall s, G s -> exists2 S, G S & `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "e_unif_alg_ge",
    ),
    "delta where 2 delta stands": ("Transfer.v", "meets delta (1 - 2 * delta).", "meets delta (1 - delta).", "swap_meets"),
    "a tail bound too good: 17/75 for 16/75": ("Constants.v", "<= - (16 / 75", "<= - (17 / 75", "long_le"),
    "e^2 for e in the sharp tail": ("ChiReal.v", "ex D <= / mu * exp (- (mu * D) - 1", "ex D <= / mu * exp (- (mu * D) - 0", "chi_real"),
    "a right point not counted": ("Pairs.v", "e1 * m%:R <= k.+1%:R.", "e1 * m%:R <= k.+2%:R.", "good_right"),
    "a cube for the fourth power": ("Sign.v", "delta ((1 - delta) ^+ 4).", "delta ((1 - delta) ^+ 3).", "sign_meets"),
    "the normaliser too large": ("TailReal.v", "* bell x / (250662 / 100000).", "* bell x / (250672 / 100000).", "tail_sampford"),
    "theorem C said of no delta": (
        "Challenge.v",
        "(0 < delta < 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->\n  (2048",
        "(0 < delta <= 2)%coqR -> (0 < eta <= 1 / 4)%coqR ->\n  (2048",
        "theorem_C",
    ),
    "above the constant: 1 + eta for 1 - eta": ("Challenge.v", "2048 * (1 - eta) / (4 - c", "2048 * (1 + eta) / (4 - c", "theorem_H"),
    "a gamma too small: 3 for 32": ("Challenge.v", "(4 + 32 * (1 + eta)", "(4 + 3 * (1 + eta)", "theorem_G"),
    "with the flip's margin: b / 2 for b": ("Challenge.v", "(gamma + b * (1 + eta) < s)", "(gamma + b / 2 * (1 + eta) < s)", "no_margin"),
    "Birnbaum's bound too large": ("TailReal.v", "* bell x / (250664 / 100000).", "* bell x / (250654 / 100000).", "tail_birnbaum"),
    "the terms of the series not yet halved": (
        "BellSeries.v",
        "0 <= y -> 2 * y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->\n  RInt bell",
        "0 <= y -> y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->\n  RInt bell",
        "bell_series_le",
    ),
    "steps of gradient descent twice as long": (
        "ConvexLearners.v",
        "0 <= a, 2%:R * a * (1 + eta) <= 1 &",
        "0 <= a, a * (1 + eta) <= 1 &",
        "descent_box",
    ),
    "three kinds of bad columns for two": ("ConvexLearners.v", "delta < 1 - (1 - 2%:R / 2", "delta < 1 - (1 - 3%:R / 2", "ball_half"),
    "e_gen bounded on an event of any probability": (
        "Transfer.v",
        "(1 - delta)%:E)%E.\n\nLemma likely_hit",
        "(2 - delta)%:E)%E.\n\nLemma likely_hit",
        "likely_hit",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_rejected(library: Path, tmp_path: Path, fault: str) -> None:
    name, sound, faulty, lemma = FAULTS[fault]
    folder = copy_of(library, tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(sound) == 1, "the fault no longer applies: the source has changed"
    (folder / name).write_text(text.replace(sound, faulty), encoding="utf-8")
    code, output = coqc(folder / name, folder, 20 * MINUTE)
    assert code not in (0, None), f"coqc accepted the fault {fault!r}"
    assert failing_lemma(folder / name, output) == lemma


def failing_lemma(path: Path, errors: str) -> str:
    """The lemma in whose proof coqc stopped."""
    line = re.search(r"line (\d+)", errors)
    assert line is not None, errors
    above = path.read_text(encoding="utf-8").splitlines()[: int(line.group(1))]
    return [hit.group(1) for text in above if (hit := re.match(r"\s*(?:Lemma|Theorem)\s+(\w+)", text))][-1]


# ----- certificates ------------------------------------------------------------------------------------

UPHELD, UNDECIDED = Verdict.UPHELD, Verdict.UNDECIDED
INSTANCES = {
    ("1", "2000", "0.1", "0.01", "0.99", "0"): UPHELD,
    ("1000", "348603", "0.05", "0.01", "0.99", "0"): UPHELD,  # README's instance; the balls' least D is 347729
    ("1000", "400000", "0.95", "0.01", "0.99", "0"): UPHELD,  # nothing cited
    ("10", "20000", "0.3", "0.02", "0.98", "3/2"): UPHELD,
    ("1000000", "1000000000000", "0.25", "1e-80", "0.999999999999", "0"): UPHELD,
    ("1000", "347000", "0.05", "0.01", "0.99", "0"): UNDECIDED,  # e_gen itself is above 0.01
    ("1000", "100000", "0.1", "0.05", "0.95", "0"): UNDECIDED,  # false: e_gen(1000, 0.1) = 0.106 in dimension 100000
    ("1000", "400000", "0.1", "0.05", "0.95", "4"): UNDECIDED,  # the theorems are about gamma < 4
}


@pytest.mark.slow
def test_certificates_say_what_was_asked(library: Path) -> None:
    results = kernel.kernel_certificates(tuple(kernel.question(*numbers) for numbers in INSTANCES), timeout=10 * MINUTE)
    for numbers, result in zip(INSTANCES, results, strict=True):
        assert result.verdict is INSTANCES[numbers], (numbers, result.detail)
        assert bool(result.trusts) is (result.verdict is UPHELD)
        assert not any(trust.startswith(("human", "cited")) for trust in result.trusts)


@pytest.mark.slow
def test_what_is_proved_is_the_instances_own_numbers(library: Path) -> None:
    result = kernel.kernel_certificate("1000", "400000", "0.1", timeout=10 * MINUTE)
    assert result.verdict is UPHELD and result.e_gen is not None and result.e_unif_alg is not None
    assert 0.0062 < result.e_gen < 0.0064 and 0.9937 < result.e_unif_alg < 0.9938
    for number in (result.e_gen, result.e_unif_alg):
        assert f"({number.numerator} / {number.denominator})%coqR" in result.source_text
    assert inspected(library).sha256 in result.trusts[0]


@pytest.mark.slow
def test_an_instance_after_the_first_costs_less_than_two_seconds_of_processor_time(library: Path, tmp_path: Path) -> None:
    """All four ends of each; what the first costs more is the time to load the libraries."""
    plans = [kernel._planned(kernel.question("1000", 400000 + k, "0.1")) for k in range(5)]

    def seconds(count: int) -> float:
        path = tmp_path / f"Many{count}.v"
        path.write_text(source(tuple(plan for plan in plans[:count] if isinstance(plan, Goal))))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        assert coqc(path, library, 10 * MINUTE) == (0, "")
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

    assert (seconds(5) - seconds(1)) / 4 < 2


@pytest.mark.slow
def test_an_instance_of_convex_losses_is_proved_from_no_axiom_and_a_false_one_is_rejected(library: Path) -> None:
    """False: a value a little too small; a delta that the integers do not reach."""
    zero, tenth = Fraction(0), Fraction(1, 10)
    goal = convex_goal(10, 10000, tenth, "gradient-descent", Fraction(1, 500), zero, Fraction(3, 2))
    found = convex_certificate(goal, 10 * MINUTE)
    assert found.verdict is UPHELD and len(found.trusts) == 1 and found.ends["e_gen", "upper"] == Fraction(9, 50)
    wrong = (replace(goal, small=Fraction(17, 100)), replace(goal, delta=Fraction(999999, 1000000)))
    for false, step in zip(wrong, ("box1", "chance1"), strict=True):
        rejected = convex_certificate(false, 10 * MINUTE)
        assert rejected.verdict is UNDECIDED and step in rejected.detail and rejected.ends == {}


@pytest.mark.slow
def test_a_false_claim_is_rejected_by_coqc_itself(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is made to believe the false claim, so that it is not the search that gives up."""
    monkeypatch.setattr(kernel, "_shortfall", lambda *_: "")
    for e_gen, e_unif_alg, step in (("0.006", None, "g_loss1"), (None, "0.9999", "v_count1")):
        result = kernel.kernel_certificate("1000", "400000", "0.1", e_gen, e_unif_alg, timeout=10 * MINUTE)
        assert result.verdict is UNDECIDED and step in result.detail, result.detail


@pytest.mark.slow
def test_a_library_with_a_fault_proves_nothing(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(library, tmp_path)
    monkeypatch.setenv("UCCHECK_COQ", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with (folder / "Prelude.v").open("a") as source:
        source.write("\nUnset Guard Checking.\n")
    with pytest.raises(MissingTool, match="kernel build"):
        kernel.kernel_certificate("1000", "400000", "0.1")
    os.utime(folder / "Prelude.vo")
    result = kernel.kernel_certificate("1000", "400000", "0.1")
    assert result.verdict is UNDECIDED and "Unset Guard Checking" in result.detail


def uccheck(library: Path, *arguments: str) -> dict[str, Any]:
    """The JSON that a command prints over this library."""
    command = [sys.executable, "-m", "uccheck", *arguments, "--json"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=20 * MINUTE, env={**os.environ, "UCCHECK_COQ": str(library)})
    assert found.returncode in (0, 1), found.stderr
    return {**json.loads(found.stdout), "status": found.returncode}


@pytest.mark.slow
def test_the_commands_print_proved_over_coqs_own_numbers_and_over_nothing_else(library: Path, tmp_path: Path) -> None:
    numbers = ("--m", "1000", "--D", "400000", "--delta", "0.95")
    proved = uccheck(library, "certify", *numbers, "--epsilon", "0.01", "--kernel", "-o", str(tmp_path / "c.json"))
    assert (proved["verdict"], proved["kernel"]["verdict"], proved["status"]) == ("PROVED", "PROVED", 0)
    assert Fraction(proved["kernel"]["e_gen"]) <= Fraction(1, 100) and Fraction(proved["kernel"]["e_unif_alg"]) >= Fraction(99, 100)
    assert not any(trust.startswith(("human", "cited")) for trust in proved["kernel"]["trusts"])
    assert "e_gen" in (tmp_path / "c.v").read_text() or "egen" in (tmp_path / "c.v").read_text()
    sharper = uccheck(library, "certify", *numbers, "--epsilon", "0.0064285", "--kernel")  # balls reach it, Coq's numbers do not
    assert (sharper["verdict"], sharper["kernel"]["verdict"], sharper["status"]) == ("CERTIFIED", "PROVED", 1)
    checked = uccheck(library, "check", str(tmp_path / "c.json"), "--kernel")
    assert (checked["verdict"], checked["files"][0]["kernel"][0]["verdict"]) == ("CERTIFIED", "PROVED")
    assert uccheck(library, "kernel", "status")["faults"] == []


@pytest.mark.slow
def test_a_refutation_is_proved_too_and_so_are_other_signals_and_theorem_a(library: Path) -> None:
    """At numbers of Coq's own: what only the balls refute, or no Coq theorem stands for, is not said to be proved."""

    def certify(m: str, D: str, delta: str, epsilon: str, *more: str) -> dict[str, Any]:
        return uccheck(library, "certify", "--m", m, "--D", D, "--delta", delta, "--epsilon", epsilon, "--kernel", *more)

    refuted = certify("1000", "200000", "0.05", "0.01")
    assert (refuted["verdict"], refuted["kernel"]["verdict"], refuted["status"]) == ("REFUTED", "PROVED", 1)
    assert refuted["kernel"]["refutes"] == ["e_gen", "e_unif_alg"]
    assert Fraction(1, 100) < Fraction(refuted["kernel"]["e_gen_lower"]) <= Fraction(refuted["e_gen"]["lower"])
    assert Fraction(refuted["e_unif_alg"]["upper"]) <= Fraction(refuted["kernel"]["e_unif_alg_upper"]) < Fraction(99, 100)
    near = certify("1000", "200000", "0.05", "0.0388")  # the balls refute it, Coq's bound is 0.03847
    assert (near["halves"]["e_gen"], near["kernel"]["refutes"]) == ("REFUTED", [])
    drowned = certify("10", "2000", "0.1", "0.2", "--gamma", "1000")
    assert drowned["kernel"]["refutes"] == ["e_unif_alg"] and Fraction(drowned["kernel"]["e_gen"]) < Fraction(1, 5)
    whole = certify("10", "20000", "0.1", "0.01", "--theorem", "A", "--s", "3", "--b", "16")
    assert (whole["verdict"], whole["status"]) == ("PROVED", 0) and "of the whole sample" in whole["kernel"]["detail"]


@pytest.mark.slow
def test_a_false_upper_side_is_rejected_by_coqc_itself(library: Path) -> None:
    asked = kernel.question("1000", "200000", "0.05").instance
    over, top = overfitting(asked), spread(asked)
    assert over is not None and top is not None
    high = replace(over.floor, value=Fraction("0.0391"))  # e_gen is at most 0.038935
    claims = {
        "o_share1": Goal(instance=asked, overfitting=replace(over, floor=high)),
        "o_rare1": Goal(instance=asked, overfitting=replace(over, cap_thin=Fraction(0))),
        "u_share1": Goal(instance=asked, ceiling=replace(top, floor=high)),
        "u_rare1": Goal(instance=asked, ceiling=replace(top, floor=replace(top.floor, alpha=top.floor.alpha / 2))),
    }
    for step, claim in claims.items():
        (result,) = kernel._decided((claim,), 10 * MINUTE)
        assert result.verdict is UNDECIDED and step in result.detail, (step, result.detail)
