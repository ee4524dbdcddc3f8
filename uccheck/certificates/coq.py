"""Certificates decided by Coq: floats propose Chernoff witnesses, a fixed template states the theorem, the kernel decides.

Glossary
    witness      tau (tilt of a flipped margin), alpha (tolerated excess of |w2|^2), the split e1 + e2 = epsilon: rationals.
    instance     m, D, delta, epsilon, gamma: the only numbers that the statement depends on.
    library      proofs/coq, compiled; UCCHECK_COQ names another place.
A stranger's .v file is never compiled: the file is written again here from the instance alone.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from uccheck.certificates.coq_search import Instance, Shortfall, Witness, propose
from uccheck.core.errors import InvalidParameter, MissingTool
from uccheck.core.exact import Exact, nonnegative, positive_integer, probability
from uccheck.core.programs import need
from uccheck.core.verdict import Evidence, Kind, Verdict

MAX_M = 10**6
MAX_D = 10**12
#: Logical axioms of the libraries; a certificate that rests on anything else is not accepted.
AXIOMS = (
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "Classical_Prop.classic",
    "Epsilon.epsilon_statement",
    "FunctionalExtensionality.functional_extensionality_dep",
    "boolp.constructive_indefinite_description",
    "boolp.functional_extensionality_dep",
    "boolp.propositional_extensionality",
)


@dataclass(frozen=True, kw_only=True)
class KernelResult:
    """What Coq said about one instance; `source_text` is the .v file, `assumptions` what Print Assumptions printed."""

    verdict: Verdict
    detail: str
    source_text: str
    assumptions: tuple[str, ...]
    seconds: float

    @property
    def evidence(self) -> Evidence:
        """The result as evidence of kind KERNEL."""
        trusts = ("coq", *(f"axiom: {name}" for name in self.assumptions))
        return Evidence(kind=Kind.KERNEL, verdict=self.verdict, detail=self.detail, trusts=trusts)


def kernel_certificate(
    m: Exact,
    D: Exact,
    delta: Exact,
    epsilon: Exact,
    *,
    gamma: Exact = 0,
    workdir: Path | None = None,
    timeout: float = 60,
) -> KernelResult:
    """Whether Coq accepts e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon for this instance.

    Guarantee
        UPHELD only if coqc accepted the statement of the template and its axioms are among AXIOMS; never REFUTED;
        UNDECIDED says which bound fails and by how much. Ends after `timeout` seconds.
    Raises
        InvalidParameter; MissingTool: no coqc, or the library is not compiled.
    """
    instance = checked_instance(m, D, delta, epsilon, gamma)
    start = time.monotonic()
    found = propose(instance)
    if isinstance(found, Shortfall):
        return _undecided(found.detail, "", start)
    source = certificate_source(instance, found)
    coqc, library = need("coqc"), compiled_library()
    if workdir is not None:
        return _decide(coqc, library, source, Path(workdir), start, timeout)
    with tempfile.TemporaryDirectory(prefix="uccheck-coq-") as scratch:
        return _decide(coqc, library, source, Path(scratch), start, timeout)


def checked_instance(m: Exact, D: Exact, delta: Exact, epsilon: Exact, gamma: Exact = 0) -> Instance:
    """The instance, its numbers exact and inside the template's domain: delta < 1/2, gamma < 4."""
    margin = nonnegative(gamma, "gamma")
    if margin >= 4:
        raise InvalidParameter(f"gamma must be below 4, the signal margin, for a kernel certificate, got {margin}")
    return Instance(
        m=positive_integer(m, "m", MAX_M),
        D=positive_integer(D, "D", MAX_D),
        delta=probability(delta, "delta"),
        epsilon=probability(epsilon, "epsilon"),
        gamma=margin,
    )


def library_directory() -> Path:
    """Where the .v sources are: UCCHECK_COQ, else proofs/coq of the checkout that holds this package."""
    named = os.environ.get("UCCHECK_COQ")
    found = Path(named) if named else Path(__file__).resolve().parents[2] / "proofs" / "coq"
    if not (found / "_CoqProject").is_file():
        raise MissingTool(f"no Coq library in {found}: set UCCHECK_COQ to the folder proofs/coq of a checkout of uccheck")
    return found


def compiled_library() -> Path:
    """The library's folder, known to be compiled and not older than its sources."""
    library = library_directory()
    for line in (library / "_CoqProject").read_text().split():
        if line.endswith(".v"):
            _check_compiled(library, library / line)
    return library


def _check_compiled(library: Path, source: Path) -> None:
    compiled = source.with_suffix(".vo")
    if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
        raise MissingTool(f"the Coq library is not compiled ({compiled.name} is missing or old): run make -C {library}")


