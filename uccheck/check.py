"""The independent checker of certificates: its own reader, its own integrals, its own arithmetic of the lemmas.

It imports flint, `errors` and `verdict`, and nothing else of the kit. Probabilities over T ~ chi2_D are integrated by flint's own
adaptive rule (acb.integral), not by the rule that found them; numbers are read as rationals; the inequality of each lemma is
an inequality between rationals. What a certificate must say for its claim is decided here, from the claim alone.

Glossary
    Report        the verdict on one certificate and the lines that explain it
    _Problem      m, D, s, b, gamma as rationals, with the integrals over T
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import log, log2, sqrt
from pathlib import Path
from typing import Any

from flint import acb, arb, ctx, fmpq

from uccheck.errors import InvalidFile
from uccheck.verdict import Verdict, conjunction

_SIZE_LIMIT = 1 << 20
_LEAST = Fraction(1, 10**320)  # probabilities below this are not told from zero
_NUMBER = re.compile(r"-?\d{1,400}(?:/\d{1,400}|(?:\.\d{1,400})?(?:e-?\d{1,4})?)")
_REVERSE = "cited: reverse hypercontractivity (Borell 1982; Mossel et al. 2006)"
_FLINT = "flint"
_LEMMA = {"A": {"swap"}, "B": {"swap"}, "C": {"simplex", "correlated swap"}}


@dataclass(frozen=True)
class Report:
    """The checker's verdict on one certificate, and why."""

    verdict: Verdict
    lines: tuple[str, ...]
    trusts: tuple[str, ...]


def check_file(path: Path) -> Report:
    """Re-check the certificate in a file.

    Raises: InvalidFile if it is missing, larger than 1 MiB, not JSON, of another format or version, or misses a field.
    """
    return check(_read(path), str(path))


