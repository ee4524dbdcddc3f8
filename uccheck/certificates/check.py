"""The independent checker of certificates: its own reader, its own integrals, its own arithmetic of the lemmas.

With `check_integrals` it imports flint, `errors` and `verdict`, and nothing else of the kit. Probabilities over T ~ chi2_D are
integrated by flint's own adaptive rule (acb.integral), not by the rule that found them; numbers are read as rationals; the
inequality of each lemma is an inequality between rationals. What a certificate must say is decided here, from its claim alone.

Glossary
    Report        the verdict on one certificate and the lines that explain it
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import arb, ctx

from uccheck.certificates.check_integrals import Problem, to_ball, to_upper
from uccheck.core.errors import InvalidFile
from uccheck.core.verdict import Verdict, conjunction

_SIZE_LIMIT = 1 << 20
_NUMBER = re.compile(r"-?\d{1,400}(?:/\d{1,400}|(?:\.\d{1,400})?(?:e-?\d{1,4})?)")
_REVERSE = "cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)"
_FLINT = "flint"
_LEMMA = {"A": {"swap"}, "B": {"swap"}, "C": {"simplex", "correlated swap"}}


@dataclass(frozen=True)
class Report:
    """The checker's verdict on one certificate, and why."""

    verdict: Verdict
    lines: tuple[str, ...]
    trusts: tuple[str, ...]


def check_file(path: Path) -> Report:
    """Re-check the certificate in a file.

    Raises: InvalidFile if it is missing, larger than 1 MiB, not JSON, of another format or version, or misses a field.
    """
    return check(_read(path), str(path))


