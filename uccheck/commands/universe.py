"""What `uccheck certify` and `threshold` print of the exponential network and of stochastic convex optimization."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.universe import UniverseOutcome


def decided(counterexample: str, numbers: tuple[str, str, str, str], options: Mapping[str, str | None]) -> UniverseOutcome:
    """The outcome; options are those that were given.  Raises: InvalidParameter for one that the counterexample does not have."""
    from uccheck.answers import convex, exponential
    from uccheck.answers.universe import refuse

    refuse(counterexample, options)
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    certify: Any = exponential.certify if counterexample == "exponential" else convex.certify
    found: UniverseOutcome = certify(*numbers, **given)
    return found


def write(outcome: UniverseOutcome, path: Path) -> None:
    """The certificate to a file.  Raises: InvalidParameter where nothing was found that a certificate could show."""
    import json

    from uccheck.core.errors import InvalidParameter
    from uccheck.core.files import write_text

    if (document := outcome.certificate) is None:
        raise InvalidParameter("no end of a bracket was found at these numbers, so there is nothing to write: see --why, and leave out -o")
    write_text(path, json.dumps(document, indent=1) + "\n")


def as_dict(outcome: UniverseOutcome) -> dict[str, Any]:
    """The keys of the command line's contract, with the counterexample's own numbers; exact numbers are strings."""
    from uccheck.core.exact import as_written
    from uccheck.core.verdict import Kind, word

    numbers = {name: _plain(name, value) for name, value in outcome.parameters.items()}
    ends = {
        name: {"lower": as_written(bracket.lower.value), "upper": as_written(bracket.upper.value)}
        for name, bracket in outcome.brackets.items()
    }
    return {
        "verdict": outcome.word,
        "counterexample": outcome.counterexample,
        "halves": {name: word(half.verdict, Kind.BALL) for name, half in outcome.halves.items()},
        "theorem": outcome.theorem_used,
        **numbers,
        "epsilon": as_written(outcome.epsilon),
        **ends,
        "e_gen_upper": None if outcome.e_gen.upper.node is None else as_written(outcome.e_gen.upper.value),
        "e_unif_alg_lower": None if outcome.e_unif_alg.lower.node is None else as_written(outcome.e_unif_alg.lower.value),
        "trusts": list(outcome.trusts),
        "given": list(outcome.given),
        "certificate": outcome.certificate,
    }


def _plain(name: str, value: Any) -> Any:
    from uccheck.core.exact import as_written

    if isinstance(value, str):
        return value
    return int(value) if name in ("m", "D") else as_written(value)


def show(outcome: UniverseOutcome, output: Path | None, why: bool) -> None:
    """The outcome as text."""
    from uccheck.answers.certify import called
    from uccheck.core.exact import shown
    from uccheck.core.verdict import Kind, Verdict, word

    numbers = {**outcome.parameters, "epsilon": outcome.epsilon}
    said = ", ".join(f"{name} = {value if isinstance(value, str) else shown(value)}" for name, value in numbers.items())
    print(f"{outcome.word}  {outcome.counterexample}, {said}")
    for one in outcome.sought:
        half = outcome.halves[one.key]
        by = "" if half.verdict is Verdict.UNDECIDED else f"  [{half.end.rule}: {called(half.end.rule)}]"
        print(f"  {word(half.verdict, Kind.BALL):12s}  {one.text}: {outcome.line(one.key)}{by}")
    for name in outcome.brackets.keys() - {one.key for one in outcome.sought}:
        print(f"  {'':12s}  {outcome.line(name)}")
    print(f"  trusts: {'; '.join(outcome.trusts) or 'nothing'}")
    definitions = [sentence for sentence in outcome.given if sentence.startswith("definition:")]
    for sentence in outcome.given:
        if why or sentence not in definitions:
            print(f"  given:  {sentence}")
    if definitions and not why:
        print(f"  given:  {len(definitions)} definitions, which --why prints")
    for line in outcome.why() if why else ():
        print(f"  why:    {line}")
    if output is not None:
        print(f"  certificate: {output}")
