"""The .v file of kernel certificates: numbers filled into fixed text, which states both halves of each instance.

The statement depends on m, D, delta, gamma and the two numbers claimed; the witnesses stand in the lemmas before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uccheck.certificates.coq_search import Generalizing, Instance, LossBound, Vacuity, generalizing, vacuous


@dataclass(frozen=True, kw_only=True)
class Goal:
    """e_gen(m, delta) <= e_gen and e_unif-alg(m, delta) >= e_unif_alg for one instance, with the witnesses of both."""

    instance: Instance
    e_gen: Fraction
    e_unif_alg: Fraction
    generalizing: Generalizing
    vacuous: Vacuity


def source(claims: tuple[Goal, ...], *, print_assumptions: bool = False) -> str:
    """The file that states and proves every claim as `instance1`, `instance2`, ..."""
    numbers = "".join(_numbers(claim, str(k)) for k, claim in enumerate(claims, 1))
    theorems = "".join(_filled(_THEOREM, claim, str(k)) for k, claim in enumerate(claims, 1))
    names = ", ".join(f"instance{k}" for k in range(1, len(claims) + 1))
    ending = f"Definition instances := ({names}).\nPrint Assumptions instances.\n" if print_assumptions else ""
    return _HEAD + numbers + _BRIDGE + theorems + ending


def models() -> str:
    """A file with one certificate for each way a bound is proved, and what they rest on."""
    flips = [("1/10", 10, 12800), ("1/20", 1000, 17000), ("1/4", 10**6, 10**12)]
    signs = [("19/20", 1000, 10**6), ("19/20", 1000, 4 * 10**5), ("9/10", 1, 10**9)]
    claims = []
    for delta, m, D in flips + signs:
        instance = Instance(m=m, D=D, delta=Fraction(delta), gamma=Fraction(1, 2))
        plan = vacuous(instance)
        assert plan is not None
        claims.append(best_claim(instance, generalizing(instance), plan))
    return source(tuple(claims), print_assumptions=True)


def best_claim(instance: Instance, small: Generalizing, large: Vacuity) -> Goal:
    """The strongest claim that these witnesses prove."""
    return Goal(instance=instance, e_gen=small.loss.value, e_unif_alg=1 - large.value, generalizing=small, vacuous=large)


def _numbers(claim: Goal, k: str) -> str:
    small, large = claim.generalizing, claim.vacuous
    losses = _loss(small.loss, "e_gen", "g", k) + _loss(large.loss, "loss", "v", k)
    return _filled(_NUMBERS.replace("<losses>", losses).replace("<pair_numbers>", _PAIRS[large.pair]), claim, k)


def _loss(loss: LossBound, value: str, half: str, k: str) -> str:
    statement = f"Lemma {half}_loss<k> : q_bound (pop_scale <m> <D> <gamma> {half}_alpha<k>) <= <{value}>.\n"
    if loss.shape == "middle":
        statement = f"Lemma {half}_integral<k> : {rational(loss.c)} <= RInt bell 0 {rational(loss.y)}.\n{_INTEGRAL}" + statement
    proof = {"tail": _TAIL, "middle": _MIDDLE, "far": _FAR}[loss.shape]
    for name, text in (("half", half), ("y", rational(loss.y)), ("c", rational(loss.c)), ("far", rational(loss.far))):
        proof = proof.replace(f"<{name}>", text)
    return statement + proof


def _filled(text: str, claim: Goal, k: str) -> str:
    instance, small, large = claim.instance, claim.generalizing, claim.vacuous
    values = {
        "m": str(instance.m),
        "D": str(instance.D),
        "delta": rational(instance.delta),
        "gamma": rational(instance.gamma),
        "e_gen": rational(claim.e_gen),
        "e_unif": rational(claim.e_unif_alg),
        "g_alpha": rational(small.alpha),
        "g_cap": rational(small.cap_long),
        "v_alpha": rational(large.alpha),
        "v_cap": rational(large.cap_long),
        "tau": rational(large.tau),
        "e1": rational(large.e1),
        "loss": rational(large.loss.value),
        "cap_flip": rational(large.cap_flip),
        "pair": large.pair,
        "mgf": {"flip": "flip_mgf", "sign": "sign_mix"}[large.pair],
        "kappa": {"flip": "(1 - 2 * <delta>)", "sign": "((1 - <delta>) ^ 4)"}[large.pair],
        "side": {"flip": "", "sign": "d "}[large.pair],
        "k": k,
    }
    for name in ("kappa", *values):
        text = text.replace(f"<{name}>", values[name])
    return text


def rational(value: Fraction) -> str:
    """`(p / q)`, or `(p)`."""
    return f"({value.numerator})" if value.denominator == 1 else f"({value.numerator} / {value.denominator})"


_HEAD = """\
(* Written by uccheck from m, D, delta, gamma and the claimed numbers; coqc decides.
   instance: with labels +-1, a signal direction u with |u|^2 = 1/m and noise N(0, (32/D) I_D),
   e_gen(m, delta) <= the first number and e_unif-alg(m, delta) >= the second. *)
