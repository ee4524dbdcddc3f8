"""The verdict of the front page: the theorem at one instance by kernel, balls, simulation and training, each with what it trusts.

A verdict is of this run, or read from a record that ships with the kit, and says which; what was not asked has no word at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.certify import certify
from uccheck.core.errors import MissingTool, UccheckError
from uccheck.core.exact import as_written, shown_above, shown_below
from uccheck.core.verdict import Kind, NoBool, Verdict, word
from uccheck.counterexample.linear_halves import linear_halves
from uccheck.linear.setting import LinearSetting
from uccheck.report.experiments import KeptRun

THIS_RUN, RECORD = "this run", "kept record"
NOT_ASKED = "not asked"
UNBUILT = (
    "The Coq library ships with the kit and is not compiled on this machine, so no word is given for it. "
    "The command below compiles and inspects it, in some minutes; the next page then asks it."
)
#: The instance of the page, and the smaller one that raw data in R^(K + D) reach.
M, D, DELTA, EPSILON = 1000, 400_000, "0.05", "0.01"
SMALL = (20, 8000)
SIMULATED = Fraction(1, 100)
PARTNER = "human: the flip of a sample has the law of the sample, so the swap lemma applies"


@dataclass(frozen=True, kw_only=True)
class FrontVerdict(NoBool):
    """One way to know: `word` is what its evidence entitles us to print, `says` the numbers, `origin` where they come from."""

    by: str
    word: str
    says: str
    trusts: tuple[str, ...]
    given: tuple[str, ...] = ()
    origin: str = THIS_RUN
    how: str = ""


def by_balls() -> FrontVerdict:
    """The certificate of the page's instance, re-checked by the independent checker."""
    found = certify(M, D, DELTA, EPSILON)
    said = _both(M, D, DELTA, found.e_gen_upper, found.e_unif_alg_lower)
    how = f"uccheck certify --m {M} --D {D} --delta {DELTA} --epsilon {EPSILON}"
    return FrontVerdict(by="Balls", word=found.word, says=said, trusts=found.trusts, given=found.given, how=how)


def by_kernel(seconds: float = 60) -> FrontVerdict:
    """Coq's own numbers for the same instance, if the library is compiled and passed its gates; nothing is compiled here."""
    from uccheck.certificates.kernel.instance import kernel_certificate
    from uccheck.certificates.kernel.library import kept_report, library_folder

    how = f"uccheck certify --m {M} --D {D} --delta {DELTA} --epsilon {EPSILON} --kernel"
    try:
        report = kept_report(library_folder())
        if report is None:
            return _unasked(UNBUILT, "uccheck kernel build")
        if report.faults:
            return _unasked(f"the Coq library was refused: {report.faults[0]}", "uccheck kernel status")
        found = kernel_certificate(M, D, DELTA, timeout=seconds)
    except MissingTool as missing:
        return _unasked(str(missing), "uccheck kernel build")
    except UccheckError as problem:
        return _unasked(str(problem), how)
    if found.verdict is not Verdict.UPHELD or found.e_gen is None or found.e_unif_alg is None:
        return FrontVerdict(by="Kernel", word="INCONCLUSIVE", says=found.detail, trusts=found.trusts, how=how)
    said = _both(M, D, DELTA, found.e_gen, found.e_unif_alg)
    return FrontVerdict(by="Kernel", word=found.evidence.word, says=said, trusts=found.trusts, how=how)


def _unasked(why: str, how: str) -> FrontVerdict:
    return FrontVerdict(by="Kernel", word=NOT_ASKED, says=why, trusts=(), how=how)


def by_simulation(seed: int = 0) -> FrontVerdict:
    """Raw samples and their flips at a size that raw data reach; no formula of the law is used."""
    found = linear_halves(LinearSetting(*SMALL), delta=DELTA, alpha=SIMULATED, seed=seed)
    u, v = found.halves.e_gen_upper, found.halves.e_unif_alg_lower
    shown = u is not None and v > u
    said = _both(*SMALL, DELTA, u if u is not None else Fraction(1), v)
    said += f", from {found.replicates} raw samples and their flips, seed {seed}"
    verdict = Verdict.UPHELD if shown else Verdict.UNDECIDED
    trusts = ("numpy's generator", "scipy: normal tail")
    return FrontVerdict(by="Simulation", word=word(verdict, Kind.STATISTICAL, SIMULATED), says=said, trusts=trusts, given=(PARTNER,))


def by_training(run: KeptRun) -> FrontVerdict:
    """A trained ReLU network: what a kept record certifies, computed again from its counts."""
    best = max(run.cells, key=lambda cell: (cell.e_unif_alg_lower, -cell.e_gen_upper))
    shown = best.e_unif_alg_lower > best.e_gen_upper
    small, large = shown_above(best.e_gen_upper, 4), shown_below(best.e_unif_alg_lower, 4)
    said = f"a ReLU network on two spheres, `{run.vary} = {best.value}`, `delta = {run.delta}`: `e_gen <= {small}` and "
    said += f"`e_unif-alg >= {large}`, from {best.replicates} networks a row"
    verdict = Verdict.UPHELD if shown else Verdict.UNDECIDED
    trusts = ("torch and the machine that trained, as the record tells", "numpy's generator")
    given = ("human: the projected sample has the law of the sample, so the swap lemma applies",)
    return FrontVerdict(
        by="Training",
        word=word(verdict, Kind.STATISTICAL, run.alpha),
        says=said,
        trusts=trusts,
        given=given,
        origin=f"{RECORD} {run.name}",
        how="uccheck experiment hypersphere --preset quick",
    )


def _both(m: int, D: int, delta: str, e_gen: Fraction, e_unif_alg: Fraction) -> str:
    small, large = shown_above(e_gen, 4), shown_below(e_unif_alg, 4)
    return f"`m = {m}`, `D = {D}`, `delta = {as_written(Fraction(delta))}`: `e_gen <= {small}` and `e_unif-alg >= {large}`"
