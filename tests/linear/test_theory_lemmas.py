"""docs/theory.md read, sections 4 to 6 and 12: each lemma and constant, as printed, against an extreme case or a direct computation."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import special, stats
from scipy.integrate import quad

from tests.linear.losses import mean_ramp
from tests.theory_page import PAGE, after, value
from uccheck.linear.sample import draw, flip, learn, margins, population_loss
from uccheck.linear.setting import LinearSetting

SWAP = "P(G >= v) >"


def largest_without_a_bad_pair(k: int, families: int, bad: int) -> Fraction:
    """The greatest probability of a set of samples in which no two of one bad family lie; all k * families samples are as likely."""
    members = [divmod(i, k) for i in range(k * families)]
    for size in range(len(members), 0, -1):
        for chosen in combinations(members, size):
            if all(sum(family == one for family, _ in chosen) <= 1 for one in range(bad)):
                return Fraction(size, len(members))
    raise AssertionError


def forcing(k: int, families: int, holds: Any) -> None:
    """The page's condition on (bad chance, delta) is met exactly where every set of probability 1 - delta has a bad pair."""
    seen = set()
    for bad in range(families + 1):
        largest = largest_without_a_bad_pair(k, families, bad)
        for part in range(1, 4 * k * families):
            delta = Fraction(part, 4 * k * families)
            forced = largest < 1 - delta
            seen.add(forced)
            assert bool(holds(Fraction(bad, families), delta)) == forced, (bad, delta)
    assert seen == {True, False}


def test_the_swap_lemma_asks_for_what_forces_a_bad_pair() -> None:
    for start in (f"e_unif-alg(m, d) >= sup{{ v : {SWAP}", "P(all N_i <= 0 and pi(T) <= e) >"):
        level = after(start, "}" if "sup" in start else " =>")
        forcing(2, 4, lambda chance, delta, level=level: chance > value(level, {"d": delta}))
    assert after("then for every d <", ":") == "1/2"
    assert sp.solve(value(after(f"sup{{ v : {SWAP}", "}"), {"d": sp.Symbol("d")}) - 1) == [sp.Rational(after("then for every d <", ":"))]


def test_the_simplex_lemma_asks_for_what_forces_a_bad_pair() -> None:
    chance = after("two of them lie in 𝒮 with probability at least", ". If q is smaller")
    for k, families in ((2, 4), (3, 3), (4, 2)):
        forcing(k, families, lambda bad, delta, k=k: 1 - bad < value(chance, {"k": k, "d": delta}))
    assert value(after("S_a in 𝒮 is at least", ", so two"), {"k": 4, "d": Fraction(1, 5)}) == 4 * (1 - Fraction(1, 5))


def test_the_simplex_has_the_law_and_the_correlation_of_the_page() -> None:
    scale, inner = after("noise x2^(a) =", ", pairwise correlation").split(" (", 1)
    assert inner == "g^(a) - mean over a of g)"
    told, works = after("pairwise correlation", "; the flip works").replace("- ", "-"), after("; the flip works while", ", so k <=")
    least, right = works.split(" > ")
    for k in (2, 3, 8):
        centred = value(scale, {"k": k}) * (np.eye(k) - 1 / k)
        covariance = centred @ centred.T
        assert np.diag(covariance) == pytest.approx(1)
        assert covariance[0, 1] == pytest.approx(value(told, {"k": k})) == pytest.approx(-value(least, {"k": k}))
    assert right == "r"
    most = int(after("so k <=", "for s = 4"))
    assert [value(least, {"k": k}) > 4 / 32 for k in (most, most + 1)] == [True, False]
    assert Fraction(after("**every d <", "without any cited lemma")) == 1 - Fraction(1, most)
    assert value(after("correlated flip with rho =", ". -"), {"k": 5}) == value(least, {"k": 5})


def both_tails(rho: float, t: float, u: float) -> float:
    """ln P(X > t, Y < -u) at correlation rho."""
    scale = float(stats.norm.logpdf(t) + stats.norm.logsf((u + rho * t) / math.sqrt(1 - rho * rho)))

    def density(x: float) -> float:
        return math.exp(stats.norm.logpdf(x) + stats.norm.logsf((u + rho * x) / math.sqrt(1 - rho * rho)) - scale)

    return math.log(quad(density, t, t + 9)[0]) + scale


