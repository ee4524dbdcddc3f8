"""Certificates decided by Coq: floats propose Chernoff witnesses, a fixed template states the theorem, the kernel decides.

Glossary
    instance     m, D, delta, gamma, s, b: the setting of the Coq theorems.
    claim        an instance with bounds on e_gen and e_unif-alg, up to four: these numbers are what Coq proves.
    library      proofs/coq, compiled, inspected once per hash (library.py); UCCHECK_COQ names another place.
A stranger's .v file is never compiled: the file is written here from the claim alone.
"""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from uccheck.certificates.kernel.gates import refused
from uccheck.certificates.kernel.library import Library, inspected, library_folder, library_hash
from uccheck.certificates.kernel.search import Generalizing, Instance, Vacuity, generalizing, vacuous
from uccheck.certificates.kernel.statement import ReadBack, linear_statements
from uccheck.certificates.kernel.template import Goal, best_claim, full_claim, source
from uccheck.certificates.kernel.tools import coqc
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, decimal_above, decimal_below, exact, nonnegative, positive, positive_integer, probability
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict

MAX_M = 10**6
MAX_D = 10**12


@dataclass(frozen=True, kw_only=True)
class CoqWord(NoBool):
    """What Coq said: `source_text` is the .v file; `trusts` is empty unless the verdict is UPHELD."""

    verdict: Verdict
    detail: str
    source_text: str = ""
    trusts: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def evidence(self) -> Evidence:
        """The result as evidence of kind KERNEL."""
        return Evidence(kind=Kind.KERNEL, verdict=self.verdict, detail=self.detail, trusts=self.trusts)


@dataclass(frozen=True, kw_only=True)
class KernelResult(CoqWord):
    """What Coq said about one claim.

    The four ends are the numbers of the claim, None where nothing was claimed: PROVED says exactly
    e_gen_lower <= e_gen(m, delta) <= e_gen and e_unif_alg <= e_unif-alg(m, delta) <= e_unif_alg_upper.
    """

    e_gen: Fraction | None = None
    e_unif_alg: Fraction | None = None
    e_gen_lower: Fraction | None = None
    e_unif_alg_upper: Fraction | None = None
    pair: str = ""


@dataclass(frozen=True, kw_only=True)
class KernelQuestion:
    """One instance and the numbers asked for; without any the kernel's own best numbers on both sides are."""

    instance: Instance
    e_gen: Fraction | None = None
    e_unif_alg: Fraction | None = None
    theorem: str = "auto"


def question(
    m: Exact,
    D: Exact,
    delta: Exact,
    e_gen: Exact | None = None,
    e_unif_alg: Exact | None = None,
    gamma: Exact = 0,
    *,
    s: Exact = 4,
    b: Exact = 32,
    theorem: str = "auto",
) -> KernelQuestion:
    """The question with its numbers exact.

    Raises: InvalidParameter for a number outside its domain.
    """
    instance = Instance(
        m=positive_integer(m, "m", MAX_M),
        D=positive_integer(D, "D", MAX_D),
        delta=probability(delta, "delta"),
        gamma=nonnegative(gamma, "gamma"),
        s=positive(s, "s"),
        b=positive(b, "b"),
    )
    least = None if e_gen is None else nonnegative(e_gen, "e_gen")
    most = None if e_unif_alg is None else exact(e_unif_alg, "e_unif_alg")
    if most is not None and most > 1:
        raise InvalidParameter(f"e_unif_alg must be at most 1, got {most}")
    return KernelQuestion(instance=instance, e_gen=least, e_unif_alg=most, theorem=theorem)


def kernel_certificate(
    m: Exact,
    D: Exact,
    delta: Exact,
    e_gen: Exact | None = None,
    e_unif_alg: Exact | None = None,
    gamma: Exact = 0,
    *,
    s: Exact = 4,
    b: Exact = 32,
    theorem: str = "auto",
    timeout: float = 60,
) -> KernelResult:
    """Whether Coq accepts e_gen(m, delta) <= e_gen and e_unif-alg(m, delta) >= e_unif_alg; without numbers, its best on both sides.

    Guarantee
        UPHELD only if the library passed every gate and coqc accepted the statement at these very numbers; never REFUTED;
        UNDECIDED says which bound falls short, or what was refused. Ends `timeout` seconds after the library is inspected.
    Raises
        InvalidParameter; MissingTool: no coqc, or the library is not compiled.
    """
    asked = question(m, D, delta, e_gen, e_unif_alg, gamma, s=s, b=b, theorem=theorem)
    return kernel_certificates((asked,), timeout=timeout)[0]


