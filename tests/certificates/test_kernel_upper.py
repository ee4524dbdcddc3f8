"""The upper side of kernel certificates, theorem A and other signals: what the search proposes."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from tests.certificates.planning import instance
from uccheck.answers.certify import certify
from uccheck.certificates.kernel.instance import KernelResult
from uccheck.certificates.kernel.search import Instance, vacuous
from uccheck.certificates.kernel.template import full_claim
from uccheck.certificates.kernel.upper import deficiency, drowned, overfitting, spread
from uccheck.commands.kernels.proof import refutes
from uccheck.core.verdict import Verdict

BALLS = {  # lower end of e_gen and upper end of e_unif-alg that the balls certify
    (1000, 200000, "0.05"): (0.038934, 0.961834),
    (50, 3000, "0.2"): (0.165, 0.836),
}


@pytest.mark.parametrize("numbers", BALLS)
def test_the_upper_side_is_close_to_the_balls_and_never_beyond(numbers: tuple[int, int, str]) -> None:
    over, top = overfitting(instance(*numbers)), spread(instance(*numbers))
    assert over is not None and top is not None
    low, high = BALLS[numbers]
    assert low * 0.97 - 0.01 < over.value <= low + 0.01 and high - 0.01 <= top.value < high + 0.01
    assert over.value + top.value == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("numbers", [*BALLS, (1000, 400000, "0.9"), (10, 2000, "0.1", "3")])
def test_the_caps_of_the_upper_side_close(numbers: tuple[int | str, ...]) -> None:
    over = overfitting(instance(*numbers))  # type: ignore[arg-type]
    assert over is not None
    m, delta = int(numbers[0]), Fraction(numbers[2])
    assert m * math.exp(over.cap_right) + math.exp(over.cap_thin) < 1 - delta
    assert 0 < over.value < Fraction(1, 2) and 0 <= over.floor.c < 1


def test_the_exponent_of_a_training_margin_is_chernoffs() -> None:
    """E exp(-t M) = exp(-4 t) (1 + 2 tau - tau^2 (m - 1))^(-D/2) with tau = 32 t/D, and P(M <= gamma) <= exp(gamma t) E exp(-t M)."""
    over = overfitting(instance(1000, 20000, "0.1", "3"))
    assert over is not None
    tau = float(over.tau)
    exponent = 20000 * (-tau * (4 - 3) / 32 - math.log(1 + 2 * tau - tau**2 * 999) / 2)
    assert exponent < over.cap_right < exponent + 1e-4


@pytest.mark.parametrize("ln_p", [-1e-3, -0.7, -60.0])
def test_the_deficiency_is_where_chernoffs_bound_is_p(ln_p: float) -> None:
    alpha = deficiency(10**5, ln_p)
    assert 5e4 * (alpha + math.log1p(-alpha)) == pytest.approx(ln_p, rel=1e-5)


def test_a_large_gamma_drowns_both_errors() -> None:
    deep = drowned(instance(10, 2000, "0.1", "1000"))
    assert deep is not None and deep.value < Fraction(1, 8)
    assert (deep.reach + 4) / 1000 <= deep.value and 32**2 * 10 * (1 + deep.alpha) * (1 + deep.beta) <= deep.reach**2
    assert drowned(instance(10, 2000, "0.1", "3")) is None and drowned(instance(10, 2, "0.1", "1000")) is None
    claim = full_claim(instance(10, 2000, "0.1", "1000"))
    assert claim.e_gen == claim.e_unif_alg_upper == deep.value and claim.e_unif_alg is None


def test_theorem_a_pays_for_the_whole_sample_and_loses_nothing_of_e1() -> None:
    whole, some = vacuous(instance(1000, 400000, "0.1"), "A"), vacuous(instance(1000, 400000, "0.1"), "B")
    assert whole is not None and some is not None and whole.right == 0 and some.value <= whole.value
    assert whole.e1 * 1000 == 1 and whole.value == whole.loss.value
    assert math.exp(whole.cap_flip) / whole.e1 + whole.long.p < 0.8
    one = vacuous(instance(1000, 17977, "0.05"))
    assert one is not None and one.right == 1 and one.value == one.loss.value + Fraction(1, 1000)
    assert vacuous(instance(1000, 5000, "0.1"), "A") is None
    signs = vacuous(instance(1000, 400000, "0.1"), "C")
    assert signs is not None and signs.pair == "sign"


def test_a_signal_and_noise_scaled_together_change_nothing() -> None:
    paper = instance(10, 12800, "0.1", "1")
    scaled = Instance(m=10, D=12800, delta=Fraction(1, 10), gamma=Fraction(2), s=Fraction(8), b=Fraction(64))
    one, other = full_claim(paper), full_claim(scaled)
    for end in ("e_gen", "e_unif_alg", "e_gen_lower", "e_unif_alg_upper"):
        assert float(getattr(one, end)) == pytest.approx(float(getattr(other, end)), rel=1e-7)
    assert vacuous(Instance(m=10, D=12800, delta=Fraction(1, 10), gamma=Fraction(0), s=Fraction(5), b=Fraction(4))) is None


def test_only_a_strict_bound_refutes() -> None:
    outcome = certify(10, 12800, "0.1", "0.1")
    ends = {"e_gen_lower": Fraction(1, 10), "e_unif_alg_upper": Fraction(9, 10)}
    assert refutes(outcome, KernelResult(verdict=Verdict.UPHELD, detail="", **ends)) == ()
    beyond = {"e_gen_lower": Fraction("0.1001"), "e_unif_alg_upper": Fraction("0.8999")}
    assert refutes(outcome, KernelResult(verdict=Verdict.UPHELD, detail="", **beyond)) == ("e_gen", "e_unif_alg")
    assert refutes(outcome, KernelResult(verdict=Verdict.UNDECIDED, detail="", **beyond)) == ()
