"""Another reader of the lemmas on numbers in a kernel certificate: each statement, evaluated at 40 digits from its definitions.

Nothing of the kit is used: the formulas are those of proofs/coq/Constants.v and TailReal.v, written again for mpmath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import mpmath as mp

_TOKEN = re.compile(r"\d+|[A-Za-z_]\w*|<=|[-+*/^()<]")
_LEMMA = re.compile(r"^Lemma (\w+) : (.*?)\.\nProof(.*?)Qed\.$", re.DOTALL | re.MULTILINE)
_DEFINITION = re.compile(r"^Definition (\w+\d) := (.*?)\.$", re.MULTILINE)


def bell(t: Any) -> Any:
    return mp.exp(-(t**2) / 2)


def _area(x: Any) -> Any:
    """The integral of the bell over [0, x]."""
    return mp.sqrt(mp.pi / 2) * mp.erf(x / mp.sqrt(2))


def q_bound(x: Any) -> Any:
    """The lesser of Sampford's bound and 1/2 less an integral, with sqrt(2 pi) from both sides."""
    return min(4 / (3 * x + mp.sqrt(x**2 + 8)) * bell(x) / mp.mpf("2.50662"), mp.mpf(1) / 2 - _area(x) / mp.mpf("2.50664"))


def q_floor(x: Any) -> Any:
    """The greater of Birnbaum's bound and 1/2 less an integral."""
    return max(2 / (x + mp.sqrt(x**2 + 4)) * bell(x) / mp.mpf("2.50664"), mp.mpf(1) / 2 - _area(x) / mp.mpf("2.50662"))


def sign_plus(m: Any, tau: Any) -> Any:
    return 1 - 2 * tau - tau**2 * (m - 1)


def sign_minus(m: Any, tau: Any) -> Any:
    return 1 + 2 * tau - tau**2 * (m - 1)


def flip_mgf(m: Any, tau: Any) -> Any:
    return 1 / mp.sqrt(sign_minus(m, tau))


def sign_mix(m: Any, tau: Any) -> Any:
    return 1 / mp.sqrt(sign_plus(m, tau)) / 4 + 3 / mp.sqrt(sign_minus(m, tau)) / 4


def flipped_exponent(s: Any, b: Any, D: Any, tau: Any, q: Any) -> Any:
    return D * (s / b * tau + mp.log(q))


def long_exponent(D: Any, alpha: Any) -> Any:
    return -D / 2 * (alpha - mp.log(1 + alpha))


def sharp_exponent(D: Any, alpha: Any, mu: Any) -> Any:
    return long_exponent(D, alpha) - D / 2 * (2 * mu + mp.log(1 - 2 * mu)) - 1


def long_tail(D: Any, alpha: Any, p: Any) -> bool:
    """P(T > D (1 + alpha)) <= p for T ~ chi2_D, itself; for many degrees of freedom by Wilson and Hilferty."""
    if D <= 1000:
        return bool(mp.gammainc(D / 2, D * (1 + alpha) / 2, mp.inf, regularized=True) <= p)
    z = ((1 + alpha) ** (mp.mpf(1) / 3) - (1 - 2 / (9 * D))) / mp.sqrt(2 / (9 * D))
    return bool(mp.erfc(z / mp.sqrt(2)) / 2 <= p)


def pop_scale(s: Any, b: Any, m: Any, D: Any, gamma: Any, alpha: Any) -> Any:
    return (s - gamma) / mp.sqrt(b**2 * m * (1 + alpha) / D)


def generalizing(s: Any, b: Any, m: Any, D: Any, gamma: Any, delta: Any, alpha: Any, e: Any) -> bool:
    return bool(alpha > 0 and q_bound(pop_scale(s, b, m, D, gamma, alpha)) <= e and long_tail(D, alpha, delta))


def vacuous(s: Any, b: Any, m: Any, D: Any, gamma: Any, kappa: Any, q: Any, tau: Any, alpha: Any, e1: Any, e2: Any) -> bool:
    signs = alpha > 0 and tau >= 0 and q > 0 and e1 > 0 and mp.exp(flipped_exponent(s, b, D, tau, q)) / e1 < kappa
    return bool(signs and q_bound(pop_scale(s, b, m, D, gamma, alpha)) <= e2)


