"""`necessary`, upheld: below 64 kappa m z^2 no e_unif-alg reaches 1 - epsilon, z being the quantile of epsilon; e_gen by itself.

    spread    {T >= t} with P(T < t) <= delta gives e_unif-alg <= max(1/2, 1 - L_D(t)); at t = kappa D, L_D(t) = Q(sqrt(D/(64 kappa m))),
              which exceeds epsilon < 1/2 as soon as D < 64 kappa m z^2.
    kappa     P(T <= kappa D) <= (kappa e^(1 - kappa))^(D/2), the less the larger D: kappa serves every D from the least for which that is
              at most delta. Starting at D = 1, each kappa excludes all D below 64 kappa m z^2, and the next one starts there.
    z         ln(1/epsilon) <= z^2/alpha for all epsilon in the range, an inequality in z that branch and bound and a ray decide.
    e_gen     for the finitely many m of a bounded range, with kappa = 1: where T > D and D <= 64 m z^2, L_D > epsilon, and given T no
              training point is lost but with probability m Q(2 sqrt(rD/m)). P(T_D > D) grows from D to D + 2, so that
              P(T_D > D)(1 - m Q(2 sqrt(rD/m))) > delta at D_1 and D_1 + 1 settles every D >= D_1. For D < D_1 the mean decides:
              E(L_D - Lhat_S) <= epsilon + (1 - epsilon) P(L_D - Lhat_S > epsilon).
What is left is that the formula is at most 64 kappa alpha m ln(1/epsilon): a polynomial inequality at a corner. For e_unif-alg
delta must stay away from 0: as delta falls the rare samples count, and for them nothing is shown.
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, ctx

from uccheck.audit.deciders.decision import Decision, decided
from uccheck.audit.deciders.tails import ball, chi2, normal_upper
from uccheck.audit.kinds.linear import Necessary
from uccheck.core.effort import Steps
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions import branch_and_bound as branch
from uccheck.expressions import tails
from uccheck.expressions.grammar import parse
from uccheck.expressions.intervals import bounded, interval
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import bounds

BITS = 128
FAR = Fraction(9)
MOST_MEANS = 300
DIMENSIONS = (1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450)
TRUSTS = (
    "statement spread",
    "human: Markov's bound for exp(-lambda T) at its best lambda gives (kappa e^(1 - kappa))^(D/2)",
    "human: Mills' lower bound of the normal tail, beyond z = 9",
    "flint",
    "sympy",
)

OVERFITTING = (
    "human: the exact law of the linear setting: T and the zeta_i are independent",
    "human: P(T_D > D) grows from D to D + 2, by parts: x^a e^(-x) is largest at x = a",
    *TRUSTS[2:],
)


def factor(claim: Necessary, deadline: float) -> tuple[Fraction, str] | None:
    """c with D >= c m ln(1/epsilon) necessary on the ranges, and how it comes about; None where this argument does not reach."""
    assert claim.delta is not None
    low, epsilon, start = claim.delta[0], claim.epsilon[1], claim.m[0]
    assert isinstance(low, Fraction) and isinstance(epsilon, Fraction) and isinstance(start, Fraction)
    if epsilon >= Fraction(1, 2) or (low <= 0 and claim.conclusion != "e_gen"):
        return None
    if claim.conclusion == "e_gen" and not overfits(claim, deadline):
        return None
    z = quantile_below(epsilon)
    alpha = slope(z, deadline)
    if alpha is None:
        return None
    scale = 1 / LinearSetting(1, 1).r ** 2
    if claim.conclusion == "e_gen":
        told = f"e_gen > epsilon below {as_written(scale)} m z^2, and z^2 >= {_short(alpha)} ln(1/epsilon) on the range"
        return scale * alpha, told
    kappa = spread(low, scale * math.ceil(start) * z * z)
    told = (
        f"no e_unif-alg reaches 1 - epsilon below {as_written(scale)} kappa m z^2, kappa = {_short(kappa)}, "
        f"and z^2 >= {_short(alpha)} ln(1/epsilon) on the range"
    )
    return scale * kappa * alpha, told


def upheld(claim: Necessary, told: str) -> Decision:
    """The decision, once the formula was found to ask for no more than the factor."""
    trusts = OVERFITTING if claim.conclusion == "e_gen" else TRUSTS
    return decided(Verdict.UPHELD, Kind.BALL, f"{claim.D} is at most what must be asked for: {told}", trusts=trusts)


def overfits(claim: Necessary, deadline: float) -> bool:
    """Whether e_gen > epsilon for all m, delta, epsilon of the ranges and all D <= 64 m z^2."""
    assert claim.delta is not None
    (first, last), delta, epsilon = claim.m, claim.delta[1], claim.epsilon[1]
    assert isinstance(first, Fraction) and isinstance(delta, Fraction) and isinstance(epsilon, Fraction)
    if last == "inf":
        return False
    effort, sizes = Steps(MOST_MEANS, deadline), reversed(range(math.ceil(first), math.floor(last) + 1))  # the most endangered first
    return all(_in_mean(m, D, delta, epsilon, effort) for m in sizes for D in range(1, _settled_from(m, delta) or MOST_MEANS + 2))


def _settled_from(m: int, delta: Fraction) -> int | None:
    """The least D_1 of DIMENSIONS with P(T_D > D)(1 - m Q(2 sqrt(rD/m))) > delta at D = D_1 and D_1 + 1; None where there is none."""
    r = LinearSetting(1, 1).r
    for D in DIMENSIONS:
        with ctx.workprec(BITS):
            reach = bounded(2 * ball(r * D / m).sqrt(), Fraction(0), Fraction(10**6))[0]
        kept = 1 - m * normal_upper(reach, BITS)[1]
        if kept > 0 and all(chi2(n, "upper", Fraction(n), BITS)[0] * kept > delta for n in (D, D + 1)):
            return D
    return None


def _in_mean(m: int, D: int, delta: Fraction, epsilon: Fraction, effort: Steps) -> bool:
    """Whether E(L_D - Lhat_S) > epsilon + (1 - epsilon) delta."""
    if not effort.step():
        return False
    setting = LinearSetting(m, D)
    at = (Fraction(m), Fraction(D), setting.s, setting.b, Fraction(0))
    right_and_fresh, training = (bounds(name, at)[1] for name in ("unflipped", "misfit"))  # rho = 0, gamma = 0
    return 1 - right_and_fresh - training > epsilon + (1 - epsilon) * delta


def quantile_below(epsilon: Fraction) -> Fraction:
    """The quantile of epsilon < 1/2 to nine decimals, rounded down: so Q(z) >= epsilon; less where BITS do not tell epsilon from 0."""
    with ctx.workprec(BITS):
        found = bounded((1 - 2 * ball(epsilon)).erfinv() * arb(2).sqrt(), Fraction(0), Fraction(10**6))[0]
    return Fraction(math.floor(found * 10**9), 10**9)


def spread(delta: Fraction, scale: Fraction) -> Fraction:
    """kappa with P(T <= kappa D) <= delta for every D from some D_0 on, all D below D_0 being excluded: D < scale kappa at each step."""
    first = 1
    for _ in range(40):
        kappa = ratio(delta, first)
        first = math.ceil(scale * kappa)
    return kappa


def ratio(delta: Fraction, D: int) -> Fraction:
    """A kappa < 1 with (kappa e^(1 - kappa))^(D/2) <= delta, close to the largest."""
    low, high = Fraction(0), Fraction(1)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _rare(middle, D, delta) else (low, middle)
    return low


def _rare(kappa: Fraction, D: int, delta: Fraction) -> bool:
    with ctx.workprec(BITS):
        k = ball(kappa)
        return bool((k.log() + 1 - k) * D / 2 <= ball(delta).log())


def slope(z: Fraction, deadline: float) -> Fraction | None:
    """alpha with alpha ln(1/Q(x)) <= x^2 for all x >= z: so alpha ln(1/epsilon) <= z(epsilon)^2 for every epsilon <= Q(z)."""
    if z >= FAR:
        return None
    with ctx.workprec(BITS):
        best = bounded(ball(z) ** 2 / -((ball(z) / arb(2).sqrt()).erfc() / 2).log(), Fraction(0), Fraction(2))[0]
    alpha = (best * (1 - Fraction(1, 10**4))).limit_denominator(10**6)
    near = branch.search(
        branch.Problem(parse(f"x**2 + ({alpha})*log(Q(x))", frozenset("x")), False), {"x": interval(z, FAR)}, deadline=deadline
    )
    beyond = parse(f"x**2 - ({alpha})*(x**2/2 + log(x + 1/x) + log(2*pi)/2)", frozenset("x"))
    ray = tails.nonnegative(beyond, "x", FAR, strict=False, deadline=deadline)
    return alpha if near.proved and ray else None


def _short(x: Fraction) -> str:
    """Six digits, rounded down."""
    return f"{math.floor(x * 10**6) / 10**6:.6f}"
