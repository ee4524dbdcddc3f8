"""Everything that the front page shows, computed: statements and mutants, verdicts, pictures, phase diagram, records, published claims.

What is quick is left out by name, and the page says so: mutants, and most raw trials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from uccheck.answers.certify import Outcome, certify
from uccheck.answers.skew import Pictured, growth, skew
from uccheck.article.ledger import Record, mutant_verdicts, record
from uccheck.audit import engine
from uccheck.audit import files as claims
from uccheck.audit.engine import Finding
from uccheck.core.verdict import Evidence, Verdict
from uccheck.report.experiments import SHOWN, KeptRun, kept_run
from uccheck.report.front import DELTA, EPSILON, FrontVerdict, by_balls, by_kernel, by_simulation, by_training
from uccheck.rules.catalogue import evidence, take

SIZES, RATIOS = (10, 100, 1000, 10_000), (1024, 512, 384, 352, 256, 128, 32, 8)
#: By statement: what its checks found, and the verdicts on its mutants.
_Examined = dict[str, tuple[tuple[Evidence, ...], dict[str, Verdict]]]
_PARTS = 16  # in which the statements are shared out


@dataclass(frozen=True, kw_only=True)
class Collected:
    """The parts of the page; `quick` if the mutants were not run."""

    names: tuple[str, ...]
    records: tuple[Record, ...]
    quick: bool
    verdicts: tuple[FrontVerdict, ...]
    pictures: tuple[Pictured, ...]
    phase: dict[tuple[int, int], Outcome]
    runs: tuple[KeptRun, ...]
    published: tuple[Finding, ...]


def collect(names: tuple[str, ...], *, quick: bool, executor: Executor | None, notice: Callable[[str], None]) -> Collected:
    """Run it all: over an executor the mutants and the pictures, in this process what folds over all statements."""
    begin = _begin if executor is None else executor.submit
    trials = (100, 200) if quick else (400, 1000)
    pictured = [begin(growth, trials=trials[0]), begin(skew, trials=trials[1])]
    examined: list[Future[_Examined]] = [begin(_examined, names[part::_PARTS], quick) for part in range(_PARTS)]
    notice("published claims")
    published = tuple(engine.findings(claims.read([Path(str(files("uccheck").joinpath("data", "claims")))])))
    notice("kernel, balls, simulation and training")
    runs = tuple(kept_run(name) for name in SHOWN)
    verdicts = (by_kernel(), by_balls(), by_simulation(), by_training(runs[0]))
    phase = {(m, ratio): certify(m, m * ratio, DELTA, EPSILON) for ratio in RATIOS for m in SIZES}
    notice(f"{len(names)} statements" + ("" if quick else " and their mutants"))
    found = {name: one for part in examined for name, one in part.result().items()}
    take({name: evidence for name, (evidence, _) in found.items()})
    return Collected(
        names=names,
        records=tuple(record(name, found[name][1]) for name in names),
        quick=quick,
        verdicts=verdicts,
        pictures=tuple(each.result() for each in pictured),
        phase=phase,
        runs=runs,
        published=published,
    )


def _begin(task: Callable[..., Any], *arguments: Any, **named: Any) -> Future[Any]:
    """The task done at once, in this process."""
    done: Future[Any] = Future()
    done.set_result(task(*arguments, **named))
    return done


def _examined(names: Sequence[str], quick: bool) -> _Examined:
    """What the checks say of each statement and of its mutants: one after the other, as they share most of their steps."""
    return {name: (evidence(name), {} if quick else mutant_verdicts(name)) for name in names}
