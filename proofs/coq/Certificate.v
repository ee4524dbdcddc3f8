(* Certificate.v: what a certificate for one instance has to prove, for integers  *)
(* m and D.                                                                    *)
(*                                                                             *)
(*   egen_le          == generalizing numbers give e_gen <= e                    *)
(*   egen_ge          == overfitting numbers give e_gen >= v                     *)
(*   eunif_le_spread, eunif_le_drowned, egen_le_drowned == upper bounds            *)
(*   flip_eunif_ge    == vacuous numbers of the flip with e1 m <= k + 1 give         *)
(*                       e_unif_alg >= v for v <= 1 - k/m - e2 and delta < 1/2; with *)
(*                       k = 0 the whole second sample is lost (theorem A)          *)
(*   sign_eunif_ge    == those of random signs, for delta < 1                     *)
From Coq Require Import Reals ZArith Lia.
From UC Require Import Constants TailReal Prelude Bridge Product Transfer Linear Coupling Sign Pairs.
From UC Require Import Setting Witness Upper Drowned Sanity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Delimit Scope Z_scope with coqZ.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope ring_scope.

(* at most k of the m flipped points are right                                       *)
Definition right_count (k : Z) (m e1 e2 v : R) : Prop :=
  (0 <= k)%coqZ /\ (e1 * m <= IZR k + 1)%coqR /\ (v <= 1 - IZR k / m - e2)%coqR.

Section certificates.
Variables (s b : R) (m D : Z) (gamma : R).
Hypotheses (m1 : (1 <= m)%coqZ) (D1 : (1 <= D)%coqZ) (s1 : (0 < s)%coqR) (b1 : (0 < b)%coqR).
Hypothesis g1 : (0 <= gamma)%coqR.
Variable S : @setting RR (Z.to_nat m) s b.

Let INR_to_nat (z : Z) : (1 <= z)%coqZ -> INR (Z.to_nat z) = IZR z.
Proof. by move=> z1; rewrite INR_IZR_INZ Z2Nat.id //; apply: Z.le_trans z1. Qed.
Let mE := INR_to_nat m1.
Let DE := INR_to_nat D1.
Let m_gt0 : (0 < Z.to_nat m)%N. Proof. by apply/ssrnat.ltP; lia. Qed.
Let D_gt0 : (0 < Z.to_nat D)%N. Proof. by apply/ssrnat.ltP; lia. Qed.
Let s0 : (0 : RR) < s. Proof. exact/RltP. Qed.
Let b0 : (0 : RR) < b. Proof. exact/RltP. Qed.
Let g0 : (0 : RR) <= gamma. Proof. exact/RleP. Qed.

(* ----- the upper side ---------------------------------------------------------------- *)
Theorem egen_ge (delta tau alpha c v : R) : overfitting s b (IZR m) (IZR D) gamma delta tau alpha c v ->
  (v%:E <= egen S (Z.to_nat D) gamma delta)%E.
Proof. by rewrite -mE -DE; exact: overfits. Qed.

Theorem eunif_le_drowned (delta alpha beta reach v : R) : (0 < gamma)%coqR ->
  drowned s b (IZR m) (IZR D) gamma delta alpha beta reach v ->
  (eunif S (Z.to_nat D) gamma delta <= v%:E)%E.
Proof. by move=> /RltP g; rewrite -mE -DE => w; exact: (drowns S m_gt0 D_gt0 s0 b0 w). Qed.

Theorem egen_le_drowned (delta alpha beta reach v : R) : (0 < gamma)%coqR ->
  drowned s b (IZR m) (IZR D) gamma delta alpha beta reach v ->
  (egen S (Z.to_nat D) gamma delta <= v%:E)%E.
Proof. by move=> g w; apply: le_trans (eunif_le_drowned g w); exact: egen_le_eunif. Qed.

Section below_signal.
Hypothesis Hg : (gamma < s)%coqR.
Let g4 : gamma <= s :> RR. Proof. by apply/RleP; exact: Rlt_le. Qed.

