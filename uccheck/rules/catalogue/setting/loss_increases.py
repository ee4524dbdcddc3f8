"""For gamma <= 2s the population loss increases with T."""

from uccheck.quantities.symbols import gamma, s, t, u
from uccheck.rules.claim import Claim, Domain, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, loss
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps import Named

WHY = "human: for `gamma <= 2s` the population loss increases with `T`"


def statement() -> Statement:
    """Its derivative in the deviation of a fresh margin has the sign of phi((gamma - s)/tau) - phi(s/tau)."""
    where, given = (*SETTING, Domain(t, 0, open_low=True), Domain(u, 0, open_low=True)), (le(u, t), le(gamma, 2 * s))
    claim = Claim((le(loss(*X, gamma, u), loss(*X, gamma, t)),), where, given, lambda: _points())
    proof = chain(loss(*X, gamma, u), ("<=", loss(*X, gamma, t), "the loss increases with `T`", Named(WHY, given)))
    return Statement(
        id="loss-increases",
        section=2,
        title="The population loss increases with `T`",
        says="For the ramp loss with `gamma <= 2s`,",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("every gamma", Claim(claim.then, where, given[:1], claim.points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("the other order", under(claim, 0, le(t, u))),
        ),
        source="this kit, exact law",
    )


def _points() -> tuple[dict[object, object], ...]:
    from fractions import Fraction

    from uccheck.quantities.symbols import D, b, m

    places = ((5, 7), (7, 5), (Fraction(1, 3), 40))
    return tuple({m: p, D: 20, s: 4, b: 32, gamma: g, u: low, t: high} for p in (1, 10) for g in (0, 1, 7, 9, 30) for low, high in places)
