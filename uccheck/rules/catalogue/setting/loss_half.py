"""For gamma <= 2s the population loss is at most 1/2."""

from uccheck.quantities.symbols import D, b, gamma, m, s, t
from uccheck.rules.claim import Claim, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF, SETTING, X, loss
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps import Named

WHY = "human: a margin is normal about `s`, and the ramp loss averages the losses at thresholds up to `gamma`"


def statement() -> Statement:
    """The integral of the loss over the thresholds is convex in gamma, 0 at 0 and s at 2s."""
    made, narrow = loss(*X, gamma, t), le(gamma, 2 * s)
    claim = Claim((le(made, HALF),), (*SETTING, *positives(t)), (narrow,), _points)
    proof = chain(made, ("<=", HALF, "thresholds `u` and `2s - u` count together 1", Named(WHY, (narrow,))))
    return Statement(
        id="loss-half",
        section=2,
        title="The population loss is at most a half",
        says="For the ramp loss with `gamma <= 2s`,",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("every gamma", Claim(claim.then, claim.where, (), _points)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("a quarter", changed(claim, rhs=HALF / 2)),
        ),
        source="this kit, exact law",
    )


def _points() -> tuple[dict[object, object], ...]:
    return tuple({m: p, D: q, s: 4, b: 32, gamma: g, t: q} for p in (1, 100) for q in (2, 3000) for g in (0, 4, 7, 9, 30))
