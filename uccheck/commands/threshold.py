"""`uccheck threshold`: the least D at which a theorem certifies an instance."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("threshold")(threshold)


def threshold(
    m: str = typer.Option(..., "--m", help="Sample size."),
    delta: str = typer.Option(..., "--delta", help="Confidence parameter, in (0, 1)."),
    epsilon: str = typer.Option(..., "--epsilon", help="Both e_gen <= epsilon and e_unif-alg >= 1 - epsilon."),
    theorem: str = typer.Option("auto", "--theorem", help="auto, A (delta < 1/2), B (delta < 1/2) or C (every delta)."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise; s < b."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Find the least D at which `certify` succeeds, certify it there, and say what is shown at D - 1."""
    from uccheck.answers.threshold import threshold as find
    from uccheck.commands.progress import status
    from uccheck.core.exact import as_written, decimal_below

    with status("searching for the least D") as notice:
        found = find(m, delta, epsilon, theorem=theorem, gamma=gamma, s=s, b=b, notice=notice)
    value = found.outcome.e_unif_alg_lower
    if as_json:
        import json

        instance = found.outcome.instance
        keys = {"D": found.D, "theorem": found.theorem, "m": instance.setting.m, "delta": as_written(instance.delta)}
        keys |= {"epsilon": as_written(instance.epsilon), "e_unif_alg_lower": as_written(value) if value else None}
        print(json.dumps({**keys, "verdict": found.outcome.word, "below": found.below.value, "below_detail": found.below_detail}))
        return
    print(f"D = {found.D}  {found.outcome.word} by theorem {found.theorem}, e_unif-alg >= {decimal_below(value or 0, 8)}")
    shown = "shown not to be certified" if found.below.value == "upheld" else "undecided"
    print(f"  D - 1: {shown}: {found.below_detail}")
    print(f"  trusts: {'; '.join(found.outcome.trusts)}")
