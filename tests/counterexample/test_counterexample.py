import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.core.processes import process_pool
from uccheck.core.verdict import Kind, Verdict
from uccheck.counterexample.own import (
    Counterexample,
    evidence_that_reaches,
    honest_gap,
    linear_counterexample,
    partner_evidence,
    replicate,
)
from uccheck.linear.learners import LearnerName
from uccheck.linear.setting import LinearSetting
from uccheck.statistics.estimate import lower_limit

ALPHA = Fraction(1, 10**6)  # of every statistical test of this file

# Ten equally likely samples; h_i is wrong on its partner 9 - i by HIGH for i < 8, and by nothing elsewhere.
HIGH, LOW = Fraction(9, 10), Fraction(1, 10)
DEVIATION = [[HIGH if i + j == 9 and 1 <= i <= 8 else LOW for j in range(10)] for i in range(10)]
# delta = 1/10 leaves out one sample, a pair (i, 9 - i) remains: e_unif-alg is HIGH. delta = 2/5 leaves out four: LOW.


def toy(rng: np.random.Generator) -> int:
    return int(rng.integers(10))


def same(sample: int) -> int:
    return sample


def opposite(sample: int, rng: np.random.Generator) -> int:
    return 9 - sample


def worst(sample: int, rng: np.random.Generator) -> int:
    """Not a partner: it has not the law of the sample."""
    return 9 - sample if 1 <= sample <= 8 else 3


def deviation(h: int, partner: int, rng: np.random.Generator) -> Fraction:
    return DEVIATION[h][partner]


def always_high(h: int, partner: int, rng: np.random.Generator) -> Fraction:
    return HIGH


TOY = Counterexample(draw=toy, learn=same, partner=opposite, gap=deviation)


def test_replicates_certify_what_is_true_by_brute_force() -> None:
    found = replicate(TOY, replicates=200, delta="0.1", alpha="0.001", seed=1)
    assert found.reached.value == HIGH
    assert found.evidence("0.9").word == "CONFIRMED(0.999)"
    beyond = found.evidence("0.91")
    assert (beyond.verdict, beyond.kind) == (Verdict.UNDECIDED, Kind.STATISTICAL)
    assert evidence_that_reaches(found.reached, HIGH).alpha == Fraction(1, 1000)


def test_replicates_do_not_certify_what_is_false() -> None:
    """At delta = 2/5, P(G >= HIGH) = 4/5 is not more than 2 delta: HIGH is certified at rate alpha at most."""
    runs, alpha, wrong, mutant = 2000, Fraction(1, 20), 0, 0
    for seed in range(runs):
        found = replicate(TOY, replicates=20, delta="0.4", alpha=alpha, seed=seed)
        wrong += found.reached.value > LOW
        mutant += replicate(TOY, replicates=20, delta="0.2", alpha=alpha, seed=seed).reached.value > LOW
    assert lower_limit(wrong, runs, ALPHA) <= alpha
    assert lower_limit(mutant, runs, ALPHA) > alpha  # the mutant 2 delta -> delta


def test_the_gaps_depend_on_the_seed_alone() -> None:
    setting = LinearSetting(20, 400)
    wanted = partial(replicate, linear_counterexample(setting), replicates=12, delta="0.1", alpha="0.3", seed=2)
    serial = wanted()
    with ThreadPoolExecutor(3) as three:
        assert wanted(executor=three) == serial
    with process_pool(2) as two:
        assert wanted(executor=two) == serial
    assert wanted(seed=3).gaps != serial.gaps


def test_a_gap_outside_its_range_is_refused_and_certifies_nothing() -> None:
    """A gap of 2 once gave e_unif-alg >= 1.5."""
    wide = replace(TOY, gap=lambda h, partner, rng: 2.0)
    with pytest.raises(InvalidParameter, match=r"gap 0 is 2.0: it must be a number of \[-1, 1\]"):
        replicate(wide, replicates=20, delta="0.1", alpha="0.01", seed=1)


def test_what_carries_a_state_is_refused_and_arguments_are_copies() -> None:
    counter = iter(range(10**6))
    drifting = replace(TOY, gap=lambda h, partner, rng: Fraction(next(counter), 10**6))
    with pytest.raises(InvalidParameter, match="when it was run again"):
        replicate(drifting, replicates=20, delta="0.1", alpha="0.01", seed=1)
    seen: list[list[int]] = []

    def spoiling(sample: list[int]) -> int:
        sample[0] = -1
        return 0

    def partner(sample: list[int], rng: np.random.Generator) -> list[int]:
        seen.append(list(sample))
        return sample

    lists = Counterexample(
        draw=lambda rng: [int(rng.integers(10))], learn=spoiling, partner=partner, gap=lambda h, p, rng: Fraction(p[0] == -1)
    )
    assert replicate(lists, replicates=20, delta="0.1", alpha="0.01", seed=1).gaps == (0,) * 20
    assert all(each[0] >= 0 for each in seen)


def test_a_false_partner_is_refuted_and_a_true_one_left_open() -> None:
    false = Counterexample(draw=toy, learn=same, partner=worst, gap=always_high)
    assert partner_evidence(false, float, draws=3000, alpha="0.0001", seed=1).verdict is Verdict.REFUTED
    assert partner_evidence(TOY, float, draws=3000, alpha="0.0001", seed=1).verdict is Verdict.UNDECIDED
    half = linear_counterexample(LinearSetting(5, 10), rho=0.5)
    assert partner_evidence(half, lambda S: float(S.x2.max()), draws=500, alpha="0.0001", seed=1).verdict is (Verdict.UNDECIDED)


