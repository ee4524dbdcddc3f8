"""Theorem A: P(all N_i <= 0 and T <= t) > 2 delta gives e_unif-alg(m, delta) >= 1 - e."""

from uccheck.quantities.outcomes import flipped_loss, outcome, risk_is_loss
from uccheck.quantities.symbols import D, F, H, L, T, delta, e, gamma, s, t, u, v
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, all_flipped, e_unif_alg, gap_below, loss
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """On a complete flip with T <= t the flipped loss is 1 and the population loss at most e; apply the swap lemma."""
    at, whole, few = loss(*X, gamma, t), all_flipped(*X, t), gap_below(*X, gamma, ONE, 1 - e)
    narrow, small, often = le(gamma, 2 * s), le(at, e), lt(2 * delta, whole)
    claim = Claim((le(1 - e, e_unif_alg(*Z)),), (*PAIRS, *positives(t), *reals(e)), (narrow, small, often), points)
    now = loss(*X, gamma, T)
    cases = Mean(
        {F: outcome("kept")(*X, ONE), H: outcome("partner")(*X, gamma, ONE), L: outcome("risk")(*X, gamma), T: outcome("chi")(D)},
        facts=(flipped_loss(X, gamma, ONE), risk_is_loss(X, gamma)),
        lines=((le(now, at), Known("loss-increases", {u: T})),),
        by=(Form(using={H - 1 + F: 1, -F: 1, small: 1, at - now: 1, now - L: 1, lt(H - L, 1 - e): 1}),),
    )
    proofs = (
        chain(
            few,
            ("<=", 1 - whole, "on a complete flip with {T} at most {t} the gap is at least {then[0].lhs}", cases),
            ("<", 1 - 2 * delta, Form(using={often: 1})),
        ),
        chain(1 - e, ("<=", e_unif_alg(*Z), Known("swap-lemma", {v: 1 - e}))),
    )
    return Statement(
        id="theorem-a",
        section=5,
        title="Theorem A (complete flip)",
        says="Let {N_i} be the flipped margins; at `T = t` the population loss is at most {e}.",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("delta for 2 delta", under(claim, 2, lt(delta, whole))),
            Mutant("half the loss", changed(claim, lhs=1 - e / 2)),
            Mutant("the loss from below", under(claim, 1, le(e, at))),
        ),
        source="this kit, theorem A; N&K, main theorem",
    )
