"""`uccheck certify`: a certificate for one instance of the linear setting, or the term that fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from fractions import Fraction

    from uccheck.answers.certify import Outcome
    from uccheck.certificates.coq import KernelResult


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
    kernel: bool = typer.Option(False, "--kernel", help="Have Coq decide the same instance too (s = 4, b = 32, delta < 1/2)."),
    timeout: float = typer.Option(60.0, "--timeout", help="Seconds that Coq may take."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Certify e_gen(m, delta) <= epsilon together with e_unif-alg(m, delta) >= 1 - epsilon."""
    from uccheck.answers.certify import certify as decide
    from uccheck.core.verdict import Verdict

    found = decide(m, D, delta, epsilon, gamma=gamma, theorem=theorem, s=s, b=b)
    proof = kernel_proof(found, timeout) if kernel else None
    if output is not None and found.certificate is not None:
        write(found.certificate.document(), proof, output)
    if as_json:
        import json

        print(json.dumps(as_dict(found, proof)))
    else:
        _print(found, proof, output)
    upheld = found.verdict is Verdict.UPHELD and (proof is None or proof.verdict is Verdict.UPHELD)
    raise typer.Exit(0 if upheld else 1)


def kernel_proof(outcome: Outcome, timeout: float) -> KernelResult:
    """Coq's verdict on the same claim; the .v file is written from the numbers of the instance alone.

    Raises: InvalidParameter for another s or b than the kernel's theorem is about, MissingTool without Coq.
    """
    from uccheck.certificates.coq import kernel_certificate
    from uccheck.core.errors import InvalidParameter

    instance = outcome.instance
    if instance.setting.s != 4 or instance.setting.b != 32:
        raise InvalidParameter("the kernel's theorem has s = 4 and b = 32: leave --s and --b at their defaults with --kernel")
    numbers = (instance.setting.m, instance.setting.D, instance.delta, instance.epsilon)
    return kernel_certificate(*numbers, gamma=instance.gamma, timeout=timeout)


def write(document: dict[str, Any], proof: KernelResult | None, path: Path) -> None:
    """The certificate, with Coq's verdict in it and its .v file beside it where there is one."""
    import json

    from uccheck.certificates.document import write_text

    if proof is not None:
        document = {**document, "kernel": kernel_record(proof)}
        write_text(path.with_suffix(".v"), proof.source_text)
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def kernel_record(proof: KernelResult) -> dict[str, Any]:
    """What a record keeps of Coq's verdict; `check --kernel` writes the .v file again rather than believe it."""
    from hashlib import sha256

    evidence = proof.evidence
    return {
        "verdict": evidence.word,
        "detail": proof.detail,
        "assumptions": list(proof.assumptions),
        "source_sha256": sha256(proof.source_text.encode()).hexdigest(),
    }


def _word(outcome: Outcome, proof: KernelResult | None) -> str:
    """The kernel outranks balls; where it did not decide, the balls' word stands."""
    from uccheck.core.verdict import Verdict

    if proof is not None and outcome.verdict is Verdict.UPHELD and proof.verdict is Verdict.UPHELD:
        return proof.evidence.word
    return outcome.word


def as_dict(outcome: Outcome, proof: KernelResult | None = None) -> dict[str, Any]:
    """The keys of the command line's contract; exact numbers are strings."""
    instance, number = outcome.instance, _written
    return {
        "verdict": _word(outcome, proof),
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
        "trusts": sorted({*outcome.trusts, *(proof.evidence.trusts if proof else ())}),
        "certificate": outcome.certificate.document() if outcome.certificate else None,
        **({"kernel": kernel_record(proof)} if proof else {}),
    }


def _written(value: Fraction | None) -> str | None:
    from uccheck.core.exact import as_written

    return None if value is None else as_written(value)


def _print(outcome: Outcome, proof: KernelResult | None, output: Path | None) -> None:
    from uccheck.core.exact import as_written, decimal_above, decimal_below

    instance = outcome.instance
    question = f"m = {instance.setting.m}, D = {instance.setting.D}, delta = {as_written(instance.delta)}"
    print(f"{_word(outcome, proof)}  {question}, gamma = {as_written(instance.gamma)}")
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
    if proof is not None:
        print(f"  Coq: {proof.evidence.word}: {proof.detail} ({proof.seconds:.1f} s)")
        print(f"  Coq trusts: {'; '.join(proof.evidence.trusts)}")
    if output is not None and outcome.certificate is not None:
        print(f"  certificate: {output}")
