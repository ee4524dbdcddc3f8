"""A counterexample as four functions, and what R independent replicates of it certify about e_unif-alg.

Glossary
    Counterexample   draw S; learn h_S; partner S' of S; gap Lhat_S'(h_S) - L_D(h_S), or a lower limit of it.
    honest_gap       the lower limit of a gap whose L_D is itself estimated, from counts.
    Replicates       the R gaps, and the value of e_unif-alg(m, delta) that they certify.

For a model with draw, fit and partner, `audit` is the better way: it bounds e_gen too, guards the partner, and trusts less.

What must hold, and no test here can show: S' has the law of S, and h_S is a function of S alone. A randomised learner's
seed belongs to S, and the partner keeps it. `partner_evidence` and `points_evidence` can refute the first, never uphold it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from numbers import Rational
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.exact import Exact, as_written, exact, nonnegative, positive_integer, probability
from uccheck.core.store import Store
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict
from uccheck.counterexample.guard import POINT_TESTS, point_tests, require_level
from uccheck.counterexample.rows import Points
from uccheck.counterexample.transfer import Reached, require_gaps, swap_from_draws
from uccheck.linear.learners import LearnerName, learner_named
from uccheck.linear.sample import Array, Sample, correlated_flip, draw, empirical_loss, population_loss
from uccheck.linear.setting import LinearSetting
from uccheck.statistics.estimate import Real, lower_limit, upper_limit

S = TypeVar("S")
H = TypeVar("H")

_STREAM_REPLICATES, _STREAM_PARTNERS = 11, 12
_MAX_REPLICATES, _ASKED_AT_ONCE = 10**6, 500


@dataclass(frozen=True, kw_only=True)
class Counterexample(Generic[S, H]):
    """draw(rng) -> S; learn(S) -> h_S; partner(S, rng) -> S' of the law of S; gap(h_S, S', rng) -> a number.

    The gap is Lhat_S'(h_S) - L_D(h_S), or a draw that exceeds it with probability at most `gap_alpha` (see honest_gap).
    To use processes, the four must be module-level functions or partials of such.
    """

    draw: Callable[[np.random.Generator], S]
    learn: Callable[[S], H]
    partner: Callable[[S, np.random.Generator], S]
    gap: Callable[[H, S, np.random.Generator], Real]
    gap_alpha: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Replicates(NoBool):
    """The gaps of R independent replicates, in the order of their seeds, and what the swap lemma makes of them.

    `spent` is the error probability of the `looks` at the same store before and after this one.
    """

    seed: int
    gaps: tuple[Real, ...]
    reached: Reached
    looks: int = 0
    spent: Fraction = Fraction(0)

    def evidence(self, at_least: Exact) -> Evidence:
        """The evidence that e_unif-alg(m, delta) >= at_least: UPHELD or UNDECIDED, at the error probability of all looks together."""
        found = evidence_that_reaches(self.reached, at_least)
        others = f"; {self.looks} other look{'s' if self.looks > 1 else ''} at this store, all of them charged" if self.looks else ""
        return replace(found, detail=found.detail + others, alpha=self.reached.alpha + self.spent)


def replicate(
    counterexample: Counterexample[S, H],
    *,
    replicates: Exact,
    delta: Exact,
    alpha: Exact,
    seed: int,
    executor: Executor | None = None,
    store: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Replicates:
    """Draw R independent pairs and certify e_unif-alg(m, delta) >= reached.value, except with probability alpha.

    Guarantee: by the swap lemma and an order statistic of the gaps; the gaps depend on (seed, replicate) alone. The partner
    is made before h_S is learnt, each of the four functions gets copies, and replicates 0, R // 2 and R - 1 are run again after the others.
    With a `store`, finished gaps are kept in that file and not computed again, but for those three, so that a store of another
    counterexample is noticed where one differs. Every look at a store is booked in it: who extends it until something is confirmed
    spends alpha at each look, and evidence says what all of them spent together. `progress(done, R)` is called after every replicate.
    Raises: InvalidParameter for a gap outside [-1, 1], if a replicate gives another gap when it is run again, for a seed that is no whole
    number >= 0, and when all looks together spend 1; InvalidFile for a store that cannot be used.
    """
    count, seeded = positive_integer(replicates, "replicates", _MAX_REPLICATES), _whole(seed)
    with nullcontext() if store is None else Store(store, json.dumps({"replicates of seed": seeded})) as kept:
        gaps = _gaps(counterexample, count, seeded, executor, kept, progress or (lambda done, total: None))
    require_gaps(gaps)
    for index in sorted({0, count // 2, count - 1}):
        if (again := _one_gap(counterexample, seeded, index)) != gaps[index]:
            raise InvalidParameter(
                f"replicate {index} gave the gap {gaps[index]}, and {again} when it was run again: draw, learn, partner and gap must "
                "depend on their arguments alone"
            )
    reached = swap_from_draws(gaps, delta, alpha, gap_alpha=counterexample.gap_alpha)
    looks, spent = (0, Fraction(0)) if store is None else _booked(store, seeded, reached)
    return Replicates(seed=seeded, gaps=tuple(gaps), reached=reached, looks=looks, spent=spent)


def _whole(seed: int) -> int:
    found = nonnegative(seed, "the seed")
    if found.denominator != 1:
        raise InvalidParameter(f"the seed must be a whole number, got {seed}")
    return int(found)


def _booked(store: Path, seed: int, reached: Reached) -> tuple[int, Fraction]:
    """Book this look at the store, once however often it is taken: how many others there were, and what these spent."""
    look = {"seed": seed, "replicates": reached.draws, "delta": as_written(reached.delta), "alpha": as_written(reached.alpha)}
    text = json.dumps(look, sort_keys=True)
    with Store(store, json.dumps({"looks at": "replicates"})) as kept:
        while text not in (booked := kept.records(range(_ASKED_AT_ONCE)).values()):  # another process may take the same place
            if len(booked) == _ASKED_AT_ONCE:
                raise InvalidParameter(f"{store} was looked at {_ASKED_AT_ONCE} times: begin a new one, with another seed")
            kept.keep({len(booked): text})
            if kept.broken:
                raise InvalidFile(f"{kept.broken}: this look cannot be booked, and its result is not given; make room, and ask again")
    others = [exact(json.loads(one)["alpha"], "alpha") for one in booked if one != text]
    spent = sum(others, Fraction(0))
    if spent + reached.alpha >= 1:
        raise InvalidParameter(f"{len(others) + 1} looks at {store} spend {float(spent + reached.alpha):.3g}: nothing is left of the level")
    return len(others), spent


def _gaps(
    counterexample: Counterexample[S, H],
    count: int,
    seed: int,
    executor: Executor | None,
    kept: Store | None,
    progress: Callable[[int, int], None],
) -> list[Real]:
    """The gaps of all replicates: those that are kept, and the others, each kept as soon as it is there."""
    known: dict[int, Real] = {}
    if kept is not None:
        for start in range(0, count, _ASKED_AT_ONCE):
            found = kept.records(range(start, min(start + _ASKED_AT_ONCE, count)))
            known |= {index: _read(text) for index, text in found.items()}
    left = [index for index in range(count) if index not in known]
    over = map if executor is None else executor.map
    for index, gap in zip(left, over(_one_gap, [counterexample] * len(left), [seed] * len(left), left), strict=True):
        require_gaps([gap], first=index)
        known[index] = gap
        if kept is not None:
            kept.keep({index: _written(gap)})
        progress(len(known), count)
    return [known[index] for index in range(count)]


def _written(gap: Real) -> str:
    """A gap as text that gives the same number back: a ratio, or a float in hexadecimal."""
    return f"{gap.numerator}/{gap.denominator}" if isinstance(gap, Rational) else float(gap).hex()


def _read(text: str) -> Real:
    return Fraction(text) if "/" in text else float.fromhex(text)


def honest_gap(
    *,
    wrong_on_partner: int,
    partner_size: int,
    wrong_on_test: int,
    test_size: int,
    alpha: Exact,
    whole_partner: bool = True,
) -> Fraction:
    """A number that exceeds Lhat_S'(h_S) - L_D(h_S) with probability at most alpha, from error counts.

    L_D(h_S) is replaced by its upper limit from a test set drawn independently of S. Lhat_S'(h_S) is known where all of
    S' was classified; else, from points of S' drawn with replacement, by its lower limit, alpha being shared equally.
    """
    level = probability(alpha, "alpha")
    if whole_partner:
        _require_part(wrong_on_partner, partner_size)
        return Fraction(wrong_on_partner, partner_size) - upper_limit(wrong_on_test, test_size, level)
    return lower_limit(wrong_on_partner, partner_size, level / 2) - upper_limit(wrong_on_test, test_size, level / 2)


def evidence_that_reaches(reached: Reached, at_least: Exact) -> Evidence:
    """The statistical evidence that e_unif-alg(m, delta) >= at_least; never REFUTED, the lemmas being one-sided."""
    wanted = exact(at_least, "at_least")
    verdict = Verdict.UPHELD if reached.value >= wanted else Verdict.UNDECIDED
    return Evidence(
        kind=Kind.STATISTICAL,
        verdict=verdict,
        detail=f"e_unif-alg >= {float(reached.value):.6g} at delta = {as_written(reached.delta)} by the "
        f"{reached.lemma} lemma, from {reached.draws} replicates; asked: >= {as_written(wanted)}",
        trusts=("human: the partner has the law of the sample",),
        alpha=reached.alpha,
    )


def partner_evidence(
    counterexample: Counterexample[S, H], statistic: Callable[[S], float], *, draws: Exact, alpha: Exact, seed: int
) -> Evidence:
    """Whether a statistic tells S' from S: REFUTED if a two-sample test does at alpha, else UNDECIDED, never UPHELD.

    The two groups of draws are independent, and Kolmogorov-Smirnov is exact for continuous statistics and conservative
    otherwise.
    """
    from scipy.stats import ks_2samp

    count, level = positive_integer(draws, "draws", _MAX_REPLICATES), probability(alpha, "alpha")
    generators = [np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM_PARTNERS, i))) for i in (0, 1)]
    own = [statistic(counterexample.draw(generators[0])) for _ in range(count)]
    swapped = [statistic(counterexample.partner(counterexample.draw(rng), rng)) for rng in [generators[1]] * count]
    p_value = float(ks_2samp(own, swapped).pvalue)
    return Evidence(
        kind=Kind.STATISTICAL,
        verdict=Verdict.REFUTED if p_value <= level else Verdict.UNDECIDED,
        detail=f"two-sample test of S against S', {count} draws each: p = {p_value:.3g}",
        alpha=level,
    )


def points_evidence(counterexample: Counterexample[Points, H], *, draws: Exact, alpha: Exact, seed: int) -> Evidence:
    """Whether labelled points tell S' from S, for samples (x, y): REFUTED or UNDECIDED, by the guard's tests without training.

    They see another law of single points (relabelling, say), points that repeat, and a sample that was only sorted. What
    takes a training to see, `audit` sees.
    Raises: InvalidParameter for an alpha that no permutation reaches.
    """
    count, level = positive_integer(draws, "draws", _MAX_REPLICATES), probability(alpha, "alpha")
    share = Fraction(1, len(POINT_TESTS))
    require_level(level, share, "an alpha")
    rng = [np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM_PARTNERS, i))) for i in (0, 1, 2)]
    own = [counterexample.draw(rng[0]) for _ in range(count)]
    other = [counterexample.partner(counterexample.draw(rng[1]), rng[1]) for _ in range(count)]
    p_values = point_tests(own, other, rng[2])
    refuted = [name for name, p in p_values.items() if p <= level * share]
    return Evidence(
        kind=Kind.STATISTICAL,
        verdict=Verdict.REFUTED if refuted else Verdict.UNDECIDED,
        detail=f"{count} samples S against {count} other S': " + ", ".join(f"{name} p = {p:.3g}" for name, p in p_values.items()),
        alpha=level,
    )


def linear_counterexample(setting: LinearSetting, rho: float = 1, learner: LearnerName = "one-step") -> Counterexample[Sample, Array]:
    """The linear setting, from data in R^(K + D), with any of its learners: its gap is known, since L_D of a linear h is.

    Raises: InvalidParameter for an unknown learner, and one that the setting does not carry.
    """
    setting.require_flip()
    chosen = learner_named(learner)
    chosen.require(setting)
    return Counterexample(
        draw=partial(draw, setting),
        learn=chosen.fit,
        partner=partial(_linear_partner, setting, rho),
        gap=partial(_linear_gap, setting),
    )


def _linear_partner(setting: LinearSetting, rho: float, sample: Sample, rng: np.random.Generator) -> Sample:
    return correlated_flip(setting, sample, rho, rng)


def _linear_gap(setting: LinearSetting, w: Array, partner: Sample, rng: np.random.Generator) -> float:
    del rng  # nothing is estimated
    return empirical_loss(w, partner) - population_loss(w, setting)


def _one_gap(counterexample: Counterexample[S, H], seed: int, index: int) -> Real:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM_REPLICATES, index)))
    sample = counterexample.draw(rng)
    partner = copy.deepcopy(counterexample.partner(copy.deepcopy(sample), rng))
    hypothesis = counterexample.learn(copy.deepcopy(sample))
    return counterexample.gap(hypothesis, partner, rng)


def _require_part(k: int, n: int) -> None:
    if not 0 <= k <= n or n == 0:
        raise InvalidParameter(f"errors on the partner need 0 <= wrong <= size and size > 0, got {k} of {n}")
