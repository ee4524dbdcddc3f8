"""Stochastic convex optimization in Coq: what is proved of one instance, by integers that Coq multiplies out; no axiom, no real number.

Glossary
    Chance       integers with (1 + q r/2^m)^-k < 1 - delta and k q <= d, so that P(some bad column) = 1 - (1 - r/2^m)^d > delta
    ConvexGoal   one instance with the ends that its integers prove; the statement is read back in `statement`
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

#: Rows whose binary powers Coq multiplies out, and the powers that are tried, the cheapest first.
MAX_ROWS, POWERS = 2000, (1, 4, 16, 64, 256, 1024)
HALF = Fraction(1, 2)

HEAD = """\
(* Written by uccheck from m, d, delta, the learner's numbers and the claimed ends; coqc decides.
   S: m points, uniform on {0, 1}^d; loss sum_j x_j w_j^2 over the unit ball, over every ordered field. *)
From Coq Require Import NArith.
From mathcomp Require Import all_ssreflect all_algebra.
From UC Require Import Convex ConvexLearners.
Local Open Scope ring_scope.
"""

CHANCE = """
Lemma <name><k> : chance_checked <m> <power> <r> <q> <delta> <d>.
Proof. vm_compute; reflexivity. Qed.
"""

BOX = """
Lemma box<k> : box_checked <d> <side> <value>.
Proof. vm_compute; reflexivity. Qed.
"""

THEOREM = """
Theorem instance<k> (F : realFieldType) (h : data <m> (N.to_nat <d>) -> 'I_(N.to_nat <d>) -> F) :
  <learner> ->
  <states>.
Proof.
move=> made.
<proof>.
Qed.
"""

LEARNERS = {
    "gradient-descent": "(forall S, exists2 steps, descent S (frac F <eta>) steps (h S) & \\sum_(x <- steps) x = frac F <tau>)",
    "regularised": "minimises h (frac F <eta>) (frac F <lam>)",
    "erm": "picks h",
}
BALL = "ball_ge <m> (N.to_nat <d>) (frac F <delta>) (frac F 1 2) /\\ ball_le <m> (N.to_nat <d>) (frac F <delta>) (frac F 1 2)"
SMALL = "gen_le h (frac F <delta>) (frac F <value>) /\\ alg_le h (frac F <delta>) (frac F <value>)"
FAILS = "gen_ge h (frac F <delta>) (frac F 1 2) /\\ alg_ge h (frac F <delta>) (frac F 1 2)"
PROOFS = {
    "gradient-descent": "exact (descent_certified <delta> box<k> made)",
    "regularised": "exact (regularised_certified <delta> box<k> (isT : N.ltb 0 <lam!>) (isT : N.ltb 0 <lam?>) made)",
    "erm": "exact (picker_certified made blank<k>)",
}


@dataclass(frozen=True, kw_only=True)
class Chance:
    """k and q of the glossary."""

    power: int
    q: int


@dataclass(frozen=True, kw_only=True)
class ConvexGoal:
    """One instance: `ball` proves e_unif = 1/2, `small` the upper ends of the learner, `fails` its lower ends 1/2."""

    m: int
    d: int
    delta: Fraction
    learner: str
    eta: Fraction
    lam: Fraction
    tau: Fraction
    ball: Chance | None = None
    small: Fraction | None = None
    fails: Chance | None = None

    @property
    def ends(self) -> dict[tuple[str, str], Fraction]:
        """What is claimed, by quantity and side."""
        found = {("e_unif", "lower"): HALF, ("e_unif", "upper"): HALF} if self.ball is not None else {}
        if self.small is not None:
            found |= {("e_gen", "upper"): self.small, ("e_unif_alg", "upper"): self.small}
        if self.fails is not None:
            found |= {("e_gen", "lower"): HALF, ("e_unif_alg", "lower"): HALF}
        return found


def chance(m: int, d: int, delta: Fraction, bad: int) -> Chance | None:
    """The least power at which the integers show that a column of `bad` kinds has more than the chance delta; None if none does."""
    if m > MAX_ROWS:
        return None
    rows, (a, c) = 2**m, delta.as_integer_ratio()
    for power in POWERS:
        q = d // power
        if bad <= rows and q > 0 and power * m <= 10**5 and c * rows**power < (c - a) * (rows + q * bad) ** power:
            return Chance(power=power, q=q)
    return None


def convex_goal(m: int, d: int, delta: Fraction, learner: str, eta: Fraction, lam: Fraction, tau: Fraction) -> ConvexGoal:
    """Everything that the theorems of ConvexLearners.v give for one instance."""
    side = {"gradient-descent": 2 * eta * tau, "regularised": eta / lam if lam > 0 else None}.get(learner)
    return ConvexGoal(
        m=m, d=d, delta=delta, learner=learner, eta=eta, lam=lam, tau=tau,
        ball=chance(m, d, delta, 2),
        small=None if side is None else d * side**2 / 2,
        fails=chance(m, d, delta, 1) if learner == "erm" and eta == 0 else None,
    )  # fmt: skip


def convex_source(goals: tuple[ConvexGoal, ...], *, print_assumptions: bool = False) -> str:
    """The file that states and proves every goal as `instance1`, `instance2`, ..."""
    text = HEAD + "".join(_goal(goal, str(k)) for k, goal in enumerate(goals, 1))
    names = ", ".join(f"@instance{k}" for k in range(1, len(goals) + 1))
    return text + (f"Definition instances := ({names}).\nPrint Assumptions instances.\n" if print_assumptions else "")


def convex_models() -> str:
    """One instance of each learner, with what they rest on."""
    at, zero = (10, 10000, Fraction(1, 10)), Fraction(0)
    goals = (
        convex_goal(*at, "gradient-descent", Fraction(1, 10**6), zero, Fraction(3, 2)),
        convex_goal(*at, "regularised", Fraction(1, 10**4), Fraction(1, 10), zero),
        convex_goal(*at, "erm", zero, zero, zero),
    )
    return convex_source(goals, print_assumptions=True)


def _goal(goal: ConvexGoal, k: str) -> str:
    lemmas, states, proofs = "", [], []
    if goal.ball is not None:
        lemmas += _chance(goal.ball, "chance", "2")
        states.append(f"({BALL})")
        proofs.append("exact (ball_certified F (isT : (0 < <m>)%N) chance<k>)")
    if goal.small is not None:
        side = {"gradient-descent": "(N.mul 2 (N.mul <eta!> <tau!>)) (N.mul <eta?> <tau?>)"}
        lemmas += BOX.replace("<side>", side.get(goal.learner, "(N.mul <eta!> <lam?>) (N.mul <eta?> <lam!>)"))
        states.append(f"({SMALL})")
    if goal.fails is not None:
        lemmas += _chance(goal.fails, "blank", "1")
        states.append(f"({FAILS})")
    if goal.small is not None or goal.fails is not None:
        proofs.append(PROOFS[goal.learner])
    proof = "split; [" + " | ".join(proofs) + "]" if len(proofs) > 1 else proofs[0]
    theorem = THEOREM.replace("<learner>", LEARNERS[goal.learner]).replace("<states>", " /\\\n  ".join(states))
    return _filled(lemmas + theorem.replace("<proof>", proof), goal, k)


def _chance(found: Chance, name: str, bad: str) -> str:
    return CHANCE.replace("<name>", name).replace("<r>", bad).replace("<power>", str(found.power)).replace("<q>", str(found.q))


def _filled(text: str, goal: ConvexGoal, k: str) -> str:
    numbers = {"delta": goal.delta, "eta": goal.eta, "lam": goal.lam, "tau": goal.tau, "value": goal.small or Fraction(0)}
    for name, value in numbers.items():
        over, under = (str(part) for part in value.as_integer_ratio())
        text = text.replace(f"<{name}>", f"{over} {under}").replace(f"<{name}!>", over).replace(f"<{name}?>", under)
    for name, whole in (("m", str(goal.m)), ("d", str(goal.d)), ("k", k)):
        text = text.replace(f"<{name}>", whole)
    return text
