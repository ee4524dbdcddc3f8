"""What `uccheck certify` and `threshold` print of the exponential network and of stochastic convex optimization."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.universes.universe import UniverseOutcome
    from uccheck.certificates.kernel.universe import ConvexProof


def as_dict(outcome: UniverseOutcome, proof: ConvexProof | None = None) -> dict[str, Any]:
    """The keys of the command line's contract, with the counterexample's own numbers; exact numbers are strings."""
    from uccheck.commands.certify import both_ends, one_end
    from uccheck.commands.kernels.universe import beside
    from uccheck.core.exact import as_written
    from uccheck.core.verdict import Kind, word

    numbers = {name: _plain(name, value) for name, value in outcome.parameters.items()}
    return {
        "verdict": outcome.word,
        "counterexample": outcome.counterexample,
        "halves": {name: word(half.verdict, Kind.BALL) for name, half in outcome.halves.items()},
        "theorem": outcome.theorem_used,
        **numbers,
        "epsilon": as_written(outcome.epsilon),
        **{name: both_ends(bracket) for name, bracket in outcome.brackets.items()},
        "e_gen_upper": one_end(outcome.e_gen, "upper"),
        "e_unif_alg_lower": one_end(outcome.e_unif_alg, "lower"),
        "trusts": list(outcome.trusts),
        "given": list(outcome.given),
        "certificate": outcome.certificate,
    } | ({} if proof is None else beside(outcome, proof))


def _plain(name: str, value: Any) -> Any:
    from uccheck.core.exact import as_written

    if isinstance(value, str):
        return value
    return int(value) if name in ("m", "D") else as_written(value)


def show(outcome: UniverseOutcome, output: Path | None, why: bool, proof: ConvexProof | None = None) -> None:
    """The outcome as text."""
    from uccheck.commands.certify import show_known
    from uccheck.commands.kernels.universe import the_word, told, whole
    from uccheck.core.exact import shown

    numbers = {**outcome.parameters, "epsilon": outcome.epsilon}
    said = ", ".join(f"{name} = {value if isinstance(value, str) else shown(value)}" for name, value in numbers.items())
    print(f"{the_word(outcome, proof)}  {outcome.counterexample}, {said}")
    for line in told(outcome, proof, why) if proof is not None else ():
        print(f"  {line}")
    if proof is not None:
        print(f"  By the kit's own rules{'; PROVED does not rest on them' if whole(outcome, proof) else ''}:")
    show_known(outcome, why)
    for line in outcome.why() if why else ():
        print(f"  why:    {line}")
    if output is not None:
        print(f"  certificate: {output}")
