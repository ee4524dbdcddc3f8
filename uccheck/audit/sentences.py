"""The formal sentence that a claim states, with every parameter and quantifier written out, generated from its fields.

Glossary
    sentence  what is decided, in words and formulas; nothing of `says` enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from uccheck.audit.kinds import formulas, linear, literature, numbers
from uccheck.audit.kinds.fields import Reading
from uccheck.core.exact import as_written

SETTING = "the linear setting with s = 4, b = 32"
CONCLUSIONS = {
    "both": "e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon",
    "e_gen": "e_gen(m, delta) <= epsilon",
    "e_unif-alg": "e_unif-alg(m, delta) >= 1 - epsilon",
}
EVENTS = {
    "all-flipped": "h_S misclassifies every flipped training point",
    "one-flipped": "h_S misclassifies a given flipped training point",
    "training-margin": "every training margin is at least gamma",
    "population-error": "L_D(h_S) <= epsilon",
    "all-flipped-and-population-error": "h_S misclassifies every flipped training point and L_D(h_S) <= epsilon",
}


def sentence(claim: Any) -> str:
    """The sentence that is decided."""
    return _WRITERS[type(claim)](claim)


def _at(c: Any) -> str:
    loss = "0-1 loss" if c.gamma == 0 else f"ramp loss of margin gamma = {as_written(c.gamma)}"
    return f"in {SETTING}, m = {c.m}, D = {c.D}, delta = {as_written(c.delta)}, {loss}"


def _vacuous(c: linear.Vacuous) -> str:
    return f"e_unif-alg(m, delta) >= {as_written(c.at_least)} (two-sided, over the outputs of one gradient step) {_at(c)}"


def _generalizes(c: linear.Generalizes) -> str:
    return f"e_gen(m, delta) <= {as_written(c.at_most)} {_at(c)}"


def _event(c: linear.EventClaim) -> str:
    parameters = f"m = {c.m}, D = {c.D}"
    parameters += f", epsilon = {as_written(c.epsilon)}" if c.epsilon is not None else ""
    parameters += f", gamma = {as_written(c.gamma)}" if c.event not in ("all-flipped", "one-flipped") else ""
    return f"P({EVENTS[c.event]}) {c.relation} {as_written(c.value)} in {SETTING}, {parameters}"


def _ranges(c: linear.Suffices | linear.Necessary) -> str:
    high = "" if c.m[1] == "inf" else f" up to {_end(c.m[1])}"
    delta = _within("delta", c.delta) if c.delta else "delta (range unsaid)"
    return f"for every integer m >= {_end(c.m[0])}{high}, {delta}, {_within('epsilon', c.epsilon)}"


def _within(name: str, ends: Sequence[Fraction | str]) -> str:
    """One value where the ends are equal; 0 and 1 are no values of a probability that is asked for."""
    if ends[0] == ends[1]:
        return f"{name} = {_end(ends[1])}"
    return f"every {name} in {'(' if ends[0] == 0 else '['}{_end(ends[0])}, {_end(ends[1])}{')' if ends[1] == 1 else ']'}"


def _end(value: Fraction | str) -> str:
    return value if isinstance(value, str) else as_written(value)


def _suffices(c: linear.Suffices) -> str:
    return f"{_ranges(c)} and every integer D >= {c.D}: {CONCLUSIONS[c.conclusion]} (0-1 loss, {SETTING})"


def _necessary(c: linear.Necessary) -> str:
    return f"{_ranges(c)} and every integer D >= 1: {CONCLUSIONS[c.conclusion]} only if D >= {c.D} (0-1 loss, {SETTING})"


def _threshold(c: linear.ThresholdClaim) -> str:
    least = f"the least D with {CONCLUSIONS['both']}"
    at = f"at m = {c.m}, delta = {as_written(c.delta)}, epsilon = {as_written(c.epsilon)} (0-1 loss, {SETTING})"
    if c.about is None:
        return f"{least} is {c.relation} {as_written(c.value or 0)} {at}"
    return f"{least} {_near(c.about, None, c.factor)} {at}"


def _near(about: Reading, within: Fraction | None, factor: Fraction | None) -> str:
    low, high = around(about, within, factor)
    told = f"lies in [{as_written(low)}, {as_written(high)}]"
    if not ambiguous(about, within, factor):
        return told
    low, high = around(about, about.widest, None)
    return f"{told}, or in [{as_written(low)}, {as_written(high)}] if the zeros that end {as_written(about.value)} are rounding"


def ambiguous(about: Reading, within: Fraction | None, factor: Fraction | None) -> bool:
    """Whether the zeros that end a number may be digits or rounding."""
    return within is None and factor is None and about.widest > about.half


def around(about: Reading, within: Fraction | None, factor: Fraction | None) -> tuple[Fraction, Fraction]:
    """The interval that "about" means: a tolerance, a factor, or the rounding of the last digit."""
    if factor is not None:
        low, high = about.value / factor, about.value * factor
        return min(low, high), max(low, high)
    reach = about.half if within is None else within
    return about.value - reach, about.value + reach


def _approx(c: linear.Approx) -> str:
    if c.quantity in EVENTS:
        name = f"P({EVENTS[c.quantity]})"
    else:
        name = f"{c.quantity}(m, delta)" if c.quantity in linear.QUANTITIES else c.quantity
    known = [(n, getattr(c, n)) for n in ("m", "D", "delta", "epsilon") if getattr(c, n) is not None]
    at = ", ".join(f"{n} = {as_written(v)}" for n, v in known)
    tail = f" in {SETTING}, {at or 'm, D, delta unsaid'}, gamma = {as_written(c.gamma)}" if c.quantity in _LINEAR else ""
    return f"{name} {_near(c.about, c.within, c.factor)}{tail}"


_LINEAR = (*linear.QUANTITIES, *EVENTS)


def _moment(c: linear.Moment) -> str:
    from uccheck.audit.deciders.linear.moment import PAPER, at_paper

    fixed = at_paper(c)
    free = ", ".join(n for n in PAPER if n not in fixed)
    values = " and ".join([*([f"all {free} > 0"] if free else []), *(f"{n} = {v}" for n, v in fixed.items())])
    return f"for all integers m, D >= 1 and {values}: the {c.what} of {c.of} is {c.equals} in the linear setting"


def _order(c: linear.Order) -> str:
    from uccheck.audit.deciders.linear.order import quantity

    known = quantity(c.quantity)
    what = known["says"] if known else c.quantity
    grow = f"{' and '.join(c.vary)} tend to their limits, the rest fixed" if c.vary else known["as"] if known else "its variables grow"
    return f"{what} is {c.order}({c.of}) as {grow}"


def _tail(c: formulas.Tail) -> str:
    variable = "N(0, 1)" if c.distribution == "normal" else f"chi2({c.df})"
    return f"P({variable} {'>' if c.side == 'upper' else '<'} {as_written(c.at)}) <= {as_written(c.at_most)}"


def _identity(c: formulas.Identity) -> str:
    if not c.where:
        return f"{c.lhs} = {c.rhs}"
    variables = ", ".join(f"{n} ({a})" for n, a in c.where.items())
    return f"for all {variables} at which both sides are defined: {c.lhs} = {c.rhs}"


def _inequality(c: formulas.Inequality) -> str:
    if not c.where:
        return f"{c.lhs} {c.relation} {c.rhs}"
    return f"for all real {domain(c)}: {c.lhs} {c.relation} {c.rhs}"


def domain(c: formulas.Inequality) -> str:
    """`x in [0, oo), y in [1, 2]`."""
    return ", ".join(f"{n} in {_side(low, high)}" for n, (low, high) in c.where.items())


def _side(low: Fraction | str, high: Fraction | str) -> str:
    left = "(-oo" if low == "-inf" else f"{'(' if isinstance(low, formulas.Beyond) else '['}{_end(low)}"
    return f"{left}, {'oo)' if high == 'inf' else _end(high) + (')' if isinstance(high, formulas.Beyond) else ']')}"


def _proportion(c: numbers.Proportion) -> str:
    rate = f"{c.k} of {c.n}" if c.k is not None else f"some count of {c.n} is {as_written(c.rate or 0)} to {c.decimals} decimals"
    if c.level is None:
        return f"{rate}, a possible proportion" if c.k is not None else rate
    if c.lower is None or c.upper is None:
        end, side = (c.upper, "at most") if c.upper is not None else (c.lower, "at least")
        assert end is not None  # the model has one of them beside level
        return f"{rate}, so the proportion is {side} {as_written(end.value)} with guaranteed confidence {as_written(c.level)} (one-sided)"
    interval = f"[{as_written(c.lower.value)}, {as_written(c.upper.value)}]"
    confidence = f"confidence {as_written(c.level)}"
    if c.method is None:
        return f"{rate}, and {interval} is a confidence interval with guaranteed {confidence} (method unsaid)"
    return f"{rate}, and {interval} is its {c.method} interval at {confidence}, to the digits printed"


def _exponent(c: numbers.Exponent) -> str:
    values = "log10 y" if c.y is None else "y"
    if isinstance(c.error, list):
        rounding = ", ".join(map(as_written, c.error))
    else:
        rounding = "half a unit of its last digit" if c.error is None else as_written(c.error)
    return (
        f"the slope of log y against log x at x = {', '.join(map(as_written, c.x))} with {values} = {_listed(c)} "
        f"(each to within {rounding}) is {c.relation} {as_written(c.value)}, at confidence {as_written(c.level)}"
    )


def _listed(c: numbers.Exponent) -> str:
    return ", ".join(as_written(r.value) for r in (c.y or c.log10_y or []))


def _statistic(c: numbers.Statistic) -> str:
    given = [(n, getattr(c, n)) for n in ("n", "items", "mean", "sd", "low", "high", "value", "df", "df2", "k1", "n1", "k2", "n2")]
    said = ", ".join(f"{n} = {_plain(v)}" for n, v in given if v is not None)
    p = f", p {c.p_relation} {_plain(c.p)}" if c.p is not None else ""
    sides = f", {'two' if c.sides == 2 else 'one'}-sided" if c.sides is not None else ""
    pooled = "" if c.pooled is None else ", pooled variance" if c.pooled else ", unpooled variance"
    if c.test == "mean":
        scales = {None: "values (items unsaid)", 1: "whole numbers"}
        each = scales.get(c.items) or f"averages of {c.items} whole numbers"
        return f"the reported numbers are possible for {c.n} {each}: {said}"
    return f"the reported numbers of a {c.test} agree to their rounding: {said}{p}{sides}{pooled}"


def _plain(value: Any) -> str:
    return as_written(value.value if isinstance(value, Reading) else value)


def _run(c: numbers.Run) -> str:
    which = f" with {_scope(c.under)}" if c.under else ""
    asked = f"{c.relation or '(relation unsaid)'} {as_written(c.value) if c.value is not None else '(value unsaid)'}"
    name = f"{c.quantity}(m, {as_written(c.delta) if c.delta else 'delta unsaid'})" if c.quantity in linear.QUANTITIES else c.quantity
    name = name if c.of is None else f"{'the log-log slope over m of ' if c.quantity == 'exponent' else ''}{c.of}"
    name += f" at m = {c.between[1]} over that at m = {c.between[0]}" if c.between else ""
    if c.level is None:
        return f"in every {'replicate' if c.quantity == 'exponent' else 'run'} of {c.record}{which}: {name} {asked}"
    return f"{name} {asked} for the law that the runs of {c.record}{which} sample, at confidence {as_written(c.level)}"


def _scope(under: dict[str, str]) -> str:
    return ", ".join(f"{k} = {v}" for k, v in under.items())


def _citation(c: literature.Citation) -> str:
    if c.bib is not None:
        return f"the entry agrees with the registry: {' '.join(c.bib.split())}"
    named: list[tuple[str, Any]] = [("arXiv", c.arxiv), ("DOI", c.doi), ("title", c.title and f'"{c.title}"')]
    authors = "authors, in this order," if c.authors and len(c.authors) > 1 else "authors"
    named += [(authors, c.authors and ", ".join(c.authors)), ("year", c.year), ("venue", c.venue), ("pages", c.pages)]
    return "one paper has " + ", ".join(f"{n} {v}" for n, v in named if v)


def _attribution(c: literature.Attribution) -> str:
    papers = [c.paper] if isinstance(c.paper, str) else c.paper
    from uccheck.audit.deciders.literature.attribution import finding

    known = finding(c.finding)
    what = known["says"] if known else c.finding
    scope = [(n, getattr(c, n) or "(unsaid)") for n in ("setting", "status", "sidedness", "quantifier")]
    scope += list(c.under.items())
    only = (", and no other paper" if c.only else "") + (", and no earlier paper" if c.first else "")
    verb = "each found" if len(papers) > 1 else "found"
    return f"{' and '.join(papers)} {verb}{only}: {what} [{', '.join(f'{n}: {v}' for n, v in scope)}]"


def _inference(c: literature.Inference) -> str:
    from uccheck.audit.deciders.literature.inference import facts

    known = facts()
    premises = " and ".join(f"({known.get(p, f'claim {p}')})" for p in c.premises)
    if c.rule == "implies":
        return f"in every setting in which {premises}: ({known.get(c.conclusion, f'claim {c.conclusion}')})"
    return f"from {premises} follows ({known.get(c.conclusion, f'claim {c.conclusion}')})"


def _statement(c: literature.StatementClaim) -> str:
    from uccheck.audit.deciders.literature.statement import wording

    negation = "" if c.holds else "it is false that "
    under = f" [{_scope(c.under)}]" if c.under else ""
    return f"{negation}{wording(c.ref)}{under}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    linear.Vacuous: _vacuous, linear.Generalizes: _generalizes, linear.EventClaim: _event, linear.Suffices: _suffices,
    linear.Necessary: _necessary, linear.ThresholdClaim: _threshold, linear.Approx: _approx, linear.Moment: _moment,
    linear.Order: _order, formulas.Tail: _tail, formulas.Identity: _identity, formulas.Inequality: _inequality,
    numbers.Proportion: _proportion, numbers.Exponent: _exponent, numbers.Statistic: _statistic, numbers.Run: _run,
    literature.Citation: _citation, literature.Attribution: _attribution, literature.Inference: _inference,
    literature.StatementClaim: _statement,
}  # fmt: skip
