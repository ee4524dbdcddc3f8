"""`uccheck certify`: a certificate for one instance of the linear setting, or the term that fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from fractions import Fraction

    from uccheck.certify import Outcome


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("certify")(certify)


def certify(
    m: str = typer.Option(..., "--m", help="Sample size."),
    D: str = typer.Option(..., "--D", help="Dimension of the noise."),
    delta: str = typer.Option(..., "--delta", help="Confidence parameter, in (0, 1)."),
    epsilon: str = typer.Option(..., "--epsilon", help="Claim e_gen <= epsilon and e_unif-alg >= 1 - epsilon."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    theorem: str = typer.Option("auto", "--theorem", help="auto, A (delta < 1/2), B (delta < 1/2) or C (every delta)."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise; s < b."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write the certificate to this file."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Certify e_gen(m, delta) <= epsilon together with e_unif-alg(m, delta) >= 1 - epsilon."""
    from uccheck.certify import certify as decide
    from uccheck.verdict import Verdict

    outcome = decide(m, D, delta, epsilon, gamma=gamma, theorem=theorem, s=s, b=b)
    if output is not None and outcome.certificate is not None:
        outcome.certificate.write(output)
    if as_json:
        import json

        print(json.dumps(as_dict(outcome)))
    else:
        _print(outcome, output)
    raise typer.Exit(0 if outcome.verdict is Verdict.UPHELD else 1)


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """The keys of the command line's contract; exact numbers are strings."""
    instance, number = outcome.instance, _written
    return {
        "verdict": outcome.word,
        "theorem": outcome.theorem,
        "m": instance.setting.m,
        "D": instance.setting.D,
        "delta": number(instance.delta),
        "epsilon": number(instance.epsilon),
        "gamma": number(instance.gamma),
        "e_gen_upper": number(outcome.e_gen_upper),
        "e_unif_alg_lower": number(outcome.e_unif_alg_lower),
        "probability_lower": number(outcome.probability_lower),
        "failing": list(outcome.failing),
        "trusts": list(outcome.trusts),
        "certificate": outcome.certificate.document() if outcome.certificate else None,
    }


def _written(value: Fraction | None) -> str | None:
    from uccheck.numbers import as_written

    return None if value is None else as_written(value)


def _print(outcome: Outcome, output: Path | None) -> None:
    from uccheck.numbers import as_written, decimal_above, decimal_below

    instance = outcome.instance
    question = f"m = {instance.setting.m}, D = {instance.setting.D}, delta = {as_written(instance.delta)}"
    print(f"{outcome.word}  {question}, gamma = {as_written(instance.gamma)}")
    if outcome.e_gen_upper is not None:
        print(f"  e_gen      <= {decimal_above(outcome.e_gen_upper, 8)}   (asked: {as_written(instance.epsilon)})")
    if outcome.e_unif_alg_lower is not None:
        print(f"  e_unif-alg >= {decimal_below(outcome.e_unif_alg_lower, 8)}   (asked: {as_written(1 - instance.epsilon)})")
    if outcome.certificate is not None:
        step = outcome.certificate.steps[1]
        print(f"  by theorem {outcome.theorem}, {step['lemma']} lemma: {step['inequality']}")
    for line in outcome.failing:
        print(f"  fails: {line}")
    print(f"  trusts: {'; '.join(outcome.trusts)}")
    if output is not None and outcome.certificate is not None:
        print(f"  certificate: {output}")
