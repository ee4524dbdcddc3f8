"""`order`: a quantity of `data/orders.toml` is O, Omega or Theta of a formula in m, epsilon, delta.

A formula is a sum of monomials in m, N = ln m, L = ln(1/epsilon), M = ln(1/delta), 1/epsilon and 1/delta. The ledger bounds the quantity by
terms from above and below. g = O(h) is shown if every monomial of g is, factor by factor, at most one of h or the geometric mean of two
(which is at most their sum); it is excluded by a path
(m, L, M) = (t^a, t^b, t^c) on which g outgrows every term of h. With the quantity q <= C upper and q >= c lower:
    q = O(f)      upheld if upper = O(f), refuted by a path on which lower outgrows f;
    q = Omega(f)  upheld if f = O(lower), refuted by a path on which f outgrows upper;   Theta is both.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import process

from uccheck.audit.deciders.decision import Decision, needs_scope, out_of_scope, undecided
from uccheck.audit.deciders.literature.statement import ledger_evidence
from uccheck.audit.kinds.linear import Order
from uccheck.core.verdict import Verdict, conjunction
from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable, parse, walk

Path = tuple[int, int, int]
#: What a term is a product of; `E` is 1/epsilon, `F` is 1/delta.
LETTERS = ("m", "N", "L", "M", "E", "F")


@dataclass(frozen=True)
class Term:
    """A product of powers of m, N = ln m, L, M, E = 1/epsilon, F = 1/delta (constants left out)."""

    powers: tuple[float, ...]

    def growth(self, path: Path) -> tuple[float, ...]:
        """How fast it grows with t on a path: the factors of t^3, t^2, t in its exponent, the power of t, the power of ln t."""
        m, N, L, M, E, F = self.powers
        a, b, c = path
        exponent = (sum(factor for factor, power in ((E, b), (F, c)) if power == k) for k in (3, 2, 1))
        return *exponent, m * a + L * b + M * c, N if a else 0.0

    def divides(self, other: Term) -> bool:
        """Whether it is at most a constant times the other, for all large m, L, M: a power pays for any power of its logarithm."""
        m, N, L, M, E, F = (q - p for p, q in zip(self.powers, other.powers, strict=True))
        return all(power > 0 or (power == 0 and logarithm >= 0) for power, logarithm in ((m, N), (E, L), (F, M)))

    def mean(self, other: Term) -> Term:
        """The geometric mean of the two: at most their sum."""
        return Term(tuple((p + q) / 2 for p, q in zip(self.powers, other.powers, strict=True)))


def decide(claim: Order, deadline: float) -> Decision:
    """UPHELD or REFUTED as the ledger's terms go, with what they rest on; else INCONCLUSIVE."""
    del deadline
    known = quantity(claim.quantity)
    if known is None:
        near = process.extractOne(claim.quantity, [q["id"] for q in quantities()], score_cutoff=50)
        meant = f"; near it: {near[0]}" if near else ""
        return out_of_scope(f"no order of {claim.quantity!a} is known here{meant}")
    formula = terms(parse(claim.of, frozenset({"m", "D", "epsilon", "delta"})))
    if any(_uses(t, v) for t in formula for v in ("m", "epsilon", "delta") if v not in known["variables"]):
        return undecided(f"the ledger knows this quantity as a function of {', '.join(known['variables'])} only")
    verdict, why = _under(claim, known, formula, list(claim.vary or known["variables"]))
    if claim.vary is None:
        named = [v for v in known["variables"] if any(_uses(t, v) for t in formula)] or list(known["variables"])
        other, reason = _under(claim, known, formula, named)
        if other is not verdict:
            answers = {", ".join(named): (other, reason), ", ".join(known["variables"]): (verdict, why)}
            told = "; ".join(f"{_VERBS[v]} where {names} vary" for names, (v, _) in answers.items())
            return needs_scope(("vary",), f"{told}; say which variables grow in `vary`")
    lower, upper = (" + ".join(known[side]) for side in ("lower", "upper"))
    bounds = f"between the orders {lower} and {upper}" if lower != upper else f"at the order of {upper}"
    if verdict is Verdict.UNDECIDED:
        return undecided(f"{known['says']} lies {bounds}; neither that nor a path of parameters decides {claim.order}({claim.of})")
    evidence = ledger_evidence({**known, "because": bounds})
    if any(e.verdict is not Verdict.UPHELD for e in evidence):
        return undecided("what the ledger's orders rest on was not decided")
    turned = tuple(replace(e, verdict=verdict) for e in evidence)
    return Decision(verdict=verdict, detail=f"it lies {bounds} (L = ln(1/epsilon), M = ln(1/delta)); {why}", evidence=turned)


_VERBS = {Verdict.UPHELD: "it holds", Verdict.REFUTED: "it fails", Verdict.UNDECIDED: "it is not decided"}


def _under(claim: Order, known: dict[str, Any], formula: list[Term], variables: list[str]) -> tuple[Verdict, str]:
    """The verdict where only these variables grow: powers of the others are constants."""
    upper, lower = ([_fixed(_written(t), variables) for t in known[side]] for side in ("upper", "lower"))
    asked = [_fixed(t, variables) for t in formula]
    sides = {"O": _at_most(upper, lower, asked, variables), "Omega": _at_most(asked, asked, lower, variables, against=upper)}
    return _combined(claim.order, sides)


def _fixed(term: Term, variables: list[str]) -> Term:
    owner = {"m": "m", "N": "m", "L": "epsilon", "E": "epsilon", "M": "delta", "F": "delta"}
    return Term(tuple(p if owner[x] in variables else 0.0 for x, p in zip(LETTERS, term.powers, strict=True)))