@pytest.mark.parametrize("rho", [1.0, 0.5])
def test_the_linear_setting_by_its_four_functions(rho: float) -> None:
    found = replicate(linear_counterexample(LinearSetting(10, 4000), rho), replicates=80, delta="0.05", alpha="0.001", seed=4)
    assert found.evidence("0.98").verdict is Verdict.UPHELD
    small = replicate(linear_counterexample(LinearSetting(10, 10)), replicates=80, delta="0.05", alpha="0.001", seed=4)
    assert small.evidence("0.9").verdict is Verdict.UNDECIDED  # D too small: the flip does not reach every point
    with pytest.raises(InvalidParameter, match="flip fails"):
        linear_counterexample(LinearSetting(10, 10, s=40))


@pytest.mark.parametrize("learner", ["gradient-descent", "max-margin", "minimum-norm"])
def test_other_learners_on_the_linear_data_fail_alike(learner: LearnerName) -> None:
    wide, narrow = LinearSetting(8, 2000, s=12), LinearSetting(8, 8, s=12)
    found = replicate(linear_counterexample(wide, learner=learner), replicates=60, delta="0.05", alpha="0.001", seed=4)
    assert found.evidence("0.98").verdict is Verdict.UPHELD
    small = replicate(linear_counterexample(narrow, learner=learner), replicates=60, delta="0.05", alpha="0.001", seed=4)
    assert small.evidence("0.9").verdict is Verdict.UNDECIDED
    with pytest.raises(InvalidParameter, match="unknown learner 'svm'"):
        linear_counterexample(wide, learner="svm")  # type: ignore[arg-type]
    with pytest.raises(InvalidParameter, match="needs D >= m"):
        linear_counterexample(LinearSetting(9, 8), learner="minimum-norm")


def test_honest_gaps_are_below_the_gap_at_their_rate() -> None:
    rng = np.random.default_rng(np.random.SeedSequence([9, 0]))
    runs, alpha, L_D, Lhat = 4000, Fraction(1, 10), 0.1, Fraction(37, 40)
    whole = part = mutant = 0
    for _ in range(runs):
        test, sub = int(rng.binomial(200, L_D)), int(rng.binomial(50, float(Lhat)))
        known = honest_gap(wrong_on_partner=37, partner_size=40, wrong_on_test=test, test_size=200, alpha=alpha)
        estimated = honest_gap(wrong_on_partner=sub, partner_size=50, wrong_on_test=test, test_size=200, alpha=alpha, whole_partner=False)
        whole += known > Lhat - Fraction(L_D)
        part += estimated > Lhat - Fraction(L_D)
        mutant += Lhat - Fraction(test, 200) > Lhat - Fraction(L_D)  # the plug-in gap
    assert lower_limit(whole, runs, ALPHA) <= alpha
    assert lower_limit(part, runs, ALPHA) <= alpha
    assert lower_limit(mutant, runs, ALPHA) > alpha
    with pytest.raises(InvalidParameter, match="got 5 of 4"):
        honest_gap(wrong_on_partner=5, partner_size=4, wrong_on_test=0, test_size=9, alpha="0.1")


def test_gaps_from_counts_certify_with_their_rate_taken_off() -> None:
    """Gaps estimated with error probability 1/50 each lower the order by 1/50, not by a union over replicates."""
    estimated = Counterexample(draw=toy, learn=same, partner=opposite, gap=always_high, gap_alpha=Fraction(1, 50))
    found = replicate(estimated, replicates=100, delta="0.1", alpha="0.01", seed=5)
    plain = replicate(TOY, replicates=100, delta="0.1", alpha="0.01", seed=5)
    assert found.reached.rank < plain.reached.rank
    assert found.reached.value == HIGH


def test_the_documented_example_prints_what_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "own-counterexample.md").read_text()
    code, printed = re.findall(r"```python\n(.*?)```.*?```text\n(.*?)```", page, flags=re.DOTALL)[0]
    exec(compile(code, "own-counterexample.md", "exec"), {})
    assert capsys.readouterr().out == printed


def test_replicates_resume_and_show_progress(tmp_path: Path) -> None:
    """What was finished before an interrupt is not computed again, and the result is that of one run."""
    plan = {"replicates": 40, "delta": "0.1", "alpha": "0.01", "seed": 5}
    whole, calls, seen = replicate(TOY, **plan), [], []

    def counted(h: int, partner: int, rng: np.random.Generator) -> Fraction:
        calls.append(h)
        if len(calls) == 13:
            raise KeyboardInterrupt
        return DEVIATION[h][partner]

    store = tmp_path / "gaps.sqlite"
    slow = replace(TOY, gap=counted)
    with pytest.raises(KeyboardInterrupt):
        replicate(slow, **plan, store=store, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 40) for done in range(1, 13)]
    assert replicate(slow, **plan, store=store) == whole
    assert len(calls) == 13 + 28 + 3  # the interrupted one, those that were left, and three again
    with pytest.raises(InvalidParameter, match="replicate 0 gave"):
        replicate(replace(TOY, gap=lambda h, partner, rng: Fraction(1, 3)), **plan, store=store)


def test_floats_are_kept_to_the_last_bit(tmp_path: Path) -> None:
    linear = linear_counterexample(LinearSetting(5, 40))
    plan = {"replicates": 6, "delta": "0.4", "alpha": "0.3", "seed": 1}
    first, again = (replicate(linear, **plan, store=tmp_path / "gaps") for _ in range(2))
    assert first == again == replicate(linear, **plan)
