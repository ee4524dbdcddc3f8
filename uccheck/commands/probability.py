"""`uccheck probability`: a rigorous enclosure of the probability of an event."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probability")(probability)


def probability(
    event: str = typer.Argument(
        help="all-flipped, one-flipped, training-margin, population-error, all-flipped-and-population-error"
    ),
    m: str = typer.Option(..., "--m", help="Sample size."),
    D: str = typer.Option(..., "--D", help="Dimension of the noise."),
    epsilon: str | None = typer.Option(None, "--epsilon", help="For the population error: L_D(h_S) <= epsilon."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    rho: str = typer.Option("1", "--rho", help="Strength of the flip of one point; 1 is the complete flip."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Enclose P(EVENT) by ball arithmetic: lower <= P <= upper, and the complement beside it."""
    from uccheck.certificates.language import table
    from uccheck.core.exact import as_written
    from uccheck.linear.events import probability as enclose
    from uccheck.linear.setting import LinearSetting, event_named

    found = enclose(event_named(event), LinearSetting(m, D, s=s, b=b), epsilon=epsilon, gamma=gamma, rho=rho)
    ends = [as_written(end) for end in (found.lower, found.upper, found.complement_lower or 0, found.complement_upper or 1)]
    if as_json:
        import json

        complement = {"lower": ends[2], "upper": ends[3]}
        given = table()["quantities"]["unflipped"]["given"]
        keys = {"event": event, "lower": ends[0], "upper": ends[1], "complement": complement}
        print(json.dumps({**keys, "trusts": ["flint"], "given": given}))
        return
    print(f"P({event}) lies in [{ends[0]}, {ends[1]}]")
    print(f"its complement in  [{ends[2]}, {ends[3]}]")
    print("evidence: ball arithmetic; trusts: flint")
    for sentence in table()["quantities"]["unflipped"]["given"]:
        print(f"given: {sentence}")
