"""Both halves of the theorem for one instance: e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon.

Glossary
    Outcome     the two brackets, the verdict on each half and on both, the certificate
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.answer import E_GEN, E_UNIF_ALG, Answer, Bracket, Half, answer
from uccheck.answers.finders import THEOREMS
from uccheck.answers.outcome import Bracketed
from uccheck.certificates.language import evaluate, table
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, decimal_below, probability, shown, shown_above, shown_below
from uccheck.core.verdict import Kind, word


@dataclass(frozen=True, eq=False)
class Outcome(Bracketed):
    """What certify found for one instance; compare `verdict`, an outcome is no bool."""

    answer: Answer
    epsilon: Fraction
    theorem: str

    def __repr__(self) -> str:
        a = self.answer.setting
        numbers = f"m={a.m}, D={a.D}, delta={shown(a.delta)}, epsilon={as_written(self.epsilon)}"
        return f"<{self.word}: {numbers}; {self.line(E_GEN)}; {self.line(E_UNIF_ALG)}>"

    @property
    def halves(self) -> dict[str, Half]:
        """The verdict on e_gen <= epsilon and on e_unif-alg >= 1 - epsilon."""
        return {E_GEN: self.answer.generalizes(self.epsilon), E_UNIF_ALG: self.answer.vacuous(1 - self.epsilon)}

    @property
    def known(self) -> dict[str, Bracket]:
        """Both brackets."""
        return {E_GEN: self.answer.e_gen, E_UNIF_ALG: self.answer.e_unif_alg}

    @property
    def asked(self) -> dict[str, str]:
        """Both halves of the theorem."""
        return {E_GEN: f"e_gen <= {as_written(self.epsilon)}", E_UNIF_ALG: f"e_unif-alg >= {shown(1 - self.epsilon)}"}

    @property
    def tried(self) -> list[str]:
        """The notes of the work done so far."""
        return self.answer.work.notes

    @property
    def e_gen_upper(self) -> Fraction:
        """A certified upper bound of e_gen(m, delta); 1 where none was found."""
        return self.e_gen.upper.value

    @property
    def e_unif_alg_lower(self) -> Fraction:
        """A certified lower bound of e_unif-alg(m, delta); 0 where none was found."""
        return self.e_unif_alg.lower.value

    @property
    def probability_lower(self) -> Fraction | None:
        """A lower bound of P(G >= v) for the pair behind the lower bound of e_unif-alg, where a transfer lemma gave it."""
        node = self.e_unif_alg.lower.node
        if node is None or not node.rule.startswith("theorem-"):
            return None
        _, left, right = table()["rules"][node.rule]["hypotheses"][-1]
        if node.rule == "theorem-a":
            return evaluate(right, node.at, node.known)[0]
        return Fraction(decimal_below(1 - evaluate(left, node.at, node.known)[1], 12))

    @property
    def theorem_used(self) -> str | None:
        """A, B or C, where one of them gave the lower bound of e_unif-alg."""
        rule = self.e_unif_alg.lower.rule
        return next((name for name, rules in THEOREMS.items() if rule in rules), None)

    def _repr_latex_(self) -> str:
        gen, unif = self.e_gen, self.e_unif_alg
        return (
            rf"${_low(gen)} \le \epsilon_{{\mathrm{{gen}}}} \le {_high(gen)},\quad "
            rf"{_low(unif)} \le \epsilon_{{\mathrm{{unif\text{{-}}alg}}}} \le {_high(unif)}$ ({self.word})"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{_low(b)}</td><td>{_high(b)}</td><td>{word(self.halves[key].verdict, Kind.BALL)}</td></tr>"
            for key, name, b in ((E_GEN, "e_gen", self.e_gen), (E_UNIF_ALG, "e_unif-alg", self.e_unif_alg))
        )
        return f"<table><tr><th>{self.word}</th><th>at least</th><th>at most</th><th>half</th></tr>{rows}</table>"


def certify(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, gamma: Exact = 0, theorem: str = "auto", s: Exact = 4, b: Exact = 32
) -> Outcome:
    """Decide e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon, each both ways, with certified brackets.

    Guarantee: every end of a bracket has a tree of rules that the independent checker confirmed; INCONCLUSIVE is no refutation.
    Raises: InvalidParameter for numbers outside their domain, an unknown theorem, or theorem A or B with delta >= 1/2.
    Source: theory.md 5.
    """
    asked = probability(epsilon, "epsilon")
    found = answer(m, D, delta, gamma=gamma, s=s, b=b, theorem=theorem, goal=1 - asked)
    require_theorem(theorem, found.setting.delta)
    return Outcome(found, asked, theorem)


def require_theorem(theorem: str, delta: Fraction) -> None:
    """Refuse an unknown theorem, and A or B where the swap lemma says nothing.  Raises: InvalidParameter."""
    if theorem != "auto" and theorem not in THEOREMS:
        raise InvalidParameter(f"unknown theorem {theorem!r}: choose auto, {', '.join(THEOREMS)}")
    if theorem in ("A", "B") and delta >= Fraction(1, 2):
        said = "a set of probability 1 - delta may avoid one sample of every pair; use C"
        raise InvalidParameter(f"theorem {theorem} needs delta < 1/2, got {as_written(delta)}: {said}")


def _low(bracket: Bracket) -> str:
    return shown_below(bracket.lower.value, 8)


def _high(bracket: Bracket) -> str:
    return shown_above(bracket.upper.value, 8)
