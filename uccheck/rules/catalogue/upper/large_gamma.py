"""For gamma far above every margin all losses are close to 1: e_unif-alg(m, delta) <= c/gamma."""

import sympy as sp

from uccheck.quantities.outcomes import bounded_reach, outcome
from uccheck.quantities.symbols import D, F, H, L, T, W, b, c, delta, gamma, m, q, s, t
from uccheck.rules.catalogue._spaces import reach_points
from uccheck.rules.catalogue.tails.root_below import HIGH, LOW
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_unif_alg, tail
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import OnSet


def statement() -> Statement:
    """On {T < t} and {sum |z_i|^2 < q} margins are at most c in the mean, so that every loss lies within c/gamma of 1."""
    reach = (c - s) * D
    large, least, square, size = lt(0, gamma), le(s, c), le(b**2 * t * q, reach**2), le(m, 4 * q)
    often = le(tail(D, t) + tail(m * D, q), delta)
    claim = Claim((le(e_unif_alg(*Z), c / gamma),), (*PAIRS, *positives(t, q, c)), (large, least, square, size, often), reach_points)
    short, total = lt(T, t), lt(W, q)
    crossed, fresh = le(b * sp.sqrt(T * W), reach), le(b * sp.sqrt(m * T) / 2, reach)
    below = {reach: {least: D}}
    first = {reach**2 - b**2 * T * W: {square: 1, short: b**2 * q, total: b**2 * T}, **below}
    second = {reach**2 - b**2 * m * T / 4: {square: 1, short: b**2 * q, size: b**2 * T / 4}, **below}
    inside = OnSet(
        (short, total),
        tail(D, t) + tail(m * D, q),
        {
            T: outcome("chi")(D),
            W: outcome("chi")(m * D),
            F: outcome("crossed")(m, D),
            L: outcome("risk")(*X, gamma),
            H: outcome("other")(*X, gamma),
        },
        facts=bounded_reach(X, gamma),
        lines=(
            (crossed, Known("root-below", {LOW: b * sp.sqrt(T * W), HIGH: reach}, using=first)),
            (fresh, Known("root-below", {LOW: b * sp.sqrt(m * T) / 2, HIGH: reach}, using=second)),
        ),
        by=(
            Form(using={crossed: 1 / (D * gamma), sp.sqrt(T * W) - F: b / (D * gamma), H - 1 + (s + b / D * F) / gamma: 1, 1 - L: 1}),
            Form(using={fresh: 1 / (D * gamma), L - 1 + (s + b / (2 * D) * sp.sqrt(m * T)) / gamma: 1, 1 - H: 1}),
        ),
    )
    why = "where {T} and the sum {W} of all squared noise norms are small, all losses lie within {then[0].rhs} of 1"
    return Statement(
        id="large-gamma",
        section=6,
        title="Uniform convergence for large `gamma`",
        says="Where margins are at most `c` in the mean,",
        claim=claim,
        proofs=(chain(e_unif_alg(*Z), ("<=", c / gamma, why, inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("half of c", changed(claim, rhs=c / (2 * gamma))),
            Mutant("no noise", Claim(claim.then, claim.where, (large, least, size, often), reach_points)),
            Mutant("c below s", Claim(claim.then, claim.where, (large, square, size, often), reach_points)),
        ),
        source="this kit, theorem G",
        remark=(
            "The hypothesis `m <= 4q` covers the fresh margins; it holds at every `q` near the mean of `W`. For noise with rare large "
            "values the bound fails without it; for normal noise it is not known to be necessary."
        ),
    )
