"""The exponential-activation network: brackets of e_gen and e_unif-alg for one instance.

Floats propose the size c of a class, the heights t and u and the share e1; the rules decide.

Glossary
    Network    m, D, s = |u|^2, b = |x2|^2 and delta; the heights that follow from a class of c points
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from uccheck.answers.answer import MAX_D, MAX_M, Bracket, End, level
from uccheck.answers.certify import require_theorem
from uccheck.answers.universes.universe import Sought, UniverseOutcome, end_of
from uccheck.certificates.tree import Node, Work, applied
from uccheck.core.bisection import first_of
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, at_most, decimal_above, decimal_below, positive, positive_integer, probability
from uccheck.linear.setting import MAX_SCALE

THEOREMS = {"A": ("exp-complete",), "B": ("exp-markov",), "C": ("exp-signs",)}
_ROOM = 1 + Fraction(1, 10**8)
_SHARES = (0.999, 0.5, 0.05)


@dataclass(frozen=True)
class ExponentialInstance:
    """One instance."""

    m: int
    D: int
    s: Fraction
    b: Fraction
    delta: Fraction

    @property
    def at(self) -> dict[str, Fraction]:
        """The numbers by the names of the rules."""
        return {"m": Fraction(self.m), "D": Fraction(self.D), "s": self.s, "b": self.b, "delta": self.delta}

    def fresh(self, c: int) -> Fraction | None:
        """The greatest height t at which a class of c points decides for a fresh point; None where there is none."""
        return _height((float(self.s) - math.log((self.m - c) / c) / 2) / float(self.b)) if c < self.m else None

    def turned(self, c: int) -> Fraction | None:
        """The greatest height u at which a flipped point's own term outweighs the class that it joins."""
        return _height((float(self.b) - 2 * float(self.s) - math.log(self.m - c)) / float(self.b)) if c < self.m else None


def _height(value: float) -> Fraction | None:
    """A little less, in nine digits, and at most 1."""
    if value <= 0:
        return None
    return min(Fraction(1), Fraction(decimal_below(Fraction(value * (1 - 1e-9)), 9)))


def usual_noise(m: int, s: Fraction) -> Fraction:
    """The least whole number that is at least (4/3)(2 s + ln m): the noise of an instance that names none."""
    return Fraction(math.ceil(Fraction(4, 3) * (2 * s + Fraction(math.log(m)))))


