(* Certificate.v: what a certificate for one instance has to prove, for integers  *)
(* m and D.                                                                    *)
(*                                                                             *)
(*   egen_le          == generalizing numbers give e_gen <= e                    *)
(*   flip_eunif_ge    == vacuous numbers of the flip give e_unif_alg >= v for      *)
(*                       v <= 1 - e1 - e2 and delta < 1/2                        *)
(*   sign_eunif_ge    == those of random signs, for delta < 1                     *)
From Coq Require Import Reals ZArith Lia.
From UC Require Import Constants TailReal Prelude Bridge Coupling Sign Pairs Setting Witness TheoremB.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Delimit Scope Z_scope with coqZ.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope ring_scope.

Section certificates.
Variables (m D : Z) (gamma : R).
Hypotheses (m1 : (1 <= m)%coqZ) (D1 : (1 <= D)%coqZ) (Hg : (0 <= gamma < 4)%coqR).
Variable S : setting RR (Z.to_nat m).

Let INR_to_nat (z : Z) : (1 <= z)%coqZ -> INR (Z.to_nat z) = IZR z.
Proof. by move=> z1; rewrite INR_IZR_INZ Z2Nat.id //; apply: Z.le_trans z1. Qed.
Let mE := INR_to_nat m1.
Let DE := INR_to_nat D1.
Let m_gt0 : (0 < Z.to_nat m)%N. Proof. by apply/ssrnat.ltP; lia. Qed.
Let D_gt0 : (0 < Z.to_nat D)%N. Proof. by apply/ssrnat.ltP; lia. Qed.

Theorem egen_le (delta alpha e : R) : generalizing (IZR m) (IZR D) gamma delta alpha e ->
  (egen S (Z.to_nat D) gamma delta <= e%:E)%E.
Proof.
have [g0 g4] := margin_bounds Hg; rewrite -mE -DE => w.
by have [] := generalizing_small S m_gt0 D_gt0 g0 g4 w.
Qed.

Section vacuity.
Variables (delta tau alpha e1 e2 v : R).
Hypothesis split : (v <= 1 - e1 - e2)%coqR.

Theorem flip_eunif_ge : (0 < sign_minus (IZR m) tau)%coqR ->
  vacuous (IZR m) (IZR D) gamma (1 - 2 * delta)%coqR (flip_mgf (IZR m) tau) tau alpha e1 e2 ->
  (v%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
have [g0 g4] := margin_bounds Hg; rewrite -mE -DE => den w.
apply: (@le_trans _ _ (1 - e1 - e2)%:E); first by rewrite lee_fin; move/RleP: split; rewrite !RminusE.
apply: (vacuous_pairs m_gt0 D_gt0 g0 g4 (flip_numbers m_gt0 den) _ w).
by have := @flip_meets _ (Z.to_nat D) S delta; rewrite RminusE RmultE (IZR_natE 2).
Qed.

Theorem sign_eunif_ge : (delta <= 1)%coqR -> (0 < sign_plus (IZR m) tau)%coqR ->
  vacuous (IZR m) (IZR D) gamma ((1 - delta) ^ 4)%coqR (sign_mix (IZR m) tau) tau alpha e1 e2 ->
  (v%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
have [g0 g4] := margin_bounds Hg; rewrite -mE -DE => d1 den w.
have t0 : (0 : RR) <= tau by apply/RleP; exact: (v_tau w).
have d1' : (delta : RR) <= 1 by exact/RleP.
apply: (@le_trans _ _ (1 - e1 - e2)%:E); first by rewrite lee_fin; move/RleP: split; rewrite !RminusE.
apply: (vacuous_pairs m_gt0 D_gt0 g0 g4 (sign_numbers m_gt0 t0 den) _ w).
by have := sign_meets (D := Z.to_nat D) (m := Z.to_nat m) (L := sL S) d1'; rewrite RpowE RminusE.
Qed.
End vacuity.
End certificates.
