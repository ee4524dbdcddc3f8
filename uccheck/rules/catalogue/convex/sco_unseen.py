"""Some coordinate is 0 at all m points with probability 1 - (1 - 2^-m)^d."""

from uccheck.quantities.symbols import k, m
from uccheck.rules.catalogue.convex._facts import SIZES, d, scarce, spoiled, unseen
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, eq
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE
from uccheck.rules.sentences.independence import all_zero, constant_somewhere, scarce_somewhere
from uccheck.rules.statement import Mutant, Statement, changed


def statement() -> Statement:
    """Coordinates are independent, and each is 0 at all points with probability 2^-m."""
    one, any_of = 1 - (1 - 2 ** (-m)) ** d, 1 - (1 - scarce(m, k)) ** d
    first = spoiled(m, d, ONE)
    claim = Claim((eq(unseen(m, d), one), eq(spoiled(m, d, k), any_of), eq(first, unseen(m - 1, d))), (*SIZES, *counts(k)), points=points)
    return Statement(
        id="sco-unseen",
        section=8,
        title="An unseen coordinate",
        says=(
            "A coordinate is unseen if it is 0 at all `m` points, and spoiled if it is 1 at fewer than `k` of them, or 0 at fewer than "
            "`k`; the chance of one that is constant is a half to the power of `m - 1`."
        ),
        claim=claim,
        proofs=(
            chain(unseen(m, d), ("==", one, "all d coordinates are seen, independently", all_zero(m, d))),
            chain(spoiled(m, d, k), ("==", any_of, scarce_somewhere(m, d, k))),
            chain(first, ("==", unseen(m - 1, d), "a constant coordinate repeats its first value m - 1 times", constant_somewhere(m, d))),
        ),
        support=(by_models(),),
        mutants=(
            Mutant("two values", changed(claim, rhs=1 - (1 - 2 ** (1 - m)) ** d)),
            Mutant("union bound", changed(claim, rhs=d * 2 ** (-m))),
            Mutant("constant once more", changed(claim, 2, rhs=unseen(m, d))),
        ),
        source="this kit, convex optimization",
    )
