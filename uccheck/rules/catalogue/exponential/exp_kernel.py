"""y y_i f's term is e^b exp(x2.x2_i) times exp(2 s) for equal labels and 1 for unequal ones."""

import sympy as sp

from uccheck.quantities.symbols import b, h, p, s, y
from uccheck.rules.claim import Claim, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.independence import kernel_exponent
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """|x + x_i|^2 = |y u + y_i u|^2 + |x2 + x2_i|^2."""
    plus, minus = eq(y**2, 1), eq(h**2, 1)
    square = ((y + h) ** 2 * s + 2 * b + 2 * p) / 2
    value = b + p + s * (1 + y * h)
    claim = Claim((eq(square, value),), (*reals(y, h, p), *positives(s, b)), (plus, minus), _points())
    proof = chain(
        square,
        (
            "==",
            square,
            "the mean of the exponential is the product of the transforms of its coordinates",
            kernel_exponent(signal=(y + h) ** 2 * s, noise=b + b + 2 * p),
        ),
        ("==", value, "multiply out; the squares of labels are 1", Residue(((y**2, 1), (h**2, 1)))),
    )
    return Statement(
        id="exp-kernel",
        section=7,
        title="The kernel of the exponential network",
        says=(
            "A unit of the hidden layer has a standard normal weight and answers a point with the exponential of their product; the "
            "output is the mean of the answers times the outer weights. One gradient step of size 1 from outer weights 0 on the sum of "
            "label times output gives an output that is the sum, over the training points, of their label times the exponential of half "
            "the squared norm of the sum of both points. For points with labels `y`, `h` and noises whose product is `p`, with signals "
            "of squared norm `s` and noises of squared norm `b`, the exponent is"
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("half the signal", changed(claim, rhs=b + p + s * (1 + y * h) / 2)),
            Mutant("labels that add up", changed(claim, rhs=b + p + s * (y + h))),
            Mutant("noise of one point", changed(claim, rhs=b / 2 + p + s * (1 + y * h))),
        ),
        source="this kit, exponential network; N&K, second example",
    )


def _points() -> tuple[dict[object, object], ...]:
    """All labels."""
    return tuple({y: x, h: z, s: 2, b: 5, p: sp.Rational(q, 3)} for x in (-1, 1) for z in (-1, 1) for q in (-4, 0, 2))
