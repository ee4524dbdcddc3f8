"""Reasons: why a step holds, read off the rule that proves it, as TeX sentences.

Nothing here is typed by the author of a record: which statement is cited and with what in the place of its letters, which function is
monotone and at which end the difference vanishes, which hypotheses are added with which factors. A record may add words (`why`) before.

Glossary
    reason   the sentences for one step
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from uccheck.article import reasons_calculus
from uccheck.article.reason_page import Page, alike, joined, lower
from uccheck.article.tex import printed, tex
from uccheck.rules.algebra.residues import is_zero
from uccheck.rules.claim import Relation
from uccheck.rules.derivation import Context
from uccheck.rules.sentences.words import ORBIT
from uccheck.rules.sets import SETS
from uccheck.rules.steps.cases import AtZero, By, Through
from uccheck.rules.steps.cited import Known, Named
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.iterates import DESCENT, Iterates
from uccheck.rules.steps.means import Both, Case, Inside, Mean, Outcomewise
from uccheck.rules.steps.on_sets import Often, OnSet
from uccheck.rules.steps.residue import Residue
from uccheck.rules.steps.signs import CHANGE, Signs


def reason(rule: Any, step: Relation, page: Page) -> str:
    """Sentences that say why the rule proves the step; for a rule that is new here, its name and what its first line says."""
    writers: Mapping[type, Callable[[Any, Relation, Page], str]] = {
        Residue: _residue, Form: _form, Given: _given, Compact: _compact, Through: _through, By: _by, AtZero: _at_zero,
        Known: _known, Named: _named, Mean: _mean, OnSet: _on_set, Often: _often, Both: _both,
        Signs: _signs, Iterates: _iterates, **reasons_calculus.writers(reason),
    }  # fmt: skip
    writer = writers.get(type(rule))
    return writer(rule, step, page) if writer else f"By the rule {type(rule).__name__}: {(type(rule).__doc__ or '').split(chr(10))[0]}"


def _residue(rule: Residue, step: Relation, page: Page) -> str:
    shown = [page.point(Relation(old, "==", new)) for old, new in rule.replace]
    undone = [word for head, word in ((sp.Derivative, "derivative"), (sp.Sum, "sums")) if (step.lhs - step.rhs).has(head)]
    first = f"Insert {joined(shown)}" if shown else ""
    second = f"carry out the {joined(undone)}" if undone else ""
    todo = " and ".join(part for part in (first, second) if part) or "Expand both sides"
    return f"{todo[:1].upper()}{todo[1:]}: the two sides agree identically."


def _given(rule: Given, step: Relation, page: Page) -> str:
    found = page.point(step)
    return f"This is {found}." if not found.startswith("$") else f"This is among what is known: {found}."


def _form(rule: Form, step: Relation, page: Page) -> str:
    parts = [(key, sp.sympify(factor)) for key, factor in rule.using.items()]
    slack = [key.slack if isinstance(key, Relation) else sp.sympify(key) for key, _ in parts]
    rest = rule.form if rule.form is not None else sp.expand(step.slack - sum(f * s for (_, f), s in zip(parts, slack, strict=True)))
    rest = _simple(sp.sympify(rest))
    sign = "positive" if step.strict else "nonnegative"
    if not parts:
        if alike(step.lhs, 0) or alike(step.rhs, 0):
            return f"It equals {page.show(rest)}, which is {sign} on the ranges of the variables."
        return f"The difference of the two sides is {page.show(rest)}, which is {sign} on the ranges of the variables."
    added = joined([_multiple(page.point(key), factor, page) for key, factor in parts])
    once = len(parts) == 1 and parts[0][1] == 1
    head = f"This is {added}, rearranged" if once and rest == 0 else f"Add {added}"
    left = "" if rest == 0 else f"; what is left, {page.show(rest)}, is nonnegative"
    return f"{head}{left}."


def _simple(rest: Any) -> Any:
    """Zero if it is, else over one denominator where that is shorter."""
    if rest == 0 or rest.is_Symbol or rest.is_number:
        return rest
    if is_zero(rest):
        return sp.S.Zero
    whole = sp.factor(sp.together(rest)) if not rest.has(sp.Pow) or sp.count_ops(rest) < 25 else rest
    return whole if sp.count_ops(whole) <= sp.count_ops(rest) else rest


def _multiple(what: str, factor: Any, page: Page) -> str:
    return what if factor == 1 else f"{what} times {page.show(factor)}"


def _compact(rule: Compact, step: Relation, page: Page) -> str:
    box = joined([rf"${tex(symbol)}\in[{tex(low)},{tex(high)}]$" for symbol, (low, high) in rule.box.items()])
    return f"Branch and bound with ball arithmetic shows that the difference of the two sides is positive for {box}."


def _through(rule: Through, step: Relation, page: Page) -> str:
    how = "increases" if rule.increasing else "decreases"
    inner = f"{page.relation(rule.inner)}: {_because(rule.by, rule.inner, page)}"
    return f"{page.show(rule.function)} {how} with ${tex(rule.variable)}$, and {inner}"


def _because(rule: Any, step: Relation, page: Page) -> str:
    return lower(reason(rule, step, page))


def _by(rule: By, step: Relation, page: Page) -> str:
    """The reasons of the chain in turn; each middle that is short is shown."""
    told = []
    for one in rule.derivation.steps:
        shown = page.relation(one.stated)
        told.append(f"{shown}: {_because(one.by, one.stated, page)}" if printed(shown) < 30 else reason(one.by, one.stated, page))
    return " Then ".join(lower(text) if number else text for number, text in enumerate(told))


def _at_zero(rule: AtZero, step: Relation, page: Page) -> str:
    letter = tex(rule.variable)
    zero = reason(rule.zero, step.at({rule.variable: sp.S.Zero}), page)
    return f"If ${letter}=0$: {lower(zero)} If ${letter}>0$: {_because(rule.positive, step, page)}"


def _known(rule: Known, step: Relation, page: Page) -> str:
    claim = page.known[rule.id]
    which = rule.which if len(claim.then) > 1 else None
    put = [f"${tex(symbol)}={tex(value)}$" for symbol, value in rule.at.items() if symbol != value]
    at = {symbol: sp.sympify(value) for symbol, value in rule.at.items()}
    text = f"By {page.cite(rule.id, which)}" + (f" with {joined(put)}" if put else "")
    text += f", multiplied by {page.show(rule.factor)}" if rule.factor != 1 else ""
    wanted = [relation.at(at) for relation in claim.given]
    shown = [_hypothesis(one, rule, page) for one in wanted if not alike(one.lhs, one.rhs)]
    return f"{text}." + (f" Its hypotheses are met: {joined(shown)}." if shown else "")


def _hypothesis(relation: Relation, rule: Known, page: Page) -> str:
    """How a hypothesis of the cited statement is met: it is one here, or follows from some, or from the ranges alone."""
    label = page.point(relation)
    if not label.startswith("$"):
        return f"{page.relation(relation)} is {label}"
    for target, factors in rule.using.items():
        slack = target.slack if isinstance(target, Relation) else target
        if alike(slack, relation.slack):
            return f"{page.relation(relation)} follows from {joined([page.point(key) for key in factors])}"
    return f"{page.relation(relation)} holds {'in this case' if page.names else 'on the ranges of the variables'}"


def _named(rule: Named, step: Relation, page: Page) -> str:
    laws = joined([page.cite(law, None) for law in rule.laws]) if rule.laws else ""
    kind = rule.trust.split(":", 1)[0]
    opening = {"human": "A person vouches for this step: ", "cited": "Cited, not proved here: ", "definition": "By "}[kind]
    needs = [page.point(need) for need in rule.needs]
    under = f", applied to {joined(needs)}" if needs else ""
    return f"{opening}{page.sentence(rule.trust)}" + (f", with {laws}" if laws else "") + f"{under}."


def _inside(rule: Outcomewise, page: Page) -> Page:
    """The page at one outcome: the letters of random variables stand for them."""
    return replace(page, names={**page.names, **rule.outcome})


def _facts(rule: Outcomewise, page: Page) -> list[str]:
    told = []
    for fact in rule.facts:
        laws = f"; {joined([page.cite(law, None) for law in fact.laws])}" if fact.laws else ""
        where = f" where {joined([page.relation(need) for need in fact.needs])}" if fact.needs else ""
        told.append(f"{page.relation(Relation(fact.lhs, fact.relation, fact.rhs))}{where} ({page.sentence(fact.because)}{laws}).")
    return told


def _lines(rule: Outcomewise, page: Page) -> list[str]:
    return [f"There {page.relation(relation)}: {_because(by, relation, page)}" for relation, by in rule.lines]


def _mean(rule: Mean, step: Relation, page: Page) -> str:
    """The facts at an outcome, then each case in which signs alone do not decide."""
    inner = _inside(rule, page)
    told = ["Both sides are means; the inequality holds at every outcome.", *_facts(rule, inner), *_lines(rule, inner)]
    cases = list(rule.cases(step, Inside(rule, Context(page.claim, page.known), step)))
    told += [_case(case, inner) for case in cases if case.way is not None]
    plain = len([case for case in cases if case.way is None])
    told += ["Otherwise the difference of the two sides is plainly nonnegative."] if plain and len(cases) > 1 else []
    return " ".join(told)


def _case(case: Case, page: Page) -> str:
    where = f"Where {joined([page.relation(one) for one in case.where])}, " if case.where else "There "
    if case.value.is_number and isinstance(case.way, Form):
        added = joined([_multiple(page.point(key), factor, page) for key, factor in case.way.using.items()])
        return f"{where}adding {added} gives a contradiction, so that this does not occur."
    goal = Relation(sp.S.Zero, "<=", case.value)
    why = _because(case.way, goal, page)
    return f"{where}the difference of the two sides is {page.show(case.value)}, which is nonnegative: {why}"


def _on_set(rule: OnSet, step: Relation, page: Page) -> str:
    inner = _inside(rule, page)
    made, value = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
    *_, delta = made.args
    if rule.members:
        chance = page.point(Relation(rule.chance, "<=", delta))
        known = "" if chance.startswith("$") else f" by {chance}"
        members = joined([inner.relation(one) for one in rule.members])
        who = (
            f"Let the set consist of the samples with {members}; the chance to lie outside is at most {page.show(rule.chance)}, which "
            f"is at most {page.show(delta)}{known}."
        )
    else:
        who = "Take all samples as the set."
    names = {atom: symbol for symbol, atom in rule.outcome.items()}
    told = [who, *_facts(rule, inner), *_lines(rule, inner)]
    gaps = [Relation(gap.value.xreplace(names), "<=", value) for gap in SETS[made.about.name].gaps(*made.args[:-1])]
    if len(rule.by) not in (1, len(gaps)):  # which of them shows which gap is for the engine to find
        return " ".join([*told, f"Hence {joined([inner.relation(gap) for gap in gaps])}, each by a combination of these."])
    for gap, by in zip(gaps, rule.by if len(rule.by) == len(gaps) else rule.by * len(gaps), strict=True):
        told.append(f"Hence {inner.relation(gap)}: {_because(by, gap, inner)}")
    return " ".join(told)


def _often(rule: Often, step: Relation, page: Page) -> str:
    inner = _inside(rule, page)
    value, made = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
    *setting, delta = made.args
    who = "Take any sample."
    if rule.members:
        members, known = joined([inner.relation(one) for one in rule.members]), page.point(Relation(delta, "<", rule.chance))
        why = "" if known.startswith("$") else f" by {known}"
        who = f"Samples with {members} have at least the chance {page.show(rule.chance)}, which is more than {page.show(delta)}{why}."
    names = {atom: symbol for symbol, atom in rule.outcome.items()}
    gap = Relation(value, "<=", SETS[made.about.name].gaps(*setting)[rule.which].value.xreplace(names))
    last = f"Hence {inner.relation(gap)}" + (f": {_because(rule.by[0], gap, inner)}" if len(rule.by) == 1 else ".")
    return " ".join([who, *_facts(rule, inner), *_lines(rule, inner), last])


def _both(rule: Both, step: Relation, page: Page) -> str:
    laws = joined([page.cite(law, None) for law in rule.laws])
    delta = (step.rhs if step.relation == "<=" else step.lhs).args[-1]
    return (
        f"By {laws} the partner has the law of $S$; so each of the two lies outside a set of probability at least {page.show(1 - delta)} "
        f"with probability at most {page.show(delta)}, and the union bound gives {page.relation(step)}."
    )


def _signs(rule: Signs, step: Relation, page: Page) -> str:
    square, power, law = (page.cite(name, None) for name in rule.uses)
    return (
        f"By {law} the partner has the law of $S$. By {page.sentence(ORBIT)}: the chance of a change is {page.show(CHANGE)}. Given the "
        f"rest, {square}, by induction over the signs and for the indicator of a set, gives the chance of both at least the fourth "
        f"power of that of one; by {power} the mean over the rest is at least the fourth power of the mean."
    )


def _iterates(rule: Iterates, step: Relation, page: Page) -> str:
    law = page.cite(rule.step, None)
    return f"By {page.sentence(DESCENT)}. {law} bounds what one step raises; by induction over the steps these bounds add up."
