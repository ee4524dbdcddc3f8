"""One definition a row: what it bounds, the bracket, and whether that is vacuous; every end a tree that the independent checker confirmed.

Glossary
    Asking      the question: the setting, epsilon, the margin of the margin losses, the radius and the deviation asked for
    Definition  a row's names, the quantity it brackets, the finders of both ends, and the hypotheses that it has
    Switch         a definition decided at the question's numbers
    Switchboard all rows
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from uccheck.answers.answer import Answer, Bracket, End, answer
from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.check import check
from uccheck.certificates.document import document
from uccheck.certificates.language import quantity_range
from uccheck.certificates.tree import Node
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, at_most, nonnegative, positive, probability
from uccheck.core.verdict import NoBool, Verdict, union_of_trusts, vouched

Find = Callable[["Asking"], Iterator[Node]]
VACUOUS, SMALL, BOTH, BETWEEN, LARGE, NOT_VACUOUS, OPEN, MEASURE = (
    "VACUOUS", "SMALL", "BOTH", "BETWEEN", "LARGE", "NOT VACUOUS", "OPEN", "-",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Asking:
    """One question; `at` gives it at other numbers with the same work."""

    answer: Answer
    epsilon: Fraction
    margin: Fraction
    kappa: Fraction
    tau: Fraction
    others: dict[Fraction, Answer] = field(default_factory=dict)

    @property
    def a(self) -> Setting:
        """The setting."""
        return self.answer.setting

    @property
    def q(self) -> Inquiry:
        """What finders ask."""
        return Inquiry(self.a, self.answer.work)

    @property
    def classic(self) -> Inquiry:
        """The same for the 0-1 loss."""
        return Inquiry(replace(self.a, gamma=Fraction(0)), self.answer.work)

    @property
    def with_margin(self) -> Inquiry:
        """The same for the ramp loss of the margin."""
        return Inquiry(replace(self.a, gamma=self.margin), self.answer.work)

    @property
    def x(self) -> Fraction:
        """1/tau."""
        return 1 / self.tau

    @property
    def huge(self) -> Fraction:
        """A margin of the ramp loss so large that every typical loss is within epsilon of 1."""
        reach = self.a.s + self.a.b * Fraction(float(self.a.m) ** 0.5)
        return Fraction(10) ** len(str(int(2 * reach / self.epsilon)))

    def at_margin(self, gamma: Fraction) -> Answer:
        """The brackets of e_gen and e_unif-alg for another ramp loss."""
        if gamma not in self.others:
            self.others[gamma] = Answer(replace(self.a, gamma=gamma), 1 - self.epsilon, "auto", self.answer.work)
        return self.others[gamma]


@dataclass(frozen=True)
class Definition:
    """A row before it is decided; `needs` says what its hypotheses ask for and lack; `kernel` names the theorem of proofs/coq that stands
    for the step from typical samples to the quantity, for gamma <= s."""

    id: str
    bounds: str
    quantity: str
    source: str
    lower: tuple[Find, ...] = ()
    upper: tuple[Find, ...] = ()
    ends: Callable[[Asking], Bracket] | None = None
    needs: Callable[[Asking], str] = lambda ask: ""
    at: Callable[[Asking], str] = lambda ask: ""
    measure: bool = False
    kernel: str = ""


@dataclass(frozen=True, eq=False)
class Switch(NoBool):
    """A definition at the question's numbers; both ends come from trees that the checker confirmed, or are the quantity's range."""

    definition: Definition
    bracket: Bracket
    epsilon: Fraction
    at: str = ""
    failing: str = ""
    whole: Fraction = Fraction(1)

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        return self.definition.id

    @property
    def word(self) -> str:
        """What the bracket shows relative to the question's epsilon, and no more.

        VACUOUS from 1 - epsilon on, SMALL up to epsilon, BOTH where epsilon >= 1/2 lets a value be either; LARGE above epsilon, NOT VACUOUS
        below 1 - epsilon, BETWEEN both; else OPEN. The `whole` is 1/2 for 1 where no loss differs by more.
        """
        edge = self.whole - self.epsilon
        low, high = self.bracket.lower.value, self.bracket.upper.value
        if self.definition.measure:
            return MEASURE if self.found else OPEN
        vacuous, small = low >= edge, high <= self.epsilon
        if vacuous or small:
            return BOTH if vacuous and small else VACUOUS if vacuous else SMALL
        above, below = low > self.epsilon, high < edge
        return BETWEEN if above and below else LARGE if above else NOT_VACUOUS if below else OPEN

    @property
    def found(self) -> tuple[End, ...]:
        """The ends that have a tree."""
        return tuple(end for end in (self.bracket.lower, self.bracket.upper) if end.node is not None)

    @property
    def rules(self) -> tuple[str, ...]:
        """The statements at the roots, the one that decides first."""
        ends = self.found if self.word in (VACUOUS, LARGE, MEASURE) else self.found[::-1]
        return tuple(dict.fromkeys(end.rule for end in ends))

    @property
    def trusts(self) -> tuple[str, ...]:
        """The programs that a reader has to believe."""
        return union_of_trusts(end.report.trusts for end in self.found if end.report is not None)

    @property
    def given(self) -> tuple[str, ...]:
        """The sentences of people, papers and definitions that it rests on."""
        return union_of_trusts(end.report.given for end in self.found if end.report is not None)

    @property
    def evidence(self) -> str:
        """Balls where a number was enclosed by them, else rationals alone; Coq is not asked, so it is no evidence."""
        return "-" if not self.found else "balls" if "flint" in self.trusts else "rationals"

    @property
    def certificate(self) -> dict[str, Any] | None:
        """The trees of both ends; None where there is none."""
        nodes = [end.node for end in self.found if end.node is not None]
        return document(nodes) if nodes else None


@dataclass(frozen=True, eq=False)
class Switchboard(NoBool):
    """Every definition at one instance, whose numbers `numbers` has; `asking` is the question of the linear setting."""

    rows: tuple[Switch, ...]
    numbers: Mapping[str, Fraction | str]
    epsilon: Fraction
    whole: Fraction = Fraction(1)
    asking: Asking | None = None

    def row(self, name: str) -> Switch:
        """The row of that id.  Raises: InvalidParameter for an unknown one."""
        found = next((row for row in self.rows if row.id == name), None)
        if found is None:
            raise InvalidParameter(f"no definition {name!r} was asked for: choose from {', '.join(row.id for row in self.rows)}")
        return found

    def __repr__(self) -> str:
        return f"<definitions: {', '.join(f'{row.id} {row.word}' for row in self.rows)}>"

    def _repr_markdown_(self) -> str:
        from uccheck.answers.definitions.table import markdown

        return markdown(self)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """Every sentence of a person or a paper that some row rests on."""
        return tuple(sorted({one for row in self.rows for one in vouched(row.given)}))


def decided(definition: Definition, ask: Asking) -> Switch:
    """The row of a definition; only what the checker confirms is kept."""
    at = definition.at(ask)
    if failing := definition.needs(ask):
        low, high = quantity_range(definition.quantity)
        return Switch(definition, Bracket(End(low), End(high)), ask.epsilon, at, failing)
    if definition.ends is not None:
        return Switch(definition, definition.ends(ask), ask.epsilon, at)
    noted = len(ask.answer.work.notes)
    ends = [_best(definition, side, ask) for side in ("lower", "upper")]
    notes = ask.answer.work.notes[noted:] if not any(end.node for end in ends) else []
    return Switch(definition, Bracket(*ends), ask.epsilon, at, notes[-1] if notes else "")


def _best(definition: Definition, side: str, ask: Asking) -> End:
    """The best confirmed end of that side."""
    low, high = quantity_range(definition.quantity)
    best = End(low if side == "lower" else high)
    for find in definition.lower if side == "lower" else definition.upper:
        for node in find(ask):
            value = next(ends for found, ends in node.concludes.items() if found[0] == definition.quantity)[side == "upper"]
            better = value > best.value if side == "lower" else value < best.value
            report = check(document([node])) if better else None
            if report is not None and report.verdict is Verdict.UPHELD:
                best = End(value, node, report)
            elif report is not None:
                ask.answer.work.notes.append(f"the checker does not confirm {node.rule}: {report.sentence}")
    return best


def catalogue() -> tuple[Definition, ...]:
    """The definitions of the linear setting."""
    from uccheck.answers.definitions.linear import DEFINITIONS

    return DEFINITIONS


def definitions(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, gamma: Exact | None = None, kappa: Exact | None = None, tau: Exact | None = None,
    s: Exact | None = None, b: Exact | None = None, only: tuple[str, ...] = (), work: int = 2000, counterexample: str = "linear",
    eta: Exact | None = None, lam: Exact | None = None,
) -> Switchboard:  # fmt: skip
    """Every definition of what a bound may range over, decided at one instance of the linear setting or another counterexample.

    `gamma` is the margin of the ramp loss of all rows (0 unless given; the margin losses and norm bounds take `s` then), `kappa` the radius
    of the ball (0.05), `tau` the deviation of the Gibbs classifier (1), `only` the ids asked for; sco has its own `eta`, `lam`, `tau`.
    Guarantee: every end that is not the end of a range has a tree that the independent checker confirmed.
    Raises: InvalidParameter as `certify` does, for kappa outside (0, 2], tau outside [10^-6, 10^6], an unknown id, and an option that the
    counterexample does not have.
    """
    given = {"gamma": gamma, "kappa": kappa, "tau": tau, "s": s, "b": b, "eta": eta, "lam": lam}
    if counterexample != "linear":
        from uccheck.answers.definitions.universes import universe_board

        return universe_board(counterexample, (m, D, delta, epsilon), given, only)
    if wrong := [name for name in ("eta", "lam") if given[name] is not None]:
        raise InvalidParameter(f"--{wrong[0]} {str(given[wrong[0]])[:40]} says nothing of the linear setting: leave it out")
    level, scale = probability(epsilon, "epsilon"), 0 if gamma is None else gamma
    found = answer(m, D, delta, gamma=scale, s=4 if s is None else s, b=32 if b is None else b, goal=1 - level, work=work)
    radius = at_most(positive("0.05" if kappa is None else kappa, "kappa"), 2, "kappa")
    deviation = at_most(positive(1 if tau is None else tau, "tau"), 10**6, "tau")
    if deviation < Fraction(1, 10**6):
        raise InvalidParameter(f"tau must be at least 1e-6, got {as_written(deviation)}")
    known = catalogue()
    require_known(only, [one.id for one in known])
    ask, a = Asking(found, level, nonnegative(scale, "gamma") or found.setting.s, radius, deviation), found.setting
    numbers = {"m": a.m, "D": a.D, "delta": a.delta, "epsilon": level, "gamma": a.gamma, "s": a.s, "b": a.b}
    return Switchboard(tuple(decided(one, ask) for one in known if not only or one.id in only), numbers, level, asking=ask)


def require_known(only: tuple[str, ...], known: list[str]) -> None:
    """Refuse an id that no definition has.  Raises: InvalidParameter."""
    if unknown := [name for name in only if name not in known]:
        raise InvalidParameter(f"no definition is called {unknown[0][:40]!r}: choose from {', '.join(known)}")
