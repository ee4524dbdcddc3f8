"""The frozen table of the rules that certificates apply: `python -m uccheck.rules.table` writes it, a test keeps it fresh.

A rule is a statement of the catalogue as data: variables with their domains, hypotheses, one conclusion, the digest of these three, and
what the statement trusts. The checker reads this table and nothing else of the rules.

Glossary
    expression    "1/2", a variable, or [head, argument, ...]; heads are +, *, **, exp, ln, Q and the quantities of the catalogue
    relation      ["<" or "<=", left, right]; > and >= are turned round
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.enclosed.bounds import ENCLOSURES
from uccheck.quantities.record import Quantity
from uccheck.quantities.symbols import Q
from uccheck.rules.claim import Claim, Domain, Relation

VERSION = 2
FILE = Path(__file__).parents[1] / "data" / "rules.json"
HEADS = {sp.Add: "+", sp.Mul: "*", sp.Pow: "**", sp.exp: "exp", sp.log: "ln", Q: "Q"}

#: The statements that certificates apply at exact numbers.
RULES = (
    "exceed-tail", "small-loss", "overfit-bound", "overfit-wide", "diagonal", "swap-lemma", "markov", "theorem-a", "theorem-b",
    "theorem-simplex", "correlated-swap-lemma", "theorem-c", "sign-lemma", "markov-signs", "sign-chernoff", "theorem-signs",
    "spread", "wide-margin", "large-gamma", "aligned",
    "one-sided-small", "one-sided-covers", "zero-error-small", "zero-error-overfit", "margin-small", "margin-overfit", "surrogate-class",
    "by-surrogate-small", "by-surrogate-covers", "own-small", "own-covers", "flip-closed", "flip-spread", "path-point", "path-covers",
    "path-ramp", "ball-flip", "ball-small", "subset-tail", "radius-above", "radius-below", "linear-class", "basis-shattered",
    "norm-at-least", "norm-at-most", "divergence-at-least", "divergence-at-most",
    "gibbs-two-sided", "gibbs-sure", "gibbs-join", "gibbs-every",
    "chi2-upper-tail", "chi2-exceeds", "one-flipped-tail", "misfit-tail",
    "exp-small-loss", "exp-generalizes", "exp-complete", "exp-markov", "exp-signs", "exp-diagonal", "exp-one-class-gen",
    "exp-one-class-unif",
    "sco-uniform-half", "sco-uniform-lower", "sco-uniform-upper", "sco-uniform-range", "sco-bounded", "sco-seen", "sco-erm-fails",
    "sco-regularised", "sco-diagonal", "sco-descent", "sco-gd-diagonal",
    "stability-at-least", "stability-at-most", "stability", "interpolator-generalizes", "interpolator-overfits", "interpolator-flip",
    "interpolator-spread",
)  # fmt: skip


def expression(e: Any) -> Any:
    """The expression as JSON; the operands of a sum or product in the order of their texts.  Raises: ValueError for a foreign head."""
    e = sp.sympify(e)
    if e.is_Rational:
        return str(e)
    if e.is_Symbol:
        return e.name
    if isinstance(e, Applied):
        return [e.about.name, *map(expression, e.args)]
    for kind, head in HEADS.items():
        if isinstance(e, kind):
            args = [expression(part) for part in e.args]
            return [head, *(sorted(args, key=canonical) if head in "+*" else args)]
    raise ValueError(f"{e} has no place in the language of the rules")


def relation(r: Relation) -> Any:
    """["<" or "<=", left, right]."""
    left, right = (r.lhs, r.rhs) if r.relation in ("<", "<=") else (r.rhs, r.lhs)
    return ["<" if r.strict else "<=", expression(left), expression(right)]


def statement(claim: Claim) -> dict[str, Any]:
    """Variables, hypotheses and conclusion of a claim with one conclusion."""
    (conclusion,) = claim.then
    return {
        "where": {domain.symbol.name: _domain(domain) for domain in claim.where},
        "hypotheses": [relation(r) for r in claim.given],
        "conclusion": relation(conclusion),
    }


def _domain(domain: Domain) -> dict[str, Any]:
    ends = {"low": domain.low, "high": domain.high}
    written = {name: None if end is None else str(sp.Rational(end)) for name, end in ends.items()}
    return {"whole": bool(domain.symbol.is_integer), **written, "open_low": domain.open_low, "open_high": domain.open_high}


def entry(claim: Claim, title: str, trusts: Iterable[str], given: Iterable[str]) -> dict[str, Any]:
    """A rule of the table."""
    said = statement(claim)
    digest = hashlib.sha256(canonical(said).encode()).hexdigest()
    programs = {*trusts, *(("flint",) if _by_balls([*said["hypotheses"], said["conclusion"]]) else ())}
    return {**said, "title": title, "sha256": digest, "trusts": sorted(programs), "given": sorted(given)}


def _by_balls(e: Any) -> bool:
    """Whether exp, ln, Q or a power that is no whole number occurs: such a value is enclosed by balls."""
    if not isinstance(e, list):
        return False
    power = e[0] == "**" and not (isinstance(e[2], str) and e[2].lstrip("-").isdigit())
    return power or e[0] in ("exp", "ln", "Q") or any(_by_balls(part) for part in e)


def built() -> dict[str, Any]:
    """The whole table: the rules with what their proofs rest on, and the quantities that they speak of."""
    from uccheck.rules.catalogue import finding, get

    rules = {name: entry(get(name).claim, get(name).title, finding(name).trusts, finding(name).given) for name in RULES}
    spoken = sorted({head for rule in rules.values() for r in (*rule["hypotheses"], rule["conclusion"]) for head in _heads(r)})
    return {"version": VERSION, "rules": rules, "quantities": {name: _quantity(QUANTITIES[name]) for name in spoken}}


def _heads(e: Any) -> Iterator[str]:
    if isinstance(e, list):
        if e[0] in QUANTITIES:
            yield e[0]
        for part in e[1:]:
            yield from _heads(part)


def _quantity(about: Quantity) -> dict[str, Any]:
    """A quantity of the table; one that is enclosed is given what the statements behind its enclosure rest on."""
    from uccheck.rules.catalogue import finding

    given = sorted({sentence for name in about.rests_on or () for sentence in finding(name).given})
    trusts = list(ENCLOSURES[about.name].trusts) if about.name in ENCLOSURES else None
    return {"args": list(about.args), "low": about.low, "high": about.high, "trusts": trusts, "given": given}


def written(content: dict[str, Any]) -> str:
    """The text of the table's file."""
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def canonical(content: object) -> str:
    """Keys sorted, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


if __name__ == "__main__":
    from uccheck.core.files import write_text

    write_text(FILE, written(built()))
