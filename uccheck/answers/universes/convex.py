"""Stochastic convex optimization: uniform convergence over the ball, and learners that generalise or do not; rational certificates.

Both halves: e_gen(m, delta) <= epsilon of the learner, and e_unif(m, delta) >= 1/2 - epsilon of the ball; losses never differ by more.

Glossary
    Universe    m points of {0, 1}^D, delta, and the learner with its numbers
    LEARNERS    erm: minimises Lhat_S + eta |w - 1|^2; regularised: + lam |w|^2; gradient-descent: from 0, steps that sum up to tau
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from uccheck.answers.answer import MAX_D, MAX_M, Bracket, End, level
from uccheck.answers.universes.universe import Sought, UniverseOutcome, end_of
from uccheck.certificates.tree import Node, Work, applied
from uccheck.core.bisection import first_of
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, at_most, nonnegative, positive, positive_integer, probability
from uccheck.linear.setting import MAX_SCALE

LEARNERS = ("erm", "regularised", "gradient-descent")
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class ConvexInstance:
    """One instance."""

    m: int
    D: int
    delta: Fraction
    learner: str
    eta: Fraction
    lam: Fraction
    tau: Fraction

    @property
    def at(self) -> dict[str, Fraction]:
        """The numbers by the names of the rules."""
        return {"m": Fraction(self.m), "d": Fraction(self.D), "delta": self.delta, "eta": self.eta, "lam": self.lam, "tau": self.tau}

    @property
    def parameters(self) -> dict[str, Fraction | str]:
        """The numbers that say something of this learner."""
        own = {"regularised": {"lam": self.lam}, "gradient-descent": {"tau": self.tau}}.get(self.learner, {})
        return {"m": Fraction(self.m), "D": Fraction(self.D), "delta": self.delta, "learner": self.learner, "eta": self.eta, **own}


@dataclass(frozen=True)
class Minima:
    """The instance with the work that its answer may cost."""

    a: ConvexInstance
    work: Work

    def apply(self, rule: str, *premises: Node, **more: Fraction) -> Iterator[Node]:
        """The rule at the instance's numbers, if it holds."""
        return applied(rule, self.work, *premises, **self.a.at | more)

    def spoiled(self, k: int) -> tuple[Fraction, Fraction]:
        """The chance of a coordinate with fewer than k ones or zeros."""
        found = self.work.bounds(("spoiled", Fraction(self.a.m), Fraction(self.a.D), Fraction(k)))
        return found or (Fraction(0), Fraction(1))

    def far(self) -> Iterator[Node]:
        """e_unif from below: 1/2 where a constant coordinate is likely enough, else by the least k that is."""
        for node in self.apply("sco-uniform-half"):
            yield node
            return
        yield from self.apply("sco-uniform-lower", k=Fraction(self._critical()))

    def near(self) -> Iterator[Node]:
        """e_unif from above: 1/2, or by the greatest k that is unlikely."""
        yield from self.apply("sco-uniform-range")
        least = self._critical()
        for most in range(least - 1, max(least - 4, 0), -1):
            if self.spoiled(most)[1] <= self.a.delta:
                yield from self.apply("sco-uniform-upper", k=Fraction(most))
                return

    def _critical(self) -> int:
        """The least k at which a spoiled coordinate is likelier than delta, by its enclosure: what floats propose, or by bisection."""
        k = self._proposed()
        return k if self._likely(k) and not self._likely(k - 1) else first_of(0, self.a.m // 2 + 1, self._likely)

    def _likely(self, k: int) -> bool:
        return self.spoiled(k)[0] > self.a.delta

    def _proposed(self) -> int:
        """About that k, in floats; 0 where scipy's quantile of so small a chance takes long and is wrong."""
        from scipy.stats import binom

        small = self.a.delta < _HALF
        left = math.log1p(-float(self.a.delta)) if small else math.log(1 - self.a.delta)
        one = -math.expm1(left / self.a.D)
        return int(binom.ppf(one / 2, self.a.m, 0.5)) + 1 if one > 1e-250 else 0

    def stays(self) -> Iterator[Node]:
        """e_unif-alg of the learner from above."""
        match self.a.learner:
            case "gradient-descent":
                yield from self.apply("sco-descent")
            case "regularised":
                yield from self.apply("sco-bounded")
                yield from self.apply("sco-regularised")
            case _:
                yield from self.apply("sco-bounded", lam=Fraction(0))
                yield from self.apply("sco-seen")

    def fails(self) -> Iterator[Node]:
        """e_gen of the learner from below."""
        if self.a.learner == "erm":
            yield from self.apply("sco-erm-fails")

    def diagonal(self, end: End) -> Iterator[Node]:
        """e_gen <= e_unif-alg carries an end of the one to the other."""
        rule = "sco-gd-diagonal" if self.a.learner == "gradient-descent" else "sco-diagonal"
        if end.node is not None:
            yield from self.apply(rule, end.node)


def universe(
    m: Exact,
    D: Exact,
    delta: Exact,
    learner: str | None = None,
    eta: Exact | None = None,
    lam: Exact | None = None,
    tau: Exact | None = None,
) -> ConvexInstance:
    """The validated instance.  Raises: InvalidParameter."""
    name = "gradient-descent" if learner is None else learner
    if name not in LEARNERS:
        raise InvalidParameter(f"unknown learner {str(name)[:40]!r}: choose {', '.join(LEARNERS)}")
    for option, value, owner in (("lam", lam, "regularised"), ("tau", tau, "gradient-descent")):
        if value is not None and name != owner:
            said = f"--{option} {str(value)[:40]} says nothing of the learner {name}"
            raise InvalidParameter(f"{said}: leave it out, or take --learner {owner}")
    weight = positive("1/10" if lam is None else lam, "lam") if name == "regularised" else Fraction(0)
    return ConvexInstance(
        positive_integer(m, "m", MAX_M),
        positive_integer(D, "D", MAX_D),
        level(delta),
        name,
        at_most(nonnegative("0" if eta is None else eta, "eta"), MAX_SCALE, "eta"),
        at_most(weight, MAX_SCALE, "lam"),
        at_most(nonnegative("1" if tau is None else tau, "tau"), MAX_SCALE, "tau") if name == "gradient-descent" else Fraction(0),
    )


def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *,
    learner: str | None = None, eta: Exact | None = None, lam: Exact | None = None, tau: Exact | None = None, confirmed: bool = True,
) -> UniverseOutcome:  # fmt: skip
    """Decide e_gen(m, delta) <= epsilon of the learner and e_unif(m, delta) >= 1/2 - epsilon of the ball, each both ways.

    D is the number of coordinates; the learner is gradient-descent unless given, eta 0, lam 1/10 and tau 1.
    Guarantee: every end of a bracket has a tree of rules that the independent checker confirmed, unless `confirmed` is False: a search
    that only asks where to look.
    Raises: InvalidParameter for numbers outside their domain and for options that the learner does not have.
    Source: theory.md 6b; Shalev-Shwartz, Shamir, Srebro and Sridharan 2010 for the phenomenon, the derivations here are the kit's.
    """
    return decide(universe(m, D, delta, learner, eta, lam, tau), _asked(epsilon), confirmed=confirmed)


