(* Certificate.v: what a certificate for one instance has to prove.              *)
(*                                                                             *)
(*   certificate      == a witness for integers m and D proves both conclusions  *)
(*                       for m samples in dimension D                          *)
From Coq Require Import Reals ZArith Lia.
From UC Require Import Constants Prelude Bridge Setting Witness TheoremB.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Delimit Scope Z_scope with coqZ.
Local Open Scope ring_scope.

Lemma INR_to_nat (z : Z) : (1 <= z)%coqZ -> INR (Z.to_nat z) = IZR z.
Proof. by move=> z1; rewrite INR_IZR_INZ Z2Nat.id //; apply: Z.le_trans z1. Qed.

Lemma to_nat_gt0 (z : Z) : (1 <= z)%coqZ -> (0 < Z.to_nat z)%N.
Proof. by move=> z1; apply/ssrnat.ltP; lia. Qed.

Theorem certificate (m D : Z) (gamma delta eps tau alpha e1 e2 : RR) :
  (1 <= m)%coqZ -> (1 <= D)%coqZ -> (0 <= gamma <= 4)%coqR ->
  witness 1%coqR (IZR m) (IZR D) gamma delta eps (1 - 2 * delta)%coqR 1%coqR tau alpha e1 e2 ->
  forall S : setting RR (Z.to_nat m),
  (egen S (Z.to_nat D) gamma delta <= eps%:E)%E /\
  ((1 - eps)%:E <= eunif S (Z.to_nat D) gamma delta)%E.
Proof.
move=> m1 D1 [g0 g4] w S; apply: (flip_theorem S (to_nat_gt0 m1) (to_nat_gt0 D1)).
- exact/RleP.
- by move/RleP: g4; rewrite (IZR_natE 4).
- by rewrite !INR_to_nat; [exact: w|exact: D1|exact: m1].
Qed.
