"""What `certify --kernel` and `check --kernel` add: Coq's verdict at its own numbers, kept apart from what balls certified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from uccheck.answers.certify import Outcome
    from uccheck.certificates.check_rules import Conclusion
    from uccheck.certificates.coq import KernelResult


def of_outcome(outcome: Outcome, timeout: float) -> KernelResult:
    """The best numbers that Coq proves for the instance of an outcome.

    Raises: InvalidParameter for another s or b than the kernel's theorems are about, MissingTool without Coq.
    """
    from uccheck.certificates.coq import kernel_certificate
    from uccheck.core.errors import InvalidParameter

    a = outcome.answer.setting
    if a.s != 4 or a.b != 32:
        raise InvalidParameter("the kernel's theorems have s = 4 and b = 32: leave --s and --b at their defaults with --kernel")
    return kernel_certificate(int(a.m), int(a.D), a.delta, gamma=a.gamma, timeout=timeout)


def of_conclusions(conclusions: Iterable[Conclusion]) -> list[tuple[str, KernelResult]]:
    """For each instance among the conclusions of a certificate that Coq's theorems are about: its name and the best that Coq proves."""
    from uccheck.certificates.check import plain
    from uccheck.certificates.coq import MAX_D, MAX_M, kernel_certificates, question

    spoken = [found.quantity for found in conclusions if found.quantity[0] in ("e_gen", "e_unif_alg")]
    instances = {quantity[1:] for quantity in spoken if quantity[3:5] == (4, 32)}
    asked = sorted(quantity for quantity in instances if quantity[0] <= MAX_M and quantity[1] <= MAX_D)
    results = kernel_certificates(tuple(question(int(m), int(D), delta, gamma=gamma) for m, D, _, _, gamma, delta in asked))
    names = [f"m = {m}, D = {D}, gamma = {plain(gamma)}, delta = {plain(delta)}" for m, D, _, _, gamma, delta in asked]
    return list(zip(names, results, strict=True))


def proves(outcome: Outcome, proof: KernelResult) -> bool:
    """Whether the numbers that Coq accepted give both halves of what was asked."""
    from uccheck.core.verdict import Verdict

    if proof.verdict is not Verdict.UPHELD or proof.e_gen is None or proof.e_unif_alg is None:
        return False
    return proof.e_gen <= outcome.epsilon and proof.e_unif_alg >= 1 - outcome.epsilon


def record(proof: KernelResult) -> dict[str, Any]:
    """Coq's verdict as JSON; the .v file is written again from the claim rather than believed."""
    from hashlib import sha256

    from uccheck.core.exact import as_written

    ends = {"e_gen": proof.e_gen, "e_unif_alg": proof.e_unif_alg}
    numbers = {name: None if value is None else as_written(value) for name, value in ends.items()}
    text = proof.source_text.encode()
    return {
        "verdict": proof.evidence.word, "detail": proof.detail, **numbers, "trusts": list(proof.trusts),
        "source_sha256": sha256(text).hexdigest() if text else None,
    }  # fmt: skip


def lines(proof: KernelResult) -> list[str]:
    """What a terminal is told of it."""
    said = [f"Coq: {proof.evidence.word}: {proof.detail} ({proof.seconds:.1f} s)"]
    return said + ([f"Coq trusts: {'; '.join(proof.trusts)}"] if proof.trusts else [])