Theorem eunif_le_spread (delta alpha c v u : R) : (1 - v <= u)%coqR ->
  floored s b (IZR m) (IZR D) gamma alpha c v -> (exp (long_exponent (IZR D) (- alpha)) <= delta)%coqR ->
  (eunif S (Z.to_nat D) gamma delta <= u%:E)%E.
Proof.
rewrite -mE -DE => /RleP vu w rare; apply: le_trans (spread S m_gt0 D_gt0 s0 b0 g0 w g4 rare) _.
by rewrite lee_fin; move: vu; rewrite RminusE.
Qed.

Theorem egen_le (delta alpha e : R) : generalizing s b (IZR m) (IZR D) gamma delta alpha e ->
  (egen S (Z.to_nat D) gamma delta <= e%:E)%E.
Proof.
rewrite -mE -DE => w; by have [] := generalizing_small S m_gt0 D_gt0 s0 b0 g0 g4 w.
Qed.

(* ----- vacuity: at most k of the m flipped points are right --------------------------- *)
Section vacuity.
Variables (delta tau alpha e1 e2 v : R) (k : Z).

Section pairs.
Variables (C : copies RR) (kappa q : R).
Hypothesis jt : joint C (tau : RR) (rest (Z.to_nat m) (tau : RR)) q.
Hypothesis meet : meets (A := COm (Z.to_nat D) (Z.to_nat m) (sL S) C) (B := sample S (Z.to_nat D))
  (@part RR (Z.to_nat D) (Z.to_nat m) (sL S) C false) (@part RR (Z.to_nat D) (Z.to_nat m) (sL S) C true)
  (delta : RR) kappa.
Hypothesis w : vacuous s b (IZR m) (IZR D) gamma kappa q tau alpha e1 e2.

Lemma pair_ge : right_count k (IZR m) e1 e2 v -> (v%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
move=> [k0 [+ +]]; have kE : IZR k = (Z.to_nat k)%:R :> RR by rewrite -INRE INR_IZR_INZ Z2Nat.id.
move: w; rewrite -mE -DE kE => w' /RleP em /RleP le.
apply: le_trans (vacuous_count (k := Z.to_nat k) m_gt0 D_gt0 s0 b0 g0 g4 jt meet w' _).
  by rewrite lee_fin; move: le; rewrite !RminusE RdivE ?INRE// pnatr_eq0 -lt0n.
by move: em; rewrite RmultE RplusE !INRE -natr1.
Qed.
End pairs.

Hypothesis count : right_count k (IZR m) e1 e2 v.

Theorem flip_eunif_ge : (0 < sign_minus (IZR m) tau)%coqR ->
  vacuous s b (IZR m) (IZR D) gamma (1 - 2 * delta)%coqR (flip_mgf (IZR m) tau) tau alpha e1 e2 ->
  (v%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
move=> den w; apply: (pair_ge (C := flip RR) _ _ w count); last first.
  have := @swap_meets RR _ _ _ _ (pres_part (Z.to_nat D) (Z.to_nat m) (sL S) (flip RR) false)
    (pres_part (Z.to_nat D) (Z.to_nat m) (sL S) (flip RR) true) delta.
  by rewrite RminusE RmultE (IZR_natE 2).
by rewrite -mE; apply: flip_numbers => //; rewrite mE.
Qed.

Theorem sign_eunif_ge : (delta <= 1)%coqR -> (0 < sign_plus (IZR m) tau)%coqR ->
  vacuous s b (IZR m) (IZR D) gamma ((1 - delta) ^ 4)%coqR (sign_mix (IZR m) tau) tau alpha e1 e2 ->
  (v%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
move=> /RleP d1 den w; have t0 : (0 : RR) <= tau by apply/RleP; exact: (v_tau w).
apply: (pair_ge (C := sign_copies RR) _ _ w count); last first.
  by have := sign_meets (D := Z.to_nat D) (m := Z.to_nat m) (L := sL S) d1; rewrite RpowE RminusE.
by rewrite -mE; apply: sign_numbers => //; rewrite mE.
Qed.
End vacuity.
End below_signal.
End certificates.