@pytest.mark.parametrize(("rho", "t", "u"), [(0.0, 8.0, 8.0), (0.3, 9.0, 6.0), (0.6, 6.0, 7.0)])
def test_opposite_half_spaces_meet_as_often_as_the_two_set_form_says_and_hardly_more(rho: float, t: float, u: float) -> None:
    a, b = (math.sqrt(-2 * float(stats.norm.logsf(x))) for x in (t, u))
    measure, least = after("sets of measure", "at correlation").split(", "), after("meet with probability >=", "; apply it")
    at = {"a": a, "b": b, "rho": rho}
    assert [math.log(value(one.replace("e^", "exp"), at)) for one in measure] == pytest.approx([float(stats.norm.logsf(x)) for x in (t, u)])
    exponent = value(least.removeprefix("exp(").removesuffix(")"), at)
    assert exponent <= both_tails(rho, t, u) <= 0.9 * exponent


def test_a_power_of_the_measure_is_the_two_set_form_for_equal_sets() -> None:
    least, power = after("meet with probability >=", "; apply it"), after("P(S in 𝒮, S' in 𝒮) >= P(𝒮)^{", "}")
    at = {"a": 1.7, "b": 1.7, "rho": 0.3}
    assert math.log(value(least, at)) == pytest.approx(-value(power, at) * 1.7**2 / 2)
    assert after("v : P(G < v) < (1-d)^{", "}") == power == after("+ P(pi(T) > e2) < (1-d)^{", "}")


def test_theorem_b_loses_what_markov_and_the_swap_lose() -> None:
    """Lhat is 1 - e1 and a little less with probability p_1/e1, else 1, and then its mean is 1 - p_1: Markov's bound is attained."""
    p_1, e1, e2, d = 0.03, 0.2, 0.1, 0.15
    at = {"p_1": p_1, "e1": e1, "e2": e2, "d": d, "p_pi": 0.25}
    bound = value(after("P(Lhat_{S^-} < 1 - e1) <=", ". If"), at)
    assert bound * (1 - e1) + (1 - bound) * 1 == pytest.approx(1 - p_1)
    left, right = after("P(Lhat_{S^-} < 1 - e1) <= p_1/e1. If", "then e_unif-alg").replace("P(pi(T) > e2)", "p_pi").split("<")
    assert value(left, at) == pytest.approx(bound + 0.25)
    assert value(right, at) == pytest.approx(1 - value(after(f"sup{{ v : {SWAP}", "}"), at))
    assert value(after("then e_unif-alg(m, d) >= 1 - e1", ". With").join(("1 - e1", "")), at) == pytest.approx((1 - e1) - e2)


def test_the_leading_constant_is_that_of_the_normal_tail() -> None:
    """Q(r sqrt(D/m)) = e at D/m = z_e^2/r^2, and z_e^2 over 2 ln(1/e) tends to one."""
    ratio, (named, limit) = (
        after("so D/m must reach", ": e_gen fails").split(" = ")[0],
        after("so D/m must reach z_e^2/r^2 =", ": e_gen").split(" ~ "),
    )
    for e in (1e-3, 1e-300):
        z = float(stats.norm.isf(e))
        at = {"z_e": z, "r": 1 / 8, "e": e}
        assert float(stats.norm.sf(math.sqrt(value(ratio, at)) / 8)) == pytest.approx(e)
        assert value(named, at) == pytest.approx(value(ratio, at))
    assert value(limit, at) == pytest.approx(value(named, at), rel=0.02)


def test_the_union_and_the_divergence() -> None:
    assert value(after("(at most", "pairs: union bound"), {"k": 5}) == len([(a, c) for a in range(5) for c in range(5) if a != c])
    said = after("then some B(h_S) >= kl(1 || e) =", ", i.e.")
    for e in (0.01, 0.3):
        near = 1 - 1e-9
        divergence = near * math.log(near / e) + (1 - near) * math.log((1 - near) / (1 - e))
        assert value(said, {"e": e}) == pytest.approx(divergence, rel=1e-6)
    assert after("complexity term is at least", ".") == f"m {said}"


def test_norms_of_the_linear_setting() -> None:
    setting = LinearSetting(400, 60_000, K=2, s=3, b=11)
    sample = draw(setting, np.random.default_rng(5))
    w, at = learn(sample), {"m": 400, "s": 3, "b": 11, "gamma": 0.7, "D": 60_000}
    signal, noise = float(w[:2] @ w[:2]), float(w[2:] @ w[2:])
    first, second = after("- **F (norm bounds here).** |w1|^2 =", ", |w2|^2").split(" = ")
    assert value(first.replace("|u|^2", "/m"), at) == pytest.approx(signal) == pytest.approx(value(second, at))
    told = after("|w2|^2 = sigma^2 m T ~", ", |x|^2")
    assert value(told, at) == pytest.approx(noise, rel=0.05)
    square = float((sample.x1**2).sum(axis=1).max() + (sample.x2**2).sum(axis=1).max())
    assert value(after("|x|^2 ~", ": the margin"), at) == pytest.approx(square, rel=0.05)
    form, about = after("margin/Rademacher bound", ", constant in m").split(" is about ")
    exact = value(form.replace("|w|", "w"), at | {"w": math.sqrt(signal + noise), "R": math.sqrt(square)})
    assert value(about, at) == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("d", [0.02, 0.2, 0.8])