def kernel_certificates(questions: tuple[KernelQuestion, ...], *, timeout: float = 60) -> tuple[KernelResult, ...]:
    """The answers to many questions, those that the search can meet in one file."""
    planned = [_planned(asked) for asked in questions]
    claims = tuple(plan for plan in planned if isinstance(plan, Goal))
    decided = iter(_decided(claims, timeout) if claims else ())
    return tuple(next(decided) if isinstance(plan, Goal) else plan for plan in planned)


def _planned(asked: KernelQuestion) -> Goal | KernelResult:
    """Witnesses for the numbers asked for, or what is missing."""
    instance = asked.instance
    if asked.e_gen is None and asked.e_unif_alg is None:
        claim = full_claim(instance, asked.theorem)
        ends = (claim.e_gen, claim.e_unif_alg, claim.e_gen_lower, claim.e_unif_alg_upper)
        return claim if any(end is not None for end in ends) else _undecided("the kernel's bounds reach no end of either quantity")
    if instance.gamma >= instance.s:
        return _undecided(f"gamma = {instance.gamma}: the Coq theorems on vacuity are about gamma < {instance.s}, the signal margin")
    small, large = generalizing(instance), vacuous(instance, asked.theorem)
    if missing := _shortfall(asked, small, large):
        return _undecided(missing)
    assert large is not None
    best = best_claim(instance, small, large)
    e_gen = best.e_gen if asked.e_gen is None else asked.e_gen
    e_unif_alg = best.e_unif_alg if asked.e_unif_alg is None else asked.e_unif_alg
    return Goal(instance=instance, e_gen=e_gen, e_unif_alg=e_unif_alg, generalizing=small, vacuous=large)


def _shortfall(asked: KernelQuestion, small: Generalizing, large: Vacuity | None) -> str:
    """Which of the kernel's bounds does not reach the number asked for; empty when both do. What is shown lies apart as the numbers do."""
    if asked.e_gen is not None and small.loss.value > asked.e_gen:
        reached, wanted = decimal_above(small.loss.value, 6), decimal_below(asked.e_gen, 6)
        return f"population loss: the kernel's bound on e_gen is {reached}, above {wanted}"
    if large is None:
        return "flipped margins: the kernel's bound on P(a flipped margin > 0) is too large for any e_unif-alg > 0"
    if asked.e_unif_alg is not None and 1 - large.value < asked.e_unif_alg:
        reached, wanted = decimal_below(1 - large.value, 6), decimal_above(asked.e_unif_alg, 6)
        return f"flipped margins and loss: the kernel's bound on e_unif-alg is {reached}, below {wanted}"
    return ""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What became of one file: why it was refused, or coqc's exit status (None: out of time) and output."""

    library: Library
    seconds: float
    refusal: str = ""
    code: int | None = None
    output: str = ""

    @property
    def accepted(self) -> bool:
        """Whether coqc had nothing to say, over a library that passed every gate."""
        return not self.refusal and self.code == 0 and not self.output.strip()


def ruled(text: str, timeout: float) -> Ruling:
    """Coq's ruling on a file that this kit wrote.

    Raises: MissingTool: no coqc, or the library is not compiled.
    """
    folder = library_folder()
    library = inspected(folder)
    start = time.monotonic()
    if faults := (*library.faults, *refused(text)):
        return Ruling(library=library, seconds=0.0, refusal=f"refused: {faults[0]}")
    with tempfile.TemporaryDirectory(prefix="uccheck-coq-") as scratch:
        path = Path(scratch) / "Instance.v"
        path.write_text(text, encoding="utf-8")
        code, output = coqc(path, folder, timeout)
    changed = code == 0 and library_hash(folder) != library.sha256
    refusal = "refused: the library changed while coqc ran" if changed else ""
    return Ruling(library=library, seconds=time.monotonic() - start, refusal=refusal, code=code, output=output)


