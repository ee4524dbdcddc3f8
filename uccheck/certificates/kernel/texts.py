"""The fixed texts of the .v file of kernel certificates; blanks stand as `<name>` and are filled by `template`."""

from __future__ import annotations

HEAD = """\
(* Written by uccheck from m, D, s, b, delta, gamma and the claimed numbers; coqc decides.
   instance: with labels +-1, a signal direction u with |u|^2 = s/m and noise N(0, (b/D) I_D),
   bounds of e_gen(m, delta) and of e_unif-alg(m, delta). *)
From Coq Require Import Reals Lra ZArith.
From Interval Require Import Tactic.
From UC Require Import ITZ TailReal Constants BellSeries.
Import ITZ.
Local Open Scope R_scope.
"""

GENERALIZING = """
Definition g_alpha<k> := <g_alpha>.
<losses><long>Lemma g_numbers<k> : generalizing <s> <b> <m> <D> <gamma> <delta> g_alpha<k> <e_gen>.
Proof. split; [unfold g_alpha<k>; lra | exact g_loss<k> | exact g_rare<k>]. Qed.
"""

VACUOUS = """
Definition v_alpha<k> := <v_alpha>.
Definition tau<k> := <tau>.
<losses><long><pair_numbers>Lemma v_meet<k> : exp <cap_flip> / <e1> + <v_rare> < <kappa>.
Proof. interval with (i_prec 120). Qed.
Lemma v_numbers<k> : vacuous <s> <b> <m> <D> <gamma> <kappa> (<mgf> <m> tau<k>) tau<k> v_alpha<k> <e1> <loss>.
Proof.
apply (vacuous_of_caps _ _ _ _ _ _ _ _ _ _ _ <v_rare> <cap_flip>);
  [exact v_mgf<k> | unfold v_alpha<k>; lra | unfold tau<k>; lra | lra |
   exact v_loss<k> | exact v_rare<k> | exact v_flip<k> | exact v_meet<k>].
Qed.
"""

#: long weights: Chernoff's bound, or the sharp one of ChiReal.v
LONG = {
    "chernoff": """\
Lemma <half>_norm<k> : long_exponent <D> <half>_alpha<k> <= <long_cap>.
Proof. unfold long_exponent, <half>_alpha<k>. interval with (i_prec 120). Qed.
Lemma <half>_rare<k> : long_tail <D> <half>_alpha<k> <long_p>.
Proof. apply (long_of_cap _ _ _ <long_cap> <half>_norm<k>). interval with (i_prec 120). Qed.
""",
    "sharp": """\
Lemma <half>_norm<k> : sharp_exponent <D> <half>_alpha<k> <mu> <= <long_cap>.
Proof. unfold sharp_exponent, long_exponent, <half>_alpha<k>. interval with (i_prec 120). Qed.
Lemma <half>_rare<k> : long_tail <D> <half>_alpha<k> <long_p>.
Proof.
apply (sharp_of_cap _ _ _ <mu> <long_cap>); [lra | unfold <half>_alpha<k>; lra | lra | exact <half>_norm<k> |].
unfold <half>_alpha<k>. interval with (i_prec 120).
Qed.
""",
}

PAIRS = {
    "flip": """\
Lemma v_side<k> : 0 < sign_minus <m> tau<k>.
Proof. unfold sign_minus, tau<k>. lra. Qed.
Lemma v_mgf<k> : 0 < flip_mgf <m> tau<k>.
Proof. exact (flip_mgf_gt0 _ _ v_side<k>). Qed.
Lemma v_flip<k> : flipped_exponent <s> <b> <D> tau<k> (flip_mgf <m> tau<k>) <= <cap_flip>.
Proof. unfold flipped_exponent, flip_mgf, sign_minus, tau<k>. interval with (i_prec 120). Qed.
""",
    "sign": """\
Lemma v_side<k> : 0 < sign_plus <m> tau<k>.
Proof. unfold sign_plus, tau<k>. lra. Qed.
Lemma v_mgf<k> : 0 < sign_mix <m> tau<k>.
Proof. apply sign_mix_gt0; [unfold tau<k>; lra | exact v_side<k>]. Qed.
Lemma v_flip<k> : flipped_exponent <s> <b> <D> tau<k> (sign_mix <m> tau<k>) <= <cap_flip>.
Proof. unfold flipped_exponent, sign_mix, sign_plus, sign_minus, tau<k>. interval with (i_prec 120). Qed.
Lemma v_delta<k> : <delta> <= 1.
Proof. lra. Qed.
""",
}

TAIL = """\
Proof.
apply Rle_trans with (1 := Rmin_l _ _).
unfold sampford, mills, bell, pop_scale, <half>_alpha<k>. interval with (i_prec 120).
Qed.
"""

MIDDLE = """\
Proof.
apply (q_bound_series <terms> <y>); [split | cbv [odd_horner Z.add Pos.add Pos.succ]; unfold bell; interval with (i_prec 80)].
- lra.
- unfold pop_scale, <half>_alpha<k>. interval with (i_prec 120).
Qed.
"""

