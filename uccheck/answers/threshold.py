"""Inverse questions: the least D, the least epsilon, the largest delta or m at which both halves are certified.

Floats propose nothing here: the search asks for the nodes themselves, without the checker, and the instance found is then certified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import takewhile
from typing import NoReturn

from uccheck.answers import finders
from uccheck.answers.answer import E_GEN, E_UNIF_ALG, MAX_D, MAX_M, Answer, answer
from uccheck.answers.certify import Outcome, certify, require_theorem
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.answers.proposals import Setting, best_share, cited, elementary, loss, rough_upper_point
from uccheck.certificates.tree import Node, Work
from uccheck.core.bisection import first_of
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.exact import Exact, as_written, probability, shown, shown_above, shown_below
from uccheck.core.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """certify succeeds at the value found; `below` says whether the next one was shown to fail: UPHELD, or UNDECIDED.

    `elementary` is the least D without a cited lemma, where the least D of all uses one.
    """

    name: str
    value: Fraction
    outcome: Outcome
    below: Verdict
    below_detail: str
    elementary: int | None = None

    @property
    def D(self) -> int:
        """The dimension of the instance."""
        return int(self.outcome.answer.setting.D)

    @property
    def theorem(self) -> str | None:
        """The theorem that certifies it."""
        return self.outcome.theorem_used

    def __bool__(self) -> NoReturn:
        raise TypeError("a threshold is no bool: look at its D and its outcome")

    def __repr__(self) -> str:
        return f"<{self.name} = {shown(self.value)}, {self.outcome.word} by theorem {self.theorem}>"

    def _repr_latex_(self) -> str:
        return rf"${self.name} = {shown(self.value)}$ (theorem {self.theorem})"


@dataclass(frozen=True)
class Question:
    """Three of m, D, delta, epsilon with the loss and the theorem; the fourth is asked for."""

    setting: Setting
    epsilon: Fraction
    theorem: str

    def holds(self, *, cite: bool = True) -> bool:
        """Whether nodes exist for both halves; the checker is not asked."""
        return self.generalizes() and self.transfers(cite=cite)

    def generalizes(self) -> bool:
        """Whether a node concludes e_gen <= epsilon."""
        found = finders.generalizes(Inquiry(self.setting, Work()))
        return any(high <= self.epsilon for node in found for name, (_, high) in node.concludes.items() if name[0] == E_GEN)

    def transfers(self, *, cite: bool = True) -> bool:
        """Whether a node concludes e_unif-alg >= 1 - epsilon."""
        goal, asked = 1 - self.epsilon, Inquiry(self.setting, Work())
        rules = [r for name, rs in THEOREMS.items() for r in rs if self.theorem in ("auto", name) and (cite or r != "theorem-c")]
        nodes: list[Iterator[Node]] = [finders.splits(asked, tuple(rules), lambda value: value >= goal)]
        if self.theorem == "auto" and float(goal) < 0.5:
            nodes.append(finders.overfits(asked))  # e_gen <= e_unif-alg carries it over
        if "theorem-a" in rules and finders.best_complete(self.setting) >= float(goal) - 1e-9:
            nodes.append(finders.complete(asked, goal))
        return any(low >= goal for found in nodes for node in found for low, _ in node.concludes.values())

    def looks(self) -> bool:
        """The same in floats, roughly: where a search may start."""
        a, goal = self.setting, float(1 - self.epsilon)
        if loss(a, rough_upper_point(float(a.D), a.delta)) > float(self.epsilon):
            return False
        rules = tuple(r for rs in THEOREMS.values() for r in rs)
        return any(best_share(a, family)[0] >= goal for find in (elementary, cited) for family in find(a, rules))


def threshold(
    m: Exact,
    delta: Exact,
    epsilon: Exact,
    *,
    theorem: str = "auto",
    gamma: Exact = 0,
    s: Exact = 4,
    b: Exact = 32,
    notice: Callable[[str], None] = lambda text: None,
) -> Threshold:
    """The least D at which both e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon are certified.

    Guarantee: the outcome at D is a certificate. The search assumes that success persists as D grows; what is shown at D - 1 is said.
    Raises: InvalidParameter as `certify` does; NothingFound when no D up to 10^12 succeeds.
    """
    question = asked_question(m, 1, delta, epsilon, theorem, gamma, s, b)

    def at(D: int) -> Question:
        return replace(question, setting=replace(question.setting, D=Fraction(D)))

    def least(cite: bool) -> int:
        def succeeds(D: int) -> bool:
            notice(f"D = {D}")
            return at(D).holds(cite=cite)

        return _least(succeeds, lambda D: at(D).looks(), MAX_D)

    @cache
    def certified(D: int) -> Outcome:
        return _certified(at(D))

    D = _lowered(_confirmed(least(True), certified, MAX_D)[0], certified)
    outcome = certified(D)
    elementary = None
    if _cites(outcome):
        elementary, other = _confirmed(least(False), certified, MAX_D)
        elementary = elementary if other.verdict is Verdict.UPHELD and not _cites(other) else None
    below, detail = _below(certified(D - 1)) if D > 1 else (Verdict.UPHELD, "there is no smaller D")
    return Threshold(name="D", value=Fraction(D), outcome=outcome, below=below, below_detail=detail, elementary=elementary)


def _cites(outcome: Outcome) -> bool:
    """Whether the lower end of e_unif-alg rests on a cited lemma."""
    report = outcome.e_unif_alg.lower.report
    return report is not None and any(sentence.startswith("cited:") for sentence in report.given)


def _confirmed(D: int, certified: Callable[[int], Outcome], most: int) -> tuple[int, Outcome]:
    """D with its outcome or, where the checker does not confirm what the search found, the next few that it does, in growing steps."""
    outcome, step = certified(D), max(1, D >> 20)
    for _ in range(24):
        if outcome.verdict is Verdict.UPHELD or D + step > most:
            break
        D, step = D + step, 2 * step
        outcome = certified(D)
    return D, outcome


def _lowered(D: int, certified: Callable[[int], Outcome]) -> int:
    """D, or as far below as each next one, up to 64, is certified: `certify` tries more than the search does."""
    downward = range(D, max(0, D - 65), -1)
    return min(takewhile(lambda at: certified(at).verdict is Verdict.UPHELD, downward), default=D)


def least_epsilon(m: Exact, D: Exact, delta: Exact, *, theorem: str = "auto", gamma: Exact = 0, s: Exact = 4, b: Exact = 32) -> Threshold:
    """The least epsilon that the brackets certify: max(upper end of e_gen, 1 - lower end of e_unif-alg).

    Raises: NothingFound where the brackets certify nothing below 1.
    """
    sharp = certify(m, D, delta, "1e-300", gamma=gamma, theorem=theorem, s=s, b=b)
    least = max(sharp.e_gen_upper, 1 - sharp.e_unif_alg_lower)
    if not 0 < least < 1:
        raise NothingFound("no epsilon below 1 is certified at these m, D and delta: raise D")
    outcome = Outcome(sharp.answer, least, theorem)
    floor = max(sharp.e_gen.lower.value, 1 - sharp.e_unif_alg.upper.value)
    detail = f"every epsilon below {shown_below(floor, 8)} is shown to fail" if floor > 0 else "nothing is shown to fail"
    return Threshold(name="epsilon", value=least, outcome=outcome, below=Verdict.UNDECIDED, below_detail=detail)


def largest_delta(m: Exact, D: Exact, epsilon: Exact, *, theorem: str = "auto", gamma: Exact = 0, s: Exact = 4, b: Exact = 32) -> Threshold:
    """The largest delta, in six decimals, at which both halves are certified.  Raises: NothingFound if none is."""
    question = asked_question(m, D, "1/4", epsilon, theorem, gamma, s, b)

    def at(n: int) -> Question:
        return replace(question, setting=replace(question.setting, delta=Fraction(n, 10**6)))

    top = 10**6 // 2 - 1 if theorem in ("A", "B") else 10**6 - 1
    n = _largest(lambda n: at(n).holds(), top)
    if n == 0:
        raise NothingFound("no delta was found at which these m, D and epsilon are certified: raise D or epsilon")
    outcome = _certified(at(n))
    below, detail = _below(_certified(at(n + 1))) if n < top else (Verdict.UNDECIDED, "the search ends there")
    return Threshold(name="delta", value=Fraction(n, 10**6), outcome=outcome, below=below, below_detail=detail)


def largest_m(D: Exact, delta: Exact, epsilon: Exact, *, theorem: str = "auto", gamma: Exact = 0, s: Exact = 4, b: Exact = 32) -> Threshold:
    """The largest m at which both halves are certified.  Raises: NothingFound if none is."""
    question = asked_question(1, D, delta, epsilon, theorem, gamma, s, b)

    def at(m: int) -> Question:
        return replace(question, setting=replace(question.setting, m=Fraction(m)))

    m = _largest(lambda m: at(m).holds(), MAX_M)
    if m == 0:
        raise NothingFound("no m was found at which these D, delta and epsilon are certified: raise D or epsilon")
    above, detail = _below(_certified(at(m + 1)))
    return Threshold(name="m", value=Fraction(m), outcome=_certified(at(m)), below=above, below_detail=detail)


def asked_question(m: Exact, D: Exact, delta: Exact, epsilon: Exact, theorem: str, gamma: Exact, s: Exact, b: Exact) -> Question:
    """The question as exact numbers.  Raises: InvalidParameter for a number outside its domain."""
    setting = answer(m, D, delta, gamma=gamma, s=s, b=b).setting
    require_theorem(theorem, setting.delta)
    if setting.gamma > 2 * setting.s:
        said = f"gamma = {as_written(setting.gamma)} > 2s, where the ramp loss on fresh points is at least 1/2"
        raise InvalidParameter(f"the search is for gamma <= 2s, got {said}; ask `certify` at one instance")
    return Question(setting, probability(epsilon, "epsilon"), theorem)


def _certified(question: Question) -> Outcome:
    return Outcome(Answer(question.setting, 1 - question.epsilon, question.theorem), question.epsilon, question.theorem)


def _least(succeeds: Callable[[int], bool], looks: Callable[[int], bool], most: int) -> int:
    """The least D that succeeds, if success persists: floats say where to look, then the nodes decide by doubling steps and bisection."""
    guess = first_of(0, _first(looks, 1, most), looks)
    low, high, step = 0, guess, max(1, guess >> 16)
    for small in (1, 2, 4, 8, 16, 32):  # where few dimensions certify, success need not persist
        if small < guess and succeeds(small):
            return first_of(small // 2, small, succeeds)
    if succeeds(guess):
        while high - step > 0 and succeeds(high - step):
            high, step = high - step, step * 4
        low = max(0, high - step)
    else:
        low, high = guess, min(guess + step, most)
        while not succeeds(high):
            if high == most:
                raise NothingFound(f"no D up to {most} certifies this instance: raise epsilon or lower m")
            low, step = high, step * 4
            high = min(high + step, most)
    return first_of(low, high, succeeds)


def _first(succeeds: Callable[[int], bool], start: int, most: int) -> int:
    found = start
    while found < most and not succeeds(found):
        found = min(2 * found, most)
    return found


def _largest(succeeds: Callable[[int], bool], most: int) -> int:
    """The largest number up to most that succeeds: the largest power of two that does, and bisection above it; 0 if none does."""
    if succeeds(most):
        return most
    power = next((1 << k for k in range(most.bit_length() - 1, -1, -1) if succeeds(1 << k)), 0)
    return 0 if power == 0 else first_of(power, min(2 * power, most), lambda n: not succeeds(n)) - 1


def _below(outcome: Outcome) -> tuple[Verdict, str]:
    """Whether the neighbour is shown to fail, and by what."""
    a, halves = outcome.answer.setting, outcome.halves
    where = f"at m = {a.m}, D = {a.D}, delta = {shown(a.delta)}"
    if outcome.verdict is Verdict.UPHELD:
        return Verdict.UNDECIDED, f"{where} both halves are certified too: success does not persist here, and the search goes by it"
    if halves[E_GEN].verdict is Verdict.REFUTED:
        return Verdict.UPHELD, f"{where} e_gen >= {shown_below(halves[E_GEN].end.value, 12)} > epsilon"
    if halves[E_UNIF_ALG].verdict is Verdict.REFUTED:
        return Verdict.UPHELD, f"{where} e_unif-alg <= {shown_above(halves[E_UNIF_ALG].end.value, 12)} < 1 - epsilon"
    return Verdict.UNDECIDED, f"{where} no certificate was found, and nothing excludes one; the search is not exhaustive"