def said_against(ruling: Ruling, text: str, timeout: float) -> str:
    """Why a ruling accepts nothing."""
    if ruling.refusal or ruling.code is None:
        return ruling.refusal or f"coqc did not decide within {timeout:g} s"
    return f"coqc rejected {_failed_step(text, ruling.output)}"


def _decided(claims: tuple[Goal, ...], timeout: float) -> tuple[KernelResult, ...]:
    text = source(claims)
    if linear_statements(text) != tuple(stated(claim) for claim in claims):
        return tuple(_undecided("refused: the statement of the file is not the claim") for _ in claims)
    ruling = ruled(text, timeout)
    if ruling.accepted:
        return tuple(_accepted(claim, source((claim,)), ruling.library, ruling.seconds) for claim in claims)
    if not ruling.refusal and ruling.code is not None and len(claims) > 1:
        return tuple(_decided((claim,), timeout)[0] for claim in claims)
    written = not ruling.refusal
    return tuple(_undecided(said_against(ruling, text, timeout), source((claim,)) if written else "", ruling.seconds) for claim in claims)


def stated(claim: Goal) -> ReadBack:
    """What a file must say of this claim."""
    a = claim.instance
    numbers = {"m": Fraction(a.m), "s": a.s, "b": a.b, "D": Fraction(a.D), "gamma": a.gamma, "delta": a.delta}
    ends = {
        ("e_gen", "upper"): claim.e_gen,
        ("e_unif_alg", "lower"): claim.e_unif_alg,
        ("e_gen", "lower"): claim.e_gen_lower,
        ("e_unif_alg", "upper"): claim.e_unif_alg_upper,
    }
    return ReadBack(numbers, {end: value for end, value in ends.items() if value is not None})


def _accepted(claim: Goal, text: str, library: Library, seconds: float) -> KernelResult:
    pair = "" if claim.vacuous is None else claim.vacuous.pair
    by = {"flip": ", by the flip", "sign": ", by random signs", "": ""}[pair]
    whole = " of the whole sample" if claim.vacuous is not None and claim.vacuous.right == 0 else ""
    return KernelResult(
        verdict=Verdict.UPHELD,
        detail=f"coqc accepts {_numbers(claim)}{by}{whole}, over the library {library.sha256[:12]}",
        e_gen=claim.e_gen,
        e_unif_alg=claim.e_unif_alg,
        e_gen_lower=claim.e_gen_lower,
        e_unif_alg_upper=claim.e_unif_alg_upper,
        pair=pair,
        source_text=text,
        trusts=library.trusts,
        seconds=seconds,
    )


def _numbers(claim: Goal) -> str:
    """The ends of a claim, each rounded outward."""
    ends = (
        ("e_gen <= ", claim.e_gen, decimal_above),
        ("e_unif-alg >= ", claim.e_unif_alg, decimal_below),
        ("e_gen >= ", claim.e_gen_lower, decimal_below),
        ("e_unif-alg <= ", claim.e_unif_alg_upper, decimal_above),
    )
    return " and ".join(f"{name}{shown(value, 8)}" for name, value, shown in ends if value is not None)


def _undecided(detail: str, text: str = "", seconds: float = 0.0) -> KernelResult:
    return KernelResult(verdict=Verdict.UNDECIDED, detail=detail, source_text=text, seconds=seconds)


def _failed_step(text: str, output: str) -> str:
    """The lemma of the template whose proof coqc refused."""
    found = re.search(r"line (\d+), characters", output)
    if found is None:
        return f"the file: {' '.join(output.split())[:200]}"
    above = text.splitlines()[: int(found.group(1))]
    names = [hit.group(1) for line in above if (hit := re.match(r"(?:Lemma|Theorem) (\w+)", line))]
    error = re.sub(r"\s+", " ", output[found.start() :].split("Error:", 1)[-1]).strip()[:120]
    return f"the step `{names[-1] if names else 'header'}` ({error})"