FAR = """\
Proof.
apply (q_bound_far _ _ _ _ _ _ <far>); [lra | lra | lra | lra | unfold <half>_alpha<k>; lra | |].
- unfold <half>_alpha<k>. interval with (i_prec 120).
- interval with (i_prec 120).
Qed.
"""

FLOORED = """
Definition <half>_alpha<k> := <f_alpha>.
Lemma <half>_share<k> : <f_share> <= q_floor (pop_scale <s> <b> <m> <D> (<f_step> * <gamma>) (- <half>_alpha<k>)).
<proof>Lemma <half>_floored<k> : floored <s> <b> <m> <D> <gamma> <half>_alpha<k> <f_step> <f_value>.
Proof.
assert (E := <half>_share<k>). split; [unfold <half>_alpha<k>; lra | lra | lra |].
apply Rle_trans with ((1 - <f_step>) * <f_share>); [lra | apply Rmult_le_compat_l; [lra | exact E]].
Qed.
"""

FLOOR_TAIL = """\
Proof.
apply Rle_trans with (2 := Rmax_l _ _).
unfold birnbaum, bell, pop_scale, <half>_alpha<k>. interval with (i_prec 120).
Qed.
"""

FLOOR_MIDDLE = """\
Proof.
apply (q_floor_series <terms> <y>);
  [split | simpl; lra | cbv [odd_horner Z.add Pos.add Pos.succ]; unfold bell; interval with (i_prec 80)].
- unfold pop_scale, <half>_alpha<k>. interval with (i_prec 120).
- unfold pop_scale, <half>_alpha<k>. interval with (i_prec 120).
Qed.
"""

OVERFITTING = """\
Definition o_tau<k> := <o_tau>.
Lemma o_side<k> : 0 < sign_minus <m> o_tau<k>.
Proof. unfold sign_minus, o_tau<k>. lra. Qed.
Lemma o_thin<k> : long_exponent <D> (- o_alpha<k>) <= <cap_thin>.
Proof. unfold long_exponent, o_alpha<k>. interval with (i_prec 120). Qed.
Lemma o_right<k> : flipped_exponent (<s> - <gamma>) <b> <D> (- o_tau<k>) (flip_mgf <m> o_tau<k>) <= <cap_right>.
Proof. unfold flipped_exponent, flip_mgf, sign_minus, o_tau<k>. interval with (i_prec 120). Qed.
Lemma o_rare<k> : <m> * exp <cap_right> + exp <cap_thin> < 1 - <delta>.
Proof. interval with (i_prec 120). Qed.
Lemma o_numbers<k> : overfitting <s> <b> <m> <D> <gamma> <delta> o_tau<k> o_alpha<k> <f_step> <o_value>.
Proof.
apply (overfitting_of_caps _ _ _ _ _ _ _ _ _ _ <cap_thin> <cap_right>);
  [lra | exact o_floored<k> | unfold o_tau<k>; lra | exact o_side<k> | exact o_right<k> | exact o_thin<k> | exact o_rare<k>].
Qed.
"""

SPREAD = """\
Lemma u_rare<k> : exp (long_exponent <D> (- u_alpha<k>)) <= <delta>.
Proof.
apply Rle_trans with (exp <u_cap>); [|interval with (i_prec 120)].
apply exp_le. unfold long_exponent, u_alpha<k>. interval with (i_prec 120).
Qed.
Lemma u_value<k> : 1 - <u_floor> <= <u_value>.
Proof. lra. Qed.
"""

DROWNED = """
Lemma d_numbers<k> : drowned <s> <b> <m> <D> <gamma> <delta> <d_alpha> <d_beta> <reach> <d_value>.
Proof.
apply (drowned_of_caps _ _ _ _ _ _ _ _ _ _ <cap_long> <cap_total>);
  [lra | lra | lra | lra | lra | lra | | |]; unfold long_exponent; interval with (i_prec 120).
Qed.
"""

BRIDGE = """
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import reals ereal.
From UC Require Import Bridge Setting Certificate.
Local Open Scope ring_scope.
"""

FACTS = {
    "below": "assert (gs : (<gamma> < <s>)%coqR) by lra.\n",
    "positive": "assert (gp : (0 < <gamma>)%coqR) by lra.\n",
}

COUNT = """
Lemma v_count<k> : right_count <right>%coqZ <m>%coqR <e1>%coqR <loss>%coqR <e_unif>%coqR.
Proof. split; [easy | split; lra]. Qed.
"""

THEOREM = """
Theorem instance<k> (S : @setting RR (Z.to_nat <m>) <s>%coqR <b>%coqR) :
  <states>.
Proof.
assert (m1 : (1 <= <m>)%coqZ) by easy.
assert (D1 : (1 <= <D>)%coqZ) by easy.
assert (s1 : (0 < <s>)%coqR) by lra.
assert (b1 : (0 < <b>)%coqR) by lra.
assert (g1 : (0 <= <gamma>)%coqR) by lra.
<facts><proof>.
Qed.
"""
