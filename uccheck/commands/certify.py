"""`uccheck certify`: both halves of the theorem for one instance, each decided both ways, with its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from uccheck.commands.terminal.options import (
    CounterexampleOption,
    EtaOption,
    GammaOption,
    LamOption,
    LearnerOption,
    NoiseOption,
    SignalOption,
    StepsOption,
    TheoremOption,
)

if TYPE_CHECKING:
    from uccheck.answers.answer import Bracket
    from uccheck.answers.certify import Outcome
    from uccheck.answers.outcome import Bracketed
    from uccheck.answers.universes.universe import UniverseOutcome
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.certificates.kernel.universe import ConvexProof


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("certify")(certify)


def certify(
    m: str = typer.Option(..., "--m", help="Sample size, at most 10^9."),
    D: str = typer.Option(..., "--D", help='Dimension of the noise, at most 10^12, or a formula: 8m, "64 m ln(1/epsilon)".'),
    delta: str = typer.Option(..., "--delta", help="Confidence parameter, in (0, 1)."),
    epsilon: str = typer.Option(..., "--epsilon", help="Claim e_gen <= epsilon and e_unif-alg >= 1 - epsilon."),
    gamma: GammaOption = None,
    theorem: TheoremOption = None,
    s: SignalOption = None,
    b: NoiseOption = None,
    counterexample: CounterexampleOption = "linear",
    learner: LearnerOption = None,
    eta: EtaOption = None,
    lam: LamOption = None,
    tau: StepsOption = None,
    output: Path | None = typer.Option(None, "--output", "-o", help="Write the certificate, bounds and refutations alike, to this file."),
    kernel: bool = typer.Option(False, "--kernel", help="Have Coq prove or refute the instance too, at numbers of its own."),
    timeout: float = typer.Option(60.0, "--timeout", help="Seconds that Coq may take."),
    why: bool = typer.Option(False, "--why", help="Say what decides each half, what was tried, and what would decide it."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Decide e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon."""
    from uccheck.answers.certify import certify as decide
    from uccheck.answers.universes.universe import refuse
    from uccheck.commands.kernels.proof import of_outcome, proves
    from uccheck.commands.terminal.sizes import dimension
    from uccheck.core.verdict import Verdict

    options = {"gamma": gamma, "theorem": theorem, "s": s, "b": b, "learner": learner, "eta": eta, "lam": lam, "tau": tau}
    if counterexample != "linear" or (learner or "one-step") != "one-step":
        D = dimension(D, m, delta=delta, epsilon=epsilon)
        raise typer.Exit(_elsewhere(counterexample, (m, D, delta, epsilon), options, output, timeout if kernel else None, why, as_json))
    refuse(counterexample, options)
    theorem, gamma = "auto" if theorem is None else theorem, "0" if gamma is None else gamma
    s, b = "4" if s is None else s, "32" if b is None else b
    D = dimension(D, m, delta=delta, epsilon=epsilon, gamma=gamma, s=s, b=b)
    found = decide(m, D, delta, epsilon, gamma=gamma, theorem=theorem, s=s, b=b)
    proof = of_outcome(found, timeout) if kernel else None
    if output is not None:
        write(found, output, proof)
    if as_json:
        import json

        print(json.dumps(as_dict(found, proof)))
    else:
        _print(found, output, why, proof)
    upheld = found.verdict is Verdict.UPHELD if proof is None else proves(found, proof)
    raise typer.Exit(0 if upheld else 1)


def _elsewhere(
    counterexample: str,
    numbers: tuple[str, str, str, str],
    options: dict[str, str | None],
    output: Path | None,
    kernel: float | None,
    why: bool,
    as_json: bool,
) -> int:
    """Another counterexample: decided, written and printed; the exit status. `kernel`: seconds that Coq has, if it is asked."""
    import json

    from uccheck.answers.universes import counterexamples
    from uccheck.commands.kernels.universe import of_universe, whole
    from uccheck.commands.universes import answers as universe
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.verdict import Verdict

    decide: Any = counterexamples.certify  # the name of the counterexample is checked there
    if kernel is not None and counterexample != "sco":
        owned = "the minimum-norm interpolator" if counterexample == "linear" else repr(counterexample[:40])
        raise InvalidParameter(f"--kernel proves instances of one step on the linear data and of sco, not of {owned}: leave it out")
    found: UniverseOutcome = decide(*numbers, counterexample=counterexample, **options)
    proof = None if kernel is None else of_universe(found, kernel)
    if output is not None:
        write(found, output, proof)
    if as_json:
        print(json.dumps(universe.as_dict(found, proof)))
    else:
        universe.show(found, output, why, proof)
    return 0 if (found.verdict is Verdict.UPHELD if proof is None else whole(found, proof)) else 1


def write(outcome: Bracketed, path: Path, proof: KernelResult | ConvexProof | None = None) -> None:
    """The certificate to a file, the .v file that Coq accepted beside it.

    Raises: InvalidParameter where nothing was found that a certificate could show.
    """
    import json

    from uccheck.commands.kernels.proof import accepted_text
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.files import write_text

    if (document := outcome.certificate) is None:
        raise InvalidParameter("no end of a bracket was found at these numbers, so there is nothing to write: see --why, and leave out -o")
    write_text(path, json.dumps(document, indent=1) + "\n")
    if proof is not None and (text := accepted_text(proof)):
        write_text(path.with_suffix(".v"), text)


