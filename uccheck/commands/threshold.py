"""`uccheck threshold`: of m, D, delta and epsilon the one that is left out, at which both halves are just certified."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from uccheck.commands.terminal.options import (
    CounterexampleOption,
    EtaOption,
    GammaOption,
    LamOption,
    LearnerOption,
    NoiseOption,
    SignalOption,
    StepsOption,
    TheoremOption,
)

if TYPE_CHECKING:
    from uccheck.answers.threshold import Threshold
    from uccheck.answers.universes.inverse import UniverseThreshold


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("threshold")(threshold)


def threshold(
    m: str | None = typer.Option(None, "--m", help="Sample size; left out, the largest is sought."),
    D: str | None = typer.Option(None, "--D", help="Dimension of the noise; left out, the least is sought."),
    delta: str | None = typer.Option(None, "--delta", help="Confidence parameter, in (0, 1); left out, the largest is sought."),
    epsilon: str | None = typer.Option(None, "--epsilon", help="Both e_gen <= epsilon and e_unif-alg >= 1 - epsilon; left out, the least."),
    theorem: TheoremOption = None,
    gamma: GammaOption = None,
    s: SignalOption = None,
    b: NoiseOption = None,
    counterexample: CounterexampleOption = "linear",
    learner: LearnerOption = None,
    eta: EtaOption = None,
    lam: LamOption = None,
    tau: StepsOption = None,
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Give three of m, D, delta and epsilon: the fourth is found, certified there, and what is shown beyond it is said."""
    from uccheck.commands.terminal.progress import status
    from uccheck.commands.terminal.sizes import dimension
    from uccheck.core.errors import InvalidParameter, NothingFound
    from uccheck.core.verdict import Verdict

    missing = [name for name, value in (("m", m), ("D", D), ("delta", delta), ("epsilon", epsilon)) if value is None]
    if len(missing) != 1:
        left = "these were left out: " + ", ".join(f"--{name}" for name in missing) if missing else "none was left out"
        raise InvalidParameter(f"threshold finds the one of --m, --D, --delta, --epsilon that is left out; {left}: give three")
    given = {"theorem": theorem, "gamma": gamma, "s": s, "b": b, "learner": learner, "eta": eta, "lam": lam, "tau": tau}
    if D is not None:
        spoken = {"gamma": gamma or "0", "s": s or "4", "b": b or "32"} if counterexample == "linear" else {}
        D = dimension(D, m, delta=delta, epsilon=epsilon, **spoken)
    try:
        with status(f"searching for {missing[0]}") as notice:
            found = _sought(missing[0], m, D, delta, epsilon, {"counterexample": counterexample, **given}, notice)
    except NothingFound as ended:
        _print_nothing(missing[0], str(ended), as_json)
        raise typer.Exit(1) from None
    _json(found) if as_json else _print(found)
    raise typer.Exit(0 if found.outcome.verdict is Verdict.UPHELD else 1)


def _sought(
    missing: str, m: str | None, D: str | None, delta: str | None, epsilon: str | None, more: dict[str, Any], notice: Callable[[str], None]
) -> Threshold | UniverseThreshold:
    """The answer for the number that is left out."""
    from uccheck.answers.universes import counterexamples

    ask: Any = counterexamples  # the name of the counterexample is checked there
    found: Threshold | UniverseThreshold
    match missing:
        case "m":
            found = ask.largest_m(D or "", delta or "", epsilon or "", **more)
        case "D":
            found = ask.threshold(m or "", delta or "", epsilon or "", notice=notice, **more)
        case "delta":
            found = ask.largest_delta(m or "", D or "", epsilon or "", **more)
        case _:
            found = ask.least_epsilon(m or "", D or "", delta or "", **more)
    return found


def _print_nothing(missing: str, why: str, as_json: bool) -> None:
    """A search without an answer decides nothing: no misuse, and no number."""
    import json

    from uccheck.core.verdict import Kind, Verdict, word

    said = word(Verdict.UNDECIDED, Kind.BALL)
    kept = {"sought": missing, missing: None, "verdict": said, "below": Verdict.UNDECIDED.value, "below_detail": why}
    print(json.dumps(kept) if as_json else f"{said}  {why}")


def _json(found: Threshold | UniverseThreshold) -> None:
    import json

    from uccheck.answers.threshold import Threshold
    from uccheck.commands import certify
    from uccheck.commands.universes import answers as universe

    shown: dict[str, Any] = {"below": found.below.value, "below_detail": found.below_detail}
    if isinstance(found, Threshold):
        said = certify.as_dict(found.outcome)
        asked = ("D", "theorem", "m", "delta", "epsilon", "gamma", "s", "b")
        keys: tuple[str, ...] = (*asked, "e_unif_alg_lower", "verdict", "trusts", "given")
        shown |= {"D_elementary": found.elementary}
    else:
        said = universe.as_dict(found.outcome)
        keys = tuple(name for name in said if name not in ("certificate", "halves"))
    print(json.dumps({"sought": found.name, **{key: said[key] for key in keys}, **shown}))


def _print(found: Threshold | UniverseThreshold) -> None:
    from uccheck.answers.threshold import Threshold
    from uccheck.core.exact import shown, shown_above, shown_below
    from uccheck.core.verdict import vouched

    outcome = found.outcome
    if isinstance(found, Threshold):
        said = f"e_gen <= {shown_above(found.outcome.e_gen_upper, 8)}, e_unif-alg >= {shown_below(found.outcome.e_unif_alg_lower, 8)}"
    else:
        said = ", ".join(outcome.line(name) for name in outcome.asked)
    rules = [half.end.rule for half in outcome.halves.values()]
    print(f"{found.name} = {shown(found.value)}  {outcome.word} by {rules[-1]}, {said}")
    print(f"  beyond: {found.below_detail}")
    if isinstance(found, Threshold) and found.elementary is not None:
        print(f"  without a cited lemma: D = {found.elementary}")
    print(f"  trusts: {'; '.join(outcome.trusts) or 'nothing'}")
    for sentence in vouched(outcome.given):
        print(f"  given:  {sentence}")