def floored(s: Any, b: Any, m: Any, D: Any, gamma: Any, alpha: Any, c: Any, v: Any) -> bool:
    ranges = 0 < alpha < 1 and 0 <= c <= 1 and c * gamma <= s
    return bool(ranges and v <= (1 - c) * q_floor(pop_scale(s, b, m, D, c * gamma, -alpha)))


def overfitting(s: Any, b: Any, m: Any, D: Any, gamma: Any, delta: Any, tau: Any, alpha: Any, c: Any, v: Any) -> bool:
    right = mp.exp(flipped_exponent(s - gamma, b, D, -tau, flip_mgf(m, tau)))
    rare = m * right + mp.exp(long_exponent(D, -alpha)) < 1 - delta
    return bool(floored(s, b, m, D, gamma, alpha, c, v) and tau >= 0 and sign_minus(m, tau) > 0 and rare)


def drowned(s: Any, b: Any, m: Any, D: Any, gamma: Any, delta: Any, alpha: Any, beta: Any, reach: Any, v: Any) -> bool:
    signs = D >= 3 and min(alpha, beta, reach) > 0 and s + reach <= v * gamma
    rare = mp.exp(long_exponent(D, alpha)) + mp.exp(long_exponent(m * D, beta)) <= delta
    return bool(signs and rare and b**2 * m * (1 + alpha) * (1 + beta) <= reach**2)


def right_count(k: Any, m: Any, e1: Any, e2: Any, v: Any) -> bool:
    return bool(k >= 0 and e1 * m <= k + 1 and v <= 1 - k / m - e2)


FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    f.__name__: (f.__code__.co_argcount, f)
    for f in (
        q_bound, q_floor, sign_plus, sign_minus, flip_mgf, sign_mix, flipped_exponent, long_exponent, sharp_exponent, long_tail, pop_scale,
        generalizing, vacuous, floored, overfitting, drowned, right_count,
    )
} | {"exp": (1, mp.exp), "sqrt": (1, mp.sqrt), "ln": (1, mp.log)}  # fmt: skip


@dataclass
class Reader:
    """One statement, by recursive descent: application binds closest, then ^, the sign, * and /, + and -, a relation."""

    known: dict[str, Any]
    tokens: list[str] = field(default_factory=list)

    def statement(self, text: str) -> bool:
        """Whether it is true."""
        self.tokens = [*_TOKEN.findall(re.sub(r"%coq[RZ]", "", text)), "."]
        left = self.sum()
        relation = self.tokens.pop(0)
        if relation == ".":
            assert isinstance(left, bool), text
            return left
        right = self.sum()
        assert relation in ("<=", "<") and self.tokens == ["."], (text, self.tokens)
        return bool(left <= right) if relation == "<=" else bool(left < right)

    def value(self, text: str) -> Any:
        """The number that is defined."""
        self.tokens = [*_TOKEN.findall(text), "."]
        return self.sum()

    def sum(self) -> Any:
        value = self.product()
        while self.tokens[0] in "+-":
            value = value + self.product() if self.tokens.pop(0) == "+" else value - self.product()
        return value

    def product(self) -> Any:
        value = self.signed()
        while self.tokens[0] in "*/":
            value = value * self.signed() if self.tokens.pop(0) == "*" else value / self.signed()
        return value

    def signed(self) -> Any:
        if self.tokens[0] == "-":
            self.tokens.pop(0)
            return -self.signed()
        value = self.applied()
        if self.tokens[0] == "^":
            self.tokens.pop(0)
            return value ** self.applied()
        return value

    def applied(self) -> Any:
        if self.tokens[0] in FUNCTIONS:
            count, function = FUNCTIONS[self.tokens.pop(0)]
            return function(*[self.atom() for _ in range(count)])
        return self.atom()

    def atom(self) -> Any:
        token = self.tokens.pop(0)
        if token == "(":
            value = self.sum()
            assert self.tokens.pop(0) == ")"
            return value
        return mp.mpf(token) if token.isdigit() else self.known[token]


@dataclass(frozen=True)
class Lemma:
    """A lemma on numbers: its name, whether it is true, what its proof says."""

    name: str
    true: bool
    statement: str
    proof: str


def lemmas(text: str) -> Iterator[Lemma]:
    """Every lemma of a file, in order, evaluated at the numbers that the file defines."""
    with mp.workdps(40):
        known = {name: Reader({}).value(value) for name, value in _DEFINITION.findall(text)}
        for name, statement, proof in _LEMMA.findall(text):
            yield Lemma(name, Reader(known).statement(statement), statement, proof)