def largest_class(m: int, chance: float) -> Iterator[int]:
    """Numbers c with P(the smaller class has fewer than c points) at most about `chance`: by the binomial law, by Chernoff's bound, 1."""
    from scipy.stats import binom

    tried: list[int] = []
    if chance > 1e-250:
        tried.append(int(binom.ppf(chance / 2, m, 0.5)))
    tried += [_by_chernoff(m, chance), 1]
    yield from dict.fromkeys(c for c in tried if 1 <= c <= m // 2)


def _by_chernoff(m: int, chance: float) -> int:
    """The largest c with 2 exp(-m KL((c - 1)/m || 1/2)) <= chance, by bisection."""
    wanted = math.log(2) - math.log(max(chance, 1e-322))

    def exponent(c: int) -> float:
        share = (c - 1) / m
        parts = [x * math.log(2 * x) for x in (share, 1 - share) if x > 0]
        return m * sum(parts)

    return first_of(0, m // 2 + 1, lambda c: exponent(c) < wanted) - 1


@dataclass(frozen=True)
class Search:
    """The instance with the work that its answer may cost."""

    a: ExponentialInstance
    work: Work

    def apply(self, rule: str, *premises: Node, **more: Fraction) -> Iterator[Node]:
        """The rule at the instance's numbers, if it holds."""
        return applied(rule, self.work, *premises, **self.a.at | more)

    def cap(self, height: Fraction) -> Fraction:
        """An upper end of a cap."""
        found = self.work.bounds(("cap", Fraction(self.a.D), height))
        return Fraction(1) if found is None else found[1]

    def scarce(self, c: int) -> Fraction:
        """An upper end of the chance of a class of fewer than c points."""
        found = self.work.bounds(("scarce", Fraction(self.a.m), Fraction(c)))
        return Fraction(1) if found is None else found[1]

    def error(self, t: Fraction) -> Fraction:
        """m caps, rounded up."""
        return Fraction(decimal_above(self.a.m * self.cap(t), 9))

    def generalizes(self) -> Iterator[Node]:
        """e_gen <= m caps, with the largest class that is scarce with probability at most delta."""
        for c in largest_class(self.a.m, float(self.a.delta)):
            t = self.a.fresh(c)
            if t is None:
                self.work.notes.append(f"a class of c = {c} of m = {self.a.m} points decides only if 2 s > ln((m - c)/c)")
                continue
            if self.scarce(c) <= self.a.delta:
                e = self.error(t)
                for small in self.apply("exp-small-loss", c=Fraction(c), t=t, e=e):
                    yield from self.apply("exp-generalizes", small, e=e)
                    return

    def transfers(self, theorem: str) -> Iterator[Node]:
        """Theorems A, B and C; the most of the flip first."""
        rules = [rule for name, rules in THEOREMS.items() for rule in rules if theorem in ("auto", name)]
        for rule in rules if self.a.delta < Fraction(1, 2) else [rule for rule in rules if rule == "exp-signs"]:
            room = (1 - self.a.delta) ** 4 if rule == "exp-signs" else 1 - 2 * self.a.delta
            for share in _SHARES:
                yield from self._flip(rule, room, share)

    def _flip(self, rule: str, room: Fraction, share: float) -> Iterator[Node]:
        """The rule with a class whose scarcity takes that share of the room, if near pairs leave it."""
        a = self.a
        for c in largest_class(a.m, share * float(room)):
            t, u = a.fresh(c), a.turned(c)
            if t is None or u is None:
                why = "2 s > ln((m - c)/c)" if t is None else "b > 2 s + ln(m - c)"
                self.work.notes.append(f"{rule} with classes of c = {c} of m = {a.m} points needs {why}")
                continue
            left = room - self.scarce(c)
            if left > 0:
                more = self._more(rule, left, u)
                if more is not None:
                    yield from self.apply(rule, c=Fraction(c), t=t, u=u, e=self.error(t), **more)
                    return

    def _more(self, rule: str, left: Fraction, u: Fraction) -> dict[str, Fraction] | None:
        """e1 for theorem B, n for theorem C."""
        m = self.a.m
        if rule == "exp-markov":
            e1 = Fraction(decimal_above((m - 1) * self.cap(u) / (2 * left) * _ROOM, 9))
            return {"e1": max(e1, Fraction(1, 10**30))} if e1 < 1 else None
        if rule == "exp-complete":
            return {}
        from scipy.stats import binom

        spare = float(left) - float(m * (m - 1) * self.cap(u) / 2)
        n = int(binom.ppf(spare * 0.99, m, 0.75)) if spare > 0 else 0
        return {"n": Fraction(n)} if n >= 1 else None

    def overfits(self) -> Iterator[Node]:
        """All labels agree with probability above delta."""
        yield from self.apply("exp-one-class-gen")

    def aligned(self) -> Iterator[Node]:
        """delta leaves only samples of one class."""
        yield from self.apply("exp-one-class-unif")


def _scale(value: Exact, name: str) -> Fraction:
    found = at_most(positive(value, name), MAX_SCALE, name)
    if found * MAX_SCALE < 1:
        raise InvalidParameter(f"{name} must be at least 1e-12, got {as_written(found)[:40]}")
    return found


def network(m: Exact, D: Exact, delta: Exact, s: Exact | None = None, b: Exact | None = None) -> ExponentialInstance:
    """The validated instance.  Raises: InvalidParameter."""
    size, signal = positive_integer(m, "m", MAX_M), _scale("1" if s is None else s, "s")
    noise = usual_noise(size, signal) if b is None else _scale(b, "b")
    return ExponentialInstance(size, positive_integer(D, "D", MAX_D), signal, noise, level(delta))


def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, theorem: str = "auto", s: Exact | None = None, b: Exact | None = None,
    confirmed: bool = True,
) -> UniverseOutcome:  # fmt: skip
    """Decide e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon for the exponential network, each both ways.

    s is |u|^2 (1 unless given), b is |x2|^2 (the least whole number of at least (4/3)(2 s + ln m) unless given).
    Guarantee: every end of a bracket has a tree of rules that the independent checker confirmed, unless `confirmed` is False: a search
    that only asks where to look.
    Raises: InvalidParameter for numbers outside their domain, an unknown theorem, or theorem A or B with delta >= 1/2.
    Source: theory.md 6; the formulation is ours.
    """
    asked, a = probability(epsilon, "epsilon"), network(m, D, delta, s, b)
    require_theorem(theorem, a.delta)
    return decide(a, asked, theorem, confirmed=confirmed)


def decide(a: ExponentialInstance, epsilon: Fraction, theorem: str, *, confirmed: bool = True) -> UniverseOutcome:
    """Both brackets, and the two halves; without the checker where a search only asks where to look."""
    work = Work()
    best = partial(end_of, work=work, confirmed=confirmed)
    search, goal = Search(a, work), 1 - epsilon
    low = best(search.overfits(), "exp_e_gen", "lower")
    high = best(search.generalizes(), "exp_e_gen", "upper")
    upper = best(search.aligned(), "exp_e_unif_alg", "upper")
    lower = best(_lower(search, theorem, low), "exp_e_unif_alg", "lower", enough=goal)
    for node in _diagonal(search, upper):
        high = high.improved(node, "exp_e_gen", "upper", work.notes, confirmed=confirmed)
    brackets = {"e_gen": Bracket(low, high), "e_unif_alg": Bracket(lower, upper)}
    sought = (Sought("e_gen", "<=", epsilon), Sought("e_unif_alg", ">=", goal))
    parameters: dict[str, Fraction | str] = {**a.at}
    used = next((name for name, rules in THEOREMS.items() if lower.rule in rules), None)
    return UniverseOutcome("exponential", parameters, epsilon, brackets, sought, used, tuple(work.notes))


def _lower(search: Search, theorem: str, low: End) -> Iterator[Node]:
    if theorem == "auto":
        yield from _diagonal(search, low)
    yield from search.transfers(theorem)


def _diagonal(search: Search, end: End) -> Iterator[Node]:
    """e_gen <= e_unif-alg carries an end of the one to the other."""
    if end.node is not None:
        yield from search.apply("exp-diagonal", end.node)