From Coq Require Import Reals Lra ZArith.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From UC Require Import ITZ TailReal Constants.
Import ITZ.
Local Open Scope R_scope.
"""

_NUMBERS = """
Definition g_alpha<k> := <g_alpha>.
Definition v_alpha<k> := <v_alpha>.
Definition tau<k> := <tau>.
<losses>Lemma g_norm<k> : long_exponent <D> g_alpha<k> <= <g_cap>.
Proof. unfold long_exponent, g_alpha<k>. interval with (i_prec 120). Qed.
Lemma g_rare<k> : exp <g_cap> <= <delta>.
Proof. interval with (i_prec 120). Qed.
Lemma g_numbers<k> : generalizing <m> <D> <gamma> <delta> g_alpha<k> <e_gen>.
Proof.
apply (generalizing_of_caps _ _ _ _ _ _ <g_cap>); [unfold g_alpha<k>; lra | exact g_loss<k> | exact g_norm<k> | exact g_rare<k>].
Qed.
Lemma v_norm<k> : long_exponent <D> v_alpha<k> <= <v_cap>.
Proof. unfold long_exponent, v_alpha<k>. interval with (i_prec 120). Qed.
<pair_numbers>Lemma v_meet<k> : exp <cap_flip> / <e1> + exp <v_cap> < <kappa>.
Proof. interval with (i_prec 120). Qed.
Lemma v_numbers<k> : vacuous <m> <D> <gamma> <kappa> (<mgf> <m> tau<k>) tau<k> v_alpha<k> <e1> <loss>.
Proof.
apply (vacuous_of_caps _ _ _ _ _ _ _ _ _ <v_cap> <cap_flip>);
  [exact v_mgf<k> | unfold v_alpha<k>; lra | unfold tau<k>; lra | lra |
   exact v_loss<k> | exact v_norm<k> | exact v_flip<k> | exact v_meet<k>].
Qed.
"""

_PAIRS = {
    "flip": """\
Lemma v_side<k> : 0 < sign_minus <m> tau<k>.
Proof. unfold sign_minus, tau<k>. lra. Qed.
Lemma v_mgf<k> : 0 < flip_mgf <m> tau<k>.
Proof. exact (flip_mgf_gt0 _ _ v_side<k>). Qed.
Lemma v_flip<k> : flipped_exponent <D> tau<k> (flip_mgf <m> tau<k>) <= <cap_flip>.
Proof. unfold flipped_exponent, flip_mgf, sign_minus, tau<k>. interval with (i_prec 120). Qed.
""",
    "sign": """\
Lemma v_side<k> : 0 < sign_plus <m> tau<k>.
Proof. unfold sign_plus, tau<k>. lra. Qed.
Lemma v_mgf<k> : 0 < sign_mix <m> tau<k>.
Proof. apply sign_mix_gt0; [unfold tau<k>; lra | exact v_side<k>]. Qed.
Lemma v_flip<k> : flipped_exponent <D> tau<k> (sign_mix <m> tau<k>) <= <cap_flip>.
Proof. unfold flipped_exponent, sign_mix, sign_plus, sign_minus, tau<k>. interval with (i_prec 120). Qed.
""",
}

_TAIL = """\
Proof.
apply Rle_trans with (1 := Rmin_l _ _).
unfold sampford, mills, bell, pop_scale, <half>_alpha<k>. interval with (i_prec 120).
Qed.
"""

_INTEGRAL = """\
Proof. unfold bell. integral with (i_prec 80, i_relwidth 45). Qed.
"""

_MIDDLE = """\
Proof.
apply (q_bound_middle <y> _ _ <c>); [split | exact <half>_integral<k> |].
- lra.
- unfold pop_scale, <half>_alpha<k>. interval with (i_prec 120).
- lra.
Qed.
"""

_FAR = """\
Proof.
apply (q_bound_far _ _ _ _ <far>); [lra | lra | lra | unfold <half>_alpha<k>; lra | |].
- unfold <half>_alpha<k>. interval with (i_prec 120).
- interval with (i_prec 120).
Qed.
"""

_BRIDGE = """
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import reals ereal.
From UC Require Import Bridge Setting Certificate.
Local Open Scope ring_scope.
"""

_THEOREM = """
Theorem instance<k> (S : setting RR (Z.to_nat <m>)) :
  (egen S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR <= <e_gen>%coqR%:E)%E /\\
  (<e_unif>%coqR%:E <= eunif S (Z.to_nat <D>) <gamma>%coqR <delta>%coqR)%E.
Proof.
assert (m1 : (1 <= <m>)%coqZ) by easy.
assert (D1 : (1 <= <D>)%coqZ) by easy.
assert (g : (0 <= <gamma> < 4)%coqR) by lra.
assert (d : (<delta> <= 1)%coqR) by lra.
assert (s : (<e_unif> <= 1 - <e1> - <loss>)%coqR) by lra.
split; [exact (egen_le m1 D1 g S g_numbers<k>) | exact (<pair>_eunif_ge m1 D1 g S s <side>v_side<k> v_numbers<k>)].
Qed.
"""
