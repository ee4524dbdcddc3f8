"""The minimum-norm interpolator on the linear data: brackets of its e_gen and e_unif-alg for the 0-1 loss, from the law of V."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from uccheck.answers.answer import MAX_D, MAX_M, Bracket, level
from uccheck.answers.proposals import lower_point, upper_point
from uccheck.answers.universes.universe import Sought, UniverseOutcome, end_of
from uccheck.certificates.tree import Node, Work, applied
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, positive_integer, probability
from uccheck.linear.setting import LinearSetting

LEARNER = "minimum-norm"
REACH = Fraction(1, 2)
BEYOND_REACH = "at delta >= 1/2 no rule bounds e_unif-alg of the minimum-norm interpolator from below"


@dataclass(frozen=True)
class Interpolation:
    """One instance, with the work that its answer may cost; V is chi-square with `degrees` degrees of freedom."""

    at: dict[str, Fraction]
    degrees: int
    work: Work

    def apply(self, rule: str, t: Fraction) -> Iterator[Node]:
        """The rule at the instance's numbers and t, if it holds."""
        yield from applied(rule, self.work, **self.at, t=t)

    def tail(self, t: Fraction) -> Fraction:
        """A lower end of P(V >= t)."""
        found = self.work.bounds(("tail", Fraction(self.degrees), t))
        return Fraction(0) if found is None else found[0]

    def generalizes(self) -> Iterator[Node]:
        """e_gen from above, at the delta-quantile of V."""
        yield from self.apply("interpolator-generalizes", upper_point(self.degrees, self.at["delta"]))

    def overfits(self) -> Iterator[Node]:
        """e_gen from below, just below it."""
        yield from self.apply("interpolator-overfits", lower_point(self.degrees, 1 - self.at["delta"]))

    def fails(self) -> Iterator[Node]:
        """e_unif-alg from below: V between r D and a level that it seldom exceeds."""
        room = self.tail(self.at["s"] * self.at["D"] / self.at["b"]) - 2 * self.at["delta"]
        if room > 0:
            yield from self.apply("interpolator-flip", upper_point(self.degrees, room))
        else:
            mend = "lower delta or raise D" if self.at["delta"] < REACH else f"{BEYOND_REACH}: lower delta"
            self.work.notes.append(f"interpolator-flip needs 2 delta < P(V >= s D/b), V chi-square at {self.degrees}: {mend}")

    def stays(self) -> Iterator[Node]:
        """e_unif-alg from above: the samples with a large V."""
        yield from self.apply("interpolator-spread", lower_point(self.degrees, self.at["delta"]))


def certify(m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, s: Exact = 4, b: Exact = 32, confirmed: bool = True) -> UniverseOutcome:
    """Decide e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon for the minimum-norm interpolator, each both ways.

    Guarantee: every end of a bracket has a tree of rules that the independent checker confirmed, unless `confirmed` is False: a search
    that only asks where to look.
    Raises: InvalidParameter for D < m, s >= b, and numbers outside their domain.
    """
    asked, chance = probability(epsilon, "epsilon"), level(delta)
    setting = LinearSetting(positive_integer(m, "m", MAX_M), positive_integer(D, "D", MAX_D), s=s, b=b)
    setting.require_flip()
    if setting.m > setting.D:
        raise InvalidParameter(f"the interpolator needs D >= m, got m = {setting.m}, D = {setting.D}: take D >= {setting.m}")
    at = {"m": Fraction(setting.m), "D": Fraction(setting.D), "s": setting.s, "b": setting.b, "delta": chance}
    work = Work()
    search, best = Interpolation(at, setting.D - setting.m + 1, work), partial(end_of, work=work, confirmed=confirmed)
    gen, unif = "interpolator_e_gen", "interpolator_e_unif_alg"
    brackets = {
        "e_gen": Bracket(best(search.overfits(), gen, "lower"), best(search.generalizes(), gen, "upper")),
        "e_unif_alg": Bracket(best(search.fails(), unif, "lower"), best(search.stays(), unif, "upper")),
    }
    sought = (Sought("e_gen", "<=", asked), Sought("e_unif_alg", ">=", 1 - asked))
    parameters: dict[str, Fraction | str] = {**at, "learner": LEARNER}
    return UniverseOutcome("linear", parameters, asked, brackets, sought, None, tuple(work.notes))
