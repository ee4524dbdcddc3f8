(* TheoremB.v: theorem B (no logarithm of m), its margin losses, and the         *)
(* quantities that stay small (theory.md 5B, 5D).                              *)
(*                                                                             *)
(*   enough_small, enough_vacuous_pairs == `enough` (Constants.v) gives both halves *)
(*   flip_meets       == a sample and its flip meet, with kappa = 1 - 2 delta    *)
(*   theorem_B_eta    == 0 < eta <= 1/4 and D >= 2048 (1 + eta)/(4-gamma)^2 m     *)
(*                       ln(4/eps) + 75/(16 eta^2) ln(1/delta), delta <= 1/4 give  *)
(*                       egen <= eps and eunif >= 1 - eps                        *)
(*   theorem_B        == eta = 1/4: D >= 2560/(4-gamma)^2 m ln(4/eps) + 75 ln(1/delta) *)
(*   theorem_B_01     == gamma = 0: D >= 160 m ln(4/eps) + 75 ln(1/delta)       *)
(*   theorem_B_ramp   == gamma in [0, 1]: D >= 285 m ln(4/eps) + 75 ln(1/delta) *)
(*   theorem_D        == under the same condition the one-sided and the         *)
(*                       zero-error quantities are <= eps                      *)
From Coq Require Import Reals Lra Psatz.
From UC Require Import Constants Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Pairs Setting Witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Lemma INR_ge1 m : (1 <= m)%N -> (1 <= INR m)%coqR.
Proof. by move=> m1; apply: (le_INR 1); apply/ssrnat.leP. Qed.

Lemma margin_bounds (s gamma : R) : (0 <= gamma < s)%coqR -> (0 : RR) <= gamma /\ gamma <= s :> RR.
Proof. by move=> [g0 /Rlt_le gs]; split; apply/RleP. Qed.

(* the setting of the paper: s = 4, b = 32                                         *)
Definition paper m := @setting RR m 4%coqR 32%coqR.
Lemma paper_s : 0 < 4%coqR :> RR. Proof. by have s0 : (0 < 4)%coqR by [lra]; exact/RltP. Qed.
Lemma paper_b : 0 < 32%coqR :> RR. Proof. by have b0 : (0 < 32)%coqR by [lra]; exact/RltP. Qed.

(* ----- explicit constants: what theorems B and C have in common ------------------ *)
Section enough.
Variables (m D : nat) (S : paper m) (gamma delta eps eta extra rare : R).
Hypothesis m1 : (1 <= m)%N.
Hypothesis H : enough (INR m) (INR D) gamma delta eps eta extra rare.

Lemma enough_dimension : (0 < D)%N.
Proof. by have [/RltP D0 _] := explicit _ _ _ _ _ _ _ _ H; move: D0; rewrite INRE ltr0n. Qed.

Lemma enough_margin : (0 : RR) <= gamma /\ (gamma : RR) <= 4%coqR.
Proof. by apply: margin_bounds; case: H => _ []. Qed.

Let quarter : (eps / 4 : R)%coqR <= eps :> RR.
Proof. by case: H => _ [_ [_ [He _]]]; apply/RleP; lra. Qed.

Lemma enough_bounds : [/\
  exists2 G, likely (pP (sample S D)) delta G &
    forall s, G s -> @pop RR m _ _ S D gamma (learned s) - emp gamma (learned s) s <= eps,
  (egen S D gamma delta <= eps%:E)%E,
  (eabove S D gamma delta <= eps%:E)%E & (ezero S D gamma delta <= eps%:E)%E].
Proof.
have [g0 g4] := enough_margin; have w := enough_generalizing _ _ _ _ _ _ _ _ H.
have [[G lG bG] _ _] := small_bounds S m1 enough_dimension paper_s paper_b g0 g4 w.
have [b1 b2 b3] := generalizing_small S m1 enough_dimension paper_s paper_b g0 g4 w.
split; try by apply: le_trans (_ : _ <= (eps / 4)%coqR%:E)%E _; rewrite ?lee_fin.
by exists G => // s Gs; apply: le_trans (bG s Gs) quarter.
Qed.

