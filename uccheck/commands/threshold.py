"""`uccheck threshold`: of m, D, delta and epsilon the one that is left out, at which both halves are just certified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from uccheck.answers.threshold import Threshold


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("threshold")(threshold)


def threshold(
    m: str | None = typer.Option(None, "--m", help="Sample size; left out, the largest is sought."),
    D: str | None = typer.Option(None, "--D", help="Dimension of the noise; left out, the least is sought."),
    delta: str | None = typer.Option(None, "--delta", help="Confidence parameter, in (0, 1); left out, the largest is sought."),
    epsilon: str | None = typer.Option(None, "--epsilon", help="Both e_gen <= epsilon and e_unif-alg >= 1 - epsilon; left out, the least."),
    theorem: str = typer.Option("auto", "--theorem", help="auto, A (delta < 1/2), B (delta < 1/2) or C (every delta)."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise; s < b."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Give three of m, D, delta and epsilon: the fourth is found, certified there, and what is shown beyond it is said."""
    from uccheck.answers import threshold as inverse
    from uccheck.commands.progress import status
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.verdict import Verdict

    missing = [name for name, value in (("m", m), ("D", D), ("delta", delta), ("epsilon", epsilon)) if value is None]
    if len(missing) != 1:
        left = "these were left out: " + ", ".join(f"--{name}" for name in missing) if missing else "none was left out"
        raise InvalidParameter(f"threshold finds the one of --m, --D, --delta, --epsilon that is left out; {left}: give three")
    if D is not None:
        from uccheck.commands.sizes import dimension

        D = dimension(D, m, delta=delta, epsilon=epsilon, gamma=gamma, s=s, b=b)
    more = {"theorem": theorem, "gamma": gamma, "s": s, "b": b}
    with status(f"searching for {missing[0]}") as notice:
        if m is None:
            found = inverse.largest_m(D or "", delta or "", epsilon or "", **more)
        elif D is None:
            found = inverse.threshold(m, delta or "", epsilon or "", notice=notice, **more)
        elif delta is None:
            found = inverse.largest_delta(m, D, epsilon or "", **more)
        else:
            found = inverse.least_epsilon(m, D, delta, **more)
    _json(found) if as_json else _print(found)
    raise typer.Exit(0 if found.outcome.verdict is Verdict.UPHELD else 1)


def _json(found: Threshold) -> None:
    import json

    from uccheck.commands.certify import as_dict

    said = as_dict(found.outcome)
    keys = ("D", "theorem", "m", "delta", "epsilon", "gamma", "e_unif_alg_lower", "verdict", "trusts", "given")
    below = {"below": found.below.value, "below_detail": found.below_detail, "D_elementary": found.elementary}
    print(json.dumps({"sought": found.name, **{key: said[key] for key in keys}, **below}))


def _print(found: Threshold) -> None:
    from uccheck.core.exact import shown, shown_above, shown_below
    from uccheck.core.verdict import vouched

    outcome = found.outcome
    said = f"e_gen <= {shown_above(outcome.e_gen_upper, 8)}, e_unif-alg >= {shown_below(outcome.e_unif_alg_lower, 8)}"
    print(f"{found.name} = {shown(found.value)}  {outcome.word} by {outcome.e_unif_alg.lower.rule}, {said}")
    print(f"  beyond: {found.below_detail}")
    if found.elementary is not None:
        print(f"  without a cited lemma: D = {found.elementary}")
    print(f"  trusts: {'; '.join(outcome.trusts)}")
    for sentence in vouched(outcome.given):
        print(f"  given:  {sentence}")
