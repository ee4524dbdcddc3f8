"""The independent checker: it knows the rules as data, shares no arithmetic with the kit, and says in one sentence what it checked.

First the logic, in rationals, as if every recorded bound were true (`check_rules`); then every recorded bound, by flint's own adaptive
integrals (`check_integrals`). With these two it imports flint, `errors` and `verdict`, and nothing else of the kit.

Glossary
    Report        the verdict on one certificate, the sentence, what it concludes, what it trusts and what it was given
    Conclusion    one end of one quantity at exact arguments
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from uccheck.certificates.check_integrals import confirm, price
from uccheck.certificates.check_rules import DIGEST, TABLE, Conclusion, Grounds, Refused, read_tree
from uccheck.core.errors import InvalidFile
from uccheck.core.verdict import NoBool, Verdict

FORMAT, VERSION = "uccheck-tree", 2
_SIZE_LIMIT = 1 << 20
_MOST_INTEGRALS = 200
_KEYS = {"format", "version", "roots", "sha256"}
WORDS = {
    "e_gen": "e_gen", "e_unif_alg": "e_unif-alg", "exp_e_gen": "e_gen of the exponential network",
    "exp_e_unif_alg": "e_unif-alg of the exponential network", "sco_e_unif": "e_unif over the ball", "sco_e_gen": "e_gen of the minimiser",
    "sco_e_unif_alg": "e_unif-alg of the minimiser", "sco_gd_e_gen": "e_gen of gradient descent",
    "sco_gd_e_unif_alg": "e_unif-alg of gradient descent", "interpolator_e_gen": "e_gen of the minimum-norm interpolator",
    "interpolator_e_unif_alg": "e_unif-alg of the minimum-norm interpolator",
}  # fmt: skip


@dataclass(frozen=True)
class Report(NoBool):
    """The checker's verdict on one certificate; the sentence names every parameter of what was checked."""

    verdict: Verdict
    sentence: str
    conclusions: tuple[Conclusion, ...] = ()
    trusts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


def check_file(path: Path | str) -> Report:
    """Re-check the certificate in a file.

    Raises: InvalidFile if it is no regular file, larger than 1 MiB, not JSON, of another version, or has other keys than this version.
    """
    if not isinstance(path, str | Path):
        raise InvalidFile(f"a certificate is named by its path, got {type(path).__name__}")
    return check(_read(Path(path)), str(path))


def check(document: object, name: str = "certificate") -> Report:
    """UPHELD if every hypothesis and every recorded bound of every tree is confirmed; REFUTED if a recorded bound is certainly wrong.

    Guarantee: what UPHELD concludes rests on this checker, flint, the table of rules and the given sentences that it names.
    Raises: InvalidFile for what is no certificate of this version.
    """
    roots = _opened(document, name)
    reading = Grounds()
    try:
        conclusions = [found for root in roots for found in read_tree(root, reading)]
        if not conclusions:
            raise Refused("the trees conclude no more than the ranges of their quantities")
        if (cost := sum(price(quantity[0]) for quantity in reading.bounds)) > _MOST_INTEGRALS:
            raise Refused(f"its bounds cost {cost} integrals, more than the {_MOST_INTEGRALS} that the checker spends on a file")
        for quantity, ends in reading.bounds.items():
            confirm(quantity, ends)
    except Refused as problem:
        verdict = Verdict.REFUTED if problem.certain else Verdict.UNDECIDED
        return Report(verdict, f"NOT CHECKED: {problem}")
    trusts, given = tuple(sorted(reading.trusts)), tuple(sorted(reading.given))
    return Report(Verdict.UPHELD, _sentence(conclusions, reading, trusts, given), tuple(conclusions), trusts, given)


def _read(path: Path) -> object:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidFile(f"{path} is no regular file: give a certificate written by `uccheck certify -o`")
        with path.open("rb") as file:
            data = file.read(_SIZE_LIMIT + 1)
    except (OSError, ValueError) as problem:
        raise InvalidFile(f"cannot read {path}: {getattr(problem, 'strerror', None) or problem}") from None
    if len(data) > _SIZE_LIMIT:
        raise InvalidFile(f"{path} is larger than 1 MiB: no certificate is")
    try:
        return json.loads(data, object_pairs_hook=_once)
    except RecursionError:
        raise InvalidFile(f"{path} is nested too deeply: no certificate is") from None
    except ValueError as problem:
        said = str(problem) if "twice" in str(problem) else "it is truncated or not a certificate"
        raise InvalidFile(f"{path} is not JSON of a certificate: {said}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def _opened(document: object, name: str) -> list[Any]:
    """The trees of a document of this version whose hash is that of its content."""
    if not isinstance(document, Mapping):
        raise InvalidFile(f"{name} is not a certificate: its top level is no object")
    if document.get("format") == "uccheck-certificate":
        raise InvalidFile(f"{name} is a certificate of version 1: make it again with this kit, `uccheck certify ... -o FILE`")
    if (document.get("format"), document.get("version")) != (FORMAT, VERSION) or type(document.get("version")) is not int:
        raise InvalidFile(f"{name} is no {FORMAT} of version {VERSION}: make it again, `uccheck certify ... -o FILE`")
    if set(document) != _KEYS or not isinstance(document["roots"], list):
        raise InvalidFile(f"{name} has other keys than a certificate of version {VERSION}: {', '.join(sorted(_KEYS))}")
    if digest(document) != document["sha256"]:
        raise InvalidFile(f"{name} was changed: its content does not have the hash that it carries")
    return list(document["roots"])


def digest(document: Mapping[str, Any]) -> str:
    """The hash over everything in a document but the hash itself."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    try:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    except (RecursionError, TypeError, ValueError):
        raise InvalidFile("the certificate holds what is no JSON") from None
    return hashlib.sha256(text.encode()).hexdigest()


def _sentence(conclusions: list[Conclusion], reading: Grounds, trusts: tuple[str, ...], given: tuple[str, ...]) -> str:
    groups: dict[tuple[tuple[str, Fraction], ...], list[str]] = {}
    for found in conclusions:
        names = TABLE["quantities"][found.quantity[0]]["args"]
        where = tuple(zip(names, found.quantity[1:], strict=True))
        groups.setdefault(where, []).append(f"{WORDS.get(found.quantity[0], found.quantity[0])} {found.side} {rounded(found)}")
    parts = [f"{' and '.join(said)} at {', '.join(f'{n} = {plain(x)}' for n, x in where)}" for where, said in groups.items()]
    told = "; ".join(given) or "nothing"
    rests = f"By {', '.join(reading.rules)}. Trusts: {', '.join(trusts) or 'nothing'}. Given: {told}. Rules {DIGEST[:12]}."
    return f"CHECKED {'; '.join(parts)}. {rests}"


def rounded(found: Conclusion) -> str:
    """The value of an end in ten digits, outward."""
    way = ROUND_CEILING if found.side == "<=" else ROUND_FLOOR
    return _decimal(found.value, Context(prec=10, rounding=way, Emin=-9999, Emax=9999))


def plain(x: Fraction) -> str:
    """The number exactly: a decimal where it is a short one, else p/q."""
    rest = x.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or x.denominator.bit_length() > 400:
        return str(x)
    return _decimal(x, Context(prec=2000, Emin=-9999, Emax=9999))


def _decimal(x: Fraction, context: Context) -> str:
    value = context.divide(Decimal(x.numerator), Decimal(x.denominator)).normalize(context)
    return format(value, "f") if -8 < value.adjusted() < 20 else str(value).replace("E+", "e").replace("E", "e")