def _asked(epsilon: Exact) -> Fraction:
    """epsilon, if 1/2 - epsilon is something that e_unif need not reach.  Raises: InvalidParameter."""
    found = probability(epsilon, "epsilon")
    if found >= _HALF:
        said = "losses over the ball never differ by more than 1/2, and e_unif >= 1/2 - epsilon would ask for nothing"
        raise InvalidParameter(f"epsilon must lie below 1/2, got {str(epsilon)[:40]}: {said}")
    return found


def decide(a: ConvexInstance, epsilon: Fraction, *, confirmed: bool = True) -> UniverseOutcome:
    """The three brackets, and the two halves; without the checker where a search only asks where to look."""
    work = Work()
    best = partial(end_of, work=work, confirmed=confirmed)
    search, made = Minima(a, work), "sco_gd" if a.learner == "gradient-descent" else "sco"
    upper = best(search.stays(), f"{made}_e_unif_alg", "upper")
    low = best(search.fails(), f"{made}_e_gen", "lower")
    high = best(search.diagonal(upper), f"{made}_e_gen", "upper")
    lower = best(search.diagonal(low), f"{made}_e_unif_alg", "lower")
    unif = Bracket(best(search.far(), "sco_e_unif", "lower"), best(search.near(), "sco_e_unif", "upper"))
    brackets = {"e_gen": Bracket(low, high), "e_unif": unif, "e_unif_alg": Bracket(lower, upper)}
    sought = (Sought("e_gen", "<=", epsilon), Sought("e_unif", ">=", _HALF - epsilon))
    return UniverseOutcome("sco", a.parameters, epsilon, brackets, sought, None, tuple(work.notes))