def check(document: Mapping[str, Any], name: str = "certificate") -> Report:
    """Re-check a certificate: UPHELD if every step and the conclusion hold, REFUTED if one certainly fails.

    Guarantee: UPHELD rests on this module, flint and the trusts reported, never on numbers taken from the certificate unchecked.
    """
    try:
        return _check(document, name)
    except (KeyError, TypeError, AttributeError) as problem:
        raise InvalidFile(f"{name} is not a certificate of this version: {type(problem).__name__} at {problem}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_SIZE_LIMIT + 1)
    except OSError as problem:
        raise InvalidFile(f"cannot read {path}: {problem.strerror}") from None
    if len(data) > _SIZE_LIMIT:
        raise InvalidFile(f"{path} is larger than 1 MiB: no certificate is")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidFile(f"{path} is not JSON: it is truncated or not a certificate") from None
    if not isinstance(document, dict):
        raise InvalidFile(f"{path} is not a certificate: its top level is no object")
    return document


def _check(document: Mapping[str, Any], name: str) -> Report:
    if document.get("format") != "uccheck-certificate" or document.get("version") != 1:
        version = f"{document.get('format')!r} version {document.get('version')!r}"
        raise InvalidFile(f"{name} is {version}; this checker reads 'uccheck-certificate' version 1")
    content = {key: value for key, value in document.items() if key not in ("sha256", "kernel")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if hashlib.sha256(text).hexdigest() != document["sha256"]:
        return Report(Verdict.REFUTED, ("the content does not have the hash it carries: it was changed",), ())
    claim = {key: _number(value) for key, value in document["claim"].items()}
    problem = Problem(*(claim[key] for key in ("m", "D", "s", "b", "gamma")))
    steps = {step["step"]: step for step in document["steps"]}
    with ctx.workprec(128 + 2 * problem.D.numerator.bit_length()):
        findings = list(_until_refuted(_findings(problem, claim, document, steps)))
    trusts = (_FLINT, _REVERSE) if steps["transfer"]["lemma"] == "correlated swap" else (_FLINT,)
    verdict = conjunction(found for found, _ in findings)
    return Report(verdict, tuple(f"{_MARK[found]} {line}" for found, line in findings), trusts)


_MARK = {Verdict.UPHELD: "holds:", Verdict.REFUTED: "fails:", Verdict.UNDECIDED: "undecided:"}


def _until_refuted(findings: Iterable[tuple[Verdict, str]]) -> Iterator[tuple[Verdict, str]]:
    """The findings up to the first that fails: nothing is computed from numbers already found absurd."""
    for finding in findings:
        yield finding
        if finding[0] is Verdict.REFUTED:
            return


def _findings(
    problem: Problem, claim: Mapping[str, Fraction], document: Mapping[str, Any], steps: Mapping[str, Any]
) -> Iterator[tuple[Verdict, str]]:
    """Every condition that the claim needs, with its verdict: first generalization, then the transfer, then the conclusion."""
    delta, epsilon = claim["delta"], claim["epsilon"]
    e_gen = _number(document["conclusion"]["e_gen_upper"])
    value = _number(document["conclusion"]["e_unif_alg_lower"])
    yield _exact(0 < delta < 1 and 0 < epsilon < 1, "delta and epsilon lie in (0, 1)")
    yield _exact(0 <= problem.gamma <= 2 * problem.s, "gamma <= 2s: the population loss increases with T")
    yield _exact(e_gen <= epsilon and value >= 1 - epsilon, "the conclusion is e_gen <= epsilon and e_unif-alg >= 1 - epsilon")
    yield from _generalization(problem, steps["generalization"], delta, e_gen)
    yield from _transfer(problem, document["theorem"], steps["transfer"], delta, value)


def _generalization(
    problem: Problem, step: Mapping[str, str], delta: Fraction, e_gen: Fraction
) -> Iterator[tuple[Verdict, str]]:
    """L_D <= e_gen for T <= t, and P(T > t) <= delta."""
    t = _number(step["t"])
    yield _below(problem.loss(t), e_gen, f"L_D(h_S) <= {step['loss_at_most']} when T <= {step['t']}")
    yield _exact(_number(step["loss_at_most"]) == e_gen, "the conclusion repeats that value of e_gen")
    yield _below(problem.upper_tail(t, delta), delta, f"P(T > {step['t']}) <= delta")


def _transfer(problem: Problem, theorem: str, step: Mapping[str, str], delta: Fraction, value: Fraction) -> Iterator[tuple[Verdict, str]]:
    """The bad events are rarer than the lemma allows."""
    lemma, t = step["lemma"], _number(step["t"])
    loss, tail = _number(step["loss_at_most"]), _number(step["tail_at_most"])
    yield _exact(lemma in _LEMMA[theorem], f"theorem {theorem} uses the {lemma} lemma")
    yield _below(problem.loss(t), loss, f"L_D(h_S) <= {step['loss_at_most']} when T <= {step['t']}")
    yield _below(problem.upper_tail(t, tail), tail, f"P(T > {step['t']}) <= {step['tail_at_most']}")
    if theorem == "A":
        yield from _complete_flip(problem, step, t, tail, delta)
        yield _exact(value <= 1 - loss, "e_unif-alg >= 1 - L_D")
        return
    rho, share, one = (_number(step[key]) for key in ("rho", "share_unflipped", "one_unflipped_at_most"))
    yield _below(problem.one_unflipped(rho, one), one, f"P(N_1 > 0) <= {step['one_unflipped_at_most']} at rho = {step['rho']}")
    yield _exact(share > 0 and value <= 1 - share - loss, "e_unif-alg >= 1 - share of unflipped points - L_D")
    yield _lemma(lemma, step, rho, one / share, tail, delta)


def _complete_flip(
    problem: Problem, step: Mapping[str, str], t: Fraction, tail: Fraction, delta: Fraction
) -> Iterator[tuple[Verdict, str]]:
    """P(all flipped, T <= t) > 2 delta: by the union bound over points where it suffices, else by slices of T."""
    goal = _number(step["probability_at_least"])
    yield _exact(2 * delta < goal < 1, "the event's probability exceeds 2 delta: the swap lemma")
    union = 1 - tail - problem.m * to_upper(problem.one_unflipped(Fraction(1), goal / problem.m / 100))
    found = union if union >= goal else problem.all_flipped(t)
    holds = Verdict.UPHELD if found >= goal else Verdict.UNDECIDED
    yield holds, f"P(all flipped, T <= {step['t']}) >= {step['probability_at_least']} (shown: {float(found):.6g})"


def _lemma(
    lemma: str, step: Mapping[str, str], rho: Fraction, unflipped: Fraction, tail: Fraction, delta: Fraction
) -> tuple[Verdict, str]:
    """Markov's inequality and the union bound against what the lemma leaves."""
    if lemma == "swap":
        return _exact(rho == 1 and unflipped + tail < 1 - 2 * delta, "P(N_1 > 0)/share + P(T > t) < 1 - 2 delta")
    if lemma == "simplex":
        k = _number(step["k"])
        rarer = k * (k - 1) / 2 * unflipped + (k - 1) * tail < (k * (1 - delta) - 1) / (k - 1) if k >= 2 else False
        proper = k.denominator == 1 and k >= 2 and rho * (k - 1) == 1
        return _exact(proper and rarer, "k(k-1)/2 P(N_1 > 0)/share + (k-1) P(T > t) < (k(1-delta) - 1)/(k-1), rho = 1/(k-1)")
    exponent = 2 / (1 - rho) if 0 < rho < 1 else Fraction(0)
    if not 0 < exponent.numerator <= 4096 or exponent.denominator > 4096:
        return Verdict.UNDECIDED, f"the exponent 2/(1 - rho) = {exponent} is too long to be taken exactly"
    left, right = (unflipped + tail) ** exponent.denominator, (1 - delta) ** exponent.numerator
    return _exact(0 < rho < 1 and left < right, "P(N_1 > 0)/share + P(T > t) < (1 - delta)^(2/(1 - rho))")


def _number(text: object) -> Fraction:
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        shown = repr(text) if len(repr(text)) < 60 else repr(text)[:57] + "..."
        raise InvalidFile(f"the certificate holds {shown} where an exact number is needed")
    return Fraction(text)


def _exact(holds: bool, line: str) -> tuple[Verdict, str]:
    return (Verdict.UPHELD if holds else Verdict.REFUTED), line


def _below(value: arb, bound: Fraction, line: str) -> tuple[Verdict, str]:
    """value <= bound, by balls."""
    if value <= to_ball(bound):
        return Verdict.UPHELD, line
    found = f"{line} (found {value.str(12)})"
    return (Verdict.REFUTED, found) if value > to_ball(bound) else (Verdict.UNDECIDED, found)
