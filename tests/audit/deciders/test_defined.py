"""Whether a formula has a value everywhere: what is said to have one has it at each point that is tried; and forms that show it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import product

from uccheck.audit.deciders.linear.defined import _at_most_one, _least_one, always, positive
from uccheck.audit.kinds.linear import VARIABLES
from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable, parse, walk

POINTS = [{"m": m, "delta": d, "epsilon": e} for m, d, e in product((1.0, 2.0, 50.0), *2 * ((1e-6, 0.3, 0.5, 1 - 1e-6),))]
FUNCTIONS = {"log": math.log, "sqrt": math.sqrt, "exp": math.exp, "max": max, "min": min, "cosh": math.cosh, "erfc": math.erfc, "abs": abs}


def value(e: Expression, at: dict[str, float]) -> float:
    """The value in floats, each log and root of a positive number, each divisor positive: else ValueError."""
    if isinstance(e, Number):
        return float(e.value)
    if isinstance(e, Variable):
        return math.pi if e.name == "pi" else at[e.name]
    if isinstance(e, Call):
        return FUNCTIONS[e.function](*(value(a, at) for a in e.arguments))
    assert isinstance(e, Operation)
    if len(e.operands) == 1:
        return -value(e.operands[0], at)
    a, b = (value(o, at) for o in e.operands)
    broken = b < 0 or b != round(b)
    if b <= 0 if e.operator == "/" else e.operator == "**" and a <= 0 and broken:
        raise ValueError
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "**": lambda: a**b}[e.operator]()


def formulas(depth: int, draw: random.Random) -> str:
    """A random formula of the grammar, with the shapes that are positive, above one, or neither."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(("m", "delta", "epsilon", "1", "2", "0.5", "pi", "4"))
    one, other = formulas(depth - 1, draw), formulas(depth - 1, draw)
    kind = draw.choice("+-*/^lllsrMn")
    plain = {"l": "log({0})", "s": "sqrt({0})", "M": "max({0}, {1})", "n": "min({0}, {1})", "r": "log({0}/{1})"}
    if kind in plain:
        return plain[kind].format(one, other)
    return f"({one})**{draw.choice(('2', '0.5', '0', '3', '(-1)'))}" if kind == "^" else f"({one} {kind} {other})"


def drawn() -> Iterator[Expression]:
    draw = random.Random(11)
    for _ in range(700):
        yield parse(formulas(draw.choice((1, 2, 3)), draw), VARIABLES)


def has_values(e: Expression) -> bool:
    try:
        for at in POINTS:
            value(e, at)
    except (ValueError, ZeroDivisionError):
        return False
    except OverflowError:
        return True
    return True


def test_what_is_said_to_have_a_value_everywhere_has_one_at_every_point() -> None:
    said = {True: 0, False: 0}
    for e in drawn():
        if len(list(walk(e))) > 1:
            said[always(e)] += 1
        if always(e):
            assert has_values(e), e
        if positive(e) and always(e):
            assert all(value(e, at) > 0 for at in POINTS), e
    assert min(said.values()) > 100


EVERYWHERE = """
    log(1/epsilon); 1/log(1/epsilon); log(m); 1/log(2*m); 1/log(m + 1); sqrt(log(m)); sqrt(log(m/epsilon));
    1/log(m/epsilon); 1/log(1 + epsilon); 1/log(m**2/delta); 1/log((2*m)**0.5); 1/log(1/(delta*epsilon));
    1/log(1/delta**2); 1/log(2*1); 1/log(1/(1*epsilon)); 1/log(pi); 1/max(epsilon - 1, 2); (epsilon - 1)**2;
    epsilon**0.5; epsilon**(-1); 1/erfc(epsilon - 1); 1/sqrt(epsilon); log(0.5 + 0.5*m); 1/log(1/0.5); (epsilon - 1)**0;
"""
NOT_SHOWN = """
    1/log(m); 1/log(m/1); log(epsilon - 1); sqrt(log(epsilon)); 1/log(epsilon + delta); 1/log(epsilon*2); 1/log(m**2);
    1/log(1/delta**0); 1/log((1/delta)**0); 1/log(1*1); 1/log(1/(1*1)); 1/min(epsilon - 1, 2); (epsilon - 1)**0.5;
    (epsilon - 1)**(-1); 1/sqrt(log(m)); 1/log(0.5*4); log(0); 1/0;
"""


def test_forms_that_show_it_and_forms_that_do_not() -> None:
    for listed, expected in ((EVERYWHERE, True), (NOT_SHOWN, False)):
        for formula in filter(None, map(str.strip, listed.split(";"))):
            assert always(parse(formula, VARIABLES)) is expected, formula


#: What is at least 1, at most 1 and positive, or neither; whether 1 itself is excluded.
LARGE, SMALL = {"1": False, "2": True, "pi": True, "m": False}, {"1": False, "0.5": True, "delta": True, "epsilon": True}
POSITIVE, SIGNED = {*LARGE, *SMALL}, ("0", "(-2)", "(epsilon - 1)")
POWERS = ("0", "0.5", "1", "2", "(-1)")


def sides(a: str, operator: str, b: str) -> tuple[bool, bool, bool, bool]:
    """Whether two operands of known range make it >= 1, > 1, <= 1 and positive, < 1 and positive."""
    large, small, one, other = a in LARGE, a in SMALL, LARGE.get(a, False), SMALL.get(a, False)
    match operator:
        case "+":
            above = (large and b in POSITIVE) or (a in POSITIVE and b in LARGE)
            return above, above, False, False
        case "*":
            above, below = large and b in LARGE, small and b in SMALL
            return above, above and (one or LARGE[b]), below, below and (other or SMALL[b])
        case "/":
            above = large and b in SMALL
            return above, above and (one or SMALL[b]), False, False
        case "**":
            up, flat = b != "(-1)", b == "0"
            return large and up, one and up and not flat, small and up, other and up and not flat
    return False, False, False, False


def test_which_side_of_one_a_form_lies_on() -> None:
    """All forms of two operands, by what is known of either."""
    for operator in ("+", "-", "*", "/", "**"):
        for a, b in product((*POSITIVE, *SIGNED), POWERS if operator == "**" else (*POSITIVE, *SIGNED)):
            e = parse(f"{a}{operator}{b}", VARIABLES)
            shown = [side(e, strict=strict) for side in (_least_one, _at_most_one) for strict in (False, True)]
            assert tuple(shown) == sides(a, operator, b), (a, operator, b)
    for a in (*POSITIVE, *SIGNED):
        e = parse(a, VARIABLES)
        shown = [side(e, strict=strict) for side in (_least_one, _at_most_one) for strict in (False, True)]
        assert shown == [a in LARGE, LARGE.get(a, False), a in SMALL, SMALL.get(a, False)], a
