"""Whether a formula in m, delta, epsilon has a value for all m >= 1 and all delta, epsilon in (0, 1).

Algebra cancels parts that have none: log(-epsilon) - log(-epsilon**2) becomes ln(1/epsilon), and sqrt(log(1/epsilon) - 1)**2 a polynomial.
So every logarithm, root, division and broken power must be of something positive by its form alone: sums, products, quotients and powers
of the positive, and logarithms of what is above 1.
"""

from __future__ import annotations

from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable, walk

POSITIVE = ("exp", "erfc", "Phi", "Q", "phi", "cosh")


def always(e: Expression) -> bool:
    """True if the formula certainly has a value everywhere; False where its form does not show it."""
    return all(_sound(part) for part in walk(e))


def _sound(part: Expression) -> bool:
    if isinstance(part, Call):
        if part.function == "log":
            return positive(part.arguments[0])
        return part.function != "sqrt" or positive(part.arguments[0]) or _root_of_logarithm(part.arguments[0])
    if isinstance(part, Operation) and part.operator == "/":
        return positive(part.operands[1])
    if isinstance(part, Operation) and part.operator == "**":
        base, power = part.operands
        return (isinstance(power, Number) and power.value >= 0 and power.value.denominator == 1) or positive(base)
    return True


def positive(e: Expression) -> bool:
    """Whether the form shows that e > 0."""
    match e:
        case Number(value=value):
            return value > 0
        case Variable():
            return True
        case Call(function="log", arguments=(a,)):
            return _least_one(a, strict=True)
        case Call(function="sqrt", arguments=(a,)):
            return positive(a)
        case Call(function="max", arguments=parts):
            return any(positive(p) for p in parts)
        case Call(function="min", arguments=parts):
            return all(positive(p) for p in parts)
        case Call(function=name):
            return name in POSITIVE
        case Operation(operator="+" | "*" | "/", operands=(a, b)):
            return positive(a) and positive(b)
        case Operation(operator="**", operands=(a, _)):
            return positive(a)
    return False


def _root_of_logarithm(e: Expression) -> bool:
    """ln m is 0 at m = 1."""
    return isinstance(e, Call) and e.function == "log" and _least_one(e.arguments[0], strict=False)


def _least_one(e: Expression, *, strict: bool) -> bool:
    """Whether the form shows that e >= 1, or e > 1."""
    match e:
        case Number(value=value):
            return value > 1 or (value == 1 and not strict)
        case Variable(name=name):
            return name == "pi" or (name == "m" and not strict)
        case Operation(operator="+", operands=(a, b)):
            one, other = _least_one(a, strict=False), _least_one(b, strict=False)
            return (one and positive(b)) or (other and positive(a))
        case Operation(operator="*", operands=(a, b)):
            both = _least_one(a, strict=False) and _least_one(b, strict=False)
            return both and (not strict or _least_one(a, strict=True) or _least_one(b, strict=True))
        case Operation(operator="/", operands=(a, b)):
            above = _least_one(a, strict=False) and _at_most_one(b, strict=False)
            return above and (not strict or _least_one(a, strict=True) or _at_most_one(b, strict=True))
        case Operation(operator="**", operands=(a, Number(value=k))):
            return k >= 0 and _least_one(a, strict=strict) and (k > 0 or not strict)
    return False


def _at_most_one(e: Expression, *, strict: bool) -> bool:
    """Whether the form shows 0 < e <= 1, or e < 1: products and powers of delta, epsilon and numbers."""
    match e:
        case Number(value=value):
            return 0 < value < 1 or (value == 1 and not strict)
        case Variable(name=name):
            return name in ("delta", "epsilon")
        case Operation(operator="*", operands=(a, b)):
            both = _at_most_one(a, strict=False) and _at_most_one(b, strict=False)
            return both and (not strict or _at_most_one(a, strict=True) or _at_most_one(b, strict=True))
        case Operation(operator="**", operands=(a, Number(value=k))):
            return k >= 0 and _at_most_one(a, strict=strict) and (k > 0 or not strict)
    return False