@pytest.mark.parametrize("D", [3, 40, 10**6])
def test_tails_of_the_page_bound_the_chi_square(D: int, d: float) -> None:
    lower, upper = after("P(T <= D(1-a)) <=", ";"), after("P(T >= D(1+a)) <=", "; Q(x)")
    at = {"a": d, "D": D}
    for text, tail in ((lower, float(stats.chi2.logcdf(D * (1 - d), D))), (upper, float(stats.chi2.logsf(D * (1 + d), D)))):
        exponent = value(text.removeprefix("exp(").removesuffix(")").replace("Da", "D a"), at)
        assert exponent >= tail
        if 200 < D * d * d < 2000:  # the leading term is sharp
            assert exponent == pytest.approx(tail, rel=0.15), text


def test_bounds_of_the_normal_tail() -> None:
    simple, (below, above) = after("; Q(x) <=", "for x >= 0"), after("Mills bounds", ". For rigorous").split(" <= Q(x) <= ")
    for x in (1e-9, 0.3, 2.0, 9.0):
        tail = float(stats.norm.sf(x))
        assert value(below, {"x": x}) <= tail <= value(above, {"x": x})
        assert tail <= value(simple, {"x": x})
    assert value(simple, {"x": 0.0}) == 0.5
    assert value(below, {"x": 40.0 - 5}) == pytest.approx(value(above, {"x": 35.0}), rel=2e-3)


@pytest.mark.parametrize("seed", range(2))
def test_the_exponential_network_is_the_sum_of_the_page(seed: int) -> None:
    """E_w exp(w.x) exp(w.x_i), by its moment generating function and as an integral over one coordinate at a time."""
    rng = np.random.default_rng(seed)
    x, x_i = rng.normal(size=3), rng.normal(size=3)
    exponent = after("f(x) = sum_i y_i exp(", "). x =")
    by_parts = math.prod(quad(lambda w, c=p + q: stats.norm.pdf(w) * math.exp(w * c), -12, 12)[0] for p, q in zip(x, x_i, strict=True))
    square = float(((x + x_i) ** 2).sum())
    assert math.exp(value(exponent.replace("|x + x_i|^2", "square"), {"square": square})) == pytest.approx(by_parts, rel=1e-6)


def test_signals_of_one_sign_weigh_the_factor_of_the_page() -> None:
    """|x + x_i|^2/2 with noises on one sphere: for equal labels the kernel is that for unlike ones times e."""
    rng, u, noise = np.random.default_rng(3), np.array([0.4, 0.2]), lambda v: 1.7 * v / np.linalg.norm(v)
    a, b = noise(rng.normal(size=4)), noise(rng.normal(size=4))
    alike, unlike = (math.exp(float(np.sum(np.concatenate([u * (1 + y), a + b]) ** 2)) / 2) for y in (1, -1))
    factor, kernel = after("and e =", ": a fresh point"), after("With k_ij =", "and e =")
    assert math.log(alike / unlike) == pytest.approx(math.log(value(factor.replace("|u|^2", "square"), {"square": float(u @ u)})))
    assert unlike / math.exp(1.7**2) == pytest.approx(value(kernel.replace("x2_i.x2_j", "product"), {"product": float(a @ b)}))


def test_the_population_loss_turns_at_twice_the_signal() -> None:
    """Section 12: in T increasing for g below the printed limit, decreasing above, and constant one half at it."""
    start = "L_D^g(h_S) increases in T for g <="
    limit = value(after(start, "and decreases"), {"s": 3})
    assert f"{start} 2s and decreases for g >= 2s; at g = 2s it is 1/2 for every T" in PAGE
    for factor, sign in ((0.5, 1), (1.0, 0), (2.0, -1)):
        low, high = (mean_ramp(3, spread, limit * factor) for spread in (1.0, 2.0))
        assert (high - low) * sign > 1e-3 if sign else low == pytest.approx(high) == pytest.approx(0.5)


