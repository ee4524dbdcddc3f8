(* TheoremC.v: theorem C, every delta < 1, by random signs; nothing is cited     *)
(* (theory.md 4, 5C).                                                          *)
(*                                                                             *)
(*   theorem_C_eta    == 0 < eta <= 1/4 and D >= 2048 (1 + eta)/(4-gamma)^2 m     *)
(*                       ln(4/eps) + 200 m k + 75/(16 eta^2) (ln(1/delta) + 4 k),  *)
(*                       k = ln(1/(1-delta)), give egen <= eps and eunif >= 1-eps  *)
(*   theorem_C        == eta = 1/4: D >= 2560/(4-gamma)^2 m ln(4/eps) + 200 m k    *)
(*                       + 75 ln(1/delta) + 300 k                               *)
(*   theorem_C_half   == theorem B's own condition, for every delta <= 1/2        *)
From Coq Require Import Reals Lra Psatz.
From UC Require Import Constants Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Sign Pairs Setting Witness TheoremB.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section signs.
Variables (m D : nat) (S : paper m) (gamma delta eps : R).
Hypothesis m1 : (1 <= m)%N.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (He : (0 < eps < 1)%coqR).

Section pairs.
Variables eta extra rare tau : R.
Hypothesis H : enough (INR m) (INR D) gamma delta eps eta extra rare.
Hypothesis v : (0 < sign_plus (INR m) tau)%coqR.
Hypothesis w : vacuous 4 32 (INR m) (INR D) gamma ((1 - delta) ^ 4)%coqR (sign_mix (INR m) tau) tau eta
  (3 * eps / 4)%coqR (eps / 4)%coqR.

Lemma enough_signs :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
have [_ small _ _] := enough_bounds S m1 H; split=> //.
have t0 : (0 : RR) <= tau by apply/RleP; exact: (v_tau w).
have d1 : (delta : RR) <= 1 by case: H => _ [_ [[_ /Rlt_le d] _]]; exact/RleP.
apply: (enough_vacuous_pairs m1 H (sign_numbers m1 t0 v) _ w).
by have := sign_meets (D := D) (m := m) (L := sL S) d1; rewrite RpowE RminusE.
Qed.
End pairs.

Local Notation k := (Rpower.ln (1 / (1 - delta)))%coqR.

Theorem theorem_C_eta (eta : R) : (0 < delta < 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->
  (2048 * (1 + eta) / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) + 200 * INR m * k +
   75 / 16 / eta ^ 2 * (Rpower.ln (1 / delta) + 4 * k) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> Hd Ht HD; have [k0 _] := ln_inv_delta (1 - delta) ltac:(lra).
have H : enough (INR m) (INR D) gamma delta eps eta (200 * k)%coqR (4 * k)%coqR.
  split; first exact: INR_ge1.
  have -> : (INR m * (200 * k) = 200 * INR m * k)%coqR by lra.
  by do !split=> //; lra.
by have [v w] := numbers_C _ _ _ _ _ _ H; exact: (enough_signs H v w).
Qed.

Theorem theorem_C : (0 < delta < 1)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) + 200 * INR m * k +
   75 * Rpower.ln (1 / delta) + 300 * k <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> Hd HD; have Ht : (0 < 1 / 4 <= 1 / 4)%coqR by lra.
by apply: (theorem_C_eta Hd Ht); have [-> ->] := eta_quarter; lra.
Qed.

Theorem theorem_C_half : (0 < delta <= 1 / 2)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> Hd HD; have H : enough (INR m) (INR D) gamma delta eps (1 / 4)%coqR 0 0.
  split; first exact: INR_ge1.
  have [-> ->] := eta_quarter; rewrite Rmult_0_r 2!Rplus_0_r; do !split=> //; lra.
by have [v w] := numbers_half _ _ _ _ _ H Hd.2; exact: (enough_signs H v w).
Qed.
End signs.