def as_dict(outcome: Outcome, proof: KernelResult | None = None) -> dict[str, Any]:
    """The keys of the command line's contract; exact numbers are strings."""
    from uccheck.core.exact import as_written
    from uccheck.core.verdict import Kind, word

    a = outcome.answer.setting
    probability = outcome.probability_lower
    return {
        "verdict": _word(outcome, proof),
        "halves": {name: word(half.verdict, Kind.BALL) for name, half in outcome.halves.items()},
        "theorem": outcome.theorem_used,
        "m": int(a.m),
        "D": int(a.D),
        **{name: as_written(a.at[name]) for name in ("s", "b", "delta", "gamma")},
        "epsilon": as_written(outcome.epsilon),
        "e_gen": both_ends(outcome.e_gen),
        "e_unif_alg": both_ends(outcome.e_unif_alg),
        "e_gen_upper": one_end(outcome.e_gen, "upper"),
        "e_unif_alg_lower": one_end(outcome.e_unif_alg, "lower"),
        "probability_lower": None if probability is None else as_written(probability),
        "trusts": list(outcome.trusts),
        "given": list(outcome.given),
        "certificate": outcome.certificate,
    } | ({} if proof is None else _beside(outcome, proof))


def _beside(outcome: Outcome, proof: KernelResult) -> dict[str, Any]:
    """What Coq adds: its record and nodes; what stands at the top vouches for the verdict there, and the balls' own goes to `balls`."""
    from dataclasses import asdict

    from uccheck.commands.kernels.proof import proves, record, refutes, trees

    nodes = {end: [asdict(row) for row in rows] for end, rows in trees(outcome, proof)}
    proved = {"trusts": list(proof.trusts), "given": []} if proves(outcome, proof) else {}
    balls = {"verdict": outcome.word, "trusts": list(outcome.trusts), "given": list(outcome.given)}
    return {"kernel": {**record(proof), "refutes": list(refutes(outcome, proof)), "nodes": nodes}, "balls": balls, **proved}


def _word(outcome: Outcome, proof: KernelResult | None) -> str:
    """PROVED only where the numbers that Coq accepted give both halves; what balls found keeps its own word."""
    from uccheck.commands.kernels.proof import proves

    return proof.evidence.word if proof is not None and proves(outcome, proof) else outcome.word


def both_ends(bracket: Bracket) -> dict[str, str]:
    """A bracket as JSON values."""
    from uccheck.core.exact import as_written

    return {"lower": as_written(bracket.lower.value), "upper": as_written(bracket.upper.value)}


def one_end(bracket: Bracket, side: str) -> str | None:
    """An end as text, or None where it is the end of the quantity's range."""
    from uccheck.core.exact import as_written

    end = getattr(bracket, side)
    return None if end.node is None else as_written(end.value)


def _print(outcome: Outcome, output: Path | None, why: bool, proof: KernelResult | None) -> None:
    from uccheck.commands.kernels.proof import proves, told
    from uccheck.core.exact import shown

    a = outcome.answer.setting
    numbers = {"m": a.m, "D": a.D, "delta": a.delta, "epsilon": outcome.epsilon, "gamma": a.gamma, "s": a.s, "b": a.b}
    print(f"{_word(outcome, proof)}  " + ", ".join(f"{name} = {shown(value)}" for name, value in numbers.items()))
    for line in told(outcome, proof, why) if proof is not None else ():
        print(f"  {line}")
    if proof is not None:
        print(f"  By balls, at numbers of their own{'; PROVED does not rest on them' if proves(outcome, proof) else ''}:")
    show_known(outcome, why)
    for line in (*outcome.why(), *_would_decide(outcome)) if why else ():
        print(f"  why:    {line}")
    if output is not None:
        print(f"  certificate: {output}")


def show_known(outcome: Bracketed, why: bool) -> None:
    """The halves with their brackets, the other brackets, and what all of it rests on."""
    from uccheck.answers.outcome import called
    from uccheck.core.verdict import Kind, Verdict, vouched, word

    for name, half in outcome.halves.items():
        by = "" if half.verdict is Verdict.UNDECIDED else f"  [{half.end.rule}: {called(half.end.rule)}]"
        print(f"  {word(half.verdict, Kind.BALL):12s}  {outcome.asked[name]}: {outcome.line(name)}{by}")
    for name in outcome.known.keys() - outcome.asked.keys():
        print(f"  {'':12s}  {outcome.line(name)}")
    print(f"  trusts: {'; '.join(outcome.trusts) or 'nothing'}")
    told = outcome.given if why else vouched(outcome.given)
    for sentence in told:
        print(f"  given:  {sentence}")
    if left := len(outcome.given) - len(told):
        print(f"  given:  {left} definition{'' if left == 1 else 's'}, which --why prints")


def _would_decide(outcome: Outcome) -> list[str]:
    """The least D at which the same question is certified, where the answer is not that already."""
    from uccheck.answers.threshold import threshold
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.verdict import Verdict

    if outcome.verdict is Verdict.UPHELD:
        return []
    a = outcome.answer.setting
    try:
        found = threshold(int(a.m), a.delta, outcome.epsilon, theorem=outcome.theorem, gamma=a.gamma, s=a.s, b=a.b)
    except InvalidParameter as problem:
        return [f"no other D was sought: {problem}"]
    if found.outcome.verdict is not Verdict.UPHELD or found.D == a.D:
        return []
    return [f"both halves are certified at D = {found.D}"]
