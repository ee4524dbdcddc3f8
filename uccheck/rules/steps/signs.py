"""A sample and its partner by random signs: both lie in a set, given all but the signs, at least as often as the fourth power says.

Glossary
    square lemma    E F(u)^2 G(v)^2 >= (E F)^2 (E G)^2 for fair signs u and v, v_j = -u_j with a given chance, independently; F, G >= 0
    slices          a function of signs at either value of the first sign, as a function of the others
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Claim, Relation, ge, sort_of
from uccheck.rules.derivation import Context, StepResult
from uccheck.rules.sentences.words import ORBIT
from uccheck.rules.steps.means import MEET, NO_CHANCE

CHANGE = sp.Rational(3, 4)  # by the definition of the partner by random signs, and by random labels
#: The partners by random signs that there are: the chance that both lie in a set, and the statement that a change of sign keeps the law.
PARTNERS = {"meet_signs": "flip-law", "exp_meet_signs": "exp-flip-law"}
Template = Callable[[Any, Any, Any], Relation]


def squares(mean: Any, f: Any, g: Any) -> Relation:
    """What the square lemma says of the mean of F(u)^2 G(v)^2 and the means f of F and g of G."""
    return ge(mean, f**2 * g**2)


@dataclass(frozen=True)
class Signs:
    """(1 - delta)^4 <= meet_signs(X, delta), by induction over the signs, each of which changes with the chance 3/4.

    `step` is the statement that carries the induction from the slices of two functions to the functions, `power` the one by which the mean
    over everything but the signs is taken. `made` is the quantity, one of PARTNERS.
    """

    made: str = "meet_signs"
    step: str = "square-lemma"
    power: str = "fourth-power"

    @property
    def uses(self) -> tuple[str, ...]:
        """The statements that the rule applies."""
        return (self.step, self.power, PARTNERS[self.made])

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The statements cited must say what the induction and the mean over the rest need; then no more than that may be claimed."""
        low, made = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
        if step.relation not in ("<=", ">=") or self.made not in PARTNERS or not isinstance(made, quantity(self.made)):
            return StepResult(False, detail="the step is no lower bound of the chance that S and its partner lie in a set")
        known = [context.known.get(name) for name in self.uses]
        if None in known:
            return StepResult(False, detail="a statement that the rule applies may not be cited here")
        if not induces(context.known[self.step], CHANGE):
            return StepResult(False, detail=f"{self.step} is no step of the induction")
        if not averages(context.known[self.power]):
            return StepResult(False, detail=f"{self.power} does not bound the mean of a fourth power")
        if sign_of(made.args[-1], context.where) is None:
            return StepResult(False, detail=NO_CHANCE)
        likely = 1 - made.args[-1]
        if sign_of(likely, context.where) is None or not is_zero(low - likely**4):
            return StepResult(False, detail="another power than the fourth is claimed")
        return StepResult(True, (MEET, ORBIT))


def induces(claim: Claim, change: Any, said: Template = squares) -> bool:
    """Whether the claim leads from the slices to the whole: `said` of each pair of slices gives `said` of the functions.

    For a sign that changes with the chance `change` the mean is half of 1 - change times those of the equal slices, and half of `change`
    times those of the unequal ones. Without a sign there is nothing to mean: F^2 G^2 itself must be what is said of it.
    """
    f, g = sp.symbols("f g")
    if not is_zero(said(f**2 * g**2, f, g).slack) or len(claim.given) != 4 or len(claim.then) != 1:
        return False
    means = [one.lhs for one in claim.given]
    functions = sorted(claim.then[0].rhs.free_symbols, key=str)
    own = {*functions, *means}
    if len(functions) != 4 or len(own) != 8 or {domain.symbol for domain in claim.where} != own or not _free(claim):
        return False
    (f1, f2), (g1, g2) = functions[:2], functions[2:]
    pairs = ((f1, g1), (f2, g2), (f1, g2), (f2, g1))
    slices = all(given == said(mean, *pair) for given, mean, pair in zip(claim.given, means, pairs, strict=True))
    whole = (1 - change) / 2 * (means[0] + means[1]) + change / 2 * (means[2] + means[3])
    wanted, (made,) = said(whole, (f1 + f2) / 2, (g1 + g2) / 2), claim.then
    return slices and made.relation == wanted.relation and is_zero(made.slack - wanted.slack)


def _free(claim: Claim) -> bool:
    """Whether the claim holds for all nonnegative means of the functions: no domain, and no symbol, asks for more."""
    return all(
        _nonnegative(domain.symbol) and domain.low in (None, 0) and domain.high is None and not domain.open_low for domain in claim.where
    )


def _nonnegative(symbol: Any) -> bool:
    """Whether sympy assumes of a symbol no more than that it is at least 0."""
    return symbol.is_Symbol and sort_of(symbol) in (("any", False), ("real", False), ("nonnegative", False))


def averages(claim: Claim) -> bool:
    """Whether x^4 lies above a line in x with the value p^4 at p: then a mean p of x gives at least p^4 in the mean."""
    if len(claim.then) != 1 or claim.given or not _free(claim):
        return False
    (made,) = claim.then
    symbols = sorted((domain.symbol for domain in claim.where), key=str)
    powers = [x for x in symbols if made.lhs == x**4]
    if made.relation != ">=" or len(symbols) != 2 or not powers:
        return False
    x, (p,) = powers[0], [symbol for symbol in symbols if symbol != powers[0]]
    line = sp.sympify(made.rhs)
    return is_zero(sp.diff(line, x, 2)) and is_zero(line.xreplace({x: p}) - p**4)
