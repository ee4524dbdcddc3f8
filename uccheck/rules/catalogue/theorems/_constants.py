"""What the theorems with constants share: s = 4, b = 32, the 0-1 loss, and sqrt(D) >= sqrt(128 m ln(1/base)) + sqrt(2 ln(1/fail))."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import D, Q, a, delta, e2, epsilon, m, rho, theta, x, z
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import Claim, Domain, Relation, counts, ge, le
from uccheck.rules.derivation import Derivation, Link, Rule, chain
from uccheck.rules.letters import CLASSIC, HALF, ONE, PAPER, ZERO, e_gen, e_unif_alg, exceed, unflipped
from uccheck.rules.statement import under
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form


@dataclass(frozen=True)
class Constants:
    """base: Q(sqrt(2 ln(1/base))) <= base/2 <= level; fail: the chance of a larger population loss; e_1 = share, e_2 = level.

    `strength` is that of the flip, `cases` the (m, epsilon, delta) at which the theorem and its neighbours are tried.
    """

    base: Any
    fail: Any
    level: Any
    share: Any
    strength: Any
    cases: tuple[tuple[int, Any, Any], ...]

    def claim(self, *where: Domain) -> Claim:
        """Both halves of the theorem under the hypothesis, tried at the least D of each case."""
        then = (le(e_gen(*CLASSIC), epsilon), ge(e_unif_alg(*CLASSIC), 1 - epsilon))
        return Claim(then, (*counts(m, D), *where), (self.hypothesis(),), partial(least, self))

    def neighbour(self, claim: Claim, constant: int = 128, dropped: str = "") -> Claim:
        """The claim under a false neighbour of the hypothesis, tried at its own least D."""
        return under(claim, 0, self.hypothesis(constant, dropped=dropped), points=partial(least, self, constant, dropped))

    def proofs(self, bound: Any, last: Callable[[Any], Rule], split: Rule) -> tuple[Derivation, ...]:
        """The loss, the missed points below their bound, and the theorem that splits the chances."""
        return (*self.loss_lines(), self.missed_line(bound, last), chain(e_unif_alg(*CLASSIC), (">=", 1 - epsilon, split)))

    def hypothesis(self, constant: int = 128, *, dropped: str = "") -> Relation:
        """sqrt(D) >= sqrt(128 m ln(1/base)) + sqrt(2 ln(1/fail)), or a false neighbour of it."""
        size, tail = ONE if dropped == "m" else m, ZERO if dropped == "delta" else sp.sqrt(2 * sp.log(1 / self.fail))
        return ge(sp.sqrt(D), sp.sqrt(constant * size * self.ratio) + tail)

    @property
    def ratio(self) -> Any:
        """ln(1/base)."""
        return sp.log(1 / self.base)

    @property
    def missed(self) -> Any:
        """P(N_1 > 0)/e_1."""
        return unflipped(*PAPER, self.strength) / self.share

    @property
    def beyond(self) -> Any:
        """P(L_D > e_2)."""
        return exceed(*PAPER, ZERO, self.level)

    def loss_lines(self) -> tuple[Derivation, ...]:
        """Q(sqrt(2 ln(1/base))) <= e_2, e_gen <= epsilon, and P(L_D > e_2) <= fail."""
        at = sp.sqrt(2 * self.ratio)
        put = {z: at, theta: self.fail, e2: self.level}
        small = chain(Q(at), ("<=", self.base / 2, Known("normal-tail-half", {x: at})))
        if self.base / 2 != self.level:
            small = chain(Q(at), *small_links(small), ("<=", self.level, Form(sp.factor(self.level - self.base / 2))))
        return (
            small,
            chain(
                e_gen(*CLASSIC),
                ("<=", Q(at), Known("generalization-root", put)),
                ("<=", epsilon, Form(epsilon - self.level, {self.level - Q(at): ONE})),
            ),
            chain(self.beyond, ("<=", self.fail, Known("generalization-root", put, which=1))),
        )

    def missed_line(self, bound: Any, last: Callable[[Any], Rule]) -> Derivation:
        """Insert the tail of one flipped point with a = 1/2, then D >= 128 m ln(1/base), then the rest of the argument."""
        factor, large, signal = 1 / self.share, self.hypothesis(), sp.sqrt(128 * m * self.ratio)
        square = (8 * (self.strength / 2 - sp.Rational(1, 8))) ** 2  # the exponent of the normal part is square D/(64 m)
        power = 2 * square
        first, second = sp.exp(-D / 16), sp.exp(-square * D / (64 * m)) / 2
        more, rest = sp.sqrt(D) + signal, sp.sqrt(2 * sp.log(1 / self.fail)) * (sp.sqrt(D) + signal)
        inner8, inner = le(-D / 16, -8 * self.ratio), le(-square * D / (64 * m), -power * self.ratio)
        large8 = Form(rest / 16 + 8 * self.ratio * (m - 1), {large: more / 16})
        large2 = Form(square * rest / (64 * m), {large: square * more / (64 * m)})
        total8 = (self.base**8 + second) * factor
        total = (self.base**8 + self.base**power / 2) * factor
        tail = Known("one-flipped-tail", {**AT, a: HALF, rho: self.strength}, factor=factor)
        return chain(
            self.missed,
            ("<=", (first + second) * factor, tail),
            ("<=", total8, Through(x, sp.exp(x), inner8, large8, factor=factor)),
            ("<=", total, Through(x, sp.exp(x), inner, large2, factor=factor / 2)),
            ("<=", bound, last(bound - total)),
        )


def small_links(made: Derivation) -> tuple[Link, ...]:
    """The links of a chain, to be continued."""
    return tuple((step.relation, step.rhs, step.by) for step in made.steps)


@cache
def least(constants: Constants, constant: int = 128, dropped: str = "") -> tuple[dict[Any, Any], ...]:
    """The least D that meets the hypothesis, or its neighbour, at each (m, epsilon, delta)."""
    from uccheck.quantities.enclosed.instances import least_root, root_of

    found = []
    for p, eps, rare in constants.cases:
        put = {epsilon: sp.Rational(eps), delta: sp.Rational(rare)}
        ratio, fail = float(constants.ratio.subs(put)), float(sp.log(1 / constants.fail).subs(put).evalf())
        q = least_root(root_of(1 if dropped == "m" else p, ratio, 0.0 if dropped == "delta" else fail, constant))
        found.append({m: p, D: q, epsilon: Fraction(eps), delta: Fraction(rare)})
    return tuple(found)