def test_margins_are_below_the_bound_of_section_g() -> None:
    setting = LinearSetting(300, 90_000, K=2, s=3, b=11)
    sample = draw(setting, np.random.default_rng(1))
    w = learn(sample)
    exact, about = after("(|margins| <=", "on a typical").split(" ~ ")
    weights, noise = math.sqrt(float(w[2:] @ w[2:])), math.sqrt(float((sample.x2**2).sum(axis=1).max()))
    at = {"s": 3, "b": 11, "m": 300, "w": weights, "x": noise}
    most = value(exact.replace("|w2||x2|", "w x"), at)
    assert max(abs(margins(w, one)).max() for one in (sample, flip(sample))) <= most
    assert value(about, at) == pytest.approx(most, rel=0.05)
    assert float(population_loss(w, setting)) < 1


def deviates(m: int, c: float) -> float:
    """P(max_i(zeta_i - zbar) < c), by sight of 200,000 samples for m = 3 and in closed form for m = 2."""
    if m == 2:
        return 1 - 2 * float(stats.norm.sf(c * math.sqrt(2)))
    zeta = np.random.default_rng(0).normal(size=(200_000, m))
    return float((zeta.max(axis=1) - zeta.mean(axis=1) < c).mean())


@pytest.mark.parametrize(("m", "c"), [(2, 0.4), (2, 1.5), (3, 0.8), (3, 1.6)])
def test_the_law_of_the_extreme_deviate(m: int, c: float) -> None:
    """The contour integral, its lower bound, and (section 12) the integral over the simplex, which falls as it says with c."""
    exact, error = deviates(m, c), 1e-3 if m == 2 else 0.008  # the integrand falls as t^-m; 7 standard deviations
    factor, inner = after("F_m(c) = P(max_i(zeta_i - zbar) < c) =", "dt for c > 0").replace("2pi", "(2 pi)").split(" Int_R ")
    size, body = value(factor, {"m": m, "pi": math.pi}), inner.removesuffix("]^m").removeprefix("[ ").strip()
    assert inner.endswith("]^m") and body.startswith("exp(") and body.endswith("Phi(c - i t)")

    def term(t: float) -> float:
        weight = value(body.removesuffix("Phi(c - i t)"), {"t": t})
        return float(((weight * 0.5 * special.erfc(-(c - 1j * t) / math.sqrt(2))) ** m).real)

    grid = np.linspace(-12, 12, 241)
    assert size * 0.1 * sum(term(t) for t in grid) == pytest.approx(exact, abs=error)
    assert value(after("Cheap rigorous bounds:", "<= F_m(c)"), {"m": m, "c": c}) <= exact + error
    assert value(after("Cheap rigorous bounds:", "<= F_m(c)"), {"m": m, "c": 6.0}) == pytest.approx(1, abs=1e-6)
    power, weight = after("is entire, F_m(c) = k_m", "Int_Delta"), after("Int_Delta", "dd over the simplex").replace("|d|^2", "d2")
    steps = (np.arange(200) + 0.5) / 200 * m + 1 - m if m == 3 else np.linspace(-1, 1, 2001)
    first, second = np.meshgrid(steps, steps) if m == 3 else (steps, -steps)
    last = -first - second
    inside = np.maximum(np.maximum(first, second), last) <= 1
    square = first**2 + second**2 + (last**2 if m == 3 else 0)
    over = {x: value(power, {"m": m, "c": x}) * float((value(weight, {"c": x, "d2": square}) * inside).sum()) for x in (c, 9.0)}
    assert over[c] / over[9.0] == pytest.approx(exact, abs=0.02)


def test_the_learner_and_the_ramp_of_section_1() -> None:
    setting = LinearSetting(6, 5, K=3, s=3, b=11)
    sample = draw(setting, np.random.default_rng(2))
    weights, u = learn(sample)[:3], (sample.x1 * sample.y[:, None])[0] / math.sqrt(3)
    text = after("w1 = sum_i y_i x1_i =", ", w2").removesuffix(" u")
    assert weights == pytest.approx(value(text, {"m": 6, "s": 3}) * u)
    assert float(u @ u) == pytest.approx(value(after("x1 = sqrt(s) y u in R^K with |u|^2 =", "(paper"), {"m": 6}))
    variance = value(after("x2 ~ N(0,", "I_D), independent of y"), {"b": 11, "D": 5})
    drawn = np.concatenate([draw(setting, np.random.default_rng(i)).x2.ravel() for i in range(400)])
    assert float((drawn**2).mean()) == pytest.approx(variance, rel=0.1)  # 12,000 squares: 8 standard deviations
    middle = after("1 if margin <= 0;", "on (0, g)")
    assert [value(middle, {"margin": x, "g": 0.8}) for x in (0, 0.2, 0.8)] == pytest.approx([1, 0.75, 0])