def check(document: Mapping[str, Any], name: str = "certificate") -> Report:
    """Re-check a certificate: UPHELD if every step and the conclusion hold, REFUTED if one certainly fails.

    Guarantee: UPHELD rests on this module, flint and the trusts reported, never on numbers taken from the certificate unchecked.
    """
    try:
        return _check(document, name)
    except (KeyError, TypeError, AttributeError) as problem:
        raise InvalidFile(f"{name} is not a certificate of this version: {type(problem).__name__} at {problem}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_SIZE_LIMIT + 1)
    except OSError as problem:
        raise InvalidFile(f"cannot read {path}: {problem.strerror}") from None
    if len(data) > _SIZE_LIMIT:
        raise InvalidFile(f"{path} is larger than 1 MiB: no certificate is")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidFile(f"{path} is not JSON: it is truncated or not a certificate") from None
    if not isinstance(document, dict):
        raise InvalidFile(f"{path} is not a certificate: its top level is no object")
    return document


def _check(document: Mapping[str, Any], name: str) -> Report:
    if document.get("format") != "uccheck-certificate" or document.get("version") != 1:
        version = f"{document.get('format')!r} version {document.get('version')!r}"
        raise InvalidFile(f"{name} is {version}; this checker reads 'uccheck-certificate' version 1")
    content = {key: value for key, value in document.items() if key not in ("sha256", "kernel")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if hashlib.sha256(text).hexdigest() != document["sha256"]:
        return Report(Verdict.REFUTED, ("the content does not have the hash it carries: it was changed",), ())
    claim = {key: _number(value) for key, value in document["claim"].items()}
    problem = _Problem(*(claim[key] for key in ("m", "D", "s", "b", "gamma")))
    steps = {step["step"]: step for step in document["steps"]}
    with ctx.workprec(128 + 2 * problem.D.numerator.bit_length()):
        findings = list(_until_refuted(_findings(problem, claim, document, steps)))
    trusts = (_FLINT, _REVERSE) if steps["transfer"]["lemma"] == "correlated swap" else (_FLINT,)
    verdict = conjunction(found for found, _ in findings)
    return Report(verdict, tuple(f"{_MARK[found]} {line}" for found, line in findings), trusts)


_MARK = {Verdict.UPHELD: "holds:", Verdict.REFUTED: "fails:", Verdict.UNDECIDED: "undecided:"}


def _until_refuted(findings: Iterable[tuple[Verdict, str]]) -> Iterator[tuple[Verdict, str]]:
    """The findings up to the first that fails: nothing is computed from numbers already found absurd."""
    for finding in findings:
        yield finding
        if finding[0] is Verdict.REFUTED:
            return


def _findings(
    problem: _Problem, claim: Mapping[str, Fraction], document: Mapping[str, Any], steps: Mapping[str, Any]
) -> Iterator[tuple[Verdict, str]]:
    """Every condition that the claim needs, with its verdict: first generalization, then the transfer, then the conclusion."""
    delta, epsilon = claim["delta"], claim["epsilon"]
    e_gen = _number(document["conclusion"]["e_gen_upper"])
    value = _number(document["conclusion"]["e_unif_alg_lower"])
    yield _exact(0 < delta < 1 and 0 < epsilon < 1, "delta and epsilon lie in (0, 1)")
    yield _exact(0 <= problem.gamma <= 2 * problem.s, "gamma <= 2s: the population loss increases with T")
    yield _exact(e_gen <= epsilon and value >= 1 - epsilon, "the conclusion is e_gen <= epsilon and e_unif-alg >= 1 - epsilon")
    yield from _generalization(problem, steps["generalization"], delta, e_gen)
    yield from _transfer(problem, document["theorem"], steps["transfer"], delta, value)


def _generalization(
    problem: _Problem, step: Mapping[str, str], delta: Fraction, e_gen: Fraction
) -> Iterator[tuple[Verdict, str]]:
    """L_D <= e_gen for T <= t, and P(T > t) <= delta."""
    t = _number(step["t"])
    yield _below(problem.loss(t), e_gen, f"L_D(h_S) <= {step['loss_at_most']} when T <= {step['t']}")
    yield _exact(_number(step["loss_at_most"]) == e_gen, "the conclusion repeats that value of e_gen")
    yield _below(problem.upper_tail(t, delta), delta, f"P(T > {step['t']}) <= delta")


def _transfer(problem: _Problem, theorem: str, step: Mapping[str, str], delta: Fraction, value: Fraction) -> Iterator[tuple[Verdict, str]]:
    """The bad events are rarer than the lemma allows."""
    lemma, t = step["lemma"], _number(step["t"])
    loss, tail = _number(step["loss_at_most"]), _number(step["tail_at_most"])
    yield _exact(lemma in _LEMMA[theorem], f"theorem {theorem} uses the {lemma} lemma")
    yield _below(problem.loss(t), loss, f"L_D(h_S) <= {step['loss_at_most']} when T <= {step['t']}")
    yield _below(problem.upper_tail(t, tail), tail, f"P(T > {step['t']}) <= {step['tail_at_most']}")
    if theorem == "A":
        yield from _complete_flip(problem, step, t, tail, delta)
        yield _exact(value <= 1 - loss, "e_unif-alg >= 1 - L_D")
        return
    rho, share, one = (_number(step[key]) for key in ("rho", "share_unflipped", "one_unflipped_at_most"))
    yield _below(problem.one_unflipped(rho, one), one, f"P(N_1 > 0) <= {step['one_unflipped_at_most']} at rho = {step['rho']}")
    yield _exact(share > 0 and value <= 1 - share - loss, "e_unif-alg >= 1 - share of unflipped points - L_D")
    yield _lemma(lemma, step, rho, one / share, tail, delta)


def _complete_flip(
    problem: _Problem, step: Mapping[str, str], t: Fraction, tail: Fraction, delta: Fraction
) -> Iterator[tuple[Verdict, str]]:
    """P(all flipped, T <= t) > 2 delta: by the union bound over points where it suffices, else by slices of T."""
    goal = _number(step["probability_at_least"])
    yield _exact(2 * delta < goal < 1, "the event's probability exceeds 2 delta: the swap lemma")
    union = 1 - tail - problem.m * _upper(problem.one_unflipped(Fraction(1), goal / problem.m / 100))
    found = union if union >= goal else problem.all_flipped(t)
    holds = Verdict.UPHELD if found >= goal else Verdict.UNDECIDED
    yield holds, f"P(all flipped, T <= {step['t']}) >= {step['probability_at_least']} (shown: {float(found):.6g})"


def _lemma(
    lemma: str, step: Mapping[str, str], rho: Fraction, unflipped: Fraction, tail: Fraction, delta: Fraction
) -> tuple[Verdict, str]:
    """Markov's inequality and the union bound against what the lemma leaves."""
    if lemma == "swap":
        return _exact(rho == 1 and unflipped + tail < 1 - 2 * delta, "P(N_1 > 0)/share + P(T > t) < 1 - 2 delta")
    if lemma == "simplex":
        k = _number(step["k"])
        rarer = k * (k - 1) / 2 * unflipped + (k - 1) * tail < (k * (1 - delta) - 1) / (k - 1) if k >= 2 else False
        proper = k.denominator == 1 and k >= 2 and rho * (k - 1) == 1
        return _exact(proper and rarer, "k(k-1)/2 P(N_1 > 0)/share + (k-1) P(T > t) < (k(1-delta) - 1)/(k-1), rho = 1/(k-1)")
    exponent = 2 / (1 - rho) if 0 < rho < 1 else Fraction(0)
    if not 0 < exponent.numerator <= 4096 or exponent.denominator > 4096:
        return Verdict.UNDECIDED, f"the exponent 2/(1 - rho) = {exponent} is too long to be taken exactly"
    left, right = (unflipped + tail) ** exponent.denominator, (1 - delta) ** exponent.numerator
    return _exact(0 < rho < 1 and left < right, "P(N_1 > 0)/share + P(T > t) < (1 - delta)^(2/(1 - rho))")


@dataclass(frozen=True)
class _Problem:
    """One instance of the linear setting and its integrals over T = D exp(x); the density of x is entire."""

    m: Fraction
    D: Fraction
    s: Fraction
    b: Fraction
    gamma: Fraction

    def __post_init__(self) -> None:
        if not (self.m >= 1 and self.D >= 1 and self.m.denominator == self.D.denominator == 1 and self.s > 0 and self.b > 0):
            raise InvalidFile("the certificate's claim has no positive whole m and D, or no positive s and b")
        if max(self.m, self.D) > 10**15:
            raise InvalidFile("the certificate's m or D exceeds 10^15, which no certificate of this version does")

    def loss(self, t: Fraction) -> arb:
        """L_D at T = t: the 0-1 loss Q(s/tau), or the ramp loss (tau/gamma)(psi((gamma-s)/tau) - psi(-s/tau))."""
        if t <= 0:
            return arb(1)
        s, gamma = _ball(self.s), _ball(self.gamma)
        tau = _ball(self.b / self.D) * _ball(self.m * t).sqrt()
        if self.gamma == 0:
            return _tail(s / tau)

        def psi(z: arb) -> arb:
            return z * _tail(-z) + (-(z**2) / 2).exp() / (2 * arb.pi()).sqrt()

        return tau / gamma * (psi((gamma - s) / tau) - psi(-s / tau))

    def upper_tail(self, t: Fraction, scale: Fraction) -> arb:
        """P(T > t), to about 12 digits of the scale asked for."""
        if t <= 0:
            return arb(1)
        return self._beyond((_ball(t) / _ball(self.D)).log(), scale)

    def _beyond(self, start: arb, scale: Fraction = Fraction(1, 1000)) -> arb:
        return self._expect(lambda x: acb(1), start, scale)

    def one_unflipped(self, rho: Fraction, scale: Fraction) -> arb:
        """P(N_1^rho > 0) = E[Q((rho T - rD)/sqrt(mT(1 - rho^2/m)))]."""
        if self.m == rho == 1:
            return self._expect(lambda x: acb(1), None, scale, stop=_ball(self.s / self.b).log())
        spread = (_ball(self.D) / _ball(self.m - rho**2)).sqrt()
        up, down = _ball(rho) * spread, _ball(self.s / self.b) * spread

        def unflipped(x: acb) -> acb:
            return ((up * (x / 2).exp() - down * (-x / 2).exp()) / acb(2).sqrt()).erfc() / 2

        return self._expect(unflipped, None, scale)

    def all_flipped(self, t: Fraction, slices: int = 120) -> Fraction:
        """A lower bound of P(all N_i <= 0, T <= t): F_m(c(T)) increases with T, so every slice counts with its lower end."""
        width = sqrt(2 / float(self.D))
        stop = float((_ball(t) / _ball(self.D)).log().lower())
        start = max(-12 * width, log(float(self.s / self.b)) + 1e-9)
        total = Fraction(0)
        for j in range(slices):
            low, high = (start + (stop - start) * (j + i) / slices for i in (0, 1))
            root = (arb(low) / 2).exp() - _ball(self.s / self.b) * (-arb(low) / 2).exp()
            score = (_ball(self.D) / _ball(self.m)).sqrt() * root
            mass = self._beyond(arb(low)) - self._beyond(arb(high))
            total += max(Fraction(0), _lower(_extreme(int(self.m), score))) * max(Fraction(0), _lower(mass))
        return total

    def _expect(self, factor: Callable[[acb], acb], start: arb | None, scale: Fraction, *, stop: arb | None = None) -> arb:
        """E[factor(x); start < x < stop], 0 <= factor <= 1: flint's adaptive rule inside, Chernoff's bound beyond."""
        half, tolerance = _ball(self.D) / 2, _ball(max(scale, _LEAST)) * arb(2) ** -44
        constant = (half * half.log() - half - half.lgamma()).exp()
        right = self._edge(tolerance, 1) if stop is None else stop
        left = self._edge(tolerance, -1) if start is None else start
        if not left < right:
            end = left if start is not None else right
            far = (half * (end - end.expm1())).exp()  # Chernoff, if the end lies on the side that the event is on
            return arb(0).union(far.upper() if (end > 0) == (start is not None) else arb(1))

        def integrand(x: acb, analytic: bool) -> acb:
            return constant * (half * _x_minus_expm1(x)).exp() * factor(x)

        unit = arb(1) / half.sqrt()
        cuts = [left, *(c for c in (j * unit for j in range(-60, 61, 3)) if left < c < right), right]
        total = arb(0)
        for low, high in pairwise(cuts):
            total += acb.integral(integrand, acb(low), acb(high), abs_tol=tolerance, rel_tol=arb(2) ** -50).real
        beyond = 2 * tolerance
        return total + arb(0).union(beyond.upper())

    def _edge(self, tolerance: arb, side: int) -> arb:
        """A point beyond which Chernoff's bound exp((D/2)(x + 1 - e^x)) of the tail is within the tolerance."""
        half, reach = _ball(self.D) / 2, (2 / _ball(self.D)).sqrt()
        point = side * reach.mid()
        while not (half * (point - point.expm1())).exp() < tolerance:
            point = (point * arb("1.1")).mid()
        return point


def _x_minus_expm1(x: acb) -> acb:
    """x - (e^x - 1); near 0 by its Taylor series -x^2 (1/2 + x/6 + ...), which stays sharp for wide balls."""
    size = float(abs(x).upper())
    if not size < 0.25:
        return x - x.expm1()
    terms = 4 + int(ctx.prec / max(1.0, -log2(size + 1e-30)))
    series = acb(0)
    for j in range(terms, 1, -1):
        series = (series * x + 1) / (j + 1)
    rest = arb(size) ** terms / arb(terms + 2).gamma()
    return -(x**2) * ((series * x + 1) / 2 + acb(arb(0).union(rest), 0) * acb(arb(-1).union(arb(1)), arb(-1).union(arb(1))))


def _extreme(m: int, c: arb) -> arb:
    """F_m(c) by Nair's integral along the real axis; a lower bound by the union bound where that is nearly sharp."""
    union = 1 - m * _tail(c * (arb(m) / (m - 1)).sqrt()) if m > 1 else arb(1)
    if union > arb("0.999") or m < 20:
        return union
    reach = 3.0 if m < 200 else 1.0 + 12 / sqrt(m)
    size = arb(m)

    def integrand(t: acb, analytic: bool) -> acb:
        return ((-(t**2) / 2).exp() * (((acb(0, 1) * t - c) / acb(2).sqrt()).erfc() / 2)) ** m

    middle = acb.integral(integrand, acb(0), acb(reach), rel_tol=arb(2) ** -40, abs_tol=arb(2) ** -40).real
    # e^(-t^2/2) |Phi(c - it)| <= e^(-t^2/2) + 2 phi(c)/t <= A reach/t beyond the reach (>= 1)
    height = (-arb(reach) ** 2 / 2).exp() + 2 * (-(c**2) / 2).exp() / (2 * arb.pi()).sqrt() / reach
    rest = height**m * reach / (m - 1)
    return 2 * (middle - arb(0).union(rest.upper())) * (size / (2 * arb.pi())).sqrt()


def _tail(x: arb) -> arb:
    return (x / arb(2).sqrt()).erfc() / 2


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _rational(point: arb) -> Fraction:
    mantissa, exponent = point.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _lower(value: arb) -> Fraction:
    return _rational(value.lower()) if value.is_finite() else Fraction(0)


def _upper(value: arb) -> Fraction:
    return _rational(value.upper()) if value.is_finite() else Fraction(1)


def _number(text: object) -> Fraction:
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        shown = repr(text) if len(repr(text)) < 60 else repr(text)[:57] + "..."
        raise InvalidFile(f"the certificate holds {shown} where an exact number is needed")
    return Fraction(text)


def _exact(holds: bool, line: str) -> tuple[Verdict, str]:
    return (Verdict.UPHELD if holds else Verdict.REFUTED), line


def _below(value: arb, bound: Fraction, line: str) -> tuple[Verdict, str]:
    """value <= bound, by balls."""
    if value <= _ball(bound):
        return Verdict.UPHELD, line
    found = f"{line} (found {value.str(12)})"
    return (Verdict.REFUTED, found) if value > _ball(bound) else (Verdict.UNDECIDED, found)