def _decide(coqc: str, library: Path, source: str, workdir: Path, start: float, timeout: float) -> KernelResult:
    path = workdir / "Instance.v"
    path.write_text(source)
    command = [coqc, "-q", "-w", "none", "-R", str(library), "UC", str(path)]
    code, output = run_limited(command, timeout - (time.monotonic() - start))
    if code is None:
        return _undecided(f"coqc did not decide within the time limit of {timeout:g} s", source, start)
    if code != 0:
        return _undecided(f"coqc rejected {_failed_step(source, output)}", source, start)
    assumptions = parse_assumptions(output)
    foreign = sorted(set(assumptions) - set(AXIOMS))
    if foreign or not assumptions:
        return _undecided(f"accepted, but resting on unexpected axioms: {', '.join(foreign) or 'none were printed'}", source, start)
    detail = "accepted by coqc: e_gen <= epsilon and e_unif-alg >= 1 - epsilon"
    return KernelResult(
        verdict=Verdict.UPHELD, detail=detail, source_text=source, assumptions=assumptions, seconds=time.monotonic() - start
    )


def run_limited(command: list[str], seconds: float) -> tuple[int | None, str]:
    """Exit status and combined output of a command; status None if it ran past its limit and was ended."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=max(seconds, 0.1))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return process.returncode, output


def parse_assumptions(output: str) -> tuple[str, ...]:
    """The names that Print Assumptions printed, sorted; a name starts its line and is followed by a colon."""
    found = re.findall(r"^([A-Za-z_][\w.']*)(?=\s*:|\s*$)", output.split("Axioms:", 1)[-1], re.MULTILINE)
    return tuple(sorted(set(found))) if "Axioms:" in output else ()


def _failed_step(source: str, output: str) -> str:
    """The lemma of the template whose proof coqc refused."""
    found = re.search(r"line (\d+), characters", output)
    if found is None:
        return f"the file: {' '.join(output.split())[:200]}"
    above = source.splitlines()[: int(found.group(1))]
    names = [hit.group(1) for line in above if (hit := re.match(r"(?:Lemma|Theorem) (\w+)", line))]
    error = re.sub(r"\s+", " ", output[found.start() :].split("Error:", 1)[-1]).strip()[:120]
    return f"the step `{names[-1] if names else 'header'}` ({error})"


def _undecided(detail: str, source: str, start: float) -> KernelResult:
    return KernelResult(verdict=Verdict.UNDECIDED, detail=detail, source_text=source, assumptions=(), seconds=time.monotonic() - start)


def certificate_source(instance: Instance, witness: Witness) -> str:
    """The .v file: numbers filled into the fixed template."""
    values = {name: _rational(value) for name, value in vars(witness).items()}
    values |= {name: _rational(getattr(instance, name)) for name in ("delta", "epsilon", "gamma")}
    text = _TEMPLATE
    for name, value in (values | {"m": str(instance.m), "D": str(instance.D)}).items():
        text = text.replace(f"<{name}>", value)
    return text


def _rational(value: Fraction) -> str:
    return f"({value.numerator})" if value.denominator == 1 else f"({value.numerator} / {value.denominator})"


_TEMPLATE = """\
(* Written by uccheck from m, D, delta, epsilon, gamma; coqc decides.
   instance: with probability >= 1 - delta over samples of <m> points in dimension <D>,
   e_gen <= epsilon and e_unif-alg >= 1 - epsilon. *)
From Coq Require Import Reals Lra ZArith.
From Interval Require Import Tactic.
From UC Require Import ITZ Constants.
Import ITZ.
Local Open Scope R_scope.

Definition tau := <tau>.
Definition alpha := <alpha>.
Definition e1 := <e1>.
Definition e2 := <e2>.

Lemma flipped_margin : flip_exponent 1 <m> <D> tau <= <cap_flip>.
Proof. unfold flip_exponent, denominator, tau. interval with (i_prec 120). Qed.
Lemma weight_norm : long_exponent <D> alpha <= <cap_long>.
Proof. unfold long_exponent, alpha. interval with (i_prec 120). Qed.
Lemma population_loss : pop_exponent <m> <D> <gamma> alpha <= <cap_pop>.
Proof. unfold pop_exponent, alpha. interval with (i_prec 120). Qed.
Lemma population_split : exp <cap_pop> <= e2.
Proof. unfold e2. interval with (i_prec 120). Qed.
Lemma generalization : exp <cap_long> <= <delta>.
Proof. interval with (i_prec 120). Qed.
Lemma meeting : exp <cap_flip> / e1 + exp <cap_long> < 1 - 2 * <delta>.
Proof. unfold e1. interval with (i_prec 120). Qed.

Lemma numbers : witness 1 <m> <D> <gamma> <delta> <epsilon> (1 - 2 * <delta>) 1 tau alpha e1 e2.
Proof.
refine (witness_of_caps _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ population_loss population_split
  weight_norm generalization flipped_margin meeting);
unfold denominator, tau, alpha, e1, e2; lra.
Qed.

From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import reals ereal.
From UC Require Import Bridge Setting Certificate.
Local Open Scope ring_scope.

Theorem instance (S : setting RR (Z.to_nat <m>)) :
  (egen S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR <= <epsilon>%coqR%:E)%E /\\
  ((1 - <epsilon>%coqR)%:E <= eunif S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR)%E.
Proof.
assert (m1 : (1 <= <m>)%coqZ) by easy.
assert (D1 : (1 <= <D>)%coqZ) by easy.
assert (g : (0 <= <gamma> <= 4)%coqR) by lra.
exact (certificate m1 D1 g numbers S).
Qed.
Print Assumptions instance.
"""
