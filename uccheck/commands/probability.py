"""`uccheck probability`: a rigorous enclosure of the probability of an event."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probability")(probability)


def probability(
    event: str = typer.Argument(help="all-flipped, one-flipped, training-margin, population-error, all-flipped-and-population-error"),
    m: str = typer.Option(..., "--m", help="Sample size."),
    D: str = typer.Option(..., "--D", help="Dimension of the noise, or a formula such as 8m."),
    epsilon: str | None = typer.Option(None, "--epsilon", help="For the population error: L_D(h_S) <= epsilon."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    rho: str = typer.Option("1", "--rho", help="Strength of the flip of one point; 1 is the complete flip."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Enclose P(EVENT) by ball arithmetic: lower <= P <= upper, and the complement beside it."""
    from fractions import Fraction

    from uccheck.certificates.language import rests_on
    from uccheck.commands.terminal.sizes import dimension, epsilon_of_event
    from uccheck.core.exact import decimal_below, shown_above, shown_below
    from uccheck.linear.events import probability as enclose
    from uccheck.linear.setting import BY_LAWS, LinearSetting, event_named

    own = epsilon_of_event(event, epsilon, D)
    D = dimension(D, m, epsilon=epsilon, gamma=gamma, rho=rho, s=s, b=b)
    named = event_named(event)
    found = enclose(named, LinearSetting(m, D, s=s, b=b), epsilon=own, gamma=gamma, rho=rho)
    ends = (found.lower, found.upper, found.complement_lower or Fraction(0), found.complement_upper or Fraction(1))
    trusts, given = rests_on(*BY_LAWS[named])
    if as_json:
        import json

        text = [decimal_below(end, 1000) for end in ends]  # decimals of fewer digits, written out
        complement = {"lower": text[2], "upper": text[3]}
        keys = {"event": event, "lower": text[0], "upper": text[1], "complement": complement}
        print(json.dumps({**keys, "trusts": trusts, "given": given}))
        return
    print(f"P({event}) lies in [{shown_below(ends[0], 21)}, {shown_above(ends[1], 21)}]")
    print(f"its complement in  [{shown_below(ends[2], 21)}, {shown_above(ends[3], 21)}]")
    if found.upper - found.lower > Fraction(1, 10**9):
        print("wide: what would narrow it is beyond the work that one enclosure may cost")
    print(f"evidence: ball arithmetic; trusts: {', '.join(trusts)}")
    for sentence in given:
        print(f"given: {sentence}")
