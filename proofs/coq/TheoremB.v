(* TheoremB.v: theorem B (no logarithm of m), its margin losses, and the         *)
(* quantities that stay small (theory.md 5B, 5D).                              *)
(*                                                                             *)
(*   flip_meets       == a sample and its flip meet, with kappa = 1 - 2 delta    *)
(*   flip_theorem     == a witness for rho = 1 gives both conclusions           *)
(*   theorem_B        == D >= 2560/(4-gamma)^2 m ln(4/eps) + 75 ln(1/delta)     *)
(*                       gives egen <= eps and eunif >= 1 - eps                 *)
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

Section flip.
Variables (m D : nat) (S : setting RR m).
Implicit Types gamma delta eps : RR.

Lemma flip_meets delta : meets (A := COm D m (sL S) (flip RR)) (B := sample S D)
  (@part RR D m (sL S) 2 1 (flip RR)) delta (1 - 2 * delta).
Proof.
have := @simplex_meets RR _ _ 2 (@part RR D m (sL S) 2 1 (flip RR)) isT
  (pres_part D m (sL S) (flip RR)) delta.
have -> : (2%:R * (1 - delta) - 1) / (2.-1)%:R = 1 - 2 * delta :> RR by rewrite /= divr1; ring.
by [].
Qed.

Variables (gamma delta eps tau alpha e1 e2 : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= 4%:R).
Hypothesis w : witness (IZR 1) (INR m) (INR D) gamma delta eps
  (Rminus (IZR 1) (Rmult (IZR 2) delta)) (IZR 1) tau alpha e1 e2.

Let w' : witness 1 (INR m) (INR D) gamma delta eps (1 - 2 * delta) (INR 'C(2, 2))
  tau alpha e1 e2.
Proof.
have -> : INR 'C(2, 2) = IZR 1 by [].
by have := w; rewrite RminusE RmultE (IZR_natE 2).
Qed.

Theorem flip_theorem : (egen S D gamma delta <= eps%:E)%E /\
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
split; first by have [] := witness_small S m_gt0 D_gt0 gamma0 gamma4 w'.
exact: (witness_pairs m_gt0 D_gt0 gamma0 gamma4 w' (@flip_meets _)).
Qed.

Theorem flip_gen_bound : exists2 G, likely (pP (sample S D)) delta G &
  forall s, G s -> @pop RR m S D gamma (learned s) - emp gamma (learned s) s <= eps.
Proof.
have [[G lG bG] _ _] := witness_bounds S m_gt0 D_gt0 gamma0 gamma4 w'.
by exists G => // s Gs; apply: le_trans (bG s Gs) (witness_e2 w').
Qed.

Theorem flip_small : (eabove S D gamma delta <= eps%:E)%E /\
  (ezero S D gamma delta <= eps%:E)%E.
Proof. by have [] := witness_small S m_gt0 D_gt0 gamma0 gamma4 w'. Qed.
End flip.

(* ----- the theorem with its constants ------------------------------------------ *)
Section constants.
Variables (m D : nat) (S : setting RR m) (gamma delta eps : R).
Hypothesis m1 : (1 <= m)%N.

Section any_gamma.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta <= 1 / 4)%coqR).
Hypothesis He : (0 < eps < 1)%coqR.
Hypothesis HD : (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  75 * Rpower.ln (1 / delta) <= INR D)%coqR.

Let m1' : (1 <= INR m)%coqR. Proof. by apply: (le_INR 1); apply/ssrnat.leP. Qed.

Let D_gt0 : (0 < D)%N.
Proof.
have Hd' : (0 < delta <= 1)%coqR by lra.
have := hypothesis_pos _ _ _ _ _ m1' Hg Hd' He HD.
by rewrite -(ltr0n RR) -INRE => /RltP.
Qed.

Let gamma0 : 0 <= gamma :> RR. Proof. by case: Hg => /RleP. Qed.
Let gamma4 : gamma <= 4%:R :> RR.
Proof. by case: Hg => _ /Rlt_le; rewrite (IZR_natE 4) => /RleP. Qed.

Theorem theorem_B :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof. exact: (flip_theorem S m1 D_gt0 gamma0 gamma4 (witness_B _ _ _ _ _ m1' Hg Hd He HD)). Qed.

(* the same, with e_gen attained and the infimum over uniform bounds unfolded       *)
Theorem theorem_B_unfolded : (exists2 G, likely (pP (sample S D)) delta G &
    forall s, G s -> @pop RR m S D gamma (learned s) - emp gamma (learned s) s <= eps) /\
  (forall G b, likely (pP (sample S D)) delta G -> (forall s T, G s -> G T ->
    `|@pop RR m S D gamma (learned s) - emp gamma (learned s) T| <= b) -> 1 - eps <= b).
Proof.
split; first exact: (flip_gen_bound S m1 D_gt0 gamma0 gamma4 (witness_B _ _ _ _ _ m1' Hg Hd He HD)).
move=> G b lG bG; rewrite -lee_fin; have [_ vac] := theorem_B; apply: le_trans vac _.
by apply: smallest_le; exists G.
Qed.

Theorem theorem_D :
  (eabove S D gamma delta <= eps%:E)%E /\ (ezero S D gamma delta <= eps%:E)%E.
Proof. exact: (flip_small S m1 D_gt0 gamma0 gamma4 (witness_B _ _ _ _ _ m1' Hg Hd He HD)). Qed.
End any_gamma.

Theorem theorem_B_01 : gamma = 0%coqR -> (0 < delta <= 1 / 4)%coqR -> (0 < eps < 1)%coqR ->
  (160 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> g0 Hd He HD; apply: theorem_B => //; first by lra.
by have -> : (2560 / (4 - gamma) ^ 2 = 160)%coqR by rewrite g0; field_simplify; lra.
Qed.

Theorem theorem_B_ramp : (0 <= gamma <= 1)%coqR -> (0 < delta <= 1 / 4)%coqR ->
  (0 < eps < 1)%coqR ->
  (285 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> Hg Hd He HD; apply: theorem_B => //; first by lra.
apply: Rle_trans HD; apply: Rplus_le_compat_r.
have m1' : (1 <= INR m)%coqR by apply: (le_INR 1); apply/ssrnat.leP.
by apply: ramp_constant => //; have [l4 _] := ln_4_over _ He; apply: Rlt_trans l4; exact: ln_4_pos.
Qed.
End constants.
