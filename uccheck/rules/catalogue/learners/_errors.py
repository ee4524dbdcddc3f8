"""The errors of the minimum-norm interpolator at a sample, as functions of V."""

from __future__ import annotations

from typing import Any

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, F, H, L, Q, T, b, m, s, t, v, x
from uccheck.rules.catalogue.learners._interpolator import DEGREES, ERROR
from uccheck.rules.claim import Relation, ge, le
from uccheck.rules.derivation import Rule, chain
from uccheck.rules.letters import X
from uccheck.rules.steps.cases import By, Through
from uccheck.rules.steps.forms import Form

FLIP = s * D / b
NOW = ERROR.xreplace({t: T})
FITS = le(m, D)
MARGIN = v
LAWS = ("interpolator-law",)
#: V is written T; beside it the errors on the population, on S or another sample, on the flip, and the margins of the flip.
SEEN = {T: outcome("chi")(DEGREES), L: outcome("mn_risk")(*X)}
TRAINED, CROSSED = {H: outcome("mn_training")(*X)}, {H: outcome("mn_other")(*X)}
FLIPPED = {F: outcome("mn_partner")(*X), MARGIN: outcome("mn_margin")(*X)}


def error() -> Fact:
    """L_D = Q(r D/sqrt(m V))."""
    because = "definition: the population error is the chance that a fresh margin is not positive"
    return Fact(SEEN[L], "==", ERROR.xreplace({t: SEEN[T]}), because, LAWS, (FITS,))


def trained() -> Fact:
    """Every training margin is 1."""
    return Fact(TRAINED[H], "==", 0, "definition: the interpolator has the margin 1 at every point of `S`", LAWS, (FITS,))


def flipped() -> tuple[Fact, Fact]:
    """Every margin of the flip is (r D - V)/(r D + V)."""
    margin = (FLIP - SEEN[T]) / (FLIP + SEEN[T])
    why = "definition: the flip keeps the signal of a point and changes the sign of its noise", (*LAWS, "flip-law"), (FITS,)
    missed = "definition: the 0-1 loss of a margin that is not positive is 1", (), (le(FLIPPED[MARGIN], 0),)
    return Fact(FLIPPED[MARGIN], "==", margin, *why), Fact(FLIPPED[F], ">=", 1, *missed)


def missed() -> tuple[Relation, Rule]:
    """Where V is at least r D no margin of the flip is positive."""
    margin = (FLIP - T) / (FLIP + T)
    return le(MARGIN, 0), Form(using={ge(T, FLIP): 1 / (FLIP + T), margin - MARGIN: 1})


def more(upper: bool, less: Relation) -> tuple[Relation, Rule]:
    """The error does not fall with V: at V below that at t (`upper`) or the other way round, where `less` says how they compare."""
    near, far = (T, t) if upper else (t, T)
    scores = [s * D / (b * sp.sqrt(m * at)) for at in (near, far)]
    apart = s * D / (b * sp.sqrt(m * t * T) * (sp.sqrt(t) + sp.sqrt(T)))
    step = Through(x, Q(x), ge(*scores), Form(using={less: apart}), increasing=False)
    sides = (NOW, ERROR) if upper else (ERROR, NOW)
    return le(*sides), By(chain(sides[0], ("<=", sides[1], step)))


def half(at: Any = T) -> tuple[Relation, Rule]:
    """The error is at most 1/2."""
    score = s * D / (b * sp.sqrt(m * at))
    return le(ERROR.xreplace({t: at}), sp.Rational(1, 2)), Through(x, Q(x), ge(score, 0), Form(score), increasing=False)
