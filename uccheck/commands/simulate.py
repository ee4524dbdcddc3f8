"""`uccheck simulate EVENT`: how often an event occurs, counted, with exact limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from uccheck.core.errors import Interrupted
from uccheck.linear.setting import EVENTS

if TYPE_CHECKING:
    from uccheck.linear.simulate import Simulated
    from uccheck.linear.simulation import Simulation

_UNDECIDED = 1
_PATIENCE = 2.0  # seconds of silence before progress is shown


def register(app: typer.Typer) -> None:
    """Add the command `simulate`."""
    app.command("simulate", help=f"Count how often an event occurs. EVENT: {', '.join(EVENTS)}.")(simulate_command)


def simulate_command(
    event: str = typer.Argument(..., metavar="EVENT", help="What is counted."),
    m: str = typer.Option(..., "--m", help="Sample size."),
    D: str = typer.Option(..., "--D", help="Dimension of the noise, or a formula such as 8m."),
    trials: str = typer.Option(..., "--trials", help="Independent trials, at most."),
    sampler: str = typer.Option("law", "--sampler", help="raw: data in R^(K + D); law: the exact law, O(m) a trial."),
    learner: str = typer.Option("one-step", "--learner", help="one-step, gradient-descent, logistic, max-margin or minimum-norm."),
    seed: str = typer.Option("0", "--seed", help="The counts depend on the seed alone."),
    level: str = typer.Option("0.99", "--level", help="Confidence of the two-sided limits."),
    epsilon: str | None = typer.Option(None, "--epsilon", help="Bound of the population error events."),
    gamma: str = typer.Option("0", "--gamma", help="Margin, and width of the ramp loss; 0: the 0-1 loss."),
    rho: str = typer.Option("1", "--rho", help="Strength of the correlated flip; 1: the complete flip."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise."),
    K: str = typer.Option("1", "--K", help="Dimension of the signal."),
    workers: str = typer.Option("1", "--workers", help="Processes."),
    store: Path | None = typer.Option(None, "--store", help="File that keeps finished chunks, to resume or extend."),
    against: str | None = typer.Option(
        None, "--until-decided-against", metavar="VALUE", help="Stop once the confidence sequence excludes VALUE."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Count, print k of n with exact limits, and say how the run ended."""
    from uccheck.commands.terminal.sizes import dimension, epsilon_of_event
    from uccheck.core.exact import positive_integer
    from uccheck.core.processes import process_pool
    from uccheck.linear.setting import Event, LinearSetting, event_named
    from uccheck.linear.simulate import simulate
    from uccheck.linear.simulation import Simulation

    own = epsilon_of_event(event, epsilon, D)
    D = dimension(D, m, epsilon=epsilon, gamma=gamma, rho=rho, s=s, b=b)
    setting, count = LinearSetting(m, D, s=s, b=b, K=K), positive_integer(workers, "workers", 1024)
    what = Event(event_named(event), epsilon=own, gamma=gamma, rho=rho)
    if what.about_flip:
        setting.require_flip()
    plan = Simulation(setting, what, trials=trials, sampler=sampler, seed=seed, learner=learner)
    with _shown_progress(plan) as progress, process_pool(count) as executor:
        outcome = simulate(plan, level=level, executor=executor, window=4 * count, store=store, against=against, progress=progress)
    for note in outcome.notes:
        typer.echo(f"uccheck: {note}", err=True)
    typer.echo(json.dumps(record(outcome), indent=2) if as_json else sentence(outcome))
    if outcome.interrupted:
        kept = "" if store is None else f"; kept: {store}"
        raise Interrupted(f"interrupted; {outcome.n} of {plan.trials} trials were done and are counted{kept}")
    if against is not None and outcome.side is None:
        raise typer.Exit(_UNDECIDED)


def record(outcome: Simulated) -> dict[str, object]:
    """The JSON object: first the keys of the contract, then everything that the counts depend on."""
    from uccheck.core.exact import as_written

    plan = outcome.plan
    lower, upper = limits(outcome)
    head = {
        "event": plan.event.name,
        "k": outcome.k,
        "n": outcome.n,
        "lower": lower,
        "upper": upper,
        "level": as_written(outcome.level),
        "sampler": plan.sampler,
        "seed": plan.seed,
    }
    epsilon = plan.event.epsilon
    return head | {
        "m": plan.setting.m,
        "D": plan.setting.D,
        "K": plan.setting.K,
        "s": as_written(plan.setting.s),
        "b": as_written(plan.setting.b),
        "epsilon": None if epsilon is None else as_written(epsilon),
        "gamma": as_written(plan.event.gamma),
        "rho": as_written(plan.event.rho),
        "learner": plan.learner,
        "trials": plan.trials,
        "undecided": outcome.open,
        "method": outcome.method,
        "side": outcome.side,
        "interrupted": outcome.interrupted,
        "notes": list(outcome.notes),
        "versions": versions(),
    }


def sentence(outcome: Simulated) -> str:
    """What a person reads: the count, the limits, their kind, and how the run ended."""
    from uccheck.core.exact import as_written

    plan, (lower, upper) = outcome.plan, limits(outcome)
    lines = [
        f"{plan.event.name} at m = {plan.setting.m}, D = {plan.setting.D}{plan.other_learner}: {outcome.k} of {outcome.n} trials"
        f"{outcome.undecided}",
        f"probability in [{lower}, {upper}] at confidence {as_written(outcome.level)}"
        f" ({_METHODS[outcome.method]}; sampler {plan.sampler}, seed {plan.seed})",
    ]
    if outcome.side is not None:
        lines.append(f"decided: {outcome.side} the value asked about, after {outcome.n} trials")
    if outcome.interrupted:
        lines.append(f"interrupted: {outcome.n} of {plan.trials} trials were done and are counted")
    return "\n".join(lines)


def limits(outcome: Simulated) -> tuple[str, str]:
    """The limits as decimals of 12 digits, rounded outward."""
    from uccheck.core.exact import decimal_above, decimal_below

    return decimal_below(outcome.lower, 12), decimal_above(outcome.upper, 12)


def versions() -> dict[str, str]:
    """What the counts and limits were computed with."""
    from importlib.metadata import version

    return {name: version(name) for name in ("uccheck", "numpy", "scipy", "python-flint")}


_METHODS = {
    "clopper-pearson": "Clopper-Pearson limits, verified",
    "confidence-sequence": "confidence sequence, valid at every n",
}


@contextmanager
def _shown_progress(plan: Simulation) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, if that is a terminal, once the work has lasted longer than a moment."""
    import sys
    import time

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Trials done, never successes: who stops because of a count that he saw has not fixed the number of trials.
    bar = Progress(console=Console(stderr=True), transient=True)
    task, began = bar.add_task(plan.event.name, total=plan.trials), time.monotonic()

    def show(k: int, n: int) -> None:
        if not bar.live.is_started and time.monotonic() - began > _PATIENCE:
            bar.start()
        bar.update(task, completed=n)

    try:
        yield show
    finally:
        bar.stop()
