"""What `certify --kernel` adds: Coq's verdict at its own numbers, kept apart from what balls certified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.certify import Outcome
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.certificates.kernel.nodes import NodeRow
    from uccheck.certificates.kernel.universe import ConvexProof


def of_outcome(outcome: Outcome, timeout: float) -> KernelResult:
    """The best numbers that Coq proves for the instance of an outcome, by the theorem that was asked for.

    Raises: MissingTool without Coq, InvalidParameter for an instance beyond what the template writes.
    """
    from uccheck.certificates.kernel.instance import kernel_certificate

    a = outcome.answer.setting
    return kernel_certificate(int(a.m), int(a.D), a.delta, gamma=a.gamma, s=a.s, b=a.b, theorem=outcome.theorem, timeout=timeout)


def trees(outcome: Outcome, proof: KernelResult) -> list[tuple[str, list[NodeRow]]]:
    """Each end that has a tree, with its nodes beside the terms of the file that Coq accepted."""
    from uccheck.certificates.kernel.nodes import node_rows

    text = accepted_text(proof)
    every = ((name, side, getattr(bracket, side).node) for name, bracket in outcome.known.items() for side in ("lower", "upper"))
    return [(f"{name} {side}", list(node_rows(node, text))) for name, side, node in every if node is not None]


def accepted_text(proof: KernelResult | ConvexProof) -> str:
    """The .v file if Coq accepted it."""
    from uccheck.core.verdict import Verdict

    return proof.source_text if proof.verdict is Verdict.UPHELD else ""


def refutes(outcome: Outcome, proof: KernelResult) -> tuple[str, ...]:
    """The halves of what was asked that the numbers which Coq accepted refute."""
    from uccheck.core.verdict import Verdict

    if proof.verdict is not Verdict.UPHELD:
        return ()
    low, high = proof.e_gen_lower, proof.e_unif_alg_upper
    found = (("e_gen", low is not None and low > outcome.epsilon), ("e_unif_alg", high is not None and high < 1 - outcome.epsilon))
    return tuple(name for name, refuted in found if refuted)


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

    ends = {
        "e_gen": proof.e_gen, "e_unif_alg": proof.e_unif_alg,
        "e_gen_lower": proof.e_gen_lower, "e_unif_alg_upper": proof.e_unif_alg_upper,
    }  # fmt: skip
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


def told(outcome: Outcome, proof: KernelResult, why: bool) -> list[str]:
    """The same for an outcome: which halves Coq refutes, and which nodes of the trees have no counterpart; with `why` every node."""
    from uccheck.certificates.kernel.nodes import unmatched

    names = {"e_gen": "e_gen <= epsilon", "e_unif_alg": "e_unif-alg >= 1 - epsilon"}
    refuted = [f"Coq: the refutation of {names[half]} is PROVED" for half in refutes(outcome, proof)]
    if why:
        nodes = [f"node: {end}: {row.said}" for end, rows in trees(outcome, proof) for row in rows]
    else:
        missing = unmatched((end.node for end in outcome.ends() if end.node is not None), accepted_text(proof))
        nodes = [f"Coq: no counterpart of {', '.join(missing)}: these nodes stay CERTIFIED (see --why)"] if missing else []
    return lines(proof) + refuted + nodes