Lemma enough_vacuous_pairs (C : copies RR) (kappa q tau : RR) : joint C tau (rest m tau) q ->
  meets (A := COm D m (sL S) C) (B := sample S D)
    (@part RR D m (sL S) C false) (@part RR D m (sL S) C true) delta kappa ->
  vacuous 4 32 (INR m) (INR D) gamma kappa q tau eta (3 * eps / 4)%coqR (eps / 4)%coqR ->
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> jt meet w; have [g0 g4] := enough_margin.
have := vacuous_pairs m1 enough_dimension paper_s paper_b g0 g4 jt meet w.
suff -> : 1 - (3 * eps / 4)%coqR - (eps / 4)%coqR = 1 - eps :> RR by [].
have e : (3 * eps / 4 + eps / 4 = eps)%coqR by lra.
by rewrite -addrA -opprD -[X in 1 - X]RplusE e.
Qed.
End enough.

(* ----- theorem B ------------------------------------------------------------------ *)
Section flip.
Variables (m D : nat) (S : paper m).
Implicit Types gamma delta eps eta : R.

Lemma flip_meets delta : meets (A := COm D m (sL S) (flip RR)) (B := sample S D)
  (@part RR D m (sL S) (flip RR) false) (@part RR D m (sL S) (flip RR) true) delta (1 - 2 * delta).
Proof. by apply: swap_meets; exact: pres_part. Qed.

Hypothesis m1 : (1 <= m)%N.

Section eta.
Variables (gamma delta eps eta : R).
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta <= 1 / 4)%coqR).
Hypotheses (He : (0 < eps < 1)%coqR) (Ht : (0 < eta <= 1 / 4)%coqR).
Hypothesis HD : (2048 * (1 + eta) / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  75 / 16 / eta ^ 2 * Rpower.ln (1 / delta) <= INR D)%coqR.

Let H : enough (INR m) (INR D) gamma delta eps eta 0 0.
Proof. by split; [exact: INR_ge1|]; rewrite Rmult_0_r 2!Rplus_0_r; do !split=> //; lra. Qed.

Theorem theorem_B_eta :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
have [_ small _ _] := enough_bounds S m1 H; split=> //.
have [v w] := numbers_B _ _ _ _ _ _ H Hd.2.
apply: (enough_vacuous_pairs m1 H (flip_numbers m1 v) _ w).
by have := @flip_meets delta; rewrite RminusE RmultE (IZR_natE 2).
Qed.

Theorem theorem_D_eta :
  (eabove S D gamma delta <= eps%:E)%E /\ (ezero S D gamma delta <= eps%:E)%E.
Proof. by have [] := enough_bounds S m1 H. Qed.
End eta.

Section any_gamma.
Variables (gamma delta eps : R).
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta <= 1 / 4)%coqR).
Hypothesis He : (0 < eps < 1)%coqR.
Hypothesis HD : (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  75 * Rpower.ln (1 / delta) <= INR D)%coqR.

Let Ht : (0 < 1 / 4 <= 1 / 4)%coqR. Proof. by lra. Qed.
Let HD' : (2048 * (1 + 1 / 4) / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  75 / 16 / (1 / 4) ^ 2 * Rpower.ln (1 / delta) <= INR D)%coqR.
Proof.
by have [-> ->] := eta_quarter.
Qed.

Theorem theorem_B :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof. exact: theorem_B_eta Hg Hd He Ht HD'. Qed.

Theorem theorem_D :
  (eabove S D gamma delta <= eps%:E)%E /\ (ezero S D gamma delta <= eps%:E)%E.
Proof. exact: theorem_D_eta Hg Hd He Ht HD'. Qed.
End any_gamma.

Theorem theorem_B_01 gamma delta eps : gamma = 0%coqR -> (0 < delta <= 1 / 4)%coqR ->
  (0 < eps < 1)%coqR ->
  (160 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> g0 Hd He HD; apply: theorem_B => //; first by lra.
by have -> : (2560 / (4 - gamma) ^ 2 = 160)%coqR by rewrite g0; field_simplify; lra.
Qed.

Theorem theorem_B_ramp gamma delta eps : (0 <= gamma <= 1)%coqR -> (0 < delta <= 1 / 4)%coqR ->
  (0 < eps < 1)%coqR ->
  (285 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> Hg Hd He HD; apply: theorem_B => //; first by lra.
apply: Rle_trans HD; apply: Rplus_le_compat_r; apply: ramp_constant => //; first exact: INR_ge1.
by have [l4 _] := ln_4_over _ He; have := ln_4_pos; lra.
Qed.
End flip.
