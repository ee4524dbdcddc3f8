"""Terms of an order against their values far out."""

from __future__ import annotations

import itertools
import math
import random
import re
from typing import Any

import mpmath as mp
import pytest

from uccheck.audit.deciders.linear.order import LETTERS, Term, _at_most, _paths, _told, _written, terms
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.expressions.grammar import parse


def logarithm(term: Term, ln_m: float, L: float, M: float) -> float:
    """ln of the term at ln(1/epsilon) = L, ln(1/delta) = M."""
    values = dict(zip(LETTERS, term.powers, strict=True))
    exact = {"m": ln_m, "N": math.log(ln_m), "L": math.log(L), "M": math.log(M), "E": L, "F": M}
    return sum(power * exact[name] for name, power in values.items())


def test_terms_that_divide_are_at_most_a_constant_times_the_other() -> None:
    """Where a term is said to divide another, ln of their quotient is bounded on a grid that reaches far."""
    grid = list(itertools.product((1.1, 10.0, 140.0), (1.0, 50.0, 1e5), (1.0, 50.0, 1e5)))
    generator, counts = random.Random(3), {True: 0, False: 0}
    for _ in range(600):
        one, other = (Term(tuple(float(generator.choice((-1, 0, 0, 1, 2))) for _ in LETTERS)) for _ in range(2))
        divides = one.divides(other)
        counts[divides] += 1
        if divides:
            assert max(logarithm(one, *at) - logarithm(other, *at) for at in grid) <= 2.0, (one, other)
        if all(p <= q for p, q in zip(one.powers, other.powers, strict=True)):
            assert divides
    m, log_m = (Term(tuple(float(name == letter) for name in LETTERS)) for letter in ("m", "N"))
    assert min(counts.values()) > 5 and log_m.divides(m) and not m.divides(log_m)


def along(term: Term, path: tuple[int, int, int], digits: int = 40) -> Any:
    """ln of the term on m = t^a, L = t^b, M = t^c at t = 10^digits, without the factors that stay constant."""
    t, (a, b, c) = mp.mpf(10) ** digits, path
    m, N, L, M, E, F = (mp.mpf(power) for power in term.powers)
    exact = (E * t**b if b else 0) + (F * t**c if c else 0)
    return exact + (m * a + L * b + M * c) * mp.log(t) + (N * mp.log(a * mp.log(t)) if a else 0)


def test_growth_orders_terms_as_their_values_do_far_out() -> None:
    """On every path: exponents by their highest powers of t, be their factors large or small, then powers, then even ln m."""
    generator, equal = random.Random(8), 0
    with mp.workdps(200):
        for path, _ in itertools.product(_paths(["m", "epsilon", "delta"]), range(40)):
            powers = [float(generator.choice((-20, -1, 0, 0, 0.5, 20))) for _ in LETTERS]
            other = [power + generator.choice((-20, -0.5, 0, 0, 0, 0, 0, 20)) for power in powers]
            first, second = (Term(tuple(one)).growth(path) for one in (powers, other))
            apart = along(Term(tuple(p - q for p, q in zip(powers, other, strict=True))), path, 4000)
            assert (first > second, first == second) == (apart > 0, apart == 0), (path, powers, other)
            equal += apart == 0
            assert set(Term((0.0,) * 6).growth(path)) == {0.0}  # a constant
    assert equal > 100


def test_paths_are_all_in_which_what_varies_grows() -> None:
    for variables in itertools.chain.from_iterable(itertools.combinations(("m", "epsilon", "delta"), k) for k in (1, 2, 3)):
        allowed = [range(4) if v in variables else range(1) for v in ("m", "epsilon", "delta")]
        assert sorted(_paths(list(variables))) == sorted(set(itertools.product(*allowed)) - {(0, 0, 0)})


def test_the_mean_of_two_terms_is_their_geometric_mean() -> None:
    one, other = Term((1.0, 2.0, -3.0, 0.0, 0.5, 4.0)), Term((2.0, 2.0, 1.0, -1.0, 0.0, 1.0))
    at = (200.0, 31.0, 7.0)
    assert logarithm(one.mean(other), *at) == pytest.approx((logarithm(one, *at) + logarithm(other, *at)) / 2)


def test_a_term_of_the_ledger_is_read_power_by_power() -> None:
    assert _written("m^2*N^(3/2)*L^(-1)*E*F^(1/4)").powers == (2.0, 1.5, -1.0, 0.0, 1.0, 0.25)
    assert _written("m**(-1) * M**3").powers == (-1.0, 0.0, 0.0, 3.0, 0.0, 0.0) and _written("1").powers == (0.0,) * 6


