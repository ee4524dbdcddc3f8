"""What `certify --counterexample sco --kernel` adds: Coq's verdict, kept apart from what the rules of the kit certified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.universes.universe import UniverseOutcome
    from uccheck.certificates.kernel.nodes import NodeRow
    from uccheck.certificates.kernel.universe import ConvexProof


def of_universe(outcome: UniverseOutcome, timeout: float) -> ConvexProof:
    """The ends that Coq proves for the instance of an outcome of stochastic convex optimization.

    Raises: MissingTool without Coq.
    """
    from fractions import Fraction

    from uccheck.certificates.kernel.convex import convex_goal
    from uccheck.certificates.kernel.universe import convex_certificate

    given = outcome.parameters
    number = {name: Fraction(given.get(name, 0)) for name in ("m", "D", "delta", "eta", "lam", "tau")}
    goal = convex_goal(
        int(number["m"]), int(number["D"]), number["delta"], str(given["learner"]), number["eta"], number["lam"], number["tau"]
    )
    return convex_certificate(goal, timeout)


def proved(outcome: UniverseOutcome, proof: ConvexProof) -> tuple[str, ...]:
    """The inequalities asked about that Coq's ends give."""
    sides = {"<=": "upper", ">=": "lower"}
    ends = {one.key: proof.ends.get((one.key, sides[one.relation])) for one in outcome.sought}
    return tuple(
        one.key for one in outcome.sought
        if (end := ends[one.key]) is not None and (end <= one.value if one.relation == "<=" else end >= one.value)
    )  # fmt: skip


def refuted(outcome: UniverseOutcome, proof: ConvexProof) -> tuple[str, ...]:
    """The inequalities asked about that Coq's ends contradict."""
    sides = {"<=": "lower", ">=": "upper"}
    ends = {one.key: proof.ends.get((one.key, sides[one.relation])) for one in outcome.sought}
    return tuple(
        one.key for one in outcome.sought
        if (end := ends[one.key]) is not None and (end > one.value if one.relation == "<=" else end < one.value)
    )  # fmt: skip


def whole(outcome: UniverseOutcome, proof: ConvexProof | None) -> bool:
    """Whether Coq gives everything that was asked."""
    return proof is not None and len(proved(outcome, proof)) == len(outcome.sought)


def the_word(outcome: UniverseOutcome, proof: ConvexProof | None) -> str:
    """PROVED only where Coq gives both inequalities; else what the rules certified keeps its own word."""
    return proof.evidence.word if proof is not None and whole(outcome, proof) else outcome.word


def told(outcome: UniverseOutcome, proof: ConvexProof, why: bool) -> list[str]:
    """What a terminal is told of it."""
    from uccheck.certificates.kernel.nodes import unmatched

    said = [f"Coq: {proof.evidence.word}: {proof.detail} ({proof.seconds:.1f} s)"]
    said += [f"Coq trusts: {'; '.join(proof.trusts)}"] if proof.trusts else []
    said += [f"Coq: {outcome.asked[key]} is PROVED" for key in proved(outcome, proof) if not whole(outcome, proof)]
    said += [f"Coq: the refutation of {outcome.asked[key]} is PROVED" for key in refuted(outcome, proof)]
    if why:
        return said + [f"node: {end}: {row.said}" for end, rows in nodes(outcome, proof) for row in rows]
    missing = unmatched((end.node for end in outcome.ends() if end.node is not None), _text(proof))
    return said + ([f"Coq: no counterpart of {', '.join(missing)}: these nodes stay CERTIFIED (see --why)"] if missing else [])


def nodes(outcome: UniverseOutcome, proof: ConvexProof) -> list[tuple[str, list[NodeRow]]]:
    """Each end that has a tree, with its nodes beside the terms of the file that Coq accepted."""
    from uccheck.certificates.kernel.nodes import node_rows

    every = ((name, side, getattr(bracket, side).node) for name, bracket in outcome.known.items() for side in ("lower", "upper"))
    return [(f"{name} {side}", list(node_rows(node, _text(proof)))) for name, side, node in every if node is not None]


def _text(proof: ConvexProof) -> str:
    """The .v file if Coq accepted it."""
    return proof.source_text if proof.ends else ""


def beside(outcome: UniverseOutcome, proof: ConvexProof) -> dict[str, Any]:
    """The keys that Coq adds to the JSON; what stands at the top vouches for the verdict there, and the rules' own goes to `balls`."""
    from dataclasses import asdict

    rows = {end: [asdict(row) for row in found] for end, found in nodes(outcome, proof)}
    asked = {"proves": list(proved(outcome, proof)), "refutes": list(refuted(outcome, proof)), "nodes": rows}
    own = {"verdict": outcome.word, "trusts": list(outcome.trusts), "given": list(outcome.given)}
    top = {"trusts": list(proof.trusts), "given": []} if whole(outcome, proof) else {}
    return {"verdict": the_word(outcome, proof), "kernel": record(proof) | asked, "balls": own, **top}


def record(proof: ConvexProof) -> dict[str, Any]:
    """Coq's verdict as JSON, its ends by quantity and side."""
    from hashlib import sha256

    from uccheck.core.exact import as_written

    return {
        "verdict": proof.evidence.word, "detail": proof.detail,
        "ends": {f"{name}_{side}": as_written(value) for (name, side), value in proof.ends.items()},
        "trusts": list(proof.trusts), "source_sha256": sha256(proof.source_text.encode()).hexdigest() if proof.source_text else None,
    }  # fmt: skip
