"""What `check --kernel` adds: for each instance that a certificate concludes about, Coq's word, or a line that says why Coq was not asked.

Glossary
    Row    an instance in words, and what Coq said of it
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from uccheck.certificates.check import Report
    from uccheck.certificates.check_rules import Conclusion
    from uccheck.certificates.kernel.convex import ConvexGoal
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.certificates.kernel.universe import ConvexProof

    Row = tuple[str, KernelResult | ConvexProof]
    Instance = tuple[Fraction, ...]

LINEAR = ("e_gen", "e_unif_alg")
#: Quantities of stochastic convex optimization by the learner that they are about.
MINIMISER, DESCENT, BALL = ("sco_e_gen", "sco_e_unif_alg"), ("sco_gd_e_gen", "sco_gd_e_unif_alg"), "sco_e_unif"


def rows_of(reports: Iterable[Report]) -> list[list[Row]]:
    """For each report one row for every instance of its conclusions, at least one row: silence is no answer of Coq's.

    Guarantee: a row says PROVED only of numbers that Coq accepted; what was not asked is undecided and says why.
    Raises: MissingTool: no coqc, or the library is not compiled.
    """
    groups = [tuple(report.conclusions) for report in reports]
    goals = {goal: None for group in groups for _, goal in _convex(group)}
    linear, convex = _linear(groups), {goal: _proof(goal) for goal in goals}
    nothing: list[Row] = [("no instance", _not("the certificate was not upheld"))]
    return [
        [*found, *((name, convex[goal]) for name, goal in _convex(group)), *_unasked(group)] or nothing
        for group, found in zip(groups, linear, strict=True)
    ]


def _not(reason: str) -> KernelResult:
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.core.verdict import Verdict

    return KernelResult(verdict=Verdict.UNDECIDED, detail=f"not asked: {reason}")


def _linear(groups: list[tuple[Conclusion, ...]]) -> list[list[tuple[str, KernelResult]]]:
    """The instances of the linear setting, all in one .v file, each once, so that Coq loads its libraries once."""
    from uccheck.certificates.kernel.instance import MAX_D, MAX_M, kernel_certificates, question

    known = [sorted({found.quantity[1:] for found in group if found.quantity[0] in LINEAR}) for group in groups]
    asked = sorted({at for group in known for at in group if at[0] <= MAX_M and at[1] <= MAX_D})
    questions = tuple(question(int(m), int(D), delta, gamma=gamma, s=s, b=b) for m, D, s, b, gamma, delta in asked)
    results = dict(zip(asked, kernel_certificates(questions, timeout=60.0 * max(len(asked), 1)), strict=True))
    beyond = f"m is above {MAX_M} or D above {MAX_D}"
    return [[(_named(*at), results[at] if at in results else _not(beyond)) for at in group] for group in known]


def _named(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> str:
    """The instance in words; s and b where they are not the paper's."""
    from uccheck.certificates.check import plain

    other = "" if s == 4 and b == 32 else f", s = {plain(s)}, b = {plain(b)}"
    return f"m = {m}, D = {D}{other}, gamma = {plain(gamma)}, delta = {plain(delta)}"


def _convex(group: tuple[Conclusion, ...]) -> list[tuple[str, ConvexGoal]]:
    """The instances of stochastic convex optimization; the ball by itself only where no learner at its m, d, delta is spoken of."""
    from fractions import Fraction

    from uccheck.certificates.check import plain
    from uccheck.certificates.kernel.convex import convex_goal

    found: dict[str, ConvexGoal] = {}
    zero, balls = Fraction(0), {}
    for quantity in (one.quantity for one in group):
        name, at = quantity[0], quantity[1:]
        where = f"m = {at[0]}, d = {at[1]}, delta = {plain(at[-1])}"
        if name in DESCENT:
            m, d, eta, tau, delta = at
            said = f"sco, gradient descent, {where}, eta = {plain(eta)}, tau = {plain(tau)}"
            found[said] = convex_goal(int(m), int(d), delta, "gradient-descent", eta, zero, tau)
        elif name in MINIMISER:
            m, d, eta, lam, delta = at
            said = f"sco, the minimiser, {where}, eta = {plain(eta)}, lam = {plain(lam)}"
            found[said] = convex_goal(int(m), int(d), delta, "regularised" if lam > 0 else "erm", eta, lam, zero)
        elif name == BALL:
            m, d, delta = at
            only = convex_goal(int(m), int(d), delta, "erm", zero, zero, zero)
            balls[f"sco, the ball, {where}"] = replace(only, fails=None)
    spoken = {(goal.m, goal.d, goal.delta) for goal in found.values()}
    alone = {name: goal for name, goal in balls.items() if (goal.m, goal.d, goal.delta) not in spoken}
    return [*found.items(), *alone.items()]


def _proof(goal: ConvexGoal) -> ConvexProof:
    from uccheck.certificates.kernel.universe import convex_certificate

    return convex_certificate(goal)


def _unasked(group: tuple[Conclusion, ...]) -> Iterator[Row]:
    """What no theorem in Coq is about, quantity by quantity."""
    from uccheck.certificates.check import WORDS

    names = dict.fromkeys(found.quantity[0] for found in group)
    for name in names:
        if name not in (*LINEAR, *MINIMISER, *DESCENT, BALL):
            words = WORDS.get(name, name)
            yield words, _not(f"no theorem in Coq is about {words}")


def record(proof: KernelResult | ConvexProof) -> dict[str, Any]:
    """Coq's verdict as JSON."""
    from uccheck.certificates.kernel.instance import KernelResult
    from uccheck.commands.kernels import proof as of_linear
    from uccheck.commands.kernels import universe as of_convex

    return of_linear.record(proof) if isinstance(proof, KernelResult) else of_convex.record(proof)


def lines(proof: KernelResult | ConvexProof) -> list[str]:
    """What a terminal is told of it."""
    if proof.detail.startswith("not asked"):
        return [f"Coq: {proof.evidence.word}: {proof.detail}"]
    said = [f"Coq: {proof.evidence.word}: {proof.detail} ({proof.seconds:.1f} s)"]
    return said + ([f"Coq trusts: {'; '.join(proof.trusts)}"] if proof.trusts else [])
