"""The fixed class of all linear classifiers holds (q w_1, -w_2), which errs on S where the flip of the signal s q does."""

from uccheck.quantities.symbols import delta, e1, e2, gamma, q, rho, s
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, positives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, ZERO, X, e_linear, exceed, gap_below, unflipped
from uccheck.rules.sentences.flips import in_linear
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Both signs: the negative of a linear classifier is one, so the one-sided supremum is as large."""
    value, room, strong = 1 - e1 - e2, 1 - delta, (X[0], X[1], s * q, X[3])
    few, missed, large = gap_below(*strong, ZERO, ONE, value), unflipped(*strong, ONE), exceed(*strong, ZERO, e2)
    small = lt(missed / e1 + large, room)
    where = (*(domain for domain in PAIRS if domain.symbol != gamma), *positives(q), *shares(e1), *nonnegatives(e2))
    claim = Claim((le(value, e_linear(*X, delta)),), where, (small,), lambda: _points())
    markov = Known("markov", {s: s * q, gamma: ZERO, rho: ONE})
    held = in_linear(X, q, value, delta)
    proofs = (
        chain(few, ("<=", missed / e1 + large, "Markov's inequality", markov), ("<", room, Given())),
        chain(value, ("<=", e_linear(*X, delta), "unfold the definition", held)),
    )
    return Statement(
        id="linear-class",
        section=6,
        title="The fixed class of all linear classifiers",
        says="For the 0-1 loss, one-sided and two-sided, at any strength `s q` of the signal at which the flip works,",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("Markov without 1/e1", under(claim, 0, lt(missed + large, room))),
            Mutant("the whole", changed(claim, lhs=1 + e2 + e1)),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    return tuple({**point, q: 1} for point in points())