LARGE = {"m": mp.ldexp(1, 10**12), "epsilon": mp.ldexp(1, -(10**18)), "delta": mp.ldexp(1, -(10**24))}
FORMULAS = (
    "m", "3*m**2/epsilon", "m*log(2*m**3/epsilon)", "sqrt(m*log(1/delta) + 7*log(m)**4)", "(2*m)**(3/2)/delta**0.5", "1/(5*m*log(7/delta))",
    "max(m, 2/epsilon)*log(1/epsilon)**2 + pi*m**-1", "m*epsilon*delta**2", "(log(1/epsilon) + log(m))*(m + 4)",
    "log(3*m/(epsilon*delta))/log(m)",
    "(m + log(1/delta))/sqrt(m)", "log(2) + log(pi)*log(1/delta)", "m**(1/3)*log(1/epsilon)**-(1/2)", "log(m + 1/epsilon)",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_up_to_a_constant_the_sum_of_its_terms(text: str) -> None:
    """At m = 2^(10^12), 1/epsilon = 2^(10^18), 1/delta = 2^(10^24), where the square root of the least logarithm is above 10^5."""
    functions = {"log": mp.log, "sqrt": mp.sqrt, "max": max, "pi": mp.pi}
    value = eval(text, {}, {**functions, **LARGE})  # the formulas above, whose grammar is that of Python
    m, epsilon, delta = LARGE.values()
    letters = (m, mp.log(m), -mp.log(epsilon), -mp.log(delta), 1 / epsilon, 1 / delta)
    found = mp.fsum(mp.fprod(x**p for x, p in zip(letters, term.powers, strict=True)) for term in terms(parse(text, frozenset(LARGE))))
    assert mp.mpf(1) / 1000 < value / found < 1000


@pytest.mark.parametrize(
    "text",
    ["0", "m - 1", "0*m", "log(1)", "log(1/2)", "log(log(m))", "log(m*epsilon)", "log(m*log(m))", "1/(m + log(m))", "(m + log(m))**2",
        "(m + log(m))**(1/2)", "exp(m)", "log(epsilon)"],
)  # fmt: skip
def test_what_is_no_sum_of_monomials_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter):
        terms(parse(text, frozenset(LARGE)))


def test_one_sum_is_at_most_another_where_it_is_so_far_out() -> None:
    """Random sums: UPHELD only if no path has the first above the second, REFUTED only if one has, UNDECIDED only if none has."""
    generator, seen, every = random.Random(4), list[Verdict](), ["m", "epsilon", "delta"]
    with mp.workdps(200):
        for _ in range(120):
            shown, by, other = (
                [Term(tuple(float(generator.choice((0, 0, 0, 0.5, 1))) for _ in LETTERS)) for _ in range(2)] for _ in range(3)
            )
            against = generator.choice((None, other))
            verdict, why = _at_most(shown, shown[:1], by, every, against=against)
            apart = {
                path: max(along(g, path) for g in one) - max(along(h, path) for h in two)
                for path in _paths(every)
                for one, two in [(shown, by) if verdict is Verdict.UPHELD else (shown[:1], against or by)]
            }
            assert (max(apart.values()) > 0) == (verdict is Verdict.REFUTED), (shown, by, against)
            if verdict is Verdict.REFUTED:
                told = re.findall(r"(m|ln\(1/epsilon\)|ln\(1/delta\)) = t\^(\d)", why)
                assert apart[tuple(int(dict(told).get(name, 0)) for name in ("m", "ln(1/epsilon)", "ln(1/delta)"))] > 0  # type: ignore[index]
            seen.append(verdict)
    assert min(seen.count(v) for v in (Verdict.UPHELD, Verdict.REFUTED)) > 10


def test_a_mean_of_three_terms_is_not_refuted_where_it_equals_their_sum() -> None:
    """(m L M)^(1/3) against m + L + M: the inequality holds, pairs of terms do not show it, and on no path is it exceeded."""
    third, each = Term((1 / 3, 0.0, 1 / 3, 1 / 3, 0.0, 0.0)), [Term(tuple(float(x == name) for x in LETTERS)) for name in "mLM"]
    assert _at_most([third], [third], each, ["m", "epsilon", "delta"]) == (Verdict.UNDECIDED, "")


def test_a_path_is_told_with_what_stays_fixed() -> None:
    assert _told((2, 0, 1)) == "m = t^2, ln(1/delta) = t^1 with t growing and ln(1/epsilon) fixed"
    assert _told((1, 1, 3)) == "m = t^1, ln(1/epsilon) = t^1, ln(1/delta) = t^3 with t growing"