def _combined(order: str, sides: dict[str, tuple[Verdict, str]]) -> tuple[Verdict, str]:
    if order != "Theta":
        return sides[order]
    verdict = conjunction(v for v, _ in sides.values())
    return verdict, "; ".join(why for v, why in sides.values() if v is verdict)


def _at_most(
    shown: Sequence[Term], certain: Sequence[Term], by: Sequence[Term], variables: list[str], *, against: Sequence[Term] | None = None
) -> tuple[Verdict, str]:
    """`shown` = O(by) is UPHELD term by term; REFUTED where `certain` outgrows `against` (default: by) on a path."""
    reached = [h.mean(other) for h in by for other in by]  # h itself among them
    if all(any(g.divides(h) for h in reached) for g in shown):
        return Verdict.UPHELD, "every term is at most one on the other side"
    for path in _paths(variables):
        most = max(h.growth(path) for h in (against or by))
        if max(g.growth(path) for g in certain) > most:
            return Verdict.REFUTED, f"excluded where {_told(path)}"
    return Verdict.UNDECIDED, ""


def _paths(variables: list[str]) -> list[Path]:
    choices = [(0, 1, 2, 3) if v in variables else (0,) for v in ("m", "epsilon", "delta")]
    return [(a, b, c) for a, b, c in itertools.product(*choices) if a + b + c]


def _told(path: Path) -> str:
    names = ("m", "ln(1/epsilon)", "ln(1/delta)")
    grows = [f"{n} = t^{a}" for n, a in zip(names, path, strict=True) if a]
    fixed = [n for n, a in zip(names, path, strict=True) if not a]
    return f"{', '.join(grows)} with t growing" + (f" and {', '.join(fixed)} fixed" if fixed else "")


def terms(e: Expression) -> list[Term]:
    """The monomials of an expression, constants left out.  Raises InvalidParameter for what is not a sum of monomials."""

    from uccheck.core.errors import InvalidParameter

    def power(term: Term, k: float) -> Term:
        return Term(tuple(p * k for p in term.powers))

    def times(x: Term, y: Term) -> Term:
        return Term(tuple(p + q for p, q in zip(x.powers, y.powers, strict=True)))

    one = Term((0.0,) * len(LETTERS))

    def letter(name: str, k: float = 1.0) -> Term:
        return Term(tuple(k if x == name else 0.0 for x in LETTERS))

    def of(x: Expression) -> list[Term]:
        match x:
            case Number(value=value) if value > 0:
                return [one]
            case Variable(name="pi"):
                return [one]
            case Variable(name=("m" | "epsilon" | "delta") as name):
                return [{"m": letter("m"), "epsilon": letter("E", -1), "delta": letter("F", -1)}[name]]
            case Operation(operator="+", operands=(a, b)):
                return [*of(a), *of(b)]
            case Call(function="max", arguments=parts):
                return [t for p in parts for t in of(p)]
            case Operation(operator="*", operands=(a, b)):
                return [times(s, t) for s in of(a) for t in of(b)]
            case Operation(operator="/", operands=(a, b)) if len(of(b)) == 1:
                return [times(s, power(of(b)[0], -1)) for s in of(a)]
            case Operation(operator="**", operands=(a, Number(value=k))) if len(of(a)) == 1:
                return [power(of(a)[0], float(k))]
            case Operation(operator="**", operands=(a, Operation(operator="/" | "neg") as k)) if len(of(a)) == 1:
                return [power(of(a)[0], _constant(k))]
            case Call(function="sqrt", arguments=(a,)):
                return [power(t, 0.5) for t in of(a)]  # the root of a sum is, up to a constant, the sum of the roots
            case Call(function="log", arguments=(a,)) if any(isinstance(part, Variable) for part in walk(a)) or _constant(a) > 1:
                return [t for s in of(a) for t in logarithm(s)]
        raise InvalidParameter("an order is a sum of products of powers and logarithms of m, 1/epsilon, 1/delta; this formula is not")

    def logarithm(term: Term) -> list[Term]:
        """ln of a monomial, up to constants: a sum of N, L, M; negative parts are refused."""
        found = [letter(name) for name, p in (("N", term.powers[0]), ("L", term.powers[4]), ("M", term.powers[5])) if p > 0]
        if any(p < 0 for p in term.powers) or any(term.powers[i] for i in (1, 2, 3)):
            raise InvalidParameter("a logarithm in an order is of products of m, 1/epsilon, 1/delta; this one is not")
        return found or [one]

    return of(e)


def _constant(e: Expression) -> float:
    from uccheck.expressions.intervals import enclose, fraction

    return float(fraction(enclose(e, {}).lower))


def _written(text: str) -> Term:
    """A term of the ledger: a product of powers of its letters."""
    powers = dict.fromkeys(LETTERS, 0.0)
    for factor in text.replace("**", "^").split("*"):
        base, _, k = factor.strip().partition("^")
        if base in powers:
            numerator, _, denominator = k.strip("()").partition("/")
            powers[base] += float(numerator or 1) / float(denominator or 1)
    return Term(tuple(powers.values()))


def _uses(term: Term, variable: str) -> bool:
    return any(term.powers[i] for i in {"m": (0, 1), "epsilon": (2, 4), "delta": (3, 5)}[variable])


@cache
def quantities() -> tuple[dict[str, Any], ...]:
    """The quantities whose orders are known."""
    text = files("uccheck").joinpath("data", "orders.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["quantity"])


def quantity(name: str) -> dict[str, Any] | None:
    """One of them."""
    return next((q for q in quantities() if q["id"] == name), None)
